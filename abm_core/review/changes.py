"""Everything that changed in the week, by kind, each change with its cause."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from abm_core.review import (
    changes_deals,
    changes_roles,
    changes_rows,
    changes_stages,
    changes_surges,
    changes_tiers,
    recent,
)
from abm_core.review.document import Changes
from abm_core.review.known import Known


def read(cursor: DuckDBPyConnection, known: Known) -> tuple[Changes, ...]:
    """The changes of the week in the order in which a reader wants them; quiet kinds are empty.

    After ``scope.lay_out`` and ``deals.lay_out`` for the Sundays before and of the week; leaves
    ``review_weight`` and the tables of ``recent`` for what comes after.
    """
    changes_rows.lay_out(cursor, known)
    recent.lay_out(cursor, known)
    return (
        *changes_tiers.read(cursor, known), *changes_stages.read(cursor, known),
        *changes_surges.read(cursor, known), *changes_roles.read(cursor, known),
        *changes_deals.read(cursor, known),
    )  # fmt: skip
