"""What is true of each invented company, before an export leaves gaps in it."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data import names
from sample_data.companies import Company, Namer
from sample_data.deals import WINDOW_DAYS
from sample_data.fit import MEDIUM_INDUSTRIES, STRONG_INDUSTRIES, fit_points
from sample_data.ids import ACCOUNT_PREFIX, record_ids

N_PARENTS = 180
N_MIDDLE = 30  # parents that have a parent themselves
N_SUBSIDIARIES = 450
N_PARTNERS, N_COMPETITORS, N_OLD_CUSTOMERS = 120, 35, 120

Flags = npt.NDArray[np.bool_]


def companies(rng: np.random.Generator, as_of: date, count: int, n_ghosts: int) -> pd.DataFrame:
    """One row per company, its latent fit included.

    The last ``n_ghosts`` rows are companies that opportunities know but the account export does
    not. ``parent`` is a row number, -1 for none; ``created`` is a day's ordinal.
    """
    frame = pd.DataFrame({"country": _pick(rng, {c.name: c.share for c in names.COUNTRIES}, count)})
    geography = {country.name: country for country in names.COUNTRIES}
    places = [geography[name] for name in frame["country"]]
    frame["region"] = [place.region for place in places]
    frame["currency"] = [place.currency for place in places]
    frame["territory"] = [
        place.territories[int(rng.integers(len(place.territories)))] for place in places
    ]
    frame["industry"] = _pick(rng, {k: v[0] for k, v in names.INDUSTRIES.items()}, count)
    frame["employees"] = _employees(rng, count)
    frame["annual_revenue"] = _revenue(rng, frame)
    _add_data_habits(rng, frame)
    _add_owners(rng, frame)
    frame["created"] = as_of.toordinal() - 30 - (365 * 7 * rng.beta(1.3, 1.5, count)).astype(int)
    frame["parent"] = _parents(rng, frame["employees"].to_numpy()[: count - n_ghosts], n_ghosts)
    _add_names(rng, frame)
    frame["fit"] = fit_points(frame)
    frame["base_type"] = _base_types(rng, frame, as_of, count - n_ghosts)
    frame["account_id"] = record_ids(rng, ACCOUNT_PREFIX, count)
    return frame


def _pick(rng: np.random.Generator, shares: dict[str, float], count: int) -> list[str]:
    """Values drawn in proportion to their shares."""
    weights = np.array(list(shares.values()), dtype=float)
    return [str(one) for one in rng.choice(list(shares), size=count, p=weights / weights.sum())]


def _employees(rng: np.random.Generator, count: int) -> npt.NDArray[np.int64]:
    """Head counts: log-normal, median 480; large ones rounded as databases round them."""
    raw = np.clip(rng.lognormal(np.log(480), 1.5, count), 8, 180_000)
    step = np.where(raw < 200, 1, np.where(raw < 2000, 10, 100))
    return np.asarray(np.rint(raw / step) * step, dtype=np.int64)


def _revenue(rng: np.random.Generator, frame: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Yearly revenue in USD: head count times what a head earns in the trade, three digits."""
    per_head = frame["industry"].map({k: v[1] for k, v in names.INDUSTRIES.items()})
    raw = frame["employees"] * per_head * rng.lognormal(0, 0.45, len(frame))
    size = 10.0 ** (np.floor(np.log10(raw)) - 2)
    return np.asarray(np.rint(raw / size) * size, dtype=np.float64)


def _add_data_habits(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Technologies and hiring, both likelier in strong industries and larger companies."""
    strong = frame["industry"].isin(STRONG_INDUSTRIES).to_numpy()
    medium = frame["industry"].isin(MEDIUM_INDUSTRIES).to_numpy()
    large = (frame["employees"] >= 500).to_numpy()
    modern = rng.random(len(frame)) < 0.22 + 0.34 * strong + 0.15 * medium + 0.2 * large
    hiring = rng.random(len(frame)) < 0.1 + 0.18 * strong + 0.12 * large + 0.2 * modern
    frame["has_data_technology"] = modern
    frame["hiring"] = hiring
    frame["technologies"] = [_technologies(rng, bool(one)) for one in modern]
    talent = 0.004 + 0.012 * modern + 0.006 * hiring
    people = frame["employees"] * talent * rng.lognormal(0, 0.5, len(frame))
    frame["data_team"] = np.rint(people).astype("int64")


def _technologies(rng: np.random.Generator, modern: bool) -> list[str]:
    """One to five technologies; data technologies only where the company has them."""
    chosen = rng.choice(names.OTHER_TECHNOLOGIES, size=rng.integers(1, 5), replace=False)
    data = names.DATA_TECHNOLOGIES
    extra = rng.choice(data, size=1 + int(rng.random() < 0.35), replace=False) if modern else ()
    return sorted([*map(str, chosen), *map(str, extra)])


def _add_owners(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Each territory belongs to one or two people in sales and one in marketing."""
    territories = sorted({t for country in names.COUNTRIES for t in country.territories})
    rank = frame["territory"].map({name: i for i, name in enumerate(territories)}).to_numpy()
    second = rng.random(len(frame)) < 0.3
    frame["sales_owner"] = np.array(names.SALES_OWNERS)[(rank + 5 * second) % 12]
    frame["marketing_owner"] = np.array(names.MARKETING_OWNERS)[rank % 4]


def _parents(
    rng: np.random.Generator, employees: npt.NDArray[np.int64], n_ghosts: int
) -> npt.NDArray[np.int64]:
    """Row of each company's parent, -1 for none.

    180 parents among the larger companies, 30 of them owned by one of the other 150; in all 450
    companies have a parent, and every parent has at least one subsidiary.
    """
    by_size = np.argsort(-employees, kind="stable")
    parents = rng.permutation(by_size[: len(by_size) // 4])[:N_PARENTS]
    middle, top = parents[:N_MIDDLE], parents[N_MIDDLE:]
    n_leaves = N_SUBSIDIARIES - N_MIDDLE
    leaves = rng.permutation(by_size[len(by_size) // 4 :])[:n_leaves]
    popularity = rng.pareto(1.6, N_PARENTS) + 0.3
    more = rng.choice(parents, size=n_leaves - N_PARENTS, p=popularity / popularity.sum())
    result = np.full(len(employees) + n_ghosts, -1, dtype=np.int64)
    result[leaves] = np.concatenate([parents, more])
    result[middle] = rng.choice(top, size=N_MIDDLE)
    return result


def _add_names(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Names and domains; six in ten subsidiaries bear their parent's name."""
    namer = Namer(rng)
    geography = {country.name: country for country in names.COUNTRIES}
    inherits = rng.random(len(frame)) < 0.6
    countries, industries = list(map(str, frame["country"])), list(map(str, frame["industry"]))
    parents = frame["parent"].to_list()
    made: dict[int, Company] = {}

    def name_of(row: int) -> Company:
        if row not in made:
            country, industry = geography[countries[row]], industries[row]
            made[row] = (
                namer.subsidiary(name_of(parents[row]), country, industry)
                if parents[row] >= 0 and inherits[row]
                else namer.independent(country, industry)
            )
        return made[row]

    named = [name_of(row) for row in range(len(frame))]
    for column in Company._fields:
        frame[column] = [getattr(company, column) for company in named]


def _base_types(
    rng: np.random.Generator, frame: pd.DataFrame, as_of: date, n_known: int
) -> list[str]:
    """What each account was before the opportunities of the sample: mostly a prospect.

    Partners and competitors belong to no family.
    """
    kinds = np.full(len(frame), "prospect", dtype=object)
    lone = (frame["parent"] < 0) & ~frame.index.isin(frame["parent"])
    order = rng.permutation(np.flatnonzero(lone.to_numpy()[:n_known]))
    kinds[order[:N_PARTNERS]] = "partner"
    kinds[order[N_PARTNERS : N_PARTNERS + N_COMPETITORS]] = "competitor"
    old = frame["created"].to_numpy() < as_of.toordinal() - WINDOW_DAYS - 400
    keys = rng.random(len(frame)) / np.exp((frame["fit"].to_numpy() - 50) / 40)
    keys[~old | (kinds != "prospect")] = np.inf
    keys[n_known:] = np.inf
    kinds[np.argsort(keys, kind="stable")[:N_OLD_CUSTOMERS]] = "customer"
    return [str(kind) for kind in kinds]
