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
AT_A_TIME = 256
HARDLY = 1e-4  # of its own distances that a cluster takes away
LEAST = 1e-8  # of a distance left over: below, the account is fitted exactly and has none


def adjusted(
    off: Numbers, rows: Numbers, bread: Numbers, cluster: Codes, scale: Numbers | None = None
) -> Numbers:
    """Distances from the fit as if no cluster had drawn it to itself: (I − H_cc)^(−1/2) off.

    ``off`` are distances and ``rows`` covariates, both multiplied by the root of the row's weight
    in the fit (rows may leave that to ``scale``); ``bread`` is the inverse of the rows' sums of
    squares; ``cluster`` numbers what goes together. Clusters that hardly draw the fit are adjusted
    row by row, which is as good.

    >>> alone = np.array([0, 1])
    >>> adjusted(np.array([1.0, -1.0]), np.ones((2, 1)), np.array([[0.5]]), alone).round(4)
    array([ 1.4142, -1.4142])
    """
    scale = np.ones(len(off)) if scale is None else scale
    share = _shares(rows, bread) * scale**2
    found = off / _left(share)
    labels, code, size = np.unique(cluster, return_inverse=True, return_counts=True)
    if len(labels) == len(off):
        return found
    heavy = (size > 1) & (np.bincount(code, share) > HARDLY)
    chosen = np.flatnonzero(heavy[code])
    order = chosen[np.argsort(code[chosen], kind="stable")]
    of_row = size[code[order]]
    for n in np.unique(of_row):
        same = order[of_row == n].reshape(-1, n)
        found[same] = _adjusted(off[same], rows[same] * scale[same][..., None], bread)
    return found


def _shares(rows: Numbers, bread: Numbers) -> Numbers:
    """x'H⁻¹x of each row; a part at a time, so that it stays in the cache."""
    found = np.empty(len(rows))
    for start in range(0, len(rows), AT_A_TIME):
        part = rows[start : start + AT_A_TIME]
        found[start : start + AT_A_TIME] = ((part @ bread) * part).sum(axis=1)
    return found


def _adjusted(off: Numbers, each: Numbers, bread: Numbers) -> Numbers:
    """The same for clusters × rows (× columns), all clusters of one size."""
    if each.shape[1] > each.shape[2]:
        return np.stack([_of_many(*pair, bread) for pair in zip(off, each, strict=True)])
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
