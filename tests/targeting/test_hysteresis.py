"""Hysteresis against scores that were chosen: one number per account, no arithmetic to trust."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given
from hypothesis import strategies as st
from tiny_world import NOON, put_accounts

from abm_core.targeting import hysteresis, model, overrides, target_list
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.hysteresis import Refreshed
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Ramp
from abm_core.targeting.target_list import Live

TODAY = date(2026, 3, 2)
# One criterion that is the score itself; cutoffs 80 / 60 / 40.
SCORE = Profile("Score", (Criterion("Score", "extra.Score", Ramp(0, 100), weight=1),))


def world(cursor: DuckDBPyConnection, scores: list[float]) -> tuple[Accounts, Scored]:
    put_accounts(cursor, [
        {"account_id": f"a{n:02}", "extra": {"Score": score}} for n, score in enumerate(scores)
    ])  # fmt: skip
    accounts = Accounts(cursor)
    return accounts, model.score(model.frame(accounts, SCORE, as_of=TODAY), SCORE)


def live_with(tiers: list[int]) -> Live:
    return Live(None, np.array(tiers, dtype=np.int8), {}, SCORE, 1, 1, "", None)


def refreshed(
    cursor: DuckDBPyConnection, cases: list[tuple[float, int]], known: bool = True
) -> Refreshed:
    accounts, scored = world(cursor, [score for score, _ in cases])
    mask = np.full(len(cases), known)
    return hysteresis.refresh(accounts, scored, live_with([tier for _, tier in cases]), mask)


# (score today, live tier, tier after a refresh)
CASES = [
    (82.0, 2, 1),  # passes by exactly 2: promoted
    (81.9, 2, 2),  # not by 2: keeps
    (78.0, 1, 1),  # exactly 2 below the cutoff: the cutoff less 2 is still reached
    (77.9, 1, 2),  # falls short by more than 2: demoted
    (80.0, 1, 1), (60.0, 2, 2),  # no change anyway
    (81.0, 3, 2),  # two tiers up by the score, one of them passed by 2
    (59.0, 1, 2),  # two tiers down by the score, the lower one not missed by more than 2
    (41.0, 0, 0),  # would enter the list by 1
    (42.0, 0, 3), (39.0, 3, 3), (37.9, 3, 0), (100.0, 0, 1), (0.0, 1, 0),
]  # fmt: skip


def test_promotion_and_demotion(empty: DuckDBPyConnection) -> None:
    found = refreshed(empty, [(score, live) for score, live, _ in CASES])
    assert list(found.scored.tier) == [tier for _, _, tier in CASES]
    held = [score for score, live, tier in CASES if plain(score) != tier]
    assert [CASES[row][0] for row in found.held] == held == [81.9, 78.0, 81.0, 59.0, 41.0, 39.0]
    assert found.scored.because[2] == (
        "Held by hysteresis: 78.0 is within 2 points of the tier 1 cutoff of 80")
    assert found.scored.because[6].endswith("tier 1 cutoff of 80")
    assert found.scored.because[7].endswith("59.0 is within 2 points of the tier 2 cutoff of 60")
    assert found.scored.because[8].endswith("tier 3 cutoff of 40")
    assert hysteresis.sentence(found) == (
        "6 accounts keep their tiers: their scores are within 2 points of a cutoff (hysteresis).")


def plain(score: float) -> int:
    return 1 if score >= 80 else 2 if score >= 60 else 3 if score >= 40 else 0


def test_a_newcomer_arrives_where_its_score_puts_it(empty: DuckDBPyConnection) -> None:
    found = refreshed(empty, [(81.0, 0), (41.0, 0)], known=False)
    assert list(found.scored.tier) == [1, 3] and not len(found.held)
    assert hysteresis.sentence(found) == ""


def test_one_account_in_the_sentence(empty: DuckDBPyConnection) -> None:
    assert hysteresis.sentence(refreshed(empty, [(81.0, 2)])) == (
        "1 account keeps its tier: its score is within 2 points of a cutoff (hysteresis).")


def test_at_the_ends_of_the_scale() -> None:
    strict = Profile("", (), cutoffs=(99.0, 60.0, 1.0))
    assert hysteresis.tuple_of(strict, 2) == (100.0, 62.0, 3.0)
    assert hysteresis.tuple_of(strict, -2) == (97.0, 58.0, 0.0)


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 3)), min_size=1, max_size=12))
def test_refreshing_twice_changes_nothing_more(cases: list[tuple[float, int]]) -> None:
    """What is held once is held again: the list settles at once."""
    scores = np.array([score for score, _ in cases])
    frame = model.Frame(
        model.matrix.build([scores / 100], len(cases)), np.full(len(cases), ""),
        np.zeros(len(cases), dtype=bool),
    )  # fmt: skip
    scored = model.score(frame, SCORE)
    live = np.array([tier for _, tier in cases], dtype=np.int8)
    once = hysteresis._held_between(scored, live, scored.tier)
    assert list(hysteresis._held_between(scored, once, scored.tier)) == list(once)
    for score, was, now in zip(scored.scores, live, once, strict=True):
        near = any(abs(score - cutoff) <= 2 + 1e-6 for cutoff in SCORE.cutoffs)
        assert near or now == plain(score), (score, was, now)


def test_through_the_store(empty: DuckDBPyConnection) -> None:
    accounts, scored = world(empty, [79.0, 90.0, 81.0])
    first = target_list.save(empty, accounts, scored, programme="P", as_of=TODAY, saved_at=NOON)
    put_accounts(empty, [{"account_id": "new", "extra": {"Score": 81}}])
    empty.execute("UPDATE accounts SET extra = '{\"Score\": 80}' WHERE account_id = 'a00'")
    empty.execute("UPDATE accounts SET extra = '{\"Score\": 79}' WHERE account_id = 'a02'")
    accounts = Accounts(empty)
    (programme,) = target_list.programmes(empty)
    overrides.add(empty, programme.programme_id, "a00", 3, reason="Why", author="Ida",
                  expires_on=TODAY, as_of=TODAY, created_at=NOON)  # fmt: skip
    live = target_list.live(empty, accounts, programme, TODAY)
    known = hysteresis.considered(empty, accounts, live)
    assert list(known) == [True, True, True, False]
    scored = model.score(model.frame(accounts, SCORE, as_of=TODAY), SCORE)
    found = hysteresis.refresh(accounts, scored, live, known)
    # By score: 1, 1, 2, 1. a02 is held in 1; a00 would be held in 2, but the override comes last.
    assert list(found.scored.tier) == [3, 1, 1, 1] and list(found.held) == [2]
    target_list.save(empty, accounts, found.scored, programme="P", as_of=TODAY, saved_at=NOON,
                     based_on=first.snapshot_id)  # fmt: skip
    again = target_list.live(empty, accounts, programme, TODAY)
    assert again.because[2].startswith("Held by hysteresis: 79.0")


@pytest.mark.parametrize("live", [0, 3])
def test_gates_and_exclusions_are_not_softened(empty: DuckDBPyConnection, live: int) -> None:
    accounts, scored = world(empty, [81.0])
    out = scored._replace(frame=scored.frame._replace(excluded=np.array([True])))
    out = out._replace(tier=np.array([0], dtype=np.int8))
    found = hysteresis.refresh(accounts, out, live_with([live]), np.array([True]))
    assert list(found.scored.tier) == [0]
