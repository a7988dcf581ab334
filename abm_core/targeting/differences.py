"""What tells two profiles apart, in words: "Industry weight 20 → 30; tier 1 cutoff 70 → 66".

Complete: two profiles are equal exactly when there is nothing to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from abm_core import formats
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Bands, Categories, Ramp, Recency, Rule, YesNo
from abm_core.targeting.tiers import LEVELS

NO_DIFFERENCE = "The two profiles are the same."

Entry = TypeVar("Entry", bound=Hashable)
Writer = Callable[[float], str]


def words(old: Profile, new: Profile) -> list[str]:
    """One short phrase per difference, the criteria first; none when the profiles are equal."""
    return [
        *_renamed(old, new),
        *_criteria(old.criteria, new.criteria),
        *_by_tier("cutoff", old.cutoffs, new.cutoffs, number),
        *_by_tier("completeness gate", old.gates, new.gates, percent),
        *_by_tier("capacity", old.capacities, new.capacities, number),
        *_exclusions(old.exclusions, new.exclusions),
    ]


def sentence(old: Profile, new: Profile) -> str:
    """All differences in one line."""
    found = words(old, new)
    return f"{'; '.join(found)}." if found else NO_DIFFERENCE


def number(value: float) -> str:
    """A number as short as it can be without hiding a digit.

    >>> number(30.0), number(12.5), number(2000000), number(0.1 + 0.2)
    ('30', '12.5', '2,000,000', '0.30000000000000004')
    """
    short = f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return short if float(short.replace(",", "")) == value else repr(value)


def percent(share: float) -> str:
    """A share as a percentage that hides no digit.

    >>> percent(0.6), percent(0.605), percent(0.57)
    ('60 %', '60.5 %', '57 %')
    """
    short = f"{100 * share:.6g}"
    return f"{short} %" if float(short) / 100 == share else f"{number(share)} of 1"


def _renamed(old: Profile, new: Profile) -> list[str]:
    return [] if old.name == new.name else [f"name '{old.name}' → '{new.name}'"]


def _by_tier(what: str, old: Sequence[float], new: Sequence[float], write: Writer) -> list[str]:
    return [
        f"tier {level} {what} {write(was)} → {write(now)}"
        for level, was, now in zip(LEVELS, old, new, strict=True)
        if was != now
    ]


def _criteria(old: Sequence[Criterion], new: Sequence[Criterion]) -> list[str]:
    was, now = {c.name: c for c in old}, {c.name: c for c in new}
    called = _new_names(was, now)
    pairs = [(c, now[called[c.name]]) for c in old if c.name in called]
    added = [c for c in new if c.name not in called.values()]
    said = [
        *(f"criterion {c.name} removed (weight {number(c.weight)})"
          for c in old if c.name not in called),
        *(f"criterion {c.name} added (weight {number(c.weight)}, {_described(c)})" for c in added),
        *(text for before, after in pairs for text in _criterion(before, after)),
    ]  # fmt: skip
    kept = [c.name for c in new if c.name in called.values()]
    if kept != [after.name for _, after in pairs]:
        said.append(f"the criteria stand in another order: {formats.listed([c.name for c in new])}")
    elif added and [c.name for c in new] != [*kept, *(c.name for c in added)]:
        said.append(f"the criteria now stand as {formats.listed([c.name for c in new])}")
    return said


def _new_names(was: Mapping[str, Criterion], now: Mapping[str, Criterion]) -> dict[str, str]:
    """Old name to new name of the criteria that both have; one that looks at the same in the same
    way under a name that only one of them has was renamed.
    """
    called = {name: name for name in was if name in now}
    free = [c for c in now.values() if c.name not in was]
    for before in was.values():
        same = [c for c in free if (c.field, c.rule) == (before.field, before.rule)]
        if before.name not in called and same:
            called[before.name] = same[0].name
            free.remove(same[0])
    return called


def _described(criterion: Criterion) -> str:
    return f"{criterion.part}, {criterion.rule.kind} of {_field(criterion.field)}"


def _field(ref: str) -> str:
    return f"'{ref.removeprefix('extra.')}'"


def _criterion(old: Criterion, new: Criterion) -> list[str]:
    name = new.name
    said = [] if old.name == name else [f"criterion {old.name} is now called {name}"]
    if old.weight != new.weight:
        said.append(f"{name} weight {number(old.weight)} → {number(new.weight)}")
    if old.field != new.field:
        # In full: a field of accounts and a column of the file may differ by their prefix only.
        said.append(f"{name} looks at '{new.field}' instead of '{old.field}'")
    if old.part != new.part:
        said.append(f"{name} counts for {new.part} instead of {old.part}")
    if old.rule != new.rule:
        said += [f"{name}: {text}" for text in _rule(old.rule, new.rule)]
    return said


def _rule(old: Rule, new: Rule) -> list[str]:
    """What differs between two rules that are not equal: at least one phrase."""
    if old.kind != new.kind:
        return [f"kind {old.kind} → {new.kind} ({_held(new)})"]
    return _within(old, new) or ["the same entries in another order"]


def _held(rule: Rule) -> str:
    """What a rule gives points for, in a few words."""
    match rule:
        case Bands(steps):
            return ", ".join(f"from {number(low)}: {number(score)}" for low, score in steps)
        case Categories(scores, otherwise):
            said = [f"{value}: {number(score)}" for value, score in scores]
            return ", ".join([*said, f"others: {number(otherwise)}"])
        case AnyOf(values):
            return formats.listed(values) or "nothing"
        case Ramp(zero_at, full_at):
            return f"0 at {number(zero_at)}, full at {number(full_at)}"
        case YesNo(inverted):
            return f"{_answer(inverted)} counts"
        case Recency(days):
            return f"falls to 0 in {number(days)} days"


def _answer(inverted: bool) -> str:
    return "no" if inverted else "yes"


def _within(old: Rule, new: Rule) -> list[str]:
    """Phrases for two rules of one kind; none where they differ in the order only."""
    match old, new:
        case Bands(was), Bands(now):
            return _scores("band from ", _written(was), _written(now))
        case Categories(was_scores, was_other), Categories(now_scores, now_other):
            return [
                *_scores("", was_scores, now_scores),
                *_number("every other value", was_other, now_other),
            ]
        case AnyOf(was_values), AnyOf(now_values):
            return [
                *(f"'{value}' added" for value in _surplus(now_values, was_values)),
                *(f"'{value}' removed" for value in _surplus(was_values, now_values)),
            ]
        case Ramp(), Ramp():
            return [
                *_number("0 at", old.zero_at, new.zero_at),
                *_number("full at", old.full_at, new.full_at),
            ]
        case Recency(was_days), Recency(now_days):
            return _number("days", was_days, now_days)
        case _:
            return [f"{_held(old)} → {_held(new)}"]


def _written(steps: Iterable[tuple[float, float]]) -> list[tuple[str, float]]:
    return [(number(low), score) for low, score in steps]


def _number(what: str, old: float, new: float) -> list[str]:
    return [] if old == new else [f"{what} {number(old)} → {number(new)}"]


def _scores(
    what: str, old: Sequence[tuple[str, float]], new: Sequence[tuple[str, float]]
) -> list[str]:
    """Differences of a table of scores by value or lower end."""
    gone, come = _surplus(old, new), _surplus(new, old)
    was, now = dict(gone), dict(come)
    return [
        *(f"{what}{key} {number(was[key])} → {number(score)}" for key, score in come if key in was),
        *(f"{what}{key} added ({number(score)})" for key, score in come if key not in was),
        *(f"{what}{key} removed" for key, _ in gone if key not in now),
    ]


def _surplus(some: Iterable[Entry], others: Iterable[Entry]) -> list[Entry]:
    """Entries that one side has more often than the other, in order."""
    return list((Counter(some) - Counter(others)).elements())


def _exclusions(old: Sequence[Exclusion], new: Sequence[Exclusion]) -> list[str]:
    gone, come = _surplus(old, new), _surplus(new, old)
    said = []
    for now in come:
        same = next((e for e in gone if e.field == now.field and e.reason == now.reason), None)
        same = same or next((e for e in gone if (e.field, e.values) == (now.field, now.values)),
                            None)  # fmt: skip
        if same is None:
            said.append(f"exclusion {_exclusion(now)} added")
        else:
            gone.remove(same)
            said.append(f"exclusion {_exclusion(same)} → {_exclusion(now)}")
    said += [f"exclusion {_exclusion(was)} removed" for was in gone]
    if not said and tuple(old) != tuple(new):
        return ["the exclusions stand in another order"]
    return said


def _exclusion(exclusion: Exclusion) -> str:
    values = formats.listed([f"'{value}'" for value in exclusion.values])
    return f"\"{exclusion.reason}\" ({_field(exclusion.field)} is {values})"
