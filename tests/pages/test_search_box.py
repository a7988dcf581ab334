"""The search in the sidebar: what stands there once letters were typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from page_tools import new_window, plain, problems, said
from streamlit.testing.v1 import AppTest


def searched(letters: str, **link: str) -> AppTest:
    window = new_window(**link)
    window.session_state["search_box"] = letters
    return window.run()


def links(window: AppTest) -> list[tuple[str, str]]:
    found: list[Any] = list(window.sidebar.get("page_link"))
    return [(plain(one.proto.label), one.proto.query_string) for one in found]


def test_letters_find_accounts_and_deals(fleet_store: Path) -> None:
    window = searched("alder")
    assert not problems(window)
    assert links(window) == [("Alder Freight Tier 1 · alder.example", "account=f1"),
                             ("Alder: trucks open · Alder Freight", "account=f1")]  # fmt: skip


def test_a_link_keeps_to_the_sample(with_sample: Path, fleet_file: Path) -> None:
    with_sample.write_bytes(fleet_file.read_bytes())
    window = searched("an", data="sample")
    assert not problems(window)
    found = links(window)
    assert 10 <= len(found) <= 15  # five of each kind that has any
    assert all(link.endswith("&data=sample") for _, link in found)


def test_nothing_found_is_said(fleet_store: Path) -> None:
    assert "Nothing holds “xylophone”." in said(searched("xylophone"))
    assert "at least 2 letters" in said(searched("x"))
    assert "[x](y)" in said(searched("[x](y)"))


def test_an_empty_store_finds_nothing(store_path: Path) -> None:
    window = searched("alder")
    assert not problems(window)
    assert "Nothing holds “alder”." in said(window)
