"""An answer about lift as the contents of its report: sentences of the catalogue, pictures, tables.

The command line says the same sentences.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from abm_core import formats
from abm_core.lift import (
    beside,
    doubts_wording,
    history,
    lift_wording,
    looks_wording,
    metrics,
    refusals_wording,
    verdicts,
)
from abm_core.lift.facts import ReadOut
from abm_core.lift.verdicts import NOT_MEASURABLE, SUPPORTED
from abm_core.output import lift_cohorts
from abm_core.output.lift_answer import Answer, Fakes, seed_of
from abm_core.output.lift_report import Alike, Contents, Course, FakeLists, Line
from abm_core.output.svg import State

TITLES = {"engagement": "Engagement against similar accounts", "pipeline": "Pipeline lift"}
STATES: dict[verdicts.Verdict, State] = {
    SUPPORTED: "supported", verdicts.INCONCLUSIVE: "inconclusive", NOT_MEASURABLE: "refused",
}  # fmt: skip
MOST_PARTS = 40
PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
LIBRARIES = ("numpy", "scipy", "duckdb")


def title(answer: Answer) -> str:
    """What the answer is about."""
    asked = answer.asked
    return f"{TITLES[asked.span]}: {asked.programme}, as of {formats.day(asked.as_of)}"


def headline(answer: Answer) -> str:
    """The headline of the screen."""
    others = [one.finding for one in answer.read[1:]]
    tiers = answer.asked.tiers or ()
    who = " ".join(filter(None, [answer.asked.segment,
                                 formats.listed([formats.tier(one) for one in tiers])]))
    return lift_wording.headline(answer.top.finding, others, who=who)


def said(read: ReadOut) -> str:
    """One metric in full: the result, or why there is none."""
    if read.verdict == NOT_MEASURABLE:
        return refusals_wording.not_measurable(read.finding)
    return lift_wording.result(read.finding)


def sentences(answer: Answer) -> list[str]:
    """What stands below the headline: the result, its verdict, what it rests on."""
    top, design = answer.top, answer.design
    told = refusals_wording.design(design)
    told.append(said(top))
    if top.verdict != NOT_MEASURABLE:
        told += [lift_wording.verdict(top.finding), refusals_wording.undecided(top.finding)]
    if any(top.without_amount):
        told.append(refusals_wording.without_amount(*top.without_amount))
    named = [(name.capitalize(), one) for name, one in answer.parts]
    told.append(doubts_wording.segments(*beside.standing_out(named)))
    if design.is_interim:
        told.append(refusals_wording.INTERIM)
    if top.specification:
        told.append(doubts_wording.specification(
            top.specification.number, top.specification.n_tried))
    if len(answer.read) > 1 and top.finding.metric == answer.primary.metric:
        told.append(doubts_wording.several(len(answer.read), answer.primary.metric))
    return [one for one in told if one]


def doubts(answer: Answer) -> list[str]:
    """What would overturn the metric on top."""
    top, further = answer.top, looks_wording.told(answer.looks, answer.top.finding)
    if top.verdict == NOT_MEASURABLE:
        return further
    found = [doubts_wording.drift(top.finding)]
    second = beside.second(top)
    if second is not None:
        found.append(doubts_wording.second_opinion(
            second, top.finding.metric, is_fragile=top.finding.is_fragile,
            is_reused=top.is_reused))
    if answer.left_out is not None and answer.left_out.largest:
        told = answer.left_out.concentration
        found.append(doubts_wording.concentration(
            told.largest_share, name_of(answer, answer.left_out.largest),
            flips=told.sign_flips))
    if answer.naive is not None and math.isfinite(answer.naive.value):
        found.append(doubts_wording.before_after(answer.naive, top.finding))
    return [*found, *further]


def assumed(answer: Answer) -> Sequence[str]:
    """What the result assumes; a draw assumes less."""
    drawn = answer.design.cohorts.is_experiment
    return doubts_wording.ASSUMED_DRAWN if drawn else doubts_wording.ASSUMED


def name_of(answer: Answer, account_id: str) -> str:
    """The name of an account; its id where it has none."""
    book = answer.design.book
    names = book.column("name", answer.asked.as_of).values
    found = names.iloc[int(book.codes(np.array([account_id], dtype=object))[0])]
    return str(found) if isinstance(found, str) else account_id


def context(answer: Answer) -> list[str]:
    """Ordinary customers, for context."""
    told = [
        f"{metrics.METRICS[one.metric].label}: {one.per_account.value:,.2f} an account "
        f"({one.per_account.low:,.2f} to {one.per_account.high:,.2f}; "
        f"{formats.counted(one.n, 'customer')})"
        for one in answer.context if one.n and math.isfinite(one.per_account.value)
    ]  # fmt: skip
    return [doubts_wording.CONTEXT, *told] if told else []


def facts(answer: Answer) -> list[tuple[str, str]]:
    """The cards."""
    design = answer.design
    drawn = design.cohorts.is_experiment
    others = "Held out" if drawn else "Similar accounts, effective"
    size = design.cohorts.n_controls if drawn else design.balance.ess
    return [
        ("Targets", formats.count(design.cohorts.n_targets)),
        (others, formats.count(size)),
        ("Balance", refusals_wording.balance_word(design.worst_smd)),
        ("Verdict", lift_wording.short_verdict(answer.top.finding)),
        ("Smallest visible effect", refusals_wording.smallest_word(answer.smallest)),
    ]


def line(read: ReadOut, label: str = "") -> Line:
    """A row of the forest."""
    found = read.finding
    metric = metrics.METRICS[found.metric]
    state = STATES[read.verdict]
    words = (refusals_wording.short_refusal(found) if state == "refused"
             else lift_wording.interval(found.estimate, metric))  # fmt: skip
    sizes = (f"{metric.amount(found.observed, found.currency)} against "
             f"{metric.amount(found.expected, found.currency)}")
    value, low, high = found.estimate.value, found.estimate.low, found.estimate.high
    if state == "refused":
        value, low, high, sizes = math.nan, math.nan, math.nan, ""
    return Line(label or metric.label, words, found.kind, value, low, high, state, sizes)


def contents(answer: Answer) -> Contents:
    """All of the report."""
    design = answer.design
    return Contents(
        title(answer), headline(answer), sentences(answer), facts(answer),
        [line(one) for one in answer.read],
        [line(one, name.capitalize()) for name, one in answer.parts[:MOST_PARTS]],
        [Alike(*one) for one in zip(design.names, map(float, design.balance.before),
                                    map(float, design.balance.imbalance), strict=True)],
        refusals_wording.alike(design.worst_smd),
        _course(answer), _fakes(answer.fakes, answer.top),
        context(answer), list(assumed(answer)), doubts(answer),
        [(f"{group}: {reason}", formats.count(n)) for group, reason, n in
         lift_cohorts.left_out(design).itertuples(index=False)],
        specifications(answer), recipe(answer), footer(answer),
    )  # fmt: skip


def _course(answer: Answer) -> Course | None:
    weekly = answer.weekly
    if not weekly[["observed", "expected"]].to_numpy().any():
        return None
    spans = beside.shaded(answer.design)
    unit = history.UNITS[answer.asked.span]
    return Course(
        unit.capitalize(), [int(week) for week in weekly["week"]],
        weekly["observed"].to_numpy(dtype=float), weekly["expected"].to_numpy(dtype=float),
        next(iter(spans.values())),
    )  # fmt: skip


def calibration(found: Fakes) -> str:
    """What the fake lists say."""
    return doubts_wording.calibration(found.told)


def _fakes(found: Fakes | None, top: ReadOut) -> FakeLists | None:
    if found is None or found.told.n < 2 or top.over is None:
        return None
    values = np.array([one.log_ratio[0] for one in found.lists])
    return FakeLists(
        calibration(found), np.expm1(values[np.isfinite(values)]),
        top.finding.estimate.value,
    )  # fmt: skip


def specifications(answer: Answer) -> list[Sequence[str]]:
    """Every specification of the programme, oldest first."""
    return [
        (str(row["specification_id"]), str(row["metric"]), _choices(str(row["choices"])),
         formats.day(row["as_of"].date()), formats.day(row["tried_at"].date()),
         row["author"] if isinstance(row["author"], str) else "")
        for row in answer.specifications.to_dict("records")
    ]  # fmt: skip


def _choices(text: str) -> str:
    """What was chosen, in a few words."""
    found = json.loads(text)
    tiers = f"tier {formats.listed([str(one) for one in found['tiers']])}" if found["tiers"] else ""
    parts = [f"{found['n_after']} weeks", tiers, found["part"], f"seed {found['seed']}",
             f"{len(found['covariates'])} things compared"]
    return ", ".join(filter(None, parts))


def recipe(answer: Answer) -> list[tuple[str, str]]:
    """What somebody else needs to get the same numbers."""
    return [
        ("Programme", answer.asked.programme),
        *lift_cohorts.recipe(answer.design, version=version(), made_at=answer.now),
        ("Metric on top", metrics.METRICS[answer.top.finding.metric].label),
    ]


def footer(answer: Answer) -> list[str]:
    """Where it comes from."""
    return [
        f"Data as of {formats.day(answer.asked.as_of)}. Made on {formats.day(answer.now.date())}, "
        f"version {version()}, seed {seed_of(answer.asked)}.",
        "Observed: what the targets did. Expected: what accounts that nobody targeted did over the "
        "same weeks, weighted to be like the targets. A plausible range holds the true difference "
        "in 95 of 100 such comparisons.",
    ]


@cache
def version() -> str:
    """Which release made it, and with which libraries."""
    found = tomllib.loads(PROJECT.read_text(encoding="utf-8")) if PROJECT.exists() else {}
    own = found.get("project", {}).get("version", formats.NONE)
    parts = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    return f"{own} ({parts})"
