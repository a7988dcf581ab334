"""Charts of engagement: what is drawn is what was given, in the palette's colours."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from abm_core.output import engagement_charts as charts
from abm_core.output import figures
from abm_core.output.palette import DARK, LIGHT, Palette

WEEKS = [date(2026, 9, 28), date(2026, 10, 5), date(2026, 10, 12)]
PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def written(shown: go.Figure) -> str:
    """As the browser gets it; fails on what is no JSON."""
    return json.dumps(json.loads(shown.to_json()))


@PALETTES
def test_lines_of_tiers_are_told_apart(palette: Palette) -> None:
    colors = [figures.line_color(palette, level) for level in range(4)]
    assert len(set(colors)) == 4


@PALETTES
def test_trend_names_every_line_at_its_end(palette: Palette) -> None:
    lines = {"Tier 1": [1.0, 2.0, 4.0], "Tier 2": [3.0, 3.0, 4.0]}
    shown = charts.trend(WEEKS, lines, dict.fromkeys(lines, "#000"), palette, unit="points")
    written(shown)
    assert [list(line.y) for line in shown.data] == list(lines.values())
    first, second = shown.layout.annotations
    assert (first.text, second.text) == ("<b>Tier 1</b> 4.0", "<b>Tier 2</b> 4.0")
    assert abs(first.y - second.y) >= 0.07 * 4, "two labels at one height would overlap"


def test_trend_of_nothing() -> None:
    assert len(charts.trend([], {}, {}, LIGHT, unit="points").data) == 0


def test_surging_weeks_beside_chance() -> None:
    weeks = pd.DataFrame({"week": WEEKS, "n_flagged": [5, 9, 7], "by_chance": [4.5, 4.8, 5.0]})
    bars, line = charts.surging_weeks(weeks, LIGHT).data
    assert list(bars.y) == [5, 9, 7]
    assert list(line.y) == [4.5, 4.8, 5.0]
    assert (bars.marker.color, line.line.color) == (LIGHT.tiers[1], LIGHT.down)


def test_quadrant_places_accounts_by_factors() -> None:
    accounts = pd.DataFrame({
        "name": ["Ash", "Birch", "Cedar"], "tier": [1, 0, 1], "reach": [0.0, 9.0, 99.0],
        "response": [0.0, 99.0, 9.0],
    })  # fmt: skip
    shown = charts.quadrant(accounts, (9.0, 9.0), LIGHT)
    written(shown)
    none, first = shown.data
    assert list(first.customdata[:, 0]) == ["Ash", "Cedar"]
    assert np.allclose(first.x, [0.0, np.log(100)])
    assert np.allclose(none.y, [np.log(100)])
    assert {rule.x0 for rule in shown.layout.shapes if rule.x0 == rule.x1} == {np.log1p(9.0)}
    named = [name for name, *_ in charts.QUARTERS]
    assert [note.text for note in shown.layout.annotations] == [f"<b>{one}</b>" for one in named]


def test_shares_are_named_where_there_is_room() -> None:
    table = pd.DataFrame({"web": [0.95, 0.5], "mail": [0.05, 0.5]}, index=["aware", "engaged"])
    web, mail = charts.shares(table, LIGHT).data
    assert list(web.text) == ["95 %", "50 %"]
    assert list(mail.text) == ["", "50 %"]
    assert list(mail.x) == [0.05, 0.5]


@PALETTES
def test_more_parts_than_colours(palette: Palette) -> None:
    parts = [f"p{n}" for n in range(9)]
    table = pd.DataFrame([[1 / 9] * 9], index=["aware"], columns=parts)
    assert len(charts.shares(table, palette).data) == 9
    weekly = pd.DataFrame([[1.0] * 9], index=WEEKS[:1], columns=parts)
    drawn = charts.stacked_weeks(weekly, palette, unit="points").data
    assert [bar.name for bar in drawn] == [*parts[:6], "Others"]
    assert drawn[-1].y[0] == 3.0


def test_timeline_keeps_the_order_of_lanes() -> None:
    rows = pd.DataFrame({"day": WEEKS, "lane": ["Topics", "Surge", "Topics"], "text": list("abc")})
    shown = charts.timeline(rows, ["Surge", "Topics"], LIGHT)
    written(shown)
    surge, topics = shown.data
    assert (len(surge.x), len(topics.x)) == (1, 2)
    assert list(shown.layout.yaxis.categoryarray) == ["Topics", "Surge"]  # drawn from below


def test_grid_has_its_first_row_on_top() -> None:
    table = pd.DataFrame([[1, 2], [3, 4]], index=["High", "Low"], columns=["Low", "High"])
    (cells,) = charts.grid(table, LIGHT, across="Timing", up="Fit").data
    assert list(cells.y) == ["Low", "High"]
    assert cells.z.tolist() == [[3, 4], [1, 2]]


def test_a_name_from_a_file_is_no_html() -> None:
    accounts = pd.DataFrame({"name": ["<b>x</b>"], "tier": [1], "reach": [1.0], "response": [1.0]})
    (dot,) = charts.quadrant(accounts, (1.0, 1.0), LIGHT).data
    assert dot.customdata[0, 0] == "&lt;b&gt;x&lt;/b&gt;"


def test_heat_has_a_row_per_topic() -> None:
    table = pd.DataFrame([[0, 4], [1, 0]], index=["Data <b>", "Cloud"], columns=WEEKS[:2])
    (cells,) = charts.heat(table, LIGHT, unit="accounts").data
    assert list(cells.y) == ["Cloud", "Data &lt;b&gt;"]
    assert cells.z.tolist() == [[1, 0], [0, 4]]
