"""Charts of the back-test: strict JSON that says the numbers it was given."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from abm_core.output import backtest_charts as charts
from abm_core.output.palette import DARK, LIGHT, Palette
from abm_core.proportions import share
from abm_core.targeting import ranking
from abm_core.targeting.backtest import Judged, Tenth, TierPast
from abm_core.targeting.profile import Profile

NAN = float("nan")
CURVE = ranking.gains(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, True, False, False]),
                      np.array([1.0, 3.0, 9.0, 9.0]))  # fmt: skip
TENTHS = (Tenth(1, 80.0, 100.0, share(8, 10)), Tenth(10, NAN, NAN, share(1, 10)))


def judged(first: float) -> Judged:
    def tier(level: int, of_all: float) -> TierPast:
        return TierPast(level, share(1, 2), of_all, share(1, 4), 10.0, of_all)

    tiers = (tier(1, first), tier(2, 0.05), tier(3, NAN), tier(0, 0.95 - first))
    interval = ranking.Interval(0.6, 0.5, 0.7)
    ranked = ranking.rank(np.array([1.0, 0.0]), np.array([True, False]), np.array([0, 1]))
    return Judged(Profile("P", ()), interval, CURVE, tiers, TENTHS, 0.2, 0, ranked)


def strict(option: dict[str, Any]) -> None:
    json.dumps(option, allow_nan=False)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_gains(palette: Palette) -> None:
    option = charts.gains_curve(CURVE, CURVE, palette)
    strict(option)
    chance, live, draft = option["series"]
    assert [one["name"] for one in option["series"]] == ["Chance", "Live", "Draft"]
    assert chance["data"] == [[0.0, 0.0], [100.0, 100.0]]
    assert [25.0, 50.0] in draft["data"] and [50.0, 100.0] in draft["data"]
    assert live["lineStyle"]["type"] == "dashed"
    assert draft["lineStyle"]["color"] == palette.tiers[0]


def test_gains_of_amount_and_without_live() -> None:
    option = charts.gains_curve(CURVE, None, LIGHT, "amount")
    assert [one["name"] for one in option["series"]] == ["Chance", "Draft"]
    assert [25.0, 25.0] in option["series"][1]["data"]
    unknown = CURVE._replace(amount=np.full(101, NAN))
    option = charts.gains_curve(unknown, None, LIGHT, "amount")
    strict(option)
    assert option["series"][1]["data"] == []


def test_tenths() -> None:
    option = charts.tenths(TENTHS, 0.45, LIGHT)
    strict(option)
    (series,) = option["series"]
    assert option["xAxis"]["data"] == ["1\n≥ 80", "10\nno score"]
    assert series["data"][0]["value"] == ["1\n≥ 80", 80.0]
    assert series["data"][0]["name"].startswith("80 % of 10 deals won (range 49 % to 94 %)")
    first, second, rule = series["markLine"]["data"]
    assert [end["coord"] for end in first] == [[0, 49.02], [0, 94.33]]
    assert second[0]["coord"][0] == 1 and rule["yAxis"] == 45.0
    assert option["yAxis"]["max"] == 100
    strict(charts.tenths((), 0.5, LIGHT))


def test_tier_shares() -> None:
    option = charts.tier_shares(judged(0.4), judged(0.2), LIGHT)
    strict(option)
    assert option["yAxis"]["data"] == [
        "Deals, draft", "Deals, live", "Won accounts, draft", "Won accounts, live",
        "Won amount, draft", "Won amount, live",
    ]  # fmt: skip
    first, second, third, none = option["series"]
    assert [cell["value"] for cell in first["data"]] == [0.4, 0.2, 0.25, 0.25, 0.4, 0.2]
    assert first["data"][0]["label"]["formatter"] == "40 %"
    assert second["data"][0]["label"]["formatter"] == ""  # 5 % is too narrow for a number
    assert third["data"][0]["value"] == 0.0  # not known
    assert none["name"] == "No tier" and none["itemStyle"]["color"] == LIGHT.no_tier
    alone = charts.tier_shares(judged(0.4), None, DARK)
    assert alone["yAxis"]["data"] == ["Deals", "Won accounts", "Won amount"]
