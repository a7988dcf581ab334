"""Action items: added once, edited by two, closed, taken back; nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abm_core import erasure, house_log, schema, store
from abm_core.errors import AbmError
from abm_core.house import House, Person
from abm_core.intake.match import merging, undoing
from abm_core.review import action_items
from abm_core.review.action_items import ActionItem

NOON = datetime(2026, 3, 4, 12)  # a Wednesday
TODAY, MONDAY, FRIDAY = date(2026, 3, 4), date(2026, 3, 2), date(2026, 3, 6)
PEOPLE = (Person("Ida Holm", "ida@us.example", "sales"), Person("Per Dahl", "", "marketing"))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[store.Store]:
    made = store.open_store(tmp_path / "abm.duckdb")
    with made.cursor() as cursor:
        fill(cursor)
    yield made
    made.close()


@pytest.fixture
def cursor(opened: store.Store) -> Iterator[DuckDBPyConnection]:
    with opened.cursor() as lent:
        yield lent


def fill(cursor: DuckDBPyConnection) -> None:
    """Two accounts, the first in tier 1 with a contact and an opportunity; two people of us."""
    rows = {
        schema.ACCOUNTS: [{"account_id": "a1", "name": "Harbourline"},
                          {"account_id": "a2", "name": "Solvik"}],
        schema.ACCOUNT_SCORES: [{"account_id": "a1", "tier": "1"}],
        schema.CONTACTS: [{"contact_id": "c1", "account_id": "a1", "name": "Mette Lund",
                           "email": "mette@harbourline.example"}],
        schema.OPPORTUNITIES: [{"opportunity_id": "o1", "account_id": "a1", "name": "Rollout"}],
    }  # fmt: skip
    for entity, given_rows in rows.items():
        store.insert(cursor, entity, given_rows)
    house_log.save(cursor, House(people=PEOPLE), author="Ida Holm", saved_at=NOON)


def add(cursor: DuckDBPyConnection, account_id: str = "a1", **more: Any) -> int:
    said = {"reason": "No economic buyer is known", "next_step": "Ask for the CFO",
            "owner": "Ida Holm", "due_on": FRIDAY, "author": "Ida Holm", "now": NOON} | more
    return action_items.add(cursor, account_id, **said)


def from_review(cursor: DuckDBPyConnection, kind: str = "no buyer", **more: Any) -> int:
    return add(cursor, source="review", review_week=MONDAY, reason_kind=kind, **more)


def test_an_item_as_it_was_added(cursor: DuckDBPyConnection) -> None:
    number = add(cursor, owner="  ida   HOLM", opportunity_id="o1", contact_id="c1")
    (found,) = action_items.of(cursor)
    assert found == ActionItem(
        number, "a1", "Harbourline", 1, "o1", "Rollout", "c1", "Mette Lund",
        "No economic buyer is known", "", "Ask for the CFO", "ida HOLM", FRIDAY, "open", "",
        "person", None, "Ida Holm", NOON, "", None, 1,
    )  # fmt: skip


def test_who_and_where_and_what_became_of_them(cursor: DuckDBPyConnection) -> None:
    mine, theirs = add(cursor, owner="ida  holm"), add(cursor, "a2", owner="Per Dahl")
    nobodys, week = add(cursor, owner=""), from_review(cursor, owner="Ida@us.example")
    action_items.close(cursor, theirs, "done", outcome="Met", author="Per Dahl", now=NOON)

    def numbers(**asked: Any) -> list[int]:
        return [one.action_id for one in action_items.of(cursor, **asked)]

    assert numbers() == [mine, nobodys, week, theirs]
    assert numbers(owner="Ida Holm") == [mine, week]  # a CRM may name somebody by mail
    assert numbers(owner="") == [nobodys]
    assert numbers(team="sales") == [mine, week]
    assert numbers(team="marketing", status="done") == [theirs]
    assert numbers(team="SDR") == []
    assert numbers(account_id="a2") == [theirs]
    assert numbers(week=MONDAY) == [week]


def test_open_ones_come_by_day(cursor: DuckDBPyConnection) -> None:
    late = add(cursor, due_on=FRIDAY + timedelta(7))
    soon = add(cursor)
    assert [one.action_id for one in action_items.of(cursor)] == [soon, late]


def test_overdue_is_open_and_over(cursor: DuckDBPyConnection) -> None:
    number = add(cursor)
    found = action_items.find(cursor, number)
    assert not found.is_overdue(FRIDAY)
    assert found.is_overdue(FRIDAY + timedelta(1))
    done = action_items.close(cursor, number, "done", author="Ida", now=NOON)
    assert not done.is_overdue(FRIDAY + timedelta(1))


def test_a_review_published_again_adds_nothing(cursor: DuckDBPyConnection) -> None:
    first = from_review(cursor)
    assert from_review(cursor, next_step="Something else") == first
    assert from_review(cursor, kind="stalled") != first
    assert from_review(cursor, account_id="a2") != first
    action_items.close(cursor, first, "dropped", outcome="Not ours", author="Per", now=NOON)
    assert from_review(cursor) == first
    assert len(action_items.of(cursor)) == 3
    assert add(cursor) != add(cursor)  # what people add is never taken for the same


def test_a_late_review_may_ask_for_what_was_due_in_its_week(cursor: DuckDBPyConnection) -> None:
    from_review(cursor, due_on=MONDAY)
    with pytest.raises(AbmError, match="due on 1 Mar 2026, before 2 Mar 2026"):
        from_review(cursor, kind="other", due_on=MONDAY - timedelta(1))


@pytest.mark.parametrize(("wrong", "said"), [
    ({"account_id": "a9"}, "There is no account a9"),
    ({"opportunity_id": "o9"}, "There is no opportunity o9"),
    ({"contact_id": "c9"}, "There is no contact c9"),
    ({"next_step": " "}, "does not say what to do"),
    ({"author": " "}, "names nobody who wrote it"),
    ({"due_on": date(2026, 3, 3)}, "due on 3 Mar 2026, before 4 Mar 2026"),
    ({"source": "dream"}, "cannot come from 'dream'"),
    ({"source": "review"}, "name its week"),
    ({"review_week": MONDAY}, "name its week"),
])  # fmt: skip
def test_what_is_no_action(
    cursor: DuckDBPyConnection, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(AbmError, match=said):
        add(cursor, **wrong)
    assert action_items.of(cursor) == []


def test_the_day_is_that_of_the_house(cursor: DuckDBPyConnection) -> None:
    """At 23:00 UTC it is the next day in Tokyo."""
    house_log.save(cursor, House(time_zone="Asia/Tokyo"), author="", saved_at=NOON)
    with pytest.raises(AbmError, match="before 5 Mar 2026"):
        add(cursor, due_on=TODAY, now=NOON.replace(hour=23))


def test_an_edit_and_its_log(cursor: DuckDBPyConnection) -> None:
    number = add(cursor)
    later = FRIDAY + timedelta(3)
    found = action_items.edit(cursor, number, {"owner": "Per Dahl", "due_on": later},
                              author="Ida Holm", now=NOON)  # fmt: skip
    assert (found.owner, found.due_on, found.next_step, found.version) == (
        "Per Dahl", later, "Ask for the CFO", 2)  # fmt: skip
    rows = cursor.execute(
        "SELECT field, old_value, new_value, author FROM change_log "
        "WHERE entity = 'action_items' ORDER BY change_id").fetchall()  # fmt: skip
    assert rows == [
        ("+", None, '"Ask for the CFO"', "Ida Holm"), ("version", "1", "2", "Ida Holm"),
        ("owner", '"Ida Holm"', '"Per Dahl"', "Ida Holm"),
        ("due_on", '"2026-03-06"', '"2026-03-09"', "Ida Holm"),
    ]  # fmt: skip
    same = action_items.edit(cursor, number, {"owner": "Per Dahl"}, author="Ida Holm", now=NOON)
    assert same.version == 2


@pytest.mark.parametrize(("to", "said"), [
    ({"due_on": date(2026, 3, 3)}, "before 4 Mar 2026"),
    ({"next_step": ""}, "does not say what to do"),
    ({"contact_id": "c9"}, "There is no contact c9"),
    ({"account_id": "a2"}, "'account_id' of an action cannot be changed"),
])  # fmt: skip
def test_edits_that_cannot_be(cursor: DuckDBPyConnection, to: Any, said: str) -> None:
    number = add(cursor)
    with pytest.raises(AbmError, match=said):
        action_items.edit(cursor, number, to, author="Ida", now=NOON)
    assert action_items.find(cursor, number).version == 1


def test_two_people_who_change_different_things_keep_both(cursor: DuckDBPyConnection) -> None:
    number = add(cursor)
    action_items.edit(cursor, number, {"owner": "Per Dahl"}, seen=1, author="Ida", now=NOON)
    # A form sends all that it shows: what its author left as it was is no change.
    whole: action_items.Changes = {"owner": "Ida Holm", "next_step": "Call", "due_on": FRIDAY}
    found = action_items.edit(cursor, number, whole, seen=1, author="Per", now=NOON)
    assert (found.owner, found.next_step) == ("Per Dahl", "Call")


def test_two_people_who_change_the_same_thing(cursor: DuckDBPyConnection) -> None:
    number = add(cursor)
    action_items.edit(cursor, number, {"next_step": "Call"}, seen=1, author="Ida", now=NOON)
    with pytest.raises(AbmError, match="Ida changed the next step to 'Call' since you looked"):
        action_items.edit(cursor, number, {"next_step": "Write", "owner": "Per"}, seen=1,
                          author="Per", now=NOON)  # fmt: skip
    assert action_items.find(cursor, number).owner == "Ida Holm"
    agreed = action_items.edit(cursor, number, {"next_step": "Call"}, seen=1, author="Per",
                               now=NOON)  # fmt: skip
    assert agreed.version == 2


def test_closing_and_what_became_of_it(cursor: DuckDBPyConnection) -> None:
    number = add(cursor)
    with pytest.raises(AbmError, match="Say why nobody does it"):
        action_items.close(cursor, number, "dropped", author="Per", now=NOON)
    with pytest.raises(AbmError, match="cannot be closed as 'open'"):
        action_items.close(cursor, number, "open", author="Per", now=NOON)
    done = action_items.close(cursor, number, "done", outcome="Met the CFO.", author="Per Dahl",
                              now=NOON)  # fmt: skip
    assert (done.status, done.outcome, done.closed_by, done.closed_at) == (
        "done", "Met the CFO.", "Per Dahl", NOON)  # fmt: skip
    said = "is done since 4 Mar 2026, by Per Dahl: Met the CFO. Undo that first"
    for again in (
        lambda: action_items.close(cursor, number, "done", author="Ida", now=NOON),
        lambda: action_items.edit(cursor, number, {"owner": "Ida"}, author="Ida", now=NOON),
    ):
        with pytest.raises(AbmError, match=said):
            again()
    back = action_items.undo(cursor, number, author="Ida", now=NOON)
    assert (back.status, back.outcome, back.closed_by, back.closed_at) == ("open", "", "", None)
    assert action_items.undo(cursor, number, author="Ida", now=NOON).status == "done"


def test_nobody_closes_what_another_changed_since(cursor: DuckDBPyConnection) -> None:
    number = add(cursor)
    action_items.edit(cursor, number, {"next_step": "Visit"}, author="Per", now=NOON)
    with pytest.raises(AbmError, match="Per changed the next step since you looked"):
        action_items.close(cursor, number, "done", seen=1, author="Ida", now=NOON)
    done = action_items.close(cursor, number, "done", seen=2, author="Ida", now=NOON)
    assert done.status == "done"


def test_what_cannot_be_taken_back(cursor: DuckDBPyConnection) -> None:
    number = add(cursor)
    with pytest.raises(AbmError, match="Nothing was changed since"):
        action_items.undo(cursor, number, author="Ida", now=NOON)
    action_items.edit(cursor, number, {"owner": "Per", "due_on": FRIDAY + timedelta(1)},
                      author="Per", now=NOON)  # fmt: skip
    with pytest.raises(AbmError, match="Per changed the owner and the due day since you looked"):
        action_items.undo(cursor, number, seen=1, author="Ida", now=NOON)
    with pytest.raises(AbmError, match="There is no action 99"):
        action_items.undo(cursor, 99, author="Ida", now=NOON)


def test_items_follow_a_merge_and_its_undoing(
    opened: store.Store, cursor: DuckDBPyConnection
) -> None:
    number = add(cursor, "a2")
    action_items.edit(cursor, number, {"owner": "Per"}, author="Ida", now=NOON)
    merging.merge(opened, "accounts", "a1", "a2", author="Ida", now=NOON)
    assert action_items.find(cursor, number).account == "Harbourline"
    # The newest change is still that of the owner; the merge is undone as a merge.
    assert action_items.undo(cursor, number, author="Ida", now=NOON).owner == "Ida Holm"
    ((decision,),) = cursor.execute("SELECT decision_id FROM match_decisions").fetchall()
    undoing.undo(opened, decision, author="Ida", now=NOON)
    assert action_items.find(cursor, number).account == "Solvik"


def test_an_erased_person_is_in_no_action(cursor: DuckDBPyConnection) -> None:
    linked = add(cursor, contact_id="c1", next_step="Call METTE LUND on Friday")
    other = add(cursor, "a2", reason="Mette Lund, mette@harbourline.example, moved here")
    plain = add(cursor, "a2", reason="Mettea Lunden is somebody else")
    action_items.edit(cursor, linked, {"next_step": "Write to Mette Lund"}, author="Ida", now=NOON)
    erasure.erase_person(cursor, "mette@harbourline.example", erased_at=NOON, salt="s")
    found = {one.action_id: one for one in action_items.of(cursor)}
    assert found[linked].contact_id is None
    assert found[linked].next_step == "Write to a person who was erased"
    assert found[other].reason == (
        "a person who was erased, a person who was erased, moved here")
    assert found[plain].reason == "Mettea Lunden is somebody else"
    log = str(cursor.execute("SELECT * FROM change_log WHERE entity = 'action_items'").fetchall())
    assert "mette lund" not in log.casefold() and "harbourline.example" not in log
    back = action_items.undo(cursor, linked, author="Ida", now=NOON)
    assert back.next_step == "Call a person who was erased on Friday"


# Two people, in any order: what each read last, what each writes. The oracle is a plain dict.
STEP = st.tuples(
    st.sampled_from(["Ida", "Per"]),
    st.sampled_from(["look", "owner", "next_step", "due_on", "close", "undo"]),
    st.integers(0, 2),
)
VALUES: dict[str, list[Any]] = {
    "owner": ["Ida Holm", "Per Dahl", "Nobody Else"], "next_step": ["Call", "Write", "Visit"],
    "due_on": [FRIDAY, FRIDAY + timedelta(1), FRIDAY + timedelta(2)],
}  # fmt: skip


@settings(max_examples=10, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(STEP, max_size=12))
def test_nobody_overwrites_what_they_have_not_seen(
    cursor: DuckDBPyConnection, steps: list[tuple[str, str, int]]
) -> None:
    """Every state that was ever written is kept by the oracle; undo goes one of them back."""
    number = add(cursor)
    states = [as_written(action_items.find(cursor, number))]
    seen, views = dict.fromkeys(("Ida", "Per"), 1), dict.fromkeys(("Ida", "Per"), states[0])
    for who, what, choice in steps:
        now_is, version = states[-1], len(states)
        expected: dict[str, Any] | None = None
        try:
            if what == "look":
                seen[who], views[who] = version, now_is
                continue
            if what == "undo":
                may = seen[who] == version > 1
                expected = states[-2] if may else None
                action_items.undo(cursor, number, seen=seen[who], author=who, now=NOON)
            elif what == "close":
                may = now_is["status"] == "open"
                expected = now_is | {"status": "done", "closed_by": who} if may else None
                action_items.close(cursor, number, "done", author=who, now=NOON)
            else:
                mine = VALUES[what][choice]
                clash = mine not in (views[who][what], now_is[what]) and (
                    now_is[what] != views[who][what])  # fmt: skip
                keeps = mine == views[who][what] != now_is[what]
                may = now_is["status"] == "open" and not clash
                expected = now_is if keeps else now_is | {what: mine}
                expected = expected if may else None
                action_items.edit(cursor, number, {what: mine}, seen=seen[who], author=who,
                                  now=NOON)  # type: ignore[misc]  # fmt: skip
        except AbmError:
            if expected is not None and not was_touched(states, seen[who], what):
                raise
        found = action_items.find(cursor, number)
        if found.version > len(states):
            assert as_written(found) == expected
            states.append(as_written(found))
        else:
            assert as_written(found) == now_is
    assert action_items.find(cursor, number).version == len(states)


def was_touched(states: list[dict[str, Any]], seen: int, field: str) -> bool:
    """Whether a field had another value in between, so that a change there and back shows."""
    return len({str(one.get(field)) for one in states[seen - 1 :]}) > 1


def as_written(item: ActionItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in
            ("owner", "next_step", "due_on", "status", "closed_by")}  # fmt: skip
