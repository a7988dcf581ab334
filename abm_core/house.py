"""The settings of the house: currency and rates, calendar, own domains, people, their hours.

Nothing has to be set: what nobody chose has its default from ``settings``.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from duckdb import DuckDBPyConnection

from abm_core import formats, schema, settings
from abm_core.errors import AbmError

CURRENCY = re.compile(r"[A-Z]{3}")
LABEL = r"(?!-)[\w-]{1,63}(?<!-)"
SINGLE = (
    "currency", "fiscal_month", "time_zone", "own_domains", "topics", "sla_hours",
    "hours_per_account", "hours_per_person",
)
LISTS = ("own_domains", "topics", "hours_per_account")
DOMAIN = re.compile(rf"({LABEL}\.)+(?!\d+$){LABEL}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

SETTINGS = "SELECT name, value FROM house_settings"
PEOPLE = "SELECT name, coalesce(email, ''), team FROM people ORDER BY name"
RATES = """
SELECT currency, into_currency, valid_from, rate FROM currency_rates
ORDER BY currency, into_currency, valid_from
"""
STATED_CURRENCIES = """
SELECT currency FROM opportunities
WHERE currency IS NOT NULL
GROUP BY currency
ORDER BY count(*) DESC, currency
"""


class Person(NamedTuple):
    """Somebody who works with the programme; ``email`` is blank where it is not known."""

    name: str
    email: str
    team: str


class Rate(NamedTuple):
    """From ``valid_from`` on, one unit of ``currency`` is ``rate`` units of ``into_currency``."""

    currency: str
    into_currency: str
    valid_from: date
    rate: float


@dataclass(frozen=True)
class House:
    """What the house has chosen; checked when it is made.

    ``currency`` is blank while nobody chose one: then the one that most opportunities state holds.
    ``hours_per_account`` are for tier 1, 2 and 3, like those of a person in a quarter.
    """

    currency: str = settings.REPORTING_CURRENCY.value
    fiscal_month: int = settings.FISCAL_MONTH.value
    time_zone: str = settings.TIME_ZONE.value
    own_domains: tuple[str, ...] = settings.OWN_DOMAINS.value
    people: tuple[Person, ...] = ()
    rates: tuple[Rate, ...] = ()
    topics: tuple[str, ...] = settings.TOPICS.value
    sla_hours: float = settings.SLA_HOURS.value
    hours_per_account: tuple[float, float, float] = settings.HOURS_PER_ACCOUNT.value
    hours_per_person: float = settings.HOURS_PER_PERSON.value

    def __post_init__(self) -> None:
        if self.currency:
            _check_currency(self.currency)
        if not 1 <= self.fiscal_month <= 12:
            raise AbmError(
                f"A fiscal year cannot begin in month {self.fiscal_month}.", "Choose 1 to 12."
            )
        _check_time_zone(self.time_zone)
        if not (math.isfinite(self.sla_hours) and self.sla_hours > 0):
            raise AbmError(
                f"Nobody can follow up in {self.sla_hours:g} business hours.", "Use more than 0."
            )
        for domain in self.own_domains:
            _check_domain(domain)
        _check_people(self.people)
        _check_rates(self.rates)
        check_hours(self.hours_per_account, self.hours_per_person)


def _check_currency(code: str) -> None:
    if not CURRENCY.fullmatch(code):
        raise AbmError(
            f"'{code}' is no currency code.", "Use the three capital letters of ISO 4217, as EUR."
        )


@cache
def time_zones() -> frozenset[str]:
    """Every time zone that there is; looked up once, since the list is spread over files."""
    return frozenset(available_timezones())


def _check_time_zone(name: str) -> None:
    known = time_zones()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise AbmError(
            f"There is no time zone '{name}'.",
            f"Did you mean '{near[0]}'?" if near else "Use a name such as Europe/Copenhagen.",
        )


def _check_domain(domain: str) -> None:
    if not DOMAIN.fullmatch(domain) or domain != domain.lower():
        raise AbmError(
            f"'{domain}' is no domain.",
            "Write what follows @ in your mail addresses, in small letters, as acme.example.",
        )


def _check_people(people: Sequence[Person]) -> None:
    for person in people:
        if not person.name.strip():
            raise AbmError("A person has no name.", "Give a name, or remove the row.")
        if person.email and not EMAIL.fullmatch(person.email):
            raise AbmError(
                f"'{person.email}' is no mail address.", f"Correct that of {person.name}."
            )
        if person.team not in schema.TEAMS:
            raise AbmError(
                f"{person.name} is in no team.", f"Use one of: {', '.join(schema.TEAMS)}."
            )
    for what, values in (
        ("the name", [person.name.casefold() for person in people]),
        ("the mail address", [person.email.casefold() for person in people if person.email]),
    ):
        if twice := [value for value, n in Counter(values).items() if n > 1]:
            raise AbmError(
                f"Two people have {what} {twice[0]}.",
                "Keep one of them, or tell them apart: a save is signed with the name.",
            )


def _check_rates(rates: Sequence[Rate]) -> None:
    for rate in rates:
        _check_currency(rate.currency)
        _check_currency(rate.into_currency)
        if rate.currency == rate.into_currency:
            raise AbmError(f"{rate.currency} needs no rate into itself.", "Remove the row.")
        if not (math.isfinite(rate.rate) and rate.rate > 0):
            raise AbmError(
                f"The rate of {rate.currency} is {rate.rate:g}.",
                f"Say how many {rate.into_currency} one {rate.currency} is worth, above 0.",
            )
    for (currency, _, day), n in Counter(rate[:3] for rate in rates).items():
        if n > 1:
            raise AbmError(
                f"{currency} has two rates from {formats.day(day)} on.", "Keep one of them."
            )


def check_hours(per_account: Sequence[float], per_person: float) -> None:
    """Raise ``AbmError`` for hours that nobody can work, or that favour the lesser tier."""
    if not (all(map(math.isfinite, (*per_account, per_person)))
            and min(per_account) >= 0 and per_person > 0):  # fmt: skip
        raise AbmError(
            "Hours below zero cannot be worked.", "Give 0 or more hours per account, and more "
            "than 0 per person.",
        )  # fmt: skip
    if list(per_account) != sorted(per_account, reverse=True):
        raise AbmError(
            "An account of a better tier takes fewer hours than one of the next.",
            "Let tier 1 take at least as many hours as tier 2, and tier 2 as tier 3.",
        )


def domain_of(text: str) -> str:
    """A domain as the house keeps it, from whatever a person pastes: address, mail, capitals.

    >>> domain_of(" https://www.Acme.example/about "), domain_of("ida@acme.example")
    ('acme.example', 'acme.example')
    """
    host = re.sub(r"^[a-z]+://", "", text.strip().lower()).split("/")[0].rpartition("@")[2]
    return host.removeprefix("www.")


def read(cursor: DuckDBPyConnection) -> House:
    """What the house has chosen, with the defaults for everything that nobody chose."""
    chosen = _chosen(cursor)
    chosen.update({name: tuple(chosen[name]) for name in LISTS if name in chosen})
    return House(
        **chosen,
        people=people(cursor),
        rates=tuple(Rate(*row) for row in cursor.execute(RATES).fetchall()),
    )


def _chosen(cursor: DuckDBPyConnection) -> dict[str, Any]:
    rows = cursor.execute(SETTINGS).fetchall()
    return {name: json.loads(value) for name, value in rows if name in SINGLE}


def time_zone(cursor: DuckDBPyConnection) -> str:
    """The time zone in which days and weeks begin."""
    return str(_chosen(cursor).get("time_zone") or settings.TIME_ZONE.value)


def people(cursor: DuckDBPyConnection) -> tuple[Person, ...]:
    """Who works here, by name."""
    return tuple(Person(*row) for row in cursor.execute(PEOPLE).fetchall())


def usual_currency(cursor: DuckDBPyConnection) -> str:
    """The currency that most opportunities state; a bare number where none does."""
    found = stated_currencies(cursor)
    return found[0] if found else settings.FALLBACK_CURRENCY.value


def stated_currencies(cursor: DuckDBPyConnection) -> list[str]:
    """Every currency that an opportunity states, the most frequent first."""
    return [row[0] for row in cursor.execute(STATED_CURRENCIES).fetchall()]


def reporting_currency(cursor: DuckDBPyConnection) -> str:
    """The currency of every sum: the chosen one, else the one that most opportunities state."""
    return str(_chosen(cursor).get("currency") or usual_currency(cursor))


def headline(chosen: House, currency: str) -> str:
    """In which currency sums are made and why, and what differs from the defaults."""
    if chosen.currency:
        money = f"Sums are in {chosen.currency}, as chosen here"
    elif currency:
        money = f"Sums are in {currency}, which most opportunities state"
    else:
        money = "Sums are bare numbers, because no opportunity states a currency"
    if chosen == House():
        return f"{money}. Nothing has to be set."
    people = formats.counted(len(chosen.people), "person", "people")
    works = "works" if len(chosen.people) == 1 else "work"
    return f"{money}; {people} {works} here." if chosen.people else f"{money}."
