"""The labelled samples: how often the classifier says what a person said before it was run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import title_samples

from abm_core import schema
from abm_core.committee.titles import Persona, read_title

LABELS = Path(__file__).with_name("labels")
BARS = (0.95, 0.90)  # share right: seniority, function


def labels(number: int) -> dict[str, dict[str, str]]:
    name = title_samples.SAMPLES[number][0].replace(" ", "_")
    with (LABELS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["title_hash"]: row for row in csv.DictReader(file)}


def pairs(number: int) -> list[tuple[Persona, dict[str, str]]]:
    if not (title_samples.DATA / "onet").is_dir():
        pytest.skip("needs ../shared/data: the titles behind the labels are not in the project")
    said = labels(number)
    return [(read_title(one.title), said[one.key]) for one in title_samples.draw(number)]


@pytest.mark.parametrize(("number", "size"), [(1, 504), (2, 200)])
def test_labels_are_whole(number: int, size: int) -> None:
    rows = labels(number).values()
    assert len(rows) == size
    assert {row["seniority"] for row in rows} <= set(schema.SENIORITIES)
    assert {row["function"] for row in rows} <= set(schema.FUNCTIONS)


@pytest.mark.parametrize("number", [1, 2])
def test_samples_are_read_right(number: int) -> None:
    found = pairs(number)
    seniority = sum(read.seniority == row["seniority"] for read, row in found) / len(found)
    function = sum(read.function == row["function"] for read, row in found) / len(found)
    assert (seniority, function) >= BARS and function >= BARS[1], (seniority, function)


def test_confidence_means_the_share_that_is_right() -> None:
    bands: dict[str, list[bool]] = {"sure": [], "fairly": [], "hardly": []}
    for read, row in pairs(1) + pairs(2):
        sure = read.function_confidence
        band = "sure" if sure >= 0.9 else "fairly" if sure >= 0.7 else "hardly"
        bands[band].append(read.function == row["function"])
    share = {band: sum(right) / len(right) for band, right in bands.items()}
    assert share["sure"] >= 0.95 and share["sure"] > share["hardly"], share
