"""Data: files that come in, rows that cannot, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fleets
import pytest
from page_tools import Drawer, headline, open_app, open_data, problems, said, upload
from streamlit.testing.v1 import AppTest

from ui import frame

Ask = Callable[[Path, str], list[tuple[Any, ...]]]
N_ACCOUNTS = "SELECT count(*) FROM accounts"

PAIR = (("accounts.csv", fleets.ACCOUNTS), ("opportunities.csv", fleets.OPPORTUNITIES))
FEW = "Name,Industry,Employees\nIvy,Rail,20\nJun,Rail,90\nKal,Sea,7\n"
MORE = """\
Account name,Website,Employees,Fleet size
Ivy Lines,www.ivy.example,300,12
,,20,1
Juniper Rail,juniper.example,several,7
"""


@pytest.fixture
def window(store_path: Path) -> AppTest:
    """The Data page of an empty store."""
    return open_data()


def import_now(window: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    """Drop files and import them as proposed."""
    upload(window, *files)
    return window.button(key="import").click().run()


def test_a_preview_is_no_import(window: AppTest, store_path: Path, ask: Ask) -> None:
    upload(window, *PAIR)
    assert not problems(window)
    assert "What this import would do" in said(window)
    assert "8 rows: 8 added 0 updated 0 unchanged 0 rejected" in said(window)
    assert "4 rows: 4 added 0 updated 0 unchanged 0 rejected" in said(window)
    assert window.button(key="import").label == "Import 12 changes"
    assert [box.value for box in window.main.selectbox if box.label == "Holds"] == [
        "accounts", "opportunities",
    ]  # fmt: skip
    assert ask(store_path, N_ACCOUNTS) == [(0,)]


def test_a_pair_of_files_comes_in(window: AppTest, store_path: Path, ask: Ask) -> None:
    import_now(window, *PAIR)
    assert not problems(window)
    assert headline(window) == "8 accounts and 4 opportunities, through 20 Feb 2026."
    assert "Imported" in said(window)
    assert ask(store_path, "SELECT name FROM accounts WHERE account_id = 'f3'") == [
        ("Cedar Stores",)
    ]
    assert ask(store_path, "SELECT sum(amount) FROM opportunities WHERE outcome = 'open'") == [
        (360_000,)
    ]
    ledger = window.dataframe[0].value
    assert list(ledger["File"]) == ["accounts.csv", "opportunities.csv"]
    window.button(key="dismiss").click().run()
    assert "as accounts" not in said(window)


def test_importing_again_changes_nothing(window: AppTest) -> None:
    import_now(window, *PAIR)
    upload(window, *PAIR)
    assert "8 rows: 0 added 0 updated 8 unchanged 0 rejected" in said(window)
    assert window.button(key="import").label == "Nothing to import"
    assert window.button(key="import").disabled


def test_rows_that_cannot_come_in_are_counted_and_kept(
    window: AppTest, store_path: Path, ask: Ask
) -> None:
    import_now(window, ("more.csv", MORE))
    assert not problems(window)
    assert "3 rows: 1 added 0 updated 0 unchanged 2 rejected" in said(window)
    reasons = window.dataframe[0].value
    assert sorted(reasons["Rows"]) == [1, 1]
    assert any("several" in reason for reason in reasons["Reason"])
    assert any(b.label == "Download rejected rows" for b in window.get("download_button"))
    assert ask(store_path, "SELECT row_number FROM rejects ORDER BY 1") == [(3,), (4,)]
    assert ask(store_path, "SELECT name, domain, extra ->> 'Fleet size' FROM accounts") == [
        ("Ivy Lines", "ivy.example", "12")
    ]


def test_a_later_file_updates_and_says_so(window: AppTest, store_path: Path, ask: Ask) -> None:
    import_now(window, *PAIR)
    upload(window, ("more.csv", "Account ID,Account name,Employees\nf4,Doum Outlets,650\n"))
    assert "1 row: 0 added 1 updated 0 unchanged 0 rejected" in said(window)
    assert window.button(key="import").label == "Import 1 change"
    window.button(key="import").click().run()
    assert ask(store_path, "SELECT employees, industry FROM accounts WHERE account_id = 'f4'") == [
        (650, "Retail")
    ]


def test_undo_takes_the_last_import_back(window: AppTest, store_path: Path, ask: Ask) -> None:
    import_now(window, *PAIR)
    import_now(window, ("more.csv", "Account ID,Account name,Employees\nf4,Doum Outlets,650\n"))
    drawer = Drawer(window, "undo")
    assert "Everything that the import of more.csv" in said(window)
    drawer.press("undo_confirm")
    assert not problems(window)
    assert "Import 2 (more.csv) was undone: 0 rows it added removed, 1 row it changed" in said(
        window
    )
    assert ask(store_path, "SELECT employees FROM accounts WHERE account_id = 'f4'") == [(500,)]
    Drawer(window, "undo").press("undo_confirm")
    assert headline(window).startswith("Nothing is here yet")
    assert "undo" not in [button.key for button in window.button]


def test_an_import_that_a_target_list_rests_on_is_not_undone(fleet_store: Path, ask: Ask) -> None:
    window = open_data()
    Drawer(window, "undo").press("undo_confirm")
    (problem,) = problems(window)
    assert "cannot be undone: a saved target list rests on its rows." in problem
    assert ask(fleet_store, N_ACCOUNTS) == [(8,)]


@pytest.mark.parametrize(("answer", "revenue"), [("thousands", 84_000.0), (None, 84.0)])
def test_bare_revenue_is_asked_for_its_unit(
    window: AppTest, store_path: Path, ask: Ask, answer: str | None, revenue: float
) -> None:
    upload(window, ("a.csv", "Account name,Annual revenue\nIvy Lines,84\nJuniper Rail,12\n"))
    assert "without currency or unit. Are they as written, or in thousands" in said(window)
    (control,) = window.main.segmented_control
    if answer:
        control.set_value(answer).run()
    window.button(key="import").click().run()
    assert ask(store_path, "SELECT annual_revenue FROM accounts WHERE name = 'Ivy Lines'") == [
        (revenue,)
    ]


def test_an_order_of_day_and_month_must_be_answered(
    window: AppTest, store_path: Path, ask: Ask
) -> None:
    upload(window, ("a.csv", "Account name,Created on\nIvy Lines,03/04/2025\nJuniper,05/06/2025\n"))
    assert "can be read with the day or the month first. Which comes first?" in said(window)
    assert "import" not in [button.key for button in window.button]
    (control,) = window.main.segmented_control
    control.set_value("dmy").run()
    assert not problems(window)
    window.button(key="import").click().run()
    assert ask(store_path, "SELECT strftime(created_on, '%d %b') FROM accounts ORDER BY 1") == [
        ("03 Apr",), ("05 Jun",),
    ]  # fmt: skip


def test_what_a_file_holds_can_be_changed(window: AppTest) -> None:
    upload(window, *PAIR)
    box = window.main.selectbox[0]
    box.set_value("Leave out").run()
    assert window.button(key="import").label == "Import 4 changes"
    assert "8 rows: " not in said(window)
    window.main.selectbox[0].set_value("target_list").run()
    assert problems(window) == [
        "accounts.csv has no column for 'Tier'. Use one of: Account ID, Account name, Domain, "
        "Industry, Employees, Account type, Sales owner, Created on."
    ]


def test_imports_go_to_the_own_store_while_the_sample_is_shown(with_sample: Path, ask: Ask) -> None:
    window = open_data()
    assert "You are looking at the sample." in said(window)
    import_now(window, *PAIR)
    assert "Imported" in said(window)
    assert ask(with_sample, N_ACCOUNTS) == [(8,)]


def test_accounts_alone_can_be_tiered(store_path: Path) -> None:
    """No opportunity, no date, no currency: still a page, and a save."""
    import_now(open_data(), ("a.csv", FEW))
    window = open_app()
    assert not problems(window)
    assert headline(window).endswith("Nothing is saved yet.")
    assert window.sidebar.caption[0].value == "No dates in the data  \n3 accounts"
    drawer = Drawer(window, "save")
    assert window.date_input(key="save_day").value == frame.now().date()
    drawer.press("save_confirm")
    assert not problems(window)
    assert headline(window).startswith("The draft matches the live tiers.")


def test_names_alone_can_be_imported_and_opened(store_path: Path) -> None:
    """Nothing to make a criterion of: the page says what to do, and does not fail."""
    import_now(open_data(), ("a.csv", "Company\nIvy\nJuniper\n"))
    window = open_app()
    assert not problems(window)
    assert "No criterion has points" in said(window)


# --- Files that are no data -----------------------------------------------------------------------

HEADER = "Account name,Domain\n"
BAD: dict[str, tuple[str, str | bytes, str]] = {
    "empty": ("a.csv", "", "a.csv is empty."),
    "blank": ("a.csv", "\n \n\n", "a.csv is empty."),
    "header only": ("a.csv", HEADER, "a.csv has a header in row 1 and no rows below it."),
    "binary": ("a.csv", b"PK\x03\x04\x00\x00\x00\x00" + bytes(range(256)) * 8, "a.csv"),
    "picture": ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), "a.csv"),
    "broken workbook": ("a.xlsx", b"PK\x03\x04 not really", "a.xlsx"),
    "text as workbook": ("a.xlsx", HEADER + "Ivy,ivy.example\n", "a.xlsx"),
    "no header": ("a.csv", "1,2\n3,4\n", "a.csv has no header: row 1 holds no words."),
    "nothing of ours": ("a.csv", "Colour,Weight\nred,2\n",
                        "a.csv holds neither accounts"),
    "no name": ("a.csv", "Industry,Employees\nRail,20\n",
                "a.csv has no column for 'Account name'."),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_no_data(window: AppTest, store_path: Path, ask: Ask, case: str) -> None:
    name, content, problem = BAD[case]
    upload(window, (name, content))
    shown = problems(window)
    assert len(shown) == 1, shown
    assert shown[0].startswith(problem)
    assert "import" not in [button.key for button in window.button]
    assert ask(store_path, N_ACCOUNTS) == [(0,)]
    assert ask(store_path, "SELECT count(*) FROM imports") == [(0,)]


def test_a_bad_file_does_not_stop_a_good_one(window: AppTest) -> None:
    upload(window, ("empty.csv", ""), PAIR[0])
    assert problems(window) == ["empty.csv is empty. Export it again and choose the new file."]
    assert "Files with a problem are left out." in said(window)
    assert window.button(key="import").label == "Import 8 changes"


def test_a_workbook_with_two_sheets(window: AppTest, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for title, text in (("Accounts", fleets.ACCOUNTS), ("Deals", fleets.OPPORTUNITIES)):
        sheet = book.create_sheet(title)
        for line in text.splitlines():
            sheet.append(line.split(","))
    del book["Sheet"]
    book.save(tmp_path / "crm.xlsx")
    upload(window, ("crm.xlsx", (tmp_path / "crm.xlsx").read_bytes()))
    assert not problems(window)
    assert window.button(key="import").label == "Import 12 changes"
    assert "crm.xlsx › Deals" in said(window)


def test_text_from_a_file_is_shown_as_text(window: AppTest) -> None:
    """Nothing in a file acts on the page, and nothing in it breaks one."""
    name = "*Ivy* [x](http://evil.example) $1$ <b>"
    import_now(window, ("*a*.csv", f'Account name,Industry\n"{name}",a\n"{name} 2",b\n'))
    assert not problems(window)
    assert "*a*.csv" in said(window)
    page = open_app()
    page.segmented_control(key="icp_list").set_value("All").run()
    assert not problems(page)
    raw = "\n".join(m.value for m in page.markdown)
    assert "[x](http" not in raw and "<b>" not in raw
    assert name in said(page)


def test_the_page_of_data_keeps_answers_over_a_rerun(window: AppTest) -> None:
    upload(window, *PAIR)
    window.main.selectbox[0].set_value("Leave out").run()
    window.run()
    assert window.main.selectbox[0].value == "Leave out"
    window.switch_page(frame.ICP_PAGE).run()
    window.switch_page(frame.DATA_PAGE).run()
    assert not problems(window)


def test_a_guessed_column_is_marked(window: AppTest) -> None:
    upload(window, ("people.csv", "Last name,Job Titel,E-mail\nHolm,VP,ida@acme.com\n"))
    assert not problems(window)
    assert "Please check 1 column without a name that is known" in said(window)
    columns = window.dataframe[0].value
    assert dict(zip(columns["Column of the file"], columns["Found"], strict=True)) == {
        "Last name": "by name", "Job Titel": "please check: nearly the name", "E-mail": "by name",
    }  # fmt: skip


def test_a_point_that_may_divide_thousands_is_asked(
    window: AppTest, store_path: Path, ask: Ask
) -> None:
    upload(window, ("deals.csv", "Opportunity ID,Stage,Amount\n1,Won,1.234\n"))
    assert "Which is the decimal sign?" in said(window)
    (control,) = window.main.segmented_control
    control.set_value(",").run()
    window.button(key="import").click().run()
    assert ask(store_path, "SELECT amount FROM opportunities") == [(1234.0,)]
