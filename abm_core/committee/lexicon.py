"""The vocabulary made ready to look up: phrases, stems, endings and typing errors."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from abm_core.committee.title_text import JOIN, plain
from abm_core.committee.vocabulary.business import BUSINESS
from abm_core.committee.vocabulary.languages import LANGUAGES
from abm_core.committee.vocabulary.levels import HELPERS, LEVELS, SERVES
from abm_core.committee.vocabulary.occupations import ENDINGS, OCCUPATIONS
from abm_core.committee.vocabulary.small_words import SMALL

LONGEST_PHRASE = 4
SHORTEST_TYPO = 8  # letters; shorter words have too many neighbours
ALIKE_LONG = 12  # letters from which two errors are forgiven
LINE_OF_BUSINESS = 2.0  # below: words of ``occupations`` that name what a company does
SWAPPED = (
    "vice chief manager officer director president owner sales finance legal product operations "
    "marketing engineer analyst security leiter inkoop einkauf vertrieb"
)
KNOWN_WORDS = 20_000  # distinct words remembered between titles


class Meaning(NamedTuple):
    """What a phrase says of the field of work; the heavier of two decides.

    ``is_trade``: it names a trade or a line of business ("aircraft"), not a part of a company.
    """

    function: str
    weight: float
    is_trade: bool = False


def phrases(text: str) -> list[str]:
    """The phrases of a vocabulary, in one spelling.

    >>> phrases("go to market, systèmes d information, data*")
    ['go market', 'systemes information', 'data*']
    """
    found = (each.split() for each in plain(text).split(","))
    return [" ".join(w for w in words if w not in SMALL and w != "and") for words in found if words]


@cache
def meanings() -> tuple[dict[str, Meaning], dict[str, Meaning]]:
    """Phrases and stems with their meaning; the heavier first, English before the others."""
    exact: dict[str, Meaning] = {}
    stems: dict[str, Meaning] = {}
    for vocabulary in (BUSINESS, OCCUPATIONS, LANGUAGES):
        for function, by_weight in vocabulary.items():
            for weight, text in by_weight.items():
                for phrase in phrases(text):
                    there = stems if phrase.endswith("*") else exact
                    is_line = weight < LINE_OF_BUSINESS or function == "operations"
                    is_trade = vocabulary is OCCUPATIONS and is_line
                    said = Meaning(function, weight, is_trade)
                    there.setdefault(phrase.removesuffix("*"), said)
    return exact, stems


@cache
def _stem_lengths() -> tuple[int, ...]:
    return tuple(sorted({len(stem) for stem in meanings()[1]}, reverse=True))


@lru_cache(maxsize=KNOWN_WORDS)
def meaning(phrase: str) -> Meaning | None:
    """What a phrase says by itself: as listed, or by the longest stem that it begins with."""
    exact, stems = meanings()
    if phrase in exact:
        return exact[phrase]
    size = len(phrase)
    for length in _stem_lengths():
        if length <= size and phrase[:length] in stems and " " not in phrase[length:]:
            return stems[phrase[:length]]
    singular = phrase.removesuffix("s")
    return exact.get(singular) if singular != phrase else None


@lru_cache(maxsize=KNOWN_WORDS)
def by_ending(word: str) -> str | None:
    """The field that the ending of an unknown word hints at."""
    if len(word) < 5:
        return None
    singular = word.removesuffix("s")
    return next((name for end, name in ENDINGS if singular.endswith(end)), None)


@cache
def levels() -> dict[str, str]:
    """Level of every phrase that names one; the small words are kept, as in "head of"."""
    found: dict[str, str] = {}
    for level, text in LEVELS.items():
        for phrase in (" ".join(each.split()) for each in text.split(",")):
            if phrase and not phrase.startswith("…"):
                found.setdefault(phrase, level)
    return found


@cache
def level_endings() -> tuple[tuple[str, str], ...]:
    """Ends of compounds that name a level, the longest first."""
    found = [
        (phrase.strip().removeprefix("…"), level)
        for level, text in LEVELS.items() for phrase in text.split(",")
        if phrase.strip().startswith("…")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: -len(each[0])))


@lru_cache(maxsize=KNOWN_WORDS)
def compound(word: str) -> str | None:
    """The level that the end of a compound names: German and Dutch write "Vertriebsleiter".

    >>> compound("vertriebsleiter"), compound("leiter")
    ('director', None)
    """
    return next((level for ending, level in level_endings()
                 if word.endswith(ending) and len(word) > len(ending) + 1), None)


@cache
def begins() -> tuple[frozenset[str], frozenset[str]]:
    """The first words of phrases that name a field, and of those that name a level."""
    exact, stems = meanings()
    several = ([*exact, *stems], [*levels()])
    field, level = (frozenset(one.split()[0] for one in many if " " in one) for many in several)
    return field, level


@cache
def _long_words() -> dict[str, tuple[str, ...]]:
    """Long words of the vocabulary by first letter, for typing errors."""
    exact, _ = meanings()
    found: dict[str, set[str]] = defaultdict(set)
    for phrase in [*exact, *levels(), "officer", "executive", "assistant", "associate"]:
        for word in phrase.split():
            if len(word) >= SHORTEST_TYPO:
                found[word[0]].add(word)
    return {letter: tuple(sorted(many)) for letter, many in found.items()}


@lru_cache(maxsize=KNOWN_WORDS)
def corrected(word: str) -> str:
    """A long word that is one or two typing errors from exactly one known word, as that word.

    >>> corrected("enginering"), corrected("vice"), corrected("presidnet")
    ('engineering', 'vice', 'president')
    """
    known = word in levels() or word in _serving() or meaning(word) is not None
    if known or _is_compound(word):
        return word
    if len(word) < SHORTEST_TYPO:
        return _short_words().get("".join(sorted(word)), word)
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed = 2 if len(word) >= ALIKE_LONG else 1
    near = process.extract(
        word, _long_words().get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed, limit=2
    )
    alone = len(near) == 1 or (len(near) > 1 and near[0][1] < near[1][1])
    return str(near[0][0]) if near and alone else word


@cache
def _short_words() -> dict[str, str]:
    """Short words that say much, by their letters: two of them may have changed places."""
    return {"".join(sorted(word)): word for word in SWAPPED.split()}


@cache
def _serving() -> frozenset[str]:
    return frozenset(f"{SERVES}, {HELPERS}".replace(",", " ").split())


def _is_compound(word: str) -> bool:
    return any(word.endswith(end) for end, _ in level_endings())


def joined(words: list[str]) -> list[str]:
    """Words without those that carry nothing for the field of work."""
    return [word for word in words if word not in SMALL and word != JOIN]
