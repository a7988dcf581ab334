"""A store of raw rows as a test states them, and a roll-up of them written out in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import house, house_log, schema, store

Row = dict[str, Any]
NOON = datetime(2026, 3, 2, 12)
_numbers = count(1)


@contextmanager
def opened(folder: Path) -> Iterator[DuckDBPyConnection]:
    """A cursor of a new store."""
    path = folder / f"rollup-{next(_numbers)}.duckdb"
    with closing(store.open_store(path)) as one, one.cursor() as cursor:
        yield cursor


def activity(account: str | None, at: datetime | str, **values: Any) -> Row:
    """A page visit of the unknown visitor, unless said otherwise."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return {
        "activity_id": f"a{next(_numbers)}", "account_id": account, "occurred_at": moment,
        "channel": "web", "kind": "page visit", "direction": "theirs", **values,
    }  # fmt: skip


def fill(
    cursor: DuckDBPyConnection, activities: Sequence[Row], *, accounts: Sequence[Row] = (),
    contacts: Sequence[Row] = (), personas: Sequence[Row] = (),
) -> None:
    """Put rows into the store and say that data have changed."""
    ids = dict.fromkeys(row["account_id"] for row in activities if row["account_id"])
    known = accounts or [{"account_id": one, "name": one} for one in ids]
    with store.transaction(cursor):
        store.insert(cursor, schema.ACCOUNTS, list(known))
        store.insert(cursor, schema.CONTACTS, list(contacts))
        store.insert(cursor, schema.PERSONAS, list(personas))
        frame = pd.DataFrame(activities, dtype=object)
        cursor.register("rows_of_test", frame.where(frame.notna(), None))
        cursor.execute("INSERT INTO activities BY NAME SELECT * FROM rows_of_test")
        cursor.unregister("rows_of_test")
        store.next_revision(cursor)


def add(cursor: DuckDBPyConnection, *activities: Row) -> None:
    """More activities of known accounts."""
    with store.transaction(cursor):
        store.insert(cursor, schema.ACTIVITIES, list(activities))
        store.next_revision(cursor)


def settle(cursor: DuckDBPyConnection, **changes: Any) -> None:
    """Change settings of the house."""
    chosen = replace(house.read(cursor), **changes)
    house_log.save(cursor, chosen, author="", saved_at=NOON)


def rolled_up(cursor: DuckDBPyConnection) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The contact weeks by their key."""
    found = cursor.execute(
        "SELECT account_id, contact_id, week, kind, channel, direction, is_theirs, n, n_capped, "
        "minutes, minutes_capped, n_days, n_untimed, last_on FROM contact_weeks"
    ).fetchall()
    assert len(found) == len({row[:7] for row in found})
    return {row[:7]: row[7:] for row in found}


def left_out(cursor: DuckDBPyConnection) -> dict[tuple[date, str], int]:
    """What was dropped, by week and reason."""
    rows = cursor.execute("SELECT week, reason, n FROM rollup_dropped").fetchall()
    return {(week, reason): n for week, reason, n in rows}


class ByHand(NamedTuple):
    """What decides about a row: ``accounts`` are domains by id."""

    accounts: dict[str, str]
    own_contacts: set[str]
    own_domain: str
    zone: str
    as_of: date
    cap: int
    bot_visits: int

    def reason(self, row: Row) -> str | None:
        """Why a row is left out whatever the others say."""
        if (self.accounts.get(row["account_id"]) == self.own_domain
                or row.get("contact_id") in self.own_contacts
                or (row.get("email") or "").endswith(f"@{self.own_domain}")):
            return "own staff"
        if row["account_id"] not in self.accounts:
            return "no known account"
        return "planned" if self.placed(row)["day"] > self.as_of else None

    def placed(self, row: Row) -> Row:
        """The row with its day and week on the clocks of the house."""
        moment = row["occurred_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))
        minutes = row.get("minutes")
        if minutes is not None:
            minutes = min(minutes, 30.0 if row["kind"] == "page visit" else 480.0)
        midnight = (0, 0, 0) in (moment.timetuple()[3:6], row["occurred_at"].timetuple()[3:6])
        return {**row, "day": moment.date(), "contact": row.get("contact_id") or "",
                "who": row.get("contact_id") or row.get("lead_id") or row.get("email"),
                "alone": row["activity_id"] if midnight else None,
                "week": moment.date() - timedelta(days=moment.weekday()), "minutes": minutes}

    def roll_up(
        self, rows: Sequence[Row]
    ) -> tuple[dict[tuple[Any, ...], tuple[Any, ...]], dict[tuple[date, str], int]]:
        """Contact weeks and what is left out, row by row."""
        dropped: Counter[tuple[date, str]] = Counter()
        copies: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            at, reason = self.placed(row), self.reason(row)
            if reason:
                dropped[at["week"], reason] += 1
                continue
            said = ("account_id", "who", "occurred_at", "kind", "channel", "direction",
                    "subject", "alone")
            copies[tuple(at.get(name) for name in said)].append(at)
        kept = []
        for same in copies.values():
            same.sort(key=lambda at: -1 if at["minutes"] is None else at["minutes"])
            kept.append(same.pop())
            dropped.update((at["week"], "duplicate") for at in same)
        return self._grouped(kept, dropped), dict(dropped)

    def _grouped(
        self, kept: list[Row], dropped: Counter[tuple[date, str]]
    ) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        days: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for at in kept:
            days[at["account_id"], at["contact"], at["day"], at["kind"]].append(at)
        groups: dict[tuple[Any, ...], list[tuple[Row, bool]]] = defaultdict(list)
        for (_, _, _, kind), of_day in days.items():
            short = [at for at in of_day if kind == "page visit" and (at["minutes"] or 0) <= 1]
            if len(short) > self.bot_visits:
                dropped.update((at["week"], "bot") for at in short)
                of_day = [at for at in of_day if at not in short]
            of_day.sort(key=lambda at: (not theirs(at), at["direction"] == "ours",
                                           at["occurred_at"]))
            for place, at in enumerate(of_day):
                key = (at["account_id"], at["contact"], at["week"], kind, at["channel"],
                       at["direction"], theirs(at))
                groups[key].append((at, place < self.cap))
        return {key: _summed(group) for key, group in groups.items()}


def theirs(at: Row) -> bool:
    """Whether somebody at the account took part, as the definition says it in words."""
    if at["kind"] in ("meeting", "webinar", "on-site event"):
        return True  # people who came
    if at["kind"] == "call" and (at["minutes"] or 0) > 0:
        return True  # somebody answered
    return at["direction"] == "theirs" or (not at["direction"] and at["kind"] != "other")


def _summed(group: list[tuple[Row, bool]]) -> tuple[Any, ...]:
    counted = [at for at, counts in group if counts]
    return (
        len(group), len(counted), sum(at["minutes"] or 0.0 for at, _ in group),
        sum(at["minutes"] or 0.0 for at in counted), len({at["day"] for at, _ in group}),
        sum(at["minutes"] is None for at in counted), max(at["day"] for at, _ in group),
    )  # fmt: skip
