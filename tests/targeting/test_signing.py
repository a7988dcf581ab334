"""Proposed, signed by one, active: in bulk and one by one, never over another save."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from tiny_world import A1, A2, A3, A8, NOON, PROFILE, TODAY

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.house import Person
from abm_core.targeting import (
    hysteresis,
    overrides,
    proposals,
    signing,
    signing_wording,
    target_list,
    whatif,
)
from abm_core.targeting.profile import Profile
from abm_core.targeting.proposals import Proposed
from abm_core.targeting.signing import Signed
from abm_core.targeting.target_list import Live
from abm_core.targeting.workshop import Workshop

LATER: datetime = NOON + timedelta(days=1)
TEAM = [("Sam", "sales"), ("Mia", "marketing"), ("Eva", "executive"), ("Sol", "sales")]
# Live: a1, a2, a8 in tier 1, a3 in tier 3. STRICT: a1 alone keeps tier 1 (87.5); a2 (83.3) falls
# to tier 2; a8 (100) knows too little for tier 1: tier 2; a3 (50) leaves.
STRICT = replace(PROFILE, cutoffs=(87.0, 60.0, 55.0), gates=(0.8, 0.7, 0.3))
ENTRIES = """
SELECT account_id, tier, joined_on, left_on, approver, reason FROM target_list
ORDER BY account_id, joined_on, tier
"""


@pytest.fixture
def signers(cursor: DuckDBPyConnection) -> DuckDBPyConnection:
    """The tiny world, live in one programme, with people of both teams."""
    store.insert(cursor, schema.PEOPLE, [{"name": name, "team": team} for name, team in TEAM])
    make_live(cursor, PROFILE)
    return cursor


def make_live(cursor: DuckDBPyConnection, profile: Profile) -> None:
    shown = Workshop(cursor, TODAY)
    target_list.save(
        cursor, shown.accounts, shown.score(profile), programme="Nordics", as_of=TODAY,
        saved_at=NOON, author="Ida", based_on=target_list.newest_save(cursor, "Nordics"),
    )  # fmt: skip


def live(cursor: DuckDBPyConnection) -> Live:
    (programme,) = target_list.programmes(cursor)
    return target_list.live(cursor, Workshop(cursor, TODAY).accounts, programme, TODAY)


def propose(
    cursor: DuckDBPyConnection, profile: Profile = STRICT, based_on: int | None = 1
) -> Proposed:
    shown = Workshop(cursor, TODAY)
    known = target_list.programmes(cursor)
    now = target_list.live(cursor, shown.accounts, known[0] if known else None, TODAY)
    scored = shown.score(now.profile) if now.profile else None
    draft = whatif.compare(shown.accounts, shown.score(profile), now, scored)
    return proposals.propose(
        cursor, shown.accounts, draft, scored, programme="Nordics", as_of=TODAY,
        proposed_at=NOON, author="Ida", note="Spring", based_on=based_on,
    )  # fmt: skip


def sign(cursor: DuckDBPyConnection, person: str, **more: Any) -> Signed:
    said = {"verdict": "approve", "signed_at": LATER, **more}
    number = said.pop("proposal_id", "1")
    return signing.sign(cursor, Workshop(cursor, TODAY), number, person=person, **said)


def states(cursor: DuckDBPyConnection, proposal_id: str = "1") -> dict[str, str]:
    found = proposals.changes(cursor, proposal_id)
    return dict(zip(found["account_id"], found["state"], strict=True))


def tiers(cursor: DuckDBPyConnection) -> dict[str, int]:
    found, ids = live(cursor), Workshop(cursor, TODAY).accounts.ids
    return {one: int(tier) for one, tier in zip(ids, found.tier, strict=True) if tier}


def test_a_proposal_changes_no_tier(signers: DuckDBPyConnection) -> None:
    before = tiers(signers)
    done = propose(signers)
    assert tiers(signers) == before == {"a1": 1, "a2": 1, "a3": 3, "a8": 1}
    assert signing_wording.proposed(done) == (
        "Proposal 1: 3 changes await the signatures of sales and marketing. No tier changed.")
    found = proposals.changes(signers, "1")
    assert found[["account_id", "name", "from_tier", "to_tier", "driver"]].values.tolist() == [
        ["a8", "Hazel", 1, 2, "Completeness gate"],
        ["a2", "Birch", 1, 2, "Tier 1 cutoff 80 → 87"],
        ["a3", "Cedar", 3, 0, "Tier 3 cutoff 40 → 55"],
    ]
    assert found["score"].round(1).tolist() == [100.0, 83.3, 50.0]
    assert set(states(signers).values()) == {"proposed"}
    (only,) = proposals.listing(signers)
    assert only == done.proposal and not only.is_overtaken
    assert signing_wording.listed(only, found) == (
        "Proposal 1, Nordics, Clinics version 2, 2 Mar 2026 by Ida: Spring. 3 proposed.")


def test_both_teams_sign(signers: DuckDBPyConnection) -> None:
    propose(signers)
    first = sign(signers, "sam ")
    assert first == Signed("Sam", "approve", 3, 0, 0, 3, None)
    assert signing_wording.signed(first) == (
        "Sam approved 3 changes; 3 still await a signature.")
    assert set(states(signers).values()) == {"signed by sales"}
    assert tiers(signers)["a2"] == 1
    again = sign(signers, "Sol")
    assert (again.n_signed, again.n_again, again.n_active) == (0, 3, 0)
    assert "3 had that team's signature already" in signing_wording.signed(again)
    second = sign(signers, "Mia")
    assert (second.n_signed, second.n_active, second.n_waiting) == (3, 3, 0)
    assert signing_wording.signed(second) == (
        "Mia approved 3 changes; 3 are active now; nothing is left to sign.")
    assert tiers(signers) == {"a1": 1, "a2": 2, "a8": 2}
    assert set(states(signers).values()) == {"active"}
    assert signers.execute(ENTRIES).fetchall()[1:] == [
        ("a2", "2", TODAY, None, "Sam and Mia", "save 2"),
        ("a8", "2", TODAY, None, "Sam and Mia", "save 2"),
    ]  # the tiers of the first save were left on the day they began: they never held
    found = live(signers)
    assert found.profile == STRICT and found.save_id == 2 and found.version == 2
    saves = signers.execute("SELECT proposal_id FROM snapshots ORDER BY snapshot_id").fetchall()
    assert [signing_wording.of_save(one) for (one,) in saves] == [
        "not signed", "signed, proposal 1"]  # fmt: skip


def test_account_by_account(signers: DuckDBPyConnection) -> None:
    propose(signers)
    sign(signers, "Mia", account_ids=["a2", "a3"])
    done = sign(signers, "Sam", account_ids=["a2"])
    assert (done.n_signed, done.n_active, done.n_waiting) == (1, 1, 2)
    assert states(signers) == {"a2": "active", "a3": "signed by marketing", "a8": "proposed"}
    assert tiers(signers) == {"a1": 1, "a2": 2, "a3": 3, "a8": 1}
    # The proposal made this save itself: the rest can still be signed.
    assert sign(signers, "Sam").n_active == 1
    assert tiers(signers) == {"a1": 1, "a2": 2, "a8": 1}
    assert sign(signers, "Mia").n_active == 1
    assert tiers(signers) == {"a1": 1, "a2": 2, "a8": 2}
    assert live(signers).save_id == 4
    found, changed = proposals.find(signers), proposals.changes(signers, "1")
    assert signing_wording.standing(found, changed) == "3 active. Decided."


def test_a_declined_change_stays_as_it_was(signers: DuckDBPyConnection) -> None:
    propose(signers)
    done = sign(signers, "Sam", verdict="decline", reason="A big deal is open.",
                account_ids=["a2"])  # fmt: skip
    assert signing_wording.signed(done) == "Sam declined 1 change; 2 still await a signature."
    sign(signers, "Sam", account_ids=["a8"])
    sign(signers, "Mia")
    assert states(signers) == {
        "a2": "declined", "a3": "signed by marketing", "a8": "active"}  # fmt: skip
    assert tiers(signers) == {"a1": 1, "a2": 1, "a3": 3, "a8": 2}
    found = live(signers)
    assert found.because == {
        A2: "Declined by Sam: A big deal is open", A3: "Awaits a signature"}  # fmt: skip
    shown = Workshop(signers, TODAY)
    scored = shown.score(STRICT)
    compared = whatif.compare(shown.accounts, scored, found, scored)
    assert whatif.drivers(compared, scored, compared.moved) == [
        "At the save: Declined by Sam: A big deal is open", "At the save: Awaits a signature"]
    changed = proposals.changes(signers, "1")
    assert signing_wording.standing(proposals.find(signers), changed) == (
        "1 active, 1 signed by marketing and 1 declined.")


def test_declining_all_is_a_decision(signers: DuckDBPyConnection) -> None:
    propose(signers)
    sign(signers, "Mia")
    done = sign(signers, "Mia", verdict="decline", reason="Not now")
    assert done.n_signed == 3 and tiers(signers)["a2"] == 1
    with pytest.raises(AbmError, match="Every change of this proposal is decided"):
        sign(signers, "Sam")
    with pytest.raises(AbmError, match="a2 is declined already"):
        sign(signers, "Sam", account_ids=["a2"])


def test_another_save_is_never_written_over(signers: DuckDBPyConnection) -> None:
    propose(signers)
    sign(signers, "Sam")
    make_live(signers, replace(PROFILE, cutoffs=(100.0, 60.0, 40.0)))
    before = tiers(signers)
    with pytest.raises(AbmError) as caught:
        sign(signers, "Mia")
    assert caught.value.problem == (
        "The tiers of Nordics were saved by Ida on 2 Mar 2026, after proposal 1 was made: it no "
        "longer says what would change."
    )
    assert tiers(signers) == before
    changed = proposals.changes(signers, "1")
    assert signing_wording.standing(proposals.find(signers), changed) == (
        "3 signed by sales. Overtaken by another save: propose it again.")
    with pytest.raises(AbmError, match="Another window saved"):
        propose(signers, based_on=1)


def test_an_imported_list_is_never_written_over(signers: DuckDBPyConnection) -> None:
    propose(signers)
    sign(signers, "Sam")
    signers.execute("UPDATE target_list SET tier = '3' WHERE account_id = 'a2'")
    with pytest.raises(AbmError, match="Birch is in tier 3 by now, no longer in tier 1"):
        sign(signers, "Mia")
    assert set(states(signers).values()) == {"signed by sales"}  # all or nothing


def test_a_later_proposal_takes_the_place_of_an_open_one(signers: DuckDBPyConnection) -> None:
    propose(signers)
    done = propose(signers, replace(STRICT, cutoffs=(85.0, 60.0, 55.0)))
    assert done.replaces == ("1",)
    assert "It takes the place of proposal 1." in signing_wording.proposed(done)
    with pytest.raises(AbmError, match="replaced by proposal 2"):
        sign(signers, "Sam")
    changed = proposals.changes(signers, "1")
    assert signing_wording.standing(proposals.find(signers, "1"), changed) == (
        "3 proposed. Replaced by proposal 2.")
    assert sign(signers, "Sam", proposal_id="2").n_signed == 3
    sign(signers, "Mia", proposal_id="2")
    assert propose(signers, PROFILE, based_on=2).replaces == ()  # 2 was decided


@pytest.mark.parametrize(
    ("people", "n", "said"),
    [
        ([], 1, "One signature suffices: the settings name nobody of sales and marketing. "),
        ([("Sam", "sales")], 1, "One signature suffices: the settings name nobody of marketing. "),
        ([("Sam", "sales"), ("Eva", "executive")], 1, "nobody of marketing"),
        (TEAM, 2, "A change is active once one person of sales and one of marketing signed."),
    ],
)
def test_the_rule_in_words(people: list[tuple[str, str]], n: int, said: str) -> None:
    found = proposals.rule([Person(name, "", team) for name, team in people])
    assert found.n_signatures == n and said in found.sentence


@pytest.mark.parametrize("who", ["Sam", "Anybody"])
def test_one_signature_suffices_where_one_team_is_named(
    cursor: DuckDBPyConnection, who: str
) -> None:
    store.insert(cursor, schema.PEOPLE, [{"name": "Sam", "team": "sales"}])
    done = propose(cursor, PROFILE, based_on=None)  # nothing is live: four accounts enter
    assert signing_wording.proposed(done) == (
        "Proposal 1: 4 changes await one signature. No tier changed.")
    assert target_list.programmes(cursor)[0].newest_save is None
    signed = sign(cursor, who)
    assert signed.n_active == 4 and signed.saved is not None and signed.saved.n_entered == 4
    assert tiers(cursor) == {"a1": 1, "a2": 1, "a3": 3, "a8": 1}
    assert {row[4] for row in cursor.execute(ENTRIES).fetchall()} == {who}


@pytest.mark.parametrize(
    ("person", "more", "said"),
    [
        ("", {}, "no name"),
        ("Sm", {}, "nobody called Sm"),
        ("Eva", {}, "Eva is of executive: sales and marketing sign"),
        ("Sam", {"verdict": "decline"}, "no reason"),
        ("Sam", {"account_ids": ["a1"]}, "changes nothing for account a1"),
        ("Sam", {"proposal_id": "7"}, "no proposal 7"),
    ],
)
def test_what_cannot_be_signed(
    signers: DuckDBPyConnection, person: str, more: dict[str, Any], said: str
) -> None:
    propose(signers)
    with pytest.raises(AbmError, match=said):
        sign(signers, person, **more)
    assert signers.execute("SELECT count(*) FROM signatures").fetchall() == [(0,)]


def test_nothing_to_sign(signers: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="Nothing awaits"):
        proposals.find(signers)
    with pytest.raises(AbmError, match="nothing to sign"):
        propose(signers, PROFILE)


def test_an_override_outlives_a_signature(signers: DuckDBPyConnection) -> None:
    propose(signers)
    sign(signers, "Sam")
    overrides.add(signers, "1", "a2", 1, reason="Board", author="Ida", expires_on=TODAY,
                  as_of=TODAY, created_at=NOON)  # fmt: skip
    overrides.add(signers, "1", "a6", 2, reason="Board", author="Ida", expires_on=TODAY,
                  as_of=TODAY, created_at=NOON)  # fmt: skip
    sign(signers, "Mia")
    # a2 was signed for tier 2, but the override comes last; a6 was not part of the proposal.
    assert tiers(signers) == {"a1": 1, "a2": 1, "a8": 2}
    assert live(signers).because[A2].startswith("Override by Ida")
    assert A1 not in live(signers).because and A8 not in live(signers).because


def test_an_account_that_is_gone_can_only_be_declined(signers: DuckDBPyConnection) -> None:
    propose(signers)
    sign(signers, "Sam")
    signers.execute("DELETE FROM accounts WHERE account_id = 'a3'")
    with pytest.raises(AbmError, match="a3 is no longer in the data"):
        sign(signers, "Mia")
    sign(signers, "Mia", verdict="decline", reason="Gone", account_ids=["a3"])
    assert sign(signers, "Mia").n_active == 2


def test_what_hysteresis_kept_out_of_a_proposal_says_so(signers: DuckDBPyConnection) -> None:
    # a2 has 83.3: under a cutoff of 85 it is within 2 points; a3 (50) leaves at 55.
    profile = replace(PROFILE, cutoffs=(85.0, 60.0, 55.0))
    shown, now = Workshop(signers, TODAY), live(signers)
    known = hysteresis.considered(signers, shown.accounts, now)
    found = hysteresis.refresh(shown.accounts, shown.score(profile), now, known)
    draft = whatif.compare(shown.accounts, found.scored, now, shown.score(PROFILE))
    proposals.propose(signers, shown.accounts, draft, shown.score(PROFILE), programme="Nordics",
                      as_of=TODAY, proposed_at=NOON, based_on=1)  # fmt: skip
    assert states(signers) == {"a3": "proposed"}
    sign(signers, "Sam")
    sign(signers, "Mia")
    assert tiers(signers) == {"a1": 1, "a2": 1, "a8": 1}
    assert live(signers).because == {
        A2: "Held by hysteresis: 83.3 is within 2 points of the tier 1 cutoff of 85"}  # fmt: skip
