"""Real stores in temporary files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_world
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.targeting import model
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """A cursor into a new store."""
    opened = store.open_store(tmp_path / "empty.duckdb")
    yield opened.cursor()
    opened.close()


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """A cursor into a store of its own that holds the tiny world."""
    opened = tiny_world.build(tmp_path / "tiny.duckdb")
    yield opened.cursor()
    opened.close()


@pytest.fixture(scope="session")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    """The accounts of the tiny world; nothing may be written."""
    opened = tiny_world.build(tmp_path_factory.mktemp("tiny") / "tiny.duckdb")
    yield Accounts(opened.cursor())
    opened.close()


@pytest.fixture(scope="session")
def scored(accounts: Accounts) -> Scored:
    """The tiny world under its profile."""
    laid = model.frame(accounts, tiny_world.PROFILE, as_of=tiny_world.TODAY)
    return model.score(laid, tiny_world.PROFILE)
