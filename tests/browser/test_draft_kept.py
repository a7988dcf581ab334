"""A draft outlives its page in a real browser: loaded anew, duplicated, without a wake of steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from abm_core.intake.load import load_frames
from abm_core.store import open_store


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    path = tmp_path / "abm.duckdb"
    accounts = pd.DataFrame({
        "account_id": [str(n) for n in range(12)],
        "name": [f"Company {n}" for n in range(12)],
        "industry": ["Ports", "Mills", "Farms"] * 4,
        "employees": [100 * n + 50 for n in range(12)],
    })  # fmt: skip
    opened = open_store(path)
    load_frames(opened, [("accounts", accounts, "a.csv")], imported_at=datetime(2026, 1, 5, 12))
    opened.close()
    return path


def points(page: Any) -> str:
    return str(page.get_by_role("slider").first.input_value())


def step(page: Any, settle: Callable[[Any], None], times: int) -> None:
    page.get_by_role("slider").first.focus()
    for _ in range(times):
        page.keyboard.press("ArrowRight")
        settle(page)


def test_a_draft_is_there_after_a_reload_and_in_a_duplicate(
    page: Any, settle: Callable[[Any], None],
) -> None:  # fmt: skip
    before = points(page)
    step(page, settle, 1)
    entries = page.evaluate("history.length")
    step(page, settle, 2)
    assert page.evaluate("history.length") == entries  # no step of Back for a step of a slider
    moved, address = points(page), page.url
    assert "w=" in address and moved != before
    page.reload()
    settle(page)
    assert points(page) == moved and page.url == address
    assert page.get_by_text("Unsaved draft from").is_visible()
    copy = page.context.new_page()
    copy.goto(address)
    settle(copy)
    assert points(copy) == moved and copy.url != address
    step(copy, settle, 1)
    page.reload()
    settle(page)
    assert points(page) == moved and points(copy) != moved
    page.get_by_role("button", name="Discard").click()
    settle(page)
    assert points(page) == before
