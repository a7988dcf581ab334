"""The level of one role, from the words that name it and those that take it away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from abm_core.committee import lexicon
from abm_core.committee.vocabulary.levels import (
    HELPERS,
    NOT_A_TRADE,
    NOT_AFTER,
    NOT_BEFORE,
    ONLY_LAST,
    SERVES,
    SERVES_TO,
    TRADES_AFTER_HEAD,
)
from abm_core.committee.vocabulary.small_words import FINANCE_WORDS
from abm_core.schema.vocabularies import SENIORITIES

C_LEVEL, VP, DIRECTOR, MANAGER, OTHER = SENIORITIES
LAST_OF = frozenset(["of", "de", "des", "du", "di", "emeritus", "elect", "for"])
TRADE_ENDS = ("er", "or", "ist", "man", "ess", "hand", "clerk")
LOWER_COUNSEL = frozenset(["associate", "assistant", "deputy", "senior"])


class Level(NamedTuple):
    """A level, the words that name it, where they stand in the part, and how sure that is.

    ``helps``: the part names somebody who serves a person of another level.
    """

    name: str
    evidence: str
    start: int
    end: int
    confidence: float
    helps: bool = False


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(each.strip() for each in text.split(","))


def level_of(part: Sequence[str]) -> Level | None:
    """The level that a part of a title names; None when no word of it names one."""
    return _level_of(tuple(part))


@lru_cache(maxsize=lexicon.KNOWN_WORDS)
def _level_of(part: tuple[str, ...]) -> Level | None:
    fixed = [lexicon.corrected(word) for word in part]
    if fixed[:2] == ["office", "of"]:
        return Level(OTHER, "office of", 0, 2, 0.8, helps=True)
    reach = _reach(fixed)
    found = _chief(fixed[:reach]) or _best(fixed, reach)
    if found is None:
        return Level(OTHER, fixed[0], 0, 1, 0.9, helps=True) if reach < len(fixed) else None
    if fixed[-1] in _words(HELPERS) and found.end < len(fixed) and reach == len(fixed):
        return Level(OTHER, fixed[-1], len(fixed) - 1, len(fixed), 0.9, helps=True)
    typed = list(part[found.start : found.end])
    right = typed == fixed[found.start : found.end]
    return found if right else found._replace(
        evidence=" ".join(typed), confidence=found.confidence - 0.1
    )


def _reach(part: list[str]) -> int:
    """How many words speak of the bearer: "assistant to the CFO" ends before "to"."""
    for place in range(1, len(part)):
        if part[place] in _words(SERVES_TO) and _serves(part, place):
            return place
    return len(part)


def _serves(part: list[str], place: int) -> bool:
    serving = any(word in _words(SERVES) for word in part[max(0, place - 2) : place])
    if part[place] == "to":
        return serving or part[place + 1 : place + 2] == ["the"]
    return part[place - 1] in _words(SERVES)


def _chief(part: list[str]) -> Level | None:
    """A "Chief … Officer", and the heads of trades and services that are called chief."""
    if "chief" not in part:
        return None
    start = part.index("chief")
    if "officer" in part[start:]:
        end = part.index("officer", start) + 1
        return Level(C_LEVEL, " ".join(part[start:end]), start, end, 0.98)
    after = part[start + 1 : start + 2]
    if after == ["executive"]:
        return Level(C_LEVEL, "chief executive", start, start + 2, 0.98)
    if after == ["of"] and "staff" in part[start:]:
        return Level(DIRECTOR, "chief of staff", start, start + 3, 0.75)
    if after and after[0] in _words(NOT_BEFORE["chief"]):
        return None
    if start and not after:  # "police chief", "crew chief"
        small = part[start - 1] in {"crew", "section", "shift", "station", "battalion", "line"}
        return Level(MANAGER if small else DIRECTOR, "chief", start, start + 1, 0.7)
    said = lexicon.meaning(after[0]) if after else None
    top = said is not None and said.weight >= 2 and len(part) <= start + 3
    is_person = bool(after) and after[0].endswith(("er", "or", "ist", "ant", "ect", "ian"))
    return Level(C_LEVEL if top and not is_person else DIRECTOR, "chief", start, start + 1, 0.65)


def _best(part: list[str], reach: int) -> Level | None:
    """The highest level among the phrases of the bearer's own words."""
    found: list[Level] = []
    start = 0
    while start < reach:
        hit = _phrase_at(part, start, reach)
        if hit is None:
            start += 1
            continue
        if _holds(part, hit):
            found.append(_adjusted(part, hit))
        start = hit.end
    found += _controller(part[:reach])
    return min(found, key=lambda each: (SENIORITIES.index(each.name), each.start), default=None)


def _phrase_at(part: list[str], start: int, reach: int) -> Level | None:
    known = lexicon.levels()
    word = part[start]
    longest = lexicon.LONGEST_PHRASE if word in lexicon.begins()[1] else 1
    for size in range(min(longest, reach - start), 0, -1):
        phrase = " ".join(part[start : start + size])
        if phrase in known:
            return Level(known[phrase], phrase, start, start + size, 0.95)
    level = lexicon.compound(word)
    return Level(level, word, start, start + 1, 0.85) if level else None


def _holds(part: list[str], hit: Level) -> bool:
    """Whether the word means the level here: a product owner owns no company."""
    before = part[hit.start - 1] if hit.start else ""
    after = part[hit.end] if hit.end < len(part) else ""
    key = hit.evidence
    if key in _words(ONLY_LAST) and after and after not in LAST_OF:
        return False
    if after == "office" and hit.name == C_LEVEL:
        return False
    if before in _words(NOT_AFTER.get(key, "")) - {""}:
        return False
    if after in _words(NOT_BEFORE.get(key, "")) - {""}:
        return False
    return not (after in _words(HELPERS) and hit.end == len(part) - 1)


def _adjusted(part: list[str], hit: Level) -> Level:
    """Levels that depend on their neighbours: "head cook", "associate general counsel"."""
    before = part[hit.start - 1] if hit.start else ""
    after = part[hit.end] if hit.end < len(part) else ""
    if hit.evidence == "head" and _is_trade(after):
        return hit._replace(name=MANAGER, evidence=f"head {after}", confidence=0.8)
    if hit.evidence == "head" and after and after != "of" and hit.start:
        return hit._replace(confidence=0.7)
    if hit.evidence == "general counsel" and before in LOWER_COUNSEL - {"senior"}:
        return hit._replace(name=DIRECTOR, confidence=0.75)
    unsure = {"principal", "lead", "leader", "management", "commissioner", "direction"}
    return hit._replace(confidence=0.7) if hit.evidence in unsure else hit


def _is_trade(word: str) -> bool:
    like_one = word.endswith(TRADE_ENDS) and word not in _words(NOT_A_TRADE)
    return like_one or word in _words(TRADES_AFTER_HEAD)


def _controller(part: list[str]) -> list[Level]:
    """A controller of finances is a director; one of production, traffic or documents is not."""
    if "controller" not in part:
        return []
    place = part.index("controller")
    before = part[place - 1] if place else ""
    if before and before not in FINANCE_WORDS:
        return []
    return [Level(DIRECTOR, "controller", place, place + 1, 0.7)]
