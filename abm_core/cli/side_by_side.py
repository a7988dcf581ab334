"""The command that lays tierings side by side: scenario compare."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

import pandas as pd

from abm_core import formats
from abm_core.cli import references
from abm_core.cli.answer import Answer, lent
from abm_core.cli.references import desk_of
from abm_core.cli.tiering import Desk
from abm_core.targeting import backtest_measures, comparing, model
from abm_core.targeting.comparing import Column, Measure, Overlap, SideBySide
from abm_core.targeting.past import Past

SHOWN_DISAGREEMENTS = 10


def compare(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Up to four tierings side by side: what is live first, where anything is."""
    with lent(arguments) as cursor:
        desk = desk_of(cursor, arguments, now)
        accounts = desk.workshop.accounts
        meant = [references.find(cursor, desk, said) for said in arguments.references
                 if said != references.LIVE]  # fmt: skip
        for one in meant:
            model.require_columns(accounts, one.profile)
        is_live = desk.live.programme is not None
        columns = [comparing.live_column(desk.live, desk.live_scored)] if is_live else []
        columns += [
            comparing.column(one.label, desk.compare(desk.workshop.score(one.profile)).draft)
            for one in meant
        ]
        profiles = [*([desk.live.profile] if is_live else []), *(one.profile for one in meant)]
        past = _past(desk, arguments)
        found = comparing.side_by_side(
            accounts, columns, base=0 if is_live else None,
            more=backtest_measures.measures(past, profiles) if past else (),
        )  # fmt: skip
        apart = comparing.disagreements(accounts, columns, SHOWN_DISAGREEMENTS)
    return Answer(_compared_lines(found, apart, accounts.currency), _compared_data(found, apart))


def _past(desk: Desk, arguments: argparse.Namespace) -> Past | None:
    if not arguments.backtest:
        return None
    return Past(desk.workshop.accounts, as_of=desk.workshop.as_of)


def _compared_lines(found: SideBySide, apart: pd.DataFrame, currency: str) -> list[str]:
    labels = [one.label for one in found.columns]
    rows = [["", *labels], *(
        [one.label, *(comparing.shown(one, value, currency) for value in one.values)]
        for one in found.measures
    )]  # fmt: skip
    return [
        comparing.headline(found), "", *_table(rows), "",
        *(_overlap_line(one) for one in found.overlaps),
        *_apart_lines(apart, found.columns),
    ]  # fmt: skip


def _table(rows: list[list[str]]) -> list[str]:
    """Rows of cells under each other; the first column to the left, all others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *(
            cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]).rstrip()
        for row in rows
    ]  # fmt: skip


def _overlap_line(one: Overlap) -> str:
    return (
        f"{one.one} and {one.other}: the same tier for {formats.percent(one.agree)}, overlap "
        f"{formats.percent(one.jaccard)} of the list and "
        f"{formats.percent(one.jaccard_by_tier[0])} of tier 1"
    )


def _apart_lines(apart: pd.DataFrame, columns: tuple[Column, ...]) -> list[str]:
    if apart.empty:
        return []
    shown = [
        f"  {one['name']}: " + ", ".join(
            f"{column.label} {formats.tier(one[f'tier_{n}']).lower()} "
            f"({formats.score(one[f'score_{n}'])})"
            for n, column in enumerate(columns)
        )
        for one in apart.to_dict("records")
    ]  # fmt: skip
    return ["", "They disagree most on:", *shown]


def _compared_data(found: SideBySide, apart: pd.DataFrame) -> dict[str, Any]:
    return {
        "columns": [one.label for one in found.columns],
        "measures": [_measure_data(one) for one in found.measures],
        "overlaps": [one._asdict() for one in found.overlaps],
        "disagreements": apart.to_dict("records"),
    }


def _measure_data(one: Measure) -> dict[str, Any]:
    finite = [value if value not in (float("inf"),) else None for value in one.values]
    return {"measure": one.label, "unit": one.kind, "values": finite, "differs": one.differs}
