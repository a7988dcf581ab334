"""Existing target lists into the store: who was in which tier, from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.match import matches, merged_entries
from abm_core.intake.match.identity import (
    NOTHING,
    Index,
    Match,
    Reference,
    candidates_text,
    known_accounts,
)
from abm_core.intake.match.lookup import find_all, near_text
from abm_core.intake.parse.names import slug
from abm_core.intake.rows import skips
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, key_of, upsert

DEFAULT_PROGRAMME = "ABM programme"

PROGRAMMES = "SELECT programme_id, name FROM programmes ORDER BY programme_id"
ENTRIES = """
SELECT programme_id, account_id, tier, joined_on, left_on, approver, reason
FROM target_list
ORDER BY joined_on
"""

Place = tuple[str, str]


@dataclass
class Entry:
    """An account's time in a tier; ``row`` is the row of the file that states it, if one does.

    ``stated`` is the account that the file names where that became part of another;
    ``is_double`` an entry that ended because its account became part of another of the list.
    """

    tier: str
    joined_on: date
    left_on: date | None
    approver: str | None
    row: int | None = None
    is_stored: bool = False
    touched: bool = False
    stated: str | None = None
    is_double: bool = False


@dataclass
class Lists:
    """All entries by programme and account while a file is worked in."""

    entries: dict[Place, list[Entry]] = field(default_factory=dict)

    def at(self, place: Place) -> list[Entry]:
        """The entries of an account in a programme."""
        return self.entries.setdefault(place, [])


def load(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """Match every row with its account, work it into the list, and write what changed."""
    index = known_accounts(cursor, log)
    found = _accounts(cursor, batch, index, log)
    programmes = _programmes(cursor, batch)
    lists = _stored(cursor)
    places = {
        row: (programmes[_programme(batch, row)][0], str(found[row].account_id))
        for row in batch.live
    }
    for row, place in places.items():
        stated = found[row].stated
        if stated in index.decided.merged and _says_nothing(batch, lists.at(place), row):
            batch.settle(row, skips.MERGED)
        else:
            _work_in(batch, lists.at(place), row, log.at.date(), stated)
    n_closed = sum(_close_earlier(lists.at(place)) for place in set(places.values()))
    if n_closed:
        entries = "1 entry ends" if n_closed == 1 else f"{n_closed:,} entries end"
        batch.notes.append(f"{entries} on the day the account joined another tier")
    _write_programmes(cursor, batch, programmes, lists, places, log)
    names = {programme_id: name for programme_id, name, _ in programmes.values()}
    return _write_entries(cursor, batch, lists, dict.fromkeys(places.values()), names, index, log)


def _accounts(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, index: Index, log: Log
) -> dict[int, Match]:
    said = list(map(Reference, *(batch.column(name) for name in (
        "account_id", "account_domain", "account_name"))))
    matched = find_all(index, said)
    for row in batch.live:
        match = matched.get(said[row], NOTHING)
        if said[row].is_blank:
            batch.reject(row, "The row names no account")
        elif match.candidates:
            batch.reject(row, f"'{said[row].text}' could be any of "
                              f"{candidates_text(index, match.candidates)}; add the Account ID")
        elif match.account_id is None:
            batch.reject(row, f"No account '{said[row].text}' is known; import accounts first"
                              f"{near_text(index, match)}")
    live = batch.live
    matches.record(cursor, "target_list", ((said[row], matched[said[row]]) for row in live), log)
    return {row: matched[said[row]] for row in live}


def _says_nothing(batch: Batch, entries: list[Entry], row: int) -> bool:
    """A row of an account that became part of another adds nothing where that is on the list."""
    tier, joined = batch.column("tier")[row], batch.column("joined_on")[row]
    known = any(one.tier == tier and one.joined_on == joined for one in entries)
    return not known and any(one.left_on is None for one in entries)


def _programme(batch: Batch, row: int) -> str:
    """The programme's name as compared."""
    name = batch.column("programme")[row] if "programme" in batch.frame.columns else None
    return (name or DEFAULT_PROGRAMME).casefold()


def _programmes(
    cursor: duckdb.DuckDBPyConnection, batch: Batch
) -> dict[str, tuple[str, str, bool]]:
    """Id, name and whether it is new, for every programme of the store and the file."""
    known = {
        name.casefold(): (programme_id, name, False)
        for programme_id, name in cursor.execute(PROGRAMMES).fetchall()
    }
    ids = {programme_id for programme_id, _, _ in known.values()}
    names = batch.column("programme")
    for row in batch.live:
        name = names[row] or DEFAULT_PROGRAMME
        if name.casefold() not in known:
            stem = programme_id = slug(name)
            n = 1
            while programme_id in ids:
                n += 1
                programme_id = f"{stem}-{n}"
            ids.add(programme_id)
            known[name.casefold()] = (programme_id, name, True)
    return known


def _stored(cursor: duckdb.DuckDBPyConnection) -> Lists:
    lists = Lists()
    for programme_id, account_id, tier, joined, left, approver, reason in (
        cursor.execute(ENTRIES).fetchall()
    ):
        entry = Entry(tier, joined, left, approver, is_stored=True,
                      is_double=reason == merged_entries.REASON)
        lists.at((programme_id, account_id)).append(entry)
    return lists


def _work_in(
    batch: Batch, entries: list[Entry], row: int, today: date, stated: str | None
) -> None:
    """One row: a dated entry, or today's tier of the account."""
    said = {name: batch.column(name)[row] for name in ("tier", "joined_on", "left_on", "approver")}
    joined = said["joined_on"]
    earlier = _stated_before(entries, joined)
    if earlier is not None and earlier.row is not None:
        _repeat(batch, row, earlier, said)
    elif joined is None:
        _work_in_undated(batch, entries, row, said | {"stated": stated}, today)
    elif said["left_on"] and said["left_on"] < joined:
        batch.reject(row, f"Left on {said['left_on']} is before joined on {joined}")
    else:
        _state(entries, row, Entry(said["tier"], joined, said["left_on"], said["approver"],
                                     stated=stated))


def _stated_before(entries: list[Entry], joined: date | None) -> Entry | None:
    """What an earlier row of the file says of the same day, or of today for a row without one."""
    stated = (one for one in entries if one.row is not None)
    if joined is None:
        return next((one for one in stated if one.left_on is None), None)
    return next((one for one in stated if one.joined_on == joined), None)


def _repeat(batch: Batch, row: int, earlier: Entry, said: Mapping[str, Any]) -> None:
    same = (
        said["tier"] == earlier.tier
        and said["left_on"] in (None, earlier.left_on)
        and said["approver"] in (None, earlier.approver)
    )
    if same:
        batch.settle(row, skips.REPEATED)
    else:
        assert earlier.row is not None
        batch.reject(row, f"same account as row {batch.row_numbers[earlier.row]} with other values")


def _work_in_undated(
    batch: Batch, entries: list[Entry], row: int, said: Mapping[str, Any], today: date
) -> None:
    """Without a day the row says what holds today: stay, move to another tier, or leave."""
    tier, left = said["tier"], said["left_on"]
    current = [one for one in entries if one.left_on is None]
    same = next((one for one in current if one.tier == tier), None)
    past = any(one.tier == tier and left and one.left_on == left for one in entries)
    past |= bool(current) and any(one.tier == tier and one.is_double for one in entries)
    if same is None and past:
        return
    if same is None and any(one.joined_on > today for one in current):
        batch.reject(row, f"The account is on the list from {current[-1].joined_on}, a later day")
    elif left and left < (same.joined_on if same else today):
        joined = same.joined_on if same else today
        batch.reject(row, f"Left on {left} is before joined on {joined}")
    else:
        joined = same.joined_on if same else today
        _state(entries, row, Entry(tier, joined, left, said["approver"],
                                     stated=said["stated"]))


def _state(entries: list[Entry], row: int, stated: Entry) -> None:
    """Note that the file states an entry: one that is stored, or a new one."""
    for one in entries:
        if one.joined_on == stated.joined_on and one.tier == stated.tier:
            if not one.is_double:
                one.left_on = stated.left_on or one.left_on
            one.approver = stated.approver or one.approver
            one.stated = stated.stated
            one.row, one.touched = row, True
            return
    stated.row, stated.touched = row, True
    entries.append(stated)


def _close_earlier(entries: list[Entry]) -> int:
    """An account is in one tier at a time: a later entry ends the one before it."""
    entries.sort(key=lambda one: (one.joined_on, not one.is_stored))
    n_closed = 0
    held = [one for one in entries if one.left_on != one.joined_on or not one.is_double]
    for one, following in pairwise(held):
        if one.left_on is None and (one.touched or following.touched):
            one.left_on, one.touched = following.joined_on, True
            n_closed += 1
    return n_closed


def _write_programmes(
    cursor: duckdb.DuckDBPyConnection,
    batch: Batch,
    programmes: Mapping[str, tuple[str, str, bool]],
    lists: Lists,
    places: Mapping[int, Place],
    log: Log,
) -> None:
    used = {places[row][0] for row in places if row not in batch.reasons}
    rows = [
        {
            "programme_id": programme_id,
            "name": name,
            "launched_on": min(
                one.joined_on
                for place, entries in lists.entries.items() if place[0] == programme_id
                for one in entries
            ),
        }
        for programme_id, name, is_new in programmes.values()
        if is_new and programme_id in used
    ]
    upsert(cursor, schema.PROGRAMMES, pd.DataFrame(rows, dtype=object), log)
    batch.notes += [f"Programme '{row['name']}' is new, launched on {row['launched_on']}"
                    for row in rows]


def _write_entries(
    cursor: duckdb.DuckDBPyConnection,
    batch: Batch,
    lists: Lists,
    places: Iterable[Place],
    names: Mapping[str, str],
    index: Index,
    log: Log,
) -> Outcome:
    rows: list[dict[str, Any]] = []
    for place in places:
        for one in filter(lambda entry: entry.touched, lists.at(place)):
            rows.append(_as_row(one, place, names, index))
            if one.row is not None:
                batch.keys[one.row] = key_of(schema.TARGET_LIST, rows[-1])
    return upsert(cursor, schema.TARGET_LIST, pd.DataFrame(rows, dtype=object), log)


def _as_row(
    entry: Entry, place: Place, names: Mapping[str, str], index: Index
) -> dict[str, Any]:
    """The entry as stored, with the names that lists show."""
    programme_id, account_id = place
    account = index.accounts[account_id]
    return {
        "programme_id": programme_id, "programme": names[programme_id],
        "account_id": account_id, "account_name": account.name, "account_domain": account.domain,
        "tier": entry.tier, "joined_on": entry.joined_on, "left_on": entry.left_on,
        "approver": entry.approver, "stated_account_id": entry.stated,
    }
