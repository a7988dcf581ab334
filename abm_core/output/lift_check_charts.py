"""Charts that check a comparison: who is compared, whether chance or one account would do it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from abm_core import settings
from abm_core.output.figures import LABEL_GAP, axis, figure
from abm_core.output.palette import Palette

Numbers = NDArray[np.float64]
MOST_ROWS = 24


def love(names: Sequence[str], before: Numbers, after: Numbers, palette: Palette) -> go.Figure:
    """How far targets and the others were apart before launch: hollow as they are, solid weighted.

    The largest differences on top; the band of what counts as alike is shaded.
    """
    table = pd.DataFrame({"name": list(names), "before": before, "after": after})
    table = table.reindex(table["before"].abs().sort_values(ascending=False, kind="stable").index)
    table = table.head(MOST_ROWS).reset_index(drop=True)
    shown = figure(palette, height=20 * max(len(table), 4) + 64,
                   margin={"l": 8, "r": 12, "t": 26, "b": 8}, showlegend=True,
                   legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0})  # fmt: skip
    good, bad = settings.SMD_LIMITS.value
    far = max(1.15 * float(np.nanmax(np.abs(table[["before", "after"]]), initial=bad)), bad * 1.2)
    shown.add_vrect(x0=-good, x1=good, fillcolor=palette.up, opacity=0.12, line_width=0)
    shown.add_vline(x=0, line={"color": palette.muted, "width": 1})
    rows = list(range(len(table)))
    for i in rows:
        shown.add_scatter(x=list(table.loc[i, ["before", "after"]]), y=[i, i], mode="lines",
                          hoverinfo="skip", showlegend=False,
                          line={"color": palette.hairline, "width": 2})  # fmt: skip
    for column, name, fill in (("before", "As they are", palette.background),
                               ("after", "Weighted", palette.tiers[0])):  # fmt: skip
        shown.add_scatter(
            x=table[column], y=rows, mode="markers", name=name,
            customdata=table["name"].map(escape),
            marker={"size": 9, "color": fill, "opacity": 1,
                    "line": {"color": palette.tiers[0], "width": 1.6}},
            hovertemplate=f"%{{customdata}}, {name.lower()}: %{{x:+.2f}}<extra></extra>",
        )  # fmt: skip
    shown.update_yaxes(
        range=[len(table) - 0.5, -0.5], tickvals=rows, showgrid=False,
        ticktext=list(table["name"].map(lambda text: escape(short(text)))),
    )  # fmt: skip
    shown.update_xaxes(range=[-far, far], nticks=6, showgrid=True)
    return shown


def short(text: str, most: int = 34) -> str:
    """A name that leaves room for the picture."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def overlap(targets: Numbers, others: Numbers, palette: Palette) -> go.Figure:
    """How likely accounts were to be chosen, targets up, the others down.

    Both are shares of their group, so that thin places are seen where the groups differ in size.
    """
    shown = figure(palette, height=230, bargap=0.06, barmode="relative",
                   margin={"l": 8, "r": 8, "t": 26, "b": 8})  # fmt: skip
    edges = np.linspace(0, max(float(np.max([*targets, *others], initial=0.0)), 1e-6), 25)
    middle = (edges[1:] + edges[:-1]) / 2
    for name, values, color, sign, y in (("Targets", targets, palette.tiers[0], 1, 1),
                                         ("Others", others, palette.no_tier, -1, 0)):  # fmt: skip
        share = np.histogram(values, edges)[0] / max(len(values), 1)
        shown.add_bar(
            x=middle, y=sign * share, name=name, marker={"color": color}, customdata=share,
            hovertemplate=f"{name}: %{{customdata:.0%}} near %{{x:.1%}}<extra></extra>",
        )
        shown.add_annotation(
            x=1, xref="paper", y=y, yref="paper", xanchor="right", showarrow=False,
            yanchor="bottom", text=f"<b>{name}</b>",
            font={"color": palette.text, "size": 12},
        )  # fmt: skip
    shown.add_hline(y=0, line={"color": palette.muted, "width": 1})
    shown.update_yaxes(visible=False)
    shown.update_xaxes(tickformat=".0%", nticks=6, title={
        "text": "How likely an account like this was to be chosen", "font": {"size": 12}})
    return shown


def fake_lists(values: Numbers, real: float, palette: Palette, *, scale: float = 100,
               unit: str = "%") -> go.Figure:  # fmt: skip
    """Differences of lists of accounts that nobody targeted, with that of the real list marked."""
    shown = figure(palette, height=230, margin={"l": 8, "r": 8, "t": 26, "b": 8}, bargap=0.05)
    known = scale * values[np.isfinite(values)]
    shown.add_histogram(
        x=known, nbinsx=40, marker={"color": palette.tiers[2]},
        hovertemplate=f"%{{y}} lists near %{{x}} {unit}<extra></extra>",
    )  # fmt: skip
    shown.add_vline(x=0, line={"color": palette.muted, "width": 1, "dash": "dot"})
    if math.isfinite(real):
        shown.add_vline(x=scale * real, line={"color": palette.down, "width": 2.5})
        shown.add_annotation(
            x=scale * real, y=1, yref="paper", yanchor="bottom", showarrow=False,
            text=f"<b>your list {scale * real:+,.0f} {unit}</b>".replace("-", "−"),
            font={"color": palette.down, "size": 12},
        )  # fmt: skip
    shown.update_yaxes(nticks=4)
    shown.update_xaxes(ticksuffix=f" {unit}", nticks=7)
    return shown


def drop_one(
    accounts: pd.DataFrame, whole: float, palette: Palette, *, scale: float = 100, unit: str = "%",
    most: int = 12,
) -> go.Figure:  # fmt: skip
    """The result without each of the accounts that move it most.

    ``accounts``: name, without (the estimate where the account is left out).
    """
    order = (accounts["without"] - whole).abs().sort_values(ascending=False, kind="stable").index
    some = accounts.loc[order[:most]].reset_index(drop=True)
    shown = figure(palette, height=22 * max(len(some), 3) + 54,
                   margin={"l": 8, "r": 64, "t": 22, "b": 8})  # fmt: skip
    shown.add_vline(x=scale * whole, line={"color": palette.tiers[0], "width": 1.6})
    shown.add_annotation(x=scale * whole, y=1, yref="paper", yanchor="bottom", showarrow=False,
                         text="with all", font={"color": palette.text, "size": 11})  # fmt: skip
    shown.add_vline(x=0, line={"color": palette.muted, "width": 1, "dash": "dot"})
    turned = (some["without"] > 0) != (whole > 0)
    shown.add_scatter(
        x=scale * some["without"], y=list(range(len(some))), mode="markers+text",
        marker={"size": 9, "color": np.where(turned, palette.down, palette.tiers[1])},
        text=[f"  {scale * value:+,.1f} {unit}  ".replace("-", "−") for value in some["without"]],
        textposition=[  # away from the line
            "middle left" if value < whole else "middle right" for value in some["without"]],
        textfont={"color": palette.muted, "size": 11},
        cliponaxis=False, customdata=some["name"].map(escape),
        hovertemplate="without %{customdata}: %{x:+.1f}<extra></extra>",
    )  # fmt: skip
    shown.update_layout(yaxis=axis(
        palette, range=[len(some) - 0.5, -0.5], tickvals=list(range(len(some))), showgrid=False,
        ticktext=[escape(short(str(name), 22)) for name in some["name"]],
    ))  # fmt: skip
    edges = [0.0, scale * whole, *(scale * some["without"])]
    room = LABEL_GAP * 2 * ((max(edges) - min(edges)) or 1.0)
    shown.update_xaxes(range=[min(edges) - room, max(edges) + room], ticksuffix=f" {unit}",
                       nticks=4, tickangle=0, showgrid=True)  # fmt: skip
    return shown
