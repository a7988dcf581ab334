"""What can be typed after the commands that judge a profile: backtest, presets, check."""

from __future__ import annotations

import argparse
from pathlib import Path


def _fill_backtest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", type=Path, metavar="FILE.yaml",
                        help="the profile to judge (default: the live one, else one to start from)")
    parser.add_argument("--programme", metavar="NAME", help="default: the one saved last")


def _fill_presets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME",
                        help="one of them, as a profile to edit (default: tell them all)")
    parser.add_argument("--out", type=Path, metavar="FILE.yaml", help="default: standard output")


JUDGING = (
    ("backtest", "how a profile would have ranked the deals that were decided, beside the live "
     "one", _fill_backtest),
    ("presets", "profiles for four patterns of practice, with the columns that the store has",
     _fill_presets),
    ("check", "should you run account-based at all? four signs from your own deals",
     lambda _: None),
)  # fmt: skip
