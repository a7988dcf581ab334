"""Saving a tiering: who enters and leaves, in which programme, from which day."""

from __future__ import annotations

import streamlit as st

from abm_core import formats, settings
from abm_core.errors import AbmError
from abm_core.targeting import target_list
from abm_core.targeting.model import Scored
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import draft, frame, house_people, icp_hold, icp_random, newer

SAVED = "icp_saved"


def button(shown: Workshop, compared: Comparison) -> None:
    """The button that opens the dialog, and the word that it is done."""
    if SAVED in st.session_state:
        st.toast(st.session_state.pop(SAVED), icon=":material/check:")
    if st.button("Save & make live", key="save", type="primary", icon=":material/check_circle:"):
        _dialog(shown, compared)


@st.dialog("Make this tiering live", icon=":material/check_circle:")
def _dialog(shown: Workshop, compared: Comparison) -> None:
    _counts(compared)
    programme = compared.live.programme
    st.text_input(
        "Programme", programme.name if programme else settings.PROGRAMME.value,
        key="save_programme", help="A new name starts a new programme.",
    )  # fmt: skip
    st.date_input(
        "Effective on", shown.as_of, key="save_day",
        help="Dates every entry and exit. Never before the newest entry of the list.",
    )  # fmt: skip
    house_people.saved_by("save_author")
    st.text_input("Note", key="save_note", placeholder="Why, for those who ask later")
    tiers = icp_hold.held(shown, compared, "save_hold")
    drawn = icp_random.offer(shown, compared, tiers)
    if st.button("Make live", key="save_confirm", type="primary"):
        try:
            _save(shown, compared, tiers, drawn)
        except AbmError as error:
            frame.show_problem(error)
            draft.saw(compared.live.save_id)
        else:
            st.rerun()


def _counts(compared: Comparison) -> None:
    """What the save does, tier by tier."""
    for line in compared.lines:
        st.markdown(
            f"**Tier {line.tier}**: {formats.count(line.n_live)} → "
            f"{formats.counted(line.n_draft, 'account')}"
            f" :gray[{formats.count(line.n_enter)} enter, {formats.count(line.n_leave)} leave]"
        )


def _save(
    shown: Workshop, compared: Comparison, tiers: Scored, drawn: icp_random.Asked | None
) -> None:
    newer.require_newest(shown)
    kept = draft.held()
    state = st.session_state
    name = state["save_programme"].strip() or settings.PROGRAMME.value
    same = compared.live.programme is not None and compared.live.programme.name == name
    author, said = (state["save_author"] or "").strip(), ""
    with frame.cursor() as cursor:
        based_on = kept.seen_save if same else target_list.newest_save(cursor, name)
        if drawn is not None:
            said = icp_random.draw(cursor, shown, drawn, programme=name, author=author,
                                   based_on=based_on, effective_on=state["save_day"])  # fmt: skip
        done = target_list.save(
            cursor, shown.accounts, tiers,
            programme=name,
            as_of=shown.as_of,
            effective_on=state["save_day"],
            saved_at=frame.now(),
            author=author,
            note=state["save_note"].strip(),
            based_on=based_on,
        )  # fmt: skip
    state[SAVED] = (
        f"Live: {formats.counted(done.n_entered, 'account')} entered, "
        f"{formats.count(done.n_left)} left, {formats.count(done.n_moved)} changed tier. {said}"
    ).strip()
    draft.end()


def overtaken_notice(compared: Comparison) -> None:
    """Another window has saved since this draft began: say so before the user saves."""
    kept = draft.held()
    live = compared.live
    if kept.seen_save == live.save_id or live.save_id is None:
        return
    by = f" by {frame.plain(live.saved_by)}" if live.saved_by else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f":orange-badge[:material/sync: Changed] Another window made tiers live{by} while you "
            "worked. Your draft is kept and now compared with them."
        )
        st.button("Compare with these", key="saw", on_click=draft.saw, args=(live.save_id,))
