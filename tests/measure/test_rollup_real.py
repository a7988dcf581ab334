"""On public exports every activity is accounted for, as pandas counts them from the rows."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from abm_core import store
from abm_core.measure import rollup
from abm_core.overview import newest_day

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT.parent / "shared" / "data"
# Rows that the files hold, of which those repeating another in full are no activities.
ROWS = {"google-sfdc-kittycorn": 89_521, "zoho-crm": 11_889}


@pytest.mark.parametrize("name", ROWS)
def test_every_activity_is_accounted_for(tmp_path: Path, name: str) -> None:
    if not (SETS / name).is_dir():
        pytest.skip(f"the real exports {name} are not on this machine")
    path = tmp_path / "real.duckdb"
    subprocess.run([sys.executable, "-m", "abm_core", "import", str(SETS / name), "--store",
                    str(path)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # fmt: skip
    with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
        as_of = newest_day(cursor)
        assert as_of is not None
        rollup.refresh(cursor, as_of=as_of, cap=20)
        rows = cursor.execute("SELECT * FROM activities").df()
        known = set(cursor.execute("SELECT account_id FROM accounts").df()["account_id"])
        rolled = cursor.execute(
            "SELECT week, kind, n, contact_id, account_id FROM contact_weeks").df()
        dropped = rollup.dropped(cursor)
    assert len(rows) == ROWS[name] == rolled["n"].sum() + dropped["n"].sum()

    counted = rows[rows["account_id"].isin(known)].copy()
    assert dropped[dropped["reason"] == "no known account"]["n"].sum() == len(rows) - len(counted)
    whole_day = counted["occurred_at"] == counted["occurred_at"].dt.normalize()
    counted["who"] = counted["contact_id"].fillna(counted["lead_id"]).fillna(
        counted["email"]).fillna(counted["contact_name"])
    said = ["account_id", "who", "occurred_at", "kind", "channel", "direction", "subject"]
    again = counted.duplicated(said) & ~whole_day
    assert dropped[dropped["reason"] == "duplicate"]["n"].sum() == again.sum() > 0
    counted = counted[~again]
    counted["week"] = (counted["occurred_at"].dt.normalize()
                       - pd.to_timedelta(counted["occurred_at"].dt.day_of_week, unit="D"))
    counted["contact_id"] = counted["contact_id"].fillna("")
    for by in (["week", "kind"], ["account_id"], ["contact_id", "week"]):
        expected = counted.groupby(by).size().to_dict()
        assert rolled.groupby(by)["n"].sum().to_dict() == expected
