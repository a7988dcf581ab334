"""The weekly review, the page that the app opens with."""

from __future__ import annotations

from pathlib import Path

from page_tools import headline, listed, new_window, open_app, open_start, problems, said


def test_an_empty_store_offers_the_sample_and_the_import(store_path: Path) -> None:
    window = open_start()
    assert not problems(window)
    assert headline(window) == "Bring your accounts, or try the sample, and see who to pursue"
    assert "a name for each" in said(window)
    assert window.button(key="load_sample").label == "Load sample data"


def test_it_is_where_the_app_begins(fleet_store: Path) -> None:
    window = open_start()
    assert not problems(window)
    assert window.title[0].value == "Weekly review"
    assert headline(window) == "The target list begins on 20 Feb 2026, after that week."


def test_a_link_of_the_days_when_another_page_came_first(fleet_store: Path) -> None:
    """Bookmarks of ICP & tiers had no path; what they say is known there alone."""
    window = new_window(icp_list="All").run()
    assert not problems(window)
    assert window.segmented_control(key="icp_list").value == "All"
    assert listed(window) == listed(open_app(icp_list="All"))

