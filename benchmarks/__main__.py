"""``python -m benchmarks``: measure everything, print it, and write RESULTS.md."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the app does, before numpy is imported

from benchmarks import (
    account_page,
    coverage,
    engagement,
    export,
    imports,
    keypress,
    lift_bars,
    lift_speed,
    machine,
    matching,
    review,
    scoring,
    search,
    slider,
    stages,
    start,
    surges,
    titles,
    windows,
    workbooks,
)

RESULTS = Path(__file__).with_name("RESULTS.md")
PARTS = {
    "scoring": scoring.report, "slider": slider.report, "keypress": keypress.report,
    "start": start.report, "export": export.report, "imports": imports.report,
    "ten million": partial(imports.report, imports.MANY_ROWS, 1),
    "workbooks": workbooks.report, "matching": matching.report,
    "engagement": engagement.report,
    "windows": windows.report, "titles": titles.report, "surges": surges.report,
    "stages": stages.report,
    "coverage": coverage.report, "lift": lift_bars.report,
    "lift speed": lift_speed.report, "search": search.report,
    "review": review.report,
    "account page": account_page.report,
}  # fmt: skip


def main(wanted: list[str]) -> int:
    """All parts, or those named on the command line; only all of them are written down."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"No part '{unknown.pop()}'. Parts: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    sections = ["# Benchmarks", f"`python -m benchmarks` on {machine.facts()}"]
    for name, part in PARTS.items():
        if not wanted or name in wanted:
            sections.append(part())
            print(sections[-1], flush=True)
    text = "\n\n".join(sections)
    if not wanted:
        RESULTS.write_text(f"{text}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
