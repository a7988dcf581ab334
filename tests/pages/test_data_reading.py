"""How a dropped file was read, and reading it otherwise."""

from __future__ import annotations

from pathlib import Path

from page_tools import open_data, problems, said, upload
from streamlit.testing.v1 import AppTest

REPORT = "Accounts by Region\n\nAccount name,City\nIvy,Bonn\nJun,Lyon\nGrand Totals (2 records),\n"


def box(window: AppTest, label: str) -> str:
    """The key of a widget with that label."""
    boxes = [*window.main.selectbox, *window.main.number_input]
    return next(str(one.key) for one in boxes if one.label == label)


def test_what_was_decided_is_said_and_can_be_changed(store_path: Path) -> None:
    window = upload(open_data(), ("a.csv", REPORT))
    assert not problems(window)
    assert ("Read as UTF-8, comma-separated, header in row 3, 1 line above it and 1 row of totals "
            "left out.") in said(window)  # fmt: skip
    assert "2 rows, 2 columns" in said(window)
    window.selectbox(key=box(window, "Separator")).set_value(";").run()
    assert "holds" in problems(window)[0] or "neither" in problems(window)[0]
    window.selectbox(key=box(window, "Separator")).set_value("").run()
    assert not problems(window)
    window.number_input(key=box(window, "Header row")).set_value(9).run()
    assert "a.csv has nothing in row 9" in problems(window)[0]
    window.number_input(key=box(window, "Header row")).set_value(3).run()
    assert not problems(window)
    assert "2 rows, 2 columns" in said(window)


def test_letters_that_look_wrong_are_put_right(store_path: Path) -> None:
    window = upload(open_data(), ("a.csv", "Account name,City\nMüller,Köln\n".encode("mac-roman")))
    assert "Read as Windows-1252" in said(window)
    window.selectbox(key=box(window, "Encoding")).set_value("mac-roman").run()
    assert "Read as Mac Roman, comma-separated, header in row 1." in said(window)
    window.button(key="import").click().run()
    assert "1 added" in said(window)


def test_a_file_that_is_refused_can_be_read_otherwise(store_path: Path) -> None:
    window = upload(open_data(), ("a.csv", "12;1\n15;2\nAccount name;City\nIvy;Bonn\n"))
    if problems(window):
        window.number_input(key=box(window, "Header row")).set_value(3).run()
    assert not problems(window)
    assert "header in row 3, 2 lines above it left out." in said(window)
