"""Whose week it is: the target list of the Sunday, narrowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from review_stores import SUNDAY, WEEK, deal, entry, listed, opened, programme, put, rows

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.review import scope
from abm_core.review.document import Scope

ALL = "SELECT account_id, tier FROM review_accounts ORDER BY 1"


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as lent:
        programme(lent)
        listed(lent, "A", "1", sales_owner="Ida")
        listed(lent, "B", "2", marketing_owner="Ida", until=SUNDAY)
        entry(lent, "B", "1", since=SUNDAY)
        listed(lent, "C", "3", since=SUNDAY + timedelta(days=1))
        listed(lent, "D", "2", since=date(2025, 1, 6), sales_owner="Tom")
        listed(lent, "E", "2", until=SUNDAY)
        put(lent, schema.ACCOUNT_SEGMENTS, {"account_id": "D", "segment": "Banks"})
        yield lent


def test_the_list_is_that_of_the_sunday(cursor: DuckDBPyConnection) -> None:
    assert scope.lay_out(cursor, "p", Scope(), WEEK) == 3
    assert rows(cursor, ALL) == [("A", "1"), ("B", "1"), ("D", "2")]


def test_a_week_later_and_earlier_it_is_another(cursor: DuckDBPyConnection) -> None:
    scope.lay_out(cursor, "p", Scope(), WEEK + timedelta(weeks=1))
    assert rows(cursor, ALL) == [("A", "1"), ("B", "1"), ("C", "3"), ("D", "2")]
    scope.lay_out(cursor, "p", Scope(), WEEK - timedelta(weeks=1))
    assert rows(cursor, ALL) == [("A", "1"), ("B", "2"), ("D", "2"), ("E", "2")]


@pytest.mark.parametrize(("asked", "wanted"), [
    (Scope("tier", "1"), ["A", "B"]), (Scope("segment", "Banks"), ["D"]),
    (Scope("owner", "Ida"), ["A", "B"]), (Scope("owner", "Tom"), ["D"]),
])  # fmt: skip
def test_it_narrows(cursor: DuckDBPyConnection, asked: Scope, wanted: list[str]) -> None:
    scope.lay_out(cursor, "p", asked, WEEK)
    assert [account for account, _ in rows(cursor, ALL)] == wanted


def test_without_any_list_everybody_known_counts(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        for account in "ABC":
            put(cursor, schema.ACCOUNTS, {"account_id": account, "name": account})
        put(cursor, schema.ACCOUNT_ENGAGEMENT, {"account_id": "A"})
        deal(cursor, "d", "B", created=WEEK)
        assert not scope.is_listed(cursor, None)
        assert scope.lay_out(cursor, None, Scope(), WEEK) == 2
        assert rows(cursor, ALL) == [("A", None), ("B", None)]


def test_nobody_left_is_said(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match=r"There is no owner 'Idda'\. Did you mean 'Ida'"):
        scope.lay_out(cursor, "p", Scope("owner", "Idda"), WEEK)
    with pytest.raises(AbmError, match="No account of Tier 3 was on the target list on 8 Nov"):
        scope.lay_out(cursor, "p", Scope("tier", "3"), WEEK)


def test_before_the_list_began_its_first_accounts_count(tmp_path: Path) -> None:
    """Somebody who has saved the first tiers today looks at the review of last week."""
    with opened(tmp_path) as cursor:
        listed(cursor, "A", since=date(2026, 11, 11))
        listed(cursor, "B", since=date(2026, 11, 12))
        assert scope.lay_out(cursor, "p", Scope(), WEEK) == 1
        assert scope.list_day(cursor, "p", WEEK) == date(2026, 11, 11)
        assert scope.list_day(cursor, "p", date(2026, 11, 9)) == date(2026, 11, 15)
        assert scope.list_day(cursor, "q", WEEK) is None


def test_without_a_list_an_owner_of_nobody_is_said(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        put(cursor, schema.ACCOUNTS, {"account_id": "A", "name": "A", "sales_owner": "Ida"})
        with pytest.raises(AbmError, match="Ida has no account with an activity"):
            scope.lay_out(cursor, None, Scope("owner", "Ida"), WEEK)


def test_a_store_without_anything_happening_says_what_is_missing(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        put(cursor, schema.ACCOUNTS, {"account_id": "A", "name": "A"})
        with pytest.raises(AbmError, match="No account has an activity or an opportunity yet"):
            scope.lay_out(cursor, None, Scope(), WEEK)


def test_choices_are_what_there_is(cursor: DuckDBPyConnection) -> None:
    found = scope.choices(cursor, listed=True)
    assert [one.label for one in found] == [
        "Whole programme", "Tier 1", "Tier 2", "Tier 3", "Banks", "Ida", "Tom"]  # fmt: skip
