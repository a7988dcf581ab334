"""Further looks at a metric: by the draw alone, by chance alone, deal by deal; few others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from duckdb import DuckDBPyConnection
from lift_findings import finding
from lift_stores import AS_OF, LAUNCH, PROGRAMME, account, deal, did, opened, target, week
from scipy import stats

from abm_core.lift import beside, draw_plan, holdout, looks, looks_wording, replacement, study
from abm_core.lift.deals import Stratified
from abm_core.lift.design import Design
from abm_core.lift.facts import ReadOut
from abm_core.lift.intervals import Estimate
from abm_core.lift.looks import Counted, Curves, Looks
from abm_core.lift.outcomes import Outcomes
from abm_core.lift.permutation import Chance
from abm_core.lift.rates import Rate

NOW = datetime(2026, 11, 14, 9)
N = 90
IDS = [f"a{n:03}" for n in range(N)]


def world(cursor: DuckDBPyConnection) -> None:
    """Ninety accounts of two industries; every third is to be a target."""
    rng = np.random.default_rng(3)
    for n, one in enumerate(IDS):
        account(cursor, one, industry=("Retail", "Software")[n // 3 % 2], employees=100 + n)
        for back in range(1, 33, 4):
            did(cursor, one, week(-back), int(rng.poisson(4)))
        for after in range(0, 13, 2):
            did(cursor, one, week(after), int(rng.poisson(4 + (n % 3 == 0))))
        for k in range(1 + n % 2):
            day = LAUNCH + timedelta(days=int(rng.integers(1, 170)))
            ends = day + timedelta(days=int(rng.integers(10, 150)))
            deal(cursor, f"{one}-{k}", one, day, ("won", "lost", "lost", "open")[(n + k) % 4],
                 ends, 1000.0 + n)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with opened(tmp_path) as found:
        world(found)
        yield found


def listed(cursor: DuckDBPyConnection, span: Any, every: int = 3) -> tuple[Design, Outcomes]:
    for one in IDS[::every]:
        target(cursor, one)
    laid = study.prepare(cursor, PROGRAMME, span=span, as_of=AS_OF, seed=3, now=NOW)
    return laid, Outcomes(cursor, laid)


def drawn(cursor: DuckDBPyConnection, span: Any) -> tuple[Design, Outcomes]:
    made = holdout.draw(
        cursor, PROGRAMME, IDS, tier=2, share=0.2, seed=1, drawn_at=datetime(2026, 1, 2, 9),
        as_of=date(2026, 1, 2), author="Ida")  # fmt: skip
    for one in sorted(set(IDS) - set(made.account_ids)):
        target(cursor, one, tier=2)
    laid = holdout.prepare(cursor, PROGRAMME, span=span, as_of=AS_OF, seed=1, now=NOW)
    return laid, Outcomes(cursor, laid)


def asked(
    cursor: DuckDBPyConnection, laid: Design, held: Outcomes, metric: str
) -> tuple[ReadOut, Looks]:
    read = study.read_out(cursor, laid, metric, now=NOW, held=held)
    return read, looks.of(laid, held, read)


def test_the_draw_by_itself(cursor: DuckDBPyConnection) -> None:
    """The difference per account, as an ordinary fit on the same columns has it."""
    laid, held = drawn(cursor, "engagement")
    read, found = asked(cursor, laid, held, "visits")
    assert read.second is None, "nothing has to be matched where chance decided"
    fit = sm.OLS(held.sums("visits"), sm.add_constant(
        np.column_stack([laid.is_target, laid.x]).astype(float))).fit()  # fmt: skip
    assert found.drawn is not None and found.drawn.value == pytest.approx(fit.params[1])
    said = looks_wording.told(found, read.finding)
    assert said[0].startswith("The draw alone, without weights: ")


def test_opportunities_of_a_draw_are_counted(cursor: DuckDBPyConnection) -> None:
    laid, held = drawn(cursor, "pipeline")
    read, found = asked(cursor, laid, held, "opportunities")
    n = {arm: int(held.sums("opportunities")[laid.is_target == arm].sum()) for arm in (True, False)}
    assert found.counted is not None
    assert found.counted[:4] == (n[True], 72, n[False], 18)
    assert found.counted.rate.ratio == pytest.approx(n[True] / 72 / (n[False] / 18))
    assert any(one.startswith("Counted: ") for one in looks_wording.told(found, read.finding))


def test_few_opportunities_say_what_chance_would_leave(tmp_path: Path) -> None:
    """Exact limits of a count, from the chi-square distribution."""
    with opened(tmp_path) as cursor:
        world(cursor)
        laid, held = listed(cursor, "pipeline", every=9)
        read, found = asked(cursor, laid, held, "opportunities")
        assert read.finding.shortfalls and read.over is not None and found.at_best is not None
        n = round(read.over.observed)
        low, high = stats.chi2.ppf(0.025, 2 * n) / 2, stats.chi2.ppf(0.975, 2 * n + 2) / 2
        assert found.at_best.low == pytest.approx(low / read.over.expected)
        assert found.at_best.high == pytest.approx(high / read.over.expected)
        (said,) = looks_wording.told(found, read.finding)
        assert "even if it were known exactly" in said


def matched_deals(laid: Design, held: Outcomes) -> pd.DataFrame:
    """Deals of the matched list with what is known of them, one per row."""
    some = held.deals()
    rows = pd.DataFrame({
        "row": some.row, "won": some.is_won, "closed": some.is_closed, "days": some.days,
        "target": laid.is_target[some.row],
        "industry": laid.covariates.groups["industry"][some.row].astype(str)})
    return rows[rows["row"].isin(laid.matched.rows())]


def test_win_rates_within_industries(cursor: DuckDBPyConnection) -> None:
    laid, held = listed(cursor, "pipeline")
    read, found = asked(cursor, laid, held, "win rate")
    above = below = 0.0
    for _, some in matched_deals(laid, held).query("closed").groupby("industry"):
        cell = pd.crosstab(some["target"], some["won"]).reindex(
            index=[True, False], columns=[True, False], fill_value=0).to_numpy()  # fmt: skip
        above += cell[0, 0] * cell[1, 1] / cell.sum()
        below += cell[0, 1] * cell[1, 0] / cell.sum()
    assert found.within is not None and found.within.pooled == pytest.approx(above / below)
    (said,) = looks_wording.told(found, read.finding)
    assert said.startswith("Within industries alike the odds of winning are ")


def test_days_to_close_deal_by_deal(cursor: DuckDBPyConnection) -> None:
    laid, held = listed(cursor, "pipeline")
    read, found = asked(cursor, laid, held, "days to close")
    deals = matched_deals(laid, held)
    p = sm.duration.survdiff(deals["days"], deals["closed"].astype(int), deals["target"])[1]
    curves = found.curves
    assert curves is not None and curves.p == pytest.approx(p)
    for place, arm in enumerate((True, False)):
        some = deals[deals["target"] == arm]
        theirs = sm.SurvfuncRight(some["days"], some["closed"].astype(int))
        assert curves.medians[place].value == theirs.quantile(0.5)
    (said,) = looks_wording.told(found, read.finding)
    assert said.startswith("Deal by deal, within the first ")


def test_with_few_others_an_account_stands_for_several_targets(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        world(cursor)
        laid, held = listed(cursor, "engagement", every=2)
        assert laid.cohorts.n_controls < 3 * laid.cohorts.n_targets
        read = study.read_out(cursor, laid, "visits", now=NOW, held=held)
        assert read.is_reused and read.second is not None and np.isfinite(read.second.value)
        quotient = study.read_out(cursor, laid, "minutes", now=NOW, held=held)
        assert not quotient.is_reused


def test_reuse_as_a_ratio_by_hand() -> None:
    """Targets 4 and 6, the nearest other 1: 5 against 1, and the spread of the mean over 1."""
    x, y = np.array([[0.0], [0.1], [0.0], [9.0]]), np.array([4.0, 6, 1, 0])
    treated = np.array([1, 1, 0, 0], dtype=bool)
    found = replacement.log_ratio(y, x, treated, np.zeros(4, dtype=np.intp))
    assert found.value == pytest.approx(np.log(5)) and found.se == pytest.approx(np.sqrt(3 / 4))
    apart = replacement.log_ratio(y, x, treated, np.array([0, 1, 1, 0]))
    assert np.isnan(apart.value) or apart.value != pytest.approx(np.log(5))
    nothing = replacement.log_ratio(np.zeros(4), x, treated, np.zeros(4, dtype=np.intp))
    assert np.isnan(nothing.value)


def test_groups_that_stand_out_among_many(cursor: DuckDBPyConnection) -> None:
    """Chances .001, .03 and .9, the last of six asked for: .006 holds 10 %, and .09 does."""
    def part(p: float, blocked: tuple[str, ...] = ()) -> ReadOut:
        return ReadOut(finding(blocked=blocked), p=p)

    named = [("A", part(0.001)), ("B", part(0.03)), ("C", part(0.9)), ("D", part(0.8)),
             ("E", part(0.7)), ("F", part(0.6)), ("G", part(0.0001, ("not alike",)))]
    assert beside.standing_out(named) == (6, ["A", "B"])
    assert beside.standing_out([]) == (0, [])


# --- Before a draw -------------------------------------------------------------------------------


def test_what_a_draw_could_show(cursor: DuckDBPyConnection) -> None:
    """From 13 weeks of activities and 26 of opportunities of those that can be drawn."""
    day = LAUNCH + timedelta(weeks=13) - timedelta(days=1)
    found = draw_plan.plan(cursor, IDS, share=0.2, as_of=day)
    (mean,) = cursor.execute(
        "SELECT sum(n) / 90 FROM contact_weeks WHERE week >= ? AND week <= ?",
        [day - timedelta(weeks=13), day]).fetchall()[0]
    assert (found.n, found.n_held_out) == (90, 18) and found.per_account == pytest.approx(mean)
    opened_one, = cursor.execute(
        "SELECT count(DISTINCT account_id) / 90 FROM opportunities WHERE created_on <= ?",
        [day]).fetchall()[0]
    assert found.opened == pytest.approx(opened_one)
    assert 1 < found.smallest < 1.5 and 0 < found.power < 1
    said = " ".join(looks_wording.plan(found))
    assert "18 of 90 accounts would be held out." in said
    assert "show in four cases of five" in said and "with a chance of" in said


def test_a_draw_among_accounts_that_do_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        account(cursor, "still")
        found = draw_plan.plan(cursor, ["still"], share=0.1, as_of=AS_OF)
    assert found.per_account == found.opened == found.power == 0
    assert looks_wording.plan(found) == ["1 of 1 account would be held out."]
    few = found._replace(per_account=0.1, smallest=np.inf, needed=np.inf)
    assert "no difference in activities of a size that happens" in looks_wording.plan(few)[1]


# --- Words ---------------------------------------------------------------------------------------


def test_a_draw_in_words() -> None:
    found = Estimate(2.4, 0.9, 80.0, 0.6, 4.2)
    assert looks_wording.drawn(found, finding()) == (
        "The draw alone, without weights: 2.40 more visits per account than those held out, "
        "plausible range 0.60 more to 4.20 more."
    )
    money = looks_wording.drawn(Estimate(-900.0, 500, 80.0, -1900.0, 100.0),
                                finding("created pipeline"))
    assert "$900 less per account" in money and "$100 more" in money
    assert looks_wording.drawn(Estimate(np.nan, np.nan, np.nan, np.nan, np.nan), finding()) == ""
    rate = Counted(11, 800, 21, 3011, Rate(1.9715, 0.858, 4.277, 0.08))
    assert "11 opportunities of 800 accounts against 21 of 3,011 held out, per account 2.0" in (
        looks_wording.counted(rate))
    none = Counted(0, 8, 0, 3, Rate(np.nan, 0.0, np.inf, 1.0))
    assert looks_wording.counted(none).endswith("held out.")


def test_what_is_hidden_and_shuffled_in_words() -> None:
    assert "at least 1.8 times as likely" in looks_wording.hidden(1.8)
    assert looks_wording.hidden(1.0) == looks_wording.hidden(np.nan) == ""
    assert looks_wording.shuffled(Chance(0.0527, 863, 2**15, True)).endswith("5 of 100 cases.")
    assert looks_wording.shuffled(Chance(np.nan, 0, 0, False)) == ""


def test_odds_and_curves_in_words() -> None:
    turned = looks_wording.within(Stratified(1.84, 0.9, 0.77, 1.06, 0.2), "others")
    assert "0.9 times" in turned and "1.8 times. The direction turns" in turned
    assert "turns" not in looks_wording.within(
        Stratified(1.8, 1.5, 1.1, 2.0, 0.01), "others")
    assert looks_wording.within(Stratified(np.nan, np.nan, 0, 0, np.nan), "others") == ""
    one, two = Estimate(38.2, 1.5, np.inf, 35.3, 41.1), Estimate(44, 1, np.inf, 42.0, 46.0)
    said = looks_wording.curves(Curves(90.0, (one, two), (one, two), 0.04), "others")
    assert "open 38.2 days (35.3 to 41.1)" in said and "by day 38 and 44" in said
    assert "4 of 100 cases" in said
    still = Curves(90.0, (one._replace(value=np.inf), two), (one, two), np.nan)
    assert "Half" not in looks_wording.curves(still, "others")


# --- What could be seen at all, before the result ------------------------------------------------


def test_what_could_be_seen_follows_from_what_the_others_did(cursor: DuckDBPyConnection) -> None:
    """Days to close of the others: their range over 2 · 1.96, twice as far for both sides at 1:3.

    (1.960 + 0.842) · SE / level; a set has 1 target and up to 3 others.
    """
    laid, held = listed(cursor, "pipeline")
    read = study.read_out(cursor, laid, "days to close", now=NOW, held=held)
    assert read.compared is not None
    others = read.compared.others
    n, n_others = laid.matched.n_matched, len(laid.matched.other)
    se = (others.high - others.low) / 2 / 1.959964 / others.value * np.sqrt(1 + n_others / n)
    assert beside.smallest(laid, held, read) == pytest.approx(2.801585 * se, rel=1e-5)
    assert 0 < beside.smallest(laid, held, study.read_out(
        cursor, laid, "opportunities", now=NOW, held=held)) < 10
