"""Rows of one file that stand for the same stored row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from abm_core import schema
from abm_core.intake.parse.names import normalise_name
from abm_core.intake.rows import skips
from abm_core.intake.rows.batch import Batch


def settle(batch: Batch, keys: dict[int, str], same: Callable[[int], str]) -> int:
    """Keep the first row of every key; settle equal repeats, reject the others.

    Returns how many repeats were settled.

    ``same(row)`` says what a row shares with an earlier one, such as "same Account ID".
    """
    repeated = {key for key, n in Counter(keys.values()).items() if n > 1}
    columns = [batch.frame[name].tolist() for name in batch.frame.columns]
    first: dict[str, int] = {}
    n_settled = 0
    for row, key in keys.items():
        batch.keys[row] = key
        if key not in repeated:
            continue
        earlier = first.setdefault(key, row)
        if earlier == row:
            continue
        if all(column[row] == column[earlier] for column in columns):
            batch.settle(row, skips.REPEATED)
            n_settled += 1
        else:
            where = batch.row_numbers[earlier]
            batch.reject(row, f"{same(row)} as row {where} with other values")
    return n_settled


def note(batch: Batch, n: int) -> None:
    """Say how many rows of the file repeat another row in full."""
    if n:
        say = "1 row repeats" if n == 1 else f"{n:,} rows repeat"
        batch.notes.append(f"{say} another row in full and count once")


def combine(batch: Batch) -> None:
    """One row per account where every contact or opportunity of it repeats the account.

    Blank cells take the first value that another row of the account gives. Where rows disagree,
    the first value counts, with a note. Rows with one name and several domains stay apart.
    """
    columns = {name: batch.column(name) for name in batch.frame.columns}
    disputes: dict[str, list[tuple[str, Any, Any]]] = {}
    for group in _groups(batch, columns):
        for name, column in columns.items():
            said = [column[row] for row in group if column[row] is not None]
            first = _merged(said) if name == schema.EXTRA else next(iter(said), None)
            other = next((one for one in said if one != first), None)
            if other is not None and name not in ("name", schema.EXTRA):
                disputes.setdefault(name, []).append((columns["name"][group[0]], first, other))
            for row in group:
                column[row] = first
    for name, column in columns.items():
        batch.set_column(name, column)
    batch.notes += [_dispute(batch.entity.field(name).label, said)
                    for name, said in disputes.items()]  # fmt: skip


def _groups(batch: Batch, columns: dict[str, list[Any]]) -> list[list[int]]:
    """The rows of each account that has several: by id, else by name where the domain agrees."""
    ids, names = batch.column("account_id"), columns["name"]
    groups: dict[tuple[bool, str], list[int]] = {}
    for row in batch.live:
        key = (True, ids[row]) if ids[row] else (False, normalise_name(names[row]))
        groups.setdefault(key, []).append(row)
    sites = batch.column("domain")
    return [
        group for (by_id, _), group in groups.items()
        if len(group) > 1 and (by_id or len({sites[row] for row in group} - {None}) < 2)
    ]


def _merged(said: list[str]) -> str | None:
    """Further columns of several rows: per header the first value."""
    merged: dict[str, Any] = {}
    for text in said:
        merged = json.loads(text) | merged
    return json.dumps(merged, ensure_ascii=False) if merged else None


def _dispute(label: str, said: list[tuple[str, Any, Any]]) -> str:
    name, first, other = said[0]
    n = "1 account has" if len(said) == 1 else f"{len(said):,} accounts have"
    return (f"{label}: {n} several values, such as '{first}' and '{other}' of {name}; "
            "the first counts")  # fmt: skip
