"""What is measured of targets and of those they are compared with: names, units and verbs."""

from __future__ import annotations

import math
from typing import NamedTuple

from abm_core import formats
from abm_core.lift.verdicts import Kind


class Metric(NamedTuple):
    """A metric as people read it.

    ``did`` says what the targets did, ``anyway`` what would have been so without them being
    targets; both take the amount. ``more`` and ``fewer`` are the words for either direction.
    """

    key: str
    label: str
    did: str
    anyway: str
    of: str
    more: str = "more"
    fewer: str = "fewer"
    kind: Kind = "ratio"
    is_money: bool = False
    decimals: int = 0

    def amount(self, value: float, currency: str = "") -> str:
        """The amount in its unit: 15,200, $2.3M, 31 %, 6.8."""
        if not math.isfinite(value):
            return formats.NONE
        if self.kind == "share":
            return formats.percent(value)
        return formats.money(value, currency) if self.is_money else f"{value:,.{self.decimals}f}"


ENGAGEMENT = (
    Metric("people", "People", "had {} different people active", "about {} would have been active "
           "anyway", "active people"),
    Metric("visits", "Visits", "made {} visits", "about {} would have come anyway", "visits"),
    Metric("minutes", "Minutes per visit", "spent {} minutes a visit",
           "about {} would have been spent anyway", "time per visit", fewer="less", decimals=1),
    Metric("touches", "Activities", "had {} activities of their own",
           "about {} would have happened anyway", "activities"),
    Metric("points", "Points", "earned {} points", "about {} would have been earned anyway",
           "points"),
)  # fmt: skip
PIPELINE = (
    Metric("opportunities", "Opportunities created", "brought {} new opportunities",
           "about {} would have come anyway", "opportunities"),
    Metric("created pipeline", "Created pipeline", "brought {} of new pipeline",
           "about {} would have come anyway", "created pipeline", fewer="less", is_money=True),
    Metric("win rate", "Win rate", "won {} of their closed opportunities", "{}", "win rate",
           "higher", "lower", kind="share"),
    Metric("won by day", "Won within the horizon", "won {} of their opportunities within the "
           "horizon", "{}", "share won within the horizon", "higher", "lower", kind="share"),
    Metric("typical deal size", "Typical deal size", "won deals of typically {}", "{}",
           "typical deal size", "larger", "smaller", is_money=True),
    Metric("mean deal size", "Mean deal size", "won deals of {} on average", "{}",
           "mean deal size", "larger", "smaller", is_money=True),
    Metric("days to close", "Days to close", "took {} days to close", "{}", "days to close",
           "later", "sooner", kind="days", decimals=1),
    Metric("pipeline velocity", "Pipeline velocity", "won {} per account and day of cycle", "{}",
           "pipeline velocity", "higher", "lower", is_money=True),
)  # fmt: skip
METRICS = {one.key: one for one in (*ENGAGEMENT, *PIPELINE)}
