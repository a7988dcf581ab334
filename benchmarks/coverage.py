"""Coverage of 2,000 target accounts × 8 required roles out of 1,000,000 contacts: how long?

The store is made up in SQL: every account has the same number of contacts; a contact in four has
a role that the CRM states, the others have a persona, and a contact in five was heard of in the
last 13 weeks. Roles and standing are computed once, as after an import; then coverage is read.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from time import perf_counter, process_time

from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.committee import buying_roles, templates_saved
from abm_core.committee.templates import Requirement, Templates
from abm_core.measure import coverage, coverage_people
from benchmarks import machine

ACCOUNTS, CONTACTS, TARGETS = 100_000, 1_000_000, 2_000
GOAL_MS = 150
AS_OF = date(2026, 3, 1)
ROLES = ("economic buyer", "champion", "technical evaluator", "end user", "legal/procurement",
         "executive sponsor", "influencer")  # fmt: skip
FILL = (
    """INSERT INTO accounts (account_id, name, sales_owner)
    SELECT 'A' || lpad(i::VARCHAR, 7, '0'), 'Company ' || i, 'Owner ' || i % 20
    FROM range({accounts}) t(i)""",
    """INSERT INTO account_scores (account_id, tier)
    SELECT account_id, '1' FROM accounts ORDER BY hash(account_id) LIMIT {targets}""",
    """INSERT INTO contacts (contact_id, account_id, name, email, phone, buying_role, verified_on,
                            opted_out, bounced)
    SELECT 'C' || lpad(i::VARCHAR, 8, '0'), 'A' || lpad((i % {accounts})::VARCHAR, 7, '0'),
           'Person ' || i, 'p' || i || '@company.example', '+45 1234 5678',
           CASE WHEN hash(i) % 4 = 0 THEN
               ['Decision Maker', 'CHAMPION', 'Evaluator', 'End User', 'Legal',
                'Executive Sponsor', 'Influencer', 'Other'][1 + (hash(i, 1) % 8)::BIGINT] END,
           DATE '2026-03-01' - (hash(i, 2) % 700)::INTEGER, hash(i, 3) % 20 = 0,
           hash(i, 4) % 20 = 0
    FROM range({contacts}) t(i)""",
    """INSERT INTO personas (contact_id, title, seniority, seniority_confidence, function,
                            function_confidence, source)
    SELECT contact_id, 'Title', ['c-level', 'vp', 'director', 'manager', 'other']
               [1 + (hash(contact_id, 1) % 5)::BIGINT], 0.95,
           ['it', 'data', 'finance', 'legal', 'sales', 'operations']
               [1 + (hash(contact_id, 2) % 6)::BIGINT],
           0.95, 'title'
    FROM contacts""",
    """INSERT INTO contact_weeks (account_id, contact_id, week, kind, channel, direction, is_theirs,
                                 n, n_capped, minutes, minutes_capped, n_days, n_untimed, last_on)
    SELECT account_id, contact_id,
           DATE '2026-02-23' - (hash(contact_id, w) % 30 * 7)::INTEGER AS k,
           ['mail reply', 'page visit', 'meeting'][1 + (hash(contact_id, w, 1) % 3)::BIGINT],
           'other', 'theirs', true, 1, 1, 10, 10, 1, 0, k + 2
    FROM contacts, range(5) t(w) WHERE hash(contact_id) % 5 = 0""",
    """INSERT INTO opportunities (opportunity_id, account_id, outcome, amount, currency, created_on)
    SELECT 'O' || i, 'A' || lpad((i % {accounts})::VARCHAR, 7, '0'), 'open', 1000, 'EUR',
           DATE '2026-01-01'
    FROM range({accounts}) t(i)""",
)


def fill(cursor: DuckDBPyConnection, accounts: int, contacts: int, targets: int) -> None:
    """The store as the docstring says, with eight lines in the template."""
    sizes = {"accounts": accounts, "contacts": contacts, "targets": targets}
    with store.transaction(cursor):
        for query in FILL:
            cursor.execute(query.format(**sizes))
        store.next_revision(cursor)
    lines = (*(Requirement((role,)) for role in ROLES), Requirement(ROLES[:2], 2))
    templates_saved.save(cursor, Templates(tiers={"1": lines}), author="",
                         saved_at=datetime(2026, 3, 1))  # fmt: skip


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds that something took, on the clock and of all processors."""
    start, busy = perf_counter(), process_time()
    act()
    return (perf_counter() - start) * 1e3, (process_time() - busy) * 1e3


def report(accounts: int = ACCOUNTS, contacts: int = CONTACTS, targets: int = TARGETS) -> str:
    """The section of the results."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(store.open_store(Path(folder) / "abm.duckdb")) as opened,
        opened.cursor() as cursor,
    ):
        fill(cursor, accounts, contacts, targets)
        standing = timed(lambda: coverage_people.refresh(cursor, as_of=AS_OF))
        roles = timed(lambda: buying_roles.refresh(cursor))
        again = timed(lambda: (coverage_people.refresh(cursor, as_of=AS_OF),
                               buying_roles.refresh(cursor)))  # fmt: skip
        cells = len(coverage.read(cursor).cells)
        reads = [timed(lambda: coverage.read(cursor)) for _ in range(15)]
    walls, busy = zip(*reads, strict=True)
    table = machine.table(("step", "ms", "processor ms"), [
        _line("coverage of the list, median of 15",
              (statistics.median(walls), statistics.median(busy))),
        _line("coverage of the list, fastest of 15", (min(walls), min(busy))),
        _line("standing of all contacts, after an import", standing),
        _line("roles of all contacts, after an import", roles),
        _line("both where nothing is due", again),
    ])  # fmt: skip
    return "\n\n".join([
        f"## Coverage of {targets:,} accounts ({cells:,} required roles) out of {contacts:,} "
        "contacts",
        table, f"Goal: within {GOAL_MS} ms.",
    ])  # fmt: skip


def _line(step: str, took: tuple[float, float]) -> tuple[str, ...]:
    return step, *(f"{one:,.0f}" for one in took)


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:])))
