"""The account page: everything that is known of one account, gathered once."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import committee_settings, house, pipeline
from abm_core.committee import people
from abm_core.committee.grid import Required
from abm_core.committee.people import Committee
from abm_core.errors import AbmError
from abm_core.intake.match import merged_away
from abm_core.intake.match.merged_away import MergedAway
from abm_core.review import (
    account_facts,
    account_moves,
    account_people,
    action_items,
    build_up,
    family_tree,
    health,
    lanes,
    narrowed,
    plan,
    required,
)
from abm_core.review.account_facts import Deal, Facts, Meeting, PaceOf, Stay, Weeks
from abm_core.review.account_moves import Move, Scored
from abm_core.review.action_items import ActionItem
from abm_core.review.build_up import BuildUp
from abm_core.review.family_tree import Family
from abm_core.review.health import Finding
from abm_core.review.lanes import Happened
from abm_core.review.plan import Text
from abm_core.targeting.target_list import Live
from abm_core.targeting.workshop import Workshop


class Open(NamedTuple):
    """Open pipeline in the reporting currency; opportunities that it leaves out are counted."""

    amount: float
    n: int
    n_without_amount: int
    n_other_currency: int
    currency: str


class Account(NamedTuple):
    """One account as of a day."""

    as_of: date
    facts: Facts
    stay: Stay
    meeting: Meeting | None
    scores: list[Scored]
    build_up: BuildUp | None
    moves: list[Move]
    weeks: Weeks
    pipeline: Open
    deals: list[Deal]
    findings: list[Finding]
    committee: Committee
    lines: tuple[Required, ...]
    n_threads: int
    people: pd.DataFrame
    happened: Happened
    family: Family
    plan: dict[str, Text]
    actions: list[ActionItem]

    @property
    def account_id(self) -> str:
        """The account's id."""
        return self.facts.account_id

    @property
    def last_move(self) -> Move | None:
        """The newest change of tier."""
        return account_moves.last_tier_move(self.moves, as_of=self.as_of)

    @property
    def missing(self) -> list[Required]:
        """Required roles that are not covered, those that are due first."""
        short = [one for one in self.lines if not one.is_covered]
        return sorted(short, key=lambda one: not one.is_due)


def read(
    cursor: DuckDBPyConnection, account_id: str, *, workshop: Workshop, live: Live, as_of: date,
    pace_of: PaceOf | None = None,
) -> Account:
    """All of the page. Raises ``AbmError`` for an unknown account.

    ``pace_of`` tells how long accounts stay in a stage, where the caller keeps that.
    """
    facts = account_facts.read(cursor, account_id)
    if facts is None:
        raise AbmError(f"There is no account {account_id}.",
                       "It may have been removed or merged: look it up by its name.")  # fmt: skip
    with narrowed.to(cursor, account_id):
        return _gathered(cursor, facts, workshop, live, as_of,
                         pace_of or partial(account_facts.pace, cursor))  # fmt: skip


def _gathered(
    cursor: DuckDBPyConnection, facts: Facts, workshop: Workshop, live: Live, as_of: date,
    pace: PaceOf,
) -> Account:
    """All parts, from a cursor that sees the roll-up of this account only."""
    account_id = facts.account_id
    committee = people.read(cursor, account_id)
    return Account(
        as_of=as_of, facts=facts,
        stay=account_facts.stay(cursor, account_id, as_of=as_of, pace_of=pace),
        meeting=account_facts.next_meeting(cursor, account_id, as_of=as_of),
        scores=account_moves.scores(cursor, account_id, as_of=as_of),
        build_up=build_up.read(cursor, workshop, live, account_id, as_of=as_of),
        moves=account_moves.read(cursor, account_id),
        weeks=account_facts.by_week(cursor, account_id, as_of=as_of),
        pipeline=_open(cursor, account_id),
        deals=account_facts.deals(cursor, account_id),
        findings=health.check(cursor, as_of=as_of, accounts=[account_id]),
        committee=committee, lines=required.of(cursor, committee),
        n_threads=committee_settings.LEAST_THREADS.value.get(facts.tier, 1),
        people=account_people.read(cursor, committee, as_of=as_of),
        happened=lanes.read(cursor, account_id, as_of=as_of),
        family=family_tree.read(cursor, account_id),
        plan=plan.read(cursor, account_id),
        actions=action_items.of(cursor, account_id=account_id),
    )  # fmt: skip


def gone(cursor: DuckDBPyConnection, account_id: str) -> MergedAway | None:
    """What an account was merged into, if it was."""
    return merged_away.find(cursor, ids=[account_id])


def _open(cursor: DuckDBPyConnection, account_id: str) -> Open:
    currency = house.reporting_currency(cursor)
    found = pipeline.open_by_account(cursor, currency, [account_id])
    if found.empty:
        return Open(0.0, 0, 0, 0, currency)
    row = found.iloc[0]
    return Open(float(row["open_pipeline"]), int(row["n_open"]),
                int(row["n_open_without_amount"]), int(row["n_open_other_currency"]),
                currency)  # fmt: skip
