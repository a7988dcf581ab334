"""Rows of one file that stand for the same stored row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

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
