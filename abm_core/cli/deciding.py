"""Commands about matches: dedupe, merge, unmerge, decide, decisions."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from abm_core import formats, schema, store
from abm_core.cli.answer import Answer, existing
from abm_core.errors import AbmError
from abm_core.intake.match import (
    deciding,
    decisions,
    deduping,
    duplicates,
    merging,
    questions,
    undoing,
)
from abm_core.intake.match.duplicates import CERTAIN, Pair, Side
from abm_core.intake.match.questions import Question

SHOWN = 30
NOBODY = "none"


def _opened(arguments: argparse.Namespace) -> Any:  # noqa: ANN401
    return existing(arguments.store or store.path_from_environment())


def dedupe(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The pairs that look like one; with ``--apply`` the certain ones are merged."""
    kind = arguments.of
    with _opened(arguments) as opened:
        if arguments.apply:
            done = deduping.merge_certain(
                opened, kind, author=arguments.author or None, now=now,
                at_least=arguments.min_confidence,
            )  # fmt: skip
        else:
            with opened.cursor() as cursor:
                done = deduping.Deduped([], duplicates.FINDERS[kind](cursor))
    shown = [one for one in done.left if one.confidence >= arguments.min_confidence]
    lines = _applied(kind, done) if arguments.apply else []
    return Answer(lines + _listed(kind, shown, len(done.left)), {
        "of": kind, "merged": [_pair_data(one) for one in done.merged],
        "pairs": [_pair_data(one) for one in shown], "n_left": len(done.left),
    })  # fmt: skip


def _applied(kind: str, done: deduping.Deduped) -> list[str]:
    word = f"pair of {kind}"
    return [
        f"Merged {formats.counted(len(done.merged), word, f'pairs of {kind}')} that are certain "
        f"(confidence {CERTAIN} or more); unmerge takes each back.",
        *(f"  {_side(one.second)} into {_side(one.first)}" for one in done.merged[:SHOWN]),
    ]


def _listed(kind: str, shown: list[Pair], n_all: int) -> list[str]:
    if not n_all:
        return [f"No two {kind} look like one."]
    n = formats.counted(len(shown), f"pair of {kind}", f"pairs of {kind}")
    below = n_all - len(shown)
    if not shown:
        return [f"No pair of {kind} is that sure; {formats.count(below)} are less sure."]
    lines = [f"{n} may be one" + (f", {formats.count(below)} less sure" if below else "") + ":"]
    lines += [
        f"  {one.confidence:.2f}  {_side(one.first)} = {_side(one.second)}: {one.evidence}"
        for one in shown[:SHOWN]
    ]
    rest = len(shown) - SHOWN
    return lines + ([f"  and {formats.count(rest)} more; --json lists all"] if rest > 0 else [])


def _side(one: Side) -> str:
    return f"{one.name or one.domain or ''} ({one.record_id})".strip()


def _pair_data(one: Pair) -> dict[str, Any]:
    return {"keep": one.first.record_id, "merge": one.second.record_id,
            "names": [one.first.name, one.second.name], "confidence": one.confidence,
            "evidence": one.evidence}  # fmt: skip


def merge(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One record of two."""
    kind = arguments.of
    with _opened(arguments) as opened:
        with opened.cursor() as cursor:
            plan = merging.plan(cursor, kind, arguments.survivor, arguments.merged)
        said = merging.merge(opened, kind, arguments.survivor, arguments.merged,
                             author=arguments.author or None, now=now)  # fmt: skip
    lines = [said, f"Moved: {merging.moved_text(plan)}."]
    lines += [f"  {label}: kept {own}; the other said {other}"
              for label, own, other in plan.differing]  # fmt: skip
    return Answer(lines, {
        "survivor": arguments.survivor, "merged": arguments.merged, "moved": plan.moved,
        "filled": list(plan.filled),
        "differing": [{"field": label, "kept": own, "other": other}
                      for label, own, other in plan.differing],
    })  # fmt: skip


def unmerge(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A merged record stands for itself again."""
    with _opened(arguments) as opened:
        with opened.cursor() as cursor:
            found = [one for one in decisions.history(cursor) if one.kind == schema.MERGE
                     and one.undone_at is None and one.subject == arguments.merged]  # fmt: skip
        if not found:
            raise AbmError(
                f"{arguments.merged} is not merged into another.",
                "See what is: python -m abm_core decisions",
            )
        said = undoing.undo(opened, found[0].decision_id, author=arguments.author or None, now=now)
    return Answer([said], {"unmerged": arguments.merged})


def decide(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The references to decide; or, with both arguments, the decision about one."""
    with _opened(arguments) as opened:
        if arguments.reference is None:
            with opened.cursor() as cursor:
                return _questions(questions.read(cursor))
        if arguments.account is None:
            raise AbmError(
                "Which account is meant is missing.",
                f"Give its ID, or {NOBODY}: decide REFERENCE ACCOUNT",
            )
        account = None if arguments.account.casefold() == NOBODY else arguments.account
        said = deciding.decide(opened, arguments.reference, account,
                               author=arguments.author or None, now=now)  # fmt: skip
    return Answer([said], {"reference": arguments.reference, "account": account, "said": said})


def _questions(found: list[Question]) -> Answer:
    if not found:
        return Answer(["No reference waits for a decision."], {"questions": []})
    lines = [f"{formats.counted(len(found), 'reference')} to decide:"]
    for one in found[:SHOWN]:
        lines.append(f"  {one.text} ({one.where}); decide '{one.subject}' as one of")
        lines += [f"    {each.account_id}  {each.name}: {each.evidence}" for each in one.candidates]
    if len(found) > SHOWN:
        lines.append(f"  and {formats.count(len(found) - SHOWN)} more; --json lists all")
    return Answer(lines, {"questions": [
        {"reference": one.text, "subject": one.subject, "rows": one.n_by_entity,
         "rejected": one.n_rejected,
         "candidates": [each._asdict() for each in one.candidates]} for one in found
    ]})  # fmt: skip


def list_decisions(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Every decision about a match, newest first; with ``--undo`` one is taken back."""
    with _opened(arguments) as opened:
        if arguments.undo is not None:
            said = undoing.undo(opened, arguments.undo, author=arguments.author or None, now=now)
            return Answer([said], {"undone": arguments.undo, "said": said})
        with opened.cursor() as cursor:
            found = decisions.history(cursor)
    lines = [
        f"{one.decision_id}  {formats.day(one.decided_at.date())}  {decisions.sentence(one)}"
        for one in found[:SHOWN]
    ]
    return Answer(lines or ["Nobody has decided about a match yet."],
                  {"decisions": [one._asdict() for one in found]})  # fmt: skip
