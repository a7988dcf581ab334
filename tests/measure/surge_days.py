"""A store with known visitors and deals, for tests of surges and what follows them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

FIRST = date(2025, 9, 1)
N_ACCOUNTS, N_WEEKS = 80, 40
SURGES = {row: 16 + row % 8 for row in range(20)}  # account: its week

CONTACT_WEEKS = """
INSERT INTO contact_weeks (account_id, contact_id, week, kind, channel, direction, is_theirs,
                           n)
SELECT account_id, contact_id, week, 'page visit', 'web', 'theirs', true, 1 FROM contact_weeks_frame
"""


def monday(week: int) -> date:
    return FIRST + timedelta(weeks=week)


def fill(cursor: DuckDBPyConnection) -> None:
    """Eighty accounts with up to two people a week; the first twenty surge once each."""
    people = np.random.default_rng(6).integers(0, 3, (N_ACCOUNTS, N_WEEKS))
    for row, week in SURGES.items():
        people[row, week] = 12
    cursor.execute("INSERT INTO accounts (account_id, name) "
                   "SELECT printf('A%02d', n), printf('Name %d', n) FROM range(80) AS r(n)")
    rows = [(f"A{row:02}", f"c{i}", monday(week)) for row in range(N_ACCOUNTS)
            for week in range(N_WEEKS) for i in range(people[row, week])]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["account_id", "contact_id", "week"])
    cursor.register("contact_weeks_frame", frame)
    cursor.execute(CONTACT_WEEKS)
    cursor.unregister("contact_weeks_frame")


def deal(cursor: DuckDBPyConnection, row: int, created: date, closed: date | None = None) -> None:
    cursor.execute(
        "INSERT INTO opportunities (opportunity_id, account_id, created_on, closed_on, motion) "
        "VALUES ($id, $account, $created, $closed, 'new')",
        {"id": f"o{row}-{created}", "account": f"A{row:02}", "created": created,
         "closed": closed},
    )  # fmt: skip
