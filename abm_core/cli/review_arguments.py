"""What can be typed after the command that tells, writes and publishes the weekly review."""

from __future__ import annotations

import argparse
from pathlib import Path

from abm_core.review.document import Scope

SCOPES = ("tier", "segment", "owner")


def _fill_review(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("list",), metavar="list",
                        help="tell which reviews are published")
    parser.add_argument("--week", metavar="WEEK", help="as 2026-W46 or a day of it (default: the "
                        "last complete week)")
    parser.add_argument("--scope", type=_scope, default=Scope(), metavar="KIND:VALUE",
                        help="tier:1, segment:NAME or owner:NAME (default: the whole programme)")
    parser.add_argument("--programme", metavar="NAME", help="default: the one saved last")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it as .html (one sheet of "
                        "A4), .xlsx (every number with its rows) or .pdf")
    parser.add_argument("--recomputed", action="store_true",
                        help="as the store tells it today, though the week is published")
    parser.add_argument("--publish", action="store_true", help="freeze it with its notes; its "
                        "actions become action items")
    parser.add_argument("--correction", default="", metavar="TEXT", help="with --publish, where "
                        "the week is published already: what a further version puts right")
    parser.add_argument("--author", default="", metavar="NAME", help="who publishes")


def _scope(text: str) -> Scope:
    kind, _, value = text.partition(":")
    if kind == "programme" and not value:
        return Scope()
    if kind not in SCOPES or not value.strip():
        raise argparse.ArgumentTypeError(f"'{text}' is no scope; write tier:1, segment:NAME or "
                                         "owner:NAME")  # fmt: skip
    return Scope(kind, value.strip())  # type: ignore[arg-type]


REVIEWING = (
    ("review", "the weekly review: what changed, why, who acts; as a page, a workbook or a PDF",
     _fill_review),
)  # fmt: skip
