"""Stages of every account in every past week, replayed from what happened in that week.

A block of accounts at a time is laid out as accounts × weeks; what a stage asks for is one such
grid each. Only changes of stage are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import schema, settings
from abm_core.measure import stage_steps
from abm_core.measure.stage_rules import RANK, RulesVersion, StageRules
from abm_core.measure.stage_steps import Columns, Steps

CELLS = 4_000_000  # of one grid: some 30 MB
NOT_YET = -1
Codes = NDArray[np.int8]
Mask = NDArray[np.bool_]

FORGET = "DELETE FROM stage_changes"
# A change is dated by the opportunity behind it, else by the last day of its week.
INSERT = """
INSERT INTO stage_changes
    (account_id, motion, week, changed_on, stage_from, stage_to, rules_version, left_on)
WITH changes AS (
    SELECT account_no, $motion AS motion, $first + 7 * week_no::INTEGER AS week,
           CASE WHEN before >= 0 THEN $stages[before + 1] END AS stage_from,
           $stages[after + 1] AS stage_to
    FROM stage_frame
), days AS (
    SELECT account_no, week, min(won_on) AS won_on, min(opened_on) AS opened_on,
           max(lost_on) AS lost_on
    FROM stage_deal_steps WHERE motion = $motion GROUP BY ALL
), won AS (
    SELECT account_no, week, min(won_on) AS first_won_on FROM stage_deal_steps GROUP BY ALL
), dated AS (
    SELECT account_no, c.motion, c.week, stage_from, stage_to, coalesce(
           CASE WHEN stage_to = 'customer' AND $motion = 'new' THEN first_won_on
                WHEN stage_to = 'customer' THEN won_on
                WHEN stage_to = 'opportunity' THEN opened_on
                WHEN stage_from = 'opportunity' THEN lost_on END,
           CASE WHEN stage_from IS NOT NULL THEN NULL
                WHEN $motion = 'new' AND start_on BETWEEN c.week AND c.week + 6 THEN start_on
                WHEN $motion = 'expansion' THEN first_won_on END,
           c.week + 6) AS changed_on
    FROM changes c JOIN stage_accounts a USING (account_no)
    LEFT JOIN days USING (account_no, week) LEFT JOIN won USING (account_no, week)
)
SELECT a.account_id, motion, week, changed_on, stage_from, stage_to, $version,
       lead(changed_on) OVER (PARTITION BY account_no ORDER BY week)
FROM dated JOIN stage_accounts a USING (account_no)
ORDER BY a.account_id, week
"""


class _Block(NamedTuple):
    """Some accounts in a row: the number of the first, and how many."""

    start: int
    size: int


def replay(cursor: DuckDBPyConnection, held: RulesVersion, *, last: date, blend: float) -> None:
    """Write every change of stage up to the week of ``last``, a Monday, in place of all before.

    ``blend`` is the exponent with which contacts blend into an account. Call inside a transaction.
    """
    steps = stage_steps.read(
        cursor, last=last, qualified_fit=held.rules.qualified_fit,
        expanded_weeks=held.rules.expanded_weeks,
    )  # fmt: skip
    found = [_block_changes(steps, block, held.rules, blend) for block in _blocks(steps)]
    cursor.execute(FORGET)
    for position, motion in enumerate(schema.JOURNEYS):
        frames = [changes[position] for changes in found]
        if frames:
            _write(cursor, pd.concat(frames), motion, steps.first, held.version)


def _write(
    cursor: DuckDBPyConnection, frame: pd.DataFrame, motion: str, first: date, version: int
) -> None:
    cursor.register("stage_frame", frame)
    cursor.execute(INSERT, {
        "motion": motion, "first": first, "version": version,
        "stages": list(schema.ACCOUNT_STAGES),
    })  # fmt: skip
    cursor.unregister("stage_frame")


def _blocks(steps: Steps) -> Iterator[_Block]:
    """Blocks of accounts whose grid of contacts × weeks stays small."""
    n_accounts = len(steps.accounts["fits"])
    contacts = np.zeros(n_accounts + 1, dtype=np.int64)
    rows = steps.points["account_no"][_is_first(steps.points)]
    np.cumsum(np.maximum(1, np.bincount(rows, minlength=n_accounts)), out=contacts[1:])
    start = 0
    while start < n_accounts:
        most = contacts[start] + max(1, CELLS // steps.n_weeks)
        stop = max(start + 1, int(np.searchsorted(contacts, most, side="right")) - 1)
        yield _Block(start, stop - start)
        start = stop


def _is_first(points: Columns) -> Mask:
    """Rows at which another contact begins."""
    account, contact = points["account_no"], points["contact"]
    found = np.ones(len(account), dtype=np.bool_)
    found[1:] = (account[1:] != account[:-1]) | (contact[1:] != contact[:-1])
    return found


def _of_block(columns: Columns, block: _Block) -> Columns:
    """The rows of a block's accounts, which are counted from 0 in it."""
    ends = np.searchsorted(columns["account_no"], [block.start, block.start + block.size])
    part = {name: values[ends[0]:ends[1]] for name, values in columns.items()}
    return {**part, "account_no": part["account_no"] - block.start}


def _block_changes(
    steps: Steps, block: _Block, rules: StageRules, blend: float
) -> list[pd.DataFrame]:
    """Changes of both motions among some accounts."""
    shape = block.size, steps.n_weeks
    points, deals = _of_block(steps.points, block), _of_block(steps.deals, block)
    span = slice(block.start, block.start + block.size)
    by_points = _by_points(
        points, _of_block(steps.surges, block), steps.accounts["fits"][span], rules, blend, shape)
    is_customer = _running(deals, "won", shape, None) > 0
    new = by_points.copy()
    new[_running(deals, "open", shape, "is_new") > 0] = RANK["opportunity"]
    new[is_customer] = RANK["customer"]
    _hide_before(new, steps.accounts["week_no"][span])
    more = by_points
    more[_running(deals, "open", shape, "is_more") > 0] = RANK["opportunity"]
    more[_running(deals, "fresh", shape, "is_more") > 0] = RANK["customer"]
    more[~is_customer] = NOT_YET
    return [_changes(codes, block) for codes in (new, more)]


def _running(deals: Columns, what: str, shape: tuple[int, int], only: str | None) -> np.ndarray:
    """A count as it stands in every week."""
    chosen = deals[only].astype(np.bool_) if only else slice(None)
    grid = np.zeros(shape, dtype=np.int32)
    np.add.at(grid, (deals["account_no"][chosen], deals["week_no"][chosen]), deals[what][chosen])
    return np.cumsum(grid, axis=1, out=grid)


def _by_points(
    points: Columns, surges: Columns, fits: np.ndarray, rules: StageRules, blend: float,
    shape: tuple[int, int],
) -> Codes:
    """The stage that points and signals give, opportunities left aside."""
    window, people = _windows(points, blend, shape)
    codes = np.zeros(shape, dtype=np.int8)
    codes[_is_aware(points, surges, rules.aware_weeks, shape)] = RANK["aware"]
    codes[(window >= rules.engaged_points) & (people >= rules.engaged_people)] = RANK["engaged"]
    qualified = (window >= rules.qualified_points) & (people >= rules.qualified_people)
    codes[qualified & fits[:, None].astype(np.bool_)] = RANK["qualified"]
    return codes


def _windows(
    points: Columns, blend: float, shape: tuple[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    """Window points of every account in every week, and the named contacts that they come from."""
    blended, people = np.zeros(shape), np.zeros(shape, dtype=np.int16)
    begins = _is_first(points)
    if not len(begins):
        return blended, people
    grid = np.zeros((int(begins.sum()), shape[1]))
    grid[np.cumsum(begins) - 1, points["week_no"]] = points["points"]
    grid = _last_weeks(grid, settings.WINDOW_WEEKS.value).round(6)
    counts = grid >= settings.LEAST_POINTS.value
    terms = np.power(grid, blend, out=np.zeros_like(grid), where=counts)
    account = points["account_no"][begins]
    rows = np.flatnonzero(np.diff(account, prepend=-1))
    blended[account[rows]] = np.add.reduceat(terms, rows, axis=0)
    named = counts & points["is_named"][begins].astype(np.bool_)[:, None]
    people[account[rows]] = np.add.reduceat(named, rows, axis=0, dtype=np.int16)
    return np.power(blended, 1 / blend).round(6), people


def _last_weeks(grid: np.ndarray, n_weeks: int) -> np.ndarray:
    """Sums over that many weeks, each week and those before it."""
    sums = np.cumsum(grid, axis=1)
    sums[:, n_weeks:] -= sums[:, :-n_weeks].copy()
    return sums


def _is_aware(
    points: Columns, surges: Columns, n_weeks: int, shape: tuple[int, int]
) -> Mask:
    """Whether anything of theirs, or a surge, lies in the last weeks."""
    grid = np.zeros(shape, dtype=np.int16)
    theirs = points["is_theirs"].astype(np.bool_)
    grid[points["account_no"][theirs], points["week_no"][theirs]] = 1
    grid[surges["account_no"], surges["week_no"]] = 1
    found: Mask = _last_weeks(grid, n_weeks) > 0
    return found


def _hide_before(codes: Codes, start: np.ndarray) -> None:
    """Mark the weeks before an account was there; one that did something was there."""
    evidence = np.where((codes > 0).any(axis=1), (codes > 0).argmax(axis=1), codes.shape[1])
    begins = np.minimum(start, evidence)
    codes[np.arange(codes.shape[1]) < begins[:, None]] = NOT_YET


def _changes(codes: Codes, block: _Block) -> pd.DataFrame:
    """Where a stage differs from the week before; the first stage of all is a change from none."""
    before = np.empty_like(codes)
    before[:, 0], before[:, 1:] = NOT_YET, codes[:, :-1]
    account, week = np.nonzero(codes != before)
    return pd.DataFrame({
        "account_no": (account + block.start).astype(np.int32), "week_no": week.astype(np.int32),
        "before": before[account, week], "after": codes[account, week],
    })
