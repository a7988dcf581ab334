"""The command that reads titles: any file, every row, no store."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from abm_core.cli import main

CSV = "Name,Job Title,Dept\nIda,COO & SVP Operations,\nBo,,\nEa,Specialist,Finance\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_every_row_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["classify-titles", str(file), "--column", "job title"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2  COO & SVP Operations -> c-level, operations  [coo]",
        "3  – -> no title",
        "4  Specialist -> other, other  [specialist]",
        "people.csv: 3 rows: 1 c-level, 1 other, 1 without a title",
    ]


def test_as_json_with_departments(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["classify-titles", str(file), "--column", "Job Title", "--department", "Dept"]
    assert main.main([*command, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["rows"], data["without_title"]) == (3, 1)
    assert [row["function"] for row in data["titles"]] == ["operations", None, "finance"]
    assert data["titles"][0]["seniority_evidence"] == "coo"


def test_written_as_csv_and_excel(file: Path, tmp_path: Path) -> None:
    for name in ("out.csv", "out.xlsx"):
        out = tmp_path / name
        command = ["classify-titles", str(file), "--column", "Job Title", "--out", str(out)]
        assert main.main(command) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [(row["Name"], row["Seniority"], row["Function"]) for row in rows] == [
        ("Ida", "c-level", "operations"), ("Bo", "", ""), ("Ea", "other", "other")]  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Titles"]
    header = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, header.index("Seniority") + 1).value == "c-level"


def test_other_kinds_of_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "people.parquet"
    pd.DataFrame({"title": ["Leiterin Einkauf"]}).to_parquet(path)
    assert main.main(["classify-titles", str(path), "--column", "title"]) == 0
    assert "director, procurement" in capsys.readouterr().out


def test_a_column_that_is_not_there(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["classify-titles", str(file), "--column", "Job Titel"]) == 1
    assert capsys.readouterr().err == (
        "people.csv has no column 'Job Titel'. Did you mean 'Job Title'?\n")
    assert main.main(["classify-titles", str(file), "--column", "Job Title", "--out", "x.pdf"]) == 1
    assert "neither CSV nor Excel" in capsys.readouterr().err
