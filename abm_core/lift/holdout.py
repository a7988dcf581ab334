"""Accounts held out at random: the one way to know, rather than to compare with care.

Before a tier is saved, chance keeps a part of it off the list for a while. Each held-out account
gets an override with the reason, so that the next save leaves it out and says why. Those who were
drawn and those who were not differ by chance alone; the same screen then gives the answer of an
experiment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import change_log, formats, schema, settings, store
from abm_core.change_log import ADDED, Change
from abm_core.errors import AbmError
from abm_core.lift import cohorts, design, windows
from abm_core.lift.cohorts import Cohorts
from abm_core.lift.design import Design
from abm_core.lift.known import Book
from abm_core.lift.launches import RECORDED_FROM, Block
from abm_core.lift.windows import Span, Windows

LEAST = 10  # accounts to draw from; of fewer nothing can be learned

# Of the newest proposal that was not replaced; what is active already is on the list.
CANDIDATES = """
SELECT c.account_id FROM proposal_changes c
WHERE c.proposal_id = (
        SELECT proposal_id FROM proposals
        WHERE programme_id = $programme_id AND replaced_by IS NULL
        ORDER BY proposal_id::BIGINT DESC LIMIT 1)
  AND c.to_tier = $tier AND c.from_tier IS NULL AND c.snapshot_id IS NULL
ORDER BY c.account_id
"""
LISTED = """
SELECT holdout_id, any_value(tier)::INTEGER, any_value(share), any_value(seed),
       any_value(drawn_at), any_value(held_until), coalesce(any_value(author), ''),
       list(account_id ORDER BY account_id) FILTER (is_held_out), count(*),
       any_value(based_on)
FROM holdouts WHERE programme_id = $programme_id
GROUP BY holdout_id ORDER BY holdout_id::BIGINT DESC
"""
ON_LIST = """
SELECT DISTINCT account_id FROM target_list
WHERE programme_id = $programme_id AND left_on IS NULL
"""
HELD = """
SELECT DISTINCT account_id FROM holdouts
WHERE programme_id = $programme_id AND is_held_out AND held_until >= $as_of
"""
KEEP_DRAW = "INSERT INTO holdouts BY NAME SELECT * FROM holdout_frame"
KEEP_OVERRIDES = "INSERT INTO overrides BY NAME SELECT * FROM holdout_frame"
END_OVERRIDES = """
UPDATE overrides SET removed_at = $drawn_at, removed_by = $author,
                     removed_because = 'held out at random'
WHERE programme_id = $programme_id AND removed_at IS NULL
  AND account_id IN (SELECT account_id FROM holdout_frame)
"""
# All that were drawn from; those not held out with the day they joined after the draw.
DRAWN = """
SELECT h.holdout_id, h.account_id, h.is_held_out, h.tier::INTEGER AS tier, h.held_until,
       min(t.joined_on) FILTER (t.joined_on >= h.drawn_at::DATE - 7) AS joined_on,
       bool_or(t.joined_on < h.drawn_at::DATE - 7) AS was_target
FROM holdouts h LEFT JOIN target_list t
    ON t.account_id = h.account_id AND t.programme_id = h.programme_id
WHERE h.programme_id = $programme_id
GROUP BY h.holdout_id, h.account_id, h.is_held_out, h.tier, h.held_until
ORDER BY h.holdout_id::BIGINT, h.account_id
"""


class HoldOut(NamedTuple):
    """One draw: ``account_ids`` were held out of ``n_drawn_from`` that would have joined ``tier``.

    ``held_until`` is the last day on which they stay off the list; ``based_on`` the newest save
    when it was drawn.
    """

    holdout_id: str
    tier: int
    share: float
    seed: int
    drawn_at: datetime
    held_until: date
    author: str
    account_ids: list[str]
    n_drawn_from: int
    based_on: int | None


def candidates(cursor: DuckDBPyConnection, programme_id: str, tier: int) -> list[str]:
    """Accounts that would join a tier by the programme's open proposal."""
    rows = cursor.execute(
        CANDIDATES, {"programme_id": programme_id, "tier": str(tier)}).fetchall()
    return [account_id for (account_id,) in rows]


def would_join(
    account_ids: Sequence[str], tier: NDArray[np.int8], live: NDArray[np.int8]
) -> dict[int, list[str]]:
    """Accounts that a save would add, by tier, the largest group first; too small ones left out.

    >>> would_join([f"a{n}" for n in range(12)], np.full(12, 2), np.r_[3, np.zeros(11)])[2][:2]
    ['a1', 'a2']
    """
    ids, joins = np.asarray(account_ids, dtype=object), np.asarray(live) == 0
    found = {one: list(ids[joins & (tier == one)]) for one in (1, 2, 3)}
    able = {one: some for one, some in found.items() if len(some) >= LEAST}
    return dict(sorted(able.items(), key=lambda pair: -len(pair[1])))


def draw(
    cursor: DuckDBPyConnection, programme_id: str, account_ids: Sequence[str], *, tier: int,
    share: float, seed: int, drawn_at: datetime, as_of: date, author: str,
    based_on: int | None = None,
) -> HoldOut:  # fmt: skip
    """Hold out a random part of the accounts that would join a tier.

    The order of ``account_ids`` does not matter; accounts that are on the list, or held out
    already, cannot be drawn. ``AbmError`` for a share outside the usual 10 to 20 %, without an
    author, and where there is too little to draw from.
    """
    _check(share, author)
    known = {"programme_id": programme_id}
    taken = {one for (one,) in cursor.execute(ON_LIST, known).fetchall()}
    taken |= {one for (one,) in cursor.execute(HELD, {**known, "as_of": as_of}).fetchall()}
    able = np.array(sorted(set(account_ids) - taken), dtype=object)
    if len(able) < LEAST:
        raise AbmError(
            f"Only {formats.counted(len(able), 'account')} would join tier {tier}: too few to hold "
            "any out.", f"Draw from at least {LEAST} accounts that are not on the list yet.",
        )  # fmt: skip
    n = max(1, round(share * len(able)))
    held = np.zeros(len(able), dtype=bool)
    held[np.random.default_rng(seed).permutation(len(able))[:n]] = True
    held_until = as_of + timedelta(weeks=settings.HOLD_OUT_WEEKS.value + 1)
    with store.transaction(cursor):
        holdout_id = str(store.next_id(cursor, schema.HOLDOUTS))
        _keep(cursor, KEEP_DRAW, pd.DataFrame({
            **known, "holdout_id": holdout_id, "account_id": pd.Series(able, dtype="str"),
            "is_held_out": held, "tier": str(tier), "share": share, "seed": seed,
            "based_on": pd.Series([based_on] * len(able), dtype="Int64"),
            "held_until": held_until, "author": author, "drawn_at": drawn_at,
        }))  # fmt: skip
        _override(cursor, programme_id, able[held], HoldOut(
            holdout_id, tier, share, seed, drawn_at, held_until, author, [], len(able), based_on))
        store.next_decision(cursor)
    return listing(cursor, programme_id)[0]


def listing(cursor: DuckDBPyConnection, programme_id: str) -> list[HoldOut]:
    """Every draw of a programme, newest first."""
    rows = cursor.execute(LISTED, {"programme_id": programme_id}).fetchall()
    return [HoldOut(*row) for row in rows]


def prepare(
    cursor: DuckDBPyConnection, programme_id: str, *, span: Span, as_of: date, seed: int,
    now: datetime, author: str = "", chosen: Sequence[str] | None = None,
) -> Design:
    """The design of the experiment, frozen: who was drawn from, held out or not.

    All that were drawn from count on the side that chance put them on, whatever became of them.
    Chance made them alike, so that engagement before is all that is adjusted for by default.
    ``AbmError`` where nothing was held out, or its weeks are not over.
    """
    book = Book(cursor)
    found = of_draws(cursor, book, programme_id, span=span, as_of=as_of, seed=seed)
    return design.freeze(
        cursor, design.of_cohorts(cursor, book, found, chosen or ()), frozen_at=now,
        author=author,
    )  # fmt: skip


def of_draws(
    cursor: DuckDBPyConnection, book: Book, programme_id: str, *, span: Span, as_of: date,
    seed: int,
) -> Cohorts:
    """Cohorts of all draws: each is a block, launched when most of those not held out joined."""
    drawn = cursor.execute(DRAWN, {"programme_id": programme_id}).df()
    drawn = drawn[book.codes(drawn["account_id"]) >= 0]
    if drawn.empty:
        raise AbmError(
            "No account was held out at random.",
            "Hold out 10 to 20 % of the next tier before you save it.",
        )
    n_after = settings.LIFT_AFTER.value[span]
    blocks, pools, to_go = [], [], []
    for _, one in drawn.groupby("holdout_id", sort=False):
        found = _block(cursor, one, span)
        if found is None or not found.windows.is_over(as_of):
            to_go.append(n_after if found is None else windows.weeks_to_go(
                found.windows.launch, as_of, n_after))
            continue
        blocks.append(found)
        pools.append(book.codes(one.loc[one["is_held_out"], "account_id"]))
    if not blocks:
        raise windows.nothing_yet(n_after, min(to_go))
    stack = cohorts.stacked(book, blocks, pools)
    none = stack.take(np.zeros(len(stack), dtype=bool))
    return Cohorts(
        programme_id, span, as_of, seed, n_after, tuple(block.windows for block in blocks),
        tuple(None for _ in blocks), stack, none, {}, {}, sum(map(len, pools)),
        is_experiment=True,
    )  # fmt: skip


def is_over(cursor: DuckDBPyConnection, programme_id: str, *, span: Span, as_of: date) -> bool:
    """Whether there is a draw that can be judged already."""
    drawn = cursor.execute(DRAWN, {"programme_id": programme_id}).df()
    found = [_block(cursor, one, span) for _, one in drawn.groupby("holdout_id", sort=False)]
    return any(one is not None and one.windows.is_over(as_of) for one in found)


def _block(cursor: DuckDBPyConnection, drawn: pd.DataFrame, span: Span) -> Block | None:
    """A draw as a launch; ``None`` while none of its accounts is on the list."""
    joined = drawn.loc[~drawn["is_held_out"], "joined_on"].dropna()
    if joined.empty:
        return None
    launch = windows.launch(joined.mode().iloc[0].date())
    (recorded,), = cursor.execute(
        RECORDED_FROM, {"launch": launch, "share": 0.1}).fetchall()
    weeks: Windows = windows.around(launch, span, data_from=recorded or launch)
    put = drawn[~drawn["is_held_out"]]
    return Block(weeks, put["account_id"].tolist(), [int(one) for one in put["tier"]], ())


def _check(share: float, author: str) -> None:
    low, high = settings.HOLD_OUT_SHARE.value
    if not low <= share <= high:
        raise AbmError(
            f"A share of {formats.percent(share)} is not held out.",
            f"Hold out {formats.percent(low)} to {formats.percent(high)}: less teaches nothing, "
            "more costs too much.",
        )
    if not author.strip():
        raise AbmError("The hold-out has no author.", "Say who decides to hold accounts out.")


def _override(
    cursor: DuckDBPyConnection, programme_id: str, held: NDArray[np.object_], of: HoldOut
) -> None:
    """Keep the held-out accounts off the list; every list that shows them says why."""
    first = store.next_id(cursor, schema.OVERRIDES)
    reason = (
        f"held out at random ({formats.percent(of.share)} of {of.n_drawn_from} that would join "
        f"tier {of.tier}, seed {of.seed})"
    )
    frame = pd.DataFrame({
        "override_id": [str(first + n) for n in range(len(held))], "programme_id": programme_id,
        "account_id": pd.Series(held, dtype="str"), "reason": reason, "author": of.author,
        "expires_on": of.held_until, "created_at": of.drawn_at,
    })  # fmt: skip
    cursor.register("holdout_frame", frame)
    cursor.execute(END_OVERRIDES, {
        "programme_id": programme_id, "drawn_at": of.drawn_at, "author": of.author})
    cursor.unregister("holdout_frame")
    _keep(cursor, KEEP_OVERRIDES, frame)
    change_log.write(cursor, [
        Change(schema.OVERRIDES, one, ADDED, None, f"{account}: {reason}")
        for one, account in zip(frame["override_id"], held, strict=True)
    ], author=of.author, changed_at=of.drawn_at)  # fmt: skip


def _keep(cursor: DuckDBPyConnection, sql: str, frame: pd.DataFrame) -> None:
    cursor.register("holdout_frame", frame)
    cursor.execute(sql)
    cursor.unregister("holdout_frame")
