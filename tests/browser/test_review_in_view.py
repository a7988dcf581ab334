"""The weekly review: within the accessibility rules and the window, its rows a key press away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from abm_core import sample, store

NOON = datetime(2026, 11, 22, 12)
# White on the primary colour, and that colour on a tint of itself, in the dark: Streamlit's own.
OWN_CONTRAST = "color-contrast: <p>"


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    path = tmp_path / "abm.duckdb"
    sample.load_sample(store.sample_path(path), now=NOON)
    return path


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark")])
def test_the_review_and_its_rows(
    app: str, open_page: Callable[..., Any], axe: Callable[[Any], list[str]],
    settle: Callable[[Any], None], console_errors: list[str],
    width: int, height: int, scheme: str,
) -> None:  # fmt: skip
    page = open_page(f"{app}/?data=sample", width=width, height=height, scheme=scheme)
    page.mouse.move(1, height - 1)
    seen = {"page": axe(page)}
    page.get_by_role("button", name="How do you know?").nth(2).focus()  # of the meetings
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("dialog").get_by_text("= the sum of").wait_for(timeout=10_000)
    seen["rows"] = axe(page)
    page.keyboard.press("Escape")
    page.goto(f"{app}/?data=sample&review_view=Framework")
    settle(page)
    seen["framework"] = axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert {at: [one for one in found if scheme == "light" or not one.startswith(OWN_CONTRAST)]
            for at, found in seen.items()} == {"page": [], "rows": [], "framework": []}
    assert console_errors == []
