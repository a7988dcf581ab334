"""Files and folders that somebody names become tables, each with what it holds and how."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, schema
from abm_core.cli.answer import read_file
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.bulk import bulk
from abm_core.intake.layout import layouts, mapping
from abm_core.intake.layout.mapping import Doubt, Mapping, Proposal
from abm_core.intake.parse.numbers import Convention
from abm_core.intake.read import archives, readers
from abm_core.intake.read.archives import Source
from abm_core.intake.read.options import (
    AS_FOUND,
    ReadOptions,
    encoding_named,
    separator_named,
)
from abm_core.intake.read.readers import Table

OPTIONS = {"date_order": "--date-order", "decimal": "--decimal"}
SIGNS = {".": "point", ",": "comma"}
SIGN_OF: dict[str, Convention] = {"point": ".", "comma": ","}
Item = tuple[Table, Mapping]
ZIP = ".zip"


class LeftOut(NamedTuple):
    """A file of a folder that is not taken in, and why."""

    file: str
    reason: str


class _Found(NamedTuple):
    """A table; one of several is left out where a file named by hand would be an error."""

    table: Table
    of_several: bool


class Tables(NamedTuple):
    """What was read, and what of the folders could not be."""

    found: list[_Found]
    left_out: list[LeftOut]


class Gathered(NamedTuple):
    """What to take in, what of the folders is left out, and which columns were guessed."""

    items: list[Item]
    left_out: list[LeftOut]
    doubts: dict[tuple[str, str], tuple[Doubt, ...]]

    def doubts_of(self, item: Item) -> list[Doubt]:
        """The guesses about a table that no option has replaced."""
        table, found = item
        guessed = self.doubts.get((table.file, found.entity), ())
        return [one for one in guessed if found.columns.get(one.field) == one.header]


def read(
    paths: Sequence[Path], *, entity: str | None = None, options: ReadOptions = AS_FOUND
) -> Tables:
    """The tables of files, folders and ZIP files. A file named by hand must be readable.

    Of a large file of activities only the head is read here; it stands for the file.
    Read before the store is opened: it may lie in the folder, and reading it would end its lock.
    """
    left_out: list[LeftOut] = []
    found = [one for path in paths for one in _tables(path, left_out, entity, options)]
    return Tables(found, left_out)


def read_options(arguments: argparse.Namespace) -> ReadOptions:
    """How the files are to be read, as far as the options of a command say."""
    return ReadOptions(
        arguments.encoding and encoding_named(arguments.encoding),
        arguments.separator and separator_named(arguments.separator),
        arguments.header_row, tuple(arguments.sheets),
    )


def gather(
    cursor: DuckDBPyConnection, tables: Tables, arguments: argparse.Namespace
) -> Gathered:
    """Every table with its mapping: as the last time, else as proposed, then as the options say.

    A file named by hand must be understood, or one of its sheets where it has several; a file of
    a folder is left out with the reason.
    """
    found, left_out = tables.found, [*tables.left_out]
    proposals = [
        (one.table, proposal) for one in found
        for proposal in _proposed(cursor, one, arguments, left_out)
    ]  # fmt: skip
    proposed = [(table, proposal.mapping) for table, proposal in proposals]
    doubts = {(table.file, one.mapping.entity): one.doubts for table, one in proposals}
    of_several = {id(one.table) for one in found if one.of_several}
    items = [
        item for item in _with_options(proposed, arguments)
        if _is_clear(item, left_out, may_leave_out=id(item[0]) in of_several)
    ]  # fmt: skip
    if not items:
        raise _nothing(left_out)
    return Gathered(items, left_out, doubts)


def _tables(
    path: Path, left_out: list[LeftOut], entity: str | None, options: ReadOptions
) -> Iterator[_Found]:
    if not path.is_dir() and path.suffix.lower() != ZIP:
        found = _read(_by_hand(path), entity, options)
        yield from (_Found(table, len(found) > 1) for table in found)
        return
    for source in _sources(path):
        try:
            yield from (_Found(table, True) for table in _read(source, entity, options))
        except AbmError as error:
            left_out.append(LeftOut(source.name, _about_it(source.name, error.problem)))


def _read(source: Source, entity: str | None, options: ReadOptions) -> Sequence[Table]:
    """The tables of a file; of a large one of activities the head."""
    large = bulk.head(source.path, entity=entity) if source.path and options == AS_FOUND else None
    if large:
        return [replace(large, file=source.name)]
    return readers.read(source.name, source.read(), options)


def _by_hand(path: Path) -> Source:
    """A file that somebody names; its errors say the name as it was typed."""
    try:
        return replace(archives.at(path), load=lambda: read_file(path))
    except OSError:
        return Source(archives.shown(path.name), 0, lambda: read_file(path))


def _sources(path: Path) -> list[Source]:
    """All data files of a folder or ZIP; there must be one."""
    try:
        found = archives.sources(path)
    except OSError as error:
        raise AbmError(
            f"{path} cannot be read ({error.strerror}).",
            "Check its name, and that you may read it.",
        ) from error
    if not found:
        raise AbmError(f"{path} holds no file to import.", "Name the folder of your exports.")
    return found


def _proposed(
    cursor: DuckDBPyConnection,
    one: _Found,
    arguments: argparse.Namespace,
    left_out: list[LeftOut],
) -> list[Proposal]:
    """What a table holds; nothing where it is of a folder and cannot be told."""
    try:
        if arguments.entity is None:
            return layouts.mappings_for(cursor, one.table)
        return [layouts.mapping_for(cursor, one.table, entity=arguments.entity)]
    except AbmError as error:
        if not one.of_several:
            raise
        left_out.append(LeftOut(one.table.file, _about_it(one.table.file, error.problem)))
        return []


def _about_it(file: str, problem: str) -> str:
    """What is wrong with a file, to be said after its name.

    >>> _about_it("a.csv", "a.csv is left out: it holds quotes."), _about_it("b", "b is empty.")
    ('it holds quotes.', 'it is empty.')
    """
    said = problem.removeprefix(f"{file} is left out: ")
    return f"it {said.removeprefix(f'{file} ')}" if said.startswith(f"{file} ") else said


def _is_clear(item: Item, left_out: list[LeftOut], *, may_leave_out: bool) -> bool:
    """Whether order of dates and decimal sign are said; what is not said is left out."""
    table, found = item
    asked = [one for one in mapping.questions(table, found) if one.must_be_answered]
    if not asked:
        return True
    if not may_leave_out:
        raise AbmError(f"{table.file}: {asked[0].text}", _say_it(asked[0]))
    left_out.append(LeftOut(table.file, f"{asked[0].text} {_say_it(asked[0])}"))
    return False


def _say_it(question: mapping.Question) -> str:
    option = OPTIONS[question.field]
    ways = " or ".join(f"{option} {SIGNS.get(one, one)}" for one in question.options)
    return f"Say it with {ways}."


def _nothing(left_out: Sequence[LeftOut]) -> AbmError:
    first = left_out[0]
    return AbmError(
        f"Nothing can be taken in: {formats.counted(len(left_out), 'file')} left out, the first "
        f"of them {first.file}: {first.reason}",
        "Name a file by itself, with --as and --map, to say what it holds.",
    )


# --- What the options say -----------------------------------------------------------------------


def _with_options(proposed: list[Item], arguments: argparse.Namespace) -> list[Item]:
    changed = [(table, _remapped(table, found, arguments.mapped)) for table, found in proposed]
    _check_used(changed, proposed, arguments.mapped)
    items = [(table, _with_units(found, arguments.units)) for table, found in changed]
    for name, _ in arguments.units:
        _check_unit(items, name)
    return [
        (table, replace(
            found, date_order=arguments.date_order or found.date_order,
            decimal=SIGN_OF.get(arguments.decimal, found.decimal),
        ))
        for table, found in items
    ]


def _remapped(table: Table, found: Mapping, changes: Sequence[tuple[str, str]]) -> Mapping:
    """The mapping with those changes that concern this table."""
    names = [field.name for field in schema.entity(found.entity).import_fields]
    mine: dict[str, str | None] = {
        field: header or None
        for field, header in changes
        if field in names and (not header or header in table.headers)
    }
    return mapping.remap(found, mine) if mine else found


def _check_used(
    items: Sequence[Item], proposed: Sequence[Item], changes: Sequence[tuple[str, str]]
) -> None:
    """Refuse a ``--map`` that names a field or a header which no file has."""
    for field, header in changes:
        owners = [
            table for table, found in items
            if field in (f.name for f in schema.entity(found.entity).import_fields)
        ]  # fmt: skip
        if not owners:
            raise _no_field(field, proposed)
        headers = [one for table in owners for one in table.headers]
        if header and header not in headers:
            raise AbmError(
                f"{owners[0].file} has no column '{header}'.", did_you_mean(header, headers)
            )


def _no_field(field: str, items: Sequence[Item]) -> AbmError:
    entities = {found.entity for _, found in items}
    names = [
        known.name for entity in sorted(entities) for known in schema.entity(entity).import_fields
    ]
    kinds = formats.listed([schema.entity(entity).label.lower() for entity in sorted(entities)])
    return AbmError(f"There is no field '{field}' in {kinds}.", did_you_mean(field, names))


def _with_units(found: Mapping, units: Sequence[tuple[str, float]]) -> Mapping:
    mine = {field: factor for field, factor in units if field in found.columns}
    return replace(found, units={**found.units, **mine})


def _check_unit(items: Sequence[Item], field: str) -> None:
    """Refuse a unit for a field that is no amount, or that no column fills."""
    mapped = [known for _, found in items for known in _amounts(found)]
    if field not in mapped:
        raise AbmError(
            f"No column of the files fills an amount called '{field}'.",
            did_you_mean(field, mapped) if mapped else "Leave --unit out.",
        )


def _amounts(found: Mapping) -> list[str]:
    return [
        field.name
        for field in schema.entity(found.entity).import_fields
        if field.name in found.columns and field.kind in ("money", "number", "integer")
    ]
