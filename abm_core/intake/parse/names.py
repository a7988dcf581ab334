"""Company names and ids reduced to what is compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LEGAL_FORMS = """
inc incorporated corp corporation co company llc llp lp lllp pllc plc ltd limited pty pte
pvt private proprietary gmbh ggmbh mbh ag kg kgaa ohg gbr ug ev eg se sa sas sasu sarl sarlu
eurl snc sca scop bv bvba nv cv vof cvba srl spa sapa sl slu sau slne slp srlcv sadecv decv
cvsa sab ab aktiebolag hb kb oy oyj abp as asa aps ivs a/s ans da is ehf hf ks oo ou uab sia
zrt kft nyrt bt rt doo dd jdoo ad ead eood ood sro as vos spzoo zoo spk spj spol ooo oao zao
pao ao tov pjsc jsc ojsc cjsc pt tbk bhd sdn kk gk yk ltda eireli me epp wll fze fzco fzllc
dmcc sal saoc saog asbl vzw
"""
LEGAL_FORMS = frozenset(_LEGAL_FORMS.split())
CONNECTORS = frozenset({"and", "et", "y", "und"})
UNDECOMPOSED = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
)
DROPPED = re.compile(r"['’`´.]")
DIVIDERS = re.compile(r"[\W_]+")
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

    >>> normalise_name("Müller & Söhne GmbH & Co. KG"), normalise_name("A. O. Smith Corporation")
    ('muller and sohne', 'ao smith')
    """
    folded = _fold(name.replace("&", " and ").replace("+", " and "))
    words = _join_initials(DIVIDERS.sub(" ", DROPPED.sub("", folded)).split())
    kept = [*words[:-3], "spzoo"] if words[-3:] == ["sp", "z", "oo"] else list(words)
    while len(kept) > 1 and (
        kept[-1] in LEGAL_FORMS or (kept[-1] in CONNECTORS and len(kept) < len(words))
    ):
        kept.pop()
    return " ".join(kept)


def _fold(text: str) -> str:
    """Lower case without accents; "ø" and its like by their nearest letters."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(UNDECOMPOSED)


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
    return DIVIDERS.sub(" ", _fold(country)).strip() if country else ""


def slug(name: str) -> str:
    """The normalised name as part of an id.

    >>> slug("Acme & Sons Ltd.")
    'acme-and-sons'
    """
    return normalise_name(name).replace(" ", "-") or "unnamed"
