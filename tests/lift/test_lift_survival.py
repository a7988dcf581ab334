"""Days to close and shares won: by hand, published cases, other people's curves, brute force."""

from __future__ import annotations

import numpy as np
import pytest
from lift_world import beside, case_data, expected_case
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from abm_core.lift import survival


def drawn(n: int = 200, seed: int = 0) -> survival.Spells:
    rng = np.random.default_rng(seed)
    ends, seen = rng.integers(5, 200, n), rng.integers(20, 250, n)
    ending = np.where(ends <= seen, rng.integers(1, 3, n), 0)
    return survival.spells(np.minimum(ends, seen), ending, account=rng.integers(0, n // 2, n))


def test_a_curve_by_hand() -> None:
    """Four deals: won on day 10, open at day 20, lost on day 30, won on day 40.

    Open: 3/4 after day 10, 3/4 · 1/2 after day 30, 0 after day 40. Won: 1/4, then 3/8 more.
    """
    cases = survival.spells(np.array([10, 20, 30, 40]), np.array([1, 0, 2, 1]))
    found = survival.counts(cases)
    assert found.at_risk[0].tolist() == [4, 2, 1]
    assert survival.still_open(found)[0] == pytest.approx([0.75, 0.375, 0])
    assert survival.incidence(found, 39)[0] == pytest.approx(0.25)
    assert survival.incidence(found, 40)[0] == pytest.approx(0.25 + 0.375)
    days = 10 + 20 * 0.75 + 5 * 0.375
    assert survival.restricted_mean(found, 35)[0] == pytest.approx(days)
    assert survival.at_risk(cases, 30) == 2 and survival.at_risk(cases, 31) == 1
    assert survival.median_days(cases).value == 30


def test_all_closed_is_plain_arithmetic() -> None:
    days = np.array([3.0, 8, 8, 20, 50])
    cases = survival.spells(days, np.array([1, 2, 1, 2, 1]))
    assert survival.days_open(cases, 30).value == pytest.approx(np.minimum(days, 30).mean())
    assert survival.won_by(cases, 10).value == pytest.approx(2 / 5)
    assert survival.days_open(cases, 60).se == pytest.approx(days.std(ddof=1) / np.sqrt(5))


def test_late_entry_counts_only_what_was_watched() -> None:
    """A deal first seen on day 15 of its life is no evidence about day 10."""
    cases = survival.spells(
        np.array([10, 20, 30]), np.array([1, 1, 1]), since=np.array([-1, -1, 15])
    )
    assert survival.counts(cases).at_risk[0].tolist() == [2, 2, 1]
    assert len(survival.spells(np.array([10.0]), np.array([1]), since=np.array([10.0])).days) == 0


def test_curves_are_those_of_statsmodels() -> None:
    cases = drawn()
    ended = survival.counts(cases.ended())
    theirs = SurvfuncRight(cases.days, cases.ending > 0)
    assert survival.still_open(ended)[0] == pytest.approx(theirs.surv_prob, abs=1e-12)
    assert survival.median_days(cases).value == theirs.quantile(0.5)


def test_interval_of_the_median_is_near_theirs_for_independent_cases() -> None:
    cases = drawn(60)._replace(account=np.arange(60))
    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = SurvfuncRight(cases.days, cases.ending > 0).quantile_ci(0.5, method="cloglog")
    found = survival.median_days(cases)
    assert (found.low, found.high) == pytest.approx(theirs, rel=0.12)


@pytest.mark.parametrize("what", ["won", "days"])
def test_accounts_are_left_out_in_turn(what: str) -> None:
    cases = drawn(50)

    def value(some: survival.Spells) -> float:
        found = survival.won_by(some, 90) if what == "won" else survival.days_open(some, 90)
        return found.value

    found = survival.won_by(cases, 90) if what == "won" else survival.days_open(cases, 90)
    without = [value(survival.Spells(*(part[cases.account != one] for part in cases)))
               for one in np.unique(cases.account)]  # fmt: skip
    n = len(without)
    assert found.value == pytest.approx(value(cases))
    assert found.se == pytest.approx(np.sqrt((n - 1) / n) * np.std(without) * np.sqrt(n))


def test_weights_count_as_often() -> None:
    cases = drawn(80)
    twice = survival.Spells(*(np.concatenate([part, part]) for part in cases))
    heavy = cases._replace(weight=np.full(80, 2.0))
    assert survival.won_by(heavy, 90) == pytest.approx(survival.won_by(twice, 90), abs=1e-10)


def test_order_and_names_change_nothing() -> None:
    cases = drawn(400)
    order = np.random.default_rng(1).permutation(400)
    moved = survival.Spells(*(part[order] for part in cases))._replace(
        account=9000 - cases.account[order]
    )
    for one in (survival.won_by, survival.days_open):
        assert one(moved, 90.0) == pytest.approx(one(cases, 90.0), abs=1e-10)


def test_nothing_has_no_answer() -> None:
    none = survival.spells(np.zeros(0), np.zeros(0, dtype=np.intp))
    assert np.isnan(survival.won_by(none, 90).value)
    still = survival.spells(np.array([5.0, 8.0]), np.array([0, 0]))
    assert survival.won_by(still, 90).value == 0
    assert survival.days_open(still, 90).value == 90
    assert survival.median_days(still).value == np.inf


@beside
def test_restricted_means_of_the_published_case() -> None:
    """C16, the liver trial of the Mayo clinic: ten years, with Greenwood's standard error."""
    wanted = expected_case("C16_rmst_pbc")
    trial = case_data("survival_pbc.csv").iloc[:312]
    for arm, code in ((1, 1), (0, 2)):
        some = trial[trial["trt"] == code]
        cases = survival.spells(some["time"] / 365.25, (some["status"] == 2).astype(int))
        found = survival.greenwood(cases, 10)
        assert found.value == pytest.approx(wanted[f"rmst_arm{arm}"], rel=1e-4)
        assert found.se == pytest.approx(wanted[f"rmst_arm{arm}_se"], rel=1e-4)
        assert survival.days_open(cases, 10).se == pytest.approx(found.se, rel=0.3)


@beside
def test_cumulative_incidence_of_the_published_case() -> None:
    """C17: progression where death competes, and what closing an eye to it would read."""
    wanted = expected_case("C17_mgus2_cif")
    people = case_data("survival_mgus2.csv")
    no_progress = people["pstat"] == 0
    days = np.where(no_progress, people["futime"], people["ptime"])
    ending = np.where(no_progress, 2 * people["death"], 1)
    for sex in ("F", "M"):
        some = (people["sex"] == sex).to_numpy()
        for cause, name in ((1, "pcm"), (2, "death")):
            codes = ending[some] if cause == 1 else (3 - ending[some]) % 3
            found = survival.counts(survival.spells(days[some], codes))
            for month in (120, 240, 360):
                value = survival.incidence(found, month)[0]
                assert value == pytest.approx(wanted[f"cif_{name}_{sex}_{month}"], rel=1e-4)
        naive = survival.counts(survival.spells(days[some], (ending[some] == 1).astype(int)))
        open_share = survival.still_open(naive)[0][naive.days <= 360][-1]
        assert 1 - open_share == pytest.approx(wanted[f"naive_1mKM_{sex}_360"], rel=1e-4)


@beside
def test_log_rank_of_the_published_cases() -> None:
    """C14: lung cancer by sex, leukaemia by maintenance, veterans within cell types."""
    lung, wanted = case_data("survival_lung.csv"), expected_case("C14_lung")
    arms = [survival.spells(some["time"], (some["status"] == 2).astype(int))
            for _, some in lung.groupby("sex")]  # fmt: skip
    assert survival.log_rank(*arms) == pytest.approx(wanted["logrank_p"], rel=1e-4)
    assert survival.median_days(arms[0]).value == wanted["med_m"]
    assert survival.median_days(arms[1]).value == wanted["med_f"]
    aml, wanted = case_data("survival_aml.csv"), expected_case("C14_aml")
    arms = [survival.spells(some["time"], some["status"]) for _, some in aml.groupby("x")]
    assert stats.chi2.isf(survival.log_rank(*arms), 1) == pytest.approx(wanted["logrank"], rel=1e-4)
    medians = [survival.median_days(arm).value for arm in arms]
    assert medians == [wanted["med_maint"], wanted["med_non"]]
    veteran, wanted = case_data("survival_veteran.csv"), expected_case("C14_veteran")
    groups = [some for _, some in veteran.groupby("trt")]
    arms = [survival.spells(some["time"], some["status"]) for some in groups]
    codes = tuple(some["celltype"].astype("category").cat.codes.to_numpy() for some in groups)
    plain, within = survival.log_rank(*arms), survival.log_rank(*arms, codes)
    assert stats.chi2.isf(plain, 1) == pytest.approx(wanted["logrank"], rel=1e-4)
    assert stats.chi2.isf(within, 1) == pytest.approx(wanted["logrank_strat"], rel=1e-4)


def test_curves_of_nothing_do_not_differ() -> None:
    still = survival.spells(np.array([5.0, 8.0]), np.array([0, 0]))
    assert np.isnan(survival.log_rank(still, still))
