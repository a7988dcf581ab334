"""Taking the newest import back."""

from __future__ import annotations

from datetime import datetime

import pytest
from intake_files import contents, rows, take_in

from abm_core import store as stores
from abm_core.errors import AbmError
from abm_core.intake.ledger import ledger, undo_last
from abm_core.store import Store

LATER = datetime(2026, 1, 6)
FIRST = """Id,Name,Website,Annual revenue,Technologies,Created date,NPS,Parent account
1,Acme,acme.com,0.1M,SAP; Oracle,2021-04-16,7,
2,Beta,beta.com,,,,,Group
"""
SECOND = """Id,Name,Website,Annual revenue,Technologies,Created date,NPS,Segment
1,Acme Ltd,acme.de,3333333.33,"Salesforce; ""X"" y",2020-01-01,8,A
9,Group,,,,,,
"""
DEALS = "Deal ID,AccountId,Stage,Amount,Close date\n1,9,Closed Won,10,2021-01-01\n"


def test_undo_restores_every_kind_of_value(store: Store) -> None:
    take_in(store, FIRST, DEALS)
    before = contents(store)
    targets = "Account ID,Tier,Programme\n1,1,Nordic\n"
    take_in(store, SECOND, "Deal ID,Stage,Amount\n1,Open again,10.5\n", targets)
    assert contents(store) != before
    assert rows(store, "SELECT account_id FROM opportunities") == [("9",)]
    with store.cursor() as cursor:
        revision = stores.revision(cursor)
    said = undo_last(store, undone_at=LATER)
    assert said == (
        "Import 2 (file.csv, file.csv, file.csv) was undone: 2 rows it added removed, "
        "2 rows it changed restored."
    )
    assert contents(store) == before
    with store.cursor() as cursor:
        assert stores.revision(cursor) == revision + 1
        found = ledger(cursor)
    assert found["import_id"].tolist() == [2, 2, 2, 1, 1]
    assert found["undone_at"].notna().tolist() == [True, True, True, False, False]


def test_undo_goes_back_step_by_step_and_stops(store: Store) -> None:
    take_in(store, FIRST)
    take_in(store, SECOND)
    undo_last(store, undone_at=LATER)
    undo_last(store, undone_at=LATER)
    assert contents(store) == {name: [] for name in contents(store)}
    with pytest.raises(AbmError, match="no import to undo"):
        undo_last(store, undone_at=LATER)


def test_an_undone_import_can_be_made_again_and_undone_again(store: Store) -> None:
    take_in(store, FIRST)
    before = contents(store)
    for _ in range(2):
        take_in(store, SECOND)
        after = contents(store)
        undo_last(store, undone_at=LATER)
        assert contents(store) == before
    take_in(store, SECOND)
    assert contents(store) == after


def test_the_reversal_is_in_the_log(store: Store) -> None:
    take_in(store, FIRST)
    take_in(store, SECOND)
    undo_last(store, undone_at=LATER)
    found = rows(store, """
        SELECT entity_id, field, old_value ->> '$', new_value ->> '$' FROM change_log
        WHERE changed_at = TIMESTAMP '2026-01-06' AND field IN ('name', '-') ORDER BY 1""")
    assert found == [("1", "name", "Acme Ltd", "Acme"), ("9", "-", None, None)]


def snapshot(store: Store, account_id: str) -> None:
    with store.cursor() as cursor:
        cursor.execute("INSERT INTO snapshots (snapshot_id, programme_id, saved_at) "
                       "VALUES ('1', 'p', TIMESTAMP '2026-01-05 13:00:00')")
        cursor.execute("INSERT INTO snapshot_accounts (snapshot_id, account_id) VALUES ('1', $id)",
                       {"id": account_id})


def test_an_import_that_a_saved_list_rests_on_stays(store: Store) -> None:
    take_in(store, FIRST)
    snapshot(store, "1")
    before = contents(store)
    with pytest.raises(AbmError) as error:
        undo_last(store, undone_at=LATER)
    assert "a saved target list rests on its rows" in error.value.problem
    assert contents(store) == before
    take_in(store, SECOND)
    undo_last(store, undone_at=LATER)
    assert contents(store) == before
