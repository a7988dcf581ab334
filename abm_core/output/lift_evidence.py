"""From an answer about lift to the workbook that recomputes it."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core.lift import design as designs
from abm_core.lift import expected, metrics
from abm_core.lift.design import Design
from abm_core.lift.facts import QUOTIENT, ReadOut
from abm_core.lift.opened import Deals
from abm_core.lift.verdicts import NOT_MEASURABLE
from abm_core.output import lift_cohorts, lift_contents, lift_workbook
from abm_core.output.cells import Formula
from abm_core.output.lift_answer import Answer
from abm_core.output.lift_rows import COMPARISON, TARGET, Evidence, Measured

MINUTES = "Minutes of all visits"
OPPORTUNITIES, DEALS = "Opportunities", "Deals compared"
DEAL_HEADERS = ("Metric", "Targets", "Look-alikes", "Difference", "Low", "High",
                "Recomputed targets", "Recomputed look-alikes", "In words")  # fmt: skip


def workbook(cursor: DuckDBPyConnection, answer: Answer) -> bytes:
    """The file."""
    return lift_workbook.workbook(evidence(cursor, answer), made_at=answer.now)


def evidence(cursor: DuckDBPyConnection, answer: Answer) -> Evidence:
    """Every row of the comparison with the outcomes that were read of it."""
    design, stack = answer.design, answer.design.stack
    return Evidence(
        lift_contents.title(answer), stack.account_id,
        lift_cohorts.names(cursor, stack.account_id), lift_cohorts.launches(design),
        design.is_target, stack.tier, design.clusters, design.balance.weights, design.names,
        design.x, tuple(_measured(answer)), tuple(_further(cursor, answer)), tuple(_notes(answer)),
        answer.top.finding.currency,
    )  # fmt: skip


def _measured(answer: Answer) -> list[Measured]:
    """The metrics that add up over accounts, and the quotient of two of them."""
    found: dict[str, Measured] = {}
    for one in answer.read:
        if one.over is None:
            continue
        metric = one.finding.metric
        label = metrics.METRICS[metric].label
        if metric == QUOTIENT:
            visits = metrics.METRICS["visits"].label
            found.setdefault(MINUTES, _summed(answer, "minutes", MINUTES))
            found.setdefault(visits, _summed(answer, "visits", visits))
            found[label] = Measured(label, "minutes", np.array([]), one.over,
                                    lift_contents.said(one), (MINUTES, visits), _is_refused(one))
        else:
            found[label] = Measured(label, _unit(one), answer.held.sums(metric), one.over,
                                    lift_contents.said(one), None, _is_refused(one))
    return list(found.values())


def _unit(read: ReadOut) -> str:
    metric = metrics.METRICS[read.finding.metric]
    return read.finding.currency if metric.is_money else metric.of


def _summed(answer: Answer, metric: str, label: str) -> Measured:
    """A part of a quotient, estimated for itself."""
    design = answer.design
    y = answer.held.sums(metric)
    over = expected.observed_expected(
        y, design.x, design.is_target, design.balance.weights, design.clusters)
    return Measured(label, metric, y, over, "", None, bool(design.blocks()))


def _is_refused(read: ReadOut) -> bool:
    return read.verdict == NOT_MEASURABLE


def _further(cursor: DuckDBPyConnection, answer: Answer) -> list[tuple[str, pd.DataFrame]]:
    found = [
        ("Matched list", designs.matched_list(cursor, answer.design.design_id)),
        ("Specifications", answer.specifications),
        ("Left out", lift_cohorts.left_out(answer.design)),
    ]  # fmt: skip
    if answer.asked.span == "pipeline":
        deals = opportunities(answer.design, answer.held.deals())
        found = [(DEALS, compared(answer, len(deals))), (OPPORTUNITIES, deals), *found]
    return found


def opportunities(design: Design, deals: Deals) -> pd.DataFrame:
    """Every opportunity behind the numbers about deals, with the set of its account."""
    sets = lift_cohorts.set_numbers(design)[deals.row]
    launch = lift_cohorts.launches(design)
    created = [launch[row] + timedelta(days=int(day))
               for row, day in zip(deals.row, deals.day, strict=True)]  # fmt: skip
    return pd.DataFrame({
        "Opportunity ID": deals.opportunity_id,
        "Account ID": design.stack.account_id[deals.row],
        "Group": np.where(design.is_target[deals.row], TARGET, COMPARISON),
        "Set": pd.Series(sets, dtype="Int64").mask(sets == 0),
        "Created on": created, "Amount": deals.value, "Days": deals.days,
        "State": np.select([deals.is_won, deals.is_lost], ["won", "lost"], "open"),
        "Motion": deals.motion, "Days after launch": deals.day,
        "Weight": design.balance.weights[deals.row],
    })  # fmt: skip


def compared(answer: Answer, n_deals: int) -> pd.DataFrame:
    """Both groups of the matched list, metric by metric; what a sheet can add up is added up."""
    rows = []
    for one in answer.read:
        if one.compared is None:
            continue
        found, gap = one.compared, one.finding.estimate
        told = [None] * 3 if _is_refused(one) else [
            _finite(x) for x in (gap.value, gap.low, gap.high)]
        rows.append([
            metrics.METRICS[one.finding.metric].label, _finite(found.targets.value),
            _finite(found.others.value), *told,
            *(_again(one, group, value, n_deals) for group, value in (
                (TARGET, found.targets.value), (COMPARISON, found.others.value))),
            lift_contents.said(one),
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=list(DEAL_HEADERS), dtype=object)


def _again(read: ReadOut, group: str, value: float, n_deals: int) -> object:
    """The number of a group as a formula over the opportunities of the matched list."""
    if not math.isfinite(value) or not n_deals:
        return None
    last = n_deals + 1
    group_of, sets, amount, state = (
        f"{OPPORTUNITIES}!${letter}$2:${letter}${last}" for letter in "CDFH")
    inside = f'{group_of},"{group}",{sets},">0"'
    won = f'COUNTIFS({inside},{state},"won"'
    if read.finding.metric == "win rate":
        lost = f'COUNTIFS({inside},{state},"lost")'
        return Formula(f"={won})/({won})+{lost})", value)
    if read.finding.metric == "mean deal size":
        return Formula(
            f'=SUMIFS({amount},{inside},{state},"won")/{won},{amount},"<>")', value)
    return None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _notes(answer: Answer) -> list[tuple[str, str]]:
    told = lift_contents.contents(answer)
    return [
        ("What it says", told.headline),
        *(("", one) for one in told.sentences),
        *(("It assumes", one) for one in told.assumptions),
        *(("What would overturn it", one) for one in told.limits),
        *told.recipe,
        ("How to check it", "On Result, our numbers stand beside formulas over the other sheets. "
         "On Fit, rows that say 'left over' are 0 where no other coefficients fit better. On "
         "Balance, both groups have the same averages. Change a cell of Accounts, and the "
         "recomputed numbers follow; expected values of new coefficients need a new fit."),
    ]  # fmt: skip
