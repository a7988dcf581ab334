"""Single accounts in generator A with no programme: bar 10, and the test that bar 15 breaks.

200 accounts drawn at random of 4,200, one launch; how often a single one is called changed at 5 %.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import ranks
from benchmarks.lift import engagement_world as world
from benchmarks.lift import losing
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.replications import Try

Numbers = NDArray[np.float64]
N, LIMIT, SEED = 200, 0.05, 88_000
BANDS = {"under 1 visit a week": (0, 1), "1 to 3": (1, 3), "3 to 10": (3, 10),
         "10 and more": (10, np.inf)}  # fmt: skip
WEEKS = {name: last - first + 1 for name, (first, last) in
         {"before": world.BASELINE, "after": world.AFTER}.items()}  # fmt: skip


def replicate(rng: np.random.Generator) -> list[Try]:
    """One try per account; the last two are squared errors of a change that is nothing."""
    accounts = world.draw(rng, N + world.POOLS[N], n_launches=1)
    chosen = world.choose(rng, accounts, N, "S0")
    before, after = chosen.window(*world.BASELINE), chosen.window(*world.AFTER)
    change = ranks.log_change(after, before, WEEKS["after"], WEEKS["before"])
    found = ranks.ranks(before, change, chosen.is_target, chosen.launch)
    p_values = losing.poisson_p_values(chosen, after)[chosen.is_target]
    weekly = before[chosen.is_target] / WEEKS["before"]
    tries = []
    for band, (low, high) in BANDS.items():
        held = (weekly >= low) & (weekly < high)
        tries += [Try(f"rank, {band}", is_hit=bool(hit)) for hit in found.p[held] <= LIMIT]
        tries += [Try(f"Poisson, {band}", is_hit=bool(hit)) for hit in p_values[held] <= LIMIT]
    drawn_in = ranks.shrunken(found.beyond, found.variance).value
    return [*tries, Try("as it is", float((found.beyond**2).mean())),
            Try("shrunken", float((drawn_in**2).mean()))]  # fmt: skip


def studies() -> list[Study]:
    """100,000 accounts in full."""
    checks = [Check(10, f"{band}: rank among 300", f"rank, {band}", "hits", 0.04, 0.06)
              for band in BANDS]  # fmt: skip
    checks += [Check(10, f"mean squared error of the change, {each}", each, "estimate")
               for each in ("as it is", "shrunken")]  # fmt: skip
    checks += [Check(15, f"{band}: Poisson test of one account", f"Poisson, {band}", "hits", 0.10)
               for band in BANDS]  # fmt: skip
    return [Study("single accounts", replicate, 500, 15, SEED, checks)]
