"""Designs settled before outcomes, specifications logged, hold-outs drawn by chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from lift_stores import AS_OF, LAUNCH, PROGRAMME, account, deal, opened, put, target, week
from scipy import stats

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.lift import design, history, holdout, specifications, study
from abm_core.lift.design import Design
from abm_core.lift.outcomes import Outcomes
from abm_core.targeting import overrides

NOW = datetime(2026, 11, 14, 9)
N, N_TARGETS = 160, 24


def activities(cursor: DuckDBPyConnection, rng: np.random.Generator, effect: float) -> None:
    """Weekly visits of all accounts, at rates of their own; targets more from launch on."""
    rates = rng.lognormal(0.5, 0.6, N)
    parts = []
    for n in range(-40, 44):
        more = np.where((np.arange(N) < N_TARGETS) & (n >= 0), effect, 1.0)
        parts.append(pd.DataFrame({
            "account_id": [f"a{one:03}" for one in range(N)], "contact_id": "x",
            "week": week(n), "kind": "page visit", "channel": "web", "direction": "theirs",
            "is_theirs": True, "n": rng.poisson(rates * more)}))
    rows = pd.concat(parts)
    rows["minutes"] = rows["n"] * 2.0
    cursor.register("rows_of_test", rows[rows["n"] > 0])
    cursor.execute("INSERT INTO contact_weeks BY NAME SELECT * FROM rows_of_test")
    cursor.unregister("rows_of_test")


def world(cursor: DuckDBPyConnection, effect: float = 2.0) -> None:
    """Targets a000 to a023, and as many deals of all as chance gives."""
    rng = np.random.default_rng(5)
    for n in range(N):
        account(cursor, f"a{n:03}", industry=("Retail", "Software")[n % 2],
                employees=int(rng.integers(10, 900)))
        day = LAUNCH + timedelta(days=int(rng.integers(-300, 170)))
        deal(cursor, f"d{n}", f"a{n:03}", day, ("won", "lost", "open")[n % 3],
             day + timedelta(days=int(rng.integers(5, 120))), 100.0 * n)
    for n in range(N_TARGETS):
        target(cursor, f"a{n:03}", tier=1 + n % 2)
    activities(cursor, rng, effect)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as found:
        world(found)
        yield found


def prepared(cursor: DuckDBPyConnection, **more: object) -> Design:
    asked = {"span": "engagement", "as_of": AS_OF, "seed": 3, "now": NOW, **more}
    return study.prepare(cursor, PROGRAMME, **asked)  # type: ignore[arg-type]


AFTER_LAUNCH = (
    "DELETE FROM contact_weeks WHERE week >= $launch",
    "DELETE FROM opportunities WHERE created_on >= $launch",
    "UPDATE opportunities SET outcome = 'open', closed_on = NULL WHERE closed_on >= $launch",
    "DELETE FROM rollup_weeks WHERE week >= $launch",
)


@pytest.mark.parametrize("span", ["engagement", "pipeline"])
def test_nothing_from_launch_on_changes_a_design(cursor: DuckDBPyConnection, span: str) -> None:
    one = prepared(cursor, span=span)
    for query in AFTER_LAUNCH:
        cursor.execute(query, {"launch": LAUNCH})
    account(cursor, "new", created_on=week(3))
    other = prepared(cursor, span=span)
    assert design.fingerprint(one) == design.fingerprint(other)
    assert one.design_id == other.design_id
    np.testing.assert_array_equal(one.balance.weights, other.balance.weights)
    np.testing.assert_array_equal(one.matched.other, other.matched.other)


def test_the_order_of_rows_does_not_matter(cursor: DuckDBPyConnection) -> None:
    one = design.fingerprint(prepared(cursor))
    cursor.execute("CREATE TABLE held AS SELECT * FROM accounts")
    cursor.execute("DELETE FROM accounts")
    cursor.execute("INSERT INTO accounts SELECT * FROM held ORDER BY random()")
    assert design.fingerprint(prepared(cursor)) == one


def test_outcomes_are_read_of_frozen_designs_only(cursor: DuckDBPyConnection) -> None:
    laid = design.lay(cursor, PROGRAMME, span="engagement", as_of=AS_OF, seed=3)
    with pytest.raises(ValueError, match="frozen"):
        Outcomes(cursor, laid)
    frozen = design.freeze(cursor, laid, frozen_at=NOW)
    held = design.matched_list(cursor, frozen.design_id)
    assert (held["arm"] == "target").sum() == N_TARGETS
    assert held["account_id"].is_unique, "nobody stands for two targets"
    assert set(held["launch_on"]) == {pd.Timestamp(LAUNCH)}
    sizes = held[held["arm"] == "look-alike"].groupby("set_id").size()
    assert sizes.max() == 3


def test_a_doubling_is_found(cursor: DuckDBPyConnection) -> None:
    found = study.read_out(cursor, prepared(cursor, chosen=[]), "visits", now=NOW)
    assert found.over is not None and found.second is not None
    assert found.finding.estimate.low < 1.0 < found.finding.estimate.high
    assert found.finding.estimate.value == pytest.approx(1.0, abs=0.15)
    assert found.second.value == pytest.approx(np.log(2), abs=0.25)
    minutes = study.read_out(cursor, prepared(cursor), "minutes", now=NOW)
    assert minutes.finding.estimate.value == pytest.approx(0.0, abs=1e-9), "2 minutes each"
    assert found.finding.needed is None


def test_what_an_answer_would_take_is_told(tmp_path: Path) -> None:
    """(t.975 + t.80)² · SE² / effect² as many targets; nothing where the answer is there."""
    with opened(tmp_path) as cursor:
        world(cursor, effect=1.04)
        found = study.read_out(cursor, prepared(cursor, chosen=[]), "visits", now=NOW)
    assert found.over is not None and found.finding.estimate.low < 0 < found.finding.estimate.high
    reach = stats.t.ppf([0.975, 0.8], found.over.df).sum() * found.over.se
    wanted = N_TARGETS * (reach / found.over.log_ratio) ** 2
    assert found.finding.needed == float(f"{wanted:.2g}") > N_TARGETS


def test_parts_are_compared_with_accounts_like_their_own(cursor: DuckDBPyConnection) -> None:
    whole = prepared(cursor, chosen=[])
    held = Outcomes(cursor, whole)
    tiers = study.parts(cursor, whole, "tier")
    assert [(one.part, one.cohorts.n_targets) for one in tiers] == [
        ("tier 1", N_TARGETS // 2), ("tier 2", N_TARGETS // 2)]
    parts = [study.read_out(cursor, one, "visits", now=NOW, held=held) for one in tiers]
    whole_of_it = study.read_out(cursor, whole, "visits", now=NOW, held=held)
    assert sum(one.finding.observed for one in parts) == whole_of_it.finding.observed
    assert all(one.finding.estimate.value == pytest.approx(1.0, abs=0.25) for one in parts)


def test_every_specification_is_counted(cursor: DuckDBPyConnection) -> None:
    def asked(metric: str = "visits", **more: object) -> tuple[int, int]:
        found = study.read_out(cursor, prepared(cursor, **more), metric, now=NOW)
        assert found.specification is not None
        return found.specification.number, found.specification.n_tried

    assert asked() == (1, 1)
    assert asked() == (1, 1), "the same is one"
    assert asked(seed=4) == (2, 2)
    assert asked(chosen=["employees"]) == (3, 3)
    assert asked() == (1, 3)
    assert asked("people") == (1, 1)
    listed = specifications.listing(cursor, PROGRAMME)
    assert list(listed["metric"]) == ["visits", "visits", "visits", "people"]
    assert not listed["is_interim"].any()
    study.read_out(cursor, prepared(cursor, n_after=6), "visits", now=NOW)
    assert specifications.listing(cursor, PROGRAMME)["is_interim"].tolist()[-1]


def test_what_had_been_read_when_the_metric_was_declared(cursor: DuckDBPyConnection) -> None:
    assert specifications.primary(cursor, PROGRAMME).metric == "opportunities"
    study.read_out(cursor, prepared(cursor), "visits", now=NOW)
    found = specifications.declare(cursor, PROGRAMME, "people", declared_at=NOW, author="Ida")
    assert found == specifications.primary(cursor, PROGRAMME)
    assert (found.metric, found.n_read, found.author) == ("people", 1, "Ida")


def test_all_metrics_of_pipeline(cursor: DuckDBPyConnection) -> None:
    heard: list[str] = []
    laid = prepared(cursor, span="pipeline")
    found = study.read_all(cursor, laid, now=NOW, told=heard.append)
    assert heard == [one.finding.metric for one in found] == list(study.KEYS["pipeline"])
    created = cursor.execute(
        "SELECT count(*), sum(amount) FROM opportunities WHERE account_id < 'a024' "
        "AND created_on BETWEEN $a AND $b",
        {"a": LAUNCH, "b": week(26) - timedelta(days=1)}).fetchall()[0]
    assert (found[0].finding.observed, found[1].finding.observed) == created
    assert found[0].verdict == "not measurable yet", "fewer than 20 opportunities of targets"
    assert found[0].finding.shortfalls[0].what == "opportunities"


def test_opportunities_over_time_are_those_created(cursor: DuckDBPyConnection) -> None:
    """Sums of four weeks, of targets as they are and of the others as they count."""
    laid = prepared(cursor, span="pipeline")
    found = history.course(cursor, laid).set_index("week")
    assert list(found.index) == list(range(-52, 24, 4))
    weight = dict(zip(laid.stack.account_id, laid.balance.weights, strict=True))
    want = dict.fromkeys(found.index, (0.0, 0.0))
    for one, created in cursor.execute(
            "SELECT account_id, created_on FROM opportunities").fetchall():
        at = 4 * ((created - LAUNCH).days // 28)
        if at in want and one in weight:
            is_target = int(one[1:]) < N_TARGETS
            ours, theirs = want[at]
            want[at] = (ours + weight[one] * is_target, theirs + weight[one] * (not is_target))
    for at, (ours, theirs) in want.items():
        assert found.loc[at, "observed"] == pytest.approx(ours)
        assert found.loc[at, "expected"] == pytest.approx(theirs)


def test_a_segment_is_judged_as_a_whole_of_its_own(cursor: DuckDBPyConnection) -> None:
    put(cursor, schema.ACCOUNT_SEGMENTS, *(
        {"account_id": f"a{n:03}", "segment": ("North", "South")[n % 2]} for n in range(N)))
    laid = study.within(cursor, prepared(cursor), "North")
    assert study.segments(cursor) == ["North", "South"]
    assert laid.cohorts.n_targets == N_TARGETS / 2 and laid.cohorts.n_controls == N - N_TARGETS
    held = Outcomes(cursor, laid)
    read = study.read_out(cursor, laid, "visits", now=NOW, held=held)
    visits = cursor.execute(
        "SELECT sum(n) FROM contact_weeks JOIN account_segments USING (account_id) "
        "WHERE segment = 'North' AND account_id < 'a024' AND week BETWEEN ? AND ?",
        [LAUNCH, week(12)]).fetchall()[0][0]
    assert read.finding.observed == visits
    listed = specifications.listing(cursor, PROGRAMME)
    assert '"part": "segment North"' in listed["choices"].iloc[-1]
    with pytest.raises(AbmError, match="segment West"):
        study.within(cursor, prepared(cursor), "West")


# --- Hold-outs ----------------------------------------------------------------------------------


def drawn(cursor: DuckDBPyConnection, ids: list[str], seed: int = 1, **more: object) -> object:
    asked = {"tier": 2, "share": 0.2, "seed": seed, "drawn_at": datetime(2026, 1, 2, 9),
             "as_of": date(2026, 1, 2), "author": "Ida", **more}
    return holdout.draw(cursor, PROGRAMME, ids, **asked)  # type: ignore[arg-type]


def test_a_draw_is_random_recorded_and_kept_off_the_list(tmp_path: Path) -> None:
    ids = [f"a{n:03}" for n in range(50)]
    with opened(tmp_path) as cursor:
        for one in (*ids, "on list"):
            account(cursor, one)
        target(cursor, "on list")
        found = drawn(cursor, [*reversed(ids), "on list"])
        assert isinstance(found, holdout.HoldOut)
        assert (len(found.account_ids), found.n_drawn_from, found.seed) == (10, 50, 1)
        assert "on list" not in found.account_ids
        held = overrides.active(cursor, PROGRAMME, date(2026, 1, 3))
        assert {one.account_id for one in held} == set(found.account_ids)
        assert {one.tier for one in held} == {0}
        assert "held out at random (20 % of 50 that would join tier 2, seed 1)" in held[0].because
        again = drawn(cursor, ids, seed=2)
        assert isinstance(again, holdout.HoldOut)
        assert again.n_drawn_from == 40, "who is held out cannot be drawn again"
        assert not set(again.account_ids) & set(found.account_ids)
        for share, author, some in ((0.5, "Ida", ids), (0.15, " ", ids), (0.15, "Ida", ids[:5])):
            with pytest.raises(AbmError):
                drawn(cursor, some, share=share, author=author)


def test_an_experiment_is_read_with_the_same_estimator(tmp_path: Path) -> None:
    ids = [f"a{n:03}" for n in range(N)]
    with opened(tmp_path) as cursor:
        world(cursor, effect=1.0)
        cursor.execute("DELETE FROM target_list")
        with pytest.raises(AbmError, match="held out"):
            holdout.prepare(cursor, PROGRAMME, span="engagement", as_of=AS_OF, seed=1, now=NOW)
        found = drawn(cursor, ids)
        assert isinstance(found, holdout.HoldOut)
        with pytest.raises(AbmError, match="Nothing to compare before week 13"):
            holdout.prepare(cursor, PROGRAMME, span="engagement", as_of=AS_OF, seed=1, now=NOW)
        for one in sorted(set(ids) - set(found.account_ids)):
            target(cursor, one, tier=2)
        laid = holdout.prepare(cursor, PROGRAMME, span="engagement", as_of=AS_OF, seed=1, now=NOW)
        assert (laid.cohorts.n_targets, laid.cohorts.n_controls) == (128, 32)
        told = study.read_out(cursor, laid, "visits", now=NOW)
        assert told.finding.is_experiment and not told.finding.blocked
        assert told.finding.estimate.low < 0 < told.finding.estimate.high
        assert told.specification is not None and told.specification.number == 1


def test_candidates_come_from_the_open_proposal(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        put(cursor, schema.PROPOSALS,
            {"proposal_id": "1", "programme_id": PROGRAMME, "replaced_by": "2"},
            {"proposal_id": "2", "programme_id": PROGRAMME})
        put(cursor, schema.PROPOSAL_CHANGES,
            {"proposal_id": "1", "account_id": "old", "to_tier": "2"},
            {"proposal_id": "2", "account_id": "a", "to_tier": "2"},
            {"proposal_id": "2", "account_id": "moves", "from_tier": "3", "to_tier": "2"},
            {"proposal_id": "2", "account_id": "other tier", "to_tier": "3"},
            {"proposal_id": "2", "account_id": "active", "to_tier": "2", "snapshot_id": "9"})
        assert holdout.candidates(cursor, PROGRAMME, 2) == ["a"]
