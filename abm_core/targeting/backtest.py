"""The back-test: how a profile would have ranked the opportunities that were decided.

The unit is a decided opportunity, scored by its account as known on the opening day. Intervals
allow for several opportunities of one account. It says how well a tiering tells won from lost
among deals that were opened; nothing about accounts with which no deal was ever opened.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from abm_core import proportions, settings
from abm_core.proportions import Codes, Share
from abm_core.targeting import calibration, model, ranking
from abm_core.targeting.calibration import Calibration
from abm_core.targeting.past import Deals, Past
from abm_core.targeting.profile import Profile
from abm_core.targeting.ranking import Flags, Gains, Interval, Ladder, Numbers, Ranked
from abm_core.targeting.tiers import TierArray

NO_SCORE = -1.0
TIER_ORDER = (1, 2, 3, 0)
N_TENTHS = 10


class TierPast(NamedTuple):
    """What one tier (0: none) would have held.

    ``won`` is its win rate; ``of_won_accounts`` the share of all accounts that won anything (each
    counts once, in the tier of its first won opportunity).
    """

    tier: int
    won: Share
    share_of_deals: float
    of_won_accounts: Share
    won_amount: float
    share_of_won_amount: float


class Tenth(NamedTuple):
    """A tenth of the opportunities by account score, 1 the best, with its win rate."""

    rank: int
    score_low: float
    score_high: float
    won: Share


class Judged(NamedTuple):
    """One profile against the past. ``n_unscored`` opportunities rank last."""

    profile: Profile
    auc: Interval
    gains: Gains
    tiers: tuple[TierPast, ...]
    tenths: tuple[Tenth, ...]
    won_in_best_tenth: float
    n_unscored: int
    ranked: Ranked


class Backtest(NamedTuple):
    """Draft and live against the past; ``draft`` is None where there is too little history."""

    deals: Deals
    win_rate: Share
    draft: Judged | None
    live: Judged | None
    difference: Interval | None
    n_unknowable: dict[str, int]
    n_won_without_amount: int


def run(past: Past, draft: Profile, live: Profile | None = None) -> Backtest:
    """Judge a draft, and the live profile beside it, by how past opportunities ended."""
    deals = past.deals
    n_without = int(np.count_nonzero(deals.won & np.isnan(deals.value)))
    overall = past.once(_overall, None)
    if not is_enough(deals):
        return Backtest(deals, overall, None, None, None, {}, n_without)
    ours = past.once(judge, draft)
    theirs = past.once(judge, live) if live is not None else None
    difference = ranking.auc_difference(ours.ranked, theirs.ranked) if theirs else None
    return Backtest(deals, overall, ours, theirs, difference, _unknowable(past, draft), n_without)


def is_enough(deals: Deals) -> bool:
    """Whether enough was won and enough was lost to say anything."""
    return min(deals.n_won, deals.n_lost) >= settings.BACKTEST_LEAST.value


def judge(past: Past, profile: Profile) -> Judged:
    """One profile against the past; the caller has seen to it that there is enough of it."""
    deals = past.deals
    scored = model.score(past.frame(profile), profile)
    has_none = np.isnan(scored.scores)
    scores = np.where(has_none, NO_SCORE, scored.scores).round(settings.SCORE_DECIMALS.value)
    ladder = ranking.ladder(scores)
    ranked = ranking.rank(scores, deals.won, deals.account, ladder)
    curve = ranking.gains(scores, deals.won, deals.value, ladder)
    return Judged(
        profile, ranking.auc(ranked), curve, _tiers(past, scored.tier),
        _tenths(deals, scores, ladder),
        float(np.interp(1 / N_TENTHS, curve.cases, curve.won)), int(np.count_nonzero(has_none)),
        ranked,
    )  # fmt: skip


def calibrate(past: Past, profile: Profile) -> Calibration | None:
    """Whether the profile's scores, learned on older deals, told chances on the newest."""
    scored = model.score(past.frame(profile), profile)
    deals = past.deals
    return calibration.over_time(scored.scores, deals.won, deals.opened_on, deals.account)


def _overall(past: Past, _: None) -> Share:
    deals = past.deals
    everything = np.zeros(len(deals), dtype=np.intp)
    return proportions.shares(everything, deals.won, deals.account, 1)[0]


def _tiers(past: Past, tier: TierArray) -> tuple[TierPast, ...]:
    deals, level = past.deals, tier.astype(np.intp)
    won = proportions.shares(level, deals.won, deals.account, len(TIER_ORDER))
    accounts = _of_won_accounts(past, level)
    amount = np.bincount(level, np.nan_to_num(deals.value) * deals.won, len(TIER_ORDER))
    total = amount.sum()
    return tuple(
        TierPast(
            one, won[one], won[one].n / len(deals), accounts[one], float(amount[one]),
            float(amount[one] / total) if total > 0 else float("nan"),
        )
        for one in TIER_ORDER
    )  # fmt: skip


def _of_won_accounts(past: Past, level: np.ndarray) -> list[Share]:
    """By tier, the accounts that won anything, of all such accounts."""
    first = past.once(_first_wins, None)
    return proportions.parts(np.bincount(level[first], minlength=len(TIER_ORDER)), len(first))


def _first_wins(past: Past, _: None) -> Codes:
    """The place of the first opportunity that each account won."""
    deals = past.deals
    places = np.flatnonzero(deals.won)
    in_time = places[np.argsort(deals.opened_on[places], kind="stable")]
    return in_time[np.unique(deals.account[in_time], return_index=True)[1]]


def _tenths(deals: Deals, scores: Numbers, ladder: Ladder) -> tuple[Tenth, ...]:
    tenth = ranking.tenths(scores, ladder)
    won = proportions.shares(tenth, deals.won, deals.account, N_TENTHS)
    shown = np.where(scores == NO_SCORE, np.nan, scores)
    return tuple(
        Tenth(one + 1, *_ends(shown[tenth == one]), won[one])
        for one in range(N_TENTHS) if won[one].n
    )  # fmt: skip


def _ends(scores: Numbers) -> tuple[float, float]:
    known: Flags = ~np.isnan(scores)
    if not known.any():
        return float("nan"), float("nan")
    return float(scores[known].min()), float(scores[known].max())


def _unknowable(past: Past, profile: Profile) -> dict[str, int]:
    """By criterion, the opportunities for which only a later value is on record."""
    return {c.name: n for c in profile.criteria if (n := past.n_unknowable(c.field))}
