"""What can be typed after the command that lists surges."""

from __future__ import annotations

import argparse


def _fill_surges(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--week", metavar="WEEK", help="as 2026-W10 or a day of it (default: the "
                        "last complete week)")
    parser.add_argument("--check", action="store_true", help="also say what followed surges, and "
                        "whether quiet weeks raise as few as they should")


SURGING = (
    ("surges", "accounts far above their own history, and how many chance would give",
     _fill_surges),
)  # fmt: skip
