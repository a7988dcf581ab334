"""The command stages: who is where, who moves on, who is stuck, of today or of any past week."""

from __future__ import annotations

import argparse
import math
from datetime import datetime
from typing import Any

import pandas as pd

from abm_core import formats, house, settings, upkeep
from abm_core.cli.answer import Answer, lent
from abm_core.errors import AbmError
from abm_core.measure import stage_cohorts, stage_listing, stages, weeks
from abm_core.measure import stages_wording as wording
from abm_core.measure.durations import Pace
from abm_core.measure.stage_cohorts import Cohorts
from abm_core.measure.stage_listing import Told
from abm_core.measure.stage_stays import View
from abm_core.measure.stages import Replayed

SHOWN = 20


def tell_stages(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Counts, conversion, days in stage, stuck accounts and cohorts at the end of a week."""
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        known = stages.replayed(cursor)
        if known is None:
            raise AbmError("Nothing in the store has a day, so nobody has a stage.", wording.EMPTY)
        told = stage_listing.tell(cursor, known, _view(arguments, known))
        joined = stage_cohorts.read(
            cursor, told.found.view, n_weeks=arguments.weeks,
            fiscal_month=house.read(cursor).fiscal_month,
        )  # fmt: skip
    return Answer(_lines(told, joined), _data(told, joined))


def _view(arguments: argparse.Namespace, known: Replayed) -> View:
    week = known.week
    if arguments.as_of is not None:
        week = min(week, weeks.last_complete(arguments.as_of))
    default = settings.STAGE_PERIOD_WEEKS.value
    period = default if arguments.period is None else arguments.period
    if period < 1 or arguments.weeks < 1:
        raise AbmError("A period is shorter than a week.", "Give 1 week or more.")
    return View(week, arguments.motion, tuple(arguments.tiers), period)


def _lines(told: Told, joined: Cohorts | None) -> list[str]:
    found, motion = told.found, told.found.view.motion
    counts = [
        f"  {wording.stage_name(line.stage, motion):<12}{formats.count(line.n_now):>9}"
        for line in found.lines
    ]
    warning = wording.moves_warning(found)
    return [
        told.headline, wording.reading(told.known, found), "",
        f"{wording.MOTION_NAMES[motion]}, accounts by stage:", *counts,
        "", wording.period(found),
        *(f"  {wording.conversion_sentence(line, motion)}" for line in found.lines[:-1]),
        "", *(f"  {wording.pace_sentence(line, motion)}" for line in found.lines),
        "", wording.stuck_line(len(told.stuck)), *_stuck_lines(told.stuck, motion),
        *_cohort_lines(joined, motion),
        "", *([f"Note: {warning}"] if warning else []),
        *(f"Note: {text}" for text in wording.limits(told.known, found)),
        f"Note: {wording.ANY_WAY_OUT}",
    ]  # fmt: skip


def _stuck_lines(stuck: pd.DataFrame, motion: str) -> list[str]:
    lines = [
        f"  {one['name']} ({one['account_id']}): "
        f"{wording.stage_name(one['stage'], motion).lower()} for "
        f"{formats.counted(int(one['days']), 'day')}, {formats.count(one['over'])} over"
        + (f"; {one['sales_owner']}" if pd.notna(one["sales_owner"]) else "")
        for one in stuck.head(SHOWN).to_dict("records")
    ]
    more = len(stuck) - SHOWN
    return [*lines, f"  and {formats.count(more)} more"] if more > 0 else lines


def _cohort_lines(joined: Cohorts | None, motion: str) -> list[str]:
    if joined is None:
        return []
    return ["", wording.cohorts_line(joined), *(
        f"  {row.name}, {formats.counted(row.n_joined, 'account')}: " + ", ".join(
            f"{wording.stage_name(stage, motion).lower()} "
            f"{formats.NONE if share is None else wording.share_with_range(share)}"
            for stage, share in row.reached.items()
        )
        for row in joined.rows
    )]  # fmt: skip


def _data(told: Told, joined: Cohorts | None) -> dict[str, Any]:
    found, stuck = told.found, stage_listing.listing(told)
    return {
        "headline": told.headline,
        "reading": "recomputed with today's rules",
        "week": weeks.name(weeks.monday(found.view.week)), "through": found.view.end.isoformat(),
        "motion": found.view.motion, "tiers": list(found.view.tiers),
        "period": [found.view.since.isoformat(), found.view.end.isoformat()],
        "rules_version": told.held.version,
        "stages": [
            {"stage": line.stage, "n": line.n_now, "n_entered": line.n_entered,
             "to_next": line.to_next._asdict(), "to_deeper": line.to_deeper._asdict(),
             "days": _pace(line.pace), "days_in_period_before": _pace(line.pace_before)}
            for line in found.lines
        ],
        "moves": {
            "n": found.moves.n, "n_back": found.moves.n_back, "n_skipped": found.moves.n_skipped,
            "back": [one._asdict() for one in found.moves.back],
            "skipped": [one._asdict() for one in found.moves.skipped],
        },
        "stuck": stuck.astype(object).where(stuck.notna(), None).to_dict("records"),
        "cohorts": [
            {"quarter": row.name, "n_joined": row.n_joined, "n_followed": row.n_followed,
             "reached": {stage: share._asdict() if share else None
                         for stage, share in row.reached.items()}}
            for row in joined.rows
        ] if joined else None,
        "limits": wording.limits(told.known, found),
    }  # fmt: skip


def _pace(pace: Pace) -> dict[str, Any]:
    """Days; an end that is not reached, and what is not known, is null."""
    finite = {name: None if math.isinf(value) else value
              for name, value in pace._asdict().items()}  # fmt: skip
    return {**finite, "is_known": pace.is_known}
