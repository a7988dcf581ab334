"""One account: why it stands where it stands, who is involved, what happened, what is planned."""

from __future__ import annotations

import streamlit as st

from abm_core.review import account_wording as wording
from ui import account_parts, account_plan, account_story, account_view, entry, frame


def main() -> None:
    """The screen: one sentence, four figures, the score, the story, people, deals, the plan."""
    st.title("Account")
    if not len(frame.workshop().accounts):
        frame.empty_state(wording.EMPTY_TITLE, wording.EMPTY)
        return
    frame.bring_up_to_date()
    account_id = account_view.choose()
    found = account_view.seen(account_id)
    account_parts.badges(found)
    st.markdown(f"## {frame.plain(wording.headline(found))}")
    st.caption(frame.plain(wording.reading(found)))
    account_parts.cards(found)
    left, right = st.columns([0.58, 0.42], gap="small")
    with left:
        account_story.build_up(found)
    with right:
        account_story.history(found)
    account_story.timeline(found)
    left, right = st.columns([0.64, 0.36], gap="small")
    with left:
        account_parts.people(found)
    with right:
        account_parts.roles(found)
    account_parts.deals(found)
    account_plan.show(found)
    account_parts.family(found)


entry.through_app()
with frame.page():
    main()
