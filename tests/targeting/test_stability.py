"""Stability against brute force, and what missing values could change against trying them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import tiny_world
from hypothesis import given, settings
from hypothesis import strategies as st

from abm_core.targeting import certainty_wording as wording
from abm_core.targeting import enrich, matrix, model, scoring, stability, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Frame, Scored
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Bands, Categories, Ramp

RULES = (Ramp(0, 1), Bands(((1, 0.2), (2, 0.8))), Categories((("x", 0.9),), otherwise=0.3))


def world(seed: int, n_accounts: int = 150) -> Scored:
    """Random criteria with gaps, exclusions and weights, some of them zero."""
    rng = np.random.default_rng(seed)
    criteria = tuple(
        Criterion(f"c{n}", f"f{n}", RULES[n % 3], weight=float(rng.integers(0, 30)))
        for n in range(5)
    )
    columns = []
    for criterion in criteria:
        low, high = enrich.span(criterion.rule)
        column = low + (high - low) * rng.integers(0, 5, n_accounts) / 4
        column[rng.random(n_accounts) < 0.3] = np.nan
        columns.append(column)
    excluded = rng.random(n_accounts) < 0.1
    laid = Frame(matrix.build(columns, n_accounts), np.where(excluded, "No", ""), excluded)
    cutoffs = tuple(sorted(rng.integers(20, 90, 3).astype(float), reverse=True))
    gates = tuple(rng.choice([0.2, 0.5, 0.8], 3))
    profile = Profile("P", criteria, cutoffs=cutoffs, gates=gates)  # type: ignore[arg-type]
    return model.score(laid, profile)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_stability_is_what_trying_every_vector_finds(seed: int) -> None:
    scored = world(seed)
    weights = stability.draws(scored.profile, seed=seed, n_draws=200)
    stays = np.zeros(len(scored.tier))
    for vector in weights:  # 0.1 above 100 points may be drawn, so not through a profile
        scores = scoring.score(scored.frame.matrix, vector)
        named = {c.name: min(w, 100.0) for c, w in zip(scored.profile.criteria, vector,
                                                       strict=True)}  # fmt: skip
        tier = tiers.assign(
            scores, scored.frame.matrix, scored.profile.with_weights(named), scored.frame.excluded
        )
        stays += tier == scored.tier
    found = stability.stability(scored, seed=seed, n_draws=200)
    assert found == pytest.approx(stays / 200, abs=1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_tiers_of_scores_are_those_that_are_assigned(seed: int) -> None:
    scored = world(seed)
    complete = scoring.completeness(scored.frame.matrix, scored.profile.weights)
    found = stability.tiers_of(scored.scores, complete, scored.profile)
    assert np.array_equal(np.where(scored.frame.excluded, 0, found), scored.tier)


def test_vectors_are_seeded_and_within_a_tenth() -> None:
    profile = world(1).profile
    found = stability.draws(profile, seed=7, n_draws=1000)
    assert np.array_equal(found, stability.draws(profile, seed=7, n_draws=1000))
    assert not np.array_equal(found, stability.draws(profile, seed=8, n_draws=1000))
    held = np.array(profile.weights) > 0
    factors = found[:, held] / np.array(profile.weights)[held]
    assert factors.min() >= 0.9 and factors.max() <= 1.1
    assert factors.mean() == pytest.approx(1.0, abs=0.01)


def test_a_tier_by_hand(scored: Scored) -> None:
    """Alder is 87.5 by weights 20, 10, 10: at worst 100·(18 + 9 + 5.5) / 38 = 85.5, never 80."""
    keeps = stability.stability(scored, seed=1)
    assert keeps[tiny_world.A1] == 1.0
    assert keeps[tiny_world.A5] == keeps[tiny_world.A6] == 1.0  # nothing known; excluded
    at_the_line = model.score(
        scored.frame, replace(scored.profile, cutoffs=(87.5, 60.0, 40.0), gates=(0.0, 0.0, 0.0))
    )
    near = stability.stability(at_the_line, seed=1)[tiny_world.A1]
    assert near == pytest.approx(0.5, abs=0.06)  # the intent weight is as often above as below
    assert stability.close_to(at_the_line, 1).tolist() == [tiny_world.A1]
    assert stability.from_cutoff(at_the_line, 1)[tiny_world.A1] == pytest.approx(0)
    assert stability.from_cutoff(at_the_line, 2)[tiny_world.A1] == pytest.approx(27.5)
    assert stability.percent(np.array([0.5, 1.0])).tolist() == [50.0, 100.0]
    assert wording.close_calls(87.5) == "Within 1 point of the cutoff 87.5, nearest first."


def test_summary_and_sentences(scored: Scored) -> None:
    keeps = np.where(np.arange(8) == tiny_world.A8, 0.9, 1.0)
    found = stability.summary(scored, keeps)
    held = np.bincount(scored.tier, minlength=4)
    assert [one.n for one in found] == held[1:].tolist()
    assert found[0].n_stable == found[0].n - 1
    assert wording.stable(found[0]) == (
        f"Tier 1: {found[0].n_stable} of {found[0].n} {'is' if found[0].n_stable == 1 else 'are'} "
        "stable (≥ 95 %)."
    )
    assert wording.stable(stability.TierStability(2, 0, 0)) == "Tier 2 is empty."
    assert "95 % of 1,000 profiles" in wording.meaning()


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_ends_are_what_scoring_the_value_gives(seed: int) -> None:
    scored = world(seed)
    known = np.where(scored.frame.matrix.known > 0, scored.frame.matrix.scored, np.nan)
    for position, criterion in enumerate(scored.profile.criteria):
        if not criterion.weight:
            continue
        ends = enrich.ends_of(scored, position)
        for end, scores, tier in (
            (0, ends.low_score, ends.low_tier), (1, ends.high_score, ends.high_tier),
        ):  # fmt: skip
            tried = known.copy()
            tried[ends.rows, position] = enrich.span(criterion.rule)[end]
            laid = scored.frame._replace(
                matrix=matrix.build(list(tried.T), len(tried))
            )
            again = model.score(laid, scored.profile)
            assert scores == pytest.approx(again.scores[ends.rows])
            assert np.array_equal(tier, again.tier[ends.rows])


def test_the_field_that_matters_most_comes_first(accounts: Accounts, scored: Scored) -> None:
    found = enrich.missing(scored)
    changes = [one.n_could_change for one in found]
    assert changes == sorted(changes, reverse=True)
    listed = enrich.to_enrich(accounts, scored)
    assert len(listed) == sum(changes)
    assert set(listed["missing_field"]) <= {"Industry", "Size", "Intent"}
    # Cedar, Retail 0.5 of 20 and no more: with its size 100·(10 + 0 … 10) / 30 at 0.75 known.
    cedar = listed[listed["name"] == "Cedar"].set_index("missing_field")
    size = cedar.loc["Size"]
    assert (size["score_if_worst"], size["score_if_best"]) == pytest.approx((100 / 3, 200 / 3))
    assert (size["draft_tier"], size["worst_tier"], size["best_tier"]) == (3, 0, 2)
    assert wording.to_find_out(found).startswith(f"{found[0].criterion} is worth finding out first")
    assert wording.missing(found[0]).startswith(f"{found[0].criterion}: ")


def test_nothing_missing(accounts: Accounts) -> None:
    profile = replace(tiny_world.PROFILE, criteria=(), exclusions=())
    scored = model.score(model.frame(accounts, profile, as_of=tiny_world.TODAY), profile)
    assert enrich.missing(scored) == [] and enrich.to_enrich(accounts, scored).empty
    assert wording.to_find_out([]) == "No criterion is unknown at any account."
    assert stability.stability(scored, seed=1).tolist() == [1.0] * 8
