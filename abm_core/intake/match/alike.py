"""How alike two names of companies are, and by which words.

Words that agree count by how much they tell: "Siemens" much, "Group" little. What speaks against
one company (another number, a word of a trade or a place on one side, a letter changed in a short
word) holds the likeness below ``ACCEPTED`` however much agrees: such a pair is shown, not picked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from abm_core.intake.match.name_words import FILLERS, KNOWN, NEAR_SHORT, STRUCTURE, weight

# From here a name is near enough to be the same company, if no other is nearly as near.
ACCEPTED = 0.90
# The most that a pair can reach with a doubt of that kind.
OTHER_NUMBER, TWO_SIDED, SPELLING, ONE_SIDED = 0.5, 0.75, 0.87, 0.86
REORDERED, RESPACED, SHORT_STRUCTURE, CUT_OFF = 0.97, 0.98, 0.93, 0.92
SPELT = 0.95
LONG_FORMS = ("corporation", "incorporated", "company", "limited", "aktiengesellschaft")
UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


class Pair(NamedTuple):
    """Two words taken for one; ``is_safe`` where the difference is no sign of another word."""

    one: str
    other: str
    sim: float
    is_safe: bool
    is_slip: bool = False


class Likeness(NamedTuple):
    """How alike two names are, 0 to 1, and the words that agree or differ, as a sentence."""

    score: float
    evidence: str


class Alignment(NamedTuple):
    """Words of two names: the same on both sides, taken for one, and left over."""

    same: list[str]
    pairs: list[Pair]
    left: list[str]
    right: list[str]


Weigh = Callable[[str], float]


@lru_cache(maxsize=200_000)
def near_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name as near names are compared: short forms written out.

    >>> near_words(("acme", "technologies")), near_words(("acme", "corporatoin"))
    (('acme', 'technology'), ('acme',))
    """
    kept = words[:-1] if len(words) > 1 and _is_form_gone_wrong(words[-1]) else words
    return tuple(NEAR_SHORT.get(word, word) for word in kept)


def _is_form_gone_wrong(word: str) -> bool:
    """Whether a last word is a long legal form, misspelt or cut off."""
    return len(word) > 4 and any(
        form.startswith(word) or OSA.distance(word, form, score_cutoff=1) < 2
        for form in LONG_FORMS
    )


def likeness(
    one: tuple[str, ...], other: tuple[str, ...], weigh: Weigh = weight,
    is_word: Container[str] = (),
) -> Likeness:  # fmt: skip
    """Compare the words of two names; ``is_word`` holds words that are no misspellings."""
    if one == other:
        return Likeness(1.0, "the same words")
    found = _align(one, other, is_word)
    agree = sum(map(weigh, found.same)) + sum(
        pair.sim * (weigh(pair.one) + weigh(pair.other)) / 2 for pair in found.pairs
    )
    total = agree + sum(map(weigh, found.left + found.right)) / 2 + sum(
        (1 - pair.sim) * (weigh(pair.one) + weigh(pair.other)) / 2 for pair in found.pairs
    )
    score = agree / total if total else 0.0
    score = _judged(score, found, one, other)
    return Likeness(round(score, 3), _evidence(found))


# --- Which word stands for which ----------------------------------------------------------------


def _align(one: tuple[str, ...], other: tuple[str, ...], is_word: Container[str]) -> Alignment:
    shared = Counter(one) & Counter(other)
    same = [word for word in dict.fromkeys(one) for _ in range(shared[word])]
    left, right = _without(one, shared), _without(other, shared)
    pairs = _joined(left, right) + _joined(right, left) + _respelt(left, right, is_word)
    return Alignment(same, pairs, left, right)


def _without(words: tuple[str, ...], taken: Counter[str]) -> list[str]:
    rest = Counter(taken)
    left = []
    for word in words:
        if rest[word]:
            rest[word] -= 1
        else:
            left.append(word)
    return left


def _joined(apart: list[str], whole: list[str]) -> list[Pair]:
    """Two words of one name that are one word of the other: "air lines" and "airlines"."""
    pairs = []
    for place in range(len(apart) - 2, -1, -1):
        two = "".join(apart[place:place + 2])
        if two in whole:
            whole.remove(two)
            del apart[place:place + 2]
            pairs.append(Pair(two, two, 0.99, True))
    return pairs


def _respelt(left: list[str], right: list[str], is_word: Container[str]) -> list[Pair]:
    found = sorted(
        (pair for x in left for y in right if (pair := _pair(x, y, is_word))),
        key=lambda pair: -pair.sim,
    )
    taken = []
    for pair in found:
        if pair.one in left and pair.other in right:
            left.remove(pair.one)
            right.remove(pair.other)
            taken.append(pair)
    return taken


def _pair(one: str, other: str, is_word: Container[str]) -> Pair | None:
    """Two words taken for one, if they may be: a slip of the pen, or one cut short."""
    if one[:1] != other[:1] and min(len(one), len(other)) < 6:
        return None
    if any(c.isdigit() for c in one + other):
        return None
    if _plain(one) == _plain(other):
        return Pair(one, other, 0.98, True)
    short, long = sorted((one, other), key=len)
    if one in KNOWN and other in KNOWN:
        return None
    x, y = _same_number(one, other)
    slips = OSA.distance(x, y, score_cutoff=2)
    if slips <= (2 if len(long) > 5 else 1) and len(short) > 2:
        is_slip = one not in is_word and _is_small_slip(x, y, slips)
        is_safe = is_slip and _is_sure_slip(x, y, slips)
        sim = SPELT - 0.03 * (slips - 1) if is_slip else 1 - slips / len(long)
        return Pair(one, other, sim, is_safe, is_slip)
    if long.startswith(short):
        return Pair(one, other, 0.85 if len(short) > 2 else 0.6, False)
    return None


def _same_number(one: str, other: str) -> tuple[str, str]:
    """A misspelt plural beside the plural: words of the lists are kept as singulars."""
    if one.endswith("s") and other in KNOWN and not other.endswith("s"):
        return one, _plural(other)
    if other.endswith("s") and one in KNOWN and not one.endswith("s"):
        return _plural(one), other
    return one, other


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _plain(word: str) -> str:
    for two, single in UMLAUTS:
        word = word.replace(two, single)
    return word


def _is_small_slip(one: str, other: str, slips: int) -> bool:
    """Whether a difference can be a slip of the pen, if the rest of the name vouches for it."""
    length = max(len(one), len(other))
    if one[:1] != other[:1] or min(len(one), len(other)) < 4:
        return False
    return length > 11 if slips > 1 else length > 5 or not _is_other_letter(one, other)


def _is_sure_slip(one: str, other: str, slips: int) -> bool:
    """Whether a difference is a slip of the pen, and no other word, by itself.

    Names differ from other names in a letter more often than in a doubled or a missing one.
    """
    length = max(len(one), len(other))
    if slips > 1:
        return False
    if length < 8:
        # "Loews" and "Lowe's" are two companies.
        return length > (6 if len(one) == len(other) else 4) and _is_swap_or_double(one, other)
    return length > 9 or not _is_other_letter(one, other)


def _is_other_letter(one: str, other: str) -> bool:
    return len(one) == len(other) and sorted(one) != sorted(other)


def _is_swap_or_double(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sorted(one) == sorted(other)
    short, long = sorted((one, other), key=len)
    return any(long[n] == long[n + 1] and long[:n] + long[n + 1:] == short
               for n in range(len(long) - 1))  # fmt: skip


# --- What speaks against one company ------------------------------------------------------------


def _judged(
    score: float, found: Alignment, one: tuple[str, ...], other: tuple[str, ...]
) -> float:
    """The likeness, held below ``ACCEPTED`` by what speaks against one company."""
    left = [word for word in found.left if word not in FILLERS]
    right = [word for word in found.right if word not in FILLERS]
    proper = [word for word in found.same if word not in KNOWN and len(word) > 1]
    if any(map(_is_number, left + right)):
        return min(score, OTHER_NUMBER)
    unsafe = [
        pair for pair in found.pairs if not pair.is_safe and not _vouches(proper, pair)
    ]
    if unsafe and not (left or right) and _is_cut_off(found, unsafe, one, other, proper):
        return max(score, CUT_OFF)
    if unsafe:
        score = min(score, SPELLING)
    if left and right:
        return min(score, TWO_SIDED)
    if left or right:
        return _one_sided(score, left or right, found, proper, bool(unsafe))
    if not proper and not found.pairs and _in_order(one) != _in_order(other):
        return min(score, ONE_SIDED)
    return min(score, REORDERED)


def _vouches(proper: list[str], pair: Pair) -> bool:
    """Whether a name proper that agrees makes a slip in another word likely."""
    return any(len(word) > 3 for word in proper) and pair.is_slip


def _in_order(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word not in FILLERS]


def _one_sided(
    score: float, extra: list[str], found: Alignment, proper: list[str], has_doubt: bool
) -> float:
    """A name with words more than the other: only words that say nothing may be left out."""
    if _only_initials(extra, proper) and not has_doubt:
        return max(score, CUT_OFF)
    says_nothing = len(extra) < 3 and all(word in STRUCTURE for word in extra)
    joined = [pair.one for pair in found.pairs if pair.one == pair.other]
    has_core = any(len(word) > 2 for word in proper + joined) or len(found.same) > 1
    if says_nothing and has_core and not has_doubt:
        return min(max(score, SHORT_STRUCTURE - 0.01), SHORT_STRUCTURE)
    return min(score, ONE_SIDED)


def _only_initials(extra: list[str], proper: list[str]) -> bool:
    """Whether only a middle initial is missing from a name of a person."""
    return len(proper) > 1 and len(extra) == 1 and len(extra[0]) == 1


def _is_number(word: str) -> bool:
    return any(c.isdigit() for c in word) or word in ("ii", "iii", "iv", "vi", "vii", "viii")


def _is_cut_off(
    found: Alignment, unsafe: list[Pair], one: tuple[str, ...], other: tuple[str, ...],
    proper: list[str],
) -> bool:  # fmt: skip
    """Whether one name is the other cut off in its last word, with a name proper before."""
    if len(unsafe) > 1 or not (proper or len(found.same) > 1) or len(one) != len(other):
        return False
    last, whole = sorted((one[-1], other[-1]), key=len)
    return one[:-1] == other[:-1] and len(last) > 2 and whole.startswith(last)


# --- In words -----------------------------------------------------------------------------------


def _evidence(found: Alignment) -> str:
    parts = []
    if found.same:
        parts.append(f"same: {' '.join(found.same)}")
    if found.pairs:
        spelt = ", ".join(f"{pair.one} ~ {pair.other}" for pair in found.pairs)
        parts.append(f"alike: {spelt}")
    if found.left:
        parts.append(f"only in the file: {' '.join(found.left)}")
    if found.right:
        parts.append(f"only in the store: {' '.join(found.right)}")
    return "; ".join(parts)
