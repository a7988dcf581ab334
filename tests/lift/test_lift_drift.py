"""Drift before launch, sources of activities, logarithms of amounts: by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from abm_core.lift import columns, drift, sources


def test_growth_of_targets_over_that_of_the_others() -> None:
    """Targets 10 → 15, half more; others 40 → 48, a fifth more: 1.5 / 1.2 = 1.25."""
    assert drift.seen((10, 15), (40, 48)) == pytest.approx(0.25)
    assert drift.seen((10, 8), (40, 40)) == pytest.approx(-0.2)


def test_where_nothing_happened_nothing_is_said() -> None:
    assert math.isnan(drift.seen((0, 3), (40, 48)))


def test_a_source_that_only_targets_got_stands_first() -> None:
    """Targets: pixel 0 of 100, then 30 of 130; others: 0 of 200. Web 80 % → 80/130 = 61.5 %."""
    found = sources.shifts({"web": (80, 80), "mail": (20, 20), "pixel": (0, 30)},
                           {"web": (160, 160), "mail": (40, 40)})  # fmt: skip
    assert [one.source for one in found] == ["pixel", "web", "mail"]
    assert found[0].beyond == pytest.approx(30 / 130)
    assert found[1].beyond == pytest.approx(80 / 130 - 0.8)
    assert [one.is_suspect for one in found] == [True, True, False]


def test_a_mix_that_changes_for_everybody_is_not_suspect() -> None:
    """A new site counts more web visits of all: 50 → 75 % in both groups."""
    found = sources.shifts(
        {"web": (10, 30), "mail": (10, 10)}, {"web": (50, 150), "mail": (50, 50)}
    )
    assert [one.beyond for one in found] == pytest.approx([0, 0])
    assert not any(one.is_suspect for one in found)


def test_nothing_done_has_no_mix() -> None:
    assert sources.shifts({"web": (0, 3)}, {"web": (2, 2)}) == []


def test_an_amount_makes_the_same_column_in_every_currency() -> None:
    amounts = np.array([0.0, 1_200.0, 45_000.0, np.nan, 3.2e6, 80.0])
    plain, other = columns.logs(amounts), columns.logs(87.31 * amounts)
    assert other == pytest.approx(plain, abs=1e-12, nan_ok=True)
    assert np.isnan(plain[3]) and plain[0] == 0
    assert (np.diff(plain[[0, 5, 1, 2, 4]]) > 0).all()


def test_where_nobody_has_an_amount_all_are_0() -> None:
    assert columns.logs(np.array([0.0, 0.0])).tolist() == [0, 0]
