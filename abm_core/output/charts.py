"""Charts that redraw under a moving slider: numbers in, ECharts option out.

ECharts keeps its node when its option changes; see the screen notes, section 2.1. Options are JSON
without functions, so every label that needs a rule of ours is a text made here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil, floor, isnan
from typing import Any

import numpy as np

from abm_core import formats
from abm_core.output.palette import FONT, Palette
from abm_core.targeting.whatif import BAND, Flow, Mover, TierLine
from abm_core.targeting.wording import Part

Option = dict[str, Any]
# Half a slider handle at 14 px: makes the histogram's axis end where the slider under it ends.
SLIDER_INSET = 5.25
NO_TIER_LAST = 9


def base(palette: Palette, **parts: Any) -> Option:  # noqa: ANN401 - any JSON
    """What every chart has in common."""
    return {
        "animation": False,  # eight charts that move for 300 ms delay the next step of a slider
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": FONT, "color": palette.text, "fontSize": 12},
        **parts,
    }


def value_axis(palette: Palette, **parts: Any) -> Option:  # noqa: ANN401 - any JSON
    """An axis of numbers with little ink."""
    return {
        "type": "value",
        "axisTick": {"show": False},
        "axisLine": {"show": False},
        "axisLabel": {"color": palette.muted, "fontSize": 12},
        "splitLine": {"show": False},
        **parts,
    }


def weight_shares(
    names: Sequence[str], draft: Sequence[float], live: Sequence[float] | None, palette: Palette
) -> Option:
    """Share of each criterion in the account score: one bar per profile, adding up to 100 %."""
    rows = [("Draft", draft)] if live is None else [("Draft", draft), ("Live", live)]
    series = [
        _share_series(position, name, [shares[position] for _, shares in rows], palette)
        for position, name in enumerate(names)
    ]
    return base(
        palette,
        grid={"left": 36, "right": 2, "top": 2, "bottom": 2, "outerBoundsMode": "none"},
        xAxis=value_axis(palette, max=1, show=False),
        yAxis={
            "type": "category", "data": [name for name, _ in rows], "axisTick": {"show": False},
            "axisLine": {"show": False}, "axisLabel": {"color": palette.muted, "margin": 6},
        },
        tooltip={"trigger": "item", "formatter": "{a}: {b}"},
        series=series,
    )  # fmt: skip


def _share_series(
    position: int, name: str, shares: Sequence[float], palette: Palette
) -> Option:
    color = position % len(palette.ramp)
    return {
        "type": "bar", "stack": "share", "name": literal(name), "barWidth": 15,
        "itemStyle": {
            "color": palette.ramp[color], "borderColor": palette.background, "borderWidth": 1,
        },
        "label": {"show": True, "color": palette.on_ramp[color], "fontSize": 11},
        "data": [
            {
                "value": round(share, 4),
                "name": formats.percent(share),
                "label": {"formatter": f"{100 * share:.0f}" if share >= 0.08 else ""},
            }
            for share in shares
        ],
    }  # fmt: skip


def literal(name: str) -> str:
    """A name that a tooltip's formatter shows as it is; ECharts fills braces in, and dollars."""
    return " ".join(name.split()).replace("{", "{\u2060").replace("$", "$\u2060")


def histogram(
    stacked: np.ndarray,
    live: np.ndarray | None,
    lines: Sequence[TierLine],
    cutoffs: Sequence[float],
    palette: Palette,
) -> Option:
    """Accounts per 2-point band of account score, by draft tier; live scores as a stepped line.

    ``stacked``: tiers (none, 1, 2, 3) × bands. The three cutoffs are rules with their counts.
    """
    bands = [BAND * (i + 0.5) for i in range(stacked.shape[1])]
    series = [_bar_series(level, bands, stacked[level], palette) for level in (1, 2, 3, 0)]
    series[0]["markLine"] = _cutoff_rules(lines, cutoffs, palette)
    if live is not None:
        series.append(_live_line(live, palette))
    return base(
        palette,
        grid={"left": SLIDER_INSET, "right": SLIDER_INSET, "top": 52, "bottom": 22,
              "containLabel": False, "outerBoundsMode": "none"},
        xAxis=value_axis(palette, min=0, max=100, interval=10, containShape=False,
                          axisLabel={"color": palette.muted, "alignMinLabel": "left",
                                     "alignMaxLabel": "right"},
                          axisLine={"show": True, "lineStyle": {"color": palette.hairline}}),
        yAxis=value_axis(palette, axisLabel={"show": False},
                          splitLine={"show": True, "lineStyle": {"color": palette.hairline}}),
        tooltip={"trigger": "item"},
        series=series,
    )  # fmt: skip


def _bar_series(
    level: int, bands: Sequence[float], n: np.ndarray, palette: Palette
) -> Option:
    return {
        "type": "bar", "stack": "draft", "name": formats.tier(level), "barWidth": "88%",
        "barCategoryGap": "6%", "itemStyle": {"color": palette.tier(level)},
        "tooltip": {"formatter": "{b}"},
        "data": [
            # Bars are stacked by their place in the list: an empty one keeps it and draws nothing.
            {
                "value": [band, value],
                "name": f"{formats.tier(level)}, score {band - 1:g}–{band + 1:g}: "
                        f"{formats.counted(value, 'account')}",
            } if value else None
            for band, value in zip(bands, n.tolist(), strict=True)
        ],
    }  # fmt: skip


def _live_line(live: np.ndarray, palette: Palette) -> Option:
    steps = [[BAND * position, int(n)] for position, n in enumerate(live)]
    return {
        "type": "line", "name": "Live", "step": "end", "symbol": "none", "silent": True, "z": 5,
        "lineStyle": {"color": palette.muted, "width": 1},
        "data": [*steps, [100, int(live[-1])]],
    }  # fmt: skip


def _cutoff_rules(
    lines: Sequence[TierLine], cutoffs: Sequence[float], palette: Palette
) -> Option:
    """One vertical rule per cutoff; each label has its own height, so that near ones stay apart."""
    rules = []
    for line, cutoff in zip(lines, cutoffs, strict=True):
        left = cutoff > 85
        rules.append({
            "xAxis": cutoff,
            "label": {
                "formatter": f"{formats.tier(line.tier)}: {formats.count(line.n_draft)}",
                "position": "end", "align": "right" if left else "left",
                "distance": [0, 4 + 14 * (3 - line.tier)], "color": palette.text,
                "fontWeight": 600, "fontSize": 12,
            },
            "lineStyle": {
                "color": palette.text, "width": 1, "type": "dashed" if line.tier == 3 else "solid",
            },
        })  # fmt: skip
    return {"symbol": "none", "silent": True, "animation": False, "data": rules}


def movers(flows: Sequence[Flow], palette: Palette) -> Option:
    """Movers only: live tier on the left, draft tier on the right; teal up, orange down."""
    left, right = Counter[int](), Counter[int]()
    for live, draft, n in flows:
        left[live] += n
        right[draft] += n
    nodes = [_node("L", level, n, "leave", palette) for level, n in _ladder(left)]
    nodes += [_node("R", level, n, "join", palette) for level, n in _ladder(right)]
    links = [
        {
            "source": f"L{live}", "target": f"R{draft}", "value": n,
            "lineStyle": {"color": palette.up if _is_up(live, draft) else palette.down,
                          "opacity": 0.55},
        }
        for live, draft, n in flows
    ]  # fmt: skip
    series = {
        "type": "sankey", "left": 78, "right": 76, "top": 16, "bottom": 16, "nodeGap": 30,
        "nodeWidth": 7, "draggable": False, "layoutIterations": 0, "silent": True,
        "emphasis": {"disabled": True}, "data": nodes, "links": links,
    }  # fmt: skip
    return base(palette, series=[series])


def _ladder(counted: Counter[int]) -> list[tuple[int, int]]:
    """Tiers from best to none, with their counts."""
    return sorted(counted.items(), key=lambda item: item[0] or NO_TIER_LAST)


def _is_up(live: int, draft: int) -> bool:
    return draft != 0 and (live == 0 or draft < live)


def _node(side: str, level: int, n: int, verb: str, palette: Palette) -> Option:
    verb = f"{verb}s" if n == 1 else verb
    return {
        "name": f"{side}{level}",
        "itemStyle": {"color": palette.tier(level), "borderWidth": 0},
        "depth": 0 if side == "L" else 1,
        "label": {
            "position": "left" if side == "L" else "right",
            "formatter": f"{{name|{formats.tier(level)}}}\n{{n|{formats.count(n)} {verb}}}",
            "rich": {
                "name": {"color": palette.text, "fontWeight": 600, "lineHeight": 16},
                "n": {"color": palette.muted, "fontSize": 11, "lineHeight": 14},
            },
        },
    }


def dumbbells(movers: Sequence[Mover], palette: Palette) -> Option:
    """Live score (hollow) and draft score (solid) per account, with the tier change at the right.

    The first account is drawn on top.
    """
    names = [_shortened(one.name) for one in movers]
    scores = [score for one in movers for score in (one.live_score, one.score)]
    known = [score for score in scores if not isnan(score)] or [0.0, 100.0]
    low, high = 5 * floor(min(known) / 5), 5 * ceil(max(known) / 5)
    series = [_dumbbell(position, one, palette) for position, one in enumerate(movers)]
    return base(
        palette,
        grid={"left": 146, "right": 62, "top": 4, "bottom": 24, "outerBoundsMode": "none"},
        xAxis=value_axis(palette, min=low, max=high,
                          splitLine={"show": True, "lineStyle": {"color": palette.hairline}}),
        yAxis={
            "type": "category", "data": names, "inverse": True, "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {"color": palette.text, "interval": 0, "overflow": "none"},
        },
        series=series,
    )  # fmt: skip


def _shortened(name: str, longest: int = 21) -> str:
    name = " ".join(name.split())
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _dumbbell(position: int, mover: Mover, palette: Palette) -> Option:
    """One account; where it has no score on a side, that side has no point."""
    live_score, score = mover.live_score, mover.score
    up = _is_up(mover.live_tier, mover.draft_tier)
    color = palette.up if up else palette.down
    tiers = f"{mover.live_tier or '–'} → {mover.draft_tier or '–'}"
    hollow = {"color": palette.background, "borderColor": palette.muted, "borderWidth": 1.5}
    points = [
        {"value": [live_score, position], "symbol": "circle", "symbolSize": 9,
         "itemStyle": hollow},
        {"value": [score, position], "symbol": "circle", "symbolSize": 10,
         "itemStyle": {"color": color}},
    ]
    known = [point for point, at in zip(points, (live_score, score), strict=True) if not isnan(at)]
    return {
        "type": "line", "lineStyle": {"color": color, "width": 2}, "silent": True,
        "data": known,
        "endLabel": {"show": False},
        "markPoint": {
            "symbol": "rect", "symbolSize": 0.1, "silent": True,
            "data": [{
                "x": "100%", "coord": [live_score if isnan(score) else score, position],
                "value": "",
                "symbolOffset": [0, 0],
                "label": {"show": True, "position": "left", "distance": 2, "color": color,
                          "fontWeight": 600, "formatter": f"{'▲' if up else '▼'} {tiers}"},
            }],
        },
    }  # fmt: skip


def contribution_bar(parts: Sequence[Part], palette: Palette) -> Option:
    """Points per criterion (solid) out of the most it could add (pale); unknown has no bar."""
    names = [_shortened(part.criterion) for part in parts]
    points = [0.0 if isnan(part.points) else part.points for part in parts]
    labels = [
        f"{part.points:.1f} of {part.most:.1f}" if part.known else "not known" for part in parts
    ]
    return base(
        palette,
        grid={"left": 146, "right": 78, "top": 2, "bottom": 2, "outerBoundsMode": "none"},
        xAxis=value_axis(palette, show=False, max=max([1.0, *(part.most for part in parts)])),
        yAxis={
            "type": "category", "data": names, "inverse": True, "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {"color": palette.text, "interval": 0, "overflow": "none"},
        },
        series=[
            {"type": "bar", "barWidth": 12, "data": [round(p, 3) for p in points], "silent": True,
             "itemStyle": {"color": palette.tiers[0], "borderRadius": 2}, "z": 3},
            {"type": "bar", "barWidth": 12, "barGap": "-100%", "silent": True,
             "itemStyle": {"color": palette.no_tier, "borderRadius": 2},
             "data": [
                 {"value": round(part.most, 3),
                  "label": {"show": True, "position": "right", "formatter": label,
                            "color": palette.muted}}
                 for part, label in zip(parts, labels, strict=True)
             ]},
        ],
    )  # fmt: skip
