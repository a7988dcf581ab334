"""Criteria as one matrix: what the what-if loop multiplies by weights.

Every distinct set of known criteria is a *pattern*. There are few of them, so that sums over known
weights are taken once per pattern and looked up per account.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core.targeting.rules import Scores


class Matrix(NamedTuple):
    """Criterion scores of all accounts, without weights.

    scored: accounts × criteria, column-major doubles; s where known, 0 where not.
    pattern: per account, the row of ``patterns`` that says which criteria are known.
    patterns: distinct sets of known criteria × criteria; 1.0 known, 0.0 unknown.
    """

    scored: NDArray[np.float64]
    pattern: NDArray[np.intp]
    patterns: NDArray[np.float64]

    @property
    def known(self) -> NDArray[np.float64]:
        """Accounts × criteria: 1.0 where the criterion is known."""
        return self.patterns[self.pattern]

    def rows(self, accounts: NDArray[np.intp]) -> Matrix:
        """The same matrix for some of the accounts."""
        return Matrix(self.scored[accounts], self.pattern[accounts], self.patterns)


def build(columns: Sequence[Scores], n_accounts: int) -> Matrix:
    """Lay the criteria's scores side by side; NaN means unknown."""
    scored = np.zeros((n_accounts, len(columns)), order="F")
    code = np.zeros(n_accounts, dtype=np.int64)
    for position, column in enumerate(columns):
        known = ~np.isnan(column)
        scored[:, position] = np.where(known, column, 0.0)
        code |= known.astype(np.int64) << position
    codes, pattern = np.unique(code, return_inverse=True)
    bits = (codes[:, None] >> np.arange(len(columns))) & 1
    return Matrix(scored, pattern, bits.astype(np.float64))
