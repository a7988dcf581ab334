"""Gaps, health and what own deals say, counted by hand, and the sentences about them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from coverage_world import (
    NOON,
    TODAY,
    WEEK,
    contact,
    deal,
    did,
    opened,
    persona,
    read,
    refresh,
    target,
)
from duckdb import DuckDBPyConnection

from abm_core import proportions, schema
from abm_core.committee import candidates, role_confirmations
from abm_core.committee.templates import Templates
from abm_core.measure import coverage_gaps, coverage_health, coverage_matter, matter_wording
from abm_core.measure import coverage_wording as wording

EB, CH, TE, EU, LP, ES, IN, BL = schema.BUYING_ROLES
OLD = date(2024, 1, 1)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """An empty store."""
    with opened(tmp_path) as one:
        yield one


@pytest.fixture
def listed(cursor: DuckDBPyConnection) -> DuckDBPyConnection:
    """Two accounts in tier 2 and one in tier 3; a stale buyer, an engaged champion, one who left.

    At acme champion (engaged) and a stale buyer, with 100 open; at bolt nobody, with 50; at corp a
    champion.
    """
    for name, tier in (("acme", "2"), ("bolt", "2"), ("corp", "3")):
        target(cursor, name, tier)
    contact(cursor, "ida", "acme", "Champion", verified_on=TODAY)
    contact(cursor, "bo", "acme", "Budget holder", verified_on=OLD)
    contact(cursor, "gone", "acme", "Evaluator", left_on=OLD)
    contact(cursor, "cy", "corp", "Champion")
    did(cursor, "ida", "acme", "mail reply", points=3.0)
    deal(cursor, "o1", "acme", amount=100.0)
    deal(cursor, "o2", "bolt", amount=50.0)
    return cursor


def test_gaps_by_role_and_tier(listed: DuckDBPyConnection) -> None:
    found = read(listed)
    table = coverage_gaps.by_role_and_tier(found)
    columns = ["tier", "requirement", "n_accounts", "n_missing", "open_pipeline"]
    assert table[columns].to_numpy().tolist() == [
        ["2", EB, 2, 2, 150], ["2", TE, 2, 2, 150], ["2", CH, 2, 1, 50],
        ["3", f"{EB} or {CH}", 1, 0, 0]]  # fmt: skip
    missing = coverage_gaps.missing(found)
    assert missing[["account_id", "requirement", "level", "n_missing"]].to_numpy().tolist() == [
        ["acme", EB, "only stale contacts", 1], ["acme", TE, "missing", 1],
        ["bolt", EB, "missing", 1], ["bolt", CH, "missing", 1], ["bolt", TE, "missing", 1],
    ]  # fmt: skip
    assert wording.headline(found) == (
        "2 of 2 tier 2 accounts have no usable economic buyer, due now at all of them, "
        "and €150 of open pipeline sits there.")  # fmt: skip
    assert wording.gap_sentence(table.iloc[2], "EUR") == (
        "Tier 2: champion missing at 1 of 2 accounts, due now, with €50 of open pipeline.")


def test_people_behind_a_cell_and_contacts_to_verify(listed: DuckDBPyConnection) -> None:
    contact(listed, "flat", "acme", "Champion", email=None)
    contact(listed, "out", "acme", "Champion", opted_out=True)
    contact(listed, "back", "acme", "Champion", bounced=True)
    found = read(listed)
    behind = coverage_gaps.people_behind(listed, ["acme"], [CH])
    assert behind["contact_id"].tolist() == ["ida", "back", "flat", "out"]
    assert behind["reachable"].tolist() == [True, False, False, False]
    check = coverage_gaps.to_verify(listed, found).set_index("contact_id")
    assert check["why"].to_dict() == {
        "back": "mail bounced", "flat": "neither mail nor phone",
        "bo": "nothing heard for a year", "cy": "never verified"}  # fmt: skip


def test_health(listed: DuckDBPyConnection) -> None:
    found = read(listed)
    one = coverage_health.health(found)
    # Contacts who did not leave: ida, bo (stale), cy (unverified).
    assert (one.n_accounts, one.n_contacts, one.contacts_per_account) == (3, 3, 1.0)
    assert (one.present, one.reach, one.engaged) == pytest.approx((2 / 3, 2 / 3, 1 / 3))
    assert (one.coverage, one.stale, one.unverified) == pytest.approx((2 / 7, 1 / 3, 1 / 3))
    assert one.stale_next == pytest.approx(1 - 2 / 3 * 0.8**0.25)
    assert (one.threaded, one.n_single_threaded) == (0.0, 1)
    said = wording.health_sentences(one)
    assert said[0].startswith("29 % of required contacts are there; practice aims at 70 % to 80 %")
    assert "33 % of contacts are stale today; if nobody verifies any, 37 % will be" in said[3]
    assert said[-1] == "At 1 account all engagement comes from one contact."
    third = coverage_health.health(found, "3")
    assert third.n_accounts == 1 and math.isnan(third.threaded)
    assert coverage_health.health(found, "1").n_accounts == 0
    assert wording.health_sentences(coverage_health.health(found, "1")) == [wording.NO_LIST]


def test_no_list_and_no_gap_have_their_words(cursor: DuckDBPyConnection) -> None:
    assert wording.headline(read(cursor)) == wording.NO_LIST
    target(cursor, "acme", "3")
    contact(cursor, "ida", "acme", "Champion")
    assert wording.headline(read(cursor)).startswith("Every required role is covered")


def test_who_could_fill_a_role(cursor: DuckDBPyConnection) -> None:
    target(cursor, "acme")
    people = {  # seniority, function; more; the fit for economic buyer
        "cfo": ("c-level", "finance", {"opted_out": True}, 1), "vp": ("vp", "it", {}, 1),
        "near": ("director", "finance", {}, 2), "far": ("manager", "finance", {}, None),
        "legal": ("vp", "legal", {}, None), "left": ("vp", "data", {"left_on": OLD}, None),
        "not": ("vp", "data", {}, None), "foe": ("vp", "data", {}, None),
    }  # fmt: skip
    for name, (seniority, function, more, _) in people.items():
        contact(cursor, name, "acme", "Other" if name != "foe" else "Blocker", **more)
        persona(cursor, name, seniority, function, 0.5)  # too unsure to count by itself
    refresh(cursor)
    role_confirmations.confirm(cursor, "not", EB, holds=False, author="Bo",
                               confirmed_at=NOON)  # fmt: skip
    found = candidates.find(cursor, [("acme", EB), ("acme", EB), ("acme", BL)], most=9)
    assert found[["contact_id", "fit"]].to_numpy().tolist() == [["vp", 1], ["cfo", 1], ["near", 2]]
    assert len(candidates.find(cursor, [("acme", EB)], most=1)) == 1
    assert candidates.find(cursor, []).empty
    assert candidates.titles_for(Templates(), [EB, BL]).startswith("CFO, VP Finance")


# --- Does it matter here? -----------------------------------------------------------------------


def test_deals_count_with_what_was_so_halfway(cursor: DuckDBPyConnection) -> None:
    """Created on 2025-12-01, closed on 2026-02-09: the middle is Monday 2026-01-05, so that the
    newest complete week begins on 2025-12-29 and the oldest of the thirteen on 2025-10-06."""
    target(cursor, "acme")
    ago = {"last": 8, "first": 20, "after": 7, "before": 21, "data begin": 40}
    for name, weeks_ago in ago.items():
        day = WEEK - timedelta(weeks=weeks_ago)
        assert name != "last" or day == date(2025, 12, 29)
        assert name != "first" or day == date(2025, 10, 6)
        contact(cursor, name, "acme", "Champion" if name == "first" else None)
        did(cursor, name, "acme", "mail reply", weeks_ago=weeks_ago)
    contact(cursor, "shy", "acme", "Evaluator")
    for weeks_ago in (10, 11):  # 2.5 points each are 5 in the window
        did(cursor, "shy", "acme", "page visit", weeks_ago=weeks_ago, points=2.5)
    days = {"created_on": date(2025, 12, 1), "closed_on": date(2026, 2, 9)}
    deal(cursor, "won", "acme", outcome="won", **days)
    deal(cursor, "renewal", "acme", outcome="won", motion="renewal", **days)
    deal(cursor, "undated", "acme", outcome="lost", created_on=None)
    deal(cursor, "early", "acme", outcome="lost", created_on=date(2025, 6, 1),
         closed_on=date(2025, 7, 1))  # fmt: skip
    deal(cursor, "later", "acme", outcome="lost", created_on=TODAY,
         closed_on=TODAY + timedelta(days=1))  # fmt: skip
    refresh(cursor)
    found = coverage_matter.read(cursor, as_of=TODAY)
    assert (found.n_deals, found.n_undated, found.n_unknown) == (1, 1, 1)
    assert {one.label: one.won.n for one in found.groups} == {
        "none": 0, "1": 0, "2": 0, "3 or 4": 1, "5 or more": 0}  # fmt: skip
    present = {one.what: one.present.n for one in found.roles}
    assert (present[CH], present[TE], present[EB]) == (1, 1, 0)
    assert matter_wording.compared(found.several) == (
        "3 or more engaged contacts: 1 deal with and 0 without; at least 20 of each are needed to "
        "tell.")  # fmt: skip
    assert matter_wording.limits(found)[2:] == [
        "1 deal left out: activities begin later than the weeks before mid-deal.",
        "1 deal left out: without a day of creation and a later day of closing."]  # fmt: skip


def test_no_deals_have_their_words(cursor: DuckDBPyConnection) -> None:
    found = coverage_matter.read(cursor, as_of=TODAY)
    assert found.n_deals == 0 and math.isnan(found.several.difference.low)
    assert matter_wording.headline(found).startswith("No decided deal")
    assert matter_wording.share_text(found.groups[0].won) == "no deals"


@pytest.mark.parametrize(("present", "absent", "said"), [
    ((56, 70), (48, 80), "Champion goes together with more wins: won 80 % of 70 deals (range 69 % "
     "to 88 %) with, 60 % of 80 deals (range 49 % to 70 %) without; +20 points (range +5 to +33)."),
    ((48, 80), (56, 70), "Champion goes together with fewer wins: "),
    ((40, 80), (40, 80), "Champion does not clearly go together with wins: "),
    ((9, 10), (30, 100), "Champion: 10 deals with and 100 without; at least 20 of each "),
])  # fmt: skip
def test_words_go_together_and_never_cause(
    present: tuple[int, int], absent: tuple[int, int], said: str
) -> None:
    with_, without = proportions.share(*present), proportions.share(*absent)
    one = coverage_matter.Compared(CH, with_, without, proportions.difference(with_, without))
    assert matter_wording.compared(one).startswith(said)
