"""The parts of the weekly review: figures, what changed, why, watch, what became of actions."""

from __future__ import annotations

import streamlit as st

from abm_core import formats
from abm_core.output import review_charts, review_pictures, review_words
from abm_core.review import behind_wording
from abm_core.review.document import Change, Changes, Measure, Review
from abm_core.review.said import Said
from ui import figures, frame, places, review_behind

LARGEST = 3  # changes of a group that stand there at first
OPENED = 2  # groups of changes that stand open at first
STATUS = {"done": ":green-badge[Done]", "open": ":orange-badge[Open]",
          "dropped": ":gray-badge[Dropped]"}  # fmt: skip


def top(review: Review) -> None:
    """The sentence of the week."""
    st.markdown(f"## {frame.plain(review.headline.text)}")


def _about(review: Review) -> str:
    return review_words.title(review)


def cards(review: Review) -> None:
    """The four measures, each with its line and normal range."""
    with st.grid(4, min_column_width=150, gap="small"):
        for one in review.measures:
            _card(one, review)


def _card(of: Measure, review: Review) -> None:
    key = f"review_{of.key}"
    with st.container(border=True, gap="xsmall", height="stretch", key=f"{key}_card"):
        number = frame.plain(of.newest.shown)
        st.metric(frame.plain(of.label), f":gray[{number}]" if of.doubt else number)
        figures.show(review_charts.course(of, frame.palette()), f"{key}_line", of.said.text)
        text = frame.plain(of.said.text)
        if of.doubt:
            st.markdown(f":gray-badge[:material/schedule: Not to be trusted yet] :small[{text}]")
        elif of.signal:
            st.markdown(f":small[:orange[**{text}**]]")
        else:
            st.markdown(f":small[:gray[{text}]]")
        review_behind.button(behind_wording.of_measure(of), key, _about(review))


def changed(review: Review) -> None:
    """What changed: a group per kind, its changes with their cause when it is open."""
    groups = [one for one in review.changes if one.changes]
    quiet = [one.said.text for one in review.changes if not one.changes]
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown(f"### {review_words.CHANGED}")
        if not groups:
            st.markdown(review_words.QUIET[review_words.CHANGED])
        for at, one in enumerate(groups):
            _group(one, review, opened=at < OPENED)
        if quiet:
            st.caption(frame.plain(" ".join(quiet)))


def _group(of: Changes, review: Review, *, opened: bool) -> None:
    key = f"review_{of.kind.replace(' ', '_')}"
    body = st.expander(f"{_mark(of)} **{frame.plain(of.said.text)}**", opened, key=key,
                       on_change="rerun", type="compact")  # fmt: skip
    if not body.open:
        return
    with body:
        listed = st.container(gap="xsmall")
        with st.container(horizontal=True, vertical_alignment="center"):
            shows_all = len(of.changes) <= LARGEST or st.toggle(
                f"All {formats.count(len(of.changes))}", key=f"{key}_all", width="stretch")
            review_behind.button(behind_wording.of_changes(of), key, _about(review))
        with listed:
            for one in of.changes if shows_all else of.changes[:LARGEST]:
                _change(one)


def _mark(of: Changes) -> str:
    if of.kind in review_pictures.GOOD:
        return ":green[▲]"
    return ":orange[▼]" if of.kind in review_pictures.BAD else ":gray[■]"


def _change(of: Change) -> None:
    """One change: a way to the account, what happened, why."""
    left, right = st.columns([0.27, 0.73], gap="xsmall")
    with left:
        account(of.account_id, of.account)
    right.markdown(f"{frame.plain(of.said.text)} :gray[{frame.plain(of.cause.text)}]")


def account(account_id: str, name: str) -> None:
    """A way to the page of an account."""
    st.page_link(places.ACCOUNT_PAGE, label=f"**{frame.plain(name)}**",
                 query_params={"account": account_id})  # fmt: skip


def beside(review: Review) -> None:
    """Why, in evidence lines; what to watch."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        _points(review_words.WHY, review.why, review)
        _points(review_words.WATCH, review.watch, review)


def _points(heading: str, told: tuple[Said, ...], review: Review) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"### {heading}", width="stretch")
        review_behind.button(behind_wording.of_said(*told), f"review_{heading}", _about(review))
    if not told:
        st.markdown(review_words.QUIET[heading])
    for one in told:
        st.markdown(f"- {frame.plain(one.text)}")


def earlier(review: Review) -> None:
    """The actions of the last published review, and what became of them."""
    if not review.earlier:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"### {review_words.BEFORE}")
        for one in review.earlier:
            text = frame.plain(review_words.became(one, review.week))
            st.markdown(f"{STATUS[one.status]} {text}")
        st.page_link(places.ACTIONS_PAGE, label="All actions", icon=":material/checklist:")


def footer(review: Review) -> None:
    """Definitions, limits, and which data and rules the review rests on."""
    with st.expander("Definitions and limits", icon=":material/help:", key="review_footer"):
        for text in review.footer:
            st.caption(frame.plain(text))
        st.caption(frame.plain(review_words.versions(review.versions)))
