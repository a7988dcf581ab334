"""Surges of a week, by hand: how many came, who they were, what they read about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from changes_world import BEFORE, MONDAY, account, contact, did, put, ready, told, world
from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.review import changes_surges
from abm_core.review.document import Changes


@pytest.fixture
def cursor() -> Iterator[DuckDBPyConnection]:
    with world() as found:
        account(found, "acme")
        account(found, "bolt")
        yield found


def surge(
    cursor: DuckDBPyConnection, account_id: str, kind: str, *, n: int | None = 3,
    expected: float | None = 0.75, is_sure: bool = False, week: date = MONDAY,
) -> None:
    put(cursor, schema.SURGES, {
        "account_id": account_id, "week": week, "kind": kind, "observed": n or 2,
        "expected": expected, "p_value": 0.001, "n_people": n, "is_sure": is_sure})


def topic(cursor: DuckDBPyConnection, name: str, strength: float, week: date = MONDAY) -> None:
    put(cursor, schema.SIGNALS, {"account_id": "acme", "week": week, "source": "third-party",
                                 "topic": name, "strength": strength})  # fmt: skip


def surges(cursor: DuckDBPyConnection) -> Changes:
    (found,) = changes_surges.read(cursor, ready(cursor))
    return found


def test_a_quiet_week_says_so(cursor: DuckDBPyConnection) -> None:
    surge(cursor, "acme", "engagement", week=date(2026, 10, 26))
    assert surges(cursor).said.text == "No account surged."
    assert surges(cursor).changes == ()


def test_who_came_and_how_many_were_expected(cursor: DuckDBPyConnection) -> None:
    surge(cursor, "acme", "engagement", expected=0.75)
    contact(cursor, "mette", "acme", "economic buyer")
    contact(cursor, "per", "acme")
    did(cursor, "acme", "mette", "webinar", date(2026, 11, 5), points=60)
    did(cursor, "acme", "per", "page visit", date(2026, 11, 3), points=1)
    did(cursor, "acme", "", "page visit", date(2026, 11, 3))
    did(cursor, "acme", "nobody", "mail open", date(2026, 11, 3))
    assert surges(cursor).said.text == "1 account surged, none with high confidence."
    assert told(surges(cursor)) == [
        ("3 people from Acme came, where 0.8 were expected.",
         "mette (economic buyer) attended a webinar on 5 Nov 2026; 1 more person took part in the "
         "week, as did visitors whose names are not known."),
    ]  # fmt: skip


def test_sure_ones_first_and_each_account_once(cursor: DuckDBPyConnection) -> None:
    surge(cursor, "acme", "engagement", n=9)
    surge(cursor, "acme", "slow rise", n=12)
    surge(cursor, "bolt", "slow rise", n=2, is_sure=True)
    did(cursor, "bolt", "", "page visit", BEFORE)
    found = surges(cursor)
    assert found.said.text == "2 accounts surged, 1 with high confidence."
    assert [(one.account, one.size) for one in found.changes] == [("Bolt", 2), ("Acme", 9)]
    assert told(found)[0] == (
        "1 person from Bolt came in two weeks, more than its own history lets expect.",
        "All of it from visitors whose names are not known, in two weeks.")  # fmt: skip


def test_topics_that_a_third_party_reports(cursor: DuckDBPyConnection) -> None:
    surge(cursor, "acme", "topics", n=None, expected=None)
    topic(cursor, "Data mesh", 80)
    topic(cursor, "Catalogues", 65)
    topic(cursor, "Weak", 40)
    topic(cursor, "Earlier", 90, week=date(2026, 10, 26))
    assert told(surges(cursor)) == [
        ("Acme reads elsewhere about 2 of your topics.",
         "A third party reports “Data mesh” and “Catalogues”.")]  # fmt: skip
    topic(cursor, "Lakes", 75)
    topic(cursor, "Lineage", 61)
    assert told(surges(cursor)) == [
        ("Acme reads elsewhere about 4 of your topics.",
         "A third party reports “Data mesh”, “Lakes”, “Catalogues” and more.")]  # fmt: skip
