"""What can be typed after backtest, presets, check, turnover, on-deck: what judges a tiering."""

from __future__ import annotations

import argparse
from pathlib import Path

from abm_core import settings


def _fill_backtest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", type=Path, metavar="FILE.yaml",
                        help="the profile to take (default: the live one, else one to start from)")
    parser.add_argument("--programme", metavar="NAME", help="default: the one saved last")


def _fill_presets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME",
                        help="one of them, as a profile to edit (default: tell them all)")
    parser.add_argument("--out", type=Path, metavar="FILE.yaml", help="default: standard output")


def _fill_turnover(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--programme", metavar="NAME", help="default: the one saved last")


def _fill_on_deck(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tier", type=int, choices=(1, 2, 3), help="default: each of them")
    parser.add_argument("--limit", type=_at_least_one, default=settings.ON_DECK.value, metavar="N",
                        help=f"accounts per tier (default: {settings.ON_DECK.value})")
    _fill_backtest(parser)


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of accounts above 0")
    return int(text)


JUDGING = (
    ("turnover", "how much of the target list was exchanged in each quarter", _fill_turnover),
    ("on-deck", "who is next in line for each tier, and what they wait for", _fill_on_deck),
    ("backtest", "how a profile would have ranked the deals that were decided, beside the live "
     "one", _fill_backtest),
    ("presets", "profiles for four patterns of practice, with the columns that the store has",
     _fill_presets),
    ("check", "should you run account-based at all? four signs from your own deals",
     lambda _: None),
)  # fmt: skip
