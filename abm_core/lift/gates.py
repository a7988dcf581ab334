"""How much there must be before a number is given its interval, and what is missing.

A gate refuses by saying what would be needed; it never guesses. Wording lives elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from abm_core import settings

Sizes = Mapping[str, float]


class Need(NamedTuple):
    """At least ``least`` of ``what``, in both groups unless it is said of ``targets`` only."""

    what: str
    least: int
    targets_only: bool = False


class Shortfall(NamedTuple):
    """A need that is not met: in which group ("targets" or "others"), what it has and needs."""

    group: str
    what: str
    has: float
    needs: int


_COUNT = (Need("opportunities", 20),)
_WIN_RATE = (Need("won", 10), Need("not won", 10))
_MEAN_SIZE = (Need("won", 30),)
_DAYS = (Need("open at the horizon", 10),)
NEEDS: dict[str, tuple[Need, ...]] = {
    "opportunities": _COUNT,
    "created pipeline": (Need("opportunities", 30), Need("accounts", 50, targets_only=True)),
    "win rate": _WIN_RATE,
    "typical deal size": (Need("won", 8),),
    "mean deal size": _MEAN_SIZE,
    "days to close": _DAYS,
    "pipeline velocity": _COUNT + _WIN_RATE + _MEAN_SIZE + _DAYS,
}


def shortfalls(metric: str, targets: Sizes, others: Sizes) -> list[Shortfall]:
    """What is missing for a metric; nothing where its gate is open.

    ``targets`` and ``others`` say how many there are of what the gate asks for; what they do not
    say is 0.

    >>> shortfalls("win rate", {"won": 12, "not won": 30}, {"won": 9, "not won": 50})
    [Shortfall(group='others', what='won', has=9, needs=10)]
    """
    return [
        Shortfall(group, need.what, sizes.get(need.what, 0), need.least)
        for need in NEEDS.get(metric, ())
        for group, sizes in (("targets", targets), ("others", others))
        if not (need.targets_only and group == "others") and sizes.get(need.what, 0) < need.least
    ]


def few_targets(n_targets: int) -> list[Shortfall]:
    """What a list is short of for any pipeline metric, however many deals it happens to have.

    >>> few_targets(25), few_targets(200)
    ([Shortfall(group='targets', what='accounts', has=25, needs=30)], [])
    """
    least = settings.LIFT_LEAST_TARGETS.value
    return [Shortfall("targets", "accounts", n_targets, least)] if n_targets < least else []


# --- Whether the comparison carries at all ------------------------------------------------------

LEAST_ESS = 50
LARGEST_SHARE = 0.10
MOST_UNMATCHED = 0.20
WORST_SMD = 0.25


class Comparison(NamedTuple):
    """What is known of a comparison before any outcome is seen."""

    n_targets: int
    ess: float
    largest_share: float
    worst_smd: float
    unmatched: float = 0.0


def blocks(found: Comparison) -> list[str]:
    """Why nothing may be said on this comparison; empty where it carries.

    "too few alike": the others are worth less than 50 accounts, or less than the targets are
    many; "one account weighs too much": more than 10 %; "too many unmatched": more than 20 % of
    targets; "not alike": a difference above 0.25 standard deviations (or unknown).

    >>> blocks(Comparison(200, 180.0, 0.02, 0.05))
    ['too few alike']
    """
    reasons = {
        "too few alike": not found.ess >= max(LEAST_ESS, found.n_targets),
        "one account weighs too much": not found.largest_share <= LARGEST_SHARE,
        "too many unmatched": found.unmatched > MOST_UNMATCHED,
        "not alike": not np.abs(found.worst_smd) <= WORST_SMD,
    }
    return [reason for reason, held in reasons.items() if held]
