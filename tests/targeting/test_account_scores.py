"""Scores of today, saved: by the live profile, and written only when something has changed."""

from __future__ import annotations

from datetime import datetime

import pytest
import tiny_world
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.targeting import account_scores, target_list
from abm_core.targeting.workshop import Workshop

NOON = datetime(2026, 11, 22, 12)
SCORES = "SELECT account_id, score, fit, tier FROM account_scores ORDER BY account_id"


def test_without_a_saved_profile_nothing_is_scored(cursor: DuckDBPyConnection) -> None:
    assert account_scores.refresh(cursor)
    assert {row[1:3] for row in cursor.execute(SCORES).fetchall()} == {(None, None)}
    assert not account_scores.refresh(cursor)


def test_scores_follow_the_newest_save(cursor: DuckDBPyConnection) -> None:
    account_scores.refresh(cursor)
    workshop = Workshop(cursor)
    scored = workshop.score(tiny_world.PROFILE)
    target_list.save(cursor, workshop.accounts, scored, programme="North", as_of=workshop.as_of,
                     saved_at=NOON)  # fmt: skip
    assert account_scores.refresh(cursor)
    rows = cursor.execute(SCORES).fetchall()
    assert [row[0] for row in rows] == list(workshop.accounts.ids)
    known = [row[1] for row in rows]
    assert [one or float("nan") for one in known] == pytest.approx(list(scored.scores), nan_ok=True)
    assert [int(row[3] or 0) for row in rows] == scored.tier.tolist()
    assert not account_scores.refresh(cursor)
    with store.transaction(cursor):
        store.next_revision(cursor)
    assert account_scores.refresh(cursor)
