"""Headers that are nearly the name of a field: other order, other separators, plural, a slip."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from abm_core import schema
from abm_core.intake.read.headers import PREFIXES, plain

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
WORD = re.compile(r"[^\W_]+")
_SMALL = """
of the in for a an and to de la le les du des d l el los der die das am im
"""
_UNITS = """
eur usd gbp chf dollar euro k tsd m mm mn mio million b bn mrd billion thousand converted
"""
# Words that say whose column it is and change nothing in a file that holds such rows.
_QUALIFIERS = {
    "accounts": "company account organization organisation firm corporate primary main official "
                "hq headquarter",
    "contacts": "contact person work business primary main professional",
    "opportunities": "opportunity opp deal",
    "activities": "activity interaction",
    "campaigns": "campaign",
}
# Words a slip away from a field that mean something else.
_OTHERS = "county contract patent employer employed statute content contacted contactable pricing"
SMALL, UNITS = frozenset(_SMALL.split()), frozenset(_UNITS.split())
QUALIFIERS = {entity: frozenset(words.split()) for entity, words in _QUALIFIERS.items()}
OTHER_WORDS = frozenset(_OTHERS.split())
NUMBER = frozenset({"nr", "no", "num", "nbr", "nb", "number", "count", "anzahl", "total"})
SHORTEST, LONG = 6, 10


def near(entity: str, header: str) -> str | None:
    """The one field of an entity whose name a header nearly is; ``None`` for none or several.

    >>> near("accounts", "Nr. of Employees"), near("accounts", "Idnustry"), near("accounts", "Fax")
    ('employees', 'industry', None)
    >>> near("contacts", "Billing Contact Email Opt Out"), near("accounts", "Number of Locations")
    (None, None)
    """
    said = _words(header)
    if not said:
        return None
    found = _by_words(entity, said) or _by_slip(entity, header)
    return found if found and said - SMALL else None


def _by_words(entity: str, said: frozenset[str]) -> str | None:
    """The field with the same words, or the same but for words such as "company"."""
    known = _spelled(entity)
    without = said - QUALIFIERS.get(entity, frozenset())
    for words in (said, without, without - UNITS):
        fields = known.get(words, frozenset()) if words else frozenset()
        if fields:
            return next(iter(fields)) if len(fields) == 1 else None
    return None


def _by_slip(entity: str, header: str) -> str | None:
    """The field whose spelling is one slip away, two in long ones."""
    said = plain(_fold(header))
    if len(said) < SHORTEST or said in _all_spellings() or _words(header) & OTHER_WORDS:
        return None
    best: dict[str, int] = {}
    for spelling, fields in _spellings(entity).items():
        most = 2 if min(len(said), len(spelling)) >= LONG else 1
        if len(spelling) < SHORTEST or spelling[0] != said[0]:
            continue
        slips = OSA.distance(said, spelling, score_cutoff=most)
        if slips <= most:
            best |= {field: min(slips, best.get(field, most)) for field in fields}
    least = min(best.values(), default=0)
    nearest = [field for field, slips in best.items() if slips == least]
    return nearest[0] if len(nearest) == 1 else None


@cache
def _spelled(entity: str) -> dict[frozenset[str], frozenset[str]]:
    """The fields of an entity by the words of every way to spell them."""
    known: dict[frozenset[str], frozenset[str]] = {}
    for field in schema.entity(entity).import_fields:
        for spelling in (field.name, field.label, *field.aliases):
            words = _words(spelling)
            known[words] = known.get(words, frozenset()) | {field.name}
    return known


@cache
def _spellings(entity: str) -> dict[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    for field in schema.entity(entity).import_fields:
        for spelling in (field.name, field.label, *field.aliases):
            key = plain(_fold(spelling))
            known[key] = known.get(key, frozenset()) | {field.name}
    return known


@cache
def _all_spellings() -> frozenset[str]:
    """What any entity calls a field is no slip of another."""
    return frozenset(spelling for kind in schema.IMPORTABLE for spelling in _spellings(kind.name))


@lru_cache(maxsize=20_000)
def _words(header: str) -> frozenset[str]:
    """The words of a header: in lower case and singular, without accents and small words."""
    text = header
    for prefix in PREFIXES:
        text = text[len(prefix):] if text.casefold().startswith(prefix) else text
    text = text.replace("#", " number ")
    found = [_singular(_fold(one)) for one in WORD.findall(CAMEL.sub(" ", text))]
    return frozenset("number" if one in NUMBER else one for one in found if one not in SMALL)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return "".join(one for one in letters if not unicodedata.combining(one))
