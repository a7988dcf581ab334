"""Normal ranges, by hand."""

from __future__ import annotations

import pytest

from abm_core.review import xmr
from abm_core.review.said import Behind, Column, How, Rows, recount

# Mean of the twelve 5.25; moving ranges 2 1 3 1 2 2 1 3 2 1 1, mean 19/11; reach 2.66 x 1.72727.
TWELVE = [4, 6, 5, 8, 7, 5, 3, 4, 7, 5, 4, 5]
CENTRE, REACH = 63 / 12, 2.66 * 19 / 11


def test_the_range_by_hand() -> None:
    found = xmr.normal_range(TWELVE)
    assert found == pytest.approx((CENTRE, CENTRE - REACH, CENTRE + REACH))


def test_seven_weeks_give_no_range() -> None:
    assert xmr.normal_range(TWELVE[:7]) is None
    assert xmr.signal([*TWELVE[:7], 99]) == ""


def test_the_lower_end_stops_where_the_measure_does() -> None:
    found = xmr.normal_range([0, 9, 0, 9, 0, 9, 0, 9])
    assert found is not None
    assert found.low == 0


@pytest.mark.parametrize(("newest", "said"), [
    (10, "above"), (9, ""), (1, ""), (0, "below"),
])  # fmt: skip
def test_outside_the_range_is_a_signal(newest: float, said: str) -> None:
    assert xmr.signal([*TWELVE, newest]) == said  # the range is 0.66 to 9.84


def test_eight_in_a_row_on_one_side_are_a_signal() -> None:
    low_then_high = [1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 9]  # mean 5.67, one moving range of 8
    assert xmr.signal([*low_then_high, 7]) == "run above"
    assert xmr.signal([*low_then_high, 5]) == ""
    assert xmr.signal([*[10 - one for one in low_then_high], 3]) == "run below"


@pytest.mark.parametrize(("how", "wanted"), [
    ("last", 10), ("change", 6), ("centre", CENTRE), ("low", CENTRE - REACH),
    ("high", CENTRE + REACH), ("sum", 73), ("median", 5),
])  # fmt: skip
def test_numbers_are_made_anew_from_their_rows(how: How, wanted: float) -> None:
    weeks = Rows((Column("n", "Meetings", "count"),), tuple((n,) for n in [*TWELVE, 10]))
    assert recount(Behind("", 0, "count", how, weeks, "n")) == pytest.approx(wanted)
