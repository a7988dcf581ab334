"""The commands actions and people: what somebody does by when, and who is on which account."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from abm_core.cli import arguments
from abm_core.cli.main import main

ACCOUNTS = """Account ID,Account name,Domain,Sales owner,Marketing owner
A,Alder,alder.example,Ida Holm,Per Dahl
B,Birch,birch.example,tom elk,
"""


class World:
    """A store with two accounts, and commands that work with it on 4 March 2026."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        code = main([*words, "--store", str(self.folder / "abm.duckdb")])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def json(self, *words: str, as_of: str = "2099-03-04") -> dict[str, Any]:
        code, out, err = self.run(*words, "--json", "--as-of", as_of)
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found

    def problem(self, *words: str) -> str:
        code, out, err = self.run(*words)
        assert (code, out) == (1, "")
        return err


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    made = World(tmp_path, capsys)
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    assert made.run("import", str(tmp_path / "accounts.csv"))[0] == 0
    return made


def add(world: World, account: str, step: str, owner: str, due: str) -> int:
    found = world.json("actions", "add", account, step, "--owner", owner, "--due", due,
                       "--author", "Ida Holm", "--reason", "No buyer")  # fmt: skip
    return int(found["action"])


def numbers(found: dict[str, Any]) -> list[int]:
    return [one["action"] for one in found["actions"]]


def test_actions_from_adding_to_undoing(world: World) -> None:
    """4 March 2099 is a Wednesday, its week ends on the 8th."""
    late = add(world, "alder.example", "Ask for the CFO", "ida holm", "2099-03-02")
    soon = add(world, "B", "Call", "Tom Elk", "2099-03-08")
    after = add(world, "Birch", "Write", "", "2099-03-09")
    world.json("people", "add", "Ida Holm", "--team", "sales")

    def listed(*words: str) -> list[int]:
        return numbers(world.json("actions", "list", *words))

    assert listed() == [late, soon, after]
    assert listed("--due", "overdue") == [late]
    assert listed("--due", "this-week") == [late, soon]
    assert listed("--due", "2099-03-08") == [late, soon]
    assert listed("--owner", "TOM elk") == [soon]
    assert listed("--owner", "") == [after]
    assert listed("--team", "sales") == [late]
    assert listed("--account", "birch.example") == [soon, after]
    assert listed("--review", "2099-W10") == []
    (one,) = world.json("actions", "list", "--due", "overdue")["actions"]
    assert (one["days_overdue"], one["owner"], one["reason"]) == (2, "ida holm", "No buyer")

    done = world.json("actions", "done", str(late), "--outcome", "Met", "--author", "Per Dahl")
    assert (done["status"], done["outcome"], done["closed_by"]) == ("done", "Met", "Per Dahl")
    assert listed("--status", "done") == [late]
    assert "is done since" in world.problem("actions", "drop", str(late), "--because", "No",
                                            "--author", "Ida")  # fmt: skip
    assert world.json("actions", "undo", str(late), "--author", "Ida")["status"] == "open"
    world.json("actions", "drop", str(soon), "--because", "Not ours", "--author", "Ida")
    edited = world.json("actions", "edit", str(after), "--owner", "Per Dahl", "--due",
                        "2099-03-20", "--author", "Ida")  # fmt: skip
    assert (edited["owner"], edited["due_on"], edited["next_step"]) == (
        "Per Dahl", "2099-03-20", "Write")  # fmt: skip
    assert listed("--status", "all") == [late, after, soon]


def test_in_words(world: World) -> None:
    number = add(world, "A", "Ask for the CFO", "Ida Holm", "2099-03-02")
    code, out, _ = world.run("actions", "list", "--as-of", "2099-03-04")
    assert code == 0
    assert out == (
        "1 action, 1 overdue.\n"
        f"  {number}  2 Mar 2099, 2 days overdue  Alder: Ask for the CFO (No buyer). Ida Holm.\n")
    assert world.run("actions", "list", "--owner", "Nobody")[1] == "No action.\n"


def test_a_new_action_is_due_in_a_week(world: World) -> None:
    found = world.json("actions", "add", "A", "Call", "--author", "Ida", as_of="2099-03-04")
    assert found["due_on"] == "2099-03-11"


def test_problems(world: World) -> None:
    for words, said in (
        (("add", "nowhere.example", "Call", "--author", "Ida"), "nowhere.example"),
        (("add", "A", "Call", "--due", "2001-01-01", "--author", "Ida"), "Choose a later day"),
        (("done", "77", "--author", "Ida"), "There is no action 77"),
        (("edit", "77", "--author", "Ida"), "Nothing is changed"),
        (("list", "--out", "list.pdf"), "End its name in .csv or .xlsx"),
    ):
        assert said in world.problem("actions", *words)


@pytest.mark.parametrize("words", [
    ("list", "--due", "soon"), ("list", "--review", "2026-11-09"), ("list", "--review", "2026-W60"),
    ("done", "x", "--author", "Ida"), ("add", "A", "Call"), ("drop", "1", "--author", "Ida"),
])  # fmt: skip
def test_wrong_usage(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        arguments.parse(["actions", *words])


def test_a_list_to_take_away(world: World) -> None:
    add(world, "A", "=HYPERLINK(1)", "ida holm", "2099-03-02")
    world.json("people", "add", "Ida Holm", "--team", "sales")
    for name in ("actions.csv", "actions.xlsx"):
        world.json("actions", "list", "--out", str(world.folder / name))
    (row,) = csv.DictReader((world.folder / "actions.csv").open(encoding="utf-8-sig"))
    assert (row["Due on"], row["Days overdue"], row["Account"], row["Owner"], row["Team"]) == (
        "2099-03-02", "2", "Alder", "Ida Holm", "sales")  # fmt: skip
    assert row["Next step"] == "'=HYPERLINK(1)"
    world.json("actions", "list", "--out", str(world.folder / "due.ics"))
    assert b"SUMMARY:Alder: =HYPERLINK(1)" in (world.folder / "due.ics").read_bytes()
    sheet = openpyxl.load_workbook(world.folder / "actions.xlsx")["Actions"]
    head = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, head.index("Next step") + 1)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_people_of_the_house(world: World) -> None:
    found = world.json("people", "list")
    assert found["not_in_people"] == ["Ida Holm", "Per Dahl", "tom elk"]
    assert found["people"] == []
    world.json("people", "add", "Ida  Holm", "--team", "sales", "--email", "ida@us.example")
    found = world.json("people", "add", "ida holm", "--team", "executive")
    assert found["not_in_people"] == ["Per Dahl", "tom elk"]
    (ida,) = found["people"]
    assert (ida["name"], ida["team"], ida["email"], ida["is_in_people"]) == (
        "Ida Holm", "executive", "ida@us.example", True)  # fmt: skip
    code, out, _ = world.run("people", "list")
    assert code == 0 and "Ida Holm (executive): 0 open actions" in out
    assert "Per Dahl and tom elk are owners in the CRM and not in People" in out
    assert "'Idah' is not among the people" in world.problem("people", "remove", "Idah")
    assert world.json("people", "remove", "IDA holm")["people"] == []
    assert "Nobody is yet" in world.problem("people", "remove", "Ida Holm")


def test_who_is_on_an_account(world: World) -> None:
    world.json("people", "add", "Sara Vik", "--team", "SDR")
    both = ("--role", "SDR", "--author", "Ida")
    found = world.json("people", "put-on", "birch.example", "sara vik", *both)
    told = [(one["person"], one["role"], one["team"], one["source"]) for one in found["members"]]
    assert told == [
        ("tom elk", "sales", None, "CRM"), ("Sara Vik", "SDR", "SDR", "entered here")]  # fmt: skip
    assert "is on Birch for SDR already" in world.problem(
        "people", "put-on", "B", "Sara Vik", *both, "--as-of", "2099-03-05")  # fmt: skip
    world.json("people", "take-off", "B", "Tom Elk", "--role", "sales", "--author", "Ida")
    code, out, _ = world.run("people", "list", "--account", "Birch", "--as-of", "2099-03-05")
    assert (code, out) == (
        0, "On Birch: Sara Vik (SDR).\n  Sara Vik: SDR, entered here since 4 Mar 2099\n")
