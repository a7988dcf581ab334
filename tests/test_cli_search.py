"""The command search."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from abm_core.cli.main import main

ACCOUNTS = "Account ID,Account name,Domain\nA1,Señal Labs,senal.example\nA2,Bolt,bolt.example\n"
PEOPLE = "Contact ID,Account ID,Full name,E-mail,Opted out\nP1,A2,Sena Bo,b@bolt.example,yes\n"


@pytest.fixture
def path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for name, text in (("accounts.csv", ACCOUNTS), ("contacts.csv", PEOPLE)):
        (tmp_path / name).write_text(text)
        assert main(["import", str(tmp_path / name), "--store", str(tmp_path / "s.duckdb")]) == 0
    capsys.readouterr()
    return tmp_path / "s.duckdb"


def test_search(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "sena", "--store", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Accounts", "  Señal Labs · senal.example · A1",
        "People", "  Sena Bo [opted out] · Bolt · P1",
    ]  # fmt: skip
    assert main(["search", "bolt", "--json", "--store", str(path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [hit["id"] for hit in found["accounts"]["hits"]] == ["A2"]
    assert main(["search", "nobody", "--store", str(path)]) == 0
    assert capsys.readouterr().out == "Nothing holds “nobody”.\n"
