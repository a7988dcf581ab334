"""Scenarios by name and version: kept, renamed, put away, rolled back, by two windows at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from duckdb import DuckDBPyConnection
from tiny_world import NOON, PROFILE, TODAY

from abm_core.errors import AbmError
from abm_core.targeting import model, profiles, scenario_wording, scenarios, target_list
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.profile import Profile
from abm_core.targeting.scenarios import SavedScenario

STRICT = replace(PROFILE, cutoffs=(90.0, 60.0, 40.0))
LOOSE = replace(PROFILE, cutoffs=(70.0, 60.0, 40.0))
LATER = NOON + timedelta(hours=1)
LOG = "SELECT field, old_value, new_value, author FROM change_log ORDER BY change_id"


def save(
    cursor: DuckDBPyConnection, profile: Profile, *, by: str = "Ida", note: str = "",
    based_on: str | None = None,
) -> SavedScenario:  # fmt: skip
    return scenarios.save(
        cursor, profile, author=by, note=note, saved_at=NOON, based_on=based_on
    )


def chain(cursor: DuckDBPyConnection, name: str) -> list[Profile]:
    """All versions of a scenario as profiles, oldest first."""
    found = scenarios.find(cursor, name).versions
    return [profiles.read(cursor, version) for version in reversed(found)]


def make_live(cursor: DuckDBPyConnection, profile: Profile) -> None:
    accounts = Accounts(cursor)
    scored = model.score(model.frame(accounts, profile, as_of=TODAY), profile)
    target_list.save(cursor, accounts, scored, programme="Nordics", as_of=TODAY, saved_at=NOON)


def test_every_save_is_a_version(cursor: DuckDBPyConnection) -> None:
    first = save(cursor, PROFILE, note=" Start ")
    second = save(cursor, STRICT, by="Bo", based_on=first.version.profile_id)
    assert (second.version.name, second.version.version) == ("Clinics", 2)
    assert (first.version.note, second.version.author) == ("Start", "Bo")
    assert second.came_between == () and not second.was_archived
    assert chain(cursor, "clinics ") == [PROFILE, STRICT]
    (only,) = scenarios.listing(cursor)
    assert (only.name, len(only.versions), only.newest) == ("Clinics", 2, second.version)
    assert scenario_wording.saved(second) == "Saved as Clinics, version 2. No tier changed."
    assert scenario_wording.listed(only) == "Clinics, version 2, 2 Mar 2026 by Bo"


def test_two_windows_that_save_under_one_name_both_keep_theirs(
    cursor: DuckDBPyConnection,
) -> None:
    seen = save(cursor, PROFILE).version.profile_id
    mine = save(cursor, STRICT, by="Ida", based_on=seen)
    theirs = save(cursor, LOOSE, by="Bo", based_on=seen)
    assert chain(cursor, "Clinics") == [PROFILE, STRICT, LOOSE]
    assert theirs.came_between == (mine.version,)
    assert scenario_wording.saved(theirs) == (
        "Saved as Clinics, version 3. No tier changed. Version 2 by Ida came between: it is kept, "
        "and yours is the newest. Look at the difference of the two."
    )
    third = save(cursor, PROFILE, by="Eva", based_on=seen)
    assert "2 versions came between, the newest is version 3 by Bo: they are kept" in (
        scenario_wording.saved(third))  # fmt: skip


def test_a_new_name_that_is_taken_is_told(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE)
    other = save(cursor, replace(PROFILE, name="Hospitals"))
    again = save(cursor, replace(PROFILE, name=" CLINICS"), based_on=other.version.profile_id)
    assert again.version.name == "Clinics" and len(again.came_between) == 1


def test_at_the_same_moment(cursor: DuckDBPyConnection) -> None:
    gate, done = Barrier(2), []

    def window(profile: Profile) -> None:
        with cursor.cursor() as own:
            gate.wait()
            done.append(save(own, profile))

    windows = [Thread(target=window, args=(profile,)) for profile in (STRICT, LOOSE)]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    assert sorted(one.version.version for one in done) == [1, 2]
    assert sorted(len(one.came_between) for one in done) == [0, 1]
    kept = chain(cursor, "Clinics")
    assert len(kept) == 2 and STRICT in kept and LOOSE in kept


def test_rolling_back_is_a_new_version(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE)
    save(cursor, STRICT)
    back = scenarios.roll_back(cursor, "clinics", 1, author="Bo", saved_at=LATER, note="too strict")
    assert (back.version, back.author, back.note) == (3, "Bo", "Back to version 1: too strict")
    assert chain(cursor, "Clinics") == [PROFILE, STRICT, PROFILE]
    with pytest.raises(AbmError, match="has no version 9"):
        scenarios.roll_back(cursor, "Clinics", 9, author="", saved_at=LATER)


def test_renaming_takes_every_version_along(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE)
    save(cursor, STRICT)
    make_live(cursor, PROFILE)
    found = scenarios.rename(cursor, "clinics", " Hospitals ", author="Bo", changed_at=LATER)
    assert found.name == "Hospitals" and len(found.versions) == 3
    assert [profile.name for profile in chain(cursor, "Hospitals")] == ["Hospitals"] * 3
    live = target_list.live(cursor, Accounts(cursor), target_list.programmes(cursor)[0])
    assert live.profile == replace(PROFILE, name="Hospitals")
    assert found.live_in == ["Nordics"]
    with pytest.raises(AbmError, match="No profile 'Clinics'"):
        scenarios.find(cursor, "Clinics")
    field, old, new, author = cursor.execute(LOG).fetchall()[-1]
    assert (field, json.loads(old), json.loads(new), author) == (
        "name", "Clinics", "Hospitals", "Bo")  # fmt: skip


def test_a_name_that_is_taken_cannot_be_given(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE)
    save(cursor, replace(PROFILE, name="Hospitals"))
    with pytest.raises(AbmError, match="There is a scenario 'Hospitals' already\\."):
        scenarios.rename(cursor, "Clinics", "hospitals", author="", changed_at=LATER)
    scenarios.archive(cursor, "Hospitals", author="", changed_at=LATER)
    with pytest.raises(AbmError, match="already in the archive"):
        scenarios.rename(cursor, "Clinics", "hospitals", author="", changed_at=LATER)
    assert scenarios.rename(cursor, "Clinics", "CLINICS", author="", changed_at=LATER).name == (
        "CLINICS")  # fmt: skip
    with pytest.raises(AbmError, match="no name"):
        scenarios.rename(cursor, "Clinics", "  ", author="", changed_at=LATER)
    with pytest.raises(AbmError, match="no name"):
        save(cursor, replace(PROFILE, name=" "))


def test_the_archive(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE)
    away = scenarios.archive(cursor, "clinics", author="Bo", changed_at=LATER)
    assert away.archived_at == LATER and scenarios.listing(cursor) == []
    assert scenarios.listing(cursor, archived=True) == [away]
    assert scenario_wording.listed(away).endswith("(in the archive)")
    assert chain(cursor, "Clinics") == [PROFILE]  # still there to be read
    assert scenarios.archive(cursor, "clinics", author="Bo", changed_at=NOON) == away
    back = scenarios.restore(cursor, "clinics", author="Bo", changed_at=LATER)
    assert back.archived_at is None and scenarios.listing(cursor) == [back]
    assert [row[0] for row in cursor.execute(LOG).fetchall()] == ["+", "archived_at", "archived_at"]


def test_saving_brings_a_scenario_out_of_the_archive(cursor: DuckDBPyConnection) -> None:
    save(cursor, PROFILE)
    scenarios.archive(cursor, "Clinics", author="", changed_at=LATER)
    again = save(cursor, STRICT)
    assert again.was_archived and len(scenarios.listing(cursor)) == 1
    assert "It came out of the archive." in scenario_wording.saved(again)


def test_what_is_live_cannot_be_put_away(cursor: DuckDBPyConnection) -> None:
    make_live(cursor, PROFILE)
    with pytest.raises(AbmError, match="'Clinics' is live in Nordics"):
        scenarios.archive(cursor, "Clinics", author="", changed_at=LATER)


def test_making_live_under_other_capitals_goes_on_with_the_chain(
    cursor: DuckDBPyConnection,
) -> None:
    save(cursor, PROFILE)
    make_live(cursor, replace(STRICT, name="clinics"))
    assert chain(cursor, "Clinics") == [PROFILE, STRICT]


def test_differences_under_their_title(cursor: DuckDBPyConnection) -> None:
    old = save(cursor, PROFILE).version
    new = save(cursor, STRICT).version
    assert scenario_wording.changed(old, PROFILE, new, STRICT) == [
        "Clinics, version 1 → Clinics, version 2", "  tier 1 cutoff 80 → 90"]  # fmt: skip
    assert scenario_wording.changed(old, PROFILE, None, PROFILE) == [
        "Clinics, version 1 → the draft", "  The two profiles are the same."]  # fmt: skip
