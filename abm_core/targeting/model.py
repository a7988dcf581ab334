"""A profile laid over the accounts: matrix, exclusions, scores, tiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from abm_core.errors import AbmError
from abm_core.targeting import matrix, scoring, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.matrix import Matrix
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Recency, Scores
from abm_core.targeting.scoring import Numbers
from abm_core.targeting.tiers import Mask, TierArray

NOT_EXCLUDED = ""
NO_REASONS: Mapping[int, str] = MappingProxyType({})


class Frame(NamedTuple):
    """What does not depend on weights and cutoffs: read once, then multiplied."""

    matrix: Matrix
    reasons: np.ndarray  # why an account is excluded, "" where it is not
    excluded: Mask


class Scored(NamedTuple):
    """Every account's score and tier under one profile.

    ``because`` says, by row number, why an account has another tier than the profile gives it.
    """

    profile: Profile
    frame: Frame
    scores: Numbers
    tier: TierArray
    because: Mapping[int, str] = NO_REASONS


def frame(accounts: Accounts, profile: Profile, *, as_of: date) -> Frame:
    """Criteria and exclusions of a profile over the accounts.

    A criterion whose column is gone, or holds something that its kind cannot read, is unknown for
    every account; ``missing_columns`` and ``misread_columns`` name it.
    """
    columns = [_criterion_scores(accounts, criterion, as_of) for criterion in profile.criteria]
    reasons = _exclusion_reasons(accounts, profile.exclusions)
    return Frame(matrix.build(columns, len(accounts)), reasons, reasons != NOT_EXCLUDED)


def _criterion_scores(accounts: Accounts, criterion: Criterion, as_of: date) -> Scores:
    info = accounts.fields.get(criterion.field)
    if info is None or info.type not in criterion.rule.reads:
        return np.full(len(accounts), np.nan)
    return criterion.rule.score(accounts.column(criterion.field), as_of)


def misread_columns(accounts: Accounts, profile: Profile) -> list[str]:
    """One sentence per criterion whose kind cannot read what its column holds."""
    return [
        f"'{c.name}' is a {c.rule.kind} criterion, but '{info.label}' holds {_plural(info.type)}."
        for c in profile.criteria
        if (info := accounts.fields.get(c.field)) is not None and info.type not in c.rule.reads
    ]


def _plural(field_type: str) -> str:
    return {"boolean": "yes/no answers"}.get(field_type, f"{field_type}s")


def _exclusion_reasons(accounts: Accounts, exclusions: Sequence[Exclusion]) -> np.ndarray:
    """The first exclusion that an account meets, as its reason; "" where it meets none."""
    reasons = np.full(len(accounts), NOT_EXCLUDED, dtype=object)
    for exclusion in reversed(exclusions):
        if exclusion.field in accounts.fields:
            reasons[is_one_of(accounts.column(exclusion.field), exclusion.values)] = (
                exclusion.reason
            )
    return reasons


def is_one_of(values: pd.Series, wanted: Sequence[str]) -> Mask:
    """Which values are, or hold, one of the wanted ones, spelt in any case."""
    folded = {value.strip().casefold() for value in wanted}
    try:
        codes, distinct = pd.factorize(values)
    except TypeError:  # lists cannot be told apart by hashing
        return np.array([_holds(value, folded) for value in values], dtype=np.bool_)
    hits = np.array([*(_holds(value, folded) for value in distinct), False])
    found: Mask = hits[codes]
    return found


def _holds(value: object, folded: set[str]) -> bool:
    """Whether a cell, a list or one value, holds a wanted one; a missing cell does not."""
    if isinstance(value, list | np.ndarray):
        return any(str(item).strip().casefold() in folded for item in value)
    return not pd.isna(value) and str(value).strip().casefold() in folded  # type: ignore[call-overload]


def missing_columns(accounts: Accounts, profile: Profile) -> list[str]:
    """Names of the criteria and exclusions whose column the data no longer have."""
    criteria = [c.name for c in profile.criteria if c.field not in accounts.fields]
    return criteria + [e.reason for e in profile.exclusions if e.field not in accounts.fields]


def require_columns(accounts: Accounts, profile: Profile) -> None:
    """Refuse a profile that names a column which the data do not have, or cannot be read so."""
    missing = missing_columns(accounts, profile)
    if missing:
        raise AbmError(
            f"The profile '{profile.name}' looks at columns that the data do not have: "
            f"{', '.join(missing)}.",
            "Import a file with these columns, or take the criteria out of the profile.",
        )
    misread = misread_columns(accounts, profile)
    if misread:
        raise AbmError(misread[0], "Choose a kind that reads them, or another column.")


def score(laid: Frame, profile: Profile) -> Scored:
    """Scores and tiers under the profile's weights and cutoffs: the what-if step."""
    scores = scoring.score(laid.matrix, profile.weights)
    return Scored(profile, laid, scores, tiers.assign(scores, laid.matrix, profile, laid.excluded))


def looked_back_to(profile: Profile, *, as_of: date) -> date | None:
    """The oldest day that a criterion of the profile tells apart; None when none is dated."""
    days = [c.rule.days for c in profile.criteria if isinstance(c.rule, Recency)]
    return as_of - timedelta(days=max(days)) if days else None
