"""The Monday routine on the Data screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_tools import open_data, problems, said, upload

Ask = Callable[[Path, str], list[tuple[Any, ...]]]
ACCOUNTS = "Id,Name,Industry\n1,Acme,A\n2,Beta,A\n3,Gamma,B\n4,Delta,B\n5,=Epsilon,B\n"


def test_two_mondays_on_the_screen(store_path: Path, tmp_path: Path, ask: Ask) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "accounts.csv").write_text(ACCOUNTS)
    window = open_data()
    assert window.button(key="refresh").disabled
    window.text_input(key="refresh_folder").set_value(str(folder)).run()
    window.button(key="refresh").click().run()
    assert not problems(window)
    assert "First import: 5 accounts new." in said(window)
    (folder / "accounts.csv").write_text(ACCOUNTS.replace("5,=Epsilon,B\n", ""))
    window = open_data()
    assert window.text_input(key="refresh_folder").value == str(folder)
    window.button(key="refresh").click().run()
    assert "1 account of the last full export is missing from this one" in said(window)
    (shown,) = (one.value for one in window.dataframe if "Missing since" in one.value)
    assert shown[["Record", "ID", "Name"]].to_numpy().tolist() == [["account", "5", "=Epsilon"]]
    assert ask(store_path, "SELECT count(*) FROM accounts") == [(5,)]


def test_a_folder_that_is_not_there_is_a_problem_not_a_crash(store_path: Path) -> None:
    window = open_data()
    window.text_input(key="refresh_folder").set_value("no/such/folder").run()
    window.button(key="refresh").click().run()
    assert problems(window)[0].startswith("There is no folder")


def test_a_file_imported_by_hand_is_read_alike_the_next_time(store_path: Path, ask: Ask) -> None:
    deals = "Deal ID,Stage,Amount,Created\nd1,Proposal,5,03/04/2026\n"
    window = upload(open_data(), ("deals.csv", deals))
    (question,) = (one for one in window.segmented_control if str(one.key).startswith("answer_"))
    question.set_value("mdy").run()
    window.button(key="import").click().run()
    window = upload(open_data(), ("deals.csv", deals.replace(",5,", ",6,")))
    assert not [one for one in window.segmented_control if str(one.key).startswith("answer_")]
    window.button(key="import").click().run()
    assert ask(store_path, "SELECT amount, created_on::VARCHAR FROM opportunities") == [
        (6.0, "2026-03-04")]
