"""The accounts of many references at once: by the rules of identity, then by near names.

A near name is the last rule and the least sure one, so it decides only what nothing else says
anything about: a reference by a name, whose account is near enough and clearly nearer than any
other, and neither in another country nor at another web or mail domain. Whatever is less near is
given as ``Match.near``, to be shown and never picked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from abm_core.intake.match.alike import ACCEPTED
from abm_core.intake.match.identity import (
    Index,
    Match,
    Reference,
    as_decided,
    find,
    of_survivor,
    other_domain,
)
from abm_core.intake.match.near import Near, accepted
from abm_core.intake.parse.domains import for_matching
from abm_core.intake.parse.names import canonical_id, normalise_country

NEAR_NAME = "near name"
# A near name is never as sure as an equal one (0.8).
MOST_CONFIDENT = 0.79
# How near a name must be to be shown as a possible one, and how many are.
SHOWN, N_SHOWN = 0.6, 3
# From here a message mentions it by itself.
WORTH_SAYING = 0.8


def find_all(index: Index, said: Iterable[Reference]) -> dict[Reference, Match]:
    """The account of every distinct reference; for blank ones nothing."""
    found = {one: find_one(index, one) for one in dict.fromkeys(said) if not one.is_blank}
    return found | near_matches(index, [
        one for one, match in found.items()
        if not (match.account_id or match.candidates or one.account_id)
        and not is_decided(index, one)
    ])  # fmt: skip


def is_decided(index: Index, said: Reference) -> bool:
    """Whether a person said whom a reference means, or that it means nobody."""
    return any(as_decided(index, said, broad=broad) is not None for broad in (False, True))


def find_one(index: Index, said: Reference) -> Match:
    """The account without regard to near names; a cell with several ids names none."""
    if said.account_id and ";" in said.account_id:
        parts = {canonical_id(part) for part in said.account_id.split(";") if part.strip()}
        if len(parts) > 1:
            return Match()
        said = replace(said, account_id=parts.pop() if parts else None)
    return find(index, said)


def near_matches(
    index: Index, said: Iterable[Reference], *, at_least: float = ACCEPTED
) -> dict[Reference, Match]:
    """The account of a near name for every reference that has a name, or those to be shown."""
    named = [one for one in said if one.name]
    if not named or not index.accounts:
        return {}
    found = index.spelt.closest([str(one.name) for one in named], N_SHOWN, SHOWN)
    return {
        one: _decided(index, one, near, at_least)
        for one, near in zip(named, found, strict=True) if near
    }  # fmt: skip


def _decided(index: Index, said: Reference, near: list[Near], at_least: float) -> Match:
    near = _standing(index, near)
    best = accepted(near)
    if best is None or best.score < at_least or speaks_against(index, said, best.account_id):
        return Match(near=tuple(near))
    return of_survivor(index, Match(
        best.account_id, NEAR_NAME, round(MOST_CONFIDENT * best.score, 3),
        evidence=best.evidence, near=tuple(near),
    ))  # fmt: skip


def _standing(index: Index, near: list[Near]) -> list[Near]:
    """Near names without a second one of an account and those that became part of it."""
    best: dict[str, Near] = {}
    for one in near:
        best.setdefault(index.decided.survivor(one.account_id), one)
    return list(best.values())


def speaks_against(index: Index, said: Reference, account_id: str) -> bool:
    """Whether the country, the web domain or the mail domain is another one."""
    country, known = normalise_country(said.country), index.known_as[account_id][1]
    is_abroad = bool(country and known and country != known)
    domains = (for_matching(said.domain), for_matching(said.mail))
    return is_abroad or any(one and other_domain(index, account_id, one) for one in domains)


def near_text(index: Index, match: Match) -> str:
    """The nearest account of a reference that is not known, for the end of a sentence."""
    return f" (near: {index.label(match.near[0].account_id)})" if match.near else ""
