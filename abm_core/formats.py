"""How numbers are written for people, once for screens, charts, sentences and files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NONE = "–"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_SCALES = ((1e9, "B"), (1e6, "M"), (1e3, "K"))


def count(number: float) -> str:
    """A whole number with thousands: 1,240."""
    return f"{number:,.0f}"


def counted(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: "1 account", "2,400 accounts"."""
    return f"{count(number)} {singular if number == 1 else plural or singular + 's'}"


def money(amount: float, currency: str) -> str:
    """An amount, short enough for a sentence: $2.3M, €96K, 840."""
    if math.isnan(amount):
        return NONE
    sign = "−" if amount < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} " if currency else "")
    return f"{sign}{symbol}{_short(abs(amount))}"


def _short(amount: float) -> str:
    for scale, letter in _SCALES:
        if amount >= scale * 0.9995:
            scaled = amount / scale
            return f"{scaled:.1f}{letter}" if scaled < 99.95 else f"{scaled:,.0f}{letter}"
    return f"{amount:,.0f}"


def score(value: float) -> str:
    """An account score or a contribution, one decimal."""
    return NONE if math.isnan(value) else f"{value:.1f}"


def change(value: float) -> str:
    """A signed change of score: +8.2, −3.0."""
    return NONE if math.isnan(value) else f"{value:+.1f}".replace("-", "−")


def percent(share: float) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return NONE if math.isnan(share) else f"{100 * share:.0f} %"


def day(value: date | None) -> str:
    """A day as people write it without doubt about the order: 13 Nov 2026."""
    return NONE if value is None else f"{value.day} {value:%b %Y}"


def moment(at: datetime, *, now: datetime, time_zone: str | None = None) -> str:
    """A time of today as 12:03, of another day with its day; both given in UTC without zone."""
    zone = _zone(time_zone)
    here, today = (one.replace(tzinfo=UTC).astimezone(zone) for one in (at, now))
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return f"{day(here.date())}, {here:%H:%M}"


def local_day(at: datetime, zone: str) -> date:
    """The day of a moment, given in UTC without zone, on the clocks of a time zone.

    >>> local_day(datetime(2026, 3, 1, 23, 30), "Asia/Tokyo")
    datetime.date(2026, 3, 2)
    """
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The moment at which a day of a time zone is over, in UTC without zone.

    >>> end_of_day(date(2026, 3, 2), "Asia/Tokyo")
    datetime.datetime(2026, 3, 2, 15, 0)
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):  # a browser may name one that we do not know
        return ZoneInfo("UTC")


def tier(level: int) -> str:
    """A tier by name; 0 is no tier."""
    return f"Tier {level}" if level else "No tier"


def saved_tier(value: object) -> str:
    """A tier as it is saved, "1" to "3" or nothing, as people read it.

    >>> saved_tier("2"), saved_tier(None)
    ('Tier 2', 'No tier')
    """
    return tier(int(value) if isinstance(value, str) else 0)


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
