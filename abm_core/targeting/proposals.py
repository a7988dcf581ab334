"""Proposals: changes of tier that await signatures. Making and reading them; ``signing`` signs.

A change is proposed, then signed by one team, then active; or declined, with the reason, and the
account stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, house, schema, store
from abm_core.errors import AbmError
from abm_core.house import Person
from abm_core.targeting import profiles, snapshots, target_list, whatif
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.whatif import Comparison

SIGNING_TEAMS = ("sales", "marketing")
PROPOSED, ACTIVE, DECLINED = "proposed", "active", "declined"

INSERT_CHANGES = """
INSERT INTO proposal_changes (proposal_id, account_id, from_tier, to_tier, score, driver)
SELECT $proposal_id, account_id, from_tier, to_tier, score, driver FROM changed
"""

REPLACE = """
UPDATE proposals SET replaced_by = $replaced_by
WHERE programme_id = $programme_id AND replaced_by IS NULL AND proposal_id <> $replaced_by
  AND EXISTS (
    SELECT 1 FROM proposal_changes c
    WHERE c.proposal_id = proposals.proposal_id AND c.snapshot_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM signatures s
        WHERE s.proposal_id = c.proposal_id AND s.account_id = c.account_id
          AND s.verdict = 'decline'))
RETURNING proposal_id
"""

LISTED = """
SELECT q.proposal_id, q.programme_id, g.name, q.profile_id, p.name, p.version,
       coalesce(q.author, ''), coalesce(q.note, ''), q.proposed_at, q.as_of, q.based_on,
       q.n_signatures, q.replaced_by,
       (SELECT max(s.snapshot_id::BIGINT) FROM snapshots s WHERE s.programme_id = q.programme_id)
FROM proposals q JOIN programmes g USING (programme_id) JOIN profiles p USING (profile_id)
ORDER BY q.proposal_id::BIGINT DESC
"""

CHANGES = """
WITH signed AS (
    SELECT account_id,
           coalesce(max(person) FILTER (WHERE verdict = 'approve' AND team = 'sales'), '') AS sales,
           coalesce(max(person) FILTER (WHERE verdict = 'approve' AND team = 'marketing'), '')
               AS marketing,
           coalesce(max(person) FILTER (
               WHERE verdict = 'approve' AND team NOT IN ('sales', 'marketing')), '') AS other,
           coalesce(max(person) FILTER (WHERE verdict = 'decline'), '') AS declined_by,
           coalesce(max(reason) FILTER (WHERE verdict = 'decline'), '') AS declined_because,
           max(signed_at) AS signed_at
    FROM signatures WHERE proposal_id = $proposal_id GROUP BY account_id
)
SELECT c.account_id, coalesce(a.name, c.account_id) AS name,
       coalesce(c.from_tier::INTEGER, 0) AS from_tier, coalesce(c.to_tier::INTEGER, 0) AS to_tier,
       c.score, coalesce(c.driver, '') AS driver,
       CASE WHEN c.snapshot_id IS NOT NULL THEN 'active'
            WHEN s.declined_by <> '' THEN 'declined'
            WHEN s.sales <> '' THEN 'signed by sales'
            WHEN s.marketing <> '' THEN 'signed by marketing'
            ELSE 'proposed' END AS state,
       coalesce(s.sales, '') AS sales, coalesce(s.marketing, '') AS marketing,
       coalesce(s.other, '') AS other, coalesce(s.declined_by, '') AS declined_by,
       coalesce(s.declined_because, '') AS declined_because, s.signed_at
FROM proposal_changes c
LEFT JOIN signed s USING (account_id)
LEFT JOIN accounts a USING (account_id)
WHERE c.proposal_id = $proposal_id
ORDER BY least(coalesce(c.from_tier::INTEGER, 4), coalesce(c.to_tier::INTEGER, 4)),
         c.score DESC NULLS LAST, c.account_id
"""


class Rule(NamedTuple):
    """How many signatures a change needs, and the sentence that says so."""

    n_signatures: int
    sentence: str


class Proposal(NamedTuple):
    """One proposal; ``newest_save`` is that of its programme now, ``based_on`` its own."""

    proposal_id: str
    programme_id: str
    programme: str
    profile_id: str
    profile: str
    version: int
    author: str
    note: str
    proposed_at: datetime
    as_of: date
    based_on: int | None
    n_signatures: int
    replaced_by: str | None
    newest_save: int | None

    @property
    def is_overtaken(self) -> bool:
        """Whether another save came after it: it can no longer be signed."""
        return self.newest_save != self.based_on


class Proposed(NamedTuple):
    """A proposal as it was made: how many changes await, and what it took the place of."""

    proposal: Proposal
    n_changes: int
    replaces: tuple[str, ...]


def rule(people: Sequence[Person]) -> Rule:
    """Both teams sign where the house has people of both; else one signature suffices."""
    missing = [team for team in SIGNING_TEAMS if not any(p.team == team for p in people)]
    if not missing:
        return Rule(2, "A change is active once one person of sales and one of marketing signed.")
    return Rule(
        1,
        f"One signature suffices: the settings name nobody of {formats.listed(missing)}. Once they "
        "do, both teams sign.",
    )


def propose(
    cursor: DuckDBPyConnection,
    accounts: Accounts,
    draft: Comparison,
    live_scored: Scored | None,
    *,
    programme: str,
    as_of: date,
    proposed_at: datetime,
    author: str = "",
    note: str = "",
    based_on: int | None = None,
    profile_id: str | None = None,
) -> Proposed:
    """Put every change of a draft against what is live up for signature. No tier changes.

    ``draft`` may be refreshed first (``hysteresis``). ``based_on`` is the save that the draft was
    compared with; ``AbmError`` where another came since, or nothing would change. The profile is
    kept as a new version unless ``profile_id`` names one. An earlier proposal of the programme
    that still awaits signatures is replaced, with what was signed of it on record.
    """
    if not len(draft.moved):
        raise AbmError(
            "No account would change tier, so there is nothing to sign.",
            "Move a weight or a cutoff first.",
        )
    drivers = whatif.drivers(draft, live_scored, draft.moved)
    with store.transaction(cursor):
        home = target_list.at_home(cursor, programme, launched_on=as_of)
        target_list.refuse_if_overtaken(target_list.live(cursor, accounts, home, as_of), based_on)
        profile_id = profile_id or profiles.write(
            cursor, draft.draft.profile, author=author, note=note, saved_at=proposed_at)
        proposal_id = str(store.next_id(cursor, schema.PROPOSALS))
        store.insert(cursor, schema.PROPOSALS, [{
            "proposal_id": proposal_id, "programme_id": home.programme_id,
            "profile_id": profile_id, "based_on": based_on,
            "n_signatures": rule(house.people(cursor)).n_signatures, "as_of": as_of,
            "author": author.strip() or None, "note": note.strip() or None,
            "proposed_at": proposed_at,
        }])  # fmt: skip
        _write_changes(cursor, accounts, draft, drivers, proposal_id)
        key = {"programme_id": home.programme_id, "replaced_by": proposal_id}
        replaced = tuple(row[0] for row in cursor.execute(REPLACE, key).fetchall())
        store.next_decision(cursor)
        return Proposed(find(cursor, proposal_id), len(draft.moved), replaced)


def _write_changes(
    cursor: DuckDBPyConnection, accounts: Accounts, draft: Comparison, drivers: list[str],
    proposal_id: str,
) -> None:
    rows = draft.moved
    cursor.register("changed", pd.DataFrame({
        "account_id": pd.Series(accounts.ids[rows], dtype="str"),
        "from_tier": pd.Series(snapshots.tier_text(draft.live.tier[rows]), dtype="str"),
        "to_tier": pd.Series(snapshots.tier_text(draft.draft.tier[rows]), dtype="str"),
        "score": snapshots.known(draft.draft.scores[rows]),
        "driver": pd.Series(drivers, dtype="str"),
    }))  # fmt: skip
    cursor.execute(INSERT_CHANGES, {"proposal_id": proposal_id})
    cursor.unregister("changed")


def listing(cursor: DuckDBPyConnection) -> list[Proposal]:
    """Every proposal, newest first."""
    return [Proposal(*row) for row in cursor.execute(LISTED).fetchall()]


def find(cursor: DuckDBPyConnection, proposal_id: str | None = None) -> Proposal:
    """The proposal of that number, or the newest; ``AbmError`` where there is none."""
    known = listing(cursor)
    if not known:
        raise AbmError("Nothing awaits a signature.", "Propose the changes of a draft first.")
    if proposal_id is None:
        return known[0]
    for one in known:
        if one.proposal_id == proposal_id:
            return one
    raise AbmError(
        f"There is no proposal {proposal_id}.",
        f"The newest is {known[0].proposal_id}.",
    )


def changes(cursor: DuckDBPyConnection, proposal_id: str) -> pd.DataFrame:
    """The changes of a proposal, best tiers first.

    Columns: account_id, name, from_tier, to_tier (0: none), score, driver, state (proposed, signed
    by sales, signed by marketing, active, declined), sales, marketing, other (who approved),
    declined_by, declined_because, signed_at.
    """
    return cursor.execute(CHANGES, {"proposal_id": proposal_id}).df()


def is_open(changed: pd.DataFrame) -> pd.Series[bool]:
    """Per change, whether it still awaits a signature."""
    return ~changed["state"].isin([ACTIVE, DECLINED])
