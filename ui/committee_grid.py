"""The role grid: a card per role with the people in it, a dashed one where somebody is missing."""

from __future__ import annotations

import streamlit as st

from abm_core.committee import decided, roles_wording
from abm_core.committee import screen_wording as wording
from abm_core.committee.grid import Candidate, Card, Playing
from ui import committee_edit, frame
from ui.committee_look import Seen

COLORS = {wording.GOOD: "green", wording.BAD: "orange", wording.NEITHER: "gray"}
# The theme knows no dashed line; a card for somebody who is missing has one.
DASHED = """<style>[class*='st-key-committee_gap_'] {
border: 1px dashed color-mix(in srgb, currentColor 40%, transparent) !important}</style>"""


def show(found: Seen) -> None:
    """All cards: the required roles in their order, then other roles held."""
    st.markdown("### Who plays which role")
    if not found.lines:
        st.caption(wording.NO_TIER)
    if not found.cards:
        return
    st.html(DASHED)
    with st.grid(3, min_column_width=290, gap="small"):
        for card in found.cards:
            _card(card, found)


def _card(card: Card, found: Seen) -> None:
    word, kind = wording.state(card)
    place = "gap" if wording.gap(card) and not card.shown else "card"
    with st.container(border=True, gap="xsmall", height="stretch",
                      key=f"committee_{place}_{_slug(card.name)}"):  # fmt: skip
        st.markdown(f"**{card.name[:1].upper()}{card.name[1:]}** :{COLORS[kind]}-badge[{word}]")
        for one in card.shown:
            _person(card, one, found)
        if card.n_more:
            st.caption(wording.more(card))
        if gap := wording.gap(card):
            st.caption(frame.plain(gap))
        for other in card.candidates:
            _candidate(card, other)


def _slug(name: str) -> str:
    return name.replace(" ", "_").replace("/", "_")


def _person(card: Card, one: Playing, found: Seen) -> None:
    person, role = one
    decision = decided.behind(found.decisions, person.contact_id, role.role)
    color = "gray" if role.source == "inferred" else "blue"
    badges = [f":{color}-badge[{frame.plain(wording.source(role, decision))}]"]
    badges += [f":{COLORS[kind]}-badge[{word}]" for word, kind in wording.standing(person)]
    title = f"  \n{frame.plain(person.title)}" if person.title else ""
    st.markdown(f"**{frame.plain(person.name)}**{title}  \n{' '.join(badges)}")
    reason = roles_wording.because(role)
    st.caption(frame.plain(f"{wording.evidence(role, reason, decision)} "
                           f"{wording.last_heard(person)}."))  # fmt: skip
    end = f"{person.contact_id}_{_slug(card.name)}"
    with st.container(horizontal=True, gap="small"):
        if role.source != "confirmed" and st.button(
            "Confirm", key=f"committee_yes_{end}", icon=":material/check:", type="tertiary",
            help=frame.plain(f"{person.name} is {role.role}"),
        ):  # fmt: skip
            committee_edit.say(person.contact_id, person.name, role.role, holds=True)
        if st.button("Not this role", key=f"committee_no_{end}", icon=":material/close:",
                     type="tertiary"):  # fmt: skip
            committee_edit.say(person.contact_id, person.name, role.role, holds=False)
        if st.button("Edit", key=f"committee_edit_{end}", icon=":material/edit:",
                     type="tertiary"):  # fmt: skip
            committee_edit.person(person)


def _candidate(card: Card, other: Candidate) -> None:
    """Somebody known whose title fits; one click says so."""
    title = f", {frame.plain(other.title)}" if other.title else ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"Could be **{frame.plain(other.name)}**{title}")
        if st.button("Confirm", key=f"committee_fill_{other.contact_id}_{_slug(card.name)}_"
                     f"{_slug(other.role)}", icon=":material/check:", type="tertiary",
                     help=frame.plain(f"{other.name} is {other.role}")):  # fmt: skip
            committee_edit.say(other.contact_id, other.name, other.role, holds=True)
