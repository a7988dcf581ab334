"""Week after week: what enters a baseline, and from when on there is one."""

from __future__ import annotations

import numpy as np
import pytest

from abm_core.measure import surge_sweep
from abm_core.measure.surge_sweep import FIRST, ONE_WEEK, TWO_WEEKS, History


def history(counts: list[list[float]], since: list[int] | None = None) -> History:
    laid = np.array(counts, dtype=np.float32)
    return History(laid, np.array(since or [0] * len(laid)))


def steady(n_weeks: int, *surges: tuple[int, float]) -> list[list[float]]:
    """Forty accounts with one or two people a week; the first one has surges (week, people)."""
    rng = np.random.default_rng(2)
    counts = rng.integers(1, 3, (40, n_weeks)).astype(float)
    for week, people in surges:
        counts[0, week] = people
    return counts.tolist()


def flagged(of: History, n_weeks: int, kind: str = ONE_WEEK) -> list[int]:
    """Weeks in which the first account was flagged; nobody else ever may be."""
    weeks = []
    for one in surge_sweep.sweep(of, range(n_weeks)):
        if one.kind == kind and one.judged.is_flagged.any():
            assert one.rows[one.judged.is_flagged].tolist() == [0]
            weeks.append(one.week)
    return weeks


def test_a_baseline_is_twelve_weeks_and_two_before_the_week() -> None:
    numbered = history([list(range(20))])
    rows = np.array([0])
    assert numbered.baseline(14, ONE_WEEK, rows).tolist() == [list(range(12))]
    assert numbered.observed(14, ONE_WEEK, rows).tolist() == [14]


def test_two_weeks_are_compared_with_six_pairs_and_two_weeks_before_both() -> None:
    numbered = history([list(range(20))])
    rows = np.array([0])
    assert numbered.baseline(15, TWO_WEEKS, rows).tolist() == [[1, 5, 9, 13, 17, 21]]
    assert numbered.observed(15, TWO_WEEKS, rows).tolist() == [14 + 15]


def test_the_first_week_with_a_baseline() -> None:
    tried = [(one.week, one.kind) for one in surge_sweep.sweep(history(steady(17)), range(17))]
    assert tried == [(14, ONE_WEEK), (15, ONE_WEEK), (15, TWO_WEEKS), (16, ONE_WEEK),
                     (16, TWO_WEEKS)]  # fmt: skip
    assert FIRST == {ONE_WEEK: 14, TWO_WEEKS: 15}


def test_an_account_is_tried_once_it_has_a_full_baseline() -> None:
    """Known from week 3 on: baseline 3 to 14, guard 15 and 16, tried in 17."""
    laid = history(steady(18), since=[3] + [0] * 39)
    tried = {one.week: 0 in one.rows for one in surge_sweep.sweep(laid, range(18), (ONE_WEEK,))}
    assert tried == {14: False, 15: False, 16: False, 17: True}


def test_a_flagged_week_does_not_raise_later_baselines() -> None:
    """Without the replacement the second surge would hide behind the first."""
    weeks = steady(26, (15, 12), (20, 12))
    assert flagged(history(weeks), 26) == [15, 20]
    kept = history(weeks)
    list(surge_sweep.sweep(kept, range(26)))
    baseline = kept.baseline(20, ONE_WEEK, np.array([0]))
    assert baseline.max() < 3


def test_what_lasts_is_a_new_level() -> None:
    """Twelve people a week from week 15 on: a surge for a while, then how it is."""
    weeks = steady(45, *((week, 12.0) for week in range(15, 45)))
    found = flagged(history(weeks), 45)
    assert found[:6] == [15, 16, 17, 18, 19, 20]
    assert found == list(range(15, 15 + len(found)))
    assert found[-1] < 32


def test_a_slow_rise_shows_in_two_weeks_where_it_does_not_in_one() -> None:
    weeks = steady(24, (18, 4.0), (19, 5.0))
    assert flagged(history(weeks), 24) == []
    assert 19 in flagged(history(weeks), 24, TWO_WEEKS)


def test_weeks_without_anybody_flag_nobody() -> None:
    empty = history([[0.0] * 20] * 5)
    found = list(surge_sweep.sweep(empty, range(20)))
    assert found and all(len(one.rows) == 0 for one in found)


def test_the_first_visitors_of_a_site_are_no_surge() -> None:
    """Nothing to compare with: nobody was ever there."""
    first = history([[0.0] * 14 + [5.0]] * 5)
    assert not any(one.judged.is_flagged.any() for one in surge_sweep.sweep(first, range(15)))


def test_counts_handed_in_are_left_as_they_are() -> None:
    counts = np.array(steady(20, (15, 12)), dtype=np.float32)
    before = counts.copy()
    list(surge_sweep.sweep(History(counts, np.zeros(40, dtype=int)), range(20)))
    assert (counts == before).all()


@pytest.mark.parametrize("kind", [ONE_WEEK, TWO_WEEKS])
def test_a_quiet_past_flags_hardly_anybody(kind: str) -> None:
    """600 accounts, 40 weeks, α = 0.3: 16,000 account-weeks, at most 1 in 100."""
    rng = np.random.default_rng(9)
    level = rng.gamma(1, 3, 600)
    counts = rng.poisson(level[:, None] * rng.gamma(1 / 0.3, 0.3, (600, 40))).astype(np.float32)
    found = list(surge_sweep.sweep(History(counts, np.zeros(600, dtype=int)), range(40), (kind,)))
    n_flagged = sum(int(one.judged.is_flagged.sum()) for one in found)
    assert n_flagged / sum(len(one.rows) for one in found) < 0.008
