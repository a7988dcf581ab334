"""An import that is killed leaves all of itself or nothing; more kills: benchmarks/faults.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks import faults
from benchmarks.faults import Kill, World

ROWS = 400


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield faults.world(tmp_path_factory.mktemp("kill"), ROWS)


def test_the_import_under_test_is_no_trifle(made: World) -> None:
    """400 accounts, 400 deals, 200 entries; the import changes half of them and adds as many."""
    assert made.before["accounts"].n_rows == 400 and made.after["accounts"].n_rows == 600
    assert made.before["opportunities"].n_rows == 400 and made.after["opportunities"].n_rows == 600
    assert made.before["target_list"].n_rows == 200 and made.after["target_list"].n_rows == 300
    assert made.after["rejects"].n_rows == 2
    assert made.statements > 20


@pytest.mark.parametrize("share", [0.05, 0.4, 0.9])
@pytest.mark.parametrize("kind", ["before", "after"])
def test_killed_at_a_statement(made: World, kind: str, share: float) -> None:
    outcome = faults.endure(made, Kill(kind, round(share * made.statements)))
    assert outcome.holds == "nothing"


@pytest.mark.parametrize(("kind", "holds"), [("before", "nothing"), ("after", "all")])
def test_killed_at_the_commit(made: World, kind: str, holds: str) -> None:
    """The last statement of an import."""
    assert faults.endure(made, Kill(kind, made.statements)).holds == holds


def test_killed_at_a_step(made: World) -> None:
    assert faults.endure(made, Kill("step", 5)).holds == "nothing"


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_killed_by_the_clock(made: World, share: float) -> None:
    outcome = faults.endure(made, Kill("time", 1000 * share * made.seconds))
    assert outcome.holds == "all" or not outcome.said_done
