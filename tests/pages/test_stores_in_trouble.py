"""A store that cannot be opened: a sentence and a way out on every page, and the file untouched."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from page_tools import open_app, open_data, problems
from streamlit.testing.v1 import AppTest

from abm_core import store

HOLD = """
import sys
from abm_core import store
held = store.open_store(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def in_main(window: AppTest) -> list[str]:
    """The problems in the page itself, once each."""
    problems(window)
    return [error.value.replace("\\", "").replace("**", "") for error in window.main.error]


@pytest.fixture(params=[open_app, open_data], ids=["icp_tiers", "data"])
def opener(request: pytest.FixtureRequest) -> Callable[[], AppTest]:
    """How a window gets to each page."""
    found: Callable[[], AppTest] = request.param
    return found


def test_a_store_that_is_no_store(store_path: Path, opener: Callable[[], AppTest]) -> None:
    store_path.write_text("Dear diary, this is no database.\n" * 400)
    before = store_path.read_bytes()
    assert in_main(opener()) == [
        "abm.duckdb is not a store of this workbench. Choose another file with --store or "
        "ABM_STORE; this one was left as it is."
    ]
    assert store_path.read_bytes() == before


def test_a_database_of_another_program(store_path: Path, opener: Callable[[], AppTest]) -> None:
    with duckdb.connect(str(store_path)) as other:
        other.execute("CREATE TABLE invoices (n INT)")
    (problem,) = in_main(opener())
    assert problem.startswith("abm.duckdb is a database of another program.")
    with duckdb.connect(str(store_path)) as other:
        assert other.execute("SHOW TABLES").fetchall() == [("invoices",)]


@pytest.fixture
def holder(store_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the store open until its input ends."""
    command = [sys.executable, "-c", HOLD, str(store_path)]
    root = Path(store.__file__).resolve().parents[1]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.communicate()


def test_a_store_held_by_another_process(
    holder: subprocess.Popen[str], opener: Callable[[], AppTest]
) -> None:
    window = opener()
    assert in_main(window) == [
        "abm.duckdb is in use by another program. Close the other window or command that works "
        "with it, then try again."
    ]
    holder.communicate()
    assert not in_main(window.run()), "the store is free again"


def test_a_folder_that_is_not_there(
    store_path: Path, monkeypatch: pytest.MonkeyPatch, opener: Callable[[], AppTest]
) -> None:
    monkeypatch.setenv("ABM_STORE", str(store_path.parent / "nowhere" / "abm.duckdb"))
    (problem,) = in_main(opener())
    assert "cannot be opened. Check that the folder exists" in problem


def test_a_sample_that_is_broken_does_not_hide_own_data(fleet_store: Path) -> None:
    store.sample_path(fleet_store).write_text("no database\n" * 100)
    window = open_app()
    assert not problems(window)
    assert "8 accounts" in window.sidebar.caption[0].value
