"""Replications of a made-up world in several processes, and what they come to.

A replication has a seed of its own, so that results do not depend on how many processes share the
work. Replications in which the product refuses are counted and left out of all else.
"""

from __future__ import annotations

import math
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from time import monotonic
from typing import NamedTuple

import numpy as np

PROCESSES = 2


class Try(NamedTuple):
    """One estimate in one replication, beside the truth that the generator knows."""

    cell: str
    estimate: float = math.nan
    low: float = math.nan
    high: float = math.nan
    truth: float = 0.0
    is_hit: bool = False  # of a test: whether it cried out
    refused: str = ""


Replicate = Callable[[np.random.Generator], list[Try]]


class Measured(NamedTuple):
    """A share or an average over replications, with its Monte-Carlo standard error."""

    value: float
    error: float


class Cell(NamedTuple):
    """All replications of one estimate."""

    tries: list[Try]

    @property
    def used(self) -> list[Try]:
        """Those that were not refused."""
        return [one for one in self.tries if not one.refused]

    @property
    def n_refused(self) -> int:
        """How often the product gave no number."""
        return len(self.tries) - len(self.used)

    def measure(self, name: str) -> Measured:
        """``coverage``, ``false positives`` (the interval excludes 0), ``hits``, ``refused``,
        ``bias``, ``estimate``, ``ratio`` (of estimate to truth, for logarithms of ratios).
        """
        if name == "refused":
            return share([bool(one.refused) for one in self.tries])
        used = self.used
        if name == "coverage":
            return share([one.low <= one.truth <= one.high for one in used])
        if name in ("false positives", "power"):
            return share([one.low > 0 or one.high < 0 for one in used])
        if name == "hits":
            return share([one.is_hit for one in used])
        if name == "largest":
            return Measured(max(one.estimate for one in used), 0.0)
        if name == "ratio":
            return average([math.exp(one.estimate - one.truth) for one in used])
        less = {"bias": 1.0, "estimate": 0.0}[name]
        return average([one.estimate - less * one.truth for one in used])


def share(hits: list[bool]) -> Measured:
    """How often; with nothing to count, unknown."""
    if not hits:
        return Measured(math.nan, math.nan)
    value = sum(hits) / len(hits)
    return Measured(value, math.sqrt(value * (1 - value) / len(hits)))


def average(values: list[float]) -> Measured:
    """Mean over replications."""
    if len(values) < 2:
        return Measured(math.nan, math.nan)
    return Measured(float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(len(values))))


def run(replicate: Replicate, n: int, seed: int, *, processes: int = PROCESSES) -> dict[str, Cell]:
    """Cells by name after ``n`` replications; progress goes to standard error."""
    seeds = np.random.SeedSequence(seed).spawn(n)
    found: dict[str, list[Try]] = defaultdict(list)
    if processes == 1:
        _gather(found, (_one((replicate, each)) for each in seeds), n)
    else:
        with get_context("fork").Pool(processes) as pool:
            work = ((replicate, each) for each in seeds)
            _gather(found, pool.imap_unordered(_one, work, chunksize=4), n)
    return {name: Cell(tries) for name, tries in found.items()}


def _one(work: tuple[Replicate, np.random.SeedSequence]) -> list[Try]:
    replicate, seed = work
    return replicate(np.random.default_rng(seed))


def _gather(found: dict[str, list[Try]], results: Iterable[list[Try]], n: int) -> None:
    told = monotonic()
    for i, tries in enumerate(results, 1):
        for one in tries:
            found[one.cell].append(one)
        if monotonic() - told > 10:
            told = monotonic()
            print(f"  {i:,} of {n:,} replications", file=sys.stderr, flush=True)


os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
