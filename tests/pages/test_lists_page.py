"""The Lists page, and saving a table of another screen as a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_tools import figures, headline, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import store
from abm_core.review import lists
from abm_core.review.lists import Origin
from ui import downloads, frame, places

ROOT = Path(__file__).resolve().parents[2]


def save(name: str, *ids: str, entity: str = "accounts", link: str = "") -> int:
    with frame.own_store().cursor() as cursor:
        return lists.save(cursor, name, entity, ids, Origin("Stages", "Tier 1", link),
                          author="Ida Holm", now=frame.now()).list_id  # fmt: skip


def open_lists(**link: str) -> AppTest:
    return open_app(**link).switch_page(places.LISTS_PAGE).run()


def rows(window: AppTest, column: str) -> Any:
    (found,) = (one.value for one in window.dataframe if column in one.value)
    return found


def test_an_empty_store_says_how_lists_come_about(store_path: Path) -> None:
    window = open_lists()
    assert not problems(window)
    assert headline(window) == "No list is saved yet"
    assert "Save any table: choose Save as list under it" in said(window)
    assert "Nothing has left the workbench yet." in said(window)


def test_all_lists(fleet_store: Path) -> None:
    save("Hauliers", "f1", "f2")
    save("Shops", "f3")
    window = open_lists()
    assert not problems(window)
    assert headline(window).startswith("2 lists are in use; the newest is “Shops”, 1 account")
    assert figures(window)["Accounts on them"][0] == "3"
    assert rows(window, "n_rows")["name"].tolist() == ["Shops", "Hauliers"]


def test_one_list_with_the_facts_of_today(fleet_store: Path) -> None:
    number = save("Hauliers", "f2", "f1", "f9", link="stages?stages_tier=Tier+1")
    window = open_lists(list=str(number))
    assert not problems(window)
    assert headline(window) == "Hauliers"
    assert "3 accounts as saved by Ida Holm" in said(window)
    assert "1 account of it is no longer in the data." in said(window)
    found = rows(window, "account_stage")
    assert found["name"].tolist() == ["Birch Cargo", "Alder Freight"]
    assert found["live_tier"].tolist() == [["Tier 1"], ["Tier 1"]]
    (link,) = (one.proto for one in window.main.get("page_link"))
    assert (link.label, link.query_string) == ("The same filter today", "stages_tier=Tier+1")


def test_a_list_is_archived_and_brought_back(fleet_store: Path) -> None:
    number = save("Hauliers", "f1")
    window = open_lists(list=str(number))
    window.button(key="lists_archive").click().run()
    assert "“Hauliers” is archived. Undo brings it back." in said(window)
    window.button(key="lists_undo").click().run()
    assert "Taken back." in said(window)
    with frame.own_store().cursor() as cursor:
        assert [one.name for one in lists.listing(cursor)] == ["Hauliers"]


def test_a_link_to_no_list_says_so(fleet_store: Path) -> None:
    save("Hauliers", "f1")
    assert "There is no list 7." in said(open_lists(list="7"))


def test_a_table_is_saved_and_saved_again(with_sample: Path) -> None:
    window = open_app(data="sample").switch_page(places.STAGES_PAGE).run()
    window.button(key="stuck_save").click().run()
    assert not problems(window)
    window.text_input(key="stuck_name").set_value("Stuck for weeks")
    window.button(key="stuck_save").click()
    window.button(key="stuck_keep").click().run()
    assert not problems(window)
    with frame.open_once(str(store.sample_path(with_sample))).cursor() as cursor:
        (made,) = lists.listing(cursor)
    assert (made.name, made.screen, made.link) == ("Stuck for weeks", "Stages", "stages?")
    assert made.filters == "New business; all tiers; 2026-W45, through 8 Nov 2026"
    assert f"Saved “Stuck for weeks”: {made.n_rows} accounts." in said(window)


def test_a_download_is_noted(fleet_store: Path, ask: Callable[..., list[Any]]) -> None:
    made = downloads.Export("Hauliers", "a.csv", "csv", b"abc", 2, ("Name",))
    assert downloads.logged(frame.own_store(), made, "Ida Holm") == b"abc"
    assert ask(fleet_store, "SELECT what, n_rows, author, sha256[1:8] FROM exports") == [
        ("Hauliers", 2, "Ida Holm", "ba7816bf")]
    window = open_lists()
    assert rows(window, "sha256")["what"].tolist() == ["Hauliers"]
    assert figures(window)["Files in 30 days"][0] == "1"


def test_every_download_goes_through_the_log() -> None:
    """But empty templates, which hold nothing."""
    found = {path.name for folder in ("ui", "pages") for path in (ROOT / folder).glob("*.py")
             if re.search(r"\.download_button\(", path.read_text(encoding="utf-8"))}  # fmt: skip
    assert found == {"downloads.py", "frame.py"}
