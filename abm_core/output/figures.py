"""What every Plotly chart has in common: little ink, our font, colours of the palette.

Charts that people explore are Plotly; those that redraw under a slider are in ``charts``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from abm_core.output.palette import FONT, Palette

CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
LABEL_GAP = 0.075  # of the height of a chart, so that labels at line ends do not touch


def figure(palette: Palette, *, height: int, **layout: Any) -> go.Figure:  # noqa: ANN401 - of Plotly
    """An empty figure in our manner; ``layout`` adds to it."""
    shown = go.Figure()
    shown.update_layout(
        height=height, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": palette.muted},
        margin={"l": 8, "r": 8, "t": 12, "b": 8}, showlegend=False, dragmode=False, bargap=0.12,
        hoverlabel={"bgcolor": palette.background, "bordercolor": palette.hairline,
                    "font": {"family": FONT, "size": 12, "color": palette.text}},
        xaxis=axis(palette, showgrid=False), yaxis=axis(palette),
    )  # fmt: skip
    shown.update_layout(**layout)
    return shown


def axis(palette: Palette, **parts: Any) -> dict[str, Any]:  # noqa: ANN401 - any of Plotly's
    """An axis of hairlines that makes room for its labels and cannot be dragged."""
    return {
        "gridcolor": palette.hairline, "zeroline": False, "linecolor": palette.hairline,
        "automargin": True, "fixedrange": True, "ticks": "",
        "tickfont": {"color": palette.muted, "size": 12}, **parts,
    }  # fmt: skip


def weeks_axis(weeks: Sequence[date], most: int = 5) -> dict[str, Any]:
    """Ticks on the Mondays of some weeks, the newest among them; the year where it changes.

    >>> weeks_axis([date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)])["ticktext"]
    ['28 Dec<br>2026', '4 Jan<br>2027', '11 Jan']
    """
    step = -(-len(weeks) // most) or 1
    some = list(weeks)[::-1][::step][::-1]
    years = [None, *(week.year for week in some)]
    texts = [f"{week.day} {week:%b}" + (f"<br>{week:%Y}" if week.year != before else "")
             for week, before in zip(some, years, strict=False)]  # fmt: skip
    return {"tickvals": some, "ticktext": texts, "tickangle": 0}


def folded(table: pd.DataFrame, most: int, rest: str = "Others") -> pd.DataFrame:
    """The columns that hold most, in order; what is beyond as one, and nothing that is empty.

    >>> folded(pd.DataFrame([[5.0, 3.0, 2.0, 1.0, 0.0]], columns=list("abcde")), 3).loc[0].to_dict()
    {'a': 5.0, 'b': 3.0, 'Others': 3.0}
    """
    sums = table.sum().sort_values(ascending=False, kind="stable")
    kept = table[list(sums.index[sums > 0])]
    if kept.shape[1] <= most:
        return kept
    return kept.iloc[:, : most - 1].assign(**{rest: kept.iloc[:, most - 1 :].sum(axis=1)})


def literal(names: pd.Series) -> pd.Series:
    """Names from a file as a chart shows them: Plotly reads some HTML in texts."""
    return names.astype("str").map(escape)


def line_color(palette: Palette, level: int) -> str:
    """The colour of a tier as a line or dot; tier 3 stronger than as an area."""
    if level == 3:
        return next(color for color in palette.ramp[3:] if color not in palette.tiers)
    return palette.tier(level) if level else palette.muted


def apart(heights: Sequence[float], low: float, high: float) -> list[float]:
    """Heights for labels beside line ends: as near to their lines as their own size allows.

    >>> [round(one, 3) for one in apart([10, 10, 0], 0, 100)]
    [10.0, 17.5, 0.0]
    """
    gap = LABEL_GAP * ((high - low) or 1.0)
    order = np.argsort(heights, kind="stable")
    placed: list[float] = []
    for i in order:
        least = placed[-1] + gap if placed else low
        placed.append(max(float(heights[i]), least))
    found = [0.0] * len(order)
    for position, i in enumerate(order):
        found[i] = placed[position]
    return found
