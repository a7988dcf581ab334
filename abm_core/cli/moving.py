"""Commands about movement on the target list: turnover, on-deck."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from abm_core import formats, house
from abm_core.cli.answer import Answer, lent
from abm_core.cli.tiering import lay_out, programme_of
from abm_core.errors import AbmError
from abm_core.overview import newest_day
from abm_core.targeting import model, ondeck, turnover
from abm_core.targeting.tiers import LEVELS
from abm_core.targeting.turnover import Turnover


def tell_turnover(arguments: argparse.Namespace, now: datetime) -> Answer:
    """How much of a target list was exchanged in each quarter, the newest first."""
    with lent(arguments) as cursor:
        home = programme_of(cursor, arguments.programme, may_be_new=False)
        if home is None:
            raise AbmError("There is no programme yet.", "Save one with: tiers --save")
        as_of = arguments.as_of or newest_day(cursor) or now.date()
        month = house.read(cursor).fiscal_month
        found = turnover.read(cursor, home.programme_id, as_of=as_of, fiscal_month=month)
    return Answer(
        [turnover.sentence(one) for one in found] or [f"Nobody was on {home.name} yet."],
        {"programme": home.name, "as_of": as_of.isoformat(),
         "quarters": [_turnover_data(one) for one in found]},
    )  # fmt: skip


def _turnover_data(one: Turnover) -> dict[str, Any]:
    return {
        "from": one.first_day.isoformat(), "to": one.last_day.isoformat(),
        "tier": one.tier or None, "entries": one.n_entries, "exits": one.n_exits,
        "mean_size": one.mean_size, "turnover": one.turnover, "flagged": one.is_flagged,
    }  # fmt: skip


def tell_on_deck(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Who is next in line for each tier, and what they wait for."""
    with lent(arguments) as cursor:
        desk = lay_out(cursor, now=now, as_of=arguments.as_of, programme=arguments.programme,
                       profile=arguments.profile)  # fmt: skip
        accounts = desk.workshop.accounts
        model.require_columns(accounts, desk.profile)
        scored = desk.compare(desk.workshop.score(desk.profile)).draft
    lines, data = [f"{desk.profile.name} ({desk.origin})"], []
    for level in [arguments.tier] if arguments.tier else LEVELS:
        found = ondeck.on_deck(accounts, scored, level, arguments.limit)
        rows = found.to_dict("records")
        lines += ["", ondeck.sentence(found, level), *map(_line, rows)]
        data += [{"for_tier": level, **row, "tier": row["tier"] or None} for row in rows]
    return Answer(lines, {"profile": desk.profile.name, "accounts": data})


def _line(one: dict[Any, Any]) -> str:
    short = f", {formats.score(one['short_by'])} below the cutoff" if one["short_by"] else ""
    return (
        f"  {one['name']} ({one['account_id']}): {formats.score(one['score'])}{short}, waits for "
        f"{one['waits_for']}"
    )
