"""Charts of coverage: numbers in, Plotly figure out, as in ``figures``."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from abm_core import formats
from abm_core.measure import coverage, coverage_map
from abm_core.measure import coverage_wording as wording
from abm_core.measure.coverage import Coverage
from abm_core.measure.coverage_matter import Group
from abm_core.output.figures import axis, figure, literal
from abm_core.output.palette import Palette

LONGEST_NAME = 24
ROW_HEIGHT = 24
PIPELINE = "Open<br>pipeline"
STEPS = ("identified", "reachable", "current", "engaged")


def heat(found: Coverage, palette: Palette) -> go.Figure:
    """Accounts down, required roles across; what is missing in words, the open pipeline beside.

    One layer per level, so that each has its own ink. The size of words follows the cells.
    """
    names = _names(found.accounts)
    roles = coverage_map.requirements(found)
    shown = figure(
        palette, height=ROW_HEIGHT * max(len(names), 1) + 72,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
    )  # fmt: skip
    heads = [_head(role) for role in roles]
    cells = found.cells.assign(
        text=[wording.cell(row) for row in found.cells.to_dict("records")],
        told=[escape(wording.cell_sentence(row)) for row in found.cells.to_dict("records")],
    )
    for level, (ground, ink) in levels(palette).items():
        _layer(shown, cells[cells["level"] == level], found, (names, roles, heads), (ground, ink))
    _pipeline(shown, found, names, palette)
    shown.update_xaxes(
        side="top", categoryorder="array", categoryarray=[*heads, PIPELINE],
        tickfont={"color": palette.text, "size": 12}, range=[-0.5, len(heads) + 0.5],
    )  # fmt: skip
    shown.update_yaxes(
        showgrid=False, tickfont={"color": palette.text, "size": 12},
        tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.5, -0.5],
    )  # fmt: skip
    return shown


def levels(palette: Palette) -> dict[str, tuple[str, str]]:
    """Ground and ink of every level; orange where a required contact is missing."""
    tint = _mixed(palette.down, palette.background, 0.13)
    pale = _mixed(palette.warn, palette.background, 0.13)
    return {
        coverage.MISSING: (tint, palette.down), coverage.UNREACHABLE: (tint, palette.down),
        coverage.STALE: (pale, palette.warn), coverage.PARTLY: (pale, palette.warn),
        coverage.COVERED: (palette.ramp[-1], palette.on_ramp[-1]),
        coverage.ENGAGED: (palette.ramp[0], palette.on_ramp[0]),
    }  # fmt: skip


def _mixed(color: str, ground: str, share: float) -> str:
    parts = [
        round(share * int(color[at : at + 2], 16) + (1 - share) * int(ground[at : at + 2], 16))
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)


def _names(accounts: pd.DataFrame) -> list[str]:
    """Names short enough to stand beside the map."""
    return [
        escape(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…")
        for name in accounts["name"].astype("str")
    ]


def _head(requirement: str) -> str:
    """A role over its column, a word per line."""
    text = requirement[:1].upper() + requirement[1:]
    return escape(text).replace(" or ", " or<br>").replace(" ", "<br>", 1).replace("/", "/<br>")


def _layer(
    shown: go.Figure, cells: pd.DataFrame, found: Coverage,
    frame: tuple[list[str], list[str], list[str]], colors: tuple[str, str],
) -> None:  # fmt: skip
    names, roles, heads = frame
    place = {account: row for row, account in enumerate(found.accounts["account_id"])}
    z = np.full((len(names), len(roles)), np.nan)
    text = np.full(z.shape, "", dtype=object)
    told = np.full(z.shape, "", dtype=object)
    rows = cells["account_id"].map(place).to_numpy(dtype=np.intp)
    columns = cells["requirement"].map({r: at for at, r in enumerate(roles)}).to_numpy(np.intp)
    z[rows, columns] = 1.0
    text[rows, columns] = cells["text"].to_numpy(dtype=object)
    told[rows, columns] = cells["told"].to_numpy(dtype=object)
    ground, ink = colors
    shown.add_heatmap(
        z=z, x=heads, y=list(range(len(names))), text=text, customdata=told, hoverongaps=False,
        texttemplate="%{text}", textfont={"color": ink}, showscale=False, xgap=2, ygap=2,
        colorscale=[[0, ground], [1, ground]], hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _pipeline(shown: go.Figure, found: Coverage, names: list[str], palette: Palette) -> None:
    """The last column: what is open at each account, in words."""
    accounts = found.accounts
    text = [wording.pipeline(row, found.currency) for row in accounts.to_dict("records")]
    shown.add_heatmap(
        z=np.ones((len(names), 1)), x=[PIPELINE], y=list(range(len(names))),
        text=[[one] for one in text], texttemplate="%{text}", textfont={"color": palette.text},
        showscale=False, xgap=2, ygap=2, hoverongaps=False,
        colorscale=[[0, palette.background], [1, palette.background]],
        customdata=[[name] for name in literal(accounts["name"])],
        hovertemplate="%{customdata}: %{text} open<extra></extra>",
    )  # fmt: skip


def ladder(table: pd.DataFrame, palette: Palette) -> go.Figure:
    """How far required contacts have come: four bars for each role.

    ``table``: as ``coverage.summary`` makes it; roles from top to bottom.
    """
    shown = figure(
        palette, height=86 * max(len(table), 1) + 40, barmode="group", bargap=0.3, bargroupgap=0.06,
        margin={"l": 8, "r": 44, "t": 32, "b": 8}, showlegend=True,
        legend={"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )  # fmt: skip
    rows = [_head(role) for role in table["group"]]
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
        customdata=[[wording.share_text(group.won)] for group in some],
        hovertemplate="%{x} engaged: won %{customdata[0]}<extra></extra>",
    )  # fmt: skip
    for group in some:
        shown.add_annotation(
            x=group.label, y=group.won.high, yanchor="bottom", yshift=3, showarrow=False,
            text=f"<b>{formats.percent(group.won.share)}</b> of {formats.count(group.won.n)}",
            font={"color": palette.text, "size": 12},
        )  # fmt: skip
    top = max((group.won.high for group in some), default=1.0)
    shown.update_layout(
        xaxis=axis(palette, type="category", showgrid=False, title={
            "text": "Engaged contacts at mid-deal",
            "font": {"size": 12, "color": palette.muted}}),
        yaxis=axis(palette, range=[0, min(1.1, top * 1.2)], tickformat=".0%", nticks=5),
    )  # fmt: skip
    return shown
