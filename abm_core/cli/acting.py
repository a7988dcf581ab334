"""Commands about actions: list, add, edit, done, drop, undo."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import formats, house
from abm_core.cli import list_files
from abm_core.cli.answer import Answer, lent, write_file
from abm_core.cli.explaining import find_account
from abm_core.errors import AbmError
from abm_core.output import action_lists, calendar_file
from abm_core.review import action_board, action_items
from abm_core.review import actions_wording as wording
from abm_core.review.action_items import ActionItem, Changes
from abm_core.targeting.accounts import Accounts

CALENDAR = ".ics"


def list_actions(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The actions that are asked for; with ``--out`` as a file."""
    is_calendar = arguments.out is not None and arguments.out.suffix.lower() == CALENDAR
    if not is_calendar:
        list_files.check(arguments.out)
    with lent(arguments) as cursor:
        day = today(cursor, arguments, now)
        found = action_items.of(
            cursor, owner=arguments.owner, team=arguments.team,
            account_id=account_id(cursor, arguments.account) if arguments.account else None,
            status=None if arguments.status == "all" else arguments.status,
            week=arguments.review,
        )  # fmt: skip
        people = house.people(cursor)
    found = [one for one in found if _is_due(one, arguments.due, day)]
    said = formats.counted(len(found), "action") if found else "No action"
    over = sum(one.is_overdue(day) for one in found)
    lines = [f"{said}, {formats.count(over)} overdue." if over else f"{said}."]
    if is_calendar:
        write_file(arguments.out, calendar_file.content(found, now=now))
    elif arguments.out:
        frame = action_lists.frame(found, day, people)
        list_files.write(arguments.out, frame, action_lists.LIST, now)
    if arguments.out:
        lines.append(f"Wrote {arguments.out}.")
    return Answer([*lines, *(_line(one, day) for one in found)],
                  {"today": day.isoformat(), "actions": [_data(one, day) for one in found],
                   "written": str(arguments.out) if arguments.out else None,
                   "rows": len(found)})  # fmt: skip


def today(cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime) -> date:
    """The day that is asked for, else that of the clock in the house's time zone."""
    asked: date | None = arguments.as_of
    return asked or formats.local_day(now, house.time_zone(cursor))


def account_id(cursor: DuckDBPyConnection, said: str) -> str:
    """The id of the account that is meant by id, domain or name."""
    accounts = Accounts(cursor)
    row, _ = find_account(cursor, accounts, said)
    return str(accounts.ids[row])


def _is_due(item: ActionItem, due: str | date | None, day: date) -> bool:
    if due is None:
        return True
    if isinstance(due, date):
        return item.due_on <= due
    return item.is_overdue(day) or (due == "this-week" and action_board.is_due(item, day))


def _line(item: ActionItem, day: date) -> str:
    why = f" ({item.reason.rstrip('.')})" if item.reason else ""
    became = f": {item.outcome}" if item.outcome else ""
    return (f"  {item.action_id}  {formats.day(item.due_on)}, {wording.when(item, day)}{became}  "
            f"{item.account}: {item.next_step}{why}. {item.owner or wording.NOBODY_YET}.")


def _data(item: ActionItem, day: date) -> dict[str, Any]:
    return {
        "action": item.action_id, "account_id": item.account_id, "account": item.account,
        "tier": item.tier or None, "reason": item.reason or None, "next_step": item.next_step,
        "owner": item.owner or None, "due_on": item.due_on.isoformat(), "status": item.status,
        "days_overdue": action_board.days_over(item, day), "outcome": item.outcome or None,
        "opportunity_id": item.opportunity_id, "contact_id": item.contact_id,
        "source": item.source,
        "review_week": item.review_week.isoformat() if item.review_week else None,
        "created_by": item.created_by, "created_at": item.created_at.isoformat(),
        "closed_by": item.closed_by or None,
        "closed_at": item.closed_at.isoformat() if item.closed_at else None,
        "version": item.version,
    }  # fmt: skip


def add(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Note a next step."""
    with lent(arguments) as cursor:
        day = today(cursor, arguments, now)
        number = action_items.add(
            cursor, account_id(cursor, arguments.account), reason=arguments.reason,
            next_step=arguments.next_step, owner=arguments.owner,
            due_on=arguments.due or action_board.usual_day(day),
            author=arguments.author, now=now,
        )  # fmt: skip
        return _written(action_items.find(cursor, number), day)


def edit(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Change what was said of an open action."""
    said: Changes = {}
    if arguments.next_step is not None:
        said["next_step"] = arguments.next_step
    if arguments.owner is not None:
        said["owner"] = arguments.owner
    if arguments.due is not None:
        said["due_on"] = arguments.due
    if arguments.reason is not None:
        said["reason"] = arguments.reason
    if not said:
        raise AbmError("Nothing is changed.", "Give --owner, --due, --step or --reason.")
    with lent(arguments) as cursor:
        item = action_items.edit(cursor, arguments.number, said, author=arguments.author, now=now)
        return _written(item, today(cursor, arguments, now))


def close(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Say that an action is done, or that nobody will do it."""
    status = action_items.DONE if arguments.action == "done" else action_items.DROPPED
    with lent(arguments) as cursor:
        item = action_items.close(cursor, arguments.number, status, outcome=arguments.outcome,
                                  author=arguments.author, now=now)  # fmt: skip
        return _written(item, today(cursor, arguments, now))


def undo(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take the last change of an action back."""
    with lent(arguments) as cursor:
        item = action_items.undo(cursor, arguments.number, author=arguments.author, now=now)
        return _written(item, today(cursor, arguments, now))


def _written(item: ActionItem, day: date) -> Answer:
    return Answer([f"{item.action_id}: {wording.done(item)}"], _data(item, day))


ACTIONS: dict[str, Callable[[argparse.Namespace, datetime], Answer]] = {
    "list": list_actions, "add": add, "edit": edit, "done": close, "drop": close, "undo": undo,
}  # fmt: skip


def actions(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on actions."""
    return ACTIONS[arguments.action](arguments, now)
