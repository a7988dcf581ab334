"""Names of companies near a given one, among many: for matching, and for finding duplicates.

A search in two steps: names that share rare groups of letters are candidates (``letter_groups``),
and the few best of them are compared word by word (``alike``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from math import log
from typing import NamedTuple

from abm_core.intake.match import name_words
from abm_core.intake.match.alike import (
    ACCEPTED,
    ONE_SIDED,
    RESPACED,
    SPELLING,
    likeness,
    near_words,
)
from abm_core.intake.match.letter_groups import Search
from abm_core.intake.parse.legal_forms import MAYBE_BEFORE
from abm_core.intake.parse.names import (
    CONNECTORS,
    LONGEST,
    company_words,
    fold_words,
    without_notes,
)

# How much nearer than the next one a name must be to be accepted.
MARGIN = 0.04
# A name known only by a second form of it ("formerly", in brackets) is a little less near.
BY_ALIAS, BY_INITIALS = 0.95, 0.7
ALIAS = re.compile(
    r"\b(?:d/?b/?a|t/a|trading as|doing business as|a\.?k\.?a\.?|also known as|f/?k/?a|formerly"
    r"|formerly known as|previously|n/k/a|now)\b[\s:]+(.+)$",
    re.IGNORECASE,
)
SHARES = re.compile(r"[(\[,\s]\s*class\s+[a-c]\b(?:\s+shares)?[)\]]?\s*$", re.IGNORECASE)
SITE = re.compile(r"(?<=\w)\.(?:com|net|org|io)\b", re.IGNORECASE)
INITIALS = re.compile(r"\s*\w\b[.\s]")
BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
# Words that a name without spaces leaves out.
UNHEARD = CONNECTORS | {"of", "the"}
Words = tuple[str, ...]


class Near(NamedTuple):
    """An account whose name is near: how near, 0 to 1, and by which words."""

    account_id: str
    score: float
    evidence: str


class Twins(NamedTuple):
    """Two accounts of one store with near names."""

    one: str
    other: str
    score: float
    evidence: str


class Form(NamedTuple):
    """One way to read a name: its words, all its letters, and how near it can be at most."""

    words: Words
    letters: str
    most: float


def accepted(found: Sequence[Near]) -> Near | None:
    """The one account that is near enough and clearly nearer than any other, if there is one.

    >>> accepted([Near("1", 0.95, ""), Near("2", 0.80, "")]).account_id
    '1'
    >>> accepted([Near("1", 0.95, ""), Near("2", 0.93, "")]) is None
    True
    """
    if not found or found[0].score < ACCEPTED:
        return None
    is_clear = len(found) == 1 or found[1].score <= found[0].score - MARGIN
    return found[0] if is_clear else None


@lru_cache(maxsize=200_000)
def forms(name: str) -> tuple[Form, ...]:
    """The ways to read a name: as it stands, without its brackets, by its other name.

    >>> [" ".join(form.words) for form in forms("Meta Platforms (formerly Facebook)")]
    ['meta platforms', 'facebook']
    """
    name = name[:LONGEST]
    bare = SITE.sub(" com", SHARES.sub(" ", without_notes(name)))
    found: dict[Words, Form] = {}
    whole = _add(found, bare, 1.0)
    if whole and _may_be_form(bare, whole):
        _add(found, " ".join(whole[1:]), BY_ALIAS)
    inner = BRACKETS.search(bare)
    if inner:
        outer = _add(found, BRACKETS.sub(" ", bare), ONE_SIDED if _tells(inner[1]) else BY_ALIAS)
        if _is_short_for(company_words(inner[1]), outer):
            _add(found, inner[1], BY_ALIAS)
    other = ALIAS.search(name)
    if other and whole:
        _add(found, name[: other.start()].strip(" ,;(["), BY_ALIAS)
        _add(found, other[1].strip(" )]"), BY_ALIAS)
    return tuple(found.values())


def _add(found: dict[Words, Form], text: str, most: float) -> Words:
    """Read a text as a name, unless it has been read so before."""
    plain = tuple(company_words(text))
    words = near_words(plain)
    if words:
        letters = "".join(word for word in plain if word not in UNHEARD)
        found.setdefault(words, Form(words, letters or "".join(plain), most))
    return words


def _may_be_form(name: str, words: Words) -> bool:
    """Whether a name begins with a legal form, as "AS Tallink" does and "A. S. Watson" does not."""
    return (
        words[0] in MAYBE_BEFORE
        and not INITIALS.match(name)
        and any(word not in name_words.KNOWN for word in words[1:])
    )


def _is_short_for(short: Sequence[str], whole: Words) -> bool:
    """Whether a note in brackets is the name again: its initials, or a part and its own word."""
    initials = "".join(word[0] for word in whole if word not in name_words.FILLERS)
    proper = {word for word in whole if word not in name_words.KNOWN}
    return (len(initials) > 2 and "".join(short) == initials) or bool(proper & set(short))


def _tells(note: str) -> bool:
    """Whether a note in brackets can tell one company from another: a place or a number."""
    return any(
        word in name_words.PLACES or any(c.isdigit() for c in word) for word in fold_words(note)
    )


class Names:
    """The names of accounts, to find near ones among; made once for many look-ups."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take account ids with their names."""
        self._owners: dict[Words, list[tuple[str, float]]] = {}
        self._letters: dict[str, list[Words]] = {}
        for account_id, name in names:
            for form in forms(name):
                if form.words not in self._owners:
                    self._letters.setdefault(form.letters, []).append(form.words)
                self._owners.setdefault(form.words, []).append((account_id, form.most))
        self._keys = list(self._owners)
        self._by_initials = _initials_of(self._keys)
        self._n_with = Counter(word for words in self._keys for word in set(words))
        self._search = Search(self._keys) if self._keys else None

    def closest(
        self, names: Sequence[str], limit: int = 3, at_least: float = 0.6
    ) -> list[list[Near]]:
        """For every name the accounts with the nearest names, nearest first."""
        asked = {form.words: form.letters for name in names for form in forms(name)}
        found = dict(zip(asked, self._near(asked, self._n_with), strict=True))
        return [self._merged(forms(name), found, limit, at_least) for name in names]

    def twins(self, at_least: float = ACCEPTED) -> Iterator[Twins]:
        """Pairs of these accounts with near names, each pair once; equal names are near too."""
        repeated = {word for word, n in self._n_with.items() if n > 1}
        seen: set[tuple[str, str]] = set()
        keys = {words: letters for letters, same in self._letters.items() for words in same}
        for words, near in zip(keys, self._near(keys, repeated), strict=True):
            for found, score, evidence in [(words, 1.0, "the same words"), *near]:
                for one, most in self._owners[words]:
                    for other, too in self._owners[found]:
                        pair = (min(one, other), max(one, other))
                        best = min(score, most, too)
                        if one != other and best >= at_least and pair not in seen:
                            seen.add(pair)
                            yield Twins(*pair, best, evidence)

    def weigh(self, word: str) -> float:
        """How much a word tells here: less where many names have it."""
        own = name_words.weight(word)
        n = self._n_with.get(word, 0)
        return own * (1 - 0.5 * log(n) / log(len(self._keys) + 1)) if n > 1 else own

    def _near(
        self, asked: Mapping[Words, str], is_word: Container[str]
    ) -> Iterator[list[tuple[Words, float, str]]]:
        """For every name, given with its letters, the names that are near."""
        weigh = lru_cache(maxsize=None)(self.weigh)
        places = self._search.candidates(list(asked)) if self._search else repeat([])
        for (words, letters), found in zip(asked.items(), places, strict=False):
            near = [
                (self._keys[place], *likeness(words, self._keys[place], weigh, is_word))
                for place in found
            ]
            score = RESPACED if len(letters) > 2 else SPELLING
            near += [
                (key, score, "the same but for spaces") for key in self._letters.get(letters, ())
                if key != words
            ]
            near += [
                (key, BY_INITIALS, f"initials: {words[0]} ~ {' '.join(key)}")
                for key in self._by_initials.get(words[0], ()) if len(words) == 1
            ]
            yield near

    def _merged(
        self,
        asked: Sequence[Form],
        found: dict[Words, list[tuple[Words, float, str]]],
        limit: int,
        at_least: float,
    ) -> list[Near]:
        best: dict[str, Near] = {}
        for form in asked:
            for key, score, evidence in found[form.words]:
                for account_id, most in self._owners[key]:
                    near = Near(account_id, min(score, most, form.most), evidence)
                    if near.score >= at_least and (
                        account_id not in best or best[account_id].score < near.score
                    ):
                        best[account_id] = near
        return sorted(best.values(), key=lambda near: (-near.score, near.account_id))[:limit]


def _initials_of(keys: Iterable[Words]) -> dict[str, list[Words]]:
    found: dict[str, list[Words]] = {}
    for words in keys:
        telling = [word for word in words if word not in name_words.FILLERS]
        if 2 < len(telling) < 7:
            found.setdefault("".join(word[0] for word in telling), []).append(words)
    return found
