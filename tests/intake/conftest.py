"""Real stores in temporary files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from abm_core.store import Store, open_store


def pytest_configure(config: pytest.Config) -> None:
    """Tests that take seconds; leave them out with ``-m "not slow"``."""
    config.addinivalue_line("markers", "slow: imports a large real export")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new, empty store."""
    opened = open_store(tmp_path / "abm.duckdb")
    yield opened
    opened.close()
