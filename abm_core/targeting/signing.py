"""Signing: people of sales and marketing approve or decline proposed changes, one by one or all.

Which signature it is follows from the person's team in the settings. What both teams approved
becomes active at once, as one save; what one declined stays as it was. A proposal that another
save has overtaken is never applied over it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, house, store
from abm_core.errors import AbmError, did_you_mean
from abm_core.house import Person
from abm_core.targeting import hysteresis, overrides, profiles, proposals, target_list
from abm_core.targeting.model import Scored
from abm_core.targeting.proposals import SIGNING_TEAMS, Proposal
from abm_core.targeting.target_list import Live, Programme, Saved
from abm_core.targeting.workshop import Workshop

Verdict = Literal["approve", "decline"]

SIGN = """
INSERT INTO signatures (proposal_id, account_id, team, person, verdict, reason, signed_at)
SELECT $proposal_id, account_id, $team, $person, $verdict, $reason, $signed_at FROM signing
"""
MADE_ACTIVE = """
UPDATE proposal_changes SET snapshot_id = $snapshot_id
FROM signing
WHERE proposal_changes.proposal_id = $proposal_id
  AND proposal_changes.account_id = signing.account_id
"""
BUILT_ON = "UPDATE proposals SET based_on = $save_id WHERE proposal_id = $proposal_id"


class Signed(NamedTuple):
    """What a signature did. ``n_waiting`` changes of the proposal still await one.

    ``n_again`` were signed by that team before. ``saved`` is ``None`` where none became active.
    """

    person: str
    verdict: Verdict
    n_signed: int
    n_again: int
    n_active: int
    n_waiting: int
    saved: Saved | None


def sign(
    cursor: DuckDBPyConnection,
    workshop: Workshop,
    proposal_id: str,
    *,
    person: str,
    verdict: Verdict,
    signed_at: datetime,
    account_ids: Collection[str] | None = None,
    reason: str = "",
) -> Signed:
    """Approve or decline changes of a proposal: those of some accounts, or all that are open.

    Raises ``AbmError`` for a person who may not sign, a decline without a reason, an account that
    has no open change, and a proposal that was replaced or overtaken by another save.
    """
    scored = _score(cursor, workshop, proposals.find(cursor, proposal_id))  # reads: before writing
    with store.transaction(cursor):
        found = proposals.find(cursor, proposal_id)
        live = _live(cursor, workshop, found)
        _refuse_if_closed(found, live)
        team, name = _signer(person, house.people(cursor), found.n_signatures)
        if verdict == "decline" and not reason.strip():
            raise AbmError("The decline has no reason.", "Say why, for those who proposed it.")
        changed = proposals.changes(cursor, proposal_id)
        chosen = _chosen(changed, account_ids)
        again = chosen[team] != "" if team and verdict == "approve" else chosen["state"] == ""
        fresh = chosen[~again]
        _write(cursor, fresh, found, team, name, verdict, reason, signed_at)
        saved = None
        if verdict == "approve":
            saved = _activate(cursor, workshop, scored, found, live, signed_at, name)
        store.next_decision(cursor)
        after = proposals.changes(cursor, proposal_id)
    n_active = _n_active(after) - _n_active(changed)
    return Signed(
        name, verdict, len(fresh), int(again.sum()), n_active,
        int(proposals.is_open(after).sum()), saved,
    )  # fmt: skip


def _score(cursor: DuckDBPyConnection, workshop: Workshop, found: Proposal) -> Scored:
    """The profile of a proposal on today's data."""
    version = next(one for one in profiles.versions(cursor) if one.profile_id == found.profile_id)
    return workshop.score(profiles.read(cursor, version))


def _n_active(changed: pd.DataFrame) -> int:
    return int((changed["state"] == proposals.ACTIVE).sum())


def _live(cursor: DuckDBPyConnection, workshop: Workshop, found: Proposal) -> Live:
    home = Programme(found.programme_id, found.programme, None, found.newest_save)
    return target_list.live(cursor, workshop.accounts, home, workshop.as_of)


def _refuse_if_closed(found: Proposal, live: Live) -> None:
    if found.replaced_by is not None:
        raise AbmError(
            f"Proposal {found.proposal_id} was replaced by proposal {found.replaced_by}.",
            f"Sign proposal {found.replaced_by} instead.",
        )
    if found.is_overtaken:
        by = f" by {live.saved_by}" if live.saved_by else ""
        when = f" on {formats.day(live.saved_at.date())}" if live.saved_at else ""
        raise AbmError(
            f"The tiers of {found.programme} were saved{by}{when}, after proposal "
            f"{found.proposal_id} was made: it no longer says what would change.",
            "Look at the draft against the new live tiers, and propose it again.",
        )


def _signer(person: str, people: Sequence[Person], n_signatures: int) -> tuple[str, str]:
    """The team that a person signs for ("" where one signature suffices and they are in none)."""
    wanted = person.strip()
    if not wanted:
        raise AbmError("The signature has no name.", "Say who signs.")
    known = next((one for one in people if one.name.casefold() == wanted.casefold()), None)
    if known is not None and known.team in SIGNING_TEAMS:
        return known.team, known.name
    if n_signatures == 1:
        return "", known.name if known else wanted
    may = [one.name for one in people if one.team in SIGNING_TEAMS]
    if known is None:
        raise AbmError(f"The settings know nobody called {wanted}.", did_you_mean(wanted, may))
    raise AbmError(
        f"{known.name} is of {known.team}: sales and marketing sign.",
        f"Ask one of: {', '.join(may)}." if may else "Name people of both teams in the settings.",
    )


def _chosen(changed: pd.DataFrame, account_ids: Collection[str] | None) -> pd.DataFrame:
    """The open changes that are to be signed."""
    waiting = changed[proposals.is_open(changed)]
    if account_ids is None:
        if waiting.empty:
            raise AbmError("Every change of this proposal is decided.", "Nothing is left to sign.")
        return waiting
    found = waiting[waiting["account_id"].isin(list(account_ids))]
    for one in account_ids:
        if one not in set(found["account_id"]):
            state = changed.loc[changed["account_id"] == one, "state"]
            raise AbmError(
                f"The change of account {one} is {state.iloc[0]} already." if len(state)
                else f"The proposal changes nothing for account {one}.",
                "Leave it out; nothing was signed.",
            )
    return found


def _write(
    cursor: DuckDBPyConnection, fresh: pd.DataFrame, found: Proposal, team: str, person: str,
    verdict: Verdict, reason: str, signed_at: datetime,
) -> None:
    cursor.register("signing", fresh[["account_id"]].reset_index(drop=True))
    cursor.execute(SIGN, {
        "proposal_id": found.proposal_id, "team": team, "person": person, "verdict": verdict,
        "reason": reason.strip() or None, "signed_at": signed_at,
    })  # fmt: skip
    cursor.unregister("signing")


def _activate(
    cursor: DuckDBPyConnection, workshop: Workshop, scored: Scored, found: Proposal, live: Live,
    signed_at: datetime, person: str,
) -> Saved | None:
    """Make live, as one save, what now has all of its signatures."""
    changed = proposals.changes(cursor, found.proposal_id)
    n_signed = (changed[["sales", "marketing", "other"]] != "").sum(axis=1)
    ready = changed[proposals.is_open(changed) & (n_signed >= found.n_signatures)]
    if ready.empty:
        return None
    _refuse_if_moved(workshop, live, ready)
    known = hysteresis.considered(cursor, workshop.accounts, live)
    held = hysteresis.refresh(workshop.accounts, scored, live, known).scored.because
    tiers = _with_signed(workshop, scored, live, ready, changed, held)
    saved = target_list.write(
        cursor, workshop.accounts, tiers, live, as_of=workshop.as_of,
        effective_on=workshop.as_of, profile_id=found.profile_id, author=found.author or person,
        note=found.note, saved_at=signed_at, proposal_id=found.proposal_id,
        approvers=_approvers(ready),
    )  # fmt: skip
    cursor.register("signing", ready[["account_id"]].reset_index(drop=True))
    cursor.execute(MADE_ACTIVE, {
        "snapshot_id": str(saved.snapshot_id), "proposal_id": found.proposal_id})  # fmt: skip
    cursor.unregister("signing")
    cursor.execute(BUILT_ON, {"save_id": saved.snapshot_id, "proposal_id": found.proposal_id})
    return saved


def _refuse_if_moved(workshop: Workshop, live: Live, ready: pd.DataFrame) -> None:
    """An imported target list changes tiers without a save: notice that as well."""
    row_of = workshop.accounts.row_of
    for one, name, tier in zip(
        ready["account_id"], ready["name"], ready["from_tier"], strict=True
    ):
        if one not in row_of:
            raise AbmError(f"{name} is no longer in the data.", "Decline its change first.")
        if live.tier[row_of[one]] != tier:
            raise AbmError(
                f"{name} is in {formats.tier(int(live.tier[row_of[one]])).lower()} by now, no "
                f"longer in {formats.tier(int(tier)).lower()}: an import changed the list.",
                "Decline its change, or propose the draft again.",
            )


def _with_signed(
    workshop: Workshop, scored: Scored, live: Live, ready: pd.DataFrame, changed: pd.DataFrame,
    held: Mapping[int, str],
) -> Scored:
    """Live tiers with the signed changes in them, and why others are not as the profile says.

    ``held`` are those that hysteresis kept out of the proposal.
    """
    row_of = workshop.accounts.row_of
    tier = live.tier.copy()
    rows = [row_of[one] for one in ready["account_id"]]
    tier[rows] = ready["to_tier"].to_numpy(dtype=np.int8)
    by_hand = [one for one in live.overrides if row_of.get(one.account_id) in set(rows)]
    combined = overrides.apply(workshop.accounts, scored._replace(tier=tier), by_hand)
    differs = combined.tier != scored.tier
    because = {
        **{row: text for row, text in live.because.items() if differs[row]},
        **{row: text for row, text in held.items() if differs[row]},
        **{row: text for row, text in _reasons(changed, row_of).items() if differs[row]},
        **combined.because,
    }
    return combined._replace(because=because)


def _reasons(changed: pd.DataFrame, row_of: dict[str, int]) -> dict[int, str]:
    """Why a proposed change is not live, by row number."""
    return {
        row_of[one["account_id"]]: (
            f"Declined by {one['declined_by']}: {one['declined_because'].rstrip('.')}"
            if one["state"] == proposals.DECLINED else "Awaits a signature"
        )
        for one in changed.to_dict("records")
        if one["account_id"] in row_of and one["state"] != proposals.ACTIVE
    }  # fmt: skip


def _approvers(ready: pd.DataFrame) -> dict[str, str]:
    """Who signed for each account, by id."""
    return {
        one["account_id"]: formats.listed(
            [one[who] for who in ("sales", "marketing", "other") if one[who]])
        for one in ready.to_dict("records")
    }  # fmt: skip
