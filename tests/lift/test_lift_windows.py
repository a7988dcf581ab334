"""The weeks around a launch, counted by hand on a calendar."""

from __future__ import annotations

from datetime import date, timedelta

from abm_core.lift import windows
from abm_core.lift.windows import Weeks

L = date(2026, 1, 5)


def test_weeks_of_the_design_notes() -> None:
    found = windows.around(L, "engagement")
    assert found.shown == Weeks(date(2025, 10, 6), date(2025, 12, 29))
    assert found.baseline == Weeks(date(2025, 5, 26), date(2025, 11, 17))
    assert found.selection == found.recent == Weeks(date(2025, 11, 24), date(2025, 12, 15))
    assert found.gap == Weeks(date(2025, 12, 22), date(2025, 12, 29))
    assert found.after == Weeks(L, date(2026, 3, 30))
    assert found.known_before == date(2025, 12, 22)
    assert [getattr(found, one).n_weeks for one in (
        "shown", "baseline", "selection", "gap", "after")] == [13, 26, 4, 2, 13]  # fmt: skip
    assert windows.around(L, "pipeline").after == Weeks(L, date(2026, 6, 29))
    assert windows.around(L, "pipeline", n_after=4).after.last == date(2026, 1, 26)


def test_the_baseline_ends_where_a_recorded_selection_begins() -> None:
    thirteen = windows.around(L, "engagement", looked_back_to=date(2025, 10, 2))  # a Thursday
    assert thirteen.selection == Weeks(date(2025, 9, 29), date(2025, 12, 15))
    assert thirteen.baseline == Weeks(date(2025, 5, 26), date(2025, 9, 22))
    assert thirteen.recent.n_weeks == 4
    years = windows.around(L, "engagement", looked_back_to=date(2020, 1, 1))
    assert years.baseline.n_weeks == 13 and years.has_baseline
    lately = windows.around(L, "engagement", looked_back_to=date(2025, 12, 20))
    assert lately.selection == lately.recent


def test_a_baseline_begins_no_sooner_than_the_data() -> None:
    assert windows.around(L, "engagement", data_from=date(2025, 8, 25)).baseline.n_weeks == 13
    assert windows.around(L, "engagement", data_from=date(2025, 8, 25)).has_baseline
    assert not windows.around(L, "engagement", data_from=date(2025, 9, 1)).has_baseline
    assert not windows.around(L, "engagement", data_from=L).has_baseline
    assert windows.around(L, "engagement", data_from=date(2020, 1, 6)).baseline.n_weeks == 26


def test_the_outcome_is_over_with_its_last_sunday() -> None:
    found = windows.around(L, "engagement")
    assert not found.is_over(date(2026, 4, 4)) and found.is_over(date(2026, 4, 5))
    assert windows.weeks_to_go(L, date(2026, 4, 4), 13) == 1
    assert windows.weeks_to_go(L, date(2026, 4, 5), 13) == 0
    assert windows.weeks_to_go(L, date(2025, 12, 29), 13) == 14  # launches next week


def test_the_launch_begins_the_first_whole_week_on_the_list() -> None:
    for n, day in enumerate(("2025-12-30", "2026-01-02", "2026-01-04", "2026-01-05")):
        assert windows.launch(date.fromisoformat(day)) == L, n
    assert windows.launch(L + timedelta(days=1)) == L + timedelta(weeks=1)


def test_the_refusal_says_how_long_to_wait() -> None:
    assert windows.nothing_yet(13, 9).problem == (
        "Nothing to compare before week 13 after launch; 9 to go."
    )
