"""The command that shows and changes the settings of the house: settings."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import formats, house, house_log, settings, store, upkeep
from abm_core.cli.answer import Answer, existing
from abm_core.errors import AbmError, did_you_mean
from abm_core.house import House
from abm_core.settings import Setting

ABOUT: dict[str, Setting[Any]] = {
    "currency": settings.REPORTING_CURRENCY, "fiscal_month": settings.FISCAL_MONTH,
    "time_zone": settings.TIME_ZONE, "own_domains": settings.OWN_DOMAINS,
    "topics": settings.TOPICS, "sla_hours": settings.SLA_HOURS,
    "hours_per_account": settings.HOURS_PER_ACCOUNT,
    "hours_per_person": settings.HOURS_PER_PERSON,
}  # fmt: skip


def change(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The settings, after those that are named were changed."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        before = house.read(cursor)
        chosen = _chosen(before, arguments.changes)
        n_changed = house_log.save(cursor, chosen, author=arguments.author, saved_at=now)
        if n_changed:
            upkeep.compute(cursor, now=now)  # weeks and own staff may be others now
        return _answer(cursor, chosen, n_changed if arguments.changes else None)


def _chosen(before: House, changes: list[tuple[str, str]]) -> House:
    values = {}
    for said, text in changes:
        name = said.replace("-", "_").casefold()
        if name not in ABOUT:
            raise AbmError(f"There is no setting '{said}'.", did_you_mean(name, list(ABOUT)))
        values[name] = READERS[name](text) if text else ABOUT[name].value
    return replace(before, **values)


def _month(text: str) -> int:
    if not text.isdecimal():
        raise AbmError(f"'{text}' is no month.", "Use 1 for January to 12 for December.")
    return int(text)


def _domains(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(house.domain_of(one) for one in text.split(",") if one.strip()))


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))


def _hours(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise AbmError(f"'{text}' is no number of hours.", "Write it as 4 or 1.5.") from None


def _hours_per_tier(text: str) -> tuple[float, ...]:
    hours = tuple(_hours(one) for one in text.split(","))
    if len(hours) != 3:
        raise AbmError(
            f"'{text}' does not give hours for three tiers.",
            "Write those of tier 1, 2 and 3 with commas between: 30,10,0.5",
        )
    return hours


READERS: dict[str, Callable[[str], Any]] = {
    "currency": str.upper, "fiscal_month": _month, "time_zone": str, "own_domains": _domains,
    "topics": _words, "sla_hours": _hours,
    "hours_per_account": _hours_per_tier, "hours_per_person": _hours,
}  # fmt: skip


def _answer(cursor: DuckDBPyConnection, chosen: House, n_changed: int | None) -> Answer:
    currency = house.reporting_currency(cursor)
    changed = [] if n_changed is None else [f"{formats.counted(n_changed, 'setting')} changed."]
    return Answer(
        [*changed, house.headline(chosen, currency), *(_line(chosen, name) for name in ABOUT),
         *(_person_line(one) for one in chosen.people)],
        {
            **{name: getattr(chosen, name) for name in ABOUT},
            "reporting_currency": currency,
            "people": [one._asdict() for one in chosen.people],
            "rates": [one._asdict() for one in chosen.rates],
            "changed": n_changed or 0,
        },
    )  # fmt: skip


def _line(chosen: House, name: str) -> str:
    value = getattr(chosen, name)
    values = value if isinstance(value, tuple) else (value,)
    text = ", ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in values)
    default = " (default)" if value == ABOUT[name].value else ""
    return f"  {name}={text}{default}: {ABOUT[name].help}"


def _person_line(one: house.Person) -> str:
    return f"  {one.name}, {one.team}{f', {one.email}' if one.email else ''}"
