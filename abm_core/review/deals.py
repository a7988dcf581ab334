"""Opportunities of the review's accounts on some days, as they were known then.

Where the store knew an opportunity by then, every change that came later is taken back. Known by a
day is what the first import of opportunities within a week after it brought: files of Monday tell
of the week that is over. Where the store came to know it later, its own dates decide whether it
was there and open, and the oldest values stand in. Stages come from the stage history where there
is one. On the newest Sunday everything is as it is today.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from duckdb import DuckDBPyConnection

from abm_core import formats, house
from abm_core.measure import weeks

IMPORTED = """
SELECT min(imported_at) FROM imports
WHERE entity = 'opportunities' AND undone_at IS NULL
  AND imported_at > $moment AND imported_at <= $latest
"""
ENDS = """
CREATE OR REPLACE TEMP TABLE review_ends AS
SELECT unnest($ends::DATE[]) AS end_on, unnest($moments::TIMESTAMP[]) AS ends_at,
       unnest($cutoffs::TIMESTAMP[]) AS cutoff, unnest($open_only::BOOLEAN[]) AS open_only
"""
# Opportunities that are, or were, with one of the accounts.
IDS = """
CREATE OR REPLACE TEMP TABLE review_deal_ids AS
SELECT opportunity_id FROM opportunities SEMI JOIN review_accounts USING (account_id)
UNION
SELECT entity_id FROM change_log
WHERE entity = 'opportunities' AND field = 'account_id'
  AND changed_at > (SELECT min(cutoff) FROM review_ends)
"""
# The first change after the cutoff holds the value of then as its old one; empty is a value too.
OLDER = """
CREATE OR REPLACE TEMP TABLE review_deals_older AS
WITH later AS (
    SELECT change_id, entity_id, field, changed_at, {'v': old_value ->> '$'} AS old
    FROM change_log
    WHERE entity = 'opportunities' AND changed_at > (SELECT min(cutoff) FROM review_ends)
      AND entity_id IN (SELECT opportunity_id FROM review_deal_ids)
      AND field IN ('account_id', 'name', 'owner', 'motion', 'stage', 'amount', 'currency',
                    'created_on', 'closed_on', 'expected_on', 'outcome')
)
SELECT e.end_on, c.entity_id AS opportunity_id,
       arg_min(old, change_id) FILTER (field = 'account_id') AS account_id,
       arg_min(old, change_id) FILTER (field = 'name') AS name,
       arg_min(old, change_id) FILTER (field = 'owner') AS owner,
       arg_min(old, change_id) FILTER (field = 'motion') AS motion,
       arg_min(old, change_id) FILTER (field = 'stage') AS stage,
       arg_min(old, change_id) FILTER (field = 'amount') AS amount,
       arg_min(old, change_id) FILTER (field = 'currency') AS currency,
       arg_min(old, change_id) FILTER (field = 'created_on') AS created_on,
       arg_min(old, change_id) FILTER (field = 'closed_on') AS closed_on,
       arg_min(old, change_id) FILTER (field = 'expected_on') AS expected_on,
       arg_min(old, change_id) FILTER (field = 'outcome') AS outcome
FROM later c JOIN review_ends e ON c.changed_at > e.cutoff
GROUP BY ALL
"""
# Where it is and whether it is open: what decides which rows are wanted at all.
STATES = """
CREATE OR REPLACE TEMP TABLE review_deals_states AS
WITH held AS (
    SELECT opportunity_id, account_id, created_on, closed_on, outcome
    FROM opportunities SEMI JOIN review_deal_ids USING (opportunity_id)
    WHERE $decided_since IS NULL OR outcome = 'open' OR closed_on IS NULL
       OR closed_on >= $decided_since
       OR opportunity_id IN (SELECT opportunity_id FROM review_deals_older)
), added AS (
    SELECT entity_id AS opportunity_id, max(changed_at) AS added_at FROM change_log
    WHERE entity = 'opportunities' AND field = '+'
      AND entity_id IN (SELECT opportunity_id FROM held)
    GROUP BY entity_id
), placed AS (
    SELECT o.opportunity_id, o.account_id, o.created_on, o.closed_on, o.outcome, e.end_on,
           e.ends_at, e.open_only, coalesce(a.added_at <= e.cutoff, FALSE) AS was_known
    FROM held o CROSS JOIN review_ends e LEFT JOIN added a USING (opportunity_id)
), undone AS (
    SELECT p.opportunity_id, p.end_on, p.ends_at, p.open_only, p.was_known,
           CASE WHEN l.account_id IS NULL THEN p.account_id ELSE l.account_id.v END AS account_id,
           CASE WHEN l.created_on IS NULL OR NOT p.was_known THEN p.created_on
                ELSE try_cast(l.created_on.v AS DATE) END AS created_on,
           CASE WHEN l.closed_on IS NULL OR NOT p.was_known THEN p.closed_on
                ELSE try_cast(l.closed_on.v AS DATE) END AS closed_on,
           CASE WHEN l.outcome IS NULL OR NOT p.was_known THEN p.outcome
                ELSE l.outcome.v END AS outcome
    FROM placed p LEFT JOIN review_deals_older l USING (end_on, opportunity_id)
)
SELECT *, outcome = 'open' AS is_open,
       outcome <> 'open' AND coalesce(closed_on <= end_on, TRUE) AS is_over
FROM undone SEMI JOIN review_accounts USING (account_id)
WHERE coalesce(created_on <= end_on, was_known) AND outcome IS NOT NULL
  AND NOT (open_only AND outcome <> 'open' AND coalesce(closed_on <= end_on, TRUE))
"""
# A stage history that goes on after the day dates what changed since; one that ends before tells
# no more than the opportunity itself.
DEALS = """
CREATE OR REPLACE TEMP TABLE review_deals AS
WITH history AS (
    SELECT opportunity_id, changed_at, stage, amount
    FROM stage_history SEMI JOIN review_deals_states USING (opportunity_id)
), ended AS (
    SELECT opportunity_id, max(changed_at) AS last_at FROM history GROUP BY opportunity_id
), traced AS (
    SELECT s.*, h.stage AS traced_stage, h.amount AS traced_amount,
           coalesce(e.last_at >= s.ends_at, FALSE) AS goes_on
    FROM review_deals_states s ASOF LEFT JOIN history h
        ON s.opportunity_id = h.opportunity_id AND s.ends_at > h.changed_at
    LEFT JOIN ended e ON e.opportunity_id = s.opportunity_id
), told AS (
    SELECT t.end_on, t.opportunity_id, t.account_id, t.created_on, t.is_over, t.was_known,
           CASE WHEN l.name IS NULL THEN o.name ELSE l.name.v END AS name,
           CASE WHEN l.owner IS NULL THEN o.owner ELSE l.owner.v END AS owner,
           CASE WHEN l.motion IS NULL THEN o.motion ELSE l.motion.v END AS motion,
           CASE WHEN goes_on OR (NOT is_open AND NOT is_over) THEN traced_stage
                WHEN l.stage IS NULL THEN o.stage ELSE l.stage.v END AS stage,
           CASE WHEN goes_on AND traced_amount IS NOT NULL THEN traced_amount
                WHEN l.amount IS NULL THEN o.amount
                ELSE try_cast(l.amount.v AS DOUBLE) END AS amount,
           coalesce(CASE WHEN l.currency IS NULL THEN o.currency ELSE l.currency.v END,
                    $currency) AS currency,
           CASE WHEN l.expected_on IS NULL THEN o.expected_on
                ELSE try_cast(l.expected_on.v AS DATE) END AS expected_on,
           CASE WHEN is_over THEN t.closed_on END AS closed_on,
           CASE WHEN is_over THEN t.outcome ELSE 'open' END AS outcome
    FROM traced t JOIN opportunities o USING (opportunity_id)
    LEFT JOIN review_deals_older l USING (end_on, opportunity_id)
), rates AS (
    SELECT currency, valid_from, rate FROM currency_rates WHERE into_currency = $currency
)
SELECT t.end_on, t.opportunity_id, t.account_id, t.name, t.owner, t.motion, t.stage,
       (t.amount * CASE WHEN t.currency = $currency THEN 1 ELSE r.rate END)::DOUBLE AS value,
       t.amount IS NOT NULL AS has_amount, t.created_on, t.closed_on, t.expected_on, t.outcome,
       t.was_known
FROM told t ASOF LEFT JOIN rates r ON t.currency = r.currency AND t.created_on >= r.valid_from
"""
FORGET = ("DROP TABLE review_deals_states", "DROP TABLE review_deals_older",
          "DROP TABLE review_deal_ids")  # fmt: skip


def lay_out(
    cursor: DuckDBPyConnection, ends: Sequence[date], currency: str, *, as_of: date,
    open_only: Collection[date] = (), decided_since: date | None = None,
) -> None:  # fmt: skip
    """Make ``review_deals`` of this cursor, after ``review_accounts``.

    One row per opportunity known on each of ``ends`` (Sundays): end_on, opportunity_id,
    account_id, name, owner, motion, stage, value (in ``currency``; empty without an amount or
    without a rate of the day of creation), has_amount, created_on, closed_on (empty while open),
    expected_on, outcome, was_known (the store held it by then). An opportunity
    without a day of creation counts from when the store knew it. ``as_of`` is the newest day in
    the data. On days of ``open_only`` the decided ones are left out; on all days those decided
    before ``decided_since``, unless something about them has changed since.
    """
    zone = house.time_zone(cursor)
    moments = [formats.end_of_day(end, zone) for end in ends]
    newest = weeks.sunday(weeks.last_complete(as_of))
    cutoffs = [datetime.max if end >= newest else _known_by(cursor, moment)
               for end, moment in zip(ends, moments, strict=True)]  # fmt: skip
    cursor.execute(ENDS, {"ends": list(ends), "moments": moments, "cutoffs": cutoffs,
                          "open_only": [end in open_only for end in ends]})  # fmt: skip
    cursor.execute(IDS)
    cursor.execute(OLDER)
    cursor.execute(STATES, {"decided_since": decided_since})
    cursor.execute(DEALS, {"currency": currency})
    for query in FORGET:
        cursor.execute(query)


def _known_by(cursor: DuckDBPyConnection, moment: datetime) -> datetime:
    """The moment whose knowledge of a week counts, given the one at which the week is over."""
    latest = {"moment": moment, "latest": moment + timedelta(days=7)}
    found: datetime | None = cursor.execute(IMPORTED, latest).fetchall()[0][0]
    return found or moment
