"""What can be typed after actions and people."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from abm_core import schema
from abm_core.cli.decision_arguments import Day, actions

DUE = ("this-week", "overdue")
Filled = tuple[str, str, Callable[[argparse.ArgumentParser], object]]


def acting(shared: argparse.ArgumentParser, day: Day) -> tuple[Filled, ...]:
    """Both commands: name, what it does, what gives it its options."""
    return (
        ("actions", "who does what by when at which account: list, add, edit, done, drop, undo",
         lambda made: _fill_actions(made, shared, day)),
        ("people", "who works here, what each has to do, who is on an account: list, add, remove",
         lambda made: _fill_people(made, shared)),
    )  # fmt: skip


def _fill_actions(
    parser: argparse.ArgumentParser, shared: argparse.ArgumentParser, day: Day
) -> None:
    add = actions(parser, shared)
    listed = add("list", "actions, those that are due first at the top")
    listed.add_argument("--owner", metavar="NAME", help='only theirs; "" for those of nobody')
    listed.add_argument("--team", choices=schema.TEAMS, help="only those of a team")
    listed.add_argument("--account", metavar="ACCOUNT", help="only at one: its id, domain or name")
    listed.add_argument("--status", choices=(*schema.ACTION_STATUSES, "all"), default="open",
                        help="default: open")
    listed.add_argument("--due", type=_due, metavar="WHEN",
                        help=f"{' or '.join(DUE)}, or the last day to list")
    listed.add_argument("--review", type=_monday, metavar="YYYY-Www",
                        help="only those that the review of a week asked for")
    listed.add_argument("--out", type=Path, metavar="FILE",
                        help="write them as .csv, .xlsx, or .ics for a calendar")
    added = add("add", "note a next step")
    added.add_argument("account", metavar="ACCOUNT", help="its id, domain or name")
    added.add_argument("next_step", metavar="STEP", help="what will be done")
    edited = add("edit", "give an open action another owner, day, reason or next step")
    _number(edited)
    edited.add_argument("--step", metavar="TEXT", dest="next_step", help="what will be done")
    for one, usual in ((added, ""), (edited, None)):
        one.add_argument("--owner", default=usual, metavar="NAME", help="who does it")
        one.add_argument("--due", type=day, metavar="YYYY-MM-DD",
                         help="last day on which it is in time"
                         + ("" if usual is None else " (default: a week from today)"))
        one.add_argument("--reason", default=usual, metavar="TEXT", help="why")
    done, dropped = add("done", "say that it is done"), add("drop", "say that nobody will do it")
    undone = add("undo", "take the last change of an action back")
    for one in (done, dropped, undone):
        _number(one)
    done.add_argument("--outcome", default="", metavar="TEXT", help="what became of it")
    dropped.add_argument("--because", required=True, metavar="TEXT", dest="outcome",
                         help="why nobody does it")
    for one in (added, edited, done, dropped, undone):
        one.add_argument("--author", required=True, metavar="NAME", help="who says so")


def _number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="N", help="as the list shows it")


def _due(text: str) -> str | date:
    if text in DUE:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no day; use {' or '.join(DUE)}, or write it as 2026-11-13") from None


def _monday(text: str) -> date:
    found = re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", text)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else _no_week(text)
    except ValueError:
        return _no_week(text)


def _no_week(text: str) -> date:
    raise argparse.ArgumentTypeError(f"'{text}' is no week; write it as 2026-W46")


def _fill_people(parser: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    add = actions(parser, shared)
    listed = add("list", "who works here, with open actions, accounts and hours")
    listed.add_argument("--account", metavar="ACCOUNT",
                        help="who is on one: its id, domain or name")
    added = add("add", "add somebody, or give them another team or e-mail")
    added.add_argument("name", metavar="NAME")
    added.add_argument("--team", required=True, choices=schema.TEAMS)
    added.add_argument("--email", metavar="ADDRESS", help="default: as it was")
    removed = add("remove", "take somebody out of the people of the house")
    removed.add_argument("name", metavar="NAME")
    put, off = add("put-on", "put somebody on an account"), add("take-off", "take them off it")
    for one in (put, off):
        one.add_argument("account", metavar="ACCOUNT", help="its id, domain or name")
        one.add_argument("name", metavar="NAME")
        one.add_argument("--role", required=True, choices=schema.ACCOUNT_ROLES)
    for one in (added, removed, put, off):
        one.add_argument("--author", default="" if one in (added, removed) else None,
                         required=one in (put, off), metavar="NAME", help="who says so")
