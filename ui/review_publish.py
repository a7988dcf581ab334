"""Publishing the weekly review: freeze it, read it as it was, notes and decisions beside it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from abm_core.output import excel, review_html, review_pdf, review_words, review_workbook
from abm_core.review import behind_wording, notes, published
from abm_core.review.document import Note, Review
from ui import downloads, frame, house_people, review_behind, review_view
from ui.review_view import Choice, Shown

DONE = "review_published"
AUTHOR, CORRECTION = "review_author", "review_correction"
KIND, TEXT, WRITER, ROUND = "review_note_kind", "review_note_text", "review_note_by", "review_note"
KINDS = {"comment": "Comment", "decision": "Decision"}
FREEZES = (
    "Publishing keeps the review as it is now: every text, number and row behind it, whatever is "
    "imported, corrected or tiered anew later. Its actions go on the list of actions, and the "
    "next review opens with what became of them. A week is published once; what turns out wrong "
    "is put right by a correction, and both stay."
)  # fmt: skip


def bar(choice: Choice, shown: Shown) -> None:
    """Whether it is published and how the past was read; files; the button that publishes."""
    if DONE in st.session_state:
        st.toast(st.session_state.pop(DONE), icon=":material/check:")
    review = shown.review
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_state(shown), width="stretch")
        _read(choice, shown)
        review_behind.button(behind_wording.of_said(review.headline), "review_top",
                             review_words.title(review))  # fmt: skip
        files(shown)
        if not shown.is_frozen:
            label = "Publish a correction" if shown.publication else "Publish"
            if st.button(label, type="primary", key="review_publish", icon=":material/lock:"):
                publish(choice, shown)


def _state(shown: Shown) -> str:
    badge = ":green-badge[Published]" if shown.is_frozen else ":gray-badge[Draft]"
    told = f"{review_words.publication(shown.publication)} {shown.review.reading}"
    return f"{badge} :small[:gray[{frame.plain(told)}]]"


def _read(choice: Choice, shown: Shown) -> None:
    """Of a published week: as it was, or as it would be told today, where that differs."""
    if shown.publication is None:
        return
    if shown.is_frozen and not review_view.differs(choice, shown.review):
        return
    st.segmented_control(
        "Read", [review_view.FROZEN, review_view.TODAY], key=review_view.READ, required=True,
        default=review_view.FROZEN, label_visibility="collapsed", persist_state="session",
        help="Data or rules have changed since: today the same week would be told otherwise.",
    )  # fmt: skip


def told_otherwise(choice: Choice, shown: Shown) -> None:
    """Say so where the week would be told otherwise today."""
    if shown.is_frozen and review_view.differs(choice, shown.review):
        st.info("Data or rules have changed since it was published: today this week would be told "
                "otherwise. Choose “As it is today” to see it; the published one stays.",
                icon=":material/history:")  # fmt: skip


@st.dialog("Publish this review")
def publish(choice: Choice, shown: Shown) -> None:
    """Who publishes, and what that means."""
    st.markdown(f"**{frame.plain(review_words.title(shown.review))}**")
    st.markdown(FREEZES)
    correction = ""
    if shown.publication:
        st.markdown(frame.plain(review_words.publication(shown.publication)))
        correction = st.text_input("What the correction puts right", key=CORRECTION)
    house_people.saved_by(AUTHOR, "Published by")
    ready = bool(correction.strip()) or shown.publication is None
    if st.button("Publish", type="primary", key="review_publish_save", disabled=not ready):
        with frame.page():
            with frame.cursor() as cursor:
                published.publish(cursor, review_view.marked(choice), correction=correction,
                                  author=st.session_state[AUTHOR] or "", now=frame.now())
            st.session_state[DONE] = "Published. It stays as it is."
            st.session_state.pop(review_view.READ, None)
            st.rerun()  # fmt: skip


def files(shown: Shown) -> None:
    """The review as a page, a workbook, and PDF where the machine can."""
    stem = frame.file_stem(review_words.title(shown.review))
    with st.popover("Download", icon=":material/download:"):
        for label, ending, mime, made in (
            ("HTML page", "html", "text/html", _html),
            ("Excel workbook", "xlsx", excel.MIME, _book),
            *([("PDF", "pdf", "application/pdf", _pdf)] if review_pdf.can() else []),
        ):
            downloads.button(
                label, partial(made, shown), file=f"{stem}.{ending}", mime=mime,
                key=f"review_{ending}", what=review_words.title(shown.review), width="stretch",
                icon=None,
            )  # fmt: skip


def _told(shown: Shown) -> tuple[Review, tuple[Note, ...]]:
    """The review as a file takes it: a draft with its notes, a published one with later ones."""
    if shown.is_frozen:
        return shown.review, shown.notes
    return shown.review._replace(notes=shown.notes), ()


def _html(shown: Shown) -> str:
    review, later = _told(shown)
    return review_html.page(review, shown.publication if shown.is_frozen else None, later=later)


def _pdf(shown: Shown) -> bytes:
    return review_pdf.pdf(_html(shown))


def _book(shown: Shown) -> bytes:
    review, later = _told(shown)
    return review_workbook.workbook(
        review, shown.publication if shown.is_frozen else None, later=later, made_at=frame.now())


def written(choice: Choice, shown: Shown) -> None:
    """Notes and decisions of the week, and a place for another."""
    frozen = shown.review.notes if shown.is_frozen else ()
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"### {review_words.DECIDED}")
        for one in frozen:
            _note(one)
        if frozen and shown.notes:
            st.caption(review_words.ADDED)
        for one in shown.notes:
            _note(one)
        if not (frozen or shown.notes):
            st.caption("Nothing was written about this week yet.")
        _add(choice)


def _note(of: Note) -> None:
    badge = "green" if of.kind == "decision" else "gray"
    st.markdown(f":{badge}-badge[{KINDS[of.kind]}] {frame.plain(review_words.noted(of))}")


def _add(choice: Choice) -> None:
    st.session_state.setdefault(ROUND, 0)
    place = st.session_state[ROUND]
    with st.form(f"review_note_{place}", border=False):
        kind = st.segmented_control("Kind", list(KINDS), default="comment", required=True,
                                    key=f"{KIND}_{place}", format_func=KINDS.__getitem__)
        text = st.text_area("What was said or decided", key=f"{TEXT}_{place}", height=80)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            house_people.saved_by(f"{WRITER}_{place}", "Written by")
            sent = st.form_submit_button("Add", key=f"review_note_add_{place}")
    if not sent:
        return
    with frame.page():
        home = choice.programme.name if choice.programme else ""
        with frame.cursor() as cursor:
            notes.add(cursor, home, choice.scope, choice.week, text=text, kind=kind,
                      author=st.session_state[f"{WRITER}_{place}"] or "", now=frame.now())
        st.session_state[ROUND] += 1
        st.rerun()  # fmt: skip
