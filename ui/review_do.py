"""What to do this week: the actions that the review proposes, and who takes them on."""

from __future__ import annotations

import streamlit as st

from abm_core import formats
from abm_core.output import review_words
from abm_core.review import action_items, behind_wording
from abm_core.review.action_items import ActionItem
from abm_core.review.document import Action, Review
from ui import frame, house_people, places, review_behind, review_parts

TAKEN = "review_taken"
OWNER, AUTHOR, STEP, DUE = "review_owner", "review_taker", "review_step", "review_due"
STATUS = {"open": ":orange-badge[On the list]", "done": ":green-badge[Done]",
          "dropped": ":gray-badge[Dropped]"}  # fmt: skip


def actions(review: Review) -> None:
    """At most seven, the most urgent first."""
    if TAKEN in st.session_state:
        st.toast(st.session_state.pop(TAKEN), icon=":material/check:")
    taken = _taken(review)
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {review_words.TO_DO}", width="stretch")
            review_behind.button(
                tuple(dict.fromkeys(behind for one in review.actions
                                    for behind in behind_wording.of_action(one))),
                "review_actions", review_words.title(review),
            )  # fmt: skip
        if not review.actions:
            st.markdown(review_words.QUIET[review_words.TO_DO])
        for one in review.actions:
            _action(one, review, taken.get((one.account_id, one.key)))
        st.page_link(places.ACTIONS_PAGE, label="All actions", icon=":material/checklist:")


def _taken(review: Review) -> dict[tuple[str, str], ActionItem]:
    """The actions of the week that are on the list already."""
    with frame.cursor() as cursor:
        found = action_items.of(cursor, week=review.week)
    return {(one.account_id, one.reason_kind): one for one in found}


def _action(of: Action, review: Review, item: ActionItem | None) -> None:
    _, _, owner, step, day = review_words.action(of, review.week)
    name, reason, what, who = st.columns([0.19, 0.42, 0.27, 0.12], gap="small")
    with name:
        review_parts.account(of.account_id, of.account)
    reason.markdown(frame.plain(of.reason.text))
    what.markdown(
        f"**{frame.plain(step)}**  \n{frame.plain(owner)} · by {frame.plain(day)}  \n"
        f":gray[{frame.plain(of.at_risk.shown)} at risk]")
    with who:
        if item:
            st.markdown(STATUS[item.status])
        elif st.button(
            "Take on", key=f"review_take_{of.account_id}_{of.key}",
            help=f"Put “{frame.plain(of.account)}” on the list of actions.",
        ):  # fmt: skip
            take(of, review)


@st.dialog("Take on")
def take(of: Action, review: Review) -> None:
    """Who does it, what, by when."""
    st.markdown(f"**{frame.plain(of.account)}**  \n{frame.plain(of.reason.text)}")
    step = st.text_input("Next step", of.next_step, key=STEP)
    owner = st.text_input("Owner", of.owner, key=OWNER, placeholder=review_words.NOBODY)
    today = frame.now().date()
    due = st.date_input("By", max(of.due_on, today), key=DUE, format="YYYY-MM-DD")
    house_people.saved_by(AUTHOR, "Taken on by")
    if st.button("Put on the list", type="primary", key="review_take_save"):
        with frame.page():
            with frame.cursor() as cursor:
                action_items.add(
                    cursor, of.account_id, reason=of.reason.text, next_step=step, due_on=due,
                    owner=owner, opportunity_id=of.opportunity_id or None,
                    source=action_items.REVIEW, review_week=review.week, reason_kind=of.key,
                    author=st.session_state[AUTHOR] or "", now=frame.now(),
                )  # fmt: skip
            st.session_state[TAKEN] = f"On the list, due on {formats.day(due)}."
            st.rerun()
