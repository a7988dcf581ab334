"""Charts of lift: numbers in, Plotly figure out, as in ``figures``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from textwrap import wrap
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from abm_core.lift.intervals import Estimate
from abm_core.output.figures import apart, figure
from abm_core.output.palette import Palette

ROW = 44  # pixels of a row of the forest plot
LETTER = 7
WIDEST = 22  # letters of a line beside the picture
FAR = 3.0  # an interval this many times as wide as the middle one does not set the axis


class Row(NamedTuple):
    """A line of the forest plot: one metric or group.

    ``told`` are the numbers in words at the right. ``refused``: shown in grey without an interval.
    ``scale``: rows of another unit are drawn relative to their own interval and say so in words.
    """

    label: str
    estimate: Estimate
    told: str
    refused: bool = False
    is_primary: bool = False


def forest(
    rows: Sequence[Row], palette: Palette, *, unit: str = "%", scale: float = 100
) -> go.Figure:
    """A dot and its plausible range per row, the primary one on top, a rule at no difference.

    Solid where the range holds no 0, hollow where it does, grey words where it is refused.
    ``unit`` names the axis, in which an estimate of 1 is ``scale``.
    """
    ordered = sorted(rows, key=lambda row: not row.is_primary)
    shown = figure(palette, height=ROW * max(len(ordered), 1) + 46, margin={
        "l": 8, "r": _room(row.told for row in ordered), "t": 16, "b": 8})  # fmt: skip
    low, high = _reach([row.estimate for row in ordered if not row.refused], scale)
    for place, row in enumerate(ordered):
        ink = palette.muted if row.refused else palette.text
        shown.add_annotation(
            x=0, xref="paper", y=place, yshift=15, xanchor="left", showarrow=False,
            text=_words(row.label, bold=row.is_primary), font={"color": ink, "size": 12},
            bgcolor=palette.background,
        )  # fmt: skip
        shown.add_annotation(
            x=1, xref="paper", y=place, xanchor="left", xshift=10, showarrow=False, align="left",
            text=_words(row.told, bold=row.is_primary),
            font={"color": ink, "size": 12},
        )  # fmt: skip
        if not row.refused and math.isfinite(row.estimate.value):
            _interval(shown, row, place, (low, high), scale, palette)
    shown.add_vline(x=0, line={"color": palette.text, "width": 1.2})
    shown.update_yaxes(range=[len(ordered) - 0.5, -0.6], visible=False)
    shown.update_xaxes(range=[low, high], showgrid=True, ticksuffix=f" {unit}", nticks=4,
                       tickangle=0)  # fmt: skip
    return shown


def _room(texts: Iterable[str]) -> int:
    """Pixels for the longest of some texts, at size 12 a letter of a bold one takes some 7."""
    lines = (line for text in texts for line in wrap(text, WIDEST))
    return 20 + LETTER * max(map(len, lines), default=0)


def _words(text: str, *, bold: bool) -> str:
    """A text beside the picture, in lines that leave room for it."""
    told = "<br>".join(escape(line).replace(" ", "\u00a0") for line in wrap(text, WIDEST))
    return f"<b>{told}</b>" if bold else told


def _interval(
    shown: go.Figure, row: Row, place: int, reach: tuple[float, float], scale: float,
    palette: Palette,
) -> None:  # fmt: skip
    """The range as a line, cut off at the edge with an arrow; the estimate as a mark upon it."""
    ends = [scale * end for end in (row.estimate.low, row.estimate.high)]
    inside = [min(max(end, reach[0]), reach[1]) for end in ends]
    crosses = row.estimate.low <= 0 <= row.estimate.high
    color = palette.muted if crosses else palette.tiers[0]
    shown.add_scatter(x=inside, y=[place, place], mode="lines", hoverinfo="skip",
                      line={"color": color, "width": 2.5})  # fmt: skip
    for at, end, symbol in zip(inside, ends, ("triangle-left", "triangle-right"), strict=True):
        if at != end:
            shown.add_scatter(x=[at], y=[place], mode="markers", hoverinfo="skip",
                              marker={"color": color, "size": 9, "symbol": symbol})  # fmt: skip
    shown.add_scatter(
        x=[min(max(scale * row.estimate.value, reach[0]), reach[1])], y=[place], mode="markers",
        marker={"size": 12 if row.is_primary else 10, "opacity": 1,
                "symbol": "diamond" if row.is_primary else "square",
                "color": palette.background if crosses else color,
                "line": {"color": color, "width": 2}},
        hovertemplate=f"{escape(row.label)}: {escape(row.told)}<extra></extra>",
    )  # fmt: skip


def _reach(estimates: Sequence[Estimate], scale: float) -> tuple[float, float]:
    """From where to where the axis goes: all of the usual ranges, part of the very wide ones."""
    ends = np.array([[one.low, one.high] for one in estimates], dtype=np.float64).reshape(-1, 2)
    values = [one.value for one in estimates if math.isfinite(one.value)]
    ends = scale * ends[np.isfinite(ends).all(axis=1)]
    if not len(ends):
        far = scale * max(map(abs, values), default=0.5)
        return -1.3 * far, 1.3 * far
    width = np.diff(ends, axis=1)[:, 0]
    usual = ends[width <= FAR * np.median(width)]
    low = min(float(usual[:, 0].min()), 0.0, *(scale * value for value in values))
    high = max(float(usual[:, 1].max()), 0.0, *(scale * value for value in values))
    room = 0.06 * ((high - low) or 1.0)
    return low - room, high + room


def observed_expected(
    weeks: Sequence[int], observed: Sequence[float], expected: Sequence[float], palette: Palette,
    *, shaded: Mapping[str, tuple[int, int]], unit: str = "",
) -> go.Figure:
    """Targets and what similar accounts suggest, by week from launch; weeks of choosing shaded.

    ``shaded``: name of a span of weeks to its first and last week.
    """
    shown = figure(palette, height=280, margin={"l": 8, "r": 78, "t": 26, "b": 8})
    _shade(shown, shaded, palette)
    lines = (("Expected", expected, palette.muted, "dot"),
             ("Observed", observed, palette.tiers[0], "solid"))  # fmt: skip
    top = float(np.nanmax([*observed, *expected], initial=0.0))
    ends = apart([float(values[-1]) if len(values) else 0.0 for _, values, _, _ in lines], 0, top)
    for (name, values, color, dash), end in zip(lines, ends, strict=True):
        shown.add_scatter(
            x=list(weeks), y=list(values), mode="lines", name=name,
            line={"color": color, "width": 2.5, "dash": dash},
            hovertemplate=f"{name}, week %{{x}}: %{{y:,.1f}} {unit}<extra></extra>",
        )  # fmt: skip
        shown.add_annotation(
            x=1, xref="paper", y=end, xanchor="left", xshift=6, showarrow=False, text=name,
            font={"color": color if dash == "dot" else palette.text, "size": 12},
        )  # fmt: skip
    _launch(shown, palette)
    shown.update_yaxes(rangemode="tozero", nticks=5)
    shown.update_xaxes(nticks=8, title={"text": "Weeks from launch", "font": {"size": 12}})
    return shown


def _shade(shown: go.Figure, spans: Mapping[str, tuple[int, int]], palette: Palette) -> None:
    for first, last in spans.values():
        shown.add_vrect(x0=first - 0.5, x1=last + 0.5, fillcolor=palette.warn, opacity=0.13,
                        line_width=0)  # fmt: skip
    if spans:
        shown.add_annotation(
            x=min(first for first, _ in spans.values()) - 0.5, y=1, yref="paper",
            yanchor="bottom", xanchor="right", showarrow=False,
            text=escape(" and ".join(spans)), font={"color": palette.muted, "size": 11},
        )  # fmt: skip


def _launch(shown: go.Figure, palette: Palette) -> None:
    shown.add_vline(x=-0.5, line={"color": palette.text, "width": 1.2})
    shown.add_annotation(x=-0.5, y=1, yref="paper", yanchor="bottom", xanchor="left", text="launch",
                         showarrow=False, font={"color": palette.text, "size": 11})  # fmt: skip


def index(
    weeks: Sequence[int], lines: Mapping[str, Sequence[float]], colors: Mapping[str, str],
    palette: Palette,
) -> go.Figure:
    """History: the list's own weeks before launch are 100. No band and no claim."""
    shown = figure(palette, height=250, margin={"l": 8, "r": 96, "t": 26, "b": 8})
    shown.add_hline(y=100, line={"color": palette.muted, "width": 1, "dash": "dash"})
    known = {name: list(values) for name, values in lines.items() if len(values)}
    low, high = (
        float(edge(np.concatenate([np.asarray(values) for values in known.values()])))
        if known else 100.0 for edge in (np.nanmin, np.nanmax)
    )  # fmt: skip
    ends = apart([values[-1] for values in known.values()], low, high)
    for (name, values), end in zip(known.items(), ends, strict=True):
        shown.add_scatter(
            x=list(weeks), y=values, mode="lines", name=escape(name),
            line={"color": colors.get(name, palette.tiers[0]), "width": 2.2},
            hovertemplate=f"{escape(name)}, week %{{x}}: %{{y:.0f}}<extra></extra>",
        )  # fmt: skip
        shown.add_annotation(
            x=1, xref="paper", y=end, xanchor="left", xshift=6, showarrow=False, align="left",
            text=f"<b>{escape(name)}</b> {values[-1]:.0f}",
            font={"color": palette.text, "size": 12},
        )  # fmt: skip
    _launch(shown, palette)
    shown.update_yaxes(nticks=5, rangemode="tozero")
    shown.update_xaxes(nticks=8, title={"text": "Weeks from launch", "font": {"size": 12}})
    return shown
