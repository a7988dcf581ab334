"""The map of a committee: how people stand to us against the power they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from html import escape

import plotly.graph_objects as go

from abm_core import schema
from abm_core.committee import screen_wording as wording
from abm_core.committee.people import Person
from abm_core.output.figures import axis, figure
from abm_core.output.palette import Palette

SIDE = 0.32  # of a cell, left and right and up and down, over which its people are spread
PER_ROW = 3
NAMED = 3  # people of one cell whose name is written; more would cover each other
LONGEST_WORD = 11
HEIGHT = 660  # three people of a cell with their names below each other


def is_rated(one: Person) -> bool:
    """Whether a person has a place on the map: support, and a scale of power."""
    return bool(one.support) and (one.authority is not None or one.influence is not None)


def power(one: Person) -> int:
    """The higher of authority and influence."""
    return max(one.authority or 0, one.influence or 0)


def support_map(people: Sequence[Person], palette: Palette, *, now: datetime) -> go.Figure:
    """A dot per rated person; those in one cell are spread within it."""
    shown = figure(palette, height=HEIGHT, margin={"l": 8, "r": 8, "t": 12, "b": 8})
    cells: defaultdict[tuple[int, int], list[Person]] = defaultdict(list)
    for one in filter(is_rated, people):
        cells[schema.SUPPORT.index(one.support), power(one)].append(one)
    for (across, up), found in cells.items():
        places = [_place(across, up, number, len(found)) for number in range(len(found))]
        _dots(shown, found, places, palette, now)
    title = {"font": {"size": 12, "color": palette.muted}}
    shown.update_xaxes(axis(
        palette, tickvals=list(range(len(schema.SUPPORT))), showgrid=True, tickangle=0,
        ticktext=[one.capitalize() for one in schema.SUPPORT], range=[-0.5, 4.5],
        title={"text": "Support", **title}))  # fmt: skip
    shown.update_yaxes(axis(
        palette, tickvals=[0, 1, 2, 3], ticktext=["None", "Some", "Much", "Decides"],
        range=[-0.5, 3.5], title={"text": "Power", **title}))  # fmt: skip
    return shown


def _place(across: int, up: int, number: int, n_all: int) -> tuple[float, float]:
    """Where the person of that number stands: under each other, beyond three also beside."""
    if n_all <= PER_ROW:
        return across, up + SIDE * (n_all - 1) / 2 - SIDE * number
    row, column = divmod(number, PER_ROW)
    n_rows = -(-n_all // PER_ROW)
    return (across + SIDE * (column - 1),
            up + SIDE - 2 * SIDE * (row + 0.5) / n_rows)  # fmt: skip


def _dots(
    shown: go.Figure, people: list[Person], places: list[tuple[float, float]], palette: Palette,
    now: datetime,
) -> None:  # fmt: skip
    are_named = len(people) <= NAMED
    fills = [palette.primary if one.engaged else palette.no_tier for one in people]
    shown.add_scatter(
        x=[x for x, _ in places], y=[y for _, y in places],
        mode="markers+text" if are_named else "markers", textposition="bottom center",
        text=[_label(one.name) for one in people],
        textfont={"color": palette.text, "size": 11},
        marker={
            "size": 13, "opacity": 1,
            "color": [palette.background if wording.is_old(one, now) else fill
                      for one, fill in zip(people, fills, strict=True)],
            "line": {"width": 2.5, "color": [
                _rim(one, palette) for one in people]},
        },
        customdata=[[escape(one.name), escape(one.title),
                     wording.rating(one.influence, one.authority, one.support),
                     wording.last_heard(one)] for one in people],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>"
                      "%{customdata[3]}<extra></extra>",
    )  # fmt: skip


def _rim(one: Person, palette: Palette) -> str:
    if one.last_theirs_on is None:
        return palette.down
    return palette.primary if one.engaged else palette.muted


def _label(name: str) -> str:
    """A name that fits under its dot on a small screen: the first and the last word, in two lines.

    >>> _label("Anna Maria Featherstonehaugh-Smith")
    'Anna<br>Featherston…'
    """
    words = name.split() or [name]
    ends = words if len(words) < 2 else [words[0], words[-1]]
    return "<br>".join(escape(word if len(word) <= LONGEST_WORD else f"{word[:LONGEST_WORD]}…")
                       for word in ends)  # fmt: skip
