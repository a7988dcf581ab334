"""A walk over all of a review: no sentence says a number that its rows do not make."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from abm_core import settings
from abm_core.review.document import Review
from abm_core.review.framework_document import Framework
from abm_core.review.said import PERSON, Behind, Said, recount

DAY = re.compile(r"\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)( \d{4})?\b")
MONTH = re.compile(r"\b([A-Z][a-z]{2}–)?[A-Z][a-z]{2} \d{4}\b")
WEEK = re.compile(r"\b\d{4}-W\d{2}\b")
TIER = re.compile(r"\b[Tt]ier [123]\b")
# Numbers of definitions, as the settings have them, and nothing else.
STATED = [
    rf"{settings.RANGE_WEEKS.value} weeks", rf"for {settings.RUN_WEEKS.value} weeks in a row",
    rf"last {settings.WINDOW_WEEKS.value} weeks", rf"{settings.EVIDENCE_WEEKS.value} weeks",
]  # fmt: skip


def walk(review: Review | Framework) -> list[str]:
    """What is wrong with a document; nothing where every number has its rows."""
    wrong = []
    for sentence in sentences(review):
        wrong += [f"{problem}: {sentence.text!r}" for problem in problems(sentence)]
    for behind in numbers(review):
        again = recount(behind)
        if not math.isclose(again, behind.value, rel_tol=1e-9, abs_tol=1e-9):
            wrong.append(f"{behind.label}: {behind.value} is said, the rows make {again}")
    return wrong


def sentences(value: Any) -> Iterator[Said]:
    """Every sentence within a value."""
    yield from (one for one in _within(value) if isinstance(one, Said))


def numbers(value: Any) -> Iterator[Behind]:
    """Every number within a value."""
    yield from (one for one in _within(value) if isinstance(one, Behind))


def _within(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, tuple):
        for one in value:
            yield from _within(one)


def problems(sentence: Said) -> list[str]:
    """Numerals of a sentence that nothing is behind, and numbers that it does not say."""
    left = PERSON.sub("", sentence.text)
    for name in sorted(_names(sentence), key=len, reverse=True):
        left = left.replace(name, "")
    for pattern in (DAY, MONTH, WEEK, TIER, *map(re.compile, STATED)):
        left = pattern.sub("", left)
    found = []
    for behind in sorted(sentence.behind, key=lambda one: len(one.shown), reverse=True):
        left, n = re.subn(rf"(?<![\d.,]){re.escape(behind.shown)}(?![\d])", "", left, count=1)
        if not n:
            found.append(f"does not say {behind.label} ({behind.shown})")
    if re.search(r"\d", left):
        found.append("says a number without rows")
    return found


def _names(sentence: Said) -> set[str]:
    """What accounts, opportunities and pages are called, digits and all, as the rows have it."""
    return {
        cell for behind in sentence.behind for row in behind.rows.rows for cell in row
        if isinstance(cell, str) and re.search(r"[A-Za-z]", cell) and re.search(r"\d", cell)
    }  # fmt: skip
