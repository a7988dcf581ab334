"""Coverage, counted by hand, and the traps in which joins count twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from coverage_world import (
    NOON,
    TODAY,
    account,
    cell,
    contact,
    deal,
    did,
    ladder,
    opened,
    persona,
    read,
    refresh,
    target,
)
from duckdb import DuckDBPyConnection

from abm_core import schema, segments, store
from abm_core.committee import role_confirmations, templates_saved
from abm_core.committee.templates import Requirement, Segment, Templates
from abm_core.measure import coverage, coverage_held

EB, CH, TE, EU, LP, ES, IN, BL = schema.BUYING_ROLES
EITHER = f"{EB} or {CH}"


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """An empty store."""
    with opened(tmp_path) as one:
        yield one


def test_tiers_require_what_the_design_says(cursor: DuckDBPyConnection) -> None:
    for tier in schema.TIERS:
        target(cursor, f"a{tier}", tier)
    cells = read(cursor).cells
    found = cells.groupby("tier")["requirement"].agg(list).to_dict()
    assert found == {"1": [EB, CH, TE, EU, LP], "2": [EB, CH, TE], "3": [EITHER]}


def test_the_ladder_step_by_step(cursor: DuckDBPyConnection) -> None:
    target(cursor, "acme")
    contact(cursor, "nomail", "acme", EB, email=None)
    contact(cursor, "odd", "acme", EB, email="not known")
    contact(cursor, "bounced", "acme", EB, bounced=True, phone="+45 1234 5678")
    contact(cursor, "out", "acme", EB, opted_out=True)
    contact(cursor, "left", "acme", EB, left_on=date(2026, 1, 1), verified_on=TODAY)
    contact(cursor, "old", "acme", EB, verified_on=date(2025, 2, 28))  # 366 days
    contact(cursor, "year", "acme", EB, verified_on=date(2025, 3, 1))  # 365 days
    contact(cursor, "phoned", "acme", EB, email=None, phone="+45 1234 5678")
    contact(cursor, "spoke", "acme", EB, verified_on=date(2020, 1, 1))
    did(cursor, "spoke", "acme", "mail reply")
    found = cell(read(cursor), "acme", EB)
    # Known: all but left. Reachable: old, year, phoned, spoke. Current: year, phoned, spoke.
    assert ladder(found) == (8, 4, 3, 1)
    assert (found["n_unverified"], found["n_covered"], found["level"]) == (1, 1, "engaged")


def test_levels_are_words(cursor: DuckDBPyConnection) -> None:
    target(cursor, "missing")
    for name, values in (("out", {"opted_out": True}), ("old", {"verified_on": date(2024, 1, 1)}),
                         ("fine", {})):  # fmt: skip
        target(cursor, name)
        contact(cursor, f"at-{name}", name, CH, **values)
    found = read(cursor)
    assert {name: cell(found, name, CH)["level"] for name in ("missing", "out", "old", "fine")} == {
        "missing": coverage.MISSING, "out": coverage.UNREACHABLE, "old": coverage.STALE,
        "fine": coverage.COVERED}  # fmt: skip


def test_no_date_at_all_is_covered_and_marked_unverified(cursor: DuckDBPyConnection) -> None:
    target(cursor, "acme", "3")
    contact(cursor, "ida", "acme", CH)
    found = cell(read(cursor), "acme", EITHER)
    assert (found["n_covered"], found["n_unverified"]) == (1, 1)


def test_who_is_engaged(cursor: DuckDBPyConnection) -> None:
    yes: list[tuple[str, dict[str, Any]]] = [
        ("mail reply", {}), ("meeting", {"direction": "ours"}), ("form fill", {}), ("call", {}),
        ("page visit", {"points": 5.0}), ("mail reply", {"weeks_ago": 12}),
    ]  # fmt: skip
    no: list[tuple[str, dict[str, Any]]] = [
        ("mail reply", {"direction": "ours"}), ("call", {"direction": "ours"}),
        ("page visit", {"points": 4.99}), ("mail reply", {"weeks_ago": 13}),
    ]
    for n, (kind, more) in enumerate([*yes, *no]):
        target(cursor, f"a{n}")
        contact(cursor, f"c{n}", f"a{n}", EB)
        did(cursor, f"c{n}", f"a{n}", kind, **more)
    found = read(cursor)
    for n in range(len(yes) + len(no)):
        engaged = int(n < len(yes))
        assert cell(found, f"a{n}", EB)["n_engaged"] == engaged, n
        assert account(found, f"a{n}")["n_engaged"] == engaged, n


# --- Traps --------------------------------------------------------------------------------------


def test_trap_two_opportunities_on_one_account(cursor: DuckDBPyConnection) -> None:
    """The same champion on both deals is one champion; both amounts count once."""
    target(cursor, "acme")
    contact(cursor, "ida", "acme")
    for number, amount in (("o1", 100.0), ("o2", 50.0)):
        deal(cursor, number, "acme", amount=amount)
        store.insert(cursor, schema.OPPORTUNITY_CONTACTS, [
            {"opportunity_id": number, "contact_id": "ida", "role": "Champion"}])  # fmt: skip
    found = read(cursor)
    assert ladder(cell(found, "acme", CH)) == (1, 1, 1, 0)
    assert account(found, "acme")["open_pipeline"] == 150
    assert account(found, "acme")["n_contacts"] == 1
    by_role = coverage.summary(found, "role").set_index("group")
    assert by_role.loc[EB, "pipeline_at_risk"] == 150
    assert CH not in by_role[by_role["n_accounts_missing"] > 0].index
    assert coverage.summary(found, "tier")["pipeline_at_risk"].tolist() == [150]


def test_trap_six_champions(cursor: DuckDBPyConnection) -> None:
    """Six champions cover one required champion, and nothing else."""
    target(cursor, "acme")
    for n in range(6):
        contact(cursor, f"c{n}", "acme", "Champion")
    found = read(cursor)
    assert ladder(cell(found, "acme", CH)) == (6, 6, 6, 0)
    assert cell(found, "acme", CH)["n_covered"] == 1
    assert account(found, "acme")["coverage"] == pytest.approx(1 / 5)
    assert account(found, "acme")["missing"] == [EB, TE, EU, LP]


def test_trap_a_contact_with_two_roles(cursor: DuckDBPyConnection) -> None:
    """One person in two roles covers both lines; of alternatives they cover one."""
    target(cursor, "acme", "2")
    target(cursor, "bolt", "3")
    for place in ("acme", "bolt"):
        contact(cursor, f"at-{place}", place, "BUDGET_HOLDER;CHAMPION")
    found = read(cursor)
    assert account(found, "acme")["coverage"] == pytest.approx(2 / 3)
    assert account(found, "acme")["n_contacts"] == 1
    assert ladder(cell(found, "bolt", EITHER)) == (1, 1, 1, 0)
    assert account(found, "bolt")["coverage"] == 1


def test_trap_an_account_without_contacts(cursor: DuckDBPyConnection) -> None:
    """It is in the list, with everything missing and its pipeline at risk."""
    target(cursor, "empty")
    deal(cursor, "o1", "empty", amount=70.0)
    found = read(cursor)
    row = account(found, "empty")
    assert (row["coverage"], row["n_contacts"], row["n_missing"]) == (0, 0, 5)
    assert (row["open_pipeline"], row["is_single_threaded"]) == (70, False)
    assert set(found.cells["level"]) == {coverage.MISSING}
    assert set(coverage.summary(found)["pipeline_at_risk"]) == {70}


def test_trap_a_role_required_twice(cursor: DuckDBPyConnection) -> None:
    """Two are needed; one covers half, and one person in two sources is not two."""
    target(cursor, "half")
    target(cursor, "full")
    templates = Templates(tiers={"1": (Requirement((CH,), 2), Requirement((EB,)))})
    templates_saved.save(cursor, templates, author="Ida", saved_at=NOON)
    contact(cursor, "one", "half", "Champion")
    refresh(cursor)
    role_confirmations.confirm(cursor, "one", CH, author="Ida", confirmed_at=NOON)
    for name in ("two", "three", "four"):
        contact(cursor, name, "full", "Champion")
    found = read(cursor)
    assert ladder(cell(found, "half", CH)) == (1, 1, 1, 0)
    assert cell(found, "half", CH)["level"] == coverage.PARTLY
    assert account(found, "half")["coverage"] == pytest.approx(1 / 3)
    assert account(found, "half")["missing"] == [CH, EB]
    assert account(found, "full")["coverage"] == pytest.approx(2 / 3)


def test_trap_a_contact_moved_to_another_account(cursor: DuckDBPyConnection) -> None:
    """What was said and done at the old account covers nothing, there or at the new one."""
    target(cursor, "old")
    target(cursor, "new")
    contact(cursor, "ida", "old")
    deal(cursor, "o1", "old", amount=10.0)
    store.insert(cursor, schema.OPPORTUNITY_CONTACTS, [
        {"opportunity_id": "o1", "contact_id": "ida", "role": "Champion"}])  # fmt: skip
    did(cursor, "ida", "old", "mail reply")
    refresh(cursor)
    role_confirmations.confirm(cursor, "ida", EB, author="Bo", confirmed_at=NOON)
    before = read(cursor)
    assert account(before, "old")["n_covered"] == 2 and account(before, "old")["n_engaged"] == 1
    cursor.execute("UPDATE contacts SET account_id = 'new' WHERE contact_id = 'ida'")
    after = read(cursor)
    for place, n_contacts in (("old", 0), ("new", 1)):
        row = account(after, place)
        assert (row["n_covered"], row["n_contacts"], row["n_engaged"]) == (0, n_contacts, 0)
    kept = cursor.execute("SELECT role, source, elsewhere, counts FROM contact_roles ORDER BY 1")
    assert kept.fetchall() == [(CH, "stated", True, False), (EB, "confirmed", True, False)]


# --- Rules --------------------------------------------------------------------------------------


def test_the_template_of_a_segment_comes_before_the_tiers(cursor: DuckDBPyConnection) -> None:
    target(cursor, "bank", "2", industry="Banking")
    target(cursor, "bank1", "1", industry="Banking")
    target(cursor, "shop", "2", industry="Retail")
    segment = Segment("Banks", "industry", ("BANKING",), "2", (Requirement((LP,), 1, "aware"),))
    anywhere = Segment("All retail", "industry", ("retail",), "", (Requirement((EU,)),))
    templates_saved.save(cursor, Templates(segments=(segment, anywhere)), author="", saved_at=NOON)
    segments.save(cursor, "All retail", {"industry": ["retail"]}, author="", saved_at=NOON)
    segments.refresh(cursor)
    found = read(cursor).cells.groupby("account_id")
    assert found["requirement"].agg(list).to_dict() == {
        "bank": [LP], "bank1": [EB, CH, TE, EU, LP], "shop": [EU]}  # fmt: skip
    assert found["segment"].first().to_dict() == {
        "bank": coverage_held.NO_SEGMENT, "bank1": coverage_held.NO_SEGMENT,
        "shop": "All retail"}  # fmt: skip


def test_threads(cursor: DuckDBPyConnection) -> None:
    for name, tier, engaged in (("a", "1", 2), ("b", "1", 3), ("c", "2", 1), ("d", "2", 2),
                                ("e", "3", 0)):  # fmt: skip
        target(cursor, name, tier)
        for n in range(engaged):
            contact(cursor, f"{name}{n}", name)
            did(cursor, f"{name}{n}", name, "mail reply", points=2.0)
    found = read(cursor).accounts.set_index("account_id")
    assert found["is_threaded"].to_dict() == {
        "a": False, "b": True, "c": False, "d": True, "e": True}  # fmt: skip
    assert found[found["is_single_threaded"]].index.tolist() == ["c"]


def test_a_likely_role_covers_only_from_a_confidence_on(cursor: DuckDBPyConnection) -> None:
    target(cursor, "acme")
    for name, sure in (("sure", 0.7), ("unsure", 0.6)):  # trust in titles 0.6: 0.42 and 0.36
        contact(cursor, name, "acme")
        persona(cursor, name, "vp", "finance", sure)
    found = cell(read(cursor), "acme", EB)
    assert (found["n_identified"], found["n_said"]) == (1, 0)


def test_orders_gaps_first_then_pipeline(cursor: DuckDBPyConnection) -> None:
    for name, amount in (("low", 10.0), ("high", 90.0), ("done", 500.0), ("none", None)):
        target(cursor, name, "3")
        if amount:
            deal(cursor, name, name, amount=amount)
    deal(cursor, "unsaid", "none", amount=None)
    contact(cursor, "ida", "done", EB)
    found = read(cursor).accounts
    assert found["account_id"].tolist() == ["high", "low", "none", "done"]
    assert found["n_open_without_amount"].tolist() == [0, 0, 1, 0]


def test_nothing_on_the_list(cursor: DuckDBPyConnection) -> None:
    found = read(cursor)
    assert found.cells.empty and found.accounts.empty
    for by in coverage.KEYS:
        assert coverage.summary(found, by).empty
