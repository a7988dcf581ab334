"""Sentences about engagement, each with the numbers that trigger it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from abm_core.measure import engagement_wording as wording
from abm_core.measure.points import PointRules
from abm_core.measure.weeks import Window

WINDOW = Window(date(2026, 8, 10), date(2026, 11, 2))


def test_headlines() -> None:
    engaged = pd.DataFrame({"window_points": [12.0, 3.0, 0.0], "n_contacts": [2, 1, 0]})
    assert wording.headline(engaged, WINDOW) == (
        "2 accounts of 3 with any activity have points in the 13 weeks to 8 Nov 2026; in 1 of "
        "them two or more people do.")
    assert wording.headline(engaged.iloc[1:], WINDOW).startswith("1 account of 2 with any "
                                                                 "activity has points")
    assert wording.headline(engaged.iloc[:0], WINDOW) == wording.NO_ACTIVITY
    assert wording.headline(engaged.iloc[:0], WINDOW, 211) == (
        "None of 211 activities counts for an account.")


def test_what_is_left_out() -> None:
    assert wording.left_out({}, 12) == "All 12 activities are in."
    assert wording.left_out({}, 1) == "The only activity is in."
    assert wording.left_out({}, 0) == "There is no activity."
    assert wording.left_out({"bot": 1}, 2) == (
        "1 of 2 activities is in; left out is 1 of machines.")
    assert wording.left_out({"bot": 955, "own staff": 1}, 2000) == (
        "1,044 of 2,000 activities are in; left out are 1 of your own people and 955 of machines.")


def test_groups_and_accounts() -> None:
    of = pd.DataFrame({
        "week": pd.to_datetime(["2026-12-21", "2026-12-28"]), "points_per_account": [1.0, 2.5],
        "n_active": [1, 3], "n_accounts": [4, 4]})
    assert wording.group("Tier 1", of) == (
        "Tier 1: 2.5 points per account in 2026-W53, 1.0 before; 3 of 4 accounts active.")
    assert wording.group("", of.tail(1)) == (
        "Not known: 2.5 points per account in 2026-W53; 3 of 4 accounts active.")
    assert wording.account("Alder", 12.34, 5.0, 1) == (
        "Alder: 12.3 window points, 5.0 current, 1 person with points.")
    assert wording.account("Alder", 49680, 1234.5, 0) == (
        "Alder: 49,680.0 window points, 1,234.5 current, 0 people with points.")
    assert wording.moved("Alder", 12.6, 0, 2) == (
        "Alder: 12.6 points of 2 people, nothing in the four weeks before.")
    assert wording.moved("Alder", 0, 12.6, 2) == (
        "Alder: 0.0 points of 2 people; 12.6 a week before.")


@pytest.mark.parametrize(("total", "blended", "n", "says"), [
    (85.5, 103.2, 3, "85.5 points added up, of 3 people; 103.2 after the blend, which counts "
     "several people more than one busy person."),
    (80.0, 80.0, 1, "80.0 points; nobody to add up with."),
    (80.0, 80.0, 2, "80.0 points, the sum of 2 people's."),
])
def test_the_blend(total: float, blended: float, n: int, says: str) -> None:
    assert wording.blend(total, blended, n) == says


def test_what_other_rules_would_change() -> None:
    assert wording.effect([9.0, 20.0, 5.0], [11.0, 15.0, 5.0]) == (
        "Window points of 2 accounts would change: 1 up, 1 down; 1 would cross the 10 points that "
        "an engaged account needs. All accounts together: 34 points now, 31 then.")
    assert "0 would cross the 20 points" in wording.effect([9.0], [11.0], engaged=20.0)
    assert wording.effect([9.0], [9.0]) == "No account's window points would change."


def test_differences_between_versions() -> None:
    old = PointRules()
    new = replace(old, base={**old.base, "meeting": 40.0, "download": 5.0}, half_life=14.0,
                  multipliers={**old.multipliers, "vp": 3.0})
    assert wording.differences(new, old) == [
        "download 10 to 5", "meeting its minutes to 40", "vp ×1.5 to ×3", "half-life 30 to 14"]
    assert wording.differences(old, old) == []


def test_a_past_day_in_a_week_says_what_it_leaves_out() -> None:
    newest = date(2026, 11, 13)
    assert wording.running(date(2026, 11, 4), newest) == (
        "The week that was running then is left out: what is looked at ends on 1 Nov 2026. ")
    assert wording.running(date(2026, 11, 8), newest) == ""  # a Sunday
    assert wording.running(newest, newest) == ""


def test_families_are_counted() -> None:
    assert wording.families(0, 0) == (
        "No account belongs to another, so nothing is taken together.")
    assert wording.families(2, 6) == (
        "6 accounts are taken together as 2 families of one ultimate parent each.")
