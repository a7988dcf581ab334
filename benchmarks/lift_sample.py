"""Lift on the sample, over many seeds: ``python -m benchmarks.lift_sample [--seeds 200]``.

In every world the programme multiplies what targets do by 1.25, or by nothing with effects off. A
programme of 200 of the sample's targets, and one of 25, are judged as the product would. The truth
is the generator's. 200 seeds in both worlds take some 40 minutes on two cores that do nothing else.
"""

from __future__ import annotations

import argparse
import math
import sys
from functools import partial
from pathlib import Path

import numpy as np
from duckdb import DuckDBPyConnection

from abm_core.lift import study
from abm_core.lift.design import Design
from abm_core.lift.outcomes import Outcomes
from abm_core.lift.windows import Span
from benchmarks import machine
from benchmarks.lift import sample_world
from benchmarks.lift.checks import decimal, points
from benchmarks.lift.replications import Cell, Try, run
from benchmarks.lift.sample_world import NOW, PROGRAMME
from sample_data.effects import ENGAGEMENT_EFFECT
from sample_data.generate import AS_OF, generate

SEEDS, FIRST = 200, 1000
MANY, FEW = 200, 25
METRICS = ("touches", "visits")
RESULTS = Path(__file__).with_name("LIFT_SAMPLE.md")
WORLDS = {"with effects": math.log(ENGAGEMENT_EFFECT), "effects off": 0.0}


def main() -> int:
    """Replicate, print the table and write it down; a reduced number only prints it."""
    parser = argparse.ArgumentParser(description="Lift on the sample, of many seeds.")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--from", type=int, default=FIRST, dest="first")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    cells = {}
    for world in WORLDS:
        found = run(partial(replicate, world), asked.seeds, asked.first, processes=asked.processes)
        cells.update({f"{world}: {name}": cell for name, cell in found.items()})
    text = table(cells, asked.seeds, asked.first)
    print(text)
    if asked.seeds >= SEEDS:
        RESULTS.write_text(text, encoding="utf-8")
    return 0


def replicate(world: str, rng: np.random.Generator) -> list[Try]:
    """One world: engagement of 200 targets, and pipeline of 25."""
    sample = generate(  # without a draw, so that all of the second wave may be chosen
        int(rng.integers(1, 2**31)), AS_OF, effects=world != "effects off", hold_out=False)
    with sample_world.opened(sample) as cursor:
        sample_world.choose(cursor, sample, rng, MANY)
        found = _engagement(cursor, WORLDS[world])
        sample_world.choose(cursor, sample, rng, FEW)
        return [*found, _pipeline(cursor)]


def _engagement(cursor: DuckDBPyConnection, truth: float) -> list[Try]:
    laid = _laid(cursor, "engagement")
    held = Outcomes(cursor, laid)
    found = []
    for metric in METRICS:
        read = study.read_out(cursor, laid, metric, now=NOW, held=held)
        over, told = read.over, study.naive(laid, metric, held)
        if over is None:
            raise AssertionError(metric)
        refused = "; ".join(read.finding.blocked)
        found += [
            Try(f"{metric}, 200 targets", over.log_ratio, over.low, over.high, truth,
                read.verdict == "supported", refused),
            Try(f"{metric}, naive before and after", told.value, told.low, told.high, truth),
        ]
    return found


def _pipeline(cursor: DuckDBPyConnection) -> Try:
    """Whether the screen refuses pipeline of 25 targets, every metric of it."""
    found = study.read_all(cursor, _laid(cursor, "pipeline"), now=NOW)
    told = [one for one in found if one.verdict != "not measurable yet"]
    return Try("pipeline, 25 targets", refused="" if told else "all metrics")


def _laid(cursor: DuckDBPyConnection, span: Span) -> Design:
    return study.prepare(cursor, PROGRAMME, span=span, as_of=AS_OF, seed=1, now=NOW)


def table(cells: dict[str, Cell], n: int, first: int) -> str:
    """What was measured, with Monte-Carlo standard errors."""
    lines = [
        "# Lift on the sample", "",
        f"`python -m benchmarks.lift_sample --seeds {n} --from {first}` on {machine.facts()}", "",
        "| world, what | replications | refused | in the interval | bias (log) | called supported "
        "| interval excludes nothing |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, cell in cells.items():
        shares = [cell.measure(what) for what in ("coverage", "hits", "false positives")]
        bias = cell.measure("bias")
        told = [f"{points(one.value)} ± {points(one.error)}" for one in shares]
        lines.append(
            f"| {name} | {len(cell.tries)} | {cell.n_refused} | {told[0]} | "
            f"{decimal(bias.value)} ± {decimal(bias.error)} | {told[1]} | {told[2]} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
