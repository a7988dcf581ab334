"""Tierings side by side: draft, live and saved scenarios; where they agree and where not.

So that sales' and marketing's definitions can be laid against each other before anyone argues.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from abm_core import formats
from abm_core.errors import AbmError
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Capacities
from abm_core.targeting.target_list import Live
from abm_core.targeting.tiers import LEVELS, Mask, TierArray, counts
from abm_core.targeting.whatif import NO_TIER_RANK, Rows, sum_known

MOST_COLUMNS = 4
Kind = Literal["count", "money", "share", "number"]


class Column(NamedTuple):
    """One tiering of all accounts: its name over the column, tiers, scores, capacities.

    ``scores`` are ``None`` for a list that was never scored, ``capacities`` for one without a
    profile. Both are in the order of ``Accounts.ids``.
    """

    label: str
    tier: TierArray
    scores: np.ndarray | None
    capacities: Capacities | None


class Measure(NamedTuple):
    """One row of the table: what is measured, in which unit, one value per column.

    NaN where a column has none. ``level`` is the tier that it is about, 0 for none.
    """

    label: str
    kind: Kind
    values: tuple[float, ...]
    level: int = 0

    @property
    def differs(self) -> bool:
        """Whether the columns do not all show the same."""
        return len({"nan" if np.isnan(value) else value for value in self.values}) > 1


class Overlap(NamedTuple):
    """How far two tierings agree.

    ``jaccard`` is the accounts in a tier in both over those in a tier in either (NaN where neither
    has any); ``jaccard_by_tier`` the same within tier 1, 2 and 3. ``agree`` is the share of the
    accounts in a tier in either that have the same tier in both.
    """

    one: str
    other: str
    n_both: int
    n_either: int
    jaccard: float
    jaccard_by_tier: tuple[float, float, float]
    agree: float


class SideBySide(NamedTuple):
    """The columns, what they measure, how pairs of them overlap."""

    columns: tuple[Column, ...]
    measures: tuple[Measure, ...]
    overlaps: tuple[Overlap, ...]


def live_column(live: Live, live_scored: Scored | None, label: str = "Live") -> Column:
    """What is live: the saved tiers, and the scores of the live profile on today's data."""
    return Column(
        label, live.tier, None if live_scored is None else live_scored.scores,
        live.profile.capacities if live.profile else None,
    )  # fmt: skip


def column(label: str, scored: Scored) -> Column:
    """A draft or a saved scenario on today's data."""
    return Column(label, scored.tier, scored.scores, scored.profile.capacities)


def side_by_side(
    accounts: Accounts, columns: Sequence[Column], *, base: int | None = None,
    more: Sequence[Measure] = (),
) -> SideBySide:
    """Measure every column; at most four, with labels of their own.

    ``base`` is the place of the column (the live one) that movers are counted against; ``None``
    leaves movers out. ``more`` are measures from elsewhere, such as back-tests, one value per
    column.
    """
    _check(columns)
    return SideBySide(
        tuple(columns),
        (*_measures(accounts, columns, base), *more),
        tuple(_overlap(one, other) for one, other in combinations(columns, 2)),
    )


def _check(columns: Sequence[Column]) -> None:
    labels = [one.label for one in columns]
    if len(columns) > MOST_COLUMNS:
        raise AbmError(
            f"{formats.count(len(columns))} tierings do not fit side by side.",
            f"Compare at most {MOST_COLUMNS}.",
        )
    if len(set(labels)) < len(labels):
        raise AbmError("Two of the tierings are the same.", "Choose different ones to compare.")


def _measures(
    accounts: Accounts, columns: Sequence[Column], base: int | None
) -> list[Measure]:
    pipeline = accounts.pipeline["open_pipeline"].to_numpy()
    sizes = [counts(one.tier) for one in columns]
    found = []
    for level in LEVELS:
        held = [size[level - 1] for size in sizes]
        places = [one.capacities[level - 1] if one.capacities else np.nan for one in columns]
        found += [
            Measure(f"Tier {level} accounts", "count", tuple(map(float, held)), level),
            Measure(f"Tier {level} open pipeline", "money",
                    tuple(sum_known(pipeline[one.tier == level]) for one in columns), level),
            Measure(f"Tier {level} capacity used", "share",
                    tuple(_used(n, capacity) for n, capacity in zip(held, places, strict=True)),
                    level),
        ]  # fmt: skip
    if base is not None:
        found += _movers(columns, columns[base])
    return found


def _used(held: int, capacity: float) -> float:
    """Share of a capacity; infinite where there is none to use but something uses it."""
    if capacity == 0:
        return np.inf if held else 0.0
    return held / capacity


def _movers(columns: Sequence[Column], live: Column) -> list[Measure]:
    """Accounts that enter the list, leave it or change tier against what is live."""
    def against(moved: Sequence[Mask]) -> tuple[float, ...]:
        return tuple(float(np.count_nonzero(one)) for one in moved)

    was = live.tier
    return [
        Measure("Enter the list", "count", against([(was == 0) & (c.tier > 0) for c in columns])),
        Measure("Leave the list", "count", against([(was > 0) & (c.tier == 0) for c in columns])),
        Measure("Change tier", "count", against(
            [(was > 0) & (c.tier > 0) & (c.tier != was) for c in columns])),
    ]  # fmt: skip


def _overlap(one: Column, other: Column) -> Overlap:
    either = (one.tier > 0) | (other.tier > 0)
    both = (one.tier > 0) & (other.tier > 0)
    same = either & (one.tier == other.tier)
    n_both, n_either = int(np.count_nonzero(both)), int(np.count_nonzero(either))
    first, second, third = (_jaccard(one.tier == n, other.tier == n) for n in LEVELS)
    return Overlap(
        one.label, other.label, n_both, n_either, _share(n_both, n_either),
        (first, second, third), _share(int(np.count_nonzero(same)), n_either),
    )  # fmt: skip


def _jaccard(one: Mask, other: Mask) -> float:
    return _share(int(np.count_nonzero(one & other)), int(np.count_nonzero(one | other)))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def disagreements(accounts: Accounts, columns: Sequence[Column], limit: int) -> pd.DataFrame:
    """Accounts on which the columns disagree most, those furthest apart in tier first.

    Then by distance in score, then by account. Columns: account_id, name, tiers_apart (no tier
    counts as one below tier 3), points_apart (NaN where fewer than two columns have a score), and
    for every column ``tier_0`` … and ``score_0`` … in their order.
    """
    rows, tiers_apart, points_apart = _furthest_apart(columns, limit)
    found = pd.DataFrame({
        "account_id": accounts.ids[rows],
        "name": accounts.at("name", rows),
        "tiers_apart": tiers_apart,
        "points_apart": points_apart,
    })
    for place, one in enumerate(columns):
        found[f"tier_{place}"] = one.tier[rows]
        found[f"score_{place}"] = np.nan if one.scores is None else one.scores[rows]
    return found


def _furthest_apart(
    columns: Sequence[Column], limit: int
) -> tuple[Rows, np.ndarray, np.ndarray]:
    """Rows whose tiers differ, with their distance in tiers and in points, the furthest first."""
    ranks = np.stack([np.where(one.tier == 0, NO_TIER_RANK, one.tier) for one in columns])
    apart = ranks.max(axis=0) - ranks.min(axis=0)
    rows = np.flatnonzero(apart)
    points = _points_apart([one.scores[rows] for one in columns if one.scores is not None], rows)
    order = np.lexsort((rows, -np.nan_to_num(points, nan=-1.0), -apart[rows]))[:limit]
    return rows[order], apart[rows][order], points[order]


def _points_apart(scores: Sequence[np.ndarray], rows: Rows) -> np.ndarray:
    """Highest less lowest known score; NaN where fewer than two are known."""
    if not scores:
        return np.full(len(rows), np.nan)
    held = np.stack(scores)
    known = ~np.isnan(held)
    apart = np.where(known, held, -np.inf).max(axis=0) - np.where(known, held, np.inf).min(axis=0)
    return np.where(known.sum(axis=0) > 1, apart, np.nan)


def headline(found: SideBySide) -> str:
    """How far the first two columns agree, in one sentence."""
    if not found.overlaps:
        return "Choose at least two tierings to compare."
    pair = found.overlaps[0]
    if not pair.n_either:
        return f"Neither {pair.one} nor {pair.other} puts an account in a tier."
    return (
        f"{pair.one} and {pair.other} agree on the tier of {formats.percent(pair.agree)} of the "
        f"{formats.counted(pair.n_either, 'account')} that either of them puts in a tier; "
        f"{formats.count(pair.n_both)} {'is' if pair.n_both == 1 else 'are'} in both."
    )


def shown(measure: Measure, value: float, currency: str) -> str:
    """A value of a measure as people read it."""
    match measure.kind:
        case "money":
            return formats.money(value, currency)
        case "share":
            return formats.percent(value) if np.isfinite(value) else formats.NONE
        case "number":
            return formats.NONE if np.isnan(value) else f"{value:.2f}"
        case _:
            return formats.NONE if np.isnan(value) else formats.count(value)
