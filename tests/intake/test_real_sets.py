"""The page on real exports says what imports do; where the sets are at hand it is made anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import real_sets
from benchmarks.real_exports import EXPORTS, Export

SETS = Path(__file__).resolve().parents[3] / "shared" / "data"
LARGE = {"google-sfdc-kittycorn", "zoho-crm"}
COUNTED = re.compile(r"^\| [^|]+ \| [^|]+ ((?:\| [\d,]+[^|]*)+)\|$", re.MULTILINE)
CASES = [
    pytest.param(one, id=one.folder, marks=[pytest.mark.slow] if one.folder in LARGE else [])
    for one in EXPORTS
]


@pytest.fixture(scope="module")
def page() -> str:
    return real_sets.DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("export", CASES)
def test_the_page_is_what_the_import_says(page: str, export: Export) -> None:
    if not (SETS / export.folder).is_dir():
        pytest.skip(f"the real exports {export.folder} are not on this machine")
    result = real_sets.run(SETS, export)
    assert all(result.met)
    assert real_sets.section(result) in page


def test_every_set_is_on_the_page_and_every_row_adds_up(page: str) -> None:
    assert [f"## {one.name}" for one in EXPORTS] == re.findall("^## .*$", page, re.MULTILINE)
    found = COUNTED.findall(page)
    assert len(found) > 50
    for text in found:
        read, *parts = [_total(cell) for cell in text.strip(" |").split("|")]
        assert sum(parts) == read, text
    assert "not met" not in page


def _total(cell: str) -> int:
    """The rows of a cell: its first number, or the first of each of several reasons."""
    return sum(int(re.match(r"\s*([\d,]+)", part)[1].replace(",", ""))  # type: ignore[index]
               for part in cell.split(";") if re.match(r"\s*[\d,]+", part))  # fmt: skip
