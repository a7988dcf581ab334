"""The folder again, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from abm_core.cli.main import main

ACCOUNTS = "Id,Name,Industry\n1,Acme,A\n2,Beta,A\n3,Gamma,B\n4,Delta,B\n5,Epsilon,B\n"


class World:
    """A folder of exports, a store, and what the command answers."""

    def __init__(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.exports = tmp_path / "exports"
        self.exports.mkdir()
        self.store = tmp_path / "abm.duckdb"
        self._capsys = capsys

    def run(self, *arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--store", str(self.store)])
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    return World(tmp_path, capsys)


def test_two_mondays(world: World) -> None:
    (world.exports / "accounts.csv").write_text(ACCOUNTS)
    code, out, _ = world.run("refresh", str(world.exports), "--dry-run")
    assert code == 0 and not world.store.exists()
    assert out.splitlines() == [
        "First import: 5 accounts new.",
        "accounts.csv came for the first time and was read as accounts: 3 of 3 columns fill a "
        "field of ours.",
        "accounts.csv: 5 added, 0 updated, 0 unchanged, 0 rejected",
        "A dry run: nothing was changed.",
    ]
    assert world.run("refresh", str(world.exports))[0] == 0
    (world.exports / "accounts.csv").write_text(ACCOUNTS.replace("5,Epsilon,B\n", "").replace(
        "1,Acme,A", "1,Acme,B"))
    code, out, _ = world.run("refresh", "--json")
    data = json.loads(out)
    assert code == 0
    assert data["changes"] == [
        {"entity": "accounts", "new": 0, "changed": 1, "fields": {"Industry": 1}}]
    assert data["flagged"] == {"accounts": 1}
    assert [(one["entity"], one["id"], one["name"]) for one in data["missing"]] == [
        ("accounts", "5", "Epsilon")]
    _, out, _ = world.run("refresh")
    assert "  missing: account 5 Epsilon" in out.splitlines()


def test_an_import_by_hand_is_remembered_for_the_refresh(world: World) -> None:
    deals = world.exports / "deals.csv"
    deals.write_text("Deal ID,Stage,Amount,Created\nd1,Proposal,5,03/04/2026\n")
    assert world.run("import", str(deals))[0] == 1
    assert world.run("import", str(deals), "--date-order", "mdy")[0] == 0
    deals.write_text("Deal ID,Stage,Amount,Created\nd1,Proposal,7,03/04/2026\n")
    code, out, _ = world.run("refresh", str(world.exports))
    assert (code, "1 opportunity changed (Amount 1)." in out) == (0, True)
    code, out, _ = world.run("import", str(deals))
    assert (code, "1 unchanged" in out) == (0, True)


def test_what_is_left_out_says_why(world: World) -> None:
    (world.exports / "accounts.csv").write_text(ACCOUNTS)
    (world.exports / "deals.csv").write_text("Deal ID,Stage,Created\nd1,Proposal,03/04/2026\n")
    code, out, _ = world.run("refresh", str(world.exports))
    assert code == 0
    assert "deals.csv was left out. Dates in 'Created'" in out


def test_without_a_folder_there_is_a_sentence(world: World) -> None:
    code, out, err = world.run("refresh")
    assert (code, out) == (1, "")
    assert err.startswith("No folder has been refreshed yet. Name the folder")
    assert not world.store.exists()
