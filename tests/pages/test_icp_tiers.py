"""ICP & tiers on eight accounts: what the sliders, the list and the save do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import fleets
import pytest
from page_tools import Drawer, figures, headline, listed, open_app, plain, problems, said
from streamlit.testing.v1 import AppTest

from abm_core.targeting import document
from abm_core.targeting.profile import Criterion
from abm_core.targeting.rules import YesNo
from ui import draft

Ask = Callable[[Path, str], list[tuple[Any, ...]]]

OPEN_TIERS = "SELECT account_id, tier FROM target_list WHERE left_on IS NULL ORDER BY ALL"
GROWN_APART = """
UPDATE profiles
SET definition = replace(definition::VARCHAR, '"field": "employees"', '"field": "industry"')::JSON
"""
MATCHES = "The draft matches the live tiers. Move a weight or a cutoff to see who would move."


@pytest.fixture
def window(fleet_store: Path) -> AppTest:
    """A window on the eight accounts."""
    return open_app()


def choose(window: AppTest, name: str) -> AppTest:
    """Choose a list."""
    return window.segmented_control(key="icp_list").set_value(name).run()


def test_the_live_tiers_at_rest(window: AppTest) -> None:
    assert not problems(window)
    assert headline(window) == MATCHES
    assert figures(window) == {
        "Tier 1 accounts": ("2", "0"),
        "Tier 1 open pipeline": ("$150K", "no change"),
        "Accounts that change tier": ("0", "0 up, 0 down"),
        "Tier 1 capacity used": ("67 %", "1 free of 3"),
    }
    assert "Data through 20 Feb 2026" in plain(window.sidebar.caption[0].value)
    assert "8 accounts" in window.sidebar.caption[0].value
    assert "No account changes tier yet. These are the tier 1 accounts." in said(window)
    assert listed(window) == ["Alder Freight", "Birch Cargo"]
    assert window.button(key="reset").disabled


def test_a_weight_moves_tiers_headline_and_figures(window: AppTest) -> None:
    """Industry 20, size 40: f2 66.7, f3 83.3, f5 66.7; the others stay where they are."""
    window.slider(key="w_Industry").set_value(20).run()
    assert headline(window) == (
        "Tier 1 stays at 2 accounts: 1 enters and 1 leaves, and its open pipeline rises by "
        "$150K to $300K."
    )
    assert figures(window) == {
        "Tier 1 accounts": ("2", "0"),
        "Tier 1 open pipeline": ("$300K", "+$150K"),
        "Accounts that change tier": ("3", "2 up, 1 down"),
        "Tier 1 capacity used": ("67 %", "1 free of 3"),
    }
    assert "Industry **33 %** :gray[live 60 %]" in [text.value for text in window.markdown]
    assert window.slider(key="w_Industry").label == "Industry, points"
    assert set(listed(window)) == {"Birch Cargo", "Cedar Stores", "Elm Farms"}


def test_a_list_explains_its_first_account(window: AppTest) -> None:
    choose(window, "Tier 2")
    assert "Why Cedar Stores scores this" in said(window)
    assert (
        "Scores 70.0 of 100. Size (2,000) adds 40.0 of 40.0 and Industry (Retail) adds 30.0 of "
        "60.0." in said(window)
    )


def test_a_cutoff_is_inclusive(window: AppTest) -> None:
    window.slider(key="icp_cutoffs").set_value((70.0, 80.5)).run()
    assert figures(window)["Tier 1 accounts"] == ("1", "-1")
    choose(window, "Tier 2")
    assert listed(window) == ["Birch Cargo", "Cedar Stores"]
    window.slider(key="icp_cutoffs").set_value((70.5, 80.0)).run()
    assert figures(window)["Tier 1 accounts"] == ("2", "0")
    choose(window, "Tier 3")
    assert listed(window)[0] == "Cedar Stores"


def test_the_floor_never_lies_above_the_cutoff_of_tier_2(window: AppTest) -> None:
    window.slider(key="icp_floor").set_value(90.0).run()
    assert not problems(window)
    assert figures(window)["Accounts that change tier"] == ("3", "0 up, 3 down")
    choose(window, "Tier 2")
    assert listed(window) == ["Cedar Stores"]


def test_fit_to_capacity(window: AppTest) -> None:
    """Five accounts know enough for tier 1, which takes 3: the fourth, with 50, must stay out."""
    window.button(key="fit").click().run()
    assert window.slider(key="icp_cutoffs").value == (50.5, 50.5)
    assert window.slider(key="icp_floor").value == 40.0
    assert figures(window)["Tier 1 capacity used"] == ("100 %", "0 free of 3")
    choose(window, "Tier 1")
    assert listed(window) == ["Alder Freight", "Birch Cargo", "Cedar Stores"]


def test_above_capacity_the_page_warns_and_cuts_nobody(window: AppTest) -> None:
    window.slider(key="icp_cutoffs").set_value((45.0, 45.0)).run()
    assert (
        "The team can work on 3 tier 1 accounts; this draft has 4. A tier 1 cutoff of 50.5 fits."
        in said(window)
    )
    assert figures(window)["Tier 1 capacity used"] == ("133 %", "1 too many of 3")


def test_rebase_keeps_the_shares(window: AppTest) -> None:
    window.slider(key="w_Industry").set_value(20).run()
    assert window.button(key="rebase").label == "Rebase to 100 (now 60)"
    window.button(key="rebase").click().run()
    assert window.slider(key="w_Industry").value == 33
    assert window.slider(key="w_Size").value == 67
    assert window.button(key="rebase").disabled
    assert figures(window)["Accounts that change tier"] == ("3", "2 up, 1 down")


def test_reset_goes_back_to_the_live_profile(window: AppTest) -> None:
    window.slider(key="w_Industry").set_value(20).run()
    window.slider(key="icp_cutoffs").set_value((10.0, 20.0)).run()
    window.button(key="reset").click().run()
    assert headline(window) == MATCHES
    assert window.slider(key="w_Industry").value == 60
    assert window.slider(key="icp_cutoffs").value == (60.0, 80.0)


def test_without_points_nothing_has_a_score(window: AppTest) -> None:
    window.slider(key="w_Industry").set_value(0)
    window.slider(key="w_Size").set_value(0).run()
    assert not problems(window)
    assert "No criterion has points, so no account has a score." in said(window)
    assert figures(window)["Tier 1 accounts"] == ("0", "-2")
    assert window.button(key="rebase").disabled
    choose(window, "All")
    assert "No score: nothing that the profile gives points for is known" in said(window)


def test_lists_count_what_they_hold(window: AppTest) -> None:
    options = window.segmented_control(key="icp_list").options
    assert options == [
        "Changes · 0", "Tier 1 · 2", "Tier 2 · 1", "Tier 3 · 3", "Excluded · 1", "All · 8",
    ]  # fmt: skip
    choose(window, "Excluded")
    assert listed(window) == ["Fir Rival"]
    assert "Excluded, so it has no tier: Competitor." in said(window)
    choose(window, "All")
    assert len(listed(window)) == 8
    assert listed(window)[-1] == "Hazel"


def test_search_by_name_and_by_domain(window: AppTest) -> None:
    choose(window, "All")
    window.text_input(key="icp_search").set_value("CEDAR").run()
    assert listed(window) == ["Cedar Stores"]
    window.text_input(key="icp_search").set_value("gorse.ex").run()
    assert listed(window) == ["Gorse Works"]
    assert "Its score would reach tier" not in said(window)  # 50 points reach tier 3, as it has


def test_a_search_that_finds_nothing_can_be_cleared(window: AppTest) -> None:
    choose(window, "Tier 1")
    window.text_input(key="icp_search").set_value("[x]*").run()
    assert [plain(info.value) for info in window.info] == [
        "No account under “Tier 1” holds “[x]*”."
    ]
    window.button(key="clear_search").click().run()
    assert listed(window) == ["Alder Freight", "Birch Cargo"]


def test_an_empty_list_says_so(window: AppTest) -> None:
    window.slider(key="icp_cutoffs").set_value((100.0, 100.0)).run()
    choose(window, "Tier 2")
    assert "No account is under “Tier 2” in this draft." in said(window)


def test_a_link_opens_the_list_that_its_sender_saw(fleet_store: Path) -> None:
    window = open_app(icp_list="Tier 3")
    assert listed(window) == ["Doum Outlets", "Gorse Works", "Elm Farms"]
    choose(window, "All")
    assert window.query_params["icp_list"] == "All"
    choose(window, "Changes")
    assert "icp_list" not in window.query_params
    window.slider(key="w_Industry").set_value(20).run()
    choose(window, "Tier 2")
    window.slider(key="w_Industry").set_value(60).run()
    assert listed(window) == ["Cedar Stores"], "the list stays while its count changes"


def test_saving_makes_tiers_live(window: AppTest, fleet_store: Path, ask: Ask) -> None:
    assert dict(ask(fleet_store, OPEN_TIERS)) == fleets.LIVE
    window.slider(key="w_Industry").set_value(20).run()
    drawer = Drawer(window, "save")
    assert "Tier 1: 2 → 2 accounts 1 enter, 1 leave" in said(window)
    assert window.text_input(key="save_programme").value == fleets.PROGRAMME
    assert window.text_input(key="save_author").value == "Vera Lind"
    assert window.date_input(key="save_day").value == fleets.NEWEST
    window.date_input(key="save_day").set_value(date(2026, 3, 1))
    window.text_input(key="save_note").set_value("Size counts for more")
    drawer.press("save_confirm")
    assert not problems(window)
    assert headline(window) == MATCHES
    assert [toast.value for toast in window.toast] == [
        "Live: 0 accounts entered, 0 left, 3 changed tier."
    ]
    assert dict(ask(fleet_store, OPEN_TIERS)) == {
        "f1": "1", "f2": "2", "f3": "1", "f4": "3", "f5": "2", "f7": "3",
    }  # fmt: skip
    assert ask(fleet_store, "SELECT author, note, effective_on FROM snapshots ORDER BY 3")[1:] == [
        ("Vera Lind", "Size counts for more", date(2026, 3, 1))
    ]
    left = "SELECT account_id, tier, left_on FROM target_list WHERE left_on IS NOT NULL ORDER BY 1"
    assert ask(fleet_store, left) == [
        ("f2", "1", date(2026, 3, 1)), ("f3", "2", date(2026, 3, 1)), ("f5", "3", date(2026, 3, 1)),
    ]  # fmt: skip


def test_a_new_programme_gets_a_list_of_its_own(
    window: AppTest, fleet_store: Path, ask: Ask
) -> None:
    drawer = Drawer(window, "save")
    window.text_input(key="save_programme").set_value("Rails")
    drawer.press("save_confirm")
    assert not problems(window)
    assert ask(fleet_store, "SELECT name FROM programmes ORDER BY 1") == [("Rails",), ("Wheels",)]
    assert len(ask(fleet_store, OPEN_TIERS)) == 2 * len(fleets.LIVE)
    assert window.selectbox(key="programme").options == ["Rails", "Wheels"]


def test_two_windows_the_second_to_save_is_told(fleet_store: Path, ask: Ask) -> None:
    first, second = open_app(), open_app()
    late = Drawer(second, "save")
    first.slider(key="w_Industry").set_value(20).run()
    drawer = Drawer(first, "save")
    drawer.press("save_confirm")
    n_saves = len(ask(fleet_store, "FROM snapshots"))
    late.press("save_confirm")
    (problem,) = problems(second)
    assert problem.startswith("Another window saved this programme's tiers first by Vera Lind")
    assert "Nothing of yours was written." in problem
    assert len(ask(fleet_store, "FROM snapshots")) == n_saves


def test_a_window_that_was_overtaken_says_so_and_can_go_on(fleet_store: Path) -> None:
    first, second = open_app(), open_app()
    first.slider(key="w_Industry").set_value(20).run()
    drawer = Drawer(first, "save")
    drawer.press("save_confirm")
    second.slider(key="w_Size").set_value(41).run()
    assert "Another window made tiers live by Vera Lind while you worked." in said(second)
    second.button(key="saw").click().run()
    assert "Another window made tiers live" not in said(second)
    drawer = Drawer(second, "save")
    drawer.press("save_confirm")
    assert not problems(second)
    assert headline(second) == MATCHES


def test_a_first_draft_is_suggested_and_fits(store_path: Path, ask: Ask) -> None:
    fleets.build(store_path, profile=None)
    window = open_app()
    assert not problems(window)
    assert headline(window).endswith("Nothing is saved yet.")
    assert "Suggested from your data" in said(window)
    assert [s.key for s in window.slider][:2] == ["w_Industry", "w_Employees"]
    assert "Changes" not in " ".join(window.segmented_control(key="icp_list").options)
    drawer = Drawer(window, "save")
    assert window.text_input(key="save_programme").value == "ABM programme"
    drawer.press("save_confirm")
    assert headline(window) == MATCHES
    assert ask(store_path, "SELECT name, launched_on FROM programmes") == [
        ("ABM programme", fleets.NEWEST)
    ]


def test_the_criteria_drawer_renames_and_keeps_the_points(window: AppTest) -> None:
    drawer = Drawer(window, "edit_criteria")
    assert window.selectbox(key="crit_which").value == "Industry"
    next(t for t in window.text_input if t.label == "Name").set_value("Line of business")
    drawer.press("crit_apply")
    assert not problems(window)
    assert window.slider(key="w_Line of business").value == 60
    assert figures(window)["Accounts that change tier"][0] == "0"


def test_the_criteria_drawer_takes_a_criterion_out(window: AppTest) -> None:
    """On industry alone f1 and f2 score 100, f3 and f4 50, f5 0, and nothing is known of f7."""
    drawer = Drawer(window, "edit_criteria")
    window.selectbox(key="crit_which").set_value("Size")
    drawer.run()
    drawer.press("crit_remove")
    assert [s.key for s in window.slider if s.key.startswith("w_")] == ["w_Industry"]
    choose(window, "Tier 3")
    assert listed(window) == ["Cedar Stores", "Doum Outlets"]


def test_the_criteria_drawer_adds_a_criterion(window: AppTest) -> None:
    """20 points for being Ida's: f3 scores (30 + 40 + 20) / 1.2 = 75, f5 40 / 1.2 = 33.3."""
    drawer = Drawer(window, "edit_criteria")
    window.selectbox(key="crit_which").set_value("Add a criterion")
    drawer.run()
    columns = window.selectbox(key="crit_field_Add a criterion")
    columns.set_value(next(o for o in columns.options if o.startswith("Sales owner")))
    drawer.run()
    kinds = window.segmented_control(key="crit_kind_Add a criterion_sales_owner")
    kinds.set_value("any_of")
    drawer.run()
    next(m for m in window.multiselect if m.label == "Any of").set_value(["Ida Holm"])
    drawer.press("crit_apply")
    assert not problems(window)
    assert window.slider(key="w_Sales owner").value == 20
    choose(window, "Tier 2")
    assert listed(window) == ["Cedar Stores"]
    assert "Scores 75.0 of 100." in said(window)


def test_two_criteria_of_one_name_are_refused(window: AppTest) -> None:
    drawer = Drawer(window, "edit_criteria")
    next(t for t in window.text_input if t.label == "Name").set_value("Size")
    drawer.press("crit_apply")
    assert problems(window) == [
        "Two criteria are called 'Size'. Give every criterion a name of its own."
    ]


def test_the_profile_drawer_sets_exact_rules(window: AppTest) -> None:
    drawer = Drawer(window, "profile")
    window.number_input(key="rule_cut_1").set_value(90.0)
    window.number_input(key="rule_capacity_1").set_value(1)
    drawer.press("apply_rules")
    assert window.slider(key="icp_cutoffs").value == (60.0, 90.0)
    assert figures(window)["Tier 1 capacity used"] == ("100 %", "0 free of 1")


def test_cutoffs_that_rise_are_refused(window: AppTest) -> None:
    drawer = Drawer(window, "profile")
    window.number_input(key="rule_cut_1").set_value(10.0)
    drawer.press("apply_rules")
    assert problems(window) == [
        "The cutoffs are 10 / 60 / 40: a better tier asks for less. Let tier 1 ask for at least "
        "as much as tier 2, and tier 2 as tier 3."
    ]


def test_exclusions_come_and_go(window: AppTest) -> None:
    drawer = Drawer(window, "profile")
    drawer.press("exclusion_0")
    assert "Excluded · 0" in window.segmented_control(key="icp_list").options
    assert figures(window)["Tier 1 accounts"] == ("3", "1")
    drawer = Drawer(window, "profile")
    fields = window.selectbox(key="exclude_field")
    fields.set_value(next(o for o in fields.options if o == "Sales owner"))
    drawer.run()
    window.multiselect(key="exclude_values").set_value(["Ida Holm"])
    window.text_input(key="exclude_reason").set_value("Ida is on leave")
    drawer.run()
    drawer.press("exclude")
    choose(window, "Excluded")
    assert listed(window) == ["Alder Freight", "Birch Cargo", "Cedar Stores"]
    assert "Excluded, so it has no tier: Ida is on leave." in said(window)


def use_file(window: AppTest, text: str) -> None:
    """Use a profile file as the draft."""
    drawer = Drawer(window, "profile")
    window.file_uploader(key="profile_up").set_value(("p.yaml", text.encode(), "text/yaml"))
    drawer.run()
    drawer.press("profile_use")


def test_a_profile_file_becomes_the_draft(window: AppTest) -> None:
    use_file(window, document.to_yaml(fleets.PROFILE.with_weights({"Industry": 20})))
    assert window.slider(key="w_Industry").value == 20
    assert figures(window)["Accounts that change tier"] == ("3", "2 up, 1 down")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "The profile file is not readable YAML."),
        ("- 1", "The file holds no profile. A profile needs at least 'profile' (its name) and"),
        ("profile: P\ncriteria:\n- {name: X, field: industry, kind: banana, weight: 1}",
         "Criterion 'X': 'banana' is no kind of criterion (line 3)."),
        ("profile: P\ncriteria: []\ncutoffs: [1, 2, 3]", "The cutoffs are 1 / 2 / 3"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_profile(window: AppTest, text: str, problem: str) -> None:
    use_file(window, text)
    (shown,) = problems(window)
    assert shown.startswith(problem)
    assert window.slider(key="w_Industry").value == 60


def test_a_profile_file_with_a_kind_that_does_not_fit(window: AppTest) -> None:
    wrong = replace(fleets.SIZE, field="industry")
    use_file(window, document.to_yaml(replace(fleets.PROFILE, criteria=(fleets.INDUSTRY, wrong))))
    assert not window.exception
    assert "'Size' is a bands criterion, but 'Industry' holds texts." in said(window)
    assert headline(window)


# --- Live profiles that the data have outgrown ----------------------------------------------------


def test_a_live_profile_whose_column_is_gone(store_path: Path) -> None:
    gone = Criterion("Fleet", "extra.Fleet size", YesNo(), 20)
    fleets.build(store_path, replace(fleets.PROFILE, criteria=(*fleets.PROFILE.criteria, gone)))
    window = open_app()
    assert not problems(window)
    assert (
        "The data no longer have the columns behind Fleet: unknown for every account. Import a "
        "file that has them, or remove the criteria." in said(window)
    )
    assert figures(window)["Tier 1 accounts"][0] == "2"
    drawer = Drawer(window, "edit_criteria")
    window.selectbox(key="crit_which").set_value("Fleet")
    drawer.run()
    assert "The column of this criterion is gone" in said(window)


def test_a_live_profile_whose_column_changed_its_type(fleet_store: Path, ask: Ask) -> None:
    """A later file writes words where numbers were: the page opens, says so, and can be mended."""
    ask(fleet_store, GROWN_APART)
    window = open_app()
    assert not window.exception
    assert "'Size' is a bands criterion, but 'Industry' holds texts." in said(window)
    assert figures(window)
    drawer = Drawer(window, "edit_criteria")
    window.selectbox(key="crit_which").set_value("Size")
    drawer.run()
    drawer.press("crit_remove")
    assert "bands criterion" not in said(window)


def test_a_draft_survives_a_visit_to_another_page(window: AppTest) -> None:
    window.slider(key="w_Industry").set_value(20).run()
    window.switch_page("pages/data.py").run()
    window.switch_page("pages/icp.py").run()
    assert window.slider(key="w_Industry").value == 20
    assert figures(window)["Accounts that change tier"] == ("3", "2 up, 1 down")


def test_criteria_keep_no_points_of_a_namesake(window: AppTest) -> None:
    """Removed and added again, a criterion starts from its own points."""
    window.slider(key="w_Size").set_value(90).run()
    drawer = Drawer(window, "edit_criteria")
    window.selectbox(key="crit_which").set_value("Size")
    drawer.run()
    drawer.press("crit_remove")
    window.button(key="reset").click().run()
    assert window.slider(key=draft.weight_key("Size")).value == 40
