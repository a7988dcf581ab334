"""The small pictures of a weekly review: thirteen weeks with their normal range, and counts."""

from __future__ import annotations

from abm_core.output import svg
from abm_core.output.palette import LIGHT
from abm_core.review.document import Changes, Happening, Measure

GOOD: frozenset[Happening] = frozenset({
    "tier up", "entered", "stage deeper", "surge", "new role", "opportunity created",
    "opportunity won",
})  # fmt: skip
BAD: frozenset[Happening] = frozenset({
    "tier down", "left", "stage back", "lost role", "opportunity slipped", "opportunity lost",
})  # fmt: skip
BAND = LIGHT.ramp[-1]
WIDTH, HEIGHT, EDGE = 160.0, 44.0, 5.0
BAR_WIDTH, BAR_HEIGHT, NUMBER = 76.0, 14.0, 20.0


def course(of: Measure) -> str:
    """The line of a card over its normal range; the newest point is orange where it is a signal.

    Where the week is not to be trusted the line is grey and there is no range.
    """
    ends = [one for one in (of.low, of.high) if one is not None]
    low, high = min([*of.values, *ends], default=0.0), max([*of.values, *ends], default=1.0)
    reach = high - low

    def down(value: float) -> float:
        share = (high - value) / reach if reach else 0.5  # a flat line lies in the middle
        return EDGE + share * (HEIGHT - 2 * EDGE)

    step = (WIDTH - 2 * EDGE) / max(len(of.values) - 1, 1)
    places = [(EDGE + at * step, down(value)) for at, value in enumerate(of.values)]
    parts = _band(of, down(of.high or 0.0), down(of.low or 0.0), down(of.centre or 0.0))
    color = LIGHT.muted if of.doubt else LIGHT.primary
    parts.append(svg.path(places, color, width=1.6))
    if places:
        newest = LIGHT.down if of.signal else color
        parts.append(svg.dot(*places[-1], newest, hollow=bool(of.doubt), size=3.2))
    return svg.image(parts, WIDTH, HEIGHT, f"{of.label}, {len(of.values)} weeks: {of.said.text}")


def _band(of: Measure, top: float, foot: float, centre: float) -> list[str]:
    if of.centre is None or of.doubt:
        return []
    return [svg.rect(0, top, WIDTH, foot - top, BAND),
            svg.line(0, centre, WIDTH, centre, LIGHT.muted, width=0.6, dash="2 2")]  # fmt: skip


def count(of: Changes, largest: int) -> str:
    """How many: welcome changes to the right in teal, others to the left in orange.

    What is neither stands in grey on the right. ``largest`` is the longest bar of the column.
    """
    n, middle = number(of), BAR_WIDTH / 2
    long = n / max(largest, 1) * (middle - NUMBER)
    side = -1 if of.kind in BAD else 1
    color = LIGHT.down if side < 0 else LIGHT.up if of.kind in GOOD else LIGHT.muted
    tip = middle + side * max(long, 2.0)
    parts = [
        svg.rect(min(middle, tip), 2, abs(tip - middle), BAR_HEIGHT - 4, color),
        svg.line(middle, 0, middle, BAR_HEIGHT, LIGHT.muted),
        svg.text(tip + side * 3, BAR_HEIGHT - 3.5, f"{n:,}", anchor="end" if side < 0 else "start",
                 color=color),
    ]  # fmt: skip
    return svg.image(parts, BAR_WIDTH, BAR_HEIGHT, f"{of.kind}: {n}")


def number(of: Changes) -> int:
    """How many changes there were; the sentence above them counts all, also those not listed."""
    return int(of.said.behind[0].value) if of.said.behind else len(of.changes)
