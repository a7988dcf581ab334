"""Sentences of the Engagement screen, each with the numbers that trigger it."""

from __future__ import annotations

import math
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from abm_core import schema, store
from abm_core.measure import stage_rules, summary
from abm_core.measure import summary_wording as wording
from abm_core.measure.responses import Reach
from abm_core.measure.stage_rules import StageRules
from abm_core.measure.summary import Summary

DAY = date(2026, 3, 3)


@pytest.mark.parametrize(("found", "sentence"), [
    (Summary(True, 60, 50, 40, 12, 3, DAY),
     "40 of 60 target accounts answered in the last 13 weeks; 12 are engaged."),
    (Summary(False, 1, 1, 1, 1, 0, DAY),
     "1 of 1 account answered in the last 13 weeks; 1 is engaged."),
    (Summary(True, 60, 50, 0, 0, 0, DAY), "None of 60 target accounts answered in the last 13 "
     "weeks; the newest activity of theirs is of 3 Mar 2026."),
    (Summary(True, 60, 50, 0, 0, 0, None), "None of 60 target accounts answered in the last 13 "
     "weeks; there is no activity of theirs."),
])  # fmt: skip
def test_headline(found: Summary, sentence: str) -> None:
    assert wording.headline(found) == sentence


def test_shares_of_all() -> None:
    assert wording.of_all(15, Summary(True, 60, 0, 15, 0, 0, DAY)) == "25 % of target accounts"
    assert wording.of_all(0, Summary(False, 0, 0, 0, 0, 0, None)) == "– of accounts"


def test_engaged_is_what_the_rules_of_stages_ask() -> None:
    found = Summary(True, 60, 0, 15, 0, 0, DAY, StageRules(engaged_points=12.5, engaged_people=1))
    assert wording.engaged(found) == (
        "At least 12.5 window points from 1 named contact or more, as the rules of stages ask.")


def test_engaged_follows_the_rules_of_stages(tmp_path: Path) -> None:
    with closing(store.open_store(tmp_path / "abm.duckdb")) as held, held.cursor() as cursor:
        store.insert(cursor, schema.ACCOUNTS, [{"account_id": "a", "name": "Ash"}])
        store.insert(cursor, schema.ACCOUNT_ENGAGEMENT, [
            {"account_id": "a", "window_points": 15.0, "n_contacts": 2, "n_theirs": 3}])
        assert summary.read(cursor, as_of=DAY, week=DAY).n_engaged == 1
        stage_rules.save(cursor, StageRules(engaged_points=16), author="", note="",
                         saved_at=datetime(2026, 3, 3))  # fmt: skip
        assert summary.read(cursor, as_of=DAY, week=DAY).n_engaged == 0


def test_moving() -> None:
    rows = pd.DataFrame({"name": ["Ash", "Birch", "Cedar"], "change": [-90.0, 40.0, -8.0],
                         "usual": [95.0, 10.0, 8.0], "points": [5.0, 50.0, 0.0]})  # fmt: skip
    assert wording.moving(rows) == (
        "Ash fell most, from 95 to 5 points a week. Of the 3 accounts that changed most, 1 rose "
        "and 2 fell."
    )
    assert wording.moving(rows.head(0)).startswith("No account with two people or more moves")


def test_reach() -> None:
    quarters = ["Silent", "Silent", "Come by themselves", "Answer us"]
    found = Reach(pd.DataFrame({"quarter": quarters}), (4.0, 16.4))
    assert wording.reach(found) == (
        "2 accounts were sent more than most and do not answer; 1 comes without it. The dotted "
        "lines are the medians: 4 activities of ours, 16 points."
    )


def test_single_contacts() -> None:
    assert wording.single(0) == "No account hangs on one contact alone."
    assert wording.single(1).startswith("1 account hangs on one contact")
    assert wording.single(75).startswith("75 accounts hang on one contact")


def test_a_share_too_small_to_count() -> None:
    assert (wording.share(0.254), wording.share(math.nan)) == ("25 %", "below a point")
