"""Ranges as numbers, ids as text, yes and no; expected values worked out by hand."""

from __future__ import annotations

import pytest

from abm_core import schema
from abm_core.intake.parse.ids import parse_ids
from abm_core.intake.parse.values import Source, parse
from abm_core.intake.parse.words import boolean

EMPLOYEES, REVENUE = schema.ACCOUNTS.field("employees"), schema.ACCOUNTS.field("annual_revenue")
STRENGTH = schema.SIGNALS.field("strength")
SOURCE = Source("file.csv", "Size", range(2, 100))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,001-5,000", 3000), ("10K-50K", 30_000), ("10,000+", 10_000), ("<50", 25),
        ("51 to 200", 125), ("11–50 employees", 30), ("250 employees", 250), ("> 1000", 1000),
        ("up to 50", 25), ("1.001 - 5.000", 3000), ("between 10 and 20", 15),
        ("1000 or more", 1000),
        ("10001+", 10_001), ("-5", -5), ("1 001 - 5 000", 3000),
    ],
)  # fmt: skip
def test_numbers_of_people(text: str, value: int) -> None:
    parsed, _ = parse(EMPLOYEES, [text, "7"], SOURCE)
    assert (parsed.values, parsed.problems) == ([value, 7], {})


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$10M-$50M", 30e6, "USD"), ("$10-50M", 30e6, "USD"), ("€1B+", 1e9, "EUR"),
        ("Under $1M", 5e5, "USD"), ("1,5 Mio. - 2,5 Mio. EUR", 2e6, "EUR"),
        ("10K - 50K", 3e4, None),
    ],
)  # fmt: skip
def test_revenues(text: str, value: float, currency: str | None) -> None:
    parsed, currencies = parse(REVENUE, [text], SOURCE)
    assert (parsed.values, currencies) == ([value], [currency])


def test_a_range_is_said() -> None:
    parsed, _ = parse(EMPLOYEES, ["1-10", "1-10", "5", "many"], SOURCE)
    assert parsed.values == [5, 5, 5, None]
    assert parsed.problems == {3: "'many' is not a number"}
    assert parsed.notes == [
        "2 rows say a range, such as '1-10', read as 5: the middle, or the end that is given where "
        "it is open above"
    ]


@pytest.mark.parametrize("text", ["50-10", "10-Jan", "2021-04-16", "a-b", "<", "+"])
def test_what_is_no_range(text: str) -> None:
    parsed, _ = parse(EMPLOYEES, [text], SOURCE)
    assert list(parsed.problems) == [0]


def test_a_deal_has_one_amount() -> None:
    parsed, _ = parse(schema.OPPORTUNITIES.field("amount"), ["10-20"], SOURCE)
    assert list(parsed.problems) == [0]


def test_percents_where_the_field_counts_in_hundredths() -> None:
    parsed, _ = parse(STRENGTH, ["45%", "12.5 %", "60"], SOURCE)
    assert parsed.values == [45, 12.5, 60]


def test_ids_stay_text() -> None:
    assert parse_ids(["007", " 12 ", None, "0015500000XyY06"]).values == [
        "007", "12", None, "0015500000XyY06"
    ]
    assert parse_ids(["501.0", "502.0", "7"]).values == ["501", "502", "7"]
    assert parse_ids(["501.0", "A.0"]).values == ["501.0", "A.0"]


def test_ids_that_a_spreadsheet_has_shortened_are_not_used() -> None:
    parsed = parse_ids(["2.5842E+16", "2.5842E+16", "1E+15", "17", "1E5"])
    assert parsed.values == [None, None, None, "17", "1E5"]
    assert parsed.notes[0].startswith("3 rows say a number that a spreadsheet has shortened, such")
    rounded = ["25842000000262300", "25842000000262400", "25842000000262500"]
    parsed = parse_ids(rounded)
    assert parsed.values == rounded
    assert "may have rounded them" in parsed.notes[0]
    assert parse_ids([*rounded, "25842000000262376"]).notes == []


@pytest.mark.parametrize(
    ("yes", "no"),
    [("Yes", "No"), ("ja", "Nein"), ("OUI", "non"), ("Sí", "no"), ("1", "0"), ("Y", "N"),
     ("x", "☐"), ("WAHR", "FALSCH"), ("vrai", "faux"), ("1.0", "0.0"), ("sim", "não")],
)  # fmt: skip
def test_yes_and_no(yes: str, no: str) -> None:
    assert (boolean(yes), boolean(no)) == (True, False)
