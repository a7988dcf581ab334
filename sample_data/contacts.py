"""Contacts as a CRM exports them, and the truth about each that no export has."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data.ids import CONTACT_PREFIX, record_ids
from sample_data.people import POSTBOXES, cultures, local_part, names
from sample_data.titles import titles

N_CONTACTS = 25_000
NO_CONTACT = 0.07  # of accounts outside the list
AT_TARGETS, SIZE_POWER = 1.7, 0.3
AT_SECOND_ENTRY = 0.3  # of the contacts of an account that is entered twice
NO_EMAIL, PRIVATE_EMAIL, NO_TITLE, DEPARTMENT = 0.08, 0.03, 0.07, 0.4
LEFT, OPTED_OUT, BOUNCED, NEVER_VERIFIED, STATED_ROLE = 0.06, 0.05, 0.04, 0.18, 0.02
REPORTS = 0.2  # of the contacts of targets
FIELDS = ["contact_id", "account_id", "name", "first_name", "last_name", "email", "title",
          "department", "reports_to_id", "phone", "source", "buying_role", "verified_on",
          "left_on", "opted_out", "bounced", "created_on"]
SOURCES = {"Website form": 24, "Trade show": 14, "Webinar": 16, "List purchase": 12,
           "Referral": 7, "Outbound research": 20, "Partner": 7}
STATED = ("Decision Maker", "Economic Buyer", "Champion", "Influencer", "Technical Evaluator",
          "End User", "Budget Holder", "Executive Sponsor", "Legal & Compliance", "Blocker")
DEPARTMENTS = {
    "data": ("Data", "Analytics", "IT"), "it": ("IT", "Information Technology", "ICT"),
    "engineering": ("Engineering", "R&D", "Technology"), "security": ("Security", "IT"),
    "operations": ("Operations", "Supply Chain"), "finance": ("Finance", "Accounting"),
    "procurement": ("Procurement", "Purchasing"), "legal": ("Legal",), "sales": ("Sales",),
    "marketing": ("Marketing",), "hr": ("Human Resources", "HR"), "product": ("Product",),
    "general": ("Management", "Executive"),
}
PHONES = {  # numbers that each country keeps for fiction
    "United States": "+1 555 01{:02d}", "Canada": "+1 555 01{:02d}",
    "United Kingdom": "+44 20 7946 0{:03d}", "Ireland": "+353 20 910 {:04d}",
    "Germany": "+49 30 23125 {:03d}", "France": "+33 1 99 00 {:02d} {:02d}",
    "Sweden": "+46 8 465 004 {:02d}", "Australia": "+61 3 7010 {:04d}",
}
_HEIGHT = {"c_level": 4, "vp": 3, "director": 2, "manager": 1, "other": 0}


class People(NamedTuple):
    """The export, and beside it (row by row): company, level, function, language, manner, weight.

    ``company`` is a row of the companies; ``weight`` is how active a person is among colleagues.
    """

    frame: pd.DataFrame
    truth: pd.DataFrame


def contacts(
    rng: np.random.Generator,
    companies: pd.DataFrame,
    targeted: npt.NDArray[np.bool_],
    second_of: dict[str, str],
    as_of: date,
) -> People:
    """25,000 contacts; ``second_of`` gives the second entry of accounts that are entered twice."""
    company = np.repeat(np.arange(len(companies)), _how_many(rng, companies, targeted))
    count = len(company)
    home = companies.iloc[company].reset_index(drop=True)
    countries = home["country"].to_numpy()
    culture = cultures(rng, countries)
    made = titles(rng, countries, culture)
    truth = pd.DataFrame(made).drop(columns="text").assign(
        company=company, culture=culture, weight=rng.lognormal(0, 1.0, count)
    )
    frame = pd.DataFrame({"contact_id": record_ids(rng, CONTACT_PREFIX, count)})
    moved = home["account_id"].map(second_of)
    frame["account_id"] = moved.where(rng.random(count) < AT_SECOND_ENTRY).fillna(
        home["account_id"]
    )
    frame["first_name"], frame["last_name"] = names(rng, culture)
    frame["name"] = frame["first_name"] + " " + frame["last_name"]
    frame["email"] = _emails(rng, frame, home["domain"], company)
    frame["title"] = pd.Series([one.text for one in made]).mask(rng.random(count) < NO_TITLE)
    frame["department"] = _departments(rng, truth["function"])
    frame["reports_to_id"] = _reports_to(rng, frame, truth, targeted[company])
    frame["phone"] = _phones(rng, countries)
    frame["source"] = _some(rng, SOURCES, count)
    stated = rng.choice(STATED, size=count)
    frame["buying_role"] = pd.Series(stated).where(rng.random(count) < STATED_ROLE)
    _add_days(rng, frame, home["created"].to_numpy(), as_of)
    frame["opted_out"] = rng.random(count) < OPTED_OUT
    frame["bounced"] = (rng.random(count) < BOUNCED / (1 - NO_EMAIL)) & frame["email"].notna()
    return People(frame[FIELDS], truth)


def known_by(people: People, first_seen: pd.Series) -> People:
    """The contacts, each created no later than first seen (day by contact id)."""
    frame = people.frame.copy()
    seen = frame["contact_id"].map(first_seen)
    frame["created_on"] = frame["created_on"].where(~(seen < frame["created_on"]), seen)
    return people._replace(frame=frame)


def _how_many(
    rng: np.random.Generator, companies: pd.DataFrame, targeted: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Contacts of each account: more at large ones and at targets, at some none."""
    weight = (companies["employees"].to_numpy(dtype=float) / 480) ** SIZE_POWER
    weight = weight * rng.lognormal(0, 0.5, len(companies)) * np.where(targeted, AT_TARGETS, 1.0)
    weight[(rng.random(len(companies)) < NO_CONTACT) & ~targeted] = 0
    return np.asarray(rng.multinomial(N_CONTACTS, weight / weight.sum()))


def _emails(
    rng: np.random.Generator, frame: pd.DataFrame, domains: pd.Series, company: np.ndarray
) -> pd.Series:
    """Addresses in the manner of the company; 8 % missing, 3 % at an invented private mailer."""
    manner = rng.choice(4, size=company.max() + 1, p=[0.6, 0.2, 0.12, 0.08])[company]
    private = rng.random(len(frame)) < PRIVATE_EMAIL
    boxes = rng.choice(POSTBOXES, size=len(frame))
    hosts = np.where(private, boxes, domains)
    taken: dict[str, int] = {}
    found = []
    for first, last, how, host in zip(
        frame["first_name"], frame["last_name"], manner, hosts, strict=True
    ):
        local = local_part(first, last, int(how))
        repeat = taken[f"{local}@{host}"] = taken.get(f"{local}@{host}", 0) + 1
        found.append(f"{local}{repeat if repeat > 1 else ''}@{host}")
    return pd.Series(found).mask(rng.random(len(frame)) < NO_EMAIL)


def _departments(rng: np.random.Generator, functions: pd.Series) -> pd.Series:
    """What four in ten CRM users filled in."""
    u = rng.random(len(functions))
    named = [
        DEPARTMENTS[one][int(x * len(DEPARTMENTS[one]))]
        for one, x in zip(functions, u, strict=True)
    ]
    return pd.Series(named).where(rng.random(len(functions)) < DEPARTMENT)


def _reports_to(
    rng: np.random.Generator, frame: pd.DataFrame, truth: pd.DataFrame, at_target: np.ndarray
) -> pd.Series:
    """For a fifth of the contacts of targets, a colleague one or more levels higher."""
    height = truth["level"].map(_HEIGHT).to_numpy()
    wanted = at_target & (rng.random(len(frame)) < 1.25 * REPORTS)
    u = rng.random(len(frame))
    ids = frame["contact_id"].to_numpy()
    boss = np.full(len(frame), None, dtype=object)
    for found in frame.groupby("account_id", sort=False).indices.values():
        members = np.asarray(found)
        for one in map(int, members[wanted[members]]):
            above = members[height[members] > height[one]]
            if len(above):
                nearest = above[height[above] == height[above].min()]
                boss[one] = ids[nearest[int(u[one] * len(nearest))]]
    return pd.Series(boss)


def _phones(rng: np.random.Generator, countries: np.ndarray) -> list[str | None]:
    """Numbers that are kept for fiction, where a country has such, for two in three."""
    numbers = rng.integers(0, 100, (len(countries), 2))
    given = rng.random(len(countries)) < 0.67
    return [
        PHONES[country].format(int(one), int(two)) if has and country in PHONES else None
        for country, (one, two), has in zip(countries, numbers, given, strict=True)
    ]


def _add_days(
    rng: np.random.Generator, frame: pd.DataFrame, founded: np.ndarray, as_of: date
) -> None:
    """Created after the account, verified in the last three years, left for one in 25.

    Whoever would have left before being created is still there.
    """
    today, count = as_of.toordinal(), len(frame)
    created = founded + (rng.beta(1.0, 1.4, count) * (today - founded)).astype(int)
    verified = np.maximum(created, today - (1095 * rng.random(count) ** 1.2).astype(int))
    left = today - (700 * rng.random(count)).astype(int)
    has_left = (rng.random(count) < LEFT) & (left > created)
    frame["created_on"] = _days(created)
    frame["verified_on"] = _days(verified).mask(rng.random(count) < NEVER_VERIFIED)
    frame["left_on"] = _days(left).where(has_left)


def _days(ordinals: np.ndarray) -> pd.Series:
    return pd.Series((ordinals - 719_163).astype("datetime64[D]").astype("datetime64[s]"))


def _some(rng: np.random.Generator, shares: dict[str, int], count: int) -> np.ndarray:
    weights = np.array(list(shares.values()), dtype=float)
    return np.asarray(rng.choice(list(shares), size=count, p=weights / weights.sum()))
