"""Which week and programme a review is of, how it is read, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from review_stores import (
    AS_OF,
    SUNDAY,
    WEEK,
    deal,
    imported,
    listed,
    logged,
    opened,
    programme,
    put,
)

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.house import House
from abm_core.review import compose, headline_wording
from abm_core.review.document import Scope
from abm_core.review.known import Known

KNOWN = Known("p", "p", Scope(), WEEK, AS_OF, "EUR", House(), is_listed=True)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as lent:
        programme(lent)
        listed(lent, "A")
        yield lent


def test_the_default_is_the_last_week_that_is_over(cursor: DuckDBPyConnection) -> None:
    found = compose.compose(cursor, as_of=AS_OF)
    assert (found.programme, found.week, found.as_of) == ("p", WEEK, AS_OF)
    assert found.scope == Scope()
    assert compose.compose(cursor, as_of=AS_OF, week=SUNDAY).week == WEEK


def test_a_week_that_is_not_over_is_refused(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="Week 2026-W46 is not over: the data reach through 11 Nov"):
        compose.compose(cursor, as_of=AS_OF, week=AS_OF)


def test_a_programme_that_there_is_not_is_refused(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="There is no programme 'q'"):
        compose.compose(cursor, as_of=AS_OF, programme_id="q")


def test_known_tells_its_days() -> None:
    assert (KNOWN.sunday, KNOWN.sunday_before) == (SUNDAY, date(2026, 11, 1))
    assert KNOWN.is_newest
    assert not KNOWN._replace(week=WEEK - timedelta(weeks=1)).is_newest


def test_the_newest_week_is_read_as_it_is(cursor: DuckDBPyConnection) -> None:
    found = compose.compose(cursor, as_of=AS_OF)
    assert found.reading == "Everything as it is today, with data through 11 Nov 2026."


def test_a_past_week_says_what_is_as_known_then(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "A", created=date(2026, 1, 7))
    logged(cursor, "d", "+", None, datetime(2026, 2, 2))
    past = compose.compose(cursor, as_of=AS_OF, week=date(2026, 9, 7))
    assert past.reading == (
        "As known then: tiers and opportunities. Recomputed with today's rules and data through 11 "
        "Nov 2026: engagement, stages, meetings. As they are today: buying roles, segments and "
        "owners.")
    deal(cursor, "e", "A", created=date(2026, 1, 7))
    logged(cursor, "e", "+", None, datetime(2026, 10, 2))
    later = compose.compose(cursor, as_of=AS_OF, week=date(2026, 9, 7))
    assert later.reading.startswith(
        "As known then: tiers and opportunities; opportunities that came into the store later by "
        "their own dates. Recomputed")


def test_a_list_that_was_saved_today_has_a_review_of_last_week(tmp_path: Path) -> None:
    with opened(tmp_path) as fresh:
        programme(fresh)
        listed(fresh, "A", since=AS_OF)
        found = compose.compose(fresh, as_of=AS_OF)
    assert found.week == WEEK
    assert found.footer[0] == (
        "The target list begins on 11 Nov 2026: the accounts of that day count.")


def test_it_says_which_versions_it_rests_on(cursor: DuckDBPyConnection) -> None:
    assert dict(compose.versions(cursor, "p")) == {
        "Newest import": "–", "Data": "0", "Decisions": "0", "Profile": "–",
        "Rules of points": "as shipped", "Rules of stages": "as shipped",
        "Committee templates": "as shipped"}  # fmt: skip
    imported(cursor, datetime(2026, 11, 9))
    put(cursor, schema.PROFILES, {"profile_id": "3", "name": "ICP", "version": 2})
    put(cursor, schema.SNAPSHOTS, {"snapshot_id": "1", "programme_id": "p", "profile_id": "3"})
    put(cursor, schema.COMMITTEE_TEMPLATES, {"version": 4, "definition": "{}"})
    found = dict(compose.versions(cursor, "p"))
    assert found["Newest import"] == "1"
    assert found["Profile"] == "ICP, version 2"
    assert found["Committee templates"] == "version 4"


def test_the_catalogue_holds_no_number_that_is_not_a_setting() -> None:
    for text in (headline_wording.QUIET, headline_wording.CALM, headline_wording.DOUBTED,
                 headline_wording.NO_LIST):  # fmt: skip
        assert not any(one.isdigit() for one in text)
