"""A list as a file: Excel with its definitions, CSV, or an update file of a CRM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, house, schema
from abm_core.output import cells, crm_files, csv_list, excel
from abm_core.review import exports, list_facts
from abm_core.review.exports import Export

SUFFIX = {exports.EXCEL: "xlsx", exports.CSV: "csv", exports.SALESFORCE: "csv",
          exports.HUBSPOT: "csv"}  # fmt: skip
MIME = {exports.EXCEL: excel.MIME, exports.CSV: csv_list.MIME, exports.SALESFORCE: csv_list.MIME,
        exports.HUBSPOT: csv_list.MIME}  # fmt: skip


class Asked(NamedTuple):
    """A list to be taken out: what it is called, what it holds, and what to say of it."""

    name: str
    entity: str
    ids: Sequence[str]
    notes: Sequence[tuple[str, str]] = ()
    list_id: int | None = None


def make(
    cursor: DuckDBPyConnection, asked: Asked, kind: str, *, as_of: date, now: datetime,
    headers: Mapping[str, str] | None = None,
) -> Export:  # fmt: skip
    """The file of a list, of one of ``exports``' formats; ``headers`` are those of a CRM's fields.

    Contacts who may not leave are in none; the file says how many.
    """
    name = f"{file_stem(asked.name)}.{SUFFIX[kind]}"
    if kind in crm_files.CRMS:
        made = crm_files.make(cursor, kind, asked.entity, asked.ids, as_of=as_of, headers=headers)
        stem = name.removesuffix(".csv")
        return Export(asked.name, f"{stem}-{kind}-update.csv", kind, made.content, made.n_rows,
                      made.columns, asked.list_id)  # fmt: skip
    ids = asked.ids
    if asked.entity == "contacts":
        ids, _ = list_facts.may_leave(cursor, ids, as_of=as_of)
    frame = list_facts.read(cursor, asked.entity, ids)
    currency = house.reporting_currency(cursor)
    return of_table(cursor, asked, kind, frame, (schema.entity(asked.entity),), asked.notes,
                    currency, as_of=as_of, now=now)  # fmt: skip


def of_table(
    cursor: DuckDBPyConnection, asked: Asked, kind: str, frame: pd.DataFrame,
    entities: Sequence[schema.Entity], notes: Sequence[tuple[str, str]] = (), currency: str = "",
    *, as_of: date, now: datetime,
) -> Export:  # fmt: skip
    """A table of a screen as Excel or CSV; of contacts only those who may leave."""
    said = [("List", asked.name), *notes]
    if asked.entity == "contacts":
        kept, found = list_facts.may_leave(cursor, asked.ids, as_of=as_of)
        frame = frame[frame["contact_id"].isin(kept)]
        said += [("Left out", text) for text in [list_facts.left_out(found)] if text]
    usual = [("As of", f"{formats.day(as_of)}: the newest day in the data"),
             ("Made on", formats.day(now.date()))]  # fmt: skip
    said += [one for one in usual if one[0] not in dict(notes)]
    content = csv_list.content(frame, entities) if kind == exports.CSV else excel.workbook(
        frame, sheet=asked.name, currency=currency, entities=entities, made_at=now, notes=said,
    )  # fmt: skip
    headers = [column.header for column in cells.columns(frame.head(0), entities)]
    name = f"{file_stem(asked.name)}.{SUFFIX[kind]}"
    return Export(asked.name, name, kind, content, len(frame), headers, asked.list_id)


def file_stem(name: str) -> str:
    """A name as a file may have it.

    >>> file_stem("Banks / DACH: tier 1"), file_stem("…")
    ('banks-dach-tier-1', 'list')
    """
    words = "".join(one if one.isalnum() else " " for one in name.casefold()).split()
    return "-".join(words)[:60] or "list"
