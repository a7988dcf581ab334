"""Matching against published lists, and against the rules read slowly."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from lift_world import LALONDE, beside, case_data, expected_case, lalonde

from abm_core.lift import matching, propensity, replacement, smd


def drawn(n: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    treated = rng.random(n) < 1 / (1 + np.exp(2.5 - x[:, 0]))
    return x, treated, rng.integers(0, 3, n)


def test_rounds_by_hand() -> None:
    """Targets at 0 and 1, others at 1.1, 1.3, 5: each has its first before any its second."""
    x = np.array([[0.0], [1.0], [1.1], [1.3], [5.0]])
    treated = np.array([1, 1, 0, 0, 0], dtype=bool)
    found = matching.match(x, treated, np.arange(5), per_target=2)
    assert list(zip(found.target, found.other, found.round, strict=True)) == [
        (0, 2, 0), (1, 3, 0), (0, 4, 1)
    ]  # fmt: skip
    assert found.weights(5) == pytest.approx([1, 1, 0.5, 1, 0.5])
    assert found.rows().tolist() == [0, 1, 2, 3, 4] and found.sets().tolist() == [0, 1, 0, 1, 0]
    assert found.is_target().tolist() == [True, True, False, False, False]


def test_the_hardest_target_comes_first_and_ties_go_to_the_lower_account() -> None:
    x = np.array([[0.0], [0.0], [0.0], [0.0]])
    treated = np.array([1, 1, 0, 0], dtype=bool)
    found = matching.match(
        x, treated, np.array([1, 2, 9, 4]), odds=np.array([0.1, 0.2, 0, 0]), within=9, per_target=1
    )
    assert found.target.tolist() == [1, 0] and found.other.tolist() == [3, 2]


def slowly(
    x: np.ndarray, treated: np.ndarray, strata: np.ndarray, odds: np.ndarray, within: float
) -> list[tuple[int, int]]:
    inverse = np.linalg.inv(np.cov(x.T))
    free = set(np.flatnonzero(~treated).tolist())
    order = sorted(np.flatnonzero(treated).tolist(), key=lambda i: (-odds[i], i))
    pairs = []
    for _ in range(3):
        for i in order:
            near = [
                (float((x[i] - x[j]) @ inverse @ (x[i] - x[j])), j)
                for j in free
                if strata[i] == strata[j] and abs(odds[i] - odds[j]) <= within
            ]
            if near:
                pairs.append((i, min(near)[1]))
                free.discard(min(near)[1])
    return pairs


@pytest.mark.parametrize("kept", [2, 64])
def test_the_rules_read_slowly(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "KEPT", kept)
    x, treated, strata = drawn()
    odds = propensity.log_odds(x, treated)
    within = propensity.caliper(odds, treated)
    found = matching.match(x, treated, np.arange(len(x)), strata=strata, odds=odds)
    pairs = slowly(x, treated, strata, odds, within)
    assert list(zip(found.target.tolist(), found.other.tolist(), strict=True)) == pairs
    assert set(found.unmatched) == set(np.flatnonzero(treated)) - {i for i, _ in pairs}


def test_order_and_units_change_nothing() -> None:
    x, treated, strata = drawn()
    account = np.arange(len(x))
    order = np.random.default_rng(1).permutation(len(x))
    odds = propensity.log_odds(x, treated)
    plain = matching.match(x, treated, account, strata=strata, odds=odds)
    moved = matching.match((x * [1, 50, 0.1] + 3)[order], treated[order], account[order],
                           strata=strata[order], odds=odds[order])  # fmt: skip
    assert order[moved.target].tolist() == plain.target.tolist()
    assert order[moved.other].tolist() == plain.other.tolist()
    assert propensity.log_odds(x[order] * 9, treated[order]) == pytest.approx(odds[order], abs=1e-8)


def test_an_account_of_two_blocks_is_used_once() -> None:
    x, treated = np.zeros((4, 1)), np.array([1, 1, 0, 0], dtype=bool)
    found = matching.match(x, treated, np.array([0, 1, 7, 7]), strata=np.array([0, 1, 0, 1]))
    assert len(found.other) == 1
    assert len(found.unmatched) == 1 and found.share_unmatched == 0.5


def test_nobody_to_match_with() -> None:
    x, treated = np.array([[0.0], [1.0]]), np.array([True, False])
    found = matching.match(x, treated, np.arange(2), strata=np.arange(2))
    assert found.n_matched == 0 and found.unmatched.tolist() == [0]
    assert found.rows().tolist() == []


def test_repeated_covariates_change_no_distance() -> None:
    x, treated, strata = drawn()
    wide = np.column_stack([x, x[:, 0] - x[:, 1], np.ones(len(x))])
    one, two = (
        matching.match(some, treated, np.arange(len(x)), strata=strata) for some in (x, wide)
    )
    assert one.other.tolist() == two.other.tolist()


def test_odds_are_those_of_statsmodels() -> None:
    x, treated, _ = drawn()
    theirs = sm.GLM(treated, sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-14)
    found = propensity.log_odds(x, treated, ridge=0)
    assert found == pytest.approx(theirs.predict(which="linear"), abs=1e-8)


def test_a_list_that_a_covariate_explains_does_not_run_away() -> None:
    x = np.linspace(-1, 1, 40)[:, None]
    odds = propensity.log_odds(x, x[:, 0] > 0.5)
    assert np.isfinite(odds).all() and propensity.outside(odds, x[:, 0] > 0.5) == 1.0


def test_targets_outside_by_hand() -> None:
    odds, treated = np.array([0.0, 1, 2, 3, 9]), np.array([0, 0, 1, 0, 1], dtype=bool)
    assert propensity.outside(odds, treated) == 0.5


@beside
def test_one_to_one_matches_of_the_published_case() -> None:
    """C03: nearest by propensity, hardest first; the list that leaves race apart."""
    wanted = expected_case("C03_matchit_lalonde")
    data = lalonde()
    x = data.x[:, [i for i, name in enumerate(LALONDE) if name != "racewhite"]]
    odds = propensity.log_odds(x, data.treated, ridge=0)
    chance = 1 / (1 + np.exp(-odds))
    assert chance[data.treated].mean() == pytest.approx(wanted["ps_mean_t"], rel=1e-4)
    assert chance[~data.treated].mean() == pytest.approx(wanted["ps_mean_c"], rel=1e-4)
    found = matching.match(
        chance[:, None],
        data.treated,
        np.arange(len(odds)),
        odds=chance,
        within=np.inf,
        per_target=1,
    )
    weights = found.weights(len(odds))
    assert found.n_matched == 185
    gap = data.y[data.treated].mean() - weights[~data.treated] @ data.y[~data.treated] / 185
    after = dict(zip(LALONDE, smd.smd(data.x, data.treated, weights), strict=True))
    after["distance"] = float(smd.smd(chance[:, None], data.treated, weights)[0])
    for name, value in after.items():
        assert value == pytest.approx(wanted[f"smd_nn1py.{name}"], rel=1e-4)
    assert gap == pytest.approx(wanted["nn1_diff_py"], rel=1e-4)
    naive = data.y[data.treated].mean() - data.y[~data.treated].mean()
    assert naive == pytest.approx(wanted["naive_diff"], rel=1e-4)


@beside
def test_matching_with_replacement_of_the_published_case() -> None:
    """C05: Sekhon's 346 pairs; by propensity, by scaled covariates, by Mahalanobis' distance."""
    wanted = expected_case("C05_sekhon_match")
    data = case_data("Matching_lalonde.csv")
    y, treated = data["re78"].to_numpy(float), data["treat"].to_numpy(bool)
    x = data.drop(columns=["re78", "treat"]).to_numpy(float)
    squares = data[["age", "educ", "re74", "re75"]].to_numpy(float) ** 2
    odds = propensity.log_odds(np.column_stack([x, squares]), treated, ridge=0)
    chance = 1 / (1 + np.exp(-odds))[:, None]
    by_chance = replacement.reuse(chance / chance.std(ddof=1), treated)
    found = replacement.mean_effect(y, treated, by_chance)
    assert np.count_nonzero(by_chance.shares) == wanted["n_unweighted"]
    assert (found.value, found.se) == pytest.approx((wanted["est"], wanted["ai_se"]), rel=1e-4)
    scaled = replacement.reuse(x / x.std(axis=0, ddof=1), treated)
    found = replacement.mean_effect(y, treated, scaled)
    assert found[:2] == pytest.approx((wanted["inv_var_est"], wanted["inv_var_se"]), rel=1e-4)
    found = replacement.mean_effect(y, treated, scaled, x)
    assert found[:2] == pytest.approx((wanted["inv_var_bc_est"], wanted["inv_var_bc_se"]), rel=1e-4)
    found = replacement.mean_effect(y, treated, replacement.reuse(matching.whitened(x), treated))
    assert found[:2] == pytest.approx((wanted["maha_est"], wanted["maha_se"]), rel=1e-4)


def test_reuse_by_hand() -> None:
    """Targets at 0 and 0.1, others at 0 and 9: the first stands for both.

    Differences 4 − 1 and 6 − 1, mean 4; noise Σ(±1)²/(2·2) = 1/2; (1 + 1 + ½·(4 − 2)) / 4.
    """
    z, treated = np.array([[0.0], [0.1], [0.0], [9.0]]), np.array([1, 1, 0, 0], dtype=bool)
    found = replacement.mean_effect(
        np.array([4.0, 6, 1, 0]), treated, replacement.reuse(z, treated)
    )
    assert found.value == 4 and found.se**2 == pytest.approx(3 / 4)
