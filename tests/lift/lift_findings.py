"""Findings with plain numbers, for tests of words, charts and verdicts."""

from __future__ import annotations

from typing import Any

from abm_core.lift.intervals import Estimate
from abm_core.lift.verdicts import Finding


def estimate(value: float, low: float, high: float) -> Estimate:
    """On the scale that people read."""
    return Estimate(value, abs(high - low) / 4, 50.0, low, high)


def finding(metric: str = "visits", value: float = 0.23, low: float = 0.09, high: float = 0.38,
            **parts: Any) -> Finding:
    """The example of the statistics notes: 15,200 visits against 12,400."""
    told: dict[str, Any] = {"observed": 15_200.0, "expected": 12_400.0, "n_targets": 200,
                            "n_weeks": 13, "currency": "USD"}
    return Finding(metric, estimate(value, low, high), **{**told, **parts})


def win_rate(**parts: Any) -> Finding:
    """31 % against 24 %: 7 points, from 3 lower to 16 higher."""
    return finding("win rate", 0.07, -0.03, 0.16, observed=0.31, expected=0.24, kind="share",
                   n_weeks=26, **parts)
