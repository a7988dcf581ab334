"""Commands about the rules of committees: what is required of whom, what words of the CRM mean."""

from __future__ import annotations

import argparse
from datetime import datetime

import yaml

from abm_core import formats, upkeep
from abm_core.cli.answer import Answer, lent, read_file, write_file
from abm_core.committee import role_values, templates_saved
from abm_core.committee.role_values import Value
from abm_core.committee.templates import Templates, from_document, to_document
from abm_core.errors import AbmError

NOTHING = "no buying role"


def templates(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The committee templates as YAML, written to a file, or saved from one as a new version."""
    changed = _read(arguments) if arguments.save else None
    with lent(arguments) as cursor:
        if changed is not None:
            version = templates_saved.save(
                cursor, changed, author=arguments.author, note=arguments.note, saved_at=now)
            upkeep.compute(cursor, now=now)
            return Answer([f"Saved as version {version} of the committee templates."],
                          {"version": version, "templates": to_document(changed)})  # fmt: skip
        plain = to_document(templates_saved.current(cursor))
    text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)
    if arguments.out:
        write_file(arguments.out, text.encode())
        return Answer([f"Wrote {arguments.out}. Edit it, then save it with: committee-templates "
                       f"--save {arguments.out}"], {"written": str(arguments.out)})  # fmt: skip
    return Answer(text.rstrip("\n").splitlines(), plain)


def _read(arguments: argparse.Namespace) -> Templates:
    try:
        plain = yaml.safe_load(read_file(arguments.save).decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise AbmError(
            f"{arguments.save} is no YAML.", "Write the templates with --out, and edit that file."
        ) from error
    return from_document(plain if isinstance(plain, dict) else {"tiers": plain})


def words(arguments: argparse.Namespace, now: datetime) -> Answer:
    """What words of the CRM mean; with a word and a role, that word is mapped."""
    if bool(arguments.word) != bool(arguments.role):
        raise AbmError(f"'{arguments.word}' is mapped to nothing.",
                       f"Name the role after it, or '{NOTHING}'.")  # fmt: skip
    with lent(arguments) as cursor:
        if arguments.word:
            role = "" if arguments.role == NOTHING else arguments.role
            role_values.decide(cursor, arguments.word, role, author=arguments.author,
                               mapped_at=now)  # fmt: skip
            upkeep.compute(cursor, now=now)
        found = role_values.values(cursor)
    lines = [_line(one) for one in found] or ["The data use no word for a buying role."]
    return Answer(lines, {"words": [one._asdict() for one in found]})


def _line(one: Value) -> str:
    means = one.role or (NOTHING if one.is_known else "not mapped yet, counts for nothing")
    return f"{one.value}: {means} ({formats.counted(one.n_contacts, 'contact')})"
