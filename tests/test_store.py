"""The store: opening, refusing, confining and keeping promises about transactions."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection

from abm_core import ddl, schema, store
from abm_core.errors import AbmError

HOLD = """
import sys
from abm_core import store
held = store.open_store(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    opened = store.open_store(tmp_path / "abm.duckdb")
    yield opened.cursor()
    opened.close()


def refused(path: Path) -> AbmError:
    with pytest.raises(AbmError) as caught:
        store.open_store(path)
    return caught.value


def test_a_new_store_has_every_table(cursor: DuckDBPyConnection) -> None:
    for entity in schema.ENTITIES:
        described = cursor.execute(f'DESCRIBE "{entity.name}"').fetchall()
        assert [(row[0], row[1]) for row in described] == [
            (field.name, field.sql_type) for field in entity.fields
        ]
        assert store.count_rows(cursor, entity) == 0
    assert store.read_meta(cursor, "schema_version") == str(store.SCHEMA_VERSION)
    assert store.read_meta(cursor, "nothing") is None


def test_a_store_keeps_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "abm.duckdb"
    first = store.open_store(str(path))
    with first.cursor() as cursor:
        store.insert(cursor, schema.ACCOUNTS, [{"account_id": "a", "name": "Ærø \"quoted\" 'n"}])
        store.next_revision(cursor)
    first.close()
    again = store.open_store(path)
    with again.cursor() as cursor:
        assert cursor.execute("SELECT account_id, name FROM accounts").fetchall() == [
            ("a", "Ærø \"quoted\" 'n")]  # fmt: skip
        assert store.revision(cursor) == 1
    assert again.path == path
    again.close()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Account,Industry\n" * 1000)
    found = refused(path)
    assert found.problem == "notes.txt is not a store of this workbench."
    assert "ABM_STORE" in found.fix
    assert path.read_text() == "Account,Industry\n" * 1000


def test_a_csv_file_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Account,Industry\n" * 1000)
    refused(path)


def test_what_was_a_store_once_is_looked_at_again(tmp_path: Path) -> None:
    path = tmp_path / "abm.duckdb"
    store.open_store(path).close()
    path.write_text("Account name\nIvy\n")  # the same file to the system, with other contents
    with pytest.raises(AbmError, match="is not a store of this workbench"):
        store.refuse_what_is_no_store(path)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE theirs (n INTEGER)")
    assert refused(path).problem == "other.duckdb is a database of another program."
    with duckdb.connect(str(path)) as other:
        tables = other.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert tables == [("theirs",)]


def test_a_newer_layout_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "abm.duckdb"
    opened = store.open_store(path)
    with opened.cursor() as cursor:
        store.write_meta(cursor, "schema_version", str(store.SCHEMA_VERSION + 1))
    opened.close()
    found = refused(path)
    known = store.SCHEMA_VERSION
    assert found.problem.endswith(f"(its layout is {known + 1}, this version knows {known}).")
    assert found.fix.startswith("Update the workbench")
    with duckdb.connect(str(path)) as raw:
        assert store.read_meta(raw, "schema_version") == str(known + 1)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    found = refused(tmp_path / "nowhere" / "abm.duckdb")
    assert found.problem.endswith("abm.duckdb cannot be opened.")
    assert "folder exists" in found.fix
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    assert refused(tmp_path).problem.endswith("cannot be opened.")


def test_a_refused_file_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE theirs (n INTEGER)")
    refused(path)
    path.rename(tmp_path / "moved.duckdb")
    with duckdb.connect(str(tmp_path / "moved.duckdb"), config={"threads": 1}) as other:
        other.execute("SELECT * FROM theirs")  # another configuration: no connection was kept


def test_a_store_that_another_process_holds(tmp_path: Path) -> None:
    path = tmp_path / "abm.duckdb"
    root = Path(__file__).resolve().parent.parent
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=root, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "open\n"
        found = refused(path)
        assert found.problem == "abm.duckdb is in use by another program."
        assert found.fix.startswith("Close the other window")
    finally:
        holder.communicate("", timeout=20)
    store.open_store(path).close()


def test_sql_reaches_no_other_file(cursor: DuckDBPyConnection, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("n\n1\n")
    for sql in (
        f"SELECT * FROM read_csv('{secret}')",
        f"SELECT * FROM '{secret}'",
        f"COPY accounts TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'more.duckdb'}'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(sql)
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["secret.csv"]


def test_sql_does_not_read_variables_of_python(cursor: DuckDBPyConnection) -> None:
    a_frame = pd.DataFrame({"n": [1]})
    with pytest.raises(duckdb.CatalogException):
        cursor.execute("SELECT * FROM a_frame")
    with pytest.raises(duckdb.CatalogException):
        cursor.cursor().execute("SELECT * FROM a_frame")
    assert len(a_frame) == 1


def test_a_transaction_is_all_or_nothing(cursor: DuckDBPyConnection) -> None:
    row = {"account_id": "a", "name": "A"}
    with pytest.raises(ZeroDivisionError), store.transaction(cursor):
        store.insert(cursor, schema.ACCOUNTS, [row])
        store.next_revision(cursor)
        raise ZeroDivisionError
    assert store.count_rows(cursor, schema.ACCOUNTS) == 0 and store.revision(cursor) == 0
    with pytest.raises(duckdb.Error), store.transaction(cursor):
        store.insert(cursor, schema.ACCOUNTS, [row])
        cursor.execute("SELECT * FROM nowhere")
    assert store.count_rows(cursor, schema.ACCOUNTS) == 0
    with store.transaction(cursor):
        store.insert(cursor, schema.ACCOUNTS, [row])
    assert store.count_rows(cursor, schema.ACCOUNTS) == 1


def test_another_cursor_sees_a_transaction_when_it_is_done(cursor: DuckDBPyConnection) -> None:
    other = cursor.cursor()
    with store.transaction(cursor):
        store.insert(cursor, schema.ACCOUNTS, [{"account_id": "a", "name": "A"}])
        assert store.count_rows(other, schema.ACCOUNTS) == 0
    assert store.count_rows(other, schema.ACCOUNTS) == 1


def test_keys_count_up(cursor: DuckDBPyConnection) -> None:
    assert store.next_id(cursor, schema.PROGRAMMES) == 1
    for programme_id in ("9", "10", "not a number"):
        store.insert(cursor, schema.PROGRAMMES, [{"programme_id": programme_id, "name": "P"}])
    assert store.next_id(cursor, schema.PROGRAMMES) == 11


def test_a_key_cannot_be_empty(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.ConstraintException):
        store.insert(cursor, schema.ACCOUNTS, [{"account_id": None, "name": "A"}])


def test_names_are_quoted() -> None:
    assert ddl.quote('a "b"; DROP') == '"a ""b""; DROP"'


def test_where_the_store_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ABM_STORE", raising=False)
    assert store.path_from_environment() == Path("abm.duckdb")
    monkeypatch.setenv("ABM_STORE", "data/mine.duckdb")
    assert store.path_from_environment() == Path("data/mine.duckdb")
    assert store.sample_path(Path("data/mine.duckdb")) == Path("data/mine-sample.duckdb")
