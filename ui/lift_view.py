"""What both screens of lift read, kept until data or decisions change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd
import streamlit as st
from duckdb import DuckDBPyConnection

from abm_core import settings
from abm_core.errors import AbmError
from abm_core.lift import (
    beside,
    covariates,
    history,
    holdout,
    looks,
    metrics,
    placebo,
    refusals_wording,
    specifications,
    study,
)
from abm_core.lift.beside import LeftOut
from abm_core.lift.covariates import Covariate
from abm_core.lift.design import Design
from abm_core.lift.facts import ReadOut
from abm_core.lift.intervals import Estimate
from abm_core.lift.looks import Looks
from abm_core.lift.outcomes import SUMS, Outcomes
from abm_core.lift.placebo import FakeList
from abm_core.lift.sources import Shift
from abm_core.lift.specifications import Primary
from abm_core.lift.study import Context
from abm_core.lift.windows import Span
from abm_core.output.lift_answer import Fakes
from ui import frame
from ui.background import Job, Progress
from ui.lift_choices import Choice

DESIGN_PART = 0.4  # of the work
MOST_KEPT = 8
NOBODY = AbmError(refusals_wording.NO_COMPARISON_TITLE + ".", refusals_wording.NO_COMPARISON)


class Answer(NamedTuple):
    """All metrics of a choice, the asked one first; ``specification`` of that one."""

    design: Design
    read: list[ReadOut]

    @property
    def asked(self) -> ReadOut:
        """The metric on top."""
        return self.read[0]


def known_covariates(programme_id: str) -> list[Covariate]:
    """What accounts of a programme can be compared by."""
    return _covariates(*frame.decided(), programme_id)


@st.cache_resource(show_spinner=False, max_entries=8)
def _covariates(
    path: str, opened: int, versions: tuple[int, int], programme: str
) -> list[Covariate]:
    with frame.open_once(path).cursor() as cursor:
        return covariates.available(cursor, programme)


def segments() -> list[str]:
    """The segments that there are."""
    return _segments(*frame.decided())


@st.cache_resource(show_spinner=False, max_entries=4)
def _segments(path: str, opened: int, versions: tuple[int, int]) -> list[str]:
    with frame.open_once(path).cursor() as cursor:
        return study.segments(cursor)


def answers_now(programme_id: str, span: Span, as_of: date) -> bool:
    """Whether accounts were held out at random whose weeks are over."""
    return _answers_now(*frame.decided(), programme_id, span, as_of)


@st.cache_resource(show_spinner=False, max_entries=8)
def _answers_now(
    path: str, opened: int, versions: tuple[int, int], programme: str, span: Span, as_of: date
) -> bool:
    with frame.open_once(path).cursor() as cursor:
        return holdout.is_over(cursor, programme, span=span, as_of=as_of)


def primary(programme_id: str) -> Primary:
    """The declared metric of a programme, or the usual one."""
    with frame.cursor() as cursor:
        return specifications.primary(cursor, programme_id)


def answer(choice: Choice, as_of: date) -> Answer:
    """The comparison and every metric of it, with progress while it is made.

    ``AbmError`` where there is nothing to compare yet.
    """
    kept = _answers()
    asked = choice._replace(metric="", by="")
    key = (*frame.decided(), asked, as_of)
    if key not in kept:
        kept[key] = _made(asked, as_of)
        while len(kept) > MOST_KEPT:
            kept.pop(next(iter(kept)))
    found = kept[key]
    first = [one for one in found.read if one.finding.metric == choice.metric]
    rest = [one for one in found.read if one.finding.metric != choice.metric]
    return found._replace(
        read=beside.among([*first, *rest], primary(choice.programme_id).metric))


@st.cache_resource(show_spinner=False)
def _answers() -> dict[tuple[object, ...], Answer]:
    """The answers of this process; not cached one by one, since they show how far they are."""
    return {}


def _made(choice: Choice, as_of: date) -> Answer:
    keys = list(study.KEYS[choice.span])
    bar = st.progress(0.05, text="Finding accounts like the targets…")

    def told(metric: str) -> None:
        done = DESIGN_PART + (1 - DESIGN_PART) * keys.index(metric) / len(keys)
        bar.progress(done, text=f"Comparing {metrics.METRICS[metric].label.lower()}…")

    try:
        with frame.cursor() as cursor:
            found = _prepared(cursor, choice, as_of)
            if not found.cohorts.n_controls:
                raise NOBODY
            read = study.read_all(cursor, found, now=frame.now(), author=frame.author(), told=told)
    finally:
        bar.empty()
    return Answer(found, read)


def _prepared(cursor: DuckDBPyConnection, choice: Choice, as_of: date) -> Design:
    usual = {"span": choice.span, "as_of": as_of, "now": frame.now(), "author": frame.author(),
             "seed": settings.LIFT_SEED.value, "chosen": choice.chosen}  # fmt: skip
    if choice.is_experiment:
        return holdout.prepare(cursor, choice.programme_id, **usual)
    whole = study.prepare(
        cursor, choice.programme_id, tiers=choice.tiers, n_after=choice.weeks, **usual)
    return study.within(cursor, whole, choice.segment) if choice.segment else whole


def parts(choice: Choice, as_of: date, whole: Design) -> list[tuple[str, ReadOut]]:
    """The asked metric by tier, industry, region or segment of the targets."""
    return _parts(*frame.decided(), choice, as_of, whole)


@st.cache_resource(show_spinner=False, max_entries=12)
def _parts(
    path: str, opened: int, versions: tuple[int, int], choice: Choice, as_of: date, _whole: Design
) -> list[tuple[str, ReadOut]]:
    with frame.open_once(path).cursor() as cursor:
        held = Outcomes(cursor, _whole)
        return [
            (one.part, study.read_out(cursor, one, choice.metric, now=frame.now(), held=held,
                                      author=frame.author()))
            for one in study.parts(cursor, _whole, choice.by)
        ]  # fmt: skip


class Beside(NamedTuple):
    """What stands below the result: weeks, who carries it, before and after alone, accounts."""

    weekly: pd.DataFrame
    index: pd.Series
    shifts: list[Shift]
    left_out: LeftOut | None
    naive: Estimate | None
    accounts: pd.DataFrame | None
    looks: Looks
    smallest: float


def below(choice: Choice, as_of: date, found: Answer) -> Beside:
    """Everything that checks or explains the asked metric."""
    return _below(*frame.decided(), choice._replace(by=""), as_of, found)


@st.cache_resource(show_spinner=False, max_entries=12)
def _below(
    path: str, opened: int, versions: tuple[int, int], choice: Choice, as_of: date, _found: Answer
) -> Beside:
    with frame.open_once(path).cursor() as cursor:
        held = Outcomes(cursor, _found.design)
        weekly = history.course(cursor, _found.design)
        adds_up = choice.metric in SUMS
        return Beside(
            weekly, beside.index(weekly),
            beside.shifts(history.source_mix(cursor, _found.design)),
            beside.left_out(_found.design, _found.asked, held),
            beside.as_lift(study.naive(_found.design, choice.metric, held)) if adds_up else None,
            beside.accounts(_found.design, choice.metric, held)
            if adds_up and choice.span == "engagement" else None,
            looks.of(_found.design, held, _found.asked),
            beside.smallest(_found.design, held, _found.asked),
        )  # fmt: skip


def customers(choice: Choice, as_of: date, whole: Design) -> Sequence[Context]:
    """Ordinary customers over the same weeks."""
    return _customers(*frame.decided(), choice._replace(metric="", by=""), as_of, whole)


@st.cache_resource(show_spinner=False, max_entries=8)
def _customers(
    path: str, opened: int, versions: tuple[int, int], choice: Choice, as_of: date, _whole: Design
) -> Sequence[Context]:
    with frame.open_once(path).cursor() as cursor:
        return study.customers(cursor, _whole)


def can_fake(choice: Choice, found: Answer) -> bool:
    """Whether made-up lists can be measured: sums over accounts, on a comparison that carries.

    Of a draw there are none: too few were held out, and nothing has to be checked.
    """
    adds_up = choice.metric in SUMS and found.asked.over is not None
    return adds_up and not choice.is_experiment and not found.design.blocks()


def fake_lists(choice: Choice, as_of: date, whole: Design) -> Job[list[FakeList]]:
    """The check with made-up lists, begun when first asked for and kept."""
    return _fake_lists(*frame.decided(), choice._replace(by=""), as_of, whole)


@st.cache_resource(show_spinner=False, max_entries=4)
def _fake_lists(
    path: str, opened: int, versions: tuple[int, int], choice: Choice, as_of: date, _whole: Design
) -> Job[list[FakeList]]:
    with frame.open_once(path).cursor() as cursor:
        outcome = Outcomes(cursor, _whole).sums(choice.metric)
    rows = placebo.Rows(
        outcome[:, None], _whole.covariates.x, _whole.is_target, _whole.stack.block,
        _whole.clusters,
    )  # fmt: skip

    def work(told: Progress) -> list[FakeList]:
        found: list[FakeList] = []
        of = settings.FAKE_LISTS.value
        for one in placebo.fake_lists(rows, seed=_whole.cohorts.seed):
            found.append(one)
            told(len(found), of)
        return found

    return Job(work)


def fakes(choice: Choice, as_of: date, found: Answer) -> Fakes | None:
    """The made-up lists for the report, where they are all there by then."""
    if not can_fake(choice, found) or found.asked.over is None:
        return None
    lists = fake_lists(choice, as_of, found.design).result
    if not lists:
        return None
    return Fakes(lists, placebo.calibration(lists, 0, found.asked.over.log_ratio))
