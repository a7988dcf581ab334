"""Charts of coverage: numbers in, Plotly figure out, as in ``figures``."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from abm_core import formats
from abm_core.measure import coverage_wording as wording
from abm_core.measure import matter_wording
from abm_core.measure.coverage_matter import Group
from abm_core.output.figures import axis, figure
from abm_core.output.palette import Palette

STEPS = ("identified", "reachable", "current", "engaged")


def ladder(table: pd.DataFrame, palette: Palette) -> go.Figure:
    """How far required contacts have come: four bars for each role.

    ``table``: as ``coverage.summary`` makes it; roles from top to bottom.
    """
    shown = figure(
        palette, height=86 * max(len(table), 1) + 40, barmode="group", bargap=0.3, bargroupgap=0.06,
        margin={"l": 8, "r": 44, "t": 32, "b": 8}, showlegend=True,
        legend={"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )  # fmt: skip
    rows = [_lines(role) for role in table["group"]]
    colors = [palette.no_tier, palette.tiers[2], palette.tiers[1], palette.tiers[0]]
    for step, color in zip(STEPS, colors, strict=True):
        shown.add_bar(
            y=rows, x=table[f"share_{step}"], orientation="h", name=step.capitalize(),
            marker={"color": color}, customdata=table[[f"n_{step}", "n_required"]],
            text=[formats.percent(value) for value in table[f"share_{step}"]],
            textposition="outside", textfont={"color": palette.text, "size": 11}, cliponaxis=False,
            hovertemplate=f"{step.capitalize()}: %{{customdata[0]:,.0f}} of "
                          "%{customdata[1]:,.0f} required<extra></extra>",
        )  # fmt: skip
    shown.update_yaxes(autorange="reversed", showgrid=False,
                       tickfont={"color": palette.text, "size": 12})  # fmt: skip
    shown.update_xaxes(visible=False, range=[0, 1])
    return shown


def rates(groups: Sequence[Group], palette: Palette) -> go.Figure:
    """The share of deals won by number of engaged contacts, each with its interval."""
    some = [group for group in groups if group.won.n]
    shown = figure(palette, height=260, margin={"l": 8, "r": 8, "t": 24, "b": 8})
    shown.add_scatter(
        x=[group.label for group in some], y=[group.won.share for group in some],
        mode="markers", marker={"color": palette.tiers[0], "size": 10},
        error_y={"array": [g.won.high - g.won.share for g in some],
                 "arrayminus": [g.won.share - g.won.low for g in some],
                 "color": palette.tiers[1], "thickness": 2, "width": 5},
        customdata=[[matter_wording.share_text(group.won)] for group in some],
        hovertemplate="%{x} engaged: won %{customdata[0]}<extra></extra>",
    )  # fmt: skip
    for group in some:
        shown.add_annotation(
            x=group.label, y=group.won.high, yanchor="bottom", yshift=3, showarrow=False,
            text=f"<b>{formats.percent(group.won.share)}</b><br>of {formats.count(group.won.n)}",
            font={"color": palette.text, "size": 12},
        )  # fmt: skip
    top = max((group.won.high for group in some), default=1.0)
    shown.update_layout(
        xaxis=axis(palette, type="category", showgrid=False, title={
            "text": "Engaged contacts at mid-deal",
            "font": {"size": 12, "color": palette.muted}}),
        yaxis=axis(palette, range=[0, min(1.15, top * 1.25)], tickformat=".0%", nticks=5),
    )  # fmt: skip
    return shown


def _lines(role: str) -> str:
    """A role on two lines; what a house calls a role may hold marks that Plotly would read."""
    text = escape(wording.capital(role))
    at = " or " if " or " in text else " "
    return text.replace(at, f"{at.rstrip()}<br>", 1).replace("/", "/<br>")
