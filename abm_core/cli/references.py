"""Which profile a person means: a scenario by name and version, a file, or what is live."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from abm_core.cli.tiering import Desk, lay_out, read_profile
from abm_core.errors import AbmError
from abm_core.targeting import document, profiles, scenario_wording
from abm_core.targeting.profile import Profile
from abm_core.targeting.profiles import Version

LIVE = "live"
SUFFIXES = (".yaml", ".yml", ".json")


class Meant(NamedTuple):
    """A profile, how to call it, and the saved version that it is (``None``: a file)."""

    label: str
    profile: Profile
    version: Version | None

    @property
    def described(self) -> str:
        """The same with day, author and note where it is a saved version."""
        return scenario_wording.described(self.version) if self.version else self.label

    @property
    def profile_id(self) -> str | None:
        """Of the saved version."""
        return self.version.profile_id if self.version else None


def desk_of(
    cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime, *,
    may_be_new: bool = False,
) -> Desk:
    """The accounts and what is live in the programme that the arguments name."""
    return lay_out(cursor, now=now, as_of=arguments.as_of, programme=arguments.programme,
                   may_be_new=may_be_new)  # fmt: skip


def find(cursor: DuckDBPyConnection, desk: Desk | None, said: str) -> Meant:
    """What ``live``, ``NAME``, ``NAME@VERSION`` or a file's name stands for."""
    if said == LIVE:
        return _live(cursor, desk)
    if Path(said).suffix.lower() in SUFFIXES:
        return Meant(said, read_profile(Path(said)), None)
    name, at, number = said.rpartition("@")
    if at and number.isdigit():
        return _saved(cursor, name, int(number))
    return _saved(cursor, said, None)


def _live(cursor: DuckDBPyConnection, desk: Desk | None) -> Meant:
    live = desk.live if desk else None
    if live is None or live.profile is None:
        raise AbmError("No profile is live yet.", "Make one live with: tiers --save")
    version = profiles.find(cursor, live.profile.name, live.version)
    return Meant(f"live ({scenario_wording.named(version)})", live.profile, version)


def _saved(cursor: DuckDBPyConnection, name: str, number: int | None) -> Meant:
    version = profiles.find(cursor, name, number)
    return Meant(scenario_wording.named(version), profiles.read(cursor, version), version)


def as_text(meant: Meant, *, as_json: bool) -> str:
    """The profile as a file for people; YAML begins with what it is."""
    if as_json:
        return document.to_json(meant.profile)
    return document.to_yaml(meant.profile, meant.described)
