"""The answer of a random hold-out: who was left out by the draw shows what would have come anyway.

Nothing has to be modelled, because chance alone set the groups apart. Covariates known before the
draw only make the answer sharper.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import least_squares
from abm_core.lift.intervals import Estimate
from abm_core.lift.least_squares import Kind

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]


def effect(
    y: Numbers, treated: Mask, x: Numbers | None = None, clusters: Codes | None = None, *,
    kind: Kind = "CR2",
) -> Estimate:  # fmt: skip
    """Mean of those treated less mean of those held out, per account.

    ``x`` are covariates from before the draw; ``clusters`` numbers what was drawn together (a
    family). Without both it is Welch's comparison of two means.
    """
    arm = np.asarray(treated, dtype=np.float64)[:, None]
    columns = arm if x is None else np.column_stack([arm, x])
    return least_squares.coefficient(least_squares.fit(y, columns), 1, clusters, kind=kind)
