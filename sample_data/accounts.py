"""Accounts as a CRM exports them: types, further columns, gaps, duplicates."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data import names
from sample_data.companies import plain
from sample_data.deals import Deal, Tenure
from sample_data.ids import ACCOUNT_PREFIX, record_ids
from sample_data.opportunities import days

N_DUPLICATES = 40
N_CREATED_LATE = 6
MISSING = {  # share of accounts, duplicates included, without a value
    "annual_revenue": 0.20, "employees": 0.06, "industry": 0.04, "technologies": 0.35,
    "Funding stage": 0.30, "Data team size": 0.40,
}
NO_LAST_FUNDING = 0.60
FIELDS = ["account_id", "name", "domain", "parent_id", "industry", "employees", "annual_revenue",
          "country", "region", "technologies", "account_type", "territory", "sales_owner",
          "marketing_owner", "created_on"]
FURTHER = ["Funding stage", "Data team size", "Hiring for data roles", "Last funding on", "NPS"]
_FORM_SPELLINGS = {"Ltd": "Limited", "Limited": "Ltd.", "Inc.": "Incorporated", "AG": "A.G.",
                   "GmbH": "Gmbh", "LLC": "L.L.C.", "AB": "Aktiebolag", "B.V.": "BV",
                   "SAS": "S.A.S."}
_FORM_ENDINGS = {form.split()[-1] for country in names.COUNTRIES for form in country.forms}


def accounts(
    rng: np.random.Generator,
    companies: pd.DataFrame,
    tenures: list[Tenure],
    as_of: date,
) -> pd.DataFrame:
    """The accounts as they would be exported if nobody had left a gap; no duplicates yet."""
    frame = companies.copy()
    ids = companies["account_id"].to_numpy()
    frame["parent_id"] = [ids[row] if row >= 0 else None for row in companies["parent"]]
    frame["account_type"] = _types(companies["base_type"], tenures)
    frame["employees"] = frame["employees"].astype("Int64")
    frame["created_on"] = days(frame["created"])
    _add_further_columns(rng, frame, as_of)
    return frame[[*FIELDS, *FURTHER]]


def late_creations(
    rng: np.random.Generator, companies: pd.DataFrame, deals: list[Deal], as_of: date
) -> pd.DataFrame:
    """The companies, six of them entered some days after their first opportunity."""
    first: dict[int, int] = {}
    for deal in deals:
        first[deal.company] = min(deal.created, first.get(deal.company, deal.created))
    rows = [row for row, day in sorted(first.items()) if day < as_of.toordinal() - 60]
    chosen = rng.choice(rows, size=N_CREATED_LATE, replace=False)
    created = companies["created"].to_numpy().copy()
    created[chosen] = [first[int(row)] for row in chosen] + rng.integers(2, 25, N_CREATED_LATE)
    return companies.assign(created=created)


def duplicates(
    rng: np.random.Generator, frame: pd.DataFrame, busy: set[str], as_of: date
) -> pd.DataFrame:
    """40 prospects entered twice: new id, same domain, another spelling; 15 of them are busy.

    The frame's index tells the account that each row repeats.
    """
    lone = frame[(frame["account_type"] == "prospect") & frame["parent_id"].isna()]
    lone = lone[lone["created_on"] < pd.Timestamp(as_of) - pd.Timedelta(days=700)]
    is_busy = lone["account_id"].isin(busy)
    chosen = pd.concat([
        lone[is_busy].sample(15, random_state=rng),
        lone[~is_busy].sample(N_DUPLICATES - 15, random_state=rng),
    ])
    twins = chosen.set_index("account_id", drop=False)
    taken = {one.casefold() for one in frame["account_id"]}
    fresh = [one for one in record_ids(rng, ACCOUNT_PREFIX, 80) if one.casefold() not in taken]
    twins["account_id"] = fresh[:N_DUPLICATES]
    forms = {country.name: country.forms[0] for country in names.COUNTRIES}
    typed = zip(twins["name"], twins["country"].map(forms), strict=True)
    twins["name"] = [misspell(rng, name, form) for name, form in typed]
    twins["sales_owner"] = rng.choice(names.SALES_OWNERS, size=N_DUPLICATES)
    shift = pd.to_timedelta(rng.integers(30, 600, N_DUPLICATES), unit="D").as_unit("s")
    twins["created_on"] = twins["created_on"] + shift
    return twins


def misspell(rng: np.random.Generator, name: str, usual_form: str) -> str:
    """The name as a second person might have typed it; never the same."""
    stem, _, form = name.rpartition(" ")
    slip = int(rng.integers(2, 6))
    swapped = name[:slip] + name[slip + 1] + name[slip] + name[slip + 2 :]
    spellings = [plain(name), name.replace(" & ", " and "), name.upper(), swapped]
    if form in _FORM_SPELLINGS:
        spellings += 2 * [f"{stem} {_FORM_SPELLINGS[form]}", stem, f"{stem}, {form}"]
    elif form not in _FORM_ENDINGS:
        spellings += 2 * [f"{name} {usual_form}"]
    return str(rng.choice([one for one in spellings if one != name]))


def with_gaps(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """The accounts with values missing at random, in exact shares."""
    result = frame.copy()
    for column, share in MISSING.items():
        gone = np.zeros(len(frame), dtype=bool)
        gone[rng.permutation(len(frame))[: round(share * len(frame))]] = True
        result[column] = result[column].mask(gone)
    return result


def _types(base: pd.Series, tenures: list[Tenure]) -> list[str]:
    """Account types today: whoever bought is a customer until a renewal is lost."""
    kinds = list(base)
    for tenure in tenures:
        kinds[tenure.company] = "customer" if tenure.lost is None else "former customer"
    return kinds


def _add_further_columns(rng: np.random.Generator, frame: pd.DataFrame, as_of: date) -> None:
    """Columns that are no field of the schema, under headers as a person would name them."""
    count = len(frame)
    chances = [0.28, 0.12, 0.13, 0.1, 0.09, 0.12, 0.16]
    frame["Funding stage"] = rng.choice(names.FUNDING_STAGES, size=count, p=chances)
    frame["Data team size"] = frame["data_team"].astype("Int64")
    frame["Hiring for data roles"] = np.where(frame["hiring"], "yes", "no")
    unfunded = frame["Funding stage"].isin(["Bootstrapped", "Listed"]).to_numpy()
    ago = pd.Series(as_of.toordinal() - rng.integers(10, 2200, count), frame.index)
    frame["Last funding on"] = days(ago).mask(_last(rng, unfunded, NO_LAST_FUNDING))
    answered = (frame["account_type"] == "customer").to_numpy() & (rng.random(count) < 0.6)
    nps = pd.Series(np.rint(np.clip(rng.normal(28, 30, count), -100, 100)), frame.index)
    frame["NPS"] = nps.astype("Int64").where(answered)


def _last(
    rng: np.random.Generator, first_in_line: npt.NDArray[np.bool_], share: float
) -> npt.NDArray[np.bool_]:
    """Flags for a share of all rows: those first in line, then others at random."""
    order = np.argsort(rng.random(len(first_in_line)) - first_in_line, kind="stable")
    flags = np.zeros(len(first_in_line), dtype=bool)
    flags[order[: round(share * len(first_in_line))]] = True
    return flags
