"""The answer of a lift screen: four figures, the result in full, a row per metric or group."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from abm_core import formats
from abm_core.lift import lift_wording, looks_wording, metrics, refusals_wording, verdicts
from abm_core.lift.design import Design
from abm_core.lift.looks import Looks
from abm_core.lift.study import ReadOut
from abm_core.output import lift_charts
from abm_core.output.lift_charts import Row
from ui import figures, frame

ICONS = {
    verdicts.SUPPORTED: ":material/check_circle:", verdicts.INCONCLUSIVE: ":material/help:",
    verdicts.NOT_MEASURABLE: ":material/block:",
}  # fmt: skip


def cards(design: Design, smallest: float) -> None:
    """What is known before any result: who, how alike, what could be seen at all."""
    found = design.cohorts
    alike = refusals_wording.alike(design.worst_smd)
    left = refusals_wording.left_out(found.targets_left_out, found.left_out)
    drawn = found.is_experiment
    others = "Held out" if drawn else "Similar accounts, effective"
    size = found.n_controls if drawn else design.balance.ess
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric("Targets", formats.count(found.n_targets), border=True, height="stretch",
                  help=left or "All of the list.")  # fmt: skip
        st.metric(others, formats.count(size), border=True, height="stretch",
                  help=refusals_wording.worth(found.n_controls, design.balance.ess))  # fmt: skip
        st.metric("Balance", refusals_wording.balance_word(design.worst_smd), border=True,
                  height="stretch", help=alike)  # fmt: skip
        st.metric("Smallest visible effect", refusals_wording.smallest_word(smallest), border=True,
                  height="stretch", help=refusals_wording.smallest(smallest))  # fmt: skip


def blocked(design: Design) -> None:
    """Why this comparison carries no answer, before anything else is shown."""
    if said := refusals_wording.design(design):
        st.warning(frame.plain("\n\n".join(said)), icon=":material/block:")
    if design.is_interim:
        st.info(refusals_wording.INTERIM, icon=":material/hourglass_empty:")


def result(read: ReadOut, looks: Looks) -> None:
    """The finding in full, with its verdict; where it is refused, what chance would leave of it."""
    found = read.finding
    given = verdicts.verdict(found)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"### {frame.plain(metrics.METRICS[found.metric].label)}")
        if given == verdicts.NOT_MEASURABLE:
            st.markdown(frame.plain(refusals_wording.not_measurable(found)))
            for one in looks_wording.told(looks, found):
                st.markdown(frame.plain(one))
        else:
            st.markdown(frame.plain(lift_wording.result(found)))
            st.markdown(f"{ICONS[given]} **{frame.plain(lift_wording.verdict(found))}**")
            if more := refusals_wording.undecided(found):
                st.caption(frame.plain(more))
        if any(read.without_amount):
            st.caption(refusals_wording.without_amount(*read.without_amount))


def row(read: ReadOut, *, label: str = "", is_primary: bool = False) -> Row:
    """A line of the forest plot."""
    found = read.finding
    metric = metrics.METRICS[found.metric]
    refused = verdicts.verdict(found) == verdicts.NOT_MEASURABLE
    told = (
        refusals_wording.short_refusal(found) if refused
        else lift_wording.interval(found.estimate, metric)
    )  # fmt: skip
    return Row(label or metric.label, verdicts.relative(found), told, refused, is_primary)


def forest(rows: Sequence[Row], title: str, note: str, key: str) -> None:
    """Every metric or group with its range."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown(f"### {title}")
        figures.show(lift_charts.forest(rows, frame.palette()), key,
                     "; ".join(f"{row.label}: {row.told}" for row in rows))  # fmt: skip
        st.caption(note)


def part_name(part: str) -> str:
    """A group as the picture names it: "Tier 1", "Banking", "Other"."""
    kind, _, name = part.partition(" ")
    return formats.tier(int(name)) if kind == "tier" and name.isdigit() else (name or part)
