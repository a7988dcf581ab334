"""Distances from a fit that accounts drew to themselves, against the hat matrix written plainly."""

from __future__ import annotations

import numpy as np
import pytest

from abm_core.lift import leverage


def plainly(off, rows, cluster):  # noqa: ANN001, ANN201
    """Cluster by cluster, (I − H_cc)^(−1/2) by scipy's matrix power."""
    from scipy.linalg import fractional_matrix_power

    hat = rows @ np.linalg.inv(rows.T @ rows) @ rows.T
    found = np.empty(len(off))
    for each in np.unique(cluster):
        held = cluster == each
        left = np.eye(held.sum()) - hat[np.ix_(held, held)]
        found[held] = np.real(fractional_matrix_power(left, -0.5)) @ off[held]
    return found


@pytest.mark.parametrize("n_clusters", [200, 60, 8])
def test_as_the_hat_matrix_says(n_clusters: int) -> None:
    """One row each, a few rows each, more rows than covariates."""
    rng = np.random.default_rng(n_clusters)
    rows, off = rng.normal(size=(200, 6)), rng.normal(size=200)
    rows[:3] *= 8
    cluster = rng.permutation(np.arange(200) % n_clusters)
    bread = np.linalg.inv(rows.T @ rows)
    found = leverage.adjusted(off, rows, bread, cluster)
    assert found == pytest.approx(plainly(off, rows, cluster), rel=1e-8)


def test_an_account_that_is_fitted_exactly_has_no_distance() -> None:
    """The second covariate belongs to one row only: nothing is left of it, and nothing is off."""
    rows = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    bread = np.linalg.inv(rows.T @ rows)
    found = leverage.adjusted(np.array([0.5, -0.5, 0.0]), rows, bread, np.arange(3))
    assert found == pytest.approx([0.5 * np.sqrt(2), -0.5 * np.sqrt(2), 0])


def test_the_same_rows_twice_in_one_cluster_change_nothing() -> None:
    rng = np.random.default_rng(4)
    rows, off, cluster = rng.normal(size=(30, 3)), rng.normal(size=30), np.arange(30)
    once = leverage.adjusted(off, rows, np.linalg.inv(rows.T @ rows), cluster)
    both = np.concatenate([rows, rows])
    twice = leverage.adjusted(
        np.tile(off, 2), both, np.linalg.inv(both.T @ both), np.tile(cluster, 2)
    )
    assert twice == pytest.approx(np.tile(once, 2))


def test_clusters_that_hardly_draw_the_fit_are_near_to_exact() -> None:
    rng = np.random.default_rng(5)
    rows, off = rng.normal(size=(60_000, 3)), rng.normal(size=60_000)
    cluster, bread = np.arange(60_000) // 2, np.linalg.inv(rows.T @ rows)
    found = leverage.adjusted(off, rows, bread, cluster)
    exact = leverage._adjusted(off.reshape(-1, 2), rows.reshape(-1, 2, 3), bread).ravel()
    assert np.abs(found - exact).max() < 1e-4 * np.abs(off).max()


def test_roots_of_weights_may_come_apart() -> None:
    rng = np.random.default_rng(6)
    rows, off, root = rng.normal(size=(40, 3)), rng.normal(size=40), rng.uniform(0.5, 2, 40)
    whole = root[:, None] * rows
    bread, cluster = np.linalg.inv(whole.T @ whole), np.arange(40) // 3
    apart = leverage.adjusted(off, rows, bread, cluster, root)
    assert apart == pytest.approx(leverage.adjusted(off, whole, bread, cluster), abs=1e-12)
