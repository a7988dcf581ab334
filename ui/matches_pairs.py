"""Records that look like one, side by side: merge them, or say that they are two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.errors import AbmError
from abm_core.intake.match import duplicates, listing, merging
from abm_core.intake.match.duplicates import Pair
from ui import frame, house_people

AT_ONCE = 10
LABELS = {"accounts": "Accounts", "contacts": "Contacts"}
After = Callable[[str], None]
Pairs = dict[str, list[Pair]]


def panel(pairs: Pairs | None, look: Callable[[bool], Pairs], after: After) -> None:
    """The pairs, surest first; nothing where there is none.

    ``pairs`` is ``None`` where records are so many that they are compared when asked for.
    """
    if pairs is not None and not any(pairs.values()):
        return
    n = f" ({formats.count(sum(map(len, pairs.values())))})" if pairs is not None else ""
    with st.expander(f"Duplicates{n}", icon=":material/content_copy:", key="duplicates",
                     on_change="rerun") as opened:  # fmt: skip
        if not opened.open:
            return
        if pairs is None:
            near = st.toggle("Compare near names too", key="near_names", help="Takes a minute and "
                             "more for 100,000 accounts; equal names and domains take seconds.")
            pairs = look(near)
        _found(pairs, after)


def _found(pairs: Pairs, after: After) -> None:
    kinds = [kind for kind, found in pairs.items() if found]
    if not kinds:
        st.caption("No two records look like one.")
        return
    kind = kinds[0]
    if len(kinds) > 1:
        kind = st.segmented_control(
            "Duplicates among", kinds, format_func=LABELS.__getitem__, default=kinds[0],
            key="duplicates_of", required=True,
        )  # fmt: skip
    wanted = ""
    if len(pairs[kind]) > AT_ONCE:
        wanted = st.text_input("Find by name, domain or ID", key="duplicate_search")
    _pairs(listing.wanted_pairs(pairs[kind], wanted), after)


def _pairs(shown: Sequence[Pair], after: After) -> None:
    for pair in shown[:AT_ONCE]:
        _pair(pair, after)
    if note := listing.counted(len(shown[:AT_ONCE]), len(shown), "pairs"):
        st.caption(f"{note} The surest come first.")
    if not shown:
        st.caption("No pair has that in it.")


def _pair(pair: Pair, after: After) -> None:
    """Two records side by side, what speaks for their being one, and both answers."""
    key = f"{pair.kind}_{pair.first.record_id}_{pair.second.record_id}"
    with st.container(border=True, gap="xsmall"):
        for column, side in zip(st.columns(2, gap="small"), (pair.first, pair.second),
                                strict=True):  # fmt: skip
            with column:
                st.markdown(f"**{frame.plain(listing.title(side))}**  \n"
                            f"{frame.plain(listing.details(pair.kind, side))}")  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f":gray-badge[{formats.percent(pair.confidence)} sure] "
                f"{frame.plain(pair.evidence)}", width="stretch",
            )  # fmt: skip
            if st.button("Merge…", key=f"merge_{key}"):
                _merge(pair, after)
            if st.button("Not the same", key=f"apart_{key}"):
                after(duplicates.tell_apart(
                    frame.current_store(), pair.kind, pair.first.record_id,
                    pair.second.record_id, author=frame.author() or None, now=frame.now(),
                ))  # fmt: skip


@st.dialog("Merge two records", width="large", icon=":material/merge:")
def _merge(pair: Pair, after: After) -> None:
    """Which one stays, what moves to it, which gaps are filled, which values differ."""
    sides = {side.record_id: side for side in (pair.first, pair.second)}
    kept = st.radio(
        "Keep", list(sides), format_func=lambda one: listing.title(sides[one]), key="merge_keep",
        help="The other becomes part of it; files that name either mean this one from now on.",
    )  # fmt: skip
    other = next(one for one in sides if one != kept)
    try:
        with frame.cursor() as cursor:
            plan = merging.plan(cursor, pair.kind, kept, other)
    except AbmError as error:
        frame.show_problem(error)
        return
    st.markdown(f"**Moves:** {frame.plain(merging.moved_text(plan))}.")
    if plan.filled:
        st.markdown(f"**Fills the blanks:** {frame.plain(formats.listed(plan.filled))}.")
    _differing(plan)
    house_people.saved_by("merge_author")
    if st.button("Merge", key="merge_confirm", type="primary"):
        try:
            sentence = merging.merge(
                frame.current_store(), pair.kind, kept, other,
                author=st.session_state["merge_author"] or None, now=frame.now(),
            )  # fmt: skip
        except AbmError as error:
            frame.show_problem(error)
        else:
            after(sentence)


def _differing(plan: merging.Plan) -> None:
    if not plan.differing:
        st.caption("No value differs.")
        return
    st.markdown("**Stays as it is where both say something:**")
    st.dataframe(
        pd.DataFrame([map(str, one) for one in plan.differing],
                     columns=["Field", "Kept", "The other says"]),
        hide_index=True, key="merge_differing", alt="Fields in which the two records differ",
    )  # fmt: skip
