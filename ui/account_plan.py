"""The plan of an account: six texts that several people edit, and the next actions.

What is typed lives in the session until it is saved, on whatever page one looks meanwhile. Saving
never overwrites: where somebody was faster, both texts stand side by side with one that holds both.
"""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from abm_core.errors import AbmError
from abm_core.review import action_items, plan
from abm_core.review import plan_wording as wording
from abm_core.review.account import Account
from abm_core.review.action_items import ActionItem
from abm_core.review.plan import Conflict, Text
from ui import frame, house_people, places

BY, PROBLEM = "account_by", "account_problem"
SOON = timedelta(days=7)
HEIGHT, MOST_PAST, MOST_LINKS = 132, 12, 8


def show(found: Account) -> None:
    """The sections of the plan beside the next actions."""
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.markdown("### Plan", width="stretch")
            with st.container(width=240):
                house_people.saved_by(BY)
        if PROBLEM in st.session_state:
            frame.show_problem(st.session_state.pop(PROBLEM))
        for left, right in zip(*[iter(found.plan.values())] * 2, strict=True):
            for place, one in zip(st.columns(2, gap="small"), (left, right), strict=True):
                with place:
                    _section(found.account_id, one)
        _actions(found)


def _key(name: str, account_id: str, section: str) -> str:
    return f"account_{name}_{section}_{account_id}"


def _section(account_id: str, newest: Text) -> None:
    """One section: its text to edit, or two texts that wait to be brought together."""
    title, hint = wording.SECTIONS[newest.section]
    conflict = st.session_state.get(_key("conflict", account_id, newest.section))
    st.markdown(f"**{title}**")
    if conflict is not None:
        _bring_together(account_id, conflict)
        return
    draft, seen = _draft(account_id, newest)
    st.text_area(title, key=draft, placeholder=hint, height=HEIGHT, persist_state="session",
                 label_visibility="collapsed", max_chars=plan.MOST_LETTERS)  # fmt: skip
    is_changed = plan.tidy(st.session_state[draft]) != seen.text
    if is_changed and newest.text_id != seen.text_id and newest.saved_at:
        st.caption(frame.plain(wording.newer(newest.author, newest.saved_at, now=frame.now())))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Save", key=_key("save", account_id, newest.section), disabled=not is_changed,
                  on_click=_save, args=(account_id, newest.section), icon=":material/save:",
                  type="primary" if is_changed else "secondary")  # fmt: skip
        if newest.saved_at:
            _history(account_id, newest)
            said = wording.saved(newest.author, newest.saved_at, now=frame.now())
            st.caption(frame.plain(said))
    if newest.section == "links":
        for url in plan.links(newest)[:MOST_LINKS]:
            st.page_link(url, label=frame.plain(url), icon=":material/open_in_new:")


def _draft(account_id: str, newest: Text) -> tuple[str, Text]:
    """The key of what is typed, and the text that it was begun over.

    A draft that nobody has typed into follows the newest text.
    """
    draft, base = (_key(name, account_id, newest.section) for name in ("draft", "base"))
    seen: Text = st.session_state.get(base, newest)
    typed = st.session_state.get(draft)
    if typed is None or (plan.tidy(typed) == seen.text and seen.text_id != newest.text_id):
        seen = newest
        st.session_state[draft] = newest.text
    st.session_state[base] = seen
    return draft, seen


def _save(account_id: str, section: str) -> None:
    text = st.session_state[_key("draft", account_id, section)]
    _write(account_id, section, text, st.session_state[_key("base", account_id, section)].text_id)


def _write(account_id: str, section: str, text: str, opened: int) -> None:
    """Save; what comes back is the new text, or the conflict to look at."""
    try:
        with frame.cursor() as cursor:
            done = plan.save(cursor, account_id, section, text, opened=opened,
                             author=st.session_state.get(BY) or "", now=frame.now())  # fmt: skip
    except AbmError as error:
        st.session_state[PROBLEM] = error
        return
    _settle(account_id, section, done)


def _settle(account_id: str, section: str, done: Text | Conflict) -> None:
    draft, base, conflict, both = (
        _key(name, account_id, section) for name in ("draft", "base", "conflict", "both"))
    if isinstance(done, Conflict):
        st.session_state[conflict], st.session_state[both] = done, done.proposal.text
        return
    st.session_state[draft], st.session_state[base] = done.text, done
    st.session_state.pop(conflict, None)
    st.session_state.pop(both, None)


def _bring_together(account_id: str, found: Conflict) -> None:
    """Their text and mine side by side, and one that holds both to edit and save."""
    section, at = found.theirs.section, found.theirs.saved_at or frame.now()
    told = wording.conflict(found.theirs.author, at, found.proposal.n_clashes, now=frame.now())
    st.warning(frame.plain(told), icon=":material/call_merge:")
    for place, (label, text) in zip(
        st.columns(2, gap="small"), ((found.theirs.author, found.theirs.text),
                                     ("You", found.mine)), strict=True):  # fmt: skip
        with place:
            st.caption(frame.plain(label))
            st.code(text or " ", language=None, wrap_lines=True)
    both = _key("both", account_id, section)
    st.text_area("Both together", key=both, height=HEIGHT, persist_state="session")
    with st.container(horizontal=True, gap="small"):
        st.button("Save this", key=_key("merge", account_id, section), type="primary",
                  on_click=_merge, args=(account_id, section), icon=":material/save:")  # fmt: skip
        st.button("Back to my text", key=_key("back", account_id, section), on_click=_back,
                  args=(account_id, section), type="tertiary")  # fmt: skip


def _merge(account_id: str, section: str) -> None:
    """Save what was brought together, over the text that was in view."""
    found: Conflict = st.session_state[_key("conflict", account_id, section)]
    text = st.session_state[_key("both", account_id, section)]
    _write(account_id, section, text, found.theirs.text_id)


def _back(account_id: str, section: str) -> None:
    """Go on typing; saving will ask again."""
    found: Conflict = st.session_state.pop(_key("conflict", account_id, section))
    st.session_state[_key("draft", account_id, section)] = found.mine


def _history(account_id: str, newest: Text) -> None:
    """Earlier texts, each of which can be brought back."""
    with st.popover("History", icon=":material/history:", type="tertiary", on_change="rerun",
                    key=_key("history", account_id, newest.section)) as past:  # fmt: skip
        if not past.open:
            return
        with frame.cursor() as cursor:
            texts = plan.history(cursor, account_id, newest.section)
        for one in texts[:MOST_PAST]:
            said = wording.saved(one.author, one.saved_at or frame.now(), now=frame.now())
            st.caption(frame.plain(said))
            st.code(one.text or " ", language=None, wrap_lines=True)
            if one.text_id != newest.text_id:
                st.button("Bring back", key=f"account_restore_{one.text_id}", on_click=_restore,
                          args=(account_id, one, newest))  # fmt: skip


def _restore(account_id: str, wanted: Text, newest: Text) -> None:
    """Make an earlier text the newest; what was typed meanwhile stays a draft."""
    draft, base = (_key(name, account_id, newest.section) for name in ("draft", "base"))
    typed, seen = st.session_state.get(draft, ""), st.session_state.get(base, newest)
    try:
        with frame.cursor() as cursor:
            done = plan.restore(cursor, account_id, wanted.text_id, opened=newest.text_id,
                                author=st.session_state.get(BY) or "", now=frame.now())  # fmt: skip
    except AbmError as error:
        st.session_state[PROBLEM] = error
        return
    if isinstance(done, Text) and plan.tidy(typed) == seen.text:
        _settle(account_id, newest.section, done)


def _actions(found: Account) -> None:
    """Open next actions of the account, and a form for one more."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**Next actions**", width="stretch")
        st.page_link(places.ACTIONS_PAGE, label="All actions", icon=":material/checklist:")
    waiting = [one for one in found.actions if one.is_open]
    if not waiting:
        st.caption(wording.NO_ACTIONS)
    for one in waiting:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            late = one.is_overdue(found.as_of)
            st.markdown(f"{frame.plain(one.next_step)}  \n"
                        f":{'orange' if late else 'gray'}[{frame.plain(wording.action(one))}]",
                        width="stretch")  # fmt: skip
            st.button("Done", key=f"account_done_{one.action_id}", icon=":material/check:",
                      on_click=_done, args=(one,))  # fmt: skip
    with st.expander("Add a next action", icon=":material/add:"):
        _form(found)


def _form(found: Account) -> None:
    key = found.account_id
    with st.form(f"account_action_{key}", border=False, clear_on_submit=True):
        with st.grid(3, min_column_width=180, gap="small"):
            st.text_input("Next step", key=f"account_step_{key}")
            st.text_input("Owner", found.facts.sales_owner, key=f"account_owner_{key}")
            st.date_input("Due", frame.now().date() + SOON, key=f"account_due_{key}",
                          min_value=frame.now().date())  # fmt: skip
        st.form_submit_button("Add", key=f"account_add_{key}", on_click=_add, args=(key,))


def _add(account_id: str) -> None:
    """Note a next action of the plan."""
    step, owner, due = (st.session_state.get(f"account_{name}_{account_id}")
                        for name in ("step", "owner", "due"))  # fmt: skip
    try:
        with frame.cursor() as cursor:
            action_items.add(
                cursor, account_id, reason="Account plan", next_step=step or "",
                due_on=due or frame.now().date(), owner=owner or "", source=action_items.PLAN,
                author=st.session_state.get(BY) or "", now=frame.now(),
            )  # fmt: skip
    except AbmError as error:
        st.session_state[PROBLEM] = error


def _done(one: ActionItem) -> None:
    """Say that an action is done."""
    try:
        with frame.cursor() as cursor:
            action_items.close(cursor, one.action_id, action_items.DONE, seen=one.version,
                               author=st.session_state.get(BY) or "",
                               now=frame.now())  # fmt: skip
    except AbmError as error:
        st.session_state[PROBLEM] = error
