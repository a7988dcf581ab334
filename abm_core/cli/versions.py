"""Commands about saved versions of profiles: profile list, show, save, activate."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from abm_core import formats, store
from abm_core.cli import tiering
from abm_core.cli.answer import Answer, existing
from abm_core.targeting import document, profiles
from abm_core.targeting.profiles import Version


def list_versions(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Every saved version with its author and day, newest first."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        found = profiles.versions(cursor)
    lines = [_line(one) for one in found]
    return Answer(
        lines or ["No profile is saved yet. Save one with: profile save FILE.yaml"],
        {"profiles": [_data(one) for one in found]},
    )


def _line(one: Version) -> str:
    by = f" by {one.author}" if one.author else ""
    note = f": {one.note}" if one.note else ""
    live = f" (live in {formats.listed(one.live_in)})" if one.live_in else ""
    return f"{_named(one)}, {formats.day(one.saved_at.date())}{by}{note}{live}"


def _named(one: Version) -> str:
    return f"{one.name}, version {one.version}"


def _data(one: Version) -> dict[str, Any]:
    return {
        "profile": one.name, "version": one.version, "author": one.author or None,
        "note": one.note or None, "saved_at": one.saved_at.isoformat(), "live_in": one.live_in,
    }  # fmt: skip


def show(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A saved version as YAML; without a name the live profile, else one to start from."""
    if arguments.name is None:
        return tiering.profile(arguments, now)
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        profile = profiles.read(cursor, profiles.find(cursor, arguments.name, arguments.version))
    return Answer([document.to_yaml(profile).rstrip("\n")], document.to_document(profile))


def save(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Keep a profile as a new version; no tier changes."""
    profile = tiering.read_profile(arguments.file)
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        done = profiles.save(
            cursor, profile, author=arguments.author, note=arguments.note, saved_at=now
        )
    return Answer(
        [f"Saved: {_named(done)}. No tier changed; make it live with: profile activate "
         f'"{done.name}"'],
        _data(done),
    )  # fmt: skip


def activate(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Score with a saved version and make its tiers live."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        found = profiles.find(cursor, arguments.name, arguments.version)
        desk = tiering.lay_out(
            cursor, now=now, as_of=arguments.as_of, programme=arguments.programme,
            may_be_new=True,
        ).showing(profiles.read(cursor, found), f"version {found.version}")  # fmt: skip
        return tiering.answer(
            cursor, desk, arguments, now, is_saved=True, profile_id=found.profile_id
        )


ACTIONS = {"list": list_versions, "show": show, "save": save, "activate": activate}


def profile(arguments: argparse.Namespace, now: datetime) -> Answer:
    """One action on versions; without one, the live profile as a file to edit."""
    return ACTIONS.get(arguments.action, tiering.profile)(arguments, now)
