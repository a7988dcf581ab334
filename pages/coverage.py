"""Do we know them? Which required roles have a usable contact at each target account."""

from __future__ import annotations

import streamlit as st

from abm_core import formats
from abm_core.measure import coverage_wording as wording
from ui import coverage_lists, coverage_parts, coverage_people, coverage_view, entry, frame


def main() -> None:
    """The screen: one sentence, four figures, the map, who is behind it, what to do."""
    st.title("Coverage")
    if not len(frame.workshop().accounts):
        frame.empty_state(wording.NO_ACCOUNTS_TITLE, wording.EMPTY)
        return
    whole, gaps = coverage_view.read()
    if whole.accounts.empty:
        st.markdown(f"## {wording.EMPTY_TITLE}")
        st.markdown(wording.EMPTY)
        st.page_link(frame.ICP_PAGE, label="ICP & tiers", icon=":material/tune:")
        return
    headline = st.container()
    shown = coverage_view.choose(whole, gaps)
    if shown.found.accounts.empty:
        st.info(wording.NOBODY_HERE, icon=":material/info:")
        return
    headline.markdown(f"## {frame.plain(wording.headline(shown.found))}")
    unit = f" {wording.ONE_FAMILY}" if shown.is_by_family else ""
    headline.caption(f"{formats.day(shown.as_of)}. {wording.READING}{unit}")
    coverage_parts.cards(shown)
    coverage_parts.heat(shown)
    coverage_people.behind(shown)
    left, right = st.columns(2, gap="small")
    with left:
        coverage_parts.ladder(shown)
    with right:
        coverage_parts.health(shown)
        coverage_parts.matter(shown)
    coverage_lists.missing(shown)
    coverage_parts.single(shown)
    coverage_lists.uploads(shown)
    coverage_people.drawer()


entry.through_app()
with frame.page():
    main()
