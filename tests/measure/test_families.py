"""Families: one ultimate parent, nothing twice, even where parents go round in a circle."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from rollup_world import activity, fill, opened

from abm_core.measure import engagement, families, rollup

AS_OF = date(2026, 11, 13)
PARENTS = {"top": None, "mid": "top", "low": "mid", "alone": "not here", "x": "y", "y": "x",
           "z": "x"}  # fmt: skip


def test_every_account_counts_once_in_its_family(tmp_path: Path) -> None:
    form = {"at": datetime(2026, 11, 3, 10), "kind": "form fill"}  # 5 points each
    with opened(tmp_path) as cursor:
        fill(cursor, [
            activity("top", contact_id="t", **form), activity("mid", contact_id="m", **form),
            activity("low", **form), activity("mid", **form),  # two unknown visitors
            activity("low", datetime(2026, 11, 4), kind="form fill", contact_id="t"),
            activity("alone", contact_id="a", **form),
            *(activity(one, contact_id=one, **form) for one in "xyz"),
        ], accounts=[{"account_id": one, "name": one, "parent_id": parent}
                     for one, parent in PARENTS.items()])
        rollup.refresh(cursor, as_of=AS_OF, cap=20)
        engagement.refresh(cursor, as_of=AS_OF)
        found = families.engagement(cursor, as_of=AS_OF).set_index("account_id")
        assert found["n_accounts"].to_dict() == {"top": 3, "x": 3, "alone": 1}
        # t has 10, m and both unknown visitors 5 each
        top = 10**0.75 + 3 * 5**0.75
        assert found.loc["top", "window_points"] == pytest.approx(top ** (4 / 3), abs=1e-6)
        assert found.loc["top", "top_share"] == pytest.approx(10**0.75 / top)
        assert found["n_contacts"].to_dict() == {"top": 2, "x": 3, "alone": 1}
        assert found.loc["alone", "window_points"] == 5
