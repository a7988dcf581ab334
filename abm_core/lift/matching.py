"""The matched list that people can read: for each target a few accounts that were most like it.

Without replacement: an account stands for one target only. Dealt in rounds, so that every target
has its first before any has its second. Targets without a match are named, never hidden.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift import propensity

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
KEPT = 64  # nearest accounts that are remembered per target; beyond them it is looked up again
AT_A_TIME = 4_000_000  # distances held at once
DIGITS = 9  # beyond which two distances are the same
FLAT = 1e-10


class Matched(NamedTuple):
    """Pairs of rows, in the order they were dealt, and the targets that had none.

    ``target`` and ``other`` are row numbers; ``round`` 0 for the first match of a target;
    ``distance`` in standard deviations. ``unmatched`` are rows of targets.
    """

    target: Codes
    other: Codes
    round: Codes
    distance: Numbers
    unmatched: Codes

    def rows(self) -> Codes:
        """Rows of all that are in a set: the targets, then the accounts matched to them."""
        return np.concatenate([np.unique(self.target), self.other])

    def sets(self) -> Codes:
        """For each of ``rows``, the set: the row of its target."""
        return np.concatenate([np.unique(self.target), self.target])

    def is_target(self) -> Mask:
        """For each of ``rows``, whether it is the target of its set."""
        return np.arange(len(self.target) + self.n_matched) < self.n_matched

    @property
    def n_matched(self) -> int:
        """Targets with at least one match."""
        return len(np.unique(self.target))

    @property
    def share_unmatched(self) -> float:
        """Part of the targets that had no match."""
        n = self.n_matched + len(self.unmatched)
        return len(self.unmatched) / n if n else 0.0

    def weights(self, n_rows: int) -> Numbers:
        """Per row of the whole: 1 for matched targets, 1/size of the set for their matches."""
        found = np.zeros(n_rows)
        found[np.unique(self.target)] = 1.0
        size = np.bincount(self.target, minlength=n_rows)
        np.add.at(found, self.other, 1 / size[self.target])
        return found


def match(
    x: Numbers, treated: Mask, account: Codes, *, strata: Codes | None = None,
    odds: Numbers | None = None, within: float | None = None, per_target: int | None = None,
) -> Matched:  # fmt: skip
    """Match each target with the accounts nearest to it.

    ``x`` (rows × covariates) decides who is near, by Mahalanobis' distance; ``account`` numbers
    accounts, breaks ties, and keeps an account that stands in several launch blocks from being
    used twice. Only rows of the same ``strata`` are matched. ``odds`` are log odds of being chosen
    (``propensity.log_odds``): the targets hardest to match come first, and matches may be no
    farther than ``within`` (0.2 standard deviations by default; infinite: any).
    """
    x, treated = np.asarray(x, dtype=np.float64), np.asarray(treated, dtype=bool)
    k = settings.MATCHES.value if per_target is None else per_target
    strata = np.zeros(len(x), dtype=np.intp) if strata is None else np.asarray(strata)
    if odds is None:
        odds, within = np.zeros(len(x)), np.inf
    within = propensity.caliper(odds, treated) if within is None else within
    place = _Place(whitened(x), strata, np.asarray(account), odds, within)
    targets = np.flatnonzero(treated)
    targets = targets[np.lexsort((place.account[targets], -np.round(odds[targets], DIGITS)))]
    nearest = _nearest(place, targets, np.flatnonzero(~treated))
    return _deal(place, targets, np.flatnonzero(~treated), nearest, k)


def whitened(x: Numbers) -> Numbers:
    """Coordinates in which plain distance is Mahalanobis' distance."""
    if not x.shape[1]:
        return np.zeros((len(x), 1))
    covariance = np.atleast_2d(np.cov(x, rowvar=False))
    scale = np.sqrt(np.diag(covariance))
    varies = scale > FLAT * np.abs(x).max(axis=0, initial=0.0)
    scale = np.where(varies, scale, 1.0)
    size, axes = np.linalg.eigh(covariance / np.outer(scale, scale) * np.outer(varies, varies))
    used = size > FLAT * max(float(size.max()), FLAT)
    return np.asarray((x - x.mean(axis=0)) / scale @ (axes[:, used] / np.sqrt(size[used])))


class _Place(NamedTuple):
    """What is known of the rows."""

    z: Numbers
    strata: Codes
    account: Codes
    odds: Numbers
    within: float


class _Candidates(NamedTuple):
    """A target's nearest rows, nearest first; ``complete`` when there are no others."""

    rows: Codes
    distance: Numbers
    complete: bool


def _distances(place: _Place, targets: Codes, others: Codes) -> Numbers:
    from scipy.spatial.distance import cdist  # slow to import

    found = np.round(cdist(place.z[targets], place.z[others]), DIGITS)
    far = np.abs(place.odds[targets][:, None] - place.odds[others]) > place.within
    found[far] = np.inf
    return np.asarray(found)


def _nearest(place: _Place, targets: Codes, others: Codes) -> dict[int, _Candidates]:
    """The candidates of every target, stratum by stratum."""
    found: dict[int, _Candidates] = {}
    others = others[np.argsort(place.account[others], kind="stable")]
    for stratum in np.unique(place.strata[targets]):
        ours = targets[place.strata[targets] == stratum]
        theirs = others[place.strata[others] == stratum]
        at_once = max(1, AT_A_TIME // max(1, len(theirs)))
        for start in range(0, len(ours), at_once):
            some = ours[start : start + at_once]
            for target, row in zip(some, _distances(place, some, theirs), strict=True):
                found[int(target)] = _shortlist(theirs, row)
    return found


def _shortlist(others: Codes, distance: Numbers) -> _Candidates:
    """The nearest few in order; of equal distance the lower account number, as others come."""
    if len(others) <= KEPT:
        order, complete = np.argsort(distance, kind="stable"), True
    else:
        limit = np.partition(distance, KEPT)[KEPT]
        inside = np.flatnonzero(distance < limit)
        order, complete = inside[np.argsort(distance[inside], kind="stable")], np.isinf(limit)
    order = order[np.isfinite(distance[order])]
    return _Candidates(others[order], distance[order], bool(complete))


def _deal(
    place: _Place, targets: Codes, others: Codes, nearest: dict[int, _Candidates], k: int
) -> Matched:
    """In each round each target takes the nearest account that is still free."""
    used: set[int] = set()
    pairs: list[tuple[int, int, int, float]] = []
    without = set()
    for turn in range(k):
        for target in targets.tolist():
            if target in without:
                continue
            taken = _first_free(place, target, others, nearest[target], used)
            if taken is None:
                without.add(target)
                continue
            used.add(int(place.account[taken[0]]))
            pairs.append((target, taken[0], turn, taken[1]))
    ours, theirs, turns, far = (np.array(c) for c in zip(*pairs, strict=True)) if pairs else (
        np.zeros(0, dtype=np.intp),) * 4  # fmt: skip
    return Matched(ours, theirs, turns, far.astype(np.float64), np.setdiff1d(targets, ours))


def _first_free(
    place: _Place, target: int, others: Codes, near: _Candidates, used: set[int]
) -> tuple[int, float] | None:
    for row, account, far in zip(
        near.rows.tolist(), place.account[near.rows].tolist(), near.distance.tolist(), strict=True
    ):
        if account not in used:
            return row, far
    if near.complete:
        return None
    free = others[~np.isin(place.account[others], list(used))]
    free = free[place.strata[free] == place.strata[target]]
    free = free[np.argsort(place.account[free], kind="stable")]
    distance = _distances(place, np.array([target]), free)[0] if len(free) else np.zeros(0)
    if not np.isfinite(distance).any():
        return None
    best = int(np.argmin(distance))
    return int(free[best]), float(distance[best])
