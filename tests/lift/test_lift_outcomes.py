"""Outcomes and covariates: by hand in a tiny world, by pandas written plainly in a random one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from lift_stores import (
    AS_OF,
    LAUNCH,
    PROGRAMME,
    account,
    deal,
    did,
    logged,
    opened,
    put,
    saved,
    target,
    week,
)

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.lift import activity, cohorts, covariates
from abm_core.lift import opened as opened_deals
from abm_core.lift.cohorts import Cohorts, weeks_of
from abm_core.lift.covariates import Covariate, Covariates
from abm_core.lift.known import Book
from abm_core.lift.opened import Deals


def compared(cursor: DuckDBPyConnection, span: str = "engagement") -> tuple[Book, Cohorts]:
    book = Book(cursor)
    return book, cohorts.read(cursor, book, PROGRAMME, span=span, as_of=AS_OF, seed=1)  # type: ignore[arg-type]


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """A target t and three others: a, b, c."""
    with opened(tmp_path) as found:
        for one in ("t", "a", "b", "c"):
            account(found, one)
        target(found, "t")
        yield found


# --- Engagement ---------------------------------------------------------------------------------


def test_what_counts_as_engagement(cursor: DuckDBPyConnection) -> None:
    did(cursor, "t", week(0), 3, contact="x", minutes=12)
    did(cursor, "t", week(12), 2, contact="x", minutes=3)
    did(cursor, "t", week(12), 1, minutes=5)  # the unknown visitor is one person
    did(cursor, "t", week(3), 4, contact="y", kind="mail reply", minutes=99)
    did(cursor, "t", week(3), 50, contact="z", kind="mail open")
    did(cursor, "t", week(3), 50, contact="z", kind="ad impression", direction="")
    did(cursor, "t", week(3), 50, contact="z", kind="mail sent", direction="ours")
    did(cursor, "t", week(3), 5, contact="w", kind="webinar", direction="")
    did(cursor, "t", week(3), 9, contact="v", kind="meeting", direction="ours")
    did(cursor, "t", week(13), 70)
    did(cursor, "t", week(-1), 70)
    did(cursor, "a", week(5), 2, contact="q", minutes=1)
    put(cursor, schema.CONTACT_POINTS, *(
        {"account_id": "t", "contact_id": who, "week": week(n), "points": points}
        for who, n, points in (("x", 0, 10), ("x", 1, 6), ("y", 2, 81), ("z", 3, 0.9),
                               ("y", 13, 500))))  # fmt: skip
    book, found = compared(cursor)
    after = activity.read(cursor, book, found.stack, weeks_of(found, "after"))
    assert list(found.stack.account_id) == ["t", "a", "b", "c"]
    assert list(after.people) == [4, 1, 0, 0]
    assert list(after.visits) == [6, 2, 0, 0]
    assert list(after.minutes) == [20, 1, 0, 0]
    assert list(after.touches) == [15, 2, 0, 0]
    assert after.points == pytest.approx([(8 + 27) ** (4 / 3), 0, 0, 0])  # 16^.75, 81^.75
    in_gap = activity.touches(cursor, book, found.stack, weeks_of(found, "gap"))
    assert list(in_gap) == [70, 0, 0, 0]


def test_engagement_agrees_with_pandas(tmp_path: Path) -> None:
    chance = np.random.default_rng(8)
    with opened(tmp_path) as cursor:
        for n in range(12):
            account(cursor, f"a{n:02}")
        for n, joined in enumerate((0, 0, 14, 15)):
            target(cursor, f"a{n:02}", week(joined) - timedelta(days=n))
        rows = pd.DataFrame({
            "account_id": [f"a{n:02}" for n in chance.integers(0, 12, 900)],
            "contact_id": [("", "x", "y", "z")[n] for n in chance.integers(0, 4, 900)],
            "week": [week(int(n)) for n in chance.integers(-40, 40, 900)],
            "kind": [("page visit", "mail open", "form fill")[n]
                     for n in chance.integers(0, 3, 900)],
            "channel": "web", "direction": [("theirs", "ours", "")[n]
                                            for n in chance.integers(0, 3, 900)],
            "is_theirs": chance.random(900) < 0.7, "n": chance.integers(1, 9, 900),
            "minutes": chance.integers(0, 60, 900) * 1.0,
        })  # fmt: skip
        cursor.register("rows_of_test", rows)
        cursor.execute("INSERT INTO contact_weeks BY NAME SELECT * FROM rows_of_test")
        cursor.unregister("rows_of_test")
        book, found = compared(cursor)
        after = activity.read(cursor, book, found.stack, weeks_of(found, "after"))
    theirs = rows[rows["is_theirs"] & (rows["direction"] != "ours")
                  & (rows["kind"] != "mail open")]  # fmt: skip
    assert len(found.windows) > 1
    for row, (one, block) in enumerate(zip(found.stack.account_id, found.stack.block, strict=True)):
        launch = pd.Timestamp(found.windows[block].launch)
        days = (pd.to_datetime(theirs["week"]) - launch).dt.days
        mine = theirs[(theirs["account_id"] == one) & (days >= 0) & (days < 13 * 7)]
        visits = mine[mine["kind"] == "page visit"]
        assert after.people[row] == mine["contact_id"].nunique()
        assert after.touches[row] == mine["n"].sum()
        assert (after.visits[row], after.minutes[row]) == (
            visits["n"].sum(), visits["minutes"].sum())  # fmt: skip


# --- Opportunities ------------------------------------------------------------------------------


def listed(found: Deals, rows: np.ndarray) -> list[tuple[Any, ...]]:
    return [
        (rows[row], one, int(day))
        for row, one, day in zip(found.row, found.opportunity_id, found.day, strict=True)
    ]


def test_opportunities_after_launch_and_those_open_at_it(cursor: DuckDBPyConnection) -> None:
    deal(cursor, "first day", "t", LAUNCH, "won", LAUNCH + timedelta(days=30), 100.0)
    deal(cursor, "last day", "t", week(26) - timedelta(days=1), "lost", AS_OF, 50.0)
    deal(cursor, "too late", "t", week(26), "won", AS_OF, 1e6)
    deal(cursor, "open before", "t", LAUNCH - timedelta(days=1), "won", AS_OF, 1e6)
    deal(cursor, "closed before", "t", week(-9), "lost", week(-1), 1e6)
    deal(cursor, "still open", "a", week(1), "open", date(2030, 1, 1), None)
    deal(cursor, "renewal", "a", week(1), "won", week(2), 1e6, motion="renewal")
    deal(cursor, "dollars", "a", week(2), "won", week(3), 10.0, currency="USD")
    deal(cursor, "pounds", "b", week(2), "lost", None, 10.0, currency="GBP")
    deal(cursor, "closes later", "b", week(2), "won", AS_OF + timedelta(days=1), 7.0, motion=None)
    put(
        cursor,
        schema.CURRENCY_RATES,
        {"currency": "USD", "into_currency": "EUR", "valid_from": date(2020, 1, 1), "rate": 0.5},
    )
    _, found = compared(cursor, "pipeline")
    ids, n = found.stack.account_id, len(found.stack)
    after = opened_deals.created_in(
        cursor, found.stack, found.windows, "after", as_of=AS_OF)
    assert listed(after, ids) == [
        ("t", "first day", 0), ("t", "last day", 181), ("a", "still open", 7),
        ("a", "dollars", 14), ("b", "closes later", 14), ("b", "pounds", 14),
    ]  # fmt: skip
    of = {one: place for place, one in enumerate(after.opportunity_id)}
    assert after.days[of["first day"]] == 30
    assert after.days[of["still open"]] == (AS_OF - week(1)).days
    assert math.isnan(after.days[of["pounds"]]) and after.is_lost[of["pounds"]]
    assert not after.is_closed[[of["still open"], of["closes later"]]].any()
    assert list(after.count(n)) == [2, 2, 2, 0]
    assert list(after.amount(n)) == [150, 5, 7, 0]
    assert after.n_without_amount == 2
    held = opened_deals.open_at_launch(cursor, found.stack, found.windows, as_of=AS_OF)
    assert listed(held, ids) == [("t", "open before", -1)]
    before = opened_deals.created_in(
        cursor, found.stack, found.windows, "before", as_of=AS_OF)
    assert listed(before, ids) == [("t", "closed before", -63), ("t", "open before", -1)]


# --- Covariates ---------------------------------------------------------------------------------


def column(found: Covariates, name: str) -> list[float]:
    return [round(float(value), 6) for value in found.x[:, found.names.index(name)]]


def test_engagement_as_a_covariate(cursor: DuckDBPyConnection) -> None:
    did(cursor, "t", week(-32), 26)
    did(cursor, "t", week(-7), 26)
    did(cursor, "t", week(-33), 99)
    did(cursor, "t", week(-6), 4)
    did(cursor, "t", week(-3), 8)
    did(cursor, "t", week(-2), 99)
    did(cursor, "a", week(-20), 13)
    book, cohort = compared(cursor)
    found = covariates.read(cursor, book, cohort)
    level = column(found, "Engagement a week in the baseline")
    assert level == [round(math.log(3), 6), round(math.log(1.5), 6), 0, 0]
    assert column(found, "Engagement a week in the baseline, squared")[0] == round(
        math.log(3) ** 2, 6
    )
    assert column(found, "Engagement a week in the selection weeks") == [
        round(math.log(4), 6),
        0,
        0,
        0,
    ]
    assert found.of[:4] == ("baseline", "baseline", "selection", "selection")


def test_pipeline_and_open_opportunities_before_the_gap(cursor: DuckDBPyConnection) -> None:
    gap = week(-2)
    deal(cursor, "d1", "a", gap - timedelta(days=365), "lost", gap - timedelta(days=1), 10.0)
    deal(cursor, "d2", "a", gap - timedelta(days=366), "lost", gap - timedelta(days=1), 1e9)
    deal(cursor, "d3", "b", gap - timedelta(days=1), "open", None, 20.0)
    deal(cursor, "d4", "c", gap, "open", None, 1e9)
    deal(cursor, "d5", "t", gap - timedelta(days=5), "lost", gap, 30.0)
    logged(cursor, "d3", "amount", 19.0, datetime(2026, 2, 1), "opportunities")
    logged(cursor, "d3", "amount", 18.0, datetime(2025, 12, 1), "opportunities")
    book, cohort = compared(cursor, "pipeline")
    found = covariates.read(cursor, book, cohort)
    small = 10 + 0.02 * 9  # what 1 % of 10, 19 and 30 fall short of
    assert column(found, "Pipeline created in the year before launch") == [
        round(math.log(1 + amount / small), 6) for amount in (30, 10, 19, 0)
    ]
    assert column(found, "Open opportunity before launch") == [1, 0, 1, 0]


def test_fields_count_as_they_were_known_at_launch(cursor: DuckDBPyConnection) -> None:
    cursor.execute("UPDATE accounts SET employees = 999")
    logged(cursor, "t", "+", None, datetime(2025, 1, 1))
    logged(cursor, "t", "employees", 10, datetime(2025, 6, 1))
    logged(cursor, "t", "employees", 20, datetime(2026, 1, 5, 0, 0))  # the first moment of launch
    logged(cursor, "t", "employees", 30, datetime(2026, 3, 1))
    logged(cursor, "a", "+", None, datetime(2025, 1, 1))
    logged(cursor, "a", "employees", None, datetime(2026, 3, 1))  # filled in later
    logged(cursor, "b", "employees", None, datetime(2026, 3, 1))  # known to the store only since
    book, cohort = compared(cursor)
    known = book.column("employees", LAUNCH)
    assert known.values.astype(float).tolist()[:1] == pytest.approx([math.nan], nan_ok=True)
    assert dict(zip(book.ids, known.was_known, strict=True)) == {
        "a": True,
        "b": False,
        "c": False,
        "t": True,
    }
    found = covariates.read(cursor, book, cohort, ["employees"])
    assert column(found, "Employees") == [round(math.log(n + 1), 6) for n in (20, 999, 999, 999)]
    assert column(found, "Employees: unknown") == [0, 1, 0, 0]
    assert found.unvouched == 2


def test_what_the_profile_looked_at(cursor: DuckDBPyConnection) -> None:
    saved(cursor, "1", ["t", "a", "b", "c"], criteria=[
        {"field": "now.stage", "kind": "category"},
        {"field": "technologies", "kind": "any_of", "values": ["SAP"]},
        {"field": "extra.Hiring", "kind": "yes_no"},
        {"field": "extra.Team", "kind": "ramp", "zero_at": 0, "full_at": 10},
        {"field": "extra.Funded", "kind": "recency", "days": 100},
    ])  # fmt: skip
    for one, extra, tools in (
        ("t", {"Hiring": "yes", "Team": 5, "Funded": "2025-11-16"}, ["sap", "x"]),
        ("a", {"Hiring": "no", "Team": 20, "Funded": "2026-02-01"}, ["x"]),
        ("b", {}, None),
    ):
        cursor.execute(
            "UPDATE accounts SET extra = $extra, technologies = $tools WHERE account_id = $one",
            {"extra": pd.Series([extra]).to_json(orient="values")[1:-1], "tools": tools,
             "one": one})  # fmt: skip
    chosen = covariates.default(cursor, PROGRAMME)
    assert chosen[-4:] == ("technologies", "extra.Hiring", "extra.Team", "extra.Funded")
    book, cohort = compared(cursor)
    found = covariates.read(cursor, book, cohort)
    assert column(found, "Technologies") == [1, 0, 0.5, 0.5]
    assert column(found, "Technologies: unknown") == [0, 0, 1, 1]
    assert column(found, "Hiring") == [1, 0, 0.5, 0.5]
    assert column(found, "Team") == [0.5, 1, 0.75, 0.75]
    assert column(found, "Funded") == [0.5, 0, 0, 0]  # 50 days before launch; later; never


def test_rare_levels_go_together() -> None:
    values = np.array(["A"] * 40 + ["B"] * 30 + ["C"] * 19 + ["D"] * 30 + [None] * 3, dtype=object)
    is_target = np.arange(len(values)) % 4 == 0
    is_target[89:] = False
    is_target[[90, 94, 98]] = True
    found = covariates.columns.grouped(values, is_target)
    assert set(found[:40]) == {"A"} and set(found[40:70]) == {"B"}
    assert set(found[70:119]) == {"other"}, "too few accounts; too few targets"
    assert set(found[119:]) == {"unknown"}


def test_what_is_known_only_after_launch_is_refused(cursor: DuckDBPyConnection) -> None:
    for ref in ("now.engagement", "stage", "account_type"):
        with pytest.raises(AbmError, match="only after launch"):
            covariates.check(cursor, PROGRAMME, [ref])
    with pytest.raises(AbmError, match=r"Did you mean 'industry'"):
        covariates.check(cursor, PROGRAMME, ["industri"])
    with pytest.raises(AbmError, match="'Visits' is known only"):
        covariates.refuse_late(Covariate("visits", "Visits", 0, "log"))
    names = [one.ref for one in covariates.check(cursor, PROGRAMME, [])]
    assert names == ["baseline", "selection", "customer"], "never without"
