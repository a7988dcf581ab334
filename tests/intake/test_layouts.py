"""A file that came before is read as before, without a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from intake_files import NOON, table

from abm_core.intake.layout.layouts import (
    Difference,
    difference,
    mapping_for,
    recall,
    remember,
    stem,
)
from abm_core.intake.layout.mapping import Mapping, propose, remap
from abm_core.store import Store

LATER = datetime(2026, 1, 12)
ACCOUNTS = "Id,Name,Revenue,Segment,Created\n1,Acme,120,A,03/04/2021\n2,Beta,80,B,05/06/2022\n"


@pytest.mark.parametrize(("file", "expected"), [
    ("accounts.csv", "accounts"),
    ("Accounts_2026-11-09.csv", "accounts"),
    ("accounts-9-nov-2026 (3).xlsx", "accounts"),
    ("20261109_crm.accounts.csv", "crm accounts"),
    ("export 2.xlsx › Deals 2026", "export › deals"),
    ("2026-11-09.csv", ""),
])
def test_the_stem_is_the_name_without_dates_and_numbers(file: str, expected: str) -> None:
    assert stem(file) == expected


def answered() -> Mapping:
    """What a person said: revenue in thousands, the month first, Segment is the territory."""
    mapping = remap(propose(table(ACCOUNTS, "accounts_1.csv")).mapping,
                    {"territory": "Segment", "annual_revenue": "Revenue"})
    return replace(mapping, units={"annual_revenue": 1e3}, date_order="mdy")


def remembered(store: Store, mapping: Mapping, name: str = "accounts_1.csv") -> None:
    with store.cursor() as cursor:
        remember(cursor, table(ACCOUNTS, name), mapping, used_at=NOON)


def test_the_same_layout_is_read_as_before_without_a_question(store: Store) -> None:
    first = table(ACCOUNTS, "accounts_1.csv")
    assert {question.field for question in propose(first).questions} == {
        "annual_revenue", "date_order"}
    remembered(store, answered())
    with store.cursor() as cursor:
        proposal = mapping_for(cursor, table(ACCOUNTS, "accounts_2.csv"))
    assert proposal.mapping == answered()
    assert proposal.questions == ()
    assert proposal.unmapped == ()
    assert proposal.confidence["territory"] == 1.0


def test_a_default_that_was_accepted_is_not_asked_for_again(store: Store) -> None:
    mapping = replace(answered(), units={})
    remembered(store, mapping)
    with store.cursor() as cursor:
        proposal = mapping_for(cursor, table(ACCOUNTS, "accounts_2.csv"))
    assert proposal.questions == ()
    assert proposal.mapping.units == {"annual_revenue": 1.0}


def test_another_order_and_spelling_of_headers_is_the_same_layout(store: Store) -> None:
    remembered(store, answered())
    moved = table("created,SEGMENT,name,revenue,ID\n03/04/2021,A,Acme,120,1\n", "accounts 3.csv")
    with store.cursor() as cursor:
        found = recall(cursor, moved)
    assert found is not None
    assert found.columns == {"account_id": "ID", "name": "name", "annual_revenue": "revenue",
                             "territory": "SEGMENT", "created_on": "created"}
    assert (found.units, found.date_order) == ({"annual_revenue": 1e3}, "mdy")


def test_a_renamed_column_asks_again(store: Store) -> None:
    remembered(store, answered())
    renamed = table(ACCOUNTS.replace("Segment", "Cluster"), "accounts_2.csv")
    with store.cursor() as cursor:
        assert recall(cursor, renamed) is None
        assert difference(cursor, renamed) == Difference(("Cluster",), ("Segment",))
        proposal = mapping_for(cursor, renamed)
    assert [question.field for question in proposal.questions] == ["annual_revenue", "date_order"]


def test_the_same_headers_under_another_name_are_read_alike_if_that_is_clear(store: Store) -> None:
    other = table(ACCOUNTS, "prospects.csv")
    remembered(store, answered())
    with store.cursor() as cursor:
        assert recall(cursor, other) == answered()
        remember(cursor, table(ACCOUNTS, "customers.csv"),
                 replace(answered(), units={"annual_revenue": 1e6}), used_at=LATER)
        assert recall(cursor, other) is None
        assert recall(cursor, table(ACCOUNTS, "accounts_9.csv")) == answered()
        assert difference(cursor, other) is None


def test_the_last_answer_counts(store: Store) -> None:
    remembered(store, answered())
    other = replace(answered(), date_order="dmy")
    remembered(store, other, "accounts_2.csv")
    with store.cursor() as cursor:
        assert recall(cursor, table(ACCOUNTS, "accounts_3.csv")) == other
        assert cursor.execute("SELECT count(*) FROM layouts").fetchall() == [(1,)]


def test_what_a_person_says_the_rows_are_comes_first(store: Store) -> None:
    remembered(store, answered())
    with store.cursor() as cursor:
        proposal = mapping_for(cursor, table(ACCOUNTS, "accounts_2.csv"), entity="opportunities")
    assert proposal.mapping.entity == "opportunities"


def test_a_mapping_that_no_longer_fits_is_not_recalled(store: Store) -> None:
    remembered(store, answered())
    with store.cursor() as cursor:
        cursor.execute("UPDATE layouts SET columns = '{\"name\": \"Name\", \"gone\": \"Id\"}'")
        assert recall(cursor, table(ACCOUNTS, "accounts_2.csv")) is None
