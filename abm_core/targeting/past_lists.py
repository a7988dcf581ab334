"""Past lists: any past day's target list as it was, and what changed between two days."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.targeting import weekly
from abm_core.targeting.weekly import Taken

LIST_ON = """
SELECT t.account_id, coalesce(a.name, t.account_name, t.account_id) AS name,
       t.tier::INTEGER AS tier, t.joined_on, t.approver
FROM target_list t LEFT JOIN accounts a USING (account_id)
WHERE t.programme_id = $programme_id
  AND coalesce(t.joined_on, DATE '0001-01-01') <= $day
  AND (t.left_on IS NULL OR t.left_on > $day)
ORDER BY t.tier, name, t.account_id
"""

SAVED_SCORES = """
SELECT account_id, score, completeness, tier_because, stage FROM snapshot_accounts
WHERE snapshot_id = $snapshot_id
"""

WEEKLY_SCORES = """
SELECT account_id, score, completeness, NULL AS tier_because, stage FROM weekly_accounts
WHERE programme_id = $programme_id AND week = $week
"""


class PastList(NamedTuple):
    """The target list as it stood on a day, with scores and stages as known then.

    ``table`` has account_id, name, tier, joined_on, approver, score, completeness, because (why
    another tier than the score gives), stage; best tiers first. ``known_by`` is what the scores
    come from, ``None`` where nothing was kept so early.
    """

    day: date
    table: pd.DataFrame
    known_by: Taken | None


def list_on(cursor: DuckDBPyConnection, programme_id: str, day: date) -> PastList:
    """The target list as it stood at the end of a day, with scores as known then.

    Tiers come from the dates of entries and exits; scores from the newest save or weekly snapshot
    whose data reached no further than the day. Scores are NaN where nothing was kept so early.
    """
    table = cursor.execute(LIST_ON, {"programme_id": programme_id, "day": day}).df()
    known_by = next((one for one in _by_as_of(cursor, programme_id) if one.as_of <= day), None)
    scores = _scores(cursor, programme_id, known_by)
    joined = table.merge(scores, on="account_id", how="left")
    return PastList(day, joined, known_by)


def _by_as_of(cursor: DuckDBPyConnection, programme_id: str) -> list[Taken]:
    found = weekly.listing(cursor, programme_id)
    return sorted(found, key=lambda one: (one.as_of, one.taken_at), reverse=True)


def _scores(
    cursor: DuckDBPyConnection, programme_id: str, known_by: Taken | None
) -> pd.DataFrame:
    if known_by is None:
        empty = np.array([], dtype=np.float64)
        found = pd.DataFrame({"score": empty, "completeness": empty})
        return found.assign(account_id=pd.Series(dtype="str"), because=pd.Series(dtype="str"),
                            stage=pd.Series(dtype="str"))
    if known_by.source == "save":
        rows = cursor.execute(SAVED_SCORES, {"snapshot_id": known_by.snapshot_id}).df()
    else:
        key = {"programme_id": programme_id, "week": known_by.week}
        rows = cursor.execute(WEEKLY_SCORES, key).df()
    return rows.rename(columns={"tier_because": "because"})


def between(cursor: DuckDBPyConnection, programme_id: str, one: date, other: date) -> pd.DataFrame:
    """What changed from one day to another: the list as it stood on both, account by account.

    Columns: account_id, name, tier_before, tier_after (0: not on the list), score_before,
    score_after, change (entered, left, progressed, regressed, unchanged); progress counts only
    accounts on the list at both days. Best tiers first, unchanged ones last.
    """
    first, second = (
        list_on(cursor, programme_id, day).table.set_index("account_id") for day in (one, other)
    )
    ids = first.index.union(second.index)
    before, after = (
        lists["tier"].reindex(ids).fillna(0).astype(int) for lists in (first, second))
    change = np.select(
        [before == 0, after == 0, after < before, after > before],
        ["entered", "left", "progressed", "regressed"], default="unchanged",
    )  # fmt: skip
    found = pd.DataFrame({
        "account_id": ids,
        "name": second["name"].reindex(ids).fillna(first["name"].reindex(ids)).to_numpy(),
        "tier_before": before.to_numpy(),
        "tier_after": after.to_numpy(),
        "score_before": first["score"].reindex(ids).to_numpy(dtype=np.float64, na_value=np.nan),
        "score_after": second["score"].reindex(ids).to_numpy(dtype=np.float64, na_value=np.nan),
        "change": change,
    })  # fmt: skip
    best = np.minimum(np.where(before == 0, 4, before), np.where(after == 0, 4, after))
    order = np.lexsort((found["account_id"], best, change == "unchanged"))
    return found.iloc[order].reset_index(drop=True)


def headline(found: PastList) -> str:
    """What a past list is and how its scores are known."""
    counted = [int((found.table["tier"] == level).sum()) for level in (1, 2, 3)]
    held = (
        f"On {formats.day(found.day)} the list held {formats.counted(counted[0], 'account')} in "
        f"tier 1, {formats.count(counted[1])} in tier 2 and {formats.count(counted[2])} in tier 3"
    )
    if found.known_by is None:
        return f"{held}. Scores were not kept so early."
    return f"{held}, with scores as known on {formats.day(found.known_by.as_of)}."


def changes_headline(changed: pd.DataFrame, one: date, other: date) -> str:
    """What changed between two days, in one sentence."""
    counted = changed["change"].value_counts()
    n = {kind: int(counted.get(kind, 0)) for kind in (
        "entered", "left", "progressed", "regressed", "unchanged")}  # fmt: skip
    return (
        f"From {formats.day(one)} to {formats.day(other)}: {formats.count(n['entered'])} entered, "
        f"{formats.count(n['left'])} left; of the "
        f"{formats.counted(n['progressed'] + n['regressed'] + n['unchanged'], 'account')} on the "
        f"list at both days, {formats.count(n['progressed'])} progressed and "
        f"{formats.count(n['regressed'])} regressed."
    )
