"""Activities: what accounts did (theirs) and what the seller did (ours), one row each.

Theirs follow the weekly counts of ``interest.py`` and what the programme adds; ours follow a
planned rate that is higher for targets from the day they join, in both worlds alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data.interest import Counts, Interest

N_OURS = 98_000
OUR_FACTOR_FOR_TARGETS, OUR_FACTOR_IN_DEALS = 2.2, 2.0
UNKNOWN = {"page visit": 0.27, "ad click": 0.5, "download": 0.1, "ad impression": 1.0}
AFTER_HOURS = 0.03  # web visits that happen at a weekend
DAYS = np.array([0.19, 0.21, 0.21, 0.21, 0.18])
UTC_OFFSET = {"EMEA": 1, "AMER": -6, "APAC": 8}  # hours; no summer time in an invented world

QUIET = {"page visit": 63, "mail open": 13, "mail click": 5, "mail reply": 2.5, "download": 4.5,
         "form fill": 2, "webinar": 3, "meeting": 1.5, "call": 1.5, "on-site event": 0.6,
         "ad click": 3.4}
BUSY = {"page visit": 49, "mail open": 10, "mail click": 4, "mail reply": 9, "download": 4.5,
        "form fill": 2, "webinar": 2.5, "meeting": 10, "call": 7, "on-site event": 0.9,
        "ad click": 1.1}
OURS = {"mail sent": 60, "ad impression": 24, "call": 12, "other": 4}
CHANNEL = {"page visit": "web", "download": "web", "form fill": "web", "webinar": "event",
           "on-site event": "event", "meeting": "meeting", "call": "call", "ad click": "ad",
           "ad impression": "ad", "mail open": "mail", "mail click": "mail",
           "mail reply": "mail", "mail sent": "mail", "other": "other"}
SUBJECTS = {
    "page visit": ("/", "/pricing", "/product/pipelines", "/product/streaming",
                   "/product/catalogue", "/product/quality", "/customers", "/docs/getting-started",
                   "/docs/connectors", "/docs/security", "/blog/cost-of-data", "/blog/contracts",
                   "/about", "/careers", "/integrations", "/compare"),
    "download": ("Guide to data contracts", "Streaming benchmark", "Buyer's checklist",
                 "Security white paper"),
    "form fill": ("Contact sales", "Request a demo", "Newsletter", "Start a trial"),
    "webinar": ("Streaming without tears", "The data catalogue in practice", "Cutting cloud cost"),
    "on-site event": ("Data Infrastructure Day", "Executive dinner", "Customer forum"),
    "meeting": ("Introduction", "Demo", "Technical deep dive", "Commercial review", "Follow-up"),
    "call": ("Call", "Call back", "Questions after demo"),
    "mail sent": ("Invitation", "News of the quarter", "Follow-up", "Case study"),
    "mail reply": ("Re: Invitation", "Re: Follow-up", "Re: Case study"),
    "other": ("Direct mail", "Gift box", "Note"),
}
COLUMNS = ["account_id", "account_domain", "contact_id", "email", "occurred_at", "channel", "kind",
           "direction", "minutes", "campaign_id", "opportunity_id", "subject"]


class Staff(NamedTuple):
    """Who can act at each company: row numbers of contacts, sorted by company."""

    company: Counts
    edges: npt.NDArray[np.float64]
    starts: Counts
    totals: npt.NDArray[np.float64]

    @classmethod
    def of(cls, truth: pd.DataFrame, n_companies: int) -> Staff:
        """From the truth about contacts, which is sorted by company."""
        company = truth["company"].to_numpy()
        edges = np.concatenate([[0.0], truth["weight"].cumsum().to_numpy()])
        starts = np.searchsorted(company, np.arange(n_companies + 1))
        return cls(company, edges, starts, edges[starts[1:]] - edges[starts[:-1]])

    def draw(self, rng: np.random.Generator, rows: Counts) -> Counts:
        """A contact (row number) for each company, likelier the more active; -1 where none is."""
        at = self.edges[self.starts[rows]] + rng.random(len(rows)) * self.totals[rows]
        person = np.searchsorted(self.edges, at, side="right") - 1
        person = np.clip(person, self.starts[rows], self.starts[rows + 1] - 1)
        return np.where(self.totals[rows] > 0, person, -1)


def theirs(
    rng: np.random.Generator, counts: Counts, found: Interest, staff: Staff
) -> pd.DataFrame:
    """Rows (company, week, kind, person) for what accounts did."""
    company, week = _spread(counts)
    busy = found.in_deal[company, week]
    u = rng.random(len(company))
    kind = np.where(busy, _kinds(BUSY, u), _kinds(QUIET, u))
    return _persons(rng, company, week, kind, staff, "page visit").assign(direction="theirs")


def ours(
    rng: np.random.Generator, found: Interest, on_list: np.ndarray, staff: Staff
) -> pd.DataFrame:
    """Rows for what the seller did: more at targets and at accounts with an opportunity."""
    weight = np.sqrt(found.rates.mean(axis=1))[:, None] * (found.rates > 0)
    weight = weight * np.where(on_list, OUR_FACTOR_FOR_TARGETS, 1.0)
    weight = weight * np.where(found.in_deal, OUR_FACTOR_IN_DEALS, 1.0)
    company, week = _spread(rng.poisson(weight * (N_OURS / weight.sum())))
    kind = _kinds(OURS, rng.random(len(company)))
    return _persons(rng, company, week, kind, staff, "ad impression").assign(direction="ours")


def with_details(
    rng: np.random.Generator,
    rows: pd.DataFrame,
    companies: pd.DataFrame,
    people: pd.DataFrame,
    weeks: Counts,
) -> pd.DataFrame:
    """The rows as activities, with the company; people who had left are not among them."""
    kind = rows["kind"].to_numpy()
    person = rows["person"].to_numpy()
    company = rows["company"].to_numpy()
    frame = pd.DataFrame({"occurred_at": _times(rng, rows, companies["region"], weeks)})
    ids, homes = people["contact_id"].to_numpy(), people["account_id"].to_numpy()
    frame["contact_id"] = pd.Series(ids[person]).mask(person < 0)
    frame["account_id"] = np.where(person >= 0, homes[person], companies["account_id"].to_numpy()[
        company
    ])
    for name in ("account_domain", "email", "campaign_id", "opportunity_id"):
        frame[name] = None
    frame["kind"], frame["direction"] = kind, rows["direction"].to_numpy()
    frame["channel"] = rows["kind"].map(CHANNEL).to_numpy()
    frame["minutes"] = _minutes(rng, kind)
    frame["subject"] = _subjects(rng, kind)
    left = np.where(person >= 0, people["left_on"].to_numpy()[person], np.datetime64("NaT"))
    stays = ~(frame["occurred_at"].to_numpy() >= left)
    return frame.assign(company=company).loc[stays, [*COLUMNS, "company"]].reset_index(drop=True)


def _spread(counts: Counts) -> tuple[Counts, Counts]:
    """Company and week of each activity that is counted."""
    company, week = (np.asarray(one, dtype=np.int64) for one in np.nonzero(counts))
    times = counts[company, week]
    return np.repeat(company, times), np.repeat(week, times)


def _kinds(shares: Mapping[str, float], u: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    edges = np.cumsum(list(shares.values())) / sum(shares.values())
    kinds = np.array(list(shares), dtype=object)
    return np.asarray(kinds[np.minimum(np.searchsorted(edges, u, side="right"), len(kinds) - 1)])


def _persons(
    rng: np.random.Generator, company: Counts, week: Counts, kind: np.ndarray, staff: Staff,
    nobody: str,
) -> pd.DataFrame:
    """Who it was: nobody known for some kinds; companies without contacts only have ``nobody``."""
    person = staff.draw(rng, company)
    unknown = pd.Series(kind).map(UNKNOWN).fillna(0.0).to_numpy()
    person = np.where(rng.random(len(company)) < unknown, -1, person)
    kind = np.where(staff.totals[company] > 0, kind, nobody)
    return pd.DataFrame({"company": company, "week": week, "kind": kind, "person": person})


def _times(
    rng: np.random.Generator, rows: pd.DataFrame, region: pd.Series, weeks: Counts
) -> npt.NDArray[np.datetime64]:
    """UTC times: working days and hours at the account's place, some visits at weekends."""
    count, week = len(rows), rows["week"].to_numpy()
    day = rng.choice(5, size=count, p=DAYS)
    web = rows["kind"].isin(["page visit", "ad click", "ad impression", "mail open"]).to_numpy()
    weekend = web & (rng.random(count) < AFTER_HOURS) & (week < len(weeks) - 1)
    day = np.where(weekend, rng.integers(5, 7, count), day)
    seconds = np.clip(rng.normal(12.8, 2.4, count), 8.05, 17.7) * 3600
    meets = rows["kind"].isin(["meeting", "webinar", "on-site event"]).to_numpy()
    seconds = np.where(meets, np.floor(seconds / 1800) * 1800, seconds)
    offset = region.map(UTC_OFFSET).to_numpy()[rows["company"].to_numpy()]
    monday = (weeks[week] - 719_163).astype("datetime64[D]").astype("datetime64[s]")
    shift = (day * 86_400 + seconds - offset * 3600).astype("int64")
    return np.asarray(monday + shift.astype("timedelta64[s]"))


def _minutes(rng: np.random.Generator, kind: np.ndarray) -> npt.NDArray[np.float64]:
    """How long it took, where that is known."""
    count = len(kind)
    visit = np.clip(np.rint(rng.lognormal(1.0, 1.0, count)), 1, 90)
    meeting = rng.choice([15, 30, 45, 60, 90], size=count, p=[0.08, 0.47, 0.2, 0.22, 0.03])
    call = np.clip(np.rint(rng.lognormal(1.8, 0.7, count)), 1, 45)
    choices = {"page visit": visit, "meeting": meeting, "call": call,
               "webinar": 20 + np.rint(rng.random(count) * 40), "on-site event": 2.0 * meeting + 60}
    minutes = np.full(count, np.nan)
    for name, values in choices.items():
        minutes = np.where(kind == name, values, minutes)
    return minutes


def _subjects(rng: np.random.Generator, kind: np.ndarray) -> npt.NDArray[np.object_]:
    """What it was about, the first of a kind most often."""
    u = rng.random(len(kind)) ** 1.6
    subject = np.full(len(kind), None, dtype=object)
    for name, options in SUBJECTS.items():
        here = np.flatnonzero(kind == name)
        subject[here] = np.array(options, dtype=object)[(u[here] * len(options)).astype(int)]
    return subject
