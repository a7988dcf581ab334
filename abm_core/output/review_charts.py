"""The small line of a card of the weekly review, for the screen."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go

from abm_core import formats
from abm_core.output import figures
from abm_core.output.palette import Palette
from abm_core.review import said
from abm_core.review.document import Measure

HEIGHT = 64
BAND_INK = 0.16  # of the primary colour, behind the line


def course(of: Measure, palette: Palette) -> go.Figure:
    """The weeks of a measure over its normal range; the newest point is orange on a signal.

    Where the week is not to be trusted the line is grey, and no range is drawn.
    """
    shown = figures.figure(
        palette, height=HEIGHT, margin={"l": 2, "r": 6, "t": 4, "b": 4},
        xaxis={"visible": False, "fixedrange": True}, hovermode="x",
        yaxis={"visible": False, "fixedrange": True},
    )  # fmt: skip
    if of.low is not None and of.high is not None and not of.doubt:
        _band(shown, of, palette)
    color = palette.muted if of.doubt else palette.primary
    shown.add_scatter(
        x=list(of.weeks), y=list(of.values), mode="lines", line={"color": color, "width": 2},
        text=[_told(of, week, value) for week, value in zip(of.weeks, of.values, strict=True)],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    if of.values:
        newest = palette.down if of.signal and not of.doubt else color
        shown.add_scatter(
            x=[of.weeks[-1]], y=[of.values[-1]], mode="markers", hoverinfo="skip",
            marker={"color": newest, "size": 8, "symbol": "circle-open" if of.doubt else "circle"},
            cliponaxis=False,
        )  # fmt: skip
    return shown


def _band(shown: go.Figure, of: Measure, palette: Palette) -> None:
    shown.add_hrect(y0=of.low, y1=of.high, fillcolor=palette.primary, opacity=BAND_INK,
                    line_width=0, layer="below")  # fmt: skip
    shown.add_hline(y=of.centre, line={"color": palette.muted, "width": 1, "dash": "dot"},
                    layer="below")  # fmt: skip


def _told(of: Measure, week: date, value: float) -> str:
    number = said.shown(value, of.newest.unit, of.newest.currency)
    return f"Week of {formats.day(week)}: {number}"
