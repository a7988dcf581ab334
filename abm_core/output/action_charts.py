"""Charts of the load: open actions per person, and hours of a quarter against those there are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from abm_core import formats, settings
from abm_core.output.figures import axis, figure, literal
from abm_core.output.palette import Palette
from abm_core.review.load import NOBODY, Load

ROW, FOOT, DOT = 26, 44, 10
FULL_STEPS = 400  # percent from which the axis counts in whole capacities
MOST = settings.LOAD_PEOPLE.value
NOBODY_YET = "Nobody yet"


def with_actions(loads: Sequence[Load]) -> list[Load]:
    """Whom the chart of open actions shows: those who have any, most overdue first."""
    return [one for one in loads if one.n_open][:MOST]


def with_hours(loads: Sequence[Load]) -> list[Load]:
    """Whom the chart of hours shows: those who sell, the fullest first."""
    return sorted((one for one in loads if one.available), key=lambda one: -one.share)[:MOST]


def open_actions(loads: Sequence[Load], palette: Palette) -> go.Figure:
    """A bar per person: overdue first, then what is still in time; the sum at its end."""
    shown, names = _rows(with_actions(loads), palette)
    rows = with_actions(loads)
    for label, values, color in (
        ("overdue", [one.n_overdue for one in rows], palette.down),
        ("in time", [one.n_in_time for one in rows], palette.tiers[1]),
    ):
        shown.add_bar(
            x=values, y=names, orientation="h", marker_color=color, name=label,
            hovertemplate=f"%{{y}}: %{{x}} {label}<extra></extra>",
        )  # fmt: skip
    for name, one in zip(names, rows, strict=True):
        over = f"  ({formats.count(one.n_overdue)} overdue)" if one.n_overdue else ""
        shown.add_annotation(x=one.n_open, y=name, text=f"{formats.count(one.n_open)}{over}",
                             showarrow=False, xanchor="left", xshift=4,
                             font={"color": palette.text})  # fmt: skip
    most = max([one.n_open for one in rows], default=1)
    shown.update_layout(barmode="stack")
    shown.update_xaxes(range=[0, most * 1.6], visible=False)
    return shown


def hours(loads: Sequence[Load], palette: Palette) -> go.Figure:
    """A dot per person at the share of their hours that accounts take; the rule is all of them."""
    rows = with_hours(loads)
    shown, names = _rows(rows, palette)
    values = [100 * one.share for one in rows]
    end = max([125.0, *values])
    shown.add_scatter(
        x=values, y=names, mode="markers", cliponaxis=False,
        customdata=[_told(one) for one in rows],
        marker={"size": DOT, "color": [palette.down if one.is_over else palette.tiers[1]
                                       for one in rows]},
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )  # fmt: skip
    for name, value, one in zip(names, values, rows, strict=True):
        shown.add_annotation(x=value, y=name, text=formats.percent(one.share), showarrow=False,
                             xanchor="left", xshift=8, font={"color": palette.text})  # fmt: skip
    shown.add_vline(x=100, line={"color": palette.text, "width": 1.5})
    step = 50 if end < FULL_STEPS else 100
    shown.update_xaxes(axis(palette, range=[-0.03 * end, end * 1.3], ticksuffix=" %", tick0=0,
                            dtick=step))  # fmt: skip
    shown.update_yaxes(showgrid=True)
    return shown


def _told(one: Load) -> str:
    held = " / ".join(formats.count(n) for n in one.n_accounts)
    return (f"{formats.count(one.hours)} of {formats.count(one.available)} hours; accounts in "
            f"tier 1 / 2 / 3: {held}")  # fmt: skip


def _rows(rows: Sequence[Load], palette: Palette) -> tuple[go.Figure, list[str]]:
    """An empty figure with a row per person, and how the rows are called."""
    named = pd.Series([NOBODY_YET if one.name == NOBODY else one.name for one in rows], dtype="str")
    names = literal(named).tolist()
    shown = figure(palette, height=FOOT + ROW * max(len(rows), 1))
    shown.update_yaxes(autorange="reversed", showgrid=False, type="category",
                       tickfont={"color": palette.text, "size": 12})  # fmt: skip
    return shown, names
