"""The other parts of the Buying committee screen: figures, checklist, map, outline, everybody."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.committee import grid, reporting_lines
from abm_core.committee import screen_wording as wording
from abm_core.committee.people import Person
from abm_core.committee.ties import by_contact
from abm_core.output import committee_charts
from abm_core.review import lists
from ui import committee_edit, figures, frame, list_actions, places
from ui.committee_look import Seen
from ui.list_actions import Source

MARKS = {
    grid.PASS: ":green-badge[:material/check: there]",
    grid.WARN: ":orange-badge[:material/priority_high: half]",
    grid.FAIL: ":orange-badge[:material/close: missing]",
    grid.LATER: ":gray-badge[:material/schedule: not due]",
}  # fmt: skip
TABLE_HEIGHT = 388
FEW_TIES, TIES_HEIGHT = 6, 248


def cards(found: Seen) -> None:
    """Four figures."""
    told = wording.figures(found.committee, found.lines, n_threads=found.n_threads,
                           coverage=found.coverage, pipeline=found.pipeline,
                           n_open=found.n_open)  # fmt: skip
    with st.grid(4, min_column_width=150, gap="small"):
        for label, value, beside, meaning in told:
            st.metric(label, value, beside, delta_color="off", delta_arrow="off", border=True,
                      height="stretch", help=meaning)  # fmt: skip


def checklist(found: Seen) -> None:
    """What a purchase needs, each with its verdict and reason."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Checklist")
        for check in found.checks:
            mark = MARKS[grid.verdict(check, found.committee)]
            reason = wording.check_reason(check, found.committee, n_threads=found.n_threads)
            st.markdown(f"{mark} **{check.label}**  \n:gray[{frame.plain(reason)}]")


def support_map(found: Seen) -> None:
    """Support against power, once two people are rated."""
    rated = [one for one in found.committee.here if committee_charts.is_rated(one)]
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Support and power")
        if len(rated) < wording.LEAST_RATED:
            st.caption(wording.RATE_FIRST)
            return
        st.markdown(frame.plain(wording.map_sentence(rated)))
        st.caption(wording.MAP)
        figures.show(committee_charts.support_map(rated, frame.palette(), now=frame.now()),
                     "committee_map", wording.map_sentence(rated))  # fmt: skip


def outline(found: Seen) -> None:
    """Who reports to whom, where the data say so for most; else nothing."""
    lines = reporting_lines.outline(found.committee)
    if not lines:
        return
    with st.expander("Who reports to whom", icon=":material/account_tree:"):
        st.markdown("\n".join(
            f"{'  ' * line.depth}- **{frame.plain(line.person.name)}** "
            f"{frame.plain(line.person.title)}" for line in lines))  # fmt: skip


def everybody(found: Seen) -> None:
    """All people with what is known of each, and a way to edit anybody."""
    people = found.committee.people
    if not people:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"### Everybody known ({formats.count(len(people))})")
        st.dataframe(
            _rows(found), hide_index=True, width="stretch",
            height="content" if len(people) <= wording.SHORT_LIST else TABLE_HEIGHT,
            key="committee_people", placeholder=formats.NONE,
            column_config={
                "Name": st.column_config.TextColumn(width="medium", pinned=True),
                "Title": st.column_config.TextColumn(width="medium"),
                "Roles": st.column_config.TextColumn(width="medium", help="Those that count."),
                "Relationship": st.column_config.NumberColumn(
                    format="%.0f", help="0 to 100: recency, frequency, two-way share, depth."),
                "Last heard from": st.column_config.DateColumn(format="D MMM YYYY"),
            },
        )  # fmt: skip
        list_actions.show(Source(
            "committee", f"People of {found.committee.name}", "Buying committee",
            places.COMMITTEE_PAGE, lists.CONTACTS, len(people),
            lambda: [one.contact_id for one in people], found.committee.name,
        ))  # fmt: skip
        names = {one.contact_id: one for one in found.committee.here}
        if not names:
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            chosen = st.selectbox(
                "Person", list(names), format_func=lambda one: _named(names[one]), width=320,
                key=f"committee_who_{found.committee.account_id}",
            )  # fmt: skip
            if st.button("Edit", key="committee_edit", icon=":material/edit:"):
                committee_edit.person(names[chosen])
        committee_edit.history(found.decisions)


def _named(one: Person) -> str:
    return f"{one.name} · {one.title}" if one.title else one.name


def _rows(found: Seen) -> pd.DataFrame:
    talks = by_contact(found.ties)
    return pd.DataFrame([
        _row(one, wording.talks_with(talks.get(one.contact_id, ()), found.committee))
        for one in found.committee.people
    ])  # fmt: skip


def _row(one: Person, of_us: str) -> dict[str, object]:
    words = "has left" if one.has_left else ", ".join(word for word, _ in wording.standing(one))
    return {
        "Name": one.name, "Title": one.title or None,
        "Roles": formats.listed(one.plays) or None, "Standing": words,
        "Talks with": None if one.has_left else of_us or None,
        "Authority": one.authority, "Influence": one.influence, "Support": one.support or None,
        "Relationship": one.relationship, "Last heard from": one.last_theirs_on,
    }  # fmt: skip


def family(found: Seen) -> None:
    """The accounts under the same parent: who is known there, and who could help here."""
    if found.family is None:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown("### The family")
        told = wording.family(found.family, found.committee, found.lines)
        st.markdown(frame.plain(told))
        st.dataframe(
            pd.DataFrame({
                "Account": [one.name for one in found.members],
                "Tier": [one.tier for one in found.members],
                "Known people": [one.n_people for one in found.members],
                "Engaged": [one.n_engaged for one in found.members],
                "Roles with somebody usable": [formats.listed(one.roles) or None
                                               for one in found.members],
            }),
            hide_index=True, width="stretch", key="committee_family", placeholder=formats.NONE,
            height="content" if len(found.members) <= wording.SHORT_LIST else TABLE_HEIGHT,
        )  # fmt: skip


def our_side(found: Seen) -> None:
    """Who on our side has the account, and who talks to whom."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Our side")
        told = wording.ties(found.ties, found.committee)
        st.markdown(frame.plain(f"{wording.owners(found.committee)} {told}"))
        if not found.ties:
            return
        names = {one.contact_id: one.name for one in found.committee.people}
        rows = [one for one in found.ties if one.contact_id in names]
        st.dataframe(
            pd.DataFrame({
                "Of us": [one.owner for one in rows],
                "Talks with": [names[one.contact_id] for one in rows],
                "Two-way": [one.n_days for one in rows], "Any": [one.n_tried for one in rows],
                "Last": [one.last_on for one in rows],
            }),
            hide_index=True, width="stretch", key="committee_ties",
            height="content" if len(rows) <= FEW_TIES else TIES_HEIGHT,
            column_config={
                "Two-way": st.column_config.NumberColumn(
                    help="Days of the last year with a meeting, a reply or a call."),
                "Any": st.column_config.NumberColumn(help="Days with these or a mail of ours."),
                "Last": st.column_config.DateColumn(format="D MMM YYYY"),
            },
        )  # fmt: skip
