"""Accounts and contacts that look like one: found, with evidence, surest first."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime

import pytest
from intake_files import REAL, real, rows, take_in

from abm_core.intake.match import decisions, duplicates, merging, undoing
from abm_core.intake.match.duplicates import Pair
from abm_core.store import Store

LATER = datetime(2026, 2, 1, 9)


def pairs(store: Store, kind: str = "accounts") -> list[Pair]:
    with store.cursor() as cursor:
        return duplicates.FINDERS[kind](cursor)


def found(store: Store, kind: str = "accounts") -> list[tuple[str, str, float, str]]:
    return [(one.first.record_id, one.second.record_id, one.confidence, one.evidence)
            for one in pairs(store, kind)]


def test_pairs_come_surest_first_with_their_evidence(store: Store) -> None:
    take_in(store, """Account ID,Account Name,Website,Country,Industry
1,Acme Inc,acme.com,United States,Optics
2,ACME Corporation,www.acme.com,United States,
3,Acme Ltd,acme.co.uk,United Kingdom,
4,Borea,,Norway,
5,Borea AS,,Norway,
6,Borea,,,
7,Cetus Optics,acme.com,United States,
8,Delta,gmail.com,,
9,Epsilon,gmail.com,,
""")
    assert found(store) == [
        ("1", "2", 0.97, "same name, same domain (acme.com), same country (United States)"),
        ("4", "5", 0.9, "same name, same country (Norway)"),
        ("4", "6", 0.8, "same name"),
        ("5", "6", 0.8, "same name"),
        ("2", "7", 0.75, "different names, same domain (acme.com), same country (United States)"),
        ("1", "7", 0.75, "different names, same domain (acme.com), same country (United States)"),
        ("2", "3", 0.3, "same name, different domain, different country"),
        ("1", "3", 0.3, "same name, different domain, different country"),
    ]  # fmt: skip


def test_a_near_name_is_shown_and_never_certain(store: Store) -> None:
    take_in(store, """Account ID,Account Name,Website
1,Harbourline Instruments,harbourline.example
2,Harborline Instruments,harbourline.example
3,Harbor Line Instruments,
""")
    near = {frozenset(one[:2]): one[2:] for one in found(store)}
    assert near[frozenset("12")][1].startswith("near name (")
    assert 0.75 < near[frozenset("12")][0] < duplicates.CERTAIN
    assert near.keys() >= {frozenset("12"), frozenset("23")}
    assert all(sure < 0.8 for pair, (sure, _) in near.items() if pair != frozenset("12"))


def test_parents_and_those_told_apart_are_no_pairs(store: Store) -> None:
    take_in(store, """Account ID,Account Name,Website,Parent Account ID
1,Acme,acme.com,
2,Acme,acme.com,1
3,Acme,acme.com,2
""")
    assert found(store) == []
    take_in(store, "Account ID,Account Name,Website\n4,Acme,acme.com\n")
    assert len(found(store)) == 3
    for one in ("1", "2", "3"):
        duplicates.tell_apart(store, "accounts", "4", one, author="Ida", now=LATER)
    assert found(store) == []
    with store.cursor() as cursor:
        newest = decisions.history(cursor)[0]
    assert undoing.undo(store, newest.decision_id, author="Ida", now=LATER) == (
        "3 and 4 can be proposed as one again.")
    assert len(found(store)) == 1


def test_contacts_by_e_mail_and_by_name_within_an_account(store: Store) -> None:
    take_in(store, "Account ID,Account Name,Website\nA,Acme,acme.com\nB,Borea,borea.example\n",
            """Contact ID,Account ID,Full Name,Email
1,A,Ida Holm,ida@acme.com
2,A,"Holm, Ida",IDA@acme.com
3,A,Bo Berg,ida@acme.com
4,A,Ida Holm,
5,B,Ida Holm,ida@borea.example
""")
    assert {one[2:] for one in found(store, "contacts")} == {
        (0.97, "same name, same e-mail (ida@acme.com), same account"),
        (0.7, "different names, same e-mail (ida@acme.com), same account"),
        (0.8, "same name, same account"),
    }
    assert {frozenset(one[:2]) for one in found(store, "contacts")} == {
        frozenset(one) for one in ("12", "13", "23", "14", "24")
    }


def test_a_merged_pair_is_gone_and_comes_back_unmerged(store: Store) -> None:
    take_in(store, "Account ID,Account Name,Website\n1,Acme,acme.com\n2,Acme,acme.com\n")
    assert len(found(store)) == 1
    merging.merge(store, "accounts", "1", "2", author=None, now=LATER)
    assert found(store) == []
    undoing.undo(store, 1, author=None, now=LATER)
    assert len(found(store)) == 1


@pytest.mark.slow
def test_zoho_rows_that_share_a_name_or_a_website(store: Store) -> None:
    take_in(store, real("zoho-crm/Accounts.csv"))
    everything = pairs(store)
    named = {side.record_id for one in everything if one.evidence.startswith("same name")
             for side in one[1:3]}
    at_one_site = {side.record_id for one in everything if "same domain" in one.evidence
                   for side in one[1:3]}
    with (REAL / "zoho-crm" / "Accounts.csv").open(encoding="utf-8-sig") as file:
        cells = [row for row in csv.DictReader(file) if row["Account Name"].strip()]
    names = Counter(row["Account Name"].strip().casefold() for row in cells)
    sites = Counter(row["Website"].strip().casefold() for row in cells if row["Website"].strip())
    shared = {row["ACCOUNTID"] for row in cells
              if names[row["Account Name"].strip().casefold()] > 1}
    assert shared <= named
    assert {row["ACCOUNTID"] for row in cells
            if sites[row["Website"].strip().casefold()] > 1} <= at_one_site
    # Same name at another website: shown, and far from certain.
    apart = [one for one in everything if "same name, different domain" in one.evidence]
    assert apart and max(one.confidence for one in apart) < 0.5
    assert rows(store, "SELECT count(*) FROM accounts") == [(2229,)]
    # Of the 1,984 rows that share a name three have none.
    assert (len(named), len(shared)) == (1981, 1981)
