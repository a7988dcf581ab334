"""Job titles as people type them: several languages, abbreviations, several roles, slips.

Of titles: 1.5 % "Former …", 2 % assistants of a chief, 5 % two roles in one, 2.5 % with two
letters swapped, 5 % all capitals or all small. The truth of each is kept beside it; whoever is an
assistant, or was something once, counts as level "other".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sample_data.title_words import (
    BY_CULTURE,
    CHIEFS,
    FUNCTIONS,
    LANGUAGES,
    LEVELS,
    LOCAL,
    N_LOCAL_SHARE,
    SPECIAL,
    WIDER,
)

FORMER, ASSISTANT, TWO_ROLES, TYPO, CASING = 0.015, 0.02, 0.05, 0.025, 0.05
ASSISTANTS = ("Assistant to the {c}", "Executive Assistant to the {c}", "PA to {c}",
              "EA to {c}", "Office Manager to the {c}")
SIDE_ROLES = ("Scrum Master", "Trainer", "Works Council", "Data Steward")
SECOND_ROLES = ("Co-Founder", "Interim {c}", "Board Member", "Head of Transformation", "Partner",
                "DPO", "Deputy {c}")
_PLACE = {name: place for place, name in enumerate(FUNCTIONS)}


class Title(NamedTuple):
    """A title with its truth: language, level, function and what is odd about it."""

    text: str
    language: str
    level: str
    function: str
    manner: str


def titles(
    rng: np.random.Generator, countries: np.ndarray, cultures: np.ndarray
) -> list[Title]:
    """One title per person."""
    count = len(countries)
    levels, functions = _pick(rng, LEVELS, count), _pick(rng, FUNCTIONS, count)
    numbers = rng.random((count, 4))
    return [
        _title(language_of(country, culture, u[0]), level, function, u)
        for country, culture, level, function, u in zip(
            countries, cultures, levels, functions, numbers, strict=True
        )
    ]


def language_of(country: str, culture: str, u: float) -> str:
    """English, or for some the language of the country or of the person.

    >>> language_of("Germany", "german", 0.2), language_of("Germany", "german", 0.9)
    ('de', 'en')
    """
    if u >= N_LOCAL_SHARE:
        return "en"
    if country in LOCAL or culture == "portuguese":
        return BY_CULTURE.get(culture, LOCAL.get(country, "en"))
    return "en"


def _title(language: str, level: str, function: str, u: np.ndarray) -> Title:
    manner = _manner(float(u[1]))
    if manner == "assistant":
        text = _one(ASSISTANTS, u[2]).format(c=CHIEFS[function][int(u[3] < 0.7)])
        return Title(text, "en", "other", "general", manner)
    text = _plain(language, level, function, float(u[2]), float(u[3]))
    if manner == "former":
        prefix = _one(("Former ", "ex-", "Formerly "), u[0])
        return Title(prefix + text, language, "other", function, manner)
    if manner == "two roles":
        second = SIDE_ROLES if level == "other" else SECOND_ROLES
        text += _one((" & ", " / ", ", "), u[0]) + _one(second, u[2]).format(c="CIO")
    elif manner == "typo":
        slip = 2 + int(u[2] * (len(text) - 3))
        text = text[: slip - 1] + text[slip : slip + 1] + text[slip - 1] + text[slip + 1 :]
    elif manner == "casing":
        text = text.upper() if u[2] < 0.5 else text.lower()
    return Title(text, language, level, function, manner)


def _plain(language: str, level: str, function: str, u: float, v: float) -> str:
    """The title without oddities."""
    words = LANGUAGES[language]
    if level == "c_level" and (language == "en" or u < 0.3):
        return _chief(function, v)
    if language == "en" and level == "other" and v < 0.45:
        return _one(SPECIAL[function].split("|"), u)
    name = words.functions.split("|")[_PLACE[function]]
    if level == "c_level" and function == "general":
        return _one(words.c_level.split("|"), u).format(f="").strip(" ,")
    if language == "en":
        name = _one(WIDER.get(function, (name,)), v)
    return _one(getattr(words, level).split("|"), u).format(f=name)


def _chief(function: str, v: float) -> str:
    """A chief of a function, written out, shortened, or for general management otherwise."""
    if function == "general" and v < 0.5:
        return _one(("Managing Director", "Founder & CEO", "President", "Owner"), 2 * v)
    full, short = CHIEFS[function]
    manner = int(np.digitize(v, [0.4, 0.8, 0.9]))
    return (full, short, f"Group {short}", f"{full} ({short})")[manner]


def _manner(u: float) -> str:
    edges = np.cumsum([FORMER, ASSISTANT, TWO_ROLES, TYPO, CASING])
    return ("former", "assistant", "two roles", "typo", "casing", "plain")[
        int(np.digitize(u, edges))
    ]


def _one(options: tuple[str, ...] | list[str], u: float) -> str:
    return options[int(u * len(options))]


def _pick(rng: np.random.Generator, shares: dict[str, int], count: int) -> np.ndarray:
    weights = np.array(list(shares.values()), dtype=float)
    return np.asarray(rng.choice(list(shares), size=count, p=weights / weights.sum()))
