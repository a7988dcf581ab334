"""When target accounts joined, grouped by launch week: every launch is a block of its own."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.errors import AbmError
from abm_core.lift import windows
from abm_core.lift.windows import NothingYet, Span, Windows

NOW = "now."  # fields of a profile that follow from what accounts did

# An account's first entry is its launch; changes of tier interrupt nothing.
TARGETS = """
SELECT t.account_id, t.joined_on, t.tier::INTEGER AS tier, t.snapshot_id,
       a.account_id IS NOT NULL AS is_known
FROM target_list t LEFT JOIN accounts a ON a.account_id = t.account_id
WHERE t.programme_id = $programme_id
QUALIFY row_number() OVER (PARTITION BY t.account_id ORDER BY t.joined_on, t.tier) = 1
ORDER BY t.account_id
"""
# A lone old row does not mean that activities were recorded then.
RECORDED_FROM = """
WITH before AS (SELECT week, n_raw FROM rollup_weeks WHERE week < $launch)
SELECT min(week) FROM before
WHERE n_raw >= $share * (SELECT quantile_cont(n_raw, 0.5) FROM before)
"""
SAVES = """
SELECT s.snapshot_id, s.as_of, p.definition
FROM snapshots s LEFT JOIN profiles p USING (profile_id)
WHERE list_contains($saves, s.snapshot_id)
"""
LEAST_WEEK = 0.1  # part of a usual week's activities from which a week counts as recorded

GONE = "no longer among the accounts"
RUNNING = "the weeks after launch are not over"
TOO_EARLY = "no activities were recorded long enough before launch"


class Block(NamedTuple):
    """One launch: its weeks, its targets (account ids, tiers) and the saves that put them there."""

    windows: Windows
    account_ids: list[str]
    tiers: list[int]
    save_ids: tuple[str, ...]


class Launches(NamedTuple):
    """The launches that can be judged, oldest first, and why other targets are left out."""

    blocks: list[Block]
    left_out: dict[str, int]

    @property
    def n_targets(self) -> int:
        """Targets of all launches."""
        return sum(len(block.account_ids) for block in self.blocks)


def read(
    cursor: DuckDBPyConnection,
    programme_id: str,
    *,
    span: Span,
    as_of: date,
    n_after: int | None = None,
    tiers: tuple[int, ...] | None = None,
) -> Launches:
    """The launches of a programme whose weeks after launch are over and whose baseline is known.

    ``tiers``: only targets that joined in these. ``AbmError`` where no launch is left, with what
    would be needed.
    """
    found = cursor.execute(TARGETS, {"programme_id": programme_id}).df()
    if tiers is not None:
        found = found[found["tier"].isin(tiers)]
    if found.empty:
        raise AbmError(
            "There are no target accounts to judge.",
            "Save tiers for a programme, or import a target list with the days of joining.",
        )
    left_out: Counter[str] = Counter()
    left_out[GONE] += int((~found["is_known"]).sum())
    found = found[found["is_known"]]
    joined = found["joined_on"].dt.date.map(windows.launch)
    blocks, launched = [], sorted(joined.unique())
    for launch in launched:
        targets = found[joined == launch]
        weeks = _windows(cursor, launch, targets, span, n_after)
        if not weeks.has_baseline:
            left_out[TOO_EARLY] += len(targets)
        elif not weeks.is_over(as_of):
            left_out[RUNNING] += len(targets)
        else:
            blocks.append(_block(weeks, targets))
    if not blocks:
        raise _refusal(launched, as_of, n_after or settings.LIFT_AFTER.value[span], left_out)
    return Launches(blocks, {why: n for why, n in left_out.items() if n})


def _windows(
    cursor: DuckDBPyConnection, launch: date, targets: pd.DataFrame, span: Span, n_after: int | None
) -> Windows:
    ((recorded,),) = cursor.execute(
        RECORDED_FROM, {"launch": launch, "share": LEAST_WEEK}
    ).fetchall()
    return windows.around(
        launch, span, looked_back_to=_looked_back_to(cursor, _saves(targets)),
        data_from=recorded or launch, n_after=n_after,
    )  # fmt: skip


def _looked_back_to(cursor: DuckDBPyConnection, save_ids: tuple[str, ...]) -> date | None:
    """The oldest day of engagement that a save's profile looked at; ``None`` where none did."""
    if not save_ids:
        return None
    rows = cursor.execute(SAVES, {"saves": list(save_ids)}).fetchall()
    back = timedelta(weeks=settings.WINDOW_WEEKS.value)
    return min((as_of - back for _, as_of, text in rows if _looks_at_engagement(text)),
               default=None)  # fmt: skip


def _looks_at_engagement(definition: str | None) -> bool:
    criteria = json.loads(definition or "{}").get("criteria", [])
    return any(str(one.get("field", "")).startswith(NOW) for one in criteria)


def _saves(targets: pd.DataFrame) -> tuple[str, ...]:
    return tuple(sorted(targets["snapshot_id"].dropna().unique()))


def _block(weeks: Windows, targets: pd.DataFrame) -> Block:
    return Block(
        weeks, targets["account_id"].tolist(), [int(n) for n in np.asarray(targets["tier"])],
        _saves(targets),
    )  # fmt: skip


def _refusal(launched: list[date], as_of: date, n_after: int, left_out: Counter[str]) -> AbmError:
    if left_out[RUNNING]:
        to_go = min(n for launch in launched
                    if (n := windows.weeks_to_go(launch, as_of, n_after)) > 0)  # fmt: skip
        return windows.nothing_yet(n_after, to_go)
    if left_out[TOO_EARLY]:
        weeks = -settings.LIFT_SELECTION.value[0] + settings.LIFT_LEAST_BASELINE.value
        return NothingYet(
            f"No activities were recorded in the {weeks} weeks before any launch, so that nothing "
            "tells which accounts were alike.",
            "Import older activities.",
        )
    return AbmError(
        "None of the target accounts is among the accounts.", "Import the accounts, too."
    )
