"""The sample on disk: Parquet with the schema's types, and short CSV files as people export."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from abm_core.schema import ACCOUNTS, OPPORTUNITIES, TARGET_LIST, Entity

N_EXAMPLES = 20
ENTITIES = {entity.name: entity for entity in (ACCOUNTS, OPPORTUNITIES, TARGET_LIST)}
_ARROW = {
    "date": pa.date32(), "integer": pa.int64(), "money": pa.float64(), "list": pa.list_(pa.string())
}
_FURTHER = {"Data team size": pa.int64(), "Last funding on": pa.date32(), "NPS": pa.int64()}


def table(entity: Entity, frame: pd.DataFrame) -> pa.Table:
    """The frame as an Arrow table, typed as the schema declares its fields."""
    kinds = {field.name: field.kind for field in entity.fields}
    schema = pa.schema([
        (name, _ARROW.get(kinds[name], pa.string()) if name in kinds
         else _FURTHER.get(name, pa.string()))
        for name in frame.columns
    ])
    found = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
    return found.replace_schema_metadata()


def write_parquet(frames: dict[str, pd.DataFrame], folder: Path) -> None:
    """One Parquet file per entity."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        path = folder / f"{name}.parquet"
        pq.write_table(table(ENTITIES[name], frame), path, compression="zstd")


def write_examples(frames: dict[str, pd.DataFrame], folder: Path) -> None:
    """One CSV file per entity, under the schema's labels."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in examples(frames).items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")


def examples(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Some 20 rows of each frame that belong together, with labels as headers.

    The opportunities and the target list name no account outside the accounts.
    """
    accounts = frames["accounts"].loc[_belonging(frames)].copy()
    name_of = accounts.set_index("account_id")["name"]
    chosen = {"accounts": accounts}
    for entity in ("opportunities", "target_list"):
        rows = frames[entity][frames[entity]["account_id"].isin(name_of.index)].head(N_EXAMPLES)
        place = list(rows.columns).index("account_id") + 1
        chosen[entity] = rows.copy()
        chosen[entity].insert(place, "account_name", rows["account_id"].map(name_of))
    return {name: _as_exported(ENTITIES[name], frame) for name, frame in chosen.items()}


def _belonging(frames: dict[str, pd.DataFrame]) -> pd.Index:
    """Index of 20 accounts: a parent and its subsidiary, 12 busy targets, six others."""
    accounts = frames["accounts"]
    ids = accounts["account_id"]
    no_parent = accounts["parent_id"].isna()
    parent = accounts.index[no_parent & ids.isin(accounts["parent_id"])][:1]
    child = accounts.index[accounts["parent_id"].isin(ids[parent])][:1]
    lone = no_parent & ~accounts.index.isin(parent)
    listed = ids.isin(frames["target_list"]["account_id"])
    busy = ids.isin(frames["opportunities"]["account_id"])
    targets = accounts.index[lone & listed & busy][: N_EXAMPLES - 8]
    others = accounts.index[lone & ~listed & busy][:3]
    quiet = accounts.index[lone & ~listed & ~busy][:3]
    return parent.append([child, targets, others, quiet])


def _as_exported(entity: Entity, frame: pd.DataFrame) -> pd.DataFrame:
    """Labels as headers, lists joined by semicolons, days and whole numbers as people see them."""
    shown = frame.copy()
    for name in shown.columns:
        values = shown[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            shown[name] = values.dt.strftime("%Y-%m-%d")
        elif pd.api.types.is_float_dtype(values):
            shown[name] = values.astype("Int64")
        elif name == "technologies":
            shown[name] = [
                "; ".join(one) if isinstance(one, list) else None for one in values
            ]
    return shown.rename(columns={field.name: field.label for field in entity.fields})
