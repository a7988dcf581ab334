"""Counts made again in plain pandas, from the rows themselves and without our queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import pandas as pd
from duckdb import DuckDBPyConnection


def deals_at_mid_deal(cursor: DuckDBPyConnection, as_of: date) -> pd.DataFrame:
    """Per decided new deal within the data: whether it was won, who was engaged halfway."""
    read = {name: cursor.execute(f"SELECT * FROM {name}").df()
            for name in ("opportunities", "accounts", "contact_points", "contact_weeks")}
    deals = read["opportunities"]
    deals = deals[deals["outcome"].isin(["won", "lost"]) & (deals["motion"] != "renewal")]
    deals = deals[deals["account_id"].isin(read["accounts"]["account_id"])]
    of_account = defaultdict(list)
    for row in read["contact_points"].itertuples():
        if row.contact_id:
            of_account[row.account_id].append(row)
    begin = pd.to_datetime(read["contact_weeks"]["week"]).dt.date.min()
    rows = []
    for deal in deals.itertuples():
        if pd.isna(deal.created_on) or pd.isna(deal.closed_on):
            continue
        created, closed = deal.created_on.date(), deal.closed_on.date()
        middle = created + timedelta(days=(closed - created).days // 2)
        # The last week whose Sunday is not after that day, and the twelve before it.
        sunday = middle - timedelta(days=middle.isoweekday() % 7)
        first, last = sunday - timedelta(days=6 + 12 * 7), sunday - timedelta(days=6)
        if created > closed or closed > as_of or first < begin:
            continue
        points, inbound = Counter[str](), Counter[str]()
        for row in of_account[deal.account_id]:
            if first <= row.week.date() <= last:
                points[row.contact_id] += row.points
                inbound[row.contact_id] += row.n_inbound
        engaged = {one for one in points if points[one] >= 5 or inbound[one] > 0}
        rows.append((deal.opportunity_id, deal.outcome == "won", engaged))
    return pd.DataFrame(rows, columns=["opportunity_id", "won", "engaged"])
