"""Families as one, and what is due: both counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from coverage_world import (
    TODAY,
    WEEK,
    account,
    cell,
    contact,
    deal,
    did,
    ladder,
    opened,
    read,
    refresh,
    target,
)
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.measure import coverage, coverage_gaps, coverage_health
from abm_core.output import gap_lists

EB, CH, TE, EU, LP, *_ = schema.BUYING_ROLES


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """An empty store."""
    with opened(tmp_path) as one:
        yield one


@pytest.fixture
def family(cursor: DuckDBPyConnection) -> DuckDBPyConnection:
    """A parent that is no target, daughters in tier 1 and 3, a stranger in tier 2."""
    store.insert(cursor, schema.ACCOUNTS, [{"account_id": "top", "name": "Top"}])
    target(cursor, "first", "1", parent_id="top")
    target(cursor, "third", "3", parent_id="top")
    target(cursor, "other", "2")
    contact(cursor, "ida", "first", "Champion", verified_on=TODAY)
    contact(cursor, "bo", "top", "Economic buyer", verified_on=TODAY)
    contact(cursor, "cy", "third", "Champion")
    contact(cursor, "old", "third", "End user", verified_on=date(2024, 1, 1))
    contact(cursor, "di", "other", "Economic buyer")
    did(cursor, "cy", "third", "mail reply", points=2.0)
    deal(cursor, "o1", "third", amount=70.0)
    deal(cursor, "o2", "first", amount=30.0)
    return cursor


def test_a_family_counts_once_in_its_best_tier(family: DuckDBPyConnection) -> None:
    refresh(family)
    found = coverage.read(family, families=True)
    assert sorted(found.accounts["account_id"]) == ["first", "other"]
    first = account(found, "first")
    assert (first["tier"], first["members"], first["targets"]) == (
        "1", ["first", "third", "top"], ["first", "third"])
    # Champions ida and cy for one place, buyer bo; the end user is stale.
    assert (first["n_required"], first["n_covered"], first["open_pipeline"]) == (5, 2, 100.0)
    assert (first["n_contacts"], first["n_engaged"], first["n_open"]) == (4, 1, 2)
    assert ladder(cell(found, "first", CH)) == (2, 2, 2, 1)
    assert ladder(cell(found, "first", EB)) == (1, 1, 1, 0)
    assert cell(found, "first", EU)["level"] == coverage.STALE
    assert first["relationship"] == coverage.read(family, account_ids=["third"]).accounts[
        "relationship"].iloc[0] > 0  # fmt: skip
    assert coverage_health.health(found).n_contacts == 5, "nobody counts twice"


def test_lists_of_families_name_people_of_all_members(family: DuckDBPyConnection) -> None:
    refresh(family)
    found = coverage.read(family, families=True)
    behind = coverage_gaps.people_behind(family, found.members["first"], [CH])
    assert behind["contact_id"].tolist() == ["cy", "ida"]
    rows = gap_lists.gaps(family, found)
    assert rows[rows["account_id"] == "first"]["requirement"].tolist() == [TE, EU, LP]
    check = gap_lists.to_verify(family, found)
    assert check[["contact", "name"]].to_numpy().tolist() == [
        ["Di", "Other"], ["Old", "Third"]]  # fmt: skip


def test_without_families_every_account_stands_alone(family: DuckDBPyConnection) -> None:
    found = read(family)
    assert sorted(found.accounts["account_id"]) == ["first", "other", "third"]
    assert account(found, "first")["members"] == ["first"]
    assert account(found, "first")["n_covered"] == 1


def stage(cursor: DuckDBPyConnection, account_id: str, name: str) -> None:
    """The account has entered a stage."""
    store.insert(cursor, schema.STAGE_CHANGES, [{
        "account_id": account_id, "motion": "new", "week": WEEK, "changed_on": WEEK,
        "stage_to": name, "rules_version": 0}])  # fmt: skip


@pytest.mark.parametrize(("reached", "is_open", "due"), [
    ("", False, []), ("aware", False, []), ("engaged", False, [CH, TE, EU]),
    ("qualified", False, [EB, CH, TE, EU]), ("customer", False, [EB, CH, TE, EU, LP]),
    ("aware", True, [EB, CH, TE, EU, LP]),
])  # fmt: skip
def test_a_role_is_due_from_its_stage(
    cursor: DuckDBPyConnection, reached: str, is_open: bool, due: list[str]
) -> None:
    target(cursor, "acme")
    contact(cursor, "ida", "acme", CH)
    if reached:
        stage(cursor, "acme", reached)
    if is_open:
        deal(cursor, "o1", "acme")
    found = read(cursor)
    assert found.cells[found.cells["is_due"]]["requirement"].tolist() == due
    assert account(found, "acme")["n_missing_due"] == len(set(due) - {CH})


def test_what_is_due_comes_first(cursor: DuckDBPyConnection) -> None:
    for name in ("early", "late"):
        target(cursor, name)
    stage(cursor, "late", "engaged")
    found = read(cursor)
    assert found.accounts["account_id"].tolist() == ["late", "early"]
    table = coverage_gaps.by_role_and_tier(found).set_index("requirement")
    assert table["n_missing"].tolist() == [2] * 5
    assert table["n_due"].to_dict() == {EB: 0, CH: 1, TE: 1, EU: 1, LP: 0}
