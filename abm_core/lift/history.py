"""Week by week around launch: what targets did and what weighted comparison accounts did.

A picture, and what it shows of drift before launch; never an estimate of an effect.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.lift.design import Design
from abm_core.lift.drift import seen
from abm_core.lift.windows import WEEK, Span

WEEKLY = """
WITH did AS (
    SELECT account_id, week, sum(n) AS touches FROM contact_weeks
    WHERE week BETWEEN $first AND $last AND NOT list_contains($left_out, kind)
      AND is_theirs AND direction <> 'ours'
    GROUP BY account_id, week
)
SELECT ((d.week - r.launch) // 7)::INTEGER AS week,
       coalesce(sum(r.weight * d.touches) FILTER (r.is_target), 0) AS observed,
       coalesce(sum(r.weight * d.touches) FILTER (NOT r.is_target), 0) AS expected
FROM did d JOIN lift_rows r ON r.account_id = d.account_id
WHERE d.week BETWEEN r.launch - 7 * ($before)::INTEGER AND r.launch + 7 * ($after)::INTEGER - 7
GROUP BY 1 ORDER BY 1
"""
OPENED = """
WITH opened AS (
    SELECT account_id, created_on FROM opportunities
    WHERE coalesce(motion, '') <> 'renewal' AND created_on BETWEEN $first AND $last
)
SELECT ($each * ((o.created_on - r.launch + 7 * $before) // (7 * $each)) - $before)::INTEGER
           AS week,
       coalesce(sum(r.weight) FILTER (r.is_target), 0) AS observed,
       coalesce(sum(r.weight) FILTER (NOT r.is_target), 0) AS expected
FROM opened o JOIN lift_rows r ON r.account_id = o.account_id
WHERE o.created_on >= r.launch - 7 * ($before)::INTEGER
  AND o.created_on < r.launch + 7 * ($after)::INTEGER
GROUP BY 1 ORDER BY 1
"""
BY_SOURCE = """
WITH did AS (
    SELECT account_id, week, channel, kind, sum(n) AS touches FROM contact_weeks
    WHERE week BETWEEN $first AND $last AND is_theirs AND direction <> 'ours'
    GROUP BY account_id, week, channel, kind
)
SELECT d.channel, d.kind, r.is_target,
       coalesce(sum(r.weight * d.touches) FILTER (d.week < r.baseline_end), 0) AS before,
       coalesce(sum(r.weight * d.touches) FILTER (d.week >= r.launch), 0) AS after
FROM did d JOIN lift_rows r ON r.account_id = d.account_id
WHERE (d.week >= r.baseline_first AND d.week < r.baseline_end)
   OR (d.week >= r.launch AND d.week < r.after_end)
GROUP BY ALL ORDER BY d.channel, d.kind, r.is_target
"""


# What the picture counts, and how many weeks go together: opportunities of one week are too few.
UNITS: dict[Span, str] = {"engagement": "activities", "pipeline": "opportunities"}
WEEKS_EACH: dict[Span, int] = {"engagement": 1, "pipeline": 4}


def course(cursor: DuckDBPyConnection, design: Design) -> pd.DataFrame:
    """What the picture shows: activities by week or opportunities by four; see ``weekly``."""
    if design.cohorts.span == "engagement":
        return weekly(cursor, design)
    return opened(cursor, design)


def opened(cursor: DuckDBPyConnection, design: Design, *, n_before: int = 52) -> pd.DataFrame:
    """Opportunities by four weeks, relative to launch; columns as in ``weekly``."""
    launches = [one.launch for one in design.cohorts.windows]
    n_after, each = design.cohorts.n_after, WEEKS_EACH["pipeline"]
    n_after -= n_after % each  # the last weeks that make no whole are not shown
    found = _asked(cursor, design, OPENED, {
        "first": min(launches) - n_before * WEEK, "last": max(launches) + n_after * WEEK,
        "before": n_before, "after": n_after, "each": each,
    })  # fmt: skip
    every = pd.DataFrame({"week": np.arange(-n_before, n_after, each)})
    return every.merge(found, on="week", how="left").fillna({"observed": 0.0, "expected": 0.0})


def weekly(cursor: DuckDBPyConnection, design: Design, *, n_before: int = 52) -> pd.DataFrame:
    """Activities a week, relative to launch: ``week``, ``observed`` of targets, ``expected`` of
    comparison accounts weighted to be like them. Both are sums; the groups weigh the same.
    """
    launches = [one.launch for one in design.cohorts.windows]
    n_after = design.cohorts.n_after
    found = _asked(cursor, design, WEEKLY, {
        "first": min(launches) - n_before * WEEK, "last": max(launches) + n_after * WEEK,
        "before": n_before, "after": n_after,
        "left_out": list(settings.SURGE_LEFT_OUT.value),
    })  # fmt: skip
    every = pd.DataFrame({"week": np.arange(-n_before, n_after)})
    return every.merge(found, on="week", how="left").fillna({"observed": 0.0, "expected": 0.0})


def drift(cursor: DuckDBPyConnection, design: Design) -> float:
    """How much faster targets grew than the others within the baseline; see ``drift.seen``."""
    last = max((one.baseline.last - one.launch).days // 7 for one in design.cohorts.windows)
    first = max((one.baseline.first - one.launch).days // 7 for one in design.cohorts.windows)
    half = (last - first + 1) // 2
    found = weekly(cursor, design, n_before=-first).set_index("week")
    early = found.loc[first : first + half - 1, ["observed", "expected"]].sum()
    late = found.loc[last - half + 1 : last, ["observed", "expected"]].sum()
    ours, theirs = ((float(early[arm]), float(late[arm])) for arm in ("observed", "expected"))
    return seen(ours, theirs)


def source_mix(cursor: DuckDBPyConnection, design: Design) -> pd.DataFrame:
    """What activities are made of, before and after, of targets and the weighted others.

    Columns ``channel``, ``kind``, ``is_target``, ``before``, ``after`` (sums). Where the mix of
    targets alone changes, other tracking may be what changed: new pixels, enrichment, own visitors.
    """
    weeks = design.cohorts.windows
    return _asked(cursor, design, BY_SOURCE, {
        "first": min(one.baseline.first for one in weeks),
        "last": max(one.after.last for one in weeks),
    })  # fmt: skip


def _asked(
    cursor: DuckDBPyConnection, design: Design, sql: str, bound: dict[str, object]
) -> pd.DataFrame:
    stack, weeks = design.stack, design.cohorts.windows

    def of_block(days: list[date]) -> np.ndarray:
        return np.array(days, dtype="datetime64[s]")[stack.block]

    rows = pd.DataFrame({
        "account_id": pd.Series(stack.account_id, dtype="str"), "is_target": stack.is_target,
        "weight": design.balance.weights, "launch": of_block([one.launch for one in weeks]),
        "baseline_first": of_block([one.baseline.first for one in weeks]),
        "baseline_end": of_block([one.baseline.ends_before for one in weeks]),
        "after_end": of_block([one.after.ends_before for one in weeks]),
    })  # fmt: skip
    for name in ("launch", "baseline_first", "baseline_end", "after_end"):
        rows[name] = rows[name].dt.date
    cursor.register("lift_rows", rows[rows["weight"] > 0])
    try:
        return cursor.execute(sql, bound).df()
    finally:
        cursor.unregister("lift_rows")
