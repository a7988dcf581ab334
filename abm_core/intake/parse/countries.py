"""Countries by the short English name of ISO 3166, however a file writes them."""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import pycountry
from rapidfuzz import fuzz, process

from abm_core.intake.parse.choices import rows_say
from abm_core.intake.parse.words import Parsed, filled, shorten

NOT_LETTERS = re.compile(r"[\W\d_]+")
LANGUAGES = ("de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "fi", "pl", "ja",
             "zh_CN")  # fmt: skip
# Where the short name of the standard is not what lists show.
SHORT = {
    "BQ": "Caribbean Netherlands", "CD": "DR Congo", "CG": "Congo", "CC": "Cocos Islands",
    "FK": "Falkland Islands", "FM": "Micronesia", "KP": "North Korea", "MF": "Saint Martin",
    "PS": "Palestine", "RU": "Russia", "SH": "Saint Helena", "SX": "Sint Maarten",
    "VA": "Vatican City", "VG": "British Virgin Islands", "VI": "US Virgin Islands",
    "BN": "Brunei", "HK": "Hong Kong", "MO": "Macao",
}  # fmt: skip
ALSO = {
    "US": "usa|u s a|u s|us of a|united states of america|america|estados unidos|etats unis|"
          "vereinigte staaten|eeuu|ee uu",
    "GB": "uk|u k|great britain|britain|england|scotland|wales|northern ireland|gb uk|"
          "grossbritannien|england uk",
    "NL": "holland|the netherlands", "KR": "korea|republic of korea|korea south|s korea",
    "KP": "dprk|korea north", "CZ": "czech republic|tschechien", "CI": "ivory coast",
    "MM": "burma", "MK": "macedonia", "SZ": "swaziland", "AE": "uae|u a e|emirates",
    "TR": "turkey", "CV": "cape verde", "RU": "russian federation", "SA": "ksa",
    "CN": "prc|p r china|mainland china|peoples republic of china", "TW": "republic of china",
    "IE": "republic of ireland|eire", "DE": "brd|federal republic of germany",
    "CH": "swiss|confoederatio helvetica", "HK": "hong kong sar|hongkong", "MO": "macau",
    "VA": "vatican|holy see", "CD": "congo kinshasa|democratic republic of congo|drc|"
    "democratic republic of the congo", "CG": "congo brazzaville|republic of the congo",
    "TL": "east timor", "BA": "bosnia", "TT": "trinidad", "VN": "viet nam", "MD": "moldavia",
}  # fmt: skip
NOT_MEANT = ("", "norfolk")  # a county and a city rather than the island
LEAST_LETTERS, LEAST_ALIKE, LEAST_LEAD = 5, 85.0, 6.0


class Found(NamedTuple):
    """A country, and whether the text was its name or only nearly so."""

    name: str
    is_near: bool


def plain(text: str) -> str:
    """A name as it is compared: letters only, without case, accents and "the"."""
    folded = text.casefold().replace("&", " and ")
    letters = unicodedata.normalize("NFKD", folded)
    bare = "".join(one for one in letters if not unicodedata.combining(one))
    bare = bare.replace("'", "").replace(".", "")
    return NOT_LETTERS.sub(" ", bare).strip().removeprefix("the ")


@cache
def _known() -> dict[str, str]:
    """The two letters of a country by every way to write it; English names win."""
    tongues = [
        gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True).gettext
        for language in LANGUAGES
    ]
    known: dict[str, str] = {}
    for one in pycountry.countries:
        names = [one.name, getattr(one, "official_name", ""), getattr(one, "common_name", "")]
        named = [*names, SHORT.get(one.alpha_2, ""), *ALSO.get(one.alpha_2, "").split("|")]
        for text in (*named, one.alpha_2, one.alpha_3):
            known[plain(text)] = one.alpha_2
    for one in pycountry.countries:
        for text in (one.name, getattr(one, "common_name", one.name)):
            for translated in tongues:
                known.setdefault(plain(translated(text)), one.alpha_2)
    for text in NOT_MEANT:
        known.pop(text, None)
    return known


@cache
def _names() -> dict[str, str]:
    return {one.alpha_2: getattr(one, "common_name", one.name) for one in pycountry.countries}


@cache
def _regions() -> dict[str, str]:
    """Names of states, provinces and the like, each with the country it lies in."""
    named = ((plain(one.name), one.country_code) for one in pycountry.subdivisions)
    return {name: short_name(code) for name, code in named if name not in _known()}


@cache
def _states() -> frozenset[str]:
    """The letters of states and provinces of North America, many of them those of a country."""
    found = (one for one in pycountry.subdivisions if one.country_code in ("US", "CA"))
    return frozenset(one.code.split("-")[1] for one in found)


@cache
def _long_names() -> tuple[str, ...]:
    return tuple(name for name in _known() if len(name) >= LEAST_LETTERS)


def short_name(alpha_2: str) -> str:
    """The name that lists show.

    >>> short_name("DK"), short_name("KR")
    ('Denmark', 'South Korea')
    """
    return SHORT.get(alpha_2) or _names()[alpha_2]


def code(name: str) -> str:
    """The two letters of a country by its name; empty where it is not known.

    >>> code("Germany"), code("Atlantis")
    ('DE', '')
    """
    return _known().get(plain(name), "")


@lru_cache(maxsize=10_000)
def find(text: str) -> Found | None:
    """The country that a text names in one of a dozen languages, by code, or with a slip.

    >>> find("Deutschland"), find("U.S.A."), find("Philipines"), find("Bavaria")
    (Found(name='Germany', is_near=False), Found(name='United States', is_near=False), \
Found(name='Philippines', is_near=True), None)
    """
    said = plain(text)
    code = _known().get(said)
    if code:
        return Found(short_name(code), is_near=False)
    near = None if len(said) < LEAST_LETTERS or said in _regions() else _near(said)
    return Found(short_name(near), is_near=True) if near else None


def _near(said: str) -> str | None:
    """The one country whose name is a slip away; none where two are about as near."""
    best: dict[str, float] = {}
    for name, alike, _ in process.extract(
        said, _long_names(), scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE - LEAST_LEAD, limit=20
    ):
        if name[0] == said[0]:
            best[_known()[name]] = max(alike, best.get(_known()[name], 0.0))
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < LEAST_ALIKE:
        return None
    return None if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < LEAST_LEAD else ranked[0][0]


def parse_countries(cells: Sequence[str | None]) -> Parsed:
    """The countries of a column. What names none stays as the file has it, and is noted."""
    counted = Counter(text for text in cells if text is not None)
    known = _without_states({text: find(text.strip()) for text in filled(cells)})
    values = {text: found.name if found else " ".join(text.split())
              for text, found in known.items()}  # fmt: skip
    parsed = Parsed([None if text is None else values.get(text) for text in cells])
    strange = [text for text, found in known.items() if found is None]
    for text, found in known.items():
        if found and found.is_near:
            says = rows_say(counted[text])
            parsed.notes.append(f"{says} '{shorten(text)}', read as {found.name}")
    for text in sorted(strange, key=lambda one: -counted[one])[:5]:
        parsed.notes.append(f"{rows_say(counted[text])} '{shorten(text)}', which is {_what(text)}; "
                            "kept as it is")  # fmt: skip
    if len(strange) > 5:
        parsed.notes.append(f"{len(strange) - 5:,} more texts are no country; kept as they are")
    return parsed


def _without_states(known: dict[str, Found | None]) -> dict[str, Found | None]:
    """In a column where NY and TX stand, CA is California: such letters name no country."""
    states = {text for text in known if text.strip().upper() in _states()}
    if all(known[text] for text in states):
        return known
    return {text: None if text in states else found for text, found in known.items()}


def _what(text: str) -> str:
    is_state = text.strip().upper() in _states()
    land = "North America" if is_state else _regions().get(plain(text))
    return f"a part of {land} and no country" if land else "no country that is known"
