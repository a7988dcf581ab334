"""The commands lists and exports."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from abm_core.cli.main import main

ACCOUNTS = ("Id,Name,Website,Created Date\n001A000001AbCdE,Acme,acme.example,2026-01-05\n"
            "001A000001AbCdF,Bolt,bolt.example,2026-01-05\n")  # fmt: skip
PEOPLE = ("Contact ID,Account ID,Full name,E-mail,Opted out\n"
          "P1,001A000001AbCdE,Ida Holm,ida@acme.example,\n"
          "P2,001A000001AbCdE,Bo Berg,bo@acme.example,yes\n")  # fmt: skip


TARGETS = "Account ID,Programme,Tier,Joined on\n001A000001AbCdE,Wheels,1,2026-01-05\n"


class World:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        code = main([*words, "--store", str(self.folder / "s.duckdb")])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def json(self, *words: str) -> dict[str, Any]:
        code, out, err = self.run(*words, "--json")
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    made = World(tmp_path, capsys)
    for name, text in (("accounts.csv", ACCOUNTS), ("contacts.csv", PEOPLE), ("list.csv", TARGETS)):
        (tmp_path / name).write_text(text)
        assert made.run("import", str(tmp_path / name))[0] == 0
    return made


def test_save_show_export_and_the_log(world: World) -> None:
    assert world.run("lists", "list")[1] == "No list is saved yet.\n"
    saved = world.run("lists", "save", "People", "--of", "contacts", "--id", "P1", "--id", "P2",
                      "--author", "Vera")  # fmt: skip
    assert saved[1] == "Saved People: 2 contacts, version 1.\n"
    shown = world.json("lists", "show", "people")
    assert [row["name"] for row in shown["rows"]] == ["Ida Holm", "Bo Berg"]
    out = world.folder / "people.csv"
    code, told, _ = world.run("lists", "export", "People", "--format", "csv", "--out", str(out),
                              "--author", "Vera")  # fmt: skip
    assert (code, told) == (0, f"Wrote {out}: 1 row.\nLeft out: 1 who opted out.\n")
    (row,) = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    assert (row["Full name"], row["Name of the account"]) == ("Ida Holm", "Acme")
    again = world.folder / "people.xlsx"
    assert world.run("lists", "export", "People", "--out", str(again), "--author", "Vera")[0] == 0
    (file,) = world.json("import", str(again))["files"]
    assert (file["entity"], file["updated"], file["unchanged"]) == ("contacts", 0, 1)
    _, taken = world.json("exports")["exports"]
    assert (taken["what"], taken["format"], taken["n_rows"], taken["author"], taken["file"]) == (
        "People", "csv", 1, "Vera", "people.csv")
    assert "People as CSV, 1 row, by Vera" in world.run("exports")[1]
    assert [one["name"] for one in world.json("lists", "list")["lists"]] == ["People"]


def test_an_update_file_and_its_way_back(world: World) -> None:
    (world.folder / "ids.txt").write_text("001A000001AbCdE\n\n001A000001AbCdF\n")
    assert world.run("lists", "save", "All", "--ids-from", str(world.folder / "ids.txt"),
                     "--author", "V")[0] == 0  # fmt: skip
    out = world.folder / "all.csv"
    assert world.run("lists", "export", "All", "--format", "salesforce", "--field", "stage=My__c",
                     "--field", "score=", "--out", str(out))[0] == 0  # fmt: skip
    assert out.read_text().splitlines()[0] == "Id,Account_Tier__c,My__c"
    assert world.run("lists", "export", "All", "--format", "salesforce", "--out", str(out))[0] == 0
    assert out.read_text().splitlines() == [
        "Id,Account_Tier__c,ABM_Score__c,ABM_Stage__c", "001A000001AbCdE,Tier 1,,"]
    before = world.run("status", "--json")[1]
    code, _, err = world.run("import", str(out))
    assert code == 1 and "update file that was written here" in err
    assert world.run("status", "--json")[1] == before


def test_what_goes_wrong_is_said(world: World) -> None:
    code, _, err = world.run("lists", "save", "X", "--id", "nobody", "--author", "V")
    assert (code, "not in the data: nobody" in err) == (1, True)
    code, _, err = world.run("lists", "show", "X")
    assert (code, "There is no list 'X'." in err) == (1, True)
    code, _, err = world.run("lists", "export", "X", "--out", str(world.folder / "x.csv"))
    assert (code, ".xlsx" in err) == (1, True)
