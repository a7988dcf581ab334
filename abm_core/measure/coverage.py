"""Coverage: which required roles have a usable contact at each target account.

A required role is a line of the committee template that holds for the account: that of the first
segment that it is in, else that of its tier. Contacts of a line are those who have one of its
roles, each counted once, in the order of the ladder: identified, reachable, current, engaged; each
step is part of the one before. A line is covered by current contacts, up to the number required.
An account's coverage is contacts that cover / contacts required, over its lines.

Who left is no contact of the account. A line is due once the account has reached the stage from
which the role matters. With families, the people and deals of all accounts under one ultimate
parent count for the target account in the best tier, each once, and no other has a row.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import committee_settings, house, pipeline, reached
from abm_core.measure import coverage_held
from abm_core.measure.coverage_held import Held

By = Literal["role", "tier", "owner", "segment"]
COUNTS = ("n_identified", "n_reachable", "n_current", "n_engaged")
# How far a line has come, the furthest first.
ENGAGED, COVERED, PARTLY, STALE, UNREACHABLE, MISSING = (
    "engaged", "covered", "partly covered", "only stale contacts", "nobody reachable", "missing",
)  # fmt: skip

LINES = """
SELECT template, line, requirement, n_required, stage FROM required_roles ORDER BY template, line
"""
# Both big tables are cut down to the accounts before they meet. Accounts go by their place.
CELLS = """
WITH held AS (
    SELECT unnest($ids::VARCHAR[]) AS account_id, unnest($templates::INTEGER[]) AS template,
           unnest($places::INTEGER[]) AS place
), known AS (
    SELECT h.place, c.contact_id, c.reachable, c.reachable AND NOT c.stale AS is_current,
           c.engaged, c.unverified
    FROM contact_standing c JOIN held h USING (account_id) WHERE NOT c.has_left
), said AS (
    SELECT h.place, h.template, r.contact_id, r.role, r.source <> 'inferred' AS is_said
    FROM contact_roles r JOIN held h USING (account_id) WHERE r.counts
), wanted AS (
    SELECT template, line, unnest(roles) AS role FROM required_roles
), members AS (
    SELECT s.place, q.line, s.contact_id, bool_or(s.is_said) AS is_said
    FROM said s JOIN wanted q ON q.template = s.template AND q.role = s.role
    GROUP BY s.place, q.line, s.contact_id
)
SELECT m.place, m.line::INTEGER AS line, count(*)::INTEGER AS n_identified,
       count(*) FILTER (reachable)::INTEGER AS n_reachable,
       count(*) FILTER (is_current)::INTEGER AS n_current,
       count(*) FILTER (is_current AND engaged)::INTEGER AS n_engaged,
       count(*) FILTER (is_current AND unverified)::INTEGER AS n_unverified,
       count(*) FILTER (is_current AND is_said)::INTEGER AS n_said
FROM members m JOIN known k ON k.contact_id = m.contact_id AND k.place = m.place
GROUP BY m.place, m.line
"""
PEOPLE = "FROM account_reach WHERE account_id IN (SELECT unnest($ids::VARCHAR[]))"
TARGETS = ("1", "2", "3")


class Coverage(NamedTuple):
    """Coverage of a target list.

    ``cells``: one row per account and required role; ``accounts``: one per account, those with a
    missing role first, then by open pipeline, then by missing roles that are due. ``members`` of
    an account are those whose people count for it, ``targets`` those of them on the target list:
    itself, or its family. ``currency`` is that of the pipeline.
    """

    cells: pd.DataFrame
    accounts: pd.DataFrame
    currency: str

    @property
    def members(self) -> dict[str, list[str]]:
        """The accounts whose people count for an account, by its id."""
        return dict(zip(self.accounts["account_id"], self.accounts["members"], strict=True))


def read(
    cursor: DuckDBPyConnection, tiers: Collection[str] = TARGETS,
    account_ids: Collection[str] | None = None, *, families: bool = False,
) -> Coverage:  # fmt: skip
    """Coverage of the target accounts in some tiers, on the day of the contacts' standing.

    Of all of them, or of some accounts; an account in no tier requires nothing and has no row.
    """
    currency = house.reporting_currency(cursor)
    held = coverage_held.read(cursor, tiers, account_ids, families=families)
    cells, ids = _cells(cursor, held), held.members["account_id"].tolist()
    accounts = held.rows.drop(columns="template").assign(**_covered(cells, len(held.rows)))
    people = cursor.execute(PEOPLE, {"ids": ids}).df()
    for more in (people, pipeline.open_by_account(cursor, currency, ids)):
        accounts = _joined(accounts, more, held)
    accounts = _finished(accounts.assign(**held.lists))
    return Coverage(cells.drop(columns="place"), accounts, currency)


def _cells(cursor: DuckDBPyConnection, held: Held) -> pd.DataFrame:
    """Every account with every line of its template, in the order of both."""
    lines = cursor.execute(LINES).df()
    lines["from_step"] = [reached.place(stage) for stage in lines["stage"]]
    rows = held.rows
    place = held.members["place"].to_numpy(dtype=np.intp)
    cells = rows.assign(place=np.arange(len(rows)), reached=_reached(cursor, held))
    cells = cells.merge(lines, on="template")
    cells = cells.sort_values(["place", "line"], ignore_index=True).drop(columns="template")
    found = cursor.execute(CELLS, {
        "ids": held.members["account_id"].tolist(), "places": place.tolist(),
        "templates": rows["template"].to_numpy()[place].tolist(),
    }).df()  # fmt: skip
    counts = [*COUNTS, "n_unverified", "n_said"]
    cells = cells.merge(found, on=["place", "line"], how="left")
    cells[counts] = cells[counts].fillna(0).astype("int64")
    cells["n_covered"] = np.minimum(cells["n_current"], cells["n_required"])
    cells["level"] = _level(cells)
    cells["is_due"] = cells.pop("reached") >= cells.pop("from_step")
    return cells


def _reached(cursor: DuckDBPyConnection, held: Held) -> np.ndarray:
    """How far each account has come, or the furthest of its family."""
    stages = reached.stages(cursor, held.members["account_id"].tolist())
    furthest = np.zeros(len(held.rows), dtype=np.int64)
    steps = [reached.place(stages[one]) for one in held.members["account_id"]]
    np.maximum.at(furthest, held.members["place"].to_numpy(dtype=np.intp), steps)
    return furthest


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


def _covered(cells: pd.DataFrame, n_accounts: int) -> dict[str, Any]:
    """Per account what its lines add up to, and the requirements that are not covered."""
    place = cells["place"].to_numpy(dtype=np.intp)
    required = np.bincount(place, cells["n_required"], n_accounts).astype(np.int64)
    covered = np.bincount(place, cells["n_covered"], n_accounts).astype(np.int64)
    short = cells[cells["n_covered"] < cells["n_required"]]
    due = np.bincount(short["place"], short["is_due"], n_accounts).astype(np.int64)
    missing: list[list[str]] = [[] for _ in range(n_accounts)]
    for where, requirement in zip(
        short["place"].tolist(), short["requirement"].tolist(), strict=True
    ):
        missing[where].append(requirement)
    return {
        "n_required": required, "n_covered": covered,
        "coverage": covered / required, "missing": missing,
        "n_missing": [len(one) for one in missing], "n_missing_due": due,
    }  # fmt: skip


def _joined(accounts: pd.DataFrame, found: pd.DataFrame, held: Held) -> pd.DataFrame:
    """Accounts with their numbers; those of a family are added up, its strongest tie is its own."""
    if held.is_alone:
        return accounts.join(found.set_index("account_id"), on="account_id")
    placed = found.merge(held.members, on="account_id").drop(columns="account_id")
    by_place = placed.groupby("place")
    added = by_place.sum(min_count=1)  # a sum of nothing known is not known
    if "relationship" in added:
        added["relationship"] = by_place["relationship"].max()
    return accounts.join(added)


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
        ["gap", "pipe", "n_missing_due", "name", "account_id"],
        ascending=[False, False, False, True, True],
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
