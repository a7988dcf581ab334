"""Company names and ids reduced to what is compared."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from abm_core.intake.parse import countries
from abm_core.intake.parse.legal_forms import AFTER, BEFORE, IN_SMALL_LETTERS, NATIVE, PHRASES

CONNECTORS = frozenset({"and", "et", "y", "und"})
# Words that are written short as often as in full, and mean nothing else.
_SHORT = """
intl=international internatl=international mfg=manufacturing bros=brothers assoc=associates
assocs=associates assn=association grp=group univ=university natl=national hldgs=holdings
hldg=holding svcs=services svc=service mgmt=management dept=department govt=government
ctr=center centre=center
"""
SHORT = dict(pair.split("=") for pair in _SHORT.split())
DROPPED = re.compile(r"['’`´.™®©]")
DIVIDERS = re.compile(r"[\W_]+")
# Notes that say nothing about which company it is: former names, places of trade, and the states
# that filings add ("/DE/").
NOTES = re.compile(
    r"[(\[]\s*(?:(?:nyse|nasdaq|lse|tsx|asx|otc\w*)\b[^)\]]*|publ"
    r"|(?:formerly|fka|f/k/a|previously|ex)\b[^)\]]*|the)\s*[)\]]"
    r"|\s/(?:[A-Z]{2,3}|new)/?\s*$"
    r"|[,;\s](?:formerly|f/k/a|fka|previously known as)\b.*$",
    re.IGNORECASE,
)
# Longer texts are no names; looking for notes in them could take long.
LONGEST = 200
SALESFORCE_ID = re.compile(r"[A-Za-z0-9]{18}")
CHECK_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def canonical_id(text: str) -> str:
    """An id as it is compared: without space, and a Salesforce id in its 15 characters.

    >>> canonical_id(" 0015500000Xyy06AAB "), canonical_id("007")
    ('0015500000Xyy06', '007')
    """
    stripped = text.strip()
    if len(stripped) != 18:
        return stripped
    if SALESFORCE_ID.fullmatch(stripped) and _check(stripped[:15]) == stripped[15:].upper():
        return stripped[:15]
    return stripped


def _check(fifteen: str) -> str:
    """The three letters that say which of the fifteen characters are capitals."""
    return "".join(
        CHECK_LETTERS[sum(1 << bit for bit in range(5) if "A" <= fifteen[start + bit] <= "Z")]
        for start in (0, 5, 10)
    )


@lru_cache(maxsize=300_000)
def normalise_name(name: str) -> str:
    """A company name as it is compared: without case, accents, punctuation and legal form.

    Usual short forms are written out, "The" and notes such as a former name fall away. What is
    left and equal is one name; what is merely similar is for a near name.

    >>> normalise_name("Müller & Söhne GmbH & Co. KG"), normalise_name("A. O. Smith Corporation")
    ('muller and sohne', 'ao smith')
    >>> normalise_name("The Acme Intl. Grp. (NYSE: A)"), normalise_name("ООО Газпром")
    ('acme international group', 'gazprom')
    """
    return " ".join(company_words(without_notes(name)))


def without_notes(name: str) -> str:
    """A name without former names and the like; a whole text in the place of a name as it is.

    >>> without_notes("Hormel Foods Corp /DE/")
    'Hormel Foods Corp '
    """
    return NOTES.sub(" ", name) if len(name) <= LONGEST else name


def company_words(name: str) -> list[str]:
    """The words of a company's name as they are compared, without its legal form."""
    words = [SHORT.get(word, word) for word in fold_words(_without_native_form(name))]
    if len(words) > 1 and "the" in (words[0], words[-1]):
        del words[0 if words[0] == "the" else -1]
    if len(words) > 1 and words[0] in BEFORE:
        del words[0]
    return _without_form(words)


def fold_words(text: str) -> list[str]:
    """The words of a text in plain small letters; initials are one word.

    >>> fold_words("I.B.M. Österreich"), fold_words("Marks & Spencer"), fold_words("A/S")
    (['ibm', 'osterreich'], ['marks', 'and', 'spencer'], ['as'])
    """
    spelt = fold(text.replace("&", " and ").replace("+", " and "))
    return _join_initials(DIVIDERS.sub(" ", DROPPED.sub("", spelt)).split())


def fold(text: str) -> str:
    """Small letters of the Latin alphabet; other alphabets by their sound."""
    if text.isascii():
        return text.casefold()
    return anyascii(DROPPED.sub("", text)).casefold()


def _without_native_form(name: str) -> str:
    if not name.isascii():
        for form in NATIVE:
            name = name.replace(form, " ")
    head, _, last = name.rpartition(" ")
    return head if last in IN_SMALL_LETTERS and head != head.lower() else name


def _without_form(words: list[str]) -> list[str]:
    """Words without the legal forms at the end, of which there can be several."""
    kept = list(words)
    while len(kept) > 1:
        phrase = next((one for one in PHRASES if _ends_with(kept, one)), None)
        if phrase:
            del kept[-len(phrase):]
        elif kept[-1] in AFTER or (kept[-1] in CONNECTORS and len(kept) < len(words)):
            kept.pop()
        else:
            break
    return kept


def _ends_with(words: list[str], phrase: tuple[str, ...]) -> bool:
    return len(words) > len(phrase) and tuple(words[-len(phrase):]) == phrase


def _join_initials(words: list[str]) -> list[str]:
    """Single letters in a row are one abbreviation, so "B. V." equals "BV"."""
    joined: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    return [*joined, run] if run else joined


@lru_cache(maxsize=10_000)
def normalise_country(country: str | None) -> str:
    """A country as it is compared; blank for none."""
    found = countries.find(country) if country else None
    return DIVIDERS.sub(" ", fold(found.name if found else country or "")).strip()


def slug(name: str) -> str:
    """A company's name as part of an id.

    >>> slug("Acme & Sons Ltd.")
    'acme-and-sons'
    """
    return "-".join(_without_form(fold_words(name))) or "unnamed"
