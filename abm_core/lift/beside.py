"""What stands beside a result: what could be seen at all, many metrics at once, who carries it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift import (
    doubts_wording,
    many,
    matched_deals,
    placebo,
    planning,
    propensity,
    ranks,
    robustness,
    smd,
    sources,
)
from abm_core.lift.cohorts import weeks_of
from abm_core.lift.design import Design
from abm_core.lift.facts import QUOTIENT, ReadOut
from abm_core.lift.intervals import Estimate
from abm_core.lift.outcomes import Outcomes
from abm_core.lift.robustness import Concentration
from abm_core.lift.sources import Shift

MOST_SMALLEST = 99.0  # times as much again, above which nothing could be seen
SHOWN_FIRST, SHOWN_LAST = settings.LIFT_SHOWN.value


def among(read: Sequence[ReadOut], primary: str) -> list[ReadOut]:
    """The same, where every metric but the declared one carries its chance among all of them.

    Holm's: some of many numbers stand out by chance. What may not be measured does not count.
    """
    others = [
        math.nan if one.finding.metric == primary or one.finding.blocked or one.finding.shortfalls
        else one.p for one in read
    ]  # fmt: skip
    return [
        one._replace(finding=one.finding._replace(p_among=float(p)))
        for one, p in zip(read, many.holm(others), strict=True)
    ]


def standing_out(parts: Sequence[tuple[str, ReadOut]]) -> tuple[int, list[str]]:
    """How many parts can be measured, and the names of those that differ from similar accounts.

    Of those named 10 % may differ by chance (Benjamini and Hochberg).
    """
    told = [(name, one.p) for name, one in parts
            if not (one.finding.blocked or one.finding.shortfalls or math.isnan(one.p))]
    adjusted = many.benjamini_hochberg([p for _, p in told])
    limit = settings.FALSE_MARKS.value
    return len(told), [name for (name, _), p in zip(told, adjusted, strict=True) if p <= limit]


def smallest(design: Design, held: Outcomes, read: ReadOut) -> float:
    """The smallest effect that would show four times in five, 0.24 for 24 %; infinite: none would.

    Told before the result, from what nobody targeted: made-up lists, or deals of the others as if
    those of targets scattered alike. Of a share or days it is a part of what was expected, so that
    one card reads for all metrics.
    """
    if read.over is not None:
        se, df = _spread(design, held, read)
    elif read.compared is not None:
        se, df = _of_others(design, read)
    else:
        return math.inf
    off = planning.smallest_visible(se, df)
    if read.finding.kind != "ratio":
        return off if off < MOST_SMALLEST else math.inf
    return math.expm1(off) if off < math.log1p(MOST_SMALLEST) else math.inf


def _spread(design: Design, held: Outcomes, read: ReadOut) -> tuple[float, float]:
    """Of made-up lists; of a draw, or where too few are left for such a list, of the list itself,
    which then tells the same but for what the programme did.
    """
    metric, over = read.finding.metric, read.over
    n_free = design.cohorts.n_controls
    if over is not None and (design.cohorts.is_experiment or n_free < 2 * design.cohorts.n_targets):
        return over.se, over.df
    is_quotient = metric == QUOTIENT
    wanted = (metric, "visits") if is_quotient else (metric,)
    sums = [held.sums(one) for one in wanted]
    outcomes = np.column_stack([y if design.rows is None else y[design.rows] for y in sums])
    rows = placebo.Rows(outcomes, design.covariates.x, design.is_target, design.stack.block,
                        design.clusters)
    return placebo.spread(rows, seed=design.cohorts.seed, is_quotient=is_quotient,
                          odds=design.odds)


def _of_others(design: Design, read: ReadOut) -> tuple[float, float]:
    """Were deals of targets to scatter as those of the others do, account by account.

    Of a share or days relative to the level of the others; of a ratio as a logarithm.
    """
    if read.compared is None:
        return math.inf, math.nan
    others = read.compared.others
    reach = planning.two_sided(math.inf)
    if read.finding.kind == "ratio":
        se = math.log(others.high / others.low) / 2 / reach if others.low > 0 else math.inf
    else:
        se = (others.high - others.low) / 2 / reach / others.value if others.value > 0 else math.inf
    inside = matched_deals.inside(design)
    n, n_others = (int((inside & (design.is_target == arm)).sum()) for arm in (True, False))
    return (se * math.sqrt(1 + n_others / n), math.inf) if n else (math.inf, math.nan)


def second(read: ReadOut) -> Estimate | None:
    """The second opinion as people read it: 0.2 is 20 % more."""
    if read.second is None:
        return None
    found = read.second.as_ratio()
    return found._replace(value=found.value - 1, low=found.low - 1, high=found.high - 1)


def as_lift(found: Estimate) -> Estimate:
    """A logarithm of a ratio as people read it."""
    ratio = found.as_ratio()
    return ratio._replace(value=ratio.value - 1, low=ratio.low - 1, high=ratio.high - 1)


class LeftOut(NamedTuple):
    """The result without each account: ``accounts`` has account_id and ``without`` (0.2 is 20 %).

    ``largest`` is the account with the largest part of the extra units.
    """

    accounts: pd.DataFrame
    concentration: Concentration
    largest: str


def left_out(design: Design, read: ReadOut, held: Outcomes) -> LeftOut | None:
    """Leave target accounts out in turn; ``None`` for metrics that do not add up over accounts."""
    metric = read.finding.metric
    if read.over is None or metric == "minutes":
        return None
    y = held.sums(metric)
    y = (y if design.rows is None else y[design.rows])[design.is_target]
    found = robustness.drop_one(y, read.over.fitted, design.stack.account[design.is_target])
    told = robustness.concentration(found)
    ids = np.asarray(design.book.ids)
    largest = str(ids[told.account]) if told.account >= 0 else ""
    without = pd.DataFrame({"account_id": ids[found.account], "without": np.expm1(found.log_ratio)})
    return LeftOut(without, told, largest)


def accounts(design: Design, metric: str, held: Outcomes) -> pd.DataFrame:
    """Every target among comparable accounts: its change since the baseline, shrunken, its rank.

    ``before`` and ``after`` are a week; ``change`` and ``shrunken`` are in percent, beyond what
    comparable accounts did; ``n_as_large`` of ``n_comparable`` changed as much in the same
    direction; ``stands_out`` where that is more than chance does in so many accounts (10 % of those
    marked may be by chance). Those that rose most against their like come first.
    """
    after, before = held.sums(metric), held.sums(metric, "baseline")
    n_after, n_before = (
        np.array([one.n_weeks for one in weeks_of(design.cohorts, name)])[design.stack.block]
        for name in ("after", "baseline")
    )
    change = ranks.log_change(after, before, n_after, n_before)
    found = ranks.ranks(before / n_before, change, design.is_target, design.stack.block)
    kept = ranks.shrunken(np.nan_to_num(found.beyond), np.nan_to_num(found.variance, nan=1.0))
    some = design.is_target
    order = np.lexsort((found.n_rose / np.maximum(found.n, 1), -np.round(kept.value, 9)))
    told = pd.DataFrame({
        "account_id": design.stack.account_id[some], "tier": design.stack.tier[some],
        "before": (before / n_before)[some], "after": (after / n_after)[some],
        "change": 100 * np.expm1(found.beyond), "shrunken": 100 * np.expm1(kept.value),
        "n_as_large": np.where(found.beyond >= 0, found.n_rose, found.n_fell),
        "n_comparable": found.n,
        "stands_out": many.benjamini_hochberg(found.p) <= settings.FALSE_MARKS.value,
    })  # fmt: skip
    return told.iloc[order].reset_index(drop=True)


def reach(design: Design) -> list[str]:
    """Whether targets have others like them, and how alike those of the matched list are.

    Nothing of a draw, whose sides chance made alike and which needs no list.
    """
    if design.cohorts.is_experiment:
        return [doubts_wording.DRAWN_ALIKE]
    matched, treated = design.matched, design.is_target
    weights = matched.weights(len(treated))
    kept = weights > 0
    worst = math.nan
    if matched.n_matched:
        left = smd.smd(design.covariates.x[kept], treated[kept], weights[kept])
        worst = float(np.abs(left).max(initial=0.0))
    told = [
        doubts_wording.reach(int(treated.sum()), propensity.outside(design.odds, treated)),
        doubts_wording.frozen(matched.n_matched, design.cohorts.n_targets, len(matched.other)),
        doubts_wording.matched_alike(worst),
    ]  # fmt: skip
    return [one for one in told if one]


def index(weekly: pd.DataFrame) -> pd.Series:
    """Observed by week where the mean of the shown baseline is 100; NaN where that is empty."""
    shown = weekly["week"].between(SHOWN_FIRST, SHOWN_LAST)
    usual = float(weekly.loc[shown, "observed"].mean())
    return 100 * weekly["observed"] / (usual if usual > 0 else math.nan)


def chances(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances of being chosen from their log odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -50, 50))))


def shaded(design: Design) -> dict[str, tuple[int, int]]:
    """Weeks relative to launch that the picture shades: those of choosing, and the gap."""
    first = design.cohorts.windows[0]
    return {
        name: ((weeks.first - first.launch).days // 7, (weeks.last - first.launch).days // 7)
        for name, weeks in (("choosing", first.selection), ("gap", first.gap))
    }


def shifts(mix: pd.DataFrame) -> list[Shift]:
    """Sources by how much their part grew among targets alone; ``mix`` from ``source_mix``."""
    sums = mix.groupby(["is_target", "channel"], as_index=False)[["before", "after"]].sum()
    arms = []
    for arm in (True, False):
        one = sums[sums["is_target"] == arm]
        pairs = zip(one["before"].astype(float), one["after"].astype(float), strict=True)
        arms.append(dict(zip(one["channel"].astype(str), pairs, strict=True)))
    return sources.shifts(*arms)
