"""Signing: what a draft would change awaits both teams; overrides decide single accounts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats, house
from abm_core.errors import AbmError
from abm_core.targeting import proposals, signing, signing_wording, whatif
from abm_core.targeting.proposals import Proposal
from abm_core.targeting.signing import Verdict
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import draft, frame, house_people, icp_hold, icp_overrides, newer
from ui.icp_panels import scored_live

SAID, WHICH = "signing_said", "signing_which"
SHOWN = ["name", "from", "to", "score", "driver", "state", "who", "declined_because"]
SIGNATURES: tuple[tuple[Verdict, str, str], ...] = (
    ("approve", "Approve", "check"), ("decline", "Decline", "close"),
)  # fmt: skip


def show(shown: Workshop, compared: Comparison) -> None:
    """Propose the draft; sign what is proposed; give a tier by hand."""
    if SAID in st.session_state:
        st.success(frame.plain(st.session_state.pop(SAID)), icon=":material/check:")
    left, right = st.columns([0.55, 0.45], gap="small")
    with left.container(border=True, height="stretch", gap="xsmall"):
        _propose(shown, compared)
    with right.container(border=True, height="stretch", gap="xsmall"):
        icp_overrides.show(shown, compared)
    _proposals(shown, compared)


def _propose(shown: Workshop, compared: Comparison) -> None:
    st.markdown("### Propose this draft")
    with frame.cursor() as cursor:
        rule = proposals.rule(house.people(cursor))
    st.markdown(frame.plain(rule.sentence))
    if compared.live.programme is None:
        st.caption("Save the first tiers live; from then on changes can be proposed.")
        return
    tiers = icp_hold.held(shown, compared, "propose_hold")
    would = whatif.compare(shown.accounts, tiers, compared.live,
                           scored_live(shown, compared.live))  # fmt: skip
    n = len(would.moved)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        house_people.saved_by("propose_author", "Proposed by")
        note = st.text_input("Note", key="propose_note", placeholder="Why")
    if st.button(f"Propose {formats.counted(n, 'change')}", key="propose", disabled=not n,
                 icon=":material/outgoing_mail:"):  # fmt: skip
        _act(lambda: _put_up(shown, would, note))


def _put_up(shown: Workshop, would: Comparison, note: str) -> str:
    newer.require_newest(shown)
    home = would.live.programme
    with frame.cursor() as cursor:
        done = proposals.propose(
            cursor, shown.accounts, would, scored_live(shown, would.live),
            programme=home.name if home else "", as_of=shown.as_of, proposed_at=frame.now(),
            author=st.session_state["propose_author"] or "", note=note,
            based_on=draft.held().seen_save,
        )  # fmt: skip
    return signing_wording.proposed(done)


def _act(act: object) -> None:
    """Do it, say what it did on the next run; a problem stays where it happened."""
    try:
        st.session_state[SAID] = act()
    except AbmError as error:
        frame.show_problem(error)
    else:
        st.rerun()


def _proposals(shown: Workshop, compared: Comparison) -> None:
    home = compared.live.programme
    with frame.cursor() as cursor:
        known = [one for one in proposals.listing(cursor)
                 if home is not None and one.programme_id == home.programme_id]  # fmt: skip
    if not known:
        return
    st.markdown("### Proposals")
    names = {f"Proposal {one.proposal_id}, {formats.day(one.proposed_at.date())}": one
             for one in known}  # fmt: skip
    chosen = names[st.selectbox("Proposal", list(names), key=WHICH, label_visibility="collapsed")]
    with frame.cursor() as cursor:
        changed = proposals.changes(cursor, chosen.proposal_id)
    st.markdown(frame.plain(signing_wording.listed(chosen, changed)))
    picked = _table(chosen, changed)
    closed = chosen.replaced_by or chosen.is_overtaken or not proposals.is_open(changed).any()
    if not closed:
        _sign(shown, chosen, changed, picked)


def _table(chosen: Proposal, changed: pd.DataFrame) -> list[str]:
    """The changes; the ids of those chosen in the list."""
    view = changed.assign(**{
        "from": changed["from_tier"].map(formats.tier), "to": changed["to_tier"].map(formats.tier),
        "who": [formats.listed([one for one in names if one]) for names in
                changed[["sales", "marketing", "other", "declined_by"]].to_numpy()],
    })  # fmt: skip
    column = st.column_config
    event = st.dataframe(
        view[SHOWN], hide_index=True, width="stretch",
        key=f"changes_{chosen.proposal_id}", on_select="rerun", selection_mode="multi-row",
        placeholder=formats.NONE,
        column_config={
            "name": column.TextColumn("Account", width=190), "from": "Live", "to": "Proposed",
            "score": column.NumberColumn("Score", format="%.1f"), "driver": "Driver",
            "state": "State", "who": "Signed or declined by", "declined_because": "Reason",
        },
    )  # fmt: skip
    return [str(changed["account_id"].iloc[row]) for row in event["selection"]["rows"]]


def _sign(shown: Workshop, chosen: Proposal, changed: pd.DataFrame, picked: list[str]) -> None:
    """Approve or decline the chosen changes, or all that are open."""
    n = len(picked) or int(proposals.is_open(changed).sum())
    which = "chosen" if picked else "open"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        house_people.saved_by("sign_person", "Signed by")
        reason = st.text_input("Reason", key="sign_reason", placeholder="Needed to decline")
        pressed = [
            verdict
            for verdict, label, icon in SIGNATURES
            if st.button(f"{label} {formats.count(n)} {which}", key=f"sign_{verdict}",
                         icon=f":material/{icon}:")
        ]  # fmt: skip
    for verdict in pressed:
        _act(lambda verdict=verdict: _signed(shown, chosen, verdict, picked, reason))


def _signed(
    shown: Workshop, chosen: Proposal, verdict: Verdict, picked: list[str], reason: str
) -> str:
    newer.require_newest(shown)
    with frame.cursor() as cursor:
        done = signing.sign(
            cursor, shown, chosen.proposal_id, person=st.session_state["sign_person"] or "",
            verdict=verdict, signed_at=frame.now(), account_ids=picked or None, reason=reason,
        )  # fmt: skip
    if done.saved is not None:
        draft.saw(done.saved.snapshot_id)
    return signing_wording.signed(done)
