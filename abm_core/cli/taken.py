"""Files that a command wrote: noted in the store's log of exports, as those of the screens are."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from abm_core import store
from abm_core.cli.answer import existing
from abm_core.review import exports
from abm_core.review.exports import Export

NOT_LISTS = ("template", "lists")  # an empty file; and what notes its files itself
FORMATS = {".xlsx": exports.EXCEL, ".csv": exports.CSV}
ROWS = {"written": "rows", "verify": "to_verify"}


def note(arguments: argparse.Namespace, data: Mapping[str, Any], now: datetime) -> None:
    """Note the files that an answer says it wrote; nothing where there is no store."""
    path = arguments.store or store.path_from_environment()
    files = {key: Path(data[key]) for key in ROWS if data.get(key)}
    if arguments.command in NOT_LISTS or not files or not path.exists():
        return
    with existing(path) as opened, opened.cursor() as cursor:
        for key, file in files.items():
            made = Export(_what(arguments, key), file.name,
                          FORMATS.get(file.suffix.lower(), exports.OTHER), file.read_bytes(),
                          data.get(ROWS[key]))  # fmt: skip
            exports.log(cursor, made, author=me(), now=now)


def _what(arguments: argparse.Namespace, key: str) -> str:
    """The command as it was typed, without its options: "export tiers"."""
    words = [arguments.command, *(getattr(arguments, name, None) for name in
                                  ("action", "kind", "list"))]  # fmt: skip
    return " ".join([*(word for word in words if isinstance(word, str)),
                     *([key] if key != "written" else [])])  # fmt: skip


def me() -> str:
    """Who works at this machine, as it knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return ""
