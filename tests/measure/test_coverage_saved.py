"""Coverage saved for every account: the same numbers as on the screen, and those of newcomers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage_world import NOON, TODAY, contact, opened, refresh, target
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.committee import role_confirmations, templates_saved
from abm_core.committee.templates import Requirement, Segment, Templates
from abm_core.measure import coverage, coverage_saved

EB, CH, TE, *_ = schema.BUYING_ROLES


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """An empty store."""
    with opened(tmp_path) as one:
        yield one


def saved(cursor: DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    refresh(cursor)
    coverage_saved.refresh(cursor, as_of=TODAY)
    rows = cursor.execute("SELECT account_id, n_covered, n_required FROM account_coverage")
    return {account: (covered, required) for account, covered, required in rows.fetchall()}


def test_every_account_by_hand(cursor: DuckDBPyConnection) -> None:
    for name, tier in (("first", "1"), ("second", "2"), ("third", "3"), ("empty", "1")):
        target(cursor, name, tier)
    store.insert(cursor, schema.ACCOUNTS, [
        {"account_id": "new"}, {"account_id": "bank", "industry": "Banking"}])  # fmt: skip
    for name in ("first", "second", "third", "new", "bank"):
        contact(cursor, f"ch-{name}", name, CH)
        contact(cursor, f"ch2-{name}", name, CH)
    contact(cursor, "out", "first", EB, opted_out=True)
    contact(cursor, "te", "second", TE)
    banks = Segment("Banks", "industry", ("banking",), "", (Requirement((CH,), 3),))
    templates_saved.save(cursor, Templates(segments=(banks,)), author="", saved_at=NOON)
    # Of five, three and one; new accounts as in tier 3; banks need three champions.
    assert saved(cursor) == {"first": (1, 5), "second": (2, 3), "third": (1, 1), "empty": (0, 5),
                             "new": (1, 1), "bank": (2, 3)}  # fmt: skip
    on_screen = coverage.read(cursor).accounts.set_index("account_id")["n_covered"]
    assert on_screen.to_dict() == {"first": 1, "second": 2, "third": 1, "empty": 0}


def test_it_follows_decisions_and_tells_caches_only_where_a_profile_looks(
    cursor: DuckDBPyConnection
) -> None:
    target(cursor, "acme", "3")
    contact(cursor, "ida", "acme")
    assert saved(cursor) == {"acme": (0, 1)}
    for role, is_asked_for in ((CH, False), (EB, True)):
        if is_asked_for:
            store.insert(cursor, schema.PROFILES, [{
                "profile_id": "1", "name": "x", "definition": '{"field":"now.coverage"}'}])
            cursor.execute("DELETE FROM role_confirmations")
            assert saved(cursor) == {"acme": (0, 1)}
        role_confirmations.confirm(cursor, "ida", role, author="Bo", confirmed_at=NOON)
        before = store.revision(cursor)
        assert coverage_saved.refresh(cursor, as_of=TODAY)
        assert (store.revision(cursor) > before) is is_asked_for
        assert not coverage_saved.refresh(cursor, as_of=TODAY), "nothing is due"


def test_without_contacts_nothing_is_known(cursor: DuckDBPyConnection) -> None:
    target(cursor, "acme")
    assert saved(cursor) == {}
