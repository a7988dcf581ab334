"""Turnover by hand: every number below can be counted on a calendar."""

from __future__ import annotations

from datetime import date

import pytest
from duckdb import DuckDBPyConnection
from tiny_world import NOON, PROFILE, TODAY

from abm_core.targeting import target_list, turnover
from abm_core.targeting.turnover import Span, Turnover
from abm_core.targeting.workshop import Workshop

JAN, FEB, APRIL = date(2026, 1, 1), date(2026, 2, 15), date(2026, 4, 1)
END = date(2026, 3, 31)  # 90 days from 1 January


def of(found: list[Turnover], first: date, tier: int) -> Turnover:
    return next(one for one in found if (one.first_day, one.tier) == (first, tier))


def test_a_quarter_by_hand() -> None:
    # Ten accounts found the list on 1 January. Two leave on 15 February (45 days in), two join.
    spans = [Span(f"a{n}", 1, JAN, FEB if n < 2 else None) for n in range(10)]
    spans += [Span(f"b{n}", 1, FEB, None) for n in range(2)]
    found = of(turnover.by_quarter(spans, as_of=END), JAN, 1)
    # 8 × 90 + 2 × 45 + 2 × 45 = 900 account-days in 90 days: 10 on average; (2 + 2) / 2 / 10.
    assert found == Turnover(JAN, END, 1, 2, 2, 10.0, 0.2)
    assert not found.is_flagged
    assert turnover.sentence(found) == (
        "Tier 1, 1 Jan 2026 to 31 Mar 2026: turnover 20 % (2 entries and 2 exits, 10.0 accounts "
        "on average)."
    )


def test_above_a_quarter_is_flagged() -> None:
    spans = [Span(f"a{n}", 2, JAN, FEB if n < 1 else None) for n in range(2)]
    spans += [Span("b", 2, FEB, None)]
    found = of(turnover.by_quarter(spans, as_of=END), JAN, 2)
    assert (found.mean_size, found.turnover) == (2.0, 0.5)  # (1 + 1) / 2 / 2
    assert found.is_flagged and turnover.sentence(found).endswith(
        "above the 25 % that leave a programme time to work.")  # fmt: skip


def test_exactly_a_quarter_is_not() -> None:
    spans = [Span(f"a{n}", 3, JAN, FEB if n < 1 else None) for n in range(4)]
    spans += [Span("b", 3, FEB, None)]
    assert not of(turnover.by_quarter(spans, as_of=END), JAN, 3).is_flagged


def test_a_move_from_tier_to_tier_leaves_the_list_as_it_is() -> None:
    spans = [Span("a", 2, JAN, FEB), Span("a", 1, FEB, None), Span("b", 1, JAN, None)]
    found = turnover.by_quarter(spans, as_of=END)
    whole = of(found, JAN, turnover.WHOLE_LIST)
    assert (whole.n_entries, whole.n_exits, whole.mean_size) == (0, 0, 2.0)
    assert (of(found, JAN, 1).n_entries, of(found, JAN, 2).n_exits) == (1, 1)
    assert of(found, JAN, 1).mean_size == 1.5  # 90 + 45 days of 90


def test_an_account_that_comes_back_left_and_entered() -> None:
    spans = [Span("a", 1, JAN, date(2026, 2, 1)), Span("a", 1, FEB, None)]
    whole = of(turnover.by_quarter(spans, as_of=END), JAN, 0)
    assert (whole.n_entries, whole.n_exits) == (1, 1)
    assert whole.mean_size == (31 + 45) / 90


def test_a_running_quarter_counts_to_the_day() -> None:
    spans = [Span("a", 1, JAN, None), Span("b", 1, APRIL, None)]
    found = turnover.by_quarter(spans, as_of=date(2026, 4, 10))
    assert [one.first_day for one in found[::4]] == [APRIL, JAN]
    running = of(found, APRIL, 0)
    assert running == Turnover(APRIL, date(2026, 4, 10), 0, 1, 0, 2.0, 0.25)


def test_a_programme_that_began_within_the_quarter() -> None:
    spans = [Span("a", 1, FEB, None), Span("b", 1, date(2026, 3, 2), None)]
    found = of(turnover.by_quarter(spans, as_of=END), JAN, 0)
    # From 15 February on: 45 days of a, 30 of b.
    assert found.mean_size == pytest.approx((45 + 30) / 45) and found.n_entries == 1


def test_an_empty_tier_has_no_turnover() -> None:
    found = of(turnover.by_quarter([Span("a", 1, JAN, None)], as_of=END), JAN, 3)
    assert found.turnover is None and not found.is_flagged
    assert turnover.sentence(found) == "Tier 3, 1 Jan 2026 to 31 Mar 2026: empty."
    assert turnover.by_quarter([], as_of=END) == []
    assert turnover.by_quarter([Span("a", 1, END, None)], as_of=JAN) == []


@pytest.mark.parametrize(
    ("fiscal_month", "first_days"),
    [
        (1, [date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]),
        (4, [date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]),
        (2, [date(2025, 11, 1), date(2026, 2, 1)]),
        (12, [date(2025, 9, 1), date(2025, 12, 1), date(2026, 3, 1)]),
        (3, [date(2025, 9, 1), date(2025, 12, 1), date(2026, 3, 1)]),
    ],
)
def test_fiscal_quarters(fiscal_month: int, first_days: list[date]) -> None:
    begin = date(2025, 11, 3)
    found = turnover._quarters(begin, APRIL, fiscal_month)
    assert [first for first, _ in found] == first_days
    assert [last for _, last in found[:-1]] == [
        date.fromordinal(first.toordinal() - 1) for first in first_days[1:]]  # fmt: skip
    assert turnover._quarters(date(2026, 1, 5), date(2026, 1, 6), 2)[0][0] == date(2025, 11, 1)


def test_of_a_saved_list(cursor: DuckDBPyConnection) -> None:
    shown = Workshop(cursor, TODAY)
    target_list.save(cursor, shown.accounts, shown.score(PROFILE), programme="P", as_of=TODAY,
                     saved_at=NOON)  # fmt: skip
    found = turnover.read(cursor, "1", as_of=TODAY, fiscal_month=1)
    assert [(one.tier, one.mean_size, one.turnover) for one in found] == [
        (0, 4.0, 0.0), (1, 3.0, 0.0), (2, 0.0, None), (3, 1.0, 0.0)]  # fmt: skip
