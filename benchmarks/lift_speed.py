"""Lift over 100,000 accounts with 2,000 targets: how long, how much memory, and the fake lists.

``python -m benchmarks.lift_speed [STORE]``. The store is made first (or STORE is taken, and made
where it is not there). Each screen is asked in a process of its own, so that its memory is its own:
the comparison, every metric with its interval, and all that stands beside them. Processor seconds
stand beside wall time, because they hold on a busy machine.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the app does, before numpy is imported

from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.lift import study
from abm_core.lift.windows import Span
from abm_core.output import lift_answer, lift_contents, lift_report
from abm_core.output.lift_answer import Answer, Asked
from benchmarks import lift_world, machine

NOW = datetime(2026, 11, 16)
SPANS: tuple[Span, ...] = ("engagement", "pipeline")
GOAL_SECONDS, GOAL_AGAIN, GOAL_GB, GOAL_FAKES = 15, 1, 2, 120


def asked(span: Span, *, with_fake_lists: bool = False) -> Asked:
    """The whole screen: all metrics, by tier."""
    return Asked(lift_world.PROGRAMME, "Made up", span, lift_world.AS_OF, by="tier", seed=1,
                 with_fake_lists=with_fake_lists)  # fmt: skip


class Watch:
    """Seconds on the clock and of all processors, step by step."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float, float]] = []
        self._start()

    def _start(self) -> None:
        self._wall, self._busy = perf_counter(), process_time()

    def end(self, step: str) -> None:
        """The step that ends now; the next one begins."""
        self.steps.append((step, perf_counter() - self._wall, process_time() - self._busy))
        self._start()


def measure(path: Path, span: Span, with_fake_lists: bool) -> dict[str, object]:
    """One screen in this process: its steps, and the most memory that it held."""
    watch = Watch()
    with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
        watch.end("store opened")
        found = _whole(cursor, asked(span, with_fake_lists=with_fake_lists), watch)
        lift_report.page(lift_contents.contents(found))
        watch.end("told again, as a page")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"steps": watch.steps, "gigabytes": memory, "refused": found.design.blocks(),
            "fakes": len(found.fakes.lists) if found.fakes else 0}  # fmt: skip


def _whole(cursor: DuckDBPyConnection, wanted: Asked, watch: Watch) -> Answer:
    def told(step: str) -> None:
        watch.end(names[-1])
        names.append(step)

    names = ["libraries"]
    found = lift_answer.read(cursor, wanted, now=NOW, told=told)
    watch.end(names[-1])
    return found


def apart(path: Path, span: Span, *, with_fake_lists: bool = False) -> dict[str, object]:
    """The same in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.lift_speed", "--one", str(path), span]
    said = subprocess.run([*words, *(["fakes"] if with_fake_lists else [])], check=True,
                          capture_output=True, text=True)  # fmt: skip
    found: dict[str, object] = json.loads(said.stdout)
    return found


def report(path: Path | None = None) -> str:
    """The section of the results."""
    with tempfile.TemporaryDirectory() as folder:
        place = path or Path(folder) / "abm.duckdb"
        if not place.exists():
            with closing(store.open_store(place)) as opened, opened.cursor() as cursor:
                lift_world.fill(cursor)
        screens = {span: apart(place, span) for span in SPANS}
        fakes = apart(place, "pipeline", with_fake_lists=True)
    rows = [row for span, found in screens.items() for row in _rows(span, found)]
    sizes = lift_world.SIZES
    return "\n\n".join([
        f"## Lift over {sizes['accounts']:,} accounts with {sizes['targets']:,} targets",
        f"Four launches, {sizes['weeks']:,} contact weeks drawn, {sizes['deals']:,} opportunities; "
        f"{len(study.KEYS['engagement'])} and {len(study.KEYS['pipeline'])} metrics with their "
        "intervals, balance, matched list, permutation test, parts by tier, weeks, customers, "
        "drop-one. One process per screen.",
        machine.table(("", "wall s", "processor s"), rows),
        _fakes(fakes),
        f"Goals: a screen in under {GOAL_SECONDS} s, told again in under {GOAL_AGAIN} s, under "
        f"{GOAL_GB} GB, fake lists within {GOAL_FAKES} s.",
    ])  # fmt: skip


def _rows(span: Span, found: dict[str, object]) -> list[tuple[str, str, str]]:
    steps: list[tuple[str, float, float]] = found["steps"]  # type: ignore[assignment]
    *read, again = steps
    parts = {
        "comparison laid down and frozen": [s for s in read if s[0].startswith("Finding")],
        "metrics with intervals": [s for s in read if s[0].startswith("Comparing")],
        "what stands beside them": [s for s in read if s[0].startswith("Reading")],
        f"all of it ({found['gigabytes']:.1f} GB)": read, "told again, as a page": [again],
    }  # fmt: skip
    return [(f"{span}: {name}", f"{sum(s[1] for s in some):.1f}", f"{sum(s[2] for s in some):.1f}")
            for name, some in parts.items()]  # fmt: skip


def _fakes(found: dict[str, object]) -> str:
    steps: list[tuple[str, float, float]] = found["steps"]  # type: ignore[assignment]
    some = [step for step in steps if step[0].startswith("Made-up")]
    return (
        f"Fake lists: {found['fakes']} drawn, balanced and measured in "
        f"{sum(step[1] for step in some):.0f} s ({sum(step[2] for step in some):.0f} s of "
        f"processor), {found['gigabytes']:.1f} GB."
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(Path(sys.argv[2]), sys.argv[3], "fakes" in sys.argv)))  # type: ignore[arg-type]
    else:
        print(report(*map(Path, sys.argv[1:])))
