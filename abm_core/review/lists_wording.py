"""What the lists say about themselves: as saved, against today, who was left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.review import list_facts, lists
from abm_core.review.lists import LATELY_DAYS, Difference, Figures, SavedList, Version

NOUNS = {"accounts": ("account", "accounts"), "contacts": ("contact", "contacts"),
         "opportunities": ("opportunity", "opportunities")}  # fmt: skip
EMPTY = ("Save any table: choose **Save as list** under it, and it stands here for everybody who "
         "works with this store.")  # fmt: skip
NO_EXPORT = "Nothing has left the workbench yet."
MOST_NAMED = 5


def counted(n: int, entity: str) -> str:
    """A number with what the list holds.

    >>> counted(1, "opportunities"), counted(41, "accounts")
    ('1 opportunity', '41 accounts')
    """
    return formats.counted(n, *NOUNS[entity])


def headline(lists: Sequence[SavedList], now: datetime) -> str:
    """The sentence of the page: how many lists, and which is the newest.

    >>> headline([], datetime(2026, 3, 2))
    'No list is saved yet'
    """
    if not lists:
        return "No list is saved yet"
    last = max(lists, key=lambda one: one.saved_at)
    return (f"{formats.counted(len(lists), 'list is', 'lists are')} in use; the newest is "
            f"“{last.name}”, {counted(last.n_rows, last.entity)} saved by {last.saved_by} on "
            f"{formats.day(last.saved_at.date())}")  # fmt: skip


def saved(one: SavedList) -> str:
    """What was saved, when, by whom, from where."""
    by = f" by {one.saved_by}" if one.saved_by else ""
    filters = f": {one.filters}" if one.filters else ""
    return (f"{counted(one.n_rows, one.entity)} as saved{by} on "
            f"{formats.day(one.saved_at.date())}, from {one.screen}{filters}.")  # fmt: skip


def today(one: SavedList, n_now: int, found: Difference) -> str:
    """A saved list against what its filter gives now.

    >>> from datetime import date
    >>> at = datetime(2026, 11, 12, 9)
    >>> mine = SavedList(1, "Banks", "accounts", "", "", 1, "", at, None, "Stages", "", "",
    ...                  date(2026, 11, 8), 41, "Ida", at)
    >>> today(mine, 45, Difference(("a", "b", "c", "d", "e"), ("f",)))
    'As saved on 12 Nov 2026: 41 accounts; today the same filter gives 45: 5 came, 1 went.'
    >>> today(mine, 41, Difference((), ()))
    'As saved on 12 Nov 2026: 41 accounts; today the same filter gives the same.'
    """
    was = f"As saved on {formats.day(one.saved_at.date())}: {counted(one.n_rows, one.entity)}"
    if not found.added and not found.gone:
        return f"{was}; today the same filter gives the same."
    return (f"{was}; today the same filter gives {formats.count(n_now)}: "
            f"{formats.count(len(found.added))} came, {formats.count(len(found.gone))} went.")


def differs(found: Difference, called: dict[str, str]) -> str:
    """A version against the one before, by name.

    >>> differs(Difference(("a",), ()), {"a": "Acme"}), differs(Difference((), ()), {})
    ('Came: Acme.', 'The same as before.')
    """
    parts = [f"{word}: {_named(ids, called)}." for word, ids in
             (("Came", found.added), ("Went", found.gone)) if ids]  # fmt: skip
    return " ".join(parts) or "The same as before."


def _named(ids: Sequence[str], called: dict[str, str]) -> str:
    shown = [called.get(one, one) for one in ids[:MOST_NAMED]]
    rest = len(ids) - len(shown)
    return formats.listed(shown + ([f"{formats.count(rest)} more"] if rest else []))


def version(one: Version, entity: str) -> str:
    """One line of the history.

    >>> version(Version(2, datetime(2026, 3, 2), "Ida", None, 4, "", ""), "accounts")
    'Version 2: 4 accounts, saved by Ida on 2 Mar 2026'
    """
    by = f" by {one.saved_by}" if one.saved_by else ""
    return (f"Version {one.version}: {counted(one.n_rows, entity)}, saved{by} on "
            f"{formats.day(one.saved_at.date())}")  # fmt: skip


def no_longer(n: int, entity: str) -> str:
    """Members that are in the data no more.

    >>> no_longer(0, "contacts"), no_longer(2, "contacts")
    ('', '2 contacts of it are no longer in the data.')
    """
    verb = "is" if n == 1 else "are"
    return f"{counted(n, entity)} of it {verb} no longer in the data." if n else ""


def cards(found: Figures) -> list[tuple[str, str, str]]:
    """The figures of the page: label, value and meaning."""
    return [
        ("Lists in use", formats.count(found.n_lists), "Saved lists that are not archived."),
        ("Accounts on them", formats.count(found.n_accounts), "Each account once."),
        ("Contacts on them", formats.count(found.n_contacts),
         "Each contact once; those who opted out are in no file of a list."),
        (f"Files in {LATELY_DAYS} days", formats.count(found.n_exports),
         "Files that somebody took out of the workbench, from any screen or the command line."),
    ]


def limits(of: SavedList, *, n_gone: int, n_marked: int) -> list[str]:
    """What a reader of the list must know."""
    archived = (f"This list was archived on {formats.day(of.archived_at.date())}."
                if of.archived_at else "")  # fmt: skip
    verb = "is" if n_marked == 1 else "are"
    marked = (f"{counted(n_marked, of.entity)} {verb} on the list and in no file of it: opted out, "
              "bounced or left.") if n_marked else ""  # fmt: skip
    return list(filter(None, [archived, no_longer(n_gone, of.entity), marked]))


def since(
    cursor: DuckDBPyConnection, of: SavedList, one: Version, before: Version | None
) -> str:
    """A version with what tells it from the one before, by name."""
    told = version(one, of.entity)
    if before is None:
        return f"{told}."
    found = lists.difference(lists.members(cursor, of, before.version),
                             lists.members(cursor, of, one.version))  # fmt: skip
    named = [*found.added[:MOST_NAMED], *found.gone[:MOST_NAMED]]
    rows = list_facts.read(cursor, of.entity, named)
    called = dict(zip(rows[list_facts.KEYS[of.entity]], rows["name"].fillna(""), strict=True))
    return f"{told}. {differs(found, called)}"
