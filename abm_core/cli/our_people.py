"""Commands about the people of the house: people list, add, remove, put-on, take-off."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import formats, house, house_log, upkeep
from abm_core.cli.acting import account_id, today
from abm_core.cli.answer import Answer, lent
from abm_core.errors import AbmError, did_you_mean
from abm_core.house import House, Person
from abm_core.review import actions_wording as wording
from abm_core.review import load, names, teams
from abm_core.review.load import Load
from abm_core.review.teams import Member


def list_people(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Everybody with what they have to do, or who is on one account."""
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        if arguments.account:
            return _team(cursor, account_id(cursor, arguments.account), arguments, now)
        return _answer(cursor, [], arguments, now)


def _answer(
    cursor: DuckDBPyConnection, lines: list[str], arguments: argparse.Namespace, now: datetime
) -> Answer:
    loads = load.read(cursor, today=today(cursor, arguments, now))
    unknown = teams.not_in_people(cursor)
    told = wording.not_in_people(unknown)
    mails = {one.name: one.email for one in house.people(cursor)}
    return Answer(
        [*lines, wording.load_line(loads), *map(_line, loads), *([told] if told else [])],
        {"people": [_data(one, mails) for one in loads],
         "not_in_people": [one.name for one in unknown]},
    )  # fmt: skip


def _line(one: Load) -> str:
    team = f" ({one.team})" if one.team else ""
    over = f", {formats.count(one.n_overdue)} overdue" if one.n_overdue else ""
    hours = (f"; {formats.count(one.hours)} of {formats.count(one.available)} hours"
             if one.available else "")  # fmt: skip
    held = "/".join(formats.count(n) for n in one.n_accounts)
    n_open = formats.counted(one.n_open, "open action")
    return (f"  {one.name or wording.NOBODY_YET}{team}: {n_open}{over}; accounts in tier "
            f"1/2/3: {held}{hours}")


def _data(one: Load, mails: dict[str, str]) -> dict[str, Any]:
    return {
        "name": one.name or None, "team": one.team or None, "email": mails.get(one.name) or None,
        "is_in_people": one.name in mails, "open": one.n_open, "overdue": one.n_overdue,
        "accounts": list(one.n_accounts), "hours": one.hours,
        "hours_available": one.available or None,
    }  # fmt: skip


def add(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Add somebody to the people of the house; of a name that is there, change what is given."""
    with lent(arguments) as cursor:
        chosen = house.read(cursor)
        before = _named(chosen, arguments.name)
        mail = before.email if before and arguments.email is None else arguments.email or ""
        made = Person(before.name if before else names.clean(arguments.name), mail, arguments.team)
        said = f"{made.name} is in {made.team} now." if before else (
            f"Added {made.name} to {made.team}.")  # fmt: skip
        _save(cursor, chosen, before, made, arguments, now)
        return _answer(cursor, [said], arguments, now)


def remove(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take somebody out of the people of the house; their actions and accounts stay theirs."""
    with lent(arguments) as cursor:
        chosen = house.read(cursor)
        before = _named(chosen, arguments.name)
        if before is None:
            raise AbmError(f"'{arguments.name}' is not among the people of the house.",
                           did_you_mean(arguments.name, [one.name for one in chosen.people])
                           if chosen.people else "Nobody is yet.")  # fmt: skip
        _save(cursor, chosen, before, None, arguments, now)
        return _answer(cursor, [f"Removed {before.name}."], arguments, now)


def _named(chosen: House, name: str) -> Person | None:
    return next((one for one in chosen.people if names.key(one.name) == names.key(name)), None)


def _save(
    cursor: DuckDBPyConnection, chosen: House, before: Person | None, after: Person | None,
    arguments: argparse.Namespace, now: datetime,
) -> None:  # fmt: skip
    kept = [one for one in chosen.people if one != before]
    people = tuple(sorted([*kept, *([after] if after else [])]))
    saved = replace(chosen, people=people)
    if house_log.save(cursor, saved, author=arguments.author, saved_at=now):
        upkeep.compute(cursor, now=now)  # own staff is left out of what others did


def put_on(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Put somebody on an account from today on."""
    with lent(arguments) as cursor:
        found, day = account_id(cursor, arguments.account), today(cursor, arguments, now)
        teams.put_on(cursor, found, arguments.name, arguments.role, since=day,
                     author=arguments.author, now=now)  # fmt: skip
        return _team(cursor, found, arguments, now)


def take_off(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take somebody off an account from today on, also where the CRM names them."""
    with lent(arguments) as cursor:
        found, day = account_id(cursor, arguments.account), today(cursor, arguments, now)
        teams.take_off(cursor, found, arguments.name, arguments.role, off_from=day,
                       author=arguments.author, now=now)  # fmt: skip
        return _team(cursor, found, arguments, now)


def _team(
    cursor: DuckDBPyConnection, found: str, arguments: argparse.Namespace, now: datetime
) -> Answer:
    members = teams.members(cursor, as_of=today(cursor, arguments, now), account_id=found)
    named = members[0].account if members else found
    return Answer(
        [wording.team_line(members, named),
         *(f"  {one.person}: {one.role}, {one.source}{_since(one)}" for one in members)],
        {"account_id": found, "members": [
            {"person": one.person, "role": one.role, "team": one.team or None,
             "source": one.source, "since": one.since.isoformat() if one.since else None}
            for one in members]},
    )  # fmt: skip


def _since(one: Member) -> str:
    return f" since {formats.day(one.since)}" if one.since else ""


ACTIONS: dict[str, Callable[[argparse.Namespace, datetime], Answer]] = {
    "list": list_people, "add": add, "remove": remove, "put-on": put_on, "take-off": take_off,
}  # fmt: skip


def people(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on the people of the house."""
    return ACTIONS[arguments.action](arguments, now)
