"""Checks across entities: rows whose account is not here, days that have not come yet."""

from __future__ import annotations

from abm_core.quality.check import (
    COMMITTEES,
    COVERAGE,
    ENGAGEMENT,
    ICP,
    LEFT_OUT,
    LIFT,
    REVIEW,
    WRONG,
    Check,
)

ORPHAN_OPPORTUNITIES = """
SELECT o.opportunity_id, coalesce(o.name, o.opportunity_id) AS name, o.account_id, o.account_name,
       o.account_domain, o.amount, o.currency, o.outcome,
       coalesce(o.account_name, o.account_domain, o.account_id, 'no account') AS named
FROM opportunities o LEFT JOIN accounts a USING (account_id)
WHERE a.account_id IS NULL
ORDER BY o.outcome = 'open' DESC, o.amount DESC NULLS LAST, o.opportunity_id
"""

ORPHAN_CONTACTS = """
SELECT c.contact_id, coalesce(c.name, c.email, c.contact_id) AS name, c.title, c.account_id,
       c.account_name, c.account_domain,
       coalesce(c.account_name, c.account_domain, c.account_id, 'no account') AS named
FROM contacts c LEFT JOIN accounts a USING (account_id)
WHERE a.account_id IS NULL
ORDER BY named, c.contact_id
"""

# One row per account that is not here: activities may be many.
ORPHAN_ACTIVITIES = """
SELECT coalesce(x.account_name, x.account_domain, x.account_id, 'no account') AS named,
       any_value(x.account_id) AS account_id, any_value(x.account_name) AS account_name,
       any_value(x.account_domain) AS account_domain, count(*) AS n_activities,
       max(x.occurred_at) AS newest_at
FROM activities x LEFT JOIN accounts a USING (account_id)
WHERE a.account_id IS NULL
GROUP BY named
ORDER BY n_activities DESC, named
"""

# No record is younger than the import that brought it; one day more, because clocks differ by zone.
# Meetings, calls and closes to come are plans, not errors.
IN_FUTURE = """
WITH days AS (
    SELECT 'account' AS record, account_id AS record_id, name, 'Created on' AS date_field,
           created_on AS day
    FROM accounts
    UNION ALL
    SELECT 'opportunity', opportunity_id, coalesce(name, opportunity_id), 'Created on', created_on
    FROM opportunities
    UNION ALL
    SELECT 'opportunity', opportunity_id, coalesce(name, opportunity_id), 'Closed on', closed_on
    FROM opportunities WHERE outcome <> 'open'
    UNION ALL
    SELECT 'contact', contact_id, coalesce(name, email, contact_id), 'Created on', created_on
    FROM contacts
    UNION ALL
    SELECT 'activity', activity_id, coalesce(subject, kind), 'Occurred at', occurred_at::DATE
    FROM activities
    WHERE kind IN ('page visit', 'mail open', 'mail click', 'mail reply', 'download', 'form fill',
                   'ad click', 'ad impression')
)
SELECT record, record_id, name, date_field, day
FROM days
WHERE day > (SELECT max(imported_at)::DATE + 1 FROM imports)
ORDER BY day DESC, record, record_id
"""

CHECKS = (
    Check(
        "orphan_opportunities", LEFT_OUT, "opportunities",
        "Every opportunity belongs to an account that is here",
        "1 opportunity belongs to no account that is here",
        "{n} opportunities belong to no account that is here",
        "They are kept, and left out of every number of an account until their account arrives.",
        "Import the accounts that they name: they join by themselves. In Salesforce add Account ID "
        "to the opportunity report, in HubSpot export the associated companies.",
        (ICP, LIFT, REVIEW), "{name}: {named}", ORPHAN_OPPORTUNITIES,
    ),
    Check(
        "orphan_contacts", LEFT_OUT, "contacts",
        "Every contact belongs to an account that is here",
        "1 contact belongs to no account that is here",
        "{n} contacts belong to no account that is here",
        "They are in no committee and cover no role until their account arrives.",
        "Import the accounts that they name. In Salesforce add Account ID to the contact report, "
        "in HubSpot export the associated companies.",
        (COMMITTEES, COVERAGE, ENGAGEMENT), "{name}: {named}", ORPHAN_CONTACTS,
    ),
    Check(
        "orphan_activities", LEFT_OUT, "activities",
        "Every activity belongs to an account that is here",
        "1 activity belongs to no account that is here",
        "{n} activities belong to no account that is here",
        "They count for no account's engagement until their account arrives.",
        "Import the accounts that they name, or export the activities with an account id or a "
        "company domain.",
        (ENGAGEMENT, REVIEW), "{named}: {n_activities} activities", ORPHAN_ACTIVITIES,
        counted_in="n_activities",
    ),
    Check(
        "in_future", WRONG, "accounts",
        "No record is from the future",
        "1 day lies after the last import, though it has to lie before",
        "{n} days lie after the last import, though they have to lie before",
        "Such a row counts on a day that has not come, or is missing where only the past counts.",
        "Day and month may have been read in the wrong order: undo the import and choose the other "
        "order, or correct the dates in the CRM.",
        (ICP, ENGAGEMENT, LIFT, REVIEW), "{record} {name}: {date_field} {day}", IN_FUTURE,
    ),
)  # fmt: skip
