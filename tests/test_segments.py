"""Segments: saved filters over accounts, and which account counts in which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from test_cli import World, empty, world  # noqa: F401

from abm_core import schema, segments, store, upkeep
from abm_core.errors import AbmError
from abm_core.measure import groups

# ruff: noqa: F811

NOON = datetime(2026, 3, 2, 12)
ACCOUNTS: list[dict[str, Any]] = [
    {"account_id": "bank", "industry": "Banking", "region": "North",
     "extra": '{"Product line": "Loans"}'},
    {"account_id": "bank2", "industry": "banking ", "region": "South"},
    {"account_id": "insurer", "industry": "Insurance", "region": "North",
     "technologies": ["CRM", "Data lake"]},
    {"account_id": "shop", "industry": "Retail", "extra": '{"Product line": "Loans"}'},
    {"account_id": "unknown"},
]  # fmt: skip


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with closing(store.open_store(tmp_path / "s.duckdb")) as opened, opened.cursor() as one:
        store.insert(one, schema.ACCOUNTS, [{"name": row["account_id"], **row} for row in ACCOUNTS])
        store.insert(one, schema.TARGET_LIST, [
            {"programme_id": "p", "account_id": account, "tier": "2", "joined_on": date(2026, 1, 1),
             "left_on": left}
            for account, left in (("bank", None), ("insurer", None), ("bank2", date(2026, 2, 1)))
        ])  # fmt: skip
        yield one


def save(cursor: DuckDBPyConnection, name: str, **conditions: list[str]) -> None:
    wanted = {field.replace("extra_", "extra."): values for field, values in conditions.items()}
    segments.save(cursor, name, wanted, author="Ida", saved_at=NOON)


def members(cursor: DuckDBPyConnection) -> dict[str, str]:
    segments.refresh(cursor)
    return dict(cursor.execute("SELECT account_id, segment FROM account_segments").fetchall())


def test_while_none_is_saved_industries_stand_in(cursor: DuckDBPyConnection) -> None:
    assert members(cursor) == {"bank": "Banking", "bank2": "banking ", "insurer": "Insurance",
                               "shop": "Retail"}  # fmt: skip
    assert segments.told(cursor) == segments.USUAL


def test_all_conditions_must_hold_and_any_value_will_do(cursor: DuckDBPyConnection) -> None:
    save(cursor, "Tier 2 cluster", industry=["banking", "INSURANCE"], tier=["2"])
    assert members(cursor) == {"bank": "Tier 2 cluster", "insurer": "Tier 2 cluster"}
    save(cursor, "Lenders", **{"extra.Product line": ["Loans"]})
    save(cursor, "Lakes", technologies=["data lake"])
    # the first that an account is in holds: bank is a lender too, the insurer has a lake too
    assert members(cursor) == {"bank": "Tier 2 cluster", "insurer": "Tier 2 cluster",
                               "shop": "Lenders"}  # fmt: skip
    assert segments.sizes(cursor) == {"Tier 2 cluster": 2, "Lenders": 1}
    assert segments.listing(cursor)[0].told == (
        "Industry is banking or INSURANCE; Tier is 2")


def test_saving_again_keeps_the_place_and_deleting_frees_it(cursor: DuckDBPyConnection) -> None:
    save(cursor, "North", region=["North"])
    save(cursor, "Banks", industry=["Banking"])
    save(cursor, "north", region=["North", "South"])
    assert [one.name for one in segments.listing(cursor)] == ["north", "Banks"]
    assert members(cursor) == dict.fromkeys(["bank", "bank2", "insurer"], "north")
    segments.delete(cursor, "NORTH", author="Bo", deleted_at=NOON)
    assert members(cursor) == {"bank": "Banks", "bank2": "Banks"}
    logged = cursor.execute("SELECT entity_id, field, author FROM change_log ORDER BY change_id")
    assert logged.fetchall() == [("North", "+", "Ida"), ("Banks", "+", "Ida"),
                                 ("north", "conditions", "Ida"), ("north", "-", "Bo")]


def test_membership_follows_data_and_tiers(cursor: DuckDBPyConnection) -> None:
    save(cursor, "Second tier", tier=["2"])
    assert set(members(cursor)) == {"bank", "insurer"}
    assert not segments.refresh(cursor)
    cursor.execute("UPDATE target_list SET left_on = '2026-03-01' WHERE account_id = 'bank'")
    store.next_decision(cursor)
    assert set(members(cursor)) == {"insurer"}


def test_engagement_is_grouped_by_segment(cursor: DuckDBPyConnection) -> None:
    save(cursor, "North", region=["north"])
    upkeep.compute(cursor, now=NOON)
    groups.lay_out(cursor, "segment", as_of=NOON.date())
    assert groups.sizes(cursor) == {"": 3, "North": 2}


@pytest.mark.parametrize(("name", "conditions"), [
    (" ", {"industry": ["Banking"]}), ("A", {}), ("A", {"industry": []}),
    ("A", {"industry": [" "]}), ("A", {"colour": ["red"]}), ("A" * 61, {"industry": ["Banking"]}),
])
def test_what_makes_no_segment_is_refused(
    cursor: DuckDBPyConnection, name: str, conditions: dict[str, list[str]]
) -> None:
    with pytest.raises(AbmError):
        segments.save(cursor, name, conditions, author="", saved_at=NOON)
    assert segments.listing(cursor) == []


def test_one_that_is_not_there_cannot_be_deleted(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="no segment 'Sout'"):
        segments.delete(cursor, "Sout", author="", deleted_at=NOON)


def test_values_and_fields_offered(cursor: DuckDBPyConnection) -> None:
    assert segments.fields(cursor)[-1] == "extra.Product line"
    assert segments.values(cursor, "region") == ["North", "South"]
    assert segments.values(cursor, "technologies") == ["CRM", "Data lake"]
    assert segments.values(cursor, "extra.Product line") == ["Loans"]


def test_commands(world: World) -> None:
    assert world.json("segment", "list")["segments"] == []
    where = [word for tier in "123" for word in ("--where", f"tier={tier}")]
    said = world.run("segment", "save", "Everybody", *where)
    assert "Saved Everybody: 0 accounts." in said.out
    (found,) = world.json("segment", "list")["segments"]
    assert found == {"segment": "Everybody", "n_accounts": 0,
                     "conditions": {"tier": ["1", "2", "3"]}}  # fmt: skip
    assert "By 1 saved segment" in world.run("engagement", "--by", "segment").out
    assert "By 1 saved segment" in world.run("coverage", "--by", "segment").out
    assert "Deleted Everybody" in world.run("segment", "delete", "everybody").out
    assert segments.USUAL in world.run("engagement", "--by", "segment").out
