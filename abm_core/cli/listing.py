"""Commands about saved lists and about what left: lists, exports."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import formats, upkeep
from abm_core.cli import taken
from abm_core.cli.answer import Answer, check_place, lent, require_suffix, write_file
from abm_core.errors import AbmError
from abm_core.output import crm_files, list_files
from abm_core.output.list_files import Asked
from abm_core.overview import newest_day
from abm_core.review import exports, list_facts, lists, lists_wording
from abm_core.review.exports import Export
from abm_core.review.lists import Origin

CRM_NAMES = {exports.SALESFORCE: "Salesforce", exports.HUBSPOT: "HubSpot"}
COMMAND_LINE = "the command line"


def _list(arguments: argparse.Namespace, _: datetime) -> Answer:
    """Every list in use, the one saved last first."""
    with lent(arguments) as cursor:
        found = lists.listing(cursor, archived=arguments.archived)
    lines = [f"{one.list_id}  {one.name}: {lists_wording.saved(one)}" for one in found]
    return Answer(lines or [lists_wording.headline([], datetime.min) + "."],
                  {"lists": [one._asdict() for one in found]})  # fmt: skip


def _show(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Who is on a list, as they are today, and its versions."""
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        found = lists.find(cursor, arguments.name)
        rows = list_facts.read(cursor, found.entity, lists.members(cursor, found))
        kept = lists.versions(cursor, found.list_id)
    key = list_facts.KEYS[found.entity]
    plain = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return Answer(
        [f"{found.name}: {lists_wording.saved(found)}",
         *(f"  {row['name'] or row[key]} ({row[key]})" for row in plain),
         *(f"{lists_wording.version(one, found.entity)}." for one in kept)],
        {"list": found._asdict(), "rows": plain, "versions": [one._asdict() for one in kept]},
    )  # fmt: skip


def _save(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Keep ids as a list; under a name in use as its next version."""
    with lent(arguments) as cursor:
        ids = _known(cursor, arguments.of, _given(arguments))
        made = lists.save(
            cursor, arguments.name, arguments.of, ids, Origin(COMMAND_LINE, as_of=_day(
                cursor, arguments, now)), note=arguments.note,
            author=arguments.author or taken.me(), now=now,
        )  # fmt: skip
    return Answer([f"Saved {made.name}: {lists_wording.counted(made.n_rows, made.entity)}, "
                   f"version {made.version}."], {"list": made._asdict()})  # fmt: skip


def _given(arguments: argparse.Namespace) -> list[str]:
    """The ids: those typed, and one per line of a file."""
    lines: list[str] = []
    if arguments.ids_from is not None:
        if not arguments.ids_from.is_file():
            raise AbmError(f"There is no file {arguments.ids_from}.", "Check the name.")
        lines = arguments.ids_from.read_text(encoding="utf-8-sig").splitlines()
    return [one.strip() for one in (*arguments.ids, *lines) if one.strip()]


def _known(cursor: DuckDBPyConnection, entity: str, ids: list[str]) -> list[str]:
    found = set(list_facts.read(cursor, entity, ids)[list_facts.KEYS[entity]])
    if missing := [one for one in ids if one not in found]:
        raise AbmError(f"{formats.counted(len(missing), 'ID')} of {entity} "
                       f"{'is' if len(missing) == 1 else 'are'} not in the data: {missing[0]}.",
                       "Give IDs as the store has them; search finds them by name.")  # fmt: skip
    return ids


def _export(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A list as Excel, CSV or the update file of a CRM."""
    kind = arguments.format
    require_suffix(arguments.out, f".{list_files.SUFFIX[kind]}")
    check_place(arguments.out)
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        found = lists.find(cursor, arguments.name)
        as_of = _day(cursor, arguments, now)
        asked = Asked(found.name, found.entity, lists.members(cursor, found),
                      [("As saved", lists_wording.saved(found))], found.list_id)  # fmt: skip
        made = list_files.make(cursor, asked, kind, as_of=as_of, now=now,
                               headers=dict(arguments.fields))  # fmt: skip
        told = _told(cursor, asked, kind, as_of, dict(arguments.fields))
        write_file(arguments.out, made.content)
        note(cursor, made, arguments.out, arguments.author or taken.me(), now)
    return Answer([f"Wrote {arguments.out}: {formats.counted(made.n_rows or 0, 'row')}.", *told], {
        "written": str(arguments.out), "format": kind, "rows": made.n_rows,
        "columns": list(made.columns), "told": told,
    })  # fmt: skip


def _told(
    cursor: DuckDBPyConnection, asked: Asked, kind: str, as_of: date, headers: dict[str, str]
) -> list[str]:
    if kind in CRM_NAMES:
        update = crm_files.make(cursor, kind, asked.entity, asked.ids, as_of=as_of,
                                headers=headers)  # fmt: skip
        return crm_files.told(update, asked.entity, CRM_NAMES[kind])
    if asked.entity != lists.CONTACTS:
        return []
    _, left_out = list_facts.may_leave(cursor, asked.ids, as_of=as_of)
    return list(filter(None, [list_facts.left_out(left_out)]))


def note(
    cursor: DuckDBPyConnection, made: Export, out: Path, author: str, now: datetime
) -> None:
    """Note that the command line wrote a file."""
    exports.log(cursor, made._replace(file=out.name), author=author, now=now)


def _day(cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime) -> date:
    found: date = arguments.as_of or newest_day(cursor) or now.date()
    return found


def tell_exports(arguments: argparse.Namespace, _: datetime) -> Answer:
    """Who took which file when, the newest first."""
    with lent(arguments) as cursor:
        found = exports.listing(cursor, most=arguments.most)
    rows: list[dict[Any, Any]] = found.astype(object).where(found.notna(), None).to_dict("records")
    lines = [
        f"{row['exported_at']:%Y-%m-%d %H:%M}  {row['what']} as {exports.NAMES[row['format']]}"
        + (f", {formats.counted(row['n_rows'], 'row')}" if row["n_rows"] is not None else "")
        + (f", by {row['author']}" if row["author"] else "")
        for row in rows
    ]
    for row in rows:
        row["columns"] = list(row["columns"] if row["columns"] is not None else ())
    return Answer(lines or [lists_wording.NO_EXPORT], {"exports": rows})


ACTIONS = {"list": _list, "show": _show, "save": _save, "export": _export}


def act(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on lists."""
    return ACTIONS[arguments.action](arguments, now)

