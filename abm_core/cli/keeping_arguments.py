"""What can be typed after the commands that keep the store: backup, restore, move, erase."""

from __future__ import annotations

import argparse
from pathlib import Path


def _fill_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.duckdb")
    parser.add_argument("--replace", action="store_true", help="write over a file that is there")


def _fill_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.duckdb")


def _fill_move(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("to", type=Path, metavar="FILE.duckdb")


def _fill_erase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="the person's e-mail address")


KEEPING = (
    ("backup", "write the whole store as one file, and read it back", _fill_backup),
    ("restore", "put a backup in the place of the store, which is kept", _fill_restore),
    ("move", "put the store in another place", _fill_move),
    ("erase", "remove a person, who stays out of later imports", _fill_erase),
)
