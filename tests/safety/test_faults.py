"""A full disk, no permission, damage, two writers: a sentence, and the store as it was."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from abm_core import faults, schema, store
from abm_core.errors import AbmError
from abm_core.intake import ledger, load

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 3, 2, 12)

# --- What the machine says ------------------------------------------------------------------------

SAID: list[tuple[BaseException, str]] = [
    (OSError(errno.ENOSPC, "No space left on device"), "The disk is full."),
    (OSError(errno.EROFS, "Read-only file system"), "The file or its folder can only be read."),
    (OSError(errno.EACCES, "Permission denied"), "The file or its folder may not be read"),
    (MemoryError(), "The machine has not enough memory for this."),
    (duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block of size 256 KiB"),
     "The machine has not enough memory for this."),
    (duckdb.IOException('IO Error: Could not write file "a": No space left on device'),
     "The disk is full."),
    (duckdb.TransactionException(
        'TransactionContext Error: Failed to commit: Could not write file "a.wal": File too large'),
     "The file is larger than this machine or disk allows."),
    (duckdb.IOException("IO Error: Corrupt database file: computed checksum 1 does not match 2"),
     "The store is damaged and cannot be read."),
    (duckdb.TransactionException("TransactionContext Error: Conflict on update!"),
     "Somebody else changed the same rows in the same moment."),
    (duckdb.ConnectionException("Connection Error: Connection already closed!"),
     "The store was closed meanwhile."),
    (duckdb.FatalException("FATAL Error: Failed to create checkpoint because of error: Could not "
                           'write file "a": No space left on device'),
     "The disk is full. The store had to be closed."),
]  # fmt: skip


@pytest.mark.parametrize(("error", "problem"), SAID, ids=[problem for _, problem in SAID])
def test_what_a_person_can_put_right_is_said(error: BaseException, problem: str) -> None:
    with pytest.raises(AbmError) as caught, faults.explained():
        raise error
    assert caught.value.problem.startswith(problem)
    assert caught.value.fix
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [
    duckdb.ParserException("Parser Error: syntax error"), ValueError("ours"),
    OSError(errno.ENOTDIR, "Not a directory"), KeyError("x"),
])  # fmt: skip
def test_defects_of_ours_stay_defects(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, faults.explained():
        raise error
    assert caught.value is error


def test_a_sentence_for_people_passes_through() -> None:
    said = AbmError("A", "B")
    with pytest.raises(AbmError) as caught, faults.explained():
        raise said
    assert caught.value is said


# --- A disk that is full --------------------------------------------------------------------------

FULL_DISK = """
import resource, sys
from datetime import datetime
from pathlib import Path
import pandas as pd
from abm_core import store
from abm_core.errors import AbmError
from abm_core.intake import ledger, load

path, spare, rows = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
opened = store.open_store(path)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + spare, -1))
frame = pd.DataFrame({"account_id": [f"b{n}" for n in range(rows)],
                      "name": [f"{n * 7919 % 1000003:x}{n * 104729 % 999983:x}" * 4
                               for n in range(rows)]})
for attempt in range(3):
    try:
        load.load_frame(opened, "accounts", frame[attempt::3], file="b.csv",
                        imported_at=datetime(2026, 3, 3))
        print("imported")
    except AbmError as error:
        print(error.problem)
"""


def contents(path: Path) -> tuple[int, int, int]:
    """Accounts, changes and imports of a store."""
    opened = store.open_store(path)
    with opened.cursor() as cursor:
        counted = [
            store.count_rows(cursor, entity)
            for entity in (schema.ACCOUNTS, schema.CHANGE_LOG, schema.IMPORTS)
        ]
    opened.close()
    return counted[0], counted[1], counted[2]


def few(prefix: str, n: int = 500) -> pd.DataFrame:
    return pd.DataFrame({
        "account_id": [f"{prefix}{row}" for row in range(n)],
        "name": [f"{prefix} account {row}" for row in range(n)],
    })


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A store with one import of 500 accounts."""
    path = tmp_path / "abm.duckdb"
    opened = store.open_store(path)
    load.load_frame(opened, "accounts", few("a"), file="a.csv", imported_at=NOON)
    opened.close()
    return path


@pytest.mark.parametrize(("spare", "rows"), [
    (300_000, 60_000), (3_000_000, 180_000), (-1_200_000, 60_000),
])  # fmt: skip
def test_a_full_disk_during_an_import(filled: Path, spare: int, rows: int) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(filled), str(spare), str(rows)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    said = done.stdout.splitlines()
    assert len(said) == 3
    failed = [line for line in said if line != "imported"]
    assert failed
    assert all(line.startswith("The file is larger than this machine") for line in failed)
    whole = 3 - len(failed)
    n = 500 + whole * rows // 3
    assert contents(filled) == (n, n, 1 + whole)
    opened = store.open_store(filled)
    report = load.load_frame(opened, "accounts", few("c"), file="c.csv", imported_at=NOON)
    assert report.files[0].n_added == 500
    opened.close()


# --- A place that may not be written --------------------------------------------------------------

UNPRIVILEGED = """
import os, sys
from abm_core import store
from abm_core.errors import AbmError
from abm_core.cli import main, answer, importing
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    store.open_store(sys.argv[1])
except AbmError as error:
    print(error.problem)
"""


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o555), (0o000, 0o755)])
def test_a_place_that_may_not_be_written(filled: Path, file_mode: int, folder_mode: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "abm.duckdb"
        path.write_bytes(filled.read_bytes())
        before = path.read_bytes()
        path.chmod(file_mode)
        os.chmod(folder, folder_mode)
        command = [sys.executable, "-c", UNPRIVILEGED, str(path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
        os.chmod(folder, 0o755)
        path.chmod(0o644)
        assert done.returncode == 0, done.stderr[-2000:]
        (said,) = done.stdout.splitlines()
        assert "cannot be opened" in said or "may not be read or written" in said
        assert path.read_bytes() == before


# --- A damaged file -------------------------------------------------------------------------------


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def scratched_root(content: bytes) -> bytes:
    """Both copies of the header that says where everything is."""
    return content[:4096] + bytes(byte ^ 0xFF for byte in content[4096:12288]) + content[12288:]


def scratched_head(content: bytes) -> bytes:
    return content[:100] + b"\xff" * 64 + content[164:]


@pytest.mark.parametrize("damage", [cut, scratched_root, scratched_head])
def test_a_damaged_store(filled: Path, damage: Callable[[bytes], bytes]) -> None:
    broken = damage(filled.read_bytes())
    filled.write_bytes(broken)
    with pytest.raises(AbmError) as caught:
        store.open_store(filled)
    assert caught.value.problem == "abm.duckdb is damaged and cannot be read."
    assert filled.read_bytes() == broken


# --- Two writers ----------------------------------------------------------------------------------


def test_imports_in_one_process_wait_for_each_other(filled: Path) -> None:
    """They would else share the number of the import and those of its changes."""
    opened = store.open_store(filled)
    failures: list[BaseException] = []

    def take(prefix: str) -> None:
        changed = few("a").assign(name=[f"{prefix} {row}" for row in range(500)])
        frames = [("accounts", few(prefix), f"{prefix}1"), ("accounts", changed, f"{prefix}2")]
        try:
            load.load_frames(opened, frames, imported_at=NOON)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=take, args=(prefix,)) for prefix in "bcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with opened.cursor() as cursor:
        taken = cursor.execute("SELECT import_id, count(*), sum(n_added), sum(n_updated) "
                               "FROM imports GROUP BY 1 ORDER BY 1").fetchall()  # fmt: skip
        log = cursor.execute(
            "SELECT count(*), count(DISTINCT change_id) FROM change_log").fetchall()
    assert taken == [(1, 1, 500, 0), (2, 2, 500, 500), (3, 2, 500, 500), (4, 2, 500, 500)]
    assert log == [(500 + 3 * 1000,) * 2]
    ledger.undo_last(opened, undone_at=NOON)
    opened.close()
    assert contents(filled)[0] == 1500


OPEN = """
import sys
from abm_core import store
from abm_core.errors import AbmError
try:
    store.open_store(sys.argv[1])
except AbmError as error:
    print(error.problem)
"""


def test_a_store_opened_twice_here_still_keeps_others_out(filled: Path) -> None:
    """To look at a file ends the lock that this process has on it."""
    first, second = store.open_store(filled), store.open_store(filled)
    for opened in (second, first):
        command = [sys.executable, "-c", OPEN, str(filled)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.stdout == "abm.duckdb is in use by another program.\n"
        opened.close()


def test_a_new_store_opened_twice_here_keeps_others_out(tmp_path: Path) -> None:
    test_a_store_opened_twice_here_still_keeps_others_out(tmp_path / "abm.duckdb")


def test_a_writer_that_waits_too_long_says_so(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LONGEST_WAIT", 0.05)
    opened = store.open_store(filled)
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with opened.cursor() as cursor, store.transaction(cursor):
            inside.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(10)
    with pytest.raises(AbmError, match="Another import or save is running in this moment"):
        load.load_frame(opened, "accounts", few("b"), file="b.csv", imported_at=NOON)
    done.set()
    holder.join()
    load.load_frame(opened, "accounts", few("b"), file="b.csv", imported_at=NOON)
    opened.close()
    assert contents(filled) == (1000, 1000, 2)


def test_a_conflict_rolls_back_and_says_so(filled: Path) -> None:
    """A writer that goes around ``store.transaction``, as another version of the program might."""
    opened = store.open_store(filled)
    with opened.cursor() as rude, opened.cursor() as cursor:
        rude.execute("BEGIN")
        rude.execute("UPDATE accounts SET name = 'theirs' WHERE account_id = 'a1'")
        with pytest.raises(AbmError, match="changed the same rows"), store.transaction(cursor):
            cursor.execute("UPDATE accounts SET name = 'ours' WHERE account_id = 'a1'")
        rude.execute("COMMIT")
        with store.transaction(cursor):
            cursor.execute("UPDATE accounts SET industry = 'Rail' WHERE account_id = 'a1'")
        assert cursor.execute(
            "SELECT name, industry FROM accounts WHERE account_id = 'a1'"
        ).fetchall() == [("theirs", "Rail")]
    opened.close()


def test_the_lock_is_free_after_every_failure(filled: Path) -> None:
    opened = store.open_store(filled)
    with opened.cursor() as cursor:
        for error in (ZeroDivisionError, KeyboardInterrupt, MemoryError):
            with pytest.raises((error, AbmError)), store.transaction(cursor):
                raise error
    taken = threading.Thread(
        target=lambda: load.load_frame(
            opened, "accounts", few("b"), file="b.csv", imported_at=NOON)
    )  # fmt: skip
    taken.start()
    taken.join(30)
    assert not taken.is_alive()
    opened.close()
    assert contents(filled)[0] == 1000
