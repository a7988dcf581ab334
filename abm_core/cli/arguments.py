"""What can be typed after ``python -m abm_core``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from abm_core import schema
from abm_core.cli import decision_arguments
from abm_core.cli.acting_arguments import acting
from abm_core.cli.classifying_arguments import CLASSIFYING
from abm_core.cli.covering_arguments import COVERING
from abm_core.cli.engaging_arguments import ENGAGING
from abm_core.cli.judging_arguments import JUDGING
from abm_core.cli.keeping_arguments import KEEPING
from abm_core.cli.lifting_arguments import LIFTING, fill_holdout
from abm_core.cli.listing_arguments import listing
from abm_core.cli.review_arguments import REVIEWING
from abm_core.cli.searching_arguments import SEARCHING
from abm_core.cli.stage_arguments import STAGING
from abm_core.cli.surge_arguments import SURGING

UNITS = {"thousands": 1e3, "millions": 1e6, "billions": 1e9}
IMPORTABLE = [entity.name for entity in schema.IMPORTABLE]
ALIASES = {"undo-import": ("undo",)}

Pair = tuple[str, str]
Described = tuple[str, str, Callable[[argparse.ArgumentParser], object]]


def parse(argv: list[str] | None) -> argparse.Namespace:
    """The arguments, checked; wrong usage ends the program with exit code 2."""
    found = _parser().parse_args(argv)
    for name, default in (("store", None), ("as_of", None), ("json", False)):
        if not hasattr(found, name):
            setattr(found, name, default)
    return found


def _parser() -> argparse.ArgumentParser:
    everywhere = _everywhere()
    parser = argparse.ArgumentParser(
        prog="python -m abm_core", parents=[everywhere],
        description="Shortlist: who to pursue, from the exports that you already have.",
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_text, fill in _commands(everywhere):
        fill(commands.add_parser(
            name, help=help_text, parents=[everywhere], aliases=ALIASES.get(name, ())
        ))
    return parser


def _commands(everywhere: argparse.ArgumentParser) -> tuple[Described, ...]:
    """Every command: its name, what it does, and what gives it its options."""
    return (
        ("import", "take in files, folders and ZIP files", _fill_import),
        ("refresh", "take in a folder of exports as the last time, and tell what changed",
         _fill_refresh),
        ("match", "say which account of the store every row of a file means; change nothing",
         _fill_match),
        ("undo-import", "take back the last import", lambda _: None),
        ("dedupe", "records that look like one; with --apply, merge those that are certain",
         _fill_dedupe),
        ("merge", "make one record of two; every reference moves", _fill_merge),
        ("unmerge", "make two records again of a merged one", _fill_unmerge),
        ("decide", "references that could mean several accounts; say which one is meant",
         _fill_decide),
        ("decisions", "what was decided about matches; take one back", _fill_decisions),
        ("status", "what is in the store, what it can answer, what is live", lambda _: None),
        ("tiers", "who is in which tier, what would change; with --save, make it live",
         _fill_tiers),
        ("profile", "write the live profile (or one to start from) as a file to edit; list, show, "
         "save and activate versions", _fill_profile),
        *REVIEWING,
        *JUDGING,
        *CLASSIFYING,
        *ENGAGING,
        *SURGING,
        *STAGING,
        *COVERING,
        *LIFTING,
        ("holdout", "accounts that chance keeps off the list, so that lift becomes an experiment: "
         "draw, list", lambda made: fill_holdout(made, everywhere)),
        ("explain", "why an account has its score and tier", _fill_explain),
        *SEARCHING,
        *acting(everywhere, _day),
        *listing(everywhere),
        ("settings", "show or change the settings of the house", _fill_settings),
        ("export", "write a list as an Excel file", _fill_export),
        ("template", "write an empty file with the headers that an import looks for",
         _fill_template),
        ("scenario", "scenarios: list, save, diff, compare, export, import, roll back",
         lambda made: decision_arguments.fill_scenario(made, everywhere)),
        ("sign", "changes that await sales and marketing: list, propose, approve, decline",
         lambda made: decision_arguments.fill_sign(made, everywhere)),
        ("override", "tiers given by hand for a time: add, list, remove",
         lambda made: decision_arguments.fill_override(made, everywhere, _day)),
        ("snapshot", "the target list as it was in any past week: list, show",
         lambda made: decision_arguments.fill_snapshot(made, everywhere)),
        ("segment", "saved filters over accounts that numbers are told by: list, save, delete",
         lambda made: decision_arguments.fill_segment(made, everywhere)),
        ("sample", "make the sample store, or remove it", _fill_sample),
        *KEEPING,
    )  # fmt: skip


def _everywhere() -> argparse.ArgumentParser:
    """Options that are understood before and after the command."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--store", type=Path, metavar="PATH",
                        help="the store to work with (default: ABM_STORE, else abm.duckdb)")
    shared.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD",
                        help="the day (or a week, 2026-W46) that counts as today (default: the "
                        "newest in the data)")
    shared.add_argument("--json", action="store_true", help="answer with one JSON document")
    return shared


def _fill_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE",
                        help="a file, or a folder or ZIP file with all of its files")
    parser.add_argument("--as", dest="entity", choices=IMPORTABLE, metavar="ENTITY",
                        help=f"what the rows are: {', '.join(IMPORTABLE)}")
    parser.add_argument("--map", action="append", default=[], type=_mapped, dest="mapped",
                        metavar="FIELD=HEADER", help="the column that fills a field; FIELD= for "
                        "none")
    parser.add_argument("--unit", action="append", default=[], type=_unit, dest="units",
                        metavar="FIELD=UNIT", help="what bare amounts of a field are in: "
                        f"{', '.join(UNITS)} or a number to multiply with")
    parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"),
                        help="whether day, month or year comes first where dates leave it open")
    parser.add_argument("--decimal", choices=("point", "comma"),
                        help="the decimal sign of amounts where they leave it open")
    _fill_reading(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, change "
                        "nothing")
    parser.add_argument("--rejects", type=Path, metavar="FILE.csv",
                        help="write the rejected rows here, to correct and import again")


def _fill_match(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE",
                        help="accounts, or any list that names companies")
    parser.add_argument("--column", metavar="NAME", help="the column with the company's name "
                        "(default: the one that looks like it)")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write the rows with their "
                        "accounts here, as CSV or, if it ends in .xlsx, for Excel")


def _fill_reading(parser: argparse.ArgumentParser) -> None:
    """How the files are to be read, where the import would read them otherwise."""
    parser.add_argument("--encoding", metavar="NAME",
                        help="how letters are written: utf-8, windows-1252, latin-1, utf-16-le …")
    parser.add_argument("--separator", metavar="MARK",
                        help="what stands between cells: one character, comma, semicolon or tab")
    parser.add_argument("--header-row", type=_row, metavar="N",
                        help="the row that names the columns, counted from 1")
    parser.add_argument("--sheet", action="append", default=[], dest="sheets", metavar="NAME",
                        help="a sheet of a workbook to read; others are left out")


def _fill_refresh(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER",
                        help="where the exports are (default: the folder of the last refresh)")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, change "
                        "nothing")


def _fill_dedupe(parser: argparse.ArgumentParser) -> None:
    _add_of(parser)
    parser.add_argument("--apply", action="store_true",
                        help="merge the pairs that are certain, and say what is left")
    parser.add_argument("--min-confidence", type=float, default=0.0, metavar="0..1",
                        help="show (and merge) only pairs at least this sure")
    _add_author(parser)


def _fill_merge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("survivor", metavar="SURVIVOR", help="the ID of the record that stays")
    parser.add_argument("merged", metavar="MERGED", help="the ID of the one that becomes part of "
                        "it")
    _add_of(parser)
    _add_author(parser)


def _fill_unmerge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("merged", metavar="MERGED", help="the ID of the record that was merged")
    _add_author(parser)


def _fill_decide(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", nargs="?", metavar="REFERENCE",
                        help="as the file writes it, or as the list of references gives it "
                        "(default: show that list)")
    parser.add_argument("account", nargs="?", metavar="ACCOUNT",
                        help="the ID of the account that is meant, or none")
    _add_author(parser)


def _fill_decisions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--undo", type=int, metavar="N", help="take this decision back")
    _add_author(parser)


def _add_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--of", choices=("accounts", "contacts"), default="accounts",
                        help="what the records are (default: accounts)")


def _add_author(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--author", default="", metavar="NAME", help="who decides")


def _fill_tiers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", type=Path, metavar="FILE.yaml",
                        help="the profile to try (default: the live one, else one to start from)")
    _add_programme(parser)
    parser.add_argument("--save", action="store_true", help="make these tiers live")
    parser.add_argument("--without-hysteresis", action="store_true", help="with --save: also move "
                        "accounts that pass a cutoff by less than 2 points")
    _add_signature(parser)


def _add_signature(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--author", default="", metavar="NAME", help="who saves")
    parser.add_argument("--note", default="", metavar="TEXT", help="why")


def _add_programme(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--programme", metavar="NAME", help="default: the one saved last")


def _fill_profile(parser: argparse.ArgumentParser) -> None:
    _add_programme(parser)
    parser.add_argument("--out", type=Path, metavar="FILE.yaml", help="default: standard output")
    everywhere = _everywhere()
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="every saved version", parents=[everywhere])
    shown = actions.add_parser("show", help="a version as YAML", parents=[everywhere])
    shown.add_argument("name", nargs="?", metavar="NAME", help="default: the live profile")
    saved = actions.add_parser("save", help="keep a file as a new version; no tier changes",
                               parents=[everywhere])  # fmt: skip
    saved.add_argument("file", type=Path, metavar="FILE.yaml")
    made_live = actions.add_parser("activate", help="make the tiers of a version live",
                                   parents=[everywhere])  # fmt: skip
    made_live.add_argument("name", metavar="NAME")
    made_live.add_argument("--programme", metavar="NAME", default=argparse.SUPPRESS,
                           help="default: the one saved last")
    for one in (shown, made_live):
        one.add_argument("--version", type=int, metavar="N", help="default: the newest")
    for one in (saved, made_live):
        _add_signature(one)


def _fill_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", metavar="ACCOUNT", help="its id, domain or name")
    parser.add_argument("--profile", type=Path, metavar="FILE.yaml",
                        help="the profile to explain by (default: the live one)")
    _add_programme(parser)


def _fill_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("changes", nargs="*", type=_mapped, metavar="NAME=VALUE",
                        help="currency, fiscal_month, time_zone, own_domains, topics, sla_hours, "
                        "hours_per_account (tier 1, 2, 3) or hours_per_person; NAME= for the "
                        "default")
    parser.add_argument("--author", default="", metavar="NAME", help="who changes them")


def _fill_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", metavar="LIST", help="tiers (the target list with its scores), "
                        "enrich (missing values that could change tiers), "
                        "or a table: accounts, opportunities, target_list, programmes …")
    _add_programme(parser)
    parser.add_argument("--formulas", action="store_true", help="with the list tiers: every "
                        "account, weights and cutoffs as cells to change, scores and tiers as "
                        "formulas")
    parser.add_argument("--profile", type=Path, metavar="FILE.yaml",
                        help="with --formulas: the profile to begin with (default: the live one)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")


def _fill_template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entity", choices=IMPORTABLE, metavar="ENTITY",
                        help=", ".join(IMPORTABLE))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv")


def _fill_sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("load", "remove"),
                        help="load: make it, or make it anew; remove: as if it had never been")


def _day(text: str) -> date:
    """A day; of a week, its last."""
    try:
        if found := re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", text):
            return date.fromisocalendar(int(found[1]), int(found[2]), 7)
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no day; write it as 2026-11-13, or a week as 2026-W46") from None


def _mapped(text: str) -> Pair:
    field, equals, header = text.partition("=")
    if not equals or not field.strip():
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form NAME=VALUE")
    return field.strip(), header.strip()


def _unit(text: str) -> tuple[str, float]:
    field, word = _mapped(text)
    try:
        number = UNITS.get(word.casefold()) or float(word)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(
            f"'{word}' is no unit; use {', '.join(UNITS)} or a number above 0"
        )
    return field, number


def _row(text: str) -> int:
    """The number of a row."""
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is no row; the first is 1")
