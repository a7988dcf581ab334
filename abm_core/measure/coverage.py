"""Coverage: which required roles have a usable contact at each target account.

A required role is a line of the committee template that holds for the account: that of the first
segment that it is in, else that of its tier. Contacts of a line are those who have one of its
roles, each counted once, in the order of the ladder: identified, reachable, current, engaged; each
step is part of the one before. A line is covered by current contacts, up to the number required.
An account's coverage is contacts that cover / contacts required, over its lines.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import committee_settings, house, pipeline, settings

By = Literal["role", "tier", "owner", "segment"]
NO_OWNER, NO_SEGMENT = "no owner", "no segment"
COUNTS = ("n_identified", "n_reachable", "n_current", "n_engaged")
# How far a line has come, the furthest first.
ENGAGED, COVERED, PARTLY, STALE, UNREACHABLE, MISSING = (
    "engaged", "covered", "partly covered", "only stale contacts", "nobody reachable", "missing",
)  # fmt: skip

CELLS = """
WITH targets AS (
    SELECT a.account_id, a.name, s.tier, a.sales_owner, a.industry, a.country, a.region,
           a.territory, a.account_type
    FROM account_scores s JOIN accounts a USING (account_id)
    WHERE s.tier IN (SELECT unnest($tiers::VARCHAR[]))
), templates AS (
    SELECT DISTINCT template, segment, tier, field, values FROM required_roles
), held AS (
    SELECT t.account_id, t.name, t.tier, t.sales_owner, min(r.template) AS template
    FROM targets t JOIN templates r ON coalesce(r.tier = t.tier, TRUE)
        AND (r.field IS NULL OR list_contains(r.values, lower(CASE r.field
            WHEN 'industry' THEN t.industry WHEN 'country' THEN t.country
            WHEN 'region' THEN t.region WHEN 'territory' THEN t.territory
            WHEN 'account_type' THEN t.account_type WHEN 'sales_owner' THEN t.sales_owner END)))
    GROUP BY ALL
), members AS (
    SELECT h.account_id, q.line, r.contact_id, bool_or(r.source <> 'inferred') AS is_said
    FROM held h JOIN required_roles q USING (template)
    JOIN contact_roles r ON r.account_id = h.account_id AND r.counts
        AND list_contains(q.roles, r.role)
    GROUP BY h.account_id, q.line, r.contact_id
), counted AS (
    SELECT m.account_id, m.line, count(*) AS n_identified, count(*) FILTER (reachable)
               AS n_reachable, count(*) FILTER (reachable AND NOT stale) AS n_current,
           count(*) FILTER (reachable AND NOT stale AND engaged) AS n_engaged,
           count(*) FILTER (reachable AND NOT stale AND unverified) AS n_unverified,
           count(*) FILTER (reachable AND NOT stale AND is_said) AS n_said
    FROM members m JOIN contact_standing s USING (contact_id) GROUP BY m.account_id, m.line
)
SELECT h.account_id, coalesce(h.name, h.account_id) AS name, h.tier, h.sales_owner AS owner,
       q.segment, q.line, q.requirement, q.n_required, q.stage, c.* EXCLUDE (account_id, line)
FROM held h JOIN required_roles q USING (template)
LEFT JOIN counted c ON c.account_id = h.account_id AND c.line = q.line
ORDER BY h.account_id, q.line
"""
# People who left or moved on no longer count as contacts of the account.
PEOPLE = """
SELECT s.account_id, count(*) AS n_contacts,
       count(*) FILTER (c.reachable AND NOT c.stale) AS n_current,
       count(*) FILTER (c.stale) AS n_stale, count(*) FILTER (c.unverified) AS n_unverified,
       count(*) FILTER (c.engaged) AS n_engaged, max(c.relationship) AS relationship,
       count(*) FILTER (c.points >= $least) AS n_with_points
FROM account_scores s JOIN contact_standing c USING (account_id)
WHERE s.tier IN (SELECT unnest($tiers::VARCHAR[])) AND NOT c.has_left
GROUP BY s.account_id
"""
TARGETS = ("1", "2", "3")


class Coverage(NamedTuple):
    """Coverage of a target list.

    ``cells``: one row per account and required role; ``accounts``: one per account, those with a
    missing role first, then by open pipeline. ``currency`` is that of the pipeline.
    """

    cells: pd.DataFrame
    accounts: pd.DataFrame
    currency: str


def read(cursor: DuckDBPyConnection, tiers: Collection[str] = TARGETS) -> Coverage:
    """Coverage of the target accounts in some tiers, on the day of the contacts' standing."""
    currency = house.reporting_currency(cursor)
    cells = _cells(cursor, tiers)
    accounts = _accounts(cells).merge(_people(cursor, tiers), on="account_id", how="left")
    pipe = pipeline.open_by_account(cursor, currency)
    accounts = accounts.merge(pipe, on="account_id", how="left")
    return Coverage(cells, _finished(accounts), currency)


def _cells(cursor: DuckDBPyConnection, tiers: Collection[str]) -> pd.DataFrame:
    found = cursor.execute(CELLS, {"tiers": sorted(tiers)}).df()
    counts = [*COUNTS, "n_unverified", "n_said"]
    found[counts] = found[counts].fillna(0).astype("int64")
    found["n_covered"] = np.minimum(found["n_current"], found["n_required"])
    found["level"] = _level(found)
    found["owner"] = found["owner"].fillna(NO_OWNER)
    found["segment"] = found["segment"].fillna(NO_SEGMENT)
    return found


def _level(cells: pd.DataFrame) -> pd.Series:
    """The furthest step that a line has come; covered lines by what covers them."""
    required = cells["n_required"]
    steps = [
        (cells["n_engaged"] >= required, ENGAGED), (cells["n_current"] >= required, COVERED),
        (cells["n_current"] > 0, PARTLY), (cells["n_reachable"] > 0, STALE),
        (cells["n_identified"] > 0, UNREACHABLE),
    ]  # fmt: skip
    words = np.select([step for step, _ in steps], [word for _, word in steps], MISSING)
    return pd.Series(words, index=cells.index, dtype="str")


def _accounts(cells: pd.DataFrame) -> pd.DataFrame:
    short = cells[cells["n_covered"] < cells["n_required"]]
    missing = short.groupby("account_id")["requirement"].agg(list)
    found = cells.groupby("account_id", sort=False).agg(
        name=("name", "first"), tier=("tier", "first"), owner=("owner", "first"),
        segment=("segment", "first"), n_required=("n_required", "sum"),
        n_covered=("n_covered", "sum"),
    ).reset_index()  # fmt: skip
    found["coverage"] = found["n_covered"] / found["n_required"]
    found["missing"] = found["account_id"].map(missing)
    found["missing"] = [one if isinstance(one, list) else [] for one in found["missing"]]
    found["n_missing"] = found["missing"].map(len).astype("int64")
    return found


def _people(cursor: DuckDBPyConnection, tiers: Collection[str]) -> pd.DataFrame:
    bound = {"tiers": sorted(tiers), "least": settings.LEAST_POINTS.value}
    return cursor.execute(PEOPLE, bound).df()


def _finished(accounts: pd.DataFrame) -> pd.DataFrame:
    whole = ["n_contacts", "n_current", "n_stale", "n_unverified", "n_engaged", "n_with_points",
             "n_open", "n_open_without_amount", "n_open_other_currency"]  # fmt: skip
    accounts[whole] = accounts[whole].fillna(0).astype("int64")
    accounts["relationship"] = accounts["relationship"].fillna(0.0)
    no_deal = accounts["n_open"] == 0
    accounts["open_pipeline"] = accounts["open_pipeline"].mask(no_deal, 0.0)
    threads = accounts["tier"].map(committee_settings.LEAST_THREADS.value).fillna(0)
    accounts["n_threads_needed"] = threads.astype("int64")
    accounts["is_threaded"] = accounts["n_engaged"] >= accounts["n_threads_needed"]
    accounts["is_single_threaded"] = accounts["n_with_points"] == 1
    has_gap = accounts["n_missing"] > 0
    order = accounts.assign(gap=has_gap, pipe=accounts["open_pipeline"].fillna(0.0))
    order = order.sort_values(
        ["gap", "pipe", "name", "account_id"], ascending=[False, False, True, True]
    )
    return accounts.loc[order.index].reset_index(drop=True)


KEYS: dict[By, str] = {
    "role": "requirement", "tier": "tier", "owner": "owner", "segment": "segment",
}  # fmt: skip


def summary(found: Coverage, by: By = "role") -> pd.DataFrame:
    """The ladder per role, tier, owner or segment.

    ``group``, ``n_accounts`` that require something there, ``n_required`` contacts, and of these
    how many are identified, reachable, current and engaged (each line up to its number), as
    numbers and as shares; ``n_accounts_missing`` with a line not covered, and the open pipeline at
    risk in those.
    """
    cells, key = found.cells, KEYS[by]
    steps = cells[[*COUNTS]].clip(upper=cells["n_required"], axis=0)
    table = steps.assign(n_required=cells["n_required"], group=cells[key])
    result = table.groupby("group", sort=False).sum()
    for name in COUNTS:
        result[f"share_{name[2:]}"] = result[name] / result["n_required"]
    risk = _at_risk(found, key)
    result["n_accounts"] = cells.groupby(key)["account_id"].nunique()
    result["n_accounts_missing"] = risk["account_id"].count()
    result["pipeline_at_risk"] = risk["open_pipeline"].sum()
    result = result.fillna({"n_accounts_missing": 0, "pipeline_at_risk": 0.0})
    result["n_accounts_missing"] = result["n_accounts_missing"].astype("int64")
    result = result.reset_index()
    if by == "tier":
        return result.sort_values("group", ignore_index=True)
    return result.sort_values(
        ["n_accounts_missing", "group"], ascending=[False, True], ignore_index=True
    )


def _at_risk(found: Coverage, key: str) -> Any:  # noqa: ANN401  (grouped frames have no type)
    """Accounts with a line that is not covered, once per group, with their open pipeline."""
    short = found.cells[found.cells["n_covered"] < found.cells["n_required"]]
    once = short.drop_duplicates([key, "account_id"])[[key, "account_id"]]
    pipe = found.accounts[["account_id", "open_pipeline"]]
    return once.merge(pipe, on="account_id").groupby(key)
