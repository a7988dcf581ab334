"""How far a few heavy accounts bend the fit towards themselves, and what that hides.

A comparison account with much weight and unusual traits draws the fit to itself: its own distance
from the fit is then too small, and intervals made of such distances are too short. Each distance is
divided by what the account left of it, √(1 − its share in its own fitted value); accounts with
several rows go together (Bell and McCaffrey's adjustment).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
LEAST = 1e-8  # of a distance left over: below, the account is fitted exactly and has none


def adjusted(off: Numbers, rows: Numbers, bread: Numbers, cluster: Codes) -> Numbers:
    """Distances from the fit as if no cluster had drawn it to itself: (I − H_cc)^(−1/2) off.

    ``off`` are distances and ``rows`` covariates, both multiplied by the root of the row's weight
    in the fit; ``bread`` is the inverse of the rows' sums of squares; ``cluster`` numbers what goes
    together.

    >>> alone = np.array([0, 1])
    >>> adjusted(np.array([1.0, -1.0]), np.ones((2, 1)), np.array([[0.5]]), alone).round(4)
    array([ 1.4142, -1.4142])
    """
    found = np.empty(len(off))
    order = np.argsort(cluster, kind="stable")
    _, size = np.unique(cluster, return_counts=True)
    of_row = np.repeat(size, size)
    for n in np.unique(size):
        same = order[of_row == n].reshape(-1, n)
        found[same] = _adjusted(off[same], rows, bread, same)
    return found


def _adjusted(off: Numbers, rows: Numbers, bread: Numbers, same: Codes) -> Numbers:
    """The same for clusters × rows, all clusters of one size."""
    n_rows, n_columns = same.shape[1], rows.shape[1]
    if n_rows == 1:
        each = rows[same[:, 0]]
        return off / _left(((each @ bread) * each).sum(axis=1))[:, None]
    if n_rows > n_columns:
        return np.stack([_of_many(*pair, bread) for pair in zip(off, rows[same], strict=True)])
    each = rows[same]
    share, axes = np.linalg.eigh(each @ bread @ each.transpose(0, 2, 1))
    turned = (axes.transpose(0, 2, 1) @ off[..., None])[..., 0] / _left(share)
    return np.asarray((axes @ turned[..., None])[..., 0])


def _of_many(off: Numbers, rows: Numbers, bread: Numbers) -> Numbers:
    """One cluster with more rows than there are covariates: only those directions change."""
    values, axes = np.linalg.eigh(bread)
    root = axes * np.sqrt(np.maximum(values, 0.0))
    along, size, _ = np.linalg.svd(rows @ root, full_matrices=False)
    return np.asarray(off + along @ ((1 / _left(size**2) - 1) * (along.T @ off)))


def _left(share: Numbers) -> Numbers:
    """The root of what is left of a distance."""
    return np.sqrt(np.maximum(1 - share, LEAST))
