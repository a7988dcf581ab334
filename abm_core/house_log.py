"""Saving the settings of the house, with every change in the change log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import change_log, house, schema, store
from abm_core.change_log import ADDED, REMOVED, Change
from abm_core.house import House

# What sums, surges and stages are made of, which are kept per revision. Weeks and own staff are not
# among them: the roll-up itself compares what it was made by.
KEPT_PER_REVISION = ("currency", "rates", "topics")

FORGET_SETTING = "DELETE FROM house_settings WHERE name = $name"
FORGET_PERSON = "DELETE FROM people WHERE name = $name"
FORGET_RATE = """
DELETE FROM currency_rates
WHERE currency = $currency AND into_currency = $into_currency AND valid_from = $valid_from
"""


def save(cursor: DuckDBPyConnection, chosen: House, *, author: str, saved_at: datetime) -> int:
    """Write what changed and log it, in one transaction; how many changes there were."""
    with store.transaction(cursor):
        before = house.read(cursor)
        changes = list(_changes(before, chosen))
        if not changes:
            return 0
        _write_settings(cursor, before, chosen, author, saved_at)
        _write_people(cursor, before, chosen)
        _write_rates(cursor, before, chosen)
        change_log.write(cursor, sorted(changes, key=_place), author=author, changed_at=saved_at)
        if any(getattr(before, name) != getattr(chosen, name) for name in KEPT_PER_REVISION):
            store.next_revision(cursor)
    return len(changes)


def _changes(before: House, chosen: House) -> Iterator[Change]:
    for name in house.SINGLE:
        old, new = getattr(before, name), getattr(chosen, name)
        if old != new:
            yield Change(schema.HOUSE_SETTINGS, name, "value", old, new)
    yield from _rows(schema.PEOPLE, _people(before), _people(chosen))
    yield from _rows(schema.CURRENCY_RATES, _rates(before), _rates(chosen))


Rows = dict[str, dict[str, Any]]


def _people(of: House) -> Rows:
    return {person.name: person._asdict() for person in of.people}


def _rates(of: House) -> Rows:
    return {_rate_id(rate): rate._asdict() for rate in of.rates}


def _rate_id(rate: house.Rate) -> str:
    """The key of a rate as the change log writes keys of several parts."""
    parts = [rate.currency, rate.into_currency, rate.valid_from.isoformat()]
    return json.dumps(parts, separators=(",", ":"))


def _rows(entity: schema.Entity, before: Rows, after: Rows) -> Iterator[Change]:
    for key in before.keys() - after.keys():
        yield Change(entity, key, REMOVED, before[key], None)
    for key in after.keys() - before.keys():
        yield Change(entity, key, ADDED, None, after[key])
    for key in before.keys() & after.keys():
        for name, new in after[key].items():
            if before[key][name] != new:
                yield Change(entity, key, name, before[key][name], new)


def _write_settings(
    cursor: DuckDBPyConnection, before: House, chosen: House, author: str, saved_at: datetime
) -> None:
    for name in house.SINGLE:
        value = getattr(chosen, name)
        if value == getattr(before, name):
            continue
        cursor.execute(FORGET_SETTING, {"name": name})
        store.insert(cursor, schema.HOUSE_SETTINGS, [{
            "name": name, "value": json.dumps(value, ensure_ascii=False),
            "author": author or None, "saved_at": saved_at,
        }])  # fmt: skip


def _write_people(cursor: DuckDBPyConnection, before: House, chosen: House) -> None:
    for person in set(before.people) - set(chosen.people):
        cursor.execute(FORGET_PERSON, {"name": person.name})
    store.insert(cursor, schema.PEOPLE, [
        {**person._asdict(), "email": person.email or None}
        for person in chosen.people if person not in before.people
    ])  # fmt: skip


def _write_rates(cursor: DuckDBPyConnection, before: House, chosen: House) -> None:
    for rate in set(before.rates) - set(chosen.rates):
        key = {name: value for name, value in rate._asdict().items() if name != "rate"}
        cursor.execute(FORGET_RATE, key)
    new = [rate._asdict() for rate in chosen.rates if rate not in before.rates]
    store.insert(cursor, schema.CURRENCY_RATES, new)


def _place(change: Change) -> tuple[str, str, str]:
    return change.entity.name, change.entity_id, change.field
