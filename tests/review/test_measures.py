"""The four measures: weeks, ranges, signals and the rows behind them, by hand and by a loop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median

import pytest
from duckdb import DuckDBPyConnection
from review_stores import AS_OF, SUNDAY, WEEK, deal, imported, listed, opened, programme, put

from abm_core import schema
from abm_core.review import compose, doubts, measures, weekly_rows
from abm_core.review.document import Measure
from abm_core.review.measures import FOUR
from abm_core.review.said import Cell, recount

LINE = measures.mondays(WEEK)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as lent:
        programme(lent)
        yield lent


def read(cursor: DuckDBPyConnection, key: str, week: date = WEEK) -> Measure:
    known = compose.lay_out(cursor, as_of=AS_OF, programme_id="p", week=week)
    four = measures.read(cursor, known, weekly_rows.began(cursor))
    (found,) = [one for one in four if one.key == key]
    return found


def change(
    cursor: DuckDBPyConnection, account: str, week: date, old: str | None, new: str,
    motion: str = "new",
) -> None:  # fmt: skip
    put(cursor, schema.STAGE_CHANGES, {
        "account_id": account, "motion": motion, "week": week, "stage_from": old, "stage_to": new,
        "changed_on": week + timedelta(days=6),
    })  # fmt: skip


def points(cursor: DuckDBPyConnection, week: date) -> None:
    """Something of theirs, so that engagement is known from then on."""
    put(cursor, schema.CONTACT_POINTS,
        {"account_id": "A", "contact_id": "c", "week": week, "points": 1.0, "n": 1})  # fmt: skip


def test_engaged_accounts_by_hand(cursor: DuckDBPyConnection) -> None:
    """A is engaged from week 4, lost in 8; B qualified from the start; C a customer who expands."""
    for account in "ABC":
        listed(cursor, account)
    points(cursor, LINE[0])
    long_ago = LINE[0] - timedelta(weeks=10)
    change(cursor, "A", long_ago, None, "aware")
    change(cursor, "A", LINE[4], "aware", "engaged")
    change(cursor, "A", LINE[6], "engaged", "qualified")
    change(cursor, "A", LINE[8], "qualified", "unaware")
    change(cursor, "B", long_ago, None, "qualified")
    change(cursor, "C", long_ago, None, "opportunity")
    change(cursor, "C", LINE[2], "opportunity", "customer")
    change(cursor, "C", LINE[2], None, "aware", "expansion")
    change(cursor, "C", LINE[10], "aware", "engaged", "expansion")
    found = read(cursor, "engaged")
    assert found.values == (2, 2, 1, 1, 2, 2, 2, 2, 1, 1, 2, 2, 2)
    assert found.weeks == tuple(LINE)
    assert [row[:4] for row in found.newest.rows.rows] == [
        ("B", "Account B", "1", "qualified"), ("C", "Account C", "1", "engaged")]  # fmt: skip
    assert found.newest.rows.rows[1][4] == (LINE[10] + timedelta(days=6)).isoformat()


def test_meetings_count_once_for_each_person_with_a_role(cursor: DuckDBPyConnection) -> None:
    listed(cursor, "A")
    listed(cursor, "B", until=SUNDAY)
    for contact, account, counts in (("c", "A", True), ("d", "A", True), ("e", "A", False),
                                     ("f", "B", True)):  # fmt: skip
        put(cursor, schema.CONTACT_ROLES, {
            "account_id": account, "contact_id": contact, "role": "champion", "source": "stated",
            "counts": counts})  # fmt: skip
    put(cursor, schema.CONTACT_ROLES, {"account_id": "A", "contact_id": "c", "role": "end user",
                                       "source": "inferred", "counts": True})  # fmt: skip
    for week, contact, kind, n in ((LINE[11], "c", "meeting", 2), (WEEK, "c", "meeting", 1),
                                   (WEEK, "d", "meeting", 3), (WEEK, "e", "meeting", 5),
                                   (WEEK, "c", "webinar", 7)):  # fmt: skip
        _contact_week(cursor, "A", contact, week, kind, n)
    _contact_week(cursor, "B", "f", WEEK, "meeting", 9)
    put(cursor, schema.ROLLUP_WEEKS, {"week": LINE[9], "n_raw": 1})
    found = read(cursor, "meetings")
    assert found.weeks == tuple(LINE[9:])  # before, nothing was recorded
    assert found.values == (0, 0, 2, 4)
    assert found.newest.rows.rows == (
        ("A", "Account A", "\x02d\x03", "champion", 3),
        ("A", "Account A", "\x02c\x03", "champion, end user", 1),
    )


def _contact_week(
    cursor: DuckDBPyConnection, account: str, contact: str, week: date, kind: str, n: int
) -> None:
    put(cursor, schema.CONTACT_WEEKS, {
        "account_id": account, "contact_id": contact, "week": week, "kind": kind, "n": n,
        "channel": "meeting", "direction": "", "is_theirs": True,
    })  # fmt: skip


def test_pipeline_and_age_against_a_loop(cursor: DuckDBPyConnection) -> None:
    """Deals opened every six days and closed after 20 to 80, one in seven without an amount."""
    listed(cursor, "A")
    held = []
    for number in range(60):
        created = date(2026, 1, 4) + timedelta(days=6 * number)
        closed = created + timedelta(days=20 + 7 * number % 61)
        amount = None if number % 7 == 3 else 1000.0 * (1 + number % 5)
        held.append((created, closed, amount))
        decided = {"closed_on": closed} if closed <= AS_OF else {}
        deal(cursor, f"d{number}", "A", "won" if decided else "open", created=created,
             amount=amount, **decided)  # fmt: skip
    pipeline, age = read(cursor, "pipeline"), read(cursor, "age")
    for place, end in enumerate(measures.ends(WEEK)):
        there = [one for one in held if one[0] <= end < one[1]]
        assert pipeline.values[place] == sum(one[2] or 0 for one in there)
        assert age.values[place] == median((end - one[0]).days for one in there)
    earlier = pipeline.values[:-1]
    moving = fmean(abs(b - a) for a, b in pairwise(earlier))
    assert pipeline.centre == pytest.approx(fmean(earlier))
    assert pipeline.high == pytest.approx(fmean(earlier) + 2.66 * moving)


def test_a_past_week_has_its_own_thirteen(cursor: DuckDBPyConnection) -> None:
    listed(cursor, "A")
    deal(cursor, "d", "A", created=date(2026, 9, 1), amount=5.0)
    found = read(cursor, "pipeline", date(2026, 9, 14))
    assert found.weeks == (date(2026, 8, 31), date(2026, 9, 7), date(2026, 9, 14))
    assert found.values == (5, 5, 5)
    assert found.centre is None
    assert found.said.text == (
        "Open pipeline stands at 5, as in the week before; a normal range needs 8 weeks.")


def test_without_open_opportunities_none_has_an_age(cursor: DuckDBPyConnection) -> None:
    listed(cursor, "A")
    deal(cursor, "d", "A", "lost", created=date(2026, 1, 9), closed_on=date(2026, 10, 28))
    found = read(cursor, "age")
    assert found.said.text == "No opportunity is open, so none has an age."
    assert found.newest.value == recount(found.newest) == 0
    assert found.signal == ""


def test_every_number_recounts(cursor: DuckDBPyConnection) -> None:
    weekly: list[tuple[date, float | None]] = [
        (week, float(10 + n % 3)) for n, week in enumerate(LINE)]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [(f"a{n}", f"A{n}", "1", "engaged", None) for n in range(40)]
    found = measures.measure(FOUR[0], weekly, rows, since=LINE[0], currency="EUR", doubt="")
    assert found.signal == "above"
    for behind in (found.newest, *found.said.behind):
        assert recount(behind) == pytest.approx(behind.value)
        assert behind.shown in found.said.text


# --- Doubts -------------------------------------------------------------------------------------


def rolled(cursor: DuckDBPyConnection, *counts: int, last_days: int = 4) -> None:
    """Activities of the last weeks, the newest last; each ends on its Friday, or earlier."""
    listed(cursor, "A")
    for week, n in zip(LINE[-len(counts):], counts, strict=True):
        last_on = week + timedelta(days=last_days if week == WEEK else 4)
        put(cursor, schema.ROLLUP_WEEKS, {"week": week, "n_raw": n + 2})
        put(cursor, schema.ROLLUP_DROPPED, {"week": week, "reason": "bot", "n": 2})
        put(cursor, schema.ACCOUNT_WEEKS, {"account_id": "A", "week": week, "last_on": last_on})


def doubted(cursor: DuckDBPyConnection, week: date = WEEK) -> dict[str, str]:
    known = compose.lay_out(cursor, as_of=AS_OF, programme_id="p", week=week)
    return doubts.read(cursor, known, measures.mondays(week))


def test_a_usual_week_is_not_doubted(cursor: DuckDBPyConnection) -> None:
    rolled(cursor, *[100] * 12, 50)
    imported(cursor, datetime(2026, 11, 9, 8))
    assert doubted(cursor) == {}


def test_a_sum_of_what_mostly_has_no_amount_is_doubted() -> None:
    assert doubts.unvalued([1.0, None, 3.0]) == ""
    assert doubts.unvalued([1.0, None, 3.0, None]) == doubts.unvalued([None])
    assert doubts.unvalued([None]).startswith("most open opportunities have no amount")
    assert doubts.unvalued([]) == ""


def test_far_fewer_activities_are_doubted(cursor: DuckDBPyConnection) -> None:
    rolled(cursor, *[100] * 12, 49)
    assert set(doubted(cursor)) == {"engaged", "meetings"}
    assert "far fewer activities" in doubted(cursor)["engaged"]


def test_with_few_weeks_nobody_knows_what_is_usual(cursor: DuckDBPyConnection) -> None:
    rolled(cursor, *[100] * 7, 1)
    assert doubted(cursor) == {}


def test_a_source_that_ends_on_wednesday_is_late(cursor: DuckDBPyConnection) -> None:
    rolled(cursor, *[100] * 13, last_days=2)
    assert doubted(cursor)["meetings"] == (
        "activities end on 4 Nov 2026, earlier in the week than usual")


def test_of_a_past_week_the_end_of_the_data_says_nothing(cursor: DuckDBPyConnection) -> None:
    rolled(cursor, *[100] * 13, last_days=2)
    assert doubted(cursor, WEEK - timedelta(weeks=1)) == {}


def test_opportunities_that_came_in_before_the_week_was_over(cursor: DuckDBPyConnection) -> None:
    rolled(cursor, *[100] * 13)
    imported(cursor, datetime(2026, 11, 6, 8))
    assert doubted(cursor) == dict.fromkeys(
        ("pipeline", "age"), "opportunities came in last on 6 Nov 2026, before the week was over")


@pytest.mark.parametrize(("entity", "key"), [
    (schema.POINT_RULES, "engaged"), (schema.STAGE_RULES, "engaged"),
    (schema.COMMITTEE_TEMPLATES, "meetings"),
])  # fmt: skip
def test_changed_rules_are_doubted_for_as_long_as_they_show(
    cursor: DuckDBPyConnection, entity: schema.Entity, key: str
) -> None:
    rolled(cursor, *[100] * 13)
    put(cursor, entity, {"version": 1, "saved_at": datetime(2026, 10, 7, 12)})
    assert list(doubted(cursor)) == [key]
    assert "changed on 7 Oct 2026" in doubted(cursor)[key]
    assert doubted(cursor, date(2026, 9, 28)) == {}  # the change was still to come
    cursor.execute("UPDATE point_rules SET saved_at = TIMESTAMP '2026-07-01'")
    cursor.execute("UPDATE stage_rules SET saved_at = TIMESTAMP '2026-07-01'")
    cursor.execute("UPDATE committee_templates SET saved_at = TIMESTAMP '2026-07-01'")
    assert doubted(cursor) == {}
