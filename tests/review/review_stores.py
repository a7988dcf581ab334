"""Small stores for the weekly review: rows put straight into the tables that it reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import schema, store

Row = dict[str, Any]
WEEK = date(2026, 11, 2)  # a Monday
SUNDAY = date(2026, 11, 8)
AS_OF = date(2026, 11, 11)  # the Wednesday after, so that WEEK is the newest that is over
_numbers = count(1)


@contextmanager
def opened(folder: Path) -> Iterator[DuckDBPyConnection]:
    """A cursor of a new store."""
    path = folder / f"review-{next(_numbers)}.duckdb"
    with closing(store.open_store(path)) as one, one.cursor() as cursor:
        yield cursor


def put(cursor: DuckDBPyConnection, entity: schema.Entity, *rows: Row) -> None:
    """Rows of one table."""
    store.insert(cursor, entity, list(rows))


def listed(
    cursor: DuckDBPyConnection, account: str, tier: str = "1", *, programme: str = "p",
    since: date = date(2026, 1, 5), until: date | None = None, **values: Any,
) -> None:  # fmt: skip
    """An account on the target list; further values are columns of the account."""
    put(cursor, schema.ACCOUNTS, {"account_id": account, "name": f"Account {account}", **values})
    entry(cursor, account, tier, programme=programme, since=since, until=until)


def entry(
    cursor: DuckDBPyConnection, account: str, tier: str, *, programme: str = "p",
    since: date, until: date | None = None,
) -> None:  # fmt: skip
    """A time on the target list."""
    put(cursor, schema.TARGET_LIST, {
        "programme_id": programme, "account_id": account, "tier": tier, "joined_on": since,
        "left_on": until,
    })  # fmt: skip


def programme(cursor: DuckDBPyConnection, name: str = "p") -> None:
    """A programme whose id is its name."""
    put(cursor, schema.PROGRAMMES, {"programme_id": name, "name": name})


def deal(
    cursor: DuckDBPyConnection, number: str, account: str, outcome: str = "open", *,
    created: date | None, **values: Any,
) -> None:  # fmt: skip
    """An opportunity as it is today."""
    put(cursor, schema.OPPORTUNITIES, {
        "opportunity_id": number, "account_id": account, "name": f"Deal {number}",
        "outcome": outcome, "created_on": created, **values,
    })  # fmt: skip


def logged(
    cursor: DuckDBPyConnection, number: str, field: str, old: Any, at: datetime, new: Any = None
) -> None:
    """A change of an opportunity in the log; ``+`` for its first day in the store."""
    put(cursor, schema.CHANGE_LOG, {
        "change_id": store.next_id(cursor, schema.CHANGE_LOG), "entity": "opportunities",
        "entity_id": number, "field": field, "old_value": _json(old), "new_value": _json(new),
        "changed_at": at,
    })  # fmt: skip


def imported(cursor: DuckDBPyConnection, at: datetime, entity: str = "opportunities") -> None:
    """An import of a file."""
    put(cursor, schema.IMPORTS, {
        "import_id": store.next_id(cursor, schema.IMPORTS), "entity": entity, "imported_at": at,
    })  # fmt: skip


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, default=date.isoformat)


def sundays(n: int, last: date = SUNDAY) -> list[date]:
    """The last days of some weeks, the oldest first."""
    return [last - timedelta(weeks=back) for back in range(n - 1, -1, -1)]


def rows(cursor: DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    found: list[tuple[Any, ...]] = cursor.execute(query).fetchall()
    return found
