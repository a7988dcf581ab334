"""A profile: what an ideal customer looks like, as criteria, weights, exclusions and cutoffs.

A profile is a value: every change makes another one. It knows nothing of the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from abm_core import settings
from abm_core.errors import AbmError
from abm_core.targeting import computed
from abm_core.targeting.rules import Rule

Part = Literal["fit", "timing"]
Triple = tuple[float, float, float]
Capacities = tuple[int, int, int]
MAX_CRITERIA = 60


@dataclass(frozen=True)
class Criterion:
    """One thing that a profile looks at.

    ``field`` is a field of accounts, or ``extra.<header>`` for a further column of the file.
    ``weight`` is in importance points (0 to 100); its share of all points is what counts.
    """

    name: str
    field: str
    rule: Rule
    weight: float
    part: Part = "fit"

    def __post_init__(self) -> None:
        low, high = settings.WEIGHT_LIMITS.value
        if not low <= self.weight <= high:
            raise AbmError(
                f"The weight of '{self.name}' is {self.weight:g}.",
                f"Use importance points between {low} and {high}.",
            )


@dataclass(frozen=True)
class Exclusion:
    """A rule apart from points: accounts whose ``field`` is one of ``values`` get no tier."""

    field: str
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Profile:
    """An ICP. ``cutoffs``, ``gates`` and ``capacities`` are for tier 1, 2 and 3."""

    name: str
    criteria: tuple[Criterion, ...]
    exclusions: tuple[Exclusion, ...] = ()
    cutoffs: Triple = settings.CUTOFFS.value
    gates: Triple = settings.GATES.value
    capacities: Capacities = settings.CAPACITIES.value

    def __post_init__(self) -> None:
        _check_criteria(self.criteria)
        _check_parts(self.criteria)
        _check_cutoffs(self.cutoffs)
        _check_gates(self.gates)
        if any(capacity < 0 for capacity in self.capacities):
            raise AbmError("A capacity is below zero.", "Use whole numbers from 0 upwards.")

    @property
    def weights(self) -> list[float]:
        """Importance points in the order of the criteria."""
        return [criterion.weight for criterion in self.criteria]

    @property
    def shares(self) -> list[float]:
        """Share of all points per criterion, 0 to 1; all 0 when nothing has points."""
        total = sum(self.weights)
        return [weight / total if total else 0.0 for weight in self.weights]

    @property
    def share_by_name(self) -> dict[str, float]:
        """Share of all points by the criterion's name."""
        return dict(zip([one.name for one in self.criteria], self.shares, strict=True))

    def with_weights(self, weights: Mapping[str, float]) -> Profile:
        """The profile with other points for the criteria named."""
        criteria = tuple(
            replace(criterion, weight=weights.get(criterion.name, criterion.weight))
            for criterion in self.criteria
        )
        return replace(self, criteria=criteria)

    def rebased(self) -> Profile:
        """The profile with whole points that add up to 100; shares move by less than a point."""
        exact = [100 * share for share in self.shares]
        points = [int(share) for share in exact]
        by_remainder = sorted(range(len(exact)), key=lambda i: points[i] - exact[i])
        for position in by_remainder[: round(sum(exact)) - sum(points)]:
            points[position] += 1
        names = [criterion.name for criterion in self.criteria]
        return self.with_weights(dict(zip(names, points, strict=True)))

    def with_criterion(self, criterion: Criterion, *, replaces: str | None = None) -> Profile:
        """The profile with one more criterion, or with one in the place of another."""
        if replaces is None:
            return replace(self, criteria=(*self.criteria, criterion))
        changed = tuple(criterion if c.name == replaces else c for c in self.criteria)
        return replace(self, criteria=changed)

    def without_criterion(self, name: str) -> Profile:
        """The profile without the criterion of that name."""
        return replace(self, criteria=tuple(c for c in self.criteria if c.name != name))


def _check_parts(criteria: Sequence[Criterion]) -> None:
    """Stages ask for fit, so a fit that asked for stages would go round in a circle."""
    for one in criteria:
        if one.part == "fit" and computed.is_timing(one.field):
            raise AbmError(
                f"'{one.name}' looks at what accounts do now, which is no fit.",
                "Use the part timing.",
            )


def _check_criteria(criteria: Sequence[Criterion]) -> None:
    twice = [name for name, n in Counter(c.name for c in criteria).items() if n > 1]
    if twice:
        raise AbmError(
            f"Two criteria are called '{twice[0]}'.", "Give every criterion a name of its own."
        )
    if len(criteria) > MAX_CRITERIA:
        raise AbmError(
            f"The profile has {len(criteria)} criteria.", f"Use at most {MAX_CRITERIA}."
        )


def _check_cutoffs(cutoffs: Triple) -> None:
    if not all(0 <= cutoff <= 100 for cutoff in cutoffs):
        raise AbmError(
            f"The cutoffs are {_listed(cutoffs)}.", "Use account scores between 0 and 100."
        )
    if list(cutoffs) != sorted(cutoffs, reverse=True):
        raise AbmError(
            f"The cutoffs are {_listed(cutoffs)}: a better tier asks for less.",
            "Let tier 1 ask for at least as much as tier 2, and tier 2 as tier 3.",
        )


def _check_gates(gates: Triple) -> None:
    if not all(0 <= gate <= 1 for gate in gates):
        raise AbmError(
            f"The completeness gates are {_listed(gates)}.", "Use shares between 0 and 1."
        )


def _listed(numbers: Sequence[float]) -> str:
    return " / ".join(f"{number:g}" for number in numbers)
