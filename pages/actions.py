"""Who does what by when? Actions, follow-up clocks, the load of each person, account teams."""

from __future__ import annotations

import streamlit as st

from abm_core.review import actions_wording as wording
from ui import actions_edit, actions_parts, actions_teams, actions_view, entry, frame


def main() -> None:
    """The screen: one sentence, four figures, the list, one of it to work on, load, teams."""
    st.title("Actions")
    if not len(frame.workshop().accounts):
        frame.empty_state(wording.NO_ACCOUNTS_TITLE, wording.NO_ACCOUNTS)
        return
    frame.bring_up_to_date()
    headline = st.container()
    look = actions_view.choose()
    actions_edit.notice()
    board = actions_view.board(look)
    headline.markdown(f"## {frame.plain(wording.headline(board))}")
    headline.caption(wording.reading(board, actions_view.as_of()))
    actions_parts.cards(board)
    actions_parts.listed(board)
    left, right = st.columns(2, gap="small")
    with left:
        actions_edit.one(board)
    with right:
        actions_parts.clocks(board)
    actions_parts.load(actions_view.loads())
    actions_teams.show(look, board.today)


entry.through_app()
with frame.page():
    main()
