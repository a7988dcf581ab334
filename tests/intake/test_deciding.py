"""References that nothing decides: asked once, decided by a person, kept, undone."""

from __future__ import annotations

from datetime import datetime

import pytest
from intake_files import NOON, counts, rows, take_in

from abm_core import backup
from abm_core.errors import AbmError
from abm_core.intake.match import deciding, decisions, merging, questions, undoing
from abm_core.intake.match.questions import Question
from abm_core.store import Store

ACCOUNTS = """Account ID,Account Name,Website,Country
1,Acme Inc,acme.com,United States
2,Acme GmbH,acme.de,Germany
3,Borea,borea.example,Norway
"""
DEALS = """Opportunity ID,Account Name,Opportunity Name,Amount
o1,ACME,First,10
o2,Acme,Second,20
o3,Borea,Third,30
"""
LATER = datetime(2026, 2, 1, 9)
MADE_BY_DECIDING = {"change_log", "match_decisions", "meta", "match_ledger"}


def asked(store: Store) -> list[Question]:
    with store.cursor() as cursor:
        return questions.read(cursor)


def decide(store: Store, reference: str, account_id: str | None) -> str:
    return deciding.decide(store, reference, account_id, author="Ida", now=LATER)


def undo_newest(store: Store) -> str:
    with store.cursor() as cursor:
        newest = next(one for one in decisions.history(cursor) if one.undone_at is None)
    return undoing.undo(store, newest.decision_id, author="Ida", now=LATER)


def held(store: Store) -> dict[str, backup.Held]:
    with store.cursor() as cursor:
        found = backup.contents(cursor)
    return {name: one for name, one in found.items() if name not in MADE_BY_DECIDING}


def deals(store: Store) -> list[tuple[str | None, ...]]:
    return rows(store, "SELECT opportunity_id, account_id FROM opportunities ORDER BY ALL")


def test_a_reference_is_asked_once_with_its_rows_and_candidates(store: Store) -> None:
    take_in(store, ACCOUNTS, DEALS)
    (question,) = asked(store)
    assert (question.subject, question.text.casefold()) == ("name acme", "acme")
    assert question.where == "2 opportunities"
    assert [(one.account_id, one.evidence) for one in question.candidates] == [
        ("1", "same name"), ("2", "same name"),
    ]  # fmt: skip


def test_a_decision_takes_effect_at_once_and_holds_when_the_file_comes_again(store: Store) -> None:
    take_in(store, ACCOUNTS, DEALS)
    said = decide(store, "Acme", "2")
    assert said.endswith("is 'Acme GmbH' (2): 2 rows have joined it.")
    assert deals(store) == [("o1", "2"), ("o2", "2"), ("o3", "3")]
    assert asked(store) == []
    logged = "SELECT author, old_value, new_value FROM change_log WHERE field = 'account_id'"
    assert rows(store, f"{logged} AND entity_id = 'o1'") == [("Ida", None, '"2"')]
    again = take_in(store, DEALS)
    assert counts(again) == (0, 0, 3, 0)
    more = take_in(store, DEALS + "o4,acme,Fourth,40\n")
    assert counts(more) == (1, 0, 3, 0)
    assert deals(store)[-1] == ("o4", "2")
    ledger = "SELECT DISTINCT rule, confidence FROM match_ledger WHERE account_id = '2'"
    assert rows(store, ledger) == [("decided by a person", 1.0)]


def test_undone_the_rows_are_as_they_were_also_those_that_came_later(store: Store) -> None:
    take_in(store, ACCOUNTS, DEALS)
    before = held(store)
    decide(store, "Acme", "2")
    assert undo_newest(store).endswith("is open again; its rows are as they were.")
    assert held(store) == before
    decide(store, "Acme", "1")
    take_in(store, DEALS + "o4,acme,Fourth,40\n")
    undo_newest(store)
    assert deals(store) == [("o1", None), ("o2", None), ("o3", "3"), ("o4", None)]
    (question,) = asked(store)
    assert question.n_rows == 3
    with pytest.raises(AbmError, match="undone already"):
        undoing.undo(store, 1, author=None, now=LATER)


def test_an_id_of_another_system_is_decided_by_id(store: Store) -> None:
    deal = "Opportunity ID,Account ID,Account Name,Stage,Amount\no1,X-99,Acme,Demo,10\n"
    take_in(store, ACCOUNTS, deal)
    assert [one.subject for one in asked(store)] == ["id X-99"]
    decide(store, "X-99", "1")
    take_in(store, deal.replace("o1", "o2").replace("Acme", "Other name"))
    assert deals(store) == [("o1", "1"), ("o2", "1")]
    undo_newest(store)
    assert deals(store) == [("o1", "X-99"), ("o2", "X-99")]


def test_none_of_them_is_asked_no_more(store: Store) -> None:
    take_in(store, ACCOUNTS, DEALS)
    assert decide(store, "acme", None).endswith("is none of the accounts: its rows stay apart.")
    assert asked(store) == []
    take_in(store, DEALS)
    assert deals(store)[0] == ("o1", None)
    undo_newest(store)
    assert len(asked(store)) == 1


def test_rejected_accounts_are_asked_and_come_in_with_the_file(store: Store) -> None:
    take_in(store, ACCOUNTS)
    more = "Account Name,Country,Employees\nAcme,France,12\n"
    assert counts(take_in(store, more)) == (0, 0, 0, 1)
    (question,) = asked(store)
    assert (question.n_by_entity, question.n_rejected) == ({"accounts": 1}, 1)
    said = decide(store, question.subject, "2")
    assert "1 rejected row comes in when the file is imported again" in said
    assert counts(take_in(store, more)) == (0, 1, 0, 0)
    assert rows(store, "SELECT employees FROM accounts WHERE account_id = '2'") == [(12,)]


def test_a_rejected_account_that_is_none_of_them_becomes_a_new_one(store: Store) -> None:
    take_in(store, ACCOUNTS)
    more = "Account Name,Country,Employees\nAcme,France,12\n"
    take_in(store, more)
    decide(store, "Acme", None)
    assert counts(take_in(store, more)) == (1, 0, 0, 0)
    assert rows(store, "SELECT count(*) FROM accounts") == [(4,)]
    assert counts(take_in(store, more)) == (0, 0, 1, 0)


def test_a_decision_follows_its_account_through_a_merge(store: Store) -> None:
    take_in(store, ACCOUNTS, DEALS)
    decide(store, "Acme", "2")
    merging.merge(store, "accounts", "3", "2", author="Ida", now=LATER)
    assert {account for _, account in deals(store)} == {"3"}
    take_in(store, DEALS + "o4,acme,Fourth,40\n")
    assert deals(store)[-1] == ("o4", "3")
    undo_newest(store)
    assert deals(store) == [("o1", "2"), ("o2", "2"), ("o3", "3"), ("o4", "2")]


def test_signals_and_activities_join_and_go_back(store: Store) -> None:
    signals = "Account Name,Week,Topic,Strength\nAcme,2026-01-05,Data,70\n"
    calls = "Activity ID,Company,Start DateTime,Activity Type\nt1,Acme,2026-01-05 09:00,Call\n"
    take_in(store, ACCOUNTS, signals, calls)
    before = held(store)
    (question,) = asked(store)
    assert question.n_by_entity == {"activities": 1, "signals": 1}
    decide(store, question.subject, "1")
    both = "SELECT account_id FROM signals UNION ALL SELECT account_id FROM activities"
    assert rows(store, both) == [("1",), ("1",)]
    take_in(store, signals.replace("05,Data", "12,Data"))
    undo_newest(store)
    assert rows(store, "SELECT DISTINCT account_id FROM signals") == [("unknown: Acme",)]
    after = held(store)
    assert after["activities"] == before["activities"]


def test_what_does_not_wait_cannot_be_decided(store: Store) -> None:
    take_in(store, ACCOUNTS, DEALS)
    with pytest.raises(AbmError, match="No rows wait"):
        decide(store, "Cetus", "1")
    with pytest.raises(AbmError, match="no account 77"):
        decide(store, "Acme", "77")
    assert NOON < LATER
