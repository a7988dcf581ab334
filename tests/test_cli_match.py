"""``match FILE``: which account every row of a list means, and nothing is changed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from abm_core.cli.main import main

ACCOUNTS = """Account ID,Account name,Website,Country
001,Walmart Inc.,walmart.com,United States
002,Siemens AG,siemens.com,Germany
003,Siemens Energy AG,siemens-energy.com,Germany
004,Acme Ltd,acme.co.uk,United Kingdom
005,Acme GmbH,acme.de,Germany
006,Microsoft Corporation,,
"""


class World:
    """A store with six accounts, and commands that work with it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        assert self.run("import", self.file("accounts.csv", ACCOUNTS))[0] == 0

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def run(self, *arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--store", str(self.folder / "abm.duckdb")])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def match(self, text: str, *arguments: str) -> list[dict[str, Any]]:
        code, out, err = self.run("match", self.file("list.csv", text), *arguments, "--json")
        assert code == 0, err
        found: list[dict[str, Any]] = json.loads(out)["matches"]
        return found


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    """The store of these tests."""
    return World(tmp_path, capsys)


def test_a_bare_list_of_names(world: World) -> None:
    found = world.match("Company\nWal-Mart\nMicrosft\nSiemens Mobility\nAcme\nNobody Knows\n")
    assert [(one["row"], one["account_id"], one["rule"], one["status"]) for one in found] == [
        (2, "001", "near name", "matched"), (3, "006", "near name", "matched"),
        (4, None, None, "unknown"), (5, None, None, "to decide"), (6, None, None, "unknown"),
    ]  # fmt: skip
    assert [one["account_id"] for one in found[3]["alternatives"]] == ["004", "005"]
    assert found[2]["alternatives"][0]["account_id"] == "002"
    assert found[2]["alternatives"][0]["evidence"] == "same: siemens; only in the file: mobility"
    assert 0.7 < found[0]["confidence"] < 0.8


def test_the_rules_of_identity_come_first(world: World) -> None:
    found = world.match(
        "Account ID,Account name,Website,Country\n001,Anything,,\n,Other,www.acme.de,\n"
        ",Acme,,UK\n,Siemens,,\n,,,France\n77,Wal-Mart,,\n"
    )
    assert [(one["account_id"], one["rule"]) for one in found] == [
        ("001", "id"), ("005", "domain"), ("004", "name and country"), ("002", "name"),
        (None, None), (None, None),
    ]  # fmt: skip
    # Another number of the same kind of system is another account; its near name is only shown.
    assert found[-1]["alternatives"][0]["account_id"] == "001"
    assert found[-2]["status"] == "blank"


def test_an_id_of_another_system_does_not_hide_a_near_name(world: World) -> None:
    (one,) = world.match("Account ID,Account name\nfair-17,Wal-Mart Inc\n")
    assert (one["account_id"], one["rule"]) == ("001", "near name")


def test_a_column_can_be_named_or_is_told_by_its_cells(world: World) -> None:
    text = "Stand,Who\nA1,Siemens AG\nA2,Microsoft\n"
    assert [one["account_id"] for one in world.match(text)] == ["002", "006"]
    assert [one["account_id"] for one in world.match(text, "--column", "Who")] == ["002", "006"]
    assert world.run("match", world.file("a.csv", text), "--column", "Whom") == (
        1, "", "a.csv has no column 'Whom'. Did you mean 'Who'?\n"
    )  # fmt: skip
    code, _, err = world.run("match", world.file("b.csv", "Stand,Hall\nA1,3\nA2,4\n"))
    assert code == 1
    assert "Say which it is with --column." in err


def test_contacts_are_matched_by_their_company_and_mail(world: World) -> None:
    found = world.match(
        "First Name,Last Name,Email,Company\nIda,Holm,ida@acme.de,\nBo,Ek,bo@x.com,Microsft\n"
    )
    assert [(one["account_id"], one["rule"]) for one in found] == [
        ("005", "e-mail domain"), ("006", "near name")
    ]  # fmt: skip


def test_the_lines_for_a_person(world: World) -> None:
    _, out, _ = world.run("match", world.file("list.csv", "Company\nWal-Mart\nAcme\n"))
    assert out.splitlines() == [
        "2  Wal-Mart -> Walmart Inc. (001), near name, 0.77",
        "3  Acme -> to decide  [or Acme Ltd (004) 1.00; Acme GmbH (005) 1.00]",
        "list.csv: 2 rows: 1 matched, 1 to decide (1 by near name)",
    ]


def test_as_a_file(world: World) -> None:
    text = "Company,Note\nWal-Mart,=1+1\nNobody Knows,\n"
    for name in ("out.csv", "out.xlsx"):
        world.match(text, "--out", str(world.folder / name))
    written = (world.folder / "out.csv").read_text(encoding="utf-8-sig")
    header, first, second = csv.reader(io.StringIO(written))
    assert header[:6] == ["Row", "Company", "Note", "Status", "Account ID", "Account"]
    assert first[:6] == ["2", "Wal-Mart", "'=1+1", "matched", "001", "Walmart Inc."]
    assert second[3:5] == ["unknown", ""]
    sheet = openpyxl.load_workbook(world.folder / "out.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]][:6] == [
        2, "Wal-Mart", "=1+1", "matched", "001", "Walmart Inc."
    ]  # fmt: skip
    code, _, err = world.run("match", world.file("list.csv", text), "--out", "out.pdf")
    assert (code, err) == (
        1, "out.pdf is neither CSV nor Excel. End its name in .csv or .xlsx.\n"
    )  # fmt: skip


def test_nothing_is_changed(world: World) -> None:
    before = world.run("status", "--json")
    world.match("Company\nWal-Mart\n")
    assert world.run("status", "--json") == before
