"""Every sentence about own deals: does it matter whom we know?"""

from __future__ import annotations

from abm_core import formats
from abm_core.measure.coverage_matter import LEAST, Compared, Matter
from abm_core.measure.coverage_wording import capital
from abm_core.proportions import Share

NOT_CAUSE = "They go together; that does not show that one brings the other."
ROLES_OF_TODAY = (
    "Roles are those known today; some may have been written down because a deal was won."
)


def share_text(one: Share) -> str:
    """A win rate with its range and its number: "41 % of 263 deals (range 35 to 47 %)"."""
    if not one.n:
        return "no deals"
    return (
        f"{formats.percent(one.share)} of {formats.counted(one.n, 'deal')} (range "
        f"{formats.percent(one.low)} to {formats.percent(one.high)})"
    )


def compared(one: Compared) -> str:
    """Whether something goes together with winning, with the difference and its range."""
    if not one.can_tell:
        return (
            f"{capital(one.what)}: {formats.counted(one.present.n, 'deal')} with and "
            f"{formats.count(one.absent.n)} without; at least {LEAST} of each are needed to tell."
        )
    points = (
        f"{_points(one.difference.value)} points (range {_points(one.difference.low)} to "
        f"{_points(one.difference.high)})"
    )
    rates = f"won {share_text(one.present)} with, {share_text(one.absent)} without"
    if one.difference.low > 0:
        return f"{capital(one.what)} goes together with more wins: {rates}; {points}."
    if one.difference.high < 0:
        return f"{capital(one.what)} goes together with fewer wins: {rates}; {points}."
    return f"{capital(one.what)} does not clearly go together with wins: {rates}; {points}."


def headline(found: Matter) -> str:
    """What own deals say of several engaged contacts."""
    if not found.n_deals:
        return "No decided deal lies within the activities, so own deals cannot tell."
    text = compared(found.several).replace("contacts goes", "contacts go")
    text = text.replace("contacts does", "contacts do")
    return f"{text} {NOT_CAUSE}" if found.several.can_tell else text


def limits(found: Matter) -> list[str]:
    """What was left out and what the numbers cannot say."""
    said = ["Counted halfway between the day a deal was created and the day it was closed.",
            ROLES_OF_TODAY]  # fmt: skip
    if found.n_unknown:
        n = formats.counted(found.n_unknown, "deal")
        said.append(f"{n} left out: activities begin later than the weeks before mid-deal.")
    if found.n_undated:
        n = formats.counted(found.n_undated, "deal")
        said.append(f"{n} left out: without a day of creation and a later day of closing.")
    return said


def rates_told(found: Matter) -> str:
    """The chart of win rates in words."""
    told = [f"{group.label}: {share_text(group.won)}" for group in found.groups if group.won.n]
    return f"Deals won, by engaged contacts at mid-deal. {'; '.join(told)}."


def _points(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−").replace("+0", "0")
