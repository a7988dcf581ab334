"""Charts of coverage: what stands where, and that nothing of a file is read as more than text."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from abm_core import proportions
from abm_core.measure import coverage
from abm_core.measure.coverage import Coverage
from abm_core.measure.coverage_matter import Group
from abm_core.output import coverage_charts, coverage_heat
from abm_core.output.palette import DARK, LIGHT, Palette

COUNTS = ("n_identified", "n_reachable", "n_current", "n_engaged")


def one(
    account: str, role: str, level: str, counts: tuple[int, ...], *, is_due: bool = True
) -> dict[str, Any]:
    return {"account_id": account, "name": account.capitalize(), "tier": "2", "requirement": role,
            "level": level, "is_due": is_due, "stage": "engaged", "n_required": 1,
            "n_covered": min(counts[2], 1), **dict(zip(COUNTS, counts, strict=True))}  # fmt: skip


FOUND = Coverage(
    pd.DataFrame([
        one("acme", "champion", coverage.MISSING, (0, 0, 0, 0)),
        one("acme", "economic buyer", coverage.ENGAGED, (3, 2, 2, 1)),
        one("bolt", "champion", coverage.COVERED, (1, 1, 1, 0)),
        one("bolt", "economic buyer", coverage.UNREACHABLE, (1, 0, 0, 0)),
        one("bolt", "end user", coverage.MISSING, (0, 0, 0, 0), is_due=False),
    ]),
    pd.DataFrame([
        {"account_id": "acme", "name": "Acme {b} $1", "n_open": 1, "open_pipeline": 2000.0},
        {"account_id": "bolt", "name": "Bolt", "n_open": 1, "open_pipeline": float("nan")},
    ]),
    "EUR",
)  # fmt: skip


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_cell_lies_in_the_layer_of_its_level(palette: Palette) -> None:
    option = coverage_heat.heat(FOUND, palette)
    json.dumps(option, allow_nan=False)
    layers = {series["id"]: series for series in option["series"]}
    places = {level: [cell["value"][:2] for cell in layers[level]["data"]]
              for level in coverage_heat.levels(palette)}  # fmt: skip
    # Across: economic buyer, champion, end user. Down: acme, bolt.
    late = {f"{level}{coverage_heat.LATER}": [] for level in coverage_heat.WORDS}
    assert places == {
        **late, f"{coverage.MISSING}{coverage_heat.LATER}": [[2, 1]],
        coverage.MISSING: [[1, 0]], coverage.UNREACHABLE: [[0, 1]], coverage.STALE: [],
        coverage.PARTLY: [], coverage.COVERED: [[1, 1]], coverage.ENGAGED: [[0, 0]],
    }  # fmt: skip
    assert layers[coverage.MISSING]["label"]["formatter"] == "missing"
    assert layers[coverage.ENGAGED]["data"][0]["label"]["formatter"] == "1/2"
    assert layers[coverage.MISSING]["data"][0]["name"] == "Acme, champion: nobody known. Due now."
    assert option["xAxis"][0]["data"] == ["Economic\nbuyer", "Champion", "End\nuser"]
    inks = [layers[level]["label"]["color"] for level in (coverage.MISSING, coverage.ENGAGED)]
    assert inks == [palette.down, palette.on_ramp[0]]


def test_a_click_finds_its_cell() -> None:
    for series in coverage_heat.heat(FOUND, LIGHT)["series"]:
        for position, drawn in enumerate(series["data"] if series["id"] != "pipeline" else []):
            cell = coverage_heat.cell_at(FOUND, series["id"], position)
            assert drawn["name"].startswith(f"{cell['name']}, {cell['requirement']}: ")


def test_pipeline_stands_beside_its_account() -> None:
    option = coverage_heat.heat(FOUND, LIGHT)
    (bars,) = (series for series in option["series"] if series["id"] == "pipeline")
    assert [bar["value"] for bar in bars["data"]] == [2000.0, 0]
    assert [bar["label"]["formatter"] for bar in bars["data"]] == ["€2.0K", "no amount"]


def test_names_are_no_templates() -> None:
    names = coverage_heat.heat(FOUND, LIGHT)["yAxis"][0]["data"]
    assert names[0].replace("\u2060", "") == "Acme {b} $1"
    assert "{b}" not in names[0]


def test_a_phone_gets_short_words_and_no_bars() -> None:
    phone, narrow = coverage_heat.heat(FOUND, LIGHT)["media"]
    words = {one["id"]: one["label"] for one in phone["option"]["series"]}
    assert words[coverage.UNREACHABLE]["formatter"] == "no reach"
    assert words[coverage.MISSING]["formatter"] == "missing"
    assert words["pipeline"] == {"show": False}
    assert phone["query"]["maxWidth"] == narrow["query"]["minWidth"]


def test_the_map_is_as_high_as_its_rows() -> None:
    more = FOUND._replace(accounts=pd.concat([FOUND.accounts] * 20, ignore_index=True))
    grown = coverage_heat.height(more) - coverage_heat.height(FOUND)
    assert grown == 38 * coverage_heat.ROW_HEIGHT


def test_the_ladder_has_a_bar_per_step() -> None:
    table = coverage.summary(FOUND._replace(
        accounts=FOUND.accounts.assign(open_pipeline=[2000.0, 0.0])))  # fmt: skip
    shown = coverage_charts.ladder(table, LIGHT)
    assert [bar.name for bar in shown.data] == ["Identified", "Reachable", "Current", "Engaged"]
    assert list(shown.data[0].y) == ["Champion", "Economic<br>buyer", "End<br>user"]
    # Up to the one that is required: champions at 1 of 2 accounts, buyers at 2 of 2.
    assert list(shown.data[0].x) == [0.5, 1.0, 0.0]
    assert list(shown.data[3].x) == [0.0, 0.5, 0.0]
    assert list(shown.data[3].text) == ["0 %", "50 %", "0 %"]


def test_rates_have_their_intervals() -> None:
    groups = [Group("none", proportions.share(2, 10)), Group("1", proportions.share(0, 0)),
              Group("2", proportions.share(5, 10))]  # fmt: skip
    shown = coverage_charts.rates(groups, LIGHT)
    (dots,) = shown.data
    assert list(dots.x) == ["none", "2"]
    assert list(dots.y) == [0.2, 0.5]
    # Wilson's interval of 5 in 10 is 0.2366 to 0.7634.
    assert dots.error_y.array[1] == pytest.approx(0.2634, abs=5e-5)
    assert dots.error_y.arrayminus[1] == pytest.approx(0.2634, abs=5e-5)
    assert [note.text for note in shown.layout.annotations] == [
        "<b>20 %</b><br>of 10", "<b>50 %</b><br>of 10"]  # fmt: skip
    assert coverage_charts.rates([], LIGHT).data[0].x in (None, ())
