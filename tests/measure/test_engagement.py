"""Points and the engagement of accounts, against sums that a reader can follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rollup_world import NOON, activity, add, fill, opened, settle

from abm_core import upkeep
from abm_core.errors import AbmError
from abm_core.measure import (
    breakdown,
    coverage_people,
    engagement,
    points,
    responses,
    rollup,
    stages,
    surge_store,
    timeline,
    tried,
    weeks,
)
from abm_core.measure.points import PointRules

AS_OF = date(2026, 11, 13)  # a Friday: the last complete week is that of 2 November
IN_WINDOW = datetime(2026, 11, 3, 10)


def refresh(cursor: Any, as_of: date = AS_OF) -> bool:
    rollup.refresh(cursor, as_of=as_of, cap=points.current(cursor).cap)
    return engagement.refresh(cursor, as_of=as_of)


def engaged(cursor: Any, account: str = "a") -> dict[str, Any]:
    found = cursor.execute("SELECT * FROM account_engagement WHERE account_id = $id",
                           {"id": account})
    (row,) = found.fetchall()
    return dict(zip([column[0] for column in found.description], row, strict=True))


def contact_points(cursor: Any) -> dict[tuple[str, date], tuple[float, int, int]]:
    rows = cursor.execute("SELECT contact_id, week, points, n, n_inbound FROM contact_points")
    return {(contact, week): (p, n, inbound) for contact, week, p, n, inbound in rows.fetchall()}


def person(contact: str, seniority: str) -> dict[str, Any]:
    return {"contact_id": contact, "seniority": seniority}


def test_every_kind_counts_its_base_points_times_the_multiplier(tmp_path: Path) -> None:
    said = [  # kind, direction, minutes, points of a manager (multiplier 1)
        ("page visit", "theirs", 44.0, 1), ("mail reply", "theirs", None, 2),
        ("download", "theirs", None, 10), ("form fill", "theirs", None, 10),
        ("webinar", "theirs", 55.0, 30), ("meeting", "theirs", 45.0, 45),
        ("meeting", "ours", 25.0, 25), ("meeting", "theirs", None, 30),
        ("call", "ours", 7.0, 1), ("on-site event", "theirs", None, 120),
        ("mail click", "theirs", None, 1), ("ad click", "theirs", None, 1),
        ("mail open", "theirs", None, 0), ("ad impression", "ours", None, 0),
        ("mail sent", "ours", None, 0), ("mail reply", "ours", None, 0),
        ("download", "ours", None, 0), ("other", "theirs", None, 0),
    ]
    with opened(tmp_path) as cursor:
        fill(cursor, [
            activity("a", IN_WINDOW + timedelta(minutes=n), kind=kind, direction=direction,
                     minutes=minutes, contact_id=f"p{n}", channel="other")
            for n, (kind, direction, minutes, _) in enumerate(said)
        ], personas=[person(f"p{n}", "manager") for n in range(len(said))])
        refresh(cursor)
        found = {contact: p for (contact, _), (p, _, _) in contact_points(cursor).items()}
        for n, (kind, direction, minutes, expected) in enumerate(said):
            assert found.get(f"p{n}", 0) == expected, (kind, direction, minutes)
        # no row for what is neither theirs nor worth a point
        assert sum(f"p{n}" in found for n in range(len(said))) == 14


@pytest.mark.parametrize(("contact", "multiplier"), [
    ("boss", 2.0), ("vp", 1.5), ("director", 1.25), ("manager", 1.0), ("clerk", 0.5),
    ("nobody knows", 0.5), (None, 0.5),
])
def test_seniority_multiplies(tmp_path: Path, contact: str | None, multiplier: float) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", IN_WINDOW, kind="download", contact_id=contact)],
             personas=[person("boss", "c-level"), person("vp", "vp"), person("clerk", "other"),
                       person("director", "director"), person("manager", "manager")])
        refresh(cursor)
        assert engaged(cursor)["window_points"] == pytest.approx(10 * multiplier)


def test_five_people_count_more_than_one_with_the_same_total(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [
            *(activity("five", IN_WINDOW, kind="download", contact_id=f"f{n}") for n in range(5)),
            *(activity("one", IN_WINDOW + timedelta(minutes=n), kind="download", contact_id="o")
              for n in range(5)),
        ])
        refresh(cursor)
        five, one = engaged(cursor, "five"), engaged(cursor, "one")
        assert one["window_points"] == pytest.approx(25)  # 5 x 10 x 0.5
        # (5 x 5^0.75)^(1/0.75) = 5 x 5^(4/3) = 42.75: 5^(1/3) = 1.71 times as much
        assert five["window_points"] == pytest.approx(42.7494, abs=1e-4)
        assert five["window_points"] / one["window_points"] == pytest.approx(1.709976, abs=1e-6)
        assert (five["n_contacts"], five["n_engaged_contacts"]) == (5, 5)  # 5 points each
        assert five["top_share"] == pytest.approx(0.2) and one["top_share"] == 1


def test_contacts_below_a_point_and_the_unknown_visitor(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [
            activity("a", IN_WINDOW, contact_id="half"),  # 0.5 points: not in the blend
            activity("a", IN_WINDOW, kind="form fill", contact_id="p"),  # 5
            activity("a", IN_WINDOW, kind="form fill"),  # 5, of nobody known
        ])
        refresh(cursor)
        found = engaged(cursor)
        assert found["window_points"] == pytest.approx(2 ** (4 / 3) * 5, abs=1e-6)
        assert (found["n_contacts"], found["n_engaged_contacts"]) == (1, 1)
        assert found["top_share"] == pytest.approx(0.5)
        assert (found["n_theirs"], found["n_ours"]) == (3, 0)


@pytest.mark.parametrize(("kind", "direction", "engages"), [
    ("mail reply", "theirs", True), ("form fill", "theirs", True), ("call", "theirs", True),
    ("call", "ours", False), ("call", None, False), ("meeting", "ours", True),
    ("mail reply", "ours", False), ("page visit", "theirs", False),
])
def test_who_is_an_engaged_contact(
    tmp_path: Path, kind: str, direction: str | None, engages: bool
) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", IN_WINDOW, kind=kind, direction=direction, minutes=1.0,
                               contact_id="p")])
        settle(cursor)
        points.save(cursor, replace(PointRules(), base=dict.fromkeys(PointRules().base, 0.0)),
                    author="", note="", saved_at=NOON)
        refresh(cursor)
        assert engaged(cursor)["n_engaged_contacts"] == int(engages)


def test_what_is_of_no_known_kind_and_direction_is_nobodys(tmp_path: Path) -> None:
    """As an invitation or a bounced mail, that a campaign tells of its members."""
    with opened(tmp_path) as cursor:
        rules = PointRules(base={**PointRules().base, "other": 5.0})
        points.save(cursor, rules, author="", note="", saved_at=NOON)
        fill(cursor, [
            activity("a", IN_WINDOW, kind="other", direction=None, contact_id="p"),
            activity("b", IN_WINDOW, kind="other", direction="theirs", contact_id="q"),
            activity("c", IN_WINDOW, kind="call", channel="call", direction=None, contact_id="r"),
        ], contacts=[{"contact_id": "p", "account_id": "a"}])
        refresh(cursor)
        coverage_people.refresh(cursor, as_of=AS_OF)
        found = {one: engaged(cursor, one) for one in "abc"}
        assert [one["n_theirs"] for one in found.values()] == [0, 1, 1]
        assert [one["window_points"] for one in found.values()] == [0, 2.5, 0]
        assert found["a"]["last_theirs_on"] is None and found["a"]["last_activity_on"]
        assert [c for c, _ in contact_points(cursor)] == ["q", "r"]
        assert tried.window_points(cursor, rules, as_of=AS_OF) == {"b": 2.5}
        assert breakdown.of_account(cursor, "a", as_of=AS_OF).total == 0
        assert responses.channels(cursor, as_of=AS_OF)["n"].sum() == 2
        assert cursor.execute("SELECT last_theirs_on FROM contact_standing").fetchall() == [(None,)]


def test_the_window_is_thirteen_complete_weeks(tmp_path: Path) -> None:
    days = ["2026-08-09", "2026-08-10", "2026-11-08", "2026-11-09"]  # Sunday, Monday, twice
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", f"{day} 12:00", kind="webinar", contact_id=day)
                      for day in days])
        refresh(cursor)
        assert engaged(cursor)["n_contacts"] == 2
        refresh(cursor, date(2026, 11, 15))  # that Sunday ends the next week
        assert engaged(cursor)["n_contacts"] == 2
        assert engaged(cursor)["as_of"] == date(2026, 11, 15)
        assert weeks.window(date(2026, 11, 15)) == (date(2026, 8, 17), date(2026, 11, 9))


def test_current_points_halve_every_thirty_days(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        # Thursday 5 November is 8 days before as-of, Thursday 6 August 99; this week's Thursday 1
        fill(cursor, [activity("a", "2026-11-03 10:00", kind="webinar", contact_id="p"),
                      activity("b", "2026-08-04 10:00", kind="webinar", contact_id="q"),
                      activity("c", "2026-11-10 10:00", kind="webinar", contact_id="r")])

        def now(account: str) -> float:
            return float(engaged(cursor, account)["current_points"])

        refresh(cursor)
        assert now("a") == pytest.approx(15 * 2 ** (-8 / 30), abs=1e-6)
        assert now("b") == pytest.approx(15 * 2 ** (-99 / 30), abs=1e-6)
        assert now("c") == pytest.approx(15 * 2 ** (-1 / 30), abs=1e-6)
        assert engaged(cursor, "b")["window_points"] == 0
        assert engaged(cursor, "c")["window_points"] == 0
        refresh(cursor, date(2026, 11, 10))  # the week's Thursday is not there yet
        assert now("c") == 15


def test_a_weeks_age_is_off_by_three_days_at_most() -> None:
    exact = [2 ** (-age / 30) for age in range(7)]  # Sunday first, as of the next Monday
    assert max(abs(exact[3] / one - 1) for one in exact) < 0.072


def test_an_account_that_joins_in_the_middle_of_a_week(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("new", "2026-11-05 16:00", kind="form fill", contact_id="p")],
             accounts=[{"account_id": "new", "name": "n", "created_on": date(2026, 11, 5)},
                       {"account_id": "quiet", "name": "q"}])
        refresh(cursor)
        assert engaged(cursor, "new")["window_points"] == 5
        assert cursor.execute("SELECT account_id FROM account_engagement").fetchall() == [
            ("new",)]


def test_rules_hold_for_the_past_and_are_kept_as_versions(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", IN_WINDOW, kind="download", contact_id="p"),
                      activity("a", "2026-09-01 10:00", kind="download", contact_id="q")])
        assert refresh(cursor) and not refresh(cursor)
        before = points.current(cursor)
        assert before == PointRules() and points.versions(cursor) == []
        doubled = replace(before, base={**before.base, "download": 20.0}, half_life=10)
        saved = points.save(cursor, doubled, author="Ida", note="Guides", saved_at=NOON)
        assert saved is not None and saved.version == 1
        assert points.save(cursor, doubled, author="", note="", saved_at=NOON) is None
        assert refresh(cursor)
        assert {p for p, _, _ in contact_points(cursor).values()} == {10}
        points.save(cursor, PointRules(), author="Ida", note="Back", saved_at=NOON)
        refresh(cursor)
        assert {p for p, _, _ in contact_points(cursor).values()} == {5}
        assert [(one.version, one.note) for one in points.versions(cursor)] == [
            (2, "Back"), (1, "Guides")]
        assert points.versions(cursor)[1].rules == doubled
        logged = cursor.execute("SELECT author FROM change_log WHERE entity = 'point_rules'")
        assert logged.fetchall() == [("Ida",), ("Ida",)]


def test_personas_that_change_change_points(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", IN_WINDOW, kind="download", contact_id="p")])
        refresh(cursor)
        cursor.execute("INSERT INTO personas BY NAME SELECT 'p' AS contact_id, 'vp' AS seniority")
        assert refresh(cursor)
        assert engaged(cursor)["window_points"] == 15


def test_only_new_weeks_get_new_points(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", "2026-10-07 10:00", kind="download", contact_id="p")])
        refresh(cursor)
        cursor.execute("UPDATE contact_points SET points = 7")  # stays: nothing of it has changed
        add(cursor, activity("a", IN_WINDOW, kind="download", contact_id="p"))
        assert refresh(cursor)
        assert sorted(p for p, _, _ in contact_points(cursor).values()) == [5, 7]
        cursor.execute("DELETE FROM activities WHERE occurred_at > '2026-11-01'")
        add(cursor)
        refresh(cursor)
        assert [p for p, _, _ in contact_points(cursor).values()] == [7]


def test_rules_saved_with_a_window_of_their_own_look_at_thirteen_weeks_too() -> None:
    """As stages, coverage and every sentence do."""
    assert points.from_document({"window": 26, "half_life": 10}) == PointRules(half_life=10)


@pytest.mark.parametrize("wrong", [
    {"half_life": 0}, {"blend": 1.5}, {"cap": 0}, {"unknown_visitor": -1},
    {"meeting_minutes": float("nan")},
    {"base": {**PointRules().base, "nap": 3.0}}, {"base": {"meeting": 3.0}},
    {"base": {**PointRules().base, "call": -1.0}},
    {"multipliers": {**PointRules().multipliers, "vp": 1e9}},
])
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(AbmError):
        replace(PointRules(), **wrong)


def test_a_document_of_an_older_version_takes_defaults_for_the_rest() -> None:
    assert points.from_document({"half_life": 14, "base": {"call": 5}, "colour": 1}) == replace(
        PointRules(), half_life=14, base={**PointRules().base, "call": 5})
    assert points.from_document(points.to_document(PointRules())) == PointRules()


def test_upkeep_brings_it_all_up_to_date_and_is_idle_after_that(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", IN_WINDOW, kind="download", contact_id="p")])
        upkeep.after_import(cursor, now=NOON.replace(year=2027))
        assert engaged(cursor)["as_of"] == IN_WINDOW.date()
        assert rollup.refresh(cursor, as_of=IN_WINDOW.date(), cap=20) == []
        assert not engagement.refresh(cursor, as_of=IN_WINDOW.date())


def test_who_came_or_answered_took_part_whoever_entered_it(tmp_path: Path) -> None:
    """Points, response, awareness, stages and people of surges follow from one rule."""
    said = [  # kind, minutes, points of a manager; all entered as ours
        ("meeting", 25.0, 25), ("webinar", None, 30), ("on-site event", None, 120),
        ("call", 5.0, 1), ("call", None, 0), ("call", 0.0, 0), ("mail sent", None, 0),
    ]
    ids = [f"a{n}" for n in range(len(said))]
    came = ids[:4]
    today = activity("z", "2026-11-13 10:00", kind="mail sent", direction="ours")
    with opened(tmp_path) as cursor:
        fill(cursor, [
            activity(one, IN_WINDOW, kind=kind, direction="ours", minutes=minutes,
                     contact_id=f"p-{one}", channel="other")
            for one, (kind, minutes, _) in zip(ids, said, strict=True)
        ] + [today], personas=[person(f"p-{one}", "manager") for one in ids])
        refresh(cursor)
        found = {one: engaged(cursor, one) for one in ids}
        assert [found[one]["window_points"] for one in ids] == [points for *_, points in said]
        assert [one for one in ids if found[one]["n_theirs"]] == came
        assert [one for one in ids if found[one]["last_theirs_on"]] == came
        assert {found[one]["n_ours"] for one in ids} == {1}
        # a meeting engages, webinar and event by their points; who is called has not called
        assert [found[one]["n_engaged_contacts"] for one in ids] == [1, 1, 1, 0, 0, 0, 0]
        stages.refresh(cursor)
        steps = cursor.execute("SELECT DISTINCT account_id, stage_to FROM stage_changes "
                               "WHERE motion = 'new' AND stage_to <> 'unaware' ORDER BY 1")
        assert steps.fetchall() == [(one, "aware") for one in came]
        world = surge_store.read(cursor, weeks.last_complete(AS_OF))
        assert world is not None and [ids[place] for place in sorted(world.places)] == came
        assert responses.channels(cursor, as_of=AS_OF)["n"].sum() == 4
        lines = timeline.of_account(cursor, "a0", since=date(2026, 1, 1), until=AS_OF)
        assert "first activity" in set(lines["kind"])


def test_nothing_after_a_past_day_counts(tmp_path: Path) -> None:
    """As of Wednesday 4 November: the week that runs is left out, not taken as a whole."""
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", "2026-10-28 10:00", kind="webinar", contact_id="p"),
                      activity("a", "2026-11-05 10:00", kind="webinar", contact_id="q"),
                      activity("b", "2026-11-05 10:00", kind="webinar", contact_id="r"),
                      activity("b", "2026-11-13 10:00", kind="mail sent", direction="ours")])
        refresh(cursor)
        then = engagement.accounts(cursor, as_of=date(2026, 11, 4)).set_index("account_id")
        assert list(then.index) == ["a"]
        # Thursday 29 October is six days before
        assert then.loc["a", "current_points"] == pytest.approx(15 * 2 ** (-6 / 30), abs=1e-6)
        assert then.loc["a", "last_activity_on"].date() == date(2026, 10, 28)
        sunday = engagement.accounts(cursor, as_of=date(2026, 11, 8)).set_index("account_id")
        assert set(sunday.index) == {"a", "b"}  # that week is complete
        today = engagement.accounts(cursor, as_of=AS_OF).set_index("account_id")
        assert today.loc["b", "last_activity_on"].date() == AS_OF


def test_engaged_contacts_are_the_same_people_for_coverage(tmp_path: Path) -> None:
    """Of four with a download each, one has left and one works elsewhere now."""
    with opened(tmp_path) as cursor:
        fill(cursor, [activity("a", IN_WINDOW, kind="download", contact_id=one)
                      for one in ("here", "too", "left", "moved")],
             accounts=[{"account_id": "a", "name": "a"}, {"account_id": "b", "name": "b"}],
             contacts=[{"contact_id": one, "account_id": "b" if one == "moved" else "a",
                        "left_on": date(2026, 11, 1) if one == "left" else None}
                       for one in ("here", "too", "left", "moved")])
        refresh(cursor)
        coverage_people.refresh(cursor, as_of=AS_OF)
        assert engaged(cursor)["n_engaged_contacts"] == 2
        reached = cursor.execute("SELECT n_engaged FROM account_reach WHERE account_id = 'a'")
        assert reached.fetchall() == [(2,)]
        assert engaged(cursor)["n_contacts"] == 4  # points stay where they were made
        cursor.execute("UPDATE contacts SET left_on = '2026-11-02' WHERE contact_id = 'too'")
        assert refresh(cursor)
        assert engaged(cursor)["n_engaged_contacts"] == 1
        before = engagement.accounts(cursor, as_of=date(2026, 11, 1) - timedelta(days=1))
        assert before.empty  # nothing had happened then
