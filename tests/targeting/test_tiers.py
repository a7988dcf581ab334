"""From scores to tiers: inclusive cutoffs, gates, exclusions, capacity."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from tiny_world import PROFILE

from abm_core.targeting import matrix, model, scoring, tiers
from abm_core.targeting.matrix import Matrix
from abm_core.targeting.model import Frame, Scored
from abm_core.targeting.profile import Criterion, Profile, Triple
from abm_core.targeting.rules import Ramp

NAN = float("nan")
UNGATED = (0.0, 0.0, 0.0)


def world(
    scores: list[float], gates: Triple = UNGATED, known: list[bool] | None = None
) -> tuple[np.ndarray, Matrix, Profile, np.ndarray]:
    """Accounts with given scores on one criterion of weight 50.

    A second criterion of weight 50 repeats the first where ``known`` says so, else is unknown:
    completeness 1 or 0.5, and the same score.
    """
    column = np.array(scores, dtype=np.float64) / 100
    second = np.where(np.ones(len(column), bool) if known is None else known, column, NAN)
    laid = matrix.build([column, second], len(column))
    criteria = tuple(Criterion(n, n, Ramp(0, 1), weight=50) for n in ("One", "Two"))
    profile = Profile("P", criteria, gates=gates)
    return scoring.score(laid, profile.weights), laid, profile, np.zeros(len(column), bool)


def test_tiers_of_the_tiny_world(scored: Scored) -> None:
    # a1 87.5, all known: 1. a2 83.3, 75 % known: 1. a3 50, 50 % known: 3. a4 scores 100 on 25 %
    # known, below every gate: none. a5 no score. a6 excluded. a7 25: none. a8 100 on 75 %: 1.
    assert_array_equal(scored.tier, [1, 1, 3, 0, 0, 0, 0, 1])
    assert tiers.counts(scored.tier) == (3, 0, 1)


def test_a_cutoff_is_in() -> None:
    scores, laid, profile, excluded = world([80, 79.99, 60, 59.99, 40, 39.99, 0, 100, NAN])
    assert_array_equal(tiers.assign(scores, laid, profile, excluded), [1, 2, 2, 3, 3, 0, 0, 1, 0])


def test_a_score_that_only_binary_puts_below_the_cutoff_is_in() -> None:
    # 100 (3 · 0.7 + 3 · 0.7 + 3 · 1) / 9 = 80 to the decimal.
    laid = matrix.build([np.array([0.7]), np.array([0.7]), np.array([1.0])], 1)
    criteria = tuple(Criterion(str(n), str(n), Ramp(0, 1), weight=3) for n in range(3))
    profile = Profile("Thirds", criteria)
    scores = scoring.score(laid, profile.weights)
    assert scores[0] < 80  # what doubles make of it; the test is for nothing if they do better
    assert tiers.assign(scores, laid, profile, np.zeros(1, bool))[0] == 1


def test_every_mean_of_three_that_is_a_cutoff_in_decimal_is_in() -> None:
    triples = [t for t in product(range(11), repeat=3) if sum(t) in (12, 18, 24)]
    columns = [np.array([t[n] / 10 for t in triples]) for n in range(3)]
    laid = matrix.build(columns, len(triples))
    expected = [{24: 1, 18: 2, 12: 3}[sum(t)] for t in triples]  # means 0.8, 0.6 and 0.4
    for weight in (1, 3, 7, 20, 33.3):
        criteria = tuple(Criterion(str(n), str(n), Ramp(0, 1), weight) for n in range(3))
        profile = Profile("Means", criteria)
        scores = scoring.score(laid, profile.weights)
        found = tiers.assign(scores, laid, profile, np.zeros(len(triples), bool))
        assert_array_equal(found, expected)


def test_just_below_after_rounding_is_out() -> None:
    _, laid, profile, excluded = world([0, 0])
    found = tiers.assign(np.array([80 - 4e-7, 80 - 6e-7]), laid, profile, excluded)
    assert_array_equal(found, [1, 2])


def test_an_account_of_which_too_little_is_known_falls_to_the_next_gate() -> None:
    scores, laid, profile, excluded = world([90, 90], (0.6, 0.5, 0.3), known=[True, False])
    assert_array_equal(tiers.assign(scores, laid, profile, excluded), [1, 2])
    strict = replace(profile, gates=(0.6, 0.6, 0.6))
    assert_array_equal(tiers.assign(scores, laid, strict, excluded), [1, 0])


def test_a_completeness_gate_that_binary_puts_above_is_passed() -> None:
    # 3 of 5 known with weight 0.7 each is 0.6 to the decimal.
    laid = matrix.build([np.array([1.0 if n < 3 else NAN]) for n in range(5)], 1)
    criteria = tuple(Criterion(str(n), str(n), Ramp(0, 1), weight=0.7) for n in range(5))
    profile = Profile("Fifths", criteria)
    assert scoring.completeness(laid, profile.weights)[0] < 0.6
    scores = scoring.score(laid, profile.weights)
    assert tiers.assign(scores, laid, profile, np.zeros(1, bool))[0] == 1


def test_an_excluded_account_has_no_tier() -> None:
    scores, laid, profile, _ = world([90, 90])
    assert_array_equal(tiers.assign(scores, laid, profile, np.array([True, False])), [0, 1])


def test_no_weight_no_tier_even_without_cutoffs(scored: Scored) -> None:
    nothing = replace(PROFILE, cutoffs=(0.0, 0.0, 0.0), gates=UNGATED).with_weights(
        {"Industry": 0, "Size": 0, "Intent": 0}
    )
    assert not model.score(scored.frame, nothing).tier.any()


# Account scores in quarter points; None is unknown.
points = st.lists(st.one_of(st.none(), st.integers(0, 400)), min_size=1, max_size=30)
steps = st.integers(0, 200)


def drawn(quarters: list[int | None]) -> list[float]:
    return [NAN if quarter is None else quarter / 4 for quarter in quarters]


@given(points, st.tuples(steps, steps, steps), st.tuples(steps, steps, steps))
def test_lower_cutoffs_never_put_an_account_out(
    quarters: list[int | None], some: tuple[int, int, int], others: tuple[int, int, int]
) -> None:
    """Lowering never takes out of tiers 1 to k; the same pair read backwards: raising never adds.

    Gates fall from tier to tier here, as they do by default.
    """
    known = [n % 3 > 0 for n in range(len(quarters))]
    scores, laid, profile, excluded = world(drawn(quarters), (0.6, 0.5, 0.3), known)
    one, two = sorted(some, reverse=True), sorted(others, reverse=True)
    low = [min(a, b) / 2 for a, b in zip(one, two, strict=True)]
    high = [max(a, b) / 2 for a, b in zip(one, two, strict=True)]
    wide = tiers.assign(scores, laid, replace(profile, cutoffs=(low[0], low[1], low[2])), excluded)
    narrow = tiers.assign(
        scores, laid, replace(profile, cutoffs=(high[0], high[1], high[2])), excluded
    )
    for level in tiers.LEVELS:
        within = (narrow > 0) & (narrow <= level)
        assert ((wide[within] > 0) & (wide[within] <= level)).all()


def test_over_capacity() -> None:
    scores, laid, profile, excluded = world([90, 85, 70, 50])
    tier = tiers.assign(scores, laid, profile, excluded)
    assert tiers.over_capacity(tier, replace(profile, capacities=(1, 1, 0))) == [1, 3]
    assert tiers.over_capacity(tier, replace(profile, capacities=(2, 1, 1))) == []


def test_close_calls_on_either_side() -> None:
    scores = np.array([79.0, 78.99, 81.0, 81.01, 80.0, NAN])
    assert tiers.close_calls(scores, np.zeros(6, bool), 80.0) == 3
    assert tiers.close_calls(scores, np.array([False] * 4 + [True] * 2), 80.0) == 2


# --- Fit to capacity ----------------------------------------------------------------------------


def fitted(
    scores: list[float], capacities: tuple[int, int, int], gates: Triple = UNGATED,
    known: list[bool] | None = None,
) -> Triple:  # fmt: skip
    found, laid, profile, excluded = world(scores, gates, known)
    profile = replace(profile, capacities=capacities)
    return tiers.fit_to_capacity(found, laid, profile, excluded)


def test_cutoffs_that_fit() -> None:
    # Two places: 95 and 91.2 are in with a cutoff of 91; the third, 90.7, is out.
    # Two more: 90.7 and 80 are in with 77.5, the first step above 77.3. One more: 77.3 with 75.5.
    assert fitted([95, 91.2, 90.7, 80, 77.3, 75.2, 10], (2, 2, 1)) == (91.0, 80.0 - 2.5, 75.5)


def test_ties_stay_together_on_the_side_that_fits() -> None:
    assert fitted([95, 90, 90, 90, 85], (2, 10, 10))[0] == 90.5


def test_a_tier_that_cannot_be_filled_keeps_its_cutoff() -> None:
    assert fitted([95, 90], (25, 200, 2000)) == (80.0, 60.0, 40.0)


def test_a_kept_cutoff_is_never_above_that_of_the_tier_above() -> None:
    # Tier 1 takes 30 and 20 with a cutoff of 10.5; tiers 2 and 3 have places enough.
    assert fitted([30, 20, 10], (2, 5, 5)) == (10.5, 10.5, 10.5)


def test_no_places_no_accounts() -> None:
    assert fitted([99.4, 50], (0, 0, 0)) == (99.5, 99.5, 99.5)


def test_a_tier_whose_accounts_lack_data_for_the_tier_above_raises_both() -> None:
    # Only the first account is known well enough for tier 1. Tier 2 has one place for 97 and 95.
    found = fitted([85, 97, 95], (1, 1, 5), (0.6, 0.4, 0.3), known=[True, False, False])
    assert found == (95.5, 95.5, 40.0)


def test_more_full_scores_than_places() -> None:
    assert fitted([100, 100, 100, 50], (2, 5, 5))[0] == 100.0


@given(
    st.lists(st.tuples(st.integers(388, 399), st.booleans()), min_size=1, max_size=14),
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)),
)
def test_fit_to_capacity_against_every_step(
    drawn_accounts: list[tuple[int, bool]], capacities: tuple[int, int, int]
) -> None:
    """Among all cutoffs on steps that exceed no capacity: the lowest for tier 1, then 2, then 3.

    Scores lie in 97 to 99.75, so steps from 97 are all that matter. Cutoffs kept by tiers that
    have places for everyone are below that, and count as 97.
    """
    scores, laid, profile, excluded = world(
        [quarter / 4 for quarter, _ in drawn_accounts], (0.6, 0.4, 0.3),
        [known for _, known in drawn_accounts],
    )  # fmt: skip
    profile = replace(profile, capacities=capacities)
    found = tiers.fit_to_capacity(scores, laid, profile, excluded)
    assert found[0] >= found[1] >= found[2]
    grid = [97 + n / 2 for n in range(7)]
    fitting = (
        cutoffs
        for cutoffs in product(grid, repeat=3)
        if cutoffs[0] >= cutoffs[1] >= cutoffs[2]
        and not tiers.over_capacity(
            tiers.assign(scores, laid, replace(profile, cutoffs=cutoffs), excluded), profile
        )
    )
    assert tuple(max(cutoff, 97.0) for cutoff in found) == next(fitting)


def test_the_cutoff_that_fits_one_tier_alone() -> None:
    scores, laid, profile, excluded = world([90, 75, 70, 65, 50])
    profile = replace(profile, capacities=(25, 2, 2000))
    tier = tiers.assign(scores, laid, profile, excluded)
    # 75 and 70 stay with 65.5; tier 1 keeps its cutoff, though it has places for all of them.
    assert tiers.cutoff_that_fits(scores, tier, laid, profile, 2) == 65.5
    assert tiers.cutoff_that_fits(scores, tier, laid, profile, 1) == 80.0


def test_no_cutoff_fits_one_tier_alone() -> None:
    scores, laid, profile, excluded = world([100, 100])
    profile = replace(profile, capacities=(1, 200, 2000))
    tier = tiers.assign(scores, laid, profile, excluded)
    assert tiers.cutoff_that_fits(scores, tier, laid, profile, 1) is None
    # Above the cutoff of tier 1, but too little is known of them for it.
    scores, laid, profile, excluded = world([95, 95], (0.6, 0.4, 0.3), known=[False, False])
    profile = replace(profile, capacities=(25, 1, 2000))
    tier = tiers.assign(scores, laid, profile, excluded)
    assert tiers.counts(tier) == (0, 2, 0)
    assert tiers.cutoff_that_fits(scores, tier, laid, profile, 2) is None


def test_score_is_the_what_if_step() -> None:
    scores, laid, profile, excluded = world([90, 70])
    frame = Frame(laid, np.array(["", ""], dtype=object), excluded)
    result = model.score(frame, profile)
    assert_array_equal(result.scores, scores)
    assert_array_equal(result.tier, [1, 2])
    assert result.profile is profile


@pytest.mark.parametrize("cutoff", [0.0, 100.0])
def test_the_ends_of_the_cutoff_range(cutoff: float) -> None:
    scores, laid, profile, excluded = world([0, 100, NAN])
    tier = tiers.assign(scores, laid, replace(profile, cutoffs=(cutoff,) * 3), excluded)
    assert_array_equal(tier, [1, 1, 0] if cutoff == 0 else [0, 1, 0])
