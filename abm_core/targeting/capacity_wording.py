"""Every sentence about hours, load and places."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core import formats
from abm_core.targeting.capacity import Cutoff, Load
from abm_core.targeting.ties import Tie


def team(load: Load, fits: Sequence[Cutoff]) -> str:
    """Whether the whole team has the hours, and the cutoff that fits where it has not."""
    if not load.n_people:
        return (
            f"These tiers take {_hours(load.hours)} a quarter. Nobody is known who could give "
            "them: name your sellers in the settings, or import the sales owners of accounts."
        )
    has = "has" if load.n_people == 1 else "have"
    said = (
        f"These tiers take {_hours(load.hours)} a quarter; "
        f"{formats.counted(load.n_people, 'seller')} {has} {_hours(load.available)} "
        f"({formats.percent(load.share)} used)."
    )
    return f"{said} {_fits(fits)}" if load.is_over else said


def seller(load: Load, fits: Sequence[Cutoff] = ()) -> str:
    """The load of one seller."""
    held = sum(load.n_accounts)
    if not load.n_people:
        verb = "has" if held == 1 else "have"
        return f"{formats.counted(held, 'account')} in a tier {verb} no sales owner."
    said = (
        f"{load.name}: {formats.counted(held, 'account')}, {_hours(load.hours)} of "
        f"{_hours(load.available)} ({formats.percent(load.share)})."
    )
    return f"{said} {_fits(fits)}" if load.is_over else said


def tie(found: Tie) -> str:
    """Why a tier is over- or underfilled that no cutoff fits, and what to do."""
    places = formats.counted(found.n_places, "place")
    so = (
        "all of them are in, because none can be left out rather than another"
        if found.is_in else "none of them is in, because all would be too many"
    )  # fmt: skip
    return (
        f"{formats.counted(found.n_tied, 'account')} share the score {formats.score(found.score)} "
        f"and compete for {places} in tier {found.tier}: {so}. Add a criterion that tells them "
        "apart."
    )


def _fits(fits: Sequence[Cutoff]) -> str:
    if not fits:
        return "No single cutoff makes it fit: raise several, or give accounts to others."
    ways = [f"tier {one.tier} at {one.cutoff:g} ({_hours(one.hours)})" for one in fits]
    return f"It fits with {' or '.join(ways)}."


def _hours(hours: float) -> str:
    return f"{hours:,.1f} hours" if hours % 1 else formats.counted(int(hours), "hour")
