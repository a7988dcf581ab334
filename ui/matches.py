"""Whom references mean, which records are one: on Data, only where there is something."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.intake.match import deciding, decisions, duplicates, listing, questions, undoing
from abm_core.intake.match.decisions import Decision
from abm_core.intake.match.duplicates import Pair
from abm_core.intake.match.questions import Candidate, Question
from ui import frame, matches_ledger, matches_pairs

AT_ONCE = 10
DONE = "matches_done"
NOBODY = "none"


class Found(NamedTuple):
    """What the screen shows of matches; ``has_few`` accounts are compared without being asked."""

    questions: list[Question]
    has_few: bool
    history: list[Decision]
    n_matches: int


Key = tuple[str, int, tuple[int, int], int]
Pairs = dict[str, list[Pair]]


@st.cache_resource(show_spinner="Looking for references to decide…", max_entries=4)
def _read(path: str, opened: int, versions: tuple[int, int], n_imports: int) -> Found:
    with frame.open_once(path).cursor() as cursor:
        return Found(
            questions.read(cursor),
            store.count_rows(cursor, schema.ACCOUNTS) <= duplicates.FEW,
            decisions.history(cursor), store.count_rows(cursor, schema.MATCHES),
        )  # fmt: skip


@st.cache_resource(show_spinner="Looking for records that look like one…", max_entries=4)
def _pairs(
    path: str, opened: int, versions: tuple[int, int], n_imports: int, *, near_names: bool
) -> Pairs:
    with frame.open_once(path).cursor() as cursor:
        return {kind: find(cursor, near_names=near_names)
                for kind, find in duplicates.FINDERS.items()}  # fmt: skip


def _key() -> Key:
    """What is read once holds until the next import or decision."""
    shown = frame.current_store()
    with shown.cursor() as cursor:
        n_imports = store.count_rows(cursor, schema.IMPORTS)
        return str(shown.path), id(shown), store.versions(cursor), n_imports


def panel() -> None:
    """References to decide, duplicates, decisions and the ledger; nothing where there is none."""
    key = _key()
    known = _read(*key)
    pairs = _pairs(*key, near_names=True) if known.has_few else None
    is_there = pairs is None or any(pairs.values())
    if not (known.questions or is_there or known.history or known.n_matches):
        return
    with st.container(border=True, gap="small"):
        st.markdown("### Matches", help="How references in files found their accounts, and which "
                    "records look like one. Nothing is merged unless you ask for it.")  # fmt: skip
        text = listing.headline(
            known.questions, pairs["accounts"] if pairs else [], known.n_matches,
            len(known.history),
        )
        st.markdown(f"**{frame.plain(text)}**")
        if DONE in st.session_state:
            st.success(frame.plain(st.session_state.pop(DONE)), icon=":material/check_circle:")
        _questions(known.questions)
        matches_pairs.panel(pairs, lambda near: _pairs(*key, near_names=near), after)
        _history(known.history)
        matches_ledger.panel(known.n_matches)


def after(sentence: str) -> None:
    """Show what was done once the page has drawn what holds now."""
    st.session_state[DONE] = sentence
    st.rerun()


def _questions(asked: list[Question]) -> None:
    if not asked:
        return
    with st.expander(f"References to decide ({len(asked):,})", expanded=True,
                     icon=":material/help:", key="match_questions"):  # fmt: skip
        wanted = st.text_input("Find a reference", key="question_search") if len(
            asked) > AT_ONCE else ""  # fmt: skip
        chosen = [one for one in asked if wanted.casefold() in one.text.casefold()]
        for one in chosen[:AT_ONCE]:
            _question(one)
        if note := listing.counted(len(chosen[:AT_ONCE]), len(chosen), "references"):
            st.caption(f"{note} Those with most rows come first.")


def _question(one: Question) -> None:
    """A reference, its rows, whom it could mean, and the button that decides."""
    options = [*(each.account_id for each in one.candidates), NOBODY]
    labels = {each.account_id: _label(each) for each in one.candidates}
    labels[NOBODY] = "None of them"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            f"**{frame.plain(one.text)}** · {frame.plain(one.where)}", options,
            format_func=labels.__getitem__, index=None, placeholder="Choose an account",
            key=f"means_{one.subject}",
            help="Decided once, it holds for every row that says the same, also in later files.",
        )  # fmt: skip
        if st.button("Decide", key=f"decide_{one.subject}", disabled=chosen is None):
            _run(lambda: deciding.decide(
                frame.current_store(), one.subject, None if chosen == NOBODY else chosen,
                author=frame.author() or None, now=frame.now(),
            ))  # fmt: skip


def _label(each: Candidate) -> str:
    parts = (f"{each.name} ({each.account_id})", each.domain, each.country, each.evidence)
    return " · ".join(filter(None, parts))


def _history(made: list[Decision]) -> None:
    """What was decided, newest first, with the way back."""
    if not made:
        return
    with st.expander(f"Decisions ({len(made):,})", icon=":material/history:",
                     key="match_history"):  # fmt: skip
        for one in made[:AT_ONCE]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(
                    f"{one.decided_at:%d %b %Y}  {frame.plain(decisions.sentence(one))}",
                    width="stretch",
                )
                if one.undone_at is None and st.button("Undo", key=f"undo_{one.decision_id}"):
                    number = one.decision_id
                    _run(lambda number=number: undoing.undo(
                        frame.current_store(), number, author=frame.author() or None,
                        now=frame.now(),
                    ))  # fmt: skip
        if note := listing.counted(len(made[:AT_ONCE]), len(made), "decisions"):
            st.caption(note)


def _run(act: Callable[[], str]) -> None:
    """Do something that a person decided; what is wrong with it as a sentence."""
    try:
        sentence = act()
    except AbmError as error:
        frame.show_problem(error)
    else:
        after(sentence)
