"""What can the data answer: the six questions, what is missing, where it comes from."""

from __future__ import annotations

import streamlit as st

from abm_core import readiness, schema
from abm_core.readiness import ANSWERABLE, NOT_YET, PARTLY, Answer
from ui import frame, quality

BADGES = {
    ANSWERABLE: ":green-badge[:material/check_circle: Answerable]",
    PARTLY: ":yellow-badge[:material/contrast: Partly]",
    NOT_YET: ":gray-badge[:material/circle: Not yet]",
}


@st.cache_resource(show_spinner=False, max_entries=8)
def _answers(path: str, opened: int, versions: tuple[int, int]) -> list[Answer]:
    with frame.open_once(path).cursor() as cursor:
        return readiness.read(cursor)


def panel() -> None:
    """One sentence, a row per question, and where to get what is missing."""
    answers = _answers(*quality.key())
    with st.container(border=True, gap="small"):
        st.markdown("### What your data can answer")
        st.markdown(f"**{frame.plain(readiness.headline(answers))}**")
        with st.grid(3, min_column_width=250, gap="small"):
            for answer in answers:
                _question(answer)
        _sources(answers)


def _question(answer: Answer) -> None:
    """A question, its verdict, and what is missing."""
    question, missing = answer.question, readiness.missing_words(answer)
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.markdown(f"**{question.text}** :gray[{question.screen}]")
        st.markdown(BADGES[answer.verdict])
        if missing:
            st.caption(f"Missing: {frame.plain(missing)}")


def _sources(answers: list[Answer]) -> None:
    """Where each missing file comes from, in the words of the system that has it."""
    wanted = readiness.sources(answers)
    if not wanted:
        return
    with st.expander("Where to get what is missing", icon=":material/outbound:"):
        for source in wanted:
            st.markdown(
                f"**{schema.entity(source.entity).label}**  \n"
                f"Salesforce: {frame.plain(source.salesforce)}  \n"
                f"HubSpot: {frame.plain(source.hubspot)}  \n"
                f":gray[Columns to take along: {frame.plain(source.columns)}]"
            )
