"""Commands about what a programme did: baseline, lift, cohorts."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import formats, upkeep
from abm_core.cli.answer import Answer, check_place, lent, write_file
from abm_core.errors import AbmError, did_you_mean
from abm_core.lift import covariates, lift_wording, metrics, refusals_wording, study, verdicts
from abm_core.lift.facts import ReadOut
from abm_core.lift.intervals import Estimate
from abm_core.lift.windows import NothingYet, Span
from abm_core.output import (
    lift_answer,
    lift_cohorts,
    lift_contents,
    lift_evidence,
    lift_report,
)
from abm_core.output.lift_answer import Asked
from abm_core.overview import newest_day
from abm_core.targeting import target_list
from abm_core.targeting.target_list import Programme

Data = dict[str, Any]
NO_PROGRAMME = AbmError(f"{refusals_wording.NO_PROGRAMME_TITLE}.", refusals_wording.NO_PROGRAMME)


@contextmanager
def ready(arguments: argparse.Namespace, now: datetime) -> Iterator[DuckDBPyConnection]:
    """A cursor whose computed tables are in line with the data."""
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        yield cursor


def programme(cursor: DuckDBPyConnection, name: str | None) -> Programme:
    """The programme of that name, or the one saved last; ``AbmError`` where nobody joined one."""
    known = [one for one in target_list.programmes(cursor) if _has_targets(cursor, one)]
    if not known:
        raise NO_PROGRAMME
    if name is None:
        return known[0]
    for one in known:
        if one.name.casefold() == name.casefold():
            return one
    raise AbmError(f"There is no programme '{name}' with target accounts.",
                   did_you_mean(name, [one.name for one in known]))


TARGETS = "SELECT count(*) FROM target_list WHERE programme_id = $programme_id"


def _has_targets(cursor: DuckDBPyConnection, one: Programme) -> bool:
    (n,), = cursor.execute(TARGETS, {"programme_id": one.programme_id}).fetchall()
    return bool(n)


def baseline(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Engagement of the targets against similar accounts."""
    return _tell(arguments, now, "engagement")


def lift(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Pipeline of the targets against similar accounts."""
    return _tell(arguments, now, "pipeline")


def _tell(arguments: argparse.Namespace, now: datetime, span: Span) -> Answer:
    _check_out(arguments.out, (".html", ".xlsx"))
    with ready(arguments, now) as cursor:
        asked = _asked(cursor, arguments, now, span)
        try:
            found = lift_answer.read(cursor, asked, now=now, told=_progress)
        except NothingYet as refusal:
            return _refused(asked, refusal)
        if arguments.out:
            write_file(arguments.out, _file(cursor, found, arguments.out))
        return Answer(_lines(found, arguments.out), _data(found, arguments.out))


def cohorts(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The frozen comparison as a file: sets, weights, covariates, who is left out and why."""
    _check_out(arguments.out, (".xlsx", ".csv"))
    with ready(arguments, now) as cursor:
        asked = _asked(cursor, arguments, now, arguments.of)
        try:
            design = lift_answer.lay(cursor, asked, now=now)
        except NothingYet as refusal:
            return _refused(asked, refusal)
        if arguments.out.suffix.lower() == ".csv":
            content = lift_cohorts.as_csv(cursor, design)
        else:
            content = lift_cohorts.as_workbook(
                cursor, design, version=lift_contents.version(), made_at=now)
    write_file(arguments.out, content)
    found, matched = design.cohorts, design.matched
    said = [
        f"Wrote {arguments.out}: {formats.counted(found.n_targets, 'target')} and "
        f"{formats.counted(found.n_controls, 'account')} that stand for them.",
        refusals_wording.alike(design.worst_smd), *refusals_wording.design(design),
        refusals_wording.left_out(found.targets_left_out, found.left_out),
    ]  # fmt: skip
    return Answer([one for one in said if one], {
        "written": str(arguments.out), "programme": asked.programme, "of": asked.span,
        "design": design.design_id, "targets": found.n_targets, "others": found.n_controls,
        "effective": design.balance.ess, "worst_difference": design.worst_smd,
        "matched": matched.n_matched, "unmatched": len(matched.unmatched),
        "seed": found.seed, "as_of": found.as_of.isoformat(),
        "left_out": {"targets": found.targets_left_out, "others": found.left_out},
    })  # fmt: skip


def _asked(
    cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime, span: Span
) -> Asked:
    """What the words on the command line ask for, checked."""
    home = programme(cursor, arguments.programme)
    chosen = tuple(arguments.chosen) if arguments.chosen else None
    if chosen:
        covariates.check(cursor, home.programme_id, chosen)
    typed = getattr(arguments, "metrics", [])
    return Asked(
        home.programme_id, home.name, span,
        arguments.as_of or newest_day(cursor) or now.date(),
        tuple(dict.fromkeys(one.replace("-", " ") for one in typed)),
        getattr(arguments, "by", ""), tuple(arguments.tiers) if arguments.tiers else None,
        arguments.weeks, chosen, arguments.seed, arguments.author,
        getattr(arguments, "fake_lists", False), getattr(arguments, "experiment", False),
        _segment(cursor, arguments.segment),
    )  # fmt: skip


def _segment(cursor: DuckDBPyConnection, name: str) -> str:
    """A segment as it is called here; ``AbmError`` for one that no account is in."""
    known = {one.casefold(): one for one in study.segments(cursor)}
    if name and name.casefold() not in known:
        raise AbmError(f"No account is in a segment '{name}'.",
                       did_you_mean(name, list(known.values())))
    return known.get(name.casefold(), "")


def _progress(step: str) -> None:
    sys.stderr.write(f"{step} …\n")


def _check_out(out: Path | None, suffixes: tuple[str, ...]) -> None:
    """Refuse, before anything is done, a name or a place that no file can have."""
    check_place(out)
    if out and out.suffix.lower() not in suffixes:
        raise AbmError(f"{out.name} is no kind of file that this can write.",
                       f"End its name in {' or '.join(suffixes)}.")


def _file(cursor: DuckDBPyConnection, found: lift_answer.Answer, out: Path) -> bytes:
    if out.suffix.lower() == ".html":
        return lift_report.page(lift_contents.contents(found)).encode()
    return lift_evidence.workbook(cursor, found)


def _refused(asked: Asked, refusal: AbmError) -> Answer:
    """An answer that is no number: what is missing, and what would be needed."""
    return Answer([f"{refusal.problem} {refusal.fix}"], {
        "programme": asked.programme, "of": asked.span, "as_of": asked.as_of.isoformat(),
        "verdict": verdicts.NOT_MEASURABLE, "headline": refusal.problem, "fix": refusal.fix,
        "metrics": [], "parts": [],
    })  # fmt: skip


def _lines(found: lift_answer.Answer, out: Path | None) -> list[str]:
    said = [lift_contents.headline(found), *lift_contents.sentences(found), "",
            *(_line(one) for one in found.read)]  # fmt: skip
    if found.parts:
        said += ["", f"{metrics.METRICS[found.top.finding.metric].label} by part of the list:",
                 *(_line(one, name.capitalize()) for name, one in found.parts)]  # fmt: skip
    said += ["", *lift_contents.doubts(found)]
    if found.fakes:
        said.append(lift_contents.calibration(found.fakes))
    design = found.design
    said += [refusals_wording.alike(design.worst_smd),
             refusals_wording.left_out(design.cohorts.targets_left_out, design.cohorts.left_out)]
    if out:
        said += ["", f"Wrote {out}."]
    return [one for at, one in enumerate(said) if one or (at and said[at - 1])]


def _line(read: ReadOut, label: str = "") -> str:
    told = lift_contents.line(read, label)
    counts = f"  ({told.sizes})" if told.sizes else ""
    return f"  {told.label}: {told.words}, {lift_wording.short_verdict(read.finding)}{counts}"


def _data(found: lift_answer.Answer, out: Path | None) -> Data:
    design = found.design
    return {
        "programme": found.asked.programme, "of": found.asked.span,
        "as_of": found.asked.as_of.isoformat(), "headline": lift_contents.headline(found),
        "verdict": found.top.verdict, "sentences": lift_contents.sentences(found),
        "primary": found.primary.metric, "design": design.design_id, "seed": design.cohorts.seed,
        "weeks": design.cohorts.n_after, "interim": design.is_interim,
        "targets": design.cohorts.n_targets, "others": design.cohorts.n_controls,
        "effective": design.balance.ess, "worst_difference": design.worst_smd,
        "refused": refusals_wording.design(design),
        "metrics": [_read_data(one) for one in found.read],
        "parts": [{"part": name, **_read_data(one)} for name, one in found.parts],
        "doubts": lift_contents.doubts(found),
        "fake_lists": found.fakes.told._asdict() if found.fakes else None,
        "left_out": {"targets": design.cohorts.targets_left_out,
                     "others": design.cohorts.left_out},
        "version": lift_contents.version(), "written": str(out) if out else None,
    }  # fmt: skip


def _read_data(read: ReadOut) -> Data:
    found, refused = read.finding, read.verdict == verdicts.NOT_MEASURABLE
    tried = read.specification
    return {
        "metric": found.metric, "label": metrics.METRICS[found.metric].label,
        "kind": found.kind, "verdict": read.verdict, "sentence": lift_contents.said(read),
        "observed": number(found.observed), "expected": number(found.expected),
        **(_nothing() if refused else _estimate(found.estimate)), "p": number(read.p),
        "shortfalls": [one._asdict() for one in found.shortfalls],
        "specification": tried.number if tried else None,
        "specifications_tried": tried.n_tried if tried else None,
    }  # fmt: skip


def _estimate(found: Estimate) -> Data:
    return {"value": number(found.value), "low": number(found.low), "high": number(found.high)}


def _nothing() -> Data:
    return {"value": None, "low": None, "high": None}


def number(value: float) -> float | None:
    """A number as JSON can hold it."""
    return float(value) if math.isfinite(value) else None
