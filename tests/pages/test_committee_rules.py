"""Settings, buying committees: a word of the CRM is mapped once, required roles are edited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from page_tools import open_app, problems, said

from abm_core import schema, store
from abm_core.committee import role_values, templates_saved
from abm_core.committee.templates import Requirement, requirements_of
from ui import committee_rules, frame

EB, CH, TE, EU, LP, *_ = schema.BUYING_ROLES


@pytest.fixture
def contacts(store_path: Path) -> Path:
    with looked_at(store_path) as cursor:
        store.insert(cursor, schema.CONTACTS, [
            {"contact_id": "c1", "buying_role": "Kingmaker"},
            {"contact_id": "c2", "buying_role": "Champion"}])  # fmt: skip
        store.next_revision(cursor)
    return store_path


@contextmanager
def looked_at(path: Path) -> Iterator[DuckDBPyConnection]:
    with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
        yield cursor


def edits(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    """What a person writes into the first row of a table: the tables of these tests take it."""
    def edited(rows: pd.DataFrame, **_: Any) -> pd.DataFrame:
        rows = rows.copy()
        for name, value in changed.items():
            if name in rows:
                rows.loc[0, name] = value
        return rows

    monkeypatch.setattr(committee_rules.st, "data_editor", edited)


def test_a_word_is_mapped_once(contacts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = open_app().switch_page(frame.SETTINGS_PAGE).run()
    assert not problems(window)
    assert "Words of your CRM" in said(window)
    assert window.button("committee_rules_map").disabled
    edits(monkeypatch, means=CH)
    window.run()
    window.button("committee_rules_map").click().run()
    assert not problems(window)
    with looked_at(contacts) as cursor:
        assert {one.value: one.role for one in role_values.values(cursor)} == {
            "kingmaker": CH, "champion": CH}  # fmt: skip
        counted = cursor.execute("SELECT contact_id FROM contact_roles WHERE counts ORDER BY 1")
        assert counted.fetchall() == [("c1",), ("c2",)]


def test_required_roles_are_edited(contacts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = open_app().switch_page(frame.SETTINGS_PAGE).run()
    edits(monkeypatch, n=2)
    window.button("committee_rules_save").click().run()
    assert not problems(window)
    with looked_at(contacts) as cursor:
        (version,) = templates_saved.history(cursor)
    first = version.templates.tiers["1"]
    assert first[0] == Requirement((EB,), 2, "qualified") and len(first) == 5
    assert version.templates.tiers["2"][0] == Requirement((EB,), 1, "qualified")


def test_rows_of_a_table_are_lines() -> None:
    rows = [{"role": f"{EB} or {CH}", "n": 2, "stage": "aware"},
            {"role": None, "n": 1, "stage": "aware"},
            {"role": TE, "n": float("nan"), "stage": None}]  # fmt: skip
    assert requirements_of(rows) == (
        Requirement((EB, CH), 2, "aware"), Requirement((TE,), 1, "engaged"))
