"""The surge score: false alarms of quiet accounts against simpler rules, power, and how fast.

Speed is processor time, since another program on the machine would tell on the wall clock.
"""

from __future__ import annotations

from statistics import median
from time import process_time

import numpy as np

from abm_core.measure import surge, surge_sweep
from abm_core.measure.surge_sweep import History
from benchmarks import machine, surge_world

SITES, POWER_SITES, SEED = 250, 60, 20260309  # of 4,000 accounts: a million quiet account-weeks
LEVELS = (1.0, 2.0, 4.0, 8.0)  # people a week of the mean account
MAIN = surge_world.LEVEL_MEAN
BARS = {"ours at 1 %": (0.007, 0.014), "ours at 0.1 %": (0.0, 0.0025)}
N_ACCOUNTS, N_WEEKS, REPEATS = 100_000, 60, 5


def report() -> str:
    """The section about surges."""
    return "\n\n".join([
        "## Surges",
        f"{SITES * surge_world.N_ACCOUNTS:,} quiet account-weeks per column: "
        f"{SITES} sites of {surge_world.N_ACCOUNTS:,} accounts, levels from a Gamma distribution "
        f"with mean {MAIN:g} people a week, Var = m + αm², seasons of ± 20 % and 8 % of noise a "
        "week. Share of them that each rule flags, and share of accounts above two people a week "
        "whose tripling it finds. Bars: 0.7 to 1.4 % at nominal 1 %, at most 0.25 % at 0.1 %.",
        _alarms(),
        "By the level of the mean account; a count of few people can rarely be below 1 % at all, "
        "so that quiet sites raise fewer alarms than nominal. Flagged and said: accounts of a "
        f"quiet site of {surge_world.N_ACCOUNTS:,} that all rules flag in a week, and how many the "
        "screen says that chance would give.",
        _levels(),
        f"All of {N_ACCOUNTS:,} accounts, chance of each included; one core, medians of {REPEATS}:",
        _speed(),
    ])  # fmt: skip


def _alarms() -> str:
    low, high = surge_world.OVERDISPERSION
    alarms, found = {}, {}
    for each in (low, high):
        alarms[each] = surge_world.false_alarms(each, sites=SITES, seed=SEED)
        found[each] = surge_world.power(each, sites=POWER_SITES, seed=SEED + 1)
    header = ["", f"quiet, α {low}", f"quiet, α {high}", f"tripled, α {low}",
              f"tripled, α {high}", "bar"]  # fmt: skip
    rows = [
        [rule, *(f"{100 * alarms[each][rule]:.2f} %" for each in (low, high)),
         *(f"{100 * found[each][rule]:.0f} %" for each in (low, high)),
         _verdict(rule, [alarms[each][rule] for each in (low, high)])]
        for rule in alarms[low]
    ]  # fmt: skip
    return machine.table(header, rows)


def _verdict(rule: str, shares: list[float]) -> str:
    if rule not in BARS:
        return ""
    least, most = BARS[rule]
    return "met" if all(least <= share <= most for share in shares) else "NOT met"


def _levels() -> str:
    rows = []
    for mean in LEVELS:
        for each in surge_world.OVERDISPERSION:
            alarms = surge_world.false_alarms(each, sites=40, seed=SEED + 2, mean=mean)
            flagged, said = surge_world.flagged_and_said(each, sites=40, seed=SEED + 3, mean=mean)
            rows.append([f"{mean:g}, α {each}", *(f"{100 * alarms[rule]:.2f} %" for rule in BARS),
                         f"{flagged:.1f}", f"{said:.1f}"])  # fmt: skip
    return machine.table(["people a week", *BARS, "flagged", "said"], rows)


def _speed() -> str:
    rng = np.random.default_rng(SEED)
    level = rng.gamma(0.5, 4.0, N_ACCOUNTS)
    counts = rng.poisson(level[:, None], (N_ACCOUNTS, N_WEEKS)).astype(np.float32)
    one: list[float] = []
    for _ in range(REPEATS):
        weeks = counts[:, :13].astype(np.float64)
        began = process_time()
        surge.judge(weeks[:, 12], weeks[:, 12], surge.quiet(weeks[:, :12], weeks[:, 12]))
        one.append(process_time() - began)
    began = process_time()
    for _ in surge_sweep.sweep(History(counts, np.zeros(N_ACCOUNTS, dtype=int)), range(N_WEEKS)):
        pass
    swept = process_time() - began
    return machine.table(["", "processor"], [
        ["One week", f"{median(one):.2f} s"],
        [f"All of {N_WEEKS} weeks, single and in pairs", f"{swept:.1f} s"],
    ])  # fmt: skip
