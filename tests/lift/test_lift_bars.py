"""The bars of lift in a hurry; in full: python -m benchmarks.lift_bars --reps full.

A bar holds here when the measured value is in it within four Monte-Carlo standard errors, which
with so few replications only tells gross faults. That it tells them is tested at the end.
"""

from __future__ import annotations

import math

import pytest

from benchmarks import lift_bars
from benchmarks.lift import checks, replications
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.replications import Cell, Measured

SHORT = {
    "engagement, 25 targets": 12,
    "engagement, 200 targets": 4,
    "pipeline, 25 targets, σ 1.6, 0.8 per account": 40,
    "pipeline, 200 targets, σ 1.2, 1.5 per account": 20,
    "opportunities, 200 targets, σ 1.2, 1.5 per account, all better": 40,
    "opportunities, 25 targets, σ 1.6, 0.8 per account, nothing": 40,
    "sizes, 200 targets, σ 1.6, 0.8 per account, all better": 40,
    "sizes, 25 targets, σ 1.2, 1.5 per account, nothing": 40,
    "single accounts": 6,
    "immortal time": 20,
    "verdicts, 25 targets": 4,
    "tracking, 25 targets": 6,
    "whale": 8,
    "invariances": 1,
}
STUDIES = {study.name: study for study in lift_bars.studies()}
ERRORS = 4.0
FIRST, THIRD = (f"### Bar {bar}. {lift_bars.BARS[bar]}" for bar in (1, 3))


def holds(check: Check, cell: Cell) -> bool:
    """Within its bar, with room for chance; of shares, that which a share of 95 % has."""
    if not cell.used and check.measure != "refused":
        return True  # nothing was told
    measured = cell.measure(check.measure)
    if check.measure in checks.POINTS:
        n = len(cell.tries if check.measure == "refused" else cell.used)
        measured = Measured(measured.value, math.sqrt(0.95 * 0.05 / n))
    return checks.lies_within(check, measured, ERRORS)


def missed(study: Study, cells: dict[str, Cell]) -> list[str]:
    """Bars that do not hold."""
    return [f"{check.bar}. {check.what}: {check.measure} {cells[check.cell].measure(check.measure)}"
            for check in study.checks if not holds(check, cells[check.cell])]  # fmt: skip


@pytest.mark.parametrize("name", SHORT)
def test_bars_hold_in_a_short_run(name: str) -> None:
    study = STUDIES[name]
    cells = replications.run(study.replicate, SHORT[name], study.seed + 5, processes=1)
    assert missed(study, cells) == []


def test_a_short_run_tells_what_is_wrong() -> None:
    """Intervals of a third of their width, estimates off by 0.15: each breaks some bar."""
    study = STUDIES["pipeline, 200 targets, σ 1.2, 1.5 per account"]
    cells = replications.run(study.replicate, 20, 3, processes=1)

    def spoiled(off: float, width: float) -> dict[str, Cell]:
        return {
            name: Cell([one._replace(
                estimate=one.estimate + off,
                low=off + one.estimate - width * (one.estimate - one.low),
                high=off + one.estimate + width * (one.high - one.estimate),
            ) for one in cell.tries])
            for name, cell in cells.items()
        }  # fmt: skip

    assert missed(study, spoiled(0.0, 1.0)) == []
    assert [each for each in missed(study, spoiled(0.0, 0.3)) if "coverage" in each]
    assert [each for each in missed(study, spoiled(0.15, 1.0)) if "bias" in each]


def test_every_bar_of_the_simulation_has_a_line() -> None:
    told = {check.bar for study in STUDIES.values() for check in study.checks}
    assert told == set(lift_bars.BARS)
    assert {*range(1, 11), 12, 15, 16, 17} <= told


def test_results_are_put_in_the_place_of_the_old(tmp_path, monkeypatch) -> None:  # noqa: ANN001
    results = tmp_path / "RESULTS.md"
    results.write_text("# Benchmarks\n\n## Scoring\n\nfast\n", encoding="utf-8")
    monkeypatch.setattr(lift_bars, "RESULTS", results)
    lift_bars.write({THIRD: "old"})
    lift_bars.write({FIRST: "one"})
    lift_bars.write({THIRD: "new"})
    text = results.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n\n## Scoring\n\nfast\n\n## Lift")
    assert text.endswith(f"{FIRST}\n\none\n\n{THIRD}\n\nnew\n")
