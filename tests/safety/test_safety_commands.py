"""backup, restore, erase and sample remove on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from abm_core import schema, store
from abm_core.cli.main import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def at(tmp_path: Path, capsys: Captured) -> list[str]:
    """A store with two accounts."""
    (tmp_path / "a.csv").write_text("Account name,Employees\nIvy,20\nJun,30\n")
    where = ["--store", str(tmp_path / "abm.duckdb")]
    assert main([*where, "import", str(tmp_path / "a.csv")]) == 0
    capsys.readouterr()
    return where


def n_accounts(path: Path) -> int:
    opened = store.open_store(path)
    with opened.cursor() as cursor:
        n = store.count_rows(cursor, schema.ACCOUNTS)
    opened.close()
    return n


def test_backup_and_restore(at: list[str], tmp_path: Path, capsys: Captured) -> None:
    copy = tmp_path / "copy.duckdb"
    assert main([*at, "backup", "--out", str(copy)]) == 0
    assert capsys.readouterr().out.endswith("It was read back.\n")
    assert main([*at, "backup", "--out", str(copy)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main([*at, "backup", "--out", str(copy), "--replace", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tables"]["accounts"] == 2
    assert main([*at, "undo"]) == 0
    assert n_accounts(tmp_path / "abm.duckdb") == 0
    capsys.readouterr()
    assert main([*at, "restore", str(copy)]) == 0
    said = capsys.readouterr().out
    assert "The store that was there is kept as" in said
    assert n_accounts(tmp_path / "abm.duckdb") == 2
    (kept,) = tmp_path.glob("*before-restore*.duckdb")
    assert n_accounts(kept) == 0


def test_moving_the_store(at: list[str], tmp_path: Path, capsys: Captured) -> None:
    there = tmp_path / "elsewhere.duckdb"
    assert main([*at, "move", str(there)]) == 0
    assert f"ABM_STORE={there}" in capsys.readouterr().out
    assert n_accounts(there) == 2
    assert not (tmp_path / "abm.duckdb").exists()
    assert main([*at, "move", str(there)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_restoring_what_is_no_backup(at: list[str], tmp_path: Path, capsys: Captured) -> None:
    assert main([*at, "restore", str(tmp_path / "a.csv")]) == 1
    assert capsys.readouterr().err.startswith("a.csv is not a store of this workbench.")
    assert n_accounts(tmp_path / "abm.duckdb") == 2


def test_erase(at: list[str], capsys: Captured) -> None:
    assert main([*at, "erase", "mette@harbourline.example", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"n_contacts": 0, "n_activities": 0}
    assert main([*at, "erase", "mette"]) == 1
    assert "is no e-mail address" in capsys.readouterr().err


def test_only_a_sample_is_removed(at: list[str], tmp_path: Path, capsys: Captured) -> None:
    assert main([*at, "sample", "remove"]) == 1
    assert capsys.readouterr().err == "abm.duckdb is not the sample. It was left as it is.\n"
    assert n_accounts(tmp_path / "abm.duckdb") == 2
    where = ["--store", str(tmp_path / "sample.duckdb")]
    assert main([*where, "sample", "remove"]) == 1
    opened = store.open_store(tmp_path / "sample.duckdb")
    with opened.cursor() as cursor:
        store.write_meta(cursor, "sample", "1")
    opened.close()
    assert main([*where, "sample", "remove"]) == 0
    assert not (tmp_path / "sample.duckdb").exists()
