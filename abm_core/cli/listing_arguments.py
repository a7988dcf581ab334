"""What can be typed after ``lists`` and ``exports``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from abm_core import schema

Described = tuple[str, str, Callable[[argparse.ArgumentParser], object]]
FORMATS = ("xlsx", "csv", "salesforce", "hubspot")


def _fill_lists(parser: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    """List, show, save and export."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    every = actions.add_parser("list", help="every list in use", parents=[everywhere])
    every.add_argument("--archived", action="store_true", help="those put away as well")
    shown = actions.add_parser("show", help="who is on a list today, and its versions",
                               parents=[everywhere])  # fmt: skip
    saved = actions.add_parser("save", help="keep IDs as a list, or as its next version",
                               parents=[everywhere])  # fmt: skip
    taken = actions.add_parser("export", help="a list as a file", parents=[everywhere])
    for one in (shown, saved, taken):
        one.add_argument("name", metavar="NAME", help="its name (or its number)")
    saved.add_argument("--of", choices=schema.LIST_ENTITIES, default="accounts",
                       help="what it holds (default: accounts)")
    saved.add_argument("--id", dest="ids", action="append", default=[], metavar="ID",
                       help="one of its members; may be given several times")
    saved.add_argument("--ids-from", type=Path, metavar="FILE", help="a file with an ID per line")
    saved.add_argument("--note", default="", metavar="TEXT", help="what it is for")
    taken.add_argument("--format", choices=FORMATS, default="xlsx",
                       help="Excel (the default), CSV, or what a CRM's import asks for: record "
                       "IDs with the fields that differ from what it said last")
    taken.add_argument("--field", dest="fields", action="append", default=[], type=_pair,
                       metavar="FIELD=HEADER", help="the name of the CRM's field for tier, score, "
                       "stage, target, owner or role; FIELD= leaves it out")
    taken.add_argument("--out", type=Path, required=True, metavar="FILE")
    for one in (saved, taken):
        one.add_argument("--author", default="", metavar="NAME",
                         help="who does it (default: the user of this machine)")


def _pair(text: str) -> tuple[str, str]:
    field, is_there, header = text.partition("=")
    if not is_there:
        raise argparse.ArgumentTypeError(f"'{text}' is not FIELD=HEADER")
    return field.strip(), header.strip()


def _fill_exports(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--most", type=int, default=50, metavar="N",
                        help="how many, the newest first (default: 50)")



def listing(everywhere: argparse.ArgumentParser) -> tuple[Described, ...]:
    """The commands lists and exports."""
    return (
        ("lists", "saved lists: list, show, save, export as Excel, CSV or update file of a CRM",
         lambda made: _fill_lists(made, everywhere)),
        ("exports", "what left the workbench: who took which list when", _fill_exports),
    )  # fmt: skip
