"""The account page: everything that is known of one account, gathered once."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import committee_settings, house, pipeline
from abm_core.committee import grid, people
from abm_core.committee.grid import Required
from abm_core.committee.people import Committee
from abm_core.errors import AbmError
from abm_core.intake.match import merged_away
from abm_core.intake.match.merged_away import MergedAway
from abm_core.measure import breakdown, coverage
from abm_core.review import (
    account_facts,
    account_moves,
    action_items,
    build_up,
    family_tree,
    health,
    lanes,
    plan,
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
    committee = people.read(cursor, account_id)
    pace = pace_of or partial(account_facts.pace, cursor)
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
        committee=committee, lines=_roles(cursor, account_id),
        n_threads=committee_settings.LEAST_THREADS.value.get(facts.tier, 1),
        people=_people(cursor, committee, as_of),
        happened=lanes.read(cursor, account_id, as_of=as_of),
        family=family_tree.read(cursor, account_id),
        plan=plan.read(cursor, account_id),
        actions=action_items.of(cursor, account_id=account_id),
    )  # fmt: skip


def gone(cursor: DuckDBPyConnection, account_id: str) -> MergedAway | None:
    """What an account was merged into, if it was."""
    return merged_away.find(cursor, ids=[account_id])


def _roles(cursor: DuckDBPyConnection, account_id: str) -> tuple[Required, ...]:
    found = coverage.read(cursor, account_ids=[account_id])
    return grid.required(cursor, found.cells.to_dict("records"))


def _open(cursor: DuckDBPyConnection, account_id: str) -> Open:
    currency = house.reporting_currency(cursor)
    found = pipeline.open_by_account(cursor, currency, [account_id])
    if found.empty:
        return Open(0.0, 0, 0, 0, currency)
    row = found.iloc[0]
    return Open(float(row["open_pipeline"]), int(row["n_open"]),
                int(row["n_open_without_amount"]), int(row["n_open_other_currency"]),
                currency)  # fmt: skip


def _people(cursor: DuckDBPyConnection, committee: Committee, as_of: date) -> pd.DataFrame:
    """Everybody with their points of the window: those in a required role first, then by points.

    contact_id, name, title, roles, points, share, n, last_theirs_on, has_left, and words of their
    standing come from the committee; the unknown visitor has a row where it did something.
    """
    told = breakdown.of_account(cursor, committee.account_id, as_of=as_of).people
    did = {row["contact_id"]: row for row in told.to_dict("records")}
    known = [
        {"contact_id": one.contact_id, "name": one.name, "title": one.title,
         "roles": one.plays, "has_left": one.has_left, "engaged": one.engaged,
         "reachable": one.reachable, "stale": one.stale, "last_theirs_on": one.last_theirs_on}
        for one in committee.people
    ]  # fmt: skip
    ids = {one["contact_id"] for one in known}
    known += [
        {"contact_id": key, "name": row["name"] if isinstance(row["name"], str) else "",
         "title": row["title"] if isinstance(row["title"], str) else "", "roles": (),
         "has_left": False, "engaged": False, "reachable": False, "stale": False,
         "last_theirs_on": None}
        for key, row in did.items() if key not in ids and row["points"] > 0
    ]  # fmt: skip
    rows = [
        {**one, **{name: did[one["contact_id"]][name] if one["contact_id"] in did else 0
                   for name in ("points", "share", "n")}}
        for one in known
    ]  # fmt: skip
    columns = ["contact_id", "name", "title", "roles", "points", "share", "n", "last_theirs_on",
               "has_left", "engaged", "reachable", "stale"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    order = found.assign(no_role=[not one for one in found["roles"]])
    order = order.sort_values(["has_left", "no_role", "points"], ascending=[True, True, False],
                              kind="stable")  # fmt: skip
    return order.drop(columns="no_role").reset_index(drop=True)
