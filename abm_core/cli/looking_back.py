"""Commands that look back: snapshot list, show."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.cli.answer import Answer, lent
from abm_core.cli.tiering import programme_of
from abm_core.errors import AbmError
from abm_core.targeting import past_lists, weekly
from abm_core.targeting.past_lists import PastList
from abm_core.targeting.target_list import Programme
from abm_core.targeting.weekly import Taken

SHOWN = 50


def list_snapshots(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Every save and weekly snapshot of a programme."""
    with lent(arguments) as cursor:
        home = _home(cursor, arguments)
        found = weekly.listing(cursor, home.programme_id)
    return Answer(
        [weekly.described(one) for one in found] or [f"Nothing was saved in {home.name} yet."],
        {"programme": home.name, "snapshots": [_taken_data(one) for one in found]},
    )


def _home(cursor: DuckDBPyConnection, arguments: argparse.Namespace) -> Programme:
    found = programme_of(cursor, arguments.programme, may_be_new=False)
    if found is None:
        raise AbmError("There is no programme yet.", "Save one with: tiers --save")
    return found


def _taken_data(one: Taken) -> dict[str, Any]:
    return {
        "week": weekly.week_name(one.week), "as_of": one.as_of.isoformat(), "is": one.source,
        "save": one.snapshot_id, "profile": one.profile, "version": one.version,
        "taken_at": one.taken_at.isoformat(), "proposal": one.proposal_id,
    }  # fmt: skip


def show(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The target list at the end of a week or day; with ``--against``, what changed until then."""
    day = weekly.day_of(arguments.week)
    with lent(arguments) as cursor:
        home = _home(cursor, arguments)
        if arguments.against is not None:
            other = weekly.day_of(arguments.against)
            changed = past_lists.between(cursor, home.programme_id, day, other)
            return Answer(
                [past_lists.changes_headline(changed, day, other), "", *_changed_lines(changed)],
                {"programme": home.name, "from": day.isoformat(), "to": other.isoformat(),
                 "accounts": changed.to_dict("records")},
            )  # fmt: skip
        found = past_lists.list_on(cursor, home.programme_id, day)
    return Answer([past_lists.headline(found), "", *_lines(found)], _data(home, found))


def _lines(found: PastList) -> list[str]:
    lines = [
        f"  {formats.tier(one['tier'])}: {one['name']} ({one['account_id']}), score "
        f"{formats.score(one['score'])}, {_stage(one['stage'])}since {_day(one['joined_on'])}"
        for one in found.table.head(SHOWN).to_dict("records")
    ]
    return lines + _rest(found.table)


def _changed_lines(changed: pd.DataFrame) -> list[str]:
    moved = changed[changed["change"] != "unchanged"]
    lines = [
        f"  {one['name']} ({one['account_id']}): {formats.tier(one['tier_before']).lower()} → "
        f"{formats.tier(one['tier_after']).lower()}, {one['change']}"
        for one in moved.head(SHOWN).to_dict("records")
    ]
    return lines + _rest(moved)


def _rest(table: pd.DataFrame) -> list[str]:
    more = len(table) - SHOWN
    return [f"  and {formats.count(more)} more"] if more > 0 else []


def _stage(value: Any) -> str:  # noqa: ANN401 - what a frame holds for a text
    return "" if pd.isna(value) else f"{value}, "


def _day(value: Any) -> str:  # noqa: ANN401 - what a frame holds for a date
    return formats.NONE if pd.isna(value) else formats.day(pd.Timestamp(value).date())


def _data(home: Programme, found: PastList) -> dict[str, Any]:
    plain = found.table.astype(object).where(found.table.notna(), None)
    plain["joined_on"] = [None if one is None else str(one)[:10] for one in plain["joined_on"]]
    return {
        "programme": home.name, "day": found.day.isoformat(),
        "known_by": _taken_data(found.known_by) if found.known_by else None,
        "accounts": plain.to_dict("records"),
    }  # fmt: skip


ACTIONS = {"list": list_snapshots, "show": show}


def snapshot(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on snapshots."""
    return ACTIONS[arguments.action](arguments, now)
