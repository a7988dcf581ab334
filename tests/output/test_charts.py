"""Chart options: strict JSON, the counts that they state, and points at the right place."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from abm_core.output import charts
from abm_core.output.palette import DARK, LIGHT, Palette
from abm_core.targeting.whatif import Flow, Mover, TierLine
from abm_core.targeting.wording import Part

LINES = (
    TierLine(1, 20, 22, 3, 1, 25, 0, 0), TierLine(2, 0, 1, 1, 0, 200, 0, 0),
    TierLine(3, 0, 1234, 1234, 0, 2000, 0, 0),
)  # fmt: skip
NAN = float("nan")


def strict(option: dict[str, Any]) -> str:
    """The option as JSON that a browser reads: no NaN, no infinity."""
    return json.dumps(option, allow_nan=False, ensure_ascii=False)


def flows(*rows: tuple[int, int, int]) -> list[Flow]:
    return [Flow(*row) for row in rows]


def dumbbell_rows(*rows: tuple[str, float, float, int, int]) -> list[Mover]:
    return [Mover(name, live, draft, before, after) for name, before, after, live, draft in rows]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_weight_shares(palette: Palette) -> None:
    option = charts.weight_shares(["A", "B"], [0.75, 0.25], [0.95, 0.05], palette)
    strict(option)
    assert option["yAxis"]["data"] == ["Draft", "Live"]
    assert [series["name"] for series in option["series"]] == ["A", "B"]
    first, second = (series["data"] for series in option["series"])
    assert [(cell["value"], cell["name"]) for cell in first] == [(0.75, "75 %"), (0.95, "95 %")]
    # A bar too narrow for a number has none.
    assert [cell["label"]["formatter"] for cell in second] == ["25", ""]


def test_weight_shares_without_a_live_profile_or_any_points() -> None:
    option = charts.weight_shares(["A"], [0.0], None, LIGHT)
    strict(option)
    assert option["yAxis"]["data"] == ["Draft"]
    strict(charts.weight_shares([], [], None, LIGHT))


def test_more_criteria_than_colours() -> None:
    n = 2 * len(LIGHT.ramp) + 1
    strict(charts.weight_shares([str(i) for i in range(n)], [1 / n] * n, None, LIGHT))


def test_histogram_states_its_counts() -> None:
    stacked = np.zeros((4, 50), dtype=np.int64)
    stacked[1, 49], stacked[2, 40], stacked[0, 0] = 1200, 1, 7
    live = np.zeros(50, dtype=np.int64)
    live[49] = 5
    option = charts.histogram(stacked, live, LINES, (80.0, 60.0, 40.0), LIGHT)
    strict(option)
    series = {one["name"]: one for one in option["series"]}
    assert list(series) == ["Tier 1", "Tier 2", "Tier 3", "No tier", "Live"]
    assert series["Tier 1"]["data"][49] == {
        "value": [99.0, 1200], "name": "Tier 1, score 98–100: 1,200 accounts"}  # fmt: skip
    assert series["Tier 2"]["data"][40]["name"] == "Tier 2, score 80–82: 1 account"
    assert series["No tier"]["data"][0]["value"] == [1.0, 7]
    rules = series["Tier 1"]["markLine"]["data"]
    assert [(rule["xAxis"], rule["label"]["formatter"]) for rule in rules] == [
        (80.0, "Tier 1: 22"), (60.0, "Tier 2: 1"), (40.0, "Tier 3: 1,234")]  # fmt: skip
    # The stepped line holds each band's count from its left edge, and ends at 100.
    assert series["Live"]["data"][49:] == [[98.0, 5], [100, 5]]


def test_histogram_without_a_live_profile() -> None:
    option = charts.histogram(np.zeros((4, 50), int), None, LINES, (100, 100, 0), LIGHT)
    strict(option)
    assert [one["name"] for one in option["series"]] == ["Tier 1", "Tier 2", "Tier 3", "No tier"]


def test_a_label_beside_the_right_edge_stands_on_the_left() -> None:
    option = charts.histogram(np.zeros((4, 50), int), None, LINES, (95, 60, 40), LIGHT)
    rules = option["series"][0]["markLine"]["data"]
    assert [rule["label"]["align"] for rule in rules] == ["right", "left", "left"]


def test_movers_add_up_on_either_side() -> None:
    option = charts.movers(flows((0, 1, 3), (1, 2, 1), (2, 1, 2), (3, 0, 1200)), LIGHT)
    strict(option)
    (series,) = option["series"]
    labels = {node["name"]: node["label"]["formatter"] for node in series["data"]}
    assert labels == {
        "L0": "{name|No tier}\n{n|3 leave}", "L1": "{name|Tier 1}\n{n|1 leaves}",
        "L2": "{name|Tier 2}\n{n|2 leave}", "L3": "{name|Tier 3}\n{n|1,200 leave}",
        "R0": "{name|No tier}\n{n|1,200 join}", "R1": "{name|Tier 1}\n{n|5 join}",
        "R2": "{name|Tier 2}\n{n|1 joins}",
    }  # fmt: skip
    directions = [(link["source"], link["target"], link["value"], link["lineStyle"]["color"])
                  for link in series["links"]]  # fmt: skip
    assert directions == [
        ("L0", "R1", 3, LIGHT.up), ("L1", "R2", 1, LIGHT.down), ("L2", "R1", 2, LIGHT.up),
        ("L3", "R0", 1200, LIGHT.down),
    ]  # fmt: skip


def test_nobody_moves() -> None:
    strict(charts.movers(flows(), LIGHT))


def test_dumbbells() -> None:
    rows = dumbbell_rows(("Harbourline Instruments", 71.0, 83.5, 2, 1), ("Elm", 62.0, 40.2, 2, 0))
    option = charts.dumbbells(rows, LIGHT)
    strict(option)
    assert option["yAxis"]["data"] == ["Harbourline Instrume…", "Elm"]
    assert (option["xAxis"]["min"], option["xAxis"]["max"]) == (40.0, 85.0)
    first, second = option["series"]
    assert [point["value"] for point in first["data"]] == [[71.0, 0], [83.5, 0]]
    assert first["markPoint"]["data"][0]["label"]["formatter"] == "▲ 2 → 1"
    assert second["markPoint"]["data"][0]["label"]["formatter"] == "▼ 2 → –"
    assert (first["lineStyle"]["color"], second["lineStyle"]["color"]) == (LIGHT.up, LIGHT.down)


def test_dumbbells_of_accounts_without_a_score_on_one_side() -> None:
    rows = dumbbell_rows(("New", NAN, 83.5, 0, 1), ("Lost", 62.0, NAN, 2, 0))
    option = charts.dumbbells(rows, LIGHT)
    strict(option)
    assert [[point["value"] for point in one["data"]] for one in option["series"]] == [
        [[83.5, 0]], [[62.0, 1]]]  # fmt: skip


@pytest.mark.parametrize("rows", [dumbbell_rows(), dumbbell_rows(("None", NAN, NAN, 0, 1))])
def test_dumbbells_of_nothing_known(rows: list[Mover]) -> None:
    option = charts.dumbbells(rows, LIGHT)
    assert (option["xAxis"]["min"], option["xAxis"]["max"]) == (0.0, 100.0)


def test_contribution_bar() -> None:
    parts = [
        Part("Industry", "fit", "Medical", known=True, share=0.5, points=66.6667, most=66.6667),
        Part("Size", "fit", "150", known=True, share=0.25, points=16.6667, most=33.3333),
        Part("Intent", "timing", "not known", known=False, share=0.25, points=NAN, most=0.0),
    ]
    option = charts.contribution_bar(parts, LIGHT)
    strict(option)
    solid, pale = option["series"]
    assert solid["data"] == [66.667, 16.667, 0.0]
    assert [bar["label"]["formatter"] for bar in pale["data"]] == [
        "66.7 of 66.7", "16.7 of 33.3", "not known"]  # fmt: skip
    assert option["xAxis"]["max"] == 66.6667


def test_contribution_bar_of_known_values_without_weight() -> None:
    parts = [Part("Industry", "fit", "Medical", known=True, share=0.0, points=NAN, most=0.0)]
    option = charts.contribution_bar(parts, LIGHT)
    strict(option)
    assert option["series"][0]["data"] == [0.0]


def test_contribution_bar_of_a_profile_without_criteria() -> None:
    strict(charts.contribution_bar([], LIGHT))
