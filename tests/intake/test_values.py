"""Cells to values: amounts, days, domains, words; expected values worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.parse.choices import choose, outcome_of_stage, parse_choices
from abm_core.intake.parse.dates import day, parse_dates
from abm_core.intake.parse.domains import for_matching, registrable
from abm_core.intake.parse.moments import Reading
from abm_core.intake.parse.numbers import parse_numbers, unit_of_header
from abm_core.intake.parse.values import Source, parse
from abm_core.intake.rows.extras import type_column


def amounts(*cells: str | None) -> list[float | None]:
    parsed, _ = parse_numbers(cells)
    assert not parsed.problems
    return parsed.values


def source(**kwargs: object) -> Source:
    return Source("deals.csv", "Close Date", [2, 3, 4], **kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", 1200), ("1,200", 1200), ("1,200,300", 1_200_300), ("1.5", 1.5), ("-5", -5),
        ("(1,200)", -1200), ("$1,117.10K", 1_117_100),
        ("€1.234,56", 1234.56), ("1.234,56 €", 1234.56),
        ("1.2M", 1_200_000), ("1e6", 1_000_000), ("3.5bn", 3_500_000_000), ("USD 12,000", 12_000),
        ("12 000", 12_000), ("12\u00a0000,50", 12_000.5), ("CHF 1'000.50", 1000.5),
        ("2,5 Mio", 2_500_000), ("5-", -5), ("-$5", -5), ("12,34,567", 1_234_567),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, value: float) -> None:
    assert amounts(text) == [value]


@pytest.mark.parametrize("text", ["lots", "1.2.3", "12 apples", "5%", "1,2,3", "1e999", "$"])
def test_what_is_no_amount_is_a_problem_that_quotes_it(text: str) -> None:
    parsed, _ = parse_numbers([text], what="an amount")
    assert parsed.problems == {0: f"'{text}' is not an amount"}


@pytest.mark.parametrize(
    "word", ["", "n/a", "NA", "null", "None", "-", "–", "unknown", "#N/A", "  ", None]
)
def test_words_that_stand_for_nothing_are_missing(word: str | None) -> None:
    assert amounts(word) == [None]


def test_the_decimal_sign_is_decided_by_the_whole_column() -> None:
    assert amounts("1.234", "7,5") == [1234.0, 7.5]
    assert amounts("1.234", "7.5") == [1.234, 7.5]
    assert amounts("1,234", "7.5") == [1234.0, 7.5]
    assert amounts("1,234", "0,125") == [1.234, 0.125]
    assert amounts("1,234", "1,234,567") == [1234.0, 1_234_567.0]


def test_a_cell_that_the_column_leaves_open_both_ways_is_a_problem() -> None:
    parsed, _ = parse_numbers(["1.5", "2,5", "1.234"])
    assert parsed.values == [1.5, 2.5, None]
    assert parsed.problems == {2: "'1.234' can be read as two numbers"}


def test_an_open_point_is_read_as_decimal_and_said() -> None:
    parsed, _ = parse_numbers(["1.234", "5.678"])
    assert parsed.values == [1.234, 5.678]
    assert "'1.234'" in parsed.notes[0]


def test_whole_numbers() -> None:
    parsed, _ = parse_numbers(["1,001", "12.0", "12.5", "1.200"], whole=True)
    assert parsed.values == [1001, 12, None, None]
    assert parsed.problems == {
        2: "'12.5' is not a whole number", 3: "'1.200' is not a whole number",
    }  # fmt: skip
    parsed, _ = parse_numbers(["1.200", "3.400"], whole=True)
    assert parsed.values == [1200, 3400]


def test_currencies_of_the_cells() -> None:
    _, currencies = parse_numbers(["$5", "5 EUR", "£1", "7", "CA$5"])
    assert currencies == ["USD", "EUR", "GBP", None, "CAD"]


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("revenue ($M)", 1e6), ("Revenue (in millions)", 1e6), ("Umsatz Mio", 1e6),
        ("Revenue (k)", 1e3), ("ARR, $bn", 1e9), ("Revenue in thousands", 1e3),
        ("Annual revenue", None), ("Amount (EUR)", None), ("M&A budget", None),
    ],
)  # fmt: skip
def test_the_unit_that_a_header_states(header: str, unit: float | None) -> None:
    assert unit_of_header(header) == unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021-04-16", date(2021, 4, 16)), ("2021-04-16 09:30:00", date(2021, 4, 16)),
        ("2021-04-16T23:30:00-03:00", date(2021, 4, 17)),
        ("2010-10-14T12:00:00.000Z", date(2010, 10, 14)),
        ("2020-02-04 4:30:21", date(2020, 2, 4)), ("2021/4/16", date(2021, 4, 16)),
        ("15 Apr, 2021 00:03:00", date(2021, 4, 15)), ("Apr 15, 2021 3:02 PM", date(2021, 4, 15)),
        ("15-Apr-21", date(2021, 4, 15)), ("April 15th, 2021", date(2021, 4, 15)),
        ("Thu, 15 Apr 2021", date(2021, 4, 15)), ("16.04.2021", date(2021, 4, 16)),
        ("20210416", date(2021, 4, 16)), ("07/15/2009 02:14:45+0800", date(2009, 7, 14)),
        ("1577880000000", date(2020, 1, 1)),
    ],
)  # fmt: skip
def test_days_as_files_write_them(text: str, value: date) -> None:
    assert parse_dates([text], order=None).values == [value]


def test_impossible_days_are_problems() -> None:
    cells = ["2021-02-30", "soon", "31/02/2021", "2021-04-16 25:00", "2021-04-16 09:00 XYZ"]
    parsed = parse_dates(cells, order=None)
    assert parsed.values == [None] * 5
    assert parsed.problems == {
        0: "'2021-02-30' is a day or time that does not exist", 1: "'soon' is not a date",
        2: "'31/02/2021' is a day or time that does not exist",
        3: "'2021-04-16 25:00' is a day or time that does not exist",
        4: "'2021-04-16 09:00 XYZ' names a time zone that is not known",
    }  # fmt: skip


def test_the_order_of_day_and_month_is_decided_by_the_whole_column() -> None:
    assert parse_dates(["4/5/2021", "4/16/2021"], order=None).values[0] == date(2021, 4, 5)
    assert parse_dates(["4/5/2021", "16/4/2021"], order=None).values[0] == date(2021, 5, 4)
    assert parse_dates(["4.5.2021"], order=None).values == [date(2021, 5, 4)]
    assert parse_dates(["5/5/2021"], order=None).values == [date(2021, 5, 5)]
    assert parse_dates(["4/5/2021"], order="mdy").values == [date(2021, 4, 5)]
    assert parse_dates(["4/5/2021", "4/16/2021"], order="dmy").values[0] == date(2021, 4, 5)


def test_an_open_order_is_asked_not_guessed() -> None:
    closed = schema.OPPORTUNITIES.field("closed_on")
    with pytest.raises(AbmError) as error:
        parse(closed, ["2021-01-01", "3/4/2021"], source())
    assert "deals.csv" in error.value.problem
    assert "'Close Date'" in error.value.problem
    assert "'3/4/2021' (row 3)" in error.value.problem
    parsed, _ = parse(closed, ["2021-01-01", "3/4/2021"], source(date_order="dmy"))
    assert parsed.values == [date(2021, 1, 1), date(2021, 4, 3)]


def test_dates_that_contradict_each_other_need_an_answer_and_then_reject() -> None:
    closed = schema.OPPORTUNITIES.field("closed_on")
    with pytest.raises(AbmError, match="day first and some the month"):
        parse(closed, ["13/4/2021", "4/13/2021"], source())
    parsed, _ = parse(closed, ["13/4/2021", "4/13/2021"], source(date_order="dmy"))
    assert list(parsed.problems) == [1]


def test_excel_serials_only_where_the_whole_column_is_such() -> None:
    # 1 January 2021 is day 44,197 of Excel's calendar.
    found = parse_dates(["44197", "44198.5"], order=None).values
    assert found == [date(2021, 1, 1), date(2021, 1, 2)]
    assert list(parse_dates(["44197", "2021-01-01"], order=None).problems) == [0]


def test_time_zones_move_to_the_day_in_utc() -> None:
    assert day("2021-01-01 00:30 +01:00", Reading()) == date(2020, 12, 31)
    assert day("2010-10-14T23:00:00.000Z-0300", Reading()) == date(2010, 10, 15)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Acme.com/about?x=1", "acme.com"), ("BetaPages.com", "betapages.com"),
        ("shop.acme.co.uk", "acme.co.uk"), ("ida@mail.acme.de", "acme.de"),
        ("www.harbourline.example", "harbourline.example"), ("acme.com:8080", "acme.com"),
        ("http://user:pw@acme.com/", "acme.com"), ("//acme.com", "acme.com"),
        ("acme", None), ("192.168.1.1", None), ("ask Tom", None), ("a.b, c.d", None),
    ],
)  # fmt: skip
def test_registrable_domains(text: str, domain: str | None) -> None:
    assert registrable(text) == domain


def test_shared_domains_identify_nobody() -> None:
    assert for_matching(registrable("acme@gmail.com")) is None
    assert for_matching(registrable("https://acme.sharepoint.com")) is None
    assert for_matching(registrable("https://www.linkedin.com/company/acme")) is None
    assert for_matching("acme.com") == "acme.com"


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("account_type", "Customer - Direct", "customer"),
        ("account_type", "Former customer", "former customer"),
        ("account_type", "Churned", "former customer"),
        ("account_type", "Technology Partner", "partner"), ("account_type", "Reseller", "partner"),
        ("account_type", "TARGET", "prospect"), ("account_type", "Lead", "prospect"),
        ("account_type", "Competitor", "competitor"), ("account_type", "Analyst", None),
    ],
)  # fmt: skip
def test_account_types_of_other_systems(field: str, text: str, word: str | None) -> None:
    assert choose(schema.ACCOUNTS.field(field), text) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("New Business", "new"), ("New Customer", "new"), ("newbusiness", "new"),
        ("Existing Business", "expansion"), ("Existing Customer - Upgrade", "expansion"),
        ("existingbusiness", "expansion"), ("Upsell", "expansion"), ("Renewal", "renewal"),
        ("Existing Customer - Renewal", "renewal"), ("Other", None),
    ],
)
def test_motions_of_other_systems(text: str, word: str | None) -> None:
    assert choose(schema.OPPORTUNITIES.field("motion"), text) == word


@pytest.mark.parametrize(
    ("text", "tier"),
    [("Tier 1", "1"), ("tier_1", "1"), ("T1", "1"), ("1", "1"), ("1.0", "1"), ("3", "3"),
     ("tier3", "3"), ("A", None), ("11", None), ("4", None)],
)
def test_tiers(text: str, tier: str | None) -> None:
    assert choose(schema.TARGET_LIST.field("tier"), text) == tier


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [("Closed Won", "won"), ("closedwon", "won"), ("Won", "won"), ("Closed - Lost", "lost"),
     ("closedlost", "lost"), ("Lost", "lost"), ("Negotiation", None), ("Wonderful", None)],
)
def test_outcome_from_stage_words(stage: str, outcome: str | None) -> None:
    assert outcome_of_stage(stage) == outcome


def test_strange_words_of_an_optional_choice_are_counted_and_kept() -> None:
    field = schema.ACCOUNTS.field("account_type")
    parsed = parse_choices(field, "Type", ["Analyst", "Customer", "Analyst", None])
    assert parsed.values == [None, "customer", None, None]
    assert parsed.keep_text
    assert not parsed.problems
    assert parsed.notes == [
        "2 rows say 'Analyst', which is none of prospect, customer, former customer, partner, "
        "competitor; kept as the further column 'Type'"
    ]


def test_lists_split_on_semicolons_or_else_on_commas() -> None:
    field = schema.ACCOUNTS.field("technologies")
    parsed, _ = parse(field, ["SAP; Salesforce;SAP", "Oracle, Inc."], source())
    assert parsed.values == [["SAP", "Salesforce"], ["Oracle, Inc."]]
    parsed, _ = parse(field, ["SAP, Salesforce", None], source())
    assert parsed.values == [["SAP", "Salesforce"], None]


def test_na_is_north_america_among_region_codes_only() -> None:
    region = schema.ACCOUNTS.field("region")
    assert parse(region, ["NA", "EMEA"], source())[0].values == ["NA", "EMEA"]
    assert parse(region, ["NA", "Bavaria"], source())[0].values == [None, "Bavaria"]


def test_booleans() -> None:
    field = schema.OPPORTUNITIES.field("is_won")
    parsed, _ = parse(field, ["Yes", "0", "TRUE", "f", "maybe"], source())
    assert parsed.values == [True, False, True, False, None]
    assert parsed.problems == {4: "'maybe' is not yes or no"}


def test_further_columns_are_typed_once_per_column() -> None:
    assert type_column(["1", "2.5", None, "n/a"]) == [1, 2.5, None, None]
    assert type_column(["007", "12"]) == ["007", "12"]
    assert type_column(["12345678901234567", "1"]) == ["12345678901234567", "1"]
    assert type_column(["16/4/2021", "1/4/2021"]) == ["2021-04-16", "2021-04-01"]
    assert type_column(["3/4/2021"]) == ["3/4/2021"]
    assert type_column(["yes", "No"]) == [True, False]
    assert type_column(["2013 (1888)", "1902"]) == ["2013 (1888)", "1902"]
    assert type_column(["-", "x"]) == ["-", "x"]


def test_an_open_point_in_amounts_is_asked_not_guessed() -> None:
    amount = schema.OPPORTUNITIES.field("amount")
    with pytest.raises(AbmError, match=r"no amount tells whether the point in '1\.234'"):
        parse(amount, ["1.234", "7"], source())
    assert parse(amount, ["1.234", "7"], source(decimal="."))[0].values == [1.234, 7]
    assert parse(amount, ["1.234", "7"], source(decimal=","))[0].values == [1234, 7]
    assert parse(amount, ["1.234", "7,5"], source())[0].values == [1234, 7.5]
