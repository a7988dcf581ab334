"""What a command has to say, and the places that it reads from and writes to."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.errors import AbmError

IMPORT_FIRST = "Import accounts first: python -m abm_core import accounts.csv"


@dataclass(frozen=True)
class Answer:
    """The result of a command: lines for a person, and the same as plain data."""

    lines: list[str]
    data: dict[str, Any]


@contextmanager
def existing(path: Path) -> Iterator[store.Store]:
    """The store at a place where there must be one."""
    if not path.exists():
        raise AbmError(
            f"There is no store at {path}.",
            "Import a file into it first, or choose another store with --store or ABM_STORE.",
        )
    opened = store.open_store(path)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def lent(arguments: argparse.Namespace) -> Iterator[DuckDBPyConnection]:
    """A cursor into the store that the arguments name, where there must be one."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        yield cursor


@contextmanager
def created(path: Path, *, keep: bool = True) -> Iterator[store.Store]:
    """The store at a place, made where there is none; unmade again on failure."""
    was_there = path.exists()
    done = False
    opened = store.open_store(path)
    try:
        yield opened
        done = keep
    finally:
        opened.close()
        if not was_there and not done:
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


def read_file(path: Path) -> bytes:
    """The bytes of a file; ``AbmError`` when there is none to read."""
    if path.is_dir():
        raise AbmError(f"{path} is a folder, not a file.", "Name the files in it.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AbmError(f"There is no file {path}.", "Check the name and the folder.") from None
    except OSError as error:
        raise AbmError(
            f"{path} cannot be read ({error.strerror}).", "Check that you may read it."
        ) from error


def check_place(path: Path | None) -> None:
    """Refuse, before anything is done, a place where no file can be written."""
    if path is None:
        return
    if path.is_dir():
        raise AbmError(f"{path} is a folder.", "Name a file in it.")
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise AbmError(
            f"{path} cannot be written.",
            "Check that the folder exists and that you may write there.",
        )


def write_file(path: Path, content: bytes) -> None:
    """Write a file; ``AbmError`` when it cannot be written, and nothing half-written is left."""
    check_place(path)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise AbmError(
            f"{path} cannot be written ({error.strerror}).",
            "Check that it is not open in another program and that the disk is not full.",
        ) from error


def require_suffix(path: Path, suffix: str) -> None:
    """Refuse a file name that promises another kind of file than it will hold."""
    if path.suffix.lower() != suffix:
        raise AbmError(
            f"{path.name} would hold a {suffix} file.", f"Give it a name that ends in {suffix}."
        )
