"""Commands by which tiers are agreed on: sign, override."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from abm_core import formats, house, settings
from abm_core.cli import references
from abm_core.cli.answer import Answer, lent
from abm_core.cli.explaining import find_account
from abm_core.cli.references import desk_of
from abm_core.cli.tiering import Desk, programme_name, refreshed
from abm_core.errors import AbmError
from abm_core.overview import newest_day
from abm_core.targeting import (
    hysteresis,
    model,
    overrides,
    proposals,
    signing,
    signing_wording,
)
from abm_core.targeting.overrides import Override
from abm_core.targeting.proposals import Proposal
from abm_core.targeting.target_list import Programme
from abm_core.targeting.workshop import Workshop

SHOWN = 30


# --- Signing ------------------------------------------------------------------------------------


def list_proposals(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Every proposal, and the changes of one."""
    with lent(arguments) as cursor:
        rule = proposals.rule(house.people(cursor))
        known = proposals.listing(cursor)
        chosen = proposals.find(cursor, arguments.proposal) if known or arguments.proposal else None
        changed = {one.proposal_id: proposals.changes(cursor, one.proposal_id) for one in known}
    lines = [signing_wording.listed(one, changed[one.proposal_id]) for one in known]
    shown = changed[chosen.proposal_id] if chosen else pd.DataFrame()
    return Answer(
        [*(lines or ["Nothing awaits a signature."]), rule.sentence, *_change_lines(shown)],
        {"rule": rule.sentence, "proposals": [_proposal_data(one, changed[one.proposal_id])
                                              for one in known]},
    )  # fmt: skip


def _change_lines(changed: pd.DataFrame) -> list[str]:
    if changed.empty:
        return []
    lines = [
        f"  {one['name']} ({one['account_id']}): {formats.tier(one['from_tier']).lower()} → "
        f"{formats.tier(one['to_tier']).lower()}, score {formats.score(one['score'])}, "
        f"{one['driver']}; {_state(one)}"
        for one in changed.head(SHOWN).to_dict("records")
    ]
    more = len(changed) - len(lines)
    return ["", *lines, *([f"  and {formats.count(more)} more"] if more else [])]


def _state(one: dict[Any, Any]) -> str:
    if one["state"] == proposals.DECLINED:
        return f"declined by {one['declined_by']}: {one['declined_because']}"
    who = formats.listed([one[name] for name in ("sales", "marketing", "other") if one[name]])
    return f"{one['state']} ({who})" if who else str(one["state"])


def _proposal_data(one: Proposal, changed: pd.DataFrame) -> dict[str, Any]:
    return {
        "proposal": one.proposal_id, "programme": one.programme, "profile": one.profile,
        "version": one.version, "author": one.author or None, "note": one.note or None,
        "proposed_at": one.proposed_at.isoformat(), "signatures_needed": one.n_signatures,
        "overtaken": one.is_overtaken, "replaced_by": one.replaced_by,
        "changes": changed.drop(columns="signed_at").to_dict("records"),
    }  # fmt: skip


def propose(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Put every change that a profile makes up for signature."""
    with lent(arguments) as cursor:
        desk = desk_of(cursor, arguments, now, may_be_new=True)
        meant = references.find(cursor, desk, arguments.reference)
        model.require_columns(desk.workshop.accounts, meant.profile)
        found = refreshed(cursor, desk.showing(meant.profile, meant.label), arguments)
        done = proposals.propose(
            cursor, desk.workshop.accounts, desk.compare(found.scored), desk.live_scored,
            programme=programme_name(desk, arguments), as_of=desk.workshop.as_of,
            proposed_at=now, author=arguments.author, note=arguments.note,
            based_on=desk.live.save_id, profile_id=meant.profile_id,
        )  # fmt: skip
        changed = proposals.changes(cursor, done.proposal.proposal_id)
    held = hysteresis.sentence(found)
    return Answer(
        [signing_wording.proposed(done), *([held] if held else []), *_change_lines(changed)],
        {**_proposal_data(done.proposal, changed), "replaces": list(done.replaces),
         "held_by_hysteresis": len(found.held)},
    )  # fmt: skip


def sign(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Approve or decline changes of a proposal."""
    with lent(arguments) as cursor:
        proposal = proposals.find(cursor, arguments.proposal)
        workshop = Workshop(cursor, arguments.as_of or newest_day(cursor) or now.date())
        ids = [str(workshop.accounts.ids[find_account(cursor, workshop.accounts, one)[0]])
               for one in arguments.accounts]  # fmt: skip
        done = signing.sign(
            cursor, workshop, proposal.proposal_id, person=arguments.person,
            verdict=arguments.action, signed_at=now, account_ids=ids or None,
            reason=arguments.reason,
        )  # fmt: skip
        changed = proposals.changes(cursor, proposal.proposal_id)
    data = done._asdict() | {"saved": done.saved._asdict() if done.saved else None}
    return Answer([signing_wording.signed(done), *_change_lines(changed)],
                  {"proposal": proposal.proposal_id, **data})  # fmt: skip


SIGN_ACTIONS = {"list": list_proposals, "propose": propose, "approve": sign, "decline": sign}


def signatures(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on proposals."""
    return SIGN_ACTIONS[arguments.action](arguments, now)


# --- Overrides ----------------------------------------------------------------------------------


def add_override(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Give an account a tier by hand, for a time."""
    with lent(arguments) as cursor:
        desk = desk_of(cursor, arguments, now)
        home, today = _home(desk), desk.workshop.as_of
        row, _ = find_account(cursor, desk.workshop.accounts, arguments.account)
        tier = 0 if arguments.tier == "none" else int(arguments.tier)
        found = overrides.add(
            cursor, home.programme_id, str(desk.workshop.accounts.ids[row]), tier,
            reason=arguments.reason, author=arguments.author,
            expires_on=arguments.until or today + timedelta(days=settings.OVERRIDE_DAYS.value),
            as_of=today, created_at=now,
        )  # fmt: skip
    return Answer([f"{_line(found)}. It changes the list with the next save."], _data(found, today))


def _home(desk: Desk) -> Programme:
    if desk.live.programme is None:
        raise AbmError("There is no programme yet.", "Save one with: tiers --save")
    return desk.live.programme


def list_overrides(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The overrides of a programme that hold, or all."""
    with lent(arguments) as cursor:
        desk = desk_of(cursor, arguments, now)
        today = desk.workshop.as_of
        found = overrides.listing(cursor, _home(desk).programme_id)
    shown = [one for one in found if arguments.all or one.holds(today)]
    return Answer(
        [f"{_line(one)}{'' if one.holds(today) else f' ({_ended(one)})'}" for one in shown]
        or ["No override holds."],
        {"overrides": [_data(one, today) for one in shown]},
    )


def remove_override(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Take an override back before its end."""
    with lent(arguments) as cursor:
        desk = desk_of(cursor, arguments, now)
        found = overrides.remove(cursor, _home(desk).programme_id, arguments.number,
                                 author=arguments.author, removed_at=now)  # fmt: skip
    return Answer(
        [f"Taken back: {_line(found)}. The next save goes by the score again."],
        _data(found, desk.workshop.as_of),
    )


def _line(one: Override) -> str:
    return (
        f"{one.override_id}: {one.account} ({one.account_id}), {formats.tier(one.tier).lower()}. "
        f"{one.because}"
    )


def _ended(one: Override) -> str:
    return f"ended: {one.removed_because}" if one.removed_because else "ended"


def _data(one: Override, today: date) -> dict[str, Any]:
    return {
        "override": one.override_id, "account_id": one.account_id, "account": one.account,
        "tier": one.tier or None, "reason": one.reason, "author": one.author,
        "expires_on": one.expires_on.isoformat(), "holds": one.holds(today),
        "removed_by": one.removed_by or None, "removed_because": one.removed_because or None,
    }  # fmt: skip


OVERRIDE_ACTIONS = {"add": add_override, "list": list_overrides, "remove": remove_override}


def override(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on overrides."""
    return OVERRIDE_ACTIONS[arguments.action](arguments, now)
