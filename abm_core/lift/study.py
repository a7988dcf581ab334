"""From the store to a finding: design first, frozen; then outcomes, each with its specification."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core.errors import AbmError
from abm_core.lift import (
    columns,
    design,
    intervals,
    metrics,
    outcomes,
    ratios,
    specifications,
)
from abm_core.lift.design import Design
from abm_core.lift.facts import QUOTIENT, Facts, ReadOut
from abm_core.lift.intervals import Estimate
from abm_core.lift.outcomes import SUMS, Outcomes
from abm_core.lift.windows import Span

KEYS: dict[Span, tuple[str, ...]] = {
    "engagement": tuple(one.key for one in metrics.ENGAGEMENT),
    "pipeline": tuple(one.key for one in metrics.PIPELINE),
}
PARTS = ("tier", "industry", "region", "segment")

SEGMENTS = "SELECT account_id, segment FROM account_segments"
NAMES = "SELECT DISTINCT segment FROM account_segments WHERE segment IS NOT NULL ORDER BY segment"


def prepare(
    cursor: DuckDBPyConnection, programme_id: str, *, span: Span, as_of: date, seed: int,
    now: datetime, author: str = "", chosen: Sequence[str] | None = None,
    tiers: tuple[int, ...] | None = None, n_after: int | None = None,
) -> Design:
    """The design of a comparison, frozen in the store before any outcome is read.

    See ``design.lay``. ``AbmError`` where there is nothing to judge yet.
    """
    laid = design.lay(cursor, programme_id, span=span, as_of=as_of, seed=seed, chosen=chosen,
                      tiers=tiers, n_after=n_after)
    return design.freeze(cursor, laid, frozen_at=now, author=author)


def read_out(
    cursor: DuckDBPyConnection, found: Design, metric: str, *, now: datetime, author: str = "",
    held: Outcomes | None = None,
) -> ReadOut:
    """One metric of a frozen design; the specification is logged.

    ``held`` are the outcomes of the whole design, to be shared by all its metrics and parts.
    """
    held = held or Outcomes(cursor, found)
    asked = specifications.note(cursor, found, metric, tried_at=now, author=author)
    facts = Facts(cursor, found, held)
    read = facts.of_accounts if metric in SUMS or metric == QUOTIENT else facts.of_deals
    return read(metric)._replace(specification=asked, part=found.part)


def read_all(
    cursor: DuckDBPyConnection, found: Design, *, now: datetime, author: str = "",
    held: Outcomes | None = None, told: Callable[[str], None] | None = None,
) -> list[ReadOut]:
    """Every metric of the design's span; ``told`` hears which one comes next."""
    held = held or Outcomes(cursor, found)
    results = []
    for metric in KEYS[found.cohorts.span]:
        if told:
            told(metric)
        results.append(
            read_out(cursor, found, metric, now=now, author=author, held=held))
    return results


def parts(cursor: DuckDBPyConnection, whole: Design, by: str) -> list[Design]:
    """The design of every tier, industry, region or segment of the targets, by name.

    Each has weights of its own, so that it is compared with accounts like its own targets. Those
    that few targets or few accounts have are one, "other". Tiers are those of joining; segments
    are those of today.
    """
    labels = labels_of(cursor, whole, by)
    names = sorted({str(one) for one in labels[whole.is_target]})
    return [design.of_part(whole, f"{by} {name}", (labels == name) & whole.is_target)
            for name in names]  # fmt: skip


def segments(cursor: DuckDBPyConnection) -> list[str]:
    """The segments that accounts are in today, by name."""
    return [one for (one,) in cursor.execute(NAMES).fetchall()]


def within(cursor: DuckDBPyConnection, whole: Design, segment: str) -> Design:
    """The design of the targets of one segment, as a whole of its own.

    Its targets are compared with all accounts that could stand for them, in whatever segment.
    ``AbmError`` where none of the targets is in it.
    """
    segment_of = dict(cursor.execute(SEGMENTS).fetchall())
    members = np.array([segment_of.get(one) == segment for one in whole.stack.account_id])
    if not (members & whole.is_target).any():
        raise AbmError(f"No target that can be judged is in the segment {segment}.",
                       "Choose another segment, or all of them.")
    return replace(design.of_part(whole, f"segment {segment}", members), rows=None)


def labels_of(cursor: DuckDBPyConnection, whole: Design, by: str) -> NDArray[np.object_]:
    """The tier, industry, region or segment of every row; tiers of targets only."""
    stack = whole.stack
    if by == "tier":
        return np.array([str(tier) for tier in stack.tier], dtype=object)
    if by == "segment":
        segment_of = dict(cursor.execute(SEGMENTS).fetchall())
        values = np.array([segment_of.get(one) for one in stack.account_id], dtype=object)
        return columns.grouped(values, whole.is_target)
    return columns.grouped(whole.covariates.groups[by], whole.is_target)


class Context(NamedTuple):
    """What ordinary customers did: per account and launch. For context; never called lift."""

    metric: str
    n: int
    per_account: Estimate


def customers(cursor: DuckDBPyConnection, whole: Design) -> list[Context]:
    """Every metric that adds up, of the random sample of customers over the same weeks.

    Opportunities of customers are expansions, so do not hold them against new business.
    """
    sample = whole.cohorts.customers
    found = Outcomes.of_stack(cursor, whole, sample)
    wanted = [key for key in KEYS[whole.cohorts.span] if key in SUMS]
    told = []
    for metric in wanted:
        rows = np.column_stack([found.sums(metric), np.ones(len(sample))])
        sums = intervals.cluster_sums(rows, sample.family)
        mean = intervals.jackknife(sums, _mean, seed=whole.cohorts.seed)
        told.append(Context(metric, len(sample), mean))
    return told


def naive(found: Design, metric: str, held: Outcomes) -> Estimate:
    """Growth of the targets alone from before to after launch, as a logarithm: why it misleads.

    Engagement against the shown baseline, opportunities against as many weeks before.
    """
    rows = found.is_target
    after, before = (
        held.sums(metric, window) if found.rows is None else held.sums(metric, window)[found.rows]
        for window in ("after", outcomes.usual_before(metric))
    )
    return ratios.before_and_after(after[rows], before[rows], seed=found.cohorts.seed)


def _mean(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(sums[..., 0] / sums[..., 1])
