"""Every sentence of the Engagement screen that no other catalogue holds."""

from __future__ import annotations

import math

import pandas as pd

from abm_core import formats, settings
from abm_core.measure.breakdown import Breakdown
from abm_core.measure.responses import Reach
from abm_core.measure.summary import Summary

WINDOW = settings.WINDOW_WEEKS.value
NOTHING_RECENT = f"Nothing was sent and nothing came back in the last {WINDOW} weeks."
NO_POINTS = "Nobody has a point in these weeks."
NO_ACTIVITIES = "No activity of these accounts is in the store, so nothing can be said yet."


def headline(found: Summary) -> str:
    """How many answered and how many are engaged."""
    whose = "target account" if found.are_targets else "account"
    if not found.n_responding:
        newest = (
            f"the newest activity of theirs is of {formats.day(found.last_on)}" if found.last_on
            else "there is no activity of theirs"
        )  # fmt: skip
        return (
            f"None of {formats.counted(found.n, whose)} answered in the last {WINDOW} weeks; "
            f"{newest}."
        )
    are = "is" if found.n_engaged == 1 else "are"
    return (
        f"{formats.count(found.n_responding)} of {formats.counted(found.n, whose)} answered in "
        f"the last {WINDOW} weeks; {formats.count(found.n_engaged)} {are} engaged."
    )


def engaged(found: Summary) -> str:
    """What an engaged account has."""
    rules = found.rules
    return (
        f"At least {rules.engaged_points:g} window points from "
        f"{formats.counted(rules.engaged_people, 'named contact')} or more, as the rules of "
        "stages ask."
    )


def of_all(n: int, found: Summary) -> str:
    """A number of accounts as a share of all that count."""
    whose = "target accounts" if found.are_targets else "accounts"
    return f"{formats.percent(n / found.n if found.n else math.nan)} of {whose}"


def moving(found: pd.DataFrame) -> str:
    """How many rise and fall among the accounts listed, and who moved most."""
    if found.empty:
        return "No account with two people or more moves against its four weeks before."
    n_up = int((found["change"] > 0).sum())
    first = found.iloc[0]
    rose = "rose" if first["change"] > 0 else "fell"
    listed = formats.counted(len(found), "account")
    return (
        f"{first['name']} {rose} most, from {first['usual']:,.0f} to {first['points']:,.0f} points "
        f"a week. Of the {listed} that changed most, {formats.count(n_up)} rose and "
        f"{formats.count(len(found) - n_up)} fell."
    )


def reach(found: Reach) -> str:
    """Where the accounts lie, and what parts little from much."""
    n = found.accounts["quarter"].value_counts()
    silent, alone = int(n.get("Silent", 0)), int(n.get("Come by themselves", 0))
    was, does = ("was", "does") if silent == 1 else ("were", "do")
    come = "comes" if alone == 1 else "come"
    return (
        f"{formats.counted(silent, 'account')} {was} sent more than most and {does} not answer; "
        f"{formats.count(alone)} {come} without it. The dotted lines are the medians: "
        f"{found.middle[0]:,.0f} activities of ours, {found.middle[1]:,.0f} points."
    )


def single(n: int) -> str:
    """How many accounts hang on one person."""
    if not n:
        return "No account hangs on one contact alone."
    hang = "hangs" if n == 1 else "hang"
    return (
        f"{formats.counted(n, 'account')} {hang} on one contact: all points of named people are "
        "theirs."
    )


def adds_up(found: Breakdown, exponent: float) -> str:
    """How points of people become the engagement of the account."""
    n = int(found.people["share"].notna().sum())
    people = formats.counted(n, "person", "people")
    if not n:
        return NO_POINTS
    return (
        f"{people} with {found.total:,.1f} points in all count as {found.blended:,.1f}: the same "
        f"points from several people count more than from one (exponent {exponent:g})."
    )


def share(value: float) -> str:
    """A contact's share of the engagement, or that it is too small to count."""
    return "below a point" if math.isnan(value) else formats.percent(value)
