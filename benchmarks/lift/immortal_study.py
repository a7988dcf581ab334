"""Time before joining that is counted as the programme's: bar 15."""

from __future__ import annotations

import numpy as np

from benchmarks.lift import immortal_world as world
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.replications import Try


def replicate(rng: np.random.Generator) -> list[Try]:
    """No effect at all; ratios, not logarithms."""
    lives = world.draw(rng)
    return [Try("naive", world.naive_ratio(lives), truth=1.0),
            Try("split", world.split_ratio(lives), truth=1.0)]  # fmt: skip


def studies() -> list[Study]:
    """4,000 accounts each."""
    checks = [
        Check(15, "ever joined against never, ratio of rates (true 1)", "naive", "estimate",
              high=0.5),
        Check(15, "the same with days before joining told apart", "split", "estimate"),
    ]  # fmt: skip
    return [Study("immortal time", replicate, 500, 50, 84_000, checks)]
