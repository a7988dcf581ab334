"""An import that somebody stops: Ctrl-C, a closed window. The store is as it was, and works."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from abm_core import backup, stopping, store
from abm_core.cli.main import INTERRUPTED, STOPPED
from benchmarks import faults
from benchmarks.faults import World

ROOT = Path(__file__).resolve().parents[2]
ROWS = 60


class WindowClosed(BaseException):
    """What the browser's script gets when its window is gone: no ordinary error."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield faults.world(tmp_path_factory.mktemp("cancel"), ROWS)


def _held(opened: store.Store) -> dict[str, Any]:
    with opened.cursor() as cursor:
        return backup.contents(cursor)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, WindowClosed])
def test_stopped_at_every_step_that_is_told(made: World, stop: type[BaseException]) -> None:
    told: list[str] = []
    path = made.path.with_name(f"steps-{stop.__name__}.duckdb")
    shutil.copy(made.path, path)
    with closing(store.open_store(path)) as opened:
        for n in range(1, 20):
            told.clear()

            def say(sentence: str, last: int = n) -> None:
                told.append(sentence)
                if len(told) == last:
                    raise stop

            try:
                faults.take(opened, ROWS, "second", say)
            except stop:
                assert _held(opened) == made.before
                continue
            break
        assert n > 6  # reading and taking in three files, and what follows
        assert _held(opened) == made.after


@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.6, 0.8, 0.98])
@pytest.mark.parametrize("moment", ["c_call", "c_return"])
def test_stopped_at_a_statement(made: World, moment: str, share: float) -> None:
    seen = Counter[str]()
    last = max(1, round(share * made.statements))

    def watch(frame: object, event: str, function: Any) -> None:
        if event == moment and getattr(function, "__name__", "") == "execute":
            seen[moment] += 1
            if seen[moment] == last:
                raise KeyboardInterrupt

    path = made.path.with_name("statement.duckdb")
    shutil.copy(made.path, path)
    with closing(store.open_store(path)) as opened:
        sys.setprofile(watch)
        try:
            with pytest.raises(KeyboardInterrupt):
                faults.take(opened, ROWS, "second")
        finally:
            sys.setprofile(None)
        assert _held(opened) == made.before
        faults.take(opened, ROWS, "second")
        assert _held(opened) == made.after


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_that_a_callback_swallows_is_not_lost(made: World) -> None:
    class Swallows:
        def __del__(self) -> None:  # what is raised here, Python tells to nobody
            signal.raise_signal(signal.SIGINT)

    path = made.path.with_name("swallowed.duckdb")
    shutil.copy(made.path, path)
    pressed: list[str] = []

    def say(sentence: str) -> None:
        if not pressed:
            pressed.append(sentence)
            Swallows()

    with closing(store.open_store(path)) as opened:
        with pytest.raises(KeyboardInterrupt), stopping.remembered():
            faults.take(opened, ROWS, "second", say)
        assert pressed and _held(opened) == made.before
        faults.take(opened, ROWS, "second")  # the press is done with
        assert _held(opened) == made.after


def test_ctrl_c_in_a_terminal_gives_a_sentence(tmp_path: Path) -> None:
    path, file = tmp_path / "abm.duckdb", tmp_path / "accounts.csv"
    lines = "".join(f"a{n},Account number {n},{n % 900}\n" for n in range(60_000))
    file.write_text(f"Account ID,Account name,Employees\n{lines}")
    command = [sys.executable, "-m", "abm_core", "import", str(file), "--store", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while not path.exists() and process.poll() is None:
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1]
    assert process.returncode == INTERRUPTED, said
    assert said.strip() == STOPPED
    if path.exists():
        with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
            assert cursor.execute("SELECT count(*) FROM accounts").fetchall() == [(0,)]
