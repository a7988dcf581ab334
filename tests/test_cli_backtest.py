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


@pytest.fixture
def decided(world: World) -> World:
    """Sixty large accounts whose deals were won, sixty small ones whose deals were lost."""
    accounts = "Account ID,Account name,Employees,Industry\n" + "".join(
        f"b{n:03d},Company {n},{2000 if n < 60 else 20},{'Health' if n % 2 else 'Retail'}\n"
        for n in range(120)
    )
    deals = "Opportunity ID,Account ID,Stage,Amount,Currency,Created on,Closed on\n" + "".join(
        f"d{n},b{n:03d},{'Closed Won' if n < 60 else 'Closed Lost'},60000,EUR,2026-01-0{n % 9 + 1},"
        "2026-05-10\n"
        for n in range(120)
    )
    world.json("import", world.file("a.csv", accounts), world.file("o.csv", deals))
    return world


def test_a_back_test(decided: World) -> None:
    profile = decided.file("p.yaml", PROFILE)
    data = decided.json("backtest", "--profile", profile)
    assert (data["n_deals"], data["n_won"], data["n_lost"]) == (120, 60, 60)
    # A won deal at a Retail account scores 50, a lost one at a Health account 51: a quarter.
    assert data["draft"]["auc"]["estimate"] == 0.75 and data["live"] is None
    assert data["n_with_later_values"] == 120
    assert [tier["tier"] for tier in data["draft"]["tiers"]] == [1, 2, 3, 0]
    assert data["criteria"][0]["criterion"] == "Employees" and data["criteria"][0]["leaks"]
    assert data["limits"][0].startswith("'Employees' alone tells won from lost 100 times in 100")
    assert len(data["draft"]["gains"]["won"]) == 101
    decided.json("tiers", "--save", "--profile", profile)
    other = decided.file("q.yaml", PROFILE.replace("weight: 50, zero_at", "weight: 5, zero_at"))
    beside = decided.json("backtest", "--profile", other)
    assert beside["live"]["auc"]["estimate"] == 0.75
    assert beside["difference"]["estimate"] == 0
    said = decided.run("backtest")
    assert said.code == 0
    for part in ("Win rate by tenth", "Each criterion alone", "not the chance of any account"):
        assert part in said.out


def test_a_back_test_without_history_says_so(world: World) -> None:
    said = world.run("backtest")
    assert said.code == 0 and "Not enough history for a back-test" in said.out
    data = world.json("backtest")
    assert data["draft"] is None and data["criteria"] == [] and data["limits"] == []


def test_presets_are_told_and_written(decided: World) -> None:
    told = decided.json("presets")["presets"]
    assert [one["name"] for one in told] == ["enterprise", "mid-market", "programmatic",
                                            "expansion"]  # fmt: skip
    assert told[0]["looks_at"] == ["Employees", "Industry"]
    out = decided.folder / "preset.yaml"
    written = decided.json("presets", "enterprise", "--out", str(out))
    assert written["written"] == str(out) and written["profile"] == "Enterprise land and expand"
    tried = decided.json("tiers", "--profile", str(out))
    assert [tier["n_draft"] for tier in tried["tiers"]] == told[0]["tiers"]
    assert decided.run("presets", "enterprise").out.strip() == out.read_text("utf-8").strip()
    assert "Enterprise land and expand (enterprise)" in decided.run("presets").out
    assert "Did you mean 'expansion'?" in decided.fails("presets", "expansoin")


def test_the_check(decided: World) -> None:
    data = decided.json("check")
    signs = {sign["key"]: sign for sign in data["signs"]}
    assert (signs["deal_size"]["value"], signs["deal_size"]["n"]) == (60_000, 60)
    assert signs["stakeholders"]["verdict"] == "cannot tell"
    assert signs["stakeholders"]["value"] is None
    assert signs["cycle"]["verdict"] == "speaks for it"
    assert signs["concentration"]["value"] == pytest.approx(0.2)
    assert data["headline"] in decided.run("check").out


def test_the_list_to_enrich(world: World) -> None:
    world.json("import", world.file("e.csv", "Account ID,Account name,Industry\n009,Eve,Health\n"))
    world.json("tiers", "--save", "--profile", world.file("p.yaml", PROFILE))
    out = str(world.folder / "enrich.xlsx")
    assert world.json("export", "enrich", "--out", out)["rows"] == 1
    (header, row) = openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True)
    line = dict(zip(header, row, strict=True))
    assert (line["Account name"], line["Missing field"]) == ("Eve", "Employees")
    assert (line["Score if worst"], line["Score if best"]) == (50, 100)
    assert (line["Worst tier"], line["Best tier"]) == (3, 1)
