"""Text from files stays text: in the store, in files that go out, in charts and sentences."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from abm_core import schema, store
from abm_core.cli import main as cli
from abm_core.errors import AbmError
from abm_core.intake import ledger, load
from abm_core.intake.layout import mapping, templates
from abm_core.intake.read import formulas, readers
from abm_core.output import charts, excel, lists
from abm_core.output.palette import LIGHT
from abm_core.targeting import document, suggest, target_list, whatif
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Categories
from abm_core.targeting.whatif import Mover
from abm_core.targeting.wording import Part
from abm_core.targeting.workshop import Workshop
from tests.safety import nasty
from ui import markdown

NOON = datetime(2026, 3, 2, 12)
RUNS = re.compile("^[=+\\-@\t\r＝＋－＠]")
every = pytest.mark.parametrize("text", nasty.CELLS, ids=list(nasty.NASTY))


def as_csv(*rows: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def take(opened: store.Store, name: str, content: bytes) -> load.FileReport:
    items = [(table, mapping.propose(table).mapping) for table in readers.read(name, content)]
    return load.import_tables(opened, items, imported_at=NOON).files[0]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[store.Store]:
    there = store.open_store(tmp_path / "abm.duckdb")
    yield there
    there.close()


def fleet(opened: store.Store) -> load.FileReport:
    """One account per text, which is its name, its industry, its owner and a further cell."""
    rows = [
        [f"n{place}", text, text, text, text] for place, text in enumerate(nasty.CELLS)
    ]
    header = ["Account ID", "Account name", "Industry", "Sales owner", "Remark"]
    return take(opened, "accounts.csv", as_csv(header, *rows))


# --- In -------------------------------------------------------------------------------------------


def test_cells_come_in_as_they_are(opened: store.Store) -> None:
    report = fleet(opened)
    assert (report.n_added, report.n_rejected) == (len(nasty.CELLS), 0)
    with opened.cursor() as cursor:
        found = cursor.execute("SELECT account_id, name, extra ->> '$.Remark' FROM accounts")
        held = {key: (name, remark) for key, name, remark in found.fetchall()}
    for place, text in enumerate(nasty.CELLS):
        name, remark = held[f"n{place}"]
        assert " ".join(name.split()) == " ".join(text.split())
        assert remark.strip() == text.strip()


def test_headers_come_in_as_they_are(opened: store.Store) -> None:
    """As further columns: kept by their header, offered as columns to score by."""
    headers = [" ".join(text.split()) for text in nasty.CELLS]
    rows = [["Ivy", *headers], ["Jun", *headers]]
    assert take(opened, "a.csv", as_csv(["Account name", *headers], *rows)).n_added == 2
    with opened.cursor() as cursor:
        ((extra,),) = cursor.execute("SELECT extra FROM accounts WHERE name = 'Ivy'").fetchall()
        assert json.loads(extra) == {header: header for header in headers}
        shown = Workshop(cursor)
        for header in headers:
            assert shown.accounts.column(f"extra.{header}").tolist() == [header, header]


def test_file_names_come_in_as_they_are(opened: store.Store) -> None:
    names = [f"{text[:200]}.csv" for text in nasty.CELLS]
    for place, name in enumerate(names):
        assert take(opened, name, as_csv(["Account name"], [f"Ivy {place}"])).file == name
    with opened.cursor() as cursor:
        found = cursor.execute("SELECT file FROM imports ORDER BY import_id").fetchall()
    assert [name for (name,) in found] == names


def test_keys_come_in_as_they_are(opened: store.Store) -> None:
    """An id is a key of the change log and of an undo."""
    for name in ("Ivy", "Jun"):
        rows = [[text, f"{name} {place}"] for place, text in enumerate(nasty.CELLS)]
        take(opened, "a.csv", as_csv(["Account ID", "Account name"], *rows))
    with opened.cursor() as cursor:
        found = cursor.execute("SELECT count(*), count_if(name LIKE 'Jun%') FROM accounts")
        assert found.fetchall() == [(len(nasty.CELLS), len(nasty.CELLS))]
    ledger.undo_last(opened, undone_at=NOON)
    with opened.cursor() as cursor:
        found = cursor.execute("SELECT count(*), count_if(name LIKE 'Ivy%') FROM accounts")
        assert found.fetchall() == [(len(nasty.CELLS), len(nasty.CELLS))]


def test_programme_names_and_entries(opened: store.Store) -> None:
    fleet(opened)
    rows = [[f"n{place}", "1", text] for place, text in enumerate(nasty.CELLS)]
    report = take(opened, "t.csv", as_csv(["Account ID", "Tier", "Programme"], *rows))
    assert report.n_rejected == 0, report.reasons
    with opened.cursor() as cursor:
        assert len(target_list.programmes(cursor)) == len(nasty.CELLS)
        assert store.count_rows(cursor, schema.ACCOUNTS) == len(nasty.CELLS)


# --- Profiles, search, notes ----------------------------------------------------------------------


def made_of(text: str) -> Profile:
    criteria = (
        Criterion(text, "industry", Categories(((text, 1.0),)), 60),
        Criterion(f"{text} 2", "extra.Remark", AnyOf((text,)), 40),
    )
    return Profile(text, criteria, (Exclusion("sales_owner", (text,), text),))


def test_profiles_of_any_text_survive_a_file_and_a_save(opened: store.Store) -> None:
    fleet(opened)
    with opened.cursor() as cursor:
        shown = Workshop(cursor)
        for text in nasty.CELLS:
            profile = made_of(text)
            assert document.from_yaml(document.to_yaml(profile)) == profile
            scored = shown.score(profile)
            assert np.count_nonzero(scored.frame.excluded) == 1
            target_list.save(
                cursor, shown.accounts, scored, programme=text, as_of=NOON.date(), saved_at=NOON,
                author=text, note=text,
            )  # fmt: skip
            kept = target_list.programmes(cursor)[0]
            assert kept.name == text.strip()
            assert target_list.live(cursor, shown.accounts, kept).profile == profile


def test_search_takes_text_literally(opened: store.Store) -> None:
    fleet(opened)
    with opened.cursor() as cursor:
        accounts = Workshop(cursor).accounts
    rows = np.arange(len(accounts))
    names = accounts.column("name").str.casefold()
    for text in nasty.CELLS:
        wanted = text.strip().casefold()
        found = whatif.named(accounts, rows, text)
        assert set(found) == {row for row in rows if wanted in names.iloc[row]}
        assert len(found)


def test_a_start_is_suggested_from_such_data(opened: store.Store) -> None:
    fleet(opened)
    with opened.cursor() as cursor:
        shown = Workshop(cursor)
        assert suggest.starting_profile(cursor, shown.accounts).name


# --- Out: Excel and CSV ---------------------------------------------------------------------------


def sheet(content: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def test_an_excel_file_holds_no_formula_and_no_link(opened: store.Store) -> None:
    fleet(opened)
    with opened.cursor() as cursor:
        frame = lists.entity_frame(cursor, schema.ACCOUNTS)
    notes = [(text, text) for text in nasty.CELLS]
    content = excel.workbook(frame, sheet="=1+1", notes=notes, entities=(schema.ACCOUNTS,))
    for page in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None, cell.coordinate
    opened_again = [row[1].value for row in sheet(content).iter_rows(min_row=2)]
    assert len(opened_again) == len(nasty.CELLS)


def test_an_excel_file_comes_back_unchanged(opened: store.Store) -> None:
    fleet(opened)
    with opened.cursor() as cursor:
        frame = lists.entity_frame(cursor, schema.ACCOUNTS)
    content = excel.workbook(frame, sheet="List", notes=[], entities=(schema.ACCOUNTS,))
    report = take(opened, "accounts.xlsx", content)
    assert (report.n_added, report.n_rejected) == (0, 0)


def test_rejected_rows_run_in_no_spreadsheet_and_come_back_exactly(opened: store.Store) -> None:
    rows = [["Ivy", "many", text] for text in nasty.CELLS]
    header = ["Account name", "Employees", "=Remark"]
    first = take(opened, "a.csv", as_csv(header, *rows))
    assert first.n_rejected == len(nasty.CELLS)
    written = load.rejects_csv(first)
    for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")):
        assert not [cell for cell in row if RUNS.match(cell)]
    again = take(opened, "rejected-a.csv", written)
    before, after = first.rejects["=Remark"], again.rejects["=Remark"]
    assert after.tolist() == before.tolist()
    assert load.rejects_csv(again) == written


def test_rejected_amounts_stay_numbers() -> None:
    for text in ("-5", "+5", "-1,234.50", "-12%"):
        assert formulas.quoted(text) == text


@every
def test_quoting_is_undone_exactly(text: str) -> None:
    for cell in (text, f"'{text}", f"''{text}"):
        assert formulas.unquoted(formulas.quoted(cell)) == cell
        assert not RUNS.match(formulas.quoted(cell)) or formulas.NUMBER.fullmatch(cell)


def test_other_files_keep_their_apostrophes(opened: store.Store) -> None:
    take(opened, "a.csv", as_csv(["Account name", "Remark"], ["'t Hooft", "'=1+1"]))
    with opened.cursor() as cursor:
        assert cursor.execute("SELECT name, extra ->> '$.Remark' FROM accounts").fetchall() == [
            ("'t Hooft", "'=1+1")
        ]


def test_templates_run_nothing() -> None:
    for entity in schema.IMPORTABLE:
        text = templates.template_csv(entity.name).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if RUNS.match(cell)]


# --- Out: charts ----------------------------------------------------------------------------------


@every
def test_a_tooltip_shows_the_name_and_nothing_else(text: str) -> None:
    """ECharts escapes what it fills in, but fills in again what looks like one of its own."""
    option = charts.weight_shares([text], [1.0], None, LIGHT)
    (series,) = option["series"]
    assert option["tooltip"]["formatter"] == "{a}: {b}"
    assert not re.search(r"\{[a-e]\d?\}|\$[&$`'0-9<]", series["name"])
    assert series["name"].replace("\u2060", "") == " ".join(text.split())


@every
def test_names_stand_on_axes_as_plain_text(text: str) -> None:
    parts = [Part(text, "fit", "", known=True, share=1.0, points=1.0, most=2.0)]
    movers = [Mover(text, live_tier=1, draft_tier=2, live_score=1.0, score=2.0)]
    for option in (charts.contribution_bar(parts, LIGHT), charts.dumbbells(movers, LIGHT)):
        axis = option["yAxis"]
        assert "\n" not in axis["data"][0] and len(axis["data"][0]) <= 21
        assert "rich" not in axis["axisLabel"] and "formatter" not in axis["axisLabel"]
        assert "tooltip" not in option
        without = json.dumps({**option, "yAxis": None})
        assert text not in without


# --- Out: sentences -------------------------------------------------------------------------------


@every
def test_markdown_does_not_act_on_it(text: str) -> None:
    escaped = markdown.plain(text)
    assert "\n" not in escaped
    bare = re.sub(r"\\.", "x", escaped)
    assert not set("`*_{}[]()#|$<>~:") & set(bare)
    assert not re.match(r"\s*([-+=]|\d+[.)])(\s|$|[-=])", bare)
    shown = re.sub(r"\\(.)", r"\1", escaped)  # what Streamlit looks at once escapes are gone
    assert not re.search(r"https?://|www\.|:material/|:[a-z+-][\w+-]*:", shown)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x1f]", shown)
    assert shown.replace("\u2060", "") == " ".join(
        re.sub("[\u202a-\u202e\x00-\x08\x1b]", "", text).split(" ")
    ).replace("\n", " ").strip()


def test_text_that_no_page_could_send(opened: store.Store) -> None:
    assert markdown.plain("a\ud800b") == "a\ufffdb"


def test_the_command_line_answers_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--store", str(tmp_path / "abm.duckdb")]
    rows = [["Ivy", text] for text in nasty.CELLS]
    (tmp_path / "a.csv").write_bytes(as_csv(["Account name", "Industry"], *rows))
    assert cli.main([*at, "import", str(tmp_path / "a.csv")]) == 0
    for text in nasty.CELLS:
        assert cli.main([*at, "export", f"x{text}", "--out", str(tmp_path / "o.xlsx")]) == 1
        (said,) = capsys.readouterr().err.splitlines()
        assert said.startswith("There is no list 'x")


# --- What no text may hold ------------------------------------------------------------------------


def test_nul_does_not_reach_the_store(opened: store.Store) -> None:
    taken = take(opened, "a.csv", b"Account name\nIv\0y\n")
    assert "1 zero character (NUL) was removed" in taken.notes
    with opened.cursor() as cursor:
        assert cursor.execute("SELECT name FROM accounts").fetchall() == [("Ivy",)]
    with pytest.raises(AbmError, match="is not a text file"):
        take(opened, "b.csv", b"Account name\nIv\0\0\0\0\0\0\0\0\0\0\n")


def test_half_characters_from_a_profile_are_refused_or_mended() -> None:
    text = document.to_yaml(made_of("Ivy")).replace("Ivy", '"Iv\\ud800y"')
    try:
        read = document.from_yaml(text)
    except AbmError:
        return
    document.to_yaml(read).encode("utf-8")
