"""A sample of any seed in a store, with a programme of so many of its targets.

The rows go straight into the tables: how files are read is measured elsewhere. Those targets that
are not of the programme stay on the list of another one, so that they are compared with nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

import sample_data
from abm_core import schema, settings, store
from abm_core.measure import rollup
from abm_core.targeting import document
from sample_data.generate import AS_OF
from sample_data.world import SampleData

FILLED = (schema.ACCOUNTS, schema.OPPORTUNITIES, schema.CONTACTS, schema.ACTIVITIES)
PROGRAMME, OTHERS = "programme", "others"
NOW = datetime.combine(AS_OF, time(18))


@contextmanager
def opened(sample: SampleData) -> Iterator[DuckDBPyConnection]:
    """A cursor of a store that holds the sample, rolled up; its list is still empty."""
    with (
        TemporaryDirectory() as folder,
        closing(store.open_store(Path(folder) / "sample.duckdb")) as held,
        held.cursor() as cursor,
    ):
        for entity in FILLED:
            _fill(cursor, entity, getattr(sample, entity.name))
        store.insert(
            cursor,
            schema.HOUSE_SETTINGS,
            [{"name": "own_domains", "value": json.dumps(["northwindow.example"])}],
        )
        _save_profile(cursor)
        rollup.refresh(cursor, as_of=AS_OF, cap=settings.DAILY_CAP.value)
        yield cursor


def choose(
    cursor: DuckDBPyConnection, sample: SampleData, rng: np.random.Generator, n_targets: int
) -> None:
    """Draw the programme's targets from those of the two launch waves."""
    entries = sample.target_list
    first = entries.groupby("account_id")["joined_on"].min()
    able = np.sort(first.index[first.isin(first.value_counts().index[:2])].to_numpy())
    chosen = set(rng.choice(able, n_targets, replace=False))
    programme = np.where(entries["account_id"].isin(chosen), PROGRAMME, OTHERS)
    cursor.execute("DELETE FROM target_list")
    _fill(cursor, schema.TARGET_LIST, entries.assign(programme=programme, programme_id=programme))


def _fill(cursor: DuckDBPyConnection, entity: schema.Entity, frame: pd.DataFrame) -> None:
    own = {field.name for field in entity.fields}
    laid = frame[[name for name in frame if name in own]].copy()
    if further := [name for name in frame if name not in own]:
        rows = frame[further].astype(object).where(frame[further].notna(), None)
        laid["extra"] = [json.dumps(row, default=str) for row in rows.to_dict("records")]
    cursor.register("filled", laid)
    cursor.execute(f'INSERT INTO "{entity.name}" BY NAME SELECT * FROM filled')
    cursor.unregister("filled")


def _save_profile(cursor: DuckDBPyConnection) -> None:
    """The sample's profile as saved for the programme, so that lift knows what was looked at."""
    path = Path(sample_data.__file__).with_name("profile.yaml")
    profile = document.from_yaml(path.read_text(encoding="utf-8"))
    store.insert(
        cursor,
        schema.PROFILES,
        [
            {
                "profile_id": "1",
                "name": profile.name,
                "version": 1,
                "definition": json.dumps(document.to_document(profile)),
            }
        ],
    )
    store.insert(
        cursor,
        schema.SNAPSHOTS,
        [{"snapshot_id": "1", "programme_id": PROGRAMME, "profile_id": "1", "as_of": AS_OF}],
    )
