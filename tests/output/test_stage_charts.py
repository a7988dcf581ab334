"""Charts of the stages, and the list of stuck accounts as a file."""

from __future__ import annotations

import io
import math
from datetime import date

import openpyxl
import pandas as pd
import pytest

from abm_core import schema
from abm_core.measure import stage_listing
from abm_core.measure.durations import NOBODY, Pace
from abm_core.measure.funnel import Funnel, Moves, StageLine
from abm_core.measure.stage_listing import Told
from abm_core.measure.stage_rules import RulesVersion, StageRules
from abm_core.measure.stage_stays import View
from abm_core.measure.stages import Replayed
from abm_core.output import excel, stage_charts
from abm_core.output.palette import DARK, LIGHT, Palette
from abm_core.proportions import share

WEEK = date(2026, 11, 2)
PACES = {
    "aware": Pace(40, 9, 28.0, 21.0, 35.0, 56.0),
    "engaged": Pace(40, 9, 63.0, 56.0, 70.0, 98.0),
    "qualified": Pace(40, 30, 50.0, 40.0, math.inf, math.nan),
}


def funnel(motion: str = "new") -> Funnel:
    return Funnel(View(WEEK, motion), tuple(
        StageLine(stage, 10 * place, share(3, 30), share(9, 30), PACES.get(stage, NOBODY), NOBODY)
        for place, stage in enumerate(schema.ACCOUNT_STAGES)
    ), Moves(0, (), ()))  # fmt: skip


WAITING = pd.DataFrame({
    "account_id": ["A", "B", "C"], "name": ["Ada", "=Bea", "Cy"],
    "domain": [None, "b.example", None],
    "stage": ["aware", "engaged", "engaged"], "tier": ["1", None, "2"],
    "entered_on": pd.to_datetime(["2026-10-01", "2026-01-01", "2026-10-20"]), "days": [38, 311, 12],
    "sales_owner": ["Ida", None, None], "marketing_owner": [None, None, None],
    "score": [81.0, math.nan, 50.0], "fit": [81.0, 42.4, 50.0], "window_points": [4.0, 120.0, 9.0],
    "n_contacts": [1, 3, 2],
})  # fmt: skip


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_bars_keep_the_order_of_the_way(palette: Palette) -> None:
    shown = stage_charts.bars(funnel(), palette)
    (bar,) = shown.data
    assert list(bar.y) == ["Unaware", "Aware", "Engaged", "Qualified", "Opportunity", "Customer"]
    assert list(bar.x) == [0, 10, 20, 30, 40, 50]
    assert shown.layout.yaxis.autorange == "reversed"
    assert [color == palette.warn for color in bar.marker.color].index(True) == 2
    words = [note.text for note in shown.layout.annotations]
    assert words == ["From<br>prior", "", "30 %", "30 %", "30 %", "30 %", "30 %",
                     "Median<br>days", "–", "28", "<b>63</b>", "50", "–", "–"]  # fmt: skip


def test_the_last_stage_of_expansion_has_its_own_name() -> None:
    assert list(stage_charts.bars(funnel("expansion"), LIGHT).data[0].y)[-1] == "Expanded"


def test_a_dot_per_account_with_its_median() -> None:
    """Nine in ten dots lie below 38 + 0.8 · 273 = 256.4 days; one beyond is hollow, at the end."""
    shown = stage_charts.strip(funnel(), WAITING, LIGHT)
    engaged = shown.data[1]
    assert list(engaged.x) == [12, pytest.approx(256.4)]
    assert list(engaged.customdata) == [12, 311]
    assert list(engaged.marker.symbol) == ["circle", "circle-open"]
    assert list(engaged.marker.color) == [LIGHT.tiers[1], LIGHT.warn]
    ticks = [note.text for note in shown.layout.annotations]
    assert ticks == ["half: 28", "80 %: 56", "half: 63", "80 %: 98", "half: 50"]
    assert list(shown.layout.yaxis.ticktext) == ["Aware", "Engaged", "Qualified", "Opportunity"]


def test_nobody_waits() -> None:
    shown = stage_charts.strip(funnel(), WAITING.head(0), LIGHT)
    assert sum(len(trace.x) for trace in shown.data) == 0


def told(week: date = WEEK) -> Told:
    found = funnel()._replace(view=View(week))
    stuck = WAITING.iloc[[1]].assign(over=213.0).reset_index(drop=True)
    known = Replayed(WEEK, date(2024, 5, 13), 0, 0, True)
    return Told(known, found, WAITING, stuck, RulesVersion(0, StageRules(), "", "", None))


def test_the_list_says_what_is_missing_today_only() -> None:
    (row,) = stage_listing.listing(told()).to_dict("records")
    assert (row["name"], row["days_over"], row["missing_for_next"]) == ("=Bea", 213, "fit 42 of 50")
    assert "missing_for_next" not in stage_listing.listing(told(date(2026, 10, 5)))
    assert told().headline == (
        "Engaged is the slow step: 63 days at the median, and 1 account has been there more than "
        "98."
    )


def test_the_file_of_stuck_accounts() -> None:
    found = told()
    content = excel.workbook(
        stage_listing.listing(found), sheet="Stuck accounts",
        entities=(schema.ACCOUNTS, schema.ACCOUNT_SCORES),
        notes=stage_listing.notes(found, date(2026, 11, 22)),
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(content))
    header, row = book["Stuck accounts"].values
    assert header[:9] == ("Account ID", "Account name", "Domain", "Tier", "Account stage",
                          "In stage since", "Days in stage", "Days over",
                          "Missing for next stage")  # fmt: skip
    assert row[1] == "=Bea"
    assert row[3] is None
    assert row[6:8] == (311, 213)
    said = " ".join(str(cell) for line in book.worksheets[1].values for cell in line)
    assert "Recomputed with the rules as shipped" in said


def test_weeks_and_cohorts_as_tables() -> None:
    known = Replayed(WEEK, date(2026, 10, 19), 0, 0, True)
    assert stage_listing.week_choices(known) == [date(2026, 11, 2), date(2026, 10, 26),
                                                 date(2026, 10, 19)]  # fmt: skip
    assert len(stage_listing.week_choices(known._replace(recorded_from=None))) == 53
