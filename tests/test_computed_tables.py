"""Whatever happens to a store, its computed tables are what a store computed from nothing has."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection

from abm_core import erasure, house, house_log, schema, store, upkeep
from abm_core.committee import corrections
from abm_core.errors import AbmError
from abm_core.intake.ledger import undo_last
from abm_core.intake.load import load_frames
from abm_core.intake.match import merging, undoing
from abm_core.measure import points, stage_rules
from abm_core.store import Store
from abm_core.targeting import target_list
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Bands, Categories, Ramp, YesNo
from abm_core.targeting.workshop import Workshop

NOW = datetime(2026, 3, 4, 12)
START = date(2025, 6, 2)  # a Monday; 39 weeks to the Wednesday of NOW
ACCOUNTS = [f"A{n}" for n in range(8)]
PEOPLE = [(f"C{n}", f"A{n % 8}") for n in range(32)]
KINDS = (("page visit", "web"), ("meeting", "meeting"), ("mail reply", "mail"),
         ("mail sent", "mail"), ("form fill", "web"), ("webinar", "event"))
TITLES = ("CFO", "VP Engineering", "IT Manager", "Intern", None)
COMPUTED = [one for one in schema.ENTITIES if one.computed]
KEPT_BY = ("rollup", "engagement", "contact_standing", "contact_roles", "surges", "stages",
           "stages_seen", "stages_week", "stages_revision", "account_scores", "personas_read",
           "required_roles", "account_segments", "account_coverage_seen", "account_coverage")
NOW_CRITERIA = (
    Criterion("Size", "employees", Bands(((100, 0.4), (500, 1.0))), weight=10),
    Criterion("Points", "now.engagement", Bands(((10, 1.0),)), weight=5, part="timing"),
    Criterion("Topics", "now.topics", Ramp(0, 2), weight=5, part="timing"),
    Criterion("Surging", "now.surging", YesNo(), weight=5, part="timing"),
    Criterion("Stage", "now.stage", Categories((("qualified", 1.0), ("aware", 0.5))),
              weight=5, part="timing"),
)  # fmt: skip


class World:
    """A store, and things that can happen to it; ``chance`` chooses."""

    def __init__(self, held: Store, chance: random.Random) -> None:
        self.held, self.chance, self.now, self.n = held, chance, NOW, 0

    def take_in(self, entity: str, rows: list[dict[str, Any]]) -> None:
        self.now += timedelta(minutes=1)
        frame = pd.DataFrame(rows)
        load_frames(self.held, [(entity, frame, f"{entity}.csv")], imported_at=self.now)

    def settled(self) -> None:
        with self.held.cursor() as cursor:
            upkeep.compute(cursor, now=self.now)

    def activities(self) -> None:
        week = self.chance.choice((-40, self.chance.randrange(39), self.chance.randrange(39)))
        who = self.chance.sample(PEOPLE, self.chance.choice((1, 1, 4, 12)))
        if self.chance.random() < 0.4:  # several people of one account
            who = [one for one in PEOPLE if one[1] == who[0][1]]
        rows = []
        for contact, account in who:
            kind, channel = self.chance.choice(KINDS)
            hours = self.chance.choice((0, 5, 23, 30, 100, 167))
            for _ in range(self.chance.choice((1, 1, 2, 25))):
                self.n += 1
                moment = datetime.combine(START, datetime.min.time()) + timedelta(
                    weeks=week, hours=hours, minutes=self.n % 60)
                rows.append({
                    "activity_id": f"n{self.n}", "account_id": account,
                    "contact_id": self.chance.choice((contact, contact, None)),
                    "occurred_at": moment, "kind": kind, "channel": channel,
                    "direction": "ours" if kind == "mail sent" else "theirs",
                    "minutes": self.chance.choice((None, 5.0, 45.0)),
                })  # fmt: skip
        self.take_in("activities", rows)

    def contacts(self) -> None:
        self.take_in("contacts", [
            {"contact_id": contact, "account_id": self.chance.choice((account, account, "A0")),
             "title": self.chance.choice(TITLES), "name": f"Person {contact}",
             "email": f"{contact.lower()}@{account.lower()}.example"}
            for contact, account in self.chance.sample(PEOPLE, 5)])  # fmt: skip

    def accounts(self) -> None:
        self.take_in("accounts", [
            {"account_id": one, "name": f"Firm {one}", "domain": f"{one.lower()}.example",
             "employees": self.chance.choice((50, 200, 900)),
             "created_on": self.chance.choice((None, date(2025, 1, 1), date(2025, 9, 18)))}
            for one in self.chance.sample([*ACCOUNTS, "A8", "A9"], 3)])  # fmt: skip

    def opportunities(self) -> None:
        created = START + timedelta(days=self.chance.randrange(270))
        outcome = self.chance.choice(("open", "won", "lost"))
        self.take_in("opportunities", [{
            "opportunity_id": f"O{self.chance.randrange(6)}",
            "account_id": self.chance.choice(ACCOUNTS), "amount": 10.0, "currency": "EUR",
            "outcome": outcome, "stage": outcome, "created_on": created,
            "closed_on": created + timedelta(days=30),
            "motion": self.chance.choice(("new", "expansion", None)),
        }])  # fmt: skip

    def signals(self) -> None:
        week = START + timedelta(weeks=self.chance.randrange(30, 39))
        self.take_in("signals", [
            {"account_id": one, "week": week, "source": "third-party", "topic": topic,
             "strength": self.chance.choice((20.0, 60.0, 90.0))}
            for one in self.chance.sample(ACCOUNTS, 4) for topic in ("Data", "Cloud")])

    def undo(self) -> None:
        undo_last(self.held, undone_at=self.now)

    def erase(self) -> None:
        contact, account = self.chance.choice(PEOPLE)
        with self.held.cursor() as cursor:
            erasure.erase_person(
                cursor, f"{contact}@{account}.example", erased_at=self.now, salt="s")

    def merge(self) -> None:
        one, other = self.chance.sample(ACCOUNTS, 2)
        merging.merge(self.held, "accounts", one, other, author=None, now=self.now)

    def merge_people(self) -> None:
        one, other = self.chance.sample([contact for contact, _ in PEOPLE], 2)
        merging.merge(self.held, "contacts", one, other, author=None, now=self.now)

    def unmerge(self) -> None:
        undoing.undo(self.held, self.chance.choice((1, 2)), author=None, now=self.now)

    def settle(self) -> None:
        changes = self.chance.choice((
            {"time_zone": "America/New_York"}, {"time_zone": "Asia/Tokyo"},
            {"time_zone": "Europe/Berlin"}, {"own_domains": ("a1.example",)},
            {"own_domains": ()}, {"topics": ("Data",)}, {"topics": ("Cloud", "Other")},
            {"topics": ()},
        ))  # fmt: skip
        with self.held.cursor() as cursor:
            chosen = replace(house.read(cursor), **changes)  # type: ignore[arg-type]
            house_log.save(cursor, chosen, author="", saved_at=self.now)

    def points(self) -> None:
        rules = points.PointRules(
            cap=self.chance.choice((1, 20)), blend=self.chance.choice((0.75, 1.0)),
            half_life=self.chance.choice((10.0, 30.0)))
        with self.held.cursor() as cursor:
            points.save(cursor, rules, author="", note="", saved_at=self.now)

    def stage_rules(self) -> None:
        rules = stage_rules.StageRules(
            aware_weeks=self.chance.choice((1, 4)), engaged_people=self.chance.choice((1, 2)))
        with self.held.cursor() as cursor:
            stage_rules.save(cursor, rules, author="", note="", saved_at=self.now)

    def correct(self) -> None:
        contact, _ = self.chance.choice(PEOPLE)
        with self.held.cursor() as cursor:
            corrections.correct(cursor, contact, seniority=self.chance.choice(("vp", "c-level")),
                                at=self.now)  # fmt: skip

    def title_rule(self) -> None:
        with self.held.cursor() as cursor:
            corrections.add_rule(cursor, self.chance.choice(("intern", "manager")),
                                 seniority="director", at=self.now)  # fmt: skip

    def sign(self) -> None:
        profile = Profile("Now", self.chance.choice((NOW_CRITERIA, NOW_CRITERIA[:1])))
        with self.held.cursor() as cursor:
            workshop = Workshop(cursor)
            target_list.save(
                cursor, workshop.accounts, workshop.score(profile), programme="North",
                as_of=workshop.as_of, saved_at=self.now,
                based_on=target_list.newest_save(cursor, "North"))  # fmt: skip

    @property
    def happenings(self) -> list[Callable[[], None]]:
        """Everything that can happen."""
        return [self.activities, self.activities, self.contacts, self.accounts,
                self.opportunities, self.signals, self.undo, self.undo, self.erase, self.merge,
                self.merge_people, self.unmerge, self.settle, self.settle, self.points,
                self.stage_rules, self.correct, self.title_rule, self.sign]  # fmt: skip


def contents(cursor: DuckDBPyConnection) -> dict[str, list[str]]:
    """Every computed table as sorted text, but for the hashes of what it was made of."""
    found = {}
    for entity in COMPUTED:
        rows = cursor.execute(f"SELECT * FROM {entity.name}").fetchall()
        plain = [tuple(round(one, 6) if isinstance(one, float) else one for one in row)
                 for row in rows]
        found[entity.name] = sorted(map(repr, plain))
    return found


def from_nothing(cursor: DuckDBPyConnection) -> None:
    """Forget all that is computed, and compute it."""
    for entity in COMPUTED:
        cursor.execute(f"DELETE FROM {entity.name}")
    for name in KEPT_BY:
        cursor.execute("DELETE FROM meta WHERE name = $name", {"name": name})
    upkeep.compute(cursor, now=NOW)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which every account did something in most weeks, and some surged."""
    path = tmp_path_factory.mktemp("computed") / "base.duckdb"
    with closing(store.open_store(path)) as held:
        world = World(held, random.Random(3))
        world.take_in("accounts", [
            {"account_id": one, "name": f"Firm {one}", "domain": f"{one.lower()}.example",
             "industry": ("Rail", "Retail")[place % 2], "employees": 100 * place}
            for place, one in enumerate(ACCOUNTS)])
        world.take_in("contacts", [
            {"contact_id": contact, "account_id": account, "title": world.chance.choice(TITLES),
             "name": f"Person {contact}", "email": f"{contact.lower()}@{account.lower()}.example"}
            for contact, account in PEOPLE])
        world.take_in("activities", _usual(world.chance))
        for _ in range(3):
            world.opportunities()
        world.signals()
        with held.cursor() as cursor:
            upkeep.compute(cursor, now=NOW)
        world.sign()
        with held.cursor() as cursor:
            upkeep.compute(cursor, now=NOW)
            full = contents(cursor)
            empty = {name for name, rows in full.items() if not rows}
            assert empty == {"rollup_dropped"}
    return path


def _usual(chance: random.Random) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for week in range(39):
        for contact, account in PEOPLE:
            surges = account == f"A{week % 8}" and week > 20
            if chance.random() < (0.9 if surges else 0.12):
                moment = datetime.combine(START, datetime.min.time()) + timedelta(
                    weeks=week, days=chance.randrange(5), hours=9, minutes=len(rows) % 60)
                kind, channel = chance.choice(KINDS)
                rows.append({
                    "activity_id": f"b{len(rows)}", "account_id": account, "contact_id": contact,
                    "occurred_at": moment, "kind": kind, "channel": channel,
                    "direction": "theirs"})  # fmt: skip
    return rows


@contextmanager
def copied(base: Path, to: Path) -> Iterator[Store]:
    shutil.copy(base, to)
    with closing(store.open_store(to)) as held:
        yield held


def differing(held: Store) -> dict[str, list[str]]:
    """Rows by table that only this store has, or only the same one computed from nothing."""
    with held.cursor() as cursor:
        before = contents(cursor)
        from_nothing(cursor)
        after = contents(cursor)
    return {name: sorted(set(before[name]) ^ set(after[name]))[:6] for name in before
            if before[name] != after[name]}  # fmt: skip


@pytest.mark.parametrize("seed", range(int(os.environ.get("SHORTLIST_SEQUENCES", "2"))))
def test_computed_tables_do_not_depend_on_how_a_store_came_to_be(
    filled: Path, tmp_path: Path, seed: int
) -> None:
    """Things happen at random, each followed by upkeep; some are refused, which is fine."""
    chance, told = random.Random(seed), []
    with copied(filled, tmp_path / "abm.duckdb") as held:
        world = World(held, chance)
        for _ in range(4):
            happening = chance.choice(world.happenings)
            try:
                happening()
            except AbmError:
                continue
            told.append(happening.__name__)
            world.settled()
        assert differing(held) == {}, told


def test_an_undone_import_leaves_no_engagement(filled: Path, tmp_path: Path) -> None:
    """Its week was the only one, so that no week is left to be made anew."""
    with copied(filled, tmp_path / "abm.duckdb") as held:
        world = World(held, random.Random(0))
        world.take_in("activities", [{
            "activity_id": "lone", "account_id": "A9", "contact_id": None, "kind": "meeting",
            "channel": "meeting", "direction": "theirs", "occurred_at": datetime(2024, 5, 5, 9)}])
        world.take_in("accounts", [{"account_id": "A9", "name": "Nine"}])
        world.settled()
        world.undo()
        world.settled()
        world.undo()
        world.settled()
        assert differing(held) == {}


def test_chosen_topics_reach_stages_and_scores(filled: Path, tmp_path: Path) -> None:
    with copied(filled, tmp_path / "abm.duckdb") as held:
        world = World(held, random.Random(0))
        world.take_in("accounts", [{"account_id": "A9", "name": "Nine"}])
        world.take_in("signals", [
            {"account_id": "A9", "week": date(2026, 2, 16), "source": "third-party",
             "topic": "Data", "strength": 90.0}])
        with held.cursor() as cursor:
            house_log.save(cursor, replace(house.read(cursor), topics=("Nothing",)), author="",
                           saved_at=NOW)
        world.settled()
        with held.cursor() as cursor:
            house_log.save(cursor, replace(house.read(cursor), topics=("Data",)), author="",
                           saved_at=NOW)
        world.settled()
        assert differing(held) == {}


def test_nothing_is_left_of_a_store_that_is_emptied(tmp_path: Path) -> None:
    with closing(store.open_store(tmp_path / "abm.duckdb")) as held:
        world = World(held, random.Random(1))
        world.take_in("accounts", [{"account_id": "A0", "name": "Nought"}])
        world.take_in("activities", _usual(world.chance))
        world.settled()
        world.undo()
        world.undo()
        world.settled()
        with held.cursor() as cursor:
            assert [name for name, rows in contents(cursor).items() if rows] == ["required_roles"]


def test_who_was_behind_a_slow_rise_follows_the_contacts(filled: Path, tmp_path: Path) -> None:
    """In every week as many people as before, but over two weeks more different ones."""
    with copied(filled, tmp_path / "abm.duckdb") as held, held.cursor() as cursor:
        cursor.execute("""
            UPDATE activities SET contact_id = contact_id || 'x'
            WHERE account_id = 'A0' AND week(occurred_at) % 2 = 1""")
        store.next_revision(cursor)
        upkeep.compute(cursor, now=NOW)
        assert differing(held) == {}
