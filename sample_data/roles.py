"""Who took part in opportunities, and when these entered their stages."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sample_data.contacts import People
from sample_data.names import OPEN_STAGES

WITH_CONTACTS, NO_ROLE, NO_PRIMARY, WITHOUT_AMOUNT_YET = 0.55, 0.15, 0.1, 0.35
ROLES = {  # roles that a CRM states, by what the person is
    "c_level": ("Executive Sponsor", "Economic Buyer", "Decision Maker"),
    "vp": ("Decision Maker", "Economic Buyer", "Champion"),
    "director": ("Champion", "Decision Maker", "Evaluator", "Influencer"),
    "manager": ("Evaluator", "Champion", "Technical Buyer", "Influencer"),
    "other": ("End User", "Evaluator", "Influencer", "Other"),
}
DESKS = {"legal": "Legal", "procurement": "Procurement", "finance": "Business User"}


def opportunity_contacts(
    rng: np.random.Generator, deals: pd.DataFrame, people: People
) -> pd.DataFrame:
    """One to five contacts on 55 % of the opportunities of accounts that have contacts."""
    members = people.frame.groupby("account_id", sort=False).indices
    ids = people.frame["contact_id"].to_numpy()
    created = people.frame["created_on"].to_numpy()
    levels, functions = people.truth["level"].to_numpy(), people.truth["function"].to_numpy()
    weights = people.truth["weight"].to_numpy()
    rows = []
    for deal, account, begun, u, v in zip(
        deals["opportunity_id"], deals["account_id"], deals["created_on"].to_numpy(),
        rng.random(len(deals)), rng.random((len(deals), 12)), strict=True,
    ):
        staff = members.get(account, np.array([], dtype=int))
        staff = staff[created[staff] <= begun + np.timedelta64(60, "D")]
        if u >= WITH_CONTACTS * 1.06 or not len(staff):
            continue
        order = np.argsort(-weights[staff] * (0.2 + v[np.arange(len(staff)) % 5]), kind="stable")
        chosen = staff[order[: 1 + int(v[5] ** 1.7 * 5)]]
        primary = chosen[0] if v[6] >= NO_PRIMARY else -1
        for place, person in enumerate(chosen):
            role = _role(levels[person], functions[person], float(v[7 + place % 5]))
            rows.append((deal, ids[person], role, bool(person == primary)))
    columns = ["opportunity_id", "contact_id", "role", "is_primary"]
    return pd.DataFrame(rows, columns=columns).astype({"is_primary": bool})


def _role(level: str, function: str, u: float) -> str | None:
    """What the CRM states, mostly in keeping with the title; 15 % nothing."""
    if u < NO_ROLE:
        return None
    share = (u - NO_ROLE) / (1 - NO_ROLE)
    if function in DESKS and share < 0.6:
        return DESKS[function]
    options = ROLES[level]
    return options[int(share * len(options))]


def stage_history(rng: np.random.Generator, deals: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The stages each opportunity entered, from "Discovery" on the day it was created.

    Won ones went through all stages, lost ones up to some stage, open ones up to where they are;
    some skipped one. Times are UTC and rise strictly within an opportunity.
    """
    rows: list[tuple[str, np.datetime64, str, float]] = []
    order = {stage: place for place, stage in enumerate(OPEN_STAGES)}
    end_of_days = np.datetime64(as_of, "s")
    columns = ["opportunity_id", "created_on", "closed_on", "stage", "amount"]
    for (deal, created, closed, stage, amount), u in zip(
        deals[columns].itertuples(index=False), rng.random((len(deals), 9)), strict=True
    ):
        reached = order.get(stage, 4 if stage == "Closed Won" else int(u[0] * 5))
        open_stages = [
            name for place, name in enumerate(OPEN_STAGES[: reached + 1])
            if place in (0, reached) or u[1] > 0.12 or place != 1 + int(u[2] * 3)
        ]
        start = np.datetime64(created, "s") + np.timedelta64(int((8 + 2 * u[3]) * 3600), "s")
        finish = end_of_days if pd.isna(closed) else np.datetime64(closed, "s")
        finish = finish + np.timedelta64(int((14 + 3 * u[4]) * 3600), "s")
        moments = _moments(start, finish, len(open_stages), float(u[5]))
        amounts = [amount * (0.8 + 0.4 * u[6]) if u[7] > WITHOUT_AMOUNT_YET else np.nan]
        amounts += [amount] * (len(open_stages) - 1)
        rows += [
            (deal, when, name, value)
            for when, name, value in zip(moments, open_stages, amounts, strict=True)
        ]
        if not pd.isna(closed):
            rows.append((deal, finish, stage, amount))
    frame = pd.DataFrame(rows, columns=["opportunity_id", "changed_at", "stage", "amount"])
    frame["changed_at"] = pd.to_datetime(frame["changed_at"]).dt.as_unit("s")
    frame["amount"] = (frame["amount"] / 500).round() * 500
    return frame.sort_values(["changed_at", "opportunity_id"], ignore_index=True, kind="stable")


def _moments(
    start: np.datetime64, finish: np.datetime64, count: int, u: float
) -> list[np.datetime64]:
    """So many times from the start on and before the finish, at an uneven pace.

    Days are moved out of weekends to the Friday before and hours kept, where order allows.
    """
    span = int((finish - start) / np.timedelta64(1, "s"))
    share = (np.arange(count) / (count + 0.25)) ** (0.7 + 0.8 * u)
    found = [start]
    for part in share[1:]:
        moment = start + np.timedelta64(int(part * span), "s")
        day = moment.astype("datetime64[D]")
        hours = np.timedelta64(8 * 3600 + int(part * span) % (9 * 3600), "s")
        late = max(0, int((day.astype("int64") + 3) % 7) - 4)
        tidy = (day - np.timedelta64(late, "D")).astype("datetime64[s]") + hours
        found.append(tidy if found[-1] < tidy < finish else max(moment, found[-1] + 60))
    return found
