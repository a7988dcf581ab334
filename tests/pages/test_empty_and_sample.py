"""What the pages show before anything is imported, and with the sample."""

from __future__ import annotations

from pathlib import Path

import fleets
from page_tools import figures, headline, listed, open_app, open_data, problems, said

from abm_core import store
from ui import frame


def test_an_empty_store_offers_the_sample_and_the_import(store_path: Path) -> None:
    window = open_app()
    assert not problems(window)
    assert headline(window) == "Bring your accounts, or try the sample, and see who to pursue"
    assert "a name for each" in said(window)
    assert window.button(key="load_sample").label == "Load sample data"
    assert window.get("download_button")[0].label == "Template for accounts"
    assert "No accounts yet" in window.sidebar.caption[0].value
    assert not window.sidebar.segmented_control, "nothing to switch between"


def test_an_empty_store_on_the_data_page(store_path: Path) -> None:
    window = open_data()
    assert not problems(window)
    assert headline(window) == "Nothing is here yet. Drop your exports below."
    assert "Nothing has been imported into your store yet." in said(window)
    assert "load_sample" in [button.key for button in window.main.button]
    assert "undo" not in [button.key for button in window.main.button]


def test_templates_and_the_dictionary_are_there(store_path: Path) -> None:
    window = open_data()
    labels = {button.label for button in window.get("download_button")}
    assert labels >= {"Template: accounts", "Template: opportunities", "Template: target list"}
    *_, dictionary = window.dataframe
    assert "Lowest account score" not in dictionary.value.to_string()
    assert "Number of people who work there; of a range" in dictionary.value.to_string()


def test_the_sample_loads_into_a_store_of_its_own(store_path: Path) -> None:
    window = open_app()
    window.button(key="load_sample").click().run()
    assert not problems(window)
    assert headline(window).startswith("The draft matches the live tiers.")
    assert len(window.metric) == 4
    assert store.sample_path(store_path).exists()
    with frame.open_once(str(store_path)).cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM accounts").fetchall() == [(0,)]


def test_the_sample_is_shown_while_there_are_no_data(with_sample: Path) -> None:
    window = open_app()
    assert window.sidebar.segmented_control(key="data").value == "sample"
    assert listed(window)


def test_both_pages_show_the_sample(with_sample: Path) -> None:
    window = open_app().switch_page(frame.DATA_PAGE).run()
    assert not problems(window)
    assert headline(window).startswith("5,000 accounts and 4,000 opportunities, through ")
    assert "You are looking at the sample." in said(window)
    assert "Nothing has been imported into your store yet." in said(window)


def test_a_weight_moves_tiers_in_the_sample(with_sample: Path) -> None:
    window = open_app()
    before = figures(window)["Tier 1 accounts"][0]
    window.slider(key="w_Industry").set_value(100).run()
    value, change = figures(window)["Tier 1 accounts"]
    assert int(value) - int(before) == int(change)
    assert headline(window).startswith(("Tier 1 goes from", "Tier 1 stays at", "Tier 1 keeps"))
    for name in window.segmented_control(key="icp_list").options:
        assert not problems(window.segmented_control(key="icp_list").set_value(
            name.split(" · ")[0]).run())  # fmt: skip


def test_switching_between_own_data_and_sample(with_sample: Path) -> None:
    """Each keeps to its own draft and its own list."""
    fleets.build(with_sample)
    window = open_app()
    assert window.sidebar.segmented_control(key="data").value == "own"
    assert listed(window) == ["Alder Freight", "Birch Cargo"]
    window.slider(key="w_Industry").set_value(20).run()
    window.session_state["data"] = "sample"
    window.run()
    assert not problems(window)
    assert headline(window).startswith("The draft matches the live tiers.")
    assert "All · 5,000" in window.segmented_control(key="icp_list").options
    window.session_state["data"] = "own"
    window.run()
    assert not problems(window)
    assert figures(window)["Accounts that change tier"] == ("3", "2 up, 1 down")
    assert "All · 8" in window.segmented_control(key="icp_list").options


def test_a_link_to_the_sample(with_sample: Path) -> None:
    fleets.build(with_sample)
    assert "5,000 accounts" in open_app(data="sample").sidebar.caption[0].value


def test_a_link_to_a_sample_that_is_not_here(fleet_store: Path) -> None:
    """Own data are shown, and no store comes into being by opening a link."""
    window = open_app(data="sample")
    assert not problems(window)
    assert listed(window) == ["Alder Freight", "Birch Cargo"]
    assert not store.sample_path(fleet_store).exists()


def test_nonsense_in_a_link_is_ignored(fleet_store: Path) -> None:
    window = open_app(data="nowhere", icp_list="banana", programme="none such")
    assert not problems(window)
    assert listed(window) == ["Alder Freight", "Birch Cargo"]
