"""The settings of the house: defaults, what is refused, what is written, what the log keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from abm_core import house, house_log, schema, settings, store
from abm_core.errors import AbmError
from abm_core.house import House, Person, Rate

NOON = datetime(2026, 3, 2, 12)
IDA = Person("Ida Holm", "ida@acme.example", "sales")
TOMAS = Person("Tomas Brandt", "", "marketing")
GBP = Rate("GBP", "EUR", date(2025, 1, 1), 1.2)
CHOSEN = House("EUR", 4, "Europe/Copenhagen", ("acme.example",), (IDA, TOMAS), (GBP,),
               hours_per_account=(40.0, 12.0, 0.5), hours_per_person=200.0)  # fmt: skip
LOG = """
SELECT entity, entity_id, field, old_value, new_value, author, changed_at
FROM change_log ORDER BY change_id
"""


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    opened = store.open_store(tmp_path / "house.duckdb")
    yield opened.cursor()
    opened.close()


def save(cursor: DuckDBPyConnection, chosen: House, author: str = "Ida Holm") -> int:
    return house_log.save(cursor, chosen, author=author, saved_at=NOON)


def log(cursor: DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return cursor.execute(LOG).fetchall()


def test_nothing_has_to_be_set(cursor: DuckDBPyConnection) -> None:
    assert house.read(cursor) == House()
    assert House() == House("", 1, "UTC", (), (), (), hours_per_account=(30.0, 10.0, 0.5),
                            hours_per_person=375.0)  # fmt: skip


@pytest.mark.parametrize(
    "setting",
    [settings.REPORTING_CURRENCY, settings.FISCAL_MONTH, settings.TIME_ZONE, settings.OWN_DOMAINS,
     settings.HOURS_PER_ACCOUNT, settings.HOURS_PER_PERSON],
)
def test_defaults_say_what_they_mean_and_who_says_so(setting: settings.Setting[Any]) -> None:
    assert setting.help.endswith(".") and setting.source


def test_what_was_saved_is_read(cursor: DuckDBPyConnection) -> None:
    save(cursor, CHOSEN)
    assert house.read(cursor) == CHOSEN
    assert house.people(cursor) == (IDA, TOMAS)


def test_every_change_is_in_the_log(cursor: DuckDBPyConnection) -> None:
    assert save(cursor, House(currency="EUR", people=(IDA,))) == 2
    promoted = IDA._replace(team="executive")
    assert save(cursor, House(currency="USD", people=(promoted,)), "Vera") == 2
    assert save(cursor, House(currency="USD"), "") == 1
    who = {"name": "Ida Holm", "email": "ida@acme.example", "team": "sales"}
    assert [(*row[:3], *(value and json.loads(value) for value in row[3:5]), row[5], row[6])
            for row in log(cursor)] == [
        ("house_settings", "currency", "value", "", "EUR", "Ida Holm", NOON),
        ("people", "Ida Holm", "+", None, who, "Ida Holm", NOON),
        ("house_settings", "currency", "value", "EUR", "USD", "Vera", NOON),
        ("people", "Ida Holm", "team", "sales", "executive", "Vera", NOON),
        ("people", "Ida Holm", "-", {**who, "team": "executive"}, None, None, NOON),
    ]  # fmt: skip


def test_a_rate_is_logged_by_its_three_parts(cursor: DuckDBPyConnection) -> None:
    save(cursor, House(rates=(GBP,)))
    save(cursor, House(rates=(GBP._replace(rate=1.25),)))
    key = '["GBP","EUR","2025-01-01"]'
    assert [row[:3] for row in log(cursor)] == [
        ("currency_rates", key, "+"), ("currency_rates", key, "rate"),
    ]  # fmt: skip
    assert [json.loads(value) for value in log(cursor)[1][3:5]] == [1.2, 1.25]
    assert house.read(cursor).rates == (GBP._replace(rate=1.25),)


def test_saving_the_same_again_writes_nothing(cursor: DuckDBPyConnection) -> None:
    save(cursor, CHOSEN)
    before = log(cursor), store.revision(cursor)
    assert save(cursor, CHOSEN) == 0
    assert (log(cursor), store.revision(cursor)) == before


def test_a_change_makes_kept_sums_old(cursor: DuckDBPyConnection) -> None:
    before = store.revision(cursor)
    save(cursor, House(currency="EUR"))
    assert store.revision(cursor) == before + 1
    save(cursor, House(currency="EUR", rates=(GBP,)))
    assert store.revision(cursor) == before + 2
    save(cursor, CHOSEN)
    assert store.revision(cursor) == before + 2, "people move no sum"


def test_the_setting_says_who_chose_it(cursor: DuckDBPyConnection) -> None:
    save(cursor, replace(House(), fiscal_month=7))
    assert cursor.execute("FROM house_settings").fetchall() == [
        ("fiscal_month", "7", "Ida Holm", NOON)
    ]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "currency": ({"currency": "euro"}, "'euro' is no currency code."),
    "small letters": ({"currency": "eur"}, "'eur' is no currency code."),
    "month": ({"fiscal_month": 13}, "A fiscal year cannot begin in month 13."),
    "month 0": ({"fiscal_month": 0}, "A fiscal year cannot begin in month 0."),
    "zone": ({"time_zone": "Europe/Copenhagn"}, "There is no time zone 'Europe/Copenhagn'."),
    "domain": ({"own_domains": ("acme",)}, "'acme' is no domain."),
    "address": ({"own_domains": ("https://acme.example",)}, "'https://acme.example' is no domain."),
    "number": ({"own_domains": ("10.0.0.1",)}, "'10.0.0.1' is no domain."),
    "nobody": ({"people": (Person(" ", "", "sales"),)}, "A person has no name."),
    "mail": ({"people": (Person("Ida", "ida@", "sales"),)}, "'ida@' is no mail address."),
    "team": ({"people": (Person("Ida", "", "finance"),)}, "Ida is in no team."),
    "twins": ({"people": (IDA, IDA._replace(name="IDA HOLM", email=""))},
              "Two people have the name ida holm."),
    "one mail": ({"people": (IDA, TOMAS._replace(email="Ida@acme.example"))},
                 "Two people have the mail address ida@acme.example."),
    "rate": ({"rates": (GBP._replace(rate=0.0),)}, "The rate of GBP is 0."),
    "itself": ({"rates": (GBP._replace(into_currency="GBP"),)}, "GBP needs no rate into itself."),
    "hours": ({"hours_per_person": 0.0}, "Hours below zero cannot be worked."),
    "no number": ({"hours_per_account": (float("inf"), 1.0, 1.0)},
                  "Hours below zero cannot be worked."),
    "better tier": ({"hours_per_account": (1.0, 2.0, 0.0)},
                    "An account of a better tier takes fewer hours than one of the next."),
    "no time": ({"sla_hours": 0.0}, "Nobody can follow up in 0 business hours."),
    "two rates": ({"rates": (GBP, GBP._replace(rate=2.0))},
                  "GBP has two rates from 1 Jan 2025 on."),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_refused(case: str) -> None:
    chosen, problem = BAD[case]
    with pytest.raises(AbmError) as caught:
        House(**chosen)
    assert caught.value.problem == problem and caught.value.fix


def test_a_near_time_zone_is_suggested() -> None:
    with pytest.raises(AbmError, match="Did you mean 'Europe/Copenhagen'"):
        House(time_zone="Europe/Copenhagn")


@pytest.mark.parametrize(
    ("pasted", "domain"),
    [("WWW.Acme.example", "acme.example"), ("http://acme.example/de", "acme.example"),
     ("vera@acme.example", "acme.example"), ("acme.co.uk", "acme.co.uk")],
)  # fmt: skip
def test_domains_are_taken_as_people_paste_them(pasted: str, domain: str) -> None:
    assert house.domain_of(pasted) == domain
    assert House(own_domains=(house.domain_of(pasted),))


def test_the_reporting_currency(cursor: DuckDBPyConnection) -> None:
    """Two USD, one EUR: the dollar, until somebody chooses."""
    assert house.reporting_currency(cursor) == ""
    store.insert(cursor, schema.OPPORTUNITIES, [
        {"opportunity_id": f"o{n}", "currency": currency}
        for n, currency in enumerate(("USD", "EUR", None, "USD", None, None))
    ])  # fmt: skip
    assert house.reporting_currency(cursor) == "USD"
    assert house.stated_currencies(cursor) == ["USD", "EUR"]
    save(cursor, House(currency="EUR"))
    assert house.reporting_currency(cursor) == "EUR"
    save(cursor, House())
    assert house.reporting_currency(cursor) == "USD"


@pytest.mark.parametrize(
    ("chosen", "usual", "sentence"),
    [
        (House(), "", "Sums are bare numbers, because no opportunity states a currency. "
                      "Nothing has to be set."),
        (House(), "USD", "Sums are in USD, which most opportunities state. Nothing has to be set."),
        (House("EUR"), "USD", "Sums are in EUR, as chosen here."),
        (House(people=(IDA,)), "USD",
         "Sums are in USD, which most opportunities state; 1 person works here."),
        (CHOSEN, "USD", "Sums are in EUR, as chosen here; 2 people work here."),
    ],
)  # fmt: skip
def test_the_headline_says_which_currency_and_why(
    chosen: House, usual: str, sentence: str
) -> None:
    assert house.headline(chosen, usual) == sentence
