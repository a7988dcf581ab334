"""The account command: the page in words, as data, and as a brief."""

from __future__ import annotations

from pathlib import Path

from test_cli import World, empty  # noqa: F401
from test_cli_covering import world  # noqa: F401

# pytest finds these fixtures by name, so that one is a parameter below.
# ruff: noqa: F811


def test_account(world: World, tmp_path: Path) -> None:
    said = world.run("account", "ada.example")
    assert said.code == 0, said.err
    assert said.out.startswith("Ada joined tier 1; ")
    assert "  end user: missing" in said.out
    found = world.json("account", "001")
    assert (found["name"], found["tier"], found["open_pipeline"]["n"]) == ("Ada", "1", 0)
    assert {one["name"] for one in found["people"]} == {"Ida Holm", "Bo Berg", "Cy Dahl"}
    out = tmp_path / "brief.html"
    assert world.run("account", "Bea", "--out", str(out)).code == 0
    assert "<title>Bea: account brief</title>" in out.read_text(encoding="utf-8")


def test_account_says_what_is_wrong(world: World, tmp_path: Path) -> None:
    assert "There is no account" in world.run("account", "Zed").err
    assert "ends in .html" in world.run("account", "Ada", "--out", str(tmp_path / "a.pdf")).err
    past = world.run("account", "Ada", "--as-of", "2026-01-02")
    assert past.code == 1 and "is told as of 27 Feb 2026, the newest day" in past.err
