"""Tiers given by hand: they come last, count against capacity, end on their day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from tiny_world import A1, A3, A6, NOON, PROFILE, TODAY

from abm_core import store
from abm_core.errors import AbmError
from abm_core.targeting import model, overrides, target_list, whatif, wording
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.overrides import Override
from abm_core.targeting.target_list import Live

APRIL = date(2026, 4, 30)
TIERS = "SELECT account_id, tier FROM target_list WHERE left_on IS NULL ORDER BY account_id"


def scored_by(accounts: Accounts, profile: Any = PROFILE) -> Scored:
    return model.score(model.frame(accounts, profile, as_of=TODAY), profile)


def save(cursor: DuckDBPyConnection, as_of: date = TODAY) -> Live:
    accounts = Accounts(cursor)
    newest = target_list.newest_save(cursor, "Nordics")
    target_list.save(cursor, accounts, scored_by(accounts), programme="Nordics", as_of=as_of,
                     saved_at=NOON, based_on=newest)  # fmt: skip
    return live(cursor, as_of)


def live(cursor: DuckDBPyConnection, as_of: date | None = None) -> Live:
    (programme,) = target_list.programmes(cursor)
    return target_list.live(cursor, Accounts(cursor), programme, as_of)


def give(cursor: DuckDBPyConnection, account: str, tier: int, **more: Any) -> Override:
    said = {"reason": "Board contact.", "author": "Ida", "expires_on": APRIL, "as_of": TODAY,
            "created_at": NOON, **more}  # fmt: skip
    return overrides.add(cursor, "1", account, tier, **said)


def test_an_override_comes_last(cursor: DuckDBPyConnection) -> None:
    save(cursor)  # a1, a2 and a8 in tier 1, a3 in tier 3
    give(cursor, "a3", 1)
    give(cursor, "a6", 2)  # excluded as a competitor; by hand it is in all the same
    give(cursor, "a1", 0)
    before = store.versions(cursor)[1]
    assert live(cursor).tier[A3] == 3  # nothing moves before a save
    found = save(cursor)
    assert dict(cursor.execute(TIERS).fetchall()) == {"a2": "1", "a3": "1", "a6": "2", "a8": "1"}
    assert found.because == {
        A1: "Override by Ida until 30 Apr 2026: Board contact",
        A3: "Override by Ida until 30 Apr 2026: Board contact",
        A6: "Override by Ida until 30 Apr 2026: Board contact",
    }
    assert store.versions(cursor)[1] > before


def test_what_ifs_show_overrides_and_count_them_against_capacity(
    cursor: DuckDBPyConnection,
) -> None:
    save(cursor)
    give(cursor, "a3", 1)
    accounts, small = Accounts(cursor), replace(PROFILE, capacities=(3, 200, 2000))
    now = live(cursor)
    compared = whatif.compare(accounts, scored_by(accounts, small), now, scored_by(accounts))
    assert compared.lines[0].n_draft == 4 and list(compared.moved) == [A3]
    assert whatif.drivers(compared, scored_by(accounts), compared.moved) == [
        "Override by Ida until 30 Apr 2026: Board contact"]  # fmt: skip
    assert whatif.drivers(compared, None, compared.moved) == [
        "Override by Ida until 30 Apr 2026: Board contact"]  # fmt: skip
    assert any("The team can work on 3 tier 1 accounts; this draft has 4" in warning.text
               for warning in wording.warnings(accounts, compared))  # fmt: skip
    assert wording._tier_reason(compared.draft, A3) == [
        "Override by Ida until 30 Apr 2026: Board contact."]  # fmt: skip


def test_an_override_ends_after_its_last_day(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    give(cursor, "a3", 1)
    save(cursor, APRIL)
    assert live(cursor, APRIL).tier[A3] == 1 and len(live(cursor, APRIL).overrides) == 1
    over = date(2026, 5, 1)
    assert live(cursor, over).overrides == ()
    assert live(cursor, over).tier[A3] == 1  # until the next save
    accounts, plain = Accounts(cursor), scored_by(Accounts(cursor))
    compared = whatif.compare(accounts, plain, live(cursor, over), plain)
    assert whatif.drivers(compared, plain, compared.moved) == [
        "At the save: Override by Ida until 30 Apr 2026: Board contact"]  # fmt: skip
    save(cursor, over)
    assert live(cursor, over).tier[A3] == 3


def test_one_override_per_account(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    first, second = give(cursor, "a3", 1), give(cursor, "a3", 2, author="Bo")
    assert [one.tier for one in live(cursor).overrides] == [2]
    newest, oldest = overrides.listing(cursor, "1")
    assert newest == second and oldest.override_id == first.override_id
    assert (oldest.removed_by, oldest.removed_at) == ("Bo", NOON)
    assert oldest.removed_because == "a newer override took its place"
    cursor.execute("UPDATE overrides SET removed_at = NULL")  # as merges once left them: both hold
    assert [one.tier for one in live(cursor).overrides] == [2]


def test_taking_an_override_back(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    given = give(cursor, "a3", 1)
    taken = overrides.remove(cursor, "1", given.override_id, author="Bo", removed_at=NOON)
    assert (taken.removed_by, taken.account) == ("Bo", "Cedar")
    assert live(cursor).overrides == ()
    with pytest.raises(AbmError, match="taken back already by Bo"):
        overrides.remove(cursor, "1", given.override_id, author="Bo", removed_at=NOON)
    with pytest.raises(AbmError, match="no override 9"):
        overrides.remove(cursor, "1", "9", author="Bo", removed_at=NOON)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"reason": " "}, "no reason"), ({"author": ""}, "no author"),
     ({"expires_on": date(2026, 3, 1)}, "ended on 1 Mar 2026, before 2 Mar 2026")],
)  # fmt: skip
def test_what_an_override_needs(
    cursor: DuckDBPyConnection, wrong: dict[str, Any], said: str
) -> None:
    save(cursor)
    with pytest.raises(AbmError, match=said):
        give(cursor, "a3", 1, **wrong)
    with pytest.raises(AbmError, match="no tier 4"):
        give(cursor, "a3", 4)
    assert overrides.listing(cursor, "1") == []


def test_an_account_that_is_gone_changes_nothing(cursor: DuckDBPyConnection) -> None:
    save(cursor)
    give(cursor, "gone", 1)
    plain = scored_by(Accounts(cursor))
    assert overrides.apply(Accounts(cursor), plain, live(cursor).overrides) is plain
