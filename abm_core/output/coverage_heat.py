"""The map of coverage: accounts down, required roles across, the open pipeline beside.

An ECharts option, as in ``charts``: its media queries make it fit a phone.
"""

from __future__ import annotations

from typing import Any

from abm_core.measure import coverage, coverage_map
from abm_core.measure import coverage_wording as wording
from abm_core.measure.coverage import Coverage
from abm_core.output.charts import Option, base, literal
from abm_core.output.palette import Palette

ROW_HEIGHT, HEAD = 25, 48
PHONE = 600  # pixels of the chart's width under which names are cut and bars left out
NARROW = 850  # under which long words do not fit
TOP_ON_PHONE = 92
WORDS = {
    coverage.MISSING: "missing", coverage.UNREACHABLE: "unreachable", coverage.STALE: "stale",
}  # fmt: skip
SHORT = {coverage.UNREACHABLE: "no reach"}
LATER = ", not due"  # ends the name of a layer whose roles matter at a later stage only


def height(found: Coverage) -> int:
    """Pixels that the map needs, with room for the turned heads of a phone."""
    return TOP_ON_PHONE + ROW_HEIGHT * max(len(found.accounts), 1) + 4


def heat(found: Coverage, palette: Palette) -> Option:
    """One layer per level, so that each has its own ink; what is missing in words."""
    names = [literal(str(name)) for name in found.accounts["name"]]
    roles = coverage_map.requirements(found)
    return base(
        palette, grid=_grids(), tooltip=_tooltip(palette),
        xAxis=[_heads(roles, palette), {"type": "value", "gridIndex": 1, "show": False}],
        yAxis=[_names(names, palette),
               {"type": "category", "gridIndex": 1, "show": False, "inverse": True,
                "data": names}],
        series=[*(_layer(found, roles, layer, palette) for layer in levels(palette)),
                _pipeline(found, names, palette)],
        media=[{"query": {"maxWidth": PHONE}, "option": _on_phone(len(roles))},
               {"query": {"minWidth": PHONE, "maxWidth": NARROW}, "option": {"series": _short()}}],
    )  # fmt: skip


def levels(palette: Palette) -> dict[str, tuple[str, str]]:
    """Ground and ink of every layer; orange where a required contact is missing, grey where it
    matters at a later stage only.
    """
    tint = _mixed(palette.down, palette.background, 0.13)
    pale = _mixed(palette.warn, palette.background, 0.13)
    later = (_mixed(palette.muted, palette.background, 0.1), palette.muted)
    return {
        **{f"{level}{LATER}": later for level in WORDS},
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


def cell_at(found: Coverage, layer: str, position: int) -> dict[Any, Any]:
    """The cell that stands at a position of a layer: what a click on the map means."""
    return _cells_of(found, layer)[position]


def _cells_of(found: Coverage, layer: str) -> list[dict[Any, Any]]:
    """The cells of a layer; of levels that have a word, what is due stands apart."""
    cells = found.cells
    level = layer.removesuffix(LATER)
    chosen = cells["level"] == level
    if level in WORDS:
        chosen &= cells["is_due"] != layer.endswith(LATER)
    return cells[chosen].to_dict("records")


def _grids() -> list[Option]:
    edges = {"top": HEAD, "bottom": 4, "outerBoundsMode": "none"}
    return [{"left": 190, "right": 190, **edges}, {"right": 70, "width": 110, **edges}]


def _tooltip(palette: Palette) -> Option:
    return {
        "trigger": "item", "formatter": "{b}", "confine": True,
        "backgroundColor": palette.background, "borderColor": palette.hairline,
        "textStyle": {"color": palette.text, "fontSize": 12},
        "extraCssText": "max-width: 300px; white-space: normal",
    }  # fmt: skip


def _heads(roles: list[str], palette: Palette) -> Option:
    """Roles over their columns, a word per line."""
    return {
        "type": "category", "position": "top", "data": [_head(role) for role in roles],
        "axisTick": {"show": False}, "axisLine": {"show": False},
        "axisLabel": {"color": palette.text, "fontSize": 12, "interval": 0, "rotate": 0,
                      "lineHeight": 15},
    }  # fmt: skip


def _head(requirement: str) -> str:
    text = literal(wording.capital(requirement))
    return text.replace(" or ", " or\n") if " or " in text else text.replace(" ", "\n", 1).replace(
        "/", "/\n")  # fmt: skip


def _names(names: list[str], palette: Palette) -> Option:
    return {
        "type": "category", "inverse": True, "data": names,
        "axisTick": {"show": False}, "axisLine": {"show": False},
        "axisLabel": {"color": palette.text, "fontSize": 12, "interval": 0, "width": 176,
                      "overflow": "truncate"},
    }  # fmt: skip


def _layer(
    found: Coverage, roles: list[str], layer: str, palette: Palette
) -> Option:
    """The cells of one layer; a word stands in all of them, or each has its own numbers."""
    ground, ink = levels(palette)[layer]
    word = WORDS.get(layer.removesuffix(LATER))
    rows = {account: row for row, account in enumerate(found.accounts["account_id"])}
    columns = {role: column for column, role in enumerate(roles)}
    data: list[dict[str, Any]] = []
    for cell in _cells_of(found, layer):
        one: dict[str, Any] = {
            "value": [columns[cell["requirement"]], rows[cell["account_id"]], 1],
            "name": literal(wording.cell_sentence(cell)),
        }
        if word is None:
            one["label"] = {"formatter": wording.cell(cell)}
        data.append(one)
    return {
        "id": layer, "name": layer, "type": "heatmap", "data": data, "selectedMode": "single",
        "select": {"itemStyle": {"borderColor": palette.text}},
        "itemStyle": {"color": ground, "borderWidth": 2, "borderColor": palette.background,
                      "borderRadius": 3},
        "label": {"show": True, "color": ink, "fontSize": 12,
                  **({"formatter": word} if word else {}),
                  **({"fontWeight": 600} if word and word == WORDS.get(layer) else {})},
        "emphasis": {"disabled": True},
    }  # fmt: skip


def _pipeline(found: Coverage, names: list[str], palette: Palette) -> Option:
    """Beside each account what is open there: a bar and the amount."""
    data = []
    for name, row in zip(names, found.accounts.to_dict("records"), strict=True):
        told = literal(wording.pipeline(row, found.currency))
        amount = float(row["open_pipeline"])
        data.append({
            "value": amount if amount > 0 else 0, "name": f"{name}: {told} open",
            "label": {"formatter": told},
        })  # fmt: skip
    return {
        "id": "pipeline", "name": "Open pipeline", "type": "bar", "xAxisIndex": 1, "yAxisIndex": 1,
        "data": data, "barWidth": 9, "itemStyle": {"color": palette.tiers[1], "borderRadius": 2},
        "label": {"show": True, "position": "right", "color": palette.text, "fontSize": 12},
        "emphasis": {"disabled": True},
    }  # fmt: skip


def _on_phone(n_roles: int) -> Option:
    """Names cut, heads turned, bars gone, words short."""
    edges = {"top": TOP_ON_PHONE, "bottom": 4, "outerBoundsMode": "none"}
    size = 10 if n_roles <= 5 else 9
    return {
        "grid": [{"left": 100, "right": 2, **edges}, {"left": "200%", "width": 1, **edges}],
        "xAxis": [{"axisLabel": {"rotate": 60, "fontSize": 11, "lineHeight": 12}}],
        "yAxis": [{"axisLabel": {"width": 92, "fontSize": 11}}],
        "series": [*_short(size), {"id": "pipeline", "label": {"show": False}}],
    }  # fmt: skip


def _short(size: int = 12) -> list[Option]:
    """Words that fit narrow cells."""
    return [
        {"id": f"{level}{end}", "label": {"fontSize": size, "formatter": SHORT.get(level, word)}}
        for level, word in WORDS.items() for end in ("", LATER)
    ]
