"""Every sentence about a tiering, with the numbers that trigger it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from duckdb import DuckDBPyConnection
from tiny_world import (
    A1,
    A2,
    A4,
    A5,
    A6,
    A7,
    INTENT,
    NOON,
    PROFILE,
    SIZE,
    TODAY,
    put_accounts,
)

from abm_core.targeting import model, whatif, wording
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile
from abm_core.targeting.target_list import Live, Programme
from abm_core.targeting.whatif import Comparison, TierLine

HOME = Programme("1", "Nordics", TODAY, 1)
NAN = float("nan")
QUIET = TierLine(2, 0, 0, 0, 0, 200, 0, 0)


def saved(n_accounts: int, programme: Programme | None = HOME) -> Live:
    return Live(programme, np.zeros(n_accounts, np.int8), {}, None, 0, None, "", NOON)


def compared(
    accounts: Accounts, profile: Profile = PROFILE, programme: Programme | None = HOME
) -> Comparison:
    draft = model.score(model.frame(accounts, profile, as_of=TODAY), profile)
    return whatif.compare(accounts, draft, saved(len(accounts), programme), None)


def headline(accounts: Accounts, n_moved: int = 9, **tier_one: Any) -> str:
    """The headline for a tier 1 with these numbers."""
    line = TierLine(1, 0, 0, 0, 0, 25, 0, 0)._replace(**tier_one)
    other = compared(accounts)._replace(lines=(line, QUIET, QUIET), moved=np.arange(n_moved))
    return wording.headline(other, "EUR")


def texts(accounts: Accounts, profile: Profile) -> list[str]:
    return [warning.text for warning in wording.warnings(accounts, compared(accounts, profile))]


# --- The headline -------------------------------------------------------------------------------


def test_headline_before_anything_is_saved(accounts: Accounts) -> None:
    assert wording.headline(compared(accounts, programme=None), "EUR") == (
        "This draft puts 3 accounts in tier 1, 0 in tier 2 and 1 in tier 3. Nothing is saved yet."
    )


def test_headline_before_anything_is_saved_with_one_account(accounts: Accounts) -> None:
    high = replace(PROFILE, cutoffs=(100.0, 85.0, 80.0), gates=(0.7, 0.7, 0.7))
    assert wording.headline(compared(accounts, high, None), "EUR") == (
        "This draft puts 1 account in tier 1, 1 in tier 2 and 1 in tier 3. Nothing is saved yet."
    )


def test_headline_without_a_change(accounts: Accounts) -> None:
    assert headline(accounts, n_moved=0) == (
        "The draft matches the live tiers. Move a weight or a cutoff to see who would move."
    )


@pytest.mark.parametrize(
    ("n_live", "n_moved", "said"),
    [
        (20, 3, "Tier 1 keeps its 20 accounts; 3 accounts change tier in the other tiers."),
        (1, 1, "Tier 1 keeps its 1 account; 1 account changes tier in the other tiers."),
    ],
)
def test_headline_when_tier_1_stands_still(
    accounts: Accounts, n_live: int, n_moved: int, said: str
) -> None:
    assert headline(accounts, n_moved, n_live=n_live, n_draft=n_live) == said


def test_headline_when_tier_1_grows(accounts: Accounts) -> None:
    assert headline(
        accounts, n_live=20, n_draft=22, n_enter=3, n_leave=1,
        pipeline_live=1_900_000, pipeline_draft=2_300_000,
    ) == (
        "Tier 1 goes from 20 to 22 accounts: 3 enter and 1 leaves, "
        "and its open pipeline rises by €400K to €2.3M."
    )  # fmt: skip


def test_headline_when_tier_1_shrinks_to_one(accounts: Accounts) -> None:
    assert headline(
        accounts, n_live=1200, n_draft=1, n_enter=1, n_leave=1200,
        pipeline_live=5_000, pipeline_draft=900,
    ) == (
        "Tier 1 goes from 1,200 to 1 account: 1 enters and 1,200 leave, "
        "and its open pipeline falls by €4.1K to €900."
    )  # fmt: skip


def test_headline_when_accounts_are_exchanged(accounts: Accounts) -> None:
    assert headline(
        accounts, n_live=20, n_draft=20, n_enter=2, n_leave=2, pipeline_live=7, pipeline_draft=7.2
    ) == "Tier 1 stays at 20 accounts: 2 enter and 2 leave, and its open pipeline stays at €7."


def test_headline_when_the_pipeline_is_not_known(accounts: Accounts) -> None:
    moves = {"n_live": 1, "n_draft": 2, "n_enter": 1}
    assert headline(accounts, **moves, pipeline_live=7, pipeline_draft=NAN) == (
        "Tier 1 goes from 1 to 2 accounts: 1 enters and 0 leave, "
        "and none of its open opportunities states an amount."
    )
    assert headline(accounts, **moves, pipeline_live=NAN, pipeline_draft=2000).endswith(
        ", and its open pipeline is €2.0K."
    )


@pytest.mark.parametrize(
    ("live", "draft", "said"),
    [(0, 0.4, "no change"), (NAN, 5, "not known"), (5, NAN, "not known"), (0, 96_000, "+€96.0K")],
)
def test_pipeline_change(live: float, draft: float, said: str) -> None:
    line = QUIET._replace(pipeline_live=live, pipeline_draft=draft)
    assert wording.pipeline_change(line, "EUR") == said


# --- Warnings -----------------------------------------------------------------------------------


def test_what_tier_1_leaves_out_of_its_pipeline(accounts: Accounts) -> None:
    assert texts(accounts, PROFILE) == [
        "Tier 1 open pipeline leaves out 1 without amount and 1 in other currencies than EUR."
    ]
    only_a1 = replace(PROFILE, gates=(0.8, 0.4, 0.3))
    assert texts(accounts, only_a1) == ["Tier 1 open pipeline leaves out 1 without amount."]


def test_nothing_to_warn_of(accounts: Accounts) -> None:
    assert texts(accounts, replace(PROFILE, cutoffs=(100.0, 100.0, 40.0))) == []


def test_warning_of_columns_that_are_gone(accounts: Accounts) -> None:
    gone = replace(PROFILE, criteria=(replace(SIZE, field="extra.X"), replace(INTENT, field="e")))
    assert texts(accounts, gone)[0] == (
        "The data no longer have the columns behind Size and Intent: unknown for every account. "
        "Import a file that has them, or remove the criteria."
    )


def test_warning_of_columns_that_cannot_be_read(accounts: Accounts) -> None:
    wrong = PROFILE.with_criterion(replace(INTENT, field="industry"), replaces="Intent")
    assert texts(accounts, wrong)[0] == (
        "'Intent' is a ramp criterion, but 'Industry' holds texts. "
        "It is unknown for every account until you choose another kind or column."
    )


def test_warning_of_a_profile_without_points(accounts: Accounts) -> None:
    silent = PROFILE.with_weights({"Industry": 0, "Size": 0, "Intent": 0})
    said = ["No criterion has points, so no account has a score. Give at least one some weight."]
    assert texts(accounts, silent) == said
    assert texts(accounts, Profile("Empty", ())) == said


def test_warning_over_capacity(accounts: Accounts) -> None:
    # Tier 1 holds a8 (100), a1 (87.5) and a2 (83.3).
    two = replace(PROFILE, capacities=(2, 200, 2000))
    assert texts(accounts, two)[0] == (
        "The team can work on 2 tier 1 accounts; this draft has 3. A tier 1 cutoff of 83.5 fits."
    )
    one = replace(PROFILE, capacities=(1, 200, 0))
    assert texts(accounts, one)[:2] == [
        "The team can work on 1 tier 1 account; this draft has 3. A tier 1 cutoff of 88 fits.",
        "The team can work on 0 tier 3 accounts; this draft has 1. A tier 3 cutoff of 50.5 fits.",
    ]


def test_the_cutoff_that_a_warning_names_fits(accounts: Accounts) -> None:
    # Tier 1 is far from full; its cutoff stays, whatever "fit to capacity" would make of it.
    crowded = replace(PROFILE, cutoffs=(90.0, 30.0, 20.0), capacities=(25, 2, 2000),
                      gates=(0.0, 0.0, 0.0))  # fmt: skip
    said = "The team can work on 2 tier 2 accounts; this draft has 3. A tier 2 cutoff of 50.5 fits."
    assert said in texts(accounts, crowded)
    moved = replace(crowded, cutoffs=(90.0, 50.5, 20.0))
    assert compared(accounts, moved).lines[1].n_draft == 2


def test_warning_when_no_cutoff_fits(accounts: Accounts) -> None:
    full = replace(PROFILE, cutoffs=(100.0, 60.0, 40.0), gates=(0.0, 0.0, 0.0), exclusions=(),
                   capacities=(2, 200, 2000))  # fmt: skip
    assert texts(accounts, full)[0] == (
        "The team can work on 2 tier 1 accounts; this draft has 3. "
        "No tier 1 cutoff alone makes it fit."
    )


@pytest.mark.parametrize(("n", "said"), [
    (5, []), (6, ["6 accounts lie within 1 point of the tier 1 cutoff."])])  # fmt: skip
def test_warning_of_close_calls(empty: DuckDBPyConnection, n: int, said: list[str]) -> None:
    put_accounts(empty, [{"account_id": f"a{i}", "extra": {"Intent": 81}} for i in range(n)])
    assert texts(Accounts(empty), Profile("P", (INTENT,))) == said


@pytest.mark.parametrize(("places", "said"), [
    (5, "Tier 1 is empty: the best account scores 79.0. Lower the cutoff, or let it ask for less "
        "to be known."),
    (4, "Tier 1 is empty: 5 accounts share the best score of 79.0. More criteria, or finer ones, "
        "would tell them apart."),
])  # fmt: skip
def test_warning_of_an_empty_tier_1(empty: DuckDBPyConnection, places: int, said: str) -> None:
    put_accounts(empty, [{"account_id": f"a{i}", "extra": {"Intent": 79}} for i in range(5)])
    profile = Profile("P", (INTENT,), capacities=(places, 200, 2000))
    assert texts(Accounts(empty), profile) == [said]


# --- One account --------------------------------------------------------------------------------


def test_why_an_account_of_which_all_is_known(accounts: Accounts, scored: Scored) -> None:
    assert wording.why(accounts, scored, A1) == (
        "Scores 87.5 of 100. Industry (Medical) adds 50.0 of 50.0, Size (1,200) adds 25.0 of 25.0 "
        "and Intent (50) adds 12.5 of 25.0."
    )


def test_why_an_account_of_which_something_is_unknown(accounts: Accounts, scored: Scored) -> None:
    assert wording.why(accounts, scored, A2) == (
        "Scores 83.3 of 100. Industry (medical) adds 66.7 of 66.7 and Size (150) adds 16.7 of "
        "33.3. Not known: Intent; with it the score would lie between 62.5 and 87.5."
    )


def test_why_a_high_score_is_in_no_tier(accounts: Accounts, scored: Scored) -> None:
    assert wording.why(accounts, scored, A4) == (
        "Scores 100.0 of 100. Intent (100) adds 100.0 of 100.0. Not known: Industry and Size; "
        "with them the score would lie between 25.0 and 100.0. Its score would reach tier 1, but "
        "too little is known: tier 1 asks for 60 % of the weight."
    )


def test_why_an_excluded_account_is_in_no_tier(accounts: Accounts, scored: Scored) -> None:
    said = wording.why(accounts, scored, A6)
    assert said.endswith(" Excluded, so it has no tier: Competitor.")


def test_why_there_is_no_score(accounts: Accounts, scored: Scored) -> None:
    assert wording.why(accounts, scored, A5) == (
        "No score: nothing that the profile gives points for is known of this account."
    )


def test_what_has_no_points_is_not_mentioned(accounts: Accounts) -> None:
    industry = PROFILE.with_weights({"Size": 0, "Intent": 0})
    result = model.score(model.frame(accounts, industry, as_of=TODAY), industry)
    said = "Scores 0.0 of 100. Industry (Energy) adds 0.0 of 100.0."
    assert wording.why(accounts, result, A7) == said


def test_build_up_adds_up(accounts: Accounts, scored: Scored) -> None:
    parts = wording.build_up(accounts, scored, A2)
    assert [one.criterion for one in parts] == ["Industry", "Size", "Intent"]
    assert [one.part for one in parts] == ["fit", "fit", "timing"]
    assert [one.value for one in parts] == ["medical", "150", "not known"]
    assert [one.known for one in parts] == [True, True, False]
    assert [one.share for one in parts] == [0.5, 0.25, 0.25]
    points = [one.points for one in parts]
    np.testing.assert_allclose(points, [100 * 20 / 30, 100 * 5 / 30, NAN])
    np.testing.assert_allclose([one.most for one in parts], [100 * 20 / 30, 100 * 10 / 30, 0])
    assert np.nansum(points) == pytest.approx(scored.scores[A2])


def test_values_as_a_person_would_write_them(empty: DuckDBPyConnection) -> None:
    put_accounts(empty, [
        {"account_id": "a", "employees": 12_345, "technologies": ["SAP", "Jira"],
         "created_on": TODAY, "extra": {"Yes": True, "Rate": 0.25, "Text": "*x*"}},
        {"account_id": "b", "technologies": [], "extra": {"Yes": False}},
    ])  # fmt: skip
    accounts = Accounts(empty)
    refs = ["employees", "technologies", "created_on", "extra.Yes", "extra.Rate", "extra.Text"]
    assert [wording.value_text(accounts, ref, 0) for ref in refs] == [
        "12,345", "SAP, Jira", "2 Mar 2026", "yes", "0.25", "*x*"]  # fmt: skip
    assert [wording.value_text(accounts, ref, 1) for ref in refs] == [
        "not known", "none", "not known", "no", "not known", "not known"]  # fmt: skip
    assert wording.value_text(accounts, "extra.Gone", 0) == "column is gone"


@pytest.mark.parametrize(
    ("n_draft", "n_places", "said"),
    [
        (20, 25, "80 %, 5 free of 25"), (25, 25, "100 %, 0 free of 25"),
        (30, 25, "120 %, 5 too many of 25"), (3, 0, "–, 3 too many of 0"),
        (0, 0, "0 %, 0 free of 0"),
    ],
)  # fmt: skip
def test_capacity(accounts: Accounts, n_draft: int, n_places: int, said: str) -> None:
    line = TierLine(1, 0, n_draft, 0, 0, n_places, 0, 0)
    assert wording.capacity(compared(accounts)._replace(lines=(line, QUIET, QUIET))) == said
