"""Charts of a back-test: what the best deals would have held, and how often each tenth was won."""

from __future__ import annotations

from math import isnan

from abm_core import formats
from abm_core.output.charts import Option, base, value_axis
from abm_core.output.palette import Palette
from abm_core.targeting.backtest import Judged, Tenth, TierPast
from abm_core.targeting.proportions import Share

PERCENT_STEPS = 25
GRID_STEP = 2  # every second of the 101 points is more than the eye sees


def gains(draft: Judged, live: Judged | None, palette: Palette) -> Option:
    """Of the best-scored share of deals (across), the share of all won ones they hold (up)."""
    curves = [_curve("Draft", draft, palette.primary, 2.5)]
    if live is not None:
        curves.append(_curve("Live", live, palette.muted, 1.2))
    chance = {
        "type": "line", "name": "Chance", "symbol": "none", "silent": True,
        "data": [[0, 0], [100, 100]],
        "lineStyle": {"color": palette.muted, "width": 1, "type": "dashed", "opacity": 0.6},
        "endLabel": {"show": False},
    }  # fmt: skip
    return base(
        palette,
        grid={"left": 44, "right": 16, "top": 12, "bottom": 24, "outerBoundsMode": "none"},
        xAxis=_percents(palette), yAxis=_percents(palette, splitLine=_hairline(palette)),
        tooltip={"trigger": "item"}, series=[chance, *curves],
    )  # fmt: skip


def _curve(name: str, judged: Judged, color: str, width: float) -> Option:
    points = zip(judged.gains.cases, judged.gains.won, strict=True)
    return {
        "type": "line", "name": name, "symbol": "circle", "symbolSize": 5, "showSymbol": False,
        "lineStyle": {"color": color, "width": width}, "itemStyle": {"color": color},
        "data": [
            {"value": [_percent(cases), _percent(won)],
             "name": f"{name}: the best {formats.percent(float(cases))} of the deals hold "
                     f"{formats.percent(float(won))} of the won ones"}
            for cases, won in list(points)[::GRID_STEP]
        ],
        "tooltip": {"formatter": "{b}"},
    }  # fmt: skip


def _percents(palette: Palette, **parts: object) -> Option:
    """An axis from nothing to everything, labelled at its ends and middle."""
    labels = {"color": palette.muted, "fontSize": 11, "formatter": "{value} %"}
    return value_axis(palette, min=0, max=100, interval=PERCENT_STEPS, axisLabel=labels, **parts)


def _percent(share: float) -> float:
    return round(100 * float(share), 2)


def _hairline(palette: Palette) -> Option:
    return {"show": True, "lineStyle": {"color": palette.hairline}}


def win_rates(tenths: tuple[Tenth, ...], overall: Share, palette: Palette) -> Option:
    """Win rate of each tenth of the deals, best scores first, with intervals; a rule for all."""
    bars = {
        "type": "bar", "barWidth": "62%", "itemStyle": {"color": palette.tiers[1]},
        "tooltip": {"formatter": "{b}"},
        "data": [
            {"value": _percent(one.won.share), "name": _tenth_in_words(one)} for one in tenths
        ],
        "markLine": {
            "symbol": "none", "silent": True, "animation": False,
            "label": {"show": False},
            "lineStyle": {"color": palette.text, "type": "dashed", "width": 1},
            "data": [{"yAxis": _percent(overall.share)}],
        },
    }  # fmt: skip
    whiskers = [_whisker(place, one.won, palette) for place, one in enumerate(tenths)]
    return base(
        palette,
        grid={"left": 44, "right": 8, "top": 12, "bottom": 24, "outerBoundsMode": "none"},
        xAxis={
            "type": "category", "data": [str(one.rank) for one in tenths],
            "axisTick": {"show": False}, "axisLabel": {"color": palette.muted, "fontSize": 11},
            "axisLine": {"lineStyle": {"color": palette.hairline}},
        },
        yAxis=_percents(palette, splitLine=_hairline(palette)),
        tooltip={"trigger": "item"}, series=[bars, *whiskers],
    )  # fmt: skip


def _whisker(place: int, won: Share, palette: Palette) -> Option:
    return {
        "type": "line", "silent": True, "symbol": "rect", "symbolSize": [7, 1.2], "z": 4,
        "itemStyle": {"color": palette.text}, "lineStyle": {"color": palette.text, "width": 1.2},
        "data": [[place, _percent(won.low)], [place, _percent(won.high)]],
    }  # fmt: skip


def _tenth_in_words(one: Tenth) -> str:
    scores = "no score" if isnan(one.score_low) else (
        f"scores {one.score_low:.0f} to {one.score_high:.0f}")  # fmt: skip
    return (
        f"Tenth {one.rank}, {scores}: {formats.percent(one.won.share)} of "
        f"{formats.counted(one.won.n, 'deal')} won, range {formats.percent(one.won.low)} to "
        f"{formats.percent(one.won.high)}"
    )


def tiers_held(tiers: tuple[TierPast, ...], palette: Palette) -> Option:
    """What each tier would have held: its share of the deals beside that of the won amount."""
    rows = (("of the deals", [one.share_of_deals for one in tiers]),
            ("of the won accounts", [one.of_won_accounts.share for one in tiers]),
            ("of the won amount", [one.share_of_won_amount for one in tiers]))  # fmt: skip
    series = [
        {
            "type": "bar", "stack": "held", "barWidth": 18,
            "name": formats.tier(one.tier),
            "itemStyle": {"color": palette.tier(one.tier), "borderColor": palette.background,
                          "borderWidth": 1},
            "label": {"show": True, "fontSize": 11, "color": _ink(one.tier, palette)},
            "tooltip": {"formatter": "{b}"},
            "data": [_held(one.tier, label, shares[place]) for label, shares in rows],
        }
        for place, one in enumerate(tiers)
    ]  # fmt: skip
    return base(
        palette,
        grid={"left": 128, "right": 4, "top": 2, "bottom": 2, "outerBoundsMode": "none"},
        xAxis=value_axis(palette, min=0, max=1, show=False),
        yAxis={
            "type": "category", "data": [label for label, _ in rows], "inverse": True,
            "axisTick": {"show": False}, "axisLine": {"show": False},
            "axisLabel": {"color": palette.text, "interval": 0},
        },
        tooltip={"trigger": "item"}, series=series,
    )  # fmt: skip


def _held(tier: int, label: str, share: float) -> Option:
    known = 0.0 if isnan(share) else round(share, 4)
    return {
        "value": known, "name": f"{formats.tier(tier)}: {formats.percent(known)} {label}",
        "label": {"formatter": f"{100 * known:.0f}" if known >= 0.06 else ""},
    }  # fmt: skip


def _ink(tier: int, palette: Palette) -> str:
    return palette.on_tiers[tier - 1] if tier else palette.text
