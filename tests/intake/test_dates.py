"""Days and times: no order guessed, no wrong day; checked against the days that were written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_files import rows, table, take_in

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.house import House
from abm_core.house_log import save
from abm_core.intake.layout.mapping import propose
from abm_core.intake.parse.dates import open_orders, parse_dates, parse_moments, style
from abm_core.intake.parse.values import Source, parse
from abm_core.store import Store

DAYS = st.lists(st.dates(date(1971, 1, 1), date(2068, 12, 31)), min_size=1, max_size=30)
WRITTEN = {
    "dmy": ("{0.day:02}{s}{0.month:02}{s}{0.year}", "{0.day}{s}{0.month}{s}{0.year}"),
    "mdy": ("{0.month:02}{s}{0.day:02}{s}{0.year}", "{0.month}{s}{0.day}{s}{0.year}"),
}


@settings(max_examples=300, deadline=None)
@given(days=DAYS, order=st.sampled_from(["dmy", "mdy"]), padded=st.booleans(),
       separator=st.sampled_from("/-"))  # fmt: skip
def test_the_same_days_in_two_orders(
    days: list[date], order: str, padded: bool, separator: str
) -> None:
    """Every day comes back as it was, or the order is asked; once answered, as it was."""
    pattern = WRITTEN[order][0 if padded else 1]
    cells = [pattern.format(one, s=separator) for one in days]
    decided = style(cells)
    # By hand: the order shows where some day is above 12; it is all the same where day = month.
    shows = any(one.day > 12 for one in days)
    same = all(one.day == one.month for one in days)
    assert decided == (order if shows else "either" if same else "undecided")
    if decided == "undecided":
        with pytest.raises(AbmError):
            parse(schema.OPPORTUNITIES.field("closed_on"), cells, source())
    assert parse_dates(cells, order=order).values == days  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(days=DAYS, order=st.sampled_from(["%d-%m-%y", "%m-%d-%y", "%y-%m-%d"]))
def test_years_of_two_digits_come_back_or_are_asked(days: list[date], order: str) -> None:
    cells = [one.strftime(order) for one in days]
    parsed = parse_dates(cells, order=None)
    if style(cells) not in ("undecided", "mixed"):
        assert parsed.values == days


@settings(max_examples=200, deadline=None)
@given(st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2068, 12, 31)), min_size=1),
       st.integers(-11, 13), st.sampled_from([0, 30, 45]))  # fmt: skip
def test_offsets_lead_to_utc(times: list[datetime], hours: int, minutes: int) -> None:
    zone = timezone(timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes))
    cells = [one.replace(tzinfo=zone).isoformat() for one in times]
    expected = [one.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None) for one in times]
    assert parse_moments(cells, order=None).values == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata"])
@settings(max_examples=100, deadline=None)
@given(one=st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)))
def test_bare_times_are_by_the_clock_of_the_house(zone: str, one: datetime) -> None:
    home = ZoneInfo(zone)
    parsed = parse_moments([one.isoformat()], order=None, home=home)
    back = parsed.values[0].replace(tzinfo=UTC).astimezone(home)
    exists = one.replace(tzinfo=home).astimezone(UTC).astimezone(home).replace(tzinfo=None) == one
    assert not exists or back.replace(tzinfo=None) == one


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15 Apr, 2021 00:03:00", datetime(2021, 4, 15, 0, 3)),
        ("2009\\7\\14", datetime(2009, 7, 14)),
        ("2009\\7\\14 22:14:45+0800", datetime(2009, 7, 14, 14, 14, 45)),
        ("2020-02-04 4:30:21", datetime(2020, 2, 4, 4, 30, 21)),
        ("Apr 5 2021", datetime(2021, 4, 5)),
        ("5. März 2021", datetime(2021, 3, 5)), ("05.Mai.2021", datetime(2021, 5, 5)),
        ("Do, 15. Okt. 2020 14:30 Uhr", datetime(2020, 10, 15, 14, 30)),
        ("1er août 2021", datetime(2021, 8, 1)), ("14 févr. 2021 à 14h30",
                                                  datetime(2021, 2, 14, 14, 30)),
        ("5 de abril de 2021", datetime(2021, 4, 5)), ("12-ene-21", datetime(2021, 1, 12)),
        ("2021-Apr-05", datetime(2021, 4, 5)), ("16.04.2021 09.30", datetime(2021, 4, 16, 9, 30)),
        ("2021-04-16 09:30 PST", datetime(2021, 4, 16, 17, 30)),
        ("2021-07-16 09:30 Europe/Berlin", datetime(2021, 7, 16, 7, 30)),
        ("Thu Apr 15 2021 00:03:00 GMT+0200 (Central European Summer Time)",
         datetime(2021, 4, 14, 22, 3)),
        ("20210416T093000Z", datetime(2021, 4, 16, 9, 30)),
        ("12/31/2021 12:05 AM", datetime(2021, 12, 31, 0, 5)),
    ],
)  # fmt: skip
def test_times_as_files_write_them(text: str, value: datetime) -> None:
    assert parse_moments([text], order=None).values == [value]


def test_counts_since_1970_only_where_the_whole_column_is_so() -> None:
    # 1 January 2020 0:00 UTC is 1,577,836,800 seconds after 1970.
    for cell in ("1577836800", "1577836800000", "1577836800000000", "1577836800.0"):
        assert parse_moments([cell, cell], order=None).values == [datetime(2020, 1, 1)] * 2
    mixed = parse_moments(["1577836800", "2020-01-01"], order=None)
    assert mixed.problems == {0: "'1577836800' is not a date"}


def test_an_order_with_the_year_first_is_asked_and_answered() -> None:
    cells = ["21-04-05", "21-04-06"]
    assert (style(cells), open_orders(cells)) == ("undecided", ("dmy", "ymd"))
    assert parse_dates(cells, order="ymd").values == [date(2021, 4, 5), date(2021, 4, 6)]
    assert parse_dates(["71-04-05"], order=None).values == [date(1971, 4, 5)]
    assert parse_dates(["05.04.21"], order=None).values == [date(2021, 4, 5)]


def test_an_order_that_does_not_fit_the_column_is_no_answer() -> None:
    with pytest.raises(AbmError, match="can be read with the day or the month first"):
        parse(schema.OPPORTUNITIES.field("closed_on"), ["4/5/2021"], source(date_order="ymd"))


def test_years_followed_by_days() -> None:
    assert parse_dates(["2021-16-04", "2021-05-04"], order=None).values == [
        date(2021, 4, 16), date(2021, 4, 5)
    ]


def test_zero_days_are_no_days() -> None:
    parsed = parse_dates(["0000-00-00", "00/00/0000", "2021-04-16"], order=None)
    assert (parsed.values, parsed.problems) == ([None, None, date(2021, 4, 16)], {})


def test_the_question_names_the_orders_that_are_left() -> None:
    found = table("Deal,Stage,Amount,Close date\nA,Won,1,21-04-05\n")
    (question,) = propose(found, entity="opportunities").questions
    assert question.options == ("dmy", "ymd")
    assert "the day or the year first" in question.text


def test_a_house_in_berlin(store: Store) -> None:
    with store.cursor() as cursor:
        save(cursor, House(time_zone="Europe/Berlin"), saved_at=datetime(2026, 1, 5), author="Ida")
    take_in(store, "Activity ID,Account ID,Start DateTime,Kind\n"
                   "1,A,2026-07-01 09:00,call\n2,A,2026-01-01 09:00,call\n"
                   "3,A,2026-07-01T09:00:00Z,call\n")  # fmt: skip
    take_in(store, "Activity ID,Account ID,Occurred at,Kind\n4,A,2026-07-01 09:00,call\n")
    assert rows(store, "SELECT hour(occurred_at) FROM activities ORDER BY activity_id") == [
        (7,), (8,), (9,), (9,)
    ]


def source(**kwargs: object) -> Source:
    return Source("deals.csv", "Close Date", range(2, 100), **kwargs)  # type: ignore[arg-type]
