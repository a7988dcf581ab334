"""The command about accounts that chance keeps off the list: draw, list."""

from __future__ import annotations

import argparse
import math
from datetime import datetime
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.cli.answer import Answer
from abm_core.cli.lifting import programme, ready
from abm_core.cli.tiering import lay_out
from abm_core.lift import doubts_wording, draw_plan, holdout, looks_wording
from abm_core.lift.draw_plan import Plan
from abm_core.lift.holdout import HoldOut
from abm_core.targeting.target_list import Programme


def tell(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Draw accounts to hold out, or list the draws."""
    with ready(arguments, now) as cursor:
        home = programme(cursor, arguments.programme)
        if arguments.action == "draw":
            return _draw(cursor, arguments, home, now)
        found = holdout.listing(cursor, home.programme_id)
    return Answer(
        [_line(one) for one in found] or [f"No account of {home.name} was held out at random. "
                                          f"{doubts_wording.HOLD_OUT}"],
        {"programme": home.name, "holdouts": [_data(one) for one in found]},
    )  # fmt: skip


def _draw(
    cursor: DuckDBPyConnection, arguments: argparse.Namespace, home: Programme, now: datetime
) -> Answer:
    """Hold out a part of those that would join the tier: as proposed, else by the profile."""
    desk = lay_out(cursor, now=now, as_of=arguments.as_of, programme=home.name,
                   profile=arguments.profile)
    able = holdout.candidates(cursor, home.programme_id, arguments.tier)
    if not able:
        would = desk.workshop.score(desk.profile).tier == arguments.tier
        able = list(np.asarray(desk.workshop.accounts.ids)[would & (desk.live.tier == 0)])
    could = draw_plan.plan(cursor, able, share=arguments.share, as_of=desk.workshop.as_of)
    drawn = holdout.draw(
        cursor, home.programme_id, able, tier=arguments.tier, share=arguments.share,
        seed=arguments.seed, drawn_at=now, as_of=desk.workshop.as_of, author=arguments.author,
        based_on=desk.live.save_id,
    )  # fmt: skip
    return Answer(
        [_line(drawn), *looks_wording.plan(could)[1:],
         "Save the tier now, and ask lift --experiment when the weeks are over."],
        {"programme": home.name, **_data(drawn), "plan": _plan_data(could)},
    )  # fmt: skip


def _plan_data(found: Plan) -> dict[str, Any]:
    """What the draw could show; ``None`` for what no number of accounts would show."""
    return {name: value if math.isfinite(value) else None
            for name, value in found._asdict().items()}  # fmt: skip


def _line(one: HoldOut) -> str:
    said = doubts_wording.drawn(
        len(one.account_ids), one.n_drawn_from, one.tier, one.seed, one.held_until)
    return f"{one.holdout_id}: {said} Drawn on {formats.day(one.drawn_at.date())} by {one.author}."


def _data(one: HoldOut) -> dict[str, Any]:
    return {**one._asdict(), "drawn_at": one.drawn_at.isoformat(),
            "held_until": one.held_until.isoformat()}  # fmt: skip
