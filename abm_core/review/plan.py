"""The plan of an account: texts by section, none ever overwritten, every earlier one kept.

Who saves says which text they had in view. Where somebody else has saved since, nothing is
written: both texts come back, with a proposal that holds both.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import change_log, schema, store
from abm_core.change_log import ADDED, Change
from abm_core.errors import AbmError, did_you_mean
from abm_core.review import merge, names
from abm_core.review.merge import Merged

MOST_LETTERS = 20_000
LINK = re.compile(r"https?://[^\s<>\"'()\[\]]+")

NEWEST = """
SELECT text_id, section, coalesce(text, ''), coalesce(author, ''), saved_at, based_on, restores
FROM plan_texts
WHERE account_id = $account_id
QUALIFY row_number() OVER (PARTITION BY section ORDER BY text_id DESC) = 1
"""
ALL = """
SELECT text_id, section, coalesce(text, ''), coalesce(author, ''), saved_at, based_on, restores
FROM plan_texts
WHERE account_id = $account_id AND section = $section
ORDER BY text_id DESC
"""
IS_THERE = "SELECT 1 FROM accounts WHERE account_id = $account_id"


class Text(NamedTuple):
    """One saved text of a section; ``text_id`` 0 stands for none yet."""

    text_id: int
    section: str
    text: str
    author: str = ""
    saved_at: datetime | None = None
    based_on: int | None = None
    restores: int | None = None


class Conflict(NamedTuple):
    """Somebody saved since the author looked: nothing was written.

    ``base`` is what both began with, ``proposal`` a text with both edits.
    """

    base: Text
    theirs: Text
    mine: str
    proposal: Merged


def read(cursor: DuckDBPyConnection, account_id: str) -> dict[str, Text]:
    """The texts that hold, by section in their order; sections without any among them."""
    rows = cursor.execute(NEWEST, {"account_id": account_id}).fetchall()
    found = {one.section: one for one in map(Text._make, rows)}
    return {name: found.get(name, Text(0, name, "")) for name in schema.PLAN_SECTIONS}


def history(cursor: DuckDBPyConnection, account_id: str, section: str) -> list[Text]:
    """Every saved text of a section, the newest first."""
    asked = {"account_id": account_id, "section": section}
    return [Text(*row) for row in cursor.execute(ALL, asked).fetchall()]


def save(
    cursor: DuckDBPyConnection, account_id: str, section: str, text: str, *, opened: int,
    author: str, now: datetime,
) -> Text | Conflict:  # fmt: skip
    """Save a section as it was written over the text that its author opened (0: none).

    Where a newer text is there nothing is written, and both come back. Saving what the plan says
    already writes nothing. Raises ``AbmError`` for an unknown account or section, nobody who says
    so, and a text that is too long.
    """
    who = names.require(author, "The plan")
    said = tidy(text)
    _check(cursor, account_id, section, said)
    with store.transaction(cursor):
        past = history(cursor, account_id, section)
        newest = past[0] if past else Text(0, section, "")
        if said == newest.text:
            return newest
        if newest.text_id != opened:
            return _conflict(past, newest, said, opened)
        return _write(cursor, account_id, Text(0, section, said, who, now, opened or None))


def restore(
    cursor: DuckDBPyConnection, account_id: str, text_id: int, *, opened: int, author: str,
    now: datetime,
) -> Text | Conflict:  # fmt: skip
    """Make an earlier text the newest one; a conflict where somebody saved since ``opened``."""
    who = names.require(author, "The plan")
    with store.transaction(cursor):
        for section in schema.PLAN_SECTIONS:
            past = history(cursor, account_id, section)
            wanted = [one for one in past if one.text_id == text_id]
            if not wanted:
                continue
            if past[0].text_id != opened:
                return _conflict(past, past[0], wanted[0].text, opened)
            if past[0].text == wanted[0].text:
                return past[0]
            return _write(cursor, account_id, Text(
                0, section, wanted[0].text, who, now, opened, text_id))  # fmt: skip
    raise AbmError("That text is not part of the plan of this account.", "Choose another one.")


def tidy(text: str) -> str:
    """A text without blanks at the ends of lines and blank lines at its ends."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def links(one: Text) -> list[str]:
    r"""The web addresses in a text, in their order, each once.

    >>> links(Text(1, "links", "Deck: https://a.example/x?y=1\njavascript:alert(1)"))
    ['https://a.example/x?y=1']
    """
    return list(dict.fromkeys(LINK.findall(one.text)))


def _conflict(past: list[Text], newest: Text, mine: str, opened: int) -> Conflict:
    base = next((one for one in past if one.text_id == opened), Text(0, newest.section, ""))
    return Conflict(base, newest, mine, merge.merge(base.text, newest.text, mine))


def _write(cursor: DuckDBPyConnection, account_id: str, one: Text) -> Text:
    """A new text, inside a transaction; the log says that it was saved, the text stands here."""
    made = one._replace(text_id=store.next_id(cursor, schema.PLAN_TEXTS))
    store.insert(cursor, schema.PLAN_TEXTS, [{"account_id": account_id, **made._asdict()}])
    assert made.saved_at is not None
    logged = Change(schema.PLAN_TEXTS, str(made.text_id), ADDED, None, made.section)
    change_log.write(cursor, [logged], author=made.author, changed_at=made.saved_at)
    store.next_decision(cursor)
    return made


def _check(cursor: DuckDBPyConnection, account_id: str, section: str, text: str) -> None:
    if section not in schema.PLAN_SECTIONS:
        raise AbmError(f"A plan has no section '{section}'.",
                       did_you_mean(section, schema.PLAN_SECTIONS))  # fmt: skip
    if not cursor.execute(IS_THERE, {"account_id": account_id}).fetchall():
        raise AbmError(f"There is no account {account_id}.", "Choose one that is in the store.")
    if len(text) > MOST_LETTERS:
        raise AbmError(f"The text has {len(text):,} letters; a section holds {MOST_LETTERS:,}.",
                       "Shorten it, or put the rest behind a link.")  # fmt: skip
