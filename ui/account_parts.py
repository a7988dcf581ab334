"""Parts of the Account screen: who it is, figures, people, roles, opportunities, family."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.committee import grid
from abm_core.output import account_brief
from abm_core.review import account_wording as wording
from abm_core.review import health_wording
from abm_core.review.account import Account
from abm_core.review.health import Finding
from ui import actions_view, downloads, frame, places

UNKNOWN = "Unknown visitor"
TABLE_HEIGHT, SHORT_LIST = 388, 10
FEW_LINKS, FEW_CHECKED = 12, 6


def badges(found: Account) -> None:
    """Tier, stage, owners, next meeting; and the brief to take away."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("  ".join(_badges(found)), width="stretch")
        downloads.button(
            "Brief", lambda: account_brief.html(found).encode(), key="account_brief",
            file=f"{frame.file_stem(found.facts.name)} {found.as_of}.html", mime="text/html",
            what=f"Brief of {found.facts.name}",
            help="One printed page, opens anywhere.",
        )  # fmt: skip


def _badges(found: Account) -> list[str]:
    facts, move = found.facts, found.last_move
    tier = formats.saved_tier(facts.tier or None)
    since = f" since {formats.day(move.day)}" if move and facts.tier else ""
    color = "primary" if facts.tier else "gray"
    said = [f":{color}-badge[{tier}{since}]"]
    if found.stay.stage:
        motion = f", {found.stay.motion}" if found.stay.motion != "new" else ""
        said.append(f":gray-badge[:material/stairs: {frame.plain(found.stay.stage + motion)}]")
    for one in actions_view.team_of(facts.account_id):
        said.append(f":gray-badge[:material/person: {frame.plain(one.person)}, {one.role}]")
    if found.meeting is not None:
        words = wording.meeting(found.meeting, found.as_of)
        said.append(f":green-badge[:material/event: {frame.plain(words)}]")
    described = [one for one in (facts.domain, facts.industry, facts.country) if one]
    said.append(f":gray[{frame.plain(' · '.join(described))}]" if described else "")
    return said


def cards(found: Account) -> None:
    """Four figures, two of them with their course."""
    with st.grid(4, min_column_width=150, gap="small"):
        for one in wording.figures(found):
            has_line = len(one.line) > 1 and any(one.line)
            st.metric(
                one.label, one.value, one.beside, delta_color="off", delta_arrow="off",
                border=True, height="stretch", help=one.meaning,
                chart_data=list(one.line) if has_line else None, chart_type="line",
            )  # fmt: skip


def people(found: Account) -> None:
    """Everybody with their part in the engagement, those in a role first."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Engagement by person")
        if found.people.empty:
            st.caption(wording.NO_PEOPLE)
            return
        st.markdown(frame.plain(wording.people(found)))
        st.dataframe(
            _people(found.people), hide_index=True, width="stretch", key="account_people",
            height="content" if len(found.people) <= SHORT_LIST else TABLE_HEIGHT,
            placeholder=formats.NONE,
            column_config={
                "Who": st.column_config.TextColumn(width="medium", pinned=True),
                "Title": st.column_config.TextColumn(width="medium"),
                "Points": st.column_config.NumberColumn(format="%.1f", width=64, help="Of the "
                    "last 13 complete weeks, not decayed."),
                "Share": st.column_config.ProgressColumn(
                    format="percent", min_value=0, max_value=1, width=110,
                    help="Of the account's engagement, after the blend over people."),
                "Last of theirs": st.column_config.DateColumn(format="D MMM YYYY"),
            },
        )  # fmt: skip


def _people(rows: pd.DataFrame) -> pd.DataFrame:
    standing = ["has_left", "reachable", "stale", "engaged"]
    return pd.DataFrame({
        "Who": [name or UNKNOWN for name in rows["name"]],
        "Points": rows["points"].astype("float64"),
        "Share": rows["share"].astype("float64").round(2),
        "Role": [formats.listed(one) or None for one in rows["roles"]],
        "Last of theirs": rows["last_theirs_on"], "Title": rows["title"].replace("", None),
        "Standing": [wording.standing(**one) if key else None for key, one in zip(
            rows["contact_id"], rows[standing].to_dict("records"), strict=True)],
    })  # fmt: skip


def roles(found: Account) -> None:
    """Required roles, who has them, and what is missing; the committee page has the rest."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Committee and gaps")
        if not found.lines:
            st.caption(wording.NO_TIER)
        for line in found.lines:
            color = "green" if line.is_covered else "orange" if line.is_due else "gray"
            names = [one.person.name for one in grid.playing(found.committee, line.roles)]
            who = wording.some(names)
            label = f"{line.name[0].upper()}{line.name[1:]}"
            st.markdown(f"**{frame.plain(label)}** :{color}-badge[{wording.role(line)}]  \n"
                        f":gray[{frame.plain(who) or 'nobody known'}]")  # fmt: skip
        st.page_link(places.COMMITTEE_PAGE, label="Open the committee", icon=":material/groups:",
                     query_params={"account": found.account_id})  # fmt: skip


def deals(found: Account) -> None:
    """Opportunities, and what is wrong with those that are open."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Opportunities")
        if not found.deals:
            st.caption(wording.NO_DEALS)
            return
        _checks(found)
        if not found.findings:
            st.markdown(wording.healthy(found))
        st.dataframe(
            pd.DataFrame([{
                "Opportunity": one.name, "Motion": one.motion or None, "Stage": one.stage or None,
                "Outcome": one.outcome or None,
                "Amount": None if one.amount is None else formats.money(one.amount, one.currency),
                "Created": one.created_on, "Closes": one.ends_on, "Owner": one.owner or None,
            } for one in found.deals]),
            hide_index=True, width="stretch", key="account_deals", placeholder=formats.NONE,
            height="content" if len(found.deals) <= SHORT_LIST else TABLE_HEIGHT,
            column_config={
                "Opportunity": st.column_config.TextColumn(width="medium", pinned=True),
                "Created": st.column_config.DateColumn(format="D MMM YYYY"),
                "Closes": st.column_config.DateColumn(format="D MMM YYYY", help="The day it was "
                    "decided; the expected day while it is open."),
            },
        )  # fmt: skip


def _checks(found: Account) -> None:
    """What is wrong, a line per open opportunity, with the first thing to do."""
    wrong: dict[str, list[Finding]] = {}
    for one in found.findings:
        wrong.setdefault(one.opportunity_id, []).append(one)
    names = {one.opportunity_id: one.name for one in found.deals}
    for key, findings in list(wrong.items())[:FEW_CHECKED]:
        labels = " ".join(f":orange-badge[{health_wording.LABELS[one.kind]}]" for one in findings)
        told = " ".join(map(health_wording.sentence, findings))
        first = f"{health_wording.NEXT_STEPS[findings[0].kind]}."
        st.markdown(f"**{frame.plain(names[key])}** {labels}  \n{frame.plain(told)} "
                    f":gray[{frame.plain(first)}]")  # fmt: skip
    if len(wrong) > FEW_CHECKED:
        st.caption(wording.more_checked(len(wrong) - FEW_CHECKED))


def family(found: Account) -> None:
    """Parent and subsidiaries, each with its own numbers."""
    with st.container(border=True, gap="xsmall"):
        st.markdown("### Family")
        members = found.family.members
        if not members:
            st.caption(wording.NO_FAMILY)
            return
        st.markdown(frame.plain(wording.family(found.family)))
        st.dataframe(
            pd.DataFrame([{
                "Account": wording.indented(one), "Tier": formats.saved_tier(one.tier or None),
                "Stage": one.stage or None, "Points": one.points,
                "Open pipeline": formats.money(one.open_pipeline, found.family.currency),
                "Open opportunities": one.n_open,
            } for one in members]),
            hide_index=True, width="stretch", key="account_family", placeholder=formats.NONE,
            height="content" if len(members) <= SHORT_LIST else TABLE_HEIGHT,
            column_config={"Account": st.column_config.TextColumn(width="large", pinned=True),
                           "Points": st.column_config.NumberColumn(format="%.0f")},
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            others = [one for one in members if one.account_id != found.account_id]
            for one in others[:FEW_LINKS]:
                st.page_link(places.ACCOUNT_PAGE, label=frame.plain(one.name),
                             query_params={"account": one.account_id},
                             icon=":material/domain:")  # fmt: skip
