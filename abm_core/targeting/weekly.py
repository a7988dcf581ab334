"""Weekly snapshots: what was known in a week, kept without anybody saving.

A week is named by its Monday. Its snapshot is taken once, with the first import whose newest day
lies in the week, and never changed: it is read as known then. A save in the week says as much, so
that no second snapshot is taken. An import that is undone takes its snapshot out of the count.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, schema, store
from abm_core.errors import AbmError
from abm_core.overview import newest_day
from abm_core.targeting import profiles, scoring, snapshots, target_list
from abm_core.targeting.target_list import Live
from abm_core.targeting.workshop import Workshop

NEWEST_IMPORT = "SELECT max(import_id) FROM imports WHERE undone_at IS NULL"

# Those of imports that were undone since tell what nobody knows any more.
IN_WEEK = """
SELECT 1 FROM snapshots
WHERE programme_id = $programme_id AND as_of BETWEEN $week AND $week + 6
UNION ALL
SELECT 1 FROM weekly_snapshots w
WHERE programme_id = $programme_id AND week = $week
  AND (w.import_id IS NULL OR EXISTS (
    SELECT 1 FROM imports i WHERE i.import_id = w.import_id AND i.undone_at IS NULL))
LIMIT 1
"""

FORGET_UNDONE = "DELETE FROM weekly_snapshots WHERE programme_id = $programme_id AND week = $week"
FORGET_UNDONE_ACCOUNTS = """
DELETE FROM weekly_accounts WHERE programme_id = $programme_id AND week = $week
"""

INSERT_ACCOUNTS = """
INSERT INTO weekly_accounts BY NAME
WITH stages AS (
    SELECT account_id, arg_max(stage_to, week) FILTER (motion = 'new') AS stage,
           arg_max(stage_to, week) FILTER (motion = 'expansion') AS expansion_stage
    FROM stage_changes WHERE week <= $as_of GROUP BY account_id
)
SELECT $programme_id AS programme_id, $week AS week, account_id, tier, score, completeness, stage,
       expansion_stage
FROM weekly_frame LEFT JOIN stages USING (account_id)
"""

# Saves and weekly snapshots together: when each was taken, as of which day, by which version.
LISTED = """
WITH taken AS (
    SELECT date_trunc('week', s.as_of)::DATE AS week, s.as_of, 'save' AS source, s.snapshot_id,
           s.profile_id, s.saved_at AS taken_at, s.proposal_id
    FROM snapshots s WHERE s.programme_id = $programme_id
    UNION ALL
    SELECT w.week, w.as_of, 'weekly', w.snapshot_id, w.profile_id, w.taken_at, NULL
    FROM weekly_snapshots w
    WHERE w.programme_id = $programme_id
      AND (w.import_id IS NULL OR EXISTS (
        SELECT 1 FROM imports i WHERE i.import_id = w.import_id AND i.undone_at IS NULL))
)
SELECT t.week, t.as_of, t.source, t.snapshot_id, p.name, p.version, t.taken_at, t.proposal_id
FROM taken t LEFT JOIN profiles p USING (profile_id)
ORDER BY t.taken_at DESC, t.as_of DESC
"""

class Taken(NamedTuple):
    """What was known once: a save, or a weekly snapshot. ``snapshot_id`` is the save behind it."""

    week: date
    as_of: date
    source: str  # save or weekly
    snapshot_id: str
    profile: str
    version: int
    taken_at: datetime
    proposal_id: str | None


def monday(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def after_import(cursor: DuckDBPyConnection, *, taken_at: datetime) -> list[str]:
    """Keep the week of the newest day in the data where it is due; see ``take_if_due``."""
    as_of = newest_day(cursor) or taken_at.date()
    keys = [{"programme_id": one.programme_id, "week": monday(as_of)}
            for one in target_list.programmes(cursor) if one.newest_save is not None]  # fmt: skip
    if all(cursor.execute(IN_WEEK, key).fetchall() for key in keys):
        return []
    return take_if_due(cursor, Workshop(cursor, as_of), taken_at=taken_at)


def take_if_due(cursor: DuckDBPyConnection, workshop: Workshop, *, taken_at: datetime) -> list[str]:
    """Keep the week of ``workshop.as_of`` for every programme with a live profile, once.

    To be called after an import. Returns the names of the programmes whose week was kept. Does
    nothing where a save or a snapshot of the week is there already.
    """
    week = monday(workshop.as_of)
    names = []
    for programme in target_list.programmes(cursor):
        key = {"programme_id": programme.programme_id, "week": week}
        live = target_list.live(cursor, workshop.accounts, programme, workshop.as_of)
        if live.profile is None or cursor.execute(IN_WEEK, key).fetchall():
            continue
        frame = _known_now(workshop, live)
        with store.transaction(cursor):
            if not cursor.execute(IN_WEEK, key).fetchall():
                _write(cursor, workshop, live, frame, week, taken_at)
                names.append(programme.name)
    return names


def _known_now(workshop: Workshop, live: Live) -> pd.DataFrame:
    """Saved tiers, and scores by the live profile on today's data."""
    assert live.profile is not None
    scored = workshop.score_once(live.profile)
    return pd.DataFrame({
        "account_id": workshop.accounts.ids,
        "tier": pd.Series(snapshots.tier_text(live.tier), dtype="str"),
        "score": snapshots.known(scored.scores),
        "completeness": scoring.completeness(scored.frame.matrix, scored.profile.weights),
    })


def _write(
    cursor: DuckDBPyConnection, workshop: Workshop, live: Live, frame: pd.DataFrame, week: date,
    taken_at: datetime,
) -> None:
    assert live.programme is not None and live.profile is not None
    key = {"programme_id": live.programme.programme_id, "week": week}
    cursor.execute(FORGET_UNDONE, key)
    cursor.execute(FORGET_UNDONE_ACCOUNTS, key)
    store.insert(cursor, schema.WEEKLY_SNAPSHOTS, [{
        **key,
        "as_of": workshop.as_of,
        "profile_id": profiles.find(cursor, live.profile.name, live.version).profile_id,
        "snapshot_id": str(live.save_id),
        "import_id": cursor.execute(NEWEST_IMPORT).fetchall()[0][0],
        "taken_at": taken_at,
    }])  # fmt: skip
    cursor.register("weekly_frame", frame)
    cursor.execute(INSERT_ACCOUNTS, {**key, "as_of": workshop.as_of})
    cursor.unregister("weekly_frame")
    store.next_decision(cursor)


def listing(cursor: DuckDBPyConnection, programme_id: str) -> list[Taken]:
    """Every save and weekly snapshot of a programme, newest first."""
    rows = cursor.execute(LISTED, {"programme_id": programme_id}).fetchall()
    return [Taken(*row) for row in rows]


def day_of(text: str) -> date:
    """The day that a person means by a week or a date: the Sunday of 2026-W10, or 2026-03-04.

    >>> day_of("2026-W10"), day_of("2026-03-04")
    (datetime.date(2026, 3, 8), datetime.date(2026, 3, 4))
    """
    try:
        if found := re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", text.strip()):
            return date.fromisocalendar(int(found[1]), int(found[2]), 7)
        return date.fromisoformat(text.strip())
    except ValueError:
        raise AbmError(
            f"'{text}' is no week and no day.", "Write a week as 2026-W10 or a day as 2026-03-04."
        ) from None


def week_name(day: date) -> str:
    """A week as ISO writes it.

    >>> week_name(date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def described(taken: Taken) -> str:
    """One line of the list of snapshots."""
    what = "weekly snapshot" if taken.source == "weekly" else f"save {taken.snapshot_id}"
    signed = f", signed (proposal {taken.proposal_id})" if taken.proposal_id else (
        ", not signed" if taken.source == "save" else "")  # fmt: skip
    return (
        f"{week_name(taken.week)}: {what}{signed}, as of {formats.day(taken.as_of)}, "
        f"{taken.profile} version {taken.version}"
    )
