"""The map of coverage: parts of a list, and the sentences that stand on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from coverage_world import cell, contact, deal, did, opened, read, target
from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.measure import coverage_held, coverage_map
from abm_core.measure import coverage_wording as wording
from abm_core.output import audience_left_out, gap_lists

EB, CH, TE, EU, LP, ES, IN, BL = schema.BUYING_ROLES
EITHER = f"{EB} or {CH}"
OLD = date(2024, 1, 1)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """An empty store."""
    with opened(tmp_path) as one:
        yield one


def test_figures_by_hand(cursor: DuckDBPyConnection) -> None:
    """acme: 1 of 3, 100 open and a deal without amount; bolt: 1 of 1, 40 open."""
    target(cursor, "acme", "2")
    target(cursor, "bolt", "3")
    contact(cursor, "ida", "acme", CH)
    contact(cursor, "bo", "bolt", CH)
    did(cursor, "ida", "acme", "mail reply", points=3.0)
    deal(cursor, "o1", "acme", amount=100.0)
    deal(cursor, "o2", "acme")
    deal(cursor, "o3", "bolt", amount=40.0)
    found = read(cursor)
    assert coverage_map.figures(found) == (2, 1, 4, 2, 1, 100.0, 140.0, 1)
    assert wording.cards(coverage_map.figures(found), "EUR")[3] == (
        "Pipeline at risk", "€100", "of €140 open",
        "Open pipeline of accounts that miss a required role. 1 open deal without an amount not "
        "counted.")  # fmt: skip
    assert "blank where a tier does not require the role" in wording.map_line(found, 1, 40, 2)
    assert coverage_map.tiers(found) == ["2", "3"]
    assert coverage_map.requirements(found) == [EB, EITHER, CH, TE]
    only = coverage_map.part(found, tier="3")
    assert only.accounts["account_id"].tolist() == ["bolt"]
    assert set(only.cells["account_id"]) == {"bolt"}
    assert len(coverage_map.part(found).accounts) == len(found.accounts)
    assert coverage_map.owners(found) == [coverage_held.NO_OWNER]
    assert not coverage_map.segments(found)
    assert coverage_map.part(found, owner="Ida", tier="3").accounts.empty
    assert coverage_map.single_threaded(found)["account_id"].tolist() == ["acme"]
    nothing = coverage_map.figures(coverage_map.part(found, tier="1"))
    assert nothing.coverage != nothing.coverage  # nothing is required there


def test_pages_hold_every_account_once(cursor: DuckDBPyConnection) -> None:
    for n in range(81):
        target(cursor, f"a{n:02}", "3")
    found = read(cursor)
    assert coverage_map.n_pages(found) == 3
    pages = [coverage_map.page(found, number) for number in (1, 2, 3)]
    assert [len(one.accounts) for one in pages] == [40, 40, 1]
    assert sorted(account for one in pages for account in one.accounts["account_id"]) == [
        f"a{n:02}" for n in range(81)]  # fmt: skip
    assert all(len(one.cells) == len(one.accounts) for one in pages)
    last = wording.map_line(pages[2], 3, coverage_map.ROWS, 81)
    assert last.startswith("Accounts 81 to 81 of 81: ")
    assert wording.map_line(pages[2], 1, coverage_map.ROWS, 1).startswith("1 account: ")


def test_cells_in_words(cursor: DuckDBPyConnection) -> None:
    target(cursor, "acme")
    contact(cursor, "ida", "acme", CH)
    contact(cursor, "bo", "acme", EB, opted_out=True)
    contact(cursor, "cy", "acme", TE, verified_on=OLD)
    contact(cursor, "di", "acme", EU)
    did(cursor, "di", "acme", "mail reply")
    found = read(cursor)
    words = {role: wording.cell(dict(cell(found, "acme", role))) for role in (EB, CH, TE, EU, LP)}
    assert words == {EB: "unreachable", CH: "0/1", TE: "stale", EU: "1/1", LP: "missing"}
    assert list(coverage_map.of_account(found, "acme")) == [EB, TE, LP, CH, EU]
    told = {role: wording.cell_sentence(dict(cell(found, "acme", role))) for role in (CH, TE, LP)}
    assert told == {
        CH: "Acme, champion: 1 known, 1 reachable, 1 current, 0 engaged; 1 needed.",
        TE: "Acme, technical evaluator: only stale contacts. 1 known, 1 reachable, 0 current, "
            "0 engaged; 1 needed. It matters from stage engaged.",
        LP: "Acme, legal/procurement: nobody known. It matters from stage opportunity.",
    }  # fmt: skip
    assert wording.map_told(found) == (
        "Of 1 account not covered: economic buyer at 1, legal/procurement at 1 and technical "
        "evaluator at 1.")  # fmt: skip
    partly = dict(cell(found, "acme", CH)) | {"level": "partly covered", "n_required": 2}
    assert wording.cell(partly) == "1 of 2"


def test_pipeline_of_a_row() -> None:
    def row(n_open: int, amount: float) -> dict[str, float]:
        return {"n_open": n_open, "open_pipeline": amount}

    assert wording.pipeline(row(0, 0.0), "EUR") == "–"
    assert wording.pipeline(row(2, 1500.0), "EUR") == "€1.5K"
    assert wording.pipeline(row(1, float("nan")), "EUR") == "no amount"


def test_where_people_stand() -> None:
    fine = {"reachable": True, "stale": False, "engaged": False}
    assert wording.standing(fine) == "current"
    assert wording.standing(fine | {"unverified": True}) == "current, never verified"
    assert wording.standing(fine | {"engaged": True}) == "engaged"
    assert wording.standing(fine | {"stale": True}) == "stale"
    assert wording.standing(fine | {"reachable": False, "stale": True}) == "cannot be reached"
    assert wording.people_line(2, CH, "Acme") == "2 contacts at Acme are known as champion."
    assert wording.candidates_line(1, "CFO") == "Could fill it, by the title:"
    assert wording.candidates_line(0, "CFO, VP") == (
        "Nobody in the data has a title that fits. Titles to look for: CFO, VP.")
    assert wording.source(True) != wording.source(False)


def test_ladder_and_gaps_in_words() -> None:
    table = pd.DataFrame([{"group": CH, "share_identified": 1.0, "share_reachable": 0.5,
                           "share_current": 0.25, "share_engaged": 0.0}])  # fmt: skip
    assert wording.ladder_told(table) == (
        "Champion: identified 100 %, reachable 50 %, current 25 %, engaged 0 %.")
    gap = {"tier": "1", "requirement": CH, "n_accounts": 3, "n_missing": 2, "n_due": 1,
           "open_pipeline": 0.0}
    gaps = pd.DataFrame([{**gap, "n_fillable": 0}, {**gap, "n_fillable": 1},
                         {**gap, "n_missing": 0, "n_due": 0, "n_fillable": 0}])  # fmt: skip
    begin = "Tier 1: champion missing at 2 of 3 accounts, due now at 1 of them."
    assert wording.gap_sentences(gaps, "EUR") == [
        f"{begin} Nobody in the data could fill it by title.",
        f"{begin} At 1 of them somebody in the data could fill it, by title."]
    assert wording.gap_sentences(gaps.tail(1), "EUR") == ["Every required role is covered."]
    assert wording.single_line(0, 5) == "At no account does all engagement come from one contact."


def test_who_is_left_out_is_counted_once(cursor: DuckDBPyConnection) -> None:
    target(cursor, "acme")
    target(cursor, "bolt")
    contact(cursor, "both", "acme", opted_out=True, bounced=True)
    contact(cursor, "bounced", "acme", bounced=True)
    contact(cursor, "left", "acme", left_on=OLD)
    contact(cursor, "going", "acme", left_on=date(2027, 1, 1))
    contact(cursor, "nomail", "acme", email=None)
    contact(cursor, "fine", "acme")
    contact(cursor, "elsewhere", "bolt", opted_out=True)
    found = audience_left_out.count(cursor, ["acme"], as_of=date(2026, 3, 1))
    assert found == (1, 1, 1, 1)
    assert audience_left_out.sentence(audience_left_out.LeftOut(0, 0, 0, 0)) == (
        "Nobody had to be left out.")


def test_who_could_fill_it_is_counted_per_account(cursor: DuckDBPyConnection) -> None:
    target(cursor, "acme", "2")
    target(cursor, "bolt", "2")
    found = read(cursor)
    rows = gap_lists.gaps(cursor, found)
    rows.loc[rows["account_id"] == "acme", "candidates"] = "Ida; Bo"
    table = gap_lists.by_role_and_tier(found, rows)
    assert table[["requirement", "n_missing", "n_fillable"]].to_numpy().tolist() == [
        [CH, 2, 1], [EB, 2, 1], [TE, 2, 1]]  # fmt: skip
    only = gap_lists.of_accounts(rows, coverage_map.page(found, 2))
    assert only.empty
