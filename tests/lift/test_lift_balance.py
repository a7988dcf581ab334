"""Balancing weights: exact by hand, against a published case, and where they cannot be had."""

from __future__ import annotations

import numpy as np
import pytest
from lift_world import LALONDE, Numbers, beside, expected_case, lalonde

from abm_core.lift import balance, gram, smd


def test_one_yes_no_covariate_by_hand() -> None:
    """3 of 4 targets have it, 2 of 6 others: those 2 share a weight of 3, the other 4 one of 1."""
    x = np.array([[1], [1], [1], [0], [1], [1], [0], [0], [0], [0]], dtype=float)
    treated = np.arange(10) < 4
    found = balance.balance(x, treated, ridge=0)
    assert found.feasible and found.worst < 1e-12
    assert found.weights == pytest.approx([1, 1, 1, 1, 1.5, 1.5, 0.25, 0.25, 0.25, 0.25])
    assert found.ess == pytest.approx(16 / (2 * 1.5**2 + 4 * 0.25**2))
    assert found.largest_share == pytest.approx(1.5 / 4)
    assert found.before == pytest.approx([(3 / 4 - 1 / 3) / np.sqrt(3 / 16)])


def drawn(n: int = 400, seed: int = 0) -> tuple[Numbers, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4))
    x[:, 3] = x[:, 3] > 0.5
    treated = rng.random(n) < 1 / (1 + np.exp(1.5 - x[:, 0] - x[:, 3]))
    return x, treated


def test_averages_are_those_of_the_targets() -> None:
    x, treated = drawn()
    found = balance.balance(x, treated, ridge=0)
    weights = found.weights[~treated]
    assert weights.sum() == pytest.approx(treated.sum())
    assert weights @ x[~treated] == pytest.approx(x[treated].sum(axis=0), abs=1e-8)


def test_weights_have_the_form_that_is_promised() -> None:
    """log(w/q) is linear in the covariates: of all balancing weights, the nearest to q."""
    x, treated = drawn()
    base = np.random.default_rng(1).uniform(0.5, 2, len(x))
    found = balance.balance(x, treated, base, ridge=0)
    log = np.log(found.weights / base)[~treated]
    design = np.column_stack([np.ones(len(log)), x[~treated]])
    residual = log - design @ np.linalg.lstsq(design, log, rcond=None)[0]
    assert np.abs(residual).max() < 1e-9


def test_the_default_ridge_hardly_shows() -> None:
    x, treated = drawn()
    found = balance.balance(x, treated)
    assert found.feasible and 0 < found.worst < 0.01


@pytest.mark.parametrize("ridge", [0.0, None])
def test_covariates_that_repeat_each_other_change_nothing(ridge: float | None) -> None:
    x, treated = drawn()
    twice = np.column_stack([x, 2 * x[:, 0] - x[:, 1], x[:, 2] * 1e6 + 3, np.ones(len(x))])
    plain, found = (
        balance.balance(x, treated, ridge=ridge),
        balance.balance(twice, treated, ridge=ridge),
    )
    assert found.feasible and found.worst < 0.01
    if ridge == 0:
        assert found.weights == pytest.approx(plain.weights, rel=1e-6)
    assert found.weights == pytest.approx(plain.weights, rel=0.05)


def test_nearly_equal_covariates_do_not_explode() -> None:
    x, treated = drawn()
    shadow = x[:, :1] + np.random.default_rng(2).normal(scale=1e-7, size=(len(x), 1))
    plain, found = (
        balance.balance(x, treated),
        balance.balance(np.column_stack([x, shadow]), treated),
    )
    assert found.feasible and found.ess > 0.9 * plain.ess


def test_what_cannot_be_balanced_is_refused_without_an_exception() -> None:
    x, treated = drawn()
    x[treated, 0] = x[~treated, 0].max() + 1
    found = balance.balance(x, treated)
    assert not found.feasible and found.worst > 0.1
    assert not balance.balance(x, treated, ridge=0).feasible
    assert not balance.balance(x, np.zeros(len(x), bool)).feasible
    assert not balance.balance(x, np.ones(len(x), bool)).feasible
    constant = np.where(treated, 1.0, 0.0)[:, None]
    assert not balance.balance(constant, treated, ridge=0).feasible


def test_units_order_and_repetition_change_nothing() -> None:
    x, treated = drawn()
    plain = balance.balance(x, treated)
    order = np.random.default_rng(3).permutation(len(x))
    units = balance.balance(x * [1e3, 0.01, 1, 1] + [5, 0, -2, 0], treated)
    assert balance.balance(x, treated).weights.tolist() == plain.weights.tolist()
    assert units.weights == pytest.approx(plain.weights, abs=1e-10)
    assert balance.balance(x[order], treated[order]).weights == pytest.approx(
        plain.weights[order], abs=1e-10
    )


def test_blocks_weigh_as_they_do_among_targets() -> None:
    """Block 0: 2 targets, 3 others; block 1: 1 target, 2 others; block 2: nobody targeted."""
    treated = np.array([1, 1, 0, 0, 0, 1, 0, 0, 0], dtype=bool)
    block = np.array([0, 0, 0, 0, 0, 1, 1, 1, 2])
    base = balance.base_weights(treated, block)
    assert base == pytest.approx([1, 1, 2 / 3, 2 / 3, 2 / 3, 1, 0.5, 0.5, 0])
    x = balance.with_blocks(np.zeros((9, 0)), block)
    assert x.tolist()[0] == [0, 0] and x.tolist()[5] == [1, 0] and x.tolist()[8] == [0, 1]
    found = balance.balance(x, treated, base, ridge=0)
    assert found.weights == pytest.approx(base)


def test_an_account_in_two_blocks_counts_once_towards_the_size() -> None:
    treated = np.array([1, 0, 0, 1, 0, 0], dtype=bool)
    account = np.array([0, 1, 2, 3, 1, 2])
    x = np.zeros((6, 1))
    assert balance.balance(x, treated, ridge=0).ess == pytest.approx(4)
    assert balance.balance(x, treated, ridge=0, clusters=account).ess == pytest.approx(2)


@beside
def test_weights_of_the_published_case() -> None:
    """C33, the balance of 185 trainees and 429 others, no ridge."""
    wanted = expected_case("C33_entropy_balance")
    data = lalonde()
    found = balance.balance(data.x, data.treated, ridge=0)
    ours, theirs = data.y[data.treated], data.y[~data.treated]
    weights = found.weights[~data.treated]
    att = ours.mean() - weights @ theirs / weights.sum()
    assert found.feasible
    assert att == pytest.approx(wanted["lalonde614_att"], rel=1e-4)
    assert found.ess == pytest.approx(wanted["lalonde614_ess"], rel=1e-3)


@beside
def test_differences_of_the_published_case() -> None:
    """C03: standardised differences before matching; noughts and ones by √(p(1−p))."""
    wanted = expected_case("C03_matchit_lalonde")
    data = lalonde()
    found = dict(zip(LALONDE, smd.smd(data.x, data.treated), strict=True))
    for name in LALONDE:
        assert found[name] == pytest.approx(wanted[f"smd_before.{name}"], rel=1e-4)


def test_deviation_of_the_others_where_targets_are_alike() -> None:
    x = np.array([[2.0], [2.0], [0.0], [1.0], [2.0]])
    assert smd.smd(x, np.array([1, 1, 0, 0, 0], bool)) == pytest.approx([1.0])
    assert smd.smd(np.ones((4, 1)), np.array([1, 1, 0, 0], bool)).tolist() == [0.0]


def test_inverse_of_sums_of_squares() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(50, 4)) * [1, 0.01, 100, 1]
    for wide in (x, np.column_stack([x, np.zeros(50)])):
        square = wide.T @ wide
        assert gram.inverse(square) @ square @ wide.T == pytest.approx(wide.T, rel=1e-8, abs=1e-9)
    twice = np.column_stack([x[:, [0, 3]], x[:, 0] + x[:, 3]])
    square = twice.T @ twice
    assert gram.inverse(square) == pytest.approx(np.linalg.pinv(square, hermitian=True))
    assert gram.inverse(np.zeros((2, 2))).tolist() == [[0, 0], [0, 0]]


def test_a_tail_among_the_others_does_not_stand_in_the_way() -> None:
    """Someone a million times as large makes no ridge stronger for everybody else."""
    x, treated = drawn()
    plain = balance.balance(x, treated)
    x[np.flatnonzero(~treated)[0], 0] = -1e6
    found = balance.balance(x, treated)
    assert found.feasible and found.worst < 2 * plain.worst + 1e-3
