"""The pages without a browser: each on a store of its own, told by what an analyst reads."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fleets
import pytest
import streamlit as st

from abm_core import store
from ui import frame

Rows = list[tuple[Any, ...]]


@pytest.fixture
def store_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the pages look for their store; nothing of another test is remembered."""
    path = tmp_path / "abm.duckdb"
    monkeypatch.setenv("ABM_STORE", str(path))
    monkeypatch.setenv("ABM_USER", "Vera Lind")
    st.cache_resource.clear()
    st.cache_data.clear()
    yield path
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def fleet_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The eight accounts and their live tiers, made once."""
    path = tmp_path_factory.mktemp("fleets") / "fleets.duckdb"
    fleets.build(path)
    return path


@pytest.fixture
def fleet_store(store_path: Path, fleet_file: Path) -> Path:
    """A store with the eight accounts, and tiers that are live."""
    shutil.copy(fleet_file, store_path)
    return store_path


@pytest.fixture
def with_sample(store_path: Path, sample_file: Path) -> Path:
    """An empty own store with the sample beside it."""
    shutil.copy(sample_file, store.sample_path(store_path))
    return store_path


@pytest.fixture
def ask() -> Callable[[Path, str], Rows]:
    """What a store holds, once the pages have let go of it."""

    def ask(path: Path, sql: str) -> Rows:
        with frame.open_once(str(path)).cursor() as cursor:
            return cursor.execute(sql).fetchall()

    return ask
