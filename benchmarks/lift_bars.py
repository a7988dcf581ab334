"""The bars of lift: does our own code find the truth of worlds in which it is known?

``python -m benchmarks.lift_bars [--bar N …] [--reps full|reduced|NUMBER] [--write]``. With
``--write`` the tables of the bars that were run replace those in RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two processes share two cores

from benchmarks.lift import (
    account_study,
    checks,
    deal_size_study,
    deal_study,
    engagement_study,
    immortal_study,
    in_market_study,
    invariances,
    tracking_study,
    troubles,
    verdict_study,
    whale_study,
)
from benchmarks.lift.checks import BESIDE, Row, Study

RESULTS = Path(__file__).with_name("RESULTS.md")
HEADING = "## Lift: worlds in which the truth is known"
INTRO = (
    "`python -m benchmarks.lift_bars --reps full` (`--bar 3` for one): made-up worlds, described "
    "in `benchmarks/lift/*_world.py`, and the product's own code. Each value stands with its "
    "Monte-Carlo standard error and its bar; logarithms of ratios unless it is a share or days. "
    "Refused: replications in which a gate gave no number; they are counted and left out. A bar "
    "missed is tried once more with a new seed, and met when within two standard errors then. "
    "'Gate off' measures what the product would not show."
)
BARS = {
    1: "Engagement, observed over expected",
    2: "The same with 2,000 targets",
    3: "Opportunities created and their amount, targets chosen by their surge",
    4: "Win rate, closed (difference)",
    5: "Typical deal size (ratio)",
    6: "Mean deal size (ratio)",
    7: "Days to close within the horizon (difference)",
    8: "Pipeline velocity (ratio)",
    9: "Permutation within matched sets: how often p ≤ 5 % with no effect",
    10: "Single accounts ranked: how often one is called changed at 5 % with no effect",
    12: "Open opportunities counted as open: share won by a day, days to close",
    15: "What must fail",
    16: "Chosen for what nobody recorded, and what the screen calls supported",
    17: "What may not matter (largest change), and what is refused",
    BESIDE: "Troubles of real programmes",
}
NOTES = {
    3: "At 25 targets the product shows no interval for amounts. With σ 1.6 both runs lie outside "
    "the bar there, the second within two errors of it: the logarithm of a sum of few wild amounts "
    "is low on average even where the sum is right (25 accounts drawn at random: −0.22, at a mean "
    "ratio of 1.00).",
    16: "No bar for the coverage: nothing removes what nobody recorded.",
}  # fmt: skip


def studies() -> list[Study]:
    """All of them."""
    of = (engagement_study, in_market_study, deal_study, deal_size_study, account_study,
          immortal_study, invariances, verdict_study, troubles,
          tracking_study, whale_study)  # fmt: skip
    return [study for each in of for study in each.studies()]


def measured(bars: set[int], reps: str) -> dict[int, list[Row]]:
    """The lines of every bar."""
    found: dict[int, list[Row]] = {bar: [] for bar in sorted(bars)}
    for study in studies():
        if bars & {check.bar for check in study.checks}:
            for row in checks.study(study, _replications(study, reps), bars):
                found[row.check.bar].append(row)
    return found


def _replications(study: Study, reps: str) -> int:
    return {"full": study.full, "reduced": study.reduced}.get(reps) or min(int(reps), study.full)


def sections(found: dict[int, list[Row]]) -> dict[str, str]:
    """A heading and its table for every bar."""
    return {_heading(bar): _noted(bar, checks.table(rows)) for bar, rows in found.items()}


def _noted(bar: int, table: str) -> str:
    return f"{NOTES[bar]}\n\n{table}" if bar in NOTES else table


def _heading(bar: int) -> str:
    number = "Beside the bars" if bar == BESIDE else f"Bar {bar}"
    return f"### {number}. {BARS[bar]}"


def report() -> str:
    """The section about lift, in full."""
    parts = sections(measured(set(BARS), "full"))
    tables = (f"{head}\n\n{text}" for head, text in parts.items())
    return "\n\n".join([HEADING, INTRO, *tables])


def write(parts: dict[str, str]) -> None:
    """Put tables in the place of those of the same heading, or at the end of the section."""
    text = RESULTS.read_text(encoding="utf-8").rstrip("\n")
    if HEADING not in text:
        text = f"{text}\n\n{HEADING}"
    before, _, rest = text.partition(HEADING)
    ours, mark, after = rest.partition("\n\n## ")
    _, *old = re.split(r"\n\n(?=### )", ours)
    tables = {part.split("\n", 1)[0]: part for part in old}
    tables |= {name: f"{name}\n\n{table}" for name, table in parts.items()}
    order = [_heading(bar) for bar in BARS if _heading(bar) in tables]
    ours = "\n\n".join([HEADING, INTRO, *(tables[name] for name in order)])
    RESULTS.write_text(f"{before}{ours}{mark}{after}\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Print, and write on request; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lift_bars", description=__doc__)
    parser.add_argument("--bar", type=int, nargs="+", choices=sorted(BARS), default=sorted(BARS))
    parser.add_argument("--reps", default="reduced", help="full, reduced, or a number")
    parser.add_argument("--write", action="store_true", help="into RESULTS.md")
    wanted = parser.parse_args(arguments)
    found = measured(set(wanted.bar), wanted.reps)
    parts = sections(found)
    for name, text in parts.items():
        print(f"{name}\n\n{text}\n", flush=True)
    if wanted.write:
        write(parts)
    return int(any("NOT" in row.verdict for rows in found.values() for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
