"""Lift of engagement in generator A: bars 1, 2 and 16, and what bar 15 must break."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import balance, expected
from benchmarks.lift import engagement_world as world
from benchmarks.lift import losing
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.engagement_world import EFFECT, Chosen
from benchmarks.lift.replications import Try

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
EFFECTS = {"nothing": 1.0, "+25 %": EFFECT}
SEED = 81_000


def covariates(chosen: Chosen) -> Numbers:
    """What targets are made comparable on: firmographics, engagement of two windows, squares."""
    told = chosen.accounts
    engaged = [world.per_week(told.visits, chosen.launch, weeks)
               for weeks in (world.BASELINE, world.SELECTION)]  # fmt: skip
    return np.column_stack([
        told.log_size, told.log_age, *engaged, *(each**2 for each in engaged),
        told.industry[:, None] == np.arange(1, world.N_INDUSTRIES),
        told.region[:, None] == np.arange(1, world.N_REGIONS),
    ])  # fmt: skip


class Compared:
    """Targets and balanced accounts of one world; outcomes come last."""

    def __init__(
        self, chosen: Chosen, x: Numbers | None = None, account: Codes | None = None
    ) -> None:
        self.chosen = chosen
        self.account = np.arange(len(chosen.launch)) if account is None else account
        self.x = balance.with_blocks(covariates(chosen) if x is None else x, chosen.launch)
        base = balance.base_weights(chosen.is_target, chosen.launch)
        self.balance = balance.balance(self.x, chosen.is_target, base, clusters=self.account)

    @property
    def refused(self) -> str:
        """Why no number may be told, or nothing."""
        return refusal(self.balance, int(self.chosen.is_target.sum()))

    def lift(self, y: Numbers) -> expected.OverExpected:
        """Observed over expected."""
        return expected.observed_expected(
            y, self.x, self.chosen.is_target, self.balance.weights, self.account
        )

    def told(self, cell: str, y: Numbers, effect: float | Numbers) -> Try:
        """Beside the truth."""
        found = self.lift(y)
        return Try(cell, found.log_ratio, found.low, found.high, world.truth(self.chosen, effect),
                   refused=self.refused)  # fmt: skip


def refusal(found: balance.Balance, n_targets: int) -> str:
    """The gates of balance and overlap."""
    if not found.feasible:
        return "not balanced"
    if found.ess < max(50, n_targets):
        return "too few comparable accounts"
    return "one account carries too much" if found.largest_share > 0.1 else ""


def replicate(
    n_targets: int, selections: tuple[str, ...], n_launches: int, rng: np.random.Generator
) -> list[Try]:
    """One world, chosen from in several ways."""
    n = n_targets + world.POOLS[n_targets]
    accounts = world.draw(rng, n, n_launches=n_launches)
    tries = []
    for selection in selections:
        chosen = world.choose(rng, accounts, n_targets, selection)
        compared = Compared(chosen)
        for name, effect in EFFECTS.items():
            after = world.outcome(rng, chosen, effect)
            tries.append(compared.told(f"{selection}, {name}", after, effect))
            if effect == 1.0:
                tries += _losing(selection, chosen, after)
    return tries


def at_every_launch(
    n_targets: int, selections: tuple[str, ...], rng: np.random.Generator
) -> list[Try]:
    """The same where nobody noted who was considered when."""
    accounts = world.draw(rng, n_targets + world.POOLS[n_targets])
    tries = []
    for selection in selections:
        chosen, account = world.at_every_launch(world.choose(rng, accounts, n_targets, selection))
        compared = Compared(chosen, account=account)
        after = world.outcome(rng, chosen, 1.0)
        tries.append(compared.told(f"{selection}, nothing", after, 1.0))
    return tries


def _losing(selection: str, chosen: Chosen, after: Numbers) -> list[Try]:
    ways = {"targets only": losing.before_after, "differences": losing.difference_in_differences,
            "matched differences": losing.matched_difference}  # fmt: skip
    return [Try(f"{selection}, {name}", *way(chosen, after)) for name, way in ways.items()]


def studies() -> list[Study]:
    """25, 200 and 2,000 targets."""
    every = (*world.SELECTIONS, "S1h")
    few = Study("engagement, 25 targets", partial(replicate, 25, every, 4), 2_000, 60, SEED,
                [*_bar_1(25, 0.03), *_must_fail(25), *_hidden(25)])  # fmt: skip
    some = Study("engagement, 200 targets", partial(replicate, 200, every, 4), 1_000, 30,
                 SEED + 10, [*_bar_1(200, 0.02), *_must_fail(200), *_hidden(200)])  # fmt: skip
    many = [
        Study(f"engagement, 2,000 targets, {name}", partial(replicate, 2_000, ("S0", "S1", "S2"),
              n_launches), 200, 4, SEED + 20 + 10 * n_launches, _bar_2(name, n_launches == 1))
        for name, n_launches in (("one launch", 1), ("four launches", 4))
    ]  # fmt: skip
    loose = [
        Study(f"engagement, {n:,} targets, nobody noted", partial(at_every_launch, n, ("S1", "S2")),
              full, reduced, SEED + 60 + 10 * i, _loose(n))
        for i, (n, full, reduced) in enumerate(((200, 200, 4), (2_000, 20, 1)))
    ]  # fmt: skip
    return [few, some, *many, *loose]


def _loose(n: int) -> list[Check]:
    """Told: a control passed over on its own day stands at others, which misstates its odds."""
    return [Check(2, f"{n:,} targets, everyone at every launch, {selection}",
                  f"{selection}, nothing", measure)
            for selection in ("S1", "S2") for measure in ("bias", "coverage")]  # fmt: skip


def _bar_1(n: int, bias: float) -> list[Check]:
    found = []
    for selection in ("S0", "S1", "S2"):
        for name in EFFECTS:
            cell = f"{selection}, {name}"
            found += [Check(1, f"{n} targets, {cell}", cell, "coverage", 0.93, 0.97),
                      Check(1, f"{n} targets, {cell}", cell, "bias", -bias, bias)]  # fmt: skip
            if name == "nothing":
                found.append(Check(1, f"{n} targets, {cell}", cell, "false positives", high=0.06))
            else:
                found.append(Check(1, f"{n} targets, {cell}", cell, "power"))
    return found


def _bar_2(name: str, is_single: bool) -> list[Check]:
    found = []
    for selection in ("S0", "S1", "S2"):
        for effect in EFFECTS:
            cell = f"{selection}, {effect}"
            found.append(Check(2, f"{name}, {cell}", cell, "bias", -0.02, 0.02))
            least = 0.90 if is_single else -np.inf
            found.append(Check(2, f"{name}, {cell}", cell, "coverage", least))
    return found


def _must_fail(n: int) -> list[Check]:
    found = [Check(15, f"{n} targets, {selection}: targets only, before and after",
                   f"{selection}, targets only", "bias", high=-0.15)
             for selection in world.SELECTIONS]  # fmt: skip
    found += [Check(15, f"{n} targets, {selection}: differences from the last 90 days",
                    f"{selection}, differences", "bias")
              for selection in world.SELECTIONS]  # fmt: skip
    for selection in world.SELECTIONS:
        most = 0.85 if (selection, n) == ("S2", 200) else np.inf
        found.append(Check(15, f"{n} targets, {selection}: matched differences",
                           f"{selection}, matched differences", "coverage", high=most))  # fmt: skip
    return found


def _hidden(n: int) -> list[Check]:
    """No bar: nothing can remove what nobody recorded."""
    return [Check(16, f"{n} targets, {what}", f"{cell}, nothing", measure)
            for cell, what in (("S3", "chosen for a hidden trend (S3)"),
                               ("S1h", "chosen for a hidden level (S1h)"))
            for measure in ("bias", "coverage")]  # fmt: skip
