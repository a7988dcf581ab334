"""What happened to opportunities in a week, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from changes_world import BEFORE, SUNDAY, account, contact, deal, did, ready, told, world
from duckdb import DuckDBPyConnection

from abm_core.review import changes_deals
from abm_core.review.document import Changes

WEDNESDAY = date(2026, 11, 4)
SILENT = "Nothing of theirs in the last four weeks."


@pytest.fixture
def cursor() -> Iterator[DuckDBPyConnection]:
    with world() as found:
        account(found, "acme")
        yield found


def deals(cursor: DuckDBPyConnection) -> dict[str, Changes]:
    found = changes_deals.read(cursor, ready(cursor))
    return {one.kind.removeprefix("opportunity "): one for one in found}


def test_a_quiet_week_says_so(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d1", "acme", expected_on=date(2026, 12, 1))
    deal(cursor, "d2", "acme", outcome="won", closed_on=date(2026, 10, 1))
    found = deals(cursor)
    assert {kind: one.said.text for kind, one in found.items()} == {
        "won": "No opportunity was won.", "lost": "No opportunity was lost.",
        "created": "No opportunity was created.", "moved": "No opportunity moved.",
        "slipped": "No opportunity slipped.",
    }  # fmt: skip
    assert not any(one.changes for one in found.values())


def test_created(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d1", "acme", ends=[SUNDAY], created_on=WEDNESDAY, value=250_000)
    deal(cursor, "d2", "acme", ends=[SUNDAY], created_on=WEDNESDAY, value=None,
         name="Acme: audit")  # fmt: skip
    found = deals(cursor)["created"]
    assert found.said.text == "2 opportunities were created: €250K, 1 without an amount."
    assert told(found) == [
        ("Acme: “Rollout” (€250K) was created on 4 Nov 2026 by Per.", SILENT),
        ("“Acme: audit” (no amount) was created on 4 Nov 2026 by Per.", SILENT),
    ]  # fmt: skip
    assert found.changes[0].on == WEDNESDAY


def test_all_without_an_amount(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d1", "acme", ends=[SUNDAY], created_on=WEDNESDAY, value=None, name="")
    found = deals(cursor)["created"]
    assert found.said.text == "1 opportunity was created, without an amount."
    assert told(found)[0][0] == (
        "An opportunity of Acme (no amount) was created on 4 Nov 2026 by Per.")


def test_amounts_without_a_rate_are_told_apart(cursor: DuckDBPyConnection) -> None:
    new = {"ends": [SUNDAY], "created_on": WEDNESDAY, "value": None}
    deal(cursor, "d1", "acme", has_amount=True, **new)  # type: ignore[arg-type]
    found = deals(cursor)["created"]
    assert found.said.text == "1 opportunity was created, in a currency without a rate."
    assert told(found)[0][0] == (
        "Acme: “Rollout” (no rate for its currency) was created on 4 Nov 2026 by Per.")
    deal(cursor, "d2", "acme", **new)  # type: ignore[arg-type]
    found = deals(cursor)["created"]
    told(found)
    assert found.said.text == (
        "2 opportunities were created: 1 without an amount and 1 in a currency without a rate.")
    deal(cursor, "d3", "acme", ends=[SUNDAY], created_on=WEDNESDAY, value=50_000)
    found = deals(cursor)["created"]
    told(found)
    assert found.said.text == (
        "3 opportunities were created: €50.0K, 1 without an amount, 1 in a currency without a "
        "rate.")  # fmt: skip


def test_known_late_counts_as_created_only_where_no_day_says_otherwise(
    cursor: DuckDBPyConnection,
) -> None:
    deal(cursor, "d1", "acme", ends=[SUNDAY], created_on=date(2026, 9, 1))
    deal(cursor, "d2", "acme", ends=[SUNDAY], created_on=None)
    assert [one.said.text for one in deals(cursor)["created"].changes] == [
        "Acme: “Rollout” (€100K) was created by Per."]  # fmt: skip


def test_won_and_lost(cursor: DuckDBPyConnection) -> None:
    for number, outcome in (("d1", "won"), ("d2", "lost")):
        deal(cursor, number, "acme", ends=[BEFORE])
        deal(cursor, number, "acme", ends=[SUNDAY], outcome=outcome, closed_on=WEDNESDAY)
    found = deals(cursor)
    assert found["won"].said.text == "1 opportunity was won: €100K."
    assert found["lost"].said.text == "1 opportunity was lost: €100K."
    assert told(found["won"]) == [("Acme: “Rollout” (€100K) was won on 4 Nov 2026.", SILENT)]
    assert told(found["lost"]) == [("Acme: “Rollout” (€100K) was lost on 4 Nov 2026.", SILENT)]
    assert not found["moved"].changes


def test_created_and_won_in_one_week_is_both(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d1", "acme", ends=[SUNDAY], created_on=WEDNESDAY, outcome="won",
         closed_on=SUNDAY)  # fmt: skip
    found = deals(cursor)
    assert len(found["created"].changes) == len(found["won"].changes) == 1


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        ({"stage": "Discovery"}, {},
         "Acme: “Rollout” (€100K) moved from “Discovery” to “Proposal”."),
        ({"value": 80_000}, {}, "Acme: “Rollout” grew from €80.0K to €100K."),
        ({"value": 120_000, "stage": "Discovery"}, {},
         "Acme: “Rollout” moved from “Discovery” to “Proposal” and shrank from €120K to €100K."),
        ({"value": 100_020}, {}, "Acme: “Rollout” changed its amount slightly, now €100K."),
        ({"stage": "Discovery", "value": None}, {"value": None},
         "Acme: “Rollout” (no amount) moved from “Discovery” to “Proposal”."),
        ({"value": None}, {}, None), ({"stage": None}, {}, None),
    ],
)  # fmt: skip
def test_moved(
    cursor: DuckDBPyConnection, before: dict[str, object], now: dict[str, object],
    text: str | None,
) -> None:
    deal(cursor, "d1", "acme", ends=[BEFORE], **before)  # type: ignore[arg-type]
    deal(cursor, "d1", "acme", ends=[SUNDAY], **now)  # type: ignore[arg-type]
    assert told(deals(cursor)["moved"]) == ([(text, SILENT)] if text else [])


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        (date(2026, 11, 20), date(2026, 12, 20),
         "is now expected on 20 Dec 2026, no longer on 20 Nov 2026."),
        (WEDNESDAY, WEDNESDAY, "was expected on 4 Nov 2026 and is still open."),
        (date(2026, 12, 20), date(2026, 11, 20), None),  # sooner
        (date(2026, 10, 20), date(2026, 10, 20), None),  # passed before
        (None, date(2026, 11, 20), None),
        (None, None, None),
    ],
)  # fmt: skip
def test_slipped(
    cursor: DuckDBPyConnection, before: date | None, now: date | None, text: str | None
) -> None:
    deal(cursor, "d1", "acme", ends=[BEFORE], expected_on=before)
    deal(cursor, "d1", "acme", ends=[SUNDAY], expected_on=now)
    found = deals(cursor)["slipped"]
    assert told(found) == ([(f"Acme: “Rollout” (€100K) {text}", SILENT)] if text else [])
    if text:
        assert found.said.text == "1 opportunity slipped: €100K."


def test_the_last_evidence_is_the_cause(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "d1", "acme", ends=[BEFORE])
    deal(cursor, "d1", "acme", ends=[SUNDAY], outcome="lost", closed_on=WEDNESDAY)
    deal(cursor, "d2", "acme", expected_on=WEDNESDAY)
    contact(cursor, "mette", "acme", "champion")
    contact(cursor, "per", "acme", "end user")
    did(cursor, "acme", "", "page visit", WEDNESDAY)
    nobody = "Nobody of theirs met us, called or answered in the last four weeks."
    assert told(deals(cursor)["lost"])[0][1] == nobody
    did(cursor, "acme", "mette", "meeting", date(2026, 10, 14), points=60)
    meeting = "mette (champion) met us on 14 Oct 2026"
    assert told(deals(cursor)["lost"])[0][1] == (
        f"Only one person had answered in the last four weeks: {meeting}.")
    assert told(deals(cursor)["slipped"])[0][1] == f"{meeting}."
    did(cursor, "acme", "per", "mail reply", date(2026, 10, 15), points=2)
    assert told(deals(cursor)["lost"])[0][1] == (
        f"{meeting}; 1 more person took part in the last four weeks.")
    did(cursor, "acme", "old", "meeting", date(2026, 10, 8), points=999)  # too long ago
    assert told(deals(cursor)["lost"])[0][1].startswith(meeting)
