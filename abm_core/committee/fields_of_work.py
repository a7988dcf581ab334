"""The function of a role: which field of work its words name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from abm_core.committee import lexicon
from abm_core.committee.levels import C_LEVEL, DIRECTOR, MANAGER, VP, Level
from abm_core.committee.lexicon import Meaning
from abm_core.committee.title_text import BREAK, JOIN
from abm_core.committee.vocabulary.chiefs import CHIEF_OF, GENERAL, RUNS_ALL, SHORT_CHIEFS
from abm_core.committee.vocabulary.small_words import MODIFIERS, SMALL

SURE = ((3.0, 0.95), (2.0, 0.92), (1.5, 0.8), (0.9, 0.65), (0.0, 0.5))  # weight: confidence
DEFAULT_SURE = 0.6
SETTLES, PLAIN = 4.0, 2.0  # weights of ``vocabulary``
# "Semiconductor Products Group": a business, run by somebody who does more than products.
LINES = frozenset(["group", "segment", "division", "business", "businesses", "solutions", "brands"])
LINE_FUNCTIONS = frozenset(("product", "customer", "operations", "it"))


class Field(NamedTuple):
    """A function, the words that name it, and how sure that is, 0 to 1."""

    name: str
    evidence: str
    confidence: float


class Word(NamedTuple):
    """A word that may name a field, as corrected and as typed.

    ``part`` counts commas, over which no phrase goes; ``group`` also counts "and".
    """

    known: str
    typed: str
    part: int
    group: int


class Hit(NamedTuple):
    """A phrase of the title that names a field."""

    meaning: Meaning
    phrase: str
    group: int
    place: int

    @property
    def standing(self) -> float:
        """Weight against the words of another group, where one plain name is as good as another."""
        weight = self.meaning.weight
        return weight if weight >= SETTLES else min(weight, PLAIN)


def field_of(words: Sequence[str], level: Level | None) -> Field | None:
    """The function of a role; None where no word names one."""
    if level is not None and not level.helps:
        named = _by_level(level)
        if named is not None:
            return named
    hits = _hits(words)
    if level is not None and not level.helps and level.name in (C_LEVEL, VP):
        hits = [hit for hit in hits if not _is_line(hit.meaning, words)]
    if not hits:
        return None
    best = _decisive(hits)
    return Field(best.meaning.function, best.phrase, _confidence(hits, best))


def _by_level(level: Level) -> Field | None:
    """Levels that say the field too: a CFO is in finance, a president runs everything."""
    evidence = level.evidence
    if evidence in RUNS_ALL:
        return Field(GENERAL, evidence, 0.95)
    if evidence in SHORT_CHIEFS:
        return Field(SHORT_CHIEFS[evidence], evidence, 0.93)
    inner = evidence.split()[1:-1] if evidence.startswith("chief ") else []
    if not inner or level.name != C_LEVEL:
        return None
    inner = [lexicon.corrected(word) for word in inner if word != JOIN]
    hits = [hit for hit in _hits(inner) if " " in hit.phrase]
    if hits and hits[0].place == 0:
        return Field(hits[0].meaning.function, evidence, 0.95)
    if inner[0] in CHIEF_OF:
        return Field(CHIEF_OF[inner[0]], evidence, 0.95)
    single = lexicon.meaning(inner[0]) or lexicon.meaning(inner[-1])
    return Field(single.function, evidence, 0.93) if single else Field(GENERAL, evidence, 0.6)


def _hits(words: Sequence[str]) -> list[Hit]:
    """Phrases that name a field, longest first, with the group of joined words they stand in."""
    places: list[Word] = []
    part = group = 0
    for word in words:
        if word in (BREAK, JOIN):
            part, group = part + (word == BREAK), group + 1
        elif word not in SMALL:
            places.append(Word(lexicon.corrected(word), word, part, group))
    found, start = [], 0
    while start < len(places):
        size, hit = _longest(places, start)
        if hit:
            found.append(hit)
        start += size
    return found


def _is_line(said: Meaning, words: Sequence[str]) -> bool:
    """Whether a word names a business that somebody near the top runs, not a department."""
    of_business = words[-1] in LINES and said.function in LINE_FUNCTIONS
    vague = said.function == "customer" and said.weight <= 1
    return said.is_trade or vague or (of_business and said.weight <= PLAIN)


def _longest(places: list[Word], start: int) -> tuple[int, Hit | None]:
    longest = lexicon.LONGEST_PHRASE if places[start].known in lexicon.begins()[0] else 1
    for size in range(min(longest, len(places) - start), 0, -1):
        part = places[start : start + size]
        if part[0].part != part[-1].part:
            continue
        said = lexicon.meaning(" ".join(word.known for word in part))
        if said is not None:
            typed = " ".join(word.typed for word in part)
            return size, Hit(said, typed, part[0].group, start)
    return 1, None


def _decisive(hits: list[Hit]) -> Hit:
    """The heaviest phrase of the first group that names a field plainly; the last of equals.

    "Sales and Supply Chain" is sales first; "Customer Data Manager" manages data.
    """
    highest = max(hit.standing for hit in hits)
    group = next(hit.group for hit in hits if hit.standing == highest)
    among = [hit for hit in hits if hit.group == group]
    heaviest = max(hit.meaning.weight for hit in among)
    return [hit for hit in among if hit.meaning.weight == heaviest][-1]


def _confidence(hits: list[Hit], best: Hit) -> float:
    base = next(sure for weight, sure in SURE if best.meaning.weight >= weight)
    rivals = {hit.meaning.function for hit in hits
              if hit.meaning.weight > best.meaning.weight - 0.75} - {best.meaning.function}
    return round(base - 0.12 * bool(rivals), 2)


def by_default(words: Sequence[str], level: Level | None) -> Field:
    """A function where no word names one: from the ending of a trade, else from the level."""
    if level is not None and not level.helps and level.name in (C_LEVEL, VP, DIRECTOR):
        return Field(GENERAL, level.evidence, DEFAULT_SURE)
    if level is not None and not level.helps and level.name == MANAGER:
        alone = not set(words) - MODIFIERS - set(level.evidence.split())
        return Field(GENERAL if alone else "operations", level.evidence, 0.5)
    for word in reversed(words):
        ending = lexicon.by_ending(word)
        if ending:
            return Field(ending, word, 0.6)
    return Field("other", "", 0.3)
