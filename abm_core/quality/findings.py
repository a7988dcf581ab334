"""Findings: the checks that fail, worst first, each with its rows, an example and a way out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, house, schema
from abm_core.quality import about_accounts, about_links, about_opportunities
from abm_core.quality.check import DOUBTFUL, LEVELS, Check

CHECKS: tuple[Check, ...] = (
    *about_accounts.CHECKS, *about_links.CHECKS, *about_opportunities.CHECKS,
)  # fmt: skip
OUTCOMES = ("won", "open", "lost")
HEADERS = {
    "n_sharing": "Accounts that share it", "stem": "Name as compared",
    "named_parent": "Parent as named", "first_opportunity_on": "First opportunity on",
    "named": "Account as named", "n_activities": "Activities", "newest_at": "Newest at",
    "record": "Record", "record_id": "Record ID", "date_field": "Date", "day": "Day",
}  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")

SIZES = """
SELECT (SELECT count(*) FROM accounts) AS accounts,
       (SELECT count(*) FROM opportunities) AS opportunities,
       (SELECT count(*) FROM contacts) AS contacts,
       (SELECT count(*) FROM activities) AS activities
"""


class Finding(NamedTuple):
    """A check that fails: how many of how many records, and all that there is to say of it."""

    key: str
    level: int
    text: str
    n_rows: int
    n_of: int
    example: str
    means: str
    fix: str
    affects: tuple[str, ...]

    @property
    def badge(self) -> str:
        """How bad it is, in a word."""
        return LEVELS[self.level]


class Quality(NamedTuple):
    """Findings, worst first, and what the checks that pass say."""

    findings: tuple[Finding, ...]
    passed: tuple[str, ...]


def read(cursor: DuckDBPyConnection, *, as_of: date | None) -> Quality:
    """Run every check whose entity has rows. Worst first: wrong, left out, doubtful; then share."""
    row = cursor.execute(SIZES).fetchall()[0]
    sizes = dict(zip(("accounts", "opportunities", "contacts", "activities"), row, strict=True))
    known = _known(cursor, as_of)
    found: list[Finding] = []
    passed: list[str] = []
    for check in CHECKS:
        if not sizes[check.entity]:
            continue
        finding = _run(cursor, check, known, sizes[check.entity])
        if finding is None:
            passed.append(check.passes)
        else:
            found.append(finding)
    return Quality(tuple(sorted(found, key=_badness)), tuple(passed))


def _badness(finding: Finding) -> tuple[int, float]:
    return finding.level, -finding.n_rows / max(finding.n_of, 1)


def _known(cursor: DuckDBPyConnection, as_of: date | None) -> dict[str, Any]:
    outcomes = {outcome: outcome for outcome in OUTCOMES}
    return {"as_of": as_of, "currency": house.reporting_currency(cursor), **outcomes}


def _bound(check: Check, known: dict[str, Any]) -> dict[str, Any]:
    return {("outcome" if name in OUTCOMES else name): known[name] for name in check.binds}


def _run(
    cursor: DuckDBPyConnection, check: Check, known: dict[str, Any], n_of: int
) -> Finding | None:
    rows = cursor.execute(check.sql, _bound(check, known)).to_arrow_table()
    if not rows.num_rows:
        return None
    counts = rows[check.counted_in].to_pylist() if check.counted_in else []
    n_rows = sum(counts) if counts else rows.num_rows
    text = check.one if n_rows == 1 else check.many.format(n=formats.count(n_rows))
    first = {name: _written(value) for name, value in rows.slice(0, 1).to_pylist()[0].items()}
    return Finding(
        check.key, check.level, text, n_rows, n_of, check.example.format(**first).strip(),
        check.means, check.fix, check.affects,
    )  # fmt: skip


def _written(value: object) -> str:
    """A cell as a sentence writes it."""
    if isinstance(value, datetime):
        return formats.day(value.date())
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, int | float):
        return formats.count(value)
    return formats.NONE if value is None else str(value)


def rows_csv(cursor: DuckDBPyConnection, key: str, *, as_of: date | None) -> bytes:
    """All rows behind a finding, worst first, as a file; texts that look like formulas are quoted.

    Excel would run a cell that begins with =, +, - or @; an apostrophe before it keeps it a text.
    """
    check = next(check for check in CHECKS if check.key == key)
    cursor.execute(check.sql, _bound(check, _known(cursor, as_of)))
    names = [column[0] for column in cursor.description or []]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_header(check, name) for name in names])
    writer.writerows([_safe(value) for value in row] for row in cursor.fetchall())
    return text.getvalue().encode("utf-8-sig")


def _header(check: Check, name: str) -> str:
    """The label of a column: of the check's entity, else its own."""
    fields = {field.name: field.label for field in schema.entity(check.entity).fields}
    return HEADERS.get(name) or fields.get(name, name)


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


# --- Sentences ----------------------------------------------------------------------------------


def headline(quality: Quality) -> str:
    """How many checks pass, and the worst that does not."""
    n_passed, found = len(quality.passed), quality.findings
    n_checks = n_passed + len(found)
    if not n_checks:
        return "There is nothing to check yet."
    if not found:
        return f"All {formats.count(n_checks)} checks pass."
    worst = found[0]
    return (
        f"{formats.count(n_passed)} of {formats.count(n_checks)} checks pass. Worst: {worst.text}, "
        f"which affects {formats.listed(worst.affects)}."
    )


def about_screen(findings: Sequence[Finding], screen: str) -> str:
    """What is wrong in the data behind one screen, in a sentence; blank when nothing is."""
    serious = [one for one in findings if screen in one.affects and one.level < DOUBTFUL]
    if not serious:
        return ""
    if len(serious) == 1:
        return f"A finding in the data affects this screen: {serious[0].text}."
    return (
        f"{formats.count(len(serious))} findings in the data affect this screen. "
        f"Worst: {serious[0].text}."
    )
