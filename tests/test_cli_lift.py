"""baseline, lift, cohorts and holdout from the command line, on a programme worked out by hand."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import lift_by_hand as hand
import openpyxl
import pytest
from test_cli import MAVEN, World, empty  # noqa: F401

from abm_core import settings
from abm_core.cli import lifting_arguments
from abm_core.lift import metrics, refusals_wording

# pytest finds this fixture by name, so that it is a parameter below.
# ruff: noqa: F811

ALIKE = ("--compare-by", "industry")
RETAIL = """
profile: Retail
cutoffs: [90, 80, 40]
criteria:
- {name: Industry, field: industry, kind: category, weight: 1, scores: {Retail: 0.5}}
"""
NEVER = re.compile(r"\b(caus|prov(?:e|es|ed|ing)\b|roi\b|uplift|signific|p-value|smd\b|ess\b|"
                   r"jackknife|propensity|covariate|confidence)", re.IGNORECASE)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store, with what is computed from it."""
    path = tmp_path_factory.mktemp("hand") / "abm.duckdb"
    hand.fill(path)
    return path


@pytest.fixture
def world(empty: World, filled: Path) -> World:
    shutil.copy(filled, empty.store)
    return empty


def answer(world: World, *words: str) -> Any:
    """What a command answers as data; its progress goes to standard error."""
    said = world.run(*words, "--json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def test_engagement_is_what_the_hand_finds(world: World) -> None:
    said = world.run("baseline", *ALIKE, "--metric", "visits", "--by", "industry", "--json")
    assert "Comparing visits" in said.err
    found = json.loads(said.out)
    (visits,) = found["metrics"]
    assert visits["observed"] == hand.OBSERVED
    assert visits["expected"] == pytest.approx(hand.EXPECTED)
    assert visits["value"] == pytest.approx(hand.OBSERVED / hand.EXPECTED - 1)
    assert 0 < visits["low"] < visits["value"] < visits["high"]
    assert visits["verdict"] == "supported"
    assert visits["sentence"].startswith(
        "In the 13 weeks after launch your 60 target accounts made 240 visits. Similar accounts "
        "that you did not target suggest about 140 would have come anyway: 71 % more, plausible "
        "range ")
    assert found["headline"].startswith("Target accounts had 71 % more visits than similar")
    # Five for three in Health, two for one in Retail.
    by_part = {one["part"]: one["observed"] for one in found["parts"]}
    assert by_part == {"industry Health": 200, "industry Retail": 40}
    assert (found["targets"], found["others"], found["effective"]) == (
        60, 240, pytest.approx(216, rel=0.01))  # fmt: skip
    assert (visits["specification"], visits["specifications_tried"]) == (1, 1)


def test_pipeline_without_opportunities_is_refused_and_says_what_is_needed(world: World) -> None:
    found = answer(world, "lift", *ALIKE, "--metric", "opportunities", "--metric", "win-rate")
    assert [one["metric"] for one in found["metrics"]] == ["opportunities", "win rate"]
    assert {one["verdict"] for one in found["metrics"]} == {"not measurable yet"}
    assert [one["low"] for one in found["metrics"]] == [None, None]
    assert "needs 20 opportunities among targets (0 so far)" in found["sentences"][0]


def test_too_early_is_an_answer(world: World) -> None:
    said = world.run("lift", *ALIKE, "--as-of", "2026-02-01")
    assert said.code == 0
    assert said.out.startswith("Nothing to compare before week 26 after launch; 22 to go.")
    found = answer(world, "baseline", *ALIKE, "--as-of", "2026-02-01")
    assert (found["verdict"], found["metrics"]) == ("not measurable yet", [])


def test_what_can_be_put_right_is_a_mistake(world: World) -> None:
    assert "There is no programme 'South'" in world.run("lift", "--programme", "South").err
    late = world.run("lift", "--compare-by", "stage")
    assert late.code == 1 and "known only after launch" in late.err
    ending = world.run("baseline", "--out", str(world.folder / "report.pdf"))
    assert ending.code == 1 and "End its name in .html or .xlsx." in ending.err


@pytest.mark.parametrize("words", [
    ("lift", "--metric", "roi"), ("baseline", "--metric", "win-rate"), ("holdout",),
    ("holdout", "draw", "--share", "2", "--author", "Ida"), ("holdout", "draw"),
])  # fmt: skip
def test_wrong_usage(world: World, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        world.run(*words)
    assert ended.value.code == 2


def test_every_metric_can_be_asked_for() -> None:
    for typed, known in ((lifting_arguments.ENGAGEMENT, metrics.ENGAGEMENT),
                         (lifting_arguments.PIPELINE, metrics.PIPELINE)):
        assert [one.replace("-", " ") for one in typed] == [one.key for one in known]


def test_the_report_says_what_the_command_says(world: World) -> None:
    out = world.folder / "report.html"
    said = world.run("baseline", *ALIKE, "--by", "tier", "--out", str(out))
    assert said.code == 0 and said.out.endswith(f"Wrote {out}.\n")
    page = out.read_text(encoding="utf-8")
    lines = [line for line in said.out.splitlines()[:3] if line]
    for line in lines:
        assert line.replace("'", "&#x27;") in page
    assert "<script" not in page and "Tier 1" in page and "Data as of 13 Nov 2026" in page
    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert NEVER.search(words) is None and NEVER.search(said.out) is None


def test_the_workbook_holds_every_row(world: World) -> None:
    out = world.folder / "lift.xlsx"
    assert world.run("baseline", *ALIKE, "--metric", "minutes", "--out", str(out)).code == 0
    book = openpyxl.load_workbook(out, data_only=True)
    header, *rows = book["Accounts"].iter_rows(values_only=True)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(found) == 300 and found[0]["Account name"] == hand.NAME
    targets = [one for one in found if one["Group"] == "target"]
    assert sum(one["Visits"] for one in targets) == hand.OBSERVED
    assert sum(one["Visits, expected"] for one in targets) == pytest.approx(hand.EXPECTED)
    assert sum(one["Weight"] for one in found if one["Group"] != "target") == pytest.approx(60)
    labels = [row[0] for row in book["Result"].iter_rows(values_only=True)]
    assert labels == ["Metric", "Minutes of all visits", "Visits", "Minutes per visit"]
    told = dict(row[:2] for row in book["About this list"].iter_rows(values_only=True))
    assert told["Seed"] == str(settings.LIFT_SEED.value) and told["Programme"] == "North"


def test_cohorts_as_they_are_frozen(world: World) -> None:
    as_csv, as_xlsx = world.folder / "cohorts.csv", world.folder / "cohorts.xlsx"
    found = answer(world, "cohorts", "--of", "engagement", *ALIKE, "--out", str(as_csv))
    assert (found["targets"], found["others"], found["unmatched"]) == (60, 240, 0)
    rows = list(csv.DictReader(io.StringIO(as_csv.read_text(encoding="utf-8-sig"))))
    sets = [row for row in rows if row["Set"]]
    # Three look-alikes for each, of the same industry, named before anything is known of after.
    assert len(sets) == 60 + 3 * 60
    industry = {(row["Set"], row["Industry: Retail"]) for row in sets}
    assert len(industry) == 60
    assert {row["Group"] for row in rows if not row["Set"]} == {"comparison"}
    assert rows[0]["Account name"] == f"'{hand.NAME}"
    again = answer(world, "cohorts", "--of", "engagement", *ALIKE, "--out", str(as_xlsx))
    assert again["design"] == found["design"]
    assert openpyxl.load_workbook(as_xlsx).sheetnames == [
        "Who is compared", "Balance", "Left out", "About this list"]  # fmt: skip


def test_hold_out(world: World) -> None:
    """A tenth of the 120 in Retail that are not on the list, which a profile would put into tier 3.

    The same seed draws the same accounts.
    """
    assert "No account of North was held out" in world.run("holdout", "list").out
    profile = world.file("retail.yaml", RETAIL)
    words = ("holdout", "draw", "--tier", "3", "--share", "0.1", "--seed", "5", "--author", "Ida",
             "--profile", profile)  # fmt: skip
    kept = world.store.read_bytes()
    drawn = answer(world, *words)
    assert (len(drawn["account_ids"]), drawn["n_drawn_from"], drawn["seed"]) == (12, 120, 5)
    assert all(int(one[1:]) >= 60 and int(one[1:]) % 2 == 0 for one in drawn["account_ids"])
    (listed,) = answer(world, "holdout", "list")["holdouts"]
    assert listed["account_ids"] == drawn["account_ids"]
    world.store.write_bytes(kept)
    assert answer(world, *words)["account_ids"] == drawn["account_ids"]
    # Nobody of the draw is on the list yet, so that the experiment has nothing to say.
    early = answer(world, "lift", "--experiment")
    assert early["headline"].startswith("Nothing to compare before week 26 after launch")


def test_a_hold_out_of_half_is_refused(world: World) -> None:
    said = world.run("holdout", "draw", "--share", "0.5", "--author", "Ida", "--tier", "3",
                     "--profile", world.file("retail.yaml", RETAIL))  # fmt: skip
    assert said.code == 1 and "Hold out 10 % to 20 %" in said.err


def test_without_a_programme(world: World, tmp_path: Path) -> None:
    """Accounts and deals, but nobody was ever targeted."""
    world.store.unlink()
    file = world.file("accounts.csv", "Account ID,Account name\n001,Ada\n")
    assert world.run("import", file).code == 0
    for words in (("baseline",), ("lift",), ("cohorts", "--out", str(tmp_path / "c.csv"))):
        assert refusals_wording.NO_PROGRAMME_TITLE in world.fails(*words)


@pytest.mark.skipif(not MAVEN.is_dir(), reason="../shared/data is not there")
def test_maven_crm_has_no_programme(empty: World) -> None:
    assert empty.run("import", str(MAVEN)).code == 0
    assert empty.fails("lift").startswith(
        "No programme has launched here, so there is nothing to compare.")
