"""The committee of one account, or of its family: who plays which role, with what power and ties.

Everybody who works there is a member; people who left are kept apart by ``has_left``. Who of ours
talks to whom is told by ``ties``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import reached
from abm_core.committee import proposal
from abm_core.errors import AbmError

ACCOUNT = """
SELECT a.account_id, coalesce(a.name, a.account_id), coalesce(s.tier, ''),
       coalesce(a.sales_owner, ''), coalesce(a.marketing_owner, '')
FROM accounts a LEFT JOIN account_scores s USING (account_id) WHERE a.account_id = $account_id
"""
FAMILY = """
WITH RECURSIVE above AS (
    SELECT account_id, parent_id FROM accounts WHERE account_id = $account_id
    UNION
    SELECT a.account_id, a.parent_id FROM accounts a JOIN above b ON a.account_id = b.parent_id
), family AS (
    SELECT account_id FROM above
    WHERE parent_id IS NULL OR parent_id NOT IN (SELECT account_id FROM accounts)
    UNION SELECT a.account_id FROM accounts a JOIN family f ON a.parent_id = f.account_id
)
SELECT account_id FROM family ORDER BY account_id
"""
# The big tables are cut down to these people before they meet.
MEMBERS = """
WITH members AS (
    SELECT * FROM contacts WHERE account_id IN (SELECT unnest($ids::VARCHAR[]))
), rated AS (
    SELECT contact_id, influence, authority, support, rated_at FROM contact_ratings
    WHERE undone_at IS NULL
    QUALIFY row_number() OVER (
        PARTITION BY contact_id ORDER BY rated_at DESC, rating_id DESC) = 1
)
SELECT c.contact_id, c.account_id, coalesce(c.name, c.email, c.contact_id), coalesce(c.title, ''),
       coalesce(c.department, ''), coalesce(p.seniority, 'other'), coalesce(p.function, 'other'),
       r.influence, r.authority, coalesce(r.support, ''), r.rated_at,
       coalesce(s.has_left, FALSE), coalesce(s.reachable, FALSE), coalesce(s.stale, FALSE),
       coalesce(s.unverified, TRUE), coalesce(s.engaged, FALSE), coalesce(s.points, 0),
       s.last_two_way_on, s.last_theirs_on, coalesce(s.relationship, 0),
       coalesce(c.reports_to_id, ''), coalesce(boss.name, c.reports_to_id, '')
FROM members c
LEFT JOIN (FROM personas SEMI JOIN members USING (contact_id)) p USING (contact_id)
LEFT JOIN rated r USING (contact_id)
LEFT JOIN (FROM contact_standing SEMI JOIN members USING (contact_id)) s USING (contact_id)
LEFT JOIN (SELECT contact_id, name FROM contacts
           WHERE contact_id IN (SELECT reports_to_id FROM members)) boss
    ON boss.contact_id = c.reports_to_id
"""
ROLES = """
SELECT contact_id, role, source, holds, counts, confidence, coalesce(evidence, ''), n_weeks,
       n_opportunities, elsewhere
FROM contact_roles WHERE account_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY contact_id, list_position(['confirmed', 'stated', 'inferred'], source), role
"""
SENIOR = {level: place for place, level in enumerate(("c-level", "vp", "director", "manager"))}
POWERFUL = ("c-level", "vp")
POWER_ROLES = ("economic buyer", "executive sponsor")


class RoleOf(NamedTuple):
    """One role of a person as one source has it; ``counts`` where no better source contradicts."""

    role: str
    source: str
    holds: bool
    counts: bool
    confidence: float
    evidence: str
    n_weeks: int
    n_opportunities: int
    elsewhere: bool


class Person(NamedTuple):
    """A contact on the committee; ``None`` and empty texts stand for what is not known."""

    contact_id: str
    account_id: str
    name: str
    title: str
    department: str
    seniority: str
    function: str
    influence: int | None
    authority: int | None
    support: str
    rated_at: datetime | None
    has_left: bool
    reachable: bool
    stale: bool
    unverified: bool
    engaged: bool
    points: float
    last_two_way_on: date | None
    last_theirs_on: date | None
    relationship: float
    reports_to_id: str
    reports_to: str
    roles: tuple[RoleOf, ...]

    @property
    def usable(self) -> bool:
        """Whether the person can cover a role: reachable and current."""
        return self.reachable and not self.stale

    @property
    def plays(self) -> tuple[str, ...]:
        """The roles that count, each once."""
        return tuple(dict.fromkeys(one.role for one in self.roles if one.counts))

    @property
    def has_power(self) -> bool:
        """Whether the person can say yes: by role, by rating, or by level."""
        by_role = any(role in POWER_ROLES for role in self.plays)
        return by_role or (self.authority or 0) >= 2 or self.seniority in POWERFUL


class Committee(NamedTuple):
    """An account and its people, those with most power first; ``owner`` is ours in sales."""

    account_id: str
    name: str
    tier: str
    owner: str
    marketing_owner: str
    stage: str
    people: tuple[Person, ...]
    proposal_is_out: bool = False

    @property
    def here(self) -> tuple[Person, ...]:
        """People who did not leave."""
        return tuple(one for one in self.people if not one.has_left)

    def playing(self, roles: Iterable[str]) -> tuple[Person, ...]:
        """People here who have one of the roles."""
        wanted = set(roles)
        return tuple(one for one in self.here if wanted & set(one.plays))


def read(
    cursor: DuckDBPyConnection, account_id: str, *, whole_family: bool = False
) -> Committee:
    """The committee of an account; of all accounts under its ultimate parent on request."""
    row = cursor.execute(ACCOUNT, {"account_id": account_id}).fetchone()
    if row is None:
        raise AbmError(
            f"There is no account {account_id}.", "Give the ID of an account that is in the store."
        )
    ids = family(cursor, account_id) if whole_family else [account_id]
    roles: defaultdict[str, list[RoleOf]] = defaultdict(list)
    for contact_id, *values in cursor.execute(ROLES, {"ids": ids}).fetchall():
        roles[contact_id].append(RoleOf(*values))
    people = [
        Person._make((*values, tuple(roles[values[0]])))
        for values in cursor.execute(MEMBERS, {"ids": ids}).fetchall()
    ]
    name, tier, owner, marketing = row[1:]
    stage = reached.stages(cursor, [account_id])[account_id]
    ordered = tuple(sorted(people, key=_by_power))
    return Committee(account_id, name, tier, owner, marketing, stage, ordered,
                     proposal.is_out(cursor, ids))  # fmt: skip


def family(cursor: DuckDBPyConnection, account_id: str) -> list[str]:
    """The accounts under the ultimate parent of an account, itself among them; each once."""
    found = [key for (key,) in cursor.execute(FAMILY, {"account_id": account_id}).fetchall()]
    return found or [account_id]  # parents in a circle have no ultimate one


def _by_power(one: Person) -> tuple[Any, ...]:
    rated = (one.authority or 0) + (one.influence or 0)
    heard = one.last_theirs_on or date.min
    return (-rated, not one.plays, SENIOR.get(one.seniority, len(SENIOR)), -heard.toordinal(),
            one.name, one.contact_id)  # fmt: skip


class Check(NamedTuple):
    """One line of the checklist; ``passed`` is ``None`` for what is not due yet."""

    key: str
    label: str
    passed: bool | None
    people: tuple[str, ...]


NEEDED = (
    ("champion", "Champion", ("champion",)),
    ("economic buyer", "Economic buyer", ("economic buyer",)),
    ("technical evaluator", "Technical evaluator", ("technical evaluator",)),
    ("procurement", "Procurement", ("legal/procurement",)),
)
LATE = ("opportunity", "customer")


def checklist(committee: Committee, *, n_threads: int) -> list[Check]:
    """What a purchase needs, in order: four roles, several threads, power reached.

    ``n_threads`` is the number of engaged contacts needed. Procurement is due once there is
    an opportunity, power once a proposal is out.
    """
    is_late = committee.stage in LATE
    checks = []
    for key, label, roles in NEEDED:
        names = tuple(one.name for one in committee.playing(roles) if one.usable)
        passed = bool(names) or (None if key == "procurement" and not is_late else False)
        checks.append(Check(key, label, passed, names))
    engaged = tuple(one.name for one in committee.here if one.engaged)
    checks.append(Check("threads", "Several threads", len(engaged) >= max(n_threads, 1), engaged))
    power = tuple(one.name for one in committee.here if one.engaged and one.has_power)
    reached = bool(power) or (False if committee.proposal_is_out else None)
    checks.append(Check("power", "Power reached", reached, power))
    return checks
