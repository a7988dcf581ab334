"""Are they responding? Who moves, who surges, what comes back for what we send."""

from __future__ import annotations

from datetime import date

import streamlit as st

from abm_core import formats
from abm_core.measure import (
    engagement_wording,
    responses,
    rollup,
    summary,
    summary_wording,
    surge_list,
    surge_wording,
    weeks,
)
from ui import engagement_views, entry, frame


def main() -> None:
    """The screen: headline, four figures, one view."""
    shown = frame.workshop()
    st.title("Engagement")
    if not len(shown.accounts):
        frame.empty_state(
            "Bring your accounts and what they do, or try the sample",
            "An export of activities (mails, calls, meetings, visits, forms) shows who responds; "
            "contacts with titles tell who they are.",
        )
        return
    frame.bring_up_to_date()
    are_targets = _head(shown.as_of)
    engagement_views.show(shown.as_of, are_targets=are_targets)
    with frame.cursor() as cursor:
        dropped, n_raw = rollup.total(cursor)
    st.caption(engagement_wording.left_out(dropped, n_raw), help=engagement_wording.LEFT_OUT)


def _head(as_of: date) -> bool:
    """Headline and figures; whether there are target accounts."""
    week = weeks.last_complete(as_of)
    with frame.cursor() as cursor:
        found = summary.read(cursor, as_of=as_of, week=week)
        tried = surge_list.week(cursor, week)
        n_single = len(responses.single_threaded(
            cursor, as_of=as_of, only_targets=found.are_targets))  # fmt: skip
    st.markdown(f"## {summary_wording.headline(found)}")
    st.caption(f"Last complete week: {formats.day(week)} to {formats.day(weeks.sunday(week))}. "
               "Recomputed with today's rules.")  # fmt: skip
    cards = (
        ("Answered", found.n_responding, summary_wording.of_all(found.n_responding, found),
         "Accounts with anything of theirs in the last 13 weeks."),
        ("Engaged", found.n_engaged, summary_wording.of_all(found.n_engaged, found),
         summary_wording.engaged(found)),
        ("Surging", tried.n_flagged if tried else None,
         surge_wording.by_chance(tried) if tried else None, surge_wording.headline(tried)),
        ("Hanging on one contact", n_single, summary_wording.of_all(n_single, found),
         "At least 10 points from one named contact, none from another."),
    )  # fmt: skip
    for place, (label, value, delta, told) in zip(
        st.columns(len(cards), gap="small"), cards, strict=True
    ):
        place.metric(
            label, formats.NONE if value is None else formats.count(value), delta, border=True,
            delta_color="off", delta_arrow="off", help=told, height="stretch",
        )  # fmt: skip
    return found.are_targets


entry.through_app()
with frame.page():
    main()
