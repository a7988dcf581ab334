"""Charts of the account page: what is known of one account in, Plotly figure out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

import plotly.graph_objects as go

from abm_core import formats
from abm_core.output.figures import figure, literal
from abm_core.output.palette import Palette
from abm_core.review.account_facts import Deal
from abm_core.review.account_moves import STAGE, TIER, Move
from abm_core.review.build_up import BuildUp
from abm_core.review.lanes import DEALS, LANES, Happened

BAR, LEAST_LABEL = 30, 7.0  # points that a segment needs for its name
LANE_HEIGHT = 44
MOST_DEALS = 6  # more bars in one lane would be lines
CLOSE = timedelta(days=70)  # moves nearer than this share one label's room


def build_up(built: BuildUp, palette: Palette) -> go.Figure:
    """Contributions of all criteria, stacked to the score: today above a month ago."""
    shown = figure(
        palette, height=2 * 54 + 56, barmode="stack", showlegend=True,
        margin={"l": 8, "r": 44, "t": 8, "b": 8},
        legend={"orientation": "h", "y": -0.12, "yanchor": "top", "x": 0, "traceorder": "normal"},
    )  # fmt: skip
    rows = [f"{formats.day(built.then)}", "Today"]
    colors = [*palette.ramp, palette.no_tier]
    inks = [*palette.on_ramp, palette.text]
    bars = sorted(built.bars, key=lambda bar: -_number(bar.points))
    for place, bar in enumerate(one for one in bars if _number(one.points) + _number(one.before)):
        at = place % len(colors)
        values = [_number(bar.before), _number(bar.points)]
        shown.add_bar(
            y=rows, x=values, orientation="h", name=escape(bar.criterion), width=0.62,
            marker={"color": colors[at], "line": {"color": palette.background, "width": 1}},
            text=[formats.score(one) if one >= LEAST_LABEL else "" for one in values],
            textposition="inside", insidetextanchor="middle", textangle=0,
            textfont={"color": inks[at], "size": 11},
            hovertemplate=f"{escape(bar.criterion)}: %{{x:.1f}} points<br>{escape(bar.value)} "
                          "today<extra></extra>",
        )  # fmt: skip
    for row, total in zip(rows, (built.before, built.score), strict=True):
        shown.add_annotation(
            y=row, x=_number(total), text=f"<b>{formats.score(total)}</b>", showarrow=False,
            xanchor="left", xshift=6, font={"color": palette.text, "size": 13},
        )  # fmt: skip
    shown.update_xaxes(range=[0, 100], visible=False)
    shown.update_yaxes(showgrid=False, tickfont={"color": palette.text, "size": 12})
    return shown


def _number(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def timeline(
    happened: Happened, deals: Sequence[Deal], moves: Sequence[Move], palette: Palette
) -> go.Figure:
    """A year in lanes: a dot per week, bars for opportunities, rules for moves of tier and stage.

    Full dots are weeks with something of theirs, hollow ones of ours alone. Lanes in which
    nothing happened are left out.
    """
    bars = [one for one in deals if one.created_on and _overlaps(one, happened)][:MOST_DEALS]
    held = {*happened.dots["lane"], *([DEALS] if bars else [])}
    shown_lanes = [lane for lane in LANES if lane in held]
    height = LANE_HEIGHT * len(shown_lanes) + 14 * max(len(bars) - 1, 0) + 70
    shown = figure(palette, height=height, margin={"l": 8, "r": 8, "t": 30, "b": 8})
    colors = dict(zip(LANES, (palette.tiers[0], palette.up, palette.tiers[1], palette.warn,
                              palette.primary), strict=True))  # fmt: skip
    for place, lane in enumerate(lane for lane in shown_lanes if lane != DEALS):
        part = happened.dots[happened.dots["lane"] == lane]
        shown.add_scatter(
            x=part["day"], y=[place] * len(part), mode="markers", name=lane,
            marker={"size": 9, "color": [colors[lane] if theirs else palette.background
                                         for theirs in part["is_theirs"]],
                    "line": {"color": colors[lane], "width": 1.5}},
            customdata=literal(part["text"]).str.replace("&lt;br&gt;", "<br>").to_frame(),
            hovertemplate="week of %{x|%-d %b %Y}<br>%{customdata[0]}<extra></extra>",
        )  # fmt: skip
    for place, deal in enumerate(bars):
        _deal(shown, deal, shown_lanes.index(DEALS) + place * 0.32, happened, palette)
    _rules(shown, moves, happened, palette)
    shown.update_yaxes(
        tickvals=list(range(len(shown_lanes))), ticktext=shown_lanes, showgrid=False,
        range=[len(shown_lanes) - 0.5 + 0.32 * max(len(bars) - 1, 0), -0.6],
        tickfont={"color": palette.text, "size": 12},
    )  # fmt: skip
    shown.update_xaxes(
        range=[happened.since, happened.as_of + timedelta(days=7)], tickformat="%-d %b\n%Y",
        nticks=8, showgrid=True,
    )  # fmt: skip
    return shown


def _overlaps(deal: Deal, happened: Happened) -> bool:
    ends = deal.ends_on if not deal.is_open and deal.ends_on else happened.as_of
    return ends >= happened.since


def _deal(
    shown: go.Figure, deal: Deal, height: float, happened: Happened, palette: Palette
) -> None:
    """An opportunity from its creation to its end, or to today while it is open."""
    ends = happened.as_of if deal.is_open or deal.ends_on is None else deal.ends_on
    colors = {"won": palette.up, "lost": palette.muted}
    begins = max(deal.created_on or happened.since, happened.since)
    amount = "" if deal.amount is None else f", {formats.money(deal.amount, deal.currency)}"
    state = deal.stage if deal.is_open else deal.outcome
    text = escape(f"{deal.name}: {state}{amount}, since {formats.day(deal.created_on)}")
    shown.add_scatter(
        x=[begins, max(ends, begins + timedelta(days=2))], y=[height, height], mode="lines",
        line={"color": colors.get(deal.outcome, palette.primary), "width": 9,
              "dash": "solid"}, hovertemplate=f"{text}<extra></extra>", name=escape(deal.name),
    )  # fmt: skip


def _rules(
    shown: go.Figure, moves: Sequence[Move], happened: Happened, palette: Palette
) -> None:
    """Moves of tier (named) and of stage (named where there is room)."""
    named: list[date] = []
    order = (TIER, STAGE)
    within = [one for one in moves if one.kind in order
              and happened.since <= one.day <= happened.as_of]  # fmt: skip
    for one in sorted(within, key=lambda move: (order.index(move.kind), -move.day.toordinal())):
        is_tier = one.kind == TIER
        color = palette.text if is_tier else palette.muted
        shown.add_shape(
            type="line", x0=one.day, x1=one.day, y0=0, y1=1, yref="paper", layer="below",
            line={"color": color, "width": 1, "dash": "solid" if is_tier else "dot"},
        )  # fmt: skip
        if any(abs(one.day - other) < CLOSE for other in named):
            continue
        named.append(one.day)
        words = formats.saved_tier(one.after or None) if is_tier else one.after
        right = one.day > happened.as_of - CLOSE / 2
        shown.add_annotation(
            x=one.day, y=1, yref="paper", yanchor="bottom", text=escape(words), showarrow=False,
            xanchor="right" if right else "left", font={"color": color, "size": 11},
        )  # fmt: skip
