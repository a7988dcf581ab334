"""The command line: the result on standard output, one sentence on standard error on failure.

Exit codes: 0 done, 1 something that the user can put right, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from abm_core import faults
from abm_core.cli.answer import Answer
from abm_core.cli.arguments import parse
from abm_core.errors import AbmError

# What a command needs is imported when it runs, so that --help answers at once.
Command = Callable[[argparse.Namespace, datetime], Answer]


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code. The one place that reads the clock."""
    arguments = parse(argv)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        with faults.explained():
            answer = COMMANDS[arguments.command](arguments, now)
    except AbmError as error:
        sys.stderr.write(" ".join(f"{error.problem} {error.fix}".split()) + "\n")
        return 1
    sys.stdout.write((_as_json(answer) if arguments.json else "\n".join(answer.lines)) + "\n")
    return 0


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


def _import(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import importing

    return importing.import_files(arguments, now)


def _match(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import matching

    return matching.match(arguments, now)


def _refresh(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import refreshing

    return refreshing.refresh(arguments, now)


def _undo(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import importing

    return importing.undo(arguments, now)


def _dedupe(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import deciding

    commands = {
        "dedupe": deciding.dedupe, "merge": deciding.merge, "unmerge": deciding.unmerge,
        "decide": deciding.decide, "decisions": deciding.list_decisions,
    }
    return commands[arguments.command](arguments, now)


def _template(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import importing

    return importing.template(arguments)


def _tiers(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import tiering

    return tiering.tiers(arguments, now)


def _profile(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import tiering, versions

    return versions.ACTIONS.get(arguments.action, tiering.profile)(arguments, now)


def _backtest(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import judging

    return judging.judge(arguments, now)


def _presets(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import judging

    return judging.tell_presets(arguments, now)


def _check(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import judging

    return judging.check(arguments, now)


def _status(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import status

    return status.status(arguments, now)


def _explain(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import explaining

    return explaining.explain(arguments, now)


def _settings(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import housekeeping

    return housekeeping.change(arguments, now)


def _export(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import exporting

    return exporting.export(arguments, now)


def _sample(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import exporting, safety

    if arguments.action == "remove":
        return safety.remove_sample(arguments, now)
    return exporting.load_sample(arguments, now)


def _backup(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import safety

    return safety.backup(arguments, now)


def _restore(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import safety

    return safety.restore(arguments, now)


def _move(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import safety

    return safety.move(arguments, now)


def _erase(arguments: argparse.Namespace, now: datetime) -> Answer:
    from abm_core.cli import safety

    return safety.erase(arguments, now)


COMMANDS: dict[str, Command] = {
    "refresh": _refresh, "match": _match,
    "import": _import, "undo": _undo, "undo-import": _undo, "status": _status,
    "explain": _explain, "settings": _settings,
    **dict.fromkeys(("dedupe", "merge", "unmerge", "decide", "decisions"), _dedupe),
    "backtest": _backtest, "presets": _presets, "check": _check,
    "template": _template, "tiers": _tiers, "profile": _profile,
    "export": _export, "sample": _sample, "backup": _backup, "restore": _restore,
    "move": _move, "erase": _erase,
}  # fmt: skip
