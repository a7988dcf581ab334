"""Opportunities as they were known at the end of past weeks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

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
    put,
    rows,
    sundays,
)

from abm_core import schema
from abm_core.review import deals, scope
from abm_core.review.document import Scope

BEFORE = SUNDAY - timedelta(weeks=1)
LONG_AGO = datetime(2026, 1, 5, 9)
MONDAY = datetime(2026, 11, 2, 9)  # an import that tells of the week that ended the day before
TUESDAY = datetime(2026, 11, 3, 9)
SPRING = date(2026, 4, 1)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as lent:
        listed(lent, "A")
        yield lent


def told(cursor: DuckDBPyConnection, columns: str, *ends: date) -> list[tuple[Any, ...]]:
    """Some columns of the opportunities of account A at the ends of two weeks, or of others."""
    scope.lay_out(cursor, "p", Scope(), WEEK)
    deals.lay_out(cursor, ends or (BEFORE, SUNDAY), "EUR", as_of=AS_OF)
    return rows(cursor, f"SELECT end_on, {columns} FROM review_deals ORDER BY 1, opportunity_id")


def test_what_the_store_knew_later_is_taken_back(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "A", created=SPRING, amount=900.0, stage="Proposal", owner="Ida",
         expected_on=date(2026, 12, 31))  # fmt: skip
    logged(cursor, "d", "+", None, LONG_AGO)
    logged(cursor, "d", "amount", 500, TUESDAY)
    logged(cursor, "d", "amount", 700, TUESDAY + timedelta(hours=1))
    logged(cursor, "d", "stage", "Discovery", TUESDAY)
    logged(cursor, "d", "expected_on", date(2026, 10, 31), TUESDAY)
    logged(cursor, "d", "owner", None, TUESDAY)
    assert told(cursor, "value, stage, expected_on, owner") == [
        (BEFORE, 500, "Discovery", date(2026, 10, 31), None),
        (SUNDAY, 900, "Proposal", date(2026, 12, 31), "Ida"),
    ]


def test_an_import_of_monday_tells_of_the_week_that_is_over(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "A", created=SPRING, amount=900.0)
    logged(cursor, "d", "+", None, LONG_AGO)
    imported(cursor, LONG_AGO)
    imported(cursor, MONDAY)
    logged(cursor, "d", "amount", 300, MONDAY)
    logged(cursor, "d", "amount", 600, TUESDAY)
    assert told(cursor, "value") == [(BEFORE, 600), (SUNDAY, 900)]


def test_won_on_friday_and_imported_on_monday_was_won(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "A", "won", created=SPRING, closed_on=date(2026, 10, 30), stage="Won")
    logged(cursor, "d", "+", None, LONG_AGO)
    imported(cursor, MONDAY)
    for field, old in (("outcome", "open"), ("closed_on", None), ("stage", "Proposal")):
        logged(cursor, "d", field, old, MONDAY)
    assert told(cursor, "outcome, closed_on") == [
        (BEFORE, "won", date(2026, 10, 30)), (SUNDAY, "won", date(2026, 10, 30))]  # fmt: skip


def test_recorded_weeks_late_it_was_open_as_far_as_anybody_knew(
    cursor: DuckDBPyConnection
) -> None:
    deal(cursor, "d", "A", "lost", created=SPRING, closed_on=date(2026, 9, 30), stage="Lost")
    logged(cursor, "d", "+", None, LONG_AGO)
    for field, old in (("outcome", "open"), ("closed_on", None), ("stage", "Proposal")):
        logged(cursor, "d", field, old, TUESDAY)
    assert told(cursor, "outcome, closed_on, stage") == [
        (BEFORE, "open", None, "Proposal"),
        (SUNDAY, "lost", date(2026, 9, 30), "Lost"),
    ]


def test_before_the_store_knew_it_its_dates_decide(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "A", "won", created=date(2026, 10, 27), closed_on=date(2026, 11, 4),
         amount=90.0, stage="Won")  # fmt: skip
    logged(cursor, "d", "+", None, datetime(2026, 11, 12))
    logged(cursor, "d", "outcome", "open", datetime(2026, 11, 13))
    logged(cursor, "d", "amount", 70, datetime(2026, 11, 13))
    ends = [*sundays(3), SUNDAY + timedelta(weeks=1)]
    assert told(cursor, "outcome, stage, value", *ends) == [
        (BEFORE, "open", None, 70), (SUNDAY, "won", "Won", 90),
        (SUNDAY + timedelta(weeks=1), "won", "Won", 90),
    ]  # fmt: skip


def test_the_stage_history_tells_the_stage_of_the_day(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "A", created=SPRING, amount=90.0, stage="Proposal")
    put(cursor, schema.STAGE_HISTORY,
        {"opportunity_id": "d", "changed_at": datetime(2026, 10, 1), "stage": "Discovery",
         "amount": 50.0},
        {"opportunity_id": "d", "changed_at": datetime(2026, 11, 5), "stage": "Negotiation",
         "amount": None},
        {"opportunity_id": "d", "changed_at": datetime(2026, 11, 10), "stage": "Proposal",
         "amount": 90.0})  # fmt: skip
    assert told(cursor, "stage, value") == [
        (BEFORE, "Discovery", 50), (SUNDAY, "Negotiation", 90)]  # fmt: skip


def test_a_stage_history_that_has_ended_dates_no_change(cursor: DuckDBPyConnection) -> None:
    """Nobody knows when it came to Proposal, so it counts for both days and nothing has moved."""
    deal(cursor, "d", "A", created=SPRING, amount=90.0, stage="Proposal")
    put(cursor, schema.STAGE_HISTORY,
        {"opportunity_id": "d", "changed_at": datetime(2026, 10, 1), "stage": "Discovery",
         "amount": 50.0})  # fmt: skip
    assert told(cursor, "stage, value") == [(BEFORE, "Proposal", 90), (SUNDAY, "Proposal", 90)]


def test_closed_since_it_was_where_its_stage_history_left_it(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "A", "won", created=SPRING, closed_on=date(2026, 11, 4), stage="Won")
    put(cursor, schema.STAGE_HISTORY,
        {"opportunity_id": "d", "changed_at": datetime(2026, 10, 1), "stage": "Discovery",
         "amount": None})  # fmt: skip
    assert told(cursor, "stage, outcome") == [(BEFORE, "Discovery", "open"), (SUNDAY, "Won", "won")]


def test_money_is_converted_at_the_rate_of_the_first_day(cursor: DuckDBPyConnection) -> None:
    put(cursor, schema.CURRENCY_RATES,
        {"currency": "USD", "into_currency": "EUR", "valid_from": date(2026, 1, 1), "rate": 0.5},
        {"currency": "USD", "into_currency": "EUR", "valid_from": date(2026, 6, 1), "rate": 0.8})
    for number, created, currency, amount in (
        ("a", SPRING, "USD", 100.0), ("b", date(2026, 6, 1), "USD", 100.0),
        ("c", SPRING, "GBP", 100.0), ("d", SPRING, None, 100.0), ("e", SPRING, "EUR", None),
    ):  # fmt: skip
        deal(cursor, number, "A", created=created, currency=currency, amount=amount)
    assert told(cursor, "value, has_amount", SUNDAY) == [
        (SUNDAY, 50, True), (SUNDAY, 80, True), (SUNDAY, None, True), (SUNDAY, 100, True),
        (SUNDAY, None, False)]  # fmt: skip


def test_an_opportunity_belongs_to_the_account_that_it_had(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "elsewhere", created=SPRING)
    logged(cursor, "d", "+", None, LONG_AGO)
    logged(cursor, "d", "account_id", "A", TUESDAY)
    assert told(cursor, "account_id") == [(BEFORE, "A")]


def test_without_a_day_of_creation_it_counts_from_when_the_store_knew_it(
    cursor: DuckDBPyConnection
) -> None:
    deal(cursor, "d", "A", created=None)
    logged(cursor, "d", "+", None, TUESDAY)
    assert told(cursor, "outcome") == [(SUNDAY, "open")]


def test_on_some_days_only_open_ones_are_wanted(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d", "A", "won", created=SPRING, closed_on=date(2026, 10, 1))
    deal(cursor, "e", "A", created=SPRING)
    scope.lay_out(cursor, "p", Scope(), WEEK)
    deals.lay_out(cursor, [BEFORE, SUNDAY], "EUR", as_of=AS_OF, open_only=[BEFORE])
    assert rows(cursor, "SELECT end_on, opportunity_id FROM review_deals ORDER BY ALL") == [
        (BEFORE, "e"), (SUNDAY, "d"), (SUNDAY, "e")]  # fmt: skip


def test_decided_long_ago_and_unchanged_is_left_out_where_asked(
    cursor: DuckDBPyConnection
) -> None:
    for number, closed in (("d", BEFORE - timedelta(days=1)), ("e", BEFORE), ("f", None),
                           ("g", date(2026, 8, 1))):  # fmt: skip
        deal(cursor, number, "A", "won", created=SPRING, closed_on=closed)
    logged(cursor, "g", "+", None, LONG_AGO)
    logged(cursor, "g", "outcome", "open", TUESDAY)
    scope.lay_out(cursor, "p", Scope(), WEEK)
    deals.lay_out(cursor, [BEFORE, SUNDAY], "EUR", as_of=AS_OF, decided_since=BEFORE)
    assert rows(cursor, "SELECT end_on, opportunity_id, outcome FROM review_deals "
                "ORDER BY ALL") == [
        (BEFORE, "e", "won"), (BEFORE, "f", "won"), (BEFORE, "g", "open"),
        (SUNDAY, "e", "won"), (SUNDAY, "f", "won"), (SUNDAY, "g", "won")]  # fmt: skip


FIELDS = ("amount", "stage", "expected_on", "outcome", "closed_on")


def test_any_history_is_read_back_as_it_was(cursor: DuckDBPyConnection) -> None:
    """Opportunities that change at random every Monday; what each import left is kept aside."""
    kept = _happened(cursor, random.Random(4))
    ends = sorted(kept)
    for name, held in kept[ends[-1]].items():
        deal(cursor, name, "A", created=date(2026, 1, 1), **held)
    found = told(cursor, "opportunity_id, value, stage, expected_on, outcome, closed_on", *ends)
    for end in ends:
        was = {row[1]: dict(zip(FIELDS, row[2:], strict=True)) for row in found if row[0] == end}
        for name, held in kept[end].items():
            over = held["outcome"] != "open"
            assert was[name] == {**held, "closed_on": held["closed_on"] if over else None}


def _happened(
    cursor: DuckDBPyConnection, chance: random.Random
) -> dict[date, dict[str, dict[str, Any]]]:
    """What each import left, by the Sunday that it tells of; the log as imports write it."""
    kept: dict[date, dict[str, dict[str, Any]]] = {}
    states: dict[str, dict[str, Any]] = {}
    for number in range(9):
        at = datetime(2026, 9, 7, 8) + timedelta(weeks=number)
        imported(cursor, at)
        for name, held in list(states.items()):
            for field, value in _drawn(chance, number, at.date(), held).items():
                logged(cursor, name, field, held[field], at, value)
                states[name] = {**states[name], field: value}
        for name in [f"d{number}{n}" for n in range(3)]:
            states[name] = {"amount": 100.0, "stage": "S0", "expected_on": None,
                            "outcome": "open", "closed_on": None}  # fmt: skip
            logged(cursor, name, "+", None, at)
        kept[at.date() - timedelta(days=1)] = dict(states)
    return kept


def _drawn(
    chance: random.Random, number: int, today: date, held: dict[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """What an import changes; a decision is a few days old."""
    drawn: dict[str, Any] = {}
    if chance.random() < 0.3:
        drawn["amount"] = float(chance.randrange(1, 9) * 1000 + number)
    if chance.random() < 0.3:
        drawn["stage"] = f"S{number}"
    if chance.random() < 0.3:
        drawn["expected_on"] = chance.choice([None, date(2026, 12, 1 + number)])
    if held["outcome"] == "open" and chance.random() < 0.15:
        drawn |= {"outcome": chance.choice(["won", "lost"]),
                  "closed_on": today - timedelta(days=chance.randrange(1, 6))}
    return {field: value for field, value in drawn.items() if value != held[field]}
