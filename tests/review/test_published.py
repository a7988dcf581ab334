"""A published review stays as it was, to the byte, whatever happens to the store."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from review_world import WEEK, behinds, fullest, review
from test_computed_tables import World

from abm_core import erasure, schema, store
from abm_core.errors import AbmError
from abm_core.intake.match import merging
from abm_core.output import review_html, review_workbook
from abm_core.overview import newest_day
from abm_core.review import action_items, notes, plainly, published, revealed, said
from abm_core.review.compose import compose
from abm_core.review.document import Review, Scope
from abm_core.store import Store

NOON = datetime(2026, 11, 16, 12)
LATER = NOON + timedelta(days=1)
NEXT = WEEK + timedelta(weeks=1)
MAIL = "c1@a1.example"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Store]:
    """Eight accounts with a contact each; C1 and C2 are in the review."""
    opened = store.open_store(tmp_path / "abm.duckdb")
    world = World(opened, random.Random(1))
    world.take_in("accounts", [
        {"account_id": f"A{n}", "name": f"Firm A{n}", "domain": f"a{n}.example", "industry": "Rail",
         "employees": 100 * n} for n in range(8)])  # fmt: skip
    world.take_in("contacts", [
        {"contact_id": f"C{n}", "account_id": f"A{n % 8}", "name": f"Ida Holm-{n}", "title": "CFO",
         "email": f"c{n}@a{n % 8}.example"} for n in range(32)])  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture
def cursor(held: Store) -> Iterator[DuckDBPyConnection]:
    with held.cursor() as lent:
        yield lent


def publish(cursor: DuckDBPyConnection, of: Review | None = None, **given: str) -> int:
    return published.publish(cursor, of or review(), author="Ida Holm", now=NOON, **given)


def test_every_number_of_the_reviews_made_by_hand_adds_up() -> None:
    for behind in behinds(fullest()):
        assert said.recount(behind) == pytest.approx(behind.value), behind.label


def test_what_is_opened_is_what_was_published_with_names_in_place_of_marks(
    cursor: DuckDBPyConnection,
) -> None:
    made = review(long=True)._replace(notes=())
    opened = published.opened(cursor, publish(cursor, made))
    assert opened == revealed.now(cursor, made)
    assert "Ida Holm-1" in opened.why[0].text
    assert not any("\x02" in text for text in plainly.all_texts(opened))


@pytest.fixture
def busy(held: Store) -> Store:
    """Half a year of activities, deals, signals and a target list besides."""
    world = World(held, random.Random(5))
    for happens in (world.activities,) * 6 + (world.opportunities,) * 4 + (world.signals,):
        happens()
    world.settled()
    world.sign()
    world.settled()
    return held


def test_whatever_happens_later_it_is_the_same_to_the_byte(busy: Store) -> None:
    """As JSON, as a page and as a workbook; a composed one and the fullest that there can be."""
    with busy.cursor() as cursor:
        made = composed(cursor)
        assert any(group.changes for group in made.changes)
        numbers = [publish(cursor, one) for one in (made, fullest())]
        before = [files(cursor, one) for one in numbers]
        assert before[0][0] == plainly.dumps(revealed.now(cursor, made))
    world = World(busy, random.Random(2))
    done = set()
    for happens in (world.activities, world.opportunities, world.contacts, world.accounts,
                    world.sign, world.undo, world.merge, world.merge_people,
                    world.unmerge, world.settle, world.points, world.stage_rules, world.correct,
                    world.settled, world.sign, *(world.undo,) * 5):  # fmt: skip
        try:
            happens()
            done.add(happens.__name__)
        except AbmError:
            continue
    assert done >= {"activities", "contacts", "sign", "merge", "merge_people", "unmerge", "undo"}
    with busy.cursor() as cursor:
        assert [files(cursor, one) for one in numbers] == before
        assert composed(cursor, made.week) != made


def composed(cursor: DuckDBPyConnection, week: date | None = None) -> Review:
    """The week that the newest day is in, as if it were over."""
    newest = newest_day(cursor)
    assert newest is not None
    return compose(cursor, as_of=newest + timedelta(weeks=1), week=week)


def files(cursor: DuckDBPyConnection, number: int) -> tuple[str, str, bytes]:
    of, by = published.opened(cursor, number), published.publication(cursor, number)
    return plainly.dumps(of), review_html.page(of, by), review_workbook.workbook(of, by)


def test_who_has_no_name_is_not_taken_for_somebody_erased(cursor: DuckDBPyConnection) -> None:
    cursor.execute("DELETE FROM contacts WHERE contact_id = 'C1'")
    cursor.execute("UPDATE contacts SET name = ' ' WHERE contact_id = 'C2'")
    made = review(long=True)._replace(notes=())
    opened = published.opened(cursor, publish(cursor, made))
    assert opened == revealed.now(cursor, made)
    text = plainly.dumps(opened)
    assert revealed.UNNAMED in text and said.ERASED not in text


def test_only_an_erased_name_changes(cursor: DuckDBPyConnection) -> None:
    notes.add(cursor, review().programme, Scope("tier", "1"), WEEK, text="Ask Ida Holm-1 again",
              author="Ola Berg", now=NOON)  # fmt: skip
    number = publish(cursor, review(long=True))
    before = plainly.dumps(published.opened(cursor, number))
    erasure.erase_person(cursor, MAIL, erased_at=LATER, salt="salt")
    after = plainly.dumps(published.opened(cursor, number))
    assert after == before.replace("Ida Holm-1", said.ERASED)
    assert "Ida Holm-2" in after
    for entity in (schema.PUBLISHED_REVIEWS, schema.PUBLISHED_PEOPLE, schema.REVIEW_NOTES):
        rows = str(cursor.execute(f"FROM {entity.name}").fetchall())
        assert "Holm-1" not in rows and "C1" not in rows and MAIL not in rows, entity.name


@pytest.mark.parametrize("gone", [
    "DELETE FROM contacts WHERE contact_id = 'C1'",
    "UPDATE contacts SET email = NULL WHERE contact_id = 'C1'",
])  # fmt: skip
def test_somebody_who_is_no_longer_in_the_store_can_be_erased_from_reviews(
    cursor: DuckDBPyConnection, gone: str
) -> None:
    number = publish(cursor, review(long=True))
    cursor.execute(gone)
    assert "Ida Holm-1" in plainly.dumps(published.opened(cursor, number))
    erasure.erase_person(cursor, MAIL, erased_at=LATER, salt="salt")
    assert "Ida Holm-1" not in plainly.dumps(published.opened(cursor, number))


def test_a_week_is_published_once(cursor: DuckDBPyConnection) -> None:
    publish(cursor)
    with pytest.raises(AbmError, match="published by Ida Holm on 16 Nov 2026"):
        publish(cursor)
    publish(cursor, review(scope=Scope("tier", "2")))
    publish(cursor, review()._replace(week=NEXT))
    assert [(one.week, one.scope.value) for one in published.listing(cursor)] == [
        (NEXT, "1"), (WEEK, "1"), (WEEK, "2")]  # fmt: skip


def test_a_correction_is_a_further_version_and_keeps_the_first(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="nothing to correct"):
        publish(cursor, correction="Pipeline was doubled")
    first = publish(cursor)
    second = publish(cursor, review()._replace(reading="Anew."), correction="Pipeline was doubled")
    newest = published.newest(cursor, review().programme, Scope("tier", "1"), WEEK)
    assert newest is not None
    assert (newest.review_id, newest.version, newest.correction) == (
        second, 2, "Pipeline was doubled")  # fmt: skip
    assert published.opened(cursor, first).reading == review().reading
    assert published.opened(cursor, second).reading == "Anew."


def test_nobody_cannot_publish(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="names nobody"):
        published.publish(cursor, review(), author=" ", now=NOON)
    assert published.listing(cursor) == []


def test_a_number_that_there_is_not(cursor: DuckDBPyConnection) -> None:
    with pytest.raises(AbmError, match="no published review 7"):
        published.opened(cursor, 7)
    with pytest.raises(AbmError, match="no published review 7"):
        published.publication(cursor, 7)


def test_notes_before_publishing_are_part_of_it_and_later_ones_stand_beside_it(
    cursor: DuckDBPyConnection,
) -> None:
    where = (review().programme, Scope("tier", "1"), WEEK)
    notes.add(cursor, *where, text=" Pause media ", kind="decision", author="Ida", now=NOON)
    number = publish(cursor)
    notes.add(cursor, *where, text="Done by Friday", author="Ola", now=NOON)
    of = published.publication(cursor, number)
    frozen = published.opened(cursor, number).notes
    assert [(one.kind, one.text) for one in frozen] == [("decision", "Pause media")]
    assert [one.note.text for one in published.later_notes(cursor, of)] == ["Done by Friday"]
    assert [one.note.text for one in notes.of(cursor, *where)] == ["Pause media", "Done by Friday"]


@pytest.mark.parametrize(("given", "fault"), [
    ({"text": " ", "author": "Ida"}, "says nothing"),
    ({"text": "x", "author": " "}, "names nobody"),
    ({"text": "x", "author": "Ida", "kind": "decison"}, "cannot be a 'decison'"),
])  # fmt: skip
def test_notes_that_are_none(
    cursor: DuckDBPyConnection, given: dict[str, str], fault: str
) -> None:
    with pytest.raises(AbmError, match=fault):
        notes.add(cursor, "N", Scope(), WEEK, now=NOON, **given)


def test_the_next_review_opens_with_the_actions_of_the_last_and_what_became_of_them(
    cursor: DuckDBPyConnection,
) -> None:
    made = review(n_actions=3)
    where = (made.programme, made.scope)
    assert published.earlier(cursor, *where, NEXT) == ()
    publish(cursor, made)
    items = action_items.of(cursor, week=WEEK)
    assert [(one.account_id, one.owner, one.status) for one in items] == [
        ("A0", "Ana Ruiz", "open"), ("A1", "Ana Ruiz", "open"), ("A2", "Ana Ruiz", "open")]
    action_items.close(cursor, items[1].action_id, "done", outcome="Met on Tuesday", author="Ana",
                       now=LATER)  # fmt: skip
    action_items.edit(cursor, items[2].action_id, {"owner": "Ben Okafor"}, author="Ana", now=LATER)
    found = published.earlier(cursor, *where, NEXT)
    assert [(one.account, one.owner, one.due_on, one.status, one.outcome) for one in found] == [
        ("Granite Health", "Ana Ruiz", date(2026, 11, 18), "open", ""),
        ("Keystone Insurance", "Ana Ruiz", date(2026, 11, 19), "done", "Met on Tuesday"),
        ("Quarry Foods", "Ben Okafor", date(2026, 11, 20), "open", ""),
    ]
    assert published.earlier(cursor, *where, WEEK) == ()
    assert published.earlier(cursor, made.programme, Scope(), NEXT) == ()


def test_actions_of_another_scope_or_version_are_not_added_twice(
    cursor: DuckDBPyConnection,
) -> None:
    publish(cursor)
    publish(cursor, review(scope=Scope()))
    publish(cursor, correction="A word")
    assert len(action_items.of(cursor, week=WEEK)) == len(review().actions)


def test_people_in_actions_are_called_by_name(cursor: DuckDBPyConnection) -> None:
    publish(cursor, review(long=True, n_actions=1))
    assert "Ida Holm-1 has not answered" in action_items.of(cursor, week=WEEK)[0].reason


def test_who_was_merged_into_an_erased_person_goes_too(held: Store) -> None:
    with held.cursor() as cursor:
        number = publish(cursor, review(long=True))
    merging.merge(held, "contacts", "C9", "C1", author="Ida", now=LATER)
    with held.cursor() as cursor:
        assert "Ida Holm-1" in published.opened(cursor, number).why[0].text
        erasure.erase_person(cursor, "c9@a1.example", erased_at=LATER, salt="salt")
        assert "Ida Holm-1" not in published.opened(cursor, number).why[0].text
