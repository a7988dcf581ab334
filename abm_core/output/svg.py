"""Small pictures for pages that are printed and mailed: plain SVG, light colours, no scripts.

Every picture is a string of its own. A mark beyond the edge of its scale becomes an arrow there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core.output.palette import FONT, LIGHT

Numbers = NDArray[np.float64]
State = Literal["supported", "inconclusive", "refused"]
ROW_HEIGHT, MARK = 22, 4.5
MARGIN = 20.0
TICK_GAP = 38  # so that two labels of an axis do not touch
LABEL_WIDTH = 96


class Scale(NamedTuple):
    """Where values lie on a picture ``width`` wide; ``log`` scales take ratios."""

    low: float
    high: float
    width: float
    log: bool = False

    def at(self, value: float) -> float:
        """The place of a value, held within the picture."""
        low, high, value = (
            (math.log(max(one, 1e-9)) if self.log else one)
            for one in (self.low, self.high, value)
        )
        share = (value - low) / ((high - low) or 1.0)
        return MARGIN + min(max(share, 0.0), 1.0) * (self.width - 2 * MARGIN)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the picture."""
        return self.low <= value <= self.high


def image(parts: Sequence[str], width: float, height: float, alt: str) -> str:
    """A picture with its description for those who cannot see it."""
    return (
        f'<svg role="img" aria-label="{escape(alt, quote=True)}" viewBox="0 0 {_n(width)} '
        f'{_n(height)}" width="{_n(width)}" height="{_n(height)}" font-family="{FONT}, sans-serif" '
        f'font-size="11" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def interval(
    value: float, low: float, high: float, scale: Scale, *, state: State, rule: float, alt: str
) -> str:
    """One row of a forest: the estimate with its interval, and the rule of "no difference".

    Full where the interval is clear of the rule, hollow where not; nothing but the rule where the
    number is refused.
    """
    middle = ROW_HEIGHT / 2
    parts = [line(scale.at(rule), 0, scale.at(rule), ROW_HEIGHT, LIGHT.muted, dash="2 2")]
    if state != "refused" and math.isfinite(value):
        left, right = scale.at(low), scale.at(high)
        parts.append(line(left, middle, right, middle, LIGHT.primary, width=2))
        parts += [_arrow(place, middle, side) for bound, place, side in (
            (low, left, -1), (high, right, 1)) if not scale.holds(bound)]  # fmt: skip
        parts.append(dot(scale.at(value), middle, LIGHT.primary, hollow=state != "supported"))
    return image(parts, scale.width, ROW_HEIGHT, alt)


def pair(before: float, after: float, scale: Scale, *, limits: tuple[float, float],
         alt: str) -> str:  # fmt: skip
    """One row of a love plot: a difference before weighting (hollow) and after (full)."""
    middle, edges = ROW_HEIGHT / 2, (-limits[1], -limits[0], limits[0], limits[1])
    parts = [line(scale.at(0), 0, scale.at(0), ROW_HEIGHT, LIGHT.muted)]
    parts += [line(scale.at(x), 0, scale.at(x), ROW_HEIGHT, LIGHT.hairline) for x in edges]
    size = abs(after)
    color = LIGHT.up if size < limits[0] else LIGHT.warn if size < limits[1] else LIGHT.down
    if math.isfinite(before):
        parts.append(dot(scale.at(before), middle, LIGHT.muted, hollow=True))
    if math.isfinite(after):
        parts.append(dot(scale.at(after), middle, color))
    return image(parts, scale.width, ROW_HEIGHT, alt)


def axis(scale: Scale, ticks: Sequence[tuple[float, str]]) -> str:
    """The foot of a column of rows: what the places mean, most important ticks first."""
    parts = [line(MARGIN, 1, scale.width - MARGIN, 1, LIGHT.muted)]
    taken: list[float] = []
    for value, label in ticks:
        x = scale.at(value)
        if any(abs(x - other) < TICK_GAP for other in taken):
            continue
        taken.append(x)
        parts += [line(x, 1, x, 5, LIGHT.muted), text(x, 16, label, anchor="middle")]
    return image(parts, scale.width, 20, "Scale: " + ", ".join(label for _, label in ticks))


def course(
    weeks: Sequence[int], lines: Sequence[tuple[str, Numbers]], *, shaded: tuple[int, int],
    shaded_label: str, alt: str, width: float = 660, height: float = 200,
) -> str:  # fmt: skip
    """Lines over weeks relative to launch: the first full, others dashed, some weeks shaded.

    The labels stand at the ends of their lines; a rule marks launch (week 0).
    """
    plot = Scale(weeks[0], weeks[-1], width - LABEL_WIDTH)
    top = float(np.nanmax([np.nanmax(values) for _, values in lines], initial=0.0)) or 1.0
    floor, roof = height - 22, 16.0
    left, right = plot.at(shaded[0] - 0.5), plot.at(shaded[1] + 0.5)
    parts = [
        f'<rect x="{_n(left)}" y="{_n(roof)}" width="{_n(right - left)}" '
        f'height="{_n(floor - roof)}" fill="{LIGHT.hairline}"/>',
        text((left + right) / 2, roof - 5, shaded_label, anchor="middle"),
        line(plot.at(-0.5), roof, plot.at(-0.5), floor, LIGHT.text),
        text(plot.at(-0.5) + 4, roof - 5, "launch"),
        line(MARGIN, floor, plot.width - MARGIN, floor, LIGHT.muted),
    ]
    ends = []
    for position, (label, values) in enumerate(lines):
        color, dash = (LIGHT.primary, "") if position == 0 else (LIGHT.muted, "5 3")
        places = [(plot.at(week), floor - float(value) / top * (floor - roof))
                  for week, value in zip(weeks, values, strict=True) if math.isfinite(value)]
        parts.append(path(places, color, dash=dash))
        ends.append((places[-1][1] if places else floor, label, color))
    parts += _labels(ends, plot.width - 2)
    step = 13 if weeks[-1] - weeks[0] > 40 else 6
    ticks = [week for week in weeks if week % step == 0]
    parts += [text(plot.at(week), height - 8, f"{week}".replace("-", "−"), anchor="middle")
              for week in ticks]  # fmt: skip
    return image(parts, width, height, alt)


def bars(values: Numbers, marked: float, *, marked_label: str, alt: str,
         width: float = 660, height: float = 150) -> str:  # fmt: skip
    """How often values fell where (a histogram), with one value marked by a rule."""
    low, high = (float(pick([*values, marked])) for pick in (min, max))
    pad = (high - low) * 0.05 or 0.05
    scale = Scale(low - pad, high + pad, width)
    counts, edges = np.histogram(values, bins=min(40, max(8, len(values) // 12)))
    floor, roof = height - 6, 18.0
    parts = [line(MARGIN, floor, width - MARGIN, floor, LIGHT.muted)]
    for n, start, end in zip(counts, edges[:-1], edges[1:], strict=True):
        tall = float(n) / (int(counts.max()) or 1) * (floor - roof)
        parts.append(
            f'<rect x="{_n(scale.at(start))}" y="{_n(floor - tall)}" '
            f'width="{_n(max(scale.at(end) - scale.at(start) - 1, 0.5))}" height="{_n(tall)}" '
            f'fill="{LIGHT.no_tier}"/>'
        )
    x = scale.at(marked)
    anchor = "end" if x > width / 2 else "start"
    parts += [line(x, roof - 6, x, floor, LIGHT.primary, width=2),
              text(x + (4 if anchor == "start" else -4), roof - 6, marked_label, anchor=anchor)]
    return image(parts, width, height, alt)


def line(x1: float, y1: float, x2: float, y2: float, color: str, *, width: float = 1,
         dash: str = "") -> str:  # fmt: skip
    """A straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{color}" '
            f'stroke-width="{_n(width)}"{dashed}/>')  # fmt: skip


def rect(x: float, y: float, width: float, height: float, color: str) -> str:
    """A filled rectangle."""
    return (f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" '
            f'fill="{color}"/>')  # fmt: skip


def dot(x: float, y: float, color: str, *, hollow: bool = False, size: float = MARK) -> str:
    """A mark, full or hollow."""
    fill = LIGHT.background if hollow else color
    return (f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{size}" fill="{fill}" stroke="{color}" '
            'stroke-width="1.6"/>')  # fmt: skip


def text(x: float, y: float, words: str, *, anchor: str = "start", color: str = "") -> str:
    """Words on a picture; what stands in a file can never become markup."""
    return (f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" '
            f'fill="{color or LIGHT.muted}">{escape(words)}</text>')  # fmt: skip


def _arrow(x: float, y: float, side: int) -> str:
    tip, back = x + side * 6, x - side
    return (f'<path d="M{_n(tip)} {_n(y)} L{_n(back)} {_n(y - 4)} L{_n(back)} {_n(y + 4)} Z" '
            f'fill="{LIGHT.primary}"/>')  # fmt: skip


def path(
    places: Sequence[tuple[float, float]], color: str, *, dash: str = "", width: float = 2
) -> str:
    """A line through places."""
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in places)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<polyline points="{points}" fill="none" stroke="{color}" '
            f'stroke-width="{_n(width)}"{dashed}/>')  # fmt: skip


def _labels(ends: Sequence[tuple[float, str, str]], x: float) -> list[str]:
    """Labels at line ends, so far apart that both can be read."""
    parts, last = [], -math.inf
    for y, label, color in sorted(ends):
        last = max(y + 4, last + 14)
        parts.append(text(x, last, label, color=color))
    return parts


def _n(value: float) -> str:
    """A length, short; a tenth of a pixel is enough."""
    return f"{float(value):.1f}".removesuffix(".0")
