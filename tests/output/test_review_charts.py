"""The small line of a card on the screen."""

from __future__ import annotations

from datetime import date, timedelta

from abm_core.output import review_charts
from abm_core.output.palette import LIGHT
from abm_core.review.document import Measure
from abm_core.review.said import Behind, Rows, Said

WEEKS = tuple(date(2026, 8, 10) + timedelta(weeks=n) for n in range(9))
MEETINGS = Measure(
    "meetings", "Meetings", Said("Meetings rose."), Behind("Meetings", 19, "count", "count",
    Rows((), ())), WEEKS, (10.0, 12.0) * 4 + (19.0,), 5.7, 11.0, 16.3, "above", "up",
)  # fmt: skip


def test_a_signal_is_an_orange_point_over_the_range() -> None:
    shown = review_charts.course(MEETINGS, LIGHT)
    line, point = shown.data
    assert list(line.y) == [10, 12, 10, 12, 10, 12, 10, 12, 19]
    assert line.text[-1] == "Week of 5 Oct 2026: 19"
    assert point.marker.color == LIGHT.down and list(point.y) == [19]
    band, centre = shown.layout.shapes
    assert (band.y0, band.y1) == (5.7, 16.3) and centre.y0 == 11


def test_a_week_within_is_in_the_colour_of_the_line() -> None:
    calm = MEETINGS._replace(signal="")
    assert review_charts.course(calm, LIGHT).data[1].marker.color == LIGHT.primary


def test_what_is_doubted_is_grey_without_a_range() -> None:
    shown = review_charts.course(MEETINGS._replace(doubt="activities end early"), LIGHT)
    assert not shown.layout.shapes
    assert {shown.data[0].line.color, shown.data[1].marker.color} == {LIGHT.muted}


def test_few_weeks_have_no_range() -> None:
    few = MEETINGS._replace(low=None, centre=None, high=None, signal="")
    assert not review_charts.course(few, LIGHT).layout.shapes
