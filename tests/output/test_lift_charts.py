"""Charts of lift: what is drawn solid, hollow or not at all, what is shaded, what is marked."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from abm_core.lift.intervals import Estimate
from abm_core.output import lift_charts, lift_check_charts
from abm_core.output.lift_charts import Row
from abm_core.output.palette import DARK, LIGHT, Palette


def _estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, 0.1, 9.0, low, high)


ROWS = [
    Row("Visits", _estimate(0.1, -0.05, 0.3), "+10 % (−5 to +30)"),
    Row("Win rate <b>", _estimate(0.3, math.nan, math.nan), "too few: about 640 per side",
        refused=True),
    Row("Opportunities", _estimate(0.31, 0.04, 0.64), "+31 % (+4 to +64)", is_primary=True),
]  # fmt: skip


def _marks(shown: go.Figure) -> list[go.Scatter]:
    return [trace for trace in shown.data if trace.mode == "markers"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_forest_has_the_primary_on_top_hollow_and_grey(palette: Palette) -> None:
    shown = lift_charts.forest(ROWS, palette)
    labels = [note.text.replace("\u00a0", " ") for note in shown.layout.annotations
              if note.x == 0]
    assert labels == ["<b>Opportunities</b>", "Visits", "Win rate &lt;b&gt;"]
    first, second = _marks(shown)
    assert first.y[0] == 0
    assert first.marker.color == palette.tiers[0]  # its range holds no 0: solid
    assert second.marker.color == palette.background  # it does: hollow
    told = {note.text.replace("\u00a0", " "): note for note in shown.layout.annotations}
    assert told["<b>+31 % (+4 to +64)</b>"].y == 0
    assert told["too few: about 640 per<br>side"].font.color == palette.muted
    assert [line.x0 for line in shown.layout.shapes] == [0]


def test_forest_keeps_one_wild_range_from_setting_the_axis() -> None:
    wild = Row("Created pipeline", _estimate(0.5, -0.9, 14.0), "+50 %")
    low, high = lift_charts.forest([*ROWS, wild], LIGHT).layout.xaxis.range
    assert high < 100
    assert low < -4
    arrows = [mark for mark in _marks(lift_charts.forest([*ROWS, wild], LIGHT))
              if mark.marker.symbol in ("triangle-left", "triangle-right")]
    assert [mark.marker.symbol for mark in arrows] == ["triangle-left", "triangle-right"]


def test_forest_of_refusals_only() -> None:
    shown = lift_charts.forest([ROWS[1]], LIGHT)
    assert not shown.data
    assert len(shown.layout.annotations) == 2  # its name, and what would be needed


def test_love_plot_has_the_largest_difference_on_top() -> None:
    names = ["Small", "Large", "Middle"]
    before, after = np.array([0.05, -0.8, 0.3]), np.array([0.0, 0.01, -0.02])
    shown = lift_check_charts.love(names, before, after, LIGHT)
    assert list(shown.layout.yaxis.ticktext) == ["Large", "Middle", "Small"]
    plain, weighted = _marks(shown)
    assert list(plain.x) == [-0.8, 0.3, 0.05]
    assert list(weighted.x) == [0.01, -0.02, 0.0]
    band = shown.layout.shapes[0]
    assert (band.x0, band.x1) == (-0.1, 0.1)


def test_observed_and_expected_by_week_with_weeks_of_choosing_shaded() -> None:
    shown = lift_charts.observed_expected(
        [-2, -1, 0, 1], [10, 12, 20, 21], [10, 11, 12, 13], LIGHT,
        shaded={"selection": (-6, -3), "gap": (-2, -1)}, unit="visits",
    )  # fmt: skip
    assert [trace.name for trace in shown.data] == ["Expected", "Observed"]
    spans = [(shape.x0, shape.x1) for shape in shown.layout.shapes if shape.x0 != shape.x1]
    assert spans == [(-6.5, -2.5), (-2.5, -0.5)]
    assert {"selection and gap", "launch"} <= {note.text for note in shown.layout.annotations}


def test_index_is_history_with_a_rule_at_100() -> None:
    shown = lift_charts.index([0, 1], {"Tier 1": [100, 134]}, {}, LIGHT)
    assert 100 in [shape.y0 for shape in shown.layout.shapes]
    assert "<b>Tier 1</b> 134" in [note.text for note in shown.layout.annotations]
    assert len(shown.data) == 1  # no band
    assert not lift_charts.index([], {}, {}, LIGHT).data


def test_overlap_shows_shares_of_either_group() -> None:
    shown = lift_check_charts.overlap(np.array([0.2, 0.3]), np.full(100, 0.1), LIGHT)
    targets, others = shown.data
    assert sum(targets.y) == pytest.approx(1)
    assert sum(others.y) == pytest.approx(-1)


def test_fake_lists_mark_the_real_one() -> None:
    values = np.array([0.1, -0.2, math.nan, 0.0])
    shown = lift_check_charts.fake_lists(values, 0.23, LIGHT)
    assert list(shown.data[0].x) == [10.0, -20.0, 0.0]
    assert "<b>your list +23 %</b>" in [note.text for note in shown.layout.annotations]
    assert len(lift_check_charts.fake_lists(values, math.nan, LIGHT).layout.annotations) == 0


def test_drop_one_shows_who_moves_it_most_and_who_turns_it_round() -> None:
    accounts = pd.DataFrame({"name": ["Acme", "Bond <i>", "Core"], "without": [0.2, -0.05, 0.22]})
    shown = lift_check_charts.drop_one(accounts, 0.23, LIGHT)
    assert list(shown.layout.yaxis.ticktext) == ["Bond &lt;i&gt;", "Acme", "Core"]
    assert list(shown.data[0].x) == pytest.approx([-5, 20, 22])
    assert list(shown.data[0].marker.color) == [LIGHT.down, LIGHT.tiers[1], LIGHT.tiers[1]]
    assert len(lift_check_charts.drop_one(accounts, 0.23, LIGHT, most=1).data[0].x) == 1
