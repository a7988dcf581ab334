"""Parquet files: every column as text that loses nothing of its values."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from abm_core.errors import AbmError
from abm_core.intake.read.tables import unique
from abm_core.intake.read.workbooks import as_text

EPOCH = datetime(1970, 1, 1)
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def columns(name: str, content: bytes) -> tuple[dict[str, list[str | None]], list[str]]:
    """The cells of every column by header, ``None`` for what is null or blank; and notes."""
    try:
        table = pq.ParquetFile(io.BytesIO(content)).read()
    except (pa.ArrowException, OSError) as error:
        raise AbmError(
            f"{name} is not a Parquet file, though its name says so.",
            "Export it again, or save it as .csv and choose that file.",
        ) from error
    headers = unique(table.column_names)
    again = [new for new, old in zip(headers, table.column_names, strict=True) if new != old]
    notes = [f"A column with the header of another: called '{header}'" for header in again]
    return {
        header: _texts(column) for header, column in zip(headers, table.columns, strict=True)
    }, notes


def _texts(column: Any) -> list[str | None]:  # noqa: ANN401  (pyarrow has no types)
    """Every distinct value becomes text once."""
    kind = column.type
    if pa.types.is_null(kind):
        return [None] * len(column)
    if pa.types.is_timestamp(kind):
        unit, zone = PER_SECOND[kind.unit], "Z" if kind.tz else ""
        return _by_value(column.cast(pa.int64()), lambda ticks: _moment(ticks, unit, zone))
    if pa.types.is_nested(kind):
        return [_nested(value) for value in column.to_pylist()]
    if pa.types.is_dictionary(kind):
        return _texts(column.cast(kind.value_type))
    return _by_value(column, plain)


def _by_value(column: Any, text_of: Any) -> list[str | None]:  # noqa: ANN401
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    texts = [text_of(value) for value in encoded.dictionary.to_pylist()]
    kept = [text if text is not None and text.strip() else None for text in texts]
    return [None if place is None else kept[place] for place in encoded.indices.to_pylist()]


def _moment(ticks: int | None, per_second: int, zone: str) -> str | None:
    """A time as text; years before 1 and after 9999 have no date and stay what they are."""
    if ticks is None:
        return None
    seconds, rest = divmod(ticks, per_second)
    try:
        found = EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return f"{ticks} after 1970"
    fraction = f".{rest * 10**6 // per_second:06d}" if rest else ""
    if not zone and not fraction and found.time() == EPOCH.time():
        return found.date().isoformat()
    return f"{found.isoformat(sep=' ')}{fraction}{zone}"


def plain(value: object) -> str | None:
    """A single value as a person would type it; numbers keep all their digits.

    >>> plain(12345678901234567), plain(1e22), plain(0.1), plain(True)
    ('12345678901234567', '1e+22', '0.1', 'true')
    """
    if value is None or value != value:
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return as_text(value)


def _nested(value: object) -> str | None:
    """Lists of single values joined by semicolons; anything deeper as JSON."""
    if value is None:
        return None
    if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
        return "; ".join(text for text in map(plain, value) if text) or None
    return json.dumps(value, ensure_ascii=False, default=str)
