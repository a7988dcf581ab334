"""Committee, Coverage, Engagement and Stages on the sample: accessible, wide and on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from abm_core import sample, store

# White on the primary colour, and the primary colour on a tint of itself: Streamlit's own, in dark.
OWN_CONTRAST = "color-contrast: <p>"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
VIEWS = ("Who is moving", "Surges", "Reach and response", "When to act", "One account")


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample store, made once."""
    path = tmp_path_factory.mktemp("measured") / "sample.duckdb"
    sample.load_sample(path, now=datetime(2026, 11, 20, 12))
    return path


@pytest.fixture
def store_path(tmp_path: Path, sample_file: Path) -> Path:
    """An empty own store with the sample beside it."""
    path = tmp_path / "abm.duckdb"
    shutil.copy(sample_file, store.sample_path(path))
    return path


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark")])
def test_measures_are_within_the_rules(
    app: str, open_page: Callable[..., Any], axe: Callable[[Any], list[str]],
    settle: Callable[[Any], None], console_errors: list[str],
    width: int, height: int, scheme: str,
) -> None:  # fmt: skip
    page = open_page(
        f"{app}/engagement?data=sample", width=width, height=height, scheme=scheme)  # fmt: skip
    seen: dict[str, list[str]] = {}

    def look(at: str) -> None:
        page.mouse.move(1, height - 1)  # off anything that shows a tooltip
        settle(page)
        broken = [one for one in axe(page)
                  if scheme == "light" or not one.startswith(OWN_CONTRAST)]  # fmt: skip
        seen[at] = broken if page.evaluate(FITS) else [*broken, "wider than the window"]

    for view in VIEWS:
        page.get_by_role("radio", name=view, exact=True).click()
        settle(page)
        look(view)
    for name in ("Stages", "Coverage", "Committee"):
        page.goto(f"{app}/{name.lower()}?data=sample")
        settle(page)
        look(name)
    assert {at: found for at, found in seen.items() if found} == {}
    assert console_errors == []
