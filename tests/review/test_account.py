"""What the account page reads, on a small world; its sentences; and the brief."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from coverage_world import TODAY, WEEK, contact, deal, did, opened, persona, refresh, target
from duckdb import DuckDBPyConnection

from abm_core import erasure, schema, store
from abm_core.committee import grid, people
from abm_core.errors import AbmError
from abm_core.measure import breakdown, coverage
from abm_core.measure.durations import NOBODY, Pace
from abm_core.output import account_brief, account_charts
from abm_core.output.palette import DARK, LIGHT, Palette
from abm_core.review import (
    account,
    account_moves,
    account_people,
    family_tree,
    lanes,
    plan,
    plan_wording,
    required,
)
from abm_core.review import account_wording as wording
from abm_core.review.account import Account
from abm_core.review.account_moves import Move
from abm_core.targeting.target_list import Live
from abm_core.targeting.workshop import Workshop

NOW = datetime(2026, 3, 2, 9)
NO_LIVE = Live(None, np.zeros(9, dtype=np.int8), {}, None, 0, None, "", None)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Acme in tier 1 with two people, a meeting and an open deal."""
    with opened(tmp_path) as one:
        target(one, "acme", sales_owner="Ida Holm")
        contact(one, "ann", "acme", role="Champion", title="Head of IT")
        contact(one, "bob", "acme")
        persona(one, "bob", "c-level", "finance")
        did(one, "ann", "acme", "meeting", points=40, minutes=40)
        did(one, "bob", "acme", "mail reply", points=4, weeks_ago=20)
        did(one, "ann", "acme", "mail sent", direction="ours", weeks_ago=3)
        did(one, "", "acme", "page visit", points=5, n=10)
        deal(one, "d1", "acme", name="Rollout", amount=500.0, expected_on=date(2026, 2, 1))
        refresh(one)
        yield one


def entry(
    cursor: DuckDBPyConnection, tier: str, joined: date, left: date | None = None, **more: str
) -> None:
    """Time of acme in a tier."""
    store.insert(cursor, schema.TARGET_LIST, [{
        "programme_id": "1", "programme": "North", "account_id": "acme", "tier": tier,
        "joined_on": joined, "left_on": left, **more}])  # fmt: skip


def stage(cursor: DuckDBPyConnection, day: date, before: str | None, after: str) -> None:
    """A change of acme's stage."""
    store.insert(cursor, schema.STAGE_CHANGES, [{
        "account_id": "acme", "motion": "new", "week": day - timedelta(days=day.weekday()),
        "changed_on": day, "stage_from": before, "stage_to": after}])  # fmt: skip


def read(cursor: DuckDBPyConnection, account_id: str = "acme", pace: Pace = NOBODY) -> Account:
    """The account without a live profile, in stages of a given pace."""
    return account.read(cursor, account_id, workshop=Workshop(cursor, TODAY), live=NO_LIVE,
                        as_of=TODAY, pace_of=lambda stage, motion: pace)  # fmt: skip


def test_the_stage_is_that_of_the_stages_screen(cursor: DuckDBPyConnection) -> None:
    """An open opportunity makes roles due at once, but the account says what its journey says."""
    stage(cursor, TODAY - timedelta(days=10), "opportunity", "customer")
    found = read(cursor)
    assert [one.name for one in found.deals if one.is_open]
    assert (found.stay.stage, found.stay.days) == ("customer", 10)


def test_the_page_by_hand(cursor: DuckDBPyConnection) -> None:
    stage(cursor, TODAY - timedelta(days=64), "engaged", "opportunity")
    found = read(cursor, pace=Pace(30, 9, 41.0, 30.0, 50.0, 80.0))
    assert (found.stay.days, found.stay.over) == (64, 23)
    assert [one.name for one in found.missing if one.is_due] == [
        "technical evaluator", "end user", "legal/procurement"]  # fmt: skip
    assert [(one.kind, one.n) for one in found.findings] == [
        ("single-threaded", 1), ("no power", 1), ("overdue", 28)]  # fmt: skip
    assert found.people["contact_id"].tolist() == ["ann", "bob", ""], "those in a role first"
    assert found.people["points"].tolist() == [40, 0, 5]
    shares = 40**0.75, 5**0.75
    assert found.people["share"].tolist()[::2] == pytest.approx(
        [one / sum(shares) for one in shares])  # fmt: skip
    assert found.pipeline[:2] == (500, 1)
    assert wording.headline(found) == (
        "Acme is in tier 1; an opportunity for 64 days, 23 more than the median; no "
        "technical evaluator, end user or legal/procurement is known")
    assert [one[:3] for one in wording.figures(found)] == [
        ("Score", "–", "no score yet"), ("Engagement", "0", "−4 against the 13 weeks before"),
        ("Open pipeline", "€500", "1 opportunity"), ("Days in opportunity", "64", "median 41"),
    ]  # fmt: skip


def test_roles_and_people_are_those_of_coverage_and_engagement(
    cursor: DuckDBPyConnection,
) -> None:
    contact(cursor, "cy", "acme", role="Champion", email=None)
    contact(cursor, "di", "acme", role="Decision Maker", left_on=date(2026, 1, 1))
    did(cursor, "di", "acme", "meeting", points=7, weeks_ago=2)
    refresh(cursor)
    committee = people.read(cursor, "acme")
    table = coverage.read(cursor, account_ids=["acme"]).cells
    assert required.of(cursor, committee) == grid.required(cursor, table.to_dict("records"))
    told = breakdown.of_account(cursor, "acme", as_of=TODAY).people
    found = account_people.read(cursor, committee, as_of=TODAY).set_index("contact_id")
    assert found.loc["di", "has_left"] and found.index[-1] == "di", "who left comes last"
    assert found.loc[["ann", ""], "points"].tolist() == [40, 5]
    for row in told[told["points"] > 0].to_dict("records"):
        assert row["contact_id"] in found.index


def test_moves_of_tier_with_who_and_why(cursor: DuckDBPyConnection) -> None:
    entry(cursor, "2", date(2026, 1, 5), date(2026, 2, 2), approver="Ida Holm", reason="save 4")
    entry(cursor, "1", date(2026, 2, 2), date(2026, 2, 20), snapshot_id="4", reason="save 5")
    store.insert(cursor, schema.SNAPSHOT_ACCOUNTS, [
        {"snapshot_id": "4", "account_id": "acme", "tier_because": "Override by Ida"}])
    store.insert(cursor, schema.OVERRIDES, [{
        "override_id": "1", "account_id": "acme", "programme_id": "1", "tier": "1",
        "reason": "board tie", "author": "Ida", "expires_on": date(2026, 4, 1),
        "created_at": datetime(2026, 2, 1, 9)}])  # fmt: skip
    stage(cursor, date(2026, 1, 25), None, "aware")
    assert [f"{one.day} {wording.move(one)}" for one in account_moves.read(cursor, "acme")] == [
        "2026-02-20 Left tier 1 of North: save 5",
        "2026-02-02 Moved up to tier 1 of North: Override by Ida",
        "2026-02-01 Override to tier 1 until 1 Apr 2026, by Ida: board tie",
        "2026-01-25 Stage: aware",
        "2026-01-05 Joined tier 2 of North, approved by Ida Holm",
    ]
    assert wording.headline(read(cursor)).startswith("Acme left tier 1; ")


def test_scores_as_known_then_leave_out_undone_imports(cursor: DuckDBPyConnection) -> None:
    store.insert(cursor, schema.IMPORTS, [
        {"import_id": 1, "undone_at": NOW}, {"import_id": 2}])
    store.insert(cursor, schema.SNAPSHOTS, [
        {"snapshot_id": "1", "programme_id": "p", "as_of": date(2026, 2, 2), "saved_at": NOW}])
    store.insert(cursor, schema.SNAPSHOT_ACCOUNTS, [
        {"snapshot_id": "1", "account_id": "acme", "score": 50.0, "tier": "2"}])
    for week, number in ((date(2026, 2, 9), 1), (date(2026, 2, 16), 2)):
        key = {"programme_id": "p", "week": week}
        store.insert(cursor, schema.WEEKLY_SNAPSHOTS, [
            {**key, "as_of": week + timedelta(days=3), "import_id": number, "taken_at": NOW}])
        store.insert(cursor, schema.WEEKLY_ACCOUNTS, [
            {**key, "account_id": "acme", "score": 60.0 + number, "tier": "1"}])
    assert account_moves.scores(cursor, "acme", as_of=TODAY) == [
        (date(2026, 2, 2), 50.0, "2"), (date(2026, 2, 19), 62.0, "1")]  # fmt: skip


def test_a_year_in_lanes_by_week(cursor: DuckDBPyConnection) -> None:
    store.insert(cursor, schema.SIGNALS, [{
        "account_id": "acme", "week": date(2026, 2, 2),
        "source": "organisational", "topic": "Hiring a CIO", "strength": 80.0}])  # fmt: skip
    happened = lanes.read(cursor, "acme", as_of=TODAY)
    dots = [(one.day, one.lane, one.text, one.n, one.is_theirs)
            for one in happened.dots.itertuples()]
    assert dots == [
        (WEEK - timedelta(weeks=20), "Sales", "1 mail reply", 1, True),
        (WEEK - timedelta(weeks=3), "Sales", "1 mail sent", 1, False),
        (date(2026, 2, 2), "Signals", "Hiring a CIO, reported in the week of 2 Feb 2026.", 1,
         True),
        (WEEK, "Product and web", "10 page visits", 10, True),
        (WEEK, "Sales", "1 meeting", 1, True),
    ]  # fmt: skip
    assert wording.timeline(happened, date(2026, 2, 25)) == (
        "3 of the last 52 weeks had something of theirs; last heard from on 25 Feb 2026.")
    assert wording.timeline(lanes.read(cursor, "none", as_of=TODAY), date(2024, 1, 2)) == (
        "No activity in a year; the last was on 2 Jan 2024.")


def test_a_family_counts_nothing_twice(cursor: DuckDBPyConnection) -> None:
    target(cursor, "child", "2", parent_id="acme")
    target(cursor, "leaf", "3", parent_id="child")
    target(cursor, "stranger")
    deal(cursor, "d2", "child", amount=100.0)
    for one in ("acme", "child", "leaf"):
        found = family_tree.read(cursor, one)
        assert [(m.account_id, m.depth, m.open_pipeline) for m in found.members] == [
            ("acme", 0, 500), ("child", 1, 100), ("leaf", 2, 0)]  # fmt: skip
        assert (found.open_pipeline, found.n_open) == (600, 2)
    assert wording.family(found) == (
        "3 accounts under one parent hold 2 open opportunities of €600 together; each is counted "
        "once, at its own account.")
    assert [wording.indented(one) for one in found.members] == ["Acme", "– Child", "– – Leaf"]
    assert family_tree.read(cursor, "stranger").members == ()


def test_parents_in_a_circle_are_no_tree_without_end(cursor: DuckDBPyConnection) -> None:
    target(cursor, "a", parent_id="b")
    target(cursor, "b", parent_id="a")
    assert family_tree.read(cursor, "a").members == ()


def test_the_next_meeting(cursor: DuckDBPyConnection) -> None:
    assert read(cursor).meeting is None
    for number, day in enumerate((TODAY, TODAY + timedelta(days=9), TODAY + timedelta(days=3))):
        store.insert(cursor, schema.ACTIVITIES, [{
            "activity_id": f"m{number}", "account_id": "acme", "contact_id": "ann",
            "kind": "meeting", "occurred_at": datetime(day.year, day.month, day.day, 10)}])
    meeting = read(cursor).meeting
    assert meeting is not None
    assert wording.meeting(meeting, TODAY) == "next meeting on 4 Mar 2026 with Ann"
    assert wording.meeting(meeting, TODAY + timedelta(days=2)) == "next meeting tomorrow with Ann"


def test_an_account_with_nothing_at_all(cursor: DuckDBPyConnection) -> None:
    store.insert(cursor, schema.ACCOUNTS, [{"account_id": "bare"}])
    found = read(cursor, "bare")
    assert wording.headline(found) == "bare is in no tier; nobody is known there"
    assert wording.healthy(found) == "Nothing is open."
    assert [one.line for one in wording.figures(found)][2:] == [(), ()]
    assert account_brief.html(found).count("<section") >= 2
    with pytest.raises(AbmError, match="no account nowhere"):
        read(cursor, "nowhere")


def test_an_erased_person_is_gone_from_page_and_brief(cursor: DuckDBPyConnection) -> None:
    assert "Ann" in account_brief.html(read(cursor))
    erasure.erase_person(cursor, "ann@acme.example", erased_at=NOW, salt="s")
    refresh(cursor)
    found = read(cursor)
    assert "Ann" not in str(found) and "Ann" not in account_brief.html(found)


def test_the_brief_holds_all_parts_escaped_and_small(cursor: DuckDBPyConnection) -> None:
    cursor.execute("UPDATE accounts SET name = 'A<b>cme & Co' WHERE account_id = 'acme'")
    entry(cursor, "1", date(2026, 2, 2))
    plan.save(cursor, "acme", "objectives", "Win <script>alert(1)</script> " + "word " * 99,
              opened=0, author="Ida", now=NOW)
    page = account_brief.html(read(cursor))
    assert "<script" not in page and "A&lt;b&gt;cme &amp; Co" in page
    for part in ("The last year", "Committee", "Open opportunities", "Most engaged", "Plan",
                 "Overdue, Rollout: Expected to close on 1 Feb 2026, 28 days ago.",
                 "font/woff2;base64", "word …"):  # fmt: skip
        assert part in page, part
    assert len(page.encode()) < 200_000
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_timeline_draws_dots_bars_and_rules(
    cursor: DuckDBPyConnection, palette: Palette
) -> None:
    entry(cursor, "1", date(2026, 2, 2))
    stage(cursor, date(2026, 2, 8), "aware", "engaged")
    found = read(cursor)
    shown = account_charts.timeline(found.happened, found.deals, found.moves, palette)
    names = [trace.name for trace in shown.data]
    assert names == ["Sales", "Product and web", "Rollout"], "lanes with something in them"
    assert len(shown.data[0].x) == 3
    assert shown.data[0].marker.color[1] == palette.background, "ours alone is hollow"
    assert list(shown.data[2].x) == [date(2026, 1, 5), TODAY], "open: until today"
    assert len(shown.layout.shapes) == 2
    assert [one.text for one in shown.layout.annotations] == ["Tier 1"], "one label for two rules"


@pytest.mark.parametrize(("move", "said"), [
    (Move(TODAY, "tier", "1", "2"), "Moved down to tier 2"),
    (Move(TODAY, "tier", "", "3", "P", "Ida", "", "Size +9.0"),
     "Joined tier 3 of P, approved by Ida: Size +9.0"),
    (Move(TODAY, "stage", "aware", "engaged", "expansion"),
     "Stage: aware to engaged (expansion)"),
    (Move(TODAY, "override", "", "", "2026-05-01", "Ida", "lost"),
     "Override to no tier until 1 May 2026, by Ida: lost"),
])  # fmt: skip
def test_sentences_of_moves(move: Move, said: str) -> None:
    assert wording.move(move) == said


@pytest.mark.parametrize(("days", "tail"), [
    (41, "an opportunity for 41 days, as long as the median"),
    (12, "an opportunity for 12 days, 29 fewer than the median"),
])
def test_the_age_of_a_stage(cursor: DuckDBPyConnection, days: int, tail: str) -> None:
    stage(cursor, TODAY - timedelta(days=days), "engaged", "opportunity")
    assert tail in wording.headline(read(cursor, pace=Pace(30, 9, 41.0, 30.0, 50.0, 80.0)))


def test_stages_as_they_are_said() -> None:
    assert wording.stage("engaged", "new") == "engaged"
    assert wording.stage("opportunity", "expansion") == "an opportunity in expansion"
    assert wording.stage("qualified", "new") == "qualified (MQA)"


def test_an_unaware_account_is_told_by_when_it_was_heard_from(
    cursor: DuckDBPyConnection,
) -> None:
    found = read(cursor)
    silent = found._replace(stay=found.stay._replace(stage="unaware", days=99))
    assert "; never heard from; " in wording.headline(silent)
    heard = silent._replace(facts=silent.facts._replace(last_theirs_on=date(2025, 1, 2)))
    assert "; last heard from on 2 Jan 2025; " in wording.headline(heard)


def test_words_of_gaps_and_people(cursor: DuckDBPyConnection) -> None:
    found = read(cursor)
    assert wording.people(found) == "2 people are known, none of them engaged; " \
        "3 engaged contacts needed."
    covered = found._replace(lines=(), findings=[])
    assert wording.gap(covered) == ""
    assert wording.gap(found._replace(lines=())) == "1 open opportunity needs a look"
    outside = found._replace(facts=found.facts._replace(tier=""))
    assert wording.people(outside) == "2 people are known, none of them engaged."
    assert wording.more_checked(1) == "1 more opportunity needs a look."
    assert wording.some(["a", "b", "c"]) == "a, b and 1 more"
    assert wording.standing(has_left=True, reachable=True, stale=True, engaged=True) == "has left"
    assert wording.standing(has_left=False, reachable=True, stale=False, engaged=True) == (
        "reachable, current, engaged")


def test_words_of_a_conflict() -> None:
    assert plan_wording.conflict("Ida", NOW, 0, now=NOW) == (
        "Ida saved this section first, 09:00. Nothing is lost: the text below holds both edits, "
        "which do not touch each other.")
    assert "in 2 places both of you changed" in plan_wording.conflict("Ida", NOW, 2, now=NOW)
    assert plan_wording.newer("Ida", NOW, now=NOW) == (
        "Ida saved a newer text, 09:00. Yours is kept here; saving shows both.")
    assert wording.merged("B", "A", "Ida", TODAY) == (
        "B was merged into A by Ida on 1 Mar 2026; this is A.")
