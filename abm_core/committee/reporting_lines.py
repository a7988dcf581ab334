"""Who reports to whom at an account, as an outline from the top down."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from abm_core.committee.people import Committee, Person

LEAST = 0.6  # share of contacts with a known superior from which an outline says something


class Line(NamedTuple):
    """A person, ``depth`` steps below the top."""

    depth: int
    person: Person


def known_share(committee: Committee) -> float:
    """Share of the people here who have a superior in the data, or are one."""
    people = committee.here
    if not people:
        return 0.0
    bosses = {one.reports_to_id for one in people}
    placed = [one for one in people if one.reports_to_id or one.contact_id in bosses]
    return len(placed) / len(people)


def outline(committee: Committee) -> tuple[Line, ...]:
    """Everybody below their superior; nothing where too few lines are known.

    Whoever reports to nobody here stands at the top, and so does one person of a circle.
    """
    if known_share(committee) < LEAST:
        return ()
    here = {one.contact_id: one for one in committee.here}
    below: defaultdict[str, list[Person]] = defaultdict(list)
    for one in here.values():
        below[one.reports_to_id if one.reports_to_id in here else ""].append(one)
    found: list[Line] = []
    seen: set[str] = set()
    for top in (*below[""], *here.values()):  # the second part reaches circles only
        _descend(top, below, found, seen)
    return tuple(found)


def _descend(
    top: Person, below: dict[str, list[Person]], found: list[Line], seen: set[str]
) -> None:
    waiting = [Line(0, top)]
    while waiting:
        line = waiting.pop()
        if line.person.contact_id in seen:
            continue
        seen.add(line.person.contact_id)
        found.append(line)
        under = below.get(line.person.contact_id, ())
        waiting += [Line(line.depth + 1, one) for one in reversed(under)]
