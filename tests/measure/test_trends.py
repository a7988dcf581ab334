"""What the Engagement screen shows: breakdowns that add up, trends, who moves, who is silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from rollup_world import NOON, Row, activity, fill, opened

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.measure import breakdown, engagement, groups, responses, rollup, trends

AS_OF = date(2027, 1, 8)  # a Friday; the last complete week is 2026-W53
LAST = datetime(2026, 12, 30, 10)  # in that week


def visits(
    account: str, contact: str | None, week: int, n: int, kind: str = "download"
) -> list[Row]:
    """Some activities of a contact, so many weeks before the last complete one."""
    return [activity(account, LAST - timedelta(weeks=week, minutes=7 * one), kind=kind,
                     contact_id=contact) for one in range(n)]


ROWS = [
    # rises: nothing in the four weeks before, then two people with 10 points each
    *visits("up", "u1", 0, 2), *visits("up", "u2", 0, 2),
    # falls: 4 weeks of two people with 5 points each, then nothing
    *(row for week in range(1, 5) for who in ("d1", "d2") for row in visits("down", who, week, 1)),
    # one person only: never moving, but hanging on one contact
    *visits("lone", "l1", 0, 4), *visits("lone", "l2", 0, 1, "page visit"),
    *visits("lone", None, 1, 1, "form fill"),
    # reached, and silent
    *(activity("mute", LAST - timedelta(days=one), kind="mail sent", channel="mail",
               direction="ours", contact_id="m1") for one in range(9)),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path_factory.mktemp("trends")) as cursor:
        fill(cursor, ROWS, accounts=[
            {"account_id": one, "name": one.title(), "industry": industry, "extra": extra}
            for one, industry, extra in (
                ("up", "Retail", '{"Data stack": "old"}'), ("down", "Retail", None),
                ("lone", "Energy", None), ("mute", None, None), ("quiet", "Energy", None))
        ], contacts=[{"contact_id": "l1", "account_id": "lone", "name": "Lo", "title": "CTO"}],
            personas=[{"contact_id": "l1", "seniority": "c-level"}])
        for account, tier, left in (("up", "1", None), ("lone", "2", None), ("mute", "2", None),
                                    ("down", "1", date(2026, 12, 1))):
            store.insert(cursor, schema.TARGET_LIST, [{
                "programme_id": "p", "account_id": account, "tier": tier,
                "joined_on": NOON.date(), "left_on": left}])
        rollup.refresh(cursor, as_of=AS_OF, cap=20)
        engagement.refresh(cursor, as_of=AS_OF)
        yield cursor


def by_account(frame: Any) -> dict[str, Any]:
    return {row.account_id: row for row in frame.itertuples()}


def test_weeks_of_tiers_hold_every_week_and_every_account(world: DuckDBPyConnection) -> None:
    found = trends.weekly(world, as_of=AS_OF, n_weeks=6)
    assert found.groupby("part").size().to_dict() == {"No tier": 6, "Tier 1": 6, "Tier 2": 6}
    first = found[found["part"] == "Tier 1"]
    assert first["week"].dt.date.tolist()[-1] == date(2026, 12, 28)
    assert first["points"].tolist()[:-1] == [0] * 5  # empty weeks are there
    # two people with 10 points each: 10 x 2^(4/3)
    assert first["points"].iloc[-1] == pytest.approx(10 * 2 ** (4 / 3), abs=1e-6)
    second = found[found["part"] == "Tier 2"].iloc[-1]
    # lone: l1 has 4 x 10 x 2, l2 half a point, which is too little to count; mute: nothing
    assert second["points"] == pytest.approx(80) and second["n_accounts"] == 2
    assert second["points_per_account"] == pytest.approx(40)
    assert (second["n_active"], second["n_contacts"], second["n_theirs"]) == (1, 1, 5)
    assert second["n_ours"] == 3  # 28, 29 and 30 December


def test_accounts_are_grouped_by_any_column(world: DuckDBPyConnection) -> None:
    for by, sizes in (
        ("industry", {"Retail": 2, "Energy": 2, "": 1}), ("extra.Data stack", {"old": 1, "": 4}),
        ("tier", {"No tier": 2, "Tier 2": 2, "Tier 1": 1}), ("stage", {"unaware": 5}),
    ):
        groups.lay_out(world, by, as_of=AS_OF)
        assert groups.sizes(world) == sizes
    assert "extra.Data stack" in groups.choices(world)
    with pytest.raises(AbmError, match="industry"):
        groups.lay_out(world, "industri", as_of=AS_OF)
    total = trends.weekly(world, as_of=AS_OF, by="industry")["points"].sum()
    assert total == pytest.approx(trends.weekly(world, as_of=AS_OF)["points"].sum())


def test_a_programme_has_its_own_tiers(world: DuckDBPyConnection) -> None:
    groups.lay_out(world, "tier", as_of=AS_OF, programme_id="another")
    assert groups.sizes(world) == {"No tier": 5}
    groups.lay_out(world, "tier", as_of=date(2026, 11, 30))
    assert groups.sizes(world)["Tier 1"] == 2  # down had not left yet


def test_weeks_of_single_accounts(world: DuckDBPyConnection) -> None:
    found = trends.of_accounts(world, ["down", "quiet"], as_of=AS_OF, n_weeks=5)
    assert found["account_id"].tolist() == ["down"] * 5 + ["quiet"] * 5
    assert found["points"].tolist() == pytest.approx([5 * 2 ** (4 / 3)] * 4 + [0] * 6, abs=1e-6)


def test_who_is_moving_has_two_people(world: DuckDBPyConnection) -> None:
    found = by_account(trends.moving(world, as_of=AS_OF))
    assert list(found) == ["up", "down"]  # the larger change first; lone has one person
    assert found["up"].change == pytest.approx(10 * 2 ** (4 / 3), abs=1e-6) and found["up"].is_new
    assert found["down"].change == pytest.approx(-5 * 2 ** (4 / 3), abs=1e-6)
    assert (found["down"].usual, found["down"].points) == (
        pytest.approx(5 * 2 ** (4 / 3), abs=1e-6), 0)
    assert list(by_account(trends.moving(world, as_of=AS_OF, only_targets=True))) == ["up"]
    assert len(trends.moving(world, as_of=AS_OF, most=1)) == 1


def test_what_we_sent_against_what_came_back(world: DuckDBPyConnection) -> None:
    found = responses.reach(world, as_of=AS_OF)
    accounts = by_account(found.accounts)
    assert {key: (one.reach, one.quarter) for key, one in accounts.items()} == {
        "lone": (0, "Come by themselves"), "up": (0, "Not tried"), "mute": (9, "Silent")}
    assert found.middle == (0, pytest.approx(accounts["up"].response))
    assert set(by_account(responses.reach(world, as_of=AS_OF, only_targets=False).accounts)) == {
        "lone", "up", "mute", "down"}
    assert responses.reach(world, as_of=AS_OF, programme_id="none").accounts.empty


def test_an_account_that_hangs_on_one_contact(world: DuckDBPyConnection) -> None:
    (found,) = responses.single_threaded(world, as_of=AS_OF).itertuples()
    assert (found.account_id, found.contact, found.title, found.points) == (
        "lone", "Lo", "CTO", 80)
    # the unknown visitor's form counts 5: 80^0.75 of 80^0.75 + 5^0.75
    assert found.top_share == pytest.approx(80**0.75 / (80**0.75 + 5**0.75))


def test_other_weeks_than_those_kept_tell_the_same_account(world: DuckDBPyConnection) -> None:
    for n_weeks in (1, 5, 13):
        found = responses.single_threaded(
            world, as_of=AS_OF, n_weeks=n_weeks, only_targets=False)
        assert found["account_id"].tolist() == ["lone"]


def test_channels_of_a_group_add_up_to_one(world: DuckDBPyConnection) -> None:
    found = responses.channels(world, as_of=AS_OF, by="industry")
    assert found.groupby("part")["share"].sum().tolist() == pytest.approx([1, 1])
    sent = responses.channels(world, as_of=AS_OF, by="tier", ours=True)
    assert sent[["part", "channel", "n", "n_accounts"]].to_numpy().tolist() == [
        ["Tier 2", "mail", 9, 1]]


def test_a_breakdown_adds_up_by_person_kind_and_week(world: DuckDBPyConnection) -> None:
    found = breakdown.of_account(world, "lone", as_of=AS_OF)
    assert found.total == pytest.approx(85.5)  # 80 + 0.5 + 5
    for part in (found.people, found.kinds, found.by_week):
        assert part["points"].sum() == pytest.approx(found.total)
        assert part["n"].sum() == 6
    assert len(found.by_week) == 13
    assert found.people["contact_id"].tolist() == ["l1", "", "l2"]
    assert found.people["multiplier"].tolist() == [2.0, 0.5, 0.5]
    assert found.people["share"].sum() == pytest.approx(1)
    stored = world.execute(
        "SELECT window_points FROM account_engagement WHERE account_id = 'lone'").fetchall()
    assert found.blended == pytest.approx(stored[0][0])
    for part in ("kind", "contact_id"):
        table = found.table(part)
        assert table.to_numpy().sum() == pytest.approx(found.total) and len(table) == 13


def test_a_breakdown_of_an_account_without_anything(world: DuckDBPyConnection) -> None:
    found = breakdown.of_account(world, "quiet", as_of=AS_OF)
    assert (found.total, found.blended, len(found.by_week)) == (0, 0, 13)
    assert found.people.empty and len(found.table("kind")) == 13


def test_only_targets_reach_the_trend(world: DuckDBPyConnection) -> None:
    every = trends.weekly(world, as_of=AS_OF, by="industry")
    chosen = trends.weekly(world, as_of=AS_OF, by="industry", only_targets=True)
    tiers = trends.weekly(world, as_of=AS_OF)
    in_tiers = tiers[tiers["part"] != "No tier"]
    assert chosen["points"].sum() == pytest.approx(in_tiers["points"].sum())
    assert 0 < chosen["points"].sum() < every["points"].sum()
