"""Evidence lines and things to watch, by hand; a quiet week has none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from changes_world import (
    MONDAY,
    PROGRAMME,
    SUNDAY,
    account,
    account_week,
    check,
    contact,
    deal,
    did,
    known,
    plain,
    put,
    ready,
    world,
)
from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.review import changes, watch, why
from abm_core.review.document import Scope

PAST = date(2026, 12, 31)


@pytest.fixture
def cursor() -> Iterator[DuckDBPyConnection]:
    with world() as found:
        yield found


def lines(cursor: DuckDBPyConnection, scope: Scope = PROGRAMME) -> list[str]:
    week = ready(cursor, known(scope))
    found = why.read(cursor, week, changes.read(cursor, week))
    for one in found:
        check(one)
    return [plain(one) for one in found]


def watched(cursor: DuckDBPyConnection, *, now: bool = True) -> list[str]:
    week = ready(cursor, known() if now else known(as_of=PAST))
    found = watch.read(cursor, week)
    for one in found:
        check(one)
    return [plain(one) for one in found]


def test_a_quiet_week_has_no_evidence_and_nothing_to_watch(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme", segment="Banking")
    contact(cursor, "mette", "acme", "champion")
    deal(cursor, "d1", "acme")
    assert lines(cursor) == []
    assert watched(cursor) == []


def met(cursor: DuckDBPyConnection, account_id: str, contact_id: str, n: int = 1) -> None:
    did(cursor, account_id, contact_id, "meeting", date(2026, 11, 4), n=n)


def test_meetings_of_one_account(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    contact(cursor, "mette", "acme", "champion")
    contact(cursor, "nobody", "acme")
    met(cursor, "acme", "nobody")
    met(cursor, "acme", "mette")
    assert lines(cursor) == [
        "1 meeting with buying roles, all at Acme, where mette (champion) met us; none was with "
        "an economic buyer."]  # fmt: skip


def test_meetings_of_several_accounts(cursor: DuckDBPyConnection) -> None:
    for name, role in (("acme", "champion"), ("bolt", "economic buyer"), ("corp", "end user")):
        account(cursor, name)
        contact(cursor, f"one-{name}", name, role)
    met(cursor, "acme", "one-acme", 3)
    met(cursor, "bolt", "one-bolt")
    assert lines(cursor) == [
        "4 meetings with buying roles came from 2 accounts, most from Acme: 3, among them with "
        "one-acme (champion); 1 was with an economic buyer."]  # fmt: skip
    met(cursor, "corp", "one-corp", 3)
    assert lines(cursor) == [
        "7 meetings with buying roles came from 3 accounts; 1 was with an economic buyer."]


def test_the_segment_that_rose_or_fell_most(cursor: DuckDBPyConnection) -> None:
    """Banking: 90 against (20 + 0 + 40 + 20) / 4; Retail: 5 against 30."""
    for name, segment in (("acme", "Banking"), ("bolt", "Banking"), ("corp", "Retail")):
        account(cursor, name, segment=segment)
    for ago, points in ((0, 60.0), (1, 20.0), (3, 40.0), (4, 20.0), (5, 900.0)):
        account_week(cursor, "acme", MONDAY - timedelta(weeks=ago), points)
    account_week(cursor, "bolt", MONDAY, 30.0)
    for ago, points in ((0, 5.0), (1, 30.0), (2, 30.0), (3, 30.0), (4, 30.0)):
        account_week(cursor, "corp", MONDAY - timedelta(weeks=ago), points)
    assert lines(cursor) == [
        "Engagement rose most in “Banking”: 90 points, against 20 in a usual week; most from Acme, "
        "60."]  # fmt: skip
    assert lines(cursor, Scope("segment", "Banking")) == []
    cursor.execute("DELETE FROM account_weeks WHERE account_id IN ('acme', 'bolt')")
    assert lines(cursor) == [
        "Engagement fell most in “Retail”: 5 points, against 30 in a usual week."]


def test_a_small_change_of_engagement_is_none(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme", segment="Banking")
    for ago, points in ((0, 39.0), (1, 30.0), (2, 30.0), (3, 30.0), (4, 30.0)):
        account_week(cursor, "acme", MONDAY - timedelta(weeks=ago), points)
    assert lines(cursor) == []


def test_what_pipeline_came_and_went(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    deal(cursor, "d1", "acme", ends=[SUNDAY], created_on=MONDAY, value=250_000)
    assert lines(cursor) == []  # one stands among the changes
    deal(cursor, "d2", "acme", outcome="lost", closed_on=MONDAY, value=300_000)
    assert lines(cursor) == [
        "Of pipeline, €250K was created and €300K was lost; the largest: Acme: “Rollout” (€300K) "
        "was lost on 2 Nov 2026."]  # fmt: skip


def activity(cursor: DuckDBPyConnection, number: int, campaign_id: str | None, **more: Any) -> None:
    put(cursor, schema.ACTIVITIES, {
        "activity_id": str(number), "account_id": "acme", "kind": "webinar", "channel": "web",
        "direction": "theirs", "occurred_at": datetime(2026, 11, 4, 9),
        "campaign_id": campaign_id, **more})  # fmt: skip


def test_the_campaign_behind_what_accounts_did(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    put(cursor, schema.STAGE_CHANGES, {
        "account_id": "acme", "motion": "new", "week": MONDAY, "changed_on": SUNDAY,
        "stage_from": "aware", "stage_to": "engaged"})  # fmt: skip
    put(cursor, schema.CAMPAIGNS, {"campaign_id": "c1", "name": "Webinar 3"})
    activity(cursor, 7, None)
    assert lines(cursor) == []  # no campaign is behind it
    for number in range(2):
        activity(cursor, number, "c1")
    activity(cursor, 8, "c1", occurred_at=datetime(2026, 11, 9, 0, 1))
    activity(cursor, 9, "c1", kind="ad impression")
    activity(cursor, 10, "c1", direction="ours")
    assert lines(cursor) == []  # two activities tell nothing
    activity(cursor, 3, "c1")
    assert lines(cursor) == [
        "Campaign “Webinar 3” is behind 3 of 4 activities at accounts that surged or moved deeper."]


def test_senior_people(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    for name, seniority in (("cto", "c-level"), ("vp", "vp"), ("clerk", "other")):
        contact(cursor, name, "acme", title=name.upper())
        put(cursor, schema.PERSONAS, {"contact_id": name, "seniority": seniority})
    did(cursor, "acme", "vp", "page visit", MONDAY)
    did(cursor, "acme", "clerk", "meeting", MONDAY)
    assert lines(cursor) == []
    did(cursor, "acme", "cto", "meeting", date(2026, 11, 4))
    assert lines(cursor) == [
        "2 people at C-level or VP took part, 1 in meetings: cto (CTO) of Acme met us on "
        "4 Nov 2026."]  # fmt: skip


def qualified(cursor: DuckDBPyConnection, account_id: str, on: date) -> None:
    put(cursor, schema.STAGE_CHANGES, {
        "account_id": account_id, "motion": "new", "week": on - timedelta(on.weekday()),
        "changed_on": on, "stage_from": "engaged", "stage_to": "qualified"})  # fmt: skip


def test_follow_ups_that_wait(cursor: DuckDBPyConnection) -> None:
    """Looked at from the end of Friday 13 November; four business hours from the next morning."""
    for name in ("acme", "bolt", "corp"):
        account(cursor, name)
    qualified(cursor, "acme", date(2026, 11, 12))  # due on the Friday itself
    assert watched(cursor) == [
        "1 qualified account has waited too long for a follow-up: Acme was due on 13 Nov 2026."]
    qualified(cursor, "bolt", date(2026, 11, 13))
    assert watched(cursor) == [
        "2 qualified accounts wait for a follow-up, 1 of them for too long: Acme was due on "
        "13 Nov 2026."]  # fmt: skip
    did(cursor, "acme", "", "call", date(2026, 11, 13), theirs=False)
    assert watched(cursor) == [
        "1 qualified account waits for a follow-up: Bolt is due on 16 Nov 2026."]
    qualified(cursor, "corp", date(2026, 10, 1))  # too long ago to be on the clock
    assert len(watched(cursor)) == 1
    assert watched(cursor, now=False) == []  # at the end of the week nobody was qualified


def test_opportunities_about_to_slip(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    account(cursor, "bolt")
    soon = date(2026, 11, 18)
    deal(cursor, "d1", "acme", expected_on=soon, value=80_000)
    deal(cursor, "d2", "acme", expected_on=date(2026, 11, 25))  # later
    deal(cursor, "d3", "acme", expected_on=date(2026, 11, 12))  # passed
    deal(cursor, "d4", "bolt", expected_on=soon, value=None)
    assert watched(cursor) == [
        "2 opportunities are expected within a week (€80.0K), and nobody there has answered in the "
        "last four weeks: Acme: “Rollout” on 18 Nov 2026."]  # fmt: skip
    did(cursor, "acme", "mette", "mail reply", date(2026, 11, 4))
    assert watched(cursor) == [
        "1 opportunity is expected within a week, and nobody there has answered in the last four "
        "weeks: Bolt: “Rollout” on 18 Nov 2026."]  # fmt: skip


def test_close_calls_with_open_pipeline(cursor: DuckDBPyConnection) -> None:
    profile = {"profile": "Core", "cutoffs": [80, 60, 40], "criteria": [
        {"name": "Size", "field": "employees", "part": "fit", "weight": 1, "kind": "ramp",
         "zero_at": 0, "full_at": 100}]}  # fmt: skip
    put(cursor, schema.PROFILES, {"profile_id": "1", "name": "Core", "version": 1,
                                  "definition": json.dumps(profile)})  # fmt: skip
    put(cursor, schema.SNAPSHOTS, {"snapshot_id": "1", "programme_id": "p", "profile_id": "1"})
    for name, tier, score in (("acme", "2", 60.5), ("bolt", "1", 79.0), ("corp", "2", 61.5),
                              ("dent", "1", 80.5)):  # fmt: skip
        account(cursor, name, tier=tier)
        put(cursor, schema.ACCOUNT_SCORES, {"account_id": name, "tier": tier, "score": score})
        if name != "dent":
            deal(cursor, f"d-{name}", name, value=200_000 if name == "acme" else 100_000)
    assert watched(cursor) == [
        "2 accounts are close calls for the tier, with €300K open: Acme scores 60.5, and tier 2 "
        "begins at 60.0."]  # fmt: skip
    assert watched(cursor, now=False) == []


def test_people_who_go_stale(cursor: DuckDBPyConnection) -> None:
    """Verified on 20 November 2025: stale after 365 days, on the 21st of this one."""
    account(cursor, "acme")
    deal(cursor, "d1", "acme")
    contact(cursor, "mette", "acme", "champion", verified_on=date(2025, 11, 20))
    contact(cursor, "fresh", "acme", "champion", verified_on=date(2026, 6, 1))
    contact(cursor, "never", "acme", "champion")
    contact(cursor, "other", "acme", verified_on=date(2025, 11, 20))
    assert watched(cursor) == [
        "1 person in a buying role goes stale within weeks where pipeline is open, unless somebody "
        "verifies or hears from them: mette of Acme on 21 Nov 2026."]  # fmt: skip
    assert watched(cursor, now=False) == []
