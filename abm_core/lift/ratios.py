"""The second opinion: how much more targets grew than the accounts they were matched with.

A ratio of ratios, in which what is lasting about an account cancels. It needs matched sets and
leans on the weeks before the launch, which selection has looked at: never the headline.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import intervals
from abm_core.lift.intervals import Estimate

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]


def ratio_of_ratios(
    after: Numbers, before: Numbers, sets: Codes, target: Mask, *, seed: int = 0
) -> Estimate:
    """Growth log(ΣY after / ΣY before) of targets less that of their matched accounts, set by set.

    Each set counts its matched accounts with their mean. Its interval leaves sets out in turn.
    """
    return _in_sets(np.column_stack([after, before]), sets, target, _log_growth, seed)


def _log_growth(sums: Numbers) -> Numbers:
    return np.asarray(np.log(sums[..., 0]) - np.log(sums[..., 1]))


def _in_sets(
    rows: Numbers, sets: Codes, target: Mask, statistic: intervals.Statistic, seed: int
) -> Estimate:
    ours, theirs = set_sums(rows, sets, target)
    return intervals.contrast(ours, theirs, statistic, paired=True, seed=seed)


def set_sums(rows: Numbers, sets: Codes, target: Mask) -> tuple[Numbers, Numbers]:
    """Per set that has both: the target's row, and the mean row of its matched accounts."""
    target = np.asarray(target, dtype=bool)
    _, code = np.unique(sets, return_inverse=True)
    n_sets = int(code.max(initial=-1)) + 1
    size = np.bincount(code, ~target, minlength=n_sets)
    both = (size > 0) & (np.bincount(code, target, minlength=n_sets) > 0)
    sums = [
        np.column_stack([np.bincount(code, column * arm, minlength=n_sets) for column in rows.T])
        for arm in (target, ~target)
    ]
    ours, theirs = (np.asarray(arm[both], dtype=np.float64) for arm in sums)
    return ours, theirs / size[both, None]


def is_fragile(balanced: Estimate, matched: Estimate) -> bool:
    """Whether the two opinions differ in sign, or by more than one standard error.

    The standard error is the larger of the two. Where either has no value the result is fragile.
    """
    gap = abs(balanced.value - matched.value)
    if math.isnan(gap):
        return True
    return balanced.value * matched.value < 0 or gap > max(balanced.se, matched.se)


def before_and_after(after: Numbers, before: Numbers, *, seed: int = 0) -> Estimate:
    """Growth of targets alone, log(ΣY after / ΣY before): shown to say why it misleads."""
    return intervals.jackknife(np.column_stack([after, before]), _log_growth, seed=seed)
