"""Pipeline lift and engagement as a page to carry away: one file, no scripts, A4.

What it says about numbers it gets as sentences of the catalogue; it adds pictures, tables and what
is needed to recompute them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm_core import formats, settings
from abm_core.output import html_page, svg
from abm_core.output.html_page import Picture
from abm_core.output.svg import Scale, State

Numbers = NDArray[np.float64]
Kind = Literal["ratio", "share", "days"]
FOREST_WIDTH, LOVE_WIDTH = 220, 220
WIDEST_RATIO = 4.0  # a scale beyond a quarter and four times shows nothing any more
WIDEST_SMD = 1.0
MARKS = (
    "Full: clear of no difference. Hollow: cannot be told from none. Nothing but the dotted rule: "
    "not measurable yet."
)
UNITS: dict[Kind, str] = {
    "ratio": "Against what was expected",
    "share": "Difference in points",
    "days": "Difference in days",
}


class Line(NamedTuple):
    """One metric: what it is, what is said of it, and where its interval lies.

    ``value``, ``low`` and ``high`` are read as on the screen: 0.23 is 23 % more, a difference of
    shares, or days; NaN where the number is refused. ``sizes`` says how many are behind it.
    """

    label: str
    words: str
    kind: Kind
    value: float
    low: float
    high: float
    state: State
    sizes: str = ""


class Alike(NamedTuple):
    """One covariate: the difference between both groups in standard deviations."""

    name: str
    before: float
    after: float


class Course(NamedTuple):
    """Weekly sums relative to launch; ``selection`` are the first and last of those weeks."""

    what: str
    weeks: Sequence[int]
    observed: Numbers
    expected: Numbers
    selection: tuple[int, int]


class FakeLists(NamedTuple):
    """What the same method finds for lists that chance drew from accounts nobody targeted."""

    words: str
    found: Numbers
    ours: float


class Contents(NamedTuple):
    """All that the page tells, in the order of the page.

    ``sentences`` stand below the headline, ``facts`` are cards, ``assumptions`` and ``limits`` are
    sentences, ``left_out`` and ``recipe`` pairs of a label and its value.
    """

    title: str
    headline: str
    sentences: Sequence[str]
    facts: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    parts: Sequence[Line]
    alike: Sequence[Alike]
    alike_words: str
    course: Course | None
    fake_lists: FakeLists | None
    context: Sequence[str]
    assumptions: Sequence[str]
    limits: Sequence[str]
    left_out: Sequence[tuple[str, str]]
    specifications: Sequence[Sequence[str]]
    recipe: Sequence[tuple[str, str]]
    footer: Sequence[str]


SPECIFICATION_HEADERS = ("No.", "Metric", "Choices", "As of", "Tried on", "By")


def page(told: Contents) -> str:
    """The report as HTML."""
    top = (f"<section>{html_page.paragraph(told.title, muted=True)}"
           f"{html_page.title(told.headline)}"
           f"{''.join(map(html_page.paragraph, told.sentences))}"
           f"{html_page.cards(told.facts)}</section>\n")  # fmt: skip
    parts = [
        top,
        _lines("Every number with its range", told.lines),
        _lines("By part of the list", told.parts),
        _alike(told), _course(told.course), _fake_lists(told.fake_lists),
        _said("For context: ordinary customers", told.context),
        _said("What this assumes", told.assumptions),
        _said("What would overturn it", told.limits),
        _pairs("Who is not in it", told.left_out, ("Reason", "Accounts")),
        _specifications(told.specifications),
        _pairs("How to get the same numbers", told.recipe, ("What", "Value")),
    ]
    return html_page.page(told.title, [part for part in parts if part], footer=told.footer)


def _lines(heading: str, lines: Sequence[Line]) -> str:
    """The forest: one table per unit, so that bars of one table can be compared."""
    tables = []
    for kind, unit in UNITS.items():
        rows = [one for one in lines if one.kind == kind]
        if rows:
            tables.append(_forest(rows, kind, unit))
    return html_page.section(heading, html_page.paragraph(MARKS, muted=True), *tables,
                             long=True) if tables else ""  # fmt: skip


def _forest(rows: Sequence[Line], kind: Kind, unit: str) -> str:
    scale = scale_of(rows, kind)
    cells = [[one.label, _interval(one, scale, kind), one.words, one.sizes] for one in rows]
    foot = ["", Picture(svg.axis(scale, _ticks(scale, kind))), "", ""]
    return html_page.table(
        ("Metric", unit, "In words", "Behind it"), [*cells, foot],
        widths=("17%", f"{FOREST_WIDTH + 8}px", "", "19%"),
    )


def _interval(one: Line, scale: Scale, kind: Kind) -> Picture:
    value, low, high = (_placed(x, kind) for x in (one.value, one.low, one.high))
    return Picture(svg.interval(
        value, low, high, scale, state=one.state, rule=_placed(0.0, kind),
        alt=f"{one.label}: {one.words}",
    ))  # fmt: skip


def _placed(value: float, kind: Kind) -> float:
    """What a scale takes: of a ratio the ratio itself, so that half is as far away as twice."""
    return max(1 + value, 0.0) if kind == "ratio" else value


def scale_of(rows: Sequence[Line], kind: Kind) -> Scale:
    """A scale that holds the intervals, but shows no ratio beyond a quarter and four times."""
    ends = [x for one in rows if one.state != "refused"
            for x in (one.low, one.value, one.high) if math.isfinite(x)]  # fmt: skip
    if kind == "ratio":
        reach = max([1.25, *(max(r, 1 / r) for x in ends if (r := 1 + x) > 0)])
        reach = min(reach * 1.05, WIDEST_RATIO)
        return Scale(1 / reach, reach, FOREST_WIDTH, log=True)
    reach = max([0.05 if kind == "share" else 5.0, *map(abs, ends)]) * 1.05
    return Scale(-reach, reach, FOREST_WIDTH)


def _ticks(scale: Scale, kind: Kind) -> list[tuple[float, str]]:
    if kind == "ratio":
        wanted = (0.0, 1.0, -0.5, 0.25, -0.2, 3.0, -0.75)
        return [(1 + x, _signed(f"{100 * x:+.0f} %") if x else "0")
                for x in wanted if scale.holds(1 + x)]  # fmt: skip
    size = scale.high / 1.05
    factor, unit = (100, " pts") if kind == "share" else (1, " d")
    return [(x, _signed(f"{x * factor:+.0f}{unit}") if x else "0") for x in (0.0, -size, size)]


def _signed(text: str) -> str:
    return text.replace("-", "−")


def _alike(told: Contents) -> str:
    """The love plot, its largest differences first."""
    if not told.alike:
        return ""
    limits = settings.SMD_LIMITS.value
    scale = Scale(-WIDEST_SMD, WIDEST_SMD, LOVE_WIDTH)
    rows = sorted(told.alike, key=lambda one: -_size(one.before))
    cells = [[one.name, Picture(svg.pair(
        one.before, one.after, scale, limits=limits,
        alt=f"{one.name}: {_sd(one.before)} before, {_sd(one.after)} after",
    )), _sd(one.before), _sd(one.after)] for one in rows]  # fmt: skip
    ticks = [(x, _signed(f"{x:g}")) for x in (0.0, -WIDEST_SMD, WIDEST_SMD, -limits[1], limits[1])]
    return html_page.section(
        "Is like compared with like?", html_page.paragraph(told.alike_words),
        html_page.table(
            ("Before launch", "Difference in standard deviations", "As they are", "Weighted"),
            [*cells, ["", Picture(svg.axis(scale, ticks)), "", ""]], numbers=(2, 3),
            widths=("", f"{LOVE_WIDTH + 8}px", "13%", "13%"),
            caption="Hollow: targets against the others as they are. Full: against the others as "
                    "they count here.",
        ), long=True,
    )  # fmt: skip


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else math.inf


def _sd(value: float) -> str:
    if not math.isfinite(value):
        return formats.NONE
    return _signed(f"{value:+.2f}") if abs(value) >= 0.005 else "0.00"


def _course(course: Course | None) -> str:
    if course is None:
        return ""
    picture = svg.course(
        course.weeks, (("observed", course.observed), ("expected", course.expected)),
        shaded=course.selection, shaded_label="selection",
        alt=f"{course.what} of targets by week relative to launch, observed and expected",
    )  # fmt: skip
    return html_page.section(
        f"{course.what} by week relative to launch", picture,
        html_page.paragraph(
            "Description, not a test: the shaded weeks are those that the accounts were chosen by.",
            muted=True,
        ),
    )  # fmt: skip


def _fake_lists(fakes: FakeLists | None) -> str:
    if fakes is None:
        return ""
    marked = f"this list {_signed(f'{100 * fakes.ours:+.0f} %')}"
    return html_page.section(
        "The same method on lists that chance drew", html_page.paragraph(fakes.words),
        svg.bars(fakes.found, fakes.ours, marked_label=marked, alt=fakes.words),
    )  # fmt: skip


def _said(heading: str, lines: Sequence[str]) -> str:
    return html_page.section(heading, html_page.points(lines)) if lines else ""


def _pairs(heading: str, pairs: Sequence[tuple[str, str]], headers: tuple[str, str]) -> str:
    return html_page.section(heading, html_page.table(headers, pairs)) if pairs else ""


def _specifications(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    return html_page.section(
        "Every specification that was tried", html_page.table(SPECIFICATION_HEADERS, rows),
        long=True,
    )  # fmt: skip
