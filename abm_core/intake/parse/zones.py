"""Time zones as files name them: offsets, letters such as CET, names such as Europe/Berlin."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Hours from UTC. Letters that mean several zones (IST, AST, GST) are not here: they are asked.
LETTERS: dict[str, float] = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1,
    "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6,
    "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
    "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "ACST": 9.5, "AWST": 8,
    "NZST": 12, "NZDT": 13, "SAST": 2,
}  # fmt: skip
OFFSET = re.compile(r"(?:Z|UTC|GMT)?\s*(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
# "GMT+0200 (Central European Summer Time)", "(GMT+01:00) Berlin": the words repeat the offset.
WORDS_BESIDE = re.compile(r"(?<=\d)\s*\([^)]*\)$|(?<=\d)\)\s*.*$")
LARGEST = timedelta(hours=14)


@lru_cache(maxsize=1_000)
def zone(text: str) -> tzinfo | None:
    """The zone that a text names; ``None`` when it names none that is known.

    >>> zone("+05:30") == zone("GMT+0530 (India)"), zone("PST") == zone("-8"), zone("XYZ")
    (True, True, None)
    """
    plain = WORDS_BESIDE.sub("", text.strip()).replace("−", "-").strip(" ()[]")
    if plain.upper() in LETTERS:
        hours = LETTERS[plain.upper()]
        return timezone(timedelta(hours=hours)) if hours else UTC
    offset = OFFSET.fullmatch(plain.upper())
    if offset:
        return _offset(offset)
    return named(plain) if "/" in plain else None


def _offset(match: re.Match[str]) -> timezone | None:
    size = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if size > LARGEST or int(match["minutes"] or 0) > 59:
        return None
    return timezone(-size if match["sign"] == "-" else size)


def named(name: str) -> tzinfo | None:
    """The zone of the tz database with that name; ``None`` when there is none."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
