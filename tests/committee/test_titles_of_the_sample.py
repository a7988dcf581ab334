"""Titles in nine languages as the sample invents them, whose level and function it knows.

The sample was written without regard to how titles are read. Where it draws a line elsewhere (a
deputy managing director is a vice president there, business development is general management)
it counts as wrong here.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from abm_core.committee.titles import read_title
from sample_data import titles
from sample_data.title_words import LOCAL

LEVEL, FUNCTION = {"c_level": "c-level"}, {"general": "general management"}
DRAWN = 6_000


@pytest.fixture(scope="module")
def drawn() -> list[titles.Title]:
    """Distinct titles, most of them not in English."""
    chance = np.random.default_rng(5)
    countries = chance.choice([*LOCAL, "United States"], DRAWN)
    cultures = chance.choice(["german", "portuguese", "french", "english"], DRAWN)
    found = titles.titles(chance, countries, cultures)
    return list({one.text: one for one in found}.values())


@pytest.mark.parametrize(("manner", "seniority", "function"), [
    ("plain", 0.92, 0.95), ("casing", 0.92, 0.94), ("former", 0.99, 0.93), ("typo", 0.75, 0.68),
])  # fmt: skip
def test_most_are_read_as_they_were_meant(
    drawn: list[titles.Title], manner: str, seniority: float, function: float
) -> None:
    right: Counter[str] = Counter()
    those = [one for one in drawn if one.manner == manner]
    for one in those:
        read = read_title(one.text)
        right["seniority"] += read.seniority == LEVEL.get(one.level, one.level)
        right["function"] += read.function == FUNCTION.get(one.function, one.function)
    shares = {name: right[name] / len(those) for name in ("seniority", "function")}
    assert shares["seniority"] >= seniority and shares["function"] >= function, shares


def test_helpers_of_leaders_lead_nobody(drawn: list[titles.Title]) -> None:
    helpers = [one.text for one in drawn if one.manner == "assistant"
               and not one.text.startswith("Office Manager")]  # fmt: skip
    assert helpers
    assert {text for text in helpers if read_title(text).seniority != "other"} == set()
