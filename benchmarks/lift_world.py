"""A store to time lift on: made up in SQL, of any size, the truth being that nothing happened.

Accounts differ in size, engagement and industry, those that do more are likelier to be targets,
and targets join in four weeks. Contact weeks are put where an import's roll-up would put them.
"""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection

from abm_core import store

AS_OF = date(2026, 11, 15)
FIRST_LAUNCH = date(2026, 1, 5)
PROGRAMME = "p1"
SIZES = {"accounts": 100_000, "targets": 2_000, "weeks": 6_000_000, "deals": 150_000}

FILL = (
    """INSERT INTO accounts (account_id, name, industry, region, employees, annual_revenue,
                              account_type, created_on)
    SELECT 'A' || lpad(i::VARCHAR, 7, '0'), 'Company ' || i,
           ['Health', 'Banking', 'Retail', 'Software', 'Energy'][1 + (hash(i) % 5)::BIGINT],
           ['North', 'South', 'East'][1 + (hash(i, 1) % 3)::BIGINT],
           exp(3 + (hash(i, 2) % 1000) / 150.0)::BIGINT,
           round(exp(13 + (hash(i, 2) % 1000) / 170.0 + (hash(i, 3) % 100) / 60.0)),
           CASE WHEN hash(i, 4) % 8 = 0 THEN 'customer' ELSE 'prospect' END,
           DATE '2025-06-01' - (hash(i, 5) % 2000)::INTEGER
    FROM range($accounts) t(i)""",
    """INSERT INTO contact_weeks (account_id, contact_id, week, kind, channel, direction, is_theirs,
                                   n, n_capped, minutes, minutes_capped, n_days, n_untimed, last_on)
    SELECT account_id, contact_id, week, kind, 'web', 'theirs', true, max(n), max(n), max(n) * 4,
           max(n) * 4, 1, 0, week + 2
    FROM (
        SELECT 'A' || lpad(floor(pow((hash(i) % 1000003) / 1000003.0, 1.6) * $accounts)::BIGINT
                           ::VARCHAR, 7, '0') AS account_id,
               'C' || hash(i, 1) % 6 AS contact_id,
               DATE '2025-03-03' + 7 * (hash(i, 2) % 89)::INTEGER AS week,
               ['page visit', 'page visit', 'mail reply', 'download', 'webinar']
                   [1 + (hash(i, 3) % 5)::BIGINT] AS kind, 1 + hash(i, 4) % 5 AS n
        FROM range($weeks) t(i)
    )
    GROUP BY account_id, contact_id, week, kind""",
    """INSERT INTO contact_points (account_id, contact_id, week, points, n)
    SELECT account_id, contact_id, week, sum(n) * 0.7, sum(n) FROM contact_weeks
    GROUP BY account_id, contact_id, week""",
    """INSERT INTO rollup_weeks (week, n_raw, fingerprint)
    SELECT week, count(*), 'made' FROM contact_weeks GROUP BY week""",
    """INSERT INTO opportunities (opportunity_id, account_id, motion, outcome, amount, currency,
                                   created_on, closed_on)
    SELECT 'O' || i, 'A' || lpad((hash(i, 5) % $accounts)::VARCHAR, 7, '0'), 'new', outcome,
           round(exp(9 + (hash(i, 6) % 100) / 40.0)), 'EUR', created_on,
           CASE outcome WHEN 'open' THEN NULL ELSE created_on + 20 + (hash(i, 7) % 90)::INTEGER END
    FROM (
        SELECT i, DATE '2025-01-01' + (hash(i, 8) % 640)::INTEGER AS created_on,
               ['won', 'lost', 'open'][1 + (hash(i, 9) % 3)::BIGINT] AS outcome
        FROM range($deals) t(i)
    )""",
    "INSERT INTO programmes (programme_id, name) VALUES ('p1', 'Made up')",
    """INSERT INTO target_list (programme_id, programme, account_id, tier, joined_on)
    SELECT 'p1', 'Made up', account_id, tier, DATE '2026-01-05' + (turn % 4 * 7)::INTEGER
    FROM (
        SELECT account_id, 1 + (hash(account_id, 3) % 3)::BIGINT AS tier,
               hash(account_id, 4) AS turn
        FROM accounts ORDER BY (hash(account_id, 2) % 1000 + 1) / ln(2.0 + employees) LIMIT $targets
    )""",
)


def fill(cursor: DuckDBPyConnection, **sizes: int) -> None:
    """The store, with other sizes than the usual ones where they are given."""
    chosen = {**SIZES, **sizes}
    with store.transaction(cursor):
        for query in FILL:
            used = {name: n for name, n in chosen.items() if f"${name}" in query}
            cursor.execute(query, used)
        store.next_revision(cursor)
