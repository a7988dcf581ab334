"""What a store holds, in a few numbers and a sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, house

IMPORTED = "SELECT max(imported_at) FROM imports"
NEWEST_DAY = """
WITH days AS (
    SELECT created_on AS day FROM accounts
    UNION ALL SELECT created_on FROM opportunities
    UNION ALL SELECT closed_on FROM opportunities WHERE outcome <> 'open'
)
SELECT max(day) FROM days WHERE day <= $until
"""
NEWEST_MOMENT = "SELECT max(occurred_at) FROM activities WHERE occurred_at < $ends_at"

SIZES = """
SELECT
    (SELECT count(*) FROM accounts) AS n_accounts,
    (SELECT count(*) FROM accounts c WHERE c.parent_id IN (SELECT account_id FROM accounts))
        AS n_with_parent,
    (SELECT count(*) FROM opportunities) AS n_opportunities,
    (SELECT count(*) FROM opportunities
     WHERE account_id IS NULL OR account_id NOT IN (SELECT account_id FROM accounts))
        AS n_orphans,
    (SELECT count(DISTINCT account_id) FROM target_list WHERE left_on IS NULL) AS n_targets
"""


class Overview(NamedTuple):
    """Sizes of a store; ``as_of`` is ``None`` when nothing in it has a day."""

    n_accounts: int
    n_with_parent: int
    n_opportunities: int
    n_orphans: int
    n_targets: int
    as_of: date | None


def newest_day(cursor: DuckDBPyConnection) -> date | None:
    """As of: the newest created, closed or occurred day that is not after the last import.

    Days of moments are those of the house's time zone. Expected closing days and planned meetings
    do not count. ``None`` when nothing has a day.
    """
    zone = house.time_zone(cursor)
    imported = cursor.execute(IMPORTED).fetchall()[0][0]
    until = formats.local_day(imported, zone) if imported else date.max
    ends_at = formats.end_of_day(until, zone) if imported else datetime.max
    (day,), = cursor.execute(NEWEST_DAY, {"until": until}).fetchall()
    (moment,), = cursor.execute(NEWEST_MOMENT, {"ends_at": ends_at}).fetchall()
    days = [day] if day else []
    return max([*days, formats.local_day(moment, zone)] if moment else days, default=None)


def read(cursor: DuckDBPyConnection) -> Overview:
    """Count what a store holds. Opportunities without a known account are its orphans."""
    accounts, with_parent, opportunities, orphans, targets = cursor.execute(SIZES).fetchall()[0]
    return Overview(accounts, with_parent, opportunities, orphans, targets, newest_day(cursor))


def headline(held: Overview) -> str:
    """What is here, through which day, and what is left out of account numbers."""
    if not held.n_accounts and not held.n_opportunities:
        return "Nothing is here yet. Drop your exports below."
    through = f", through {formats.day(held.as_of)}" if held.as_of else ""
    text = (
        f"{formats.counted(held.n_accounts, 'account')} and "
        f"{formats.counted(held.n_opportunities, 'opportunity', 'opportunities')}{through}"
    )
    if not held.n_orphans:
        return f"{text}."
    return (
        f"{text}; {formats.counted(held.n_orphans, 'opportunity', 'opportunities')} "
        f"{'is' if held.n_orphans == 1 else 'are'} without a known account."
    )
