"""Overrides: tiers given by hand for a time, with reason, author and expiry.

They come last, after cutoffs, gates, exclusions and hysteresis, and count against capacity. One
changes the list with the next save; what-ifs show it at once. None is ever deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, formats, schema, store
from abm_core.change_log import ADDED, REMOVED, Change
from abm_core.errors import AbmError
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored

LISTED = """
SELECT o.override_id, o.account_id, coalesce(a.name, o.account_id), coalesce(o.tier::INTEGER, 0),
       o.reason, o.author, o.expires_on, o.created_at, o.removed_at, coalesce(o.removed_by, ''),
       coalesce(o.removed_because, '')
FROM overrides o LEFT JOIN accounts a USING (account_id)
WHERE o.programme_id = $programme_id
ORDER BY o.override_id::BIGINT DESC
"""

REMOVE = """
UPDATE overrides
SET removed_at = $removed_at, removed_by = $removed_by, removed_because = $removed_because
WHERE override_id = $override_id
"""


REPLACED = "a newer override took its place"


class Override(NamedTuple):
    """One override; ``tier`` 0 is none. ``expires_on`` is the last day on which it holds."""

    override_id: str
    account_id: str
    account: str
    tier: int
    reason: str
    author: str
    expires_on: date
    created_at: datetime
    removed_at: datetime | None
    removed_by: str
    removed_because: str

    def holds(self, as_of: date) -> bool:
        """Whether it counts on a day."""
        return self.removed_at is None and as_of <= self.expires_on

    @property
    def because(self) -> str:
        """Why the account has this tier, for every list that shows it."""
        return (
            f"Override by {self.author} until {formats.day(self.expires_on)}: "
            f"{self.reason.rstrip('.')}"
        )


def listing(cursor: DuckDBPyConnection, programme_id: str) -> list[Override]:
    """Every override of a programme, ended ones among them, newest first."""
    rows = cursor.execute(LISTED, {"programme_id": programme_id}).fetchall()
    return [Override(*row) for row in rows]


def active(cursor: DuckDBPyConnection, programme_id: str, as_of: date) -> tuple[Override, ...]:
    """Those that hold on a day, newest first; of several of one account the newest alone."""
    found: dict[str, Override] = {}
    for one in listing(cursor, programme_id):
        if one.holds(as_of):
            found.setdefault(one.account_id, one)
    return tuple(found.values())


def apply(accounts: Accounts, scored: Scored, held: Iterable[Override]) -> Scored:
    """The tiers with overrides in the place of what the profile gave, each with its reason."""
    places = [(accounts.row_of[one.account_id], one) for one in held
              if one.account_id in accounts.row_of]  # fmt: skip
    if not places:
        return scored
    tier = scored.tier.copy()
    for row, one in places:
        tier[row] = one.tier
    because = {**scored.because, **{row: one.because for row, one in places}}
    return scored._replace(tier=tier, because=because)


def add(
    cursor: DuckDBPyConnection,
    programme_id: str,
    account_id: str,
    tier: int,
    *,
    reason: str,
    author: str,
    expires_on: date,
    as_of: date,
    created_at: datetime,
) -> Override:
    """Give an account a tier by hand; 0 keeps it off the list.

    An override of the account that still holds ends with it. ``AbmError`` without reason or
    author, and for an end that is over.
    """
    _check(tier, reason, author, expires_on, as_of)
    with store.transaction(cursor):
        for one in active(cursor, programme_id, as_of):
            if one.account_id == account_id:
                _remove(cursor, one, author, created_at, REPLACED)
        override_id = str(store.next_id(cursor, schema.OVERRIDES))
        store.insert(cursor, schema.OVERRIDES, [{
            "override_id": override_id,
            "programme_id": programme_id,
            "account_id": account_id,
            "tier": str(tier) if tier else None,
            "reason": reason.strip(),
            "author": author.strip(),
            "expires_on": expires_on,
            "created_at": created_at,
        }])  # fmt: skip
        found = _find(cursor, programme_id, override_id)
        _log(cursor, found, ADDED, None, found.because, author, created_at)
    return found


def _check(tier: int, reason: str, author: str, expires_on: date, as_of: date) -> None:
    if tier not in (0, 1, 2, 3):
        raise AbmError(f"There is no tier {tier}.", "Use 1, 2, 3 or none.")
    if not reason.strip():
        raise AbmError("The override has no reason.", "Say why the score does not decide here.")
    if not author.strip():
        raise AbmError("The override has no author.", "Say who decides.")
    if expires_on < as_of:
        raise AbmError(
            f"The override would have ended on {formats.day(expires_on)}, before "
            f"{formats.day(as_of)}.",
            "Choose a later day.",
        )


def remove(
    cursor: DuckDBPyConnection, programme_id: str, override_id: str, *, author: str,
    removed_at: datetime,
) -> Override:
    """Take an override back before its end; the next save goes by the score again."""
    with store.transaction(cursor):
        found = _find(cursor, programme_id, override_id)
        if found.removed_at is not None:
            raise AbmError(
                f"The override of {found.account} was taken back already"
                f"{f' by {found.removed_by}' if found.removed_by else ''}.",
                "Nothing is left to do.",
            )
        _remove(cursor, found, author, removed_at)
        return _find(cursor, programme_id, override_id)


def _remove(
    cursor: DuckDBPyConnection, found: Override, author: str, removed_at: datetime,
    because: str = "",
) -> None:  # fmt: skip
    cursor.execute(REMOVE, {
        "override_id": found.override_id, "removed_at": removed_at,
        "removed_by": author.strip() or None, "removed_because": because or None,
    })  # fmt: skip
    _log(cursor, found, REMOVED, found.because, None, author, removed_at)


def _find(cursor: DuckDBPyConnection, programme_id: str, override_id: str) -> Override:
    for one in listing(cursor, programme_id):
        if one.override_id == override_id:
            return one
    raise AbmError(
        f"There is no override {override_id} in this programme.", "List them to see their numbers."
    )


def _log(
    cursor: DuckDBPyConnection, found: Override, field: str, old: str | None, new: str | None,
    author: str, changed_at: datetime,
) -> None:
    change = Change(schema.OVERRIDES, found.override_id, field, old, new)
    change_log.write(cursor, [change], author=author, changed_at=changed_at)
    store.next_decision(cursor)
