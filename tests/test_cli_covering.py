"""committee, coverage, gaps and audience from the command line."""

from __future__ import annotations

import csv

import pytest
from test_cli import World, empty  # noqa: F401

# pytest finds this fixture by name, so that it is a parameter below.
# ruff: noqa: F811

ACCOUNTS = """Account ID,Account name,Website,Industry,Employees,Created on
001,Ada,ada.example,Health,1000,2026-02-27
002,Bea,bea.example,Health,400,2026-02-27
"""
CONTACTS = """Contact ID,Account ID,Full Name,Email,Title,Buying Role,Verified on
c1,001,Ida Holm,ida@ada.example,CFO,Champion,2026-02-01
c2,001,Bo Berg,bo@ada.example,VP Finance,,2026-02-01
c3,001,Cy Dahl,cy@ada.example,General Counsel,Kingmaker,
c4,002,Di Eek,di@bea.example,Legal Counsel,,2020-01-01
"""
DEALS = """Opportunity ID,Account ID,Stage,Amount,Currency,Created on
o1,002,Demo,500,EUR,2026-02-01
"""
TARGETS = "Account ID,Tier,Joined on\n001,1,2026-01-05\n002,2,2026-01-05\n"


@pytest.fixture
def world(empty: World) -> World:
    """Ada in tier 1 with three contacts, Bea in tier 2 with one and an open deal."""
    files = [empty.file(name, text) for name, text in (
        ("accounts.csv", ACCOUNTS), ("contacts.csv", CONTACTS), ("opportunities.csv", DEALS),
        ("target_list.csv", TARGETS))]  # fmt: skip
    said = empty.run("import", *files)
    assert said.code == 0, said.err
    return empty


def test_coverage(world: World) -> None:
    found = world.json("coverage", "--by", "tier")
    # Ada: champion stated, buyer likely (Bo), counsel likely; evaluator and end user missing.
    assert [(one["group"], one["n_required"], one["n_current"]) for one in found["groups"]] == [
        ("1", 5, 3), ("2", 3, 0)]  # fmt: skip
    assert found["headline"] == "1 of 1 tier 1 account has no usable end user."
    assert [one["value"] for one in found["unmapped"]] == ["kingmaker"]
    assert (found["accounts"][0]["account_id"], found["accounts"][0]["open_pipeline"]) == (
        "002", 500)  # fmt: skip
    assert found["matter"]["deals"] == 0
    said = world.run("coverage").out
    assert ("Tier 2: champion missing at 1 of 1 account, due now, with €500 of open "
            "pipeline.") in said  # fmt: skip
    assert "Words of the CRM that are not mapped to a role yet: 'kingmaker'." in said


def test_committee(world: World) -> None:
    found = world.json("committee", "ada.example")
    assert (found["name"], found["missing"]) == ("Ada", ["technical evaluator", "end user"])
    by_name = {one["name"]: [role["claim"] for role in one["roles"]] for one in found["people"]}
    assert by_name["Ida Holm"][0] == "Champion (stated by the CRM)"
    assert by_name["Bo Berg"][0].startswith("Likely economic buyer (")
    assert [one["passed"] for one in found["checklist"]] == [True, True, False, True, False, None]
    assert found["headline"] == (
        "Ada: 3 of 5 required roles are covered; no technical evaluator or end user is known.")
    said = world.run("committee", "001").out
    assert said.startswith(found["headline"])
    assert "  end user: missing (0 usable, 1 required). It matters from stage engaged." in said
    assert "Who of us talks to whom is not known" in said
    assert "no account" in world.fails("committee", "nowhere").lower()


def test_who_of_us_talks_to_whom(world: World) -> None:
    talks = ["Activity ID,Contact ID,Date,Type,Owner"]
    talks += [f"m{day},c1,2026-02-{day},Meeting,Eva Lind" for day in (10, 11)]
    talks += ["e1,c1,2026-02-12,Email sent,Max Ott", "m3,c2,2026-02-12,Meeting,Max Ott"]
    said = world.run("import", world.file("activities.csv", "\n".join(talks) + "\n"))
    assert said.code == 0, said.err
    found = world.json("committee", "001")
    assert found["relationship_owner"] == "Eva Lind"
    assert {one["name"]: one["talks_with"] for one in found["people"]} == {
        "Ida Holm": ["Eva Lind", "Max Ott"], "Bo Berg": ["Max Ott"], "Cy Dahl": []}
    told = world.run("committee", "001").out
    assert "    Talks with Max Ott (1 day, last 12 Feb 2026)." in told
    assert ("Eva Lind holds the relationship, with most two-way contact in the last year: 2 days "
            "with 1 person.") in told  # fmt: skip


@pytest.mark.parametrize(("by", "required"), [
    ("role", {"economic buyer": 2, "champion": 2, "technical evaluator": 2, "end user": 1,
              "legal/procurement": 1}),
    ("tier", {"1": 5, "2": 3}), ("owner", {"no owner": 8}), ("segment", {"Health": 8}),
])  # fmt: skip
def test_coverage_by(world: World, by: str, required: dict[str, int]) -> None:
    groups = world.json("coverage", "--by", by)["groups"]
    assert {one["group"]: one["n_required"] for one in groups} == required


def test_families_from_the_command_line(world: World) -> None:
    parent = "Account ID,Account name,Parent account ID\n002,Bea,001\n"
    assert world.run("import", world.file("parents.csv", parent)).code == 0
    found = world.json("coverage", "--by", "tier", "--family")
    # The counsel of Bea is stale, so the family covers what Ada does; Bea's deal makes all due.
    assert [(one["group"], one["n_required"], one["n_current"]) for one in found["groups"]] == [
        ("1", 5, 3)]  # fmt: skip
    assert found["headline"] == (
        "1 of 1 tier 1 account has no usable end user, due now, and €500 of open "
        "pipeline sits there.")  # fmt: skip


def test_gaps(world: World) -> None:
    out, check = world.folder / "gaps.csv", world.folder / "verify.xlsx"
    found = world.json("gaps", "--out", str(out), "--verify", str(check))
    assert (found["gaps"], found["to_verify"]) == (5, 1)
    with out.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert [(row["Account name"], row["Role"]) for row in rows] == [
        ("Bea", "economic buyer"), ("Bea", "champion"), ("Bea", "technical evaluator"),
        ("Ada", "technical evaluator"), ("Ada", "end user")]  # fmt: skip
    assert rows[0]["Suggested titles"].startswith("CFO, ")
    assert rows[0]["Where to look"] == "Look for CFO on LinkedIn or in bought data"
    (row,) = world.sheet("verify.xlsx")
    assert (row["Contact"], row["Why"]) == ("Cy Dahl", "never verified")
    assert "neither CSV nor Excel" in world.fails("gaps", "--out", "gaps.pdf")


def test_audience(world: World) -> None:
    out = world.folder / "up.csv"
    found = world.json("audience", "linkedin-contacts", "--list", "tier 1", "--out", str(out))
    assert (found["rows"], found["hashed"]) == (3, False)
    assert found["left_out"] == {
        "n_opted_out": 0, "n_bounced": 0, "n_left": 0, "n_without_mail": 0}
    assert out.read_text(encoding="utf-8").splitlines()[1] == (
        "ida@ada.example,Ida,Holm,CFO,Ada,,")
    assert "There is no list 'others'" in world.fails(
        "audience", "google", "--list", "others", "--out", str(out))
    assert "ends in .csv" in world.fails(
        "audience", "google", "--list", "targets", "--out", "up.xlsx")


def test_words_are_mapped_and_templates_saved(world: World) -> None:
    (first, *_) = world.json("role-words")["words"]
    assert (first["value"], first["is_known"]) == ("kingmaker", False)
    assert "kingmaker: not mapped yet, counts for nothing (1 contact)" in world.run(
        "role-words").out
    assert "kingmaker: end user" in world.run("role-words", "Kingmaker", "end user").out
    assert "end user" not in world.json("committee", "001")["missing"]
    assert "There is no buying role 'king'." in world.fails("role-words", "Kingmaker", "king")
    assert "is mapped to nothing" in world.fails("role-words", "Kingmaker")
    out = world.folder / "committees.yaml"
    assert world.run("committee-templates", "--out", str(out)).code == 0
    text = out.read_text(encoding="utf-8")
    assert world.run("committee-templates").out.strip() == text.strip()
    out.write_text(text.replace("n: 1", "n: 2", 1), encoding="utf-8")
    saved = world.json("committee-templates", "--save", str(out), "--author", "Ida")
    assert (saved["version"], saved["templates"]["tiers"]["1"][0]["n"]) == (1, 2)
    roles = {one["requirement"]: one["n_required"] for one in world.json("committee", "001")[
        "roles"]}  # fmt: skip
    assert roles["economic buyer"] == 2
    for broken in ("- a", "{", "tiers: {9: []}"):
        out.write_text(broken, encoding="utf-8")
        assert world.fails("committee-templates", "--save", str(out))
