"""Every sentence about coverage, in one place."""

from __future__ import annotations

import math

import pandas as pd

from abm_core import committee_settings, formats
from abm_core.measure.coverage import Coverage
from abm_core.measure.coverage_health import Health
from abm_core.measure.coverage_matter import LEAST, Compared, Matter
from abm_core.proportions import Share

NO_LIST = "No account is on the target list, so nothing is required yet. Save tiers first."
NOT_CAUSE = "They go together; that does not show that one brings the other."
ROLES_OF_TODAY = (
    "Roles are those known today; some may have been written down because a deal was won."
)


def headline(found: Coverage) -> str:
    """The largest gap in the highest tier that has one, and the pipeline that sits in it."""
    if found.accounts.empty:
        return NO_LIST
    short = found.cells[found.cells["n_covered"] < found.cells["n_required"]]
    if short.empty:
        return "Every required role is covered at every account of the target list."
    tier = short["tier"].min()
    of_tier = short[short["tier"] == tier]
    counts = of_tier.groupby("requirement")["account_id"].nunique()
    role = sorted(counts.index, key=lambda one: (-counts[one], one))[0]
    accounts = found.accounts
    n_all = int((accounts["tier"] == tier).sum())
    ids = of_tier[of_tier["requirement"] == role]["account_id"]
    amount = accounts[accounts["account_id"].isin(ids)]["open_pipeline"].sum()
    have = "has" if len(ids) == 1 else "have"
    text = (f"{formats.count(len(ids))} of {formats.counted(n_all, f'tier {tier} account')} {have} "
            f"no usable {role}")  # fmt: skip
    if amount > 0:
        text += f", and {formats.money(float(amount), found.currency)} of open pipeline sits there"
    return f"{text}."


def health_sentences(one: Health) -> list[str]:
    """Reach, staleness and threads of a list, in words."""
    if not one.n_accounts:
        return [NO_LIST]
    low, high = committee_settings.COVERAGE_TARGET.value
    said = [
        f"{formats.percent(one.coverage)} of required contacts are there; practice aims at "
        f"{formats.percent(low)} to {formats.percent(high)}.",
        f"{formats.percent(one.present)} of {formats.counted(one.n_accounts, 'account')} have a "
        f"contact, {formats.percent(one.reach)} one who can be reached and is current, "
        f"{formats.percent(one.engaged)} one who is engaged.",
        f"{one.contacts_per_account:.1f} contacts per account, {one.median_contacts:g} at the "
        "median.",
    ]
    if one.n_contacts:
        said.append(
            f"{formats.percent(one.stale)} of contacts are stale today; if nobody verifies any, "
            f"{formats.percent(one.stale_next)} will be in a quarter (at "
            f"{formats.percent(committee_settings.DECAY_A_YEAR.value)} a year). "
            f"{formats.percent(one.unverified)} were never verified."
        )
    if not math.isnan(one.threaded):
        said.append(
            f"{formats.percent(one.threaded)} of tier 1 and 2 accounts have engaged contacts "
            "enough."
        )
    if one.n_single_threaded:
        n = one.n_single_threaded
        said.append(
            f"At {formats.counted(n, 'account')} all engagement comes from one contact."
        )
    return said


def gap_sentence(row: pd.Series, currency: str) -> str:
    """One role of one tier: at how many accounts it is missing."""
    text = (
        f"Tier {row['tier']}: {row['requirement']} missing at {formats.count(row['n_missing'])} of "
        f"{formats.counted(int(row['n_accounts']), 'account')}"
    )
    if row["open_pipeline"] > 0:
        text += f", with {formats.money(float(row['open_pipeline']), currency)} of open pipeline"
    return f"{text}."


def share_text(one: Share) -> str:
    """A win rate with its range and its number: "41 % of 263 deals (range 35 to 47 %)"."""
    if not one.n:
        return "no deals"
    return (
        f"{formats.percent(one.share)} of {formats.counted(one.n, 'deal')} (range "
        f"{formats.percent(one.low)} to {formats.percent(one.high)})"
    )


def compared_sentence(one: Compared) -> str:
    """Whether something goes together with winning, with the difference and its range."""
    if not one.can_tell:
        return (
            f"{_capital(one.what)}: {formats.counted(one.present.n, 'deal')} with and "
            f"{formats.count(one.absent.n)} without; at least {LEAST} of each are needed to tell."
        )
    points = (
        f"{_points(one.difference.value)} points (range {_points(one.difference.low)} to "
        f"{_points(one.difference.high)})"
    )
    rates = f"won {share_text(one.present)} with, {share_text(one.absent)} without"
    if one.difference.low > 0:
        return f"{_capital(one.what)} goes together with more wins: {rates}; {points}."
    if one.difference.high < 0:
        return f"{_capital(one.what)} goes together with fewer wins: {rates}; {points}."
    return f"{_capital(one.what)} does not clearly go together with wins: {rates}; {points}."


def matter_headline(found: Matter) -> str:
    """What own deals say of several engaged contacts."""
    if not found.n_deals:
        return "No decided deal lies within the activities, so own deals cannot tell."
    text = compared_sentence(found.several).replace("contacts goes", "contacts go")
    text = text.replace("contacts does", "contacts do")
    return f"{text} {NOT_CAUSE}" if found.several.can_tell else text


def matter_limits(found: Matter) -> list[str]:
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


def _points(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−").replace("+0", "0")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
