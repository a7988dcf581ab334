"""What the charts of a back-test draw, with numbers made up by hand."""

from __future__ import annotations

import json
import math

import numpy as np

from abm_core.output import backtest_charts
from abm_core.output.palette import PALETTES
from abm_core.targeting.backtest import Judged, Tenth, TierPast
from abm_core.targeting.profile import Profile
from abm_core.targeting.proportions import Share
from abm_core.targeting.ranking import Gains, Interval, Ranked

NONE = math.nan
EVEN = np.linspace(0.0, 1.0, 101)
HALF = Share(40, 10, 0.25, 0.1419, 0.4019)
TIERS = tuple(
    TierPast(tier, HALF, share, Share(10, 1, share, 0.0, 1.0), 5.0, amount)
    for tier, share, amount in ((1, 0.1, 0.4), (2, 0.2, NONE), (3, 0.3, 0.3), (0, 0.4, 0.1))
)
TENTHS = (Tenth(1, 80.0, 99.0, HALF), Tenth(10, NONE, NONE, Share(40, 0, 0.0, 0.0, 0.0881)))


def judged(won: np.ndarray) -> Judged:
    ranked = Ranked(0.5, np.array([]), np.array([]), 1, 1, 1, 1, 2)
    gains = Gains(EVEN, won, won)
    return Judged(Profile("p", ()), Interval(0.5, 0.4, 0.6), gains, TIERS, TENTHS, 0.2, 0, ranked)


def test_gains_are_drawn_from_nothing_to_everything_in_percent() -> None:
    option = backtest_charts.gains(judged(np.sqrt(EVEN)), judged(EVEN), PALETTES["light"])
    chance, draft, live = option["series"]
    assert [one["name"] for one in option["series"]] == ["Chance", "Draft", "Live"]
    assert chance["data"] == [[0, 0], [100, 100]]
    assert draft["data"][0]["value"] == [0.0, 0.0] and draft["data"][-1]["value"] == [100.0, 100.0]
    assert [4.0, 20.0] in [one["value"] for one in draft["data"]]  # the root of 0.04
    assert [4.0, 4.0] in [one["value"] for one in live["data"]]
    json.dumps(option, allow_nan=False)


def test_win_rates_carry_their_ranges() -> None:
    option = backtest_charts.win_rates(TENTHS, HALF, PALETTES["dark"])
    bars, first, last = option["series"]
    assert [one["value"] for one in bars["data"]] == [25.0, 0.0]
    assert bars["data"][0]["name"] == (
        "Tenth 1, scores 80 to 99: 25 % of 40 deals won, range 14 % to 40 %"
    )
    assert bars["data"][1]["name"].startswith("Tenth 10, no score: 0 % of 40 deals won")
    assert first["data"] == [[0, 14.19], [0, 40.19]] and last["data"] == [[1, 0.0], [1, 8.81]]
    assert bars["markLine"]["data"] == [{"yAxis": 25.0}]
    json.dumps(option, allow_nan=False)


def test_tiers_hold_shares_that_add_up() -> None:
    option = backtest_charts.tiers_held(TIERS, PALETTES["light"])
    assert [one["name"] for one in option["series"]] == ["Tier 1", "Tier 2", "Tier 3", "No tier"]
    deals = [one["data"][0]["value"] for one in option["series"]]
    assert deals == [0.1, 0.2, 0.3, 0.4]
    assert option["series"][1]["data"][2] == {
        "value": 0.0, "name": "Tier 2: 0 % of the won amount", "label": {"formatter": ""},
    }  # fmt: skip
    json.dumps(option, allow_nan=False)
