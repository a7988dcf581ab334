"""Roles by source: what the CRM states, what titles and behaviour suggest, what people say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from coverage_world import NOON, contact, did, opened, persona, refresh, target
from duckdb import DuckDBPyConnection

from abm_core import erasure, schema, store
from abm_core.committee import (
    buying_roles,
    ratings,
    role_confirmations,
    role_values,
    templates,
    templates_saved,
)
from abm_core.committee.templates import Requirement, Segment, Templates
from abm_core.errors import AbmError

EB, CH, TE, EU, LP, ES, IN, BL = schema.BUYING_ROLES
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """A store with the account Acme, in tier 1, and the contact Ida."""
    with opened(tmp_path) as one:
        target(one, "acme")
        contact(one, "ida", "acme")
        yield one


def held(cursor: DuckDBPyConnection, contact_id: str = "ida") -> set[tuple[str, str, bool]]:
    """Role, source and whether it counts."""
    rows = cursor.execute(
        "SELECT role, source, counts FROM contact_roles WHERE contact_id = $id", {"id": contact_id}
    )
    return set(rows.fetchall())


def state(cursor: DuckDBPyConnection, role: str | None) -> None:
    cursor.execute("UPDATE contacts SET buying_role = $role WHERE contact_id = 'ida'",
                   {"role": role})  # fmt: skip
    refresh(cursor)


def confirm(
    cursor: DuckDBPyConnection, role: str, holds: bool = True, at: datetime = NOON,
    contact_id: str = "ida",
) -> role_confirmations.Confirmation:  # fmt: skip
    return role_confirmations.confirm(
        cursor, contact_id, role, holds=holds, author="Bo", note="Told me", confirmed_at=at
    )


# --- Words of the CRM ---------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "roles"), [
    ("Decision Maker", [EB]), ("DECISION_MAKER", [EB]), ("BUDGET_HOLDER", [EB]),
    ("CHAMPION", [CH]), ("END_USER", [EU]), ("EXECUTIVE_SPONSOR", [ES]), ("INFLUENCER", [IN]),
    ("LEGAL_AND_COMPLIANCE", [LP]), ("Legal & Compliance", [LP]), ("BLOCKER", [BL]), ("OTHER", []),
    ("Business User", [EU]), ("Economic Buyer", [EB]), ("Economic Decision Maker", [EB]),
    ("Evaluator", [TE]), ("Executive Sponsor", [ES]), ("Technical Buyer", [TE]), ("Other", []),
    ("Practitioner", [EU]), ("Executive Steering Committee", [ES]),
    ("BUDGET_HOLDER;CHAMPION;DECISION_MAKER", [EB, CH]), ("Godfather", []),
])  # fmt: skip
def test_lists_of_hubspot_salesforce_and_adobe_are_known(written: str, roles: list[str]) -> None:
    words = role_values.parts(written)
    assert role_values._roles(words, role_values.KNOWN) == roles
    assert all(word in role_values.KNOWN for word in words) is (written != "Godfather")


def test_every_role_of_ours_is_a_known_word() -> None:
    for role in schema.BUYING_ROLES:
        assert role_values.KNOWN[role_values.plain(role)] == role


def test_an_unknown_word_is_listed_and_mapped_once(cursor: DuckDBPyConnection) -> None:
    state(cursor, "GATE-KEEPER")
    (one,) = role_values.unknown(cursor)
    assert (one.value, one.n_contacts, one.is_known) == ("gate keeper", 1, False)
    assert held(cursor) == set()
    role_values.decide(cursor, "Gate keeper", BL, author="Bo", mapped_at=NOON)
    assert buying_roles.refresh(cursor)
    assert held(cursor) == {(BL, "stated", True)}
    assert role_values.unknown(cursor) == []
    role_values.decide(cursor, "Gate keeper", "", author="Bo", mapped_at=LATER)
    buying_roles.refresh(cursor)
    assert held(cursor) == set() and role_values.unknown(cursor) == []
    with pytest.raises(AbmError, match="Did you mean 'champion'"):
        role_values.decide(cursor, "x", "champoin", author="", mapped_at=NOON)


def test_a_house_may_read_a_known_word_otherwise(cursor: DuckDBPyConnection) -> None:
    role_values.decide(cursor, "Decision Maker", ES, author="Bo", mapped_at=NOON)
    state(cursor, "Decision Maker")
    assert held(cursor) == {(ES, "stated", True)}


# --- Titles and behaviour -----------------------------------------------------------------------


def test_titles_and_behaviour(cursor: DuckDBPyConnection) -> None:
    people = {  # seniority, function, sure, weeks with a response: roles with confidence
        "cfo": ("c-level", "finance", 1.0, 0, {EB: 0.6}),
        "ceo": ("c-level", "general management", 0.5, 0, {EB: 0.3, ES: 0.3}),
        "buyer": ("other", "procurement", 1.0, 0, {LP: 0.6}),
        "head": ("director", "it", 1.0, 0, {TE: 0.6}),
        "busy": ("director", "it", 1.0, 3, {TE: 0.6, CH: 1 - 0.4 * 0.7}),
        "seller": ("vp", "sales", 1.0, 3, {CH: 0.3}),
        "shy": ("director", "data", 1.0, 2, {TE: 0.6}),
        "nobody": ("other", "other", 0.0, 0, {}),
    }
    for name, (seniority, function, sure, weeks, _) in people.items():
        contact(cursor, name, "acme")
        persona(cursor, name, seniority, function, sure)
        for week in range(weeks):
            did(cursor, name, "acme", "mail reply", weeks_ago=week)
    refresh(cursor)
    rows = cursor.execute("SELECT contact_id, role, confidence, counts FROM contact_roles")
    found: dict[str, dict[str, float]] = {name: {} for name in people}
    for contact_id, role, confidence, counts in rows.fetchall():
        found[contact_id][role] = pytest.approx(confidence)
        assert counts is (confidence >= 0.4)
    assert found == {name: expected for name, (*_, expected) in people.items()}


def test_what_a_role_is_looked_for_in_can_be_changed(cursor: DuckDBPyConnection) -> None:
    persona(cursor, "ida", "manager", "marketing")
    refresh(cursor)
    assert held(cursor) == set()
    changed = templates.from_document({"personas": {
        EU: {"seniorities": ["manager"], "functions": ["marketing"]}}})  # fmt: skip
    templates_saved.save(cursor, changed, author="Bo", saved_at=NOON)
    assert buying_roles.refresh(cursor)
    assert held(cursor) == {(EU, "inferred", True)}
    assert not buying_roles.refresh(cursor)


# --- Precedence ---------------------------------------------------------------------------------


def test_all_sources_are_kept_and_the_best_counts(cursor: DuckDBPyConnection) -> None:
    persona(cursor, "ida", "vp", "finance")
    refresh(cursor)
    assert held(cursor) == {(EB, "inferred", True)}
    state(cursor, "Champion")
    assert held(cursor) == {(EB, "inferred", False), (CH, "stated", True)}
    said = confirm(cursor, TE)
    assert held(cursor) == {
        (EB, "inferred", False), (CH, "stated", True), (TE, "confirmed", True)}  # fmt: skip
    confirm(cursor, CH, holds=False)
    assert (CH, "stated", False) in held(cursor) and (CH, "confirmed", False) in held(cursor)
    role_confirmations.undo(cursor, said.confirmation_id, author="Bo", undone_at=LATER)
    # Nothing that counts is said any more, so that the title speaks.
    assert held(cursor) == {
        (EB, "inferred", True), (CH, "stated", False), (CH, "confirmed", False)}  # fmt: skip


def test_the_newest_word_about_a_role_holds(cursor: DuckDBPyConnection) -> None:
    first = confirm(cursor, CH)
    second = confirm(cursor, CH, holds=False, at=LATER)
    assert held(cursor) == {(CH, "confirmed", False)}
    role_confirmations.undo(cursor, second.confirmation_id, author="Mia", undone_at=LATER)
    assert held(cursor) == {(CH, "confirmed", True)}
    kept = role_confirmations.history(cursor, "ida")
    assert [(one.confirmation_id, one.holds, one.undone_by) for one in kept] == [
        (second.confirmation_id, False, "Mia"), (first.confirmation_id, True, "")]  # fmt: skip
    assert (kept[1].author, kept[1].note, kept[1].confirmed_at) == ("Bo", "Told me", NOON)
    with pytest.raises(AbmError, match="taken back by Mia"):
        role_confirmations.undo(cursor, second.confirmation_id, author="Mia", undone_at=LATER)


def test_one_click_makes_only_this_contact_anew(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "ole", "acme", "Champion")
    refresh(cursor)
    confirm(cursor, EB)
    assert held(cursor, "ole") == {(CH, "stated", True)}
    assert not buying_roles.refresh(cursor)


def test_decisions_say_what_is_wrong(cursor: DuckDBPyConnection) -> None:
    for text, call in (
        ("no buying role", lambda: confirm(cursor, "boss")),
        ("no contact", lambda: confirm(cursor, CH, contact_id="nobody")),
        ("no confirmation 9", lambda: role_confirmations.undo(
            cursor, 9, author="Bo", undone_at=NOON)),
        ("no author", lambda: role_confirmations.confirm(
            cursor, "ida", CH, author=" ", confirmed_at=NOON)),
        ("not on the scale", lambda: ratings.rate(
            cursor, "ida", influence=4, author="Bo", rated_at=NOON)),
        ("Did you mean 'mentor'", lambda: ratings.rate(
            cursor, "ida", support="mentr", author="Bo", rated_at=NOON)),
        ("no rating 9", lambda: ratings.undo(cursor, 9, author="Bo", undone_at=NOON)),
    ):  # fmt: skip
        with pytest.raises(AbmError, match=text):
            call()


# --- Ratings ------------------------------------------------------------------------------------


def test_ratings_have_a_history(cursor: DuckDBPyConnection) -> None:
    assert ratings.current(cursor, "ida") is None
    ratings.rate(cursor, "ida", influence=3, authority=0, support="mentor", author="Bo",
                 rated_at=NOON)  # fmt: skip
    second = ratings.rate(cursor, "ida", support="against", author="Mia", rated_at=LATER)
    now = ratings.current(cursor, "ida")
    assert now is not None
    assert (now.influence, now.authority, now.support) == (None, None, "against")
    ratings.undo(cursor, second.rating_id, author="Mia", undone_at=LATER)
    before = ratings.current(cursor, "ida")
    assert before is not None
    assert (before.influence, before.authority, before.support, before.author) == (
        3, 0, "mentor", "Bo")  # fmt: skip
    assert len(ratings.history(cursor, "ida")) == 2
    with pytest.raises(AbmError, match="taken back"):
        ratings.undo(cursor, second.rating_id, author="Mia", undone_at=LATER)


def test_an_erased_person_takes_all_of_this_along(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "ole", "acme")
    refresh(cursor)
    for who in ("ida", "ole"):
        confirm(cursor, CH, contact_id=who)
        ratings.rate(cursor, who, influence=1, author="Bo", note=f"{who} said", rated_at=NOON)
    erasure.erase_person(cursor, "ida@acme.example", erased_at=LATER, salt="s")
    for table in ("role_confirmations", "contact_ratings", "contact_roles", "contact_standing"):
        left = cursor.execute(f"SELECT DISTINCT contact_id FROM {table}").fetchall()
        assert left == [("ole",)], table
    logged = cursor.execute("SELECT entity, entity_id FROM change_log ORDER BY ALL").fetchall()
    assert logged == [("contact_ratings", "2"), ("role_confirmations", "2")]


# --- Templates ----------------------------------------------------------------------------------


def test_templates_survive_the_way_through_a_document() -> None:
    made = Templates(
        tiers={"1": (Requirement((EB,), 2, "aware"),), "2": (), "3": (Requirement((EB, CH)),)},
        segments=(Segment("Banks", "industry", ("Bank",), "1", (Requirement((LP,)),)),),
    )
    assert templates.from_document(templates.to_document(made)) == made
    assert templates.from_document({}) == Templates()
    assert [one.name for one in Templates().tiers["3"]] == ["economic buyer or champion"]


@pytest.mark.parametrize(("document", "text"), [
    ({"tiers": {"4": []}}, "no tier '4'"),
    ({"tiers": {"1": [{"roles": ["boss"]}]}}, "no buying role 'boss'"),
    ({"tiers": {"1": [{"roles": [BL]}]}}, "never required"),
    ({"tiers": {"1": [{"roles": []}]}}, "names no role"),
    ({"tiers": {"1": [{"roles": [CH], "n": 0}]}}, "required 0 times"),
    ({"tiers": {"1": [{"roles": [CH], "stage": "dreaming"}]}}, "no stage"),
    ({"tiers": {"1": [{"roles": [CH]}, {"roles": [CH]}]}}, "in two lines"),
    ({"segments": [{"name": "x", "field": "colour", "values": ["a"], "required": []}]},
     "field of a segment"),
    ({"segments": [{"name": "x", "field": "country", "values": ["a"], "required": []}]},
     "requires nothing"),
    ({"segments": [{"field": "country"}]}, "cannot be read"),
    ({"personas": {CH: {"seniorities": ["boss"], "functions": []}}}, "no seniority 'boss'"),
])  # fmt: skip
def test_wrong_templates_are_refused(document: dict[str, object], text: str) -> None:
    with pytest.raises(AbmError, match=text):
        templates.from_document(document)


def test_versions_of_templates(cursor: DuckDBPyConnection) -> None:
    assert templates_saved.current(cursor) == Templates() and not templates_saved.history(cursor)
    mine = Templates(tiers={**Templates().tiers, "3": (Requirement((CH,)),)})
    assert templates_saved.save(cursor, mine, author="Bo", note="Why", saved_at=NOON,
                                based_on=0) == 1  # fmt: skip
    assert templates_saved.current(cursor) == mine
    (one,) = templates_saved.history(cursor)
    assert (one.version, one.author, one.note, one.saved_at) == (1, "Bo", "Why", NOON)
    with pytest.raises(AbmError, match="saved as version 1 while"):
        templates_saved.save(cursor, mine, author="Mia", saved_at=LATER, based_on=0)


# --- Elsewhere ----------------------------------------------------------------------------------


def test_two_deals_of_which_one_was_at_the_former_account(cursor: DuckDBPyConnection) -> None:
    target(cursor, "old")
    store.insert(cursor, schema.OPPORTUNITIES, [
        {"opportunity_id": "o1", "account_id": "old", "created_on": date(2025, 1, 1)},
        {"opportunity_id": "o2", "account_id": "acme", "created_on": date(2026, 1, 1)},
        {"opportunity_id": "o3", "account_id": "acme", "created_on": date(2026, 1, 1)}])
    store.insert(cursor, schema.OPPORTUNITY_CONTACTS, [
        {"opportunity_id": one, "contact_id": "ida", "role": "Champion"}
        for one in ("o1", "o2", "o3")])  # fmt: skip
    refresh(cursor)
    row = cursor.execute("SELECT counts, elsewhere, n_opportunities, evidence FROM contact_roles")
    assert row.fetchall() == [(True, False, 2, "Champion")]
