"""Which account of the store every row of a file means, without taking the file in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import duckdb

from abm_core import schema
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.layout import layouts
from abm_core.intake.match.identity import (
    GENERATED,
    Index,
    Match,
    Reference,
    kind_of_id,
    load_index,
)
from abm_core.intake.match.lookup import WORTH_SAYING, find_all, is_decided, near_matches
from abm_core.intake.match.near import Near
from abm_core.intake.match.references import mail_domain
from abm_core.intake.parse import values
from abm_core.intake.parse.names import canonical_id, normalise_name
from abm_core.intake.read.tables import Table

# What a file of accounts and one that refers to accounts call the parts of a reference.
OWN = {"account_id": "account_id", "domain": "domain", "name": "name", "country": "country"}
REFERRED = {"account_id": "account_id", "domain": "account_domain", "name": "account_name",
            "mail": "email"}  # fmt: skip
N_ALTERNATIVES = 3


class Alternative(NamedTuple):
    """Another account that a row could mean, how near it is, 0 to 1, and why."""

    account_id: str
    name: str
    score: float
    evidence: str


class Row(NamedTuple):
    """A row of the file: what it says, the account that was found, and the alternatives."""

    number: int
    said: Reference
    match: Match
    account: str
    alternatives: tuple[Alternative, ...]

    @property
    def status(self) -> str:
        """Matched, to decide (candidates, none of them sure), unknown or blank."""
        if self.said.is_blank:
            return "blank"
        if self.match.account_id:
            return "matched"
        is_close = self.alternatives and self.alternatives[0].score >= WORTH_SAYING
        return "to decide" if is_close else "unknown"


def match_table(
    cursor: duckdb.DuckDBPyConnection, table: Table, *, column: str | None = None
) -> list[Row]:
    """Match every row of a table; ``column`` is the header of the company's name.

    Raises ``AbmError`` where no column of the table says anything about an account.
    """
    index = load_index(cursor)
    columns = columns_of(cursor, table, column=column) or _by_cells(table, index)
    if not columns:
        raise AbmError(
            f"{table.file} has no column that looks like the name or the domain of a company.",
            "Say which it is with --column.",
        )
    said = _references(table, columns)
    matched = find_all(index, said) if index.accounts else {}
    matched |= _of_other_systems(index, matched)
    return [
        _row(index, int(number), one, matched.get(one, Match()))
        for number, one in zip(table.row_numbers, said, strict=True)
    ]


def columns_of(
    cursor: duckdb.DuckDBPyConnection, table: Table, *, column: str | None = None
) -> dict[str, str]:
    """Which header tells which part of a reference: name, domain, id, country, mail.

    ``column`` is the header of the name; without it the headers must say it, or there is but one.
    """
    if column is not None and column not in table.headers:
        raise AbmError(
            f"{table.file} has no column '{column}'.", did_you_mean(column, table.headers)
        )
    found: dict[str, str] = {}
    with suppress(AbmError):  # a list need not be anything that could be imported
        mapping = layouts.mapping_for(cursor, table).mapping
        found = _parts(mapping.columns, OWN if mapping.entity == "accounts" else REFERRED)
    if not {"name", "domain"} & set(found):
        own = layouts.mapping_for(cursor, table, entity="accounts").mapping.columns
        found = _parts(own, OWN) or found
    if column is not None:
        return {part: one for part, one in found.items() if one != column} | {"name": column}
    if not found and len(table.headers) == 1:
        return {"name": table.headers[0]}
    return found


def _by_cells(table: Table, index: Index) -> dict[str, str]:
    """The column in which most cells are names of accounts, whatever its header."""
    n_known = {
        header: sum(normalise_name(cell) in index.names for cell in table.cells[header] if cell)
        for header in table.headers
    }
    best = max(n_known, key=lambda header: n_known[header], default=None)
    return {"name": best} if best and n_known[best] else {}


def _parts(columns: Mapping[str, str], parts: Mapping[str, str]) -> dict[str, str]:
    return {part: columns[field] for part, field in parts.items() if field in columns}


def _references(table: Table, columns: Mapping[str, str]) -> list[Reference]:
    cells: dict[str, Sequence[str | None]] = {
        part: _parsed(table, part, header) for part, header in columns.items()
    }
    none = [None] * len(table.cells)
    parts = [cells.get(part, none) for part in ("account_id", "domain", "name", "country", "mail")]
    return [
        Reference(canonical_id(own) if own else None, domain, name, country,
                  mail_domain(mail) if mail else None)
        for own, domain, name, country, mail in zip(*parts, strict=True)
    ]  # fmt: skip


def _parsed(table: Table, part: str, header: str) -> list[str | None]:
    """Cells as an import reads them; what it would reject says nothing."""
    cells = table.cells[header].tolist()
    if part == "mail":
        return cells
    source = values.Source(table.file, header, [int(number) for number in table.row_numbers])
    parsed, _ = values.parse(schema.ACCOUNTS.field(OWN[part]), cells, source)
    return list(parsed.values)


def _of_other_systems(
    index: Index, matched: Mapping[Reference, Match]
) -> dict[Reference, Match]:
    """Near names for rows with an id that the store does not know.

    An id from another kind of system says nothing about the store's accounts; one of the same kind
    says that it is none of them, so there the near names are only shown.
    """
    named = {
        replace(one, account_id=None): one for one, match in matched.items()
        if one.account_id and not match.account_id and not match.candidates
        and not is_decided(index, one)
    }
    found = near_matches(index, named)
    kinds = {one: kind_of_id(str(whole.account_id)) for one, whole in named.items()}
    return {
        named[one]: match if kind_of_id(match.account_id or GENERATED) != kinds[one]
        else Match(near=match.near)
        for one, match in found.items()
    }


def _row(index: Index, number: int, said: Reference, match: Match) -> Row:
    near = match.near or tuple(Near(one, 1.0, "same name or domain") for one in match.candidates)
    others = [one for one in near if one.account_id != match.account_id][:N_ALTERNATIVES]
    return Row(
        number, said, match, _name(index, match.account_id),
        tuple(Alternative(one.account_id, _name(index, one.account_id), one.score, one.evidence)
              for one in others),
    )  # fmt: skip


def _name(index: Index, account_id: str | None) -> str:
    return (index.accounts[account_id].name or "") if account_id else ""
