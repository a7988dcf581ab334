"""What is decided about a person: roles by one click, power and support in a dialog, undone."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from abm_core import formats, schema
from abm_core.committee import decided, deciding, ratings, role_confirmations, roles_wording
from abm_core.committee import screen_wording as wording
from abm_core.committee.decided import Decision
from abm_core.committee.people import Person
from abm_core.errors import AbmError
from ui import frame, house_people

DONE, BACK = "committee_done", "committee_undo_asked"
ME = "committee_me"
UNCHANGED = "leave as it is"
HAS, HAS_NOT = "Has it", "Has it not"
NOT_RATED = "not rated"
SCALE: dict[str, int | None] = {
    NOT_RATED: None, **{word: place for place, word in enumerate(wording.SCALE)},
}  # fmt: skip


def say(contact_id: str, name: str, role: str, *, holds: bool) -> None:
    """Confirm or deny a role by one click."""
    def confirm(me: str) -> None:
        with frame.cursor() as cursor:
            made = role_confirmations.confirm(cursor, contact_id, role, holds=holds, author=me,
                                              confirmed_at=frame.now())
        _after(wording.done(name, role, holds=holds), made.confirmation_id)

    _signed(confirm)


def take_back(kind: str, number: int) -> None:
    """Undo a decision; what held before it holds again."""
    def undo(me: str) -> None:
        back = role_confirmations.undo if kind == decided.ROLE else ratings.undo
        with frame.cursor() as cursor:
            back(cursor, number, author=me, undone_at=frame.now())
        _after("Taken back; what held before holds again.")

    _signed(undo)


def _signed(act: Callable[[str], None]) -> None:
    """Do it in the name of who said so last, else of whom the machine knows; ask where neither."""
    me = st.session_state.get(ME) or frame.author()
    if me:
        act(me)
    else:
        _who(act)


@st.dialog("Who says so?", icon=":material/person:")
def _who(act: Callable[[str], None]) -> None:
    """Asked once; every later click in this window is signed by the same person."""
    house_people.saved_by("committee_signer", "Said by")
    if st.button("Go on", key="committee_sign", type="primary"):
        me = st.session_state["committee_signer"] or ""
        try:
            deciding.require_author(me)
        except AbmError as error:
            frame.show_problem(error)
        else:
            st.session_state[ME] = me
            act(me)


def notice() -> None:
    """What was done last, once, with a way back."""
    if BACK in st.session_state:
        take_back(decided.ROLE, st.session_state.pop(BACK))
    if DONE not in st.session_state:
        return
    sentence, number = st.session_state.pop(DONE)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.success(frame.plain(sentence), icon=":material/check_circle:")
        if number is not None:
            st.button("Undo", key="committee_undo", icon=":material/undo:", on_click=_ask_back,
                      args=(number,))  # fmt: skip


def _ask_back(number: int) -> None:
    """Remember the click: the notice with its button is gone when the page runs again."""
    st.session_state[BACK] = number


def _after(sentence: str, number: int | None = None) -> None:
    st.session_state[DONE] = (sentence, number)
    st.rerun()


@st.dialog("Roles, power and support", icon=":material/person_edit:")
def person(one: Person) -> None:
    """Everything that people of the house can say about a contact."""
    st.markdown(f"**{frame.plain(one.name)}**  \n{frame.plain(one.title) or 'No title'}")
    for role in one.roles:
        st.caption(f"{frame.plain(roles_wording.claim(role))}. "
                   f"{frame.plain(roles_wording.because(role))}")  # fmt: skip
    left, right = st.columns(2, gap="small", vertical_alignment="bottom")
    role = left.selectbox("Buying role", [UNCHANGED, *schema.BUYING_ROLES],
                          key=f"committee_role_{one.contact_id}")  # fmt: skip
    holds = right.segmented_control(
        "Which", [HAS, HAS_NOT], default=HAS, required=True, label_visibility="collapsed",
        key=f"committee_holds_{one.contact_id}", disabled=role == UNCHANGED,
    )  # fmt: skip
    rated = _scales(one)
    note = st.text_input("Note", key=f"committee_note_{one.contact_id}",
                         placeholder="How you know")  # fmt: skip
    house_people.saved_by("committee_author", "Said by")
    if st.button("Save", key="committee_keep", type="primary"):
        try:
            _keep(one, role, rated, note, holds=holds == HAS)
        except AbmError as error:
            frame.show_problem(error)
        else:
            _after(f"Saved: {one.name}.")


def _scales(one: Person) -> tuple[int | None, int | None, str]:
    """Authority, influence and support as chosen."""
    labels = {value: word for word, value in SCALE.items()}
    places = st.columns(3, gap="small")
    chosen = [
        place.selectbox(label, list(SCALE), index=list(SCALE).index(labels[value]), help=told,
                        key=f"committee_{label}_{one.contact_id}")
        for place, label, value, told in (
            (places[0], "Authority", one.authority, "Formal power: may they decide?"),
            (places[1], "Influence", one.influence, "Informal power: do others listen?"),
        )
    ]  # fmt: skip
    stands = [NOT_RATED, *schema.SUPPORT]
    support = places[2].selectbox(
        "Support", stands, index=stands.index(one.support or NOT_RATED),
        key=f"committee_support_{one.contact_id}", help="How they stand to us.",
    )  # fmt: skip
    return SCALE[chosen[0]], SCALE[chosen[1]], "" if support == NOT_RATED else support


def _keep(
    one: Person, role: str, rated: tuple[int | None, int | None, str], note: str, *, holds: bool
) -> None:
    said = {"author": st.session_state["committee_author"] or "", "note": note}
    is_rated = rated != (one.authority, one.influence, one.support)
    if role == UNCHANGED and not is_rated:
        raise AbmError("Nothing was changed.", "Choose a role, or rate power or support.")
    st.session_state[ME] = said["author"]
    with frame.cursor() as cursor:
        if role != UNCHANGED:
            role_confirmations.confirm(cursor, one.contact_id, role, holds=holds,
                                       confirmed_at=frame.now(), **said)
        if is_rated:
            authority, influence, support = rated
            ratings.rate(cursor, one.contact_id, authority=authority, influence=influence,
                         support=support, rated_at=frame.now(), **said)


def history(found: tuple[Decision, ...]) -> None:
    """Every decision about the people of the account; each can be taken back."""
    if not found:
        return
    label = f"{formats.counted(len(found), 'decision')} about these people"
    with st.expander(label, icon=":material/history:"):
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"{frame.plain(wording.decided(one))}  \n"
                            f":gray[{frame.plain(wording.signed(one, now=frame.now()))}]")
                if one.undone_at is None and st.button(
                    "Take back", key=f"committee_back_{one.kind}_{one.number}", type="tertiary"
                ):
                    take_back(one.kind, one.number)
