"""The command that says why an account stands where it stands: explain."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats, store
from abm_core.cli.answer import Answer, existing
from abm_core.cli.tiering import Desk, lay_out
from abm_core.errors import AbmError
from abm_core.house import domain_of
from abm_core.intake.match import merged_away
from abm_core.intake.match.merged_away import MergedAway
from abm_core.intake.parse.names import canonical_id
from abm_core.targeting import scoring, target_list, wording
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.wording import Part

SHOWN_ALIKE = 5
NEAR = 3


@dataclass(frozen=True, eq=False)
class Explained:
    """One account under the profile on the desk; ``entries`` are its days on target lists.

    ``asked`` is the account that was asked for, where it has been merged into this one.
    """

    desk: Desk
    scored: Scored
    row: int
    entries: pd.DataFrame
    asked: MergedAway | None = None

    @property
    def accounts(self) -> Accounts:
        """All accounts."""
        return self.desk.workshop.accounts

    @property
    def account_id(self) -> str:
        """The account's id."""
        return str(self.accounts.ids[self.row])

    @property
    def name(self) -> str:
        """The account's name."""
        return str(self.accounts.column("name").iloc[self.row])

    def range(self) -> tuple[float, float, float]:
        """Floor, ceiling and completeness of its score."""
        matrix = self.scored.frame.matrix.rows(np.array([self.row]))
        weights = self.scored.profile.weights
        found = (scoring.floor, scoring.ceiling, scoring.completeness)
        low, high, known = (float(one(matrix, weights)[0]) for one in found)
        return low, high, known


def explain(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Score, tier, reasons and history of one account."""
    with (
        existing(arguments.store or store.path_from_environment()) as opened,
        opened.cursor() as cursor,
    ):
        desk = lay_out(
            cursor, now=now, as_of=arguments.as_of, programme=arguments.programme,
            profile=arguments.profile,
        )  # fmt: skip
        row, asked = find_account(cursor, desk.workshop.accounts, arguments.account)
        entries = _entries(cursor, str(desk.workshop.accounts.ids[row]))
        scored = desk.compare(desk.workshop.score(desk.profile)).draft  # with overrides
        found = Explained(desk, scored, row, entries, asked)
        return Answer(_lines(found), _data(found))


# --- Which account ------------------------------------------------------------------------------


def find_account(
    cursor: DuckDBPyConnection, accounts: Accounts, said: str
) -> tuple[int, MergedAway | None]:
    """The row of the account of that id, else domain, else name; several are never picked from.

    One that was merged away is found as well: then the row is that of its survivor.
    """
    said = said.strip()
    ids = [said, canonical_id(said)]
    known = next((one for one in ids if one in accounts.row_of), None)
    if known is not None:
        return accounts.row_of[known], None
    gone = merged_away.find(cursor, ids=ids)
    row = None if gone else _by_words(accounts, said)
    if row is not None:
        return row, None
    gone = gone or merged_away.find(
        cursor, ids=ids, domain=domain_of(said), name=said.casefold())  # fmt: skip
    if gone is None or gone.survivor_id not in accounts.row_of:
        raise _unknown(accounts, said)
    return accounts.row_of[gone.survivor_id], gone


def _by_words(accounts: Accounts, said: str) -> int | None:
    domains, names = accounts.column("domain"), accounts.column("name")
    for column, wanted in ((domains, domain_of(said)), (names, said.casefold())):
        rows = np.flatnonzero(column.astype("string").str.casefold().eq(wanted).fillna(False))
        if len(rows) == 1:
            return int(rows[0])
        if len(rows):
            raise _ambiguous(accounts, said, rows)
    return None


def _ambiguous(accounts: Accounts, said: str, rows: np.ndarray) -> AbmError:
    alike = [_described(accounts, int(row)) for row in rows[:SHOWN_ALIKE]]
    more = len(rows) - len(alike)
    rest = [f"{formats.count(more)} more"] if more else []
    return AbmError(
        f"{formats.counted(len(rows), 'account')} go by '{said}': "
        f"{formats.listed([*alike, *rest])}.",
        "Say which one by its id.",
    )


def _described(accounts: Accounts, row: int) -> str:
    """An account by its id and what tells it from others of the same name."""
    values = [accounts.column(ref).iloc[row] for ref in ("name", "domain", "country")]
    told = ", ".join(str(value) for value in values if not pd.isna(value))
    return f"{accounts.ids[row]} ({told})"


def _unknown(accounts: Accounts, said: str) -> AbmError:
    names = [str(name) for name in accounts.column("name").dropna()]
    folded = said.casefold()
    near = [name for name in names if folded and folded in name.casefold()]
    near = near or get_close_matches(said, names, n=NEAR)
    return AbmError(
        f"There is no account with the id, domain or name '{said}'.",
        f"Did you mean {formats.listed([repr(name) for name in near[:NEAR]])}?"
        if near else "Look it up with: export accounts --out accounts.xlsx",
    )  # fmt: skip


# --- What is said of it -------------------------------------------------------------------------


def _entries(cursor: DuckDBPyConnection, account_id: str) -> pd.DataFrame:
    """Its entries on the target lists of all programmes, newest first, with the programme."""
    found = [
        target_list.history(cursor, programme).assign(programme=programme.name)
        for programme in target_list.programmes(cursor)
    ]
    if not found:
        return pd.DataFrame(columns=["account_id", "programme"])
    entries = pd.concat(found)
    return entries[entries["account_id"] == account_id]


def _lines(found: Explained) -> list[str]:
    low, high, known = found.range()
    parts = wording.build_up(found.accounts, found.scored, found.row)
    return [
        *([merged_away.sentence(found.asked, found.name)] if found.asked else []),
        f"{found.name} ({found.account_id}), as of {formats.day(found.desk.workshop.as_of)}",
        _tier_line(found),
        wording.why(found.accounts, found.scored, found.row),
        "",
        *_table(parts),
        f"Between {formats.score(low)} and {formats.score(high)}, were all of it known; "
        f"{formats.percent(known)} of the weight is.",
        "",
        *(map(_entry_line, _plain(found.entries)) if len(found.entries)
          else ["It has never been on a target list."]),
    ]  # fmt: skip


def _tier_line(found: Explained) -> str:
    live, desk, row = found.desk.live, found.desk, found.row
    score = formats.score(float(found.scored.scores[row]))
    tier = formats.tier(int(found.scored.tier[row])).lower()
    saved = "nothing is saved" if live.programme is None else (
        f"saved in {live.programme.name}: {formats.tier(int(live.tier[row])).lower()}"
    )  # fmt: skip
    return f"Score {score}, {tier} by {desk.profile.name} ({desk.origin}); {saved}."


def _table(parts: list[Part]) -> list[str]:
    """The build-up as columns of text: criterion, value, points of how many."""
    rows = [("Criterion", "Value", "Points", "of at most")] + [
        (one.criterion, one.value, formats.score(one.points), formats.score(one.most))
        for one in parts
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        f"  {name:<{widths[0]}}  {value:<{widths[1]}}  {points:>{widths[2]}}  {most:>{widths[3]}}"
        for name, value, points, most in rows
    ]


def _plain(entries: pd.DataFrame) -> list[dict[str, Any]]:
    """Entries as data: days as days, what is missing as ``None``."""
    return [
        {"programme": one["programme"], "tier": int(one["tier"]),
         "joined_on": _day(one["joined_on"]), "left_on": _day(one["left_on"]),
         "approver": None if pd.isna(one["approver"]) else one["approver"]}
        for one in entries.to_dict("records")
    ]  # fmt: skip


def _day(value: Any) -> str | None:  # noqa: ANN401  (a day as pandas has it)
    return None if pd.isna(value) else pd.Timestamp(value).date().isoformat()


def _entry_line(entry: dict[str, Any]) -> str:
    joined, left = (
        formats.day(date.fromisoformat(entry[name])) if entry[name] else ""
        for name in ("joined_on", "left_on")
    )
    until = f" to {left}" if left else ", until today"
    by = f", approved by {entry['approver']}" if entry["approver"] else ""
    tier = formats.tier(entry["tier"]).lower()
    return f"{entry['programme']}: {tier} from {joined or 'an unknown day'}{until}{by}"


def _data(found: Explained) -> dict[str, Any]:
    low, high, known = found.range()
    live, row = found.desk.live, found.row
    parts = wording.build_up(found.accounts, found.scored, row)
    return {
        "account_id": found.account_id,
        "name": found.name,
        "merged_from": found.asked.account_id if found.asked else None,
        "as_of": found.desk.workshop.as_of.isoformat(),
        "profile": found.desk.profile.name,
        "profile_is": found.desk.origin,
        "programme": live.programme.name if live.programme else None,
        "score": float(found.scored.scores[row]),
        "tier": int(found.scored.tier[row]),
        "saved_tier": int(live.tier[row]),
        "excluded_because": str(found.scored.frame.reasons[row]) or None,
        "why": wording.why(found.accounts, found.scored, row),
        "build_up": [
            {**part._asdict(), "points": None if isnan(part.points) else part.points}
            for part in parts
        ],
        "floor": low,
        "ceiling": high,
        "completeness": known,
        "target_lists": _plain(found.entries),
    }
