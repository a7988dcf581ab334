"""How old the data are, and how full their fields."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, schema, settings

# The newest day of each entity that is not after today; planned meetings and closes do not count.
NEWEST_DAYS = """
WITH days AS (
    SELECT 'accounts' AS entity, created_on AS day FROM accounts
    UNION ALL SELECT 'opportunities', created_on FROM opportunities
    UNION ALL SELECT 'opportunities', closed_on FROM opportunities WHERE outcome <> 'open'
    UNION ALL SELECT 'contacts', created_on FROM contacts
    UNION ALL SELECT 'contacts', verified_on FROM contacts
    UNION ALL SELECT 'activities', occurred_at::DATE FROM activities
    UNION ALL SELECT 'signals', week FROM signals
    UNION ALL SELECT 'campaigns', started_on FROM campaigns
    UNION ALL SELECT 'target_list', joined_on FROM target_list
    UNION ALL SELECT 'target_list', left_on FROM target_list
)
SELECT entity, max(day) FILTER (WHERE day <= $today) AS newest
FROM days
GROUP BY entity
"""

LAST_IMPORTS = """
SELECT entity, arg_max(file, imported_at) AS file, max(imported_at) AS imported_at
FROM imports
WHERE undone_at IS NULL
GROUP BY entity
"""

FILLED = {
    "accounts": "SELECT count(*) AS n_rows, count(COLUMNS(*)) FROM accounts",
    "opportunities": "SELECT count(*) AS n_rows, count(COLUMNS(*)) FROM opportunities",
    "contacts": "SELECT count(*) AS n_rows, count(COLUMNS(*)) FROM contacts",
    "activities": "SELECT count(*) AS n_rows, count(COLUMNS(*)) FROM activities",
    "signals": "SELECT count(*) AS n_rows, count(COLUMNS(*)) FROM signals",
    "campaigns": "SELECT count(*) AS n_rows, count(COLUMNS(*)) FROM campaigns",
    "target_list": "SELECT count(*) AS n_rows, count(COLUMNS(*)) FROM target_list",
}

# Fields that only point to an account where a file has no id, or that others are read from.
BESIDE = {
    "accounts": {"parent_name", "extra"},
    "opportunities": {"account_name", "account_domain", "is_won", "is_closed", "extra"},
    "contacts": {"account_name", "account_domain", "first_name", "last_name", "extra"},
    "activities": {"account_name", "account_domain", "email"},
    "signals": {"account_name", "account_domain"},
    "campaigns": {"extra"},
    "target_list": {"programme_id", "programme", "account_name", "account_domain", "reason",
                    "snapshot_id", "left_on"},
}  # fmt: skip


# Of these something new happens every week; the others may rest, so their last import counts.
FLOWS = {"opportunities", "activities", "signals"}


class Age(NamedTuple):
    """How old one entity's rows are: newest day in them, last import, days since either."""

    entity: str
    n_rows: int
    newest: date | None
    days_old: int | None
    file: str
    imported_at: datetime | None
    days_since_import: int | None

    @property
    def label(self) -> str:
        """What the rows are, on screen."""
        return schema.entity(self.entity).label

    @property
    def is_old(self) -> bool:
        """Whether the newest day, or the import of what may rest, lies too far back."""
        return self.days_counted is not None and self.days_counted > settings.FRESH_DAYS.value

    @property
    def days_counted(self) -> int | None:
        """Days by which it is called old: since the newest day, or since the import."""
        return self.days_old if self.entity in FLOWS else self.days_since_import


class Fill(NamedTuple):
    """How many rows of an entity fill a field; ``entity`` and ``field`` are names."""

    entity: str
    field: str
    n_filled: int
    n_rows: int

    @property
    def share(self) -> float:
        """Share of rows that fill it, 0 to 1; 0 where there are no rows."""
        return self.n_filled / self.n_rows if self.n_rows else 0.0

    @property
    def label(self) -> str:
        """The field's name on screen."""
        return schema.entity(self.entity).field(self.field).label


def fills(cursor: DuckDBPyConnection) -> list[Fill]:
    """Every field of every entity that is imported, in the order of the schema."""
    return [fill for entity, sql in FILLED.items() for fill in _fills(cursor, entity, sql)]


def _fills(cursor: DuckDBPyConnection, entity: str, sql: str) -> list[Fill]:
    n_rows, *counts = cursor.execute(sql).fetchall()[0]
    names = [column[0] for column in (cursor.description or [])[1:]]
    filled = dict(zip(names, counts, strict=True))
    return [
        Fill(entity, field.name, filled[field.name], n_rows)
        for field in schema.entity(entity).fields
        if field.name in filled and field.name not in BESIDE[entity]
    ]


def ages(cursor: DuckDBPyConnection, *, today: date) -> list[Age]:
    """How old each entity is that has rows, in the order of the schema."""
    newest = dict(cursor.execute(NEWEST_DAYS, {"today": today}).fetchall())
    imports = {row[0]: row[1:] for row in cursor.execute(LAST_IMPORTS).fetchall()}
    counted = {fill.entity: fill.n_rows for fill in fills(cursor)}
    return [
        _age(name, n_rows, newest.get(name), *imports.get(name, ("", None)), today=today)
        for name, n_rows in counted.items()
        if n_rows
    ]


def _age(
    name: str, n_rows: int, newest: date | None, file: str, imported_at: datetime | None,
    *, today: date,
) -> Age:
    days = (today - newest).days if newest else None
    since = (today - imported_at.date()).days if imported_at else None
    return Age(name, n_rows, newest, days, file, imported_at, since)


def headline(found: list[Age]) -> str:
    """How old the data are as a whole, and which part lags behind."""
    dated = [age for age in found if age.days_old is not None]
    if not dated:
        return "Nothing in the data has a day."
    youngest = min(dated, key=lambda age: age.days_old or 0)
    newest = f"The newest day is {formats.day(youngest.newest)}, {_ago(youngest.days_old or 0)}"
    old = [age.label.lower() for age in found if age.is_old]
    if not old:
        return f"{newest}. Nothing is overdue for a new export."
    return f"{newest}. Due for a new export: {formats.listed(old)}."


def state(age: Age) -> str:
    """Whether an entity is due for a new export, and by which of its days."""
    if age.days_counted is None:
        return "No day"
    what = "newest" if age.entity in FLOWS else "imported"
    return f"{'Due' if age.is_old else 'Fresh'}: {what} {_ago(age.days_counted)}"


def _ago(days: int) -> str:
    if days == 0:
        return "today"
    return "yesterday" if days == 1 else f"{formats.count(days)} days ago"
