"""Moving averages against published cases."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm_core.measure import surge_ewma

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"
beside = pytest.mark.skipif(
    not CASES.exists(), reason="the reference cases are not beside the project"
)
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4: target 50, s = 2.0539, weight 0.3.
NIST = np.array([52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5,
                 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])  # fmt: skip


def expected(case: str) -> dict[str, float]:
    rows = pd.read_csv(CASES / "expected.csv")
    rows = rows[rows["case"] == case]
    return dict(zip(rows["quantity"], rows["expected"].astype(float), strict=True))


def test_limits_as_the_handbook_prints_them() -> None:
    limits = surge_ewma.ewma_limits(50.0, 2.0539)
    assert limits == pytest.approx((47.4115, 52.5884), abs=1e-4)


def test_averages_as_the_handbook_prints_them() -> None:
    found = surge_ewma.ewma(NIST, 50.0)
    assert found[[0, 1, -1]] == pytest.approx([50.60, 49.52, 51.99], abs=0.005)


@beside
def test_averages_as_the_reference_case_has_them() -> None:
    found = surge_ewma.ewma(NIST, 50.0)
    values = expected("C25_nist_ewma")
    assert found == pytest.approx([values[f"z{n}"] for n in range(1, 21)], rel=1e-4)
    limits = surge_ewma.ewma_limits(50.0, 2.0539)
    assert limits == pytest.approx((values["lcl"], values["ucl"]), rel=1e-4)
