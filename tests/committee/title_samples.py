"""Titles drawn by seed from the files beside the project, to be labelled by hand.

The titles themselves stay where they are: the labels are kept by a hash of the title, and meet
their title again only on a machine that has the files. ``python tests/committee/title_samples.py
1`` prints the first sample, ``2`` the second.
"""

from __future__ import annotations

import csv
import hashlib
import random
import sys
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SAMPLES = {
    1: ("first sample", {"onet": 340, "executives": 144, "northwind": 21}),
    2: ("second sample", {"onet": 150, "executives": 50}),
}


class Drawn(NamedTuple):
    """One title of a sample, and the set it comes from."""

    key: str
    source: str
    title: str


def key_of(title: str) -> str:
    """What stands for a title in the labels: the same for any case and spacing."""
    return hashlib.sha256(" ".join(title.casefold().split()).encode()).hexdigest()[:16]


def _column(path: Path, column: str, delimiter: str = ",") -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[column] or "" for row in csv.DictReader(file, delimiter=delimiter)]


def titles() -> dict[str, list[str]]:
    """The distinct titles of each set, sorted."""
    northwind = DATA / "northwind"
    found = {
        "onet": _column(
            DATA / "onet" / "Sample of Reported Titles.txt", "Reported Job Title", "\t"
        ),
        "executives": _column(DATA / "executives" / "executives.csv", "current_role"),
        "northwind": _column(northwind / "customers.csv", "ContactTitle")
        + _column(northwind / "suppliers.csv", "ContactTitle"),
    }
    return {
        source: sorted({" ".join(each.split()) for each in many if each.strip()})
        for source, many in found.items()
    }


def draw(number: int) -> list[Drawn]:
    """Sample ``number``: by its own seed, each title once, none that an earlier sample has."""
    earlier = {each.key for one in range(1, number) for each in draw(one)}
    seed, sizes = SAMPLES[number]
    chance = random.Random(seed)
    drawn: list[Drawn] = []
    for source, size in sizes.items():
        left = [title for title in titles()[source] if key_of(title) not in earlier]
        chosen = sorted(chance.sample(left, min(size, len(left))))
        drawn += [Drawn(key_of(title), source, title) for title in chosen]
    return list({each.key: each for each in reversed(drawn)}.values())[::-1]


if __name__ == "__main__":
    for one in draw(int(sys.argv[1])):
        sys.stdout.write(f"{one.key}\t{one.source}\t{one.title}\n")
