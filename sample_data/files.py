"""The sample on disk: Parquet with the schema's types, and short CSV files as people export."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from abm_core.schema import ACCOUNTS, OPPORTUNITIES, TARGET_LIST, Entity
from abm_core.schema.activities import ACTIVITIES, SIGNALS
from abm_core.schema.campaigns import CAMPAIGN_ACCOUNTS, CAMPAIGNS, STAGE_HISTORY
from abm_core.schema.contacts import CONTACTS, OPPORTUNITY_CONTACTS
from abm_core.schema.lift import HOLDOUTS

N_EXAMPLES = 20
ENTITIES = {
    entity.name: entity
    for entity in (
        ACCOUNTS, OPPORTUNITIES, TARGET_LIST, CONTACTS, ACTIVITIES, SIGNALS, CAMPAIGNS,
        CAMPAIGN_ACCOUNTS, OPPORTUNITY_CONTACTS, STAGE_HISTORY, HOLDOUTS,
    )
}  # fmt: skip
NOT_IMPORTED = ("campaign_accounts", "holdouts")
_ARROW = {
    "date": pa.date32(), "integer": pa.int64(), "money": pa.float64(), "number": pa.float64(),
    "boolean": pa.bool_(), "timestamp": pa.timestamp("ms"), "list": pa.list_(pa.string()),
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
        _write(table(ENTITIES[name], frame), path)


def _write(found: pa.Table, path: Path) -> None:
    """Compressed; ids in order are stored as differences, all other columns by dictionary."""
    first = found.column_names[0]
    if first != "activity_id":
        pq.write_table(found, path, compression="zstd")
        return
    pq.write_table(
        found, path, compression="zstd", compression_level=12,
        use_dictionary=[name for name in found.column_names if name not in (first, "occurred_at")],
        column_encoding={first: "DELTA_BYTE_ARRAY", "occurred_at": "DELTA_BINARY_PACKED"},
    )


def write_examples(frames: dict[str, pd.DataFrame], folder: Path) -> None:
    """One CSV file per entity, under the schema's labels."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in examples(frames).items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")


def examples(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Some 20 rows of each frame that belong together, with labels as headers.

    None of them names an account, contact or opportunity outside the others.
    """
    accounts = frames["accounts"].loc[_belonging(frames)].copy()
    name_of = accounts.set_index("account_id")["name"]
    deals = frames["opportunities"]
    deals = deals[deals["account_id"].isin(name_of.index)].head(N_EXAMPLES)
    roles = frames["opportunity_contacts"]
    roles = roles[roles["opportunity_id"].isin(deals["opportunity_id"])]
    contacts = _some_of_each(frames["contacts"], name_of.index, roles["contact_id"])
    chosen = {"accounts": accounts, "campaigns": frames["campaigns"].head(N_EXAMPLES)}
    mixed = _kinds_first(frames["activities"], contacts, deals, chosen["campaigns"])
    for entity, frame in (("opportunities", deals), ("target_list", frames["target_list"]),
                          ("contacts", contacts), ("activities", mixed),
                          ("signals", frames["signals"])):
        rows = frame[frame["account_id"].isin(name_of.index)].head(N_EXAMPLES)
        place = list(rows.columns).index("account_id") + 1
        chosen[entity] = rows.copy()
        chosen[entity].insert(place, "account_name", rows["account_id"].map(name_of))
    for entity in ("opportunity_contacts", "stage_history"):
        rows = frames[entity]
        chosen[entity] = rows[rows["opportunity_id"].isin(deals["opportunity_id"])]
    with_role = chosen["opportunity_contacts"]
    with_role = with_role[with_role["contact_id"].isin(contacts["contact_id"])]
    chosen["opportunity_contacts"] = with_role.head(N_EXAMPLES)
    chosen["stage_history"] = chosen["stage_history"].head(N_EXAMPLES)
    return {name: _as_exported(ENTITIES[name], frame) for name, frame in chosen.items()}


def _some_of_each(
    contacts: pd.DataFrame, account_ids: pd.Index, busy: pd.Series
) -> pd.DataFrame:
    """Contacts of the accounts: 14 that are busy with opportunities, then one or so of each."""
    here = contacts[contacts["account_id"].isin(account_ids)]
    first = here[here["contact_id"].isin(busy)].head(N_EXAMPLES - 6)
    others = here.drop(first.index)
    turn = others.groupby("account_id").cumcount().sort_values(kind="stable")
    rows = pd.concat([first, others.loc[turn.index]]).head(N_EXAMPLES).sort_index()
    known = rows["reports_to_id"].isin(rows["contact_id"])
    rows["reports_to_id"] = rows["reports_to_id"].where(known)
    return rows


def _kinds_first(
    activities: pd.DataFrame, contacts: pd.DataFrame, deals: pd.DataFrame, campaigns: pd.DataFrame
) -> pd.DataFrame:
    """Activities of known or unknown people, of all kinds in turn, that name only known things."""
    known = activities[activities["account_id"].isin(contacts["account_id"])]
    for name, others in (("contact_id", contacts), ("opportunity_id", deals),
                         ("campaign_id", campaigns)):
        known = known[known[name].isna() | known[name].isin(others[name])]
    known = known.drop(columns=["account_domain", "email"])
    turn = known.groupby(["kind", "direction"]).cumcount()
    chosen = known.loc[turn.sort_values(kind="stable").index].head(N_EXAMPLES)
    return chosen.sort_values("activity_id")


def _clock(values: pd.Series, kind: str) -> pd.Series:
    """Days, and times where the field is one, as people see them."""
    shown: pd.Series = values.dt.strftime(
        "%Y-%m-%d %H:%M:%S" if kind == "timestamp" else "%Y-%m-%d"
    )
    return shown


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
    kinds = {field.name: field.kind for field in entity.fields}
    for name in shown.columns:
        values = shown[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            shown[name] = _clock(values, kinds.get(name, "date"))
        elif pd.api.types.is_float_dtype(values):
            shown[name] = values.astype("Int64")
        elif name == "technologies":
            shown[name] = [
                "; ".join(one) if isinstance(one, list) else None for one in values
            ]
    return shown.rename(columns={field.name: field.label for field in entity.fields})
