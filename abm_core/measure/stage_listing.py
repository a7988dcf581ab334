"""What a screen of stages shows, read together; and the list of stuck accounts to carry away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, settings
from abm_core.measure import funnel, stage_rules, stage_stuck, weeks
from abm_core.measure import stages_wording as wording
from abm_core.measure.funnel import Funnel
from abm_core.measure.stage_cohorts import Cohorts
from abm_core.measure.stage_rules import RulesVersion, StageRules
from abm_core.measure.stage_stays import View
from abm_core.measure.stages import Replayed


class Told(NamedTuple):
    """One view of the stages: the funnel, who waits, who is stuck, and by which rules."""

    known: Replayed
    found: Funnel
    waiting: pd.DataFrame
    stuck: pd.DataFrame
    held: RulesVersion

    @property
    def is_now(self) -> bool:
        """Whether the newest week is shown, for which engagement and fit hold."""
        return weeks.monday(self.found.view.week) == self.known.week

    @property
    def headline(self) -> str:
        """The screen's sentence."""
        slow = self.found.slowest
        n_over = int((self.stuck["stage"] == slow.stage).sum()) if slow else 0
        return wording.headline(self.found, n_over)


def tell(cursor: DuckDBPyConnection, known: Replayed, view: View) -> Told:
    """Read a view of the stages."""
    found = funnel.read(cursor, view)
    return Told(
        known, found, stage_stuck.here(cursor), stage_stuck.stuck(cursor, found),
        stage_rules.current(cursor),
    )  # fmt: skip


def listing(told: Told) -> pd.DataFrame:
    """The stuck accounts, columns named as in the schema; the farthest over first."""
    stuck = told.stuck
    found = pd.DataFrame({
        "account_id": stuck["account_id"], "name": stuck["name"], "domain": stuck["domain"],
        "tier": pd.to_numeric(stuck["tier"]).fillna(0).astype(int),
        "account_stage": stuck["stage"],
        "in_stage_since": pd.to_datetime(stuck["entered_on"]).dt.date,
        "days_in_stage": stuck["days"].astype(int), "days_over": stuck["over"].astype(int),
    })  # fmt: skip
    if told.is_now:
        found["missing_for_next"] = _missing(stuck, told.held.rules)
    for name in ("sales_owner", "marketing_owner", "score", "fit"):
        found[name] = stuck[name]
    return found


def _missing(stuck: pd.DataFrame, rules: StageRules) -> list[str]:
    return [
        wording.missing({str(name): value for name, value in row.items()}, rules)
        for row in stuck.to_dict("records")
    ]


def notes(told: Told, made_on: date) -> list[tuple[str, str]]:
    """What a reader of the list must know."""
    view = told.found.view
    tiers = "all" if not view.tiers else formats.listed(
        [formats.tier(0) if one == "none" else formats.tier(int(one)) for one in view.tiers])
    return [
        ("Stages", wording.reading(told.known, told.found)),
        ("Motion", wording.MOTION_NAMES[view.motion]),
        ("Tiers", tiers),
        ("Stuck", wording.stuck_line(len(told.stuck))),
        *(("Days in stage", wording.pace_sentence(told.found.line(stage), view.motion))
          for stage in funnel.WAITING),
        *(("Rule", text) for text in wording.rules_lines(told.held)),
        ("Made on", formats.day(made_on)),
    ]  # fmt: skip


def cohort_table(found: Cohorts, motion: str) -> pd.DataFrame:
    """The cohorts as a table of words: quarter, accounts, and the share that came so far."""
    rows = [
        {
            "Joined": row.name, "Accounts": row.n_joined,
            **{wording.stage_name(stage, motion):
               formats.NONE if share is None else wording.share_with_range(share)
               for stage, share in row.reached.items()},
        }
        for row in found.rows
    ]  # fmt: skip
    return pd.DataFrame(rows)


def week_choices(known: Replayed) -> list[date]:
    """The Mondays of every week that can be shown, newest first; at most ten years."""
    first = known.recorded_from or known.week - timedelta(weeks=settings.STAGE_PERIOD_WEEKS.value)
    n_weeks = (known.week - weeks.monday(first)).days // 7 + 1
    return [known.week - timedelta(weeks=back) for back in range(max(1, min(n_weeks, 520)))]


def week_label(monday: date) -> str:
    """A week for a list of weeks.

    >>> week_label(date(2026, 11, 2))
    '2026-W45, through 8 Nov 2026'
    """
    return f"{weeks.name(monday)}, through {formats.day(monday + timedelta(days=6))}"

