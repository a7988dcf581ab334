"""The command line: the result on standard output, one sentence on standard error on failure.

Exit codes: 0 done, 1 something that the user can put right, 2 wrong usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

import duckdb

from abm_core import faults, stopping
from abm_core.cli.answer import Answer
from abm_core.cli.arguments import parse
from abm_core.errors import AbmError

# What a shell says of a program that Ctrl-C ended.
INTERRUPTED = 130
STOPPED = "Stopped. What was not finished was not written; the store is as it was."

Command = Callable[[argparse.Namespace, datetime], Answer]

# Where each command is: module and function. What it needs is imported when it runs, so that
# --help answers at once.
COMMANDS = {
    "import": "importing.import_files",
    "match": "matching.match",
    "refresh": "refreshing.refresh",
    "undo": "importing.undo",
    "undo-import": "importing.undo",
    "template": "importing.template",
    "dedupe": "deciding.dedupe",
    "merge": "deciding.merge",
    "unmerge": "deciding.unmerge",
    "decide": "deciding.decide",
    "decisions": "deciding.list_decisions",
    "status": "status.status",
    "settings": "housekeeping.change",
    "tiers": "tiering.tiers",
    "profile": "versions.profile",
    "scenario": "scenarios.scenario",
    "sign": "agreeing.signatures",
    "override": "agreeing.override",
    "snapshot": "looking_back.snapshot",
    "segment": "segmenting.segment",
    "review": "reviewing.review",
    "turnover": "moving.tell_turnover",
    "on-deck": "moving.tell_on_deck",
    "backtest": "judging.judge",
    "presets": "judging.tell_presets",
    "check": "judging.check",
    "classify-titles": "classifying.classify",
    "engagement": "engaging.tell",
    "surges": "surging.surges",
    "committee": "covering.committee",
    "committee-templates": "committee_rules.templates",
    "role-words": "committee_rules.words",
    "coverage": "covering.tell",
    "gaps": "covering.gaps",
    "audience": "covering.audience",
    "stages": "staging.tell_stages",
    "baseline": "lifting.baseline",
    "lift": "lifting.lift",
    "cohorts": "lifting.cohorts",
    "holdout": "holding_out.tell",
    "account": "briefing.tell",
    "explain": "explaining.explain",
    "actions": "acting.actions",
    "people": "our_people.people",
    "search": "searching.find",
    "lists": "listing.act",
    "exports": "listing.tell_exports",
    "export": "exporting.export",
    "sample": "exporting.sample",
    "backup": "safety.backup",
    "restore": "safety.restore",
    "move": "safety.move",
    "erase": "safety.erase",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code. The one place that reads the clock."""
    arguments = parse(argv)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        with stopping.remembered(), faults.explained():
            answer = _command(arguments.command)(arguments, now)
            _note_files(arguments, answer, now)
    except AbmError as error:
        sys.stderr.write(" ".join(f"{error.problem} {error.fix}".split()) + "\n")
        return 1
    except (KeyboardInterrupt, duckdb.InterruptException):
        sys.stderr.write(STOPPED + "\n")
        return INTERRUPTED
    sys.stdout.write((_as_json(answer) if arguments.json else "\n".join(answer.lines)) + "\n")
    return 0


def _note_files(arguments: argparse.Namespace, answer: Answer, now: datetime) -> None:
    """Whatever is written to a file is noted, whichever command did it."""
    if answer.data.get("written"):
        import_module("abm_core.cli.taken").note(arguments, answer.data, now)


def _command(name: str) -> Command:
    module, _, function = COMMANDS[name].partition(".")
    found: Command = getattr(import_module(f"abm_core.cli.{module}"), function)
    return found


def _as_json(answer: Answer) -> str:
    data = _without_nan(answer.data)
    return json.dumps(data, ensure_ascii=False, indent=2, default=str, allow_nan=False)


def _without_nan(value: object) -> object:
    """Unknown as null: JSON has no word for "not a number"."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
