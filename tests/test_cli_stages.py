"""The command stages: today and any past week, from opportunities alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from abm_core.cli.main import main

# Sunday 8 November 2026 is the newest day: the week through it is over.
ACCOUNTS = "Account ID,Account name,Created on\n" + "".join(
    f"{name},Company {name},2026-01-05\n" for name in ("A", "B", "C", "D"))
DEALS = """Opportunity ID,Account ID,Stage,Created on,Closed on
o1,A,Closed Won,2026-02-03,2026-03-12
o2,B,Demo,2026-03-04,
o3,C,Closed Lost,2026-03-02,2026-11-08
o4,A,Demo,2026-05-05,
"""


class World:
    """A store, and commands that work with it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        code = main([*words, "--store", str(self.folder / "abm.duckdb")])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def json(self, *words: str) -> dict[str, Any]:
        code, out, err = self.run("stages", *words, "--json")
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    made = World(tmp_path, capsys)
    for name, text in (("accounts.csv", ACCOUNTS), ("deals.csv", DEALS)):
        (tmp_path / name).write_text(text)
        assert made.run("import", str(tmp_path / name))[0] == 0
    return made


def counts(data: dict[str, Any]) -> dict[str, int]:
    return {one["stage"]: one["n"] for one in data["stages"] if one["n"]}


def test_today(world: World) -> None:
    data = world.json()
    assert (data["week"], data["through"]) == ("2026-W45", "2026-11-08")
    assert counts(data) == {"unaware": 2, "opportunity": 1, "customer": 1}
    assert data["reading"] == "recomputed with today's rules"
    assert data["limits"] == [
        "The data hold no activity of any account: only opportunities tell a stage."]
    assert data["cohorts"] is None


@pytest.mark.parametrize("as_of", ["2026-W10", "2026-03-08", "2026-03-11"])
def test_a_past_week(world: World, as_of: str) -> None:
    """In the week through 8 March A, B and C had an open deal; a later day in a running week means
    the week before."""
    data = world.json("--as-of", as_of)
    assert data["week"] == "2026-W10"
    assert counts(data) == {"unaware": 1, "opportunity": 3}


def test_a_week_that_has_not_been_is_the_newest(world: World) -> None:
    assert world.json("--as-of", "2027-W20")["week"] == "2026-W45"


def test_expansion_and_tiers(world: World) -> None:
    assert counts(world.json("--motion", "expansion")) == {"opportunity": 1}
    assert counts(world.json("--tier", "none", "--tier", "1"))["customer"] == 1
    assert counts(world.json("--tier", "1")) == {}


def test_in_words(world: World) -> None:
    code, out, _ = world.run("stages")
    assert code == 0
    assert "  Opportunity         1" in out
    assert "too few have moved on to say how long a stage takes." in out


def test_what_cannot_be(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "shorter than a week" in world.run("stages", "--period", "0")[2]
    (tmp_path / "empty").mkdir()
    empty = World(tmp_path / "empty", capsys)
    (tmp_path / "x.csv").write_text("Account ID,Account name\nA,Ada\n")
    empty.run("import", str(tmp_path / "x.csv"))
    code, _, err = empty.run("stages")
    assert code == 1
    assert err.startswith("Nothing in the store has a day")
    with pytest.raises(SystemExit):
        main(["stages", "--as-of", "2026-W54"])
