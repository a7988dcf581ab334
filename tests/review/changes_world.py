"""Small worlds for the changes of a week, put straight into the tables that they are read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.house import House
from abm_core.review import changes_rows, recent, said
from abm_core.review.document import Changes, Scope
from abm_core.review.known import Known
from abm_core.review.said import Behind, Said

MONDAY, SUNDAY = date(2026, 11, 2), date(2026, 11, 8)
BEFORE = date(2026, 11, 1)
AS_OF = date(2026, 11, 13)
PROGRAMME = Scope()
FOLDER = TemporaryDirectory()

# The shapes that the parts of a review share, as the contract of the room states them.
ACCOUNTS_SHAPE = """
CREATE OR REPLACE TEMP TABLE review_accounts (account_id VARCHAR, name VARCHAR, tier VARCHAR,
    segment VARCHAR, sales_owner VARCHAR, marketing_owner VARCHAR)
"""
DEALS_SHAPE = """
CREATE OR REPLACE TEMP TABLE review_deals (end_on DATE, opportunity_id VARCHAR,
    account_id VARCHAR, name VARCHAR, owner VARCHAR, motion VARCHAR, stage VARCHAR, value DOUBLE,
    has_amount BOOLEAN, created_on DATE, closed_on DATE, expected_on DATE, outcome VARCHAR)
"""
ADD_ACCOUNT = """
INSERT INTO review_accounts
VALUES ($account_id, $name, $tier, $segment, $sales_owner, $marketing_owner)
"""
ADD_DEAL = """
INSERT INTO review_deals VALUES ($end_on, $opportunity_id, $account_id, $name, $owner, $motion,
    $stage, $value, $has_amount, $created_on, $closed_on, $expected_on, $outcome)
"""


@cache
def _empty() -> DuckDBPyConnection:
    """One empty store for all tests: to make it takes longer than to use it."""
    return store.open_store(Path(FOLDER.name) / "changes.duckdb")


@contextmanager
def world() -> Iterator[DuckDBPyConnection]:
    """A cursor of an empty store with the two tables of a review; nothing of it stays."""
    cursor = _empty().cursor()
    cursor.begin()
    cursor.execute(ACCOUNTS_SHAPE)
    cursor.execute(DEALS_SHAPE)
    try:
        yield cursor
    finally:
        cursor.rollback()
        cursor.close()


def known(scope: Scope = PROGRAMME, *, is_listed: bool = True, as_of: date = AS_OF) -> Known:
    """The week of 2 November 2026."""
    return Known("p", "Nordic", scope, MONDAY, as_of, "EUR", House(), is_listed)


def put(cursor: DuckDBPyConnection, entity: schema.Entity, *rows: dict[str, Any]) -> None:
    """Rows of a table, as they are."""
    store.insert(cursor, entity, list(rows))


def account(
    cursor: DuckDBPyConnection, account_id: str, name: str = "", *, tier: str | None = "1",
    segment: str | None = None, sales_owner: str | None = "Ida", listed: bool = True,
) -> None:
    """An account of the store, and of the review unless it is not ``listed``."""
    name = name or account_id.capitalize()
    put(cursor, schema.ACCOUNTS,
        {"account_id": account_id, "name": name, "sales_owner": sales_owner})  # fmt: skip
    if listed:
        cursor.execute(ADD_ACCOUNT, {
            "account_id": account_id, "name": name, "tier": tier, "segment": segment,
            "sales_owner": sales_owner, "marketing_owner": "Tomas"})  # fmt: skip


def deal(
    cursor: DuckDBPyConnection, opportunity_id: str, account_id: str, *, ends: Iterable[date] = (
        BEFORE, SUNDAY), name: str = "Rollout", value: float | None = 100_000.0,
    outcome: str = "open", created_on: date | None = date(2026, 9, 1),
    closed_on: date | None = None, expected_on: date | None = None, stage: str = "Proposal",
    has_amount: bool | None = None,
) -> None:
    """An opportunity as it was known on some Sundays; ``has_amount``: one without a rate too."""
    for end in ends:
        cursor.execute(ADD_DEAL, {
            "end_on": end, "opportunity_id": opportunity_id, "account_id": account_id,
            "name": name, "owner": "Per", "motion": "new", "stage": stage, "value": value,
            "has_amount": value is not None if has_amount is None else has_amount,
            "created_on": created_on, "closed_on": closed_on, "expected_on": expected_on,
            "outcome": outcome})  # fmt: skip


def contact(
    cursor: DuckDBPyConnection, contact_id: str, account_id: str, role: str | None = None, *,
    source: str = "stated", title: str | None = None, counts: bool = True, **more: Any,
) -> None:
    """A contact, with a buying role and in good standing."""
    put(cursor, schema.CONTACTS, {"contact_id": contact_id, "account_id": account_id,
                                  "name": contact_id.capitalize(), "title": title, **more})
    put(cursor, schema.CONTACT_STANDING, {
        "account_id": account_id, "contact_id": contact_id, "as_of": AS_OF, "reachable": True,
        "stale": False, "has_left": False, "unverified": False, "engaged": False})  # fmt: skip
    if role:
        put(cursor, schema.CONTACT_ROLES, {
            "account_id": account_id, "contact_id": contact_id, "role": role, "source": source,
            "holds": True, "counts": counts, "elsewhere": False})  # fmt: skip


def did(
    cursor: DuckDBPyConnection, account_id: str, contact_id: str, kind: str, on: date, *,
    points: float = 0.0, n: int = 1, minutes: float = 0.0, theirs: bool = True,
) -> None:
    """What somebody did on a day, rolled up; the points of a contact and week are given once."""
    week = date.fromordinal(on.toordinal() - on.weekday())
    put(cursor, schema.CONTACT_WEEKS, {
        "account_id": account_id, "contact_id": contact_id, "week": week, "kind": kind,
        "channel": "other", "direction": "theirs" if theirs else "ours", "is_theirs": theirs,
        "n": n, "n_capped": n, "minutes": minutes, "minutes_capped": minutes, "n_days": 1,
        "n_untimed": 0, "last_on": on})  # fmt: skip
    if points:
        put(cursor, schema.CONTACT_POINTS, {
            "account_id": account_id, "contact_id": contact_id, "week": week, "points": points,
            "n": n, "n_inbound": int(kind == "meeting")})  # fmt: skip


def account_week(
    cursor: DuckDBPyConnection, account_id: str, week: date, points: float,
    last_theirs_on: date | None = None,
) -> None:
    """What an account did in a week, in all."""
    put(cursor, schema.ACCOUNT_WEEKS, {
        "account_id": account_id, "week": week, "points": points, "n_contacts": 1, "n_theirs": 1,
        "n_ours": 0, "last_on": last_theirs_on, "last_theirs_on": last_theirs_on})  # fmt: skip


def changed(
    cursor: DuckDBPyConnection, change_id: int, contact_id: str, field: str, old: str | None,
    new: str | None, at: datetime, import_id: int | None = None,
) -> None:
    """A line of the change log about a contact; values as JSON writes them."""
    put(cursor, schema.CHANGE_LOG, {
        "change_id": change_id, "entity": "contacts", "entity_id": contact_id, "field": field,
        "old_value": old, "new_value": new, "changed_at": at, "import_id": import_id})


def ready(cursor: DuckDBPyConnection, of: Known | None = None) -> Known:
    """Lay out what the gatherers read besides."""
    week = of or known()
    changes_rows.lay_out(cursor, week)
    recent.lay_out(cursor, week)
    return week


def told(changes: Changes) -> list[tuple[str, str]]:
    """Every change of a group and its cause, people by their ids; all numbers checked."""
    check(changes.said)
    for one in changes.changes:
        check(one.said)
        check(one.cause)
    return [(plain(one.said), plain(one.cause)) for one in changes.changes]


def plain(of: Said) -> str:
    """A sentence with people by their ids."""
    return said.PERSON.sub(lambda found: found[1], of.text)


def check(of: Said, names: Iterable[str] = ()) -> None:
    """Every number is the sum of its rows, and every numeral is one of these numbers."""
    for one in of.behind:
        assert abs(said.recount(one) - one.value) < 1e-9, (of.text, one.label)
    assert unexplained(of.text, of.behind, names) == [], of.text


QUOTED = re.compile("“[^”]*”")
DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b")
NUMERAL = re.compile(r"\d[\d.,]*\d|\d")


def unexplained(text: str, behind: Iterable[Behind], names: Iterable[str] = ()) -> list[str]:
    """Numerals that are no number of the sentence, no day, no tier and in no name."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "") if name else text
    text = QUOTED.sub("", said.PERSON.sub("", text))
    text = DAY.sub("", re.sub(r"\btier [123]\b", "", text))
    for one in sorted((one.shown for one in behind), key=len, reverse=True):
        text = text.replace(one, "", 1)
    return NUMERAL.findall(text)
