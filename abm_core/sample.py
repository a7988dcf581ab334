"""The sample store: invented data in a store of its own, with tiers that are already live."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

import sample_data
from abm_core import house, house_log, schema, store, upkeep
from abm_core.errors import AbmError
from abm_core.house import Person
from abm_core.intake import load, shipped
from abm_core.intake.rows import extras
from abm_core.targeting import document, model, target_list, tiers
from abm_core.targeting.target_list import Programme
from abm_core.targeting.workshop import Workshop
from sample_data import generate, names

FOLDER = Path(sample_data.__file__).parent
ENTITIES = (schema.ACCOUNTS, schema.OPPORTUNITIES, schema.TARGET_LIST)
AS_THEY_ARE = (
    schema.CONTACTS, schema.OPPORTUNITY_CONTACTS, schema.STAGE_HISTORY, schema.CAMPAIGNS,
    schema.CAMPAIGN_ACCOUNTS, schema.SIGNALS, schema.ACTIVITIES,
)  # fmt: skip
MARK = "sample"
# The evening of the sample's last day: meetings planned for later are not yet part of the story.
EXPORTED_AT = datetime.combine(generate.AS_OF, time(18))
OWN_DOMAIN = "northwindow.example"  # the invented seller's own; see the generator's notes
AUTHOR = "Sample"
# Two windows that ask for the sample in the same moment would fill the same file.
_ONE_AT_A_TIME = Lock()
NOTE = "Tiers of the sample, scored on the newest day of its data"


class SampleReport(NamedTuple):
    """What the sample store holds: rows per kind, and accounts in tier 1, 2 and 3."""

    path: Path
    programme: str
    n_accounts: int
    n_opportunities: int
    n_entries: int
    n_contacts: int
    n_activities: int
    tiers: tuple[int, int, int]


def load_sample(path: Path, *, now: datetime) -> SampleReport:
    """Make the sample store, or make it anew; a failure leaves what was there.

    Raises ``AbmError`` when the file there is a store with data of its own.
    """
    with _ONE_AT_A_TIME:
        _check_place(path)
        return _make(path, now)


def _make(path: Path, now: datetime) -> SampleReport:
    """Fill a new store beside the place, then put it there."""
    fresh = path.with_name(f"{path.stem}.loading{path.suffix}")
    _remove(fresh)
    try:
        with closing(store.open_store(fresh)) as new:
            report = _fill(new, now)
        _log_of(path).unlink(missing_ok=True)
        fresh.replace(path)
    except BaseException:
        _remove(fresh)
        raise
    return report._replace(path=path)


def remove_sample(path: Path) -> None:
    """Remove the sample store; ``AbmError`` when there is none, or when it is somebody's own."""
    if not path.exists():
        raise AbmError(f"There is no sample at {path}.", "Make one with: sample load")
    with closing(store.open_store(path)) as there:
        if not is_sample(there):
            raise AbmError(f"{path.name} is not the sample.", "It was left as it is.")
    _remove(path)


def is_sample(opened: store.Store) -> bool:
    """Whether a store holds the sample."""
    with opened.cursor() as cursor:
        return store.read_meta(cursor, MARK) is not None


def _check_place(path: Path) -> None:
    """Refuse a folder that is not there, and a store that holds somebody's data."""
    if not path.parent.is_dir():
        raise AbmError(
            f"There is no folder {path.parent}.", "Make it, or choose another place with --store."
        )
    if not path.exists():
        return
    with closing(store.open_store(path)) as there:
        if not is_sample(there) and not _is_empty(there):
            raise AbmError(
                f"{path.name} holds data of its own, so the sample was not written there.",
                "Choose another file for the sample with --store.",
            )


def _is_empty(there: store.Store) -> bool:
    kept = (*schema.IMPORTABLE, schema.IMPORTS, schema.PROFILES, schema.CHANGE_LOG)
    with there.cursor() as cursor:
        return not any(store.count_rows(cursor, entity) for entity in kept)


def _remove(path: Path) -> None:
    """Remove a store, and with it the log of what was not yet written to it."""
    _log_of(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _log_of(path: Path) -> Path:
    """Where DuckDB keeps what it has not yet written to the file."""
    return path.with_name(f"{path.name}.wal")


def _fill(new: store.Store, now: datetime) -> SampleReport:
    frames = [(entity.name, read_frame(entity), f"{entity.name}.parquet") for entity in ENTITIES]
    load.load_frames(new, frames, imported_at=EXPORTED_AT)
    added = shipped.take_in(
        new,
        [(entity, pq.read_table(FOLDER / f"{entity.name}.parquet"), f"{entity.name}.parquet")
         for entity in AS_THEY_ARE],
        imported_at=EXPORTED_AT,
    )  # fmt: skip
    with new.cursor() as cursor:
        store.write_meta(cursor, MARK, "1")
        ours = replace(house.read(cursor), own_domains=(OWN_DOMAIN,), people=_people())
        house_log.save(cursor, ours, author=AUTHOR, saved_at=now)
        held = _save_tiers(new, now)
        _hold_out(cursor, _programme(target_list.programmes(cursor)))
        upkeep.compute(cursor, now=now)
        accounts, opportunities, _ = (store.count_rows(cursor, entity) for entity in ENTITIES)
        programme = _programme(target_list.programmes(cursor))
    return SampleReport(
        new.path, programme.name, accounts, opportunities, len(frames[2][1]),
        added[schema.CONTACTS.name], added[schema.ACTIVITIES.name], held,
    )  # fmt: skip


def _people() -> tuple[Person, ...]:
    """Who works at the invented seller: the owners in the data, by team, and who approves."""
    teams = {"sales": names.SALES_OWNERS, "marketing": names.MARKETING_OWNERS,
             "executive": names.APPROVERS}  # fmt: skip
    return tuple(sorted(Person(name, "", team) for team, some in teams.items() for name in some))


def read_frame(entity: schema.Entity) -> pd.DataFrame:
    """One table of the sample; further columns typed as an import of its file would type them."""
    frame = pd.read_parquet(FOLDER / f"{entity.name}.parquet", dtype_backend="numpy_nullable")
    fields = {field.name for field in entity.fields}
    for header in frame.columns.difference(list(fields)):
        column = frame[header]
        if isinstance(column.dtype, pd.StringDtype):
            cells = column.astype(object).where(column.notna(), None).tolist()
            frame[header] = pd.Series(extras.type_column(cells), dtype=object)
    return frame


def _save_tiers(new: store.Store, now: datetime) -> tuple[int, int, int]:
    """Make the sample's profile live for its programme, as of the newest day in the data."""
    profile = document.from_yaml((FOLDER / "profile.yaml").read_text(encoding="utf-8"))
    with new.cursor() as cursor:
        workshop = Workshop(cursor)
        model.require_columns(workshop.accounts, profile)
        scored = workshop.score(profile)
        target_list.save(
            cursor, workshop.accounts, scored,
            programme=_programme(target_list.programmes(cursor)).name,
            as_of=workshop.as_of, saved_at=now, author=AUTHOR, note=NOTE,
        )  # fmt: skip
    return tiers.counts(scored.tier)


def _hold_out(cursor: DuckDBPyConnection, home: Programme) -> None:
    """The draw before the second wave, which is over: it needs no override any more."""
    drawn = pq.read_table(FOLDER / f"{schema.HOLDOUTS.name}.parquet").to_pylist()
    store.insert(cursor, schema.HOLDOUTS,
                 [{**one, "programme_id": home.programme_id} for one in drawn])


def _programme(programmes: list[Programme]) -> Programme:
    """The one programme of the sample."""
    (only,) = programmes
    return only
