"""100,000 job titles read on one core: how long, and against what?

Every title is another one: levels, fields and additions put together by seed, as a list of a large
house has them. Beside it stands the least that any reader must do: lower case, accents off, split
into words, each looked up in a table of words.
"""

from __future__ import annotations

import random
import re
import sys
from itertools import islice
from statistics import median
from time import process_time

from abm_core.committee import lexicon
from abm_core.committee.title_text import plain
from abm_core.committee.titles import read_title
from benchmarks import machine

TITLES, ROUNDS = 100_000, 3
GOAL_SECONDS = 10.0
SEED = 20260302
LEVELS = """Chief {} Officer|VP {}|Vice President, {}|SVP {}|Director of {}|Head of {}|{} Director
Senior {} Manager|{} Manager|{} Team Lead|{} Supervisor|{} Specialist|{} Analyst|Leiter {}
Assistant to the {} Director|Former Head of {}|Responsable {}|Jefe de {}|{} Coordinator|{} Engineer
Sr. {} Mgr.|Asst. Dir., {}|{} Consultant & Trainer|Deputy Head of {}|Interim {} Director"""
FIELDS = """Sales|Marketing|Finance|Procurement|Information Security|Data Science|Legal|Compliance
IT|Human Resources|Operations|Supply Chain|Quality|Customer Success|Product|Software|Research|Tax
Business Development|Payroll|Logistics|Maintenance|Einkauf|Vertrieb|Ventas|Achats|Nursing|Welding
Software Developement|Facilities|Treasury|Brand|Demand Generation|Talent Acquisition"""
PLACES = """||EMEA|North America|DACH|APAC|UK & Ireland|Nordics|Plant|Retail|Energy|Health|Public
Sector|Region"""
WORD = re.compile(r"[a-z0-9]+")


def generate(n: int) -> list[str]:
    """Distinct titles; numbered units make the last ones distinct, as large houses do."""
    chance = random.Random(SEED)
    levels, fields, places = (
        [part for line in text.splitlines() for part in line.split("|")]
        for text in (LEVELS, FIELDS, PLACES)
    )

    def more() -> str:
        first, second = chance.choice(levels), chance.choice(fields)
        joined = second if chance.random() < 0.6 else f"{second} and {chance.choice(fields)}"
        place = chance.choice(places)
        unit = f" Unit {chance.randrange(400)}" if chance.random() < 0.5 else ""
        return first.format(joined) + (f", {place}" if place else "") + unit

    seen: dict[str, None] = {}
    while len(seen) < n:
        seen[more()] = None
    return list(islice(seen, n))


def least(titles: list[str]) -> float:
    """CPU seconds of looking every word up."""
    known, _ = lexicon.meanings()
    started = process_time()
    for title in titles:
        [known.get(word) for word in WORD.findall(plain(title))]
    return process_time() - started


def ours(titles: list[str]) -> float:
    """CPU seconds of reading them, nothing remembered from before."""
    read_title.cache_clear()
    for remembered in (lexicon.meaning, lexicon.corrected, lexicon.by_ending):
        remembered.cache_clear()
    started = process_time()
    for title in titles:
        read_title(title)
    return process_time() - started


def report(n: int = TITLES, rounds: int = ROUNDS) -> str:
    """The section of the results: seconds of both, ratio and goal."""
    titles = generate(n)
    ours(titles[:100])  # modules that are imported on first use
    runs = [(least(titles), ours(titles)) for _ in range(rounds)]
    table = machine.table(("one core, median of the runs", "s"), [
        ("every word looked up, nothing understood", f"{median(one for one, _ in runs):.1f}"),
        ("read_title: seniority, function, evidence", f"{median(two for _, two in runs):.1f}"),
    ])  # fmt: skip
    slowest = max(two for _, two in runs)
    return "\n\n".join([
        f"## Reading {n:,} different job titles",
        table,
        f"Slowest run {slowest:.1f} s (goal: under {GOAL_SECONDS:.0f} s for {TITLES:,}). "
        f"{rounds} runs each, in turns; CPU time.",
    ])  # fmt: skip


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else TITLES))
