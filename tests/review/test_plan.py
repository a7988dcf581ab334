"""Plans of accounts: two people who edit the same section lose nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from coverage_world import contact, opened, target
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from abm_core import erasure, store
from abm_core.errors import AbmError
from abm_core.review import merge, plan
from abm_core.review.plan import Conflict, Text

NOW = datetime(2026, 3, 2, 9)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """A store with the account acme."""
    with opened(tmp_path) as one:
        target(one, "acme")
        yield one


def save(
    cursor: DuckDBPyConnection, text: str, opened: int = 0, author: str = "Ida",
    section: str = "objectives",
) -> Text | Conflict:  # fmt: skip
    """Save a section of acme's plan."""
    return plan.save(cursor, "acme", section, text, opened=opened, author=author, now=NOW)


def saved(cursor: DuckDBPyConnection, text: str, opened: int = 0, author: str = "Ida") -> Text:
    """Save it where nobody was faster."""
    found = save(cursor, text, opened, author)
    assert isinstance(found, Text)
    return found


def test_a_plan_begins_empty_and_keeps_every_text(cursor: DuckDBPyConnection) -> None:
    assert [one.text_id for one in plan.read(cursor, "acme").values()] == [0] * 6
    first = saved(cursor, "Win the data team  \n\n")
    second = saved(cursor, "Win the data team\nRenew", first.text_id, "Ben")
    assert plan.read(cursor, "acme")["objectives"] == second
    assert [(one.text, one.author) for one in plan.history(cursor, "acme", "objectives")] == [
        ("Win the data team\nRenew", "Ben"), ("Win the data team", "Ida")]  # fmt: skip
    assert cursor.execute("SELECT entity_id, author FROM change_log WHERE entity = 'plan_texts'"
                          ).fetchall() == [("1", "Ida"), ("2", "Ben")]  # fmt: skip


def test_who_was_slower_sees_both_texts_and_nothing_is_written(
    cursor: DuckDBPyConnection,
) -> None:
    base = saved(cursor, "one\ntwo\nthree")
    theirs = saved(cursor, "ONE\ntwo\nthree", base.text_id, "Ben")
    found = save(cursor, "one\ntwo\nthree\nfour", base.text_id)
    assert isinstance(found, Conflict)
    assert (found.base, found.theirs, found.mine) == (base, theirs, "one\ntwo\nthree\nfour")
    assert found.proposal == ("ONE\ntwo\nthree\nfour", 0)
    assert plan.read(cursor, "acme")["objectives"] == theirs
    both = saved(cursor, found.proposal.text, theirs.text_id)
    assert plan.history(cursor, "acme", "objectives") == [both, theirs, base]


def test_two_first_texts_are_a_conflict_too(cursor: DuckDBPyConnection) -> None:
    saved(cursor, "Ben's", 0, "Ben")
    found = save(cursor, "Ida's")
    assert isinstance(found, Conflict)
    assert found.proposal == ("Ben's\nIda's", 1)


def test_the_same_text_twice_is_no_conflict(cursor: DuckDBPyConnection) -> None:
    first = saved(cursor, "same")
    assert save(cursor, "same \n", 0) == first
    assert len(plan.history(cursor, "acme", "objectives")) == 1


def test_other_sections_do_not_stand_in_the_way(cursor: DuckDBPyConnection) -> None:
    saved(cursor, "x")
    assert isinstance(save(cursor, "y", section="challenges"), Text)


def test_an_earlier_text_is_brought_back_as_a_new_one(cursor: DuckDBPyConnection) -> None:
    first = saved(cursor, "first")
    second = saved(cursor, "second", first.text_id)
    back = plan.restore(cursor, "acme", first.text_id, opened=second.text_id, author="Ida",
                        now=NOW)  # fmt: skip
    assert isinstance(back, Text)
    assert (back.text, back.restores) == ("first", first.text_id)
    late = plan.restore(cursor, "acme", second.text_id, opened=second.text_id, author="Ben",
                        now=NOW)  # fmt: skip
    assert isinstance(late, Conflict)
    with pytest.raises(AbmError, match="not part of the plan"):
        plan.restore(cursor, "acme", 99, opened=back.text_id, author="Ida", now=NOW)


@pytest.mark.parametrize(("account", "section", "text", "author", "said"), [
    ("nobody", "objectives", "x", "Ida", "no account nobody"),
    ("acme", "hopes", "x", "Ida", "no section 'hopes'"),
    ("acme", "objectives", "x" * 20_001, "Ida", "20,001 letters"),
    ("acme", "objectives", "x", " ", "name"),
])  # fmt: skip
def test_refusals(
    cursor: DuckDBPyConnection, account: str, section: str, text: str, author: str, said: str
) -> None:
    with pytest.raises(AbmError) as caught:
        plan.save(cursor, account, section, text, opened=0, author=author, now=NOW)
    assert said in f"{caught.value.problem} {caught.value.fix}"


def test_an_erased_person_vanishes_from_all_texts(cursor: DuckDBPyConnection) -> None:
    contact(cursor, "ann", "acme")
    cursor.execute("UPDATE contacts SET name = 'Ann Lee' WHERE contact_id = 'ann'")
    first = saved(cursor, "Meet ann lee (ann@acme.example)")
    saved(cursor, "Met Ann Lee, not Ann Leeds", first.text_id)
    erasure.erase_person(cursor, "ann@acme.example", erased_at=NOW, salt="s")
    for one in plan.history(cursor, "acme", "objectives"):
        assert "ann lee " not in f"{one.text.lower()} " and "ann@" not in one.text
    assert "not Ann Leeds" in plan.read(cursor, "acme")["objectives"].text


def test_two_at_the_same_moment(cursor: DuckDBPyConnection) -> None:
    """Threads that save over the same text: one is written, all others are told."""
    base = saved(cursor, "base")
    outcomes: list[Text | Conflict] = []

    def write(number: int) -> None:
        with cursor.cursor() as own:
            outcomes.append(save(own, f"text {number}", base.text_id, f"P{number}"))

    threads = [Thread(target=write, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(isinstance(one, Text) for one in outcomes) == 1
    assert len(plan.history(cursor, "acme", "objectives")) == 2


class Editor:
    """Somebody with a browser: what they opened, and what they have typed into it since."""

    def __init__(self, name: str) -> None:
        self.name, self.seen, self.draft = name, Text(0, "objectives", ""), ""

    def open(self, cursor: DuckDBPyConnection) -> None:
        """Look at the plan afresh, unless something typed waits to be saved."""
        if self.draft == self.seen.text:
            self.seen = plan.read(cursor, "acme")["objectives"]
            self.draft = self.seen.text

    def type(self, chance: Random, token: str) -> None:
        """Put a line in somewhere, or take one's own or another's out."""
        lines = self.draft.splitlines()
        if lines and chance.random() < 0.2:
            lines.pop(chance.randrange(len(lines)))
        else:
            lines.insert(chance.randint(0, len(lines)), token)
        self.draft = "\n".join(lines)

    def save(self, cursor: DuckDBPyConnection) -> None:
        """Save; on a conflict go on with the proposal that holds both."""
        found = save(cursor, self.draft, self.seen.text_id, self.name)
        if isinstance(found, Conflict):
            assert found.mine == self.draft, "what was typed comes back as it was"
            self.seen, self.draft = found.theirs, found.proposal.text
        else:
            self.seen, self.draft = found, found.text


@pytest.mark.parametrize("seed", range(6))
def test_random_interleavings_of_two_editors_lose_nothing(
    cursor: DuckDBPyConnection, seed: int
) -> None:
    """Every text is written by somebody who has seen the one before it, and all are kept."""
    chance = Random(seed)
    editors = [Editor("Ida"), Editor("Ben")]
    for step in range(30):
        one = chance.choice(editors)
        before = [past.text_id for past in plan.history(cursor, "acme", "objectives")]
        match chance.choice(["open", "type", "type", "save"]):
            case "open":
                one.open(cursor)
            case "type":
                one.type(chance, f"{one.name} {step}")
            case "save":
                seen, typed = one.seen, set(one.draft.splitlines())
                one.save(cursor)
                assert typed <= set(one.draft.splitlines()) | _dropped_by_others(cursor, seen)
        after = [past.text_id for past in plan.history(cursor, "acme", "objectives")]
        assert after[-len(before):] == before if before else True, "no text ever goes"
    texts = plan.history(cursor, "acme", "objectives")[::-1]
    assert [one.based_on for one in texts] == [None, *(one.text_id for one in texts[:-1])]


def _dropped_by_others(cursor: DuckDBPyConnection, seen: Text) -> set[str]:
    """Lines of a text that somebody took out since."""
    now = set(plan.read(cursor, "acme")["objectives"].text.splitlines())
    return set(seen.text.splitlines()) - now


LINES = st.lists(st.sampled_from("abcdefgh"), max_size=8).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(base=LINES, theirs=LINES, mine=LINES)
def test_a_merge_holds_what_either_side_put_in(base: str, theirs: str, mine: str) -> None:
    merged = set(merge.merge(base, theirs, mine).text.splitlines())
    for side in (theirs, mine):
        assert set(side.splitlines()) - set(base.splitlines()) <= merged


@settings(max_examples=100, deadline=None)
@given(base=LINES, mine=LINES)
def test_a_merge_with_no_edit_is_the_other_edit(base: str, mine: str) -> None:
    assert merge.merge(base, base, mine) == (mine, 0)
    assert merge.merge(base, mine, base) == (mine, 0)
    assert merge.merge(base, mine, mine) == (mine, 0)


def test_edits_apart_from_each_other_do_not_clash() -> None:
    base = [f"line {n}" for n in range(20)]
    chance = Random(3)
    for _ in range(50):
        low, high = chance.randrange(0, 9), chance.randrange(11, 20)
        theirs, mine = list(base), list(base)
        theirs[low], mine[high] = "THEIRS", "MINE"
        both = list(base)
        both[low], both[high] = "THEIRS", "MINE"
        found = merge.merge("\n".join(base), "\n".join(theirs), "\n".join(mine))
        assert found == ("\n".join(both), 0)


def test_saving_counts_as_a_decision(cursor: DuckDBPyConnection) -> None:
    before = store.versions(cursor)
    saved(cursor, "x")
    assert store.versions(cursor) == (before[0], before[1] + 1)
    assert plan.read(cursor, "acme")["objectives"].saved_at == NOW != NOW + timedelta(1)
