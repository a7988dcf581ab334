"""Commands about people at target accounts: committee, coverage, gaps, audience."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import committee_settings, formats, segments, upkeep
from abm_core.cli import list_files
from abm_core.cli.answer import Answer, lent, require_suffix, write_file
from abm_core.cli.explaining import find_account
from abm_core.committee import people, role_values, roles_wording
from abm_core.committee.people import Committee, Person
from abm_core.measure import (
    coverage,
    coverage_gaps,
    coverage_health,
    coverage_matter,
    coverage_wording,
)
from abm_core.measure.coverage import Coverage
from abm_core.output import audiences, gap_lists
from abm_core.overview import newest_day
from abm_core.targeting.accounts import Accounts

Data = dict[str, Any]


@contextmanager
def _ready(arguments: argparse.Namespace, now: datetime) -> Iterator[DuckDBPyConnection]:
    """A cursor whose computed tables are in line with the data."""
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        yield cursor


def committee(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The people at one account, their roles with evidence, and a checklist."""
    with _ready(arguments, now) as cursor:
        accounts = Accounts(cursor)
        row, _ = find_account(cursor, accounts, arguments.account)
        account_id = str(accounts.ids[row])
        found = people.read(cursor, account_id, whole_family=arguments.family)
        covered = coverage.read(cursor, account_ids=[account_id])
    missing = covered.accounts["missing"].iloc[0] if len(covered.accounts) else []
    n_threads = committee_settings.LEAST_THREADS.value.get(found.tier, 1)
    return Answer(
        _committee_lines(found, covered, missing, n_threads),
        _committee_data(found, covered, missing, n_threads),
    )


def _committee_lines(
    found: Committee, covered: Coverage, missing: list[str], n_threads: int
) -> list[str]:
    said = [roles_wording.headline(found, missing)]
    for row in covered.cells.to_dict("records"):
        said.append(f"  {row['requirement']}: {row['level']} "
                    f"({row['n_current']} usable, {row['n_required']} required)")  # fmt: skip
    said += ["", "Checklist:"]
    marks = {True: "yes", False: "no", None: "not due"}
    said += [
        f"  {check.label}: {marks[check.passed]}. "
        f"{roles_wording.reason(check, n_threads=n_threads)}"
        for check in people.checklist(found, n_threads=n_threads)
    ]
    said += ["", "People:"]
    for one in found.here:
        said.append(f"  {one.name}{f', {one.title}' if one.title else ''}: {_state(one)}")
        said += [f"    {roles_wording.claim(role)}. {roles_wording.because(role)}"
                 for role in one.roles]  # fmt: skip
    return [*said, "", roles_wording.UNKNOWN_TIES]


def _state(one: Person) -> str:
    words = ["engaged"] if one.engaged else []
    words += ["cannot be reached"] if not one.reachable else []
    words += ["stale"] if one.stale else ["unverified"] if one.unverified else []
    heard = f"last heard of on {formats.day(one.last_theirs_on)}" if one.last_theirs_on else (
        "never heard of")  # fmt: skip
    return ", ".join([*words, heard])


def _committee_data(
    found: Committee, covered: Coverage, missing: list[str], n_threads: int
) -> Data:
    return {
        "headline": roles_wording.headline(found, missing),
        "account_id": found.account_id, "name": found.name, "tier": found.tier,
        "stage": found.stage, "missing": missing, "roles": _rows(covered.cells),
        "checklist": [
            {**check._asdict(), "reason": roles_wording.reason(check, n_threads=n_threads)}
            for check in people.checklist(found, n_threads=n_threads)
        ],
        "people": [
            {**one._asdict(), "roles": [
                {**role._asdict(), "claim": roles_wording.claim(role),
                 "because": roles_wording.because(role)} for role in one.roles]}
            for one in found.people
        ],
    }  # fmt: skip


def tell(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Coverage of the target list: the ladder, gaps, health, and whether it matters here."""
    with _ready(arguments, now) as cursor:
        found = coverage.read(cursor)
        as_of = _as_of(cursor, arguments, now)
        matter = coverage_matter.read(cursor, as_of=as_of)
        unknown = role_values.unknown(cursor)
        grouped = segments.told(cursor) if arguments.by == "segment" else ""
    table = coverage.summary(found, arguments.by)
    health = coverage_health.health(found)
    gaps = coverage_gaps.by_role_and_tier(found)
    headline = coverage_wording.headline(found)
    said = [headline, *coverage_wording.health_sentences(health)] if len(table) else [headline]
    said += ["", *filter(None, [grouped]), *(_ladder(row) for row in table.to_dict("records"))]
    said += [coverage_wording.gap_sentence(row, found.currency)
             for _, row in gaps.iterrows() if row["n_missing"]]  # fmt: skip
    said += ["", coverage_wording.matter_headline(matter)]
    if unknown:
        words = ", ".join(f"'{one.value}'" for one in unknown[:10])
        said.append(f"Words of the CRM that are not mapped to a role yet: {words}.")
    return Answer(said, {
        "headline": headline, "by": arguments.by, "as_of": as_of.isoformat(),
        "currency": found.currency, "groups": _rows(table), "gaps": _rows(gaps),
        "accounts": _rows(found.accounts), "health": health._asdict(),
        "matter": {
            "headline": coverage_wording.matter_headline(matter), "deals": matter.n_deals,
            "groups": [{"engaged": one.label, **one.won._asdict()} for one in matter.groups],
            "roles": [coverage_wording.compared_sentence(one) for one in matter.roles],
            "limits": coverage_wording.matter_limits(matter),
        },
        "unmapped": [one._asdict() for one in unknown],
    })  # fmt: skip


def _ladder(row: dict[Any, Any]) -> str:
    steps = ", ".join(
        f"{name} {formats.percent(row[f'share_{name}'])}"
        for name in ("identified", "reachable", "current", "engaged")
    )
    return (f"{row['group']}: {steps} of {formats.counted(row['n_required'], 'required contact')} "
            f"at {formats.counted(row['n_accounts'], 'account')}")  # fmt: skip


def gaps(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The missing roles as a list, and on request the contacts to verify."""
    for out in (arguments.out, arguments.verify):
        list_files.check(out)
    with _ready(arguments, now) as cursor:
        found = coverage.read(cursor)
        missing = gap_lists.gaps(cursor, found)
        doubtful = gap_lists.to_verify(cursor, found)
    list_files.write(arguments.out, missing, gap_lists.GAPS, now)
    said = [f"Wrote {arguments.out}: {formats.counted(len(missing), 'missing role')}."]
    if arguments.verify:
        list_files.write(arguments.verify, doubtful, gap_lists.VERIFY, now)
        said.append(f"Wrote {arguments.verify}: {formats.counted(len(doubtful), 'contact')} "
                    "to verify.")  # fmt: skip
    return Answer(said, {
        "written": str(arguments.out), "gaps": len(missing), "to_verify": len(doubtful),
        "verify": str(arguments.verify) if arguments.verify else None,
    })  # fmt: skip


def audience(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A list as an upload in the template of a platform."""
    require_suffix(arguments.out, ".csv")
    with _ready(arguments, now) as cursor:
        made = audiences.make(
            cursor, arguments.kind, audiences.accounts_of(cursor, arguments.list),
            as_of=_as_of(cursor, arguments, now), hashed=arguments.hash,
        )  # fmt: skip
    write_file(arguments.out, made.content)
    said = f"Wrote {arguments.out}: {formats.counted(made.n_rows, 'row')}."
    return Answer([said, *made.notes], {
        "written": str(arguments.out), "kind": made.kind, "rows": made.n_rows,
        "hashed": arguments.hash, "notes": list(made.notes),
    })  # fmt: skip


def _as_of(cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime) -> date:
    found: date = arguments.as_of or newest_day(cursor) or now.date()
    return found


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Rows as plain data; unknown as nothing."""
    plain = frame.astype(object)
    return plain.where(frame.notna(), None).to_dict("records")
