"""Coverage as a map: accounts down, required roles across, a part of the accounts at a time."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from abm_core import schema
from abm_core.measure.coverage import Coverage
from abm_core.measure.coverage_held import NO_OWNER, NO_SEGMENT

ROWS = 40  # accounts on the screen at once: more names cannot be read beside each other


class Figures(NamedTuple):
    """What stands above the map. ``pipeline_at_risk`` is that of accounts with a missing role."""

    n_accounts: int
    n_complete: int
    n_required: int
    n_covered: int
    n_single_threaded: int
    pipeline_at_risk: float
    pipeline: float
    n_without_amount: int

    @property
    def coverage(self) -> float:
        """Share of the required contacts that are there; NaN where none is required."""
        return self.n_covered / self.n_required if self.n_required else float("nan")


def tiers(found: Coverage) -> list[str]:
    """The tiers that hold an account."""
    return sorted(found.accounts["tier"].unique())


def owners(found: Coverage) -> list[str]:
    """The sales owners on the list, in the order of their names; "no owner" last."""
    names = [str(name) for name in found.accounts["owner"].unique()]
    return sorted(names, key=lambda one: (one == NO_OWNER, one.casefold()))


def segments(found: Coverage) -> list[str]:
    """The segments that accounts of the list are in; none where all are in none."""
    return sorted(set(found.accounts["segment"]) - {NO_SEGMENT})


def part(found: Coverage, *, tier: str = "", owner: str = "", segment: str = "") -> Coverage:
    """Coverage of the accounts of one tier, owner and segment; empty asks for nothing."""
    asked = {"tier": tier, "owner": owner, "segment": segment}
    cells, accounts = found.cells, found.accounts
    for name, value in asked.items():
        if value:
            cells, accounts = cells[cells[name] == value], accounts[accounts[name] == value]
    return found._replace(
        cells=cells.reset_index(drop=True), accounts=accounts.reset_index(drop=True)
    )


def n_pages(found: Coverage) -> int:
    """How many pages the map has; none where no account is on the list."""
    return -(-len(found.accounts) // ROWS)


def page(found: Coverage, number: int) -> Coverage:
    """The accounts of one page, from 1: those with a missing role and most open pipeline first."""
    accounts = found.accounts.iloc[(number - 1) * ROWS : number * ROWS].reset_index(drop=True)
    cells = found.cells[found.cells["account_id"].isin(set(accounts["account_id"]))]
    return found._replace(cells=cells.reset_index(drop=True), accounts=accounts)


def requirements(found: Coverage) -> list[str]:
    """The roles across, in the order of the vocabulary; alternatives after their first role."""
    known = list(schema.BUYING_ROLES)

    def place(requirement: str) -> tuple[int, int]:
        parts = requirement.split(" or ")
        return known.index(parts[0]) if parts[0] in known else len(known), len(parts)

    return sorted(found.cells["requirement"].unique(), key=place)


def figures(found: Coverage) -> Figures:
    """What stands above the map."""
    accounts = found.accounts
    at_risk = accounts[accounts["n_missing"] > 0]
    return Figures(
        n_accounts=len(accounts), n_complete=len(accounts) - len(at_risk),
        n_required=int(accounts["n_required"].sum()), n_covered=int(accounts["n_covered"].sum()),
        n_single_threaded=int(accounts["is_single_threaded"].sum()),
        pipeline_at_risk=float(at_risk["open_pipeline"].sum()),
        pipeline=float(accounts["open_pipeline"].sum()),
        n_without_amount=int(at_risk["n_open_without_amount"].sum()),
    )  # fmt: skip


def single_threaded(found: Coverage) -> pd.DataFrame:
    """The accounts whose engagement comes from one contact, most open pipeline first."""
    accounts = found.accounts[found.accounts["is_single_threaded"]]
    order = accounts.assign(pipe=accounts["open_pipeline"].fillna(0.0))
    order = order.sort_values(["pipe", "tier", "name"], ascending=[False, True, True])
    return accounts.loc[order.index].reset_index(drop=True)


def of_account(found: Coverage, account_id: str) -> dict[str, dict[Any, Any]]:
    """The cells of one account, by role; those with least contacts first."""
    cells = found.cells[found.cells["account_id"] == account_id]
    cells = cells.sort_values(["n_current", "line"], kind="stable")
    return {row["requirement"]: row for row in cells.to_dict("records")}
