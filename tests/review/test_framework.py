"""The measurement framework: five measures against their last period, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from review_stores import AS_OF, WEEK, deal, listed, opened, programme, put, rows
from walking import problems

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.measure import coverage_months
from abm_core.review import framework, framework_owners, framework_wording
from abm_core.review.document import Scope
from abm_core.review.framework_document import Framework, Line
from abm_core.review.said import recount

NOON = datetime(2026, 11, 12, 12)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Two target accounts; what they did in the last weeks, months and quarters."""
    with opened(tmp_path) as lent:
        programme(lent)
        for account, tier in (("A", "1"), ("B", "2")):
            listed(lent, account, tier)
            put(lent, schema.ACCOUNT_SCORES, {"account_id": account, "tier": tier})
        covered(lent, "A", 1, 4)
        covered(lent, "B", 3, 4)
        step(lent, "A", WEEK - timedelta(weeks=9), None, "aware")
        step(lent, "A", WEEK, "aware", "engaged")
        step(lent, "B", WEEK - timedelta(weeks=9), None, "customer")
        step(lent, "B", WEEK - timedelta(weeks=9), None, "unaware", "expansion")
        step(lent, "B", WEEK, "unaware", "aware", "expansion")
        deal(lent, "a", "A", created=date(2026, 9, 30), amount=10_000.0)
        deal(lent, "b", "A", created=date(2026, 10, 1), amount=20_000.0)
        deal(lent, "c", "B", created=date(2026, 10, 31), amount=30_000.0)
        deal(lent, "d", "A", created=date(2026, 11, 1), amount=40_000.0)
        deal(lent, "e", "A", created=date(2026, 10, 7))
        for number, closed in enumerate((date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30),
                                         date(2026, 10, 1))):  # fmt: skip
            deal(lent, f"w{number}", "B", "won", created=date(2026, 3, 1), closed_on=closed,
                 amount=1000.0 * 2**number)  # fmt: skip
        yield lent


def covered(cursor: DuckDBPyConnection, account: str, n: int, of: int) -> None:
    put(cursor, schema.ACCOUNT_COVERAGE, {
        "account_id": account, "n_covered": n, "n_required": of, "coverage": n / of})  # fmt: skip


def step(
    cursor: DuckDBPyConnection, account: str, week: date, old: str | None, new: str,
    motion: str = "new",
) -> None:  # fmt: skip
    put(cursor, schema.STAGE_CHANGES, {
        "account_id": account, "motion": motion, "week": week, "changed_on": week,
        "stage_from": old, "stage_to": new})  # fmt: skip


def lines(cursor: DuckDBPyConnection, **asked: Scope) -> dict[str, Line]:
    return {one.key: one for one in framework.read(cursor, as_of=AS_OF, **asked).lines}


@pytest.mark.parametrize(("key", "text", "change", "every"), [
    ("coverage", "Coverage was 50 % in Nov 2026 so far; nothing was kept to compare it with.", "",
     "month"),
    ("awareness", "Aware accounts were 2 in 2026-W45, after 1 in 2026-W44.", "+1", "week"),
    ("engagement", "Engaged accounts were 1 in 2026-W45, after 0 in 2026-W44.", "+1", "week"),
    ("pipeline", "Created pipeline was $50.0K in Oct 2026, after $10.0K in Sep 2026.", "+$40.0K",
     "month"),
    ("revenue", "Revenue won was $6.0K in Jul–Sep 2026, after $1.0K in Apr–Jun 2026.", "+$5.0K",
     "quarter"),
])  # fmt: skip
def test_by_hand(
    cursor: DuckDBPyConnection, key: str, text: str, change: str, every: str
) -> None:
    cursor.execute("UPDATE opportunities SET currency = 'USD'")
    found = lines(cursor)[key]
    assert (found.said.text, found.change, found.every) == (text, change, every)
    assert problems(found.said) == []
    for behind in filter(None, (found.figure, found.before)):
        assert recount(behind) == behind.value


def test_a_fiscal_year_moves_the_quarter(cursor: DuckDBPyConnection) -> None:
    put(cursor, schema.HOUSE_SETTINGS, {"name": "fiscal_month", "value": "2"})
    assert lines(cursor)["revenue"].period == "Aug–Oct 2026"
    assert lines(cursor)["revenue"].figure.value == 4000 + 8000


def test_a_tier_has_its_own(cursor: DuckDBPyConnection) -> None:
    found = lines(cursor, scope=Scope("tier", "2"))
    assert found["coverage"].figure.value == 0.75
    assert found["pipeline"].figure.value == 30_000


def test_coverage_is_compared_with_the_month_before(cursor: DuckDBPyConnection) -> None:
    """Kept by imports in October, the last of which counts; that of November is told as it is."""
    assert coverage_months.keep(cursor, as_of=date(2026, 10, 5))
    cursor.execute("UPDATE account_coverage SET n_covered = 2, coverage = 0.5")
    assert coverage_months.keep(cursor, as_of=date(2026, 10, 28))
    assert not coverage_months.keep(cursor, as_of=date(2026, 10, 28))
    cursor.execute("UPDATE account_coverage SET n_covered = 3, coverage = 0.75")
    assert coverage_months.keep(cursor, as_of=AS_OF)
    assert rows(cursor, "SELECT month, as_of, coverage FROM coverage_months ORDER BY ALL") == [
        *[(date(2026, 10, 1), date(2026, 10, 28), 0.5)] * 2,
        *[(date(2026, 11, 1), AS_OF, 0.75)] * 2,
    ]
    found = lines(cursor)["coverage"]
    assert found.said.text == "Coverage was 75 % in Nov 2026 so far, after 50 % in Oct 2026."
    assert found.change == "+25 points"


def test_without_tiers_nothing_is_required(cursor: DuckDBPyConnection) -> None:
    cursor.execute("DELETE FROM account_coverage")
    assert lines(cursor)["coverage"].said.text == framework_wording.NO_TIERS


def test_the_first_period_has_none_before(tmp_path: Path) -> None:
    with opened(tmp_path) as cursor:
        programme(cursor)
        listed(cursor, "A")
        deal(cursor, "a", "A", created=date(2026, 10, 7), amount=5.0)
        found = lines(cursor)["pipeline"]
        assert found.said.text == (
            "Created pipeline was 5 in Oct 2026; nothing was kept to compare it with.")
        assert found.before is None


# --- Owners -------------------------------------------------------------------------------------


def headline(cursor: DuckDBPyConnection) -> str:
    found: Framework = framework.read(cursor, as_of=AS_OF)
    return found.said.text


def test_owners_are_chosen_and_logged(cursor: DuckDBPyConnection) -> None:
    assert headline(cursor) == (
        "Aware accounts, engaged accounts, created pipeline and revenue won rose against the last "
        "period. Nobody answers for a measure yet.")
    for measure in schema.FRAMEWORK_MEASURES[1:]:
        assert framework_owners.save(cursor, "p", measure, " Ida  Holm ", author="Vera", now=NOON)
    assert not framework_owners.save(cursor, "p", "revenue", "Ida Holm", author="Vera", now=NOON)
    assert lines(cursor)["revenue"].owner == "Ida Holm"
    assert headline(cursor).endswith("against the last period; nobody answers for coverage.")
    assert framework_owners.save(cursor, "p", "revenue", "", author="Vera", now=NOON)
    assert "revenue" not in framework_owners.read(cursor, "p")
    assert framework_owners.read(cursor, "another") == {}
    assert rows(cursor, "SELECT entity_id, old_value, new_value, author FROM change_log "
                "ORDER BY change_id DESC LIMIT 1") == [
        ("revenue", '"Ida Holm"', None, "Vera")]  # fmt: skip


def test_owners_of_what_is_no_measure_are_refused(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match=r"There is no measure 'revenu'\. Did you mean 'revenue'"):
        framework_owners.save(cursor, "p", "revenu", "Ida", author="Vera", now=NOON)
    with pytest.raises(AbmError, match="names nobody"):
        framework_owners.save(cursor, "p", "revenue", "Ida", author=" ", now=NOON)


def test_nothing_moved_and_what_fell_are_said(cursor: DuckDBPyConnection) -> None:
    found = framework.read(cursor, as_of=AS_OF)
    owned = [one._replace(owner="Ida", change="") for one in found.lines]
    assert framework_wording.headline(owned).text == "No measure moved against the last period."
    fell = [owned[0]._replace(change="−2 points"), *owned[1:]]
    assert framework_wording.headline(fell).text == "Coverage fell against the last period."
