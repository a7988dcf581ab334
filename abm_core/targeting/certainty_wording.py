"""Every sentence about how sure a tiering is."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core import formats, settings
from abm_core.targeting.enrich import Missing
from abm_core.targeting.stability import TierStability


def stable(found: TierStability) -> str:
    """How many accounts of a tier keep it under other weights."""
    place = formats.tier(found.tier)
    if not found.n:
        return f"{place} is empty."
    share = formats.percent(settings.STABLE_FROM.value)
    verb = "is" if found.n_stable == 1 else "are"
    return (
        f"{place}: {formats.count(found.n_stable)} of {formats.count(found.n)} {verb} stable "
        f"(≥ {share})."
    )


def meaning() -> str:
    """What stable means."""
    return (
        "Stable: in the same tier under at least "
        f"{formats.percent(settings.STABLE_FROM.value)} of "
        f"{formats.count(settings.STABILITY_DRAWS.value)} profiles whose weights each differ by up "
        f"to {formats.percent(settings.STABILITY_SPREAD.value)}."
    )


def close_calls(cutoff: float) -> str:
    """Over the list of accounts near a cutoff."""
    return f"Within {settings.NEAR_CUTOFF.value:g} point of the cutoff {cutoff:g}, nearest first."


def to_find_out(found: Sequence[Missing]) -> str:
    """Which missing field could change most tiers."""
    if not found:
        return "No criterion is unknown at any account."
    first = found[0]
    if not first.n_could_change:
        return "No single missing value could change a tier."
    could = formats.counted(first.n_could_change, "account")
    return (
        f"{first.criterion} is worth finding out first: it could change the tier of {could} "
        f"({formats.count(first.n_could_rise)} up, {formats.count(first.n_could_fall)} down) of "
        f"{formats.count(first.n_unknown)} that lack it."
    )


def missing(found: Missing) -> str:
    """What one missing field could change."""
    lack = formats.counted(found.n_unknown, "account")
    verb = "lacks" if found.n_unknown == 1 else "lack"
    if not found.n_could_change:
        return f"{found.criterion}: {lack} {verb} it; no tier depends on it."
    return (
        f"{found.criterion}: {lack} {verb} it; it could lift {formats.count(found.n_could_rise)} "
        f"and lower {formats.count(found.n_could_fall)}."
    )
