"""Commands about matches: dedupe, merge, unmerge, decide, decisions."""

from __future__ import annotations

import pytest
from test_cli import World, empty  # noqa: F401

# pytest finds these fixtures by name, so each test below takes them as arguments.
# ruff: noqa: F811

ACCOUNTS = """Account ID,Account name,Website,Employees
1,Acme Inc,acme.com,10
2,ACME,acme.com,
3,Acme,acme.de,
"""
DEALS = "Opportunity ID,Account name,Stage,Amount\no1,acme,Demo,5\no2,acme,Demo,6\n"


@pytest.fixture
def world(empty: World) -> World:
    """Three accounts of one name, two of them at one domain; a reference that could be any."""
    empty.json("import", empty.file("a.csv", ACCOUNTS))
    empty.json("import", empty.file("o.csv", DEALS))
    return empty


def test_dedupe_lists_and_merges_only_what_is_certain(world: World) -> None:
    listed = world.json("dedupe")
    assert [(one["keep"], one["merge"], one["confidence"]) for one in listed["pairs"]] == [
        ("1", "2", 0.97), ("2", "3", 0.4), ("1", "3", 0.4),
    ]  # fmt: skip
    assert len(world.json("dedupe", "--min-confidence", "0.9")["pairs"]) == 1
    said = world.run("dedupe", "--apply", "--author", "Ida").out
    assert "Merged 1 pair of accounts that are certain" in said and "ACME (2) into" in said
    assert "1 pair of accounts may be one:" in said
    assert world.rows("accounts") == 2
    assert world.json("dedupe", "--apply")["merged"] == []
    assert world.json("unmerge", "2") == {"unmerged": "2"}
    assert world.rows("accounts") == 3
    assert "not merged" in world.fails("unmerge", "2")


def test_merge_says_what_moved_and_what_differs(world: World) -> None:
    said = world.run("merge", "3", "1").out
    assert "'Acme Inc' (1) is merged into 'Acme' (3): 0 references moved, 1 blank field" in said
    assert "Domain: kept acme.de; the other said acme.com" in said
    assert "no account 9" in world.fails("merge", "3", "9")


def test_decide_lists_decides_and_is_taken_back(world: World) -> None:
    (question,) = world.json("decide")["questions"]
    assert (question["subject"], question["rows"]) == ("name acme", {"opportunities": 2})
    assert "1 reference to decide:" in world.run("decide").out
    assert "2 rows have joined it" in world.run("decide", "acme", "3", "--author", "Ida").out
    assert world.run("decide").out == "No reference waits for a decision.\n"
    assert "'acme' means 3, Ida" in world.run("decisions").out
    assert "is open again" in world.run("decisions", "--undo", "1").out
    assert world.json("decide", "acme", "none")["account"] is None
    assert "is undone already" in world.fails("decisions", "--undo", "1")
    assert "Which account" in world.fails("decide", "acme")
