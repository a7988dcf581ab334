"""Which account is meant: ids, domains, names, and what is ambiguous."""

from __future__ import annotations

import csv

import pytest
from intake_files import REAL, contents, counts, rows, take_in

from abm_core.intake.match.identity import Index, Reference, find
from abm_core.intake.parse.names import canonical_id, normalise_name
from abm_core.store import Store


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("0015500000Xyy06AAB", "0015500000Xyy06"), ("0015500000Xyy06", "0015500000Xyy06"),
        ("0015500000Xyy06AAC", "0015500000Xyy06AAC"), ("\u3000 1-000000\u3000", "1-000000"),
        ("00042", "00042"), ("abC", "abC"), ("001q000000wW9BeAAK", "001q000000wW9Be"),
    ],
)  # fmt: skip
def test_ids(text: str, same: str) -> None:
    assert canonical_id(text) == same


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("ACME, Inc.", "acme"), ("Acme Corporation", "acme"), ("Müller GmbH & Co. KG", "muller"),
        ("Berglunds snabbköp", "berglunds snabbkop"), ("Ørsted A/S", "orsted"),
        ("Philips N.V.", "philips"), ("A. O. Smith", "ao smith"), ("A.O. Smith", "ao smith"),
        ("Procter & Gamble Co.", "procter and gamble"), ("SA", "sa"), ("Angel's", "angels"),
        ("Acme Pty. Ltd.", "acme"), ("Foo Sp. z o.o.", "foo"), ("Bar d.o.o.", "bar"),
        ("Acme Group", "acme group"),
    ],
)  # fmt: skip
def test_names(name: str, same: str) -> None:
    assert normalise_name(name) == same


def test_all_legal_forms_of_the_world_fall_away() -> None:
    source = REAL / "dnb-legal-forms" / "legal_names.csv"
    if not source.exists():
        pytest.skip("the list of legal forms is not on this machine")
    with source.open(encoding="utf-8", newline="") as text:
        forms = {row["abbreviation"].strip() for row in csv.DictReader(text)}
    assert len(forms) > 300
    assert {form for form in forms if normalise_name(f"Acme {form}") != "acme"} == set()


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("PT Astra International Tbk", "astra international"), ("OOO Gazprom", "gazprom"),
        ("ПАО Газпром", "gazprom"), ("The Acme Co.", "acme"), ("Acme UK", "acme uk"),
        ("Acme uk", "acme"), ("Studio G", "studio g"), ("Home Depot, The", "home depot"),
        ("Grupo Bimbo, S.A.B. de C.V.", "grupo bimbo"), ("SAS Institute", "sas institute"),
        ("Acme Intl. Mfg. Grp.", "acme international manufacturing group"),
        ("Meta, formerly Facebook", "meta"), ("Hormel Foods Corp /DE/", "hormel foods"),
        ("Alphabet (Class A)", "alphabet class a"), ("The", "the"), ("", ""),
    ],
)  # fmt: skip
def test_names_without_what_says_nothing(name: str, same: str) -> None:
    assert normalise_name(name) == same


def index_of(*references: Reference) -> Index:
    index = Index()
    for reference in references:
        index.add(str(reference.account_id), reference)
    return index


ACME = Reference("abm-acme", "acme.com", "Acme Inc", "US")
ACME_DE = Reference("abm-acme-2", "acme.de", "Acme GmbH", "Germany")


def test_id_then_domain_then_name() -> None:
    index = index_of(ACME, ACME_DE)
    assert find(index, Reference("abm-acme")).rule == "id"
    assert find(index, Reference(None, "acme.de", "Other")).account_id == "abm-acme-2"
    assert find(index, Reference(None, None, "ACME", "germany")).account_id == "abm-acme-2"
    ambiguous = find(index, Reference(None, None, "Acme"))
    assert ambiguous.account_id is None
    assert ambiguous.candidates == ("abm-acme", "abm-acme-2")
    assert find(index_of(ACME), Reference(None, None, "Acme", "France")).rule == "name"


def test_one_domain_of_several_accounts_needs_the_name_too() -> None:
    index = index_of(
        Reference("1", "acme.com", "Acme Europe"), Reference("2", "acme.com", "Acme Asia")
    )
    assert find(index, Reference(None, "acme.com", "Acme Asia Ltd")).account_id == "2"
    assert find(index, Reference(None, "acme.com")).candidates == ("1", "2")


def test_another_domain_is_another_company_whatever_the_name() -> None:
    assert find(index_of(ACME), Reference(None, "acme.fr", "Acme")).account_id is None


def test_shared_domains_never_match() -> None:
    index = index_of(Reference("1", "gmail.com", "Jane"))
    assert find(index, Reference(None, "gmail.com", "Joe")).account_id is None


def test_an_unknown_id_of_the_same_kind_of_system_is_another_account() -> None:
    index = index_of(Reference("0015500000Xyy06", None, "Acme"))
    assert find(index, Reference("0015500000Xyy07", None, "Acme")).account_id is None
    assert find(index, Reference("4711", None, "Acme")).rule == "id, by name"


def test_rows_with_different_ids_are_different_accounts(store: Store) -> None:
    report = take_in(store, "Id,Name,Website,Industry\n1,Acme,acme.com,IT\n2,Acme,acme.com,IT\n")
    assert counts(report) == (2, 0, 0, 0)


def test_an_id_that_comes_later_is_recorded_for_the_account_without_one(store: Store) -> None:
    take_in(store, "Name,Website,Industry\nAcme Inc,acme.com,IT\n")
    report = take_in(store, "Id,Name,Website,Employees\n0015500000Xyy06AAB,Acme,www.acme.com,5\n")
    assert counts(report) == (0, 1, 0, 0)
    assert rows(store, "SELECT account_id, name, industry, employees FROM accounts") == [
        ("abm-acme", "Acme", "IT", 5)
    ]
    assert rows(store, "SELECT reference, account_id, rule, confidence FROM match_ledger") == [
        ("0015500000Xyy06", "abm-acme", "id, by domain", 0.95)
    ]
    report = take_in(store, "Id,AccountId,StageName,Amount\n7,0015500000Xyy06,Demo,1\n")
    assert report.files[0].n_orphans == 0
    assert rows(store, "SELECT account_id FROM opportunities") == [("abm-acme",)]


def test_two_ids_for_one_account_without_id_become_accounts_of_their_own(store: Store) -> None:
    take_in(store, "Name,Website,Industry\nAcme,acme.com,IT\n")
    text = "Id,Name,Website,Industry\n1,Acme,acme.com,IT\n2,Acme,acme.com,IT\n"
    report = take_in(store, text)
    assert counts(report) == (2, 0, 0, 0)
    assert "2 rows with different ids could be 'Acme' (abm-acme)" in report.files[0].notes[0]
    assert counts(take_in(store, text)) == (0, 0, 2, 0)


def test_an_ambiguous_row_is_rejected_with_its_candidates(store: Store) -> None:
    take_in(store, "Id,Name,Industry\n1,Acme,IT\n2,Acme,IT\n")
    report = take_in(store, "Name,Industry\nAcme,Steel\n")
    assert counts(report) == (0, 0, 0, 1)
    (reason,) = report.files[0].reasons
    assert reason == "Could be any of 'Acme' (1), 'Acme' (2); add the Account ID"


def test_same_name_in_two_countries_is_two_accounts_and_stays_so(store: Store) -> None:
    text = "Name,Country,Industry\nAcme,US,IT\nAcme,France,IT\nAcme,,IT\n"
    assert counts(take_in(store, text)) == (3, 0, 0, 0)
    before = contents(store)
    assert counts(take_in(store, text)) == (0, 0, 3, 0)
    assert contents(store) == before


def test_equal_rows_collapse_and_unequal_ones_are_rejected(store: Store) -> None:
    report = take_in(store, "Id,Name,Industry\n1,Acme,IT\n1,Acme,IT\n1,Acme,Steel\n")
    assert counts(report) == (1, 0, 0, 1)
    assert report.files[0].skipped == {"repeating another row": 1}
    assert report.files[0].reasons == {"same Account ID as row 2 with other values": 1}
    assert report.files[0].rejects["row"].tolist() == [4]


def test_a_corrected_country_updates_the_account_without_id(store: Store) -> None:
    take_in(store, "Name,Country,Industry\nAcme,Asia Pacific,IT\n")
    assert counts(take_in(store, "Name,Country,Industry\nAcme,Philippines,IT\n")) == (0, 1, 0, 0)
