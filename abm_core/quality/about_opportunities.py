"""Checks of opportunities: days, amounts, currencies."""

from __future__ import annotations

from abm_core.quality.check import DOUBTFUL, ICP, LEFT_OUT, LIFT, REVIEW, WRONG, Check

CLOSED_BEFORE_CREATED = """
SELECT o.opportunity_id, coalesce(o.name, o.opportunity_id) AS name,
       coalesce(a.name, o.account_name) AS account_name, o.created_on, o.closed_on, o.stage
FROM opportunities o LEFT JOIN accounts a USING (account_id)
WHERE o.outcome <> 'open' AND o.closed_on < o.created_on
ORDER BY o.closed_on - o.created_on, o.opportunity_id
"""

NEGATIVE_AMOUNT = """
SELECT o.opportunity_id, coalesce(o.name, o.opportunity_id) AS name,
       coalesce(a.name, o.account_name) AS account_name, o.amount, o.currency, o.outcome
FROM opportunities o LEFT JOIN accounts a USING (account_id)
WHERE o.amount < 0
ORDER BY o.amount, o.opportunity_id
"""

OVERDUE = """
SELECT o.opportunity_id, coalesce(o.name, o.opportunity_id) AS name,
       coalesce(a.name, o.account_name) AS account_name, o.amount, o.currency, o.stage, o.owner,
       coalesce(o.expected_on, o.closed_on) AS expected_on
FROM opportunities o LEFT JOIN accounts a USING (account_id)
WHERE o.outcome = 'open' AND coalesce(o.expected_on, o.closed_on) < $as_of
ORDER BY coalesce(o.expected_on, o.closed_on), o.opportunity_id
"""

WITHOUT_AMOUNT = """
SELECT o.opportunity_id, coalesce(o.name, o.opportunity_id) AS name,
       coalesce(a.name, o.account_name) AS account_name, o.amount, o.stage, o.owner, o.created_on,
       o.closed_on
FROM opportunities o LEFT JOIN accounts a USING (account_id)
WHERE o.outcome = $outcome AND coalesce(o.amount, 0) = 0
ORDER BY o.created_on DESC NULLS LAST, o.opportunity_id
"""

WITHOUT_RATE = """
SELECT o.opportunity_id, coalesce(o.name, o.opportunity_id) AS name,
       coalesce(a.name, o.account_name) AS account_name, o.amount, o.currency, o.created_on
FROM opportunities o LEFT JOIN accounts a USING (account_id)
WHERE o.amount IS NOT NULL AND o.currency <> $currency
    AND NOT EXISTS (
        SELECT 1 FROM currency_rates r
        WHERE r.currency = o.currency AND r.into_currency = $currency
            AND r.valid_from <= o.created_on
    )
ORDER BY o.currency, o.created_on DESC NULLS LAST, o.opportunity_id
"""

CHECKS = (
    Check(
        "closed_before_created", WRONG, "opportunities",
        "No opportunity was closed before it was created",
        "1 decided opportunity was closed before it was created",
        "{n} decided opportunities were closed before they were created",
        "Its days from creation to close are below zero, which makes sales cycles look shorter.",
        "Correct the created or the close date in the CRM and import the file again. Rows that "
        "were migrated from another system often carry the day of the migration as created.",
        (LIFT,), "{name}: created {created_on}, closed {closed_on}", CLOSED_BEFORE_CREATED,
    ),
    Check(
        "negative_amount", WRONG, "opportunities",
        "No amount is below zero",
        "1 opportunity has an amount below zero",
        "{n} opportunities have an amount below zero",
        "It is subtracted from every sum of pipeline.",
        "Credit notes do not belong among opportunities: leave them out of the export, or correct "
        "the sign in the CRM.",
        (ICP, LIFT, REVIEW), "{name}: {amount} {currency}", NEGATIVE_AMOUNT,
    ),
    Check(
        "overdue", DOUBTFUL, "opportunities",
        "No open opportunity is past its expected day",
        "1 open opportunity is past its expected day",
        "{n} open opportunities are past their expected day",
        "They still count as open pipeline, although nobody has decided or moved them.",
        "Ask the owners to close them or to set a new day; then import the opportunities again.",
        (ICP, LIFT, REVIEW), "{name}: expected {expected_on}, still in {stage}", OVERDUE,
        ("as_of",),
    ),
    Check(
        "won_without_amount", LEFT_OUT, "opportunities",
        "Every won opportunity has an amount",
        "1 won opportunity has no amount",
        "{n} won opportunities have no amount",
        "They count in win rates, and are left out of what was won.",
        "Fill the amount in the CRM; the contract states it.",
        (LIFT, REVIEW), "{name}: won {closed_on}", WITHOUT_AMOUNT, ("won",),
    ),
    Check(
        "open_without_amount", LEFT_OUT, "opportunities",
        "Every open opportunity has an amount",
        "1 open opportunity has no amount",
        "{n} open opportunities have no amount",
        "They are counted beside the open pipeline, never in it.",
        "Ask the owners for an estimate; a rough one is better than none.",
        (ICP, LIFT, REVIEW), "{name}: created {created_on}, in {stage}", WITHOUT_AMOUNT, ("open",),
    ),
    Check(
        "lost_without_amount", DOUBTFUL, "opportunities",
        "Every lost opportunity has an amount",
        "1 lost opportunity has an amount of zero or none",
        "{n} lost opportunities have an amount of zero or none",
        "Where amounts are emptied when a deal is lost, won deals look large and pipeline that "
        "was created looks smaller than it was.",
        "Keep the last amount when a deal is lost. Salesforce's field history and HubSpot's "
        "property history show what it was.",
        (LIFT,), "{name}: lost {closed_on}", WITHOUT_AMOUNT, ("lost",),
    ),
    Check(
        "without_rate", LEFT_OUT, "opportunities",
        "Every amount is in the reporting currency or has a rate",
        "1 opportunity is in a currency without a rate of its day",
        "{n} opportunities are in a currency without a rate of their day",
        "Their amounts stay beside every sum, in their own currency.",
        "Add a rate in Settings that is valid from the day of the oldest of them.",
        (ICP, LIFT, REVIEW), "{name}: {amount} {currency}, created {created_on}", WITHOUT_RATE,
        ("currency",),
    ),
)  # fmt: skip
