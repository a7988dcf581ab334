"""New and lost people in buying roles, by hand: only what a day or somebody's word tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from changes_world import account, changed, contact, deal, known, put, ready, told, world
from duckdb import DuckDBPyConnection

from abm_core import schema
from abm_core.review import changes_roles
from abm_core.review.document import Changes

WEDNESDAY, THAT_DAY = date(2026, 11, 4), datetime(2026, 11, 4, 9)
PAST = known(as_of=date(2026, 12, 31))  # a week of which it is not known who else was there


@pytest.fixture
def cursor() -> Iterator[DuckDBPyConnection]:
    with world() as found:
        account(found, "acme")
        yield found


def people(cursor: DuckDBPyConnection, *, now: bool = False) -> tuple[Changes, Changes]:
    new, lost = changes_roles.read(cursor, ready(cursor, None if now else PAST))
    return new, lost


def confirmed(cursor: DuckDBPyConnection, contact_id: str, role: str, *, holds: bool = True,
              at: datetime = THAT_DAY, undone_at: datetime | None = None) -> None:  # fmt: skip
    put(cursor, schema.ROLE_CONFIRMATIONS, {
        "confirmation_id": 1, "contact_id": contact_id, "account_id": "acme", "role": role,
        "holds": holds, "author": "Ida", "confirmed_at": at, "undone_at": undone_at})


def imported(cursor: DuckDBPyConnection, at: datetime, *, undone: bool = False) -> None:
    put(cursor, schema.IMPORTS, {"import_id": 7, "file": "c.csv", "entity": "contacts",
                                 "imported_at": at, "undone_at": at if undone else None})


def test_a_quiet_week_says_so(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "champion", created_on=date(2026, 11, 1))
    contact(cursor, "nobody", "acme", created_on=WEDNESDAY)  # in no buying role
    contact(cursor, "denied", "acme", "champion", counts=False, created_on=WEDNESDAY)
    new, lost = people(cursor)
    assert (new.said.text, lost.said.text) == (
        "Nobody in a buying role is new.", "Nobody in a buying role was lost.")
    assert new.changes == lost.changes == ()


def test_new_by_the_day_of_creation(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "champion", title="VP IT", created_on=WEDNESDAY)
    contact(cursor, "per", "acme", "end user", created_on=WEDNESDAY)
    put(cursor, schema.CONTACT_ROLES, {
        "account_id": "acme", "contact_id": "mette", "role": "economic buyer",
        "source": "stated", "holds": True, "counts": True})  # fmt: skip
    new, _ = people(cursor)
    assert new.said.text == "2 people in buying roles are new."
    assert told(new) == [
        ("Acme: mette (economic buyer and champion) is new.",
         "In the CRM since 4 Nov 2026, as “VP IT”."),
        ("Acme: per (end user) is new.", "In the CRM since 4 Nov 2026."),
    ]  # fmt: skip
    assert new.said.behind[0].rows.column("who") == ["\x02mette\x03", "\x02per\x03"]


def test_the_only_one_in_a_role_is_told_as_such(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "champion", created_on=WEDNESDAY)
    contact(cursor, "per", "acme", "end user", created_on=WEDNESDAY)
    contact(cursor, "old", "acme", "end user")
    contact(cursor, "gone", "acme", "economic buyer", left_on=WEDNESDAY)
    new, lost = people(cursor, now=True)
    assert [because for _, because in told(new)] == [
        "In the CRM since 4 Nov 2026; the only champion known there.",
        "In the CRM since 4 Nov 2026."]  # fmt: skip
    assert told(lost) == [
        ("Acme: gone (economic buyer) has left.",
         "Since 4 Nov 2026; nobody else there is known as economic buyer.")]  # fmt: skip


def test_accounts_with_pipeline_come_first(cursor: DuckDBPyConnection) -> None:
    account(cursor, "bolt")
    deal(cursor, "d1", "bolt", value=50_000)
    contact(cursor, "mette", "acme", "economic buyer", created_on=WEDNESDAY)
    contact(cursor, "per", "bolt", "end user", created_on=WEDNESDAY)
    assert [one.size for one in people(cursor)[0].changes] == [50_000, 0]


@pytest.mark.parametrize(
    ("at", "undone_at", "n"),
    [(THAT_DAY, None, 1), (THAT_DAY, THAT_DAY, 0), (datetime(2026, 11, 1, 23), None, 0),
     (datetime(2026, 11, 9, 0, 1), None, 0)],
)  # fmt: skip
def test_new_by_somebodys_word(
    cursor: DuckDBPyConnection, at: datetime, undone_at: datetime | None, n: int
) -> None:
    contact(cursor, "mette", "acme", "champion", source="confirmed")
    confirmed(cursor, "mette", "champion", at=at, undone_at=undone_at)
    new, _ = people(cursor)
    assert told(new) == [("Acme: mette (champion) is new.", "Confirmed by Ida on 4 Nov 2026.")][:n]


def test_a_role_that_was_known_is_no_new_one(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "champion", source="stated")
    confirmed(cursor, "mette", "champion")
    assert not people(cursor)[0].changes


def test_new_by_another_title(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "economic buyer", source="inferred", title="CFO")
    changed(cursor, 1, "mette", "title", '"Junior accountant"', '"CFO"', THAT_DAY)
    new, _ = people(cursor)
    assert told(new) == [
        ("Acme: mette (economic buyer) is new.",
         "The title changed from “Junior accountant” to “CFO”, known since 4 Nov 2026.")]


def test_a_title_that_says_the_same_is_no_news(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "economic buyer", source="inferred", title="CFO")
    changed(cursor, 1, "mette", "title", '"Chief Financial Officer"', '"CFO"', THAT_DAY)
    assert not people(cursor)[0].changes


def test_new_by_the_crm(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "champion")
    changed(cursor, 1, "mette", "buying_role", None, '"Champion"', THAT_DAY)
    assert told(people(cursor)[0]) == [
        ("Acme: mette (champion) is new.", "Stated by the CRM, known since 4 Nov 2026.")]


@pytest.mark.parametrize(
    ("at", "undone", "n"),
    [(datetime(2026, 11, 9, 8), False, 1), (datetime(2026, 11, 9, 8), True, 0),
     (datetime(2026, 11, 17, 8), False, 0), (datetime(2026, 11, 2, 8), False, 0)],
)  # fmt: skip
def test_the_import_of_the_monday_after_tells_of_the_week(
    cursor: DuckDBPyConnection, at: datetime, undone: bool, n: int
) -> None:
    """And that of the Monday in the week of the one before."""
    imported(cursor, at, undone=undone)
    contact(cursor, "mette", "acme", "champion")
    changed(cursor, 1, "mette", "bounced", "false", "true", at, import_id=7)
    assert len(people(cursor)[1].changes) == n


def test_lost_by_every_way(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "left", "acme", "economic buyer", left_on=WEDNESDAY)
    contact(cursor, "bounced", "acme", "champion")
    contact(cursor, "out", "acme", "technical evaluator")
    contact(cursor, "not", "acme", "end user", counts=False)
    changed(cursor, 1, "bounced", "bounced", "false", "true", THAT_DAY)
    changed(cursor, 2, "out", "opted_out", None, "true", THAT_DAY)
    confirmed(cursor, "not", "end user", holds=False)
    _, lost = people(cursor)
    assert lost.said.text == "4 people in buying roles were lost."
    assert told(lost) == [
        ("Acme: left (economic buyer) has left.", "Since 4 Nov 2026."),
        ("Acme: bounced (champion) is lost.",
         "Mail to the address comes back, known since 4 Nov 2026."),
        ("Acme: out (technical evaluator) is lost.",
         "Wants no mail any more, known since 4 Nov 2026."),
        ("Acme: not (end user) is lost.", "Ida said on 4 Nov 2026 that it is not so."),
    ]  # fmt: skip


def test_what_no_day_tells_is_not_said(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "champion", bounced=True)
    contact(cursor, "per", "acme", "end user")
    changed(cursor, 1, "per", "bounced", "true", "false", THAT_DAY)  # works again
    new, lost = people(cursor)
    assert new.changes == lost.changes == ()
    assert lost.said.text == "Nobody in a buying role was lost."


def test_one_person_alone(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "mette", "acme", "champion", left_on=WEDNESDAY)
    contact(cursor, "per", "acme", "champion", created_on=WEDNESDAY)
    new, lost = people(cursor)
    assert new.said.text == "1 person in a buying role is new."
    assert lost.said.text == "1 person in a buying role was lost."
