"""The weekly review, the page that the app opens with."""

from __future__ import annotations

from pathlib import Path

from page_tools import (
    Drawer,
    headline,
    listed,
    new_window,
    open_app,
    open_start,
    problems,
    said,
)

from abm_core import store
from ui import frame


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
    assert "The target list begins on 20 Feb 2026" in said(window)
    assert "No target list" not in said(window)


def test_a_link_of_the_days_when_another_page_came_first(fleet_store: Path) -> None:
    """Bookmarks of ICP & tiers had no path; what they say is known there alone."""
    window = new_window(icp_list="All").run()
    assert not problems(window)
    assert window.segmented_control(key="icp_list").value == "All"
    assert listed(window) == listed(open_app(icp_list="All"))



def test_the_week_of_the_sample(with_sample: Path) -> None:
    """Four measures, changes with their cause, actions; every number opens its rows."""
    window = open_start()
    assert not problems(window)
    assert headline(window).startswith("Engaged accounts ")
    assert [metric.label for metric in window.metric] == [
        "Engaged accounts", "Meetings with buying roles", "Open pipeline",
        "Median age of open opportunities"]  # fmt: skip
    text = said(window)
    assert "Not published: its numbers can still change." in text
    assert "normal range of" in text
    takes = [one for one in window.button if one.label == "Take on"]
    assert 1 <= len(takes) <= 7
    asked = [one.key for one in window.button if one.label == "How do you know?"]
    assert {"review_top_behind", "review_engaged_behind", "review_meetings_behind",
            "review_pipeline_behind", "review_age_behind", "review_actions_behind"} <= set(asked)
    shown = window.metric[1].value
    window.button(key="review_meetings_behind").click().run()
    assert not problems(window)
    (rows,) = (one.value for one in window.dataframe)
    assert f"{shown} = the sum of “Meetings” over {len(rows)} rows." in said(window)
    assert str(rows.iloc[:, -1].sum()) == shown
    assert rows["account_id"].str.startswith("/account?account=").all()
    assert rows["account_id"].str.endswith("&data=sample").all()


def test_a_week_is_published_once_and_stays(with_sample: Path) -> None:
    window = open_start(data="sample")
    window.text_area(key="review_note_text_0").set_value("Call *Wiedelbrink* first.")
    window.selectbox(key="review_note_by_0").set_value("Vera Lind")
    window.button(key="review_note_add_0").click().run()
    assert not problems(window)
    assert "Comment Call *Wiedelbrink* first. (Vera Lind, " in said(window)
    before = headline(window)
    drawer = Drawer(window, "review_publish")
    assert "Publishing keeps the review as it is now" in said(window)
    drawer.press("review_publish_save")
    window = open_start(data="sample")
    assert not problems(window)
    assert headline(window) == before
    assert "Published by Vera Lind on" in said(window)
    assert "review_publish" not in [one.key for one in window.button]
    assert "On the list" in said(window)
    (week,) = [one for one in window.selectbox if one.key == "review_week"]
    assert week.options[0].endswith(" · published") and "published" not in week.options[1]


def test_a_published_week_that_would_be_told_otherwise_today(with_sample: Path) -> None:
    window = open_start(data="sample")
    before = headline(window)
    Drawer(window, "review_publish").press("review_publish_save")
    sample = frame.open_once(str(store.sample_path(with_sample)))
    with sample.cursor() as cursor, store.transaction(cursor):
        cursor.execute("UPDATE opportunities SET amount = 3 * amount")
        store.next_revision(cursor)
    window = open_start(data="sample")
    assert not problems(window)
    assert headline(window) == before
    assert "today this week would be told otherwise" in said(window)
    window.segmented_control(key="review_read").set_value("As it is today").run()
    assert not problems(window)
    assert headline(window) != before
    drawer = Drawer(window, "review_publish")
    window.text_input(key="review_correction").set_value("Amounts came in anew.")
    drawer.run()
    drawer.press("review_publish_save")
    assert not problems(window)
    assert "as version 2, which puts right: Amounts came in anew." in said(
        open_start(data="sample"))


def test_the_framework_of_the_sample(with_sample: Path) -> None:
    window = open_start(data="sample", review_view="Framework")
    assert not problems(window)
    assert next(metric.value for metric in window.metric).endswith(" %")
    assert len(window.metric) == 5
    assert "against the last period" in headline(window)
    assert headline(window).endswith("Nobody answers for a measure yet.")
    owner = window.selectbox(key="framework_owner_pipeline")
    owner.set_value(owner.options[0]).run()
    window.button(key="framework_owner_pipeline_save").click().run()
    assert not problems(window)
    (_, without) = headline(window).split("nobody answers for ")
    assert without == "coverage, aware accounts, engaged accounts and revenue won."


def test_a_part_without_accounts_says_which_choice_did_it(fleet_store: Path) -> None:
    with frame.open_once(str(fleet_store)).cursor() as cursor:  # Fir Rival is on no list
        cursor.execute("UPDATE accounts SET sales_owner = 'Nora Ek' WHERE account_id = 'f6'")
    window = open_start(review_for="owner:Nora Ek")
    assert not problems(window)
    assert headline(window) == "No account of Nora Ek was on the target list on 20 Feb 2026."
    window.button(key="review_clear").click().run()
    assert window.selectbox(key="review_for").value == "programme"
    assert "target list on" not in headline(window)
