"""Charts of the stages: the way with its counts, conversion and pace; days of who waits now."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from abm_core import formats, settings
from abm_core.measure import stage_stuck
from abm_core.measure import stages_wording as wording
from abm_core.measure.durations import Pace
from abm_core.measure.funnel import WAITING, Funnel, StageLine
from abm_core.output.figures import axis, figure
from abm_core.output.palette import Palette

BAR_SHARE = 0.5  # of the width; the columns of numbers stand in the rest
FROM_PRIOR, MEDIAN_DAYS = 0.76, 1.0
ROW, HEAD = 50, 40
SPREAD = 0.3  # of a row, above and below, over which dots are strewn
FEW = 100  # dots that need not shine through each other
BEYOND = 1.6  # times the longest 80th percentile: the end of the axis, at least


def bars(found: Funnel, palette: Palette) -> go.Figure:
    """Accounts per stage in the order of the way, with conversion and median days beside."""
    motion, slow = found.view.motion, found.slowest
    names = [wording.stage_name(line.stage, motion) for line in found.lines]
    most = max(max(line.n_now for line in found.lines), 1)
    shown = figure(palette, height=HEAD + ROW * len(names) + 8, margin={"l": 8, "r": 8, "t": HEAD,
                                                                        "b": 8})  # fmt: skip
    shown.add_bar(
        x=[line.n_now for line in found.lines], y=names, orientation="h",
        marker_color=[palette.warn if line is slow else palette.tiers[1] for line in found.lines],
        text=[formats.count(line.n_now) for line in found.lines], textposition="outside",
        textfont={"color": palette.text}, cliponaxis=False,
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[wording.pace_sentence(line, motion) for line in found.lines],
    )  # fmt: skip
    shown.update_xaxes(domain=[0, BAR_SHARE], range=[0, most * 1.25], visible=False)
    shown.update_yaxes(autorange="reversed", showgrid=False,
                       tickfont={"color": palette.text, "size": 13})
    _column(shown, palette, FROM_PRIOR, "From<br>prior",
            ["", *map(_came, found.lines[:-1])], names)  # fmt: skip
    _column(shown, palette, MEDIAN_DAYS, "Median<br>days", list(map(_days, found.lines)), names,
            strong=names[found.lines.index(slow)] if slow else "")  # fmt: skip
    return shown


def _came(before: StageLine) -> str:
    """Share of those that entered the stage before which came at least as far as this one."""
    enough = before.n_entered >= settings.STAGE_LEAST.value
    return formats.percent(before.to_deeper.share) if enough else formats.NONE


def _days(line: StageLine) -> str:
    return formats.count(line.pace.median) if line.pace.is_known else formats.NONE


def _column(
    shown: go.Figure, palette: Palette, x: float, head: str, cells: list[str], names: list[str],
    strong: str = "",
) -> None:
    """Numbers beside the bars, right-aligned under their heading."""
    place = {"x": x, "xref": "paper", "xanchor": "right", "align": "right", "showarrow": False}
    shown.add_annotation(text=head, y=1, yref="paper", yanchor="bottom", yshift=6,
                         font={"color": palette.muted, "size": 12}, **place)  # fmt: skip
    for name, cell in zip(names, cells, strict=True):
        is_strong = name == strong
        shown.add_annotation(
            text=f"<b>{cell}</b>" if is_strong else cell, y=name, yref="y", yanchor="middle",
            font={"color": palette.warn if is_strong else palette.text, "size": 13}, **place,
        )  # fmt: skip


def strip(found: Funnel, waiting: pd.DataFrame, palette: Palette) -> go.Figure:
    """Days that accounts have been in their stage: a dot each, with median and 80th percentile.

    Dots beyond the axis stand at its end, hollow.
    """
    lines = [found.line(stage) for stage in WAITING]
    names = [wording.stage_name(line.stage, found.view.motion) for line in lines]
    end = _end(lines, waiting)
    shown = figure(palette, height=HEAD + ROW * len(found.lines) + 8,
                   margin={"l": 8, "r": 12, "t": 14, "b": 8})  # fmt: skip
    for row, line in enumerate(lines):
        _dots(shown, stage_stuck.dots(waiting, line.stage), row, line.pace, end, palette)
        _ticks(shown, line.pace, row, end, palette)
    shown.update_xaxes(axis(palette, range=[-0.02 * end, end * 1.03], showgrid=True, title={
        "text": "Days in the stage so far", "font": {"size": 12, "color": palette.muted}}))
    shown.update_yaxes(
        tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.5, -0.5],
        showgrid=False, tickfont={"color": palette.text, "size": 13},
    )  # fmt: skip
    return shown


def _end(lines: list[StageLine], waiting: pd.DataFrame) -> float:
    """The end of the axis: where nearly all dots and every tick are seen."""
    slow = [line.pace.slow for line in lines if line.pace.is_known
            and not math.isnan(line.pace.slow)]  # fmt: skip
    most = float(waiting["days"].quantile(0.9)) if len(waiting) else 0.0
    return max([BEYOND * max(slow, default=0), most, 30.0])


def _dots(
    shown: go.Figure, days: np.ndarray, row: int, pace: Pace, end: float, palette: Palette
) -> None:
    beyond = days > end
    stuck = days > pace.slow if pace.is_known else np.zeros(len(days), dtype=bool)
    ink = np.where(stuck, palette.warn, palette.tiers[1])
    # The golden ratio strews dots evenly without chance.
    heights = row + SPREAD * (2 * ((np.arange(len(days)) * 0.6180339887) % 1) - 1)
    shown.add_scatter(
        x=np.minimum(days, end), y=heights, mode="markers",
        marker={"size": 5, "color": ink, "opacity": 0.9 if len(days) < FEW else 0.55,
                "symbol": np.where(beyond, "circle-open", "circle")},
        customdata=days, hovertemplate="%{customdata:.0f} days<extra></extra>",
    )  # fmt: skip


def _ticks(shown: go.Figure, pace: Pace, row: int, end: float, palette: Palette) -> None:
    """Median as a full rule, the 80th percentile as a dashed one, each with its days."""
    if not pace.is_known:
        return
    for days, look, anchor, name in (
        (pace.median, "solid", "right", "half"), (pace.slow, "dot", "left", "80 %")
    ):  # fmt: skip
        if math.isnan(days) or days > end:
            continue
        shown.add_shape(type="line", x0=days, x1=days, y0=row - 0.36, y1=row + 0.36,
                        line={"color": palette.text, "width": 2, "dash": look})  # fmt: skip
        shown.add_annotation(
            x=days, y=row - 0.34, yanchor="bottom", xanchor=anchor, showarrow=False,
            text=f"{name}: {formats.count(days)}", font={"color": palette.text, "size": 11},
        )  # fmt: skip
