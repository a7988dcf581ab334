"""What can be typed after scenario, sign, override, snapshot and segment."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Day = Callable[[str], object]
REFERENCE = "a scenario as NAME or NAME@VERSION, a profile file, or the word live"


def fill_scenario(parser: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Scenarios: list, save, diff, compare, export, rollback, rename, archive, restore, link."""
    add = actions(parser, shared)
    add("list", "every scenario with its newest version").add_argument(
        "--archived", action="store_true", help="with those that were put away")
    saved = add("save", "keep a file as the next version; no tier changes", ("import",))
    saved.add_argument("file", type=Path, metavar="FILE", help="a profile as YAML or JSON")
    saved.add_argument("--name", metavar="NAME", help="default: the name in the file")
    _sign(saved)
    diff = add("diff", "what tells two apart, in words")
    diff.add_argument("one", metavar="ONE", help=REFERENCE)
    diff.add_argument("other", nargs="?", metavar="OTHER",
                      help="default: from what is live to ONE")
    _programme(diff)
    compared = add("compare", "up to four side by side, what is live first")
    compared.add_argument("references", nargs="+", metavar="ONE", help=REFERENCE)
    compared.add_argument("--backtest", action="store_true",
                          help="with how each would have done in the past")
    _programme(compared)
    out = add("export", "a version as a file to read, edit and send")
    out.add_argument("reference", metavar="ONE", help=REFERENCE)
    out.add_argument("--out", type=Path, metavar="FILE", help="YAML, or JSON where the name ends "
                     "in .json; default: standard output")
    _programme(out)
    link = add("link", "a version as the text that a link to the screen carries")
    link.add_argument("reference", metavar="ONE", help=REFERENCE)
    _programme(link)
    back = add("rollback", "a new version that equals an old one")
    back.add_argument("name", metavar="NAME")
    back.add_argument("version", type=int, metavar="VERSION")
    _sign(back)
    renamed = add("rename", "another name for all versions")
    renamed.add_argument("name", metavar="NAME")
    renamed.add_argument("new_name", metavar="NEW")
    for name, what in (("archive", "put a scenario away"), ("restore", "bring one back")):
        add(name, what).add_argument("name", metavar="NAME")
    for one in ("rename", "archive", "restore"):
        _author(add.choices[one])


def fill_sign(parser: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Signing: list, propose, approve, decline."""
    add = actions(parser, shared)
    listed = add("list", "the proposals, and the changes of one")
    listed.add_argument("--proposal", metavar="N", help="default: the newest")
    made = add("propose", "put the changes of a profile up for signature")
    made.add_argument("reference", nargs="?", default="live", metavar="ONE",
                      help=f"{REFERENCE} (default: live)")
    made.add_argument("--without-hysteresis", action="store_true",
                      help="also accounts that pass a cutoff by less than 2 points")
    _programme(made)
    _sign(made)
    for name, what in (("approve", "sign changes"), ("decline", "turn changes down")):
        one = add(name, f"{what}: those of some accounts, else all that are open")
        one.add_argument("accounts", nargs="*", metavar="ACCOUNT", help="its id, domain or name")
        one.add_argument("--as", dest="person", required=True, metavar="NAME", help="who signs")
        one.add_argument("--proposal", metavar="N", help="default: the newest")
        one.add_argument("--reason", default="", required=name == "decline", metavar="TEXT")


def fill_override(
    parser: argparse.ArgumentParser, shared: argparse.ArgumentParser, day: Day
) -> None:
    """Overrides: add, list, remove."""
    add = actions(parser, shared)
    added = add("add", "give an account a tier by hand, for a time")
    added.add_argument("account", metavar="ACCOUNT", help="its id, domain or name")
    added.add_argument("tier", choices=("1", "2", "3", "none"), metavar="TIER",
                       help="1, 2, 3 or none")
    added.add_argument("--reason", required=True, metavar="TEXT")
    added.add_argument("--until", type=day, metavar="YYYY-MM-DD",
                       help="the last day on which it holds (default: 90 days from today)")
    listed = add("list", "the overrides of a programme")
    listed.add_argument("--all", action="store_true", help="with those that have ended")
    removed = add("remove", "take one back before its end")
    removed.add_argument("number", metavar="N", help="as the list shows it")
    for one in (added, removed):
        one.add_argument("--author", required=True, metavar="NAME", help="who decides")
    for one in (added, listed, removed):
        _programme(one)


def fill_snapshot(parser: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Snapshots: list, show."""
    add = actions(parser, shared)
    listed = add("list", "every save and weekly snapshot")
    shown = add("show", "the target list as it stood at the end of a week or day")
    shown.add_argument("week", metavar="WEEK", help="as 2026-W10 or 2026-03-08")
    shown.add_argument("--against", metavar="WEEK", help="a later one: what changed until then")
    for one in (listed, shown):
        _programme(one)


def fill_segment(parser: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """Segments: list, save, delete."""
    add = actions(parser, shared)
    add("list", "every saved segment with its size")
    saved = add("save", "keep a filter over accounts under a name")
    saved.add_argument("name", metavar="NAME")
    saved.add_argument("--where", action="append", required=True, metavar="FIELD=VALUE",
                       help="industry, region, tier, ... or extra.Header; given again for one "
                       "field any of the values will do, of several fields all must hold")
    gone = add("delete", "forget a segment")
    gone.add_argument("name", metavar="NAME")
    for one in (saved, gone):
        _author(one)


class _Adder:
    """Adds one action after another to a command; ``choices`` are those added."""

    def __init__(self, parser: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
        self._actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        self._shared = shared
        self.choices: dict[str, argparse.ArgumentParser] = {}

    def __call__(
        self, name: str, help_text: str, aliases: tuple[str, ...] = ()
    ) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = self._actions.add_parser(
            name, help=help_text, parents=[self._shared], aliases=aliases)
        self.choices[name] = made
        return made


def actions(parser: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> _Adder:
    """What gives a command its actions: called with a name and a help text for each."""
    return _Adder(parser, shared)


def _sign(parser: argparse.ArgumentParser) -> None:
    _author(parser)
    parser.add_argument("--note", default="", metavar="TEXT", help="why")


def _author(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--author", default="", metavar="NAME", help="who does it")


def _programme(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--programme", metavar="NAME", help="default: the one saved last")
