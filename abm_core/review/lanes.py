"""What happened at an account in a year, by week and lane: from the roll-up and what is reported.

Marketing, sales and web are activities of the roll-up; signals are events of the timeline.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.measure import signals_wording, timeline, weeks
from abm_core.measure.timeline import Reach

MARKETING, SALES, WEB, SIGNALS, DEALS = LANES = (
    "Marketing", "Sales", "Product and web", "Signals", "Opportunity")  # fmt: skip
LANE_OF = {
    "ad impression": MARKETING, "ad click": MARKETING, "webinar": MARKETING,
    "on-site event": MARKETING, "mail open": MARKETING, "mail click": MARKETING,
    "page visit": WEB, "download": WEB, "form fill": WEB,
}  # fmt: skip
YEAR = timedelta(weeks=52)
MOST_KINDS = 4
PLURALS = {"mail reply": "mail replies", "mail sent": "mails sent", "other": "others"}

WEEKLY = """
SELECT week, kind, sum(n)::BIGINT AS n, sum(n) FILTER (is_theirs) > 0 AS is_theirs,
       count(DISTINCT contact_id) FILTER (contact_id <> '') AS n_people
FROM contact_weeks
WHERE account_id = $account_id AND week BETWEEN $since AND $as_of
GROUP BY week, kind ORDER BY week, n DESC, kind
"""


class Happened(NamedTuple):
    """Dots: day (Monday of their week), lane, text, n, is_theirs. ``events`` are the signals among
    them, one by one, the newest first: day, lane, kind, text.
    """

    dots: pd.DataFrame
    events: pd.DataFrame
    since: date
    as_of: date


def read(cursor: DuckDBPyConnection, account_id: str, *, as_of: date) -> Happened:
    """One dot per week and lane in which something happened, over the last year."""
    since = weeks.monday(as_of - YEAR)
    asked = {"account_id": account_id, "since": since, "as_of": as_of}
    rows = cursor.execute(WEEKLY, asked).fetchall()
    found = timeline.signals(cursor, Reach(since, as_of, account_id))
    texts = [signals_wording.event(row) for row in found.to_dict("records")]
    events = found[["day", "lane", "kind"]].assign(text=pd.Series(texts, found.index, dtype="str"))
    return Happened(_dots(rows, events), events.iloc[::-1].reset_index(drop=True), since, as_of)


def _dots(rows: list[tuple[date, str, int, bool, int]], events: pd.DataFrame) -> pd.DataFrame:
    found: dict[tuple[date, str], list[tuple[str, int, bool]]] = {}
    for week, kind, n, is_theirs, _ in rows:
        found.setdefault((week, LANE_OF.get(kind, SALES)), []).append((kind, n, bool(is_theirs)))
    dots = [
        {"day": week, "lane": lane, "text": _said(parts), "n": sum(n for _, n, _ in parts),
         "is_theirs": any(theirs for *_, theirs in parts)}
        for (week, lane), parts in found.items()
    ]  # fmt: skip
    by_week: dict[date, list[str]] = {}
    for day, text in zip(events["day"], events["text"], strict=True):
        by_week.setdefault(weeks.monday(pd.Timestamp(day).date()), []).append(str(text))
    dots += [{"day": week, "lane": SIGNALS, "text": "<br>".join(texts[:MOST_KINDS]),
              "n": len(texts), "is_theirs": True} for week, texts in by_week.items()]  # fmt: skip
    columns = ["day", "lane", "text", "n", "is_theirs"]
    return pd.DataFrame(dots, columns=columns).sort_values(["day", "lane"], ignore_index=True)


def _said(parts: list[tuple[str, int, bool]]) -> str:
    """What a week had in a lane: "3 mail replies, 1 meeting"."""
    said = [formats.counted(n, kind, PLURALS.get(kind, "")) for kind, n, _ in parts[:MOST_KINDS]]
    beyond = sum(n for _, n, _ in parts[MOST_KINDS:])
    return ", ".join([*said, *([f"{formats.count(beyond)} more"] if beyond else [])])
