"""Commands about people at target accounts: committee, coverage, gaps, audience."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import committee_settings, formats, segments, upkeep
from abm_core.cli import list_files
from abm_core.cli.answer import Answer, lent, require_suffix, write_file
from abm_core.cli.explaining import find_account
from abm_core.committee import grid, people, role_values, roles_wording, screen_wording, ties
from abm_core.committee.grid import Required
from abm_core.committee.people import Check, Committee, Person
from abm_core.committee.ties import Tie
from abm_core.measure import (
    coverage,
    coverage_gaps,
    coverage_health,
    coverage_matter,
    coverage_wording,
    matter_wording,
)
from abm_core.measure.coverage import Coverage
from abm_core.output import audience_left_out, audiences, gap_lists
from abm_core.overview import newest_day
from abm_core.review import list_facts
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
        seen = _seen(cursor, account_id, whole_family=arguments.family)
    return Answer(_committee_lines(seen), _committee_data(seen))


class Seen(NamedTuple):
    """An account's committee, required roles and ties; ``people`` are those of the family too."""

    found: Committee
    people: Committee
    covered: Coverage
    lines: tuple[Required, ...]
    ties: tuple[Tie, ...]
    n_threads: int

    @property
    def headline(self) -> str:
        """The sentence that stands on the screen."""
        said = screen_wording.headline(self.found, self.lines, n_threads=self.n_threads)
        return f"{said}."

    @property
    def checks(self) -> list[tuple[Check, str]]:
        """The checklist with reasons."""
        return [(one, screen_wording.check_reason(one, self.found, n_threads=self.n_threads))
                for one in people.checklist(self.found, n_threads=self.n_threads)]  # fmt: skip


def _seen(cursor: DuckDBPyConnection, account_id: str, *, whole_family: bool) -> Seen:
    found = people.read(cursor, account_id)
    everybody = people.read(cursor, account_id, whole_family=True) if whole_family else found
    covered = coverage.read(cursor, account_ids=[account_id])
    lines = grid.required(cursor, covered.cells.to_dict("records"))
    n_threads = committee_settings.LEAST_THREADS.value.get(found.tier, 1)
    held = ties.read(cursor, {one.account_id for one in everybody.people} | {account_id})
    return Seen(found, everybody, covered, lines, held, n_threads)


def _committee_lines(seen: Seen) -> list[str]:
    said = [seen.headline]
    for row in seen.covered.cells.to_dict("records"):
        said.append(f"  {coverage_wording.line_sentence(row)}")
    said += ["", "Checklist:"]
    marks = {True: "yes", False: "no", None: "not due"}
    said += [f"  {check.label}: {marks[check.passed]}. {reason}" for check, reason in seen.checks]
    if seen.people is not seen.found:
        said += ["", screen_wording.family(seen.people, seen.found, seen.lines)]
    said += ["", "People:"]
    talks = ties.by_contact(seen.ties)
    for one in seen.people.here:
        said.append(f"  {one.name}{f', {one.title}' if one.title else ''}: {_state(one)}")
        said += [f"    {roles_wording.claim(role)}. {roles_wording.because(role)}"
                 for role in one.roles]  # fmt: skip
        if mine := talks.get(one.contact_id):
            said.append(f"    {screen_wording.talks(mine)}.")
    return [*said, "", screen_wording.owners(seen.found),
            screen_wording.ties(seen.ties, seen.found)]  # fmt: skip


def _state(one: Person) -> str:
    words = ["engaged"] if one.engaged else []
    words += ["cannot be reached"] if not one.reachable else []
    words += ["stale"] if one.stale else ["unverified"] if one.unverified else []
    heard = screen_wording.last_heard(one)
    return ", ".join([*words, f"{heard[:1].lower()}{heard[1:]}"])


def _committee_data(seen: Seen) -> Data:
    found = seen.found
    talks = ties.by_contact(seen.ties)
    return {
        "headline": seen.headline,
        "account_id": found.account_id, "name": found.name, "tier": found.tier,
        "stage": found.stage, "owner": found.owner, "marketing_owner": found.marketing_owner,
        "relationship_owner": ties.relationship_owner(seen.ties),
        "missing": [line.name for line in seen.lines if not line.is_covered],
        "missing_due": [line.name for line in seen.lines if line.is_due and not line.is_covered],
        "roles": _rows(seen.covered.cells),
        "checklist": [{**check._asdict(), "reason": reason} for check, reason in seen.checks],
        "people": [
            {**one._asdict(), "talks_with": [tie.owner for tie in talks.get(one.contact_id, ())],
             "roles": [
                {**role._asdict(), "claim": roles_wording.claim(role),
                 "because": roles_wording.because(role)} for role in one.roles]}
            for one in seen.people.people
        ],
    }  # fmt: skip


def tell(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Coverage of the target list: the ladder, gaps, health, and whether it matters here."""
    with _ready(arguments, now) as cursor:
        found = coverage.read(cursor, families=arguments.family)
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
    said += ["", matter_wording.headline(matter)]
    if len(table) and not coverage_wording.knows_roles(found):
        said.append(coverage_wording.NO_ROLES)
    if unknown:
        words = ", ".join(f"'{one.value}'" for one in unknown[:10])
        said.append(f"Words of the CRM that are not mapped to a role yet: {words}.")
    return Answer(said, {
        "headline": headline, "by": arguments.by, "families": arguments.family,
        "as_of": as_of.isoformat(),
        "currency": found.currency, "groups": _rows(table), "gaps": _rows(gaps),
        "accounts": _rows(found.accounts), "health": health._asdict(),
        "matter": {
            "headline": matter_wording.headline(matter), "deals": matter.n_deals,
            "groups": [{"engaged": one.label, **one.won._asdict()} for one in matter.groups],
            "roles": [matter_wording.compared(one) for one in matter.roles],
            "limits": matter_wording.limits(matter),
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
        kept, left_out = list_facts.may_leave(cursor, doubtful["contact_id"].tolist(),
                                              as_of=_as_of(cursor, arguments, now))  # fmt: skip
    doubtful = doubtful[doubtful["contact_id"].isin(kept)]
    list_files.write(arguments.out, missing, gap_lists.GAPS, now)
    said = [f"Wrote {arguments.out}: {formats.counted(len(missing), 'missing role')}."]
    if arguments.verify:
        list_files.write(arguments.verify, doubtful, gap_lists.VERIFY, now)
        said.append(f"Wrote {arguments.verify}: {formats.counted(len(doubtful), 'contact')} "
                    "to verify.")  # fmt: skip
        said += filter(None, [list_facts.left_out(left_out)])
    return Answer(said, {
        "written": str(arguments.out), "gaps": len(missing), "to_verify": len(doubtful),
        "verify": str(arguments.verify) if arguments.verify else None,
    })  # fmt: skip


def audience(arguments: argparse.Namespace, now: datetime) -> Answer:
    """A list as an upload in the template of a platform."""
    require_suffix(arguments.out, ".csv")
    with _ready(arguments, now) as cursor:
        ids, as_of = audiences.accounts_of(cursor, arguments.list), _as_of(cursor, arguments, now)
        made = audiences.make(cursor, arguments.kind, ids, as_of=as_of, hashed=arguments.hash)
        left_out = audience_left_out.count(cursor, ids, as_of=as_of)
    about_people = made.kind != audiences.LINKEDIN_COMPANIES
    write_file(arguments.out, made.content)
    said = f"Wrote {arguments.out}: {formats.counted(made.n_rows, 'row')}."
    told = [audience_left_out.sentence(left_out)] if about_people else []
    return Answer([said, *told, *made.notes], {
        "written": str(arguments.out), "kind": made.kind, "rows": made.n_rows,
        "hashed": arguments.hash, "notes": list(made.notes),
        "left_out": left_out._asdict() if about_people else None,
    })  # fmt: skip


def _as_of(cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime) -> date:
    found: date = arguments.as_of or newest_day(cursor) or now.date()
    return found


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Rows as plain data; unknown as nothing."""
    plain = frame.astype(object)
    return plain.where(frame.notna(), None).to_dict("records")
