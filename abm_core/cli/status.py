"""The command that says what is in the store: status."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, overview, readiness, schema, store
from abm_core.cli.answer import Answer, existing
from abm_core.intake import ledger
from abm_core.intake.again import vanished
from abm_core.quality import findings
from abm_core.quality.findings import Quality
from abm_core.targeting import target_list
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.target_list import Live

SHOWN_FINDINGS = 5
ORPHANS = "orphan_"


class Decision(NamedTuple):
    """What is live in one programme: accounts in tier 1, 2 and 3, and where they come from."""

    live: Live
    programme: str
    tiers: list[int]


@dataclass(frozen=True, eq=False)
class Status:
    """All that there is to say of a store."""

    path: str
    n_bytes: int
    layout: int
    as_of: date | None
    rows: dict[str, int]
    answers: list[readiness.Answer]
    quality: Quality
    decisions: list[Decision]
    last_import: pd.DataFrame
    missing: dict[str, int]

    @property
    def orphans(self) -> dict[str, int]:
        """Rows by entity whose account is not here."""
        return {one.key.removeprefix(ORPHANS): one.n_rows for one in self.quality.findings
                if one.key.startswith(ORPHANS)}  # fmt: skip


def status(arguments: argparse.Namespace, now: datetime) -> Answer:
    """What is in the store, what it can answer, what is wrong with it, what is live."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        found = _read(opened, cursor, arguments.as_of)
    return Answer(_lines(found), _data(found))


def _read(opened: store.Store, cursor: DuckDBPyConnection, as_of: date | None) -> Status:
    day = as_of or overview.newest_day(cursor)
    imports = ledger.ledger(cursor)
    imports = imports[imports["undone_at"].isna()]
    missing = vanished.listed(cursor)["entity"].value_counts()
    return Status(
        path=str(opened.path),
        n_bytes=opened.path.stat().st_size,
        layout=store.SCHEMA_VERSION,
        as_of=day,
        rows={entity.name: store.count_rows(cursor, entity) for entity in schema.IMPORTABLE},
        answers=readiness.read(cursor),
        quality=findings.read(cursor, as_of=day),
        decisions=_decisions(cursor),
        last_import=imports[imports["import_id"] == imports["import_id"].max()],
        missing={str(entity): int(n) for entity, n in missing.items()},
    )


def _decisions(cursor: DuckDBPyConnection) -> list[Decision]:
    programmes = target_list.programmes(cursor)
    if not programmes:
        return []
    accounts = Accounts(cursor)
    found = [(one.name, target_list.live(cursor, accounts, one)) for one in programmes]
    return [
        Decision(live, name, np.bincount(live.tier, minlength=4)[1:].tolist())
        for name, live in found
    ]


# --- Lines --------------------------------------------------------------------------------------


def _lines(found: Status) -> list[str]:
    day = f"as of {formats.day(found.as_of)}" if found.as_of else "nothing has a day"
    return [
        f"{found.path}: {found.n_bytes / 1e6:.1f} MB, layout {found.layout}, {day}.",
        f"Holds: {_counted(found.rows) or 'nothing yet'}.",
        *([f"Without a known account: {_counted(found.orphans)}."] if found.orphans else []),
        _import_line(found.last_import),
        *([f"Missing from the newest exports: {_counted(found.missing)}."]
          if found.missing else []),
        "",
        *(list(map(_decision_line, found.decisions)) or ["No tiers are live yet."]),
        "",
        readiness.headline(found.answers),
        *map(_answer_line, found.answers),
        "",
        findings.headline(found.quality),
        *(f"  {one.badge}: {one.text}" for one in found.quality.findings[:SHOWN_FINDINGS]),
    ]  # fmt: skip


def _counted(rows: dict[str, int]) -> str:
    return formats.listed([
        f"{schema.entity(name).label.lower()} {formats.count(n)}" for name, n in rows.items() if n
    ])


def _import_line(files: pd.DataFrame) -> str:
    if files.empty:
        return "Nothing was imported yet."
    first = files.iloc[0]
    names = ", ".join(f"{row.file} ({row.entity})" for row in files.itertuples())
    return f"Last import: number {first['import_id']}, {_moment(first['imported_at'])}: {names}."


def _moment(at: datetime) -> str:
    return f"{formats.day(at.date())} {at:%H:%M} UTC"


def _decision_line(one: Decision) -> str:
    held = ", ".join(f"{formats.count(n)} in tier {level}" for level, n in
                     enumerate(one.tiers, start=1))  # fmt: skip
    return f"{one.programme}: {held}; {_source(one.live)}."


def _source(live: Live) -> str:
    if live.profile is None:
        return "imported, no profile is live"
    by = f" by {live.saved_by}" if live.saved_by else ""
    at = f", {_moment(live.saved_at)}" if live.saved_at else ""
    return f"profile {live.profile.name}, version {live.version}, saved{by}{at}"


def _answer_line(answer: readiness.Answer) -> str:
    missing = readiness.missing_words(answer)
    return f"  {answer.question.text} {answer.verdict.capitalize()}" + (
        f"; missing: {missing}." if missing else "."
    )


# --- Data ---------------------------------------------------------------------------------------


def _data(found: Status) -> dict[str, Any]:
    return {
        "path": found.path,
        "bytes": found.n_bytes,
        "layout": found.layout,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "rows": found.rows,
        "orphans": found.orphans,
        "missing": found.missing,
        "last_import": _import_data(found.last_import),
        "programmes": [_decision_data(one) for one in found.decisions],
        "questions": [
            {"question": one.question.text, "verdict": one.verdict,
             "missing": readiness.missing_words(one)}
            for one in found.answers
        ],
        "findings": [
            {"key": one.key, "level": one.badge, "text": one.text, "rows": one.n_rows,
             "of": one.n_of, "fix": one.fix, "affects": list(one.affects)}
            for one in found.quality.findings
        ],
    }  # fmt: skip


def _import_data(files: pd.DataFrame) -> dict[str, Any] | None:
    if files.empty:
        return None
    return {
        "import_id": int(files.iloc[0]["import_id"]),
        "imported_at": files.iloc[0]["imported_at"].isoformat(),
        "files": [{"file": one["file"], "entity": one["entity"], "rows": int(one["n_rows"])}
                  for one in files.to_dict("records")],
    }  # fmt: skip


def _decision_data(one: Decision) -> dict[str, Any]:
    live = one.live
    return {
        "programme": one.programme,
        "profile": live.profile.name if live.profile else None,
        "version": live.version or None,
        "saved_by": live.saved_by or None,
        "saved_at": live.saved_at.isoformat() if live.saved_at else None,
        "tiers": {str(level): n for level, n in enumerate(one.tiers, start=1)},
    }
