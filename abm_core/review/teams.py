"""Who of us is on which account: the owners that the CRM names, and what people entered here.

An entry adds to the CRM's owners. Somebody who is taken off an account is off it from that day on,
also where the CRM still names them. No entry is ever deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, formats, house, schema, store
from abm_core.change_log import ADDED, REMOVED, Change
from abm_core.errors import AbmError, did_you_mean
from abm_core.house import Person
from abm_core.review import names

SALES, MARKETING, *_ = schema.ACCOUNT_ROLES
CRM, ENTERED = "CRM", "entered here"

# Names are compared without regard to capitals and blanks.
MEMBERS = r"""
WITH entries AS (
    SELECT *, lower(trim(regexp_replace(person, '\s+', ' ', 'g'))) AS who
    FROM account_people
    WHERE removed_at IS NULL AND ($ids IS NULL OR list_contains($ids, account_id))
), asked AS (
    FROM accounts WHERE $ids IS NULL OR list_contains($ids, account_id)
), said AS (
    SELECT account_id, $sales AS role, sales_owner AS person FROM asked
    UNION ALL SELECT account_id, $marketing, marketing_owner FROM asked
), owners AS (
    SELECT *, lower(trim(regexp_replace(person, '\s+', ' ', 'g'))) AS who
    FROM said WHERE trim(person) <> ''
), now_on AS (
    FROM entries WHERE coalesce(since <= $day, TRUE) AND coalesce(until >= $day, TRUE)
), settled AS (
    FROM now_on UNION ALL FROM entries WHERE since IS NULL  -- an owner who was taken off
), held AS (
    SELECT account_id, person, role, since, until, entry_id FROM now_on
    UNION ALL
    SELECT account_id, person, role, NULL, NULL, NULL FROM owners
    ANTI JOIN settled USING (account_id, role, who)
)
SELECT h.account_id, coalesce(a.name, h.account_id), coalesce(s.tier::INTEGER, 0),
       trim(regexp_replace(h.person, '\s+', ' ', 'g')), h.role, h.since, h.until, h.entry_id
FROM held h LEFT JOIN accounts a USING (account_id) LEFT JOIN account_scores s USING (account_id)
WHERE ($who IS NULL OR list_contains($who, lower(trim(regexp_replace(h.person, '\s+', ' ', 'g')))))
  AND ($tiered = FALSE OR s.tier IS NOT NULL)
ORDER BY s.tier NULLS LAST, lower(a.name), h.account_id,
         list_position($roles, h.role), lower(h.person)
"""
NAMED = r"""
WITH said AS (
    SELECT sales_owner AS person, 1 AS n_accounts, 0 AS n_deals FROM accounts
    UNION ALL SELECT marketing_owner, 1, 0 FROM accounts
    UNION ALL SELECT owner, 0, 1 FROM opportunities
)
SELECT min(trim(regexp_replace(person, '\s+', ' ', 'g'))) AS name,
       sum(n_accounts)::BIGINT, sum(n_deals)::BIGINT
FROM said WHERE trim(person) <> ''
GROUP BY lower(trim(regexp_replace(person, '\s+', ' ', 'g')))
ORDER BY 2 DESC, 3 DESC, name
"""
LATER = """
SELECT person, since FROM account_people
WHERE account_id = $account_id AND role = $role AND removed_at IS NULL AND since > $since
  AND since <= coalesce($until, since)
ORDER BY since
"""
ENTRY = """
SELECT entry_id, account_id, person, role, since, until FROM account_people
WHERE entry_id = $entry_id AND removed_at IS NULL
"""
END = "UPDATE account_people SET until = $until WHERE entry_id = $entry_id"
REMOVE = """
UPDATE account_people SET removed_by = $author, removed_at = $now WHERE entry_id = $entry_id
"""
STATED = """
SELECT CASE WHEN $role = 'sales' THEN sales_owner ELSE marketing_owner END
FROM accounts WHERE account_id = $account_id
"""
HAS_ACCOUNT = "SELECT count(*) FROM accounts WHERE account_id = $account_id"


class Member(NamedTuple):
    """Somebody of us on an account.

    ``person`` is the name of a person of the house where one is meant, ``team`` blank for who is
    none. ``source`` is CRM for an owner that a file names; ``entry_id`` then is ``None``.
    """

    account_id: str
    account: str
    tier: int
    person: str
    role: str
    since: date | None
    until: date | None
    entry_id: int | None
    team: str

    @property
    def source(self) -> str:
        """Who says so: a file, or a person of the house."""
        return CRM if self.entry_id is None else ENTERED


class Owner(NamedTuple):
    """A name that the CRM gives as owner; ``person`` is blank where nobody of the house is meant.

    ``n_accounts`` counts an account twice that names them for sales and for marketing.
    """

    name: str
    n_accounts: int
    n_opportunities: int
    person: str
    team: str


class Entry(NamedTuple):
    """A row of ``account_people``."""

    entry_id: int
    account_id: str
    person: str
    role: str
    since: date | None
    until: date | None


def members(
    cursor: DuckDBPyConnection, *, as_of: date, account_id: str | None = None,
    account_ids: Collection[str] | None = None, person: str | None = None, tiered: bool = False,
) -> list[Member]:  # fmt: skip
    """Who is on which account on a day: of one account or some, of one person, or all.

    By tier, then by account; ``tiered`` leaves out accounts in no tier.
    """
    known = names.known(house.people(cursor))
    ids = account_ids if account_id is None else [account_id]
    rows = cursor.execute(MEMBERS, {
        "day": as_of, "ids": None if ids is None else list(ids), "tiered": tiered, "sales": SALES,
        "marketing": MARKETING, "roles": list(schema.ACCOUNT_ROLES),
        "who": None if person is None else sorted(names.called(known, person)),
    }).fetchall()  # fmt: skip
    return [_member(known, *row) for row in rows]


def accounts_of(cursor: DuckDBPyConnection, person: str, *, as_of: date) -> list[Member]:
    """The accounts that somebody is on, with the role there, the best tier first."""
    return members(cursor, as_of=as_of, person=person)


def _member(
    known: Mapping[str, Person], account_id: str, account: str, tier: int, person: str, role: str,
    since: date | None, until: date | None, entry_id: int | None,
) -> Member:  # fmt: skip
    meant = known.get(names.key(person))
    return Member(account_id, account, tier, meant.name if meant else person, role, since, until,
                  entry_id, meant.team if meant else "")  # fmt: skip


def owners(cursor: DuckDBPyConnection) -> list[Owner]:
    """Every name that the CRM gives as an owner, with whom of the house it means."""
    known = names.known(house.people(cursor))
    found = []
    for name, n_accounts, n_deals in cursor.execute(NAMED).fetchall():
        meant = known.get(names.key(name))
        found.append(Owner(name, n_accounts, n_deals, meant.name if meant else "",
                           meant.team if meant else ""))  # fmt: skip
    return found


def not_in_people(cursor: DuckDBPyConnection) -> list[Owner]:
    """Owners that the CRM names and the house does not know, those with most accounts first."""
    return [one for one in owners(cursor) if not one.person]


def put_on(
    cursor: DuckDBPyConnection, account_id: str, person: str, role: str, *, since: date,
    until: date | None = None, author: str, now: datetime,
) -> int:  # fmt: skip
    """Put somebody on an account; the number of the entry.

    Whoever the CRM names for the role stays on it. Raises ``AbmError`` for an account or a role
    that there is not, for nobody, for an end before the start, and for who is on it already.
    """
    who = names.require(author, "The entry")
    if not names.clean(person):
        raise AbmError("Nobody is named.", "Say who is on the account.")
    if until is not None and until < since:
        raise AbmError(f"The end, {formats.day(until)}, lies before the start, "
                       f"{formats.day(since)}.", "Choose a later end, or none.")  # fmt: skip
    with store.transaction(cursor):
        _check(cursor, account_id, role)
        known = names.known(house.people(cursor))
        called = names.called(known, person)
        for one in members(cursor, as_of=since, account_id=account_id):
            if one.role == role and names.key(one.person) in called:
                raise AbmError(f"{one.person} is on {one.account} for {role} already.",
                               "Nothing is left to do.")  # fmt: skip
        _refuse_later(cursor, account_id, role, called, since, until)
        entry = Entry(store.next_id(cursor, schema.ACCOUNT_PEOPLE), account_id,
                      names.shown(known, person), role, since, until)  # fmt: skip
        _insert(cursor, entry, who, now)
    return entry.entry_id


def _refuse_later(
    cursor: DuckDBPyConnection, account_id: str, role: str, called: Collection[str], since: date,
    until: date | None,
) -> None:  # fmt: skip
    bound = {"account_id": account_id, "role": role, "since": since, "until": until}
    for person, begins in cursor.execute(LATER, bound).fetchall():
        if names.key(person) in called:
            raise AbmError(f"{person} comes to the account for {role} on {formats.day(begins)}.",
                           "End before that day, or take that entry away.")  # fmt: skip


def take_off(
    cursor: DuckDBPyConnection, account_id: str, person: str, role: str, *, off_from: date,
    author: str, now: datetime,
) -> None:  # fmt: skip
    """Take somebody off an account from a day on, whether the CRM names them or an entry does.

    Raises ``AbmError`` where they are not on it.
    """
    who = names.require(author, "The entry")
    with store.transaction(cursor):
        _check(cursor, account_id, role)
        called = names.called(names.known(house.people(cursor)), person)
        on_it = [one for one in members(cursor, as_of=off_from, account_id=account_id)
                 if one.role == role and names.key(one.person) in called]  # fmt: skip
        if not on_it:
            raise AbmError(f"{names.clean(person) or 'Nobody'} is not on the account for {role}.",
                           "List its team first.")  # fmt: skip
        for one in on_it:
            _end(cursor, one, off_from - timedelta(days=1), who, now)


def remove(cursor: DuckDBPyConnection, entry_id: int, *, author: str, now: datetime) -> None:
    """Take a mistaken entry away, as if it had not been made; the log keeps it."""
    who = names.require(author, "The change")
    with store.transaction(cursor):
        row = cursor.execute(ENTRY, {"entry_id": entry_id}).fetchone()
        if row is None:
            raise AbmError(f"There is no entry {entry_id}.", "List the team of the account first.")
        _remove(cursor, Entry(*row), who, now)


def _end(
    cursor: DuckDBPyConnection, one: Member, last: date, author: str, now: datetime
) -> None:
    if one.entry_id is None:
        # As the CRM names them: by the name of the file, so that the two are known to be one.
        for name in _as_named(cursor, one):
            number = store.next_id(cursor, schema.ACCOUNT_PEOPLE)
            _insert(cursor, Entry(number, one.account_id, name, one.role, None, last), author, now)
        return
    entry = Entry(one.entry_id, one.account_id, one.person, one.role, one.since, one.until)
    if one.since is not None and last < one.since:
        _remove(cursor, entry, author, now)
        return
    cursor.execute(END, {"entry_id": one.entry_id, "until": last})
    ended = Change(schema.ACCOUNT_PEOPLE, str(one.entry_id), "until", one.until, last)
    change_log.write(cursor, [ended], author=author, changed_at=now)
    store.next_decision(cursor)


def _as_named(cursor: DuckDBPyConnection, one: Member) -> list[str]:
    asked = {"role": one.role, "account_id": one.account_id}
    return [name for (name,) in cursor.execute(STATED, asked).fetchall() if name]


def _check(cursor: DuckDBPyConnection, account_id: str, role: str) -> None:
    if role not in schema.ACCOUNT_ROLES:
        raise AbmError(f"There is no role '{role}' on an account.",
                       did_you_mean(role, schema.ACCOUNT_ROLES))  # fmt: skip
    if not cursor.execute(HAS_ACCOUNT, {"account_id": account_id}).fetchall()[0][0]:
        raise AbmError(f"There is no account {account_id}.", "Give an ID that is in the store.")


def _insert(cursor: DuckDBPyConnection, entry: Entry, author: str, now: datetime) -> None:
    row = {**entry._asdict(), "author": author, "created_at": now}
    store.insert(cursor, schema.ACCOUNT_PEOPLE, [row])
    _log(cursor, entry, ADDED, author, now)


def _remove(cursor: DuckDBPyConnection, entry: Entry, author: str, now: datetime) -> None:
    cursor.execute(REMOVE, {"entry_id": entry.entry_id, "author": author, "now": now})
    _log(cursor, entry, REMOVED, author, now)


def _log(
    cursor: DuckDBPyConnection, entry: Entry, what: str, author: str, now: datetime
) -> None:
    said = f"{entry.person}: {entry.role}"
    old, new = (said, None) if what == REMOVED else (None, said)
    line = Change(schema.ACCOUNT_PEOPLE, str(entry.entry_id), what, old, new)
    change_log.write(cursor, [line], author=author, changed_at=now)
    store.next_decision(cursor)
