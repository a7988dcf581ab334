"""The account score by hand, against exact fractions, and the laws that it keeps."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from tiny_world import A1, A2, A3, A4, A5, A6, A7, A8, PROFILE

from abm_core.targeting import matrix, scoring
from abm_core.targeting.matrix import Matrix
from abm_core.targeting.model import Scored

NAN = float("nan")


def by_hand(scored: Scored) -> Matrix:
    return scored.frame.matrix


def test_scores_by_hand(scored: Scored) -> None:
    expected = np.empty(8)
    expected[A1] = 100 * (20 * 1 + 10 * 1 + 10 * 0.5) / 40
    expected[A2] = 100 * (20 * 1 + 10 * 0.5) / 30
    expected[A3] = 100 * (20 * 0.5) / 20
    expected[A4] = 100 * (10 * 1) / 10
    expected[A5] = NAN
    expected[A6] = 100 * (20 + 10 + 10) / 40
    expected[A7] = 100 * (20 * 0 + 10 * 1 + 10 * 0) / 40
    expected[A8] = 100 * (20 * 1 + 10 * 1) / 30
    assert_allclose(scored.scores, expected, rtol=1e-14)


def test_completeness_floor_and_ceiling_by_hand(scored: Scored) -> None:
    laid = by_hand(scored)
    known = scoring.completeness(laid, PROFILE.weights)
    assert_array_equal(known, [1, 30 / 40, 20 / 40, 10 / 40, 0, 1, 1, 30 / 40])
    floor = scoring.floor(laid, PROFILE.weights)
    assert_allclose(floor, [87.5, 100 * 25 / 40, 100 * 10 / 40, 100 * 10 / 40, 0, 100, 25, 75])
    ceiling = scoring.ceiling(laid, PROFILE.weights)
    assert_allclose(ceiling, [87.5, 62.5 + 25, 25 + 50, 25 + 75, 100, 100, 25, 75 + 25])


def test_contributions_by_hand(scored: Scored) -> None:
    points = scoring.contributions(by_hand(scored), PROFILE.weights)
    assert_allclose(points[A1], [100 * 20 / 40, 100 * 10 / 40, 100 * 10 * 0.5 / 40])
    assert_allclose(points[A2], [100 * 20 / 30, 100 * 5 / 30, 0])
    assert np.isnan(points[A5]).all()


def test_fit_and_timing_by_hand(scored: Scored) -> None:
    fit = scoring.part_score(by_hand(scored), PROFILE.criteria, "fit")
    assert_allclose(fit, [100, 100 * 25 / 30, 50, NAN, NAN, 100, 100 * 10 / 30, 100])
    timing = scoring.part_score(by_hand(scored), PROFILE.criteria, "timing")
    assert_allclose(timing, [50, NAN, NAN, 100, NAN, 100, 0, NAN])


def test_what_has_no_points_counts_neither_way(scored: Scored) -> None:
    scores = scoring.score(by_hand(scored), [20, 0, 0])
    assert_allclose(scores, [100, 100, 50, NAN, NAN, 100, 0, 100])


def test_no_points_at_all_no_score(scored: Scored) -> None:
    laid = by_hand(scored)
    assert np.isnan(scoring.score(laid, [0, 0, 0])).all()
    assert np.isnan(scoring.floor(laid, [0, 0, 0])).all()
    assert_array_equal(scoring.completeness(laid, [0, 0, 0]), np.zeros(8))


def test_no_criteria_no_score() -> None:
    nothing = matrix.build([], 3)
    assert np.isnan(scoring.score(nothing, [])).all()
    assert_array_equal(scoring.completeness(nothing, []), np.zeros(3))


def test_no_accounts() -> None:
    nothing = matrix.build([np.array([]), np.array([])], 0)
    assert scoring.score(nothing, [1, 2]).shape == (0,)


def test_the_matrix_knows_what_is_known() -> None:
    laid = matrix.build([np.array([0.5, NAN, 0.0]), np.array([NAN, NAN, 1.0])], 3)
    assert_array_equal(laid.known, [[1, 0], [0, 0], [1, 1]])
    assert_array_equal(laid.scored, [[0.5, 0], [0, 0], [0, 1]])
    picked = laid.rows(np.array([2, 0]))
    assert_array_equal(picked.known, [[1, 1], [1, 0]])
    assert_array_equal(picked.scored, [[0, 1], [0.5, 0]])


def test_sixty_criteria_are_told_apart() -> None:
    columns = [np.array([1.0, NAN]) if n % 2 else np.array([NAN, 1.0]) for n in range(60)]
    assert_array_equal(matrix.build(columns, 2).known.sum(axis=1), [30, 30])


# Tables of criterion scores in hundredths (None: unknown) and importance points in halves.
cells = st.one_of(st.none(), st.integers(0, 100))
widths = st.integers(1, 5)
tables = widths.flatmap(
    lambda width: st.tuples(
        st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8),
        st.lists(st.integers(0, 200), min_size=width, max_size=width),
    )
)
Table = tuple[list[list[int | None]], list[int]]


def laid_out(table: Table) -> tuple[Matrix, list[float]]:
    rows, halves = table
    columns = [
        np.array([NAN if row[n] is None else row[n] / 100 for row in rows], dtype=np.float64)
        for n in range(len(halves))
    ]
    return matrix.build(columns, len(rows)), [half / 2 for half in halves]


@given(tables)
def test_against_exact_fractions(table: Table) -> None:
    laid, weights = laid_out(table)
    found = scoring.score(laid, weights)
    shares = scoring.completeness(laid, weights)
    for position, row in enumerate(table[0]):
        known = [(Fraction(w, 2), Fraction(s, 100))
                 for s, w in zip(row, table[1], strict=True) if s is not None]  # fmt: skip
        weight_known = sum((w for w, _ in known), Fraction(0))
        if not weight_known:
            assert np.isnan(found[position])
        else:
            exact = 100 * sum((w * s for w, s in known), Fraction(0)) / weight_known
            assert found[position] == pytest.approx(float(exact), abs=1e-10)
        total = sum((Fraction(w, 2) for w in table[1]), Fraction(0))
        exact_share = weight_known / total if total else Fraction(0)
        assert shares[position] == pytest.approx(float(exact_share), abs=1e-12)


@given(tables)
def test_contributions_add_up_to_the_score(table: Table) -> None:
    laid, weights = laid_out(table)
    points = scoring.contributions(laid, weights).sum(axis=1)
    assert_allclose(points, scoring.score(laid, weights), atol=1e-9)


@given(tables)
def test_a_score_lies_between_its_floor_and_its_ceiling(table: Table) -> None:
    """Always. With c the completeness and S = floor / 100, which is at most c:

    score − floor = 100 S (1 / c − 1) ≥ 0, and ceiling − score = 100 (1 − c) (1 − S / c) ≥ 0.
    """
    laid, weights = laid_out(table)
    scores = scoring.score(laid, weights)
    known = ~np.isnan(scores)
    assert (scoring.floor(laid, weights)[known] <= scores[known] + 1e-9).all()
    assert (scores[known] <= scoring.ceiling(laid, weights)[known] + 1e-9).all()
    shares = scoring.completeness(laid, weights)[known]
    assert_allclose(scores[known], scoring.floor(laid, weights)[known] / shares, atol=1e-9)
    assert ((scores[known] >= 0) & (scores[known] <= 100 + 1e-9)).all()


@given(tables, st.integers(2, 7))
def test_only_shares_of_the_points_count(table: Table, times: int) -> None:
    laid, weights = laid_out(table)
    multiplied = scoring.score(laid, [times * weight for weight in weights])
    assert_allclose(multiplied, scoring.score(laid, weights), atol=1e-9)
