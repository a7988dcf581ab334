"""An account's score criterion by criterion: today, and a month ago by the profile of today.

The month-ago side is recomputed: values of the account come from the change log (where it begins
later, the oldest value that it knows), days count from then, and engagement, stage, surges and
topics are those of then. What people we know there, and coverage, is not known of a past day and
counts as today; such criteria are named.
"""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import points, weeks
from abm_core.targeting import computed, wording
from abm_core.targeting.accounts import EXTRA_PREFIX, Accounts
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.target_list import Live
from abm_core.targeting.workshop import Workshop

MONTH = timedelta(days=31)

# The first change after the day holds the value of that day as its old one.
EARLIER = """
SELECT field, old_value FROM change_log
WHERE entity = 'accounts' AND entity_id = $account_id AND changed_at::DATE > $then
  AND field NOT IN ('+', '-')
QUALIFY row_number() OVER (PARTITION BY field ORDER BY change_id) = 1
"""
# Weeks that were complete then; a week is as old as its Thursday.
ENGAGEMENT = """
WITH people AS (
    SELECT contact_id, sum(points * pow(2, ($then - least(week + 3, $then)) / -$half_life)) AS p
    FROM contact_points
    WHERE account_id = $account_id AND week BETWEEN $decay_first AND $until
    GROUP BY contact_id
)
SELECT coalesce(round(pow(sum(pow(p, $blend)) FILTER (p >= $least), 1 / $blend), 6), 0)
FROM people
"""
STAGE = """
SELECT stage_to FROM stage_changes
WHERE account_id = $account_id AND motion = 'new' AND week <= $until
ORDER BY week DESC LIMIT 1
"""
SURGES = """
SELECT coalesce(bool_or(kind <> 'topics'), false),
       coalesce(arg_max(observed, week) FILTER (kind = 'topics'), 0)
FROM surges WHERE account_id = $account_id AND week > $until::DATE - $days AND week <= $until
"""


class Bar(NamedTuple):
    """One criterion: its points today and a month ago, NaN where its value is not known."""

    criterion: str
    part: str
    value: str
    points: float
    before: float
    most: float

    @property
    def change(self) -> float:
        """Points gained in the month; what is not known adds nothing."""
        return float(np.nan_to_num(self.points) - np.nan_to_num(self.before))


class BuildUp(NamedTuple):
    """The score today and a month ago; ``held`` are criteria that count as today on both days."""

    profile: str
    version: int
    as_of: date
    then: date
    bars: tuple[Bar, ...]
    held: tuple[str, ...]

    @property
    def score(self) -> float:
        """The account score today; NaN where nothing is known."""
        return _total([one.points for one in self.bars])

    @property
    def before(self) -> float:
        """The account score a month ago."""
        return _total([one.before for one in self.bars])

    @property
    def driver(self) -> Bar | None:
        """The criterion that changed most; ``None`` where none did."""
        moved = [one for one in self.bars if abs(one.change) >= 0.05]
        return max(moved, key=lambda one: abs(one.change)) if moved else None


def read(
    cursor: DuckDBPyConnection, workshop: Workshop, live: Live, account_id: str, *, as_of: date
) -> BuildUp | None:
    """The score of one account under the live profile; ``None`` where no profile is live."""
    row = workshop.accounts.row_of.get(account_id)
    if live.profile is None or row is None:
        return None
    parts = wording.build_up(workshop.accounts, workshop.score_once(live.profile), row)
    then = as_of - MONTH
    past = _Past(cursor, workshop.accounts, account_id, row, then)
    before = _contributions(live.profile, [past.score(one) for one in live.profile.criteria])
    bars = tuple(
        Bar(one.criterion, one.part, one.value, one.points, earlier, one.most)
        for one, earlier in zip(parts, before, strict=True)
    )
    return BuildUp(live.profile.name, live.version, as_of, then, bars, tuple(past.held))


def _contributions(profile: Profile, scores: list[float]) -> list[float]:
    """Points that each criterion adds; NaN for those not known."""
    known = [(weight, score) for weight, score in zip(profile.weights, scores, strict=True)
             if not math.isnan(score)]  # fmt: skip
    total = sum(weight for weight, _ in known)
    return [100 * weight * score / total if total else math.nan
            for weight, score in zip(profile.weights, scores, strict=True)]  # fmt: skip


def _total(points: list[float]) -> float:
    known = [one for one in points if not math.isnan(one)]
    return sum(known) if known else math.nan


class _Past:
    """One account as it was on a day."""

    def __init__(
        self, cursor: DuckDBPyConnection, accounts: Accounts, account_id: str, row: int, then: date
    ) -> None:
        self.cursor, self.accounts, self.row, self.then = cursor, accounts, row, then
        self.key = {"account_id": account_id}
        self.held: list[str] = []
        asked = {**self.key, "then": then}
        self.changed: dict[str, str | None] = dict(cursor.execute(EARLIER, asked).fetchall())
        self.until = weeks.last_complete(then)

    def score(self, criterion: Criterion) -> float:
        """The criterion's score on the day, 0 to 1; NaN where its value is not known."""
        info = self.accounts.fields.get(criterion.field)
        if info is None or info.type not in criterion.rule.reads:
            return math.nan
        today = self.accounts.column(criterion.field).iloc[[self.row]].reset_index(drop=True)
        values = today
        if computed.is_computed(criterion.field):
            found = self._computed(criterion.field)
            if found is None:
                self.held.append(criterion.name)
            else:
                values = pd.Series([found]).astype(today.dtype)
        elif (older := self._older(criterion.field)) is not None:
            values = _typed(older, today)
        return float(criterion.rule.score(values, self.then)[0])

    def _older(self, field: str) -> Any:  # noqa: ANN401 - any value of any field
        """The value of the day where it has changed since; ``None`` where it has not."""
        is_extra = field.startswith(EXTRA_PREFIX)
        text = self.changed.get("extra" if is_extra else field)
        value = json.loads(text) if text is not None else None
        if is_extra and isinstance(value, dict):
            return value.get(field.removeprefix(EXTRA_PREFIX))
        return value

    def _computed(self, ref: str) -> Any:  # noqa: ANN401 - a number, a word or yes and no
        """What activities told on the day; ``None`` for what no past day can tell."""
        if ref == "now.engagement":
            return self._engagement()
        if ref == "now.stage":
            row = self.cursor.execute(STAGE, {**self.key, "until": self.until}).fetchone()
            return row[0] if row else "unaware"
        if ref in ("now.surging", "now.topics"):
            days = 7 * settings.STAGE_AWARE_WEEKS.value
            found = self.cursor.execute(
                SURGES, {**self.key, "until": self.until, "days": days}).fetchall()[0]
            return bool(found[0]) if ref == "now.surging" else float(found[1])
        return None

    def _engagement(self) -> float:
        rules = points.current(self.cursor)
        since = weeks.monday(self.then) - timedelta(weeks=settings.DECAY_WEEKS.value)
        return float(self.cursor.execute(ENGAGEMENT, {
            **self.key, "then": self.then, "until": self.until, "decay_first": since,
            "half_life": rules.half_life, "blend": rules.blend,
            "least": settings.LEAST_POINTS.value}).fetchall()[0][0])  # fmt: skip


def _typed(value: Any, today: pd.Series) -> pd.Series:  # noqa: ANN401 - any value of any field
    """A value of the change log as the column has it; today's where it cannot be read."""
    try:
        if isinstance(value, list):
            return pd.Series([value], dtype=object)
        if pd.api.types.is_datetime64_any_dtype(today.dtype):
            return pd.to_datetime(pd.Series([value]))
        return pd.Series([value], dtype=object).astype(today.dtype)
    except (TypeError, ValueError):
        return today
