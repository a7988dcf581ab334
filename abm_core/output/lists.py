"""What people carry away: accounts with their tiers and scores, and whole tables of the store.

Such a list can be imported again as it is: it is recognised as a target list (or as the table that
it is), and nothing changes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core import formats, schema, settings
from abm_core.intake.read.headers import plain
from abm_core.targeting.accounts import EXTRA_PREFIX, Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile
from abm_core.targeting.target_list import Live

ACCOUNT_COLUMNS = (
    "industry", "country", "region", "employees", "annual_revenue", "account_type", "territory",
    "sales_owner", "marketing_owner",
)  # fmt: skip
ORDER = (
    "programme", "account_id", "name", "domain", "tier", "joined_on", "live_tier", "draft_tier",
    "score", "live_score", "change", "fit", "timing", "completeness", "floor", "ceiling", "driver",
    "excluded_because", "open_pipeline", "n_open", "n_open_without_amount", *ACCOUNT_COLUMNS,
)  # fmt: skip
KEPT_AS_TEXT = ("choice", "domain")
ISO_DAY = r"\d{4}-\d{2}-\d{2}"


def list_frame(
    accounts: Accounts, rows: NDArray[np.intp], table: pd.DataFrame, live: Live, *, draft: Scored
) -> pd.DataFrame:
    """The list to carry away for some accounts, in their order.

    ``rows`` are the row numbers that ``table`` (``whatif.table``) was made for. The tier is the
    saved one, blank for an account that is not on the list.
    """
    found = table.reset_index(drop=True)
    found["programme"] = live.programme.name if live.programme else settings.PROGRAMME.value
    found["tier"] = live.tier[rows]
    found["joined_on"] = [live.joined_on.get(account_id) for account_id in found["account_id"]]
    found["domain"] = accounts.at("domain", rows)
    for name in ACCOUNT_COLUMNS:
        found[name] = accounts.at(name, rows)
    reasons = pd.Series(draft.frame.reasons[rows], dtype=object)
    found["excluded_because"] = reasons.where(draft.frame.excluded[rows], None)
    without = accounts.pipeline["n_open_without_amount"].to_numpy(dtype=np.int64)
    found["n_open_without_amount"] = without[rows]
    return found[list(ORDER)]


def list_notes(
    draft: Scored, live: Live, *, as_of: date, made_on: date, n_rows: int, filters: str = ""
) -> list[tuple[str, str]]:
    """What a reader of the list must know: whose tiers, by which profile, as of when."""
    profile = draft.profile
    programme = live.programme.name if live.programme else "none saved yet"
    return [
        ("Programme", programme),
        ("Accounts", filters or f"{formats.counted(n_rows, 'account')}, no filter"),
        ("Profile", _profile_line(profile, live)),
        ("As of", f"{formats.day(as_of)}: the newest day in the data"),
        ("Made on", formats.day(made_on)),
        *_cutoff_notes(profile),
        *_weight_notes(profile),
        *((f"Excluded: {e.reason}", _exclusion_line(e.field, e.values))
          for e in profile.exclusions),
    ]  # fmt: skip


def _profile_line(profile: Profile, live: Live) -> str:
    """The profile by name; with its version where it is the one that was saved."""
    if profile != live.profile:
        return f"{profile.name}: a draft that is not saved"
    who = f" by {live.saved_by}" if live.saved_by else ""
    when = f" on {formats.day(live.saved_at.date())}" if live.saved_at else ""
    return f"{profile.name}, version {live.version}, saved{who}{when}"


def _cutoff_notes(profile: Profile) -> list[tuple[str, str]]:
    return [
        (f"Tier {level}",
         f"account score of at least {cutoff:g} and completeness of at least "
         f"{formats.percent(gate)}")
        for level, (cutoff, gate) in enumerate(
            zip(profile.cutoffs, profile.gates, strict=True), start=1)
    ]  # fmt: skip


def _weight_notes(profile: Profile) -> list[tuple[str, str]]:
    return [
        (f"Weight: {c.name}", f"{c.weight:g} points, {formats.percent(share)} of all; {c.part}")
        for c, share in zip(profile.criteria, profile.shares, strict=True)
    ]


def _exclusion_line(field: str, values: Sequence[str]) -> str:
    labels = {known.name: known.label for known in schema.ACCOUNTS.fields}
    label = labels.get(field, field.removeprefix(EXTRA_PREFIX))
    return f"accounts whose {label} is {' or '.join(values)}"


def entity_frame(cursor: DuckDBPyConnection, entity: schema.Entity) -> pd.DataFrame:
    """Every row of a table in the order of its key, further columns beside the others."""
    found = cursor.table(entity.name).order(", ".join(entity.key)).df()
    if not entity.keeps_extra_columns:
        return found
    extra = _further_columns(found.pop(schema.EXTRA))
    return _as_in_the_file(found, extra, entity)


def _as_in_the_file(
    found: pd.DataFrame, extra: pd.DataFrame, entity: schema.Entity
) -> pd.DataFrame:
    """One column where a file had one: words that are none of ours are kept under its header.

    An import keeps the text of such a column beside the field that it fills; going out they are
    one column again, as the file wrote it.
    """
    for field in entity.import_fields:
        name = next((name for name in extra if _bears_name_of(str(name), field)), None)
        if name is None or field.kind not in KEPT_AS_TEXT:
            continue
        extra[name] = extra[name].where(extra[name].notna(), found[field.name])
        found = found.drop(columns=field.name)
    return pd.concat([found, extra], axis=1)


def _bears_name_of(name: str, field: schema.Field) -> bool:
    header = plain(name.removeprefix(EXTRA_PREFIX))
    return header in (plain(field.name), plain(field.label))


def _further_columns(documents: pd.Series) -> pd.DataFrame:
    """One column per header that occurs; days that were kept as text are days again."""
    rows: list[dict[str, Any]] = [
        json.loads(text) if isinstance(text, str) else {} for text in documents
    ]
    headers = sorted({header for row in rows for header in row})
    columns = {
        EXTRA_PREFIX + header: _with_days([row.get(header) for row in rows]) for header in headers
    }
    return pd.DataFrame(columns, index=documents.index, dtype=object)


def _with_days(values: list[Any]) -> pd.Series:
    column = pd.Series(values, dtype=object)
    texts = column.dropna()
    if len(texts) and texts.map(lambda text: isinstance(text, str)).all():
        texts = texts.astype("str")
        if texts.str.fullmatch(ISO_DAY).all():
            days = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
            if days.notna().sum() == len(texts):
                return days.dt.date.where(days.notna(), None).astype(object)
    return column
