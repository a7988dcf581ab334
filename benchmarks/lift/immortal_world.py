"""Accounts that join a programme when their time comes, and opportunities that do not care.

Every account waits a random time to join and, independently, a random time to open its first
opportunity; those who open one first never join ("they are already talking to us"). To count as
"in the programme" an account must therefore have lived without an opportunity until it joined.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

N, DAYS, TO_JOIN, TO_OPEN = 4_000, 365.0, 200.0, 250.0


class Lives(NamedTuple):
    """Days from the start to joining (infinite: never) and to the first opportunity."""

    joined: Numbers
    opened: Numbers


def draw(rng: np.random.Generator, n: int = N) -> Lives:
    """No programme has any effect."""
    joined, opened = rng.exponential(TO_JOIN, n), rng.exponential(TO_OPEN, n)
    return Lives(np.where((joined < opened) & (joined < DAYS), joined, np.inf), opened)


def naive_ratio(lives: Lives) -> float:
    """Opportunities per account-day of those who ever joined over those who never did, from day 0.

    All of the days before joining are counted as the programme's, and they cannot hold any.
    """
    ever = np.isfinite(lives.joined)
    until = np.minimum(lives.opened, DAYS)
    hit = lives.opened < DAYS
    rate = [hit[group].sum() / until[group].sum() for group in (ever, ~ever)]
    return float(rate[0] / rate[1])


def split_ratio(lives: Lives) -> float:
    """The same with every account's days told apart: before joining it counts among the others."""
    until = np.minimum(lives.opened, DAYS)
    there = np.clip(until - lives.joined, 0.0, None)
    hit = lives.opened < DAYS
    joined = np.isfinite(lives.joined)
    inside = (hit & joined).sum() / there.sum()
    outside = (hit & ~joined).sum() / (until - there).sum()
    return float(inside / outside)
