"""Distinct words and references of a large file, each looked up once by the ordinary import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from abm_core.intake.bulk.bulk_desk import Desk
from abm_core.intake.entities import activities
from abm_core.intake.layout.mapping import Mapping
from abm_core.intake.match import matches, parties, references
from abm_core.intake.match.identity import known_accounts
from abm_core.intake.parse.names import canonical_id
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import erased
from abm_core.intake.rows.batch import Batch, from_table
from abm_core.intake.rows.changes import Log

KINDS = ("channel", "kind", "direction")
NAMED = ("account_name", "account_domain", "lead_id", "email", "contact_name")
WHO = ("account_id", "account_name", "account_domain", "contact_id", "lead_id", "email",
       "contact_name")  # fmt: skip
SOME_DAY = "2000-01-01"

Texts = list[tuple[str | None, ...]]


def lay_tables(
    cursor: duckdb.DuckDBPyConnection, desk: Desk, source: Table, found: Mapping, log: Log
) -> bool:
    """Lay what words and references mean beside the rows; whether contacts go by id alone."""
    _lay_kinds(desk, source, found)
    by_id = not any(desk.has(name) for name in NAMED)
    who = [name for name in WHO if not by_id or name != "contact_id"]
    texts = desk.distinct(who)
    batch = _looked_up(cursor, source, found, who, texts, log)
    _put(desk, "who", WHO, who, texts, batch)
    if not by_id:
        desk.set_apart_where("who", WHO)
    for table, name in (("contacts", "contact_id"), ("deals", "opportunity_id"),
                        ("plans", "campaign_id")):  # fmt: skip
        said = [] if by_id is False and name == "contact_id" else desk.distinct([name])
        _put(desk, table, [name], [name], said,
             _looked_up(cursor, source, found, [name], said, log))  # fmt: skip
        desk.set_apart_where(table, [name])
    return by_id


def _lay_kinds(desk: Desk, source: Table, found: Mapping) -> None:
    """What channel, kind and direction come to; words that are none of ours are odd."""
    texts = desk.distinct(KINDS)
    batch = from_table(_table(source, found, KINDS, texts), found)
    typed = {name: batch.column(name) for name in KINDS}
    strange = [
        any(text and typed[name][row] is None for name, text in zip(KINDS, said, strict=True))
        for row, said in enumerate(texts)
    ]
    activities.set_kinds(batch)
    columns: dict[str, list[Any]] = {name: batch.column(name) for name in KINDS}
    for place, name in enumerate(KINDS):
        columns[f"{name}_said"] = [said[place] for said in texts]
    desk.put("kinds", columns | {"is_odd": strange})
    desk.set_apart_where("kinds", KINDS)


def _table(source: Table, found: Mapping, names: Sequence[str], texts: Texts) -> Table:
    """A small file of the same headers that holds nothing but these texts, on some day."""
    cells: dict[str, list[str | None]] = {header: [None] * len(texts) for header in source.headers}
    for place, name in enumerate(names):
        if name in found.columns:
            cells[found.columns[name]] = [said[place] for said in texts]
    cells[found.columns["occurred_at"]] = [SOME_DAY] * len(texts)
    frame = pd.DataFrame(cells, columns=list(source.headers), dtype=object)
    return Table(source.file, source.headers, frame, np.arange(len(texts)) + 2)


def _looked_up(
    cursor: duckdb.DuckDBPyConnection, source: Table, found: Mapping, names: Sequence[str],
    texts: Texts, log: Log,
) -> Batch:  # fmt: skip
    """The references as the ordinary import finds them."""
    batch = from_table(_table(source, found, names, texts), found)
    erased.forget_names(cursor, batch)
    parties.sort_ids(batch)
    index = known_accounts(cursor, log)
    mails = batch.column("email")
    accounts = references.resolve(batch, index)
    by_mail = references.resolve(batch, index, mails=mails) if any(mails) else accounts
    batch.set_column("said_account", [not said.is_blank for said in accounts.said])
    parties.set_parties(cursor, batch, accounts, by_mail, log)
    references.keep_stated(batch, accounts)
    matches.record(cursor, "activities", by_mail.matched.items(), log)
    return batch


def _put(
    desk: Desk, table: str, said: Sequence[str], asked: Sequence[str], texts: Texts, batch: Batch
) -> None:
    """A table from the texts of some columns to what they mean."""
    final = (*WHO, "opportunity_id", "campaign_id", "stated_account_id")
    columns: dict[str, list[Any]] = {name: batch.column(name) for name in final}
    for name in said:
        place = list(asked).index(name) if name in asked else None
        columns[f"{name}_said"] = [None if place is None else one[place] for one in texts]
    columns["said_account"] = batch.column("said_account")
    columns["is_odd"] = [
        row in batch.reasons or _has_moved(table, texts[row], batch, row)
        for row in range(len(texts))
    ]
    desk.put(table, columns)


def _has_moved(table: str, said: tuple[str | None, ...], batch: Batch, row: int) -> bool:
    """An opportunity's id that names another kind of record is for the ordinary import."""
    if table != "deals" or said[0] is None:
        return False
    found = batch.frame["opportunity_id"].iat[row]
    return bool(found != canonical_id(said[0]))
