"""Which account owns which: by id, else by name or domain; never itself, never in a circle."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from abm_core.intake.match.identity import (
    NOTHING,
    Index,
    Match,
    Reference,
    candidates_text,
    find,
)
from abm_core.intake.parse.domains import registrable
from abm_core.intake.rows.batch import Batch

STORED_PARENTS = """
SELECT account_id, parent_id, parent_name
FROM accounts
WHERE parent_id IS NOT NULL OR parent_name IS NOT NULL
"""

Parents = dict[str, tuple[str | None, str | None]]


def stored(cursor: duckdb.DuckDBPyConnection) -> Parents:
    """Id and name of the parent of every account that has one."""
    rows = cursor.execute(STORED_PARENTS).fetchall()
    return {account_id: (parent_id, name) for account_id, parent_id, name in rows}


def resolve_rows(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, index: Index
) -> list[tuple[Reference, Match]]:
    """Set the parents of a file's accounts; a parent that is not known yet stays as written."""
    if not {"parent_id", "parent_name"} & set(batch.frame.columns):
        return []
    before = stored(cursor)
    accounts, names = batch.column("account_id"), batch.column("parent_name")
    said = [Reference(parent_id, None, name) for parent_id, name in zip(
        batch.column("parent_id"), names, strict=True)]
    matched: dict[Reference, Match] = {
        one: find_parent(index, one) for one in set(said) if not one.is_blank
    }
    after = {account_id: parent_id for account_id, (parent_id, _) in before.items()}
    live = batch.live
    for row in live:
        after[accounts[row]] = _parent(said[row], matched, before.get(accounts[row]), accounts[row])
    circles = in_circles({child: parent for child, parent in after.items() if parent})
    final: list[str | None] = [None] * len(accounts)
    for row in live:
        final[row] = None if accounts[row] in circles else after[accounts[row]]
    batch.set_column("parent_id", final)
    _note(batch, index, said, matched, circles)
    used = {said[row] for row in live if final[row]}
    return [(one, match) for one, match in matched.items() if one in used]


def find_parent(index: Index, said: Reference) -> Match:
    """The account that is meant as a parent: by id, by name, or by a domain in the name's place."""
    match = find(index, said)
    if match != NOTHING or said.account_id or not said.name or " " in said.name.strip():
        return match
    domain = registrable(said.name) if "." in said.name else None
    return find(index, Reference(domain=domain)) if domain else match


def _parent(
    said: Reference,
    matched: Mapping[Reference, Match],
    before: tuple[str | None, str | None] | None,
    account_id: str,
) -> str | None:
    """The parent after the import: found, else kept if the file says the same, else as written."""
    kept, name = before or (None, None)
    if said.is_blank:
        return kept
    found = matched[said].account_id
    if found:
        return found if found != account_id else None
    return said.account_id or (kept if said.name == name else None)


def in_circles(parents: Mapping[str, str]) -> set[str]:
    """The accounts that would own themselves through others.

    >>> sorted(in_circles({"a": "b", "b": "a", "c": "a", "d": "e"}))
    ['a', 'b']
    """
    circles: set[str] = set()
    seen: set[str] = set()
    for start in parents:
        path: dict[str, int] = {}
        node: str | None = start
        while node is not None and node not in seen and node not in path:
            path[node] = len(path)
            node = parents.get(node)
        if node is not None and node in path:
            circles.update(one for one, place in path.items() if place >= path[node])
        seen.update(path)
    return circles


def _note(
    batch: Batch,
    index: Index,
    said: list[Reference],
    matched: Mapping[Reference, Match],
    circles: set[str],
) -> None:
    accounts = batch.column("account_id")
    live = [row for row in batch.live if not said[row].is_blank]
    unclear = next((said[row] for row in live if matched[said[row]].candidates), None)
    if unclear:
        batch.notes.append(
            f"Parent account: '{unclear.text}' could be any of "
            f"{candidates_text(index, matched[unclear].candidates)}; left open"
        )
    unknown = [said[row].text for row in live if matched[said[row]] == Match()]
    if unknown:
        rows = "1 row names" if len(unknown) == 1 else f"{len(unknown):,} rows name"
        batch.notes.append(
            f"Parent account: {rows} a parent that is not known yet, such as '{unknown[0]}'; it "
            "joins when that account is imported"
        )
    round_about = [row for row in live if accounts[row] in circles
                   or matched[said[row]].account_id == accounts[row]]
    if round_about:
        numbers = ", ".join(str(batch.row_numbers[row]) for row in round_about[:5])
        batch.notes.append(
            f"Parent account: the accounts of row {numbers} would own themselves; left open"
        )
