"""Scores of today, saved for whoever reads them without scoring: by the live profile, on the data.

Of the programme that was saved last. Written when data or the saved decision have changed.
"""

from __future__ import annotations

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.targeting import computed, scoring, snapshots, target_list
from abm_core.targeting.target_list import Live, Programme
from abm_core.targeting.workshop import Workshop

STATE = "account_scores"

LOOKS = """
SELECT 1 FROM snapshots s JOIN profiles p USING (profile_id)
WHERE s.programme_id = $programme_id AND contains(p.definition::VARCHAR, $mark)
  AND s.snapshot_id::BIGINT = (
      SELECT max(snapshot_id::BIGINT) FROM snapshots WHERE programme_id = $programme_id)
"""
FORGET = "DELETE FROM account_scores"
INSERT = """
INSERT INTO account_scores (account_id, score, fit, timing, completeness, tier)
SELECT account_id, score, fit, timing, completeness, tier FROM scores_of_today
"""


def refresh(cursor: DuckDBPyConnection, *, derived: str = "") -> bool:
    """Write today's scores where they are out of date; whether they were.

    ``derived`` stands for the state of the tables that computed columns come from: where the live
    profile looks at one, scores are written anew when it differs from the last time.
    """
    state = current_state(cursor, derived)
    if store.read_meta(cursor, STATE) == state:
        return False
    workshop = Workshop(cursor)
    home = _home(cursor)
    frame = _today(workshop, target_list.live(cursor, workshop.accounts, home, workshop.as_of))
    with store.transaction(cursor):
        cursor.execute(FORGET)
        cursor.register("scores_of_today", frame)
        cursor.execute(INSERT)
        cursor.unregister("scores_of_today")
        store.write_meta(cursor, STATE, state)
    return True


def current_state(cursor: DuckDBPyConnection, derived: str = "") -> str:
    """What the scores follow from: the data, and the newest save of the programme."""
    home = _home(cursor)
    decision = f"{home.programme_id}/{home.newest_save}" if home else "none"
    looks = home is not None and cursor.execute(
        LOOKS, {"programme_id": home.programme_id, "mark": f'"{computed.PREFIX}'}).fetchall()
    return f"{store.revision(cursor)} {decision} {derived if looks else ''}".strip()


def _home(cursor: DuckDBPyConnection) -> Programme | None:
    known = target_list.programmes(cursor)
    return known[0] if known else None


def _today(workshop: Workshop, live: Live) -> pd.DataFrame:
    """Saved tiers with scores by the live profile; only tiers where no profile was saved."""
    found = pd.DataFrame({
        "account_id": workshop.accounts.ids,
        "tier": pd.Series(snapshots.tier_text(live.tier), dtype="str"),
    })
    if live.profile is None:
        unknown = pd.Series(pd.NA, index=found.index, dtype="Float64")
        return found.assign(score=unknown, fit=unknown, timing=unknown, completeness=unknown)
    scored = workshop.score_once(live.profile)
    matrix, criteria = scored.frame.matrix, live.profile.criteria
    return found.assign(
        score=snapshots.known(scored.scores),
        fit=snapshots.known(scoring.part_score(matrix, criteria, "fit")),
        timing=snapshots.known(scoring.part_score(matrix, criteria, "timing")),
        completeness=scoring.completeness(matrix, live.profile.weights),
    )
