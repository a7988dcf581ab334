"""Names that share rare groups of three letters: candidates for near names, among many.

One product of sparse matrices finds them, whatever their number, so that 100,000 names can be
looked up among 100,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

# How many names are found for each that is asked for, and by how many of its groups.
CANDIDATES, GROUPS = 12, 12
CHUNK = 500
Words = tuple[str, ...]
Groups = Any  # a sparse matrix of scipy, which comes without types


class Search:
    """Names by the groups of three letters in their words, the rare ones counting most."""

    def __init__(self, keys: Sequence[Words]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # slow to import

        self._groups = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 3), lowercase=False, dtype=np.float32
        )
        self._names: Groups = self._groups.fit_transform(map(" ".join, keys)).T.tocsr()

    def candidates(self, asked: Sequence[Words]) -> Iterator[list[int]]:
        """For every name the places of those that share most with it."""
        if not asked:
            return
        wanted = _rarest(self._groups.transform(map(" ".join, asked)).tocsr(), GROUPS)
        for start in range(0, len(asked), CHUNK):
            shared = (wanted[start:start + CHUNK] @ self._names).tocsr()
            for low, high in zip(shared.indptr, shared.indptr[1:], strict=False):
                data, places = shared.data[low:high], shared.indices[low:high]
                if len(data) > CANDIDATES:
                    places = places[np.argpartition(-data, CANDIDATES)[:CANDIDATES]]
                yield places.tolist()


def _rarest(groups: Groups, n: int) -> Groups:
    """Only the ``n`` letter groups of every name that tell the most."""
    from scipy import sparse

    rows = np.repeat(np.arange(groups.shape[0]), np.diff(groups.indptr))
    order = np.lexsort((-groups.data, rows))
    rank = np.arange(len(rows)) - groups.indptr[rows]
    kept = order[rank < n]
    return sparse.csr_matrix(
        (groups.data[kept], (rows[kept], groups.indices[kept])), shape=groups.shape
    )
