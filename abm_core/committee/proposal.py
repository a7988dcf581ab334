"""Whether an offer is on the table: by then somebody who can say yes must be engaged."""

from __future__ import annotations

import re
from collections.abc import Collection

from duckdb import DuckDBPyConnection

from abm_core import committee_settings as settings

IS_OUT = """
WITH staged AS (
    SELECT outcome = 'open' AND list_contains($ids, account_id) AS is_here,
           coalesce(regexp_matches(stage, $words, 'i'), false) AS is_proposed
    FROM opportunities
)
SELECT coalesce(bool_or(is_here AND is_proposed), false)
       OR coalesce(bool_or(is_here) AND NOT bool_or(is_proposed), false)
FROM staged
"""


SPEAKS = "SELECT coalesce(bool_or(regexp_matches(stage, $words, 'i')), false) FROM opportunities"


def words() -> str:
    """A pattern that stages of opportunities with an offer out match, in any case."""
    return "|".join(map(re.escape, settings.PROPOSAL_WORDS.value))


def is_told(cursor: DuckDBPyConnection) -> bool:
    """Whether any stage of an opportunity speaks of proposals; if not, every open one counts."""
    return bool(cursor.execute(SPEAKS, {"words": words()}).fetchall()[0][0])


def is_out(cursor: DuckDBPyConnection, account_ids: Collection[str]) -> bool:
    """Whether an open opportunity of the accounts has come to a proposal, as its stage says.

    Where no stage of any opportunity speaks of proposals, every open opportunity counts as one.
    """
    row = cursor.execute(IS_OUT, {"ids": list(account_ids), "words": words()}).fetchone()
    return bool(row and row[0])
