"""Scenarios, signatures, overrides and past weeks from the command line."""

from __future__ import annotations

import json

import pytest
from test_cli import PROFILE, World, empty, program, world  # noqa: F401

from abm_core import schema, store
from abm_core.cli import main as program_main
from abm_core.targeting import document, link_text

# pytest finds these fixtures by name, so each test below takes them as arguments.
# ruff: noqa: F811

# By PROFILE (90/60/40): Ada 100 → 1, Bea 70 → 2, Cy 50 → 3, Dee 5 → none.
# By STRICTER: Ada 1, Bea 3, Cy and Dee none.
STRICTER = PROFILE.replace("[90, 60, 40]", "[100, 80, 60]")


@pytest.fixture
def saved(world: World) -> World:
    """Version 1 is live, version 2 is not."""
    world.json("tiers", "--save", "--profile", world.file("p.yaml", PROFILE), "--author", "Ida")
    world.json("scenario", "save", world.file("q.yaml", STRICTER), "--author", "Bo", "--note",
               "Stricter")  # fmt: skip
    return world


def put_people(world: World) -> None:
    opened = store.open_store(world.store)
    with opened.cursor() as cursor:
        store.insert(cursor, schema.PEOPLE, [
            {"name": "Sam", "team": "sales"}, {"name": "Mia", "team": "marketing"}])  # fmt: skip
    opened.close()


def test_every_command_is_somewhere() -> None:
    assert all(callable(program_main._command(name)) for name in program_main.COMMANDS)


# --- Scenarios ----------------------------------------------------------------------------------


def test_scenarios_are_listed_and_kept(saved: World) -> None:
    (found,) = saved.json("scenario", "list")["scenarios"]
    assert (found["scenario"], found["version"], found["versions"], found["live_in"]) == (
        "Two things", 2, [2, 1], ["ABM programme"])  # fmt: skip
    said = saved.run("scenario", "import", saved.file("r.yaml", PROFILE), "--name", "Sales")
    assert said.out == "Saved as Sales, version 1. No tier changed.\n"
    assert saved.run("scenario", "list").out.splitlines()[1].startswith("Two things, version 2, ")


def test_an_empty_list_says_what_to_do(world: World) -> None:
    assert "scenario save FILE.yaml" in world.run("scenario", "list").out


def test_differences(saved: World) -> None:
    cutoffs = ["tier 1 cutoff 90 → 100", "tier 2 cutoff 60 → 80", "tier 3 cutoff 40 → 60"]
    found = saved.json("scenario", "diff", "two things")
    assert found["differences"] == cutoffs  # from what is live
    assert found["from"] == "live (Two things, version 1)"
    same = saved.json("scenario", "diff", "Two things@1", "Two things@2")
    assert same["differences"] == cutoffs
    file = saved.file("s.json", json.dumps(document.to_document(document.from_yaml(STRICTER))))
    assert saved.run("scenario", "diff", file, "Two things").out.endswith(
        "  The two profiles are the same.\n")


def test_side_by_side(saved: World) -> None:
    data = saved.json("scenario", "compare", "Two things", "Two things@1")
    assert data["columns"] == ["Live", "Two things, version 2", "Two things, version 1"]
    measures = {one["measure"]: one["values"] for one in data["measures"]}
    assert measures["Tier 1 accounts"] == [1, 1, 1]
    assert measures["Tier 2 accounts"] == [1, 0, 1]
    assert measures["Tier 2 open pipeline"] == [500, 0, 500]
    assert measures["Leave the list"] == [0, 1, 0] and measures["Change tier"] == [0, 1, 0]
    assert data["overlaps"][0]["agree"] == pytest.approx(1 / 3)
    assert [one["name"] for one in data["disagreements"]] == ["Bea", "Cy"]
    lines = saved.run("scenario", "compare", "Two things").out.splitlines()
    assert lines[0] == (
        "Live and Two things, version 2 agree on the tier of 33 % of the 3 accounts that either of "
        "them puts in a tier; 2 are in both."
    )
    assert lines[-1] == "  Cy: Live tier 3 (50.0), Two things, version 2 no tier (50.0)"
    with_past = saved.json("scenario", "compare", "Two things", "--backtest")
    assert len(with_past["measures"]) == 12  # three opportunities are no history


def test_export_and_import_come_back(saved: World) -> None:
    for name in ("out.yaml", "out.json"):
        path = str(saved.folder / name)
        assert "Stricter" in saved.run("scenario", "export", "Two things", "--out", path).out
        assert saved.json("scenario", "diff", path, "Two things")["differences"] == []
    said = saved.run("scenario", "export", "live")
    assert said.out.startswith("# Two things, version 1, ")
    assert document.from_yaml(said.out) == document.from_yaml(PROFILE)
    link = saved.json("scenario", "link", "Two things@1")["link"]
    assert link_text.decode(link) == document.from_yaml(PROFILE)


def test_rolling_back_renaming_and_the_archive(saved: World) -> None:
    assert saved.json("scenario", "rollback", "Two things", "1")["versions"] == [3, 2, 1]
    assert saved.json("scenario", "diff", "Two things")["differences"] == []
    assert "is live in ABM programme" in saved.fails("scenario", "archive", "Two things")
    renamed = saved.json("scenario", "rename", "two things", "Fit", "--author", "Bo")
    assert renamed["scenario"] == "Fit"
    saved.json("scenario", "save", saved.file("r.yaml", PROFILE), "--name", "Other")
    assert saved.json("scenario", "archive", "Other")["archived_at"]
    assert len(saved.json("scenario", "list")["scenarios"]) == 1
    assert len(saved.json("scenario", "list", "--archived")["scenarios"]) == 2
    assert saved.json("scenario", "restore", "Other")["archived_at"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("diff", "Two thing"), "Did you mean 'Two things'?"),
        (("diff", "Two things@7"), "has no version 7"),
        (("compare", *[f"Two things@{n}" for n in (1, 2, 1, 2)]), "5 tierings do not fit"),
        (("rollback", "Two things", "9"), "has no version 9"),
        (("rename", "Two things", " "), "no name"),
        (("save", "nowhere.yaml"), "There is no file"),
        (("export", "missing.yaml"), "There is no file"),
    ],
)
def test_what_is_not_there_is_a_sentence(saved: World, words: tuple[str, ...], said: str) -> None:
    assert said in saved.fails("scenario", *words)


def test_nothing_is_live(world: World) -> None:
    saved = world.file("p.yaml", PROFILE)
    assert "No profile is live yet" in world.fails("scenario", "diff", saved)
    assert "no programme yet" in world.fails("override", "list")
    assert "no programme yet" in world.fails("snapshot", "list")


# --- Signing ------------------------------------------------------------------------------------


def test_both_teams_sign(saved: World) -> None:
    put_people(saved)
    assert saved.run("sign", "list").out.splitlines() == [
        "Nothing awaits a signature.",
        "A change is active once one person of sales and one of marketing signed.",
    ]
    done = saved.json("sign", "propose", "Two things", "--author", "Ida", "--note", "Spring")
    assert [(one["name"], one["from_tier"], one["to_tier"]) for one in done["changes"]] == [
        ("Bea", 2, 3), ("Cy", 3, 0)]  # fmt: skip
    assert done["version"] == 2 and saved.rows("profiles") == 2  # proposed as it was saved
    first = saved.run("sign", "approve", "--as", "Sam")
    assert first.out.splitlines()[0] == "Sam approved 2 changes; 2 still await a signature."
    assert "signed by sales (Sam)" in first.out
    said = saved.run("sign", "decline", "Cy", "--as", "Mia", "--reason", "A deal is near")
    assert "declined by Mia: A deal is near" in said.out
    last = saved.json("sign", "approve", "--as", "Mia")
    assert (last["n_active"], last["n_waiting"]) == (1, 0)
    (only,) = saved.json("sign", "list")["proposals"]
    assert {one["name"]: one["state"] for one in only["changes"]} == {
        "Bea": "active", "Cy": "declined"}  # fmt: skip
    assert saved.json("status")["programmes"][0]["tiers"] == {"1": 1, "2": 0, "3": 2}


def test_one_signature_suffices_without_teams(saved: World) -> None:
    saved.run("sign", "propose", "Two things")
    assert "One signature suffices" in saved.run("sign", "list").out
    assert saved.json("sign", "approve", "--as", "Anybody")["n_active"] == 2


def test_signing_goes_wrong_in_sentences(saved: World) -> None:
    assert "Nothing awaits" in saved.fails("sign", "approve", "--as", "Sam")
    assert "nothing to sign" in saved.fails("sign", "propose", "live")
    put_people(saved)
    saved.run("sign", "propose", "Two things")
    assert "nobody called Kim" in saved.fails("sign", "approve", "--as", "Kim")
    saved.json("tiers", "--save", "--profile", str(saved.folder / "p.yaml"))
    assert "propose it again" in saved.fails("sign", "approve", "--as", "Sam")


# --- Overrides, hysteresis ------------------------------------------------------------------------


def test_overrides(saved: World) -> None:
    made = saved.json("override", "add", "Dee", "1", "--reason", "Board contact", "--author",
                      "Ida", "--until", "2027-01-31")  # fmt: skip
    assert (made["account"], made["tier"], made["holds"]) == ("Dee", 1, True)
    moves = saved.json("tiers")["moves"]
    assert [(one["name"], one["draft_tier"], one["driver"]) for one in moves] == [
        ("Dee", 1, "Override by Ida until 31 Jan 2027: Board contact")]  # fmt: skip
    assert "Override by Ida" in saved.run("explain", "Dee").out
    saved.json("tiers", "--save")
    assert saved.json("status")["programmes"][0]["tiers"] == {"1": 2, "2": 1, "3": 1}
    assert saved.run("override", "list").out == (
        "1: Dee (004), tier 1. Override by Ida until 31 Jan 2027: Board contact\n")
    assert saved.json("override", "remove", "1", "--author", "Bo")["removed_by"] == "Bo"
    assert saved.run("override", "list").out == "No override holds.\n"
    assert saved.run("override", "list", "--all").out.endswith("(ended)\n")
    saved.json("tiers", "--save")
    assert saved.json("status")["programmes"][0]["tiers"] == {"1": 1, "2": 1, "3": 1}
    default = saved.json("override", "add", "Dee", "none", "--reason", "No", "--author", "Bo")
    assert default["expires_on"] == "2027-02-11"  # 90 days from 13 November 2026


def test_a_save_holds_what_is_near_a_cutoff(saved: World) -> None:
    # Bea has 70 and is in tier 2: a cutoff of 71 does not demote her, one of 73 does.
    near = saved.file("near.yaml", PROFILE.replace("[90, 60, 40]", "[90, 71, 40]"))
    assert len(saved.json("tiers", "--profile", near)["moves"]) == 1  # the what-if shows it
    said = saved.run("tiers", "--profile", near, "--save")
    assert said.out.splitlines()[-1] == (
        "1 account keeps its tier: its score is within 2 points of a cutoff (hysteresis).")
    assert saved.json("status")["programmes"][0]["tiers"] == {"1": 1, "2": 1, "3": 1}
    assert "nothing to sign" in saved.fails("sign", "propose", near)
    assert saved.json("tiers", "--profile", near, "--save", "--without-hysteresis")[
        "held_by_hysteresis"] == 0  # fmt: skip
    assert saved.json("status")["programmes"][0]["tiers"] == {"1": 1, "2": 0, "3": 2}


# --- Past weeks -----------------------------------------------------------------------------------


def test_past_weeks(saved: World) -> None:
    later = "Account ID,Account name,Created on\n005,Eve,2026-11-20\n"
    saved.json("import", saved.file("later.csv", later))
    found = saved.json("snapshot", "list")["snapshots"]
    assert [(one["week"], one["is"]) for one in found] == [
        ("2026-W47", "weekly"), ("2026-W46", "save")]  # fmt: skip
    as_of = "2026-11-20"
    listed = saved.json("snapshot", "show", as_of)
    assert {one["name"]: one["tier"] for one in listed["accounts"]} == {
        "Ada": 1, "Bea": 2, "Cy": 3}  # fmt: skip
    assert {one["name"]: one["score"] for one in listed["accounts"]} == {
        "Ada": 100, "Bea": 70, "Cy": 50}  # fmt: skip
    before = saved.run("snapshot", "show", "2026-W01")
    assert before.out.startswith("On 4 Jan 2026 the list held 0 accounts in tier 1")
    changed = saved.json("snapshot", "show", "2026-W01", "--against", as_of)
    assert {one["change"] for one in changed["accounts"]} == {"entered"}
    assert "3 entered" in saved.run("snapshot", "show", "2026-W01", "--against", as_of).out
    assert "no week and no day" in saved.fails("snapshot", "show", "last week")
