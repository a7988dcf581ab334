"""The required roles of one account, counted from a committee that is read already.

The same numbers as coverage has, without reading for one account what is made for all.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from abm_core import reached
from abm_core.committee.grid import Required
from abm_core.committee.people import Committee
from abm_core.measure import coverage, coverage_held

LINES = """
SELECT requirement, roles, n_required, stage FROM required_roles
WHERE template = $template ORDER BY line
"""


def of(cursor: DuckDBPyConnection, committee: Committee) -> tuple[Required, ...]:
    """Its required roles in the order of the template; none for an account in no tier."""
    held = cursor.execute(coverage_held.HELD, {
        "tiers": sorted(coverage.TARGETS), "no_owner": "", "no_segment": "",
        "everywhere": False, "only": [committee.account_id]}).fetchall()  # fmt: skip
    if not held:
        return ()
    *_, template = held[0]
    place = reached.place(committee.stage)
    found = []
    for name, roles, n_required, stage in cursor.execute(
        LINES, {"template": template}
    ).fetchall():
        people = committee.playing(roles)
        found.append(Required(
            name, tuple(roles), int(n_required), len(people),
            sum(one.reachable for one in people), sum(one.usable for one in people),
            stage, place >= reached.place(stage)))  # fmt: skip
    return tuple(found)
