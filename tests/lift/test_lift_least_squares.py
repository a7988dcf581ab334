"""Hold-outs and group-robust standard errors: published cases, and the formulas written out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import statsmodels
import statsmodels.api as sm
from lift_world import beside, case_data, expected_case
from scipy import linalg, stats

from abm_core.lift import experiment, least_squares


def drawn(n: int = 60, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 12, n)
    x = np.column_stack([rng.normal(size=n) + 0.3 * group, group % 2])
    return x @ [0.5, -1] + rng.normal(size=12)[group] + rng.normal(size=n), x, group


def test_two_means_are_compared_as_welch_does() -> None:
    rng = np.random.default_rng(1)
    y, treated = rng.normal(size=40), np.arange(40) < 15
    found = experiment.effect(y, treated)
    theirs = stats.ttest_ind(y[treated], y[~treated], equal_var=False)
    assert found.value / found.se == pytest.approx(theirs.statistic)
    # Satterthwaite's degrees here assume equal spread: (1/a + 1/b)² / (1/a²(a−1) + 1/b²(b−1))
    a, b = 15, 25
    assert found.df == pytest.approx(
        (1 / a + 1 / b) ** 2 / (1 / a**2 / (a - 1) + 1 / b**2 / (b - 1))
    )


@pytest.mark.parametrize(("kind", "power"), [("CR2", -0.5), ("CR3", -1.0)])
def test_group_robust_errors_written_out(kind: least_squares.Kind, power: float) -> None:
    y, x, group = drawn()
    design = sm.add_constant(x)
    bread = np.linalg.inv(design.T @ design)
    hat = np.eye(len(y)) - design @ bread @ design.T
    residual, meat, columns = hat @ y, np.zeros((3, 3)), []
    for g in np.unique(group):
        rows = group == g
        root = linalg.fractional_matrix_power(hat[np.ix_(rows, rows)], power).real
        score = design[rows].T @ root @ residual[rows]
        meat += np.outer(score, score)
        columns.append(hat[:, rows] @ root @ design[rows] @ bread[1])
    found = least_squares.coefficient(least_squares.fit(y, x), 1, group, kind=kind)
    assert found.se**2 == pytest.approx((bread @ meat @ bread)[1, 1])
    if kind == "CR2":
        inner = np.column_stack(columns)
        inner = inner.T @ inner
        assert found.df == pytest.approx(np.trace(inner) ** 2 / np.trace(inner @ inner))


def test_simple_errors_are_those_of_statsmodels() -> None:
    y, x, group = drawn()
    line, theirs = least_squares.fit(y, x), sm.OLS(y, sm.add_constant(x))
    fits = {
        "classic": theirs.fit(),
        "CR1": theirs.fit(cov_type="cluster", cov_kwds={"groups": group}),
    }
    for kind, result in fits.items():
        clusters = group if kind == "CR1" else None
        found = least_squares.coefficient(line, 1, clusters, kind=kind)  # type: ignore[arg-type]
        assert (found.value, found.se) == pytest.approx((result.params[1], result.bse[1]))
    alone = least_squares.coefficient(line, 1)
    assert alone.se == pytest.approx(theirs.fit(cov_type="HC2").bse[1])
    alone = least_squares.coefficient(line, 1, kind="CR3")
    assert alone.se == pytest.approx(theirs.fit(cov_type="HC3").bse[1])


def test_a_group_that_alone_decides_something_does_not_explode() -> None:
    y, x, group = drawn()
    wide = np.column_stack([x, group == 3])
    for kind in ("CR2", "CR3"):
        found = least_squares.coefficient(least_squares.fit(y, wide), 1, group, kind=kind)  # type: ignore[arg-type]
        assert 0 < found.se < 2


@beside
def test_the_training_experiment() -> None:
    """C01: the experiment that every comparison of non-experiments is judged by."""
    wanted = expected_case("C01_nsw_experiment")
    data = case_data("causaldata_nsw_mixtape.csv")
    y, treated = data["re78"].to_numpy(float), data["treat"].to_numpy(bool)
    found = experiment.effect(y, treated)
    assert found[:2] == pytest.approx((wanted["diff"], wanted["se_hc2"]), rel=1e-4)
    classic = experiment.effect(y, treated, kind="classic")
    assert classic.se == pytest.approx(wanted["se_ols"], rel=1e-4)
    x = data[["age", "educ", "black", "hisp", "nodegree", "re74", "re75"]].to_numpy(float)
    squared = np.column_stack([x, x[:, 0] ** 2])
    adjusted = experiment.effect(y, treated, squared, kind="classic")
    assert adjusted[:2] == pytest.approx((wanted["adj"], wanted["adj_se"]), rel=1e-4)


PETERSEN = Path(statsmodels.__file__).parent / "stats" / "tests" / "test_data.txt"


@beside
@pytest.mark.skipif(not PETERSEN.exists(), reason="statsmodels came without its test data")
def test_group_robust_errors_of_the_published_case() -> None:
    """C34: Petersen's panel of firms and years, the first 25 firms and all of it by year."""
    wanted = expected_case("C34_cr2")
    panel = np.genfromtxt(PETERSEN)
    firms = panel[panel[:, 0] <= 25]
    for some, by, name in ((firms, 0, "f25"), (panel, 1, "year")):
        line = least_squares.fit(some[:, 3], some[:, 2:3])
        one, two, three = (
            least_squares.coefficient(line, 1, some[:, by], kind=kind)
            for kind in ("CR1", "CR2", "CR3")
        )
        if name == "f25":
            assert two[:3] == pytest.approx(
                (wanted["f25_b"], wanted["f25_cr2"], wanted["f25_df"]), rel=1e-4
            )
            assert one.se == pytest.approx(wanted["f25_cr1s"], rel=1e-4)
            assert three.se == pytest.approx(wanted["f25_cr3"], rel=1e-4)
        else:
            assert two[1:3] == pytest.approx(
                (wanted["cr2_year_se"], wanted["cr2_year_df"]), rel=1e-4
            )
            assert three.se == pytest.approx(wanted["cr3_year_se"], rel=1e-4)


@beside
def test_card_and_krueger() -> None:
    """C07: employment before and after, all stores and those seen twice."""
    wanted = expected_case("C07_card_krueger")
    data = case_data("card_krueger_njmin3.csv")
    seen = data[data["fte"].notna()]
    means = seen.groupby(["nj", "d"])["fte"].mean()
    for state, code in (("nj", 1), ("pa", 0)):
        for when, after in (("before", 0), ("after", 1)):
            assert means[code, after] == pytest.approx(wanted[f"{state}_{when}"], rel=1e-4)
    x = seen[["d_nj", "d", "nj"]].to_numpy(float)
    line = least_squares.fit(seen["fte"].to_numpy(float), x)
    classic = least_squares.coefficient(line, 1, kind="classic")
    assert classic[:2] == pytest.approx((wanted["did"], wanted["did_se_ols"]), rel=1e-4)
    one = least_squares.coefficient(line, 1, kind="CR1")  # N/(N−1)·(N−1)/(N−k): HC1
    assert one.se == pytest.approx(wanted["did_se_hc1"], rel=1e-4)
    assert least_squares.coefficient(line, 1).se == pytest.approx(
        wanted["did_se_unpaired"], rel=1e-4
    )
    both = data[(data["d"] == 1) & data["demp"].notna()]
    assert len(both) == wanted["n_balanced"]
    found = experiment.effect(both["demp"].to_numpy(float), both["nj"].to_numpy(bool))
    assert found[:2] == pytest.approx(
        (wanted["did_balanced"], wanted["did_balanced_se_hc2"]), rel=1e-4
    )
