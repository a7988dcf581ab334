"""Every sentence about proposals and signatures, with what triggers it."""

from __future__ import annotations

import pandas as pd

from abm_core import formats
from abm_core.targeting import proposals
from abm_core.targeting.proposals import Proposal, Proposed
from abm_core.targeting.signing import Signed

WAITING = ("proposed", "signed by sales", "signed by marketing")


def proposed(done: Proposed) -> str:
    """What a proposal is, and what happens next."""
    found = done.proposal
    n = done.n_changes
    await_ = "awaits" if n == 1 else "await"
    what = f"Proposal {found.proposal_id}: {formats.counted(n, 'change')} {await_} " + (
        "the signatures of sales and marketing" if found.n_signatures == 2 else "one signature"
    )
    replaced = (
        f" It takes the place of proposal {formats.listed(done.replaces)}." if done.replaces else ""
    )
    return f"{what}. No tier changed.{replaced}"


def listed(found: Proposal, changed: pd.DataFrame) -> str:
    """One line of the list of proposals."""
    by = f" by {found.author}" if found.author else ""
    note = f": {found.note}" if found.note else ""
    return (
        f"Proposal {found.proposal_id}, {found.programme}, {found.profile} version "
        f"{found.version}, {formats.day(found.proposed_at.date())}{by}{note}. "
        f"{standing(found, changed)}"
    )


def standing(found: Proposal, changed: pd.DataFrame) -> str:
    """How many changes are where, and why a proposal can no longer be signed."""
    counted = changed["state"].value_counts()
    order = (proposals.ACTIVE, *WAITING, proposals.DECLINED)
    said = formats.listed(
        [f"{formats.count(counted[state])} {state}" for state in order if state in counted])
    if not proposals.is_open(changed).any():
        return f"{said}. Decided."
    if found.replaced_by:
        return f"{said}. Replaced by proposal {found.replaced_by}."
    if found.is_overtaken:
        return f"{said}. Overtaken by another save: propose it again."
    return f"{said}."


def signed(done: Signed) -> str:
    """What a signature did."""
    verb = "approved" if done.verdict == "approve" else "declined"
    parts = [f"{done.person} {verb} {formats.counted(done.n_signed, 'change')}"]
    if done.n_again:
        parts.append(f"{formats.count(done.n_again)} had that team's signature already")
    if done.n_active:
        parts.append(f"{formats.count(done.n_active)} {'is' if done.n_active == 1 else 'are'} "
                     "active now")  # fmt: skip
    rest = (
        f"{formats.count(done.n_waiting)} still {'awaits' if done.n_waiting == 1 else 'await'} a "
        "signature" if done.n_waiting else "nothing is left to sign"
    )  # fmt: skip
    return f"{'; '.join([*parts, rest])}."


def of_save(proposal_id: str | None) -> str:
    """Whether a save was signed, for lists of saves."""
    return f"signed, proposal {proposal_id}" if proposal_id else "not signed"
