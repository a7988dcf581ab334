"""Who is on which account: owners of the CRM, entries that add to them, days on and off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from abm_core import house_log, schema, store
from abm_core.errors import AbmError
from abm_core.house import House, Person
from abm_core.intake.match import merging
from abm_core.review import names, teams

NOON = datetime(2026, 3, 4, 12)
TODAY, TOMORROW = date(2026, 3, 4), date(2026, 3, 5)
PEOPLE = (Person("Ida Holm", "ida@us.example", "sales"), Person("Per Dahl", "", "marketing"),
          Person("Sara Vik", "", "SDR"))  # fmt: skip


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[store.Store]:
    made = store.open_store(tmp_path / "abm.duckdb")
    with made.cursor() as cursor:
        store.insert(cursor, schema.ACCOUNTS, [
            {"account_id": "a1", "name": "Harbourline", "sales_owner": "  ida   HOLM",
             "marketing_owner": "Per Dahl"},
            {"account_id": "a2", "name": "Solvik", "sales_owner": "IDA@us.example",
             "marketing_owner": " "},
            {"account_id": "a3", "name": "Braa", "sales_owner": "Tom Elk"},
            {"account_id": "a4", "name": "Nobody's"},
        ])  # fmt: skip
        store.insert(cursor, schema.ACCOUNT_SCORES, [
            {"account_id": "a2", "tier": "1"}, {"account_id": "a1", "tier": "2"}])
        store.insert(cursor, schema.OPPORTUNITIES, [
            {"opportunity_id": "o1", "account_id": "a1", "owner": "tom elk"},
            {"opportunity_id": "o2", "account_id": "a1", "owner": "Ugo Bo"}])
        house_log.save(cursor, House(people=PEOPLE), author="Ida Holm", saved_at=NOON)
    yield made
    made.close()


@pytest.fixture
def cursor(opened: store.Store) -> Iterator[DuckDBPyConnection]:
    with opened.cursor() as lent:
        yield lent


def told(cursor: DuckDBPyConnection, account_id: str, day: date = TODAY) -> list[tuple[str, ...]]:
    found = teams.members(cursor, as_of=day, account_id=account_id)
    return [(one.person, one.role, one.source) for one in found]


def put(cursor: DuckDBPyConnection, account_id: str, person: str, role: str,
        since: date = TODAY, until: date | None = None) -> int:  # fmt: skip
    return teams.put_on(cursor, account_id, person, role, since=since, until=until,
                        author="Ida Holm", now=NOON)  # fmt: skip


def take(cursor: DuckDBPyConnection, account_id: str, person: str, role: str,
         day: date = TODAY) -> None:  # fmt: skip
    teams.take_off(cursor, account_id, person, role, off_from=day, author="Ida Holm", now=NOON)


def test_owners_of_the_crm_are_people_of_the_house(cursor: DuckDBPyConnection) -> None:
    assert told(cursor, "a1") == [("Ida Holm", "sales", "CRM"), ("Per Dahl", "marketing", "CRM")]
    assert told(cursor, "a2") == [("Ida Holm", "sales", "CRM")]  # named by mail, other case
    assert told(cursor, "a3") == [("Tom Elk", "sales", "CRM")]
    assert told(cursor, "a4") == []
    (tom,) = teams.members(cursor, as_of=TODAY, account_id="a3")
    assert tom.team == ""


def test_accounts_of_somebody_the_best_tier_first(cursor: DuckDBPyConnection) -> None:
    found = teams.accounts_of(cursor, "ida holm", as_of=TODAY)
    assert [(one.account, one.tier, one.team) for one in found] == [
        ("Solvik", 1, "sales"), ("Harbourline", 2, "sales")]  # fmt: skip
    assert [one.account for one in teams.accounts_of(cursor, "TOM  elk", as_of=TODAY)] == ["Braa"]
    assert {one.account_id for one in teams.members(cursor, as_of=TODAY, tiered=True)} == {
        "a1", "a2"}  # fmt: skip


def test_who_is_not_in_people(cursor: DuckDBPyConnection) -> None:
    found = teams.not_in_people(cursor)
    assert [(one.name, one.n_accounts, one.n_opportunities) for one in found] == [
        ("Tom Elk", 1, 1), ("Ugo Bo", 0, 1)]  # fmt: skip
    assert {one.name: one.team for one in teams.owners(cursor)} == {
        "ida HOLM": "sales", "IDA@us.example": "sales", "Per Dahl": "marketing", "Tom Elk": "",
        "Ugo Bo": ""}  # fmt: skip


def test_an_entry_adds_for_its_days(cursor: DuckDBPyConnection) -> None:
    put(cursor, "a1", "sara  vik", "SDR", since=TODAY, until=TOMORROW)
    sara = ("Sara Vik", "SDR", "entered here")
    assert sara in told(cursor, "a1") and sara in told(cursor, "a1", TOMORROW)
    assert sara not in told(cursor, "a1", TODAY - timedelta(1))
    assert sara not in told(cursor, "a1", TOMORROW + timedelta(1))
    assert len(told(cursor, "a1")) == 3


def test_an_owner_of_the_crm_is_taken_off_and_put_back(cursor: DuckDBPyConnection) -> None:
    take(cursor, "a2", "Ida Holm", "sales")  # whom the file names by mail
    assert told(cursor, "a2") == []
    assert told(cursor, "a2", TODAY - timedelta(1)) == [("Ida Holm", "sales", "entered here")]
    assert told(cursor, "a1")[0] == ("Ida Holm", "sales", "CRM")
    put(cursor, "a2", "Ida Holm", "sales")
    assert told(cursor, "a2") == [("Ida Holm", "sales", "entered here")]
    take(cursor, "a2", "Ida Holm", "sales", TOMORROW)
    assert told(cursor, "a2", TOMORROW) == []


def test_who_was_entered_before_the_crm_named_them(cursor: DuckDBPyConnection) -> None:
    """A time on the account that is over does not hide what the CRM says today."""
    put(cursor, "a4", "Sara Vik", "sales", since=TODAY - timedelta(9))
    take(cursor, "a4", "Sara Vik", "sales", TODAY - timedelta(5))
    assert told(cursor, "a4") == []
    cursor.execute("UPDATE accounts SET sales_owner = 'Sara Vik' WHERE account_id = 'a4'")
    assert told(cursor, "a4") == [("Sara Vik", "sales", "CRM")]


def test_taken_off_on_the_day_they_came(cursor: DuckDBPyConnection) -> None:
    put(cursor, "a1", "Sara Vik", "SDR")
    take(cursor, "a1", "Sara Vik", "SDR")
    assert ("Sara Vik", "SDR", "entered here") not in told(cursor, "a1")
    rows = cursor.execute(
        "SELECT field, old_value, new_value FROM change_log "
        "WHERE entity = 'account_people' ORDER BY change_id").fetchall()  # fmt: skip
    assert rows == [("+", None, '"Sara Vik: SDR"'), ("-", '"Sara Vik: SDR"', None)]


def test_a_mistaken_entry_goes(cursor: DuckDBPyConnection) -> None:
    take(cursor, "a1", "Ida Holm", "sales")
    (entry,) = cursor.execute("SELECT entry_id FROM account_people").fetchall()
    teams.remove(cursor, entry[0], author="Ida Holm", now=NOON)
    assert told(cursor, "a1")[0] == ("Ida Holm", "sales", "CRM")
    with pytest.raises(AbmError, match="There is no entry 1"):
        teams.remove(cursor, entry[0], author="Ida Holm", now=NOON)


@pytest.mark.parametrize(("account_id", "person", "role", "since", "until", "said"), [
    ("a9", "Sara Vik", "SDR", TODAY, None, "There is no account a9"),
    ("a1", "Sara Vik", "boss", TODAY, None, "There is no role 'boss'"),
    ("a1", " ", "SDR", TODAY, None, "Nobody is named"),
    ("a1", "Sara Vik", "SDR", TOMORROW, TODAY, "lies before the start"),
    ("a1", "IDA holm", "sales", TODAY, None, "Ida Holm is on Harbourline for sales already"),
    ("a2", "Ida Holm", "sales", TODAY, None, "Ida Holm is on Solvik for sales already"),
])  # fmt: skip
def test_what_is_no_entry(
    cursor: DuckDBPyConnection, account_id: str, person: str, role: str, since: date,
    until: date | None, said: str,
) -> None:  # fmt: skip
    with pytest.raises(AbmError, match=said):
        put(cursor, account_id, person, role, since, until)
    assert cursor.execute("SELECT count(*) FROM account_people").fetchall() == [(0,)]


def test_two_times_on_an_account_do_not_overlap(cursor: DuckDBPyConnection) -> None:
    put(cursor, "a1", "Sara Vik", "SDR", TODAY + timedelta(5))
    with pytest.raises(AbmError, match="Sara Vik comes to the account for SDR on 9 Mar 2026"):
        put(cursor, "a1", "sara vik", "SDR")
    put(cursor, "a1", "sara vik", "SDR", TODAY, TOMORROW)
    put(cursor, "a1", "Ugo Bo", "SDR")
    assert len(told(cursor, "a1", TODAY + timedelta(5))) == 4


def test_nobody_who_is_not_there_is_taken_off(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="Sara Vik is not on the account for SDR"):
        take(cursor, "a1", "Sara Vik", "SDR")


def test_entries_follow_a_merge(opened: store.Store, cursor: DuckDBPyConnection) -> None:
    put(cursor, "a3", "Sara Vik", "SDR")
    merging.merge(opened, "accounts", "a1", "a3", author="Ida", now=NOON)
    assert told(cursor, "a1")[-1] == ("Sara Vik", "SDR", "entered here")


def test_names_with_and_without_a_person() -> None:
    known = names.known(PEOPLE)
    assert known[names.key("IDA@US.example")].name == "Ida Holm"
    assert names.key("Tom Elk") not in known
    assert names.key("") not in known


def by_hand(owners: list[str | None], acts: list[tuple[str, str, int]], day: int) -> set[str]:
    """Who sells on a day, by a plain walk: days are 0 to 9, names compared without case.

    Every person has intervals of days; the CRM's owner is on it on all days up to a taking off.
    """
    on: dict[str, set[int]] = {one.casefold(): set(range(10)) for one in owners if one}
    for what, person, since in acts:
        held = on.setdefault(person.casefold(), set())
        later = set(range(since, 10))
        on[person.casefold()] = held | later if what == "put" else held - later
    return {person for person, days in on.items() if day in days}


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_putting_on_and_taking_off(
    cursor: DuckDBPyConnection, seed: int
) -> None:
    """Acts come in the order of days, as people do them; each that is refused changes nothing."""
    chance = Random(seed)
    people = ["Tom Elk", "TOM elk", "Sara Vik", "Ugo Bo"]
    done: list[tuple[str, str, int]] = []
    for since in sorted(chance.choices(range(10), k=12)):
        person, what = chance.choice(people), chance.choice(["put", "take"])
        try:
            if what == "put":
                put(cursor, "a3", person, "sales", TODAY + timedelta(since))
            else:
                take(cursor, "a3", person, "sales", TODAY + timedelta(since))
        except AbmError:
            continue
        done.append((what, person, since))
    assert done
    for day in range(10):
        found = teams.members(cursor, as_of=TODAY + timedelta(day), account_id="a3")
        names_ = [one.person.casefold() for one in found]
        assert len(names_) == len(set(names_))
        assert set(names_) == by_hand(["Tom Elk"], done, day), (seed, day, done)
