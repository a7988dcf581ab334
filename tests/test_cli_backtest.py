"""Back-test, presets, the check and the score sheet, from the command line."""

from __future__ import annotations

import openpyxl
import pytest
from test_cli import PROFILE, World, empty, program, world  # noqa: F401

# pytest finds these fixtures by name, so each test below takes them as arguments.
# ruff: noqa: F811


def test_a_score_sheet_with_live_formulas(world: World) -> None:
    out = str(world.folder / "sheet.xlsx")
    profile = world.file("p.yaml", PROFILE)
    data = world.json("export", "tiers", "--formulas", "--profile", profile, "--out", out)
    assert data["rows"] == 4
    page = openpyxl.load_workbook(out, data_only=True)["Accounts"]
    held = [row[:4] for row in page.iter_rows(min_row=5, values_only=True)]
    assert held == [("001", "Ada", 1, 100), ("002", "Bea", 2, 70), ("003", "Cy", 3, 50),
                    ("004", "Dee", None, 5)]  # fmt: skip
    formulas = openpyxl.load_workbook(out)["Accounts"]
    assert str(formulas["C5"].value).startswith("=IF(")


@pytest.mark.parametrize(
    ("words", "said"),
    [(("accounts", "--formulas"), "has nothing to calculate"),
     (("tiers", "--profile", "p.yaml"), "--profile goes with --formulas")],
)  # fmt: skip
def test_score_sheets_that_cannot_be(world: World, words: tuple[str, ...], said: str) -> None:
    assert said in world.fails("export", *words, "--out", str(world.folder / "x.xlsx"))
