"""Matches on the Data screen: within the accessibility rules, in both schemes and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from abm_core.intake.load import load_frames
from abm_core.store import open_store

PLACES = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """Accounts of one name, and deals that could be with any of them."""
    path = tmp_path / "abm.duckdb"
    accounts = pd.DataFrame({
        "account_id": ["1", "2", "3", "4"],
        "name": ["Harbourline Instruments Inc", "Harbourline Instruments", "Borea", "Borea AS"],
        "domain": ["harbourline.example", "harbourline.example", "borea.example", "borea.no"],
        "country": ["Denmark", "Denmark", None, "Norway"], "employees": [1200, 1240, 40, None],
        "industry": [None, "Optics", None, None],
    })  # fmt: skip
    deals = pd.DataFrame({"opportunity_id": ["o1", "o2", "o3"], "stage": ["Demo"] * 3,
                          "account_name": ["Borea", "borea", None],
                          "account_domain": [None, None, "borea.no"]})  # fmt: skip
    opened = open_store(path)
    load_frames(opened, [("accounts", accounts, "a.csv"), ("opportunities", deals, "o.csv")],
                imported_at=datetime(2026, 1, 5, 12))  # fmt: skip
    opened.close()
    return path


@pytest.mark.parametrize(("width", "height", "scheme"), PLACES)
def test_matches_are_within_the_rules(
    app: str, open_page: Callable[..., Any], axe: Callable[[Any], list[str]],
    settle: Callable[[Any], None],
    width: int, height: int, scheme: str,
) -> None:  # fmt: skip
    page = open_page(f"{app}/data", width=width, height=height, scheme=scheme)
    page.get_by_text("Duplicates (2)").click()
    settle(page)
    page.get_by_text("Ledger of matches (1)").click()
    settle(page)
    assert axe(page) == []
    page.get_by_role("button", name="Merge…").first.click()
    settle(page)
    assert page.get_by_role("dialog").get_by_text("Keep").first.is_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
