"""AUC, its interval and gains against scikit-learn, the definitions and the bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score, roc_curve

from abm_core.targeting import ranking

Z = 1.959963984540054
cases = st.lists(
    st.tuples(st.integers(0, 6), st.booleans(), st.integers(0, 5)), min_size=4, max_size=40
).filter(lambda rows: 2 <= sum(won for _, won, _ in rows) <= len(rows) - 2)


def world(rows: list[tuple[int, bool, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, won, accounts numbered without gaps."""
    scores, won, account = (np.array(column) for column in zip(*rows, strict=True))
    return scores.astype(float), won, np.unique(account, return_inverse=True)[1]


def psi(won: float, lost: float) -> float:
    return 1.0 if won > lost else 0.5 if won == lost else 0.0


def by_definition(
    scores: np.ndarray, won: np.ndarray, account: np.ndarray
) -> tuple[float, float]:
    """AUC and Obuchowski's variance, written out pair by pair (Biometrics 53, 1997, section 3)."""
    x, y = np.flatnonzero(won), np.flatnonzero(~won)
    auc = np.mean([psi(scores[i], scores[j]) for i in x for j in y])
    v10 = {i: np.mean([psi(scores[i], scores[j]) for j in y]) for i in x}
    v01 = {j: np.mean([psi(scores[i], scores[j]) for i in x]) for j in y}
    of = sorted(set(account))
    a = {one: sum(v10[i] - auc for i in x if account[i] == one) for one in of}
    b = {one: sum(v01[j] - auc for j in y if account[j] == one) for one in of}
    i10, i01, i = len({account[k] for k in x}), len({account[k] for k in y}), len(of)
    s10 = i10 / ((i10 - 1) * len(x)) * sum(v**2 for v in a.values())
    s01 = i01 / ((i01 - 1) * len(y)) * sum(v**2 for v in b.values())
    s11 = i / (i - 1) * sum(a[one] * b[one] for one in of)
    return float(auc), s10 / len(x) + s01 / len(y) + 2 * s11 / (len(x) * len(y))


@given(cases)
def test_auc_is_that_of_scikit_learn(rows: list[tuple[int, bool, int]]) -> None:
    scores, won, account = world(rows)
    found = ranking.auc(ranking.rank(scores, won, account))
    assert found.estimate == pytest.approx(roc_auc_score(won, scores), abs=1e-12)


@given(cases)
def test_the_interval_follows_the_definition(rows: list[tuple[int, bool, int]]) -> None:
    scores, won, account = world(rows)
    if len(set(account[won])) < 2 or len(set(account[~won])) < 2:
        assert np.isnan(ranking._error(*_pulls(scores, won, account)))
        return
    auc, variance = by_definition(scores, won, account)
    error = ranking._error(*_pulls(scores, won, account))
    assert error == pytest.approx(np.sqrt(max(variance, 0.0)), abs=1e-7)
    found = ranking.auc(ranking.rank(scores, won, account))
    assert found.low == pytest.approx(max(auc - Z * error, 0.0), abs=1e-9)
    assert found.high == pytest.approx(min(auc + Z * error, 1.0), abs=1e-9)


def _pulls(
    scores: np.ndarray, won: np.ndarray, account: np.ndarray
) -> tuple[ranking.Ranked, np.ndarray, np.ndarray]:
    ranked = ranking.rank(scores, won, account)
    return ranked, ranked.won, ranked.lost


def test_one_case_per_account_is_delong() -> None:
    """DeLong 1988: var = s²(V10)/m + s²(V01)/n, here from numpy's sample variances."""
    rng = np.random.default_rng(1)
    won = rng.random(300) < 0.4
    scores = rng.normal(size=300) + won
    ranked = ranking.rank(scores, won, np.arange(300))
    pairs = (scores[won][:, None] > scores[~won][None, :]).astype(float)
    variance = (
        pairs.mean(axis=1).var(ddof=1) / won.sum() + pairs.mean(axis=0).var(ddof=1) / (~won).sum()
    )
    assert ranking._error(ranked, ranked.won, ranked.lost) == pytest.approx(np.sqrt(variance))


def clustered(seed: int, n_accounts: int = 200) -> tuple[np.ndarray, ...]:
    """Accounts with up to five cases each that share a score and a leaning."""
    rng = np.random.default_rng(seed)
    account = np.repeat(np.arange(n_accounts), rng.integers(1, 6, n_accounts))
    fit, leaning = rng.normal(size=n_accounts), rng.normal(size=n_accounts)
    chance = 1 / (1 + np.exp(-(fit + leaning)[account]))
    won = rng.random(len(account)) < chance
    other = (0.5 * fit + rng.normal(size=n_accounts))[account]
    return fit[account], other, won, account


def test_the_clustered_error_is_that_of_an_account_bootstrap() -> None:
    one, other, won, account = clustered(3)
    ranked, beside = ranking.rank(one, won, account), ranking.rank(other, won, account)
    rows = [np.flatnonzero(account == a) for a in range(account.max() + 1)]
    rng = np.random.default_rng(0)
    draws = []
    for _ in range(1000):
        picked = np.concatenate([rows[a] for a in rng.integers(0, len(rows), len(rows))])
        draws.append((roc_auc_score(won[picked], one[picked]),
                      roc_auc_score(won[picked], other[picked])))  # fmt: skip
    drawn = np.array(draws)
    error = ranking._error(ranked, ranked.won, ranked.lost)
    assert error == pytest.approx(drawn[:, 0].std(), rel=0.1)
    plain = ranking.rank(one, won, np.arange(len(won)))
    assert error > 1.1 * ranking._error(plain, plain.won, plain.lost)
    found = ranking.auc_difference(ranked, beside)
    assert found.estimate == pytest.approx(ranked.auc - beside.auc)
    width = (found.high - found.low) / (2 * Z)
    assert width == pytest.approx((drawn[:, 0] - drawn[:, 1]).std(), rel=0.1)


def test_a_ranking_does_not_differ_from_itself() -> None:
    one, _, won, account = clustered(4)
    ranked = ranking.rank(one, won, account)
    assert ranking.auc_difference(ranked, ranked) == (0.0, 0.0, 0.0)


def test_gains_are_the_roc_curve_seen_from_the_cases() -> None:
    scores, _, won, account = clustered(5)
    del account
    found = ranking.gains(scores, won, np.ones(len(won)))
    false, true, _ = roc_curve(won, scores, drop_intermediate=False)
    at = (true * won.sum() + false * (~won).sum()) / len(won)
    assert found.won == pytest.approx(np.interp(ranking.GRID, at, true))
    assert found.amount == pytest.approx(found.won)  # every amount the same


def test_gains_by_hand() -> None:
    """Best first: won 30, then a tie of a lost one and won 10, then a lost one without amount."""
    scores = np.array([90.0, 50.0, 50.0, 10.0])
    won = np.array([True, False, True, False])
    found = ranking.gains(scores, won, np.array([30.0, 99.0, 10.0, np.nan]))
    assert found.cases[[0, 25, 50, 75, 100]] == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert found.won[[0, 25, 50, 75, 100]] == pytest.approx([0, 0.5, 0.75, 1, 1])
    assert found.amount[[0, 25, 50, 75, 100]] == pytest.approx([0, 0.75, 0.875, 1, 1])


def test_gains_without_any_amount_are_not_known() -> None:
    found = ranking.gains(np.array([2.0, 1.0]), np.array([True, False]), np.full(2, np.nan))
    assert np.isnan(found.amount[1:]).all() and found.won[-1] == 1


def test_tenths_keep_equal_scores_together() -> None:
    assert ranking.tenths(np.arange(20.0)).tolist() == [9 - i // 2 for i in range(20)]
    tied = ranking.tenths(np.array([5.0] * 6 + [1.0] * 4))
    assert tied.tolist() == [3] * 6 + [8] * 4  # middles at 3 and 8 of ten


def test_one_ladder_gives_what_ranks_of_scipy_give() -> None:
    from scipy.stats import rankdata

    chance = np.random.default_rng(5)
    scores, won = chance.integers(0, 40, 300) / 7, chance.random(300) < 0.4
    steps = ranking.ladder(scores)
    above = (rankdata(scores)[won] - rankdata(scores[won])) / np.count_nonzero(~won)
    assert ranking.rank(scores, won, np.arange(300), steps).auc == pytest.approx(
        above.mean(), abs=1e-14)  # fmt: skip
    tenth = np.minimum(10 * (rankdata(-scores) - 0.5) / 300, 9).astype(int)
    assert ranking.tenths(scores, steps).tolist() == tenth.tolist()
