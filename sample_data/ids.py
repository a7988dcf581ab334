"""Record ids in the manner of a CRM: 15 characters, told apart by case but never by case alone."""

from __future__ import annotations

import string

import numpy as np

_ALPHABET = np.array(list(string.digits + string.ascii_uppercase + string.ascii_lowercase))
ACCOUNT_PREFIX = "0015g00000"
OPPORTUNITY_PREFIX = "0065g00000"
CONTACT_PREFIX = "0035g00000"


def record_ids(rng: np.random.Generator, prefix: str, count: int) -> list[str]:
    """So many different ids; no two are equal even when case is ignored.

    >>> [len(one) for one in record_ids(np.random.default_rng(1), ACCOUNT_PREFIX, 2)]
    [15, 15]
    """
    ids: dict[str, str] = {}
    while len(ids) < count:
        for letters in rng.choice(_ALPHABET, size=(count - len(ids), 15 - len(prefix))):
            one = prefix + "".join(letters)
            ids.setdefault(one.casefold(), one)
    return list(ids.values())
