"""Tierings side by side, against counts that a reader can make from the tiny world."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_world import PROFILE

from abm_core.errors import AbmError
from abm_core.targeting import comparing
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.comparing import Column
from abm_core.targeting.model import Scored
from abm_core.targeting.target_list import Live

SCORES = np.array([87.5, 83.3, 50.0, 100.0, np.nan, 100.0, 25.0, 100.0])
# a1 … a8. Sales wants a1, a2 and a4; marketing a1, a3 and a8.
SALES = Column("Sales", np.array([1, 1, 0, 3, 0, 0, 0, 0], dtype=np.int8), SCORES, (2, 5, 10))
MARKETING = Column(
    "Marketing", np.array([1, 0, 3, 0, 0, 0, 0, 2], dtype=np.int8), SCORES - 10, (0, 5, 10)
)
NOBODY = Column("Nobody", np.zeros(8, dtype=np.int8), None, None)


def values(found: comparing.SideBySide) -> dict[str, tuple[float, ...]]:
    return {measure.label: measure.values for measure in found.measures}


def test_measures_of_every_column(accounts: Accounts) -> None:
    found = comparing.side_by_side(accounts, (SALES, MARKETING), base=0)
    told = values(found)
    assert told["Tier 1 accounts"] == (2, 1)
    assert told["Tier 3 accounts"] == (1, 1)
    # Open in EUR: a1 100,000; a3 20,000 (states no currency). a2 is in USD only: not known.
    assert told["Tier 1 open pipeline"] == (100_000, 100_000)
    assert told["Tier 3 open pipeline"] == (0, 20_000)
    assert told["Tier 1 capacity used"] == (1.0, math.inf)
    assert told["Tier 2 capacity used"] == (0.0, 0.2)
    assert told["Enter the list"] == (0, 2)  # a3, a8
    assert told["Leave the list"] == (0, 2)  # a2, a4
    assert told["Change tier"] == (0, 0)
    by_label = {measure.label: measure for measure in found.measures}
    assert by_label["Tier 1 accounts"].differs and not by_label["Tier 1 open pipeline"].differs


def test_overlap_of_a_pair(accounts: Accounts) -> None:
    (pair,) = comparing.side_by_side(accounts, (SALES, MARKETING)).overlaps
    # Either: a1 a2 a3 a4 a8. Both: a1. The same tier in both: a1.
    assert (pair.n_both, pair.n_either) == (1, 5)
    assert pair.jaccard == pair.agree == 0.2
    assert pair.jaccard_by_tier[:1] == (0.5,)  # a1 of a1, a2
    assert pair.jaccard_by_tier[1:] == (0.0, 0.0)
    assert comparing.headline(comparing.side_by_side(accounts, (SALES, MARKETING))) == (
        "Sales and Marketing agree on the tier of 20 % of the 5 accounts that either of them puts "
        "in a tier; 1 is in both."
    )


def test_agreement_and_overlap_are_two_things(accounts: Accounts) -> None:
    shifted = Column("Shifted", np.where(SALES.tier, 2, 0).astype(np.int8), None, None)
    (pair,) = comparing.side_by_side(accounts, (SALES, shifted)).overlaps
    assert pair.jaccard == 1.0 and pair.agree == 0.0


def test_disagreements_furthest_apart_first(accounts: Accounts) -> None:
    found = comparing.disagreements(accounts, (SALES, MARKETING), 10)
    # Tier distance: a2 1→none 3; a8 none→2 2; a3 and a4 3 against none 1. All are 10 points apart.
    assert list(found["account_id"]) == ["a2", "a8", "a3", "a4"]
    assert list(found["tiers_apart"]) == [3, 2, 1, 1]
    assert found["points_apart"].round(6).tolist() == [10.0] * 4
    assert found[["tier_0", "tier_1"]].values.tolist() == [[1, 0], [0, 2], [0, 3], [3, 0]]
    assert found["score_1"].tolist() == pytest.approx([73.3, 90.0, 40.0, 90.0])
    assert len(comparing.disagreements(accounts, (SALES, MARKETING), 2)) == 2


def test_score_distance_decides_between_equal_tier_distances(accounts: Accounts) -> None:
    further = MARKETING._replace(scores=SCORES - np.arange(8))
    found = comparing.disagreements(accounts, (SALES, further), 10)
    assert list(found["account_id"]) == ["a2", "a8", "a4", "a3"]  # 3 points against 2


def test_a_list_that_was_never_scored(accounts: Accounts) -> None:
    found = comparing.disagreements(accounts, (SALES, NOBODY), 10)
    assert found["points_apart"].isna().all() and found["score_1"].isna().all()
    told = comparing.side_by_side(accounts, (SALES, NOBODY))
    assert math.isnan(values(told)["Tier 1 capacity used"][1])
    assert told.overlaps[0].agree == 0.0
    assert comparing.headline(comparing.side_by_side(
        accounts, (NOBODY, NOBODY._replace(label="No one"))
    )) == "Neither Nobody nor No one puts an account in a tier."  # fmt: skip
    assert comparing.headline(comparing.side_by_side(accounts, (NOBODY,))) == (
        "Choose at least two tierings to compare.")  # fmt: skip


def test_drafts_and_live_are_columns(accounts: Accounts, scored: Scored) -> None:
    live = Live(None, SALES.tier, {}, PROFILE, 1, 1, "", None)
    found = comparing.side_by_side(
        accounts,
        [comparing.live_column(live, scored), comparing.column("Draft", scored)],
        base=0,
        more=[comparing.Measure("AUC", "number", (math.nan, 0.71))],
    )
    assert [one.label for one in found.columns] == ["Live", "Draft"]
    assert values(found)["Tier 1 accounts"] == (2, 3)  # the draft: a1, a2, a8
    auc = found.measures[-1]
    assert auc.differs and comparing.shown(auc, 0.71, "EUR") == "0.71"
    assert comparing.shown(auc, math.nan, "EUR") == "–"
    unscored = comparing.live_column(replace_profile(live), None)
    assert unscored.scores is None and unscored.capacities is None


def replace_profile(live: Live) -> Live:
    return live._replace(profile=None)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [("count", 1240.0, "1,240"), ("count", math.nan, "–"), ("money", 96_000.0, "€96.0K"),
     ("share", 0.63, "63 %"), ("share", math.inf, "–"), ("share", math.nan, "–")],
)  # fmt: skip
def test_values_as_people_read_them(kind: comparing.Kind, value: float, text: str) -> None:
    assert comparing.shown(comparing.Measure("", kind, (value,)), value, "EUR") == text


def test_what_cannot_be_compared(accounts: Accounts) -> None:
    with pytest.raises(AbmError, match="the same"):
        comparing.side_by_side(accounts, (SALES, SALES))
    five = [SALES._replace(label=str(n)) for n in range(5)]
    with pytest.raises(AbmError, match="5 tierings do not fit"):
        comparing.side_by_side(accounts, five)


tierings = st.lists(st.integers(0, 3), min_size=8, max_size=8)


@given(tierings, tierings)
def test_overlap_against_sets(one: list[int], other: list[int]) -> None:
    pair = comparing._overlap(
        Column("One", np.array(one, dtype=np.int8), None, None),
        Column("Other", np.array(other, dtype=np.int8), None, None),
    )
    ours, theirs = ({n for n, tier in enumerate(all_) if tier} for all_ in (one, other))
    if not ours | theirs:
        assert math.isnan(pair.jaccard) and math.isnan(pair.agree)
        return
    assert pair.jaccard == len(ours & theirs) / len(ours | theirs)
    same = [n for n in ours | theirs if one[n] == other[n]]
    assert pair.agree == len(same) / len(ours | theirs)


def test_profiles_with_other_capacities(accounts: Accounts, scored: Scored) -> None:
    wide = scored._replace(profile=replace(PROFILE, capacities=(6, 10, 10)))
    found = comparing.side_by_side(accounts, [comparing.column("Wide", wide)])
    assert values(found)["Tier 1 capacity used"] == (0.5,)
