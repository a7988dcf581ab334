"""Drift before launch by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from abm_core.lift import drift

TARGETS = np.array([True, True, False, False, False])


def test_growth_of_targets_over_that_of_the_others() -> None:
    """Targets 10 → 15, half more; others 1·4 + 2·3 = 10 → 1·6 + 2·3 = 12: 1.5 / 1.2 = 1.25.

    The last account is no comparison; weights of targets are unused.
    """
    early, late = np.array([4.0, 6, 4, 3, 50]), np.array([9.0, 6, 6, 3, 500])
    found = drift.seen(early, late, TARGETS, np.array([7.0, 7, 1, 2, 0]))
    assert found == pytest.approx(0.25)


def test_where_nothing_happened_nothing_is_said() -> None:
    early, late = np.array([0.0, 0, 4, 3, 1]), np.ones(5)
    assert math.isnan(drift.seen(early, late, TARGETS, np.ones(5)))
