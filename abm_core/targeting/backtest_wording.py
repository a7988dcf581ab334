"""Every sentence about a back-test, with the numbers that trigger it."""

from __future__ import annotations

import math

from abm_core import formats, settings
from abm_core.targeting.backtest import Backtest, Judged, TierPast
from abm_core.targeting.drivers import Driver
from abm_core.targeting.past import Deals
from abm_core.targeting.ranking import Interval

WHAT_IT_IS_NOT = (
    "It is the chance that a deal is won once it is open, not the chance of any account: "
    "accounts with which no deal was ever opened are not in it."
)
TUNED = (
    "Weights that were tried until this number rose, and a profile suggested from these same "
    "deals, look better here than they will be."
)
WITHOUT_RULES = (
    "Overrides, and the margin that a promoted account must pass, are left out: this is what the "
    "profile alone would have done."
)
EVEN = 0.5


def headline(found: Backtest) -> str:
    """How well the draft, and live beside it, would have ranked past deals."""
    if found.draft is None:
        return too_little(found.deals)
    return f"{_ranked(found.draft.auc)}{_against_live(found)}"


def too_little(deals: Deals) -> str:
    """Why there are no numbers, and what would bring them."""
    least = settings.BACKTEST_LEAST.value
    held = f"{formats.count(deals.n_won)} won and {formats.count(deals.n_lost)} lost"
    return (
        f"Not enough history for a back-test: the store holds {held} opportunities of known "
        f"accounts, and it takes {least} of each. Import closed opportunities, the lost ones too."
    )


def _ranked(auc: Interval) -> str:
    between = f"(range {_of_hundred(auc.low)} to {_of_hundred(auc.high)})"
    times = f"{_of_hundred(auc.estimate)} times in 100 {between}"
    if auc.low > EVEN:
        return f"The draft would have ranked a won deal above a lost one {times}; chance is 50."
    if auc.high < EVEN:
        return (
            f"The draft ranks the wrong way round: a won deal above a lost one only {times}; "
            "chance is 50."
        )
    return f"The draft cannot tell won from lost: a won deal above a lost one {times}."


def _against_live(found: Backtest) -> str:
    difference, live = found.difference, found.live
    if difference is None or live is None:
        return ""
    size = f"{abs(100 * difference.estimate):.1f} points, range " + (
        f"{formats.change(100 * difference.low)} to {formats.change(100 * difference.high)}"
    )
    reached = _of_hundred(live.auc.estimate)
    if difference.low == difference.high == 0:
        return f" Live ranks them alike ({reached})."
    if difference.is_above_zero:
        return f" That is better than live ({reached}; {size})."
    if difference.is_below_zero:
        return f" That is worse than live ({reached}; {size})."
    return f" It cannot be told from live ({reached}; {size})."


def _of_hundred(share: float) -> str:
    return formats.NONE if math.isnan(share) else f"{100 * share:.0f}"


def tier_sentence(tier: TierPast, currency: str) -> str:
    """What one tier would have held of what was won."""
    place = formats.tier(tier.tier) if tier.tier else "No tier: accounts outside the list"
    if not tier.won.n:
        return f"{place} would have held none of the deals."
    return (
        f"{place} would have held {_percent(tier.share_of_deals)} of the deals, "
        f"{_percent(tier.of_won_accounts.share)} of the accounts that were won and "
        f"{_percent(tier.share_of_won_amount)} of the amount that was won "
        f"({formats.money(tier.won_amount, currency)}); {formats.percent(tier.won.share)} of its "
        f"{formats.counted(tier.won.n, 'deal')} were won (range "
        f"{formats.percent(tier.won.low)} to {formats.percent(tier.won.high)})."
    )


def _percent(share: float) -> str:
    """A share as a percentage; one too small to be a whole one is not nothing."""
    return "under 1 %" if 0 < share < 0.005 else formats.percent(share)


def gains_sentence(judged: Judged) -> str:
    """What the best tenth of the deals holds."""
    return (
        f"The tenth of the deals with the best scores holds "
        f"{formats.percent(judged.won_in_best_tenth)} of all that were won; chance is 10 %."
    )


def limits(found: Backtest, told: list[Driver] | None = None) -> list[str]:
    """What a reader must know before believing the numbers, the gravest first."""
    if found.draft is None:
        return []
    said = [
        *(_leak(driver) for driver in told or [] if driver.leaks),
        _values_of_today(found.deals),
        *(_unknowable(name, n, len(found.deals)) for name, n in found.n_unknowable.items()),
        _unscored(found.draft),
        _without_amount(found),
        _renewals(found.deals),
        WHAT_IT_IS_NOT,
        TUNED,
        WITHOUT_RULES,
    ]
    return [one for one in said if one]


def _leak(driver: Driver) -> str:
    reached = _of_hundred(driver.auc.estimate) if driver.auc else formats.NONE
    return (
        f"'{driver.criterion}' alone tells won from lost {reached} times in 100: it was probably "
        "filled in after the deals ended. Leave it out."
    )


def _values_of_today(deals: Deals) -> str:
    """How many deals are scored with what was known later only."""
    n_later = int((~deals.was_known).sum())
    if not n_later:
        return ""
    which = "All" if n_later == len(deals) else f"{formats.count(n_later)} of"
    began = f" (since {formats.day(deals.known_from)})" if deals.known_from else ""
    return (
        f"{which} {formats.counted(len(deals), 'deal')} were opened before this store knew their "
        f"account{began}; they are scored with values recorded later, which may already show how "
        "the deal ended."
    )


def _unknowable(name: str, n: int, n_deals: int) -> str:
    return (
        f"'{name}' counts as unknown for {formats.count(n)} of {formats.counted(n_deals, 'deal')}: "
        "what is on record came after the deal was opened, and nothing earlier is known."
    )


def _unscored(judged: Judged) -> str:
    n = judged.n_unscored
    return f"{formats.counted(n, 'deal')} without a score rank last." if n else ""


def _without_amount(found: Backtest) -> str:
    n = found.n_won_without_amount
    if not n:
        return ""
    has = "has" if n == 1 else "have"
    deals = formats.counted(n, "won deal")
    return f"{deals} {has} no amount that can be added up: left out of the sums."


def _renewals(deals: Deals) -> str:
    n = deals.n_renewals
    if not n:
        return ""
    return (
        f"{formats.counted(n, 'renewal')} left out: who renews was chosen when they first bought."
    )


def driver_sentence(driver: Driver) -> str:
    """What one criterion alone told."""
    if driver.auc is None:
        return f"{driver.criterion}: known for too few deals to say."
    told = "ranks" if driver.auc.low > EVEN else "cannot tell"
    if driver.auc.high < EVEN:
        told = "ranks the wrong way round"
    return (
        f"{driver.criterion}: {told}, {_of_hundred(driver.auc.estimate)} of 100 (range "
        f"{_of_hundred(driver.auc.low)} to {_of_hundred(driver.auc.high)}), information value "
        f"{driver.information_value:.2f}."
    )
