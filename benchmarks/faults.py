"""``python -m benchmarks.faults``: end an import by force, again and again, and look at the store.

A child imports into a copy of a store and is killed before or after a statement, at a step that
the import reports, or after some milliseconds. The store must then open and hold all of the import
or nothing, and the same import must work afterwards.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from abm_core import backup, schema, store
from abm_core.intake import ledger, load
from abm_core.intake.layout import mapping
from abm_core.intake.read import readers

ROOT = Path(__file__).resolve().parents[1]
NOON = datetime(2026, 3, 2, 12)
DONE = "done"
KILLS = 300
TABLES = (schema.ACCOUNTS, schema.OPPORTUNITIES, schema.TARGET_LIST)


class Kill(NamedTuple):
    """When the child dies: at the n-th statement or step, or that many milliseconds after start."""

    kind: str  # "before", "after", "step" or "time"
    at: float


class World(NamedTuple):
    """A store before the import and all that it can hold: as it was, or with all of the import."""

    path: Path
    n_rows: int
    before: dict[str, Any]
    after: dict[str, Any]
    statements: int
    seconds: float


class Outcome(NamedTuple):
    """What became of one kill."""

    kill: Kill
    said_done: bool
    holds: str


def files(n: int, part: str) -> list[readers.Table]:
    """Accounts, opportunities and a target list; the second part changes the first and adds."""
    low, high = (0, n) if part == "first" else (n // 2, n + n // 2)
    word = "" if part == "first" else " renamed"
    accounts = "".join(f"a{i},Account {i}{word},{i * 7 % 900}\n" for i in range(low, high))
    deals = "".join(f"o{i},a{i},Deal {i}{word},{i * 13 % 5000}\n" for i in range(low, high))
    entries = "".join(f"a{i},{i % 3 + 1},2026-01-{i % 28 + 1:02d}\n" for i in range(low, high, 2))
    texts = {
        "accounts.csv": f"Account ID,Account name,Employees\n{accounts},nameless,many\n",
        "opportunities.csv": f"Opportunity ID,Account ID,Opportunity name,Amount\n{deals}",
        "target_list.csv": f"Account ID,Tier,Joined on\n{entries}",
    }
    return [readers.read(name, text.encode())[0] for name, text in texts.items()]


def take(opened: store.Store, n: int, part: str, say: load.Progress | None = None) -> load.Report:
    """Import one of the two parts."""
    items = [(table, mapping.propose(table).mapping) for table in files(n, part)]
    return load.import_tables(opened, items, imported_at=NOON, progress=say)


def held(path: Path) -> dict[str, Any]:
    """Rows and checksum of every table of a store that nobody has open."""
    with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
        return backup.contents(cursor)


def world(folder: Path, n: int) -> World:
    """Make the store, and learn from an undisturbed run what an import leaves and how long."""
    path = folder / "before.duckdb"
    with closing(store.open_store(path)) as opened:
        take(opened, n, "first")
    calm = folder / "after.duckdb"
    shutil.copy(path, calm)
    began = time.perf_counter()
    done = run(calm, n, Kill("before", 0))
    return World(path, n, held(path), held(calm), int(done[1]), time.perf_counter() - began)


# --- The child ------------------------------------------------------------------------------------


def child(path: Path, n: int, kill: Kill) -> None:
    """Import, and die at the moment given; say how many statements it took to get through."""
    seen = Counter[str]()

    def die_at(kind: str) -> None:
        seen[kind] += 1
        if kill == (kind, seen[kind]):
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(frame: object, event: str, function: Any) -> None:  # noqa: ANN401
        if event in ("c_call", "c_return") and getattr(function, "__name__", "") == "execute":
            die_at("before" if event == "c_call" else "after")

    opened = store.open_store(path)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    sys.setprofile(watch)
    take(opened, n, "second", lambda sentence: die_at("step"))
    sys.setprofile(None)
    sys.stdout.write(f"{DONE}\n{seen['before']}\n")
    sys.stdout.flush()
    opened.close()


def run(path: Path, n: int, kill: Kill) -> list[str]:
    """Run the child on a store; what it said after it had opened it."""
    command = [sys.executable, "-m", "benchmarks.faults", "child", str(path), str(n), kill.kind,
               str(kill.at)]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        if kill.kind == "time":
            time.sleep(kill.at / 1000)
            process.kill()
        return process.stdout.read().split()


# --- Kills and what they left ---------------------------------------------------------------------


def kills(made: World, n: int, seed: int) -> Iterator[Kill]:
    """Half at statements and steps, half by the clock, spread over the whole import."""
    chance = random.Random(seed)
    yield from (Kill("before", made.statements), Kill("after", made.statements), Kill("step", 1))
    for turn in range(n - 3):
        if turn % 2:
            yield Kill("time", round(1000 * made.seconds * chance.random(), 1))
        else:
            kind = chance.choice(["before", "after"])
            yield Kill(kind, chance.randint(1, made.statements))


def endure(made: World, kill: Kill) -> Outcome:
    """Kill one import, check the store, and import again."""
    path = made.path.with_name("killed.duckdb")
    for leftover in (path, path.with_name(f"{path.name}.wal")):
        leftover.unlink(missing_ok=True)
    shutil.copy(made.path, path)
    said = run(path, made.n_rows, kill)
    found = held(path)
    holds = {True: "nothing", False: "all"}[found == made.before]
    if found not in (made.before, made.after):
        raise AssertionError(f"{kill}: neither all nor nothing: {found}")
    if DONE in said and holds == "nothing":
        raise AssertionError(f"{kill}: an import that was said to be done is gone")
    _check_books(path)
    _check_next(path, made)
    return Outcome(kill, DONE in said, holds)


def _check_books(path: Path) -> None:
    """The log knows every row that is there, and the ledger every import that the log knows."""
    with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
        for entity, key in (("accounts", "account_id"), ("opportunities", "opportunity_id")):
            unlogged = cursor.execute(
                f"SELECT count(*) FROM {entity} t ANTI JOIN change_log c "
                f"ON c.entity = '{entity}' AND c.field = '+' AND c.entity_id = t.{key}"
            ).fetchall()
            assert unlogged == [(0,)]
        orphaned = cursor.execute(
            "SELECT count(*) FROM change_log ANTI JOIN imports USING (import_id)").fetchall()
        assert orphaned == [(0,)]


def _check_next(path: Path, made: World) -> None:
    """The same import works, ends where an undisturbed one ends, and can be undone."""
    with closing(store.open_store(path)) as opened:
        again = take(opened, made.n_rows, "second")
        with opened.cursor() as cursor:
            found = backup.contents(cursor)
        for entity in TABLES:
            assert found[entity.name] == made.after[entity.name], entity.name
        if again.changed:
            ledger.undo_last(opened, undone_at=NOON)
            with opened.cursor() as cursor:
                found = backup.contents(cursor)
            for entity in TABLES:
                assert found[entity.name] == made.before[entity.name], entity.name


def torture(n_kills: int, n_rows: int, seed: int) -> list[Outcome]:
    """So many kills, each on a fresh copy of the same store."""
    with tempfile.TemporaryDirectory() as folder:
        made = world(Path(folder), n_rows)
        return [endure(made, kill) for kill in kills(made, n_kills, seed)]


def report(n_kills: int = KILLS) -> str:
    """What became of the kills, in a few lines; an ``AssertionError`` for a store in between."""
    outcomes = torture(n_kills, 2000, seed=7)
    counted = Counter((one.kill.kind, one.holds) for one in outcomes)
    lines = [
        f"- {kind}: {counted[kind, 'all']} with all of the import, {counted[kind, 'nothing']} "
        "with nothing of it" for kind in ("before", "after", "step", "time")
    ]
    return "\n".join([
        f"## An import killed {len(outcomes)} times", "",
        "Before or after a statement, at a step, or by the clock; every store was whole, and the "
        "same import worked afterwards.", "", *lines,
    ])  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Be the child, or kill many of them."""
    if arguments[:1] == ["child"]:
        path, n, kind, at = arguments[1:]
        child(Path(path), int(n), Kill(kind, float(at)))
        return 0
    print(report(int(arguments[0]) if arguments else KILLS))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
