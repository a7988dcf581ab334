"""A title may hold several roles: where one ends and the next begins, and who still has which."""

from __future__ import annotations

from typing import NamedTuple

from abm_core.committee.levels import Level, level_of
from abm_core.committee.title_text import BREAK, JOIN
from abm_core.committee.vocabulary.small_words import FORMER, NOW, PLAIN_ROLES


class Role(NamedTuple):
    """One role of a title: its words and its level, if a word names one."""

    words: tuple[str, ...]
    level: Level | None
    is_former: bool


def roles(words: list[str]) -> list[Role]:
    """The roles of a title, in its order.

    A part without a level of its own belongs to the part before it ("VP Sales & Marketing"), or
    at the beginning to the part after it ("Sales and Marketing Director"). What follows a former
    role is former too ("Former EVP and CFO"), until a word says now.
    """
    found: list[Role] = []
    waiting: list[str] = []
    former = False
    for part in _parts(words):
        if any(word in FORMER for word in part):
            former = True
        elif any(word in NOW for word in part):
            former = False
        level = level_of(part)
        if level is None and (part[0] in NOW or (found and part[-1] in PLAIN_ROLES)):
            found.append(Role((*waiting, *part), None, former))
            waiting = []
        elif level is None and found:
            found[-1] = found[-1]._replace(words=(*found[-1].words, BREAK, *part))
        elif level is None:
            waiting += [*part, BREAK]
        else:
            found.append(Role((*waiting, *part), level, former))
            waiting = []
    if waiting:
        found.append(Role(tuple(waiting[:-1]), None, former))
    return _ended_former(found, words)


def _ended_former(found: list[Role], words: list[str]) -> list[Role]:
    """A title that ends in "(former)" or "(retired)" is former as a whole."""
    if len(words) > 1 and words[-2] == BREAK and words[-1] in FORMER:
        return [role._replace(is_former=True) for role in found]
    return found


def _parts(words: list[str]) -> list[list[str]]:
    """Pieces between breaks and joins; "Chief Legal and Compliance Officer" stays whole."""
    parts: list[list[str]] = [[]]
    for place, word in enumerate(words):
        if word == BREAK or (word == JOIN and not _inside_chief(words, place)):
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def _inside_chief(words: list[str], place: int) -> bool:
    before, after = words[max(place - 4, 0) : place], words[place + 1 : place + 5]
    if "chief" not in before or "officer" in before or "officer" not in after:
        return False
    return not {"chief", BREAK} & set(after[: after.index("officer")])
