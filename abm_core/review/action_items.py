"""Action items: what somebody will do at an account, by when, and what became of it.

None is ever deleted: what nobody will do is dropped. Every change is in the change log and raises
the item's version. Two people who change different things of one item both keep theirs; who
changes the same thing as somebody else is told what it says now.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple, TypedDict

from duckdb import DuckDBPyConnection

from abm_core import formats, house, schema, store
from abm_core.change_log import ADDED, Change
from abm_core.change_log import write as write_log
from abm_core.errors import AbmError, did_you_mean
from abm_core.review import action_log, names

OPEN, DONE, DROPPED = schema.ACTION_STATUSES
REVIEW, PLAN, PERSON = schema.ACTION_SOURCES
WRITTEN = ("reason", "next_step", "owner", "due_on", "opportunity_id", "contact_id")
CLOSING = ("status", "outcome", "closed_by", "closed_at")

LISTED = """
SELECT i.action_id, i.account_id, coalesce(a.name, i.account_id), coalesce(s.tier::INTEGER, 0),
       i.opportunity_id, o.name, i.contact_id, c.name, coalesce(i.reason, ''),
       coalesce(i.reason_kind, ''), coalesce(i.next_step, ''), coalesce(i.owner, ''), i.due_on,
       i.status, coalesce(i.outcome, ''), i.source, i.review_week, coalesce(i.created_by, ''),
       i.created_at, coalesce(i.closed_by, ''), i.closed_at, i.version
FROM action_items i
LEFT JOIN accounts a USING (account_id)
LEFT JOIN account_scores s USING (account_id)
LEFT JOIN opportunities o ON o.opportunity_id = i.opportunity_id
LEFT JOIN contacts c ON c.contact_id = i.contact_id
WHERE ($action_id IS NULL OR i.action_id = $action_id)
  AND ($account_id IS NULL OR i.account_id = $account_id)
  AND ($status IS NULL OR i.status = $status)
  AND ($week IS NULL OR i.review_week = $week)
ORDER BY i.status <> 'open', if(i.status = 'open', i.due_on, NULL), i.closed_at DESC, i.action_id
"""
SAME = """
SELECT action_id FROM action_items
WHERE source = 'review' AND review_week = $week AND account_id = $account_id
  AND reason_kind = $kind
"""
HAS = {
    "account": "SELECT count(*) FROM accounts WHERE account_id = $id",
    "opportunity": "SELECT count(*) FROM opportunities WHERE opportunity_id = $id",
    "contact": "SELECT count(*) FROM contacts WHERE contact_id = $id",
}
UPDATE = """
UPDATE action_items SET reason = $reason, next_step = $next_step, owner = $owner,
       due_on = $due_on, opportunity_id = $opportunity_id, contact_id = $contact_id,
       status = $status, outcome = $outcome, closed_by = $closed_by, closed_at = $closed_at,
       version = $version
WHERE action_id = $action_id
"""


class ActionItem(NamedTuple):
    """One action item with the names of what it is about.

    ``tier`` is the account's saved tier, 0 for none. ``owner``, ``outcome`` and ``closed_by`` are
    blank where there is none. ``version`` is what an edit is built on.
    """

    action_id: int
    account_id: str
    account: str
    tier: int
    opportunity_id: str | None
    opportunity: str | None
    contact_id: str | None
    contact: str | None
    reason: str
    reason_kind: str
    next_step: str
    owner: str
    due_on: date
    status: str
    outcome: str
    source: str
    review_week: date | None
    created_by: str
    created_at: datetime
    closed_by: str
    closed_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.status == OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether it is open and its day is over."""
        return self.is_open and self.due_on < today


class Changes(TypedDict, total=False):
    """What an edit gives another value; what it does not name stays."""

    reason: str
    next_step: str
    owner: str
    due_on: date
    opportunity_id: str | None
    contact_id: str | None


def of(
    cursor: DuckDBPyConnection, *, owner: str | None = None, team: str | None = None,
    account_id: str | None = None, status: str | None = None, week: date | None = None,
) -> list[ActionItem]:
    """Action items, open ones first by their day, then closed ones, the newest first.

    ``owner`` is compared without regard to capitals and blanks, and known by e-mail too; "" gives
    those of nobody. ``team`` is one of the people of the house, ``week`` the Monday of a review.
    """
    asked = {"action_id": None, "account_id": account_id, "status": status, "week": week}
    found = [ActionItem(*row) for row in cursor.execute(LISTED, asked).fetchall()]
    known = names.known(house.people(cursor)) if owner or team else {}
    if owner is not None:
        called = names.called(known, owner)
        found = [one for one in found if names.key(one.owner) in called]
    if team is not None:
        found = [one for one in found
                 if (person := known.get(names.key(one.owner))) and person.team == team]
    return found


def find(cursor: DuckDBPyConnection, action_id: int) -> ActionItem:
    """One action item; ``AbmError`` when there is none of that number."""
    asked = {"action_id": action_id, "account_id": None, "status": None, "week": None}
    row = cursor.execute(LISTED, asked).fetchone()
    if row is None:
        raise AbmError(f"There is no action {action_id}.", "List them to see their numbers.")
    return ActionItem(*row)


def add(
    cursor: DuckDBPyConnection, account_id: str, *, reason: str, next_step: str, due_on: date,
    owner: str = "", opportunity_id: str | None = None, contact_id: str | None = None,
    source: str = PERSON, review_week: date | None = None, reason_kind: str = "", author: str,
    now: datetime,
) -> int:  # fmt: skip
    """Note what has to be done; its number.

    Of one review week, account and kind of reason there is one item: a review that is published
    again gets the number of the one that is there, whatever became of it since. Raises
    ``AbmError`` for an account that is not there, no next step, nobody who says so, and a due day
    that is over already.
    """
    who = names.require(author, "The action")
    kind, step = reason_kind.strip(), next_step.strip()
    _check_source(source, review_week)
    with store.transaction(cursor):
        same = {"week": review_week, "account_id": account_id, "kind": kind or None}
        if found := cursor.execute(SAME, same).fetchone():
            return int(found[0])
        _check_known(cursor, account_id, opportunity_id, contact_id)
        _check(step, due_on, _first_day(cursor, now, review_week))
        action_id = store.next_id(cursor, schema.ACTION_ITEMS)
        store.insert(cursor, schema.ACTION_ITEMS, [{
            "action_id": action_id, "account_id": account_id, "opportunity_id": opportunity_id,
            "contact_id": contact_id, "reason": reason.strip(), "reason_kind": kind or None,
            "next_step": step, "owner": names.clean(owner) or None, "due_on": due_on,
            "status": OPEN, "source": source, "review_week": review_week, "created_by": who,
            "created_at": now, "version": 1,
        }])  # fmt: skip
        made = Change(schema.ACTION_ITEMS, str(action_id), ADDED, None, step)
        write_log(cursor, [made], author=who, changed_at=now)
        store.next_decision(cursor)
    return action_id


def edit(
    cursor: DuckDBPyConnection, action_id: int, to: Changes, *, seen: int | None = None,
    author: str, now: datetime,
) -> ActionItem:  # fmt: skip
    """Give an open item another owner, day, reason or next step.

    ``seen`` is the version that the editor looked at. Raises ``AbmError`` where somebody else gave
    the same field another value since, and for a closed item.
    """
    who = names.require(author, "The change")
    with store.transaction(cursor):
        before = find(cursor, action_id)
        if not before.is_open:
            raise _closed(before)
        values = action_log.settled(cursor, action_id, before.version, _cleaned(to), seen)
        after = before._replace(**values)
        _check_known(cursor, None, after.opportunity_id, after.contact_id)
        if after.due_on != before.due_on or after.next_step != before.next_step:
            first = _first_day(cursor, before.created_at, before.review_week)
            _check(after.next_step, after.due_on, min(first, before.due_on))
        _write(cursor, before, after, who, now)
    return find(cursor, action_id)


def close(
    cursor: DuckDBPyConnection, action_id: int, status: str, *, outcome: str = "",
    seen: int | None = None, author: str, now: datetime,
) -> ActionItem:  # fmt: skip
    """Say that it is done, or dropped, and what became of it.

    Raises ``AbmError`` where somebody has closed it already, or changed it since ``seen``, and for
    one dropped without a word.
    """
    who = names.require(author, "The change")
    if status not in (DONE, DROPPED):
        raise AbmError(f"An action cannot be closed as '{status}'.",
                       did_you_mean(status, (DONE, DROPPED)))  # fmt: skip
    if status == DROPPED and not outcome.strip():
        raise AbmError("The action would be dropped without a word.", "Say why nobody does it.")
    with store.transaction(cursor):
        before = find(cursor, action_id)
        if not before.is_open:
            raise _closed(before)
        _refuse_unseen(cursor, before, seen)
        after = before._replace(status=status, outcome=outcome.strip(), closed_by=who,
                                closed_at=now)  # fmt: skip
        _write(cursor, before, after, who, now)
    return find(cursor, action_id)


def undo(
    cursor: DuckDBPyConnection, action_id: int, *, seen: int | None = None, author: str,
    now: datetime,
) -> ActionItem:  # fmt: skip
    """Take back the last change of an item; once more brings it back.

    Raises ``AbmError`` where nothing has changed since it was added, and where ``seen`` is not
    the newest version: what would be taken back is not what the person saw.
    """
    who = names.require(author, "The change")
    with store.transaction(cursor):
        before = find(cursor, action_id)
        _refuse_unseen(cursor, before, seen)
        was = action_log.values_before(cursor, action_id, before.version)
        after = before._replace(**was)
        _write(cursor, before, after, who, now)
    return find(cursor, action_id)


def _refuse_unseen(cursor: DuckDBPyConnection, item: ActionItem, seen: int | None) -> None:
    if seen is not None and seen != item.version:
        raise AbmError(
            f"{action_log.who_changed(cursor, item.action_id, item.version)} since you looked.",
            "Look at the action as it is now, then try again.",
        )


def _cleaned(to: Changes) -> dict[str, Any]:
    known = {name: value for name, value in to.items() if name in WRITTEN}
    if len(known) < len(to):
        odd = next(name for name in to if name not in WRITTEN)
        raise AbmError(f"'{odd}' of an action cannot be changed.", did_you_mean(odd, WRITTEN))
    for name in ("reason", "next_step"):
        if name in known:
            known[name] = str(known[name]).strip()
    if "owner" in known:
        known["owner"] = names.clean(str(known["owner"] or ""))
    return known


def _check(next_step: str, due_on: date, first: date) -> None:
    if not next_step:
        raise AbmError("The action does not say what to do.", "Give the next step.")
    if due_on < first:
        raise AbmError(
            f"It would be due on {formats.day(due_on)}, before {formats.day(first)}, when it was "
            "added.", "Choose a later day.",
        )  # fmt: skip


def _check_source(source: str, week: date | None) -> None:
    if source not in schema.ACTION_SOURCES:
        raise AbmError(f"An action cannot come from '{source}'.",
                       did_you_mean(source, schema.ACTION_SOURCES))  # fmt: skip
    if (source == REVIEW) != (week is not None):
        raise AbmError("Actions of a review, and no others, name its week.",
                       "Give the Monday of the week.")  # fmt: skip


def _check_known(
    cursor: DuckDBPyConnection, account_id: str | None, opportunity_id: str | None,
    contact_id: str | None,
) -> None:  # fmt: skip
    named = {"account": account_id, "opportunity": opportunity_id, "contact": contact_id}
    for what, given in named.items():
        if given is not None and not cursor.execute(HAS[what], {"id": given}).fetchall()[0][0]:
            raise AbmError(f"There is no {what} {given}.", "Give an ID that is in the store.")


def _first_day(cursor: DuckDBPyConnection, created_at: datetime, week: date | None) -> date:
    """The first day on which an item can be due: when it was added, or its review's Monday."""
    day = formats.local_day(created_at, house.time_zone(cursor))
    return min(day, week) if week else day


def _closed(item: ActionItem) -> AbmError:
    at = formats.day(item.closed_at.date()) if item.closed_at else "an earlier day"
    became = f": {item.outcome.rstrip('.')}" if item.outcome else ""
    return AbmError(f"The action is {item.status} since {at}, by {item.closed_by}{became}.",
                    "Undo that first if it should be open.")  # fmt: skip


def _write(
    cursor: DuckDBPyConnection, before: ActionItem, after: ActionItem, author: str, now: datetime
) -> None:
    """Write the new values and the log of those that changed; nothing where none did."""
    lines = [
        Change(schema.ACTION_ITEMS, str(before.action_id), name, getattr(before, name) or None,
               getattr(after, name) or None)
        for name in (*WRITTEN, *CLOSING)
        if (getattr(before, name) or None) != (getattr(after, name) or None)
    ]  # fmt: skip
    if not lines:
        return
    version = before.version + 1
    raised = Change(schema.ACTION_ITEMS, str(before.action_id), "version", before.version, version)
    values = {name: getattr(after, name) or None for name in (*WRITTEN, *CLOSING)}
    cursor.execute(UPDATE, {**values, "version": version, "action_id": before.action_id})
    write_log(cursor, [raised, *lines], author=author, changed_at=now)
    store.next_decision(cursor)
