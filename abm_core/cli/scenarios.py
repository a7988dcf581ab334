"""Commands about scenarios: scenario list, save, diff, compare, export, rollback and more."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from typing import Any

from abm_core.cli import references
from abm_core.cli.answer import Answer, lent, write_file
from abm_core.cli.references import desk_of
from abm_core.cli.side_by_side import compare
from abm_core.cli.tiering import read_profile
from abm_core.targeting import differences, document, link_text, scenario_wording
from abm_core.targeting import scenarios as room
from abm_core.targeting.profiles import is_same
from abm_core.targeting.scenarios import Scenario


def list_scenarios(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Every scenario with its newest version."""
    with lent(arguments) as cursor:
        found = room.listing(cursor, archived=arguments.archived)
    return Answer(
        [scenario_wording.listed(one) for one in found]
        or ["No scenario is saved yet. Save one with: scenario save FILE.yaml"],
        {"scenarios": [_data(one) for one in found]},
    )


def _data(one: Scenario) -> dict[str, Any]:
    newest = one.newest
    return {
        "scenario": one.name, "version": newest.version, "author": newest.author or None,
        "note": newest.note or None, "saved_at": newest.saved_at.isoformat(),
        "versions": [version.version for version in one.versions], "live_in": one.live_in,
        "archived_at": one.archived_at.isoformat() if one.archived_at else None,
    }  # fmt: skip


def save(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Keep a file as the next version of the scenario of its name."""
    profile = read_profile(arguments.file)
    if arguments.name is not None:
        profile = replace(profile, name=arguments.name)
    with lent(arguments) as cursor:
        known = [one for one in room.listing(cursor, archived=True)
                 if is_same(one.name, profile.name)]  # fmt: skip
        done = room.save(
            cursor, profile, author=arguments.author, note=arguments.note, saved_at=now,
            based_on=known[0].newest.profile_id if known else None,
        )  # fmt: skip
        found = room.find(cursor, done.version.name)
    return Answer([scenario_wording.saved(done)], _data(found))


def diff(arguments: argparse.Namespace, now: datetime) -> Answer:
    """What tells two profiles apart; with one alone, from what is live to it."""
    said = [arguments.one, arguments.other] if arguments.other else [references.LIVE,
                                                                     arguments.one]  # fmt: skip
    with lent(arguments) as cursor:
        desk = desk_of(cursor, arguments, now) if references.LIVE in said else None
        one, other = (references.find(cursor, desk, text) for text in said)
    found = differences.words(one.profile, other.profile)
    return Answer(
        [f"{one.label} → {other.label}",
         *(f"  {text}" for text in found or [differences.NO_DIFFERENCE])],
        {"from": one.label, "to": other.label, "differences": found},
    )  # fmt: skip


def export(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A version as a readable file, or on standard output."""
    with lent(arguments) as cursor:
        desk = desk_of(cursor, arguments, now) if arguments.reference == references.LIVE else None
        meant = references.find(cursor, desk, arguments.reference)
    data = {"described": meant.described, **document.to_document(meant.profile)}
    as_json = arguments.out is not None and arguments.out.suffix.lower() == ".json"
    text = references.as_text(meant, as_json=as_json)
    if arguments.out is None:
        return Answer([text.rstrip("\n")], data)
    write_file(arguments.out, text.encode())
    return Answer([f"Wrote {arguments.out}: {meant.described}."],
                  {"written": str(arguments.out), **data})  # fmt: skip


def link(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A version as the text that a link carries."""
    with lent(arguments) as cursor:
        desk = desk_of(cursor, arguments, now) if arguments.reference == references.LIVE else None
        meant = references.find(cursor, desk, arguments.reference)
    text = link_text.encode(meant.profile)
    return Answer([text], {"described": meant.described, "link": text})


def roll_back(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A new version that equals an old one."""
    with lent(arguments) as cursor:
        done = room.roll_back(
            cursor, arguments.name, arguments.version, author=arguments.author,
            note=arguments.note, saved_at=now,
        )  # fmt: skip
        found = room.find(cursor, done.name)
    return Answer([f"Saved as {scenario_wording.described(done)}. No tier changed."],
                  _data(found))  # fmt: skip


def rename(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Another name for all versions of a scenario."""
    with lent(arguments) as cursor:
        found = room.rename(cursor, arguments.name, arguments.new_name, author=arguments.author,
                            changed_at=now)  # fmt: skip
    return Answer([f"Renamed: {scenario_wording.listed(found)}"], _data(found))


def archive(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Put a scenario away."""
    with lent(arguments) as cursor:
        found = room.archive(cursor, arguments.name, author=arguments.author, changed_at=now)
    return Answer([scenario_wording.listed(found)], _data(found))


def restore(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Bring a scenario back from the archive."""
    with lent(arguments) as cursor:
        found = room.restore(cursor, arguments.name, author=arguments.author, changed_at=now)
    return Answer([scenario_wording.listed(found)], _data(found))


ACTIONS = {
    "list": list_scenarios, "save": save, "import": save, "diff": diff, "compare": compare,
    "export": export, "link": link, "rollback": roll_back, "rename": rename,
    "archive": archive, "restore": restore,
}  # fmt: skip


def scenario(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on scenarios."""
    return ACTIONS[arguments.action](arguments, now)
