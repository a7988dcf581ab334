"""Charts of the load: what stands on them."""

from __future__ import annotations

import pytest

from abm_core.output import action_charts, action_lists
from abm_core.output.palette import DARK, LIGHT, Palette
from abm_core.review.load import Load

IDA = Load("Ida <b>Holm", "sales", 5, 2, (10, 5, 0), 350.0, 375.0)
PER = Load("Per Dahl", "marketing", 1, 0, (2, 0, 0), 0.0, 0.0)
TOM = Load("Tom Elk", "", 0, 0, (20, 0, 0), 600.0, 375.0)
NOBODY = Load("", "", 3, 3, (0, 0, 0), 0.0, 0.0)
LOADS = [IDA, PER, TOM, NOBODY]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_open_actions_overdue_first(palette: Palette) -> None:
    shown = action_charts.open_actions(LOADS, palette)
    late, rest = shown.data
    assert list(late.y) == ["Ida &lt;b&gt;Holm", "Per Dahl", "Nobody yet"]
    assert (list(late.x), list(rest.x)) == ([2, 0, 3], [3, 1, 0])
    assert (late.marker.color, rest.marker.color) == (palette.down, palette.tiers[1])
    assert [one.text for one in shown.layout.annotations] == [
        "5  (2 overdue)", "1", "3  (3 overdue)"]  # fmt: skip


def test_hours_against_what_there_is() -> None:
    shown = action_charts.hours(LOADS, LIGHT)
    (dots,) = shown.data
    assert list(dots.y) == ["Tom Elk", "Ida &lt;b&gt;Holm"]
    assert list(dots.x) == pytest.approx([160.0, 93.333333])
    assert list(dots.marker.color) == [LIGHT.down, LIGHT.tiers[1]]
    assert [one.text for one in shown.layout.annotations] == ["160 %", "93 %"]
    assert dots.customdata[0] == "600 of 375 hours; accounts in tier 1 / 2 / 3: 20 / 0 / 0"
    (rule,) = shown.layout.shapes
    assert (rule.x0, rule.x1) == (100, 100)
    assert shown.layout.xaxis.range[1] > 160


def test_only_so_many_people() -> None:
    many = [IDA._replace(name=f"P{place}", hours=place) for place in range(40)]
    assert len(action_charts.with_actions(many)) == 15
    assert [one.name for one in action_charts.with_hours(many)][:2] == ["P39", "P38"]


def test_nobody_at_all() -> None:
    assert len(action_charts.open_actions([], LIGHT).data[0].x) == 0
    assert len(action_charts.hours([], LIGHT).data[0].x) == 0
    assert action_lists.teams_frame([]).columns[0] == "name"
