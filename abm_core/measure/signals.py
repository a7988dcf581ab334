"""Why now: the strongest fresh reason to call each account, in one dated sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.measure import signals_wording, timeline
from abm_core.measure.timeline import Reach

# The strongest first. What ended, and topics of which too few surge, are no reason to call.
ORDER = ("surge", "senior meeting", "technology added", "funding", "merger", "executive", "hire",
         "topic surge", "slow rise")  # fmt: skip


def why_now(
    cursor: DuckDBPyConnection, *, as_of: date, account_id: str | None = None,
    days: int = settings.FRESH_SIGNAL_DAYS.value,
) -> pd.DataFrame:
    """The reason to call each account that has one: account_id, day, kind, sentence.

    The strongest kind counts, of that the newest; nothing older than ``days`` before ``as_of``. A
    reason that is known by week only stands on its Monday and is as old as that.
    """
    reach = Reach(as_of - timedelta(days=days - 1), as_of, account_id)
    found = timeline.reasons(cursor, reach)
    found = found[found["kind"].isin(ORDER)]
    rank = found["kind"].map(ORDER.index)
    best = (
        found.assign(rank=rank).sort_values(["account_id", "rank", "day"],
                                            ascending=[True, True, False])
        .drop_duplicates("account_id").reset_index(drop=True)
    )  # fmt: skip
    best["sentence"] = [signals_wording.event(row) for row in best.to_dict("records")]
    return best[["account_id", "day", "kind", "sentence"]]


def sentence(cursor: DuckDBPyConnection, account_id: str, *, as_of: date) -> str:
    """Why now for one account; that nothing is new where there is no reason."""
    found = why_now(cursor, as_of=as_of, account_id=account_id)
    return str(found["sentence"].iloc[0]) if len(found) else signals_wording.NOTHING_NEW
