"""Why a row is left out by rule: it is no fault, and there is nothing to do for it.

The words follow a number: "3 repeating another row".
"""

from __future__ import annotations

from collections.abc import Mapping

from abm_core import formats

REPEATED = "repeating another row"
ON_NO_LIST = "of accounts on no list"
NO_CONTACT = "of accounts without a contact"
NO_ACCOUNT = "naming no account"
ERASED = "of people who were erased"
DELETED = "marked as deleted"
MERGED = "of records that were merged into others"
WEAKER = "of signals that another name of the account has stronger"


def told(counts: Mapping[str, int]) -> str:
    """Rows that were left out by rule, as a list.

    >>> told({REPEATED: 2067, DELETED: 1})
    '2,067 repeating another row and 1 marked as deleted'
    """
    return formats.listed([f"{formats.count(n)} {why}" for why, n in counts.items()])
