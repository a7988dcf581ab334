"""Everything that a command, a report or a workbook tells of one comparison, read once.

The comparison is laid down and frozen first; every metric asked for is logged as a specification.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.lift import beside, history, holdout, looks, placebo, specifications, study
from abm_core.lift.beside import LeftOut
from abm_core.lift.design import Design
from abm_core.lift.facts import ReadOut
from abm_core.lift.intervals import Estimate
from abm_core.lift.looks import Looks
from abm_core.lift.outcomes import SUMS, Outcomes
from abm_core.lift.placebo import Calibration, FakeList
from abm_core.lift.specifications import Primary
from abm_core.lift.study import Context
from abm_core.lift.windows import Span

Progress = Callable[[str], None]
# On top where the declared metric is one of the other screen.
USUAL: dict[Span, str] = {"engagement": "visits", "pipeline": "opportunities"}


class Asked(NamedTuple):
    """What is asked of a programme; ``None`` and empty stand for what is usual.

    ``metrics`` by their keys, the first of them on top; ``by`` names parts of the list;
    ``segment``: only targets in it are judged; ``is_experiment``: against accounts that were held
    out at random.
    """

    programme_id: str
    programme: str
    span: Span
    as_of: date
    metrics: tuple[str, ...] = ()
    by: str = ""
    tiers: tuple[int, ...] | None = None
    n_after: int | None = None
    chosen: tuple[str, ...] | None = None
    seed: int | None = None
    author: str = ""
    with_fake_lists: bool = False
    is_experiment: bool = False
    segment: str = ""


class Fakes(NamedTuple):
    """The fake lists of the metric on top, and what they say of it."""

    lists: list[FakeList]
    told: Calibration


class Answer(NamedTuple):
    """The read-outs, the one on top first, with all that stands beside it.

    ``parts`` are read-outs of the metric on top by name of the part.
    """

    asked: Asked
    design: Design
    read: list[ReadOut]
    parts: list[tuple[str, ReadOut]]
    primary: Primary
    weekly: pd.DataFrame
    context: Sequence[Context]
    left_out: LeftOut | None
    naive: Estimate | None
    fakes: Fakes | None
    specifications: pd.DataFrame
    held: Outcomes
    now: datetime
    looks: Looks = Looks()
    smallest: float = float("inf")

    @property
    def top(self) -> ReadOut:
        """The metric that the headline is about."""
        return self.read[0]


def seed_of(asked: Asked) -> int:
    """The seed that everything random follows from."""
    return settings.LIFT_SEED.value if asked.seed is None else asked.seed


def lay(cursor: DuckDBPyConnection, asked: Asked, *, now: datetime) -> Design:
    """The comparison, frozen before any outcome is read."""
    if asked.is_experiment:
        return holdout.prepare(
            cursor, asked.programme_id, span=asked.span, as_of=asked.as_of, seed=seed_of(asked),
            now=now, author=asked.author, chosen=asked.chosen,
        )  # fmt: skip
    whole = study.prepare(
        cursor, asked.programme_id, span=asked.span, as_of=asked.as_of, seed=seed_of(asked),
        now=now, author=asked.author, chosen=asked.chosen, tiers=asked.tiers,
        n_after=asked.n_after,
    )  # fmt: skip
    return study.within(cursor, whole, asked.segment) if asked.segment else whole


def read(
    cursor: DuckDBPyConnection, asked: Asked, *, now: datetime, told: Progress | None = None
) -> Answer:
    """The answer. ``AbmError`` where there is nothing to compare yet."""
    tell = told or _silent
    tell("Finding accounts like the targets")
    design = lay(cursor, asked, now=now)
    held = Outcomes(cursor, design)
    primary = specifications.primary(cursor, asked.programme_id)
    found = []
    for metric in _metrics(asked, primary):
        tell(f"Comparing {metric}")
        found.append(study.read_out(
            cursor, design, metric, now=now, author=asked.author, held=held))
    found = beside.among(found, primary.metric)
    top = found[0]
    tell("Reading what stands beside it")
    adds_up = top.finding.metric in SUMS
    can_fake = adds_up and not asked.is_experiment
    return Answer(
        asked, design, found, _parts(cursor, asked, design, held, top.finding.metric, now),
        primary, history.course(cursor, design), study.customers(cursor, design),
        beside.left_out(design, top, held),
        beside.as_lift(study.naive(design, top.finding.metric, held)) if adds_up else None,
        _fakes(design, held, top, tell) if asked.with_fake_lists and can_fake else None,
        specifications.listing(cursor, asked.programme_id), held, now,
        looks.of(design, held, top), beside.smallest(design, held, top),
    )  # fmt: skip


def _metrics(asked: Asked, primary: Primary) -> list[str]:
    """What to read, on top the first that was asked for, else the declared or usual one."""
    every = study.KEYS[asked.span]
    usual = primary.metric if primary.metric in every else USUAL[asked.span]
    first = asked.metrics[0] if asked.metrics else usual
    wanted = asked.metrics or every
    return sorted(wanted, key=lambda one: (one != first, every.index(one)))


def _parts(
    cursor: DuckDBPyConnection, asked: Asked, design: Design, held: Outcomes, metric: str,
    now: datetime,
) -> list[tuple[str, ReadOut]]:  # fmt: skip
    if not asked.by:
        return []
    return [
        (one.part, study.read_out(cursor, one, metric, now=now, author=asked.author, held=held))
        for one in study.parts(cursor, design, asked.by)
    ]


def _fakes(design: Design, held: Outcomes, top: ReadOut, tell: Progress) -> Fakes:
    rows = placebo.Rows(
        held.sums(top.finding.metric)[:, None], design.covariates.x, design.is_target,
        design.stack.block, design.clusters,
    )  # fmt: skip
    lists: list[FakeList] = []
    tell("Made-up lists")
    for one in placebo.fake_lists(rows, seed=design.cohorts.seed):
        lists.append(one)
        if len(lists) % 50 == 0:
            tell(f"Made-up lists: {len(lists)} of {settings.FAKE_LISTS.value}")
    real = top.over.log_ratio if top.over else float("nan")
    return Fakes(lists, placebo.calibration(lists, 0, real))


def _silent(_: str) -> None:
    return None
