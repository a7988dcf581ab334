"""Who is compared: targets, accounts that could have been targets, and ordinary customers.

Every comparison account stands for the targets of one launch and gets that launch as its own, so
that both are looked at over the same weeks. An account may stand for several launches; intervals
know that it is one account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import settings
from abm_core.lift import launches, windows
from abm_core.lift.known import Book
from abm_core.lift.launches import Block
from abm_core.lift.windows import Span, Windows

Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

CONSIDERED = """
SELECT DISTINCT account_id FROM snapshot_accounts
WHERE list_contains($saves, snapshot_id) AND excluded_because IS NULL
"""

TARGETED = "targeted, too, before the weeks after launch were over"
YOUNGER = "not yet there at launch"
NOT_CONSIDERED = "not considered when the list was saved"
OTHER_TYPE = "partners and competitors"
RELATED = "in the family of a target"
OTHER_STATUS = "customers where no target is one, or the other way round"
REASONS = (TARGETED, YOUNGER, NOT_CONSIDERED, OTHER_TYPE, RELATED, OTHER_STATUS)
ELIGIBLE = -1


@dataclass(frozen=True)
class Stack:
    """One row per account and launch that it belongs to or stands for.

    ``account`` and ``family`` (the ultimate parent) are numbers, the same for all rows of one
    account or family; ``block`` is the place of the launch. ``tier`` is the tier in which a target
    joined, 0 for all others.
    """

    account_id: NDArray[np.object_]
    account: Codes
    family: Codes
    block: Codes
    is_target: Mask
    tier: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.account_id)

    def take(self, rows: Codes | Mask) -> Stack:
        """Some of the rows, in the order given."""
        return Stack(*(getattr(self, field.name)[rows] for field in fields(self)))


class Cohorts(NamedTuple):
    """Targets and those they are compared with.

    ``windows`` are those of each block. ``left_out`` counts accounts that stand for no target and
    ``targets_left_out`` the targets that are not judged, both by reason. ``n_considered`` counts,
    by block, the accounts that a save considered; ``None`` where none recorded it and every
    account that was there counts. ``n_pool`` is the number of comparison rows before a random part
    was taken, if any was. ``tiers`` are those that targets were restricted to.
    """

    programme_id: str
    span: Span
    as_of: date
    seed: int
    n_after: int
    windows: tuple[Windows, ...]
    n_considered: tuple[int | None, ...]
    stack: Stack
    customers: Stack
    left_out: dict[str, int]
    targets_left_out: dict[str, int]
    n_pool: int
    tiers: tuple[int, ...] | None = None
    is_experiment: bool = False

    @property
    def n_targets(self) -> int:
        """Targets that are judged."""
        return int(self.stack.is_target.sum())

    @property
    def n_controls(self) -> int:
        """Different accounts that they are compared with."""
        return len(np.unique(self.stack.account[~self.stack.is_target]))


def read(
    cursor: DuckDBPyConnection,
    book: Book,
    programme_id: str,
    *,
    span: Span,
    as_of: date,
    seed: int,
    n_after: int | None = None,
    tiers: tuple[int, ...] | None = None,
) -> Cohorts:
    """Targets of a programme, every account that could stand for them, and a sample of customers.

    ``n_after`` weeks of outcome in the place of the usual ones; ``tiers``: only targets that
    joined in these. ``AbmError`` where there is nothing to judge yet.
    """
    found = launches.read(
        cursor, programme_id, span=span, as_of=as_of, n_after=n_after, tiers=tiers
    )
    considered = [_considered(cursor, book, block.save_ids) for block in found.blocks]
    reasons = [_reasons(book, *one) for one in zip(found.blocks, considered, strict=True)]
    pools = [np.flatnonzero(why == ELIGIBLE) for why in reasons]
    n_pool = sum(map(len, pools))
    sampled = _sampled(pools, found.blocks, np.random.default_rng([seed, 1]))
    return Cohorts(
        programme_id, span, as_of, seed, n_after or settings.LIFT_AFTER.value[span],
        tuple(block.windows for block in found.blocks),
        tuple(None if one is None else int(one.sum()) for one in considered),
        stacked(book, found.blocks, sampled),
        _customers(book, found.blocks, np.random.default_rng([seed, 2])),
        _counted(book, found.blocks, reasons), found.left_out, n_pool, tiers,
    )  # fmt: skip


def stacked(book: Book, blocks: Sequence[Block], pools: Sequence[Codes]) -> Stack:
    """Block by block the targets, then the accounts (places in the book) that stand for them."""
    parts = []
    for place, (block, pool) in enumerate(zip(blocks, pools, strict=True)):
        targets = book.codes(np.array(block.account_ids, dtype=object))
        tier = np.r_[np.array(block.tiers, dtype=np.int8), np.zeros(len(pool), dtype=np.int8)]
        parts.append(_rows(book, np.r_[targets, pool], np.full(len(tier), place), tier))
    return Stack(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Stack))
    )


def _rows(book: Book, places: Codes, block: Codes, tier: NDArray[np.int8]) -> Stack:
    ids = np.asarray(book.ids[places], dtype=object)
    return Stack(ids, places, book.family[places], block.astype(np.intp), tier > 0, tier)


def _considered(cursor: DuckDBPyConnection, book: Book, saves: tuple[str, ...]) -> Mask | None:
    """Accounts that the saves behind a launch looked at; ``None`` where none recorded it."""
    if not saves:
        return None
    ids = cursor.execute(CONSIDERED, {"saves": list(saves)}).df()["account_id"]
    if ids.empty:
        return None
    found = np.zeros(len(book.ids), dtype=bool)
    found[book.codes(ids)[book.codes(ids) >= 0]] = True
    return found


def _reasons(book: Book, block: Block, considered: Mask | None) -> Codes:
    """Per account the place of the first reason why it cannot stand for the targets of a launch."""
    launch = block.windows.launch
    targeted = book.targeted_before(block.windows.after.ends_before)
    kind = book.column("account_type", launch).values
    customer = book.is_customer(launch)
    targets = book.codes(np.array(block.account_ids, dtype=object))
    checks = (
        targeted,
        ~book.exists(launch),
        np.zeros(len(targeted), dtype=bool) if considered is None else ~considered,
        kind.isin(settings.LIFT_NEVER_TARGETED.value).to_numpy(),
        np.isin(book.family, book.family[targeted]),
        ~np.isin(customer, customer[targets]),
    )
    return np.select(checks, range(len(checks)), default=ELIGIBLE).astype(np.intp)


def _sampled(
    pools: Sequence[Codes], blocks: Sequence[Block], rng: np.random.Generator
) -> list[Codes]:
    """A random part of each pool where all together are more than is of use."""
    most = settings.LIFT_POOL_ROWS.value
    if sum(map(len, pools)) <= most:
        return list(pools)
    n_targets = sum(len(block.account_ids) for block in blocks)
    shares = [max(most * len(block.account_ids) // n_targets, most // (4 * len(blocks)))
              for block in blocks]  # fmt: skip
    return [np.sort(rng.permutation(pool)[:share])
            for pool, share in zip(pools, shares, strict=True)]  # fmt: skip


def _counted(book: Book, blocks: Sequence[Block], reasons: Sequence[Codes]) -> dict[str, int]:
    """Accounts that neither are judged nor stand for a target, by the reason at first launch."""
    why = np.column_stack(reasons)
    judged = [one for block in blocks for one in block.account_ids]
    apart = (why != ELIGIBLE).all(axis=1)
    apart[book.codes(np.array(judged, dtype=object))] = False
    n = np.bincount(why[apart, 0], minlength=len(REASONS))
    return {why: int(count) for why, count in zip(REASONS, n, strict=True) if count}


def _customers(book: Book, blocks: Sequence[Block], rng: np.random.Generator) -> Stack:
    """A random sample of customers; their launches are drawn from those of the targets."""
    sizes = np.array([len(block.account_ids) for block in blocks])
    drawn = rng.choice(len(blocks), size=len(book.ids), p=sizes / sizes.sum())
    able = np.zeros(len(book.ids), dtype=bool)
    for place, block in enumerate(blocks):
        launch = block.windows.launch
        kind = book.column("account_type", launch).values
        able |= (
            (drawn == place)
            & book.exists(launch)
            & book.is_customer(launch)
            & ~book.targeted_before(block.windows.after.ends_before)
            & ~kind.isin(settings.LIFT_NEVER_TARGETED.value).to_numpy()
        )
    per_target, least = settings.LIFT_RANDOM_CUSTOMERS.value
    size = max(per_target * int(sizes.sum()), least)
    chosen = np.sort(rng.permutation(np.flatnonzero(able))[:size])
    return _rows(book, chosen, drawn[chosen], np.zeros(len(chosen), dtype=np.int8))


def weeks_of(cohorts: Cohorts, name: str) -> list[windows.Weeks]:
    """One of the windows ("after", "baseline", …) of every block, in their order."""
    return [getattr(one, name) for one in cohorts.windows]
