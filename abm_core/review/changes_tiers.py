"""Accounts that moved up or down a tier in the week, entered the target list or left it.

Read from the entries of the target list, as known then; what moved them from the save behind the
entry: a decision by hand, an exclusion, what the proposal said, else the score at the saves.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from abm_core.review import changes_wording as wording
from abm_core.review.changes_rows import Row, fetched, group, open_deals, shown
from abm_core.review.document import Change, Changes, Happening
from abm_core.review.known import Known

KINDS: tuple[Happening, ...] = ("tier up", "tier down", "entered", "left")

# An account that left or changed its tier belongs to the scope that it was in, too.
MOVES = """
WITH entries AS (
    SELECT *, coalesce(joined_on, DATE '0001-01-01') AS begun_on FROM target_list
    WHERE programme_id = $programme_id AND account_id IS NOT NULL
), held AS (
    SELECT account_id, min(tier) FILTER (begun_on <= $before AND coalesce(left_on > $before, TRUE))
               AS tier_from,
           min(tier) FILTER (begun_on <= $sunday AND coalesce(left_on > $sunday, TRUE)) AS tier_to,
           any_value(account_name) AS account_name
    FROM entries WHERE begun_on <= $sunday GROUP BY account_id
), moved AS (
    SELECT *, CASE WHEN tier_from IS NULL THEN 'entered' WHEN tier_to IS NULL THEN 'left'
                   WHEN tier_to < tier_from THEN 'tier up' ELSE 'tier down' END AS kind
    FROM held WHERE tier_from IS DISTINCT FROM tier_to
), begun AS (
    SELECT account_id, tier AS tier_to, max(begun_on) AS day, arg_max(approver, begun_on)
               AS approver, arg_max(snapshot_id, begun_on) AS snapshot_id
    FROM entries WHERE begun_on BETWEEN $week AND $sunday GROUP BY ALL
), ended AS (
    SELECT account_id, max(left_on) AS day,
           arg_max(regexp_extract(reason, '^save (\\d+)$', 1), left_on) AS snapshot_id
    FROM entries WHERE left_on BETWEEN $week AND $sunday GROUP BY account_id
)
SELECT m.account_id, coalesce(a.name, m.account_name, m.account_id) AS account, m.kind,
       m.tier_from, m.tier_to, coalesce(b.day, e.day, $sunday) AS day, b.approver,
       nullif(coalesce(b.snapshot_id, if(m.tier_to IS NULL, e.snapshot_id, NULL)), '')
           AS snapshot_id,
       coalesce(w.open_pipeline, 0) AS open_pipeline
FROM moved m LEFT JOIN accounts a USING (account_id)
LEFT JOIN account_segments g USING (account_id)
LEFT JOIN begun b ON b.account_id = m.account_id AND b.tier_to = m.tier_to
LEFT JOIN ended e ON e.account_id = m.account_id
LEFT JOIN review_weight w ON w.account_id = m.account_id
WHERE CASE $kind WHEN 'tier' THEN $value IN (m.tier_from, m.tier_to)
                 WHEN 'segment' THEN g.segment = $value
                 WHEN 'owner' THEN $value IN (a.sales_owner, a.marketing_owner) ELSE TRUE END
ORDER BY open_pipeline DESC, least(m.tier_from, m.tier_to), account, m.account_id
"""
SAVES = """
WITH asked AS (
    SELECT unnest($ids::VARCHAR[]) AS account_id, unnest($saves::VARCHAR[]) AS snapshot_id
), earlier AS (
    SELECT q.account_id, q.snapshot_id, o.as_of, o.profile_id, o.saved_at AS taken_at, n.score,
           n.fit, n.timing
    FROM asked q JOIN snapshots s USING (snapshot_id)
    JOIN snapshots o ON o.programme_id = s.programme_id AND o.saved_at < s.saved_at
    JOIN snapshot_accounts n ON n.snapshot_id = o.snapshot_id AND n.account_id = q.account_id
    UNION ALL
    SELECT q.account_id, q.snapshot_id, o.as_of, o.profile_id, o.taken_at, n.score, NULL, NULL
    FROM asked q JOIN snapshots s USING (snapshot_id)
    JOIN weekly_snapshots o ON o.programme_id = s.programme_id AND o.taken_at < s.saved_at
    JOIN weekly_accounts n ON n.programme_id = o.programme_id AND n.week = o.week
        AND n.account_id = q.account_id
), last_before AS (
    SELECT * FROM earlier QUALIFY row_number() OVER (
        PARTITION BY account_id, snapshot_id ORDER BY taken_at DESC) = 1
), signed AS (
    SELECT proposal_id, account_id, list(DISTINCT person ORDER BY person) AS signers
    FROM signatures WHERE verdict = 'approve' GROUP BY ALL
)
SELECT q.account_id, q.snapshot_id, s.as_of, s.author, p.name AS profile, p.version, n.score,
       n.fit, n.timing, n.tier_because, n.excluded_because, c.driver, g.signers,
       b.as_of AS as_of_before, b.score AS score_before, b.fit AS fit_before,
       b.timing AS timing_before, coalesce(b.profile_id = s.profile_id, FALSE) AS same_profile
FROM asked q JOIN snapshots s USING (snapshot_id)
LEFT JOIN profiles p ON p.profile_id = s.profile_id
LEFT JOIN snapshot_accounts n ON n.snapshot_id = q.snapshot_id AND n.account_id = q.account_id
LEFT JOIN proposal_changes c ON c.snapshot_id = q.snapshot_id AND c.account_id = q.account_id
LEFT JOIN signed g ON g.proposal_id = c.proposal_id AND g.account_id = q.account_id
LEFT JOIN last_before b ON b.snapshot_id = q.snapshot_id AND b.account_id = q.account_id
"""


def read(cursor: DuckDBPyConnection, known: Known) -> tuple[Changes, ...]:
    """The moves of the week by kind; none without a target list. After ``changes_rows.lay_out``."""
    if known.programme_id is None or not known.is_listed:
        return ()
    found = fetched(cursor, MOVES, {
        "programme_id": known.programme_id, "week": known.week, "sunday": known.sunday,
        "before": known.sunday_before, "kind": known.scope.kind, "value": known.scope.value,
    })  # fmt: skip
    return tuple(
        _group(cursor, known, kind, [row for row in found if row["kind"] == kind])
        for kind in KINDS
    )


def _group(
    cursor: DuckDBPyConnection, known: Known, kind: Happening, found: list[Row]
) -> Changes:
    told = shown(found)
    ids = [row["account_id"] for row in told]
    pipelines = open_deals(cursor, known, ids) if told else {}
    saves = _saves(cursor, told)
    return group(kind, wording.tier_moves(kind, found), [
        Change(kind, row["account_id"], row["account"], row["day"],
               wording.tier_move(row, pipelines.get(row["account_id"])),
               wording.tier_because(row, saves.get(row["account_id"])),
               float(row["open_pipeline"]))
        for row in told
    ])  # fmt: skip


def _saves(cursor: DuckDBPyConnection, told: list[Row]) -> dict[str, Row]:
    """What the save behind each move says of the account; none for imported entries."""
    asked = [row for row in told if row["snapshot_id"]]
    if not asked:
        return {}
    found = fetched(cursor, SAVES, {
        "ids": [row["account_id"] for row in asked],
        "saves": [row["snapshot_id"] for row in asked],
    })  # fmt: skip
    return {row["account_id"]: row for row in found}
