"""Lists to carry away: the right values in the right order, and nothing changes on the way back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from abm_core import sample, schema, store
from abm_core.intake import load
from abm_core.intake.layout import mapping
from abm_core.intake.load import FileReport
from abm_core.intake.read import readers
from abm_core.output import excel, lists
from abm_core.targeting import target_list, whatif
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Categories, Ramp
from abm_core.targeting.workshop import Workshop

NOW = datetime(2026, 11, 22, 9, 30)
DAY = date(2026, 11, 13)
PROFILE = Profile(
    "Two things",
    (
        Criterion("Industry", "industry", Categories((("Health", 1.0),)), weight=50),
        Criterion("Employees", "employees", Ramp(0, 1000), weight=50, part="timing"),
    ),
    (Exclusion("account_type", ("partner",), "Partner"),),
    cutoffs=(90, 60, 40),
)
ACCOUNTS = pd.DataFrame({
    "account_id": ["001", "002", "003", "004", "005"],
    "name": ["Ada Health", "=Bea Health", "Cy Retail", "Dee Health", "Eve Partner"],
    "domain": ["ada.example", "bea.example", None, None, None],
    "industry": ["Health", "Health", "Retail", "Health", "Health"],
    "employees": [1000, 400, 1000, None, 1000],
    "annual_revenue": [1e6, 2.5e6, None, None, None],
    "account_type": ["prospect", "customer", "prospect", "prospect", "partner"],
    "created_on": [DAY] * 5,
    "Data team": pd.array([3, 1, None, 2, 5], dtype="Int64"),
    "Renewal on": ["2026-01-31", None, "2025-12-01", None, None],
    "Code": ["007", "12", None, None, "x"],
    "Hiring": [True, False, None, None, None],
})
OPPORTUNITIES = pd.DataFrame({
    "opportunity_id": ["o1", "o2", "o3", "o4"],
    "account_id": ["001", "001", "002", "999"],
    "name": ["One", "Two", "Three", "Orphan"],
    "amount": [1000.0, None, 0.1 + 0.2, 5.0],
    "currency": ["EUR", "EUR", "EUR", "USD"],
    "stage": ["Demo", "Demo", "Closed Won", "Closed Lost"],
    "outcome": ["open", "open", "won", "lost"],
    "created_on": [DAY, DAY, date(2026, 1, 1), date(2026, 1, 1)],
    "closed_on": [None, None, date(2026, 2, 1), date(2026, 3, 1)],
    "expected_on": [date(2027, 1, 1), None, None, None],
})


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[store.Store]:
    found = store.open_store(tmp_path / "abm.duckdb")
    load.load_frames(
        found,
        [("accounts", ACCOUNTS, "accounts"), ("opportunities", OPPORTUNITIES, "opportunities")],
        imported_at=NOW,
    )
    yield found
    found.close()


def save(opened: store.Store) -> None:
    """Make PROFILE live."""
    with opened.cursor() as cursor:
        workshop = Workshop(cursor, DAY)
        target_list.save(
            cursor, workshop.accounts, workshop.score(PROFILE), programme="Nordic growth",
            as_of=DAY, saved_at=NOW, author="Ida",
        )  # fmt: skip


def exported(opened: store.Store, profile: Profile = PROFILE) -> tuple[pd.DataFrame, bytes]:
    """All accounts under a profile, as frame and as file."""
    with opened.cursor() as cursor:
        workshop = Workshop(cursor, DAY)
        programmes = target_list.programmes(cursor)
        live = target_list.live(cursor, workshop.accounts, programmes[0] if programmes else None)
        draft = workshop.score(profile)
        live_scored = workshop.score(live.profile) if live.profile else None
        comparison = whatif.compare(workshop.accounts, draft, live, live_scored)
        rows = np.arange(len(workshop.accounts))
        table = whatif.table(workshop.accounts, comparison, live_scored, rows)
        frame = lists.list_frame(workshop.accounts, rows, table, live, draft=draft)
        notes = lists.list_notes(draft, live, as_of=DAY, made_on=NOW.date(), n_rows=len(rows))
    return frame, excel.workbook(frame, sheet="Tiers", notes=notes, currency="EUR")


def taken_in(opened: store.Store, content: bytes) -> FileReport:
    """What an import of a file does, headers as proposed."""
    (table,) = readers.read("list.xlsx", content)
    found = mapping.propose(table).mapping
    report = load.import_tables(opened, [(table, found)], imported_at=NOW)
    assert not report.changed
    return report.files[0]


def assert_nothing_changed(file: FileReport) -> None:
    assert (file.n_added, file.n_updated, file.n_rejected) == (0, 0, 0)
    assert file.n_unchanged + file.n_skipped == file.n_rows


def test_the_list_has_the_saved_tier_and_the_scores(opened: store.Store) -> None:
    save(opened)
    frame, _ = exported(opened)
    by_name = frame.set_index("name")
    assert list(by_name["score"].round(6)) == [100, 70, 50, 100, 100]
    assert list(by_name["tier"]) == [1, 2, 3, 2, 0]  # half is known of Dee: enough for tier 2
    assert list(by_name["fit"]) == [100, 100, 0, 100, 100]
    assert list(by_name["timing"].fillna(-1)) == [100, 40, 100, -1, 100]
    assert list(by_name["joined_on"]) == [DAY, DAY, DAY, DAY, None]
    assert list(by_name["excluded_because"].fillna("")) == ["", "", "", "", "Partner"]
    assert by_name.loc["Ada Health", ["open_pipeline", "n_open", "n_open_without_amount"]].tolist(
    ) == [1000, 2, 1]  # fmt: skip
    assert set(frame["programme"]) == {"Nordic growth"}


def test_the_columns_stand_in_the_order_agreed(opened: store.Store) -> None:
    _, content = exported(opened)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Tiers"]
    assert [cell.value for cell in sheet[1]] == [
        "Programme", "Account ID", "Account name", "Domain", "Tier", "Joined on", "Live tier",
        "Draft tier", "Account score", "Live score", "Score change", "Fit", "Timing",
        "Completeness", "Floor", "Ceiling", "Driver", "Excluded because", "Open pipeline",
        "Open opportunities", "Open without amount", "Industry", "Country", "Region", "Employees",
        "Annual revenue", "Account type", "Territory", "Sales owner", "Marketing owner",
    ]  # fmt: skip


def test_a_list_imported_again_changes_nothing(opened: store.Store) -> None:
    save(opened)
    _, content = exported(opened)
    (table,) = readers.read("list.xlsx", content)
    assert mapping.propose(table).mapping.entity == "target_list"
    assert_nothing_changed(taken_in(opened, content))


def test_a_draft_imported_again_changes_nothing_either(opened: store.Store) -> None:
    save(opened)
    _, content = exported(opened, Profile("Other", PROFILE.criteria, cutoffs=(10, 5, 1)))
    assert_nothing_changed(taken_in(opened, content))


def test_a_list_before_anything_is_saved_puts_nobody_on_it(opened: store.Store) -> None:
    _, content = exported(opened)
    assert_nothing_changed(taken_in(opened, content))


@pytest.mark.parametrize("name", ["accounts", "opportunities", "target_list"])
def test_a_table_imported_again_changes_nothing(opened: store.Store, name: str) -> None:
    save(opened)
    entity = schema.entity(name)
    with opened.cursor() as cursor:
        frame = lists.entity_frame(cursor, entity)
    content = excel.workbook(frame, sheet=entity.label, notes=[], entities=(entity,))
    (table,) = readers.read("list.xlsx", content)
    assert mapping.propose(table).mapping.entity == name
    assert_nothing_changed(taken_in(opened, content))


def test_further_columns_stand_beside_the_others_with_their_types(opened: store.Store) -> None:
    with opened.cursor() as cursor:
        frame = lists.entity_frame(cursor, schema.ACCOUNTS)
    row = frame.iloc[0]
    assert row["extra.Code"] == "007"
    assert row["extra.Data team"] == 3
    assert row["extra.Hiring"] is True
    assert row["extra.Renewal on"] == date(2026, 1, 31)
    assert "extra" not in frame.columns


@pytest.mark.parametrize("header", ["Account type", "account_type", "Type", "Relationship"])
def test_words_of_the_crm_go_out_and_in_unchanged(tmp_path: Path, header: str) -> None:
    text = f"Account ID,Account name,{header}\n1,Ada,Prospect\n2,Bea,Strange\n3,Cy,\n"
    opened = store.open_store(tmp_path / "abm.duckdb")
    (table,) = readers.read("a.csv", text.encode())
    found = mapping.propose(table, entity="accounts").mapping
    load.import_tables(opened, [(table, found)], imported_at=NOW)
    with opened.cursor() as cursor:
        frame = lists.entity_frame(cursor, schema.ACCOUNTS)
    content = excel.workbook(frame, sheet="Accounts", notes=[])
    (again,) = readers.read("list.xlsx", content)
    assert again.cells[header].tolist() == ["Prospect", "Strange", None]
    assert_nothing_changed(taken_in(opened, content))
    opened.close()


def test_the_notes_say_whose_tiers_these_are(opened: store.Store) -> None:
    save(opened)
    _, content = exported(opened)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["About this list"]
    said = {row[0].value: row[1].value for row in reversed(list(sheet))}
    assert said["Programme"] == "Nordic growth"
    assert said["Profile"] == "Two things, version 1, saved by Ida on 22 Nov 2026"
    assert said["As of"] == "13 Nov 2026: the newest day in the data"
    assert said["Tier 1"] == "account score of at least 90 and completeness of at least 60 %"
    assert said["Weight: Industry"] == "50 points, 50 % of all; fit"
    assert said["Excluded: Partner"] == "accounts whose Account type is partner"
    _, draft = exported(opened, Profile("Other", PROFILE.criteria))
    sheet = openpyxl.load_workbook(io.BytesIO(draft))["About this list"]
    assert "Other: a draft that is not saved" in [row[1].value for row in sheet]


def test_the_sample_goes_out_and_in_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "abm-sample.duckdb"
    sample.load_sample(path, now=NOW)
    opened = store.open_store(path)
    for entity in (schema.ACCOUNTS, schema.OPPORTUNITIES, schema.TARGET_LIST):
        with opened.cursor() as cursor:
            frame = lists.entity_frame(cursor, entity)
        content = excel.workbook(frame, sheet=entity.label, notes=[], entities=(entity,))
        assert_nothing_changed(taken_in(opened, content))
    opened.close()
