"""Tracking that only targets got, in generator A: does the check of sources see it?

Visits come by web, mail and events, mixed otherwise in every account (Dirichlet, 6 : 3 : 1). Then
nothing happens; or a programme brings a quarter more by all three; or targets alone get a pixel
that sees three in ten more.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import sources
from benchmarks.lift import engagement_world as world
from benchmarks.lift.checks import BESIDE, Check, Study
from benchmarks.lift.engagement_study import Compared
from benchmarks.lift.engagement_world import EFFECT
from benchmarks.lift.replications import Try

Numbers = NDArray[np.float64]
SOURCES, MIX, PIXEL, SEED = ("web", "mail", "events", "pixel"), (6.0, 3.0, 1.0), 0.3, 89_500
KINDS = {
    "nothing": (0.0, 0.0), "a quarter more by all": (EFFECT - 1, 0.0),
    "new pixel": (0.0, PIXEL),
}  # fmt: skip


def replicate(n_targets: int, rng: np.random.Generator) -> list[Try]:
    """Whether any source is suspect, and what the lift would be said to be."""
    accounts = world.draw(rng, n_targets + world.POOLS[n_targets])
    chosen = world.choose(rng, accounts, n_targets, "S1")
    compared = Compared(chosen)
    mix = rng.dirichlet(MIX, len(chosen.launch))
    before = _split(rng, chosen.window(*world.BASELINE), mix)
    due = chosen.window(*world.AFTER, of=accounts.rate) * chosen.is_target
    tries = []
    for name, (more, seen) in KINDS.items():
        after = _split(rng, chosen.window(*world.AFTER), mix)
        after[:, :3] += rng.poisson(more * due[:, None] * mix)
        after[:, 3] += rng.poisson(seen * due)
        found = sources.shifts(*(_sums(group, before, after) for group in _groups(compared)))
        tries += [
            Try(f"{name}, suspect", is_hit=any(one.is_suspect for one in found)),
            compared.told(f"{name}, lift", after.sum(axis=1), 1.0 + more),
        ]
    return tries


def _split(rng: np.random.Generator, visits: Numbers, mix: Numbers) -> Numbers:
    """Visits by source; none by pixel."""
    found = rng.multinomial(visits.astype(np.int64), mix).astype(np.float64)
    return np.column_stack([found, np.zeros(len(visits))])


def _groups(compared: Compared) -> tuple[Numbers, Numbers]:
    targets = compared.chosen.is_target
    return targets.astype(np.float64), np.where(targets, 0.0, compared.balance.weights)


def _sums(weights: Numbers, before: Numbers, after: Numbers) -> dict[str, tuple[float, float]]:
    return dict(zip(SOURCES, zip(weights @ before, weights @ after, strict=True), strict=True))


def studies() -> list[Study]:
    """25 and 200 targets."""
    return [Study(f"tracking, {n} targets", partial(replicate, n), 400, 8, SEED + 10 * i,
                  _checks(n)) for i, n in enumerate((25, 200))]  # fmt: skip


def _checks(n: int) -> list[Check]:
    found = []
    for name in KINDS:
        what = f"tracking, {n} targets: {name}"
        low, high = (0.95, 1.0) if name == "new pixel" else (0.0, 0.05)
        found += [Check(BESIDE, what, f"{name}, suspect", "hits", low, high),
                  Check(BESIDE, what, f"{name}, lift", "bias")]  # fmt: skip
    return found
