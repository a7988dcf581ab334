"""Sentences about surges, each with the numbers that trigger it."""

from __future__ import annotations

from datetime import date

import pytest

from abm_core.measure import surge_wording
from abm_core.measure.surge_check import Followed, Month
from abm_core.measure.surge_list import Week
from abm_core.measure.surge_topics import needed
from abm_core.proportions import share

MONDAY = date(2026, 3, 2)


def week(**changed: object) -> Week:
    usual = Week(MONDAY, "engagement", 4000, 61, 12, 19.7, 0.3, 1.02)
    return usual._replace(**changed)


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (week(), "Of 4,000 accounts, about 20 would be flagged by chance this week; 61 were."),
        (week(n_flagged=1), "Of 4,000 accounts, about 20 would be flagged by chance this week; "
         "1 was."),
        (week(overdispersion=0.0), "Of 4,000 accounts, at most 20 would be flagged by chance this "
         "week; 61 were."),
        (week(n_accounts=30, by_chance=0.1, n_flagged=0), "Of 30 accounts, hardly any would be "
         "flagged by chance this week; 0 were."),
        (week(kind="slow rise"), "Of 4,000 accounts, about 20 would be flagged by chance in the "
         "two weeks to 8 Mar 2026; 61 were."),
        (None, "No week can be told from chance yet: a surge is a week far above 12 weeks of the "
         "account's own history, which end 2 weeks before it."),
    ],
)  # fmt: skip
def test_headline(of: Week | None, said: str) -> None:
    assert surge_wording.headline(of) == said


def test_a_week_with_nothing_to_compare_it_with() -> None:
    assert surge_wording.headline(None, week()) == (
        "The week cannot be told from chance: it has no 12 weeks with visitors to compare it "
        "with. The newest that has is the week of 2 Mar 2026."
    )


def test_bound_is_the_limit_times_the_accounts() -> None:
    assert week().bound == 20
    assert surge_wording.bound(week()) == (
        "The limit alone, 0.5 % of quiet weeks, would let 20 through at most. 12 surges are of "
        "high confidence: they stand out among all accounts taken together."
    )


def test_one_surge() -> None:
    assert surge_wording.surge("Acme", 9, 1.26, 0.0004, 9) == (
        "Acme: 9 people where 1.3 were expected; chance does that in 1 in 2,500 quiet weeks."
    )
    assert surge_wording.surge("Acme", 9, 1.26, 1e-8, 5) == (
        "Acme: 9 people counted week by week (5 different) where 1.3 were expected; chance does "
        "that in 1 in more than a million quiet weeks."
    )


def test_topics() -> None:
    assert surge_wording.topics(needed(10), 1) == (
        "1 account reached 60 on at least 3 of 10 topics in one week."
    )
    assert surge_wording.topics(needed(0), 0) == "No third-party topics are in the store."


def test_what_followed() -> None:
    found = Followed(60, share(40, 200), share(60, 1000), 0.14, 0.09, 0.2)
    assert surge_wording.followed(found) == (
        "Of 200 surges, 20 % (range 15 % to 26 %) were followed by an opportunity within 60 days; "
        "of 1,000 cases as busy without one, 6 %: +14 points (range 9 to 20). It says what "
        "follows, not why."
    )
    weak = found._replace(difference=-0.02, low=-0.06, high=0.03)
    assert "−2 points (range −6 to 3), which may be chance." in surge_wording.followed(weak)
    none = Followed(60, share(0, 0), share(0, 0), float("nan"), float("nan"), float("nan"))
    assert surge_wording.followed(none) == (
        "No surge is old enough to say whether an opportunity followed within 60 days."
    )


@pytest.mark.parametrize(
    ("n_flagged", "verdict"),
    [(100, "as chance was said to give"), (140, "more than chance was said to give"),
     (50, "fewer than chance was said to give: surges are rarer than they need be")],
)
def test_calibration(n_flagged: int, verdict: str) -> None:
    """100 were expected in two months: 20 more or less is twice what chance varies by."""
    months = [Month(MONDAY, share(n_flagged // 2, 10_000), 60.0)] * 1 + [
        Month(date(2026, 4, 1), share(n_flagged // 2, 10_000), 40.0)]
    assert surge_wording.calibration(months) == (
        f"Of 20,000 weeks of accounts in which nothing was up, {n_flagged} were flagged "
        f"({100 * n_flagged / 20_000:.2g} %); 100 were expected: {verdict}."
    )
    assert surge_wording.calibration([]) == "No quiet week is there to check the surges with."


def test_what_a_week_was_measured_by() -> None:
    said = surge_wording.basis(week())
    assert "12 weeks of its own history, which end 2 weeks before" in said
    assert "was 1.02 times that of those weeks" in said
    assert said.endswith("differ more than pure chance, with an overdispersion of 0.30.")
    assert surge_wording.basis(week(overdispersion=0.0)).endswith(
        "differ no more than pure chance lets them.")
    assert surge_wording.by_chance(week()) == "about 20 by chance"
