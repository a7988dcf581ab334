"""Backup on the Data screen: a file to keep, and the way back after a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_tools import Drawer, open_data, problems, said

from abm_core import backup as backups
from abm_core import store
from ui import backup, frame

Ask = Callable[[Path, str], list[tuple[Any, ...]]]
N_ACCOUNTS = "SELECT count(*) FROM accounts"


@pytest.fixture
def copy(fleet_store: Path, tmp_path: Path) -> Path:
    """A backup of the eight accounts."""
    (tmp_path / "kept").mkdir()
    place = tmp_path / "kept" / "mine.duckdb"
    backups.back_up(fleet_store, place)
    return place


def test_a_backup_is_offered_and_is_a_store(fleet_store: Path, tmp_path: Path) -> None:
    window = open_data()
    assert not problems(window)
    assert "Download a backup" in [button.label for button in window.get("download_button")]
    place = tmp_path / "down.duckdb"
    place.write_bytes(backup._file())
    assert backups.check(place).tables["accounts"] == 8


def test_a_backup_is_restored_after_a_question(
    fleet_store: Path, copy: Path, ask: Ask
) -> None:
    assert ask(fleet_store, N_ACCOUNTS) == [(8,)]
    with frame.open_once(str(fleet_store)).cursor() as cursor:
        cursor.execute("DELETE FROM accounts WHERE account_id <> 'f1'")
    window = open_data()
    window.file_uploader(key="restore_file").set_value([(copy.name, copy.read_bytes(), "")]).run()
    drawer = Drawer(window, "restore")
    assert not problems(drawer.window)
    told = said(drawer.window)
    assert "Your store holds 1 account, 4 opportunities and 2 imported files." in told
    assert "It is replaced by mine.duckdb, which holds 8 accounts, 4 opportunities" in said(window)
    assert ask(fleet_store, N_ACCOUNTS) == [(1,)]
    drawer.window.button(key="restore").click()
    drawer.window.button(key="restore_confirm").click().run()
    assert not problems(drawer.window)
    assert ask(fleet_store, N_ACCOUNTS) == [(8,)]
    (kept,) = fleet_store.parent.glob("*before-restore*.duckdb")
    opened = store.open_store(kept)
    with opened.cursor() as cursor:
        assert cursor.execute(N_ACCOUNTS).fetchall() == [(1,)]
    opened.close()


def test_what_is_no_backup_is_refused(fleet_store: Path, ask: Ask) -> None:
    window = open_data()
    window.file_uploader(key="restore_file").set_value([("x.duckdb", b"nothing" * 99, "")]).run()
    drawer = Drawer(window, "restore")
    (problem,) = problems(drawer.window)
    assert problem.startswith("x.duckdb is not a store of this workbench.")
    assert "restore_confirm" not in [button.key for button in drawer.window.button]
    assert ask(fleet_store, N_ACCOUNTS) == [(8,)]
