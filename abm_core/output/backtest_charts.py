"""Charts of the back-test: numbers in, ECharts option out, as in ``charts``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from abm_core import formats
from abm_core.output.charts import Option, base, value_axis
from abm_core.output.palette import Palette
from abm_core.targeting.backtest import Judged, Tenth, TierPast
from abm_core.targeting.ranking import Gains

Measure = Literal["won", "amount"]
WIDE_ENOUGH = 0.08  # a narrower part of a bar holds no number


def gains_curve(
    draft: Gains, live: Gains | None, palette: Palette, measure: Measure = "won"
) -> Option:
    """Share of all that was won (deals or amount) in the best x percent of the deals.

    Draft solid, live dashed, chance as a hairline.
    """
    chance = {"color": palette.no_tier, "width": 1.5, "ink": palette.muted}
    series = [_line("Chance", np.array([0.0, 1.0]), np.array([0.0, 1.0]), chance)]
    if live is not None:
        look = {"color": palette.muted, "width": 2, "type": "dashed"}
        series.append(_line("Live", live.cases, getattr(live, measure), look))
    look = {"color": palette.tiers[0], "width": 2.5}
    series.append(_line("Draft", draft.cases, getattr(draft, measure), look))
    return base(
        palette,
        grid={"left": 44, "right": 56, "top": 8, "bottom": 24, "outerBoundsMode": "none"},
        xAxis=_percent_axis(palette),
        yAxis=_percent_axis(palette),
        tooltip={"trigger": "axis"},
        series=series,
    )


def _percent_axis(palette: Palette) -> Option:
    return value_axis(
        palette, min=0, max=100,
        axisLabel={"color": palette.muted, "fontSize": 12, "formatter": "{value} %"},
        splitLine={"show": True, "lineStyle": {"color": palette.hairline}},
    )  # fmt: skip


def _line(name: str, across: np.ndarray, up: np.ndarray, look: Option) -> Option:
    """A curve in percent; points that are not known are left out."""
    points = [
        [round(100 * float(x), 2), round(100 * float(y), 2)]
        for x, y in zip(across, up, strict=True) if not np.isnan(y)
    ]  # fmt: skip
    return {
        "type": "line", "name": name, "data": points, "showSymbol": False, "lineStyle": look,
        "itemStyle": {"color": look["color"]},
        "endLabel": {"show": True, "formatter": "{a}", "color": look.get("ink", look["color"]),
                     "distance": 4},
        "labelLayout": {"moveOverlap": "shiftY"},
        "silent": name == "Chance",
    }  # fmt: skip


def tenths(found: Sequence[Tenth], average: float, palette: Palette) -> Option:
    """Win rate of each tenth of the deals, the best at the left, with its interval.

    The overall win rate is a rule across.
    """
    names = [_tenth_name(tenth) for tenth in found]
    dots = {
        "type": "scatter", "symbolSize": 9, "itemStyle": {"color": palette.tiers[0]},
        "name": "Win rate", "data": [_dot(tenth) for tenth in found],
        "tooltip": {"formatter": "{b}"},
        "markLine": {
            "symbol": "none", "silent": True, "animation": False,
            "data": [
                *(_interval(position, tenth, palette) for position, tenth in enumerate(found)),
                {"yAxis": round(100 * average, 2),
                 "lineStyle": {"color": palette.muted, "type": "dashed", "width": 1},
                 "label": {"formatter": f"all {formats.percent(average)}", "color": palette.muted,
                           "position": "insideEndTop"}},
            ],
        },
    }  # fmt: skip
    highest = max((tenth.won.high for tenth in found), default=1.0)
    return base(
        palette,
        grid={"left": 44, "right": 12, "top": 12, "bottom": 40, "outerBoundsMode": "none"},
        xAxis={
            "type": "category", "data": names, "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": palette.hairline}},
            "axisLabel": {"color": palette.muted, "interval": 0, "fontSize": 11},
        },
        yAxis={**_percent_axis(palette), "max": min(100, 10 * int(np.ceil(10 * highest)))},
        tooltip={"trigger": "item"},
        series=[dots],
    )  # fmt: skip


def _tenth_name(tenth: Tenth) -> str:
    """Which tenth, and the lowest score in it; the name of the place on the axis."""
    low = "no score" if np.isnan(tenth.score_low) else f"≥ {tenth.score_low:.0f}"
    return f"{tenth.rank}\n{low}"


def _dot(tenth: Tenth) -> Option:
    won = tenth.won
    between = f"range {formats.percent(won.low)} to {formats.percent(won.high)}"
    said = (
        f"{formats.percent(won.share)} of {formats.counted(won.n, 'deal')} won ({between}); "
        f"scores {formats.score(tenth.score_low)} to {formats.score(tenth.score_high)}"
    )
    return {"value": [_tenth_name(tenth), round(100 * won.share, 2)], "name": said}


def _interval(position: int, tenth: Tenth, palette: Palette) -> list[Option]:
    """A vertical rule from the lower to the upper end."""
    ends = (round(100 * tenth.won.low, 2), round(100 * tenth.won.high, 2))
    look = {"color": palette.tiers[1], "type": "solid", "width": 2}
    return [
        {"coord": [position, ends[0]], "lineStyle": look, "label": {"show": False}},
        {"coord": [position, ends[1]]},
    ]


def tier_shares(draft: Judged, live: Judged | None, palette: Palette) -> Option:
    """Which share of deals, won accounts and won amount each tier would have held."""
    rows: list[tuple[str, Sequence[float]]] = []
    for what, share_of in _MEASURES:
        if live is not None:
            rows.append((f"{what}, draft", [share_of(tier) for tier in draft.tiers]))
            rows.append((f"{what}, live", [share_of(tier) for tier in live.tiers]))
        else:
            rows.append((what, [share_of(tier) for tier in draft.tiers]))
    series = [
        _part(tier.tier, [shares[position] for _, shares in rows], palette)
        for position, tier in enumerate(draft.tiers)
    ]
    return base(
        palette,
        grid={"left": 138, "right": 4, "top": 4, "bottom": 4, "outerBoundsMode": "none"},
        xAxis=value_axis(palette, max=1, show=False),
        yAxis={
            "type": "category", "data": [name for name, _ in rows], "inverse": True,
            "axisTick": {"show": False}, "axisLine": {"show": False},
            "axisLabel": {"color": palette.text, "margin": 8},
        },
        tooltip={"trigger": "item", "formatter": "{a}: {b}"},
        series=series,
    )  # fmt: skip


def _part(level: int, shares: Sequence[float], palette: Palette) -> Option:
    ink = palette.on_tiers[level - 1] if level else palette.text
    known = [0.0 if np.isnan(share) else share for share in shares]
    return {
        "type": "bar", "stack": "share", "name": formats.tier(level), "barWidth": 18,
        "itemStyle": {"color": palette.tier(level), "borderColor": palette.background,
                      "borderWidth": 1},
        "label": {"show": True, "color": ink, "fontSize": 11},
        "data": [
            {
                "value": round(share, 4), "name": formats.percent(share),
                "label": {"formatter": formats.percent(share) if share >= WIDE_ENOUGH else ""},
            }
            for share in known
        ],
    }  # fmt: skip


def _of_deals(tier: TierPast) -> float:
    return tier.share_of_deals


def _of_accounts(tier: TierPast) -> float:
    return tier.of_won_accounts.share


def _of_amount(tier: TierPast) -> float:
    return tier.share_of_won_amount


_MEASURES = (("Deals", _of_deals), ("Won accounts", _of_accounts), ("Won amount", _of_amount))
