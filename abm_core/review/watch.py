"""What is near a limit: follow-ups that run out, deals about to slip, cutoffs, stale contacts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from duckdb import DuckDBPyConnection

from abm_core import committee_settings, schema, settings
from abm_core.review import touches
from abm_core.review import watch_wording as wording
from abm_core.review.changes_rows import Row, fetched
from abm_core.review.known import Known
from abm_core.review.recent import through
from abm_core.review.said import Said
from abm_core.targeting import profiles

# Expected within days, and nobody of theirs has answered for weeks.
SLIPPING = """
WITH due AS (
    SELECT d.account_id, d.opportunity_id, a.name AS account, coalesce(d.name, '') AS opportunity,
           d.stage, d.value, d.expected_on
    FROM review_deals d JOIN review_accounts a USING (account_id)
    WHERE d.end_on = $sunday AND d.outcome = 'open' AND d.expected_on > $until
      AND d.expected_on <= $soon
), answered AS (
    SELECT DISTINCT account_id FROM review_recent SEMI JOIN due USING (account_id)
    WHERE week BETWEEN $since AND $until AND contact_id <> '' AND is_theirs
      AND list_contains($answers, kind)
)
FROM due ANTI JOIN answered USING (account_id)
ORDER BY value DESC NULLS LAST, expected_on, opportunity_id
"""
LIVE_PROFILE = """
SELECT p.definition FROM snapshots s JOIN profiles p USING (profile_id)
WHERE s.programme_id = $programme_id ORDER BY s.snapshot_id::BIGINT DESC LIMIT 1
"""
NEAR = """
WITH limits AS (
    SELECT unnest($tiers::VARCHAR[]) AS tier, unnest($cutoffs::DOUBLE[]) AS cutoff
)
SELECT a.account_id, a.name AS account, a.tier, s.score, l.cutoff, w.open_pipeline
FROM review_accounts a JOIN account_scores s ON s.account_id = a.account_id AND s.tier = a.tier
JOIN limits l ON l.tier = a.tier JOIN review_weight w ON w.account_id = a.account_id
WHERE abs(s.score - l.cutoff) <= $near AND w.open_pipeline > 0
ORDER BY w.open_pipeline DESC, a.account_id
"""
STALE = """
WITH heard AS (
    SELECT c.contact_id, c.account_id, greatest(c.verified_on, s.last_two_way_on) + $days + 1
               AS stale_on
    FROM contact_standing s
    SEMI JOIN (SELECT account_id FROM review_weight WHERE open_pipeline > 0) w
        ON w.account_id = s.account_id
    JOIN contacts c ON c.contact_id = s.contact_id
    WHERE NOT s.has_left AND NOT s.stale AND s.reachable
)
SELECT h.account_id, a.name AS account, h.contact_id, h.stale_on, w.open_pipeline,
       list(DISTINCT r.role) AS roles
FROM heard h JOIN review_accounts a USING (account_id) JOIN review_weight w USING (account_id)
JOIN review_roles r ON r.contact_id = h.contact_id AND r.counts AND r.role <> 'blocker'
WHERE h.stale_on > $until AND h.stale_on <= $soon AND w.open_pipeline > 0
GROUP BY ALL ORDER BY w.open_pipeline DESC, h.stale_on, h.contact_id
"""
ANSWERS = ["meeting", "on-site event", "call", "form fill", "mail reply"]


def read(cursor: DuckDBPyConnection, known: Known) -> tuple[Said, ...]:
    """At most three things; scores and standing of people are told of the newest week alone."""
    lines: list[Callable[[], Said | None]] = [
        lambda: wording.waiting(touches.waiting(cursor, known)),
        lambda: wording.slipping(_slipping(cursor, known), known.currency),
    ]
    if known.is_newest:
        lines += [lambda: wording.near(_near(cursor, known), known.currency),
                  lambda: wording.stale(_stale(cursor, known))]  # fmt: skip
    found: list[Said] = []
    for line in lines:
        if len(found) < settings.MOST_WATCH.value and (made := line()) is not None:
            found.append(made)
    return tuple(found)


def _slipping(cursor: DuckDBPyConnection, known: Known) -> list[Row]:
    until = through(known)
    return fetched(cursor, SLIPPING, {
        "sunday": known.sunday, "until": until, "soon": until + timedelta(weeks=1),
        "since": until - timedelta(weeks=settings.EVIDENCE_WEEKS.value), "answers": ANSWERS,
    })  # fmt: skip


def _near(cursor: DuckDBPyConnection, known: Known) -> list[Row]:
    """Accounts with open pipeline next to the cutoff that their tier rests on, by today's score."""
    held = cursor.execute(LIVE_PROFILE, {"programme_id": known.programme_id}).fetchone()
    if held is None:
        return []
    return fetched(cursor, NEAR, {
        "tiers": list(schema.TIERS), "cutoffs": list(profiles.of_definition(held[0], "").cutoffs),
        "near": settings.NEAR_CUTOFF.value,
    })  # fmt: skip


def _stale(cursor: DuckDBPyConnection, known: Known) -> list[Row]:
    until = through(known)
    return fetched(cursor, STALE, {
        "until": until, "soon": until + timedelta(weeks=settings.EVIDENCE_WEEKS.value),
        "days": committee_settings.STALE_DAYS.value,
    })  # fmt: skip
