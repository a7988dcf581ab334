"""The command that tells who responds: engagement."""

from __future__ import annotations

import argparse
import re
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, segments, upkeep
from abm_core.cli.answer import Answer, lent
from abm_core.errors import AbmError
from abm_core.measure import (
    engagement,
    engagement_wording,
    families,
    groups,
    responses,
    rollup,
    trends,
    weeks,
)
from abm_core.overview import newest_day

SHOWN, MOVING = 20, 10
LONGEST = 260
Data = dict[str, Any]


def tell(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Engagement of tiers, segments or accounts, who is moving, and what is left out."""
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)  # does nothing where nothing is due
        newest = newest_day(cursor) or now.date()
        as_of = arguments.as_of or newest
        asked = _Asked(as_of, _weeks(arguments.window), _by(cursor, arguments.by))
        dropped, n_raw = rollup.total(cursor)
        notes = [f"As of {formats.day(as_of)}. {engagement_wording.running(as_of, newest)}"
                 f"{engagement_wording.left_out(dropped, n_raw)}"]  # fmt: skip
        if asked.by == "segment":
            notes.append(segments.told(cursor))
        if arguments.family:
            with families.together(cursor, as_of=as_of) as sizes:
                notes.append(engagement_wording.families(*sizes))
                found = _read(cursor, asked)
        else:
            found = _read(cursor, asked)
    return _told(asked, found, notes, dropped, n_raw, family=arguments.family)


class _Asked(NamedTuple):
    as_of: date
    n_weeks: int
    by: str


class _Found(NamedTuple):
    engaged: pd.DataFrame
    trend: pd.DataFrame
    moving: pd.DataFrame
    alone: pd.DataFrame


def _read(cursor: DuckDBPyConnection, asked: _Asked) -> _Found:
    as_of, n_weeks, by = asked
    return _Found(
        engagement.accounts(cursor, as_of=as_of, n_weeks=n_weeks),
        pd.DataFrame() if by == "account" else trends.weekly(
            cursor, as_of=as_of, by=by, n_weeks=n_weeks),
        trends.moving(cursor, as_of=as_of, most=MOVING),
        responses.single_threaded(cursor, as_of=as_of, n_weeks=n_weeks),
    )  # fmt: skip


def _told(
    asked: _Asked, found: _Found, notes: list[str], dropped: dict[str, int], n_raw: int, *,
    family: bool,
) -> Answer:  # fmt: skip
    window = weeks.window(asked.as_of, asked.n_weeks)
    headline = engagement_wording.headline(found.engaged, window, n_raw)
    by_account = asked.by == "account"
    lines = [
        headline, *notes, "",
        *(_account_lines(found.engaged) if by_account else _group_lines(found.trend)),
        *_moving_lines(found.moving),
        "", f"Target accounts that hang on one contact: {formats.count(len(found.alone))}.",
    ]  # fmt: skip
    return Answer(lines, {
        "headline": headline, "as_of": asked.as_of.isoformat(), "by": asked.by,
        "weeks": asked.n_weeks, "family": family,
        "first_week": window.first.isoformat(), "last_week": window.last.isoformat(),
        "n_activities": n_raw, "left_out": dropped,
        "trend": _rows(found.trend), "accounts": _rows(found.engaged) if by_account else [],
        "moving": _rows(found.moving), "single_threaded": _rows(found.alone),
    })  # fmt: skip


def _weeks(text: str) -> int:
    """How many weeks 13w means."""
    found = re.fullmatch(r"(\d{1,3})\s*w?(eeks)?", text.strip().lower())
    if not found or not 1 <= int(found[1]) <= LONGEST:
        raise AbmError(f"'{text}' is no number of weeks.", f"Write 13w, up to {LONGEST}w.")
    return int(found[1])


def _by(cursor: DuckDBPyConnection, text: str) -> str:
    """A grouping by its name or its label."""
    known = groups.choices(cursor)
    named = {groups.label(one).casefold(): one for one in known} | {one: one for one in known}
    return {**named, "account": "account"}.get(text.casefold(), text)


def _account_lines(engaged: pd.DataFrame) -> list[str]:
    told = ["name", "window_points", "current_points", "n_contacts"]
    said = [f"  {engagement_wording.account(*row)}"
            for row in engaged[told].head(SHOWN).to_numpy().tolist()]  # fmt: skip
    more = len(engaged) - SHOWN
    return [*said, f"  and {formats.count(more)} more (--json lists all)"] if more > 0 else said


def _group_lines(trend: pd.DataFrame) -> list[str]:
    parts = trend.groupby("part", sort=False)
    largest = sorted(parts, key=lambda one: -one[1]["points"].sum())[:SHOWN]
    return [f"  {engagement_wording.group(str(part), of)}" for part, of in largest]


def _moving_lines(moving: pd.DataFrame) -> list[str]:
    said = [
        engagement_wording.moved(row["name"], row["points"], row["usual"], max(
            row["n_contacts"], 0 if row["points"] >= row["usual"] else row["n_contacts_before"]))
        for row in moving.to_dict("records")
    ]  # fmt: skip
    return ["", "Moving most in the last complete week:", *(f"  {one}" for one in said)] if (
        said) else ["", "No account with two people is moving."]  # fmt: skip


def _rows(frame: pd.DataFrame) -> list[Data]:
    """Rows as JSON writes them: no value as null, a week as its Monday."""
    known = frame.astype(object).where(frame.notna(), None)
    return [{str(name): _plain(value) for name, value in row.items()}
            for row in known.to_dict("records")]  # fmt: skip


def _plain(value: object) -> object:
    return value.date().isoformat() if isinstance(value, datetime) else value
