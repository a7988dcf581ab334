"""How do you know? Who is compared, what could overturn the result, what chance would do."""

from __future__ import annotations

from datetime import date

import numpy as np
import streamlit as st

from abm_core.lift import beside, doubts_wording, history, looks_wording, placebo, refusals_wording
from abm_core.lift.beside import LeftOut
from abm_core.lift.design import Design
from abm_core.lift.placebo import FakeList
from abm_core.output import lift_charts, lift_check_charts
from ui import background, figures, frame, lift_view
from ui.lift_choices import Choice
from ui.lift_view import Answer, Beside


def alike(found: Design) -> None:
    """Balance and overlap, side by side."""
    left, right = st.columns([0.55, 0.45], gap="small")
    with left.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Like is compared with like")
        st.markdown(frame.plain(refusals_wording.alike(found.worst_smd)))
        n = len(found.covariates.names)
        figures.show(
            lift_check_charts.love(found.covariates.names, found.balance.before[:n],
                                   found.balance.imbalance[:n], frame.palette()),
            "lift_love", refusals_wording.alike(found.worst_smd),
        )  # fmt: skip
        st.caption(doubts_wording.LOVE)
    with right.container(border=True, gap="xsmall", height="stretch"):
        st.markdown("### Both kinds of accounts are there")
        odds = beside.chances(found.odds)
        figures.show(
            lift_check_charts.overlap(odds[found.is_target], odds[~found.is_target],
                                      frame.palette()),
            "lift_overlap", doubts_wording.OVERLAP,
        )  # fmt: skip
        st.caption(doubts_wording.OVERLAP)
        for said in beside.reach(found):
            st.markdown(frame.plain(said))


def trend(found: Answer, below: Beside, *, with_index: bool) -> None:
    """Week by week; on the engagement screen with the picture of the list's own baseline."""
    spaces = st.columns(2, gap="small") if with_index else [st.container()]
    weekly = below.weekly
    with spaces[0].container(border=True, gap="xsmall", height="stretch"):
        unit = history.UNITS[found.design.cohorts.span]
        each = "week by week" if with_index else "four weeks at a time"
        st.markdown(f"### {unit.capitalize()} observed and expected, {each}")
        figures.show(
            lift_charts.observed_expected(
                list(weekly["week"]), list(weekly["observed"]), list(weekly["expected"]),
                frame.palette(), shaded=beside.shaded(found.design), unit=unit),
            "lift_trend", doubts_wording.TREND,
        )  # fmt: skip
        st.caption(doubts_wording.TREND)
    if with_index:
        with spaces[1].container(border=True, gap="xsmall", height="stretch"):
            st.markdown("### The list's own history")
            figures.show(
                lift_charts.index(list(weekly["week"]), {"The list": list(below.index)},
                                  {}, frame.palette()),
                "lift_index", doubts_wording.HISTORY,
            )  # fmt: skip
            st.caption(doubts_wording.HISTORY)


def overturned(found: Answer, below: Beside) -> None:
    """Drift, the second opinion, single accounts."""
    finding, second = found.asked.finding, beside.second(found.asked)
    with st.container(border=True, gap="xsmall"):
        st.markdown("### What would overturn it")
        st.markdown(frame.plain(doubts_wording.drift(finding)))
        if second is not None:
            st.markdown(frame.plain(doubts_wording.second_opinion(
                second, finding.metric, is_fragile=finding.is_fragile,
                is_reused=found.asked.is_reused)))  # fmt: skip
        for one in looks_wording.told(below.looks, finding):
            st.markdown(frame.plain(one))
        st.markdown("**What it assumes**")
        assumed = (doubts_wording.ASSUMED_DRAWN if finding.is_experiment
                   else doubts_wording.ASSUMED)  # fmt: skip
        st.markdown("\n".join(f"- {one}" for one in assumed))
        if below.left_out is not None:
            _left_out(below.left_out, finding.estimate.value)


def _left_out(found: LeftOut, whole: float) -> None:
    ids = frame.workshop().accounts
    names = dict(zip(ids.ids, ids.column("name"), strict=True))
    told = found.concentration
    if found.largest:
        largest = str(names.get(found.largest, found.largest))
        st.markdown(frame.plain(doubts_wording.concentration(
            told.largest_share, largest, flips=told.sign_flips)))  # fmt: skip
    table = found.accounts.assign(name=[str(names.get(one, one))
                                        for one in found.accounts["account_id"]])  # fmt: skip
    table = table[np.isfinite(table["without"])]
    if len(table):
        figures.show(lift_check_charts.drop_one(table, whole, frame.palette()), "lift_drop_one",
                     doubts_wording.DROP_ONE)  # fmt: skip
        st.caption(doubts_wording.DROP_ONE)


def fake_lists(choice: Choice, as_of: date, found: Answer) -> None:
    """What the method finds where there is nothing to find; counted in the background."""
    if not lift_view.can_fake(choice, found) or found.asked.over is None:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown("### What chance alone would show")
        st.caption(doubts_wording.FAKE_LISTS)
        job = lift_view.fake_lists(choice, as_of, found.design)
        real = found.asked.over.log_ratio

        def show(lists: list[FakeList]) -> None:
            told = placebo.calibration(lists, 0, real)
            values = np.array([np.expm1(one.log_ratio[0]) for one in lists])
            figures.show(
                lift_check_charts.fake_lists(values, found.asked.finding.estimate.value,
                                             frame.palette()),
                "lift_fake_lists", doubts_wording.calibration(told),
            )  # fmt: skip
            st.markdown(frame.plain(doubts_wording.calibration(told)))

        background.watch(job, doubts_wording.WORKING, show)
