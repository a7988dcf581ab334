"""Backups that were read back, stores put back without losing the one that was there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pytest

from abm_core import backup, schema, store
from abm_core.errors import AbmError
from abm_core.intake import load

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 3, 2, 12)
HOLD = """
import sys
from abm_core import store
held = store.open_store(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""
ROWS = {
    "account_id": ["a1", "a2", "a3"],
    "name": ["Ærø \"quoted\" 'n", "Second\nline", None],
    "technologies": [["dbt", "Airflow"], None, []],
    "employees": [12, None, 7],
    "Fleet: size": ["=1+1", "", None],
}


def take(opened: store.Store, prefix: str, n: int) -> None:
    frame = pd.DataFrame({
        "account_id": [f"{prefix}{row}" for row in range(n)],
        "name": [f"{prefix} {row}" for row in range(n)],
    })
    load.load_frame(opened, "accounts", frame, file=f"{prefix}.csv", imported_at=NOON)


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as text."""
    with duckdb.connect(str(path)) as raw:
        names = [name for name, _ in raw.execute(backup.TABLES).fetchall()]
        return {
            name: raw.execute(f'SELECT COLUMNS(*)::VARCHAR FROM "{name}" ORDER BY ALL').fetchall()
            for name in names
        }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with three accounts, one rejected row, lists, JSON, quotes and line breaks."""
    place = tmp_path / "abm.duckdb"
    opened = store.open_store(place)
    load.load_frame(opened, "accounts", pd.DataFrame(ROWS), file="a.csv", imported_at=NOON)
    opened.close()
    return place


@pytest.fixture
def opened(path: Path) -> Iterator[store.Store]:
    there = store.open_store(path)
    yield there
    there.close()


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_backup_holds_what_the_store_holds(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    report = backup.back_up(path, copy)
    assert everything(copy) == everything(path)
    assert report.path == copy and report.layout == store.SCHEMA_VERSION
    assert {name: n for name, n in report.tables.items() if n} == {
        "accounts": 2, "change_log": 2, "imports": 1, "rejects": 1,
        "meta": 2,  # the layout, and the count of imports
    }  # fmt: skip
    assert report.n_bytes == copy.stat().st_size
    assert names(tmp_path) == ["abm.duckdb", "copy.duckdb"]


def test_a_backup_opens_as_a_store(path: Path, tmp_path: Path) -> None:
    backup.back_up(path, tmp_path / "copy.duckdb")
    again = store.open_store(tmp_path / "copy.duckdb")
    with again.cursor() as cursor:
        assert cursor.execute(
            "SELECT name, technologies, extra FROM accounts ORDER BY account_id"
        ).fetchall() == [
            ("Ærø \"quoted\" 'n", ["dbt", "Airflow"], '{"Fleet: size":"=1+1"}'),
            ("Second\nline", None, None),
        ]  # fmt: skip
        assert store.revision(cursor) == 1
    take(again, "b", 2)
    again.close()


def test_the_app_goes_on_while_a_backup_is_made(opened: store.Store, tmp_path: Path) -> None:
    """The backup is of one moment: an import that runs meanwhile is in it wholly or not at all."""
    take(opened, "b", 4_000)
    importing = threading.Thread(target=take, args=(opened, "c", 4_000))
    importing.start()
    counted = set()
    for n in range(3):
        report = backup.back_up(opened, tmp_path / f"copy{n}.duckdb")
        counted.add((report.tables["accounts"], report.tables["change_log"]))
    importing.join()
    assert counted <= {(4_002, 4_002), (8_002, 8_002)}
    with opened.cursor() as cursor:
        assert store.count_rows(cursor, schema.ACCOUNTS) == 8_002


def test_a_file_that_is_there_is_not_replaced_unasked(path: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious.duckdb"
    precious.write_text("Do not lose me.")
    with pytest.raises(AbmError, match=r"precious\.duckdb is there already"):
        backup.back_up(path, precious)
    assert precious.read_text() == "Do not lose me."
    backup.back_up(path, precious, replace=True)
    assert everything(precious) == everything(path)


@pytest.mark.parametrize(("to", "problem"), [
    ("nowhere/copy.duckdb", "There is no folder"), (".", "is a folder"),
    ("abm.duckdb", "abm.duckdb is the store itself."),
])  # fmt: skip
def test_places_where_no_backup_can_be(path: Path, tmp_path: Path, to: str, problem: str) -> None:
    before = everything(path)
    with pytest.raises(AbmError) as caught:
        backup.back_up(path, tmp_path / to, replace=True)
    assert problem in caught.value.problem
    assert everything(path) == before and names(tmp_path) == ["abm.duckdb"]


def test_no_room(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1_000_000))
    with pytest.raises(AbmError, match=r"no room for it: \d+ MB are needed, 1 MB are free"):
        backup.back_up(path, tmp_path / "copy.duckdb")
    assert names(tmp_path) == ["abm.duckdb"]


def test_there_must_be_a_store(tmp_path: Path) -> None:
    with pytest.raises(AbmError, match="There is no store at"):
        backup.back_up(tmp_path / "none.duckdb", tmp_path / "copy.duckdb")
    assert names(tmp_path) == []


def test_what_was_written_wrongly_gets_no_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = backup._read
    monkeypatch.setattr(backup, "_read", lambda part: {**whole(part), "accounts": (2, 99)})
    with pytest.raises(AbmError, match="is damaged and cannot be read"):
        backup.back_up(path, tmp_path / "copy.duckdb")
    assert names(tmp_path) == ["abm.duckdb"]


# --- Restoring ------------------------------------------------------------------------------------


def test_a_store_is_restored_and_the_present_one_kept(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    backup.back_up(path, copy)
    saved = everything(copy)
    later = store.open_store(path)
    take(later, "later", 4)
    later.close()
    present = everything(path)
    report = backup.restore(copy, path, now=NOON)
    assert everything(path) == saved and everything(copy) == saved
    assert report.restored.tables["accounts"] == 2
    assert report.kept == tmp_path / "abm.before-restore-20260302-120000.duckdb"
    assert everything(report.kept) == present
    again = backup.restore(report.kept, path, now=NOON)
    assert everything(path) == present
    assert again.kept == tmp_path / "abm.before-restore-20260302-120000-1.duckdb"


def test_a_store_is_restored_where_there_is_none(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    backup.back_up(path, copy)
    path.unlink()
    (tmp_path / "abm.duckdb.wal").write_bytes(b"of a store that is gone")
    report = backup.restore(copy, path, now=NOON)
    assert report.kept is None
    assert everything(path) == everything(copy)


def test_a_damaged_store_is_replaced_and_kept(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    backup.back_up(path, copy)
    broken = path.read_bytes()[:9000]
    path.write_bytes(broken)
    report = backup.restore(copy, path, now=NOON)
    assert report.kept is not None and report.kept.read_bytes() == broken
    assert everything(path) == everything(copy)


def no_store(place: Path) -> None:
    place.write_text("Account,Industry\n" * 100)


def of_another_program(place: Path) -> None:
    with duckdb.connect(str(place)) as other:
        other.execute("CREATE TABLE theirs (n INTEGER)")


def newer(place: Path) -> None:
    opened = store.open_store(place)
    with opened.cursor() as cursor:
        store.write_meta(cursor, "schema_version", "999")
    opened.close()


def cut_short(place: Path) -> None:
    store.open_store(place).close()
    place.write_bytes(place.read_bytes()[:-300_000])


def empty(place: Path) -> None:
    duckdb.connect(str(place)).close()


@pytest.mark.parametrize(("make", "problem"), [
    (no_store, "bad.duckdb is not a store of this workbench."),
    (of_another_program, "bad.duckdb is a database of another program."),
    (newer, "bad.duckdb was written by a newer version of the workbench"),
    (cut_short, "bad.duckdb is damaged and cannot be read."),
    (empty, "bad.duckdb is an empty store."),
    (lambda place: None, "There is no file"),
])  # fmt: skip
def test_what_cannot_be_restored(path: Path, tmp_path: Path, make, problem: str) -> None:  # noqa: ANN001
    bad = tmp_path / "bad.duckdb"
    make(bad)
    before = everything(path)
    with pytest.raises(AbmError) as caught:
        backup.restore(bad, path, now=NOON)
    assert caught.value.problem.startswith(problem)
    assert everything(path) == before
    assert not list(tmp_path.glob("*before-restore*")) and not list(tmp_path.glob(".*"))


def test_a_store_is_not_restored_over_itself(path: Path) -> None:
    with pytest.raises(AbmError, match="is the store itself"):
        backup.restore(path, path, now=NOON)


def test_a_store_that_is_in_use_is_not_replaced(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    backup.back_up(path, copy)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        with pytest.raises(AbmError, match="in use by another program"):
            backup.restore(copy, path, now=NOON)
        with pytest.raises(AbmError, match="in use by another program"):
            backup.move(path, tmp_path / "moved.duckdb")
    finally:
        holder.communicate("", timeout=20)
    assert names(tmp_path) == ["abm.duckdb", "copy.duckdb"]


def test_a_failure_at_the_last_step_leaves_the_store(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.duckdb"
    backup.back_up(path, copy)
    before = path.read_bytes()

    def refuse(part: Path, to: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        with pytest.raises(AbmError, match="The disk is full"):
            backup.restore(copy, path, now=NOON)
    assert path.read_bytes() == before


# --- Moving ---------------------------------------------------------------------------------------


def test_a_store_is_moved(path: Path, tmp_path: Path) -> None:
    held = everything(path)
    (tmp_path / "new").mkdir()
    report = backup.move(path, tmp_path / "new" / "mine.duckdb")
    assert report.path == tmp_path / "new" / "mine.duckdb"
    assert everything(report.path) == held
    assert names(tmp_path) == ["new"]


def test_a_store_is_not_moved_over_another(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    store.open_store(other).close()
    with pytest.raises(AbmError, match="is there already"):
        backup.move(path, other)
    assert path.exists()


def test_rows_that_differ_only_in_order_are_equal() -> None:
    with duckdb.connect() as raw:
        raw.execute("CREATE TABLE t AS SELECT * FROM (VALUES (1, 'a'), (2, NULL)) v (n, s)")
        first = backup.contents(raw)
        raw.execute("CREATE OR REPLACE TABLE t AS SELECT * FROM t ORDER BY n DESC")
        assert backup.contents(raw) == first
        raw.execute("UPDATE t SET s = '' WHERE s IS NULL")
        assert backup.contents(raw) != first
