"""The command that lists surges: surges."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, upkeep
from abm_core.cli.answer import Answer, lent
from abm_core.errors import AbmError
from abm_core.measure import (
    surge_check,
    surge_list,
    surge_topics,
    surge_wording,
    weeks,
)
from abm_core.measure.surge_list import Week
from abm_core.measure.surge_sweep import ONE_WEEK, TWO_WEEKS
from abm_core.overview import newest_day
from abm_core.targeting import weekly

SHOWN = 50
TOLD = ("name", "observed", "expected", "p_value", "n_people")
Data = dict[str, Any]


def surges(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Accounts that surged in a week, and how many chance alone would have given."""
    with lent(arguments) as cursor:
        as_of = arguments.as_of or newest_day(cursor) or now.date()
        upkeep.compute(cursor, now=now)  # does nothing where nothing is due
        monday = _monday(arguments.week, as_of)
        one, two = (_week(cursor, monday, kind) for kind in (ONE_WEEK, TWO_WEEKS))
        checked = _checked(cursor, as_of) if arguments.check else ([], {})
        lines = [
            *_lines(cursor, one), *_slow_lines(cursor, two, one), *_topic_lines(cursor, monday),
        ]  # fmt: skip
        data = {
            "week": weeks.name(monday), "monday": monday.isoformat(),
            "headline": surge_wording.headline(one, surge_list.week(cursor)),
            "surges": _data(cursor, one), "slow_rises": _data(cursor, two),
            "topics": _topics(cursor, monday).to_dict("records"),
        }  # fmt: skip
    return Answer([*lines, *checked[0]], {**data, **checked[1]})


def _monday(text: str | None, as_of: date) -> date:
    """The week that was asked for, which must be over; else the last complete one."""
    last = weeks.last_complete(as_of)
    monday = last if text is None else weeks.monday(weekly.day_of(text))
    if monday > last:
        raise AbmError(
            f"{weeks.name(monday)} is not over in the data.",
            f"Ask for a week up to {weeks.name(last)}.",
        )
    return monday


def _week(cursor: DuckDBPyConnection, monday: date, kind: str) -> Week | None:
    return surge_list.week(cursor, monday, kind)


def _lines(cursor: DuckDBPyConnection, week: Week | None) -> list[str]:
    if week is None:
        return [surge_wording.headline(None, surge_list.week(cursor))]
    return [f"Week of {formats.day(week.week)}. {surge_wording.headline(week)}",
            surge_wording.bound(week), *_account_lines(_listed(cursor, week))]  # fmt: skip


def _slow_lines(cursor: DuckDBPyConnection, week: Week | None, one: Week | None) -> list[str]:
    """Two weeks together, of accounts that the single week does not show already."""
    if week is None:
        return []
    shown = set(_listed(cursor, one)["account_id"]) if one else set()
    listed = _listed(cursor, week)
    return ["", surge_wording.headline(week),
            *_account_lines(listed[~listed["account_id"].isin(shown)])]  # fmt: skip


def _account_lines(listed: pd.DataFrame) -> list[str]:
    said = [f"  {surge_wording.surge(**{name: row[name] for name in TOLD})}"
            f"{' High confidence.' if row['is_sure'] else ''}"
            for row in listed.head(SHOWN).to_dict("records")]  # fmt: skip
    more = len(listed) - SHOWN
    return [*said, f"  and {formats.count(more)} more (--json lists all)"] if more > 0 else said


def _listed(cursor: DuckDBPyConnection, week: Week) -> pd.DataFrame:
    return surge_list.listing(cursor, week.week, week.kind)


def _topics(cursor: DuckDBPyConnection, monday: date) -> pd.DataFrame:
    found = surge_topics.of_week(cursor, monday)
    found["topics"] = found["topics"].map(list)
    return found


def _topic_lines(cursor: DuckDBPyConnection, monday: date) -> list[str]:
    needed = surge_topics.needed(len(surge_topics.chosen(cursor)))
    found = _topics(cursor, monday)
    return ["", surge_wording.topics(needed, len(found)),
            *(f"  {row['name']}: {', '.join(row['topics'])}"
              for row in found.head(SHOWN).to_dict("records"))]  # fmt: skip


def _checked(cursor: DuckDBPyConnection, as_of: date) -> tuple[list[str], Data]:
    followed = surge_check.followed(cursor, as_of=as_of)
    months = surge_check.calibration(cursor, as_of=as_of)
    return (
        ["", surge_wording.followed(followed), surge_wording.calibration(months)],
        {"followed": {**followed._asdict(), "surged": followed.surged._asdict(),
                      "others": followed.others._asdict()},
         "calibration": [{"month": month.month.isoformat(), **month.flagged._asdict(),
                          "by_chance": month.by_chance} for month in months]},
    )  # fmt: skip


def _data(cursor: DuckDBPyConnection, week: Week | None) -> Data | None:
    if week is None:
        return None
    listed = _listed(cursor, week)
    rows = listed.astype(object).where(listed.notna(), None).to_dict("records")
    return {"n_accounts": week.n_accounts, "n_flagged": week.n_flagged,
            "by_chance": week.by_chance, "by_chance_at_most": week.bound,
            "overdispersion": week.overdispersion, "site_index": week.site_index,
            "accounts": rows}  # fmt: skip
