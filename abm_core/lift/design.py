"""The design of a comparison: who, on what, with which weights. Laid down before any outcome.

Nothing that happened from launch on is read here, so a design says the same on the day of launch
and a year later. It is frozen in the store before the first outcome is looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import schema, settings, store
from abm_core.lift import (
    balance,
    cohorts,
    columns,
    covariates,
    expected,
    gates,
    matching,
    propensity,
)
from abm_core.lift.balance import Balance
from abm_core.lift.cohorts import Cohorts, Stack
from abm_core.lift.covariates import Covariates
from abm_core.lift.known import Book
from abm_core.lift.matching import Matched
from abm_core.lift.windows import Span

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]
DIGITS = 6  # of covariates that tell two designs apart
LEAST_HELD_OUT = 10
REGION_LEAST = 10  # candidates in every stratum from which regions are matched exactly, too

FROZEN = """
SELECT design_id FROM lift_designs
WHERE programme_id = $programme_id AND fingerprint = $fingerprint
ORDER BY design_id::BIGINT LIMIT 1
"""
KEEP_ACCOUNTS = "INSERT INTO lift_accounts BY NAME SELECT * FROM lift_frame"
MATCHED = """
SELECT l.set_id, l.account_id, a.name, l.arm, l.launch_on, l.tier, l.distance
FROM lift_accounts l LEFT JOIN accounts a USING (account_id)
WHERE l.design_id = $design_id
ORDER BY l.set_id, l.arm DESC, l.distance, l.account_id
"""


@dataclass(frozen=True)
class Design:
    """A comparison; ``design_id`` is empty until it is frozen.

    ``x`` are the covariates with a column per launch, for weights and fit alike; ``balance`` the
    weights and how alike they make both; ``odds`` the log odds of being chosen; ``matched`` the
    list that people can read. ``part`` names a subgroup of the targets, empty for all of them;
    ``rows`` are its rows in the whole design.
    """

    book: Book
    cohorts: Cohorts
    covariates: Covariates
    x: Numbers
    names: tuple[str, ...]
    balance: Balance
    odds: Numbers
    matched: Matched
    design_id: str = ""
    part: str = ""
    rows: Codes | None = None

    @property
    def stack(self) -> Stack:
        """The rows that all numbers stand beside."""
        return self.cohorts.stack

    @property
    def is_target(self) -> Mask:
        """Which rows are targets."""
        return self.stack.is_target

    @property
    def clusters(self) -> Codes:
        """What is left out together in intervals: an account, with its family."""
        return self.stack.family

    @cached_property
    def compared(self) -> expected.Compared:
        """What observed over expected rests on, the same for every metric."""
        return expected.compared(self.x, self.is_target, self.balance.weights, self.clusters)

    @property
    def is_interim(self) -> bool:
        """Whether the outcome is counted over other weeks than the scheduled ones."""
        return self.cohorts.n_after != settings.LIFT_AFTER.value[self.cohorts.span]

    @property
    def worst_smd(self) -> float:
        """The largest standardised difference that weights leave."""
        return self.balance.worst

    def blocks(self) -> list[str]:
        """Why nothing may be said on this comparison; empty where it carries.

        What chance held out is alike by itself, so that a few accounts will do.
        """
        if self.cohorts.is_experiment:
            return [] if self.balance.ess >= LEAST_HELD_OUT else ["too few alike"]
        found = gates.blocks(gates.Comparison(
            self.cohorts.n_targets, self.balance.ess, self.balance.largest_share,
            self.balance.worst, self.matched.share_unmatched,
        ))  # fmt: skip
        return found if self.balance.feasible or "not alike" in found else [*found, "not alike"]


def lay(
    cursor: DuckDBPyConnection, programme_id: str, *, span: Span, as_of: date, seed: int,
    chosen: Sequence[str] | None = None, tiers: tuple[int, ...] | None = None,
    n_after: int | None = None,
) -> Design:
    """Targets of a programme against those that could have been targets.

    ``chosen`` covariates (default: all that there are), ``tiers`` in which targets joined,
    ``n_after`` weeks of outcome. ``AbmError`` where there is nothing to judge yet.
    """
    book = Book(cursor)
    found = cohorts.read(cursor, book, programme_id, span=span, as_of=as_of, seed=seed,
                         n_after=n_after, tiers=tiers)
    return of_cohorts(cursor, book, found, chosen)


def of_cohorts(
    cursor: DuckDBPyConnection, book: Book, found: Cohorts, chosen: Sequence[str] | None = None
) -> Design:
    """The design of any cohorts, those of a random hold-out among them."""
    known = covariates.read(cursor, book, found, chosen)
    return _made(book, found, covariates.of_a_draw(known) if found.is_experiment else known)


def of_part(whole: Design, part: str, members: Mask) -> Design:
    """The same for some of the targets (by row), with weights of their own."""
    wanted = np.unique(whole.stack.block[members & whole.is_target])
    rows = np.flatnonzero((members | ~whole.is_target) & np.isin(whole.stack.block, wanted))
    known = whole.covariates
    some = known._replace(
        x=known.x[rows], customer=known.customer[rows],
        groups={name: values[rows] for name, values in known.groups.items()},
    )  # fmt: skip
    made = _made(whole.book, whole.cohorts._replace(stack=whole.stack.take(rows)), some)
    return replace(made, design_id=whole.design_id, part=part, rows=rows)


def _made(book: Book, found: Cohorts, known: Covariates) -> Design:
    stack = found.stack
    x = balance.with_blocks(known.x, stack.block)
    n_dates = x.shape[1] - known.x.shape[1]
    weights = balance.balance(
        x, stack.is_target, balance.base_weights(stack.is_target, stack.block),
        clusters=stack.account,
    )  # fmt: skip
    odds = propensity.log_odds(x, stack.is_target)
    matched = matching.match(
        known.x[:, known.is_continuous], stack.is_target, stack.account,
        strata=strata(stack, known), odds=odds,
    )  # fmt: skip
    names = (*known.names, *(f"Launch {n + 2}" for n in range(n_dates)))
    return Design(book, found, known, x, names, weights, odds, matched)


def strata(stack: Stack, known: Covariates) -> Codes:
    """Within which accounts are matched: launch, customer or not, industry; region if it can be."""
    industry = columns.grouped(known.groups["industry"], stack.is_target)
    exact = pd.DataFrame({"block": stack.block, "customer": known.customer, "industry": industry})
    finer = exact.assign(region=columns.grouped(known.groups["region"], stack.is_target))
    code = finer.groupby(list(finer.columns), sort=True).ngroup().to_numpy()
    candidates = np.bincount(code, ~stack.is_target)
    if (candidates[code[stack.is_target]] >= REGION_LEAST).all():
        return np.asarray(code, dtype=np.intp)
    return exact.groupby(list(exact.columns), sort=True).ngroup().to_numpy().astype(np.intp)


def fingerprint(design: Design) -> str:
    """The same text for the same accounts, launches, covariates and seed."""
    stack, found = design.stack, design.cohorts
    text = "\n".join([
        found.span, str(found.n_after), str(found.seed), str(found.is_experiment),
        *(str(one) for one in found.windows), *design.names,
        *(f"{one} {block} {int(target)}" for one, block, target in zip(
            stack.account_id, stack.block, stack.is_target, strict=True)),
    ])  # fmt: skip
    rounded = np.round(design.x, DIGITS) + 0.0  # no negative nought
    return hashlib.sha256(text.encode() + rounded.tobytes()).hexdigest()


def freeze(
    cursor: DuckDBPyConnection, design: Design, *, frozen_at: datetime, author: str = ""
) -> Design:
    """Keep the design and its matched list as they are; one that is kept already stays as it was.

    Outcomes are only read of a frozen design.
    """
    found = design.cohorts
    print_of = fingerprint(design)
    known = {"programme_id": found.programme_id, "fingerprint": print_of}
    rows = cursor.execute(FROZEN, known).fetchall()
    if rows:
        return replace(design, design_id=rows[0][0])
    with store.transaction(cursor):
        design_id = str(store.next_id(cursor, schema.LIFT_DESIGNS))
        store.insert(cursor, schema.LIFT_DESIGNS, [{
            "design_id": design_id, **known, "span": found.span, "n_after": found.n_after,
            "tiers": [str(tier) for tier in found.tiers or ()],
            "covariates": list(design.covariates.chosen), "seed": found.seed,
            "is_experiment": found.is_experiment, "n_targets": found.n_targets,
            "n_controls": found.n_controls, "as_of": found.as_of,
            "data_revision": store.revision(cursor), "author": author or None,
            "frozen_at": frozen_at,
        }])  # fmt: skip
        cursor.register("lift_frame", _matched_frame(design, design_id))
        cursor.execute(KEEP_ACCOUNTS)
        cursor.unregister("lift_frame")
    return replace(design, design_id=design_id)


def matched_list(cursor: DuckDBPyConnection, design_id: str) -> pd.DataFrame:
    """The frozen list, set by set, each target before its look-alikes."""
    return cursor.execute(MATCHED, {"design_id": design_id}).df()


def _matched_frame(design: Design, design_id: str) -> pd.DataFrame:
    stack, matched = design.stack, design.matched
    targets = np.flatnonzero(design.is_target)
    rows, of = np.r_[targets, matched.other], np.r_[targets, matched.target]
    number = np.zeros(len(stack), dtype=np.int64)
    number[targets] = np.arange(1, len(targets) + 1)
    launches = np.array([one.launch for one in design.cohorts.windows], dtype="datetime64[s]")
    tier = stack.tier[of]
    return pd.DataFrame({
        "design_id": design_id, "set_id": number[of],
        "account_id": pd.Series(stack.account_id[rows], dtype="str"),
        "arm": np.where(design.is_target[rows], *schema.ARMS),
        "launch_on": launches[stack.block[of]],
        "tier": pd.Series([str(one) if one else None for one in tier], dtype="str"),
        "distance": np.r_[np.full(len(targets), np.nan), matched.distance],
    })  # fmt: skip
