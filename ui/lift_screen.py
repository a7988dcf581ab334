"""Both screens of lift: choices, the headline, what is known before the result, the result, and
what checks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from abm_core import formats
from abm_core.errors import AbmError
from abm_core.lift import (
    beside,
    doubts_wording,
    lift_wording,
    metrics,
    refusals_wording,
    study,
    verdicts,
)
from abm_core.lift.facts import ReadOut
from abm_core.lift.windows import Span
from abm_core.targeting.target_list import Programme
from ui import (
    frame,
    lift_beside,
    lift_checks,
    lift_choices,
    lift_files,
    lift_holdout,
    lift_parts,
    lift_view,
    places,
)
from ui.lift_choices import Choice, Offered
from ui.lift_view import Answer

USUAL = {"engagement": "visits", "pipeline": "opportunities"}
TITLES = {"engagement": "Baseline", "pipeline": "Lift"}


def show(span: Span) -> None:
    """The screen of engagement against the baseline, or that of pipeline lift."""
    shown = frame.workshop()
    title, actions = st.columns([0.6, 0.4], vertical_alignment="center")
    title.title(TITLES[span])
    if not len(shown.accounts):
        frame.empty_state(refusals_wording.NO_DATA_TITLE, refusals_wording.NO_DATA)
        return
    frame.bring_up_to_date()
    programmes = frame.programmes()
    if not programmes:
        _no_programme()
        return
    _asked(span, programmes, shown.as_of, actions)


def _no_programme() -> None:
    """Nobody was ever targeted: the right sentence, and the two ways to change that."""
    st.markdown(f"## {refusals_wording.NO_PROGRAMME_TITLE}")
    st.markdown(refusals_wording.NO_PROGRAMME)
    with st.container(horizontal=True, gap="small"):
        st.page_link(places.ICP_PAGE, label="Save a target list", icon=":material/tune:")
        st.page_link(places.DATA_PAGE, label="Import a target list", icon=":material/upload_file:")


def _asked(span: Span, programmes: Sequence[Programme], as_of: date, actions: object) -> None:
    headline = st.container()
    first = lift_choices.programme(span, programmes)
    declared = lift_view.primary(first).metric
    usual = declared if declared in study.KEYS[span] else USUAL[span]
    choice = lift_choices.choose(span, first, Offered(
        lift_view.known_covariates(first), usual, lift_view.segments(),
        lift_holdout.is_drawn(first), lift_view.answers_now(first, span, as_of)))  # fmt: skip
    chosen = next(one for one in programmes if one.programme_id == first)
    try:
        found = lift_view.answer(choice, as_of)
    except AbmError as error:
        with headline:
            _refused(error)
        lift_holdout.offer(chosen, as_of)
        return
    with headline:
        _headline(found, choice, as_of)
    with actions.container(horizontal=True, horizontal_alignment="right"):  # type: ignore[attr-defined]
        lift_files.downloads(choice, as_of, found)
        lift_holdout.offer(chosen, as_of)
    _answered(choice, as_of, found)


def _refused(error: AbmError) -> None:
    st.markdown(f"## {frame.plain(error.problem)}")
    st.markdown(frame.plain(error.fix))
    st.caption(doubts_wording.NAIVE_WHY)


def _headline(found: Answer, choice: Choice, as_of: date) -> None:
    tier = formats.tier(choice.tiers[0]) if choice.tiers else ""
    who = " ".join(filter(None, [choice.segment, tier]))
    others = [one.finding for one in found.read[1:]]
    parts = [(lift_parts.part_name(name), one.finding)
             for name, one in _parts(choice, as_of, found)]  # fmt: skip
    told = lift_wording.screen(found.asked.finding, others, parts, who=who)
    st.markdown(f"## {frame.plain(told)}")
    cohorts = found.design.cohorts
    after = refusals_wording.weeks(cohorts.n_after, len(cohorts.windows))
    st.caption(f"{after} Recomputed with today's rules; as of {formats.day(as_of)}.")


def _answered(choice: Choice, as_of: date, found: Answer) -> None:
    lift_parts.blocked(found.design)
    below = lift_view.below(choice, as_of, found)
    lift_parts.cards(found.design, below.smallest)
    lift_parts.result(found.asked, below.looks)
    left, right = st.columns(2, gap="small")
    with left:
        rows = [lift_parts.row(one, is_primary=not place) for place, one in enumerate(found.read)]
        lift_parts.forest(rows, "Every metric", refusals_wording.MARKS, "lift_forest")
    with right:
        _by_part(choice, as_of, found)
    decides = lift_view.primary(choice.programme_id).metric
    st.caption(doubts_wording.several(
        len(found.read), decides, is_here=decides in study.KEYS[choice.span]))  # fmt: skip
    lift_beside.declare(choice)
    if changed := doubts_wording.sources(below.shifts):
        st.warning(frame.plain(changed), icon=":material/track_changes:")
    lift_checks.trend(found, below, with_index=choice.span == "engagement")
    lift_checks.alike(found.design)
    if verdicts.verdict(found.asked.finding) != verdicts.NOT_MEASURABLE:
        lift_checks.overturned(found, below)
        lift_checks.fake_lists(choice, as_of, found)
    if below.accounts is not None:
        lift_beside.accounts(below.accounts, choice)
    lift_beside.naive(found, below)
    lift_beside.context(choice, as_of, found)
    lift_beside.specifications_tried(choice, found)


def _parts(choice: Choice, as_of: date, found: Answer) -> list[tuple[str, ReadOut]]:
    with st.spinner("Comparing groups…"):
        return lift_view.parts(choice, as_of, found.design)


def _by_part(choice: Choice, as_of: date, found: Answer) -> None:
    parts = _parts(choice, as_of, found)
    label = metrics.METRICS[choice.metric].label
    whole = [("All of these", found.asked)]
    named = [(lift_parts.part_name(name), one) for name, one in parts]
    rows = [lift_parts.row(one, label=name, is_primary=not place)
            for place, (name, one) in enumerate([*whole, *named])]  # fmt: skip
    standing_out = doubts_wording.segments(*beside.standing_out(named))
    note = f"{standing_out} {refusals_wording.MARKS}".strip()
    by = lift_choices.PARTS[choice.by].lower()
    lift_parts.forest(rows, f"{label} by {by}", note, "lift_parts_forest")
