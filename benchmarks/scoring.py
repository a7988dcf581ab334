"""One weight moves: how long until every account has its new tier?

Ours against the least that must be done, and against the two ways in which an analyst would write
it. All four give the same tiers, which is checked before anything is timed. Repeats are
interleaved, so that a slow moment of the machine meets all of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from abm_core.targeting import matrix, model
from abm_core.targeting.model import Frame
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Ramp
from benchmarks import machine

SIZES = {100_000: 31, 1_000_000: 11}  # accounts: repeats
N_CRITERIA = 12
UNKNOWN = (0.10, 0.35)  # share of accounts without data, from the best to the worst criterion
SEED = 20260302
THREADS = ("1", "2")
WAYS = ("Ours", "Floor: two products and a partition", "pandas, vectorised", "SQL on DuckDB")

Tiers = NDArray[np.int8]
Way = Callable[[Profile], object]


class World(NamedTuple):
    """The same accounts in the form that each way wants them in."""

    ours: Frame
    scored: NDArray[np.float64]
    known: NDArray[np.float64]
    wide: pd.DataFrame
    cursor: duckdb.DuckDBPyConnection


def world(n_accounts: int) -> World:
    """Accounts with criterion scores in tenths, and gaps as exports have them."""
    rng = np.random.default_rng(SEED)
    names = [f"c{n}" for n in range(N_CRITERIA)]
    columns = []
    for unknown in np.linspace(*UNKNOWN, N_CRITERIA):
        column = rng.integers(0, 11, n_accounts) / 10
        column[rng.random(n_accounts) < unknown] = np.nan
        columns.append(column)
    wide = pd.DataFrame(dict(zip(names, columns, strict=True)))
    laid = matrix.build(columns, n_accounts)
    reasons = np.full(n_accounts, "", dtype=object)
    cursor = duckdb.connect()
    cursor.register("wide_frame", wide)
    unknowns = ", ".join(f"if(isnan({name}), NULL, {name}) AS {name}" for name in names)
    cursor.execute(f"CREATE TABLE wide AS SELECT {unknowns} FROM wide_frame")
    known = np.asfortranarray(laid.known)
    return World(Frame(laid, reasons, reasons != ""), laid.scored, known, wide, cursor)


def profiles(n: int) -> list[Profile]:
    """A profile and n − 1 moves of its first weight."""
    names = [f"c{i}" for i in range(N_CRITERIA)]
    criteria = [Criterion(name, name, Ramp(0, 1), 5.0 + i) for i, name in enumerate(names)]
    start = Profile("Benchmark", tuple(criteria))
    return [start.with_weights({names[0]: 10.0 + 2.5 * step}) for step in range(n)]


def ours(there: World) -> Way:
    """What the screen calls."""
    return lambda profile: model.score(there.ours, profile).tier


def bare(there: World) -> Way:
    """No way around this: both sums of the score, and the score at one place of the ranking."""
    place = len(there.scored) - 2225

    def run(profile: Profile) -> object:
        weights = np.array(profile.weights, dtype=np.float64)
        return there.known @ weights, np.partition(there.scored @ weights, place)

    return run


def with_pandas(there: World) -> Way:
    """Columns times weights, sums, cuts; the masks of known cells are made once."""
    wide, known = there.wide, there.wide.notna()

    def run(profile: Profile) -> Tiers:
        weights = pd.Series(profile.weights, index=wide.columns)
        weight_known = known.mul(weights).sum(axis=1)
        score = (100 * wide.mul(weights).sum(axis=1) / weight_known).round(6)
        completeness = (weight_known / weights.sum()).round(6)
        by_score = _cut(score, profile.cutoffs)
        by_gate = _cut(completeness, profile.gates)
        worse = np.maximum(by_score, by_gate)
        return np.where(worse == 4, 0, worse).astype(np.int8)

    return run


def _cut(values: pd.Series, limits: tuple[float, float, float]) -> NDArray[np.int8]:
    """1, 2, 3 or 4 (none) by falling limits; unknown is 4."""
    edges = [-np.inf, *reversed(limits), np.inf]
    found = pd.cut(values, edges, right=False, labels=[4, 3, 2, 1])
    return found.astype("Int8").fillna(4).to_numpy(dtype=np.int8)


def with_sql(there: World) -> Way:
    """One query over the wide table, its weights bound, its tiers fetched as an array."""
    places = range(N_CRITERIA)
    reached = " + ".join(f"coalesce(c{n} * $w{n}, 0)" for n in places)
    known = " + ".join(f"if(c{n} IS NULL, 0, $w{n})" for n in places)
    total = " + ".join(f"$w{n}" for n in places)
    tier = " ".join(f"WHEN score >= $cutoff{n} AND completeness >= $gate{n} THEN {n}"
                    for n in (1, 2, 3))  # fmt: skip
    sql = f"""
        WITH sums AS (SELECT {reached} AS reached, {known} AS known FROM wide),
        scores AS (
            SELECT round(100 * reached / nullif(known, 0), 6) AS score,
                   round(known / ({total}), 6) AS completeness
            FROM sums
        )
        SELECT (CASE {tier} ELSE 0 END)::TINYINT AS tier FROM scores
    """

    def run(profile: Profile) -> Tiers:
        bound = {f"w{n}": weight for n, weight in enumerate(profile.weights)}
        bound |= {f"cutoff{n}": cutoff for n, cutoff in enumerate(profile.cutoffs, start=1)}
        bound |= {f"gate{n}": gate for n, gate in enumerate(profile.gates, start=1)}
        found: Tiers = there.cursor.execute(sql, bound).fetchnumpy()["tier"]
        return found

    return run


def check(ways: dict[str, Way], moves: list[Profile]) -> None:
    """Stop unless all ways that give tiers give the same ones."""
    for profile in moves:
        expected = ways[WAYS[0]](profile)
        for name in WAYS[2:]:
            np.testing.assert_array_equal(ways[name](profile), expected, err_msg=name)


def measure(n_accounts: int, repeats: int) -> dict[str, float]:
    """Median milliseconds of each way."""
    there = world(n_accounts)
    built = (ours(there), bare(there), with_pandas(there), with_sql(there))
    ways = dict(zip(WAYS, built, strict=True))
    moves = profiles(repeats)
    check(ways, moves[:3])
    taken: dict[str, list[float]] = {name: [] for name in WAYS}
    for profile in moves:
        for name, way in ways.items():
            began = perf_counter()
            way(profile)
            taken[name].append(1000 * (perf_counter() - began))
    return {name: median(times) for name, times in taken.items()}


def report() -> str:
    """The section about scoring, measured once per number of BLAS threads."""
    parts = [
        "## Scoring",
        f"One weight moves: new scores and tiers of all accounts, {N_CRITERIA} criteria, "
        f"{UNKNOWN[0]:.0%} to {UNKNOWN[1]:.0%} unknown per criterion. Medians of interleaved "
        f"repeats ({', '.join(f'{n} at {size:,}' for size, n in SIZES.items())}); every way was "
        "first checked to give the same tiers (the floor gives none). DuckDB uses all cores. Ours "
        "can pass the floor: it sums known weights once per pattern of known criteria, of which "
        "there are few, where the floor multiplies a second matrix.",
    ]
    for threads in THREADS:
        found = _in_a_process_of_its_own(threads)
        label = "1 BLAS thread, as the app sets it" if threads == "1" else f"{threads} BLAS threads"
        parts += [f"### {label}", _table(found)]
    return "\n\n".join(parts)


def _in_a_process_of_its_own(threads: str) -> dict[str, dict[str, float]]:
    """BLAS reads its number of threads once, when numpy is imported."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scoring"], env=environment, check=True, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def _table(found: dict[str, dict[str, float]]) -> str:
    header = ["", *(f"{int(size):,} accounts" for size in found)]
    header += [f"÷ ours at {int(size):,}" for size in found]
    rows = []
    for name in WAYS:
        times = [f"{milliseconds[name]:.2f} ms" for milliseconds in found.values()]
        ratios = [f"{ms[name] / ms[WAYS[0]]:.2f}" for ms in found.values()]
        rows.append([name, *times, *ratios])
    return machine.table(header, rows)


if __name__ == "__main__":
    print(json.dumps({str(size): measure(size, repeats) for size, repeats in SIZES.items()}))
