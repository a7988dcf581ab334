"""Commands about tiers: tiers, profile."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, settings, store
from abm_core.cli.answer import IMPORT_FIRST, Answer, existing, read_file, write_file
from abm_core.errors import AbmError, did_you_mean
from abm_core.overview import newest_day
from abm_core.targeting import document, hysteresis, model, suggest, target_list, whatif, wording
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile
from abm_core.targeting.target_list import Live, Programme, Saved
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop

SHOWN_MOVES = 10


@dataclass(frozen=True)
class Desk:
    """What lies on the table: the accounts, what is live, and the profile that is looked at."""

    workshop: Workshop
    live: Live
    profile: Profile
    origin: str

    @property
    def live_scored(self) -> Scored | None:
        """The live profile on today's data."""
        return self.workshop.score_once(self.live.profile) if self.live.profile else None

    def compare(self, draft: Scored) -> Comparison:
        """A draft against what is live."""
        return whatif.compare(self.workshop.accounts, draft, self.live, self.live_scored)

    def showing(self, profile: Profile, origin: str) -> Desk:
        """The same desk with another profile on it."""
        return replace(self, profile=profile, origin=origin)


def lay_out(
    cursor: DuckDBPyConnection,
    *,
    now: datetime,
    as_of: date | None,
    programme: str | None,
    profile: Path | None = None,
    may_be_new: bool = False,
) -> Desk:
    """The accounts, what is live in a programme, and the profile asked for.

    The profile is that of the file, else the live one, else one to start from.
    """
    workshop = Workshop(cursor, as_of or newest_day(cursor) or now.date())
    if not len(workshop.accounts):
        raise AbmError("The store holds no accounts.", IMPORT_FIRST)
    live = target_list.live(
        cursor, workshop.accounts, programme_of(cursor, programme, may_be_new=may_be_new),
        workshop.as_of,
    )
    if profile is not None:
        return Desk(workshop, live, read_profile(profile), f"from {profile.name}")
    if live.profile is not None:
        return Desk(workshop, live, live.profile, f"live, version {live.version}")
    start = suggest.starting_profile(cursor, workshop.accounts)
    return Desk(workshop, live, start, "one to start from, not saved yet")


def programme_of(
    cursor: DuckDBPyConnection, name: str | None, *, may_be_new: bool
) -> Programme | None:
    """The programme of that name, else the one saved last; ``None`` where there is none."""
    known = target_list.programmes(cursor)
    if name is None:
        return known[0] if known else None
    found = next((one for one in known if one.name.casefold() == name.casefold()), None)
    if found is None and not may_be_new:
        names = [one.name for one in known]
        raise AbmError(
            f"There is no programme '{name}'.",
            did_you_mean(name, names) if names else "Save one with: tiers --save --programme NAME",
        )
    return found


def read_profile(path: Path) -> Profile:
    """The profile of a YAML or JSON file."""
    try:
        text = read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AbmError(f"{path} is no text file.", "Give a profile as YAML or JSON.") from error
    return document.from_yaml(text)


def tiers(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Who would be in which tier, what that changes, and with ``--save`` make it so."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        desk = lay_out(
            cursor, now=now, as_of=arguments.as_of, programme=arguments.programme,
            profile=arguments.profile, may_be_new=arguments.save,
        )  # fmt: skip
        return answer(cursor, desk, arguments, now, is_saved=arguments.save)


def answer(
    cursor: DuckDBPyConnection,
    desk: Desk,
    arguments: argparse.Namespace,
    now: datetime,
    *,
    is_saved: bool,
    profile_id: str | None = None,
) -> Answer:
    """What the profile on the desk changes; with ``is_saved`` its tiers become live."""
    model.require_columns(desk.workshop.accounts, desk.profile)
    held = refreshed(cursor, desk, arguments) if is_saved else None
    comparison = desk.compare(held.scored if held else desk.workshop.score(desk.profile))
    moves = _moves(desk, comparison)
    name = programme_name(desk, arguments)
    saved = (
        _save(cursor, desk, comparison, name, arguments, now, profile_id) if is_saved else None
    )
    kept = [hysteresis.sentence(held)] if held and len(held.held) else []
    return Answer(
        [*_lines(desk, comparison, moves, name, saved), *kept],
        _data(desk, comparison, moves, name, saved)
        | {"held_by_hysteresis": len(held.held) if held else 0},
    )


def refreshed(
    cursor: DuckDBPyConnection, desk: Desk, arguments: argparse.Namespace
) -> hysteresis.Refreshed:
    """The tiers of the profile on the desk as a save writes them: with hysteresis, if wanted."""
    accounts, scored = desk.workshop.accounts, desk.workshop.score(desk.profile)
    if getattr(arguments, "without_hysteresis", False):
        return hysteresis.Refreshed(scored, np.array([], dtype=np.intp))
    known = hysteresis.considered(cursor, accounts, desk.live)
    return hysteresis.refresh(accounts, scored, desk.live, known)


def programme_name(desk: Desk, arguments: argparse.Namespace) -> str:
    """The programme that a save is for."""
    if desk.live.programme is not None:
        return desk.live.programme.name
    return arguments.programme or settings.PROGRAMME.value


def _moves(desk: Desk, comparison: Comparison) -> pd.DataFrame:
    """Every account that changes tier: the best tiers first."""
    rows = whatif.by_change(comparison, len(comparison.moved))
    return whatif.table(desk.workshop.accounts, comparison, desk.live_scored, rows)


def _save(
    cursor: DuckDBPyConnection,
    desk: Desk,
    comparison: Comparison,
    programme: str,
    arguments: argparse.Namespace,
    now: datetime,
    profile_id: str | None,
) -> Saved:
    return target_list.save(
        cursor, desk.workshop.accounts, comparison.draft,
        programme=programme, as_of=desk.workshop.as_of, saved_at=now,
        author=arguments.author, note=arguments.note, based_on=desk.live.save_id,
        profile_id=profile_id,
    )  # fmt: skip


def _lines(
    desk: Desk, comparison: Comparison, moves: pd.DataFrame, programme: str, saved: Saved | None
) -> list[str]:
    currency = desk.workshop.accounts.currency
    return [
        _saved_line(saved) if saved else wording.headline(comparison, currency),
        f"Programme {programme}. Profile {desk.profile.name}: {desk.origin}. "
        f"As of {formats.day(desk.workshop.as_of)}.",
        "",
        *(_tier_line(line, currency) for line in comparison.lines),
        *_move_lines("Into a tier", moves[moves["live_tier"] == 0]),
        *_move_lines("Out of the list", moves[moves["draft_tier"] == 0]),
        *_move_lines("From tier to tier",
                     moves[(moves["live_tier"] > 0) & (moves["draft_tier"] > 0)]),
        *_warning_lines(desk, comparison),
    ]  # fmt: skip


def _tier_line(line: whatif.TierLine, currency: str) -> str:
    return (
        f"{formats.tier(line.tier)}: {formats.counted(line.n_draft, 'account')} "
        f"(live {formats.count(line.n_live)}, {formats.count(line.n_enter)} in, "
        f"{formats.count(line.n_leave)} out), open pipeline "
        f"{formats.money(line.pipeline_draft, currency)}"
    )


def _move_lines(title: str, moves: pd.DataFrame) -> list[str]:
    if moves.empty:
        return []
    shown = [
        f"  {move['name']}: {formats.tier(move['live_tier']).lower()} → "
        f"{formats.tier(move['draft_tier']).lower()}, score {formats.score(move['score'])}, "
        f"{move['driver']}"
        for move in moves.head(SHOWN_MOVES).to_dict("records")
    ]
    more = len(moves) - len(shown)
    rest = [f"  and {formats.count(more)} more"] if more else []
    return ["", f"{title}: {formats.counted(len(moves), 'account')}", *shown, *rest]


def _warning_lines(desk: Desk, comparison: Comparison) -> list[str]:
    found = wording.warnings(desk.workshop.accounts, comparison)
    return ["", *(f"Note: {warning.text}" for warning in found)] if found else []


def _saved_line(saved: Saved) -> str:
    return (
        f"Saved: {formats.counted(saved.n_entered, 'account')} entered, "
        f"{formats.count(saved.n_left)} left, {formats.count(saved.n_moved)} moved."
    )


def _data(
    desk: Desk, comparison: Comparison, moves: pd.DataFrame, programme: str, saved: Saved | None
) -> dict[str, Any]:
    currency = desk.workshop.accounts.currency
    columns = ["account_id", "name", "live_tier", "draft_tier", "score", "live_score", "driver"]
    plain = moves[columns].astype(object).where(moves[columns].notna(), None)
    return {
        "headline": wording.headline(comparison, currency),
        "programme": programme,
        "profile": desk.profile.name,
        "as_of": desk.workshop.as_of.isoformat(),
        "currency": currency,
        "tiers": [line._asdict() for line in comparison.lines],
        "moves": plain.to_dict("records"),
        "warnings": [
            warning.text for warning in wording.warnings(desk.workshop.accounts, comparison)
        ],
        "saved": saved._asdict() if saved else None,
    }


def profile(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The live profile, or one to start from, as a file to edit."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        desk = lay_out(cursor, now=now, as_of=arguments.as_of, programme=arguments.programme)
    text, data = document.to_yaml(desk.profile), document.to_document(desk.profile)
    if arguments.out is None:
        return Answer([text.rstrip("\n")], data)
    write_file(arguments.out, text.encode())
    return Answer(
        [f"Wrote {arguments.out}: {desk.profile.name}, {desk.origin}. Edit it, then try it with: "
         f"tiers --profile {arguments.out}"],
        {"written": str(arguments.out), **data},
    )  # fmt: skip
