"""A title as it is typed becomes words and breaks between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from abm_core.committee.vocabulary.short_forms import SHORT_FORMS
from abm_core.committee.vocabulary.small_words import SMALL

BREAK = ","  # between parts of a title: comma, slash, bracket, dash
JOIN = "&"  # between words that belong together: and, &, +
AND = frozenset({"and", "et", "y", "e", "und", "en", "i", "&", "+", "ed", "as well as"})
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss", "’": "'"})

# "(m/w/d)", "h/f" and the like say who may apply, not what the person is.
GENDERS = re.compile(
    r"[\(\[]?\b(?:m\s?/\s?w(?:\s?/\s?[dx])?|w\s?/\s?m(?:\s?/\s?[dx])?|m\s?/\s?f(?:\s?/\s?[dx])?|"
    r"f\s?/\s?m(?:\s?/\s?[dx])?|[hf]\s?/\s?[fh]|m\s?/\s?v(?:\s?/\s?x)?|all genders|gn)\b[\)\]]?"
)
# "Leiter/in", "Leiter:in", "Directeur/trice", "Jefe/a", "Diretor(a)": the form before it stays.
BOTH_FORMS = re.compile(
    r"(?<=[a-z]{3})\s?(?:[/:*_·.(-]\s?)(?:innen|in|trice|rice|euse|ice|ne|esse|ina|a|o|e|ra|essa)"
    r"\b\)?"
)
LETTER_DOTS = re.compile(r"\b(?:[a-z]\.){2,}(?=[\s,;:)/&-]|$)|\b(?:[a-z]\.)+[a-z]\b")
ELIDED = re.compile(r"\b([ldn]|dell|all|nell|sull|dall|qu)'")
OF_OTHERS = re.compile(r"'s?\b")
# Where somebody works says nothing about what he does there.
INITIALS = re.compile(r"([^()]*)\(([a-z]{2,6})\)")
EMPLOYER = re.compile(r"(?:\s@\s?| \bat\b | \bbei\b | \bchez\b | \bbij\b | \bpresso\b ).*$")
AMPERSANDS = (
    (re.compile(r"\br\s?(?:&|\+|n)\s?d\b"), "research development"),
    (re.compile(r"\bm\s?&\s?a\b"), "mergers"), (re.compile(r"\bf\s?p\s?&\s?a\b"), "fpa"),
    (re.compile(r"\bl\s?&\s?d\b"), "learning development"), (re.compile(r"\bp\s?&\s?l\b"), " "),
    (re.compile(r"\beh\s?&\s?s\b"), "ehs"), (re.compile(r"\bf\s?&\s?b\b"), "food"),
    (re.compile(r"\bt\s?&\s?d\b"), "training development"), (re.compile(r"\be-"), "e"),
    (re.compile(r"\bs\s?&\s?op\b"), "supply chain"), (re.compile(r"\bo\s?&\s?m\b"), "maintenance"),
    (re.compile(r"\bh\s?&\s?s\b"), "health safety"), (re.compile(r"\bd\s?&\s?i\b"), "diversity"),
    (re.compile(r"\bco-(?=[a-z])"), ""), (re.compile(r"\bc\+\+|\bc#|\.net\b"), "software"),
)  # fmt: skip
SIGNS = re.compile(r"\s[-–—]+\s|[–—]|[,;:/|()\[\]\\•·\n\t]|\s-(?=\w)|(?<=\w)-\s")
# After a former role, these begin a present one; a comma does not ("Former EVP, CFO").
FORMERLY = re.compile(r"\b(?:former|ex|retired|ehemalig\w*|ancien\w*)\b")
HARD_BREAKS = re.compile(r"[;|]")
PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")  # nothing but words
TOKENS = re.compile(r"[a-z0-9]+|[,&]")


def plain(text: str) -> str:
    """Lower case without accents.

    >>> plain("Geschäftsführer, Développement")
    'geschaftsfuhrer, developpement'
    """
    lower = text.casefold().translate(LETTERS)
    if lower.isascii():
        return lower
    parts = unicodedata.normalize("NFKD", lower)
    return "".join(each for each in parts if not unicodedata.combining(each))


def words(title: str) -> list[str]:
    """The words of a title in full, with ``BREAK`` and ``JOIN`` where the title has them.

    >>> words("Sr. Mgr., Mktg. & Sales (EMEA)")
    ['senior', 'manager', ',', 'marketing', '&', 'sales', ',', 'emea']
    >>> words("Leiter/in Einkauf (m/w/d)")
    ['leiter', 'einkauf']
    """
    text = plain(title)
    if not PLAIN.fullmatch(text):
        text = _simple(text)
    text = EMPLOYER.sub("", text)
    return _trimmed([full for each in TOKENS.findall(text) for full in _in_full(each)])


def _simple(text: str) -> str:
    """Text whose signs are undone: dots in letters, both genders, brackets, dashes, slashes."""
    for signs, pattern, full in STEPS:
        if any(sign in text for sign in signs):
            text = pattern.sub(full, text)
    if FORMERLY.search(text):
        text = HARD_BREAKS.sub(" , now ", text)
    return SIGNS.sub(f" {BREAK} ", text).replace("+", JOIN)


def _without_dots(found: re.Match[str]) -> str:
    return found[0].replace(".", "")


def _without_initials(found: re.Match[str]) -> str:
    """Initials repeat: "Continuous Miner Operator (CMO)" names no marketing officer."""
    said = TOKENS.findall(found[1])
    every = "".join(word[0] for word in said)
    large = "".join(word[0] for word in said if word not in AND | SMALL)
    repeats = len(large) > 1 and (every.endswith(found[2]) or large.endswith(found[2]))
    return found[1] if repeats else found[0]


def _in_full(word: str) -> list[str]:
    if word in AND:
        return [JOIN]
    return SHORT_FORMS.get(word, word).split()


def _trimmed(found: list[str]) -> list[str]:
    """Without breaks at the ends or twice in a row."""
    kept: list[str] = []
    for each in found:
        if each in (BREAK, JOIN) and (not kept or kept[-1] in (BREAK, JOIN)):
            if kept and each == BREAK:
                kept[-1] = BREAK
            continue
        kept.append(each)
    while kept and kept[-1] in (BREAK, JOIN):
        kept.pop()
    return kept


# What is undone, in this order, and the signs without which there is nothing to undo.
STEPS: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (".", LETTER_DOTS, _without_dots),
    ("/(", GENDERS, " "),
    ("/:*_·.(-", BOTH_FORMS, " "),
    ("(", INITIALS, _without_initials),
    ("'", ELIDED, r"\1 "),
    ("'", OF_OTHERS, " "),
    *(("&+-#.", pattern, full) for pattern, full in AMPERSANDS),
)
