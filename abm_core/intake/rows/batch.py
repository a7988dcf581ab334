"""The rows of one file on their way into the store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any

import pandas as pd

from abm_core import schema
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.layout import shapes
from abm_core.intake.layout.mapping import Mapping, check, is_bridge, split_for
from abm_core.intake.layout.mapping import unmapped as unmapped_headers
from abm_core.intake.layout.questions import SMALL_REVENUE, bare_median
from abm_core.intake.parse import values
from abm_core.intake.parse.names import canonical_id
from abm_core.intake.parse.words import Parsed, shorten
from abm_core.intake.read.readers import Table
from abm_core.intake.rows import clock, deleted, extras, nameless, skips


@dataclass
class Batch:
    """Typed rows of one file, with what became of every row.

    ``frame`` has one object column per field (and ``extra`` as JSON text); ``reasons`` holds why
    a row is rejected, ``settled`` why one is left out by rule (see ``skips``), ``skipped`` why a
    line of the file is no row at all, by its number. ``keys`` names the stored row that a row of
    the file stands for. A ``is_bridge`` file only links what is known; the rows of a ``is_split``
    file are two things. ``named_by_domain``: rows of accounts without a name of their own.
    """

    file: str
    entity: schema.Entity
    frame: pd.DataFrame
    row_numbers: Sequence[int]
    cells: pd.DataFrame
    mapping: str = "{}"
    reasons: dict[int, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    settled: dict[int, str] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    n_orphans: int = 0
    is_bridge: bool = False
    is_split: bool = False
    named_by_domain: list[int] = field(default_factory=list)

    @property
    def live(self) -> list[int]:
        """Positions of the rows that are neither rejected nor settled."""
        return [
            row for row in range(len(self.frame))
            if row not in self.reasons and row not in self.settled
        ]

    def column(self, name: str) -> list[Any]:
        """The values of a field, all ``None`` where the file does not have it."""
        if name in self.frame.columns:
            return self.frame[name].tolist()
        return [None] * len(self.frame)

    def set_column(self, name: str, cells: Sequence[Any]) -> None:
        """Set a field for every row."""
        self.frame[name] = pd.Series(list(cells), index=self.frame.index, dtype=object)

    def reject(self, row: int, reason: str) -> None:
        """Take a row out, with the reason; not one that is left out by rule anyway."""
        if row in self.settled:
            return
        self.reasons.setdefault(row, []).append(reason)

    def settle(self, row: int, why: str) -> None:
        """Leave a row out by rule: it is no fault, and there is nothing to do for it."""
        self.reasons.pop(row, None)
        self.settled[row] = why

    @property
    def left_out(self) -> Counter[str]:
        """How many rows were left out by rule, by reason."""
        return Counter(self.settled.values()) + Counter(self.skipped.values())


def from_table(table: Table, mapping: Mapping, home: tzinfo = UTC) -> Batch:
    """The typed rows of a table; raises ``AbmError`` when the mapping or the dates are unclear.

    Times that name no zone are by the clock of ``home``.
    """
    check(table, mapping)
    table = deleted.without(table, mapping)
    entity = schema.entity(mapping.entity)
    batch = Batch(
        file=table.file,
        entity=entity,
        frame=pd.DataFrame(index=range(len(table.cells))),
        row_numbers=[int(number) for number in table.row_numbers],
        cells=table.cells,
        mapping=_as_json(mapping),
        notes=list(table.notes),
        skipped=dict(table.skipped),
        is_bridge=is_bridge(mapping),
        is_split=split_for(table, mapping.entity) is not None,
    )
    for row, problem in table.problems.items():
        batch.reject(row, problem)
    kept = _type_fields(batch, table, mapping, home)
    _fill_defaults(batch, table)
    _note_small_revenue(batch, table, mapping)
    if entity.keeps_extra_columns:
        further = {
            header: extras.type_column(table.cells[header].tolist())
            for header in unmapped_headers(table, mapping)
        }
        batch.set_column(schema.EXTRA, extras.as_json(further | kept, len(table.cells)))
    _require(batch)
    return batch


def _fill_defaults(batch: Batch, table: Table) -> None:
    """What holds for all rows of such a file, where a row does not say otherwise."""
    shape = shapes.of(table)
    if shape.entity not in (None, batch.entity.name):
        return
    known = {one.name: one for one in batch.entity.import_fields}
    for name, value in shape.defaults.items():
        cells = batch.column(name)
        n = sum(one is None for one in cells)
        if name in known and n and not batch.is_bridge:
            batch.set_column(name, [value if one is None else one for one in cells])
            batch.notes.append(f"{known[name].label}: '{value}', as files of this kind hold; "
                               f"{'1 row says' if n == 1 else f'{n:,} rows say'} nothing else")


def _as_json(mapping: Mapping) -> str:
    parts = {
        "columns": dict(mapping.columns),
        "units": dict(mapping.units),
        "date_order": mapping.date_order,
        "decimal": mapping.decimal,
    }
    return json.dumps(parts, ensure_ascii=False)


def _type_fields(
    batch: Batch, table: Table, mapping: Mapping, home: tzinfo
) -> dict[str, list[Any]]:
    """Type every mapped column; returns the columns whose text is kept beside."""
    kept: dict[str, list[Any]] = {}
    for known in batch.entity.import_fields:
        header = mapping.columns.get(known.name)
        if header is None:
            continue
        cells = table.cells[header].tolist()
        source = values.Source(
            table.file, header, batch.row_numbers, mapping.units.get(known.name, 1.0),
            mapping.date_order, clock.of_column(known, header, home),
            mapping.decimal,
        )
        parsed, currencies = values.parse(known, cells, source)
        _take(batch, known, parsed)
        if parsed.keep_text:
            kept[header] = cells
        stated = known.name in ("amount", "spend") and any(currencies)
        if stated and "currency" not in mapping.columns:
            batch.set_column("currency", currencies)
            _note_currencies(batch, currencies)
    return kept


def _take(batch: Batch, known: schema.Field, parsed: Parsed) -> None:
    for row, problem in parsed.problems.items():
        batch.reject(row, f"{known.label}: {problem}")
    batch.notes += [f"{known.label}: {_fate(batch, note)}" for note in parsed.notes]
    cells = parsed.values
    if known.kind == "id":
        canonical = {text: _id(batch, known, text) for text in set(cells)}
        cells = [canonical[text] for text in cells]
    if known.name == "currency":
        cells = [text.upper() if text and len(text) == 3 else text for text in cells]
    batch.set_column(known.name, cells)


def _fate(batch: Batch, note: str) -> str:
    """Some entities have no further columns in which a text could be kept."""
    said, kept, _ = note.partition("; kept as the further column")
    return f"{said}; not kept" if kept and not batch.entity.keeps_extra_columns else note


def _id(batch: Batch, known: schema.Field, text: str | None) -> str | None:
    """An id as it is compared; "0" refers to nothing."""
    if text is None or (text.strip() == "0" and known.name not in batch.entity.key):
        return None
    return canonical_id(text)


def _note_currencies(batch: Batch, currencies: Sequence[str | None]) -> None:
    said = Counter(code for code in currencies if code)
    named = ", ".join(f"{code} ({n:,} rows)" for code, n in said.most_common())
    batch.notes.append(f"Currency: read from the cells of the amount: {named}")


def _note_small_revenue(batch: Batch, table: Table, mapping: Mapping) -> None:
    if batch.entity is not schema.ACCOUNTS or "annual_revenue" in mapping.units:
        return
    middle = bare_median(table, mapping)
    if middle is not None and middle < SMALL_REVENUE:
        batch.notes.append(
            f"Annual revenue: taken as written; half of the accounts are below {middle:,.10g}, so "
            "check whether the file means thousands or millions"
        )


def _require(batch: Batch) -> None:
    """Reject rows that lack a required value, where its absence does not say what they are."""
    _name_by_domain(batch)
    needed = [] if batch.is_bridge else [one for one in batch.entity.import_fields if one.required]
    blank: list[tuple[int, str]] = []
    for known in needed:
        by_rule = _skipped_without(batch, known)
        for row in _lacking(batch, known):
            if by_rule:
                blank.append((row, by_rule))
            else:
                batch.reject(row, f"{known.label} is missing")
    for row, why in blank:
        if row not in batch.reasons:
            batch.settle(row, why)


def _name_by_domain(batch: Batch) -> None:
    """Accounts that only have a domain go by it; not where rows are two things, since the domain
    may then be that of a person's mail.
    """
    if batch.entity is not schema.ACCOUNTS or batch.is_bridge or batch.is_split:
        return
    names, domains = batch.column("name"), batch.column("domain")
    batch.named_by_domain = nameless.with_domain_only(names, domains)
    for row in batch.named_by_domain:
        names[row] = domains[row]
    if batch.named_by_domain:
        batch.set_column("name", names)


def _skipped_without(batch: Batch, known: schema.Field) -> str:
    """Why rows are no fault without a value: on no list, or one of two things is not there."""
    if batch.is_split and batch.entity is schema.ACCOUNTS:
        return skips.NO_ACCOUNT
    return skips.ON_NO_LIST if known.name == "tier" else ""


def _lacking(batch: Batch, known: schema.Field) -> list[int]:
    return [
        row for row, value in enumerate(batch.column(known.name))
        if value is None and row not in batch.settled and not _has_reason(batch, row, known.label)
    ]


def _has_reason(batch: Batch, row: int, label: str) -> bool:
    return any(reason.startswith(f"{label}:") for reason in batch.reasons.get(row, ()))


def from_frame(name: str, frame: pd.DataFrame, file: str) -> Batch:
    """The rows of a frame whose values are typed already; other columns become further columns."""
    try:
        entity = schema.entity(name)
    except KeyError:
        known = [kind.name for kind in schema.IMPORTABLE]
        raise AbmError(f"There is no entity '{name}'.", did_you_mean(name, known)) from None
    names = {known.name for known in entity.import_fields}
    typed = {
        column: [_plain(value) for value in frame[column]] for column in frame.columns
    }
    batch = Batch(
        file=file,
        entity=entity,
        frame=pd.DataFrame(index=range(len(frame))),
        row_numbers=range(2, len(frame) + 2),
        cells=pd.DataFrame(
            {column: [_as_cell(value) for value in typed[column]] for column in typed},
            dtype=object,
        ),
        mapping=json.dumps({"columns": {column: column for column in typed if column in names}}),
    )
    for column in typed.keys() & names:
        field_of = entity.field(column)
        batch.set_column(column, [
            _checked(batch, field_of, row, value) for row, value in enumerate(typed[column])
        ])
    if entity.keeps_extra_columns:
        batch.set_column(schema.EXTRA, extras.merged(typed, names, len(frame)))
    _require(batch)
    return batch


def _plain(value: Any) -> Any:  # noqa: ANN401  (any cell of a frame)
    """A cell without pandas and numpy: lists as lists, days as days, nothing as ``None``."""
    if isinstance(value, dict):
        return value
    if hasattr(value, "tolist") and not isinstance(value, (str, bytes)):
        value = value.tolist()
    if isinstance(value, (list, tuple, set)):
        return list(value) or None
    if value is None or pd.isna(value) or value == "":
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _checked(batch: Batch, known: schema.Field, row: int, value: Any) -> Any:  # noqa: ANN401
    """A typed value, made canonical; unfit ones reject their row."""
    if value is None:
        return None
    if known.kind == "id":
        return canonical_id(str(value))
    if known.kind == "choice" and str(value) not in known.one_of:
        batch.reject(row, f"{known.label}: '{shorten(str(value))}' is none of "
                          f"{', '.join(known.one_of)}")
        return None
    if known.kind in ("date", "timestamp"):
        return _as_time(value, times=known.kind == "timestamp")
    if known.kind in ("text", "domain", "choice"):
        return str(value)
    if known.kind == "integer":
        return int(value)
    return float(value) if known.kind in ("money", "number") else value


def _as_time(value: Any, *, times: bool) -> date:  # noqa: ANN401
    """A day, or a time in UTC, from any of the ways in which frames hold them."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    utc = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    day: date = utc if times else utc.date()
    return day


def _as_cell(value: Any) -> str | None:  # noqa: ANN401
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return None if value is None else str(value)
