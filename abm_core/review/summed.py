"""Rows behind a number where there are too many to show one by one: sums of groups."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core.review.said import Behind, Cell, Column, Rows

N = Column("n_rows", "How many", "count")


def up(behind: Behind, groups: Sequence[str]) -> Behind:
    """The same number from one row per group, the largest first.

    A median cannot be made of groups: it keeps its rows, and of their columns only ``groups``.
    """
    if behind.how == "median":
        return behind._replace(rows=_narrow(behind.rows, (*groups, behind.column)))
    of = [column for column in behind.rows.columns if column.name in groups]
    keys = list(zip(*(behind.rows.column(column.name) for column in of), strict=True))
    values: list[Cell] = behind.rows.column(behind.column) if behind.column else [1] * len(keys)
    sums: dict[tuple[Cell, ...], tuple[float, int]] = {}
    for key, value in zip(keys, values, strict=True):
        total, n = sums.get(key, (0.0, 0))
        sums[key] = total + (float(value) if isinstance(value, int | float) else 0.0), n + 1
    order = sorted(sums.items(), key=lambda one: (-one[1][0], str(one[0])))
    if not behind.column:
        rows: tuple[tuple[Cell, ...], ...] = tuple((*key, n) for key, (_, n) in order)
        return behind._replace(how="sum", column=N.name, rows=Rows((*of, N), rows))
    (last,) = (column for column in behind.rows.columns if column.name == behind.column)
    rows = tuple((*key, n, total) for key, (total, n) in order)
    return behind._replace(how="sum", rows=Rows((*of, N, last), rows))


def _narrow(rows: Rows, names: Sequence[str]) -> Rows:
    places = [place for place, one in enumerate(rows.columns) if one.name in names]
    return Rows(tuple(rows.columns[place] for place in places),
                tuple(tuple(row[place] for place in places) for row in rows.rows))  # fmt: skip
