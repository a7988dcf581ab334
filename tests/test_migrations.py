"""A store of every past layout opens, keeps all it held, and leaves a copy of itself behind."""

from __future__ import annotations

import errno
import gzip
import shutil
from pathlib import Path

import duckdb
import pytest

from abm_core import schema, store
from abm_core.errors import AbmError

STORES = Path(__file__).parent / "stores"
PAST = sorted(STORES.glob("v*.duckdb.gz"))


@pytest.fixture(params=PAST, ids=[path.name.split(".")[0] for path in PAST])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "abm.duckdb"
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    return path


def test_there_is_a_store_of_every_past_layout() -> None:
    assert [path.name for path in PAST] == [
        f"v{version}.duckdb.gz" for version in range(1, store.SCHEMA_VERSION)
    ]


def test_an_old_store_is_upgraded_and_keeps_its_rows(old: Path) -> None:
    opened = store.open_store(old)
    with opened.cursor() as cursor:
        assert store.read_meta(cursor, "schema_version") == str(store.SCHEMA_VERSION)
        for entity in schema.ENTITIES:
            described = {row[0] for row in cursor.execute(f'DESCRIBE "{entity.name}"').fetchall()}
            assert described == {field.name for field in entity.fields}
        names = cursor.execute("SELECT account_id, name FROM accounts ORDER BY 1").fetchall()
        amounts = cursor.execute("SELECT sum(amount), count(*) FROM opportunities").fetchall()
        tiers = cursor.execute("SELECT count(*) FROM target_list WHERE left_on IS NULL").fetchall()
    opened.close()
    assert names == [
        ("A-1", "Harbourline Instruments"), ("A-2", "Fenwick & Sohn"), ("A-3", "Ostermark")
    ]  # fmt: skip
    assert amounts == [(129_100.0, 3)]
    assert tiers == [(3,)]


def contents(path: Path) -> dict[str, list[str]]:
    """Every row of every table, as text by column; blank cells are left out."""
    with duckdb.connect(str(path)) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        return {name: rows(connection, name) for (name,) in tables}


def rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    found = connection.execute(f'FROM "{table}"')
    names = [column[0] for column in found.description or ()]
    return sorted(
        str(sorted((name, str(cell)) for name, cell in zip(names, row, strict=True)
                   if cell is not None))
        for row in found.fetchall()
    )  # fmt: skip


def test_an_upgrade_changes_no_row(old: Path) -> None:
    before = contents(old)
    store.open_store(old).close()
    after = contents(old)
    before.pop("meta"), after.pop("meta")
    assert before.items() <= after.items()
    assert not any(rows for name, rows in after.items() if name not in before)


def test_a_copy_of_the_old_store_lies_beside_it(old: Path) -> None:
    before = old.read_bytes()
    store.open_store(old).close()
    copies = [path for path in old.parent.iterdir() if "before-layout" in path.name]
    assert [path.read_bytes() for path in copies] == [before]
    store.open_store(old).close()
    assert copies[0].read_bytes() == before


def test_no_upgrade_without_a_copy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    before = old.read_bytes()
    with pytest.raises(AbmError, match="No space left on device"):
        store.open_store(old)
    assert old.read_bytes() == before
    assert [path.name for path in old.parent.iterdir()] == [old.name]
