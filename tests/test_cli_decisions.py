"""Status, versions of profiles, explanations, settings and undoing, from the command line."""

from __future__ import annotations

import json

import pytest
import yaml
from test_cli import PROFILE, World, empty, program, world  # noqa: F401

from abm_core import store
from abm_core.cli.main import main

# pytest finds these fixtures by name, so each test below takes them as arguments.
# ruff: noqa: F811

STRICTER = PROFILE.replace("[90, 60, 40]", "[100, 80, 60]")


@pytest.fixture
def saved(world: World) -> World:
    """Two versions: the first live (Ada, Bea and Cy in tiers 1, 2 and 3), the second not."""
    world.json("tiers", "--save", "--profile", world.file("p.yaml", PROFILE), "--author", "Ida")
    world.json("profile", "save", world.file("q.yaml", STRICTER), "--author", "Bo", "--note",
               "Stricter")  # fmt: skip
    return world


# --- Status -------------------------------------------------------------------------------------


def test_status_of_a_store(saved: World) -> None:
    deals = "Opportunity ID,Account ID,Stage,Created on\no9,999,Demo,2026-11-02\n"
    saved.json("import", saved.file("more.csv", deals))
    data = saved.json("status")
    assert data["path"] == str(saved.store) and data["layout"] == store.SCHEMA_VERSION
    assert data["bytes"] == saved.store.stat().st_size
    assert data["as_of"] == "2026-11-13"
    held = {name: n for name, n in data["rows"].items() if n}
    assert held == {"accounts": 4, "opportunities": 4, "target_list": 3}
    assert data["orphans"] == {"opportunities": 1}
    assert data["missing"] == {}
    assert data["last_import"]["import_id"] == 2
    assert data["last_import"]["files"] == [
        {"file": "more.csv", "entity": "opportunities", "rows": 1}
    ]
    (programme,) = data["programmes"]
    assert (programme["profile"], programme["version"], programme["saved_by"]) == (
        "Two things", 1, "Ida",
    )  # fmt: skip
    assert programme["tiers"] == {"1": 1, "2": 1, "3": 1}
    assert data["questions"][0]["question"] == "Who should we pursue?"
    assert data["questions"][0]["verdict"] == "answerable"
    assert data["questions"][1]["verdict"] == "not yet"
    assert "orphan_opportunities" in {one["key"] for one in data["findings"]}


def test_status_for_a_person(saved: World) -> None:
    said = saved.run("status")
    lines = said.out.splitlines()
    assert lines[0].endswith(f"MB, layout {store.SCHEMA_VERSION}, as of 13 Nov 2026.")
    assert lines[1] == "Holds: accounts 4, opportunities 3 and target list 3."
    assert lines[2].startswith("Last import: number 1, ")
    assert lines[2].endswith(": accounts.csv (accounts), opportunities.csv (opportunities).")
    assert lines[4].startswith(
        "ABM programme: 1 in tier 1, 1 in tier 2, 1 in tier 3; profile Two things, version 1, "
        "saved by Ida, ")  # fmt: skip
    assert "  Who should we pursue? Answerable." in lines


def test_status_of_records_that_vanished(empty: World) -> None:
    rows = [f"{n},Firm {n}" for n in range(1, 6)]
    for kept in (rows, rows[:4]):
        empty.json("import", empty.file("a.csv", "\n".join(["Account ID,Account name", *kept])),
                   "--as", "accounts")  # fmt: skip
    assert empty.json("status")["missing"] == {"accounts": 1}


def test_status_of_an_emptied_store(world: World) -> None:
    world.json("undo-import")
    said = world.run("status")
    assert said.code == 0
    assert "Holds: nothing yet." in said.out and "Nothing was imported yet." in said.out
    assert "No tiers are live yet." in said.out
    assert world.json("status")["last_import"] is None


# --- Versions of profiles -----------------------------------------------------------------------


def test_versions_are_listed_newest_first(saved: World) -> None:
    found = saved.json("profile", "list")["profiles"]
    assert [(one["profile"], one["version"], one["author"], one["note"], one["live_in"])
            for one in found] == [
        ("Two things", 2, "Bo", "Stricter", []), ("Two things", 1, "Ida", None, ["ABM programme"]),
    ]  # fmt: skip
    first, second = saved.run("profile", "list").out.splitlines()
    assert first.startswith("Two things, version 2, ") and first.endswith(" by Bo: Stricter")
    assert second.endswith(" by Ida (live in ABM programme)")


def test_saving_a_version_changes_no_tier_and_is_logged(saved: World) -> None:
    assert saved.json("tiers")["moves"] == []
    held = saved.contents() or {}
    assert len(held["snapshots"]) == 1 and len(held["profiles"]) == 2
    (logged,) = [row for row in held["change_log"] if row[1] == "profiles"]
    assert logged[2:4] == ("2", "+") and json.loads(logged[5]) == {
        "name": "Two things", "version": 2,
    }  # fmt: skip
    assert logged[7] == "Bo"


def test_a_version_is_shown_as_yaml(saved: World) -> None:
    newest, first = (saved.run("profile", "show", "two things", *words).out
                     for words in ((), ("--version", "1")))  # fmt: skip
    assert yaml.safe_load(newest)["cutoffs"] == [100, 80, 60]
    assert yaml.safe_load(first)["cutoffs"] == [90, 60, 40]
    assert saved.run("profile", "show").out == first == saved.run("profile").out
    assert saved.json("profile", "show", "Two things")["cutoffs"] == [100, 80, 60]


def test_activating_a_version_makes_its_tiers_live(saved: World) -> None:
    data = saved.json("profile", "activate", "Two things", "--author", "Eve")
    # Bea's 70 reaches only tier 3 (60), Cy's 50 none.
    assert data["saved"] == {"snapshot_id": 2, "n_entered": 0, "n_left": 1, "n_moved": 1}
    assert saved.rows("profiles") == 2
    assert [one["live_in"] for one in saved.json("profile", "list")["profiles"]] == [
        ["ABM programme"], [],
    ]  # fmt: skip
    saved.json("profile", "activate", "Two things", "--version", "1", "--programme", "North")
    assert [(one["programme"], one["version"]) for one in saved.json("status")["programmes"]] == [
        ("North", 1), ("ABM programme", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "Two thing"), "No profile 'Two thing' is saved. Did you mean 'Two things'?"),
        (("activate", "Two things", "--version", "3"), "has no version 3. Use one of: 1, 2."),
        (("save", "none.yaml"), "There is no file none.yaml."),
    ],
)
def test_versions_that_are_not_there_are_sentences(
    saved: World, words: tuple[str, ...], said: str
) -> None:
    assert said in saved.fails("profile", *words)


def test_no_version_yet(world: World) -> None:
    assert world.run("profile", "list").out.startswith("No profile is saved yet.")
    assert "Save one with: profile save FILE.yaml" in world.fails("profile", "show", "Any")


def test_a_version_that_does_not_fit_the_data_changes_nothing(saved: World) -> None:
    path = saved.file("r.yaml", PROFILE.replace("field: industry", "field: extra.Gone"))
    saved.json("profile", "save", path)
    assert "do not have: Industry" in saved.fails("profile", "activate", "Two things")


# --- Explanations -------------------------------------------------------------------------------


@pytest.mark.parametrize("account", ["002", "Bea", "bea", "www.bea.example"])
def test_why_an_account_stands_where_it_stands(saved: World, account: str) -> None:
    saved.json("import", saved.file("d.csv", "Account ID,Account name,Domain\n002,Bea,bea.example"),
               "--as", "accounts")  # fmt: skip
    data = saved.json("explain", account)
    assert (data["account_id"], data["name"], data["profile"]) == ("002", "Bea", "Two things")
    # Health scores 50 of 50; 400 of 1,000 employees score 0.4 of 50.
    assert (data["score"], data["tier"], data["saved_tier"]) == (70, 2, 2)
    assert [(one["criterion"], one["points"], one["most"]) for one in data["build_up"]] == [
        ("Industry", 50, 50), ("Employees", 20, 50),
    ]  # fmt: skip
    assert (data["floor"], data["ceiling"], data["completeness"]) == (70, 70, 1)
    assert data["target_lists"] == [
        {"programme": "ABM programme", "tier": 2, "joined_on": "2026-11-13", "left_on": None,
         "approver": "Ida"}
    ]


def test_an_explanation_for_a_person(saved: World) -> None:
    assert saved.run("explain", "Bea").out.splitlines() == [
        "Bea (002), as of 13 Nov 2026",
        "Score 70.0, tier 2 by Two things (live, version 1); saved in ABM programme: tier 2.",
        "Scores 70.0 of 100. Industry (Health) adds 50.0 of 50.0 and Employees (400) adds 20.0 of "
        "50.0.",
        "",
        "  Criterion  Value   Points  of at most",
        "  Industry   Health    50.0        50.0",
        "  Employees  400       20.0        50.0",
        "Between 70.0 and 70.0, were all of it known; 100 % of the weight is.",
        "",
        "ABM programme: tier 2 from 13 Nov 2026, until today, approved by Ida",
    ]


def test_what_is_not_known_widens_the_range(saved: World) -> None:
    saved.json("import", saved.file("f.csv", "Account ID,Account name,Industry\n005,Fay,Health\n"),
               "--as", "accounts")  # fmt: skip
    data = saved.json("explain", "Fay")
    # Only industry is known: 100 of it; employees might add nothing or all of their half.
    assert (data["score"], data["floor"], data["ceiling"], data["completeness"]) == (
        100, 50, 100, 0.5,
    )  # fmt: skip
    assert data["tier"] == 2  # tier 1 asks for 60 % of the weight
    assert data["saved_tier"] == 0 and data["target_lists"] == []
    assert "It has never been on a target list." in saved.run("explain", "Fay").out


@pytest.mark.parametrize("account", ["003", "Cy", "WWW.cy.example"])
def test_an_account_that_was_merged_away_leads_to_its_survivor(saved: World, account: str) -> None:
    domains = "Account ID,Account name,Domain\n002,Bea,bea.example\n003,Cy,cy.example\n"
    saved.json("import", saved.file("d.csv", domains), "--as", "accounts")
    saved.json("merge", "002", "003", "--author", "Ida")
    data = saved.json("explain", account)
    assert (data["account_id"], data["name"], data["merged_from"]) == ("002", "Bea", "003")
    said = saved.run("explain", account).out.splitlines()
    assert said[0].startswith("Cy (003) was merged into Bea (002) on ")
    assert said[0].endswith(" by Ida; this is about Bea.")
    assert said[1] == "Bea (002), as of 13 Nov 2026"
    assert saved.json("explain", "002")["merged_from"] is None
    saved.json("unmerge", "003")
    assert saved.json("explain", account)["account_id"] == "003"


def test_a_chain_of_merges_leads_to_its_end(saved: World) -> None:
    saved.json("merge", "002", "003")
    saved.json("merge", "001", "002")
    assert saved.json("explain", "Cy")["account_id"] == "001"


def test_another_profile_explains_too(saved: World) -> None:
    data = saved.json("explain", "Bea", "--profile", str(saved.folder / "q.yaml"))
    assert (data["tier"], data["saved_tier"], data["profile_is"]) == (3, 2, "from q.yaml")


def test_a_salesforce_id_is_known_with_its_check_letters(world: World) -> None:
    world.json("import", world.file("s.csv", "Account ID,Account name\n001A000001AbCdEIAV,Sal\n"),
               "--as", "accounts")  # fmt: skip
    for account in ("001A000001AbCdE", "001A000001AbCdEIAV"):
        assert world.json("explain", account)["name"] == "Sal"


def test_days_on_a_list_are_told(saved: World) -> None:
    saved.json("profile", "activate", "Two things", "--as-of", "2026-11-20")
    assert "ABM programme: tier 3 from 13 Nov 2026 to 20 Nov 2026, approved by Ida" in (
        saved.run("explain", "Cy").out.splitlines())  # fmt: skip


def test_accounts_that_cannot_be_told_are_sentences(saved: World) -> None:
    saved.json("import", saved.file("b.csv", "Account ID,Account name,Country\n006,Bea,Norway\n"),
               "--as", "accounts")  # fmt: skip
    said = saved.fails("explain", "BEA")
    assert said.startswith("2 accounts go by 'BEA': 002 (Bea) and 006 (Bea, ")
    assert said.endswith("Say which one by its id.\n")
    assert "Did you mean 'Dee'?" in saved.fails("explain", "Deee")
    assert "There is no account with the id, domain or name 'Zzz'." in saved.fails("explain", "Zzz")


# --- Settings -----------------------------------------------------------------------------------


def test_settings_are_shown_changed_and_given_back(world: World) -> None:
    before = world.json("settings")
    assert (before["currency"], before["reporting_currency"]) == ("", "EUR")
    assert before["fiscal_month"] == 1 and before["time_zone"] == "UTC"
    data = world.json("settings", "currency=usd", "fiscal-month=4", "time_zone=Europe/Oslo",
                      "own_domains=https://Acme.example,b.example", "--author", "Ida")  # fmt: skip
    assert data["changed"] == 4
    assert (data["currency"], data["fiscal_month"], data["time_zone"], data["own_domains"]) == (
        "USD", 4, "Europe/Oslo", ["acme.example", "b.example"],
    )  # fmt: skip
    assert {**data, "changed": 0} == world.json("settings")
    assert world.json("settings", "fiscal_month=")["fiscal_month"] == 1
    assert "1 setting changed." in world.run("settings", "fiscal_month=7").out.splitlines()
    topics = world.json("settings", "topics=Data mesh, Cloud cost,Data mesh", "sla-hours=1.5")
    assert (topics["topics"], topics["sla_hours"]) == (["Data mesh", "Cloud cost"], 1.5)
    assert world.json("settings", "topics=")["topics"] == []
    assert "'soon' is no number of hours." in world.fails("settings", "sla_hours=soon")
    hours = world.json("settings", "hours_per_account=40,12,0.5", "hours_per_person=200")
    assert (hours["hours_per_account"], hours["hours_per_person"]) == ([40.0, 12.0, 0.5], 200.0)
    assert any(line.startswith("  hours_per_account=40, 12, 0.5: ")
               for line in world.run("settings").out.splitlines())
    assert {row[7] for row in (world.contents() or {})["change_log"]
            if row[1] == "house_settings"} == {"Ida", None}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("curency=EUR", "There is no setting 'curency'. Did you mean 'currency'?"),
        ("currency=Euro", "'EURO' is no currency code."),
        ("fiscal_month=13", "A fiscal year cannot begin in month 13."),
        ("fiscal_month=May", "'May' is no month."),
        ("time_zone=Europe/Olso", "Did you mean 'Europe/Oslo'?"),
        ("own_domains=acme", "'acme' is no domain."),
        ("hours_per_account=30,10", "'30,10' does not give hours for three tiers."),
        ("hours_per_account=1,10,2", "takes fewer hours than one of the next."),
        ("hours_per_person=many", "'many' is no number of hours."),
        ("hours_per_person=nan", "Hours below zero cannot be worked."),
    ],
)
def test_settings_that_cannot_be_are_sentences(world: World, change: str, said: str) -> None:
    assert said in world.fails("settings", "currency=USD", change)


# --- Undoing, and the program itself ------------------------------------------------------------


@pytest.mark.parametrize("command", ["undo-import", "undo"])
def test_undo_by_both_names(world: World, command: str) -> None:
    assert "was undone" in world.json(command)["undone"]
    assert world.rows("accounts") == 0


@pytest.mark.parametrize(
    "words",
    [("status",), ("explain", "Ada"), ("settings",), ("settings", "currency=EUR"),
     ("profile", "list"), ("undo-import",)],
)  # fmt: skip
def test_no_store_is_a_sentence_and_makes_none(empty: World, words: tuple[str, ...]) -> None:
    assert "There is no store at" in empty.fails(*words)


@pytest.mark.parametrize(
    "words",
    [("explain",), ("settings", "currency"), ("profile", "drop"), ("profile", "activate"),
     ("profile", "show", "A", "--version", "one"), ("status", "--as-of", "today")],
)  # fmt: skip
def test_wrong_usage_ends_with_two(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2


def test_streams_and_exit_codes(saved: World) -> None:
    words = ("--store", str(saved.store))
    done = program("explain", "Ada", *words, "--json", folder=saved.folder)
    assert (done.code, done.err) == (0, "") and json.loads(done.out)["score"] == 100
    failed = program("explain", "Nobody at all", *words, folder=saved.folder)
    assert (failed.code, failed.out, failed.err.count("\n")) == (1, "", 1)
    wrong = program("explain", folder=saved.folder)
    assert (wrong.code, wrong.out) == (2, "") and "usage" in wrong.err
