"""Families: one ultimate parent, nothing twice, even where parents go round in a circle."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from rollup_world import activity, fill, opened

from abm_core import schema, store
from abm_core.measure import engagement, families, groups, responses, rollup, trends

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
        before = engagement.accounts(cursor, as_of=AS_OF)
        with families.together(cursor, as_of=AS_OF) as sizes:
            assert sizes == (2, 6)
            found = engagement.accounts(cursor, as_of=AS_OF).set_index("account_id")
            trend = trends.weekly(cursor, as_of=AS_OF, by="account", n_weeks=1)
            kept = cursor.execute("SELECT account_id, window_points FROM account_engagement")
            assert dict(kept.fetchall()) == found["window_points"].to_dict()
            alone = responses.single_threaded(cursor, as_of=AS_OF, only_targets=False)
            channels = responses.channels(cursor, as_of=AS_OF)
        # t has 10 at two accounts, m 5; the unknown visitors of two accounts are one with 10
        top = 2 * 10**0.75 + 5**0.75
        assert channels["n"].sum() == 9 and alone.empty
        assert dict(zip(trend["part"], trend["n_contacts"], strict=True)) == {
            "top": 2, "x": 3, "alone": 1}  # fmt: skip
        assert trend.set_index("part").loc["top", "points"] == pytest.approx(
            top ** (4 / 3), abs=1e-6)
        assert engagement.accounts(cursor, as_of=AS_OF).equals(before)
        assert found.loc["top", "window_points"] == pytest.approx(top ** (4 / 3), abs=1e-6)
        assert found.loc["top", "top_share"] == pytest.approx(10**0.75 / top)
        assert found["n_contacts"].to_dict() == {"top": 2, "x": 3, "alone": 1}
        assert found.loc["alone", "window_points"] == 5


def test_the_best_tier_of_a_family_is_its_tier(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("mid", datetime(2026, 11, 3, 10), kind="meeting", contact_id="m")],
             accounts=[{"account_id": one, "name": one, "parent_id": parent}
                       for one, parent in PARENTS.items()],
             contacts=[{"contact_id": "m", "account_id": "mid"}])
        rollup.refresh(cursor, as_of=AS_OF, cap=20)
        engagement.refresh(cursor, as_of=AS_OF)
        store.insert(cursor, schema.TARGET_LIST, [
            {"programme_id": "p", "account_id": one, "tier": tier, "joined_on": date(2026, 1, 5)}
            for one, tier in (("mid", "2"), ("low", "1"), ("alone", "3"))])  # fmt: skip
        with families.together(cursor, as_of=AS_OF):
            groups.lay_out(cursor, "tier", as_of=AS_OF)
            assert groups.sizes(cursor) == {"Tier 1": 1, "Tier 3": 1, "No tier": 1}
            (top,) = engagement.accounts(cursor, as_of=AS_OF).to_dict("records")
            assert (top["account_id"], top["n_engaged_contacts"]) == ("top", 1)
        groups.lay_out(cursor, "tier", as_of=AS_OF)
        assert groups.sizes(cursor) == {
            "No tier": 4, "Tier 1": 1, "Tier 2": 1, "Tier 3": 1}  # fmt: skip
