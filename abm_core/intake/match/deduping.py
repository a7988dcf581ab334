"""Merging on request all pairs that are certain, and none that is not."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from abm_core.intake.match import decided, duplicates, merging
from abm_core.intake.match.duplicates import CERTAIN, Pair
from abm_core.store import Store, next_decision, next_revision, transaction


class Deduped(NamedTuple):
    """The pairs that were merged, as they were merged, and those that are left to a person."""

    merged: list[Pair]
    left: list[Pair]


def merge_certain(
    store: Store, kind: str, *, author: str | None, now: datetime, at_least: float = CERTAIN
) -> Deduped:
    """Merge the pairs that are certain (never less than ``CERTAIN``); all or nothing."""
    merged: list[Pair] = []
    with store.cursor() as cursor, transaction(cursor):
        for pair in duplicates.FINDERS[kind](
            cursor, at_least=max(at_least, CERTAIN), near_names=False
        ):
            standing = decided.read(cursor, kind)
            first, second = (standing.survivor(one.record_id) for one in pair[1:3])
            if first != second:
                merging.merge_within(cursor, kind, first, second, author=author, now=now)
                merged.append(pair)
        left = duplicates.FINDERS[kind](cursor)
        if merged:
            next_revision(cursor)
            next_decision(cursor)
    return Deduped(merged, left)
