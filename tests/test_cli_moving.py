"""Turnover and on-deck from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli import PROFILE, World, empty, program, world  # noqa: F401

from abm_core import schema, store

# pytest finds these fixtures by name, so each test below takes them as arguments.
# ruff: noqa: F811


def put_list(path: Path, rows: list[dict[str, object]]) -> None:
    """A programme with its history, as an import brings it."""
    opened = store.open_store(path)
    with opened.cursor() as cursor:
        store.insert(cursor, schema.PROGRAMMES, [{"programme_id": "p", "name": "Spring"}])
        store.insert(cursor, schema.TARGET_LIST, [{"programme_id": "p", **row} for row in rows])
    opened.close()


def test_turnover_by_quarter(world: World) -> None:
    """Two found the list on 1 January. One leaves on 1 March, another comes: 90 of 31 + 28 + 31
    days with two accounts; (1 + 1) / 2 / 2 = 50 %.
    """
    put_list(world.store, [
        {"account_id": "a1", "tier": "1", "joined_on": "2026-01-01"},
        {"account_id": "a2", "tier": "1", "joined_on": "2026-01-01", "left_on": "2026-03-01"},
        {"account_id": "a3", "tier": "1", "joined_on": "2026-03-01"},
    ])  # fmt: skip
    data = world.json("turnover", "--as-of", "2026-03-31")
    assert data["programme"] == "Spring" and data["as_of"] == "2026-03-31"
    whole, first, second, third = data["quarters"]
    assert whole == {
        "from": "2026-01-01", "to": "2026-03-31", "tier": None, "entries": 1, "exits": 1,
        "mean_size": 2.0, "turnover": 0.5, "flagged": True,
    }  # fmt: skip
    assert first == {**whole, "tier": 1}
    assert (second["turnover"], third["turnover"]) == (None, None)
    said = world.run("turnover", "--programme", "spring", "--as-of", "2026-03-31").out.splitlines()
    assert said[0] == (
        "The list, 1 Jan 2026 to 31 Mar 2026: turnover 50 % (1 entry and 1 exit, 2.0 accounts on "
        "average), above the 25 % that leave a programme time to work."
    )
    assert said[2] == "Tier 2, 1 Jan 2026 to 31 Mar 2026: empty."
    assert "Did you mean 'Spring'?" in world.fails("turnover", "--programme", "Sprig")


def test_turnover_needs_a_programme(world: World) -> None:
    assert "There is no programme yet." in world.fails("turnover")


def test_who_is_next_in_line(world: World) -> None:
    """Ada 100, Bea 70, Cy 50, Dee 5; cutoffs 90, 60 and 40."""
    profile = world.file("p.yaml", PROFILE)
    data = world.json("on-deck", "--profile", profile)
    assert [(one["for_tier"], one["name"], one["short_by"], one["waits_for"])
            for one in data["accounts"]] == [
        (1, "Bea", 20.0, "score"), (1, "Cy", 40.0, "score"), (1, "Dee", 85.0, "score"),
        (2, "Cy", 10.0, "score"), (2, "Dee", 55.0, "score"), (3, "Dee", 35.0, "score"),
    ]  # fmt: skip
    said = world.run("on-deck", "--tier", "1", "--limit", "1", "--profile", profile).out
    assert said.splitlines()[2] == (
        "1 account next in line for tier 1; the first is Bea with 70.0, 20.0 points below the "
        "cutoff."
    )
    assert said.splitlines()[3].startswith("  Bea (")
    assert said.splitlines()[3].endswith("): 70.0, 20.0 below the cutoff, waits for score")
    assert len(said.splitlines()) == 4


def test_nobody_is_next_for_a_tier_that_all_are_in(world: World) -> None:
    profile = world.file("p.yaml", PROFILE.replace("[90, 60, 40]", "[5, 4, 3]"))
    assert world.run("on-deck", "--tier", "1", "--profile", profile).out.splitlines()[2:] == [
        "Nobody is next in line for tier 1."
    ]


@pytest.mark.parametrize("wrong", [("--limit", "0"), ("--tier", "4"), ("--limit", "x")])
def test_wrong_usage(world: World, wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        world.run("on-deck", *wrong)
    assert ended.value.code == 2
