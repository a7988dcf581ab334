"""Snapshots: scores, tiers and stages of all accounts as they were saved on a day."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.targeting import model, scoring
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.tiers import TierArray

INSERT_SNAPSHOT_ACCOUNTS = """
INSERT INTO snapshot_accounts BY NAME
WITH stages AS (
    SELECT account_id, arg_max(stage_to, week) FILTER (motion = 'new') AS stage,
           arg_max(stage_to, week) FILTER (motion = 'expansion') AS expansion_stage
    FROM stage_changes WHERE week <= $as_of GROUP BY account_id
)
SELECT $snapshot_id AS snapshot_id, account_id, tier, score, fit, timing, completeness,
       excluded_because, tier_because, stage, expansion_stage
FROM snapshot_frame LEFT JOIN stages USING (account_id)
"""


def write(
    cursor: DuckDBPyConnection,
    accounts: Accounts,
    scored: Scored,
    *,
    programme_id: str,
    profile_id: str,
    as_of: date,
    effective_on: date,
    author: str,
    note: str,
    saved_at: datetime,
    proposal_id: str | None = None,
) -> int:
    """Keep what was considered, by which profile, and what it gave; the snapshot's id."""
    snapshot_id = store.next_id(cursor, schema.SNAPSHOTS)
    store.insert(cursor, schema.SNAPSHOTS, [{
        "snapshot_id": str(snapshot_id),
        "programme_id": programme_id,
        "profile_id": profile_id,
        "as_of": as_of,
        "effective_on": effective_on,
        "looked_back_to": model.looked_back_to(scored.profile, as_of=as_of),
        "n_considered": len(accounts),
        "author": author or None,
        "note": note or None,
        "saved_at": saved_at,
        "proposal_id": proposal_id,
    }])  # fmt: skip
    _write_accounts(cursor, accounts, scored, snapshot_id, as_of)
    return snapshot_id


def _write_accounts(
    cursor: DuckDBPyConnection, accounts: Accounts, scored: Scored, snapshot_id: int, as_of: date,
) -> None:
    matrix, profile = scored.frame.matrix, scored.profile
    snapshot = pd.DataFrame({
        "account_id": accounts.ids,
        "tier": tier_text(scored.tier),
        "score": known(scored.scores),
        "fit": known(scoring.part_score(matrix, profile.criteria, "fit")),
        "timing": known(scoring.part_score(matrix, profile.criteria, "timing")),
        "completeness": scoring.completeness(matrix, profile.weights),
        "excluded_because": pd.Series(scored.frame.reasons).where(scored.frame.excluded, None),
        "tier_because": _reasons(scored),
    })
    cursor.register("snapshot_frame", snapshot)
    cursor.execute(INSERT_SNAPSHOT_ACCOUNTS, {"snapshot_id": str(snapshot_id), "as_of": as_of})
    cursor.unregister("snapshot_frame")


def _reasons(scored: Scored) -> pd.Series[str]:
    """Why accounts have another tier than their score gives them; missing for all others."""
    found = np.full(len(scored.tier), None, dtype=object)
    for row, reason in scored.because.items():
        found[row] = reason
    return pd.Series(found, dtype="str")


def tier_text(tier: TierArray) -> np.ndarray:
    """Tiers as the store writes them: "1", "2", "3", or None."""
    return np.array([None, *schema.TIERS], dtype=object)[tier]


def known(values: np.ndarray) -> pd.Series:
    """Unknown as NULL, not as NaN."""
    return pd.Series(values).astype("Float64").mask(np.isnan(values))
