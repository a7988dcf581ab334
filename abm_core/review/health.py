"""What is wrong with open opportunities, as of a day: the warnings that a deal review begins with.

Single-threaded: one contact who works there has points in the window; where none has, the deal
names one contact only. A deal that names one contact at an account where several respond is none.

No power: an offer is out, as its stage says, and nobody engaged can say yes.

Stalled: longer in its stage than three in four stays of the store's own stage history; where the
day of entering is not known, longer open than three in four decided opportunities were.

Overdue: the expected closing day has passed. Silent: something of ours has gone unanswered.

For a past day, stages, contacts' points and dates are those of that day; roles, levels and
ratings of people are those of today. Reads the roll-up, never the activities.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.committee import people, proposal
from abm_core.measure import weeks

SINGLE, NO_POWER, STALLED, OVERDUE, SILENT = KINDS = (
    "single-threaded", "no power", "stalled", "overdue", "silent")  # fmt: skip

# Opportunities that were open on the day, with the stage that they were in.
LAY_OUT = """
CREATE OR REPLACE TEMP TABLE health_deals AS
WITH open_ones AS (
    SELECT opportunity_id, account_id, name, created_on, stage, outcome,
           if(outcome = 'open', coalesce(expected_on, closed_on), expected_on) AS due_on
    FROM opportunities
    WHERE account_id IS NOT NULL AND ($everywhere OR list_contains($accounts, account_id))
      AND coalesce(created_on <= $as_of, TRUE)
      AND (outcome = 'open' OR outcome IN ('won', 'lost') AND closed_on > $as_of)
), entered AS (
    SELECT opportunity_id, arg_max(h.stage, changed_at) AS stage,
           max(changed_at)::DATE AS entered_on
    FROM stage_history h SEMI JOIN open_ones USING (opportunity_id)
    WHERE changed_at::DATE <= $as_of GROUP BY opportunity_id
)
SELECT o.* EXCLUDE (stage, outcome),
       coalesce(e.stage, if(o.outcome = 'open', o.stage, NULL)) AS stage, e.entered_on,
       coalesce(regexp_matches(coalesce(e.stage, if(o.outcome = 'open', o.stage, NULL)),
                               $words, 'i'), FALSE) OR NOT $told AS is_proposed
FROM open_ones o LEFT JOIN entered e USING (opportunity_id)
"""

PEOPLE = """
CREATE OR REPLACE TEMP TABLE health_people AS
WITH active AS (
    SELECT p.account_id, contact_id, sum(points) AS points, sum(n_inbound) AS n_inbound
    FROM contact_points p SEMI JOIN health_deals USING (account_id)
    WHERE week BETWEEN $first AND $last AND contact_id <> ''
    GROUP BY p.account_id, contact_id
), rated AS (
    SELECT contact_id, authority FROM contact_ratings
    WHERE undone_at IS NULL
    QUALIFY row_number() OVER (
        PARTITION BY contact_id ORDER BY rated_at DESC, rating_id DESC) = 1
)
SELECT a.account_id, a.contact_id, a.points, coalesce(c.name, '') AS name,
       c.account_id = a.account_id AND NOT coalesce(c.left_on <= $as_of, FALSE) AS is_here,
       is_here AND (a.n_inbound > 0 OR a.points >= $engaged) AS is_engaged,
       list_contains($seniors, p.seniority) OR coalesce(r.authority >= 2, FALSE)
           OR a.contact_id IN (SELECT contact_id FROM contact_roles
                               WHERE counts AND list_contains($power_roles, role)) AS has_power
FROM active a
JOIN contacts c USING (contact_id)
LEFT JOIN personas p USING (contact_id)
LEFT JOIN rated r USING (contact_id)
"""

THREADS = """
WITH threads AS (
    SELECT account_id, count(*) AS n, any_value(contact_id) AS contact_id,
           any_value(name) AS who
    FROM health_people WHERE is_here AND points >= $least GROUP BY account_id
), named AS (
    SELECT opportunity_id, count(*) AS n, any_value(oc.contact_id) AS contact_id,
           any_value(coalesce(c.name, '')) AS who
    FROM opportunity_contacts oc SEMI JOIN health_deals USING (opportunity_id)
    JOIN contacts c USING (contact_id) GROUP BY opportunity_id
)
SELECT d.opportunity_id, d.account_id, $kind, NULL, 1, NULL, NULL,
       coalesce(t.contact_id, n.contact_id), coalesce(t.who, n.who),
       if(t.n = 1, 'engagement', 'deal')
FROM health_deals d
LEFT JOIN threads t USING (account_id) LEFT JOIN named n USING (opportunity_id)
WHERE t.n = 1 OR t.n IS NULL AND n.n = 1
"""

POWERLESS = """
WITH engaged AS (
    SELECT account_id, count(*) AS n, bool_or(coalesce(has_power, FALSE)) AS has_power
    FROM health_people WHERE is_engaged GROUP BY account_id
)
SELECT d.opportunity_id, d.account_id, $kind, d.entered_on, coalesce(e.n, 0), NULL, NULL,
       NULL, NULL, coalesce(d.stage, '')
FROM health_deals d LEFT JOIN engaged e USING (account_id)
WHERE d.is_proposed AND NOT coalesce(e.has_power, FALSE)
"""

# Stays of all opportunities that were over by the day; those of decided ones end with them.
STALLING = """
WITH stays AS (
    SELECT h.stage, h.changed_at::DATE AS entered_on, coalesce(
               lead(h.changed_at::DATE) OVER (
                   PARTITION BY h.opportunity_id ORDER BY h.changed_at),
               if(o.outcome <> 'open', o.closed_on, NULL)) AS left_on
    FROM stage_history h JOIN opportunities o USING (opportunity_id)
), usual AS (
    SELECT stage, count(*) AS n, median(left_on - entered_on) AS usual,
           quantile_cont(left_on - entered_on, $share) AS most
    FROM stays SEMI JOIN health_deals USING (stage)
    WHERE left_on <= $as_of AND left_on >= entered_on GROUP BY stage
), decided AS (
    SELECT count(*) AS n, median(closed_on - created_on) AS usual,
           quantile_cont(closed_on - created_on, $share) AS most
    FROM opportunities
    WHERE outcome IN ('won', 'lost') AND closed_on <= $as_of AND closed_on >= created_on
), judged AS (
    SELECT d.*, $as_of - coalesce(d.entered_on, d.created_on) AS waited,
           d.entered_on IS NOT NULL AS is_stay,
           if(is_stay, u.n, c.n) >= $stays AS is_told,
           CASE WHEN is_told THEN greatest(if(is_stay, u.most, c.most), $least)
                WHEN is_stay THEN $days END AS most,
           if(is_told, if(is_stay, u.usual, c.usual), NULL) AS usual
    FROM health_deals d LEFT JOIN usual u USING (stage) CROSS JOIN decided c
)
SELECT opportunity_id, account_id, $kind, coalesce(entered_on, created_on), waited, usual,
       most, NULL, NULL, if(is_stay, coalesce(stage, ''), '')
FROM judged WHERE waited > most
"""

LATE = """
SELECT opportunity_id, account_id, $kind, due_on, $as_of - due_on, NULL, NULL, NULL, NULL, ''
FROM health_deals WHERE due_on < $as_of
"""

# Somebody unknown on a page is no answer; a meeting is one, whoever entered it.
UNANSWERED = """
WITH told AS (
    SELECT w.account_id, last_on, direction = 'ours' AND NOT is_theirs AS is_ours,
           is_theirs AND (contact_id <> '' OR NOT list_contains($visits, kind)) AS is_answer
    FROM contact_weeks w SEMI JOIN health_deals USING (account_id)
    WHERE week BETWEEN $since AND $as_of AND last_on <= $as_of
      AND NOT list_contains($no_answer, kind)
), answered AS (
    SELECT account_id, max(last_on) FILTER (is_answer) AS answered_on,
           max(last_on) FILTER (is_ours) AS asked_last_on
    FROM told GROUP BY account_id
), asked AS (
    SELECT account_id, min(last_on) AS asked_on
    FROM told JOIN answered USING (account_id)
    WHERE is_ours AND last_on > coalesce(answered_on, DATE '0001-01-01')
      AND last_on >= coalesce(answered_on, $recently)
    GROUP BY account_id
)
SELECT d.opportunity_id, d.account_id, $kind, a.asked_on, $as_of - a.asked_on, NULL, NULL,
       NULL, NULL, coalesce(strftime(r.answered_on, '%Y-%m-%d'), '')
FROM health_deals d JOIN asked a USING (account_id) JOIN answered r USING (account_id)
WHERE $as_of - a.asked_on >= $days AND r.asked_last_on >= $recently
"""

ANY = "SELECT EXISTS (FROM health_deals)"
FORGET = ("DROP TABLE IF EXISTS temp.health_deals", "DROP TABLE IF EXISTS temp.health_people")


class Finding(NamedTuple):
    """One thing that is wrong with one open opportunity.

    ``since``: the day on which the stage was entered, the close was expected, or the first
    unanswered activity of ours happened; ``None`` where nothing dates it. ``n``: contacts for
    single-threaded and no power (those engaged), days otherwise. ``usual`` and ``most`` for
    stalled: the median, and the days above which it stalls. ``contact_id`` and ``who``: the only
    contact. ``detail``: the stage (no power, stalled; empty where the whole time open is judged),
    what tells a single thread ("engagement" or "deal"), or the day of their last answer as ISO.
    """

    opportunity_id: str
    account_id: str
    kind: str
    since: date | None
    n: int
    usual: float | None
    most: float | None
    contact_id: str | None
    who: str | None
    detail: str


def check(
    cursor: DuckDBPyConnection, *, as_of: date, accounts: Collection[str] | None = None
) -> list[Finding]:
    """What is wrong with the opportunities open on a day, of all accounts or of some.

    Sorted by account, opportunity, and the order of ``KINDS``.
    """
    cursor.execute(LAY_OUT, {
        "as_of": as_of, "everywhere": accounts is None, "accounts": list(accounts or ()),
        "words": proposal.words(), "told": proposal.is_told(cursor)})  # fmt: skip
    if not cursor.execute(ANY).fetchall()[0][0]:
        cursor.execute(FORGET[0])
        return []
    window = weeks.window(as_of)
    cursor.execute(PEOPLE, {
        "as_of": as_of, "first": window.first, "last": window.last,
        "engaged": settings.ENGAGED_POINTS.value, "seniors": list(people.POWERFUL),
        "power_roles": list(people.POWER_ROLES)})  # fmt: skip
    found = [Finding._make(row) for sql, bound in _checks(as_of)
             for row in cursor.execute(sql, bound).fetchall()]  # fmt: skip
    for query in FORGET:
        cursor.execute(query)
    return sorted(found, key=lambda one: (
        one.account_id, one.opportunity_id, KINDS.index(one.kind)))  # fmt: skip


def _checks(as_of: date) -> list[tuple[str, dict[str, Any]]]:
    """The queries, each with what it binds."""
    return [
        (THREADS, {"kind": SINGLE, "least": settings.LEAST_POINTS.value}),
        (POWERLESS, {"kind": NO_POWER}),
        (STALLING, {
            "kind": STALLED, "as_of": as_of, "share": settings.STALLED_SHARE.value,
            "stays": settings.STALLED_STAYS.value, "least": settings.STALLED_LEAST.value,
            "days": settings.STALLED_DAYS.value}),
        (LATE, {"kind": OVERDUE, "as_of": as_of}),
        (UNANSWERED, {
            "kind": SILENT, "as_of": as_of, "days": settings.GHOSTED_DAYS.value,
            "since": as_of - timedelta(weeks=settings.DECAY_WEEKS.value),
            "recently": as_of - timedelta(weeks=settings.GHOSTED_WEEKS.value),
            "visits": list(settings.VISIT_KINDS.value),
            "no_answer": list(settings.NO_ANSWER_KINDS.value)}),
    ]  # fmt: skip
