"""Undo, redo, reset: steps as a person counts them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tiny_world import PROFILE

from abm_core.targeting import history
from abm_core.targeting.history import History
from abm_core.targeting.profile import Profile


def weighing(industry: float) -> Profile:
    return PROFILE.with_weights({"Industry": industry})


def test_undo_and_redo() -> None:
    one = history.begin(weighing(0)).push(weighing(1)).push(weighing(2))
    assert one.present == weighing(2) and one.can_undo and not one.can_redo
    back = one.undo()
    assert back.present == weighing(1) and back.can_redo
    assert back.undo().present == weighing(0) and not back.undo().can_undo
    assert back.undo().undo() == back.undo()
    assert back.redo().present == weighing(2)
    assert one.redo() is one
    assert one.present == weighing(2)  # nothing was changed in place


def test_an_edit_after_undo_ends_what_was_undone() -> None:
    found = history.begin(weighing(0)).push(weighing(1)).undo().push(weighing(5))
    assert not found.can_redo and found.undo().present == weighing(0)


def test_one_drag_of_a_slider_is_one_step() -> None:
    found = history.begin(weighing(0))
    for points in (1, 2, 3):
        found = found.push(weighing(points), "w_Industry")
    assert found.present == weighing(3) and found.undo().present == weighing(0)
    assert found.undo().redo().present == weighing(3)


def test_another_control_begins_another_step() -> None:
    stricter = replace(weighing(3), cutoffs=(90.0, 60.0, 40.0))
    found = history.begin(weighing(0)).push(weighing(3), "w").push(stricter, "cutoffs")
    assert found.undo().present == weighing(3)
    again = found.push(replace(stricter, cutoffs=(95.0, 60.0, 40.0)), "cutoffs")
    assert again.undo().present == weighing(3)


def test_a_drag_does_not_go_on_after_undo() -> None:
    found = history.begin(weighing(0)).push(weighing(1), "w").push(weighing(2), "other")
    found = found.undo().push(weighing(7), "w")
    assert found.undo().present == weighing(1)
    again = history.begin(weighing(0)).push(weighing(1)).push(weighing(2), "w").undo()
    assert again.push(weighing(5), "w").undo().present == weighing(1)
    redone = history.begin(weighing(0)).push(weighing(1), "w").undo().redo()
    assert redone.push(weighing(5), "w").undo().present == weighing(1)


def test_a_slider_dragged_back_leaves_no_step() -> None:
    found = history.begin(weighing(0)).push(weighing(1), "w").push(weighing(0), "w")
    assert found.present == weighing(0) and not found.can_undo
    assert not found.push(weighing(0)).can_undo  # nor does an edit that changes nothing


def test_reset_can_be_undone() -> None:
    found = history.begin(weighing(0)).push(weighing(1)).reset()
    assert found.present == weighing(0) and not found.can_reset
    assert found.undo().present == weighing(1) and found.undo().can_reset


def test_the_oldest_steps_are_forgotten_first() -> None:
    found = history.begin(weighing(0))
    for n in range(history.LONGEST + 5):
        found = found.push(replace(PROFILE, capacities=(n, n, n)))
    assert len(found.past) == history.LONGEST
    for _ in range(history.LONGEST):
        found = found.undo()
    assert found.present.capacities[0] == 4 and not found.can_undo


moves = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "a", "b"])), max_size=20)


@given(moves)
def test_undoing_all_then_redoing_all_changes_nothing(made: list[tuple[int, str]]) -> None:
    found = history.begin(weighing(0))
    for points, moved in made:
        found = found.push(weighing(points), moved)
    there: History = found
    n_steps = len(found.past)
    for _ in range(n_steps):
        there = there.undo()
    assert there.present == weighing(0)
    for _ in range(n_steps):
        there = there.redo()
    assert (there.present, there.past) == (found.present, found.past)
