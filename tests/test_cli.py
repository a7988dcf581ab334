"""The command line: what it answers, where it writes it, and that failure changes nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from abm_core import schema, store
from abm_core.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
MAVEN = ROOT.parent / "shared" / "data" / "maven-crm"

ACCOUNTS = """Account ID,Account name,Industry,Employees,Account type,Created on,Team
001,Ada,Health,1000,prospect,2026-11-13,3
002,Bea,Health,400,customer,2026-11-13,
003,Cy,Retail,1000,prospect,2026-11-13,1
004,Dee,Retail,100,prospect,2026-11-13,
"""
OPPORTUNITIES = """Opportunity ID,Account ID,Stage,Amount,Currency,Created on
o1,001,Demo,1000,EUR,2026-11-01
o2,002,Demo,500,EUR,2026-11-01
o3,002,Demo,,EUR,2026-11-01
"""
# Industry and employees, 50 points each: Ada 100, Bea 50 + 20 = 70, Cy 50, Dee 5.
PROFILE = """
profile: Two things
cutoffs: [90, 60, 40]
criteria:
- {name: Industry, field: industry, kind: category, weight: 50, scores: {Health: 1.0}}
- {name: Employees, field: employees, kind: ramp, weight: 50, zero_at: 0, full_at: 1000}
"""


class Said(NamedTuple):
    """Exit code and both streams of a command."""

    code: int
    out: str
    err: str


class World:
    """A folder with files, and a store that commands work with."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.store = folder / "abm.duckdb"
        self._capsys = capsys

    def file(self, name: str, text: str) -> str:
        """A text file in the folder."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def run(self, *words: str) -> Said:
        """One command in this process."""
        code = main([*words, "--store", str(self.store)])
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err)

    def json(self, *words: str) -> Any:
        """What a command answers as data; it must succeed and say nothing else."""
        said = self.run(*words, "--json")
        assert (said.code, said.err) == (0, "")
        return json.loads(said.out)

    def fails(self, *words: str) -> str:
        """The one line that a command says when it fails, the store being as it was before."""
        before = self.contents()
        said = self.run(*words)
        assert (said.code, said.out) == (1, "")
        assert said.err.count("\n") == 1 and said.err.endswith("\n")
        assert self.contents() == before
        return said.err

    def contents(self) -> dict[str, list[tuple[Any, ...]]] | None:
        """Every table of the store; ``None`` where there is no store."""
        if not self.store.exists():
            assert not list(self.folder.glob("abm.duckdb*"))
            return None
        opened = store.open_store(self.store)
        with opened.cursor() as cursor:
            found = {e.name: cursor.table(e.name).fetchall() for e in schema.ENTITIES}
        opened.close()
        return found

    def rows(self, entity: str) -> int:
        """How many rows a table holds."""
        return len((self.contents() or {})[entity])

    def sheet(self, name: str) -> list[dict[str, Any]]:
        """The list in an Excel file, one dictionary per row."""
        book = openpyxl.load_workbook(self.folder / name)
        header, *rows = book[book.sheetnames[0]].values
        return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    return World(tmp_path, capsys)


IMPORTED: list[bytes] = []  # the store after that import; made once, copied for every test


@pytest.fixture
def world(empty: World) -> World:
    """Four accounts and three opportunities, imported from two files of the folder."""
    files = [empty.file("accounts.csv", ACCOUNTS), empty.file("opportunities.csv", OPPORTUNITIES)]
    if not IMPORTED:
        said = empty.run("import", *files)
        assert said.code == 0, said.err
        IMPORTED.append(empty.store.read_bytes())
    empty.store.write_bytes(IMPORTED[0])
    return empty


# --- Import -------------------------------------------------------------------------------------


def test_import_says_what_became_of_every_row(empty: World) -> None:
    bad = ACCOUNTS + "005,,Health,1,prospect,2026-11-13,\n006,Eve,Health,many,prospect,,\n"
    said = empty.run("import", empty.file("accounts.csv", bad))
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "accounts.csv: 6 rows of accounts: 4 added, 0 updated, 0 unchanged, 2 rejected",
        "  rejected, 1 row: Account name is missing",
        "  rejected, 1 row: Employees: 'many' is not a number",
    ]


def test_import_again_changes_nothing_and_a_later_file_updates(world: World) -> None:
    path = world.file("accounts.csv", ACCOUNTS.replace("Bea,Health,400", "Bea,Health,500"))
    (file,) = world.json("import", path)["files"]
    assert (file["inserted"], file["updated"], file["unchanged"]) == (0, 1, 3)
    (file,) = world.json("import", path)["files"]
    assert (file["inserted"], file["updated"], file["unchanged"]) == (0, 0, 4)


def test_files_may_come_in_any_order(empty: World) -> None:
    data = empty.json("import", empty.file("deals.csv", OPPORTUNITIES),
                      empty.file("accounts.csv", ACCOUNTS))  # fmt: skip
    assert [(file["entity"], file["inserted"]) for file in data["files"]] == [
        ("opportunities", 3), ("accounts", 4),
    ]  # fmt: skip
    assert data["files"][0]["orphans"] == 0


def test_a_dry_run_changes_nothing(empty: World) -> None:
    path = empty.file("accounts.csv", ACCOUNTS)
    data = empty.json("import", path, "--dry-run")
    assert data["dry_run"] and data["files"][0]["inserted"] == 4
    assert empty.contents() is None
    empty.run("import", path)
    before = empty.contents()
    assert empty.json("import", empty.file("b.csv", "Account name\nNew\n"), "--dry-run", "--as",
                      "accounts")["files"][0]["inserted"] == 1  # fmt: skip
    assert empty.contents() == before


def test_rejected_rows_can_be_corrected_and_imported(empty: World) -> None:
    bad = ACCOUNTS.replace("Bea,Health,400", "Bea,Health,many")
    target = empty.folder / "rejects.csv"
    data = empty.json("import", empty.file("accounts.csv", bad), "--rejects", str(target))
    assert data["files"][0]["rejects"] == str(target)
    (row,) = csv.DictReader(io.StringIO(target.read_text("utf-8-sig")))
    assert row["Account name"] == "Bea" and row["Row"] == "3"
    target.write_text(target.read_text("utf-8-sig").replace("many", "400"), encoding="utf-8")
    (file,) = empty.json("import", str(target))["files"]
    assert (file["inserted"], file["rejected"]) == (1, 0)


def test_rejects_of_several_files_are_several_files(empty: World) -> None:
    accounts = empty.file("a.csv", ACCOUNTS.replace("Bea,Health,400", "Bea,Health,many"))
    deals = empty.file("o.csv", OPPORTUNITIES.replace("1000", "lots"))
    data = empty.json("import", accounts, deals, "--rejects", str(empty.folder / "bad.csv"))
    assert [Path(f["rejects"]).name for f in data["files"]] == ["bad-1.csv", "bad-2.csv"]
    assert (empty.folder / "bad-2.csv").exists()


def test_no_rejects_no_file(empty: World) -> None:
    target = empty.folder / "rejects.csv"
    empty.json("import", empty.file("accounts.csv", ACCOUNTS), "--rejects", str(target))
    assert not target.exists()


def test_nothing_taken_in_is_a_failure(empty: World) -> None:
    path = empty.file("accounts.csv", "Account name,Employees\nAda,many\nBea,few\nCy,few\n")
    target = empty.folder / "rejects.csv"
    said = empty.fails("import", path, "--rejects", str(target))
    assert said == (
        "Nothing was taken in: every row was rejected, of accounts.csv 2 rows because of: "
        "Employees: 'few' is not a number. Correct the file and import it again; --rejects "
        "FILE.csv writes every row with its reason.\n"
    )
    assert len(target.read_text("utf-8-sig").splitlines()) == 4


def test_nothing_taken_in_leaves_a_store_as_it_was(world: World) -> None:
    world.fails("import", world.file("t.csv", "Account name,Tier,Joined on\nNobody,1,2026-01-01\n"))


def test_mapping_by_hand(empty: World) -> None:
    path = empty.file("a.csv", "Firma,Account name,Staff\nAda,x,7\n")
    empty.json("import", path, "--as", "accounts", "--map", "name=Firma", "--map",
               "employees=Staff")  # fmt: skip
    (row,) = (empty.contents() or {})["accounts"]
    assert "Ada" in row and 7 in row


def test_unmapping_keeps_the_column_as_a_further_one(empty: World) -> None:
    empty.json("import", empty.file("a.csv", ACCOUNTS), "--map", "industry=")
    empty.run("export", "accounts", "--out", str(empty.folder / "a.xlsx"))
    row = empty.sheet("a.xlsx")[0]
    assert row["Industry"] is None and row["Industry (2)"] == "Health"


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("industri=Team", "There is no field 'industri' in accounts. Did you mean 'industry'?\n"),
        ("industry=Teams", "accounts.csv has no column 'Teams'. Did you mean 'Team'?\n"),
    ],
)
def test_a_mapping_that_names_nothing_is_a_sentence(empty: World, option: str, said: str) -> None:
    path = empty.file("accounts.csv", ACCOUNTS)
    assert empty.fails("import", path, "--map", option) == said


@pytest.mark.parametrize(("unit", "expected"), [("thousands", 5000.0), ("0.5", 2.5)])
def test_units_multiply_amounts(empty: World, unit: str, expected: float) -> None:
    path = empty.file("a.csv", "Account name,Annual revenue\nAda,5\n")
    empty.json("import", path, "--unit", f"annual_revenue={unit}")
    (row,) = (empty.contents() or {})["accounts"]
    assert expected in row


def test_a_small_revenue_is_asked_about(empty: World) -> None:
    path = empty.file("a.csv", "Account name,Revenue\nAda,5\n")
    assert "--unit annual_revenue=thousands, millions" in empty.run("import", path).out


def test_a_unit_of_something_else_is_a_sentence(empty: World) -> None:
    path = empty.file("a.csv", "Account name,Annual revenue\nAda,5\n")
    said = empty.fails("import", path, "--unit", "anual_revenue=millions")
    assert "Did you mean 'annual_revenue'?" in said


def test_an_order_of_dates_must_be_said(empty: World) -> None:
    path = empty.file("a.csv", "Account name,Created on\nAda,02/03/2026\n")
    said = empty.fails("import", path, "--as", "accounts")
    assert "Say it with --date-order dmy or --date-order mdy." in said
    empty.json("import", path, "--as", "accounts", "--date-order", "dmy")
    assert "2026-03-02" in str((empty.contents() or {})["change_log"]) or "2026, 3, 2" in str(
        (empty.contents() or {})["accounts"]
    )


def test_files_that_cannot_be_read_are_sentences(empty: World) -> None:
    assert "There is no file" in empty.fails("import", str(empty.folder / "none.csv"))
    (empty.folder / "exports").mkdir()
    assert "holds no file to import" in empty.fails("import", str(empty.folder / "exports"))
    assert "is not a CSV or Excel file" in empty.fails("import", empty.file("a.pdf", "x"))
    assert "is empty" in empty.fails("import", empty.file("a.csv", ""))


def test_a_place_for_rejects_that_is_none_is_found_before_anything_happens(empty: World) -> None:
    path = empty.file("accounts.csv", ACCOUNTS)
    nowhere = str(empty.folder / "nowhere" / "r.csv")
    assert "cannot be written" in empty.fails("import", path, "--rejects", nowhere)


def test_undo_takes_the_last_import_back(world: World) -> None:
    world.run("import", world.file("more.csv", "Account ID,Account name\n009,Zed\n"), "--as",
              "accounts")  # fmt: skip
    assert world.rows("accounts") == 5
    assert "was undone" in world.json("undo")["undone"]
    assert world.rows("accounts") == 4
    world.run("undo")
    assert "There is no import to undo." in world.fails("undo")


def test_a_template_can_be_imported(empty: World) -> None:
    path = empty.folder / "accounts.csv"
    empty.json("template", "accounts", "--out", str(path))
    assert path.read_text("utf-8-sig").startswith("Account ID,Account name,Domain,")
    assert empty.json("import", str(path))["files"][0]["inserted"] == 1


# --- Tiers --------------------------------------------------------------------------------------


def test_tiers_of_a_profile_and_what_they_would_change(world: World) -> None:
    profile = world.file("p.yaml", PROFILE)
    said = world.run("tiers", "--profile", profile)
    assert said.code == 0
    assert said.out.splitlines() == [
        "This draft puts 1 account in tier 1, 1 in tier 2 and 1 in tier 3. Nothing is saved yet.",
        "Programme ABM programme. Profile Two things: from p.yaml. As of 13 Nov 2026.",
        "",
        "Tier 1: 1 account (live 0, 1 in, 0 out), open pipeline €1.0K",
        "Tier 2: 1 account (live 0, 1 in, 0 out), open pipeline €500",
        "Tier 3: 1 account (live 0, 1 in, 0 out), open pipeline €0",
        "",
        "Into a tier: 3 accounts",
        "  Ada: no tier → tier 1, score 100.0, Industry 50.0",
        "  Bea: no tier → tier 2, score 70.0, Industry 50.0",
        "  Cy: no tier → tier 3, score 50.0, Employees 50.0",
    ]
    assert world.rows("target_list") == 0


def test_saving_makes_tiers_live(world: World) -> None:
    profile = world.file("p.yaml", PROFILE)
    data = world.json("tiers", "--profile", profile, "--save", "--author", "Ida", "--note", "First",
                      "--programme", "Nordic growth")  # fmt: skip
    assert data["saved"] == {"snapshot_id": 1, "n_entered": 3, "n_left": 0, "n_moved": 0}
    assert world.rows("target_list") == 3
    again = world.json("tiers")
    assert again["moves"] == [] and again["programme"] == "Nordic growth"
    assert again["headline"].startswith("The draft matches the live tiers.")


def test_leavers_and_movers_are_named_with_what_drove_them(world: World) -> None:
    world.run("tiers", "--save", "--profile", world.file("p.yaml", PROFILE))
    stricter = PROFILE.replace("[90, 60, 40]", "[90, 80, 60]")
    said = world.run("tiers", "--profile", world.file("q.yaml", stricter))
    assert "Out of the list: 1 account\n  Cy: tier 3 → no tier, score 50.0, " in said.out
    assert "From tier to tier: 1 account\n  Bea: tier 2 → tier 3, score 70.0, " in said.out
    moves = world.json("tiers", "--profile", str(world.folder / "q.yaml"))["moves"]
    assert [(m["account_id"], m["live_tier"], m["draft_tier"]) for m in moves] == [
        ("002", 2, 3), ("003", 3, 0),
    ]  # fmt: skip


def test_as_of_is_the_day_that_counts_as_today(world: World) -> None:
    profile = world.file("p.yaml", PROFILE)
    data = world.json("tiers", "--profile", profile, "--save", "--as-of", "2026-11-20")
    assert data["as_of"] == "2026-11-20"
    assert world.json("tiers")["as_of"] == "2026-11-13"


def test_without_a_profile_there_is_one_to_start_from(world: World) -> None:
    assert "one to start from, not saved yet" in world.run("tiers").out


def test_a_profile_goes_out_is_edited_and_comes_in(world: World) -> None:
    world.run("tiers", "--save", "--profile", world.file("p.yaml", PROFILE))
    out = world.folder / "live.yaml"
    assert world.run("profile", "--out", str(out)).code == 0
    assert out.read_text("utf-8") == world.run("profile").out
    assert world.json("profile")["cutoffs"] == [90, 60, 40]
    assert world.json("tiers", "--profile", str(out))["moves"] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PROFILE.replace("field: industry", "field: extra.Gone"), "do not have: Industry"),
        (PROFILE.replace("kind: ramp", "kind: rump"), "Did you mean 'ramp'?"),
        ("just words", "The file holds no profile."),
        ("a: [", "not readable YAML"),
    ],
)
def test_a_profile_that_does_not_fit_is_a_sentence(world: World, text: str, said: str) -> None:
    assert said in world.fails("tiers", "--save", "--profile", world.file("p.yaml", text))


def test_an_unknown_programme_is_a_sentence(world: World) -> None:
    world.run("tiers", "--save", "--programme", "Nordic growth")
    said = world.fails("tiers", "--programme", "Nordic grwth")
    assert said == "There is no programme 'Nordic grwth'. Did you mean 'Nordic growth'?\n"


@pytest.mark.parametrize(
    "words", [("tiers",), ("tiers", "--save"), ("profile",), ("undo",),
              ("export", "accounts", "--out", "x.xlsx")],
)  # fmt: skip
def test_no_store_is_a_sentence_and_makes_none(empty: World, words: tuple[str, ...]) -> None:
    assert "There is no store at" in empty.fails(*words)


def test_a_store_without_accounts_is_a_sentence(empty: World) -> None:
    empty.run("import", empty.file("o.csv", OPPORTUNITIES))
    assert "The store holds no accounts." in empty.fails("tiers")


def test_a_file_that_is_no_store_is_left_alone(empty: World) -> None:
    text = "not a store" * 1000
    empty.file("abm.duckdb", text)
    assert empty.run("tiers").code == 1
    assert empty.run("import", empty.file("a.csv", ACCOUNTS)).code == 1
    assert empty.store.read_text() == text


# --- Export -------------------------------------------------------------------------------------


def test_the_target_list_with_its_scores(world: World) -> None:
    world.run("tiers", "--save", "--profile", world.file("p.yaml", PROFILE))
    assert world.json("export", "tiers", "--out", str(world.folder / "t.xlsx"))["rows"] == 3
    found = [
        (row["Account ID"], row["Account name"], row["Tier"], row["Account score"])
        for row in world.sheet("t.xlsx")
    ]
    assert found == [("001", "Ada", 1, 100), ("002", "Bea", 2, 70), ("003", "Cy", 3, 50)]


def test_what_is_exported_can_be_imported_and_changes_nothing(world: World) -> None:
    world.run("tiers", "--save", "--profile", world.file("p.yaml", PROFILE))
    path = str(world.folder / "list.xlsx")
    for name in ("tiers", "accounts", "opportunities", "target_list"):
        n_rows = world.json("export", name, "--out", path)["rows"]
        (file,) = world.json("import", path)["files"]
        assert file["entity"] == (name if name != "tiers" else "target_list")
        assert (file["inserted"], file["updated"], file["rejected"]) == (0, 0, 0)
        assert file["unchanged"] == n_rows


def test_every_table_can_be_written(world: World) -> None:
    world.run("tiers", "--save", "--profile", world.file("p.yaml", PROFILE))
    held = world.contents() or {}
    for n_before, entity in enumerate(schema.ENTITIES):
        data = world.json("export", entity.name, "--out", str(world.folder / "x.xlsx"))
        # The log of exports grows with every table that is written.
        wanted = n_before if entity is schema.EXPORTS else len(held[entity.name])
        assert data["rows"] == wanted == len(world.sheet("x.xlsx"))


def test_exports_that_cannot_be_are_sentences(world: World) -> None:
    out = str(world.folder / "x.xlsx")
    assert "Did you mean 'accounts'?" in world.fails("export", "acounts", "--out", out)
    assert "No account is on a target list yet." in world.fails("export", "tiers", "--out", out)
    assert "ends in .xlsx" in world.fails("export", "accounts", "--out", "x.csv")
    nowhere = str(world.folder / "nowhere" / "x.xlsx")
    assert "cannot be written" in world.fails("export", "accounts", "--out", nowhere)


# --- The program itself -------------------------------------------------------------------------


def program(*words: str, folder: Path, **environment: str) -> Said:
    """A command as somebody types it."""
    found = subprocess.run(
        [sys.executable, "-m", "abm_core", *words], cwd=folder, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, encoding="utf-8", check=False,
    )  # fmt: skip
    return Said(found.returncode, found.stdout, found.stderr)


def test_streams_and_exit_codes(empty: World) -> None:
    path = empty.file("accounts.csv", ACCOUNTS)
    done = program("--json", "import", path, folder=empty.folder, ABM_STORE="mine.duckdb")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["files"][0]["inserted"] == 4
    assert (empty.folder / "mine.duckdb").exists()
    failed = program("tiers", "--store", "other.duckdb", folder=empty.folder)
    assert (failed.code, failed.out) == (1, "")
    assert failed.err.startswith("There is no store at other.duckdb. ")
    assert failed.err.count("\n") == 1
    wrong = program("import", folder=empty.folder)
    assert wrong.code == 2 and "usage" in wrong.err
    assert not (empty.folder / "other.duckdb").exists()


def test_the_default_store_is_in_the_working_directory(empty: World) -> None:
    program("import", empty.file("accounts.csv", ACCOUNTS), folder=empty.folder, ABM_STORE="")
    said = program("tiers", "--json", folder=empty.folder, ABM_STORE="", PYTHONIOENCODING="ascii")
    assert said.code == 0 and json.loads(said.out)["programme"] == "ABM programme"
    assert (empty.folder / "abm.duckdb").exists()


def test_the_sample_lies_beside_the_store(empty: World) -> None:
    said = program("sample", "load", "--json", folder=empty.folder, ABM_STORE="mine.duckdb")
    assert said.code == 0 and json.loads(said.out)["n_accounts"] == 5000
    assert (empty.folder / "mine-sample.duckdb").exists()
    assert not (empty.folder / "mine.duckdb").exists()


def test_a_store_in_use_is_a_sentence(world: World) -> None:
    held = store.open_store(world.store)
    said = program("tiers", "--store", str(world.store), folder=world.folder)
    held.close()
    assert said.code == 1 and "in use by another program" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("import", "a.csv", "--map", "name"),
        ("import", "a.csv", "--unit", "annual_revenue=dozens"),
        ("import", "a.csv", "--unit", "annual_revenue=-1"),
        ("import", "a.csv", "--as", "acounts"),
        ("import", "a.csv", "--date-order", "dym"),
        ("tiers", "--as-of", "13.11.2026"),
        ("export", "accounts"),
        ("sample", "unload"),
        (),
    ],
)
def test_wrong_usage_ends_with_two(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2


def test_help_does_not_load_the_engine() -> None:
    code = (
        "import sys; from abm_core.cli.arguments import parse\n"
        "try: parse(['--help'])\n"
        "except SystemExit: pass\n"
        "import abm_core.cli.main\n"
        "assert not {'pandas', 'numpy', 'xlsxwriter'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


# --- A real export ------------------------------------------------------------------------------


@pytest.mark.skipif(not MAVEN.exists(), reason="the maven-crm export is not beside the project")
def test_maven_crm_from_file_to_list_and_back(empty: World) -> None:
    accounts, deals = str(MAVEN / "accounts.csv"), str(MAVEN / "sales_pipeline.csv")
    first = empty.json("import", accounts, deals)["files"]
    assert [(f["entity"], f["inserted"], f["rejected"], f["orphans"]) for f in first] == [
        ("accounts", 85, 0, 0), ("opportunities", 8800, 0, 1425),
    ]  # fmt: skip
    again = empty.json("import", accounts, deals)["files"]
    assert [(f["inserted"], f["updated"], f["unchanged"]) for f in again] == [
        (0, 0, 85), (0, 0, 8800),
    ]  # fmt: skip
    opened = store.open_store(empty.store)
    with opened.cursor() as cursor:
        won = cursor.execute("SELECT sum(amount) FROM opportunities WHERE outcome = 'won'")
        assert won.fetchall() == [(10_005_534,)]
    opened.close()
    n_entered = empty.json("tiers", "--save")["saved"]["n_entered"]
    assert 0 < n_entered <= 85
    for name in ("tiers", "accounts", "opportunities", "target_list"):
        path = str(empty.folder / f"{name}.xlsx")
        n_rows = empty.json("export", name, "--out", path)["rows"]
        (file,) = empty.json("import", path)["files"]
        assert (file["inserted"], file["updated"], file["rejected"]) == (0, 0, 0), name
        assert file["unchanged"] == n_rows
        assert n_rows == {"accounts": 85, "opportunities": 8800}.get(name, n_entered)
