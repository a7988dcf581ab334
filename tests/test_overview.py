"""As of which day: days of moments begin where the house's time zone says."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from abm_core import house, house_log, schema, store
from abm_core.overview import newest_day

LATE = datetime(2026, 3, 1, 23, 30)  # a Sunday; in Tokyo it is Monday, half past eight


@pytest.mark.parametrize(("zone", "day"), [
    ("UTC", date(2026, 3, 1)), ("Asia/Tokyo", date(2026, 3, 2)),
    ("America/Los_Angeles", date(2026, 3, 1)),
])  # fmt: skip
def test_the_newest_day_is_that_of_the_house(tmp_path: Path, zone: str, day: date) -> None:
    with closing(store.open_store(tmp_path / "a.duckdb")) as opened, opened.cursor() as cursor:
        store.insert(cursor, schema.ACTIVITIES, [
            {"activity_id": "a1", "account_id": "x", "occurred_at": LATE},
            {"activity_id": "a2", "account_id": "x", "occurred_at": datetime(2026, 4, 1)},
        ])  # fmt: skip
        store.insert(cursor, schema.IMPORTS, [
            {"import_id": 1, "imported_at": datetime(2026, 3, 2, 0, 30)}])  # fmt: skip
        chosen = replace(house.read(cursor), time_zone=zone)
        house_log.save(cursor, chosen, author="", saved_at=LATE)
        assert newest_day(cursor) == day, "planned ones do not count"
