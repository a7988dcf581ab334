"""The replay of stages: by hand, and against the definitions applied week by week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from duckdb import DuckDBPyConnection
from stage_world import MONDAY, account, changes, deal, fresh, points, put

from abm_core import schema, store
from abm_core.measure import stage_replay, stages
from abm_core.measure.stage_rules import RulesVersion, StageRules

WEEK = timedelta(weeks=1)
SUNDAY = timedelta(days=6)
BLEND = 0.75
ALL = "SELECT * FROM stage_changes ORDER BY ALL"


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with fresh(tmp_path) as lent:
        yield lent


def run(cursor: DuckDBPyConnection, last: date, rules: StageRules | None = None) -> None:
    held = RulesVersion(0, rules or StageRules(), "", "", None)
    with store.transaction(cursor):
        stage_replay.replay(cursor, held, last=last, blend=BLEND)


def test_one_account_all_the_way(cursor: DuckDBPyConnection) -> None:
    """Two people with 20 points each blend to (2 · 20^0.75)^(4/3) = 2^(4/3) · 20 = 50.4 points;
    two with 60 to 151.2."""
    account(cursor, "A", date(2025, 12, 31), fit=50.0)
    points(cursor, "A", "p", MONDAY, 20)
    points(cursor, "A", "q", MONDAY + WEEK, 20)
    points(cursor, "A", "p", MONDAY + 3 * WEEK, 40)
    points(cursor, "A", "q", MONDAY + 3 * WEEK, 40)
    deal(cursor, "d", "A", "won", MONDAY + 5 * WEEK + timedelta(2), MONDAY + 7 * WEEK)
    run(cursor, MONDAY + 10 * WEEK)
    assert changes(cursor, "A") == [
        (date(2025, 12, 31), None, "unaware"),
        (MONDAY + SUNDAY, "unaware", "aware"),
        (MONDAY + WEEK + SUNDAY, "aware", "engaged"),
        (MONDAY + 3 * WEEK + SUNDAY, "engaged", "qualified"),
        (MONDAY + 5 * WEEK + timedelta(2), "qualified", "opportunity"),
        (MONDAY + 7 * WEEK, "opportunity", "customer"),
    ]
    assert changes(cursor, "A", "expansion") == [(MONDAY + 7 * WEEK, None, "qualified")]


def test_points_leave_after_thirteen_weeks_and_awareness_after_four(
    cursor: DuckDBPyConnection
) -> None:
    account(cursor, "A", MONDAY - 10 * WEEK)
    points(cursor, "A", "p", MONDAY, 20)
    points(cursor, "A", "q", MONDAY, 20)
    run(cursor, MONDAY + 30 * WEEK)
    assert changes(cursor, "A")[1:] == [
        (MONDAY + SUNDAY, "unaware", "engaged"),
        (MONDAY + 13 * WEEK + SUNDAY, "engaged", "unaware"),
    ]
    points(cursor, "A", "p", MONDAY + 20 * WEEK, 0.5)
    run(cursor, MONDAY + 30 * WEEK)
    assert changes(cursor, "A")[3:] == [
        (MONDAY + 20 * WEEK + SUNDAY, "unaware", "aware"),
        (MONDAY + 24 * WEEK + SUNDAY, "aware", "unaware"),
    ]


def test_one_busy_person_and_an_unknown_visitor_are_not_engaged(
    cursor: DuckDBPyConnection
) -> None:
    account(cursor, "A", MONDAY - WEEK, fit=90)
    points(cursor, "A", "p", MONDAY, 500)
    points(cursor, "A", "", MONDAY, 500)
    run(cursor, MONDAY)
    assert changes(cursor, "A")[-1][2] == "aware"
    points(cursor, "A", "q", MONDAY, 0.9)  # below 1 point a contact does not count
    run(cursor, MONDAY)
    assert changes(cursor, "A")[-1][2] == "aware"


@pytest.mark.parametrize(
    ("fit", "stage"), [(None, "engaged"), (49.99, "engaged"), (50, "qualified")]
)
def test_qualified_needs_fit(cursor: DuckDBPyConnection, fit: float | None, stage: str) -> None:
    account(cursor, "A", MONDAY - WEEK, fit=fit)
    points(cursor, "A", "p", MONDAY, 60)
    points(cursor, "A", "q", MONDAY, 60)
    run(cursor, MONDAY)
    assert changes(cursor, "A")[-1][2] == stage


def test_a_surge_without_visits_makes_aware(cursor: DuckDBPyConnection) -> None:
    account(cursor, "A", MONDAY - WEEK)
    put(cursor, schema.SURGES, {"account_id": "A", "week": MONDAY, "kind": schema.SURGE_KINDS[-1]})
    run(cursor, MONDAY + 10 * WEEK)
    assert [row[2] for row in changes(cursor, "A")] == ["unaware", "aware", "unaware"]


def test_a_lost_deal_falls_back_on_the_day_it_was_lost(cursor: DuckDBPyConnection) -> None:
    account(cursor, "A", MONDAY - WEEK)
    deal(cursor, "d", "A", "lost", MONDAY + timedelta(1), MONDAY + 2 * WEEK + timedelta(3))
    run(cursor, MONDAY + 5 * WEEK)
    assert changes(cursor, "A")[1:] == [
        (MONDAY + timedelta(1), "unaware", "opportunity"),
        (MONDAY + 2 * WEEK + timedelta(3), "opportunity", "unaware"),
    ]


def test_expansion_is_a_journey_of_its_own(cursor: DuckDBPyConnection) -> None:
    account(cursor, "A", MONDAY - WEEK)
    deal(cursor, "d", "A", "won", MONDAY, MONDAY + WEEK)
    deal(cursor, "e", "A", "won", MONDAY + 3 * WEEK, MONDAY + 6 * WEEK, motion="expansion")
    deal(cursor, "f", "A", "open", MONDAY + 20 * WEEK, motion=None)  # after the first: expansion
    deal(cursor, "g", "A", "open", MONDAY + 2 * WEEK, motion="renewal")  # in neither
    run(cursor, MONDAY + 22 * WEEK)
    assert [row[2] for row in changes(cursor, "A")] == ["unaware", "opportunity", "customer"]
    assert changes(cursor, "A", "expansion") == [
        (MONDAY + WEEK, None, "unaware"),
        (MONDAY + 3 * WEEK, "unaware", "opportunity"),
        (MONDAY + 6 * WEEK, "opportunity", "customer"),
        (MONDAY + 19 * WEEK + SUNDAY, "customer", "unaware"),
        (MONDAY + 20 * WEEK, "unaware", "opportunity"),
    ]


def test_deals_without_a_day_are_left_out(cursor: DuckDBPyConnection) -> None:
    account(cursor, "A", MONDAY)
    deal(cursor, "d", "A", "open", None)
    deal(cursor, "e", "A", "lost", None)
    deal(cursor, "f", "A", "won", None)
    deal(cursor, "g", "nobody", "open", None)
    run(cursor, MONDAY)
    assert [row[2] for row in changes(cursor, "A")] == ["unaware"]
    assert cursor.execute(stages.LEFT_OUT).fetchall() == [(3,)]


def test_running_it_again_changes_nothing(cursor: DuckDBPyConnection) -> None:
    world(cursor, Random(5), 6)
    run(cursor, MONDAY + 40 * WEEK)
    before = cursor.execute(ALL).fetchall()
    run(cursor, MONDAY + 40 * WEEK)
    assert cursor.execute(ALL).fetchall() == before
    assert len(before) > 20
    ends = cursor.execute("""
        SELECT left_on, lead(changed_on) OVER (PARTITION BY account_id, motion ORDER BY week)
        FROM stage_changes""").fetchall()
    assert all(left_on == following for left_on, following in ends)


def test_blocks_of_one_account_give_the_same(
    cursor: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    world(cursor, Random(6), 8)
    run(cursor, MONDAY + 40 * WEEK)
    before = cursor.execute(ALL).fetchall()
    monkeypatch.setattr(stage_replay, "CELLS", 50)
    run(cursor, MONDAY + 40 * WEEK)
    assert cursor.execute(ALL).fetchall() == before


# --- The definitions, week by week --------------------------------------------------------------


def world(cursor: DuckDBPyConnection, chance: Random, n_accounts: int) -> None:
    """Accounts with points, surges and deals at random, over some forty weeks."""

    def some_day() -> date:
        return MONDAY + timedelta(chance.randrange(280))

    def some_week() -> date:
        return MONDAY + chance.randrange(40) * WEEK

    for number in range(n_accounts):
        name = f"A{number}"
        account(cursor, name, chance.choice([None, some_day()]),
                fit=chance.choice([None, 20.0, 50.0, 80.0]))  # fmt: skip
        cells = {(chance.choice(["", "p", "q", "r"]), some_week())
                 for _ in range(chance.randrange(25))}  # fmt: skip
        for contact, week in sorted(cells):
            points(cursor, name, contact, week, chance.choice([0.0, 0.5, 1.0, 7.3, 60.0]),
                   chance.choice([0, 1, 3]))  # fmt: skip
        if chance.random() < 0.3:
            put(cursor, schema.SURGES,
                {"account_id": name, "week": some_week(), "kind": schema.SURGE_KINDS[0]})
        for deal_number in range(chance.randrange(4)):
            deal(cursor, f"{name}-{deal_number}", name, chance.choice(["open", "won", "lost"]),
                 chance.choice([None, some_day()]), chance.choice([None, some_day()]),
                 chance.choice([None, "new", "expansion", "renewal"]))  # fmt: skip


class Account:
    """All that is known of one account, read once."""

    def __init__(self, cursor: DuckDBPyConnection, name: str) -> None:
        def rows(sql: str) -> list[tuple]:
            return cursor.execute(sql, {"name": name}).fetchall()

        self.points = rows("SELECT contact_id, week, points, n FROM contact_points "
                           "WHERE account_id = $name")  # fmt: skip
        self.surges = rows("SELECT week FROM surges WHERE account_id = $name")
        self.fit = rows("SELECT fit FROM account_scores WHERE account_id = $name")
        self.deals = [
            (outcome, motion,
             opened if outcome == "open" else min(filter(None, (opened, closed))),
             None if outcome == "open" else closed or opened)
            for outcome, motion, opened, closed in rows(
                "SELECT outcome, motion, created_on, closed_on FROM opportunities "
                "WHERE account_id = $name")
            if opened or (outcome != "open" and closed)
        ]  # fmt: skip
        self.first_won = min((d[3] for d in self.deals if d[0] == "won"), default=None)

    def motion(self, stated: str | None, opened: date) -> str:
        if stated is not None:
            return stated
        return "expansion" if self.first_won and opened > self.first_won else "new"

    def has_open(self, which: str, end: date) -> bool:
        return any(
            self.motion(motion, opened) == which and opened <= end
            and (ended is None or ended > end)
            for _, motion, opened, ended in self.deals
        )  # fmt: skip

    def has_expanded(self, end: date, n_weeks: int) -> bool:
        return any(
            outcome == "won" and self.motion(motion, opened) == "expansion"
            and ended <= end < ended + n_weeks * WEEK
            for outcome, motion, opened, ended in self.deals
        )  # fmt: skip

    def stage(self, week: date, rules: StageRules) -> tuple[str, str | None]:
        """In new business, and in expansion."""
        end = week + SUNDAY
        by_points = self.by_points(week, rules)
        if self.first_won is None or self.first_won > end:
            return "opportunity" if self.has_open("new", end) else by_points, None
        if self.has_expanded(end, rules.expanded_weeks):
            return "customer", "customer"
        return "customer", "opportunity" if self.has_open("expansion", end) else by_points

    def by_points(self, week: date, rules: StageRules) -> str:
        sums: dict[str, float] = {}
        for contact, when, amount, _ in self.points:
            if week - 12 * WEEK <= when <= week:
                sums[contact] = sums.get(contact, 0.0) + amount
        counting = {contact: amount for contact, amount in sums.items() if amount >= 1}
        total = sum(amount**BLEND for amount in counting.values()) ** (1 / BLEND)
        people = len([contact for contact in counting if contact])
        fits = bool(self.fit) and self.fit[0][0] >= rules.qualified_fit
        if total >= rules.qualified_points and people >= rules.qualified_people and fits:
            return "qualified"
        if total >= rules.engaged_points and people >= rules.engaged_people:
            return "engaged"
        seen = [when for _, when, _, n in self.points if n] + [when for (when,) in self.surges]
        recent = week - (rules.aware_weeks - 1) * WEEK
        return "aware" if any(recent <= when <= week for when in seen) else "unaware"


@pytest.mark.parametrize("seed", range(6))
def test_every_week_is_as_defined(cursor: DuckDBPyConnection, seed: int) -> None:
    chance = Random(seed)
    other = StageRules(aware_weeks=2, engaged_points=5, qualified_points=20, expanded_weeks=5)
    rules = chance.choice([StageRules(), other])
    world(cursor, chance, 8)
    known = {name: Account(cursor, name) for name in (f"A{n}" for n in range(8))}
    last = MONDAY + 42 * WEEK
    run(cursor, last, rules)
    seen: set[str] = set()
    for number in range(45):
        week = last - number * WEEK
        rows = stages.as_of(cursor, week + timedelta(3))
        found = {(row.account_id, row.motion): row.stage for row in rows.itertuples()}
        for name, one in known.items():
            new, expansion = one.stage(week, rules)
            seen |= {new}
            if (name, "new") in found:
                assert (found[name, "new"], found.get((name, "expansion"))) == (new, expansion)
            else:  # not there yet: neither created nor anything that it did
                assert (new, expansion) == ("unaware", None)
    assert len(seen) > 3
