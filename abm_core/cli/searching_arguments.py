"""What can be typed after ``search``."""

from __future__ import annotations

import argparse

SHOWN = 5


def _fill(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="+", metavar="WORD",
                        help="letters of a name, a domain, an address or an id")
    parser.add_argument("--most", type=int, default=SHOWN, metavar="N",
                        help=f"how many of each kind (default: {SHOWN})")


SEARCHING = (
    ("search", "find accounts, people, opportunities and lists by a few letters", _fill),
)
