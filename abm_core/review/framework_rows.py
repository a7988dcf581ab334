"""The rows of the five measures of the framework, for one period each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core.review import weekly_rows
from abm_core.review.said import Behind, Cell, Column, How, Rows, Unit, recount

COVERAGE = """
SELECT c.account_id, a.name, a.tier, c.n_covered, c.n_required, c.coverage
FROM account_coverage c JOIN review_accounts a USING (account_id)
WHERE c.coverage IS NOT NULL AND a.tier IS NOT NULL
ORDER BY c.coverage, a.name, c.account_id
"""
KEPT_MONTH = "SELECT max(month) FROM coverage_months WHERE month < $month"
KEPT_COVERAGE = """
SELECT c.account_id, a.name, a.tier, c.n_covered, c.n_required, c.coverage
FROM coverage_months c JOIN review_accounts a USING (account_id)
WHERE c.month = $month
ORDER BY c.coverage, a.name, c.account_id
"""
# As in ``weekly_rows``, a customer is on the journey of expansion.
AWARE = """
WITH held AS (
    SELECT account_id, motion, arg_max(stage_to, week) AS stage, arg_max(changed_on, week) AS since
    FROM stage_changes SEMI JOIN review_accounts USING (account_id)
    WHERE week <= $week GROUP BY account_id, motion
), told AS (
    SELECT account_id, arg_max(stage, motion = 'expansion') AS stage,
           arg_max(since, motion = 'expansion') AS since
    FROM held WHERE motion = 'expansion' OR stage <> 'customer' GROUP BY account_id
)
SELECT t.account_id, a.name, a.tier, t.stage, t.since::VARCHAR
FROM told t JOIN review_accounts a USING (account_id)
WHERE t.stage <> 'unaware' ORDER BY a.tier NULLS LAST, a.name, t.account_id
"""
DEALS = """
WITH found AS (
    SELECT opportunity_id, account_id, coalesce(name, opportunity_id) AS name, owner, outcome,
           created_on, closed_on, amount, coalesce(currency, $currency) AS currency
    FROM opportunities SEMI JOIN review_accounts USING (account_id)
    WHERE CASE WHEN $won THEN outcome = 'won' AND closed_on >= $first AND closed_on < $until
               ELSE created_on >= $first AND created_on < $until END
), rates AS (
    SELECT currency, valid_from, rate FROM currency_rates WHERE into_currency = $currency
)
SELECT f.account_id, a.name, f.opportunity_id, f.name, f.owner, f.outcome,
       f.created_on::VARCHAR, CASE WHEN f.outcome <> 'open' THEN f.closed_on::VARCHAR END,
       (f.amount * CASE WHEN f.currency = $currency THEN 1 ELSE r.rate END)::DOUBLE AS value
FROM found f ASOF LEFT JOIN rates r ON f.currency = r.currency AND f.created_on >= r.valid_from
JOIN review_accounts a ON a.account_id = f.account_id
ORDER BY value DESC NULLS LAST, f.opportunity_id
"""
ANY_BEFORE = "SELECT count(*) > 0 FROM opportunities WHERE created_on < $day"

ACCOUNT = (Column("account_id", "Account", "account"), Column("account", "Name"))
COVERED = (*ACCOUNT, Column("tier", "Tier"),
           Column("n_covered", "Required contacts there", "count"),
           Column("n_required", "Required contacts", "count"),
           Column("coverage", "Coverage", "share"))  # fmt: skip
STAGED = (*ACCOUNT, Column("tier", "Tier"), Column("stage", "Stage"),
          Column("since", "Since", "day"))  # fmt: skip
DEALT = (*ACCOUNT, Column("opportunity_id", "Opportunity ID"), Column("opportunity", "Opportunity"),
         Column("owner", "Owner"), Column("outcome", "Outcome"),
         Column("created_on", "Created", "day"), Column("closed_on", "Closed", "day"),
         Column("value", "Amount", "money"))  # fmt: skip


class Figure(NamedTuple):
    """A number, and the period that it speaks of."""

    period: str
    behind: Behind


def coverage(cursor: DuckDBPyConnection, period: str) -> Figure:
    """Mean coverage of the accounts in a tier, as it is today."""
    return _coverage(cursor.execute(COVERAGE).fetchall(), period)


def kept_month(cursor: DuckDBPyConnection, month: date) -> date | None:
    """The newest month before one of which coverage was kept."""
    found: date | None = cursor.execute(KEPT_MONTH, {"month": month}).fetchall()[0][0]
    return found


def kept_coverage(cursor: DuckDBPyConnection, month: date, period: str) -> Figure:
    """The same accounts as a month left them; those that had no tier then are not in it."""
    return _coverage(cursor.execute(KEPT_COVERAGE, {"month": month}).fetchall(), period)


def _coverage(rows: Sequence[tuple[Cell, ...]], period: str) -> Figure:
    if not rows:
        return _figure(period, "Coverage", "share", "sum", Rows(COVERED, ()), "coverage")
    return _figure(period, "Coverage", "share", "mean", Rows(COVERED, tuple(rows)), "coverage")


def aware(cursor: DuckDBPyConnection, week: date, period: str) -> Figure:
    """Accounts in any stage but unaware at the end of a week."""
    rows = cursor.execute(AWARE, {"week": week}).fetchall()
    return _figure(period, "Aware accounts", "count", "count", Rows(STAGED, tuple(rows)))


def engaged(cursor: DuckDBPyConnection, week: date, period: str) -> Figure:
    """Accounts in the stage engaged or deeper at the end of a week, as the review counts them."""
    weekly_rows.lay_out(cursor)
    rows = weekly_rows.engaged_accounts(cursor, week)
    return _figure(period, "Engaged accounts", "count", "count", Rows(STAGED, tuple(rows)))


def created(
    cursor: DuckDBPyConnection, currency: str, first: date, until: date, period: str
) -> Figure:
    """Amount of opportunities created from one day to the day before another."""
    return _deals(cursor, "Created pipeline", currency, first, until, period, won=False)


def won(
    cursor: DuckDBPyConnection, currency: str, first: date, until: date, period: str
) -> Figure:
    """Amount of opportunities won from one day to the day before another."""
    return _deals(cursor, "Revenue won", currency, first, until, period, won=True)


def has_deals_before(cursor: DuckDBPyConnection, day: date) -> bool:
    """Whether any opportunity was created before a day: else nothing is to be compared with."""
    return bool(cursor.execute(ANY_BEFORE, {"day": day}).fetchall()[0][0])


def _deals(
    cursor: DuckDBPyConnection, label: str, currency: str, first: date, until: date, period: str,
    *, won: bool,
) -> Figure:  # fmt: skip
    rows = cursor.execute(DEALS, {
        "currency": currency, "first": first, "until": until, "won": won}).fetchall()  # fmt: skip
    return _figure(period, label, "money", "sum", Rows(DEALT, tuple(rows)), "value", currency)


def _figure(
    period: str, label: str, unit: Unit, how: How, rows: Rows, column: str = "",
    currency: str = "",
) -> Figure:  # fmt: skip
    behind = Behind(f"{label}, {period}", 0.0, unit, how, rows, column, currency)
    return Figure(period, behind._replace(value=recount(behind)))
