"""Update files of the CRMs: only what differs, only with an id, never of who may not be written."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coverage_world import NOON, TODAY, contact, opened, target
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.intake.layout import mapping
from abm_core.intake.read import readers
from abm_core.output import crm_files, list_files
from abm_core.output.list_files import Asked
from abm_core.review.exports import CSV, EXCEL, HUBSPOT, SALESFORCE

SF = ["001A000001AbCdE", "001A000001AbCdF", "001A000001AbCdGAAA"]


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as one:
        yield one


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def account(cursor: DuckDBPyConnection, key: str, tier: str | None, score: float | None,
            **said: Any) -> None:  # fmt: skip
    store.insert(cursor, schema.ACCOUNTS, [{
        "account_id": key, "name": f"Company {key}", "extra": json.dumps(said) if said else None}])
    store.insert(cursor, schema.ACCOUNT_SCORES, [
        {"account_id": key, "tier": tier, "score": score}])  # fmt: skip


def test_the_headers_and_only_what_differs(cursor: DuckDBPyConnection) -> None:
    account(cursor, SF[0], "1", 81.26, Account_Tier__c="Tier 1", ABM_Score__c="70")
    account(cursor, SF[1], "2", 81.26, **{"Account Tier": "3", "ABM_Score__c": 81.3})
    account(cursor, SF[2], None, None, Account_Tier__c="Tier 2")
    account(cursor, "acme", "1", None)
    made = crm_files.make(cursor, SALESFORCE, "accounts", [*SF, "acme"], as_of=TODAY)
    assert made.content.decode().split("\r\n") == [
        "Id,Account_Tier__c,ABM_Score__c,ABM_Stage__c",
        f"{SF[0]},,81.3,", f"{SF[1]},Tier 2,,", f"{SF[2]},#N/A,,", "",
    ]  # fmt: skip
    assert made.without_id == ("Company acme",)
    assert (made.n_rows, made.n_unchanged, made.by_hand) == (3, 0, ())


def test_hubspot_has_a_flag_and_cannot_be_emptied(cursor: DuckDBPyConnection) -> None:
    account(cursor, "11", "1", None)
    account(cursor, "12", None, None, **{"Ideal Customer Profile Tier": "Tier 2",
                                         "Target Account": "true"})  # fmt: skip
    account(cursor, "13", "3", None, hs_ideal_customer_profile="tier_3", hs_is_target_account=True)
    account(cursor, SF[0], "3", None)
    made = crm_files.make(cursor, HUBSPOT, "accounts", ["11", "12", "13", SF[0]], as_of=TODAY)
    assert made.columns == ("Record ID", "Ideal Customer Profile Tier", "Target Account",
                            "ABM score", "ABM stage", "Company owner")  # fmt: skip
    assert [tuple(row.values()) for row in rows(made.content)] == [
        ("11", "tier_1", "true", "", "", ""), ("12", "", "false", "", "", "")]
    assert made.by_hand == ("Company 12",)
    assert (made.n_unchanged, made.without_id) == (1, (f"Company {SF[0]}",))


def test_an_owner_entered_here_goes_by_address(cursor: DuckDBPyConnection) -> None:
    account(cursor, "11", None, None)
    cursor.execute("UPDATE accounts SET sales_owner = 'Tomas Brandt'")
    store.insert(cursor, schema.PEOPLE, [
        {"name": "Ida Holm", "email": "ida@us.example", "team": "sales"}])
    store.insert(cursor, schema.ACCOUNT_PEOPLE, [
        {"entry_id": 1, "account_id": "11", "person": "ida holm", "role": "sales",
         "since": TODAY}])  # fmt: skip
    (row,) = rows(crm_files.make(cursor, HUBSPOT, "accounts", ["11"], as_of=TODAY).content)
    assert row["Company owner"] == "ida@us.example"


def role(cursor: DuckDBPyConnection, key: str, name: str, source: str, *, holds: bool = True,
         counts: bool = True) -> None:  # fmt: skip
    store.insert(cursor, schema.CONTACT_ROLES, [
        {"account_id": "acme", "contact_id": key, "role": name, "source": source,
         "holds": holds, "counts": counts}])  # fmt: skip


def test_roles_that_people_confirmed_or_denied(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "1", "acme", "BUDGET_HOLDER;OTHER")  # denied: the other word stays
    role(cursor, "1", "economic buyer", "confirmed", holds=False)
    contact(cursor, "2", "acme")  # confirmed
    role(cursor, "2", "champion", "confirmed")
    role(cursor, "2", "influencer", "inferred")
    contact(cursor, "3", "acme", "Champion")  # confirms what the CRM says
    role(cursor, "3", "champion", "confirmed")
    contact(cursor, "4", "acme")  # inferred only
    role(cursor, "4", "champion", "inferred")
    contact(cursor, "5", "acme", opted_out=True)
    role(cursor, "5", "champion", "confirmed")
    made = crm_files.make(cursor, HUBSPOT, "contacts", list("12345"), as_of=TODAY)
    assert rows(made.content) == [{"Record ID": "1", "Buying Role": "OTHER"},
                                  {"Record ID": "2", "Buying Role": "CHAMPION"}]
    assert (made.n_unchanged, made.left_out.n_opted_out) == (2, 1)


def test_what_was_sent_and_came_back_is_not_sent_again(cursor: DuckDBPyConnection) -> None:
    """Against an oracle written plainly: a cell is there where the CRM said something else."""
    chance = random.Random(5)
    keys = [f"{number}" for number in range(100, 220)]
    expected: dict[str, tuple[str, str]] = {}
    for key in keys:
        tier = chance.choice([None, "1", "2", "3"])
        score = chance.choice([None, 40.0, 55.5])
        said_tier = chance.choice([None, "tier_1", "Tier 2", "3", "Gold"])
        said_score = chance.choice([None, "40", "55.54", "n/a"])
        said = {"Ideal Customer Profile Tier": said_tier, "ABM score": said_score}
        account(cursor, key, tier, score, **{k: v for k, v in said.items() if v})
        level = {"tier_1": "1", "Tier 2": "2", "3": "3"}.get(said_tier or "")
        tier_cell = f"tier_{tier}" if tier and tier != level else ""
        same = {"40": 40.0, "55.54": 55.5}.get(said_score or "") == score
        score_cell = f"{score:.1f}" if score is not None and not same else ""
        if tier_cell or score_cell:
            expected[key] = (tier_cell, score_cell)
    headers = {"target": "", "stage": "", "owner": ""}
    made = crm_files.make(cursor, HUBSPOT, "accounts", keys, as_of=TODAY, headers=headers)
    sent = {row["Record ID"]: (row["Ideal Customer Profile Tier"], row["ABM score"])
            for row in rows(made.content)}  # fmt: skip
    assert sent == expected
    for key, (tier_cell, score_cell) in sent.items():  # the CRM takes them in and is exported
        new = {name: cell for name, cell in (("Ideal Customer Profile Tier", tier_cell),
                                             ("ABM score", score_cell)) if cell}  # fmt: skip
        cursor.execute("UPDATE accounts SET extra = json_merge_patch(coalesce(extra, '{}'), $new) "
                       "WHERE account_id = $key", {"new": json.dumps(new), "key": key})  # fmt: skip
    again = crm_files.make(cursor, HUBSPOT, "accounts", keys, as_of=TODAY, headers=headers)
    assert again.n_rows == 0


@pytest.mark.parametrize("crm", crm_files.CRMS)
@pytest.mark.parametrize("entity", crm_files.KINDS)
def test_our_own_update_file_is_not_taken_in(
    cursor: DuckDBPyConnection, crm: str, entity: str
) -> None:
    header = [{SALESFORCE: "Id", HUBSPOT: "Record ID"}[crm],
              *crm_files.fields(crm, entity).values()]  # fmt: skip
    for name, headers in (("a.csv", header), (f"banks-{crm}-update.csv", ["Id", "My_Tier__c"])):
        text = ",".join(headers) + "\n" + ",".join(["1"] * len(headers)) + "\n"
        (table,) = readers.read(name, text.encode())
        with pytest.raises(AbmError, match="update file that was written here"):
            mapping.propose(table)


def test_a_crm_export_with_our_fields_is_taken_in() -> None:
    text = "Id,Name,Website,Account_Tier__c,ABM_Score__c\n1,Acme,acme.example,Tier 1,7\n"
    (table,) = readers.read("accounts.csv", text.encode())
    assert mapping.propose(table).mapping.entity == "accounts"


def test_what_has_no_update_file_says_so(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="no update file of opportunities"):
        crm_files.make(cursor, HUBSPOT, "opportunities", [], as_of=TODAY)


@pytest.mark.parametrize("kind", [EXCEL, CSV, SALESFORCE, HUBSPOT])
def test_nobody_who_may_not_be_written_is_in_a_file(cursor: DuckDBPyConnection, kind: str) -> None:
    chance = random.Random(3)
    keys, silent = [], set()
    for number in range(60):
        key = f"{number:015}"
        flags = {"opted_out": chance.random() < 0.3, "bounced": chance.random() < 0.3,
                 "left_on": TODAY if chance.random() < 0.3 else None}  # fmt: skip
        contact(cursor, key, "acme", name=f"Person {key}", **flags)
        role(cursor, key, "champion", "confirmed")
        keys.append(key)
        if any(flags.values()):
            silent.add(key)
    asked = Asked("People", "contacts", keys)
    made = list_files.make(cursor, asked, kind, as_of=TODAY, now=NOON)
    (table, *_) = readers.read(made.file, made.content)
    found = set(table.cells.iloc[:, 0])
    assert found == set(keys) - silent
    assert made.n_rows == len(found)


@pytest.mark.parametrize("kind", [EXCEL, CSV])
def test_text_stays_text(cursor: DuckDBPyConnection, kind: str) -> None:
    for mark in "=+-@":
        target(cursor, f"a{mark}", name=f"{mark}cmd|calc")
    asked = Asked("=List", "accounts", [f"a{mark}" for mark in "=+-@"])
    made = list_files.make(cursor, asked, kind, as_of=TODAY, now=NOON)
    (table, *_) = readers.read(made.file, made.content)
    names = table.cells["Account name"].tolist()
    wanted = [f"{mark}cmd|calc" for mark in "=+-@"]
    assert names == (wanted if kind == EXCEL else [f"'{name}" for name in wanted])
    if kind == EXCEL:
        assert b"<f>" not in made.content
