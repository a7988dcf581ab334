"""Holding out at random: in the save of tiers, from a proposal, and the answer when it is due."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import fleets
import lift_pages
import lift_stores as world
import pytest
from page_tools import Drawer, figures, headline, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import schema, store
from abm_core.lift import doubts_wording, holdout
from ui import places

Ask = Callable[[Path, str], list[tuple[Any, ...]]]
HELD = "SELECT account_id FROM holdouts WHERE is_held_out ORDER BY 1"
ON_LIST = "SELECT account_id FROM target_list WHERE left_on IS NULL ORDER BY 1"
MORE = """
INSERT INTO accounts BY NAME
SELECT 'n' || lpad(n::VARCHAR, 2, '0') AS account_id, 'New ' || n AS name, 'Retail' AS industry,
       500 AS employees, 'prospect' AS account_type, DATE '2026-01-05' AS created_on
FROM range(40) r(n)
"""


@pytest.fixture
def growing(fleet_store: Path) -> Path:
    """The eight accounts, and forty more that the live profile would put into tier 3."""
    with closing(store.open_store(fleet_store)) as held, held.cursor() as cursor:
        cursor.execute(MORE)
        with store.transaction(cursor):
            store.next_revision(cursor)
    return fleet_store


def test_some_are_held_out_in_the_save_itself(growing: Path, ask: Ask) -> None:
    window = open_app()
    drawer = Drawer(window, "save")
    window.checkbox(key="save_random").check()
    drawer.run()
    assert not problems(window)
    options = window.selectbox(key="save_random_tier").options
    assert options == ["Tier 3 · 40"], "of fewer than ten nobody can be held out"
    window.slider(key="save_random_share").set_value(0.2)
    drawer.run()
    assert "8 of 40 accounts would be held out." in said(window)
    drawer.press("save_confirm")
    assert not problems(window)
    held = {one for (one,) in ask(growing, HELD)}
    on_list = {one for (one,) in ask(growing, ON_LIST)}
    assert len(held) == 8 and len(ask(growing, "SELECT * FROM holdouts")) == 40
    assert on_list == set(fleets.LIVE) | {f"n{n:02}" for n in range(40)} - held
    (toast,) = (one.value for one in window.toast)
    assert "32 accounts entered" in toast and "8 accounts of 40 that would join tier 3" in toast
    assert "held out at random (20 % of 40 that would join tier 3, seed 1)" in (
        ask(growing, "SELECT reason FROM overrides LIMIT 1")[0][0])


def test_without_the_tick_nobody_is_held_out(growing: Path, ask: Ask) -> None:
    window = open_app()
    drawer = Drawer(window, "save")
    drawer.press("save_confirm")
    assert not problems(window)
    assert not ask(growing, HELD) and len(ask(growing, ON_LIST)) == 46


def test_a_draw_from_the_open_proposal(store_path: Path, ask: Ask) -> None:
    """Thirty accounts are proposed for tier 2; what the draw could show is said first."""
    lift_pages.build(store_path)
    with closing(store.open_store(store_path)) as held, held.cursor() as cursor:
        world.put(cursor, schema.PROPOSALS, {
            "proposal_id": "1", "programme_id": world.PROGRAMME})  # fmt: skip
        world.put(cursor, schema.PROPOSAL_CHANGES, *(
            {"proposal_id": "1", "account_id": f"A{n:03d}", "to_tier": "2"}
            for n in range(1, 180, 6)))  # fmt: skip
    window = open_app().switch_page(places.BASELINE_PAGE).run()
    drawer = Drawer(window, "lift_hold_out")
    assert not problems(window)
    assert "3 of 30 accounts would be held out." in said(window)
    assert "to show in four cases of five" in said(window)
    window.slider(key="hold_out_share").set_value(0.2)
    window.text_input(key="hold_out_author").set_value("Ida Holm")
    drawer.press("hold_out_draw")
    assert not problems(window)
    assert len(ask(store_path, HELD)) == 6
    assert ask(store_path, "SELECT DISTINCT author, tier, share FROM holdouts") == [
        ("Ida Holm", "2", 0.2)]


@pytest.fixture(scope="module")
def experiment_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of the screens, whose list was drawn from: a sixth of 48 was held out."""
    path = tmp_path_factory.mktemp("drawn") / "drawn.duckdb"
    lift_pages.build(path)
    drawn = [f"A{n:03d}" for n in range(0, 240, 3)]
    with closing(store.open_store(path)) as held, held.cursor() as cursor:
        cursor.execute("DELETE FROM target_list")
        made = holdout.draw(
            cursor, world.PROGRAMME, drawn, tier=2, share=0.2, seed=1, author="Ida",
            drawn_at=datetime(2026, 1, 2, 9), as_of=datetime(2026, 1, 2).date())  # fmt: skip
        for one in sorted(set(drawn) - set(made.account_ids)):
            world.target(cursor, one, tier=2)
        with store.transaction(cursor):
            store.next_revision(cursor)
    return path


@pytest.fixture
def experiment(store_path: Path, experiment_file: Path) -> Path:
    store_path.write_bytes(experiment_file.read_bytes())
    return store_path


def test_the_same_screen_gives_the_answer_of_the_draw(experiment: Path) -> None:
    window = open_app().switch_page(places.BASELINE_PAGE).run()
    assert not problems(window)
    assert window.selectbox(key="engagement_against").value == "Held out at random", "it is due"
    assert figures(window)["Targets"][0] == "64" and "Held out" in figures(window)
    words = said(window)
    assert "accounts held out at random" in headline(window)
    assert "It rests on a random draw: only chance decided who was left out." in words
    assert "The draw alone, without weights: " in words
    assert doubts_wording.DRAWN_NOT_DRIFT in words
    assert "second way of comparing" not in words and "no similar account" not in words
    keys = {one.key for one in window.selectbox}
    assert "engagement_tier" not in keys and "engagement_weeks" not in keys


def test_the_comparison_with_similar_accounts_is_still_there(experiment: Path) -> None:
    window: AppTest = open_app(engagement_against="Similar accounts")
    window = window.switch_page(places.BASELINE_PAGE).run()
    window.selectbox(key="engagement_against").set_value("Similar accounts").run()
    assert not problems(window)
    assert "engagement_tier" in {one.key for one in window.selectbox}
    assert "The draw alone" not in said(window)


def test_opportunities_of_the_draw_are_counted(experiment: Path) -> None:
    window = open_app().switch_page(places.LIFT_PAGE).run()
    assert not problems(window)
    assert "Counted: " in said(window) and "of 16 held out" in said(window)
    assert any("Opportunities observed and expected" in one.value for one in window.markdown)
