"""What tests of lift share: published cases where they are at hand, and small worlds."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
CASES = Path(__file__).resolve().parents[1].parent / "shared" / "cases"
beside = pytest.mark.skipif(
    not CASES.exists(), reason="the reference cases are not beside the project"
)
LALONDE = (
    "age",
    "educ",
    "raceblack",
    "racehispan",
    "racewhite",
    "married",
    "nodegree",
    "re74",
    "re75",
)


def expected_case(case: str) -> dict[str, float]:
    rows = pd.read_csv(CASES / "expected.csv")
    rows = rows[rows["case"] == case]
    return dict(zip(rows["quantity"], rows["expected"].astype(float), strict=True))


def case_data(name: str) -> pd.DataFrame:
    return pd.read_csv(CASES / "data" / name)


class Panel(NamedTuple):
    """Outcome, covariates, who was treated."""

    y: Numbers
    x: Numbers
    treated: NDArray[np.bool_]


def lalonde() -> Panel:
    """185 trainees and 429 others, with the covariates of LALONDE."""
    data = case_data("MatchIt_lalonde.csv")
    for race in ("black", "hispan", "white"):
        data[f"race{race}"] = (data["race"] == race).astype(float)
    return Panel(
        data["re78"].to_numpy(float),
        data[list(LALONDE)].to_numpy(float),
        data["treat"].to_numpy(bool),
    )
