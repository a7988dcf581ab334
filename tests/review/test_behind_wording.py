"""How a number comes from its rows, in words."""

from __future__ import annotations

import pytest

from abm_core.review import behind_wording
from abm_core.review.said import Behind, Column, How, Rows, Said, recount

WEEKS = Rows((Column("week", "Week", "week"), Column("n", "Meetings", "count")),
             tuple((f"2026-10-{day:02}", n) for day, n in enumerate([4, 6] * 4 + [9], 1)))


@pytest.mark.parametrize(("how", "said"), [
    ("sum", "49 = the sum of “Meetings” over 9 rows."),
    ("last", "9 = “Meetings” in the last of 9 rows."),
    ("change", "5 = the last of 9 rows less the first, by “Meetings”."),
    ("median", "6 = the median of “Meetings” over 9 rows."),
    ("count", "9 = the 9 rows below, each counted once."),
    ("centre", "5 = the mean of “Meetings” over all but the last of 9 rows."),
    ("high", "10 = the mean of “Meetings” over all but the last of 9 rows, plus 2.66 times the "
             "mean step from one to the next."),
])  # fmt: skip
def test_every_way_is_told(how: How, said: str) -> None:
    found = Behind("Meetings", 0, "count", how, WEEKS, "n")
    assert behind_wording.how(found._replace(value=recount(found))) == said


def test_numbers_of_sentences_are_told_once_each() -> None:
    one = Behind("Meetings", 49, "count", "sum", WEEKS, "n")
    none = Behind("Meetings", 0, "count", "sum", Rows((), ()), "n")
    assert behind_wording.of_said(Said("49, 0.", (one, none)), Said("49.", (one,))) == (one, none)
    assert behind_wording.name(one) == "49 · Meetings"
    assert behind_wording.how(none) == "0: there is no row of this kind."
