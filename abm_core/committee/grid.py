"""One account's committee role by role: who plays each, how we know, and who is missing."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.committee import candidates, templates_saved
from abm_core.committee.people import Check, Committee, Person, RoleOf

MOST = 3  # people on a card; the others stand in the list below

LINES = "SELECT DISTINCT requirement, roles FROM required_roles"


class Required(NamedTuple):
    """A required role of the account as coverage counts it; due once the account has reached the
    stage from which it matters.
    """

    name: str
    roles: tuple[str, ...]
    n_required: int
    n_known: int
    n_reachable: int
    n_current: int
    stage: str
    is_due: bool

    @property
    def is_covered(self) -> bool:
        """Whether as many usable people have it as the template asks for."""
        return self.n_current >= self.n_required


class Playing(NamedTuple):
    """Somebody in a role, with the best source for it."""

    person: Person
    role: RoleOf


class Candidate(NamedTuple):
    """Somebody whose title fits a missing role."""

    contact_id: str
    name: str
    title: str
    role: str


class Card(NamedTuple):
    """A role and who is in it; ``required`` is ``None`` for a role that nobody asks for."""

    name: str
    required: Required | None
    shown: tuple[Playing, ...]
    n_more: int
    titles: str
    candidates: tuple[Candidate, ...]


def required(
    cursor: DuckDBPyConnection, rows: Sequence[Mapping[Hashable, Any]]
) -> tuple[Required, ...]:
    """Required roles from the cells of the account in coverage, as plain rows."""
    roles = {name: tuple(found) for name, found in cursor.execute(LINES).fetchall()}
    return tuple(
        Required(
            name=row["requirement"], roles=roles[row["requirement"]],
            n_required=int(row["n_required"]), n_known=int(row["n_identified"]),
            n_reachable=int(row["n_reachable"]), n_current=int(row["n_current"]),
            stage=str(row["stage"]), is_due=bool(row["is_due"]),
        )
        for row in rows
    )  # fmt: skip


def read(
    cursor: DuckDBPyConnection, committee: Committee, lines: Sequence[Required]
) -> tuple[Card, ...]:
    """A card per required role, in the order of the template, then one per other role held."""
    cards = [_required(cursor, committee, line) for line in lines]
    asked_for = {role for line in lines for role in line.roles}
    held = {role for one in committee.here for role in one.plays}
    others = [role for role in schema.BUYING_ROLES if role in held - asked_for]
    return (*cards, *(_card(role, None, playing(committee, (role,))) for role in others))


def playing(committee: Committee, roles: Collection[str]) -> tuple[Playing, ...]:
    """People here in one of the roles: those who are usable first, then by power."""
    found = []
    for person in committee.here:
        best = next((one for one in person.roles if one.counts and one.role in roles), None)
        if best is not None:
            found.append(Playing(person, best))
    return tuple(sorted(found, key=lambda one: (not one.person.usable, not one.person.engaged)))


def _required(
    cursor: DuckDBPyConnection, committee: Committee, line: Required
) -> Card:
    found = playing(committee, line.roles)
    if line.is_covered:
        return _card(line.name, line, found)
    rows = candidates.find(cursor, [(committee.account_id, role) for role in line.roles], most=2)
    fitting = tuple(
        Candidate(row["contact_id"], row["name"], str(row["title"] or ""), row["role"])
        for row in rows.fillna("").to_dict("records")
    )
    titles = candidates.titles_for(templates_saved.current(cursor), line.roles)
    return _card(line.name, line, found)._replace(titles=titles, candidates=fitting)


def _card(name: str, line: Required | None, found: tuple[Playing, ...]) -> Card:
    return Card(name, line, found[:MOST], len(found[MOST:]), "", ())


PASS, WARN, FAIL, LATER = "pass", "warn", "fail", "later"


def verdict(check: Check, committee: Committee) -> str:
    """Pass, warn, fail or not due yet.

    Warned of is what is half there: some threads but too few, a role that is only likely, somebody
    in it who cannot be reached or is stale.
    """
    if check.key in ("threads", "power"):
        if check.passed:
            return PASS
        return LATER if check.passed is None else WARN if check.people else FAIL
    held = playing(committee, (role_of(check),))
    if check.passed:
        said = any(one.role.source != "inferred" and one.person.usable for one in held)
        return PASS if said else WARN
    return WARN if held else LATER if check.passed is None else FAIL


def role_of(check: Check) -> str:
    """The buying role that a line of the checklist asks for."""
    return "legal/procurement" if check.key == "procurement" else check.key
