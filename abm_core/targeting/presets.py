"""Four patterns of account-based practice as profiles to start from.

A preset says what its pattern looks at, how many accounts a team works on per tier, and whom it
must reach there; it takes from the store the columns that exist. What it leans on and cannot find
is named.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.errors import AbmError, did_you_mean
from abm_core.targeting import capacity_wording, computed, model, suggest, ties, whatif
from abm_core.targeting.accounts import Accounts, FieldInfo
from abm_core.targeting.profile import Capacities, Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Bands, Categories, Ramp, Recency, Rule, YesNo
from abm_core.targeting.ties import Tie

Steps = tuple[tuple[float, float], ...]
# Required roles of a tier; each entry is a role, or several of which one is enough.
Committee = dict[int, tuple[tuple[str, ...], ...]]

EB, CH, TE, EU, LP, ES = (
    ("economic buyer",), ("champion",), ("technical evaluator",), ("end user",),
    ("legal/procurement",), ("executive sponsor",),
)  # fmt: skip
EITHER = (("economic buyer", "champion"),)

# Words in the header of a further column that speak of its moment rather than of its kind.
TIMING_WORDS = (
    "intent", "surge", "engage", "score", "fund", "hiring", "hire", "visit", "activity",
    "last contact", "renew", "trial", "usage", "opened", "job",
)  # fmt: skip
NOT_TIMING = ("created", "id", "phone", "fax", "zip", "postal")
MIN_FILLED = 0.05
MOST_TIMING = 3
MOST_TECHNOLOGIES = 5
FEW_REACH = 0.05
CLEARLY_MORE = 1.2  # times as frequent among accounts that were won as among all
RECENT_DAYS = 365
TIMING_SLOT = "timing"


class Slot(NamedTuple):
    """One thing that a pattern looks at: a kind of column, its points, and its own bands."""

    what: str
    weight: float
    steps: Steps = ()


class Preset(NamedTuple):
    """A pattern of practice."""

    key: str
    label: str
    meaning: str
    slots: tuple[Slot, ...]
    capacities: Capacities
    committee: Committee
    not_pursued: tuple[tuple[str, str], ...]


class Adapted(NamedTuple):
    """A preset laid over a store: its profile with cutoffs that fit, and what it had to miss.

    ``ties`` are what no cutoff can settle.
    """

    preset: Preset
    profile: Profile
    missing: tuple[str, ...]
    ties: tuple[Tie, ...] = ()


LARGE: Steps = ((0, 0.0), (500, 0.3), (1000, 0.5), (5000, 0.8), (10_000, 1.0))
MIDDLE: Steps = ((0, 0.1), (50, 0.4), (100, 0.8), (200, 1.0), (1000, 0.6), (2500, 0.2))
PRESETS = (
    Preset(
        "enterprise", "Enterprise land and expand",
        "Few large accounts, won in one place and grown from there: many people decide, cycles "
        "are long, and what is known of the relationship counts.",
        (Slot("size", 30, LARGE), Slot("industry", 20), Slot("technologies", 15),
         Slot("relationship", 15), Slot(TIMING_SLOT, 20)),
        (15, 60, 500), {1: (EB, CH, TE, EU, LP, ES), 2: (EB, CH, TE, LP), 3: EITHER},
        suggest.NOT_PURSUED,
    ),
    Preset(
        "mid-market", "Mid-market cluster",
        "Groups of alike accounts worked on together: the same industry and place, a size that "
        "one team can serve, one story for all of them.",
        (Slot("industry", 30), Slot("size", 25, MIDDLE), Slot("place", 15),
         Slot("technologies", 15), Slot(TIMING_SLOT, 15)),
        (25, 200, 800), {1: (EB, CH, TE), 2: (EB, CH), 3: EITHER},
        (*suggest.NOT_PURSUED, ("customer", "Customer already")),
    ),
    Preset(
        "programmatic", "Programmatic at scale",
        "Many accounts reached by machine: a broad fit is enough, and the moment decides.",
        (Slot("industry", 20), Slot("size", 15), Slot("place", 10), Slot("technologies", 10),
         Slot(TIMING_SLOT, 45)),
        (25, 200, 2000), {1: (EB, CH, TE), 2: (EB, CH), 3: EITHER},
        (*suggest.NOT_PURSUED, ("customer", "Customer already")),
    ),
    Preset(
        "expansion", "Customer expansion",
        "Customers with room to grow: how large they are, what they use, and what moves there now.",
        (Slot("size", 30), Slot("industry", 15), Slot("technologies", 20), Slot(TIMING_SLOT, 35)),
        (20, 100, 500), {1: (EB, CH, EU, LP, ES), 2: (EB, CH, EU), 3: EITHER},
        (*suggest.NOT_PURSUED, ("prospect", "Not a customer"),
         ("former customer", "Not a customer any more")),
    ),
)  # fmt: skip
SAID = {
    "size": "number of employees or annual revenue", "industry": "industry",
    "technologies": "technologies in use", "relationship": "account type",
    "place": "region or country",
    TIMING_SLOT: "anything of the moment (intent, funding, hiring, engagement)",
}  # fmt: skip
RELATIONSHIP = Categories(
    (("customer", 1.0), ("former customer", 0.6), ("prospect", 0.4)), otherwise=0.0
)


def adapt(
    preset: Preset, cursor: DuckDBPyConnection, accounts: Accounts, *, as_of: date
) -> Adapted:
    """The preset with the columns that the store has and the cutoffs that fit its capacities."""
    decided = suggest.decided_by_account(cursor, accounts)
    found = {slot.what: _criteria(slot, accounts, decided) for slot in preset.slots}
    criteria = tuple(one for several in found.values() for one in several)
    profile = Profile(preset.label, criteria, _exclusions(preset, accounts),
                      capacities=capacities(preset, len(accounts)))  # fmt: skip
    missing = [SAID[what] for what, several in found.items() if not several]
    if "account_type" not in accounts.fields:
        missing.append("account type, so that nobody can be left out")
    profile = profile.rebased()
    laid = model.score(model.frame(accounts, profile, as_of=as_of), profile)
    fits = whatif.fitted(laid) if criteria else profile
    tied = ties.find(model.score(laid.frame, fits)) if criteria else ()
    return Adapted(preset, fits, tuple(dict.fromkeys(missing)), tied)


def capacities(preset: Preset, n_accounts: int) -> Capacities:
    """The capacities of the pattern, smaller where there are few accounts to choose from."""
    shares = settings.TIER_SHARES.value
    one, two, three = (
        min(most, max(1, round(share * n_accounts)))
        for most, share in zip(preset.capacities, shares, strict=True)
    )
    return one, two, three


def _criteria(slot: Slot, accounts: Accounts, decided: pd.DataFrame) -> list[Criterion]:
    """The criteria that a slot becomes; their points add up to the slot's."""
    if slot.what == TIMING_SLOT:
        return _timing(accounts, slot.weight)
    info = _column(slot.what, accounts)
    rule = None if info is None else _rule(slot, accounts, info, decided)
    if info is None or rule is None:
        return []
    return [Criterion(info.label, info.ref, rule, slot.weight)]


COLUMNS = {
    "size": ("employees", "annual_revenue"), "industry": ("industry",),
    "technologies": ("technologies",), "relationship": ("account_type",),
    "place": ("region", "country"),
}  # fmt: skip


def _column(what: str, accounts: Accounts) -> FieldInfo | None:
    """The first usable column of a kind: filled for some accounts, and not the same for all."""
    for ref in COLUMNS[what]:
        info = accounts.fields.get(ref)
        if info is not None and info.n_filled >= MIN_FILLED * len(accounts) and (
            info.n_distinct > 1 or info.type == "list"
        ):
            return info
    return None


def _rule(
    slot: Slot, accounts: Accounts, info: FieldInfo, decided: pd.DataFrame
) -> Rule | None:
    values = accounts.column(info.ref)
    match slot.what:
        case "size":
            return _size(slot.steps, info, values, decided)
        case "relationship":
            return RELATIONSHIP
        case "technologies":
            return _technologies(values, decided)
        case _:
            return suggest.suggest_categories(values, decided)


def _size(steps: Steps, info: FieldInfo, values: pd.Series, decided: pd.DataFrame) -> Rule:
    """The pattern's bands of employees; quartiles of the data where hardly any account fits them.

    Without bands of its own, a pattern takes those that past deals suggest, else rising ones.
    """
    if not steps:
        return suggest.suggest_bands(values, decided) or suggest.rising_bands(values)
    rule = Bands(steps)
    known = values.dropna()
    if info.ref == "employees":
        fits = np.mean(rule.score(known, date.max) >= steps[len(steps) // 2][1])
        if fits >= FEW_REACH:
            return rule
    rising = suggest.rising_bands(values)
    if steps[-1][1] == max(score for _, score in steps):
        return rising
    middle = (0.2, 0.7, 1.0, 0.5)  # the pattern does not want the largest
    return Bands(tuple((low, middle[i]) for i, (low, _) in enumerate(rising.steps)))


def _technologies(values: pd.Series, decided: pd.DataFrame) -> AnyOf | None:
    """The technologies that the accounts that were won have in common, else the frequent ones."""
    held = values[values.notna()]
    frequent = held.explode().dropna().value_counts()
    if frequent.empty:
        return None
    chosen = list(frequent.index)
    won = held[decided["n_won"].to_numpy()[values.notna().to_numpy()] > 0]
    if not won.empty:
        times = (won.explode().value_counts() / len(won)) / (frequent / len(held))
        often = times.reindex(frequent.index[frequent >= MIN_FILLED * len(held)]).dropna()
        clear = often[often >= CLEARLY_MORE].sort_values(ascending=False, kind="stable")
        chosen = list(clear.index) or chosen
    return AnyOf(tuple(str(one) for one in chosen[:MOST_TECHNOLOGIES]))


def _timing(accounts: Accounts, weight: float) -> list[Criterion]:
    """Further columns that speak of the moment, the fullest first; they share the slot's points."""
    found = [
        (info, rule) for info in accounts.fields.values()
        if _speaks_of_now(info) and info.n_filled >= MIN_FILLED * len(accounts)
        and (rule := _moment(accounts, info)) is not None
    ]  # fmt: skip
    chosen = sorted(found, key=lambda pair: -pair[0].n_filled)[:MOST_TIMING]
    return [
        Criterion(info.label, info.ref, rule, weight / len(chosen), part="timing")
        for info, rule in chosen
    ]


def _speaks_of_now(info: FieldInfo) -> bool:
    if computed.is_computed(info.ref):
        return False
    label = info.label.casefold()
    words = label.replace("_", " ").split()
    return any(word in label for word in TIMING_WORDS) and not set(words) & set(NOT_TIMING)


def _moment(accounts: Accounts, info: FieldInfo) -> Rule | None:
    match info.type:
        case "date":
            return Recency(RECENT_DAYS)
        case "boolean" if info.n_distinct == 2:
            return YesNo()
        case "number" if info.n_distinct > 1:
            return Ramp(*suggest.span(accounts.column(info.ref)))
        case _:
            return None


def _exclusions(preset: Preset, accounts: Accounts) -> tuple[Exclusion, ...]:
    if "account_type" not in accounts.fields:
        return ()
    present = set(accounts.column("account_type").dropna())
    return tuple(
        Exclusion("account_type", (value,), reason)
        for value, reason in preset.not_pursued if value in present
    )  # fmt: skip


def at_work(adapted: Adapted) -> list[str]:
    """What a reader should know of an adapted preset: what it looks at, and what it misses."""
    names = [criterion.name for criterion in adapted.profile.criteria]
    said = [f"Looks at {', '.join(names)}."] if names else ["Finds no column that it could use."]
    if adapted.missing:
        said.append(f"The data have no {'; no '.join(adapted.missing)}.")
    return [*said, *map(capacity_wording.tie, adapted.ties)]


def find(key: str) -> Preset:
    """The preset of that key; ``AbmError`` names the others."""
    for preset in PRESETS:
        if preset.key == key.casefold().strip():
            return preset
    keys = [preset.key for preset in PRESETS]
    raise AbmError(f"There is no preset '{key}'.", did_you_mean(key, keys))
