"""Names as people write them: which account is meant, which is only like it, which is unknown."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from intake_files import REAL, counts, rows, take_in
from name_faults import faulty

from abm_core.intake.match.alike import likeness
from abm_core.intake.match.identity import Index, Reference
from abm_core.intake.match.lookup import find_all
from abm_core.intake.match.near import Names, accepted, forms
from abm_core.intake.parse.names import normalise_name
from abm_core.store import Store

LABELLED = Path(__file__).with_name("near_names.txt")
NONE = "-"


def labelled() -> tuple[list[str], list[tuple[str, str]]]:
    """The names of the store, and names to look up with the one that is meant."""
    store: dict[str, None] = {}
    pairs: list[tuple[str, str]] = []
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        name, arrow, meant = line.partition(" => ")
        if arrow:
            pairs.append((name, meant))
        elif line and line[0] not in "#[":
            store[line] = None
    return [*store, *dict.fromkeys(meant for _, meant in pairs if meant != NONE)], pairs


def decided(store: list[str], asked: list[str]) -> list[str]:
    """The name that is accepted for each."""
    found = map(accepted, Names(zip(store, store, strict=True)).closest(asked))
    return [one.account_id if one else NONE for one in found]


def precision_and_recall(pairs: list[tuple[str, str]], found: list[str]) -> tuple[float, float]:
    """Share of the accepted that are right; share of the known that are accepted rightly."""
    right = sum(one == meant != NONE for (_, meant), one in zip(pairs, found, strict=True))
    n_accepted = sum(one != NONE for one in found)
    n_known = sum(meant != NONE for _, meant in pairs)
    return right / n_accepted, right / n_known


def test_labelled_pairs() -> None:
    store, pairs = labelled()
    assert len(pairs) > 450
    found = decided(store, [name for name, _ in pairs])
    wrong = [(name, one, meant) for (name, meant), one in zip(pairs, found, strict=True)
             if one not in (meant, NONE)]  # fmt: skip
    precision, recall = precision_and_recall(pairs, found)
    assert precision >= 0.99, wrong
    assert recall >= 0.9


def real_names() -> list[str]:
    """Names of companies from real files, each once."""
    names: dict[str, str] = {}
    for file, header in (
        ("sp500/constituents.csv", "Security"), ("executives/executives.csv", "company_name"),
        ("maven-crm/accounts.csv", "account"),
    ):  # fmt: skip
        path = REAL / file
        if not path.exists():
            pytest.skip(f"the real names of {file} are not on this machine")
        with path.open(encoding="utf-8-sig", newline="") as text:
            for row in csv.DictReader(text):
                # One name per company: its share classes are not two.
                names.setdefault(normalise_name(row[header].split(" (Class")[0]), row[header])
    return list(names.values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_faulty_names_of_real_companies(seed: int) -> None:
    """Two thirds of the companies are in the store; the others must stay unknown."""
    chance, names = random.Random(seed), real_names()
    chance.shuffle(names)
    store = names[: len(names) * 2 // 3]
    known = set(store)
    pairs = [(faulty(name, chance)[0], name if name in known else NONE)
             for name in names for _ in range(3)]  # fmt: skip
    precision, recall = precision_and_recall(pairs, decided(store, [name for name, _ in pairs]))
    assert precision >= 0.98
    assert recall >= 0.8


def test_officers_employers_among_the_largest_companies() -> None:
    """Companies as the SEC writes them; the answers were read by eye."""
    real_names()
    with (REAL / "sp500/constituents.csv").open(encoding="utf-8-sig", newline="") as text:
        store = [row["Security"] for row in csv.DictReader(text)]
    asked = {
        "COOPER COMPANIES, INC.": "Cooper Companies (The)", "DEERE & CO": "Deere & Company",
        "Johnson Controls International plc": "Johnson Controls",
        "HORMEL FOODS CORP /DE/": "Hormel Foods", "KIMCO REALTY CORP": "Kimco Realty",
        "APPLIED MATERIALS INC /DE": "Applied Materials", "NORDSON CORP": "Nordson Corporation",
        "Vertex, Inc.": NONE, "CENTRAL GARDEN & PET CO": NONE, "NATIONAL FUEL GAS CO": NONE,
        "Warner Music Group Corp.": NONE, "J&J SNACK FOODS CORP": NONE, "Intapp, Inc.": NONE,
        "Paymentus Holdings, Inc.": NONE, "FS KKR Capital Corp": NONE, "MARA Holdings, Inc.": NONE,
    }  # fmt: skip
    assert dict(zip(asked, decided(store, list(asked)), strict=True)) == asked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AS Tallink", "Tallink Grupp AS"), ("OOO Gazprom", "Газпром"), ("PT Astra", "Astra Tbk"),
        ("I.B.M.", "IBM Corp"), ("Straße AG", "Strasse"), ("Ørsted A/S", "Orsted"),
        ("Łódź Sp. z o.o.", "Lodz"), ("Σκλαβενίτης Α.Ε.", "Sklavenitis"),
        ("株式会社Acme", "Acme"), ("Müller KG", "Mueller"),
        ("Acme UK", "Acme e.U."),
        ("The Acme Mfg. Bros. Assoc.", "Acme Manufacturing Brothers Associates"),
        ("Smith Natl. Hldgs.", "Smith National Holdings"), ("Foo et Bar SA", "Foo and Bar"),
    ],
)  # fmt: skip
def test_one_company_written_in_two_ways(one: str, other: str) -> None:
    is_same = decided([one], [other]) == [one] == decided([one], [other])
    assert is_same is (one != "Acme UK")


def test_forms_of_a_name() -> None:
    def read(name: str) -> set[str]:
        return {" ".join(form.words) for form in forms(name)}

    assert read("Alphabet Inc. (Class A)") == {"alphabet"}
    assert read("Acme Rockets (IBM)") == {"acme rockets ibm", "acme rockets"}
    assert read("International Business Machines (IBM)") >= {"ibm"}
    assert read("Smith Ltd dba Joe's Pizza") >= {"smith", "joes pizza"}
    assert read("Acme (Germany) GmbH") == {"acme germany", "acme"}
    assert read("") == set()


def test_what_agrees_and_what_differs_is_said() -> None:
    found = likeness(("acme", "microsft"), ("acme", "microsoft", "group"))
    assert found.evidence == "same: acme; alike: microsft ~ microsoft; only in the store: group"


def test_two_accounts_as_near_are_shown_and_none_is_picked() -> None:
    names = Names([("1", "Alphabet Inc. (Class A)"), ("2", "Alphabet Inc. (Class C)")])
    (found,) = names.closest(["Alphabet"])
    assert [one.account_id for one in found] == ["1", "2"]
    assert accepted(found) is None
    assert Names([]).closest(["Alphabet"]) == [[]]
    assert names.closest(["", "***"]) == [[], []]


def test_pairs_within_a_store() -> None:
    names = Names([("1", "Walmart Inc."), ("2", "Wal-Mart"), ("3", "Microsoft"),
                   ("4", "Microsft Corp"), ("5", "Kroger"), ("6", "Kruger")])  # fmt: skip
    assert {(twin.one, twin.other) for twin in names.twins()} == {("1", "2"), ("3", "4")}


def test_a_near_name_elsewhere_is_another_company() -> None:
    index = Index()
    index.add("1", Reference("1", "acmeworks.com", "Acmeworks Inc", "US"))
    for said, account in (
        (Reference(name="Acme Works"), "1"),
        (Reference(name="Acme Works", country="US"), "1"),
        (Reference(name="Acme Works", country="France"), None),
        (Reference(domain="acmeworks.fr", name="Acme Works"), None),
        (Reference(name="Acme Works", mail="other.com"), None),
        (Reference("4711", name="Acme Works"), None),
    ):
        match = find_all(index, [said])[said]
        assert match.account_id == account, said
        assert match.rule == ("near name" if account else "")
    assert 0.7 < find_all(index, [Reference(name="Acme Works")])[
        Reference(name="Acme Works")].confidence < 0.8  # fmt: skip


ACCOUNTS = "Id,Name,Website,Industry\n1,Walmart Inc.,walmart.com,Retail\n2,Siemens AG,,Industry\n"


def test_an_opportunity_finds_its_account_by_a_near_name(store: Store) -> None:
    take_in(store, ACCOUNTS)
    report = take_in(
        store,
        "Opportunity ID,Account Name,Stage,Amount\na,Wal-Mart,Open,1\nb,Siemens Energy,Open,2\n",
    )
    assert rows(store, "SELECT opportunity_id, account_id FROM opportunities ORDER BY ALL") == [
        ("a", "1"), ("b", None)
    ]  # fmt: skip
    assert rows(store, "SELECT reference, account_id, rule, evidence FROM match_ledger") == [
        ("Wal-Mart", "1", "near name", "the same but for spaces")
    ]
    notes = "\n".join(report.files[0].notes)
    assert "1 opportunity with a name near to that of an account" in notes
    assert "'Siemens Energy' may be 'Siemens AG' (2) (same: siemens; only in the file" in notes


def test_a_near_name_is_named_by_its_name_and_what_speaks_against_it(store: Store) -> None:
    take_in(store, "Id,Name,Website\n1,Maurice Pants,maurice.com\n")
    report = take_in(
        store,
        "Opportunity ID,Account Name,Account Website,Stage\na,Maurice Pants Inc,lenses.org,Open\n",
    )
    assert rows(store, "SELECT account_id FROM opportunities") == [(None,)]
    (note,) = [one for one in report.files[0].notes if "may be" in one]
    assert note == (
        "Account: 'Maurice Pants Inc' of lenses.org may be 'Maurice Pants' (1) (the same words); "
        "its country or domain is another one, so it is kept apart"
    )


def test_accounts_of_the_same_letters_are_one_and_less_near_ones_two(store: Store) -> None:
    take_in(store, "Name,Industry\nWalmart,Retail\nMicrosoft Corporation,IT\n")
    report = take_in(store, "Name,Employees\nWal-Mart Inc,5\nMicrosft,7\n")
    assert counts(report) == (1, 1, 0, 0)
    assert rows(store, "SELECT account_id, employees FROM accounts ORDER BY ALL") == [
        ("abm-microsft", 7), ("abm-microsoft", None), ("abm-walmart", 5)
    ]  # fmt: skip
    assert "1 new account has a name like one that is there, such as 'Microsft' and" in (
        report.files[0].notes[0]
    )
    again = take_in(store, "Name,Employees\nWal-Mart Inc,5\nMicrosft,7\n")
    assert counts(again) == (0, 0, 2, 0)


def test_two_rows_near_one_account_become_accounts_of_their_own(store: Store) -> None:
    take_in(store, "Name,Industry\nHome Depot,Retail\n")
    report = take_in(store, "Name,Country,Industry\nHomedepot,US,IT\nHomeDepot,Canada,IT\n")
    assert counts(report) == (2, 0, 0, 0)


def test_a_parent_is_no_near_name(store: Store) -> None:
    report = take_in(store, "Id,Name,Parent Account,Industry\n1,Acme Works,,IT\n2,B,Acmeworks,IT\n")
    assert rows(store, "SELECT parent_id FROM accounts WHERE account_id = '2'") == [(None,)]
    assert "names a parent that is not known yet" in report.files[0].notes[0]
