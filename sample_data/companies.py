"""Invented company names and their domains."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import numpy as np

from sample_data.names import GROUP_WORDS, INDUSTRIES, PARTNER_WORDS, STEM_PARTS, Country

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "Ø": "O", "Ł": "L", "Æ": "Ae"})


class Company(NamedTuple):
    """A name as the CRM writes it, the name without legal form, its stem and its domain."""

    name: str
    core: str
    stem: str
    domain: str


def plain(text: str) -> str:
    """The text without diacritics.

    >>> plain("Bjørkenæs Söll")
    'Bjorkenaes Soll'
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def slug(text: str) -> str:
    """The text as a host name label.

    >>> slug("Haldebrink & Söhne")
    'haldebrink-sohne'
    """
    letters = "".join(one if one.isalnum() else " " for one in plain(text).casefold())
    return "-".join(letters.split())


class Namer:
    """Makes names and remembers them, so that no two companies share a name or a domain."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._slugs: set[str] = set()
        self._domains: set[str] = set()

    def independent(self, country: Country, industry: str) -> Company:
        """A company with a name of its own."""
        while True:
            stem, core = self._core(country, industry)
            if slug(stem) not in self._domains and slug(core) not in self._slugs:
                return self._register(stem, core, country)

    def subsidiary(self, parent: Company, country: Country, industry: str) -> Company:
        """A company named after its parent: by country, by trade, or both."""
        trades = INDUSTRIES[industry][2]
        trade = self._one(trades)
        for ending in (country.local, trade, f"{trade} {country.local}"):
            core = f"{parent.stem} {ending}"
            if slug(core) not in self._slugs:
                return self._register(parent.stem, core, country)
        return self.independent(country, industry)

    def _core(self, country: Country, industry: str) -> tuple[str, str]:
        """A stem and the name built on it, in one of five manners."""
        stem = self._stem(country.style)
        manner = self._rng.random()
        if manner < 0.12:
            core = f"{stem} & {self._stem(country.style)}"
            return core, core
        if manner < 0.18:
            return stem, f"{stem} & {self._one(PARTNER_WORDS)}"
        if manner < 0.26:
            return stem, f"{stem} {self._one(GROUP_WORDS)}"
        if manner < 0.45:
            return stem, stem
        return stem, f"{stem} {self._one(INDUSTRIES[industry][2])}"

    def _stem(self, style: str) -> str:
        """An invented word in the sound of a language."""
        return "".join(self._one(parts) for parts in STEM_PARTS[style])

    def _register(self, stem: str, core: str, country: Country) -> Company:
        """The finished company, with a legal form in just over half of the cases."""
        label = slug(stem) if slug(stem) not in self._domains else slug(core)
        self._slugs.add(slug(core))
        self._domains.add(label)
        form = f" {self._one(country.forms)}" if self._rng.random() < 0.55 else ""
        return Company(core + form, core, stem, f"{label}.example")

    def _one(self, options: tuple[str, ...]) -> str:
        return options[int(self._rng.integers(len(options)))]
