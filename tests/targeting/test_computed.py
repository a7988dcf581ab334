"""What accounts do now, as criteria: from saved tables, of today only, never suggested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import deal_world
import numpy as np
import pytest
import tiny_world
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.targeting import (
    account_scores,
    computed,
    document,
    model,
    presets,
    suggest,
    target_list,
)
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.past import Past
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Bands, Categories, Ramp, YesNo
from abm_core.targeting.workshop import Workshop

WEEK = date(2026, 2, 23)
NOON = datetime(2026, 3, 2, 12)
ENGAGED = Criterion("Engaged", "now.engagement", Bands(((10, 1.0),)), weight=10, part="timing")
STAGE = Criterion("Stage", "now.stage", Categories((("qualified", 1.0), ("aware", 0.5))),
                  weight=10, part="timing")  # fmt: skip
SURGING = Criterion("Surging", "now.surging", YesNo(), weight=10, part="timing")
TOPICS = Criterion("Topics", "now.topics", Ramp(0, 4), weight=10, part="timing")


@pytest.fixture
def seen(cursor: DuckDBPyConnection) -> DuckDBPyConnection:
    """The tiny world, with something seen of the first three accounts."""
    store.insert(cursor, schema.ACCOUNT_ENGAGEMENT, [
        {"account_id": "a1", "current_points": 44.0}, {"account_id": "a2", "current_points": 3.0}])
    store.insert(cursor, schema.STAGE_CHANGES, [
        {"account_id": name, "motion": motion, "week": week, "stage_to": stage}
        for name, motion, week, stage in (
            ("a1", "new", date(2026, 1, 5), "aware"), ("a1", "new", WEEK, "qualified"),
            ("a1", "expansion", WEEK, "unaware"), ("a2", "new", WEEK, "aware"))])
    store.insert(cursor, schema.SURGE_WEEKS, [{"week": WEEK, "kind": "engagement"}])
    store.insert(cursor, schema.SURGES, [
        {"account_id": name, "week": week, "kind": kind, "observed": observed}
        for name, week, kind, observed in (
            ("a1", WEEK, "engagement", 9), ("a2", date(2026, 1, 5), "engagement", 9),
            ("a3", WEEK, "topics", 2))])
    return cursor


def test_columns_are_there_once_something_was_seen(cursor: DuckDBPyConnection) -> None:
    assert not [ref for ref in Accounts(cursor).fields if computed.is_computed(ref)]


def test_criteria_look_at_what_accounts_do_now(seen: DuckDBPyConnection) -> None:
    """What was not seen is nothing, not unknown: completeness does not suffer."""
    accounts = Accounts(seen)
    profile = Profile("Now", (ENGAGED, STAGE, SURGING, TOPICS))
    scored = model.score(model.frame(accounts, profile, as_of=tiny_world.TODAY), profile)
    # Of 40 points: a1 10 + 10 + 10 + 0; a2 0 + 5 + 0 + 0; a3 0 + 0 + 0 + 5; the others none.
    assert scored.scores.tolist() == [75.0, 12.5, 12.5, 0, 0, 0, 0, 0]
    assert scored.frame.matrix.patterns.tolist() == [[1, 1, 1, 1]]
    assert accounts.values("now.stage")[0] == "unaware"
    assert accounts.values("now.surging") == ["true", "false"]
    assert model.is_one_of(accounts.column("now.stage"), ["Qualified"]).tolist()[0]


def test_a_profile_with_them_is_a_document(seen: DuckDBPyConnection) -> None:
    profile = Profile("Now", (ENGAGED, STAGE, Criterion(
        "Moving", "now.stage", AnyOf(("engaged", "qualified")), weight=5, part="timing")))
    assert document.from_yaml(document.to_yaml(profile)) == profile
    model.require_columns(Accounts(seen), profile)


def test_what_accounts_do_now_is_no_fit() -> None:
    """Stages ask for fit, so that it would depend on itself."""
    with pytest.raises(AbmError, match="'Stage' looks at what accounts do now, which is no fit"):
        Profile("Now", (replace(STAGE, part="fit"),))


def test_none_is_suggested(seen: DuckDBPyConnection) -> None:
    """Of today, so it would tell how past deals ended."""
    accounts = Accounts(seen)
    found = [suggest.starting_profile(seen, accounts).criteria]
    found += [presets.adapt(one, seen, accounts, as_of=tiny_world.TODAY).profile.criteria
              for one in presets.PRESETS]  # fmt: skip
    assert not [one for criteria in found for one in criteria if computed.is_computed(one.field)]


def test_of_a_past_day_nothing_is_known(empty: DuckDBPyConnection) -> None:
    deal_world.put_many(empty, 10)
    store.insert(empty, schema.ACCOUNT_ENGAGEMENT, [
        {"account_id": f"a{n:03d}", "current_points": float(n)} for n in range(20)])  # fmt: skip
    store.insert(empty, schema.STAGE_CHANGES, [
        {"account_id": "a001", "motion": "new", "week": WEEK, "stage_to": "customer"}])  # fmt: skip
    past = Past(Accounts(empty), as_of=deal_world.AS_OF)
    assert np.isnan(past.column(ENGAGED.field, ENGAGED.rule)).all()
    assert past.n_unknowable(ENGAGED.field) == len(past.deals) == 100
    out = Exclusion("now.stage", ("customer",), "Customers")
    assert not past.frame(Profile("x", (deal_world.SIZE,), (out,))).excluded.any()


def test_saved_scores_follow_stages_where_the_profile_looks_at_them(
    seen: DuckDBPyConnection
) -> None:
    workshop = Workshop(seen, tiny_world.TODAY)
    for profile, follows in ((tiny_world.PROFILE, False), (Profile("Now", (STAGE,)), True)):
        newest = target_list.newest_save(seen, "North")
        target_list.save(seen, workshop.accounts, workshop.score(profile), programme="North",
                         as_of=tiny_world.TODAY, saved_at=NOON, based_on=newest)  # fmt: skip
        assert account_scores.refresh(seen, derived="stages 1")
        assert not account_scores.refresh(seen, derived="stages 1")
        assert account_scores.refresh(seen, derived="stages 2") is follows
    found = seen.execute("SELECT timing FROM account_scores WHERE account_id = 'a1'").fetchall()
    assert found == [(100.0,)]


def test_whom_we_know_is_part_of_the_fit(cursor: DuckDBPyConnection) -> None:
    store.insert(cursor, schema.ACCOUNT_REACH, [
        {"account_id": "a1", "relationship": 80.0, "n_current": 4},
        {"account_id": "a2", "relationship": 20.0, "n_current": 1}])
    known = Criterion("Known", "now.relationship", Ramp(0, 100), weight=10)
    people = Criterion("People", "now.contacts", Bands(((1, 0.5), (3, 1.0))), weight=10)
    profile = Profile("Known", (known, people))
    scored = model.score(model.frame(Accounts(cursor), profile, as_of=tiny_world.TODAY), profile)
    # a1: (10 * 0.8 + 10) of 20; a2: (10 * 0.2 + 5) of 20; nobody is known at the others.
    assert scored.scores.tolist() == pytest.approx([90, 35, 0, 0, 0, 0, 0, 0])


def test_coverage_is_part_of_the_fit(cursor: DuckDBPyConnection) -> None:
    store.insert(cursor, schema.ACCOUNT_COVERAGE, [
        {"account_id": "a1", "n_required": 5, "n_covered": 2, "coverage": 0.4},
        {"account_id": "a2", "n_required": 1, "n_covered": 1, "coverage": 1.0}])  # fmt: skip
    criterion = Criterion("Coverage", "now.coverage", Ramp(0, 80), weight=10)
    profile = Profile("Covered", (criterion,))
    scored = model.score(model.frame(Accounts(cursor), profile, as_of=tiny_world.TODAY), profile)
    # a1: 40 % of 80 %; a2 is beyond the end of the ramp; nothing is covered at the others.
    assert scored.scores.tolist() == pytest.approx([50, 100, 0, 0, 0, 0, 0, 0])
