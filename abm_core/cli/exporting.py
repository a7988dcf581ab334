"""Commands that write lists, and the one that makes the sample store."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, schema, settings, store
from abm_core.cli import safety
from abm_core.cli.answer import Answer, existing, require_suffix, write_file
from abm_core.cli.tiering import lay_out
from abm_core.errors import AbmError, did_you_mean
from abm_core.house import reporting_currency
from abm_core.output import excel, lists, score_sheet
from abm_core.overview import newest_day
from abm_core.review import list_facts
from abm_core.sample import load_sample as make_sample
from abm_core.targeting import certainty_wording, enrich, model, whatif

TIERS, ENRICH = "tiers", "enrich"
Writer = Callable[[DuckDBPyConnection, argparse.Namespace, datetime], tuple[bytes, int]]


def export(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A list as an Excel file."""
    names = [TIERS, ENRICH, *(entity.name for entity in schema.ENTITIES)]
    if arguments.list not in names:
        raise AbmError(f"There is no list '{arguments.list}'.", did_you_mean(arguments.list, names))
    require_suffix(arguments.out, ".xlsx")
    _check_formulas(arguments)
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        write = _writer(arguments)
        content, n_rows = write(cursor, arguments, now)
    write_file(arguments.out, content)
    return Answer(
        [f"Wrote {arguments.out}: {formats.counted(n_rows, 'row')}."],
        {"written": str(arguments.out), "list": arguments.list, "rows": n_rows},
    )


def _tiers(
    cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime
) -> tuple[bytes, int]:
    """The saved target list with its scores, best tier and score first."""
    desk = lay_out(cursor, now=now, as_of=arguments.as_of, programme=arguments.programme)
    accounts, live = desk.workshop.accounts, desk.live
    rows = np.flatnonzero(live.tier)
    if not len(rows):
        raise AbmError("No account is on a target list yet.", "Save one with: tiers --save")
    draft = desk.workshop.score(desk.profile)
    best_first = np.lexsort((rows, -np.nan_to_num(draft.scores[rows], nan=-1.0), live.tier[rows]))
    rows = rows[best_first]
    table = whatif.table(accounts, desk.compare(draft), desk.live_scored, rows)
    notes = lists.list_notes(
        draft, live, as_of=desk.workshop.as_of, made_on=now.date(), n_rows=len(rows),
        filters="All accounts on the target list",
    )  # fmt: skip
    frame = lists.list_frame(accounts, rows, table, live, draft=draft)
    content = excel.workbook(
        frame, sheet="Target list", notes=notes, currency=accounts.currency, made_at=now
    )
    return content, len(frame)


def _table(
    cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime
) -> tuple[bytes, int]:
    """A whole table of the store."""
    entity = schema.entity(arguments.list)
    frame, left_out = _who_may_leave(cursor, entity, arguments, now)
    notes = [
        (entity.label, entity.doc),
        *([("Left out", left_out)] if left_out else []),
        ("Rows", formats.count(len(frame))),
        ("Made on", formats.day(now.date())),
    ]
    content = excel.workbook(
        frame, sheet=entity.label, notes=notes, currency=reporting_currency(cursor),
        entities=(entity,), made_at=now,
    )  # fmt: skip
    return content, len(frame)


def _who_may_leave(
    cursor: DuckDBPyConnection, entity: schema.Entity, arguments: argparse.Namespace, now: datetime
) -> tuple[pd.DataFrame, str]:
    """The table; of contacts only those who may be in a list that leaves, and who is left out."""
    frame = lists.entity_frame(cursor, entity)
    if entity is not schema.CONTACTS:
        return frame, ""
    as_of = arguments.as_of or newest_day(cursor) or now.date()
    kept, found = list_facts.may_leave(cursor, frame["contact_id"].tolist(), as_of=as_of)
    return frame[frame["contact_id"].isin(kept)], list_facts.left_out(found)


def _writer(arguments: argparse.Namespace) -> Writer:
    if arguments.formulas:
        return _score_sheet
    return {TIERS: _tiers, ENRICH: _enrich}.get(arguments.list, _table)


def _check_formulas(arguments: argparse.Namespace) -> None:
    if arguments.formulas and arguments.list != TIERS:
        raise AbmError(
            f"The list '{arguments.list}' has nothing to calculate.",
            "Write: export tiers --formulas --out FILE.xlsx",
        )
    if arguments.profile and not arguments.formulas:
        raise AbmError("--profile goes with --formulas.", "The saved list has its own profile.")


def _score_sheet(
    cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime
) -> tuple[bytes, int]:
    """Every account with live formulas, the best score first."""
    desk = lay_out(
        cursor, now=now, as_of=arguments.as_of, programme=arguments.programme,
        profile=arguments.profile,
    )  # fmt: skip
    model.require_columns(desk.workshop.accounts, desk.profile)
    draft = desk.workshop.score(desk.profile)
    n_rows = min(len(draft.scores), settings.SCORE_SHEET_ROWS.value)
    notes = lists.list_notes(
        draft, desk.live, as_of=desk.workshop.as_of, made_on=now.date(), n_rows=n_rows
    )
    content = score_sheet.workbook(
        desk.workshop.accounts, draft, saved=desk.live.tier, notes=notes, made_at=now
    )
    return content, n_rows


def _enrich(
    cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime
) -> tuple[bytes, int]:
    """Account and field, where a missing value could change the tier."""
    desk = lay_out(cursor, now=now, as_of=arguments.as_of, programme=arguments.programme)
    draft = desk.workshop.score(desk.profile)
    frame = enrich.to_enrich(desk.workshop.accounts, draft)
    found = enrich.missing(draft)
    notes = [
        ("Profile", f"{desk.profile.name}: {desk.origin}"),
        ("Worth finding out", certainty_wording.to_find_out(found)),
        *((one.criterion, certainty_wording.missing(one)) for one in found),
        ("As of", formats.day(desk.workshop.as_of)),
    ]
    content = excel.workbook(
        frame, sheet="To enrich", notes=notes, currency=desk.workshop.accounts.currency,
        made_at=now,
    )  # fmt: skip
    return content, len(frame)


def load_sample(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Make the sample store, or make it anew."""
    path = arguments.store or store.sample_path(store.path_from_environment())
    report = make_sample(path, now=now)
    held = ", ".join(f"{formats.count(n)} in tier {level}" for level, n in
                     enumerate(report.tiers, start=1))  # fmt: skip
    return Answer(
        [f"Wrote {report.path}: {formats.counted(report.n_accounts, 'account')}, "
         f"{formats.counted(report.n_opportunities, 'opportunity', 'opportunities')}, "
         f"programme {report.programme} with {held}."],
        {**report._asdict(), "path": str(report.path)},
    )  # fmt: skip


def sample(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Make the sample store, or remove it."""
    act = safety.remove_sample if arguments.action == "remove" else load_sample
    return act(arguments, now)
