"""The desk of drafts: reload, restart, duplicated windows, old drafts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tiny_world import NOON, PROFILE

from abm_core import formats, store
from abm_core.errors import AbmError
from abm_core.store import Store
from abm_core.targeting import history, scenario_wording, working_drafts
from abm_core.targeting.desk import Desk
from abm_core.targeting.working_drafts import Kept

DRAFTS = "SELECT window_id, programme_id, seen_save FROM working_drafts ORDER BY ALL"
EDITED = PROFILE.with_weights({"Industry": 3.0})
OTHER = PROFILE.with_weights({"Industry": 7.0})


def somebody(session: str) -> bool:
    return True


def nobody(session: str) -> bool:
    return False


@pytest.fixture
def kept_in(tmp_path: Path) -> Iterator[Store]:
    opened = store.open_store(tmp_path / "abm.duckdb")
    yield opened
    opened.close()


def draft(profile: object = EDITED, at: datetime = NOON) -> Kept:
    steps = history.begin(PROFILE).push(profile)  # type: ignore[arg-type]
    return Kept(steps.present, None, 4, at, steps)


def home(of: Store, programme: str = "1") -> tuple[str, str]:
    return str(of.path), programme


def rows(of: Store) -> list[tuple[object, ...]]:
    with of.cursor() as cursor:
        return cursor.execute(DRAFTS).fetchall()


def test_a_reload_finds_the_draft_with_its_steps(kept_in: Store) -> None:
    desk = Desk()
    window = desk.sit(None, "first", new="window-1", is_there=somebody)
    desk.lay(window, home(kept_in), kept_in, draft())
    again = desk.sit(window, "second", new="window-2", is_there=nobody)
    assert again == window == "window-1"
    assert desk.find(again, home(kept_in), kept_in) == draft()
    assert desk.is_mine(window, "second") and not desk.is_mine(window, "first")


def test_after_a_restart_the_draft_is_there_without_its_steps(kept_in: Store) -> None:
    before = Desk()
    before.sit(None, "first", new="window-1", is_there=somebody)
    before.lay("window-1", home(kept_in), kept_in, draft())
    assert rows(kept_in) == []  # not yet written
    before.flush()
    assert rows(kept_in) == [("window-1", "1", 4)]
    after = Desk()
    assert after.sit("window-1", "second", new="window-2", is_there=somebody) == "window-1"
    assert after.find("window-1", home(kept_in), kept_in) == Kept(EDITED, None, 4, NOON)
    assert after.find("window-1", home(kept_in, "2"), kept_in) is None


def test_a_duplicate_of_a_window_gets_a_copy_of_its_own(kept_in: Store) -> None:
    desk = Desk()
    desk.sit("window-1", "first", new="unused-1", is_there=somebody)
    desk.lay("window-1", home(kept_in), kept_in, draft())
    desk.lay("window-1", home(kept_in, "2"), kept_in, draft(OTHER))
    second = desk.sit("window-1", "second", new="window-2", is_there=somebody, stores=[kept_in])
    assert second == "window-2" and desk.is_mine("window-1", "first")
    desk.lay("window-2", home(kept_in), kept_in, draft(OTHER))
    assert desk.find("window-1", home(kept_in), kept_in) == draft()
    desk.flush()
    assert rows(kept_in) == [
        ("window-1", "1", 4), ("window-1", "2", 4), ("window-2", "1", 4), ("window-2", "2", 4)
    ]  # fmt: skip
    after = Desk()
    found = [after.find(name, home(kept_in), kept_in) for name in ("window-1", "window-2")]
    assert [one.profile for one in found if one] == [EDITED, OTHER]


def test_what_is_given_up_or_equals_its_start_is_not_stored(kept_in: Store) -> None:
    desk = Desk()
    desk.lay("window-1", home(kept_in), kept_in, draft())
    desk.flush()
    steps = history.begin(PROFILE).push(EDITED).undo()
    desk.lay("window-1", home(kept_in), kept_in, Kept(steps.present, None, 4, NOON, steps))
    desk.flush()
    assert rows(kept_in) == []
    assert desk.find("window-1", home(kept_in), kept_in).history.can_redo  # type: ignore[union-attr]
    desk.lay("window-1", home(kept_in), kept_in, None)
    assert desk.find("window-1", home(kept_in), kept_in) is None


def test_drafts_past_their_time_are_forgotten(kept_in: Store) -> None:
    desk = Desk()
    desk.lay("window-1", home(kept_in), kept_in, draft())
    desk.flush()
    desk.lay("window-2", home(kept_in), kept_in, draft(at=NOON + timedelta(days=30)))
    desk.flush()
    assert [row[0] for row in rows(kept_in)] == ["window-1", "window-2"]
    desk.lay("window-2", home(kept_in), kept_in, draft(at=NOON + timedelta(days=30, minutes=1)))
    desk.flush()
    assert [row[0] for row in rows(kept_in)] == ["window-2"]


def test_a_name_that_is_none_of_ours_is_not_taken_from_an_address() -> None:
    for asked in (None, "", "short", "x" * 41, "no blanks here", "drop;table"):
        assert Desk().sit(asked, "s", new="window-9", is_there=nobody) == "window-9"


def test_a_closed_store_stops_nobody(kept_in: Store, tmp_path: Path) -> None:
    lost = store.open_store(tmp_path / "lost.duckdb")
    desk = Desk()
    desk.lay("window-1", home(lost), lost, draft())
    desk.lay("window-1", home(kept_in), kept_in, draft())
    lost.close()
    desk.flush()
    assert len(rows(kept_in)) == 1


def test_a_draft_that_cannot_be_read_is_a_problem_in_words(kept_in: Store) -> None:
    with kept_in.cursor() as cursor:
        working_drafts.write(cursor, "window-1", "1", draft())
        cursor.execute("UPDATE working_drafts SET definition = $text",
                       {"text": json.dumps({"profile": 1})})  # fmt: skip
    with pytest.raises(AbmError):
        Desk().find("window-1", home(kept_in), kept_in)


def test_when_a_draft_was_left_in_the_time_of_the_reader() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC).replace(tzinfo=None)
    assert scenario_wording.restored(NOON, now=late, time_zone=None) == (
        "Unsaved draft from 12:00 restored."
    )
    assert scenario_wording.restored(NOON, now=late, time_zone="Europe/Copenhagen") == (
        "Unsaved draft from 2 Mar 2026, 13:00 restored."  # there it is past midnight
    )
    assert formats.moment(NOON, now=late, time_zone="Nowhere/Else") == "12:00"
