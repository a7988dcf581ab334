"""Who stands for a target, and why others do not: every rule once, in a world of few accounts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from duckdb import DuckDBPyConnection
from lift_stores import (
    AS_OF,
    LAUNCH,
    PROGRAMME,
    account,
    deal,
    logged,
    opened,
    recorded,
    saved,
    target,
    week,
)

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.lift import cohorts, launches
from abm_core.lift.cohorts import Cohorts, Stack
from abm_core.lift.known import Book


def read(cursor: DuckDBPyConnection, **more: object) -> Cohorts:
    asked = {"span": "engagement", "as_of": AS_OF, "seed": 1, **more}
    return cohorts.read(cursor, Book(cursor), PROGRAMME, **asked)  # type: ignore[arg-type]


def pool(found: Stack, block: int = 0) -> list[str]:
    return list(found.account_id[(found.block == block) & ~found.is_target])


def test_every_reason_not_to_be_compared(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        account(cursor, "target")
        target(cursor, "target", tier=2)
        account(cursor, "alike")
        account(cursor, "undated", created_on=None)
        account(cursor, "younger", created_on=LAUNCH)
        account(cursor, "partner", account_type="partner")
        account(cursor, "rival", account_type="competitor")
        account(cursor, "customer")
        deal(cursor, "d1", "customer", date(2025, 3, 1), "won", date(2025, 6, 1))
        account(cursor, "soon targeted")
        target(cursor, "soon targeted", week(13) - timedelta(days=1), programme="other")
        account(cursor, "later targeted")
        target(cursor, "later targeted", week(13), programme="other")
        account(cursor, "group")
        account(cursor, "sister", parent_id="group")
        account(cursor, "daughter", parent_id="sister")
        target(cursor, "daughter", week(2), programme="other")
        found = read(cursor)
        book = Book(cursor)
    assert pool(found.stack) == ["alike", "later targeted", "undated"]
    assert found.left_out == {
        cohorts.TARGETED: 2, cohorts.YOUNGER: 1, cohorts.OTHER_TYPE: 2, cohorts.RELATED: 2,
        cohorts.OTHER_STATUS: 1,
    }  # fmt: skip
    assert (found.n_targets, found.n_controls, found.n_pool) == (1, 3, 3)
    assert list(found.stack.tier) == [2, 0, 0, 0]
    assert found.n_considered == (None,)
    assert len(set(book.family[book.codes(np.array(["group", "sister", "daughter"]))])) == 1


def test_an_account_may_stand_for_several_launches(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        for one in ("a", "b", "c", "d"):
            account(cursor, one)
        target(cursor, "a")
        target(cursor, "a", week(20), tier=2)  # another tier is no other launch
        target(cursor, "b", week(14) - timedelta(days=2))
        found = read(cursor)
    assert [one.launch for one in found.windows] == [LAUNCH, week(14)]
    assert pool(found.stack, 0) == ["b", "c", "d"]
    assert pool(found.stack, 1) == ["c", "d"]
    rows = found.stack.account_id == "c"
    assert len(set(found.stack.account[rows])) == 1 and rows.sum() == 2
    assert found.n_controls == 3


def test_only_what_the_save_considered(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        for one in ("t", "considered", "excluded", "unseen"):
            account(cursor, one)
        saved(cursor, "7", ["t", "considered"], ["excluded"])
        target(cursor, "t", snapshot_id="7")
        found = read(cursor)
    assert pool(found.stack) == ["considered"]
    assert found.left_out == {cohorts.NOT_CONSIDERED: 2}
    assert found.n_considered == (2,)


def test_a_save_that_looked_at_engagement_looked_at_its_window(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        account(cursor, "t")
        account(cursor, "c")
        saved(cursor, "7", ["t", "c"], criteria=[{"field": "now.engagement", "kind": "bands"}])
        target(cursor, "t", snapshot_id="7")
        found = read(cursor)
    weeks = found.windows[0]  # saved on Friday 2026-01-02, 13 weeks back is Friday 2025-10-03
    assert (weeks.selection.first, weeks.baseline.last) == (date(2025, 9, 29), date(2025, 9, 22))


def test_nothing_is_judged_before_its_weeks_are_over(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        account(cursor, "t")
        account(cursor, "c")
        target(cursor, "t")
        with pytest.raises(AbmError, match=r"before week 13 after launch; 9 to go"):
            read(cursor, as_of=week(4) - timedelta(days=1))
        with pytest.raises(AbmError, match=r"before week 26 after launch; 13 to go"):
            read(cursor, as_of=week(13) - timedelta(days=1), span="pipeline")
        assert read(cursor, as_of=week(13) - timedelta(days=1)).n_targets == 1
        account(cursor, "late")
        target(cursor, "late", week(40))
        assert read(cursor).targets_left_out == {launches.RUNNING: 1}
        with pytest.raises(AbmError, match="no target accounts"):
            read(cursor, tiers=(3,))


def test_without_older_activities_nothing_is_alike(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        account(cursor, "t")
        target(cursor, "t")
        recorded(cursor, weeks_before=18, weeks_after=40)
        with pytest.raises(AbmError, match="Import older activities"):
            read(cursor)
        recorded(cursor, weeks_before=19, weeks_after=40)
        assert read(cursor).windows[0].baseline.n_weeks == 13
        lone = {"week": week(-100), "n_raw": 1, "fingerprint": "f"}
        store.insert(cursor, schema.ROLLUP_WEEKS, [lone])
        assert read(cursor).windows[0].baseline.n_weeks == 13


def test_who_was_a_customer_is_told_by_what_was_known_then(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        account(cursor, "won before", account_type="customer")
        deal(cursor, "d1", "won before", date(2025, 3, 1), "won", date(2025, 6, 1))
        account(cursor, "won after", account_type="customer")
        deal(cursor, "d2", "won after", date(2025, 11, 1), "won", date(2026, 2, 1))
        account(cursor, "renewing", account_type="former customer")
        deal(cursor, "d3", "renewing", date(2025, 11, 1), "lost", AS_OF, motion="renewal")
        account(cursor, "called so since", account_type="customer")
        logged(cursor, "called so since", "+", None, datetime(2025, 1, 1))
        account(cursor, "called so later", account_type="customer")
        logged(cursor, "called so later", "+", None, datetime(2025, 1, 1))
        logged(cursor, "called so later", "account_type", "prospect", datetime(2026, 2, 1))
        book = Book(cursor)
        is_customer = dict(zip(book.ids, book.is_customer(LAUNCH), strict=True))
    assert is_customer == {
        "won before": True, "won after": False, "renewing": True, "called so since": True,
        "called so later": False,
    }  # fmt: skip


def test_without_deals_what_an_account_is_called_today_has_to_do(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        account(cursor, "a", account_type="customer")
        account(cursor, "b")
        assert list(Book(cursor).is_customer(LAUNCH)) == [True, False]


def test_the_random_customers(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        account(cursor, "t")
        target(cursor, "t")
        for n in range(520):
            account(cursor, f"c{n:03}", created_on=date(2024, 1, 1) if n else LAUNCH)
            deal(cursor, f"d{n}", f"c{n:03}", date(2025, 3, 1), "won", date(2025, 6, 1))
        account(cursor, "prospect")
        one, same, other = (read(cursor, seed=seed) for seed in (4, 4, 5))
    assert len(one.customers) == 500  # 5 per target would be 5
    assert set(one.customers.account_id) < {f"c{n:03}" for n in range(1, 520)}
    assert list(one.customers.account_id) == list(same.customers.account_id)
    assert list(one.customers.account_id) != list(other.customers.account_id)
    assert pool(one.stack) == ["prospect"]


def test_a_large_pool_is_drawn_from_at_random(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = cohorts.settings.LIFT_POOL_ROWS._replace(value=8)
    monkeypatch.setattr(cohorts.settings, "LIFT_POOL_ROWS", setting)
    with opened(tmp_path) as cursor:
        for n in range(30):
            account(cursor, f"a{n:02}")
        for n in range(3):
            target(cursor, f"a{n:02}")
        target(cursor, "a03", week(14))
        one, same = read(cursor), read(cursor)
    assert [len(pool(one.stack, block)) for block in (0, 1)] == [6, 2]
    assert list(one.stack.account_id) == list(same.stack.account_id)
    assert one.n_pool == 27 + 26 and "a03" not in pool(one.stack, 1)
