"""The committee of one account or family, its checklist, and every sentence about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from coverage_world import NOON, contact, did, opened, persona, refresh, target
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.committee import people, proposal, ratings, role_confirmations
from abm_core.committee import roles_wording as wording
from abm_core.committee.people import RoleOf
from abm_core.errors import AbmError

EB, CH, TE, EU, LP, ES, IN, BL = schema.BUYING_ROLES


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Acme: Ida, a champion who answers; Bo, a CFO who does not; Cy, who left."""
    with opened(tmp_path) as one:
        target(one, "acme", sales_owner="Holm")
        contact(one, "ida", "acme", "Champion", reports_to_id="bo", title="Head of Data")
        contact(one, "bo", "acme", title="CFO")
        contact(one, "cy", "acme", "End user", left_on=date(2026, 1, 1))
        persona(one, "bo", "c-level", "finance", title="CFO")
        did(one, "ida", "acme", "mail reply", points=4.0)
        yield one


def stage(cursor: DuckDBPyConnection, name: str) -> None:
    store.insert(cursor, schema.STAGE_CHANGES, [{
        "account_id": "acme", "motion": "new", "week": date(2026, 1, 5), "stage_to": name}])


def offered(
    cursor: DuckDBPyConnection, opportunity_id: str, account_id: str, name: str | None
) -> None:
    """An open opportunity with the name that the CRM gives its stage."""
    store.insert(cursor, schema.OPPORTUNITIES, [{
        "opportunity_id": opportunity_id, "account_id": account_id, "stage": name,
        "outcome": "open"}])


def test_everybody_with_roles_power_and_ties(cursor: DuckDBPyConnection) -> None:
    ratings.rate(cursor, "ida", influence=3, authority=1, support="mentor", author="Bo",
                 rated_at=NOON)  # fmt: skip
    refresh(cursor)
    found = people.read(cursor, "acme")
    assert (found.name, found.tier, found.owner, found.stage) == ("Acme", "1", "Holm", "")
    assert [one.contact_id for one in found.people] == ["ida", "bo", "cy"]
    ida, bo, cy = found.people
    assert (ida.plays, ida.influence, ida.authority, ida.support) == ((CH,), 3, 1, "mentor")
    assert (ida.reports_to_id, ida.reports_to, ida.engaged, ida.points) == ("bo", "Bo", True, 4)
    assert (bo.plays, bo.seniority, bo.influence) == ((EB,), "c-level", None)
    assert bo.has_power and not ida.has_power
    assert cy.has_left and [one.contact_id for one in found.here] == ["ida", "bo"]
    assert [one.contact_id for one in found.playing((EB, EU))] == ["bo"]
    with pytest.raises(AbmError, match="no account nowhere"):
        people.read(cursor, "nowhere")


def test_relationship_strength_by_hand(cursor: DuckDBPyConnection) -> None:
    """As of 1 March; what was done lies on 25 February, 4 days before."""
    did(cursor, "bo", "acme", "meeting", n=2, minutes=60, direction="ours")
    did(cursor, "bo", "acme", "mail sent", n=2, direction="ours")
    refresh(cursor)
    bo, ida = sorted(people.read(cursor, "acme").here, key=lambda one: one.contact_id)
    # Recency 86 of 90 days, 2 of 12 days, 2 back for 4 out, 60 of 120 minutes.
    assert bo.relationship == pytest.approx(35 * 86 / 90 + 30 * 2 / 12 + 20 * 2 / 4 + 15 * 0.5)
    assert ida.relationship == pytest.approx(35 * 86 / 90 + 30 / 12 + 20)


def test_the_checklist(cursor: DuckDBPyConnection) -> None:
    refresh(cursor)
    found = people.read(cursor, "acme")
    before = {one.key: one.passed for one in people.checklist(found, n_threads=3)}
    assert before == {"champion": True, "economic buyer": True, "technical evaluator": False,
                      "procurement": None, "threads": False, "power": None}  # fmt: skip
    stage(cursor, "opportunity")
    offered(cursor, "o", "acme", "Negotiation/Review")
    checks = people.checklist(people.read(cursor, "acme"), n_threads=3)
    assert {one.key: one.passed for one in checks} == {
        **before, "procurement": False, "power": False}
    assert [wording.reason(one, n_threads=3) for one in checks] == [
        "Ida.", "Bo.", "Nobody usable evaluates the technology.",
        "There is an opportunity, and nobody usable in legal or procurement is known.",
        "1 engaged contact (Ida); 3 needed.",
        "There is an opportunity, and nobody who can say yes is engaged."]  # fmt: skip
    did(cursor, "bo", "acme", "meeting")
    refresh(cursor)
    power = people.checklist(people.read(cursor, "acme"), n_threads=2)[-1]
    assert power.passed and wording.reason(power, n_threads=2) == "Bo."


@pytest.mark.parametrize(
    ("stages", "due"),
    [
        ({"acme": "Proposal/Price Quote"}, True),
        ({"acme": "contractsent"}, True),
        ({"acme": "Value Proposition"}, True),  # no stage here speaks of proposals: any counts
        ({"acme": None}, True),
        ({"acme": "Value Proposition", "other": "Proposal"}, False),
        ({"acme": "Discovery", "other": "Closed Won"}, True),
        ({"other": "Proposal"}, False),
        ({}, False),
    ],
)
def test_power_is_due_by_proposal(
    cursor: DuckDBPyConnection, stages: dict[str, str | None], due: bool
) -> None:
    for account_id, name in stages.items():
        offered(cursor, f"of-{account_id}", account_id, name)
    assert proposal.is_out(cursor, ["acme"]) == due
    cursor.execute("UPDATE opportunities SET outcome = 'lost'")
    assert not proposal.is_out(cursor, ["acme"])


def test_a_family_is_one_committee(cursor: DuckDBPyConnection) -> None:
    target(cursor, "top", "3")
    target(cursor, "sister", "3", parent_id="top")
    target(cursor, "below", "3", parent_id="acme")
    target(cursor, "stranger", "3")
    cursor.execute("UPDATE accounts SET parent_id = 'top' WHERE account_id = 'acme'")
    for name in ("sister", "below", "stranger"):
        contact(cursor, f"at-{name}", name, "Champion")
    refresh(cursor)
    for one in ("acme", "top", "below"):
        assert people.family(cursor, one) == ["acme", "below", "sister", "top"]
    found = people.read(cursor, "acme", whole_family=True)
    assert {one.contact_id for one in found.playing((CH,))} == {"ida", "at-sister", "at-below"}
    cursor.execute("UPDATE accounts SET parent_id = 'below' WHERE account_id = 'top'")
    assert people.family(cursor, "acme") == ["acme"]  # a circle has no top


def test_claims_and_reasons(cursor: DuckDBPyConnection) -> None:
    refresh(cursor)
    role_confirmations.confirm(cursor, "bo", EB, author="Mia", note="Signs budgets",
                               confirmed_at=NOON)  # fmt: skip
    bo = next(one for one in people.read(cursor, "acme").people if one.contact_id == "bo")
    assert [(wording.claim(one), wording.because(one)) for one in bo.roles] == [
        ("Economic buyer (confirmed)", "A person said so: Signs budgets."),
        ("Likely economic buyer (60 % confidence)", "The title is 'CFO'.")]  # fmt: skip


@pytest.mark.parametrize(("one", "claim", "because"), [
    (RoleOf(CH, "inferred", True, False, 0.3, "", 4, 0, False),
     "Possibly champion (30 % confidence)",
     "Replied, met, called or filled in a form in 4 weeks of the last 13 weeks."),
    (RoleOf(CH, "inferred", True, True, 0.72, "VP Data", 1, 0, False),
     "Likely champion (72 % confidence)",
     "The title is 'VP Data' and replied, met, called or filled in a form in 1 week of the last 13 "
     "weeks."),
    (RoleOf(CH, "confirmed", False, False, 1.0, "", 0, 0, False), "Not champion (confirmed)",
     "A person said so."),
    (RoleOf(EB, "stated", True, False, 0.9, "Decision Maker", 0, 2, True),
     "Economic buyer (stated by the CRM)",
     "The CRM says 'Decision Maker' on 2 opportunities, at the former account."),
])  # fmt: skip
def test_words_of_a_role(one: RoleOf, claim: str, because: str) -> None:
    assert (wording.claim(one), wording.because(one)) == (claim, because)
