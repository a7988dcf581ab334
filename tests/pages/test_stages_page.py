"""The Stages page, told by what an analyst reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_tools import figures, headline, open_app, problems, said
from streamlit.testing.v1 import AppTest

from abm_core import store
from ui import places


def open_stages(**link: str) -> AppTest:
    return open_app(**link).switch_page(places.STAGES_PAGE).run()


def table(window: AppTest, column: str) -> Any:
    (found,) = (frame.value for frame in window.dataframe if column in frame.value)
    return found


def test_the_sample_tells_where_accounts_wait(with_sample: Path) -> None:
    window = open_stages()
    assert not problems(window)
    assert "at the median" in headline(window)
    assert list(figures(window)) == ["Engaged or qualified", "In an opportunity",
                                     "Engaged that went on", "New customers"]  # fmt: skip
    assert figures(window)["In an opportunity"][0] == "308"
    assert "Recomputed with the rules as shipped" in said(window)
    assert "go backward, most often" in said(window)
    stuck = table(window, "days_over")
    assert stuck["days_over"].is_monotonic_decreasing
    assert len(window.get("plotly_chart")) == 2
    assert table(window, "Joined")["Joined"].tolist()[0] == "Jul–Sep 2025"


def test_motion_tier_and_week_choose_what_is_told(with_sample: Path) -> None:
    window = open_stages()
    before = figures(window)
    window.segmented_control(key="stages_motion").set_value("expansion").run()
    assert not problems(window)
    assert "Expanded" in figures(window)
    window.segmented_control(key="stages_tier").set_value("Tier 1").run()
    window.segmented_control(key="stages_motion").set_value("new").run()
    assert not problems(window)
    assert figures(window) != before
    window.segmented_control(key="stages_tier").set_value("All").run()
    weeks = window.selectbox(key="stages_week").options
    assert weeks[0].startswith("2026-W45, through 8 Nov 2026")
    window.selectbox(key="stages_week").set_value(weeks[52]).run()
    assert not problems(window)
    assert "a past week's stages" in said(window)
    assert "missing_for_next" not in table(window, "days_over")


def test_new_rules_hold_at_once(with_sample: Path, ask: Callable[..., list[Any]]) -> None:
    window = open_stages()
    before = int(figures(window)["Engaged or qualified"][0].replace(",", ""))
    window.number_input(key="stage_rule_engaged_people_0").set_value(3)
    window.text_input(key="stage_rules_note").set_value("three make a team")
    (save,) = (one for one in window.button if one.label == "Save rules")
    save.click().run()
    assert not problems(window)
    assert int(figures(window)["Engaged or qualified"][0].replace(",", "")) < before
    assert "Engaged: at least 10 window points from at least 3 named contacts." in said(window)
    assert "Recomputed with version 1 of the rules" in said(window)
    assert ": three make a team." in said(window)
    rows = ask(store.sample_path(with_sample), "SELECT version, note FROM stage_rules")
    assert rows == [(1, "three make a team")]


def test_rules_that_cannot_be_say_why(with_sample: Path) -> None:
    window = open_stages()
    window.number_input(key="stage_rule_qualified_points_0").set_value(5.0)
    (save,) = (one for one in window.button if one.label == "Save rules")
    save.click().run()
    (problem,) = problems(window)
    assert "Ask at least as many points of the deeper stage." in problem


def test_opportunities_alone(fleet_store: Path) -> None:
    window = open_stages()
    assert not problems(window)
    assert "The data hold no activity of any account" in said(window)


def test_an_empty_store(store_path: Path) -> None:
    window = open_stages()
    assert not problems(window)
    assert headline(window).startswith("Bring activities or opportunities")


def test_a_link_shows_what_its_sender_saw(with_sample: Path) -> None:
    window = open_stages(stages_motion="expansion", stages_tier="Tier 2", stages_week="nonsense")
    assert not problems(window)
    assert "Expanded" in figures(window)
