"""Health checks of open opportunities: by hand, against pandas, and against the committee page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from coverage_world import TODAY, WEEK, contact, deal, did, opened, persona, refresh, target
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.committee import people
from abm_core.review import health, health_wording
from abm_core.review.health import NO_POWER, OVERDUE, SILENT, SINGLE, STALLED, Finding


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """A new store with the account acme and an open deal."""
    with opened(tmp_path) as one:
        target(one, "acme")
        deal(one, "d1", "acme", created_on=date(2026, 2, 20))
        yield one


def entered(
    cursor: DuckDBPyConnection, opportunity_id: str, stage: str, day: date, hour: int = 9
) -> None:
    """A stage that an opportunity entered."""
    store.insert(cursor, schema.STAGE_HISTORY, [{
        "opportunity_id": opportunity_id, "stage": stage,
        "changed_at": datetime(day.year, day.month, day.day, hour)}])  # fmt: skip


def named(cursor: DuckDBPyConnection, opportunity_id: str, contact_id: str) -> None:
    """A contact of a deal."""
    store.insert(cursor, schema.OPPORTUNITY_CONTACTS, [
        {"opportunity_id": opportunity_id, "contact_id": contact_id}])  # fmt: skip


def kinds(cursor: DuckDBPyConnection, **more: date) -> list[str]:
    """What is wrong, by kind."""
    return [one.kind for one in health.check(cursor, **{"as_of": TODAY, **more})]


def only(cursor: DuckDBPyConnection, kind: str) -> Finding:
    """The one finding of a kind."""
    (one,) = (one for one in health.check(cursor, as_of=TODAY) if one.kind == kind)
    return one


def test_one_engaged_contact_is_a_single_thread(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "ann", "acme")
    did(cursor, "ann", "acme", "meeting", points=30)
    assert only(cursor, SINGLE).who == "Ann"
    assert health_wording.sentence(only(cursor, SINGLE)) == (
        "All engagement of the last 13 weeks comes from Ann.")
    contact(cursor, "bob", "acme")
    did(cursor, "bob", "acme", "page visit", points=1)
    assert SINGLE not in kinds(cursor)


def test_who_left_is_no_thread(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "ann", "acme")
    contact(cursor, "bob", "acme", left_on=date(2026, 2, 25))
    for one in ("ann", "bob"):
        did(cursor, one, "acme", "meeting", points=30, weeks_ago=1)
    assert SINGLE in kinds(cursor)
    assert SINGLE not in kinds(cursor, as_of=date(2026, 2, 24)), "the day before he left"


def test_old_points_and_the_unknown_visitor_are_no_threads(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "ann", "acme")
    contact(cursor, "bob", "acme")
    did(cursor, "ann", "acme", "meeting", points=30, weeks_ago=1)
    did(cursor, "bob", "acme", "meeting", points=30, weeks_ago=13)
    did(cursor, "", "acme", "page visit", points=9)
    assert SINGLE in kinds(cursor)
    assert SINGLE not in kinds(cursor, as_of=TODAY - timedelta(weeks=1))  # bob's week is in


def test_without_any_response_the_names_on_the_deal_count(cursor: DuckDBPyConnection) -> None:
    assert SINGLE not in kinds(cursor)
    contact(cursor, "ann", "acme")
    named(cursor, "d1", "ann")
    assert health_wording.sentence(only(cursor, SINGLE)) == (
        "Nobody has responded in 13 weeks, and the deal names one contact only: Ann.")
    contact(cursor, "bob", "acme")
    named(cursor, "d1", "bob")
    assert SINGLE not in kinds(cursor)


def test_a_deal_that_names_one_is_no_single_thread_where_two_respond(
    cursor: DuckDBPyConnection,
) -> None:
    for one in ("ann", "bob"):
        contact(cursor, one, "acme")
        did(cursor, one, "acme", "call", points=1)
    named(cursor, "d1", "ann")
    assert SINGLE not in kinds(cursor)


def test_power_is_due_once_an_offer_is_out(cursor: DuckDBPyConnection) -> None:
    for one in ("ann", "bob"):
        contact(cursor, one, "acme")
        persona(cursor, one, "manager", "it")
        did(cursor, one, "acme", "meeting", points=30)
    deal(cursor, "d2", "acme", stage="Discovery")
    deal(cursor, "d3", "acme", stage="Proposal/Price quote")
    refresh(cursor)
    assert only(cursor, NO_POWER).opportunity_id == "d3"
    assert health_wording.sentence(only(cursor, NO_POWER)) == (
        "An offer is out at Proposal/Price quote, and none of 2 engaged contacts can say yes.")
    contact(cursor, "cfo", "acme")
    persona(cursor, "cfo", "c-level", "finance")
    assert NO_POWER in kinds(cursor)  # known, not engaged
    did(cursor, "cfo", "acme", "mail reply", points=4)
    assert NO_POWER not in kinds(cursor)


@pytest.mark.parametrize("by", ["level", "role", "nobody"])
def test_power_is_that_of_the_committee_page(cursor: DuckDBPyConnection, by: str) -> None:
    contact(cursor, "ann", "acme", role="economic buyer" if by == "role" else None)
    persona(cursor, "ann", "vp" if by == "level" else "other", "it")
    did(cursor, "ann", "acme", "meeting", points=30)
    refresh(cursor)
    (power,) = (check for check in people.checklist(people.read(cursor, "acme"), n_threads=3)
                if check.key == "power")  # fmt: skip
    assert (NO_POWER in kinds(cursor)) is (not power.passed) is (by == "nobody")


def test_where_no_stage_speaks_of_offers_every_deal_needs_power(
    cursor: DuckDBPyConnection,
) -> None:
    assert NO_POWER in kinds(cursor)
    deal(cursor, "d2", "acme", stage="Angebot", outcome="lost", closed_on=date(2026, 1, 9))
    assert NO_POWER not in kinds(cursor)


def history(cursor: DuckDBPyConnection, n: int, days: int) -> None:
    """Decided deals that stayed so long in Evaluation."""
    for one in range(n):
        deal(cursor, f"old{one}", "acme", outcome="won", stage="Closed Won",
             created_on=date(2025, 6, 1), closed_on=date(2025, 6, 1) + timedelta(days))
        entered(cursor, f"old{one}", "Evaluation", date(2025, 6, 1))


def test_stalled_by_the_stays_of_others(cursor: DuckDBPyConnection) -> None:
    history(cursor, 20, 20)
    entered(cursor, "d1", "Evaluation", TODAY - timedelta(days=20))
    assert STALLED not in kinds(cursor)
    assert STALLED in kinds(cursor, as_of=TODAY + timedelta(days=1))
    entered(cursor, "d1", "Demo", TODAY - timedelta(days=30))  # was there before
    assert STALLED not in kinds(cursor)


def test_too_few_stays_leave_the_usual_limit(cursor: DuckDBPyConnection) -> None:
    history(cursor, 19, 20)
    entered(cursor, "d1", "Evaluation", TODAY - timedelta(days=30))
    assert STALLED not in kinds(cursor)
    found = health.check(cursor, as_of=TODAY + timedelta(days=1))
    (one,) = (one for one in found if one.kind == STALLED)
    assert (one.n, one.usual, one.most, one.since) == (31, None, 30, TODAY - timedelta(days=30))
    assert health_wording.sentence(one) == "31 days in Evaluation; more than 30 is long."


def test_nothing_stalls_in_two_weeks(cursor: DuckDBPyConnection) -> None:
    history(cursor, 20, 2)
    entered(cursor, "d1", "Evaluation", TODAY - timedelta(days=14))
    assert STALLED not in kinds(cursor)
    assert STALLED in kinds(cursor, as_of=TODAY + timedelta(days=1))


def test_without_a_history_the_time_open_is_judged(cursor: DuckDBPyConnection) -> None:
    for one in range(20):
        deal(cursor, f"old{one}", "acme", outcome="lost", created_on=date(2025, 6, 1),
             closed_on=date(2025, 6, 1) + timedelta(60 + one))
    deal(cursor, "d2", "acme", created_on=TODAY - timedelta(days=90))
    one = only(cursor, STALLED)
    assert (one.opportunity_id, one.n, one.usual, one.most) == ("d2", 90, 69.5, 74.25)
    assert health_wording.sentence(one) == (
        "Open for 90 days; decided deals took 70 at the median.")


def test_overdue_the_day_after(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d2", "acme", expected_on=TODAY)
    deal(cursor, "d3", "acme", closed_on=TODAY - timedelta(days=1))
    assert only(cursor, OVERDUE).opportunity_id == "d3"
    assert health_wording.sentence(only(cursor, OVERDUE)) == (
        "Expected to close on 28 Feb 2026, 1 day ago.")


def test_silent_after_something_of_ours(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "ann", "acme")
    did(cursor, "ann", "acme", "mail reply", weeks_ago=4, points=2)
    did(cursor, "ann", "acme", "mail sent", weeks_ago=2, direction="ours")
    assert SILENT not in kinds(cursor, as_of=WEEK + timedelta(days=1))  # 13 days
    one = only(cursor, SILENT)
    assert (one.n, one.since) == (18, date(2026, 2, 11))
    assert health_wording.sentence(one) == (
        "No answer for 18 days, since 11 Feb 2026; last heard from on 28 Jan 2026.")
    did(cursor, "", "acme", "page visit", weeks_ago=1, points=1)
    did(cursor, "ann", "acme", "mail open", weeks_ago=1)
    assert SILENT in kinds(cursor)  # neither is an answer
    did(cursor, "ann", "acme", "page visit", weeks_ago=1, points=1)
    assert SILENT not in kinds(cursor)


def test_silence_that_is_older_than_a_window_is_no_warning(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "ann", "acme")
    did(cursor, "ann", "acme", "mail sent", weeks_ago=14, direction="ours")
    assert SILENT not in kinds(cursor)


def test_a_past_day_sees_what_was_open_then(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d2", "acme", outcome="lost", created_on=date(2026, 1, 1),
         closed_on=date(2026, 2, 1), expected_on=date(2026, 1, 10), stage="Closed Lost")
    deal(cursor, "d3", "acme", created_on=date(2026, 1, 20), expected_on=date(2026, 1, 12))
    then = health.check(cursor, as_of=date(2026, 1, 15))
    assert [(one.opportunity_id, one.kind, one.n) for one in then if one.kind == OVERDUE] == [
        ("d2", OVERDUE, 5)]  # fmt: skip


def test_some_accounts_only_and_an_empty_store(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d2", "other", expected_on=date(2026, 2, 2))
    assert {one.account_id for one in health.check(cursor, as_of=TODAY)} == {"acme", "other"}
    assert {one.account_id for one in health.check(cursor, as_of=TODAY, accounts=["acme"])} == {
        "acme"}  # fmt: skip
    assert health.check(cursor, as_of=TODAY, accounts=[]) == []


def test_against_pandas(cursor: DuckDBPyConnection) -> None:
    """Random deals: stalled, overdue and single-threaded, told again row by row."""
    chance = Random(5)
    days = [TODAY - timedelta(days=chance.randrange(400)) for _ in range(400)]
    deals, steps = [], []
    for n, day in enumerate(days):
        is_open, took = chance.random() < 0.3, chance.randrange(1, 90)
        decided = min(day + timedelta(took), TODAY)
        deals.append({"opportunity_id": f"x{n}", "account_id": f"a{n % 40}",
                      "outcome": "open" if is_open else chance.choice(["won", "lost"]),
                      "created_on": day, "closed_on": None if is_open else decided,
                      "expected_on": day + timedelta(took), "currency": "EUR", "stage": "B"})
        middle = day + timedelta(chance.randrange(took))
        if chance.random() < 0.8 and middle <= TODAY:
            steps += [(f"x{n}", "A", day, 8), (f"x{n}", "B", middle, 9)]
    store.insert(cursor, schema.OPPORTUNITIES, deals)
    for step in steps:
        entered(cursor, *step)
    found = health.check(cursor, as_of=TODAY, accounts=[f"a{n}" for n in range(40)])
    frame = pd.DataFrame(deals)
    still = frame[frame["outcome"] == "open"]
    overdue = set(still.loc[pd.to_datetime(still["expected_on"]) < pd.Timestamp(TODAY),
                            "opportunity_id"])
    assert {one.opportunity_id for one in found if one.kind == OVERDUE} == overdue
    assert {one.opportunity_id for one in found if one.kind == STALLED} == _stalled(frame, steps)


def _stalled(deals: pd.DataFrame, steps: list[tuple[str, str, date, int]]) -> set[str]:
    """Which deals stall, told one by one."""
    closed = deals[deals["outcome"] != "open"]
    took = pd.Series([(row.closed_on - row.created_on).days for row in closed.itertuples()])
    stays: dict[str, list[int]] = {"A": [], "B": []}
    waits: dict[str, int] = {}
    for row in deals.itertuples():
        mine = [step for step in steps if step[0] == row.opportunity_id]
        for place, step in enumerate(mine):
            end = mine[place + 1][2] if place + 1 < len(mine) else row.closed_on
            if isinstance(end, date):
                stays[step[1]].append((end - step[2]).days)
            else:
                waits[row.opportunity_id] = (TODAY - step[2]).days
    limit = pd.Series(stays["B"]).quantile(0.75)
    by_age = took.quantile(0.75)
    slow = {key for key, days in waits.items() if days > max(limit, 14)}
    for row in deals[deals["outcome"] == "open"].itertuples():
        if row.opportunity_id not in waits and (TODAY - row.created_on).days > max(by_age, 14):
            slow.add(row.opportunity_id)
    return slow


def test_every_kind_has_its_words() -> None:
    for kind in health.KINDS:
        assert health_wording.LABELS[kind] and health_wording.MEANINGS[kind]
        assert health_wording.NEXT_STEPS[kind]


@pytest.mark.parametrize(("one", "said"), [
    (Finding("d", "a", SINGLE, None, 1, None, None, "c", "", "engagement"),
     "All engagement of the last 13 weeks comes from one contact whose name is not known."),
    (Finding("d", "a", NO_POWER, None, 0, None, None, None, None, ""),
     "An offer is out, and nobody is engaged."),
    (Finding("d", "a", NO_POWER, None, 1, None, None, None, None, "Offer"),
     "An offer is out at Offer, and the one engaged contact cannot say yes."),
    (Finding("d", "a", STALLED, TODAY, 64, 41.0, 50.0, None, None, "Evaluation"),
     "64 days in Evaluation; others stayed 41 at the median."),
    (Finding("d", "a", SILENT, date(2026, 2, 1), 28, None, None, None, None, ""),
     "No answer for 28 days, since 1 Feb 2026; nothing of theirs in a year."),
])  # fmt: skip
def test_further_sentences(one: Finding, said: str) -> None:
    assert health_wording.sentence(one) == said
