"""Settings, engagement points: what an activity counts for, tried before it is saved."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import streamlit as st

from abm_core import formats, overview, schema, settings, upkeep
from abm_core.errors import AbmError
from abm_core.measure import engagement_wording, points, tried
from abm_core.measure.points import PointRules
from ui import frame, house_people

ROUND, START, SAVED = "points_round", "points_start", "points_saved"
KIND, POINTS, MINUTES = "Kind", "Points", "Its minutes"
LEVEL, FACTOR = "Seniority", "Times"


def section() -> None:
    """The rules that hold, as widgets; what others would change; save, history, defaults."""
    st.session_state.setdefault(ROUND, 0)
    if SAVED in st.session_state:
        st.toast(st.session_state.pop(SAVED), icon=":material/check:")
    with frame.cursor() as cursor:
        saved = points.versions(cursor)
    held = saved[0].rules if saved else PointRules()
    with st.container(border=True, gap="small", key="points_section"):
        st.markdown("### Engagement points")
        st.caption(
            f"Points of an activity = base points × multiplier of the person. "
            f"{engagement_wording.ONLY_POINTS} A new version holds for the past too."
        )
        try:
            offer(form(st.session_state.get(START, held)), held)
        except AbmError as error:
            st.caption(f"Not saved yet. {frame.plain(error.problem)} {frame.plain(error.fix)}")
        restore(held)
        history(saved)


def form(start: PointRules) -> PointRules:
    """Every rule as a widget; what they say now, checked."""
    place = st.session_state[ROUND]
    left, right = st.columns([0.55, 0.45], gap="medium")
    with left:
        base = base_table(start, f"points_base_{place}")
    with right:
        multipliers = multiplier_table(start, f"points_levels_{place}")
        numbers = number_boxes(start, place)
    return PointRules(base=base, multipliers=multipliers, **numbers)


def base_table(start: PointRules, key: str) -> dict[str, float | None]:
    """Base points by kind; a tick where the minutes are the points."""
    rows = pd.DataFrame({
        KIND: pd.Series(list(start.base), dtype="str"),
        POINTS: pd.Series(list(start.base.values()), dtype="float"),
        MINUTES: [base is None for base in start.base.values()],
    })
    edited = st.data_editor(
        rows, key=key, hide_index=True, height="content", placeholder="",
        column_config={
            KIND: st.column_config.TextColumn("Kind", disabled=True),
            POINTS: st.column_config.NumberColumn(
                "Base points", min_value=0.0, help=settings.BASE_POINTS.help
            ),
            MINUTES: st.column_config.CheckboxColumn(
                "Its minutes", help="Points are the minutes that it took; "
                f"{settings.MEETING_MINUTES.value:g} where it does not say.",
            ),
        },
    )  # fmt: skip
    return base_of(edited)


def base_of(edited: pd.DataFrame) -> dict[str, float | None]:
    """Base points of an edited table; an empty cell counts nothing."""
    known = edited[POINTS].astype(float).fillna(0.0)
    return {
        kind: None if by_minutes else float(base)
        for kind, base, by_minutes in zip(edited[KIND], known, edited[MINUTES], strict=True)
    }


def multiplier_table(start: PointRules, key: str) -> dict[str, float]:
    """What the points of a person are multiplied with."""
    rows = pd.DataFrame({
        LEVEL: pd.Series(list(start.multipliers), dtype="str"),
        FACTOR: pd.Series(list(start.multipliers.values()), dtype="float"),
    })
    edited = st.data_editor(
        rows, key=key, hide_index=True, height="content", placeholder="",
        column_config={
            LEVEL: st.column_config.TextColumn("Seniority", disabled=True),
            FACTOR: st.column_config.NumberColumn(
                "Multiplier", min_value=0.0, format="× %.2f",
                help=settings.SENIORITY_MULTIPLIERS.help,
            ),
        },
    )  # fmt: skip
    factors = edited[FACTOR].astype(float).fillna(0.0)
    return dict(zip(edited[LEVEL], map(float, factors), strict=True))


def number_boxes(start: PointRules, place: int) -> dict[str, float]:
    """The single numbers of the rules."""
    left, right = st.columns(2)
    return {
        "unknown_visitor": left.number_input(
            "Unknown visitor ×", 0.0, value=float(start.unknown_visitor), step=0.25,
            key=f"points_unknown_{place}", help=settings.UNKNOWN_VISITOR.help),
        "meeting_minutes": right.number_input(
            "Usual meeting (minutes)", 0.0, value=float(start.meeting_minutes), step=5.0,
            key=f"points_usual_{place}", help=settings.MEETING_MINUTES.help),
        "half_life": left.number_input(
            "Half-life (days)", 1.0, value=float(start.half_life), step=5.0,
            key=f"points_half_{place}", help=settings.HALF_LIFE.help),
        "cap": right.number_input(
            "Daily cap", 1, value=int(start.cap), key=f"points_cap_{place}",
            help=settings.DAILY_CAP.help),
        "blend": left.number_input(
            "Exponent", 0.1, 1.0, value=float(start.blend), step=0.05,
            key=f"points_blend_{place}", help=settings.BLEND.help),
    }  # fmt: skip


def offer(chosen: PointRules, held: PointRules) -> None:
    """What the chosen rules would change, and the button that saves them."""
    if chosen == held:
        return
    with frame.cursor() as cursor:
        as_of = overview.newest_day(cursor) or frame.now().date()
        said = tried.effect(cursor, chosen, as_of=as_of)
    changed = "; ".join(engagement_wording.differences(chosen, held))
    st.markdown(f"**{frame.plain(said)}**")
    st.caption(f"Not saved yet: {frame.plain(changed)}.")
    author, note, button = st.columns([0.25, 0.5, 0.25], vertical_alignment="bottom")
    with author:
        house_people.saved_by("points_author")
    why = note.text_input("Why", key="points_note", placeholder="What the change is for")
    if button.button("Save points", key="points_save", type="primary", width="stretch"):
        save(chosen, st.session_state["points_author"] or "", why)


def save(chosen: PointRules, author: str, note: str) -> None:
    """Keep a version, bring all points in line with it, and begin afresh."""
    with frame.cursor() as cursor:
        version = points.save(cursor, chosen, author=author, note=note, saved_at=frame.now())
        upkeep.compute(cursor, now=frame.now())
    st.session_state[SAVED] = (
        f"Points version {version.version} holds now, for the past too." if version
        else "Nothing has changed."
    )  # fmt: skip
    st.session_state.pop(START, None)
    st.session_state[ROUND] += 1
    st.rerun()


def restore(held: PointRules) -> None:
    """Put the defaults into the widgets; nothing is saved by it."""
    if held == PointRules() and START not in st.session_state:
        return
    if st.button("Restore defaults", key="points_defaults", icon=":material/restart_alt:",
                 help="Fills in the defaults; saving them is another step."):  # fmt: skip
        st.session_state[START] = PointRules()
        st.session_state[ROUND] += 1
        st.rerun()


def history(saved: list[points.Version]) -> None:
    """Who changed the rules when, why, and what changed."""
    if not saved:
        st.caption("The defaults hold; nobody has changed them.")
        return
    rules = [*(one.rules for one in saved), PointRules()]
    rows = pd.DataFrame({
        "Version": [one.version for one in saved],
        "Saved": [formats.day(one.saved_at) for one in saved],
        "By": [one.author or formats.NONE for one in saved],
        "Why": [one.note or formats.NONE for one in saved],
        "Changed": ["; ".join(engagement_wording.differences(new, old)) or formats.NONE
                    for new, old in pairwise(rules)],
    })  # fmt: skip
    versions = formats.counted(len(saved), schema.POINT_RULES.singular)
    with st.expander(f"History: {versions}", icon=":material/history:"):
        st.dataframe(rows, hide_index=True, key="points_history", height="content")
