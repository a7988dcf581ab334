"""Settings: defaults without a wall, what is saved, and where it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import fleets
import pandas as pd
import pytest
from page_tools import Drawer, figures, headline, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import house_log, store
from abm_core.errors import AbmError
from abm_core.house import House, Person, Rate
from ui import frame, house_people, house_rates

Ask = Callable[[Path, str], list[tuple[Any, ...]]]
IDA = Person("Ida Holm", "ida@wheels.example", "sales")
NO_ROW = pd.DataFrame({"name": [None], "email": [None], "team": [None]})


def open_settings() -> AppTest:
    return open_app().switch_page(frame.SETTINGS_PAGE).run()


def choose(path: Path, chosen: House) -> None:
    """What somebody has saved before."""
    opened = store.open_store(path)
    with opened.cursor() as cursor:
        house_log.save(cursor, chosen, author="Ida Holm", saved_at=fleets.NOON)
    opened.close()


def test_nothing_has_to_be_set(store_path: Path) -> None:
    window = open_settings()
    assert not problems(window)
    assert headline(window) == (
        "Sums are bare numbers, because no opportunity states a currency. Nothing has to be set."
    )
    assert window.selectbox(key="settings_month_0").value == 1
    assert window.selectbox(key="settings_zone_0").value == "UTC"
    assert "Not saved yet." not in said(window)


def test_the_usual_currency_holds_until_another_is_chosen(fleet_store: Path) -> None:
    window = open_settings()
    assert headline(window).startswith("Sums are in USD, which most opportunities state.")
    window.selectbox(key="settings_currency_0").set_value("EUR").run()
    assert "Not saved yet." in said(window)
    assert "Rates into EUR" in said(window)
    window.button(key="settings_save").click().run()
    assert not problems(window)
    assert headline(window) == "Sums are in EUR, as chosen here."
    window.switch_page(frame.ICP_PAGE).run()
    assert figures(window)["Tier 1 open pipeline"][0] == "–", "no rate: dollars are not euros"


def test_a_rate_puts_the_pipeline_in_the_chosen_currency(fleet_store: Path) -> None:
    """Tier 1 has 150,000 USD open, created in February 2026: 75,000 EUR at one half."""
    choose(fleet_store, House("EUR", rates=(Rate("USD", "EUR", date(2026, 1, 1), 0.5),)))
    window = open_app()
    assert figures(window)["Tier 1 open pipeline"][0] == "€75.0K"


def test_calendar_and_domains_are_saved_and_logged(fleet_store: Path, ask: Ask) -> None:
    window = open_settings()
    window.selectbox(key="settings_month_0").set_value(4)
    window.selectbox(key="settings_zone_0").set_value("Europe/Copenhagen")
    window.multiselect(key="settings_domains_0").set_value(["https://www.Wheels.example/"])
    window.button(key="settings_save").click().run()
    assert not problems(window)
    assert ask(fleet_store, "SELECT name, value, author FROM house_settings ORDER BY 1") == [
        ("fiscal_month", "4", "Vera Lind"),
        ("own_domains", '["wheels.example"]', "Vera Lind"),
        ("time_zone", '"Europe/Copenhagen"', "Vera Lind"),
    ]
    assert ask(fleet_store, "SELECT count(*) FROM change_log WHERE entity = 'house_settings'") == [
        (3,)
    ]
    assert window.selectbox(key="settings_month_1").value == 4


def test_what_cannot_be_is_said_and_not_saved(fleet_store: Path, ask: Ask) -> None:
    window = open_settings()
    window.multiselect(key="settings_domains_0").set_value(["wheels"]).run()
    assert not problems(window), "not while somebody is still typing"
    assert "Not saved yet. 'wheels' is no domain." in said(window)
    window.button(key="settings_save").click().run()
    assert problems(window) == [
        "'wheels' is no domain. Write what follows @ in your mail addresses, in small letters, "
        "as acme.example."
    ]
    assert ask(fleet_store, "SELECT count(*) FROM house_settings") == [(0,)]


def test_the_save_dialog_offers_the_people(fleet_store: Path, ask: Ask) -> None:
    choose(fleet_store, House(people=(IDA, Person("Tomas Brandt", "", "marketing"))))
    window = open_app()
    window.slider(key="w_Industry").set_value(20).run()
    drawer = Drawer(window, "save")
    box = window.selectbox(key="save_author")
    assert (box.value, box.options) == ("Vera Lind", ["Vera Lind", "Ida Holm", "Tomas Brandt"])
    box.set_value("Tomas Brandt")
    drawer.press("save_confirm")
    assert not problems(window)
    newest = "SELECT author FROM snapshots ORDER BY snapshot_id::INT DESC LIMIT 1"
    assert ask(fleet_store, newest) == [("Tomas Brandt",)]


def test_people_are_read_from_the_table_as_it_stands() -> None:
    rows = pd.DataFrame({
        "name": [" Tomas Brandt ", "Ida Holm"], "email": [None, "ida@wheels.example"],
        "team": ["marketing", "sales"],
    })  # fmt: skip
    assert house_people.people_in(rows) == (IDA, Person("Tomas Brandt", "", "marketing"))
    assert house_people.people_in(NO_ROW) == ()
    half = rows.assign(name=None, team=None)
    assert house_people.people_in(half) == (Person("", "ida@wheels.example", ""),), "not lost"


def test_rates_are_read_from_the_table_as_it_stands() -> None:
    rows = pd.DataFrame({
        "currency": ["usd", None], "valid_from": [pd.Timestamp(2026, 1, 1), None],
        "rate": [0.5, None],
    })  # fmt: skip
    assert house_rates.rates_in(rows, "EUR") == (Rate("USD", "EUR", date(2026, 1, 1), 0.5),)
    with pytest.raises(AbmError, match="A rate is not complete"):
        house_rates.rates_in(rows.assign(rate=None), "EUR")
