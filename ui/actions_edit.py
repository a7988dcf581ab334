"""One action: what it says, changed in place, closed, put off, taken back; and adding another.

What somebody types stays until it is saved or set aside: while other actions are looked at, other
pages, and while somebody else changes the same action.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from abm_core.errors import AbmError
from abm_core.review import action_board, action_items
from abm_core.review import actions_wording as wording
from abm_core.review.action_board import Board
from abm_core.review.action_items import ActionItem, Changes
from ui import account_pick, actions_view, frame, places

ONE, ASKED, BASES = "actions_one", "actions_asked", "actions_bases"
DONE, BACK = "actions_written", "actions_back"
FIELDS = ("next_step", "reason", "owner", "due_on")
NEW = "actions_new"


def remember(shown: Sequence[ActionItem], table: str) -> None:
    """The row that was clicked is the action to work on."""
    rows = st.session_state[table]["selection"]["rows"]
    if rows:
        st.session_state[ASKED] = shown[rows[0]].action_id


def notice() -> None:
    """What was done last, once, with a way back."""
    if BACK in st.session_state:
        number, version = st.session_state.pop(BACK)
        _act(lambda cursor, me: action_items.undo(cursor, number, seen=version, author=me,
                                                  now=frame.now()))  # fmt: skip
    if DONE not in st.session_state:
        return
    sentence, number, version = st.session_state.pop(DONE)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.success(frame.plain(sentence), icon=":material/check_circle:")
        if version > 1:
            st.button("Undo", key="actions_undo_last", icon=":material/undo:",
                      on_click=_ask_back, args=(number, version))  # fmt: skip


def _ask_back(number: int, version: int) -> None:
    st.session_state[BACK] = (number, version)


def _act(write: Callable[[Any, str], ActionItem]) -> None:
    """Write in my name, say so, and begin the page anew; a problem is shown and nothing lost."""
    try:
        with frame.cursor() as cursor:
            item = write(cursor, st.session_state.get(actions_view.ME) or "")
    except AbmError as error:
        frame.show_problem(error)
        return
    _bases().pop(_place(item.action_id), None)
    st.session_state[DONE] = (wording.done(item), item.action_id, item.version)
    st.rerun()


def one(board: Board) -> None:
    """The action that is chosen, with all that can be done to it."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown("### Work on one")
        known = {item.action_id: item for item in board.items}
        if not known:
            st.caption("Choose what to look at above, or add an action.")
            return
        item = known[_chosen({one.action_id: wording.choice(one, board.today)
                              for one in board.items})]  # fmt: skip
        st.caption(frame.plain(wording.came_from(item)))
        if item.is_open:
            _open(item, board)
        else:
            _closed(item, board)
        st.page_link(places.ACCOUNT_PAGE, label=frame.plain(item.account),
                     icon=":material/domain:", query_params={"account": item.account_id})


def _chosen(labels: dict[int, str]) -> int:
    """The action that is worked on: of a row that was clicked, else as before.

    A browser knows a choice by its label. Labels here change with what is written, so the choice
    is another one with every change of them, and begins where the last one stood.
    """
    state, key = st.session_state, f"actions_pick_{hash(tuple(labels.values()))}"
    wanted = state.pop(ASKED, None) or state.get(key) or state.get(ONE)
    state[key] = wanted if wanted in labels else next(iter(labels))
    state[ONE] = st.selectbox(
        "Action", list(labels), key=key, format_func=labels.__getitem__,
        help="A click on a row of the list chooses it too.",
    )  # fmt: skip
    return int(state[ONE])


def _bases() -> dict[tuple[str, int], ActionItem]:
    """What every draft is built on, by action; own data and sample apart."""
    found: dict[tuple[str, int], ActionItem] = st.session_state.setdefault(BASES, {})
    return found


def _place(action_id: int) -> tuple[str, int]:
    return frame.choice(), action_id


def _key(action_id: int, field: str) -> str:
    return f"actions_{field}_{frame.choice()}_{action_id}"


def _draft(base: ActionItem) -> Changes:
    """What is typed and differs from what it was built on."""
    typed = {field: st.session_state.get(_key(base.action_id, field)) for field in FIELDS}
    said = {field: "" if value is None else value for field, value in typed.items()}
    return {field: value for field, value in said.items()
            if value != getattr(base, field)}  # type: ignore[return-value]


def _base(item: ActionItem) -> ActionItem:
    """What the fields are built on: the item as it is now, unless a draft began before."""
    base = _bases().get(_place(item.action_id))
    if base is None or (base.version != item.version and not _draft(base)):
        _bases()[_place(item.action_id)] = base = item
        for field in FIELDS:
            st.session_state[_key(item.action_id, field)] = getattr(item, field) or None
    return base


def _open(item: ActionItem, board: Board) -> None:
    base = _base(item)
    _fields(item)
    draft = _draft(base)
    if draft and base.version != item.version:
        st.warning(frame.plain(wording.changed_since(item)), icon=":material/group:")
    with st.container(horizontal=True, gap="small"):
        save = st.button("Save", key="actions_save", type="primary", disabled=not draft)
        aside = st.button("Set aside", key="actions_aside", disabled=not draft,
                          help="Forget what was typed here.")  # fmt: skip
        later = st.button(f"{action_board.SNOOZE_DAYS} days later", key="actions_snooze",
                          icon=":material/snooze:", disabled=bool(draft))  # fmt: skip
        back = _undo_button(item)
    if save:
        _save(item, base, draft)
    if aside:
        _bases().pop(_place(item.action_id))
        st.rerun()
    if later:
        _put_off(item, board)
    if back:
        _undo(item)
    _close(item, base, draft)


def _put_off(item: ActionItem, board: Board) -> None:
    later = action_board.snoozed(item, board.today)
    _act(lambda cursor, me: action_items.edit(
        cursor, item.action_id, {"due_on": later}, seen=item.version, author=me,
        now=frame.now()))  # fmt: skip


def _fields(item: ActionItem) -> None:
    number, names = item.action_id, actions_view.people_names()
    st.text_input("Next step", key=_key(number, "next_step"), persist_state="session")
    st.text_input("Why", key=_key(number, "reason"), persist_state="session")
    left, right = st.columns(2, gap="small")
    with left:
        chosen = st.session_state.get(_key(number, "owner"))
        st.selectbox("Owner", names if not chosen or chosen in names else [chosen, *names],
                     key=_key(number, "owner"), accept_new_options=True, persist_state="session",
                     placeholder=wording.NOBODY_YET)  # fmt: skip
    with right:
        st.date_input("Due on", key=_key(number, "due_on"), format="YYYY-MM-DD",
                      persist_state="session")  # fmt: skip


def _save(item: ActionItem, base: ActionItem, draft: Changes) -> None:
    try:
        with frame.cursor() as cursor:
            kept = action_items.edit(
                cursor, item.action_id, draft, seen=base.version, now=frame.now(),
                author=st.session_state.get(actions_view.ME) or "")
    except AbmError as error:
        _bases()[_place(item.action_id)] = item  # it was seen now; what is typed stays
        frame.show_problem(error)
        return
    _act(lambda *_: kept)


def _close(item: ActionItem, base: ActionItem, draft: Changes) -> None:
    """Done or dropped, with what became of it; a draft is written first."""
    outcome = st.text_input("What became of it", key=_key(item.action_id, "outcome"),
                            persist_state="session",
                            placeholder="Met the CFO on Tuesday")  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        pressed = [
            status for status, label, icon in (
                (action_items.DONE, "Done", ":material/check:"),
                (action_items.DROPPED, "Drop", ":material/close:"),
            ) if st.button(label, key=f"actions_{status}", icon=icon)
        ]  # fmt: skip
    if pressed:
        _act(lambda cursor, me: _closed_as(cursor, me, item, base, draft, pressed[0],
                                           outcome or ""))  # fmt: skip


def _closed_as(
    cursor: Any, me: str, item: ActionItem, base: ActionItem, draft: Changes, status: str,  # noqa: ANN401
    outcome: str,
) -> ActionItem:  # fmt: skip
    seen = base.version
    if draft:
        seen = action_items.edit(cursor, item.action_id, draft, seen=seen, author=me,
                                 now=frame.now()).version  # fmt: skip
    return action_items.close(cursor, item.action_id, status, outcome=outcome, seen=seen,
                              author=me, now=frame.now())  # fmt: skip


def _undo_button(item: ActionItem) -> bool:
    return item.version > 1 and st.button("Undo last change", key="actions_undo",
                                          icon=":material/undo:")  # fmt: skip


def _undo(item: ActionItem) -> None:
    _act(lambda cursor, me: action_items.undo(
        cursor, item.action_id, seen=item.version, author=me, now=frame.now()))


def _closed(item: ActionItem, board: Board) -> None:
    st.markdown(f"**{frame.plain(item.next_step)}**  \n{frame.plain(item.reason)}")
    st.markdown(frame.plain(f"{wording.when(item, board.today)}. {item.outcome}"))
    if _undo_button(item):
        _undo(item)


def add_button(board: Board) -> None:
    """The way to a new action."""
    if st.button("Add an action", key="actions_add", icon=":material/add:"):
        _add(board)


@st.dialog("Add an action", icon=":material/add_task:")
def _add(board: Board) -> None:
    """Account, step, owner, day and reason; what was typed is there again when it opens again."""
    account = account_pick.pick(f"{NEW}_account")
    step = st.text_input("Next step", key=f"{NEW}_step", persist_state="session",
                         placeholder="Ask for the CFO")  # fmt: skip
    reason = st.text_input("Why", key=f"{NEW}_reason", persist_state="session",
                           placeholder="No economic buyer is known")  # fmt: skip
    left, right = st.columns(2, gap="small")
    names = actions_view.people_names()
    me = st.session_state.get(actions_view.ME) or ""
    options = names if not me or me in names else [me, *names]
    with left:
        owner = st.selectbox("Owner", options, index=options.index(me) if me else None,
                             key=f"{NEW}_owner", accept_new_options=True, persist_state="session",
                             placeholder=wording.NOBODY_YET)  # fmt: skip
    with right:
        due = st.date_input("Due on", action_board.usual_day(board.today), key=f"{NEW}_due",
                            format="YYYY-MM-DD", persist_state="session")  # fmt: skip
    if st.button("Add", key=f"{NEW}_save", type="primary", disabled=account is None):
        _act(lambda cursor, me: _added(cursor, me, account or "", step or "", reason or "",
                                       owner or "", due))  # fmt: skip


def _added(
    cursor: Any, me: str, account: str, step: str, reason: str, owner: str, due: Any  # noqa: ANN401
) -> ActionItem:
    number = action_items.add(cursor, account, next_step=step, reason=reason, owner=owner,
                              due_on=due, author=me, now=frame.now())  # fmt: skip
    for field in ("step", "reason"):
        del st.session_state[f"{NEW}_{field}"]
    st.session_state[ASKED] = number
    return action_items.find(cursor, number)


