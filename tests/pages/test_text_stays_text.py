"""Texts that try something, on every page: shown as they are, and nothing acts."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import fleets
import pytest
from page_tools import Drawer, open_app, open_data, problems, upload
from streamlit.testing.v1 import AppTest

from abm_core import store
from abm_core.intake import load
from abm_core.intake.layout import mapping
from abm_core.intake.read import readers
from abm_core.review import action_items, teams
from abm_core.targeting import target_list
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Categories
from abm_core.targeting.workshop import Workshop
from tests.safety import nasty
from ui import frame, places

# What Streamlit would act on, were it in a page's Markdown as it is in the data.
MARKUP = ("<script", "<img", "&lt;b", "[link](", ":red[", "$x^2$", "**bold", "\n- third")
# What it looks for once escapes are gone.
WORDS = ("https://evil", "www.evil", ":material/home:", ":smile:", ":streamlit:", "\u202e")
TEXTS = [text for text in nasty.CELLS if len(text) < 200]


def as_csv(*rows: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def accounts() -> str:
    rows = [[f"n{i}", text, text, str(100 * i), text] for i, text in enumerate(TEXTS)]
    return as_csv(["Account ID", "Account name", "Industry", "Employees", "Remark <b>"], *rows)


def deals() -> str:
    rows = [[f"o{i}", f"n{i}", text, "1000", "<b>$x^2$", text] for i, text in enumerate(TEXTS)]
    return as_csv(
        ["Opportunity ID", "Account ID", "Opportunity name", "Amount", "Currency", "Stage"], *rows
    )


def profile() -> Profile:
    values = tuple((text, 1.0) for text in TEXTS)
    criteria = tuple(
        Criterion(text, "industry", Categories(values[: place + 1]), 10)
        for place, text in enumerate(TEXTS)
    )
    rules = tuple(Exclusion("industry", (text,), text) for text in TEXTS[:3])
    return Profile(nasty.NASTY["script"], criteria, rules)


@pytest.fixture
def nasty_store(store_path: Path) -> Path:
    """Accounts, deals, a profile and two programmes whose every text tries something."""
    opened = store.open_store(store_path)
    tables = [
        readers.read(name, text.encode())[0]
        for name, text in (("a.csv", accounts()), ("o.csv", deals()))
    ]
    items = [(table, mapping.propose(table).mapping) for table in tables]
    load.import_tables(opened, items, imported_at=fleets.NOON)
    with opened.cursor() as cursor:
        shown = Workshop(cursor)
        for name in ("directive", "markdown"):
            target_list.save(
                cursor, shown.accounts, shown.score(profile()), programme=nasty.NASTY[name],
                as_of=fleets.NEWEST, saved_at=fleets.NOON, author=nasty.NASTY["image"],
                note=nasty.NASTY["latex"],
            )  # fmt: skip
    opened.close()
    return store_path


def read_as_markdown(window: AppTest) -> list[str]:
    """Everything on a page that Streamlit reads as Markdown: texts, labels, figures, help."""
    texts = [
        element.value
        for kind in ("markdown", "caption", "error", "info", "success", "warning", "title")
        for element in getattr(window, kind)
    ]
    for kind in ("slider", "button", "segmented_control", "selectbox", "text_input", "metric",
                 "multiselect", "number_input", "expander", "status", "toast"):  # fmt: skip
        for element in getattr(window, kind):
            texts += [getattr(element, "label", ""), getattr(element, "help", "")]
    texts += [text for metric in window.metric for text in (metric.value, metric.delta)]
    return [str(text) for text in texts if text]


def check(window: AppTest) -> None:
    """No crash, no problem, and nothing that acts."""
    assert not problems(window)
    assert not acting(window)


def acting(window: AppTest) -> list[tuple[str, str]]:
    """Marks that are not escaped, each with the text that has it."""
    found = []
    for text in read_as_markdown(window):
        bare, shown = re.sub(r"\\.", "", text), re.sub(r"\\(.)", r"\1", text)
        found += [(mark, text) for mark in MARKUP if mark in bare]
        found += [(mark, text) for mark in WORDS if mark in shown]
    return found


def test_icp_and_tiers(nasty_store: Path) -> None:
    window = open_app()
    check(window)
    for name in ("All", "Excluded", "Tier 1"):
        window.segmented_control(key="icp_list").set_value(name).run()
        check(window)
    for text in TEXTS[:8]:
        window.text_input(key="icp_search").set_value(text).run()
        check(window)
    window.text_input(key="icp_search").set_value("<script>nobody").run()
    check(window)


def test_another_profile_makes_moves_with_such_names(nasty_store: Path) -> None:
    window = open_app()
    for slider in window.slider[2:9]:
        slider.set_value(0)
    window.run()
    check(window)


@pytest.mark.parametrize("opener", ["save", "profile", "edit_criteria"])
def test_the_drawers(nasty_store: Path, opener: str) -> None:
    drawer = Drawer(open_app(), opener)
    check(drawer.window)


def test_the_programme_saved_with_such_a_name(nasty_store: Path) -> None:
    window = open_app()
    window.selectbox(key="programme").set_value(nasty.NASTY["markdown"]).run()
    check(window)
    drawer = Drawer(window, "save")
    drawer.window.text_input(key="save_note").set_value(nasty.NASTY["directive"])
    drawer.press("save_confirm")
    check(drawer.window)


@pytest.mark.parametrize("name", ["<script>alert(1)<.csv", ":material/home: $x^2$.csv",
                                  "..\\..\\[link](https://evil.example).csv"])  # fmt: skip
def test_files_that_come_in(store_path: Path, name: str) -> None:
    window = open_data()
    extra = [["n99", "", "", "many", text] for text in TEXTS]
    broken = accounts() + as_csv(*extra)
    upload(window, (name, broken))
    check(window)
    assert "Download rejected rows" in [button.label for button in window.get("download_button")]
    window.button(key="import").click().run()
    check(window)
    window.run()
    check(window)
    Drawer(window, "undo").press("undo_confirm")
    check(window)


def test_a_file_that_is_refused(store_path: Path) -> None:
    for name in ("<script>:red[x].csv", "www.evil.example.csv"):
        for content in ("Colour\n", as_csv(["Colour", "<script>"], ["$x^2$", "1"])):
            window = upload(open_data(), (name, content))
            assert window.error and not window.exception
            assert not acting(window)


def test_actions_and_account_teams(nasty_store: Path) -> None:
    with frame.open_once(str(nasty_store)).cursor() as cursor:
        for text in TEXTS:
            action_items.add(cursor, "n0", reason=text, next_step=text, owner=text, author=text,
                             due_on=fleets.NEWEST + timedelta(30), now=fleets.NOON)  # fmt: skip
            teams.put_on(cursor, "n0", text, "SDR", since=fleets.NEWEST, author=text,
                         now=fleets.NOON)  # fmt: skip
        for number, text in enumerate(TEXTS[:9], start=1):
            action_items.close(cursor, number, "done", outcome=text, author=text, now=fleets.NOON)
    window = open_app().switch_page(places.ACTIONS_PAGE).run()
    window.selectbox(key="actions_account").set_value("n0").run()
    check(window)
    window.segmented_control(key="actions_status").set_value("Any").run()
    check(window)
    check(Drawer(window, "actions_add").window)
    for name in ("directive", "markdown"):
        window = open_app().switch_page(places.ACTIONS_PAGE)
        window.query_params.update({"actions_me": nasty.NASTY[name], "actions_whose": "Mine"})
        check(window.run())


def test_links_that_try_something(nasty_store: Path) -> None:
    for link in ({"data": "<script>"}, {"programme": "<script>"}, {"icp_list": "$x^2$"}):
        window = open_app(**link)
        assert not window.exception
        assert not acting(window)
