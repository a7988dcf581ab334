"""Who is next in line, against scores that a reader can see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tiny_world import A2, PROFILE

from abm_core.targeting import ondeck, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile

# Scores: a1 87.5, a2 83.3, a3 50, a4 100 (a quarter known), a5 –, a6 excluded, a7 25, a8 100
# (three quarters known). Live: a1, a2, a8 in tier 1, a3 in tier 3; a4 in none.


def under(scored: Scored, profile: Profile) -> Scored:
    tier = tiers.assign(scored.scores, scored.frame.matrix, profile, scored.frame.excluded)
    return scored._replace(profile=profile, tier=tier)


def test_nearest_below_a_cutoff_come_in_order(accounts: Accounts, scored: Scored) -> None:
    found = ondeck.on_deck(accounts, under(scored, replace(PROFILE, cutoffs=(87.0, 60, 40))), 1)
    assert found["account_id"].tolist() == ["a4", "a2", "a3", "a7"]
    assert found["tier"].tolist() == [0, 2, 3, 0]
    assert found["waits_for"].tolist() == ["completeness", "score", "score", "score"]
    assert found["short_by"].tolist() == pytest.approx([0, 87 - 250 / 3, 37, 62])
    assert ondeck.sentence(found, 1) == (
        "4 accounts next in line for tier 1; the first is Doum with 100.0, high enough, but too "
        "little is known of it."
    )
    assert ondeck.sentence(found.iloc[1:], 1).endswith(
        "Birch with 83.3, 3.7 points below the cutoff.")  # fmt: skip


def test_those_beyond_capacity_come_first(accounts: Accounts, scored: Scored) -> None:
    tight = under(scored, replace(PROFILE, capacities=(1, 200, 2000)))
    found = ondeck.on_deck(accounts, tight, 1)
    assert found["account_id"].tolist() == ["a1", "a2", "a4", "a3", "a7"]  # a8 has the place
    assert found["waits_for"].tolist()[:3] == ["capacity", "capacity", "completeness"]
    assert found["short_by"].tolist()[:3] == [0, 0, 0]
    assert "in the tier, but beyond the places" in ondeck.sentence(found, 1)
    assert len(ondeck.on_deck(accounts, tight, 1, limit=2)) == 2


def test_overrides_take_their_places_first(accounts: Accounts, scored: Scored) -> None:
    tight = under(scored, replace(PROFILE, capacities=(1, 200, 2000)))
    by_hand = tight._replace(because={A2: "Override by Ida"})
    assert ondeck.on_deck(accounts, by_hand, 1)["account_id"].tolist() == [
        "a8", "a1", "a4", "a3", "a7"]  # fmt: skip


def test_kept_out_by_hand_is_not_in_line(accounts: Accounts, scored: Scored) -> None:
    tier = scored.tier.copy()
    tier[A2] = 0
    out = scored._replace(tier=tier, because={A2: "Override by Ida"})
    assert "a2" not in ondeck.on_deck(accounts, out, 1)["account_id"].tolist()


def test_nobody_is_next(accounts: Accounts, scored: Scored) -> None:
    everyone = scored._replace(tier=np.full(8, 1, dtype=np.int8))
    found = ondeck.on_deck(accounts, everyone, 1)
    assert ondeck.sentence(found, 1) == "Nobody is next in line for tier 1."
