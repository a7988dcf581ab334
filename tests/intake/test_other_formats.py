"""Parquet and JSON become the same text as CSV; folders and ZIPs give their files."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from intake_files import rows, take_in

from abm_core.errors import AbmError
from abm_core.intake.read.readers import files_in, read
from abm_core.store import Store


def parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


def cells(content: bytes, name: str) -> dict[str, list[str | None]]:
    (found,) = read(name, content)
    return {header: found.cells[header].tolist() for header in found.headers}


def test_parquet_values_keep_all_that_they_say() -> None:
    noon = datetime(2022, 12, 2, 20, 6, 55, tzinfo=UTC)
    content = parquet(pa.table({
        "id": pa.array([25842000000262376, None], pa.int64()),
        "amount": pa.array([Decimal("12345678901234567.89"), Decimal("0.10")]),
        "rate": pa.array([0.1, float("nan")]),
        "seen": pa.array([noon, None], pa.timestamp("us", tz="UTC")),
        "local": pa.array([datetime(2022, 1, 5), datetime(2022, 1, 5, 9, 30, 0, 5)]),
        "day": pa.array([date(1, 1, 1), date(9999, 12, 31)]),
        "tags": pa.array([["SAP", "Oracle"], []]),
        "flag": pa.array([True, False]),
        "name": pa.array(["Müller", "  "]).dictionary_encode(),
        "nothing": pa.nulls(2),
    }))
    assert cells(content, "a.parquet") == {
        "id": ["25842000000262376", None],
        "amount": ["12345678901234567.89", "0.10"],
        "rate": ["0.1", None],
        "seen": ["2022-12-02 20:06:55Z", None],
        "local": ["2022-01-05", "2022-01-05 09:30:00.000005"],
        "day": ["0001-01-01", "9999-12-31"],
        "tags": ["SAP; Oracle", None],
        "flag": ["true", "false"],
        "name": ["Müller", None],
        "nothing": [None, None],
    }


def test_times_beyond_nanoseconds_are_read() -> None:
    first = pa.array([-62135596800000000, 253402300799000000], pa.timestamp("us"))
    found = cells(parquet(pa.table({"at": first})), "a.parquet")
    assert found["at"] == ["0001-01-01", "9999-12-31 23:59:59"]
    beyond = pa.array([2**62], pa.timestamp("us"))
    assert cells(parquet(pa.table({"at": beyond})), "a.parquet")["at"] == [f"{2**62} after 1970"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
def test_json_lines_give_exact_text(name: str) -> None:
    text = (
        '{"Id": 25842000000262376, "Amount": 1.10, "Won": true, "Tags": ["a", "b"]}\n'
        "\n"
        '{"Id": "007", "Owner": {"Name": "Ida"}, "properties": {"domain": "acme.com"}}\n'
    )
    (found,) = read(name, text.encode())
    assert found.row_numbers.tolist() == [1, 3]
    assert found.cells.to_dict("list") == {
        "Id": ["25842000000262376", "007"], "Amount": ["1.10", None], "Won": ["true", None],
        "Tags": ["a; b", None], "Owner.Name": [None, "Ida"], "domain": [None, "acme.com"],
    }  # fmt: skip


def test_a_list_and_a_salesforce_tree_are_records() -> None:
    assert cells(b'[{"Name": "Acme"}, {"Name": null, "City": "Bonn"}]', "a.json") == {
        "Name": ["Acme", None], "City": [None, "Bonn"],
    }  # fmt: skip
    tree = (b'{"records": [{"attributes": {"type": "Contact", "referenceId": "ContactRef1"}, '
            b'"AccountId": "@AccountRef1", "LastName": "Holm"}]}')
    (found,) = read("Contacts.json", tree)
    assert found.kind == "Contact"
    assert found.cells.to_dict("records") == [
        {"Id": "ContactRef1", "AccountId": "AccountRef1", "LastName": "Holm"}
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", b"[1, 2]", "element 1 is no record"),
        ("a.jsonl", b'{"a": 1}\n{"a": \n', "line 2"),
        ("a.jsonl", b'{"a": 1}\n[1]\n', "line 2 is no record"),
        ("a.json", b"{}", "is empty"),
        ("a.parquet", b"PAR1 broken", "not a Parquet file"),
    ],
)
def test_what_is_no_such_file_is_said_in_words(name: str, content: bytes, says: str) -> None:
    with pytest.raises(AbmError) as error:
        read(name, content)
    assert says in error.value.problem
    assert error.value.fix


def zipped(files: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def test_folders_and_zips_give_their_data_files(tmp_path: Path) -> None:
    files = {"b.csv": "b", "sub/a.csv": "a", ".hidden": "x", "__MACOSX/._b.csv": "x",
             "LICENSE.md": "x", "ReadMe.txt": "x"}  # fmt: skip
    (tmp_path / "all.zip").write_bytes(zipped(files))
    for name, text in files.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_text(text)
    expected = [("b.csv", b"b"), ("sub/a.csv", b"a")]
    assert files_in(tmp_path / "all.zip") == expected
    assert files_in(tmp_path / "folder") == expected
    (tmp_path / "bad.zip").write_bytes(b"PK no zip")
    for missing in ("bad.zip", "nowhere"):
        with pytest.raises(AbmError):
            files_in(tmp_path / missing)


def test_parquet_and_csv_of_the_same_rows_are_the_same(store: Store) -> None:
    columns: dict[str, Any] = {"Id": ["1", "2"], "Name": ["Acme", "Beta"], "Employees": [5, 1200]}
    take_in(store, "Id,Name,Employees\n1,Acme,5\n2,Beta,1200\n")
    (found,) = read("accounts.parquet", parquet(pa.table(columns)))
    assert not take_in(store, found).changed
    assert rows(store, "SELECT employees FROM accounts ORDER BY 1") == [(5,), (1200,)]
