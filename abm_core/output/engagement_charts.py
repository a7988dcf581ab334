"""Charts of engagement: numbers in, Plotly figure out, as in ``figures``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from abm_core import formats
from abm_core.output.figures import apart, axis, figure, folded, line_color, literal, weeks_axis
from abm_core.output.palette import Palette

TICKS = (0, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
QUARTERS = (
    ("Come by themselves", 0, 1, "left", "top"), ("Answer us", 1, 1, "right", "top"),
    ("Not tried", 0, 0, "left", "bottom"), ("Silent", 1, 0, "right", "bottom"),
)  # fmt: skip
DAYS = "%-d %b\n%Y"  # the year only where it changes
HOVER_WEEK = "week of %{x|%-d %b %Y}<br>"
MOST_DOTS = 3_000  # more in one chart cannot be told apart


def trend(
    weeks: Sequence[date], lines: Mapping[str, Sequence[float]], colors: Mapping[str, str],
    palette: Palette, *, unit: str,
) -> go.Figure:
    """One line per group over the weeks, each named at its end."""
    shown = figure(palette, height=260, margin={"l": 8, "r": 96, "t": 12, "b": 8})
    ends = {name: float(values[-1]) for name, values in lines.items() if len(values)}
    top = max((float(np.nanmax(values)) for values in lines.values() if len(values)), default=0.0)
    for name, values in lines.items():
        shown.add_scatter(
            x=list(weeks), y=list(values), mode="lines", name=name,
            line={"color": colors[name], "width": 2.5},
            hovertemplate=f"{escape(name)}, {HOVER_WEEK}%{{y:,.1f}} {unit}<extra></extra>",
        )  # fmt: skip
    for (name, end), height in zip(ends.items(), apart(list(ends.values()), 0, top), strict=True):
        shown.add_annotation(
            x=1, xref="paper", y=height, xanchor="left", xshift=6, showarrow=False, align="left",
            text=f"<b>{escape(name)}</b> {end:,.1f}", font={"color": palette.text, "size": 12},
        )  # fmt: skip
    shown.update_yaxes(rangemode="tozero", nticks=5)
    shown.update_xaxes(**weeks_axis(weeks))
    return shown


def surging_weeks(weeks: pd.DataFrame, palette: Palette) -> go.Figure:
    """Accounts flagged in each week, beside those that chance alone would give.

    ``weeks``: week, n_flagged, by_chance.
    """
    shown = figure(palette, height=230, margin={"l": 8, "r": 84, "t": 12, "b": 8})
    shown.add_bar(
        x=weeks["week"], y=weeks["n_flagged"], marker={"color": palette.tiers[1]},
        customdata=weeks["by_chance"],
        hovertemplate=f"{HOVER_WEEK}%{{y:,.0f}} surged, %{{customdata:.1f}} by chance"
                      "<extra></extra>",
    )  # fmt: skip
    shown.add_scatter(
        x=weeks["week"], y=weeks["by_chance"], mode="lines", hoverinfo="skip",
        line={"color": palette.down, "width": 2, "dash": "dot"},
    )
    if len(weeks):
        shown.add_annotation(
            x=1, xref="paper", y=float(weeks["by_chance"].iloc[-1]), xanchor="left", xshift=6,
            text="by chance", showarrow=False, font={"color": palette.down, "size": 12},
        )  # fmt: skip
    shown.update_yaxes(rangemode="tozero", nticks=5)
    shown.update_xaxes(**weeks_axis(list(weeks["week"])))
    return shown


def quadrant(
    accounts: pd.DataFrame, middle: tuple[float, float], palette: Palette
) -> go.Figure:
    """What we sent against what came back, a dot per account; both axes grow by factors.

    ``accounts``: name, tier (0 to 3), reach, response; ``middle`` parts little from much.
    """
    shown = figure(palette, height=380, margin={"l": 8, "r": 8, "t": 28, "b": 8})
    some = accounts.head(MOST_DOTS).assign(name=literal(accounts["name"]))
    for level in (0, 3, 2, 1):
        part = some[some["tier"] == level]
        if part.empty:
            continue
        shown.add_scatter(
            x=np.log1p(part["reach"]), y=np.log1p(part["response"]), mode="markers",
            name=formats.tier(level),
            marker={"color": line_color(palette, level), "size": 8 if level else 6,
                    "opacity": 0.85 if level else 0.5,
                    "line": {"color": palette.background, "width": 1}},
            customdata=part[["name", "reach", "response"]],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]:,.0f} sent, %{customdata[2]:,.0f} "
                          f"points back<extra>{formats.tier(level)}</extra>",
        )  # fmt: skip
    _factor_axes(shown, some, palette)
    _quarters(shown, middle, palette)
    return shown


def _factor_axes(shown: go.Figure, some: pd.DataFrame, palette: Palette) -> None:
    for name, title in (("reach", "Sent by us (activities)"), ("response", "Came back (points)")):
        most = float(some[name].max()) if len(some) else 1.0
        ticks = [tick for tick in TICKS if tick <= max(most, 1.0) * 3]
        place = axis(palette, tickvals=list(np.log1p(ticks)), ticktext=[f"{t:,}" for t in ticks],
                     range=[-0.25, float(np.log1p(max(most, 1.0))) + 0.4],
                     title={"text": title, "font": {"size": 12, "color": palette.muted}},
                     showgrid=False)  # fmt: skip
        shown.update_layout(**{"xaxis" if name == "reach" else "yaxis": place})


def _quarters(shown: go.Figure, middle: tuple[float, float], palette: Palette) -> None:
    """Two rules through the middle, and a name for each quarter."""
    x, y = (float(np.log1p(value)) for value in middle)
    rule = {"color": palette.muted, "width": 1, "dash": "dot"}
    shown.add_vline(x=x, line=rule)
    shown.add_hline(y=y, line=rule)
    for text, across, up, xanchor, yanchor in QUARTERS:
        shown.add_annotation(
            x=across, y=up, xref="paper", yref="paper", xanchor=xanchor, yanchor=yanchor,
            text=f"<b>{text}</b>", showarrow=False, font={"color": palette.text, "size": 12},
        )  # fmt: skip


def shares(
    table: pd.DataFrame, palette: Palette, *, height_each: int = 34
) -> go.Figure:
    """Rows that add up to 100 %, by part: channels of a stage.

    ``table``: index = rows from top to bottom, columns = parts, values = shares.
    """
    shown = figure(
        palette, height=height_each * max(len(table), 1) + 64, barmode="stack",
        margin={"l": 8, "r": 8, "t": 28, "b": 8}, showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0,
                "traceorder": "normal"},
    )  # fmt: skip
    rows = [str(name) for name in table.index]
    colors = [*palette.ramp, palette.no_tier]
    inks = [*palette.on_ramp, palette.text]
    for position, part in enumerate(table.columns):
        values = table[part].to_numpy(dtype=float)
        at = min(position, len(colors) - 1)
        shown.add_bar(
            y=rows, x=values, orientation="h", name=str(part),
            marker={"color": colors[at], "line": {"color": palette.background, "width": 1}},
            text=[formats.percent(value) if value >= 0.07 else "" for value in values],
            textposition="inside", insidetextanchor="middle", textangle=0,
            textfont={"color": inks[at], "size": 11},
            hovertemplate=f"%{{y}}: {part} %{{x:.0%}}<extra></extra>",
        )  # fmt: skip
    shown.update_yaxes(autorange="reversed", showgrid=False)
    shown.update_xaxes(visible=False, range=[0, 1])
    return shown


def stacked_weeks(
    table: pd.DataFrame, palette: Palette, *, unit: str
) -> go.Figure:
    """Points of one account by week and part (kind, or person), the smallest parts taken together.

    ``table``: index = weeks, columns = parts, values = points.
    """
    table = folded(table, len(palette.ramp) + 1)
    shown = figure(
        palette, height=250, barmode="stack", showlegend=True,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0,
                "traceorder": "normal"},
    )  # fmt: skip
    colors = [*palette.ramp, palette.no_tier]
    for position, part in enumerate(table.columns):
        shown.add_bar(
            x=list(table.index), y=table[part], name=escape(str(part)),
            marker={"color": colors[min(position, len(colors) - 1)]},
            hovertemplate=f"{escape(str(part))}, {HOVER_WEEK}%{{y:,.1f}} {unit}<extra></extra>",
        )
    shown.update_yaxes(rangemode="tozero", nticks=5)
    shown.update_xaxes(**weeks_axis(list(table.index)))
    return shown


def timeline(
    rows: pd.DataFrame, lanes: Sequence[str], palette: Palette
) -> go.Figure:
    """Dots on a shared axis of time, one lane per kind of happening.

    ``rows``: day, lane, text. Lanes from top to bottom; size fixed, colour by lane.
    """
    shown = figure(palette, height=46 * len(lanes) + 52)
    rows = rows.assign(text=literal(rows["text"]))
    colors = [palette.tiers[0], palette.up, palette.down, palette.warn, palette.tiers[1],
              palette.muted]  # fmt: skip
    for position, lane in enumerate(lanes):
        part = rows[rows["lane"] == lane]
        shown.add_scatter(
            x=part["day"], y=[lane] * len(part), mode="markers", name=lane,
            marker={"size": 10, "color": colors[position % len(colors)], "opacity": 0.9,
                    "line": {"color": palette.background, "width": 1}},
            customdata=part[["text"]],
            hovertemplate="%{x|%-d %b %Y}<br>%{customdata[0]}<extra></extra>",
        )  # fmt: skip
    shown.update_yaxes(
        categoryorder="array", categoryarray=list(reversed(lanes)), range=[-0.6, len(lanes) - 0.4],
        tickfont={"color": palette.text, "size": 12},
    )
    shown.update_xaxes(tickformat=DAYS, nticks=8, showgrid=True)
    return shown


def heat(table: pd.DataFrame, palette: Palette, *, unit: str) -> go.Figure:
    """How much of each row in each week, darker for more; nothing stays blank.

    ``table``: index = rows from top to bottom, columns = weeks, values = counts.
    """
    counts = table.to_numpy(dtype=float)[::-1]
    shown = figure(palette, height=24 * len(table) + 60)
    shown.add_heatmap(
        z=counts, x=list(table.columns), y=[escape(str(name)) for name in table.index[::-1]],
        zmin=0, zmax=max(float(counts.max(initial=0.0)), 1.0), showscale=False, xgap=2, ygap=2,
        colorscale=[[0.0, palette.hairline], [1.0, palette.tiers[0]]],
        hovertemplate=f"%{{y}}, {HOVER_WEEK}%{{z:,.0f}} {unit}<extra></extra>",
    )  # fmt: skip
    shown.update_xaxes(**weeks_axis([*table.columns]))
    shown.update_yaxes(showgrid=False, tickfont={"color": palette.text, "size": 12})
    return shown


def grid(table: pd.DataFrame, palette: Palette, *, across: str, up: str) -> go.Figure:
    """Counts in cells, darker for more: fit against timing.

    ``table``: index = rows from top to bottom, columns = cells from left to right.
    """
    counts = table.to_numpy(dtype=float)
    most = max(float(counts.max(initial=0.0)), 1.0)
    scale = [[0.0, palette.background], [1.0, palette.tiers[1]]]
    shown = figure(palette, height=64 * len(table) + 70)
    shown.add_heatmap(
        z=counts[::-1], x=[str(c) for c in table.columns], y=[str(i) for i in table.index[::-1]],
        zmin=0, zmax=most, colorscale=scale, showscale=False, xgap=3, ygap=3,
        text=[[f"{value:,.0f}" for value in row] for row in counts[::-1]],
        texttemplate="%{text}", textfont={"color": palette.text, "size": 15},
        hovertemplate=f"{up} %{{y}}, {across} %{{x}}: %{{z:,.0f}} accounts<extra></extra>",
    )  # fmt: skip
    shown.update_xaxes(side="bottom", title={"text": across, "font": {"color": palette.muted}})
    shown.update_yaxes(showgrid=False, title={"text": up, "font": {"color": palette.muted}})
    return shown
