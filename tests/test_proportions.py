"""Shares and their intervals against published numbers and hand arithmetic."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from abm_core import proportions

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "expected.csv"
# Newcombe, Statistics in Medicine 17 (1998), two-sided 95 % intervals for single proportions.
NEWCOMBE = {
    "a": (81, 263, 0.2553, 0.3662),
    "b": (15, 148, 0.0624, 0.1605),
    "c": (0, 20, 0.0, 0.1611),
    "d": (1, 29, 0.0061, 0.1718),
}


@pytest.mark.parametrize(("n_yes", "n", "low", "high"), NEWCOMBE.values())
def test_wilson_as_published(n_yes: int, n: int, low: float, high: float) -> None:
    found = proportions.share(n_yes, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.skipif(not CASES.exists(), reason="the reference cases are not beside the project")
def test_wilson_as_the_reference_cases_have_it() -> None:
    with CASES.open(encoding="utf-8") as file:
        wanted = {row["quantity"]: float(row["expected"]) for row in csv.DictReader(file)
                  if row["case"] == "C12_wilson"}  # fmt: skip
    for letter, (n_yes, n, _, _) in NEWCOMBE.items():
        found = proportions.share(n_yes, n)
        assert found.low == pytest.approx(wanted[f"{letter}_wilson_lo"], rel=1e-4, abs=1e-12)
        assert found.high == pytest.approx(wanted[f"{letter}_wilson_hi"], rel=1e-4)


# Newcombe, Statistics in Medicine 17 (1998), differences of two proportions, method 10.
DIFFERENCES = {
    "a": (56, 70, 48, 80, 0.0524, 0.3339), "b": (9, 10, 3, 10, 0.1705, 0.8090),
    "c": (6, 7, 2, 7, 0.0582, 0.8062), "d": (5, 56, 0, 29, -0.0381, 0.1926),
    "e": (0, 10, 0, 20, -0.1611, 0.2775), "f": (0, 10, 0, 10, -0.2775, 0.2775),
    "g": (10, 10, 0, 20, 0.6791, 1.0), "h": (10, 10, 0, 10, 0.6075, 1.0),
}  # fmt: skip


@pytest.mark.parametrize(("yes", "n", "yes_2", "n_2", "low", "high"), DIFFERENCES.values())
def test_newcombe_as_published(
    yes: int, n: int, yes_2: int, n_2: int, low: float, high: float
) -> None:
    found = proportions.difference(proportions.share(yes, n), proportions.share(yes_2, n_2))
    assert found.value == pytest.approx(yes / n - yes_2 / n_2)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    theirs = confint_proportions_2indep(yes, n, yes_2, n_2, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.skipif(not CASES.exists(), reason="the reference cases are not beside the project")
def test_newcombe_as_the_reference_cases_have_it() -> None:
    with CASES.open(encoding="utf-8") as file:
        wanted = {row["quantity"]: float(row["expected"]) for row in csv.DictReader(file)
                  if row["case"] == "C12_newcombe_diff"}  # fmt: skip
    for letter, (yes, n, yes_2, n_2, _, _) in DIFFERENCES.items():
        found = proportions.difference(proportions.share(yes, n), proportions.share(yes_2, n_2))
        assert found.low == pytest.approx(wanted[f"{letter}_lo"], rel=1e-4)
        assert found.high == pytest.approx(wanted[f"{letter}_hi"], rel=1e-4)


def test_no_case_has_no_share() -> None:
    found = proportions.share(0, 0)
    assert found.n == 0 and np.isnan([found.share, found.low, found.high]).all()


def test_one_case_per_account_is_plain_wilson() -> None:
    yes = np.array([True, False, False, True, False])
    group = np.array([0, 0, 0, 1, 1])
    first, second, third = proportions.shares(group, yes, np.arange(5), 3)
    assert first == proportions.share(1, 3)
    assert second == proportions.share(1, 2)
    assert third.n == 0


def test_two_equal_cases_of_four_accounts_are_worth_three() -> None:
    """p = 1/2; v = 4/3 · 4 · 1² / 8² = 1/12; p(1−p)/n = 1/32; 8 / (32/12) = 3 cases."""
    yes = np.array([True, True, False, False] * 2)
    account = np.repeat([0, 1, 2, 3], 2)
    (found,) = proportions.shares(np.zeros(8, dtype=np.intp), yes, account, 1)
    assert (found.n, found.n_yes, found.share) == (8, 4, 0.5)
    assert (found.low, found.high) == pytest.approx(proportion_confint(1.5, 3, method="wilson"))


def test_everything_won_has_an_interval_too() -> None:
    (found,) = proportions.shares(np.zeros(4, dtype=np.intp), np.ones(4, dtype=bool),
                                  np.array([0, 0, 1, 1]), 1)  # fmt: skip
    assert found.share == 1.0 and 0 < found.low < 1 and found.high == 1.0
