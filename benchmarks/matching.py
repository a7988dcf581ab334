"""A list of 100,000 companies against a store of 100,000: how long, and how much memory?

Once as ``python -m abm_core match``, which changes nothing, and once as an import of the same list
as accounts without ids. The names are made up: of the list, two in five are written as in the
store, one in five with another legal form or in capitals, one in five with a slip of the pen or
run together, and one in five are of companies that the store does not know. Each command is a
process of its own, with its interpreter and the reading of the file.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import machine
from benchmarks.imports import Run, run

ACCOUNTS = 100_000
GOAL_SECONDS = 180
_STARTS = """
bal bran cal cor dal dor el fal fen gar gran hal har hel jor kal kel kor lan lor mal mar mer mon
nal nor ol or pal per quin ral ran rin sal sel sor tal tar tel tor ul val var vel ver vin wal wen
zan zel
"""
STARTS = _STARTS.split()
_MIDDLES = """
a be ci da de di do ga ge ka la le li lo ma me mi na ne ni ra re ri ro sa se ta te
"""
MIDDLES = _MIDDLES.split()
_ENDS = """
bach berg bert cher dale dane den ders dorf field ford gard gate ham hart land leck ley lin mann
mere more nell ner ness nor quist ric rock sen ser son stad stein tec ter ton tron vald ven vick
ville wall wick wood worth
"""
ENDS = _ENDS.split()
_TRADES = """
Foods Bank Energy Logistics Software Systems Technologies Medical Insurance Steel Motors Chemicals
Electronics Partners Services Group Holdings International
"""
TRADES = _TRADES.split()
FORMS = ("Inc.", "GmbH", "Ltd", "LLC", "S.A.", "AG", "Corp.", "B.V.")


class Figures(NamedTuple):
    """What both commands took, and how many rows of the list found their account."""

    match: Run
    taken_in: Run
    n_known: int
    n_right: int
    n_wrong: int


def names(chance: random.Random, number: int) -> list[str]:
    """Different names of companies, without legal form."""
    found: set[str] = set()
    while len(found) < number:
        words = ["".join((chance.choice(STARTS), *chance.sample(MIDDLES, chance.randint(0, 2)),
                          chance.choice(ENDS))).capitalize()
                 for _ in range(chance.choice((1, 1, 1, 2)))]  # fmt: skip
        found.add(" ".join([*words, *chance.sample(TRADES, chance.choice((0, 1, 1)))]))
    return chance.sample(sorted(found), number)


def written(chance: random.Random, name: str, kind: int) -> str:
    """A name as the list writes it: two kinds as it is, one in another form, one with a slip."""
    if kind == 2:
        return chance.choice((name.upper(), f"The {name}", f"{name} {chance.choice(FORMS)}"))
    if kind == 3:
        place = chance.randrange(2, len(name) - 2)
        swapped = name[:place] + name[place + 1] + name[place] + name[place + 2:]
        return chance.choice((swapped, name[:place] + name[place + 1:], name.replace(" ", "", 1)))
    return name


def generate(folder: Path, number: int) -> tuple[Path, Path, list[str]]:
    """The accounts of the store, the list, and per row of the list the id that is meant."""
    chance = random.Random(11)
    known = names(chance, number)
    store, asked = folder / "accounts.csv", folder / "list.csv"
    _write(store, ("Account ID", "Account name"),
           ((f"A{n:06d}", f"{name} {chance.choice(FORMS)}") for n, name in enumerate(known)))
    cores = {name.split()[0] for name in known}
    others = (name for name in names(chance, number) if name.split()[0] not in cores)
    rows = [
        (written(chance, name, n % 5), f"A{n:06d}") if n % 5 < 4 else (next(others), "")
        for n, name in enumerate(known)
    ]  # fmt: skip
    chance.shuffle(rows)
    _write(asked, ("Account name", "Industry"), ((name, "Fair") for name, _ in rows))
    return store, asked, [meant for _, meant in rows]


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def measure(folder: Path, number: int) -> Figures:
    """Make the store, then both commands."""
    accounts, asked, meant = generate(folder, number)
    store, out = str(folder / "abm.duckdb"), folder / "matched.csv"
    command = (sys.executable, "-m", "abm_core")
    run([*command, "import", str(accounts), "--store", store])
    match = run([*command, "match", str(asked), "--out", str(out), "--store", store])
    with out.open(encoding="utf-8-sig", newline="") as text:
        found = [row["Account ID"] for row in csv.DictReader(text)]
    taken_in = run([*command, "import", str(asked), "--as", "accounts", "--store", store])
    right = sum(one == own != "" for one, own in zip(found, meant, strict=True))
    n_found = sum(map(bool, found))
    return Figures(match, taken_in, sum(map(bool, meant)), right, n_found - right)


def report(number: int = ACCOUNTS) -> str:
    """The section of the results."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), number)
    table = machine.table(
        ("command", "s", "processor s", "peak MB"),
        [_line("python -m abm_core match", figures.match),
         _line("python -m abm_core import, accounts without ids", figures.taken_in)],
    )  # fmt: skip
    return "\n\n".join([
        f"## Matching {number:,} companies against {number:,}",
        table,
        f"Goal: within {GOAL_SECONDS} s. Of {figures.n_known:,} rows whose company is in the store "
        f"{figures.n_right:,} found it; {figures.n_wrong:,} rows found another.",
    ])  # fmt: skip


def _line(name: str, took: Run) -> tuple[str, ...]:
    return name, f"{took.seconds:.1f}", f"{took.processor:.1f}", f"{took.megabytes:,.0f}"


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else ACCOUNTS))
