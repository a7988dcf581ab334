"""Every sentence about scenarios, with what triggers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from abm_core import formats
from abm_core.targeting import differences
from abm_core.targeting.profile import Profile
from abm_core.targeting.profiles import Version
from abm_core.targeting.scenarios import SavedScenario, Scenario


def named(version: Version) -> str:
    """A version as people call it."""
    return f"{version.name}, version {version.version}"


def described(version: Version) -> str:
    """A version with its day, author and note; also the first line of an exported file."""
    by = f" by {version.author}" if version.author else ""
    note = f": {version.note}" if version.note else ""
    return f"{named(version)}, {formats.day(version.saved_at.date())}{by}{note}"


def listed(scenario: Scenario) -> str:
    """One line of the list of scenarios."""
    live = f" (live in {formats.listed(scenario.live_in)})" if scenario.live_in else ""
    away = " (in the archive)" if scenario.archived_at and not scenario.live_in else ""
    return f"{described(scenario.newest)}{live}{away}"


def saved(done: SavedScenario) -> str:
    """What a save did, and who came between."""
    parts = [f"Saved as {named(done.version)}. No tier changed."]
    if done.was_archived:
        parts.append("It came out of the archive.")
    if done.came_between:
        parts.append(_came_between(done.came_between))
    return " ".join(parts)


def _came_between(unseen: Sequence[Version]) -> str:
    """The versions that the author had not seen: both are kept."""
    newest = unseen[0]
    by = f" by {newest.author}" if newest.author else ""
    if len(unseen) == 1:
        what = f"Version {newest.version}{by} came between"
    else:
        what = (
            f"{formats.count(len(unseen))} versions came between, the newest is version "
            f"{newest.version}{by}"
        )
    kept = "it is kept" if len(unseen) == 1 else "they are kept"
    return f"{what}: {kept}, and yours is the newest. Look at the difference of the two."


def changed(
    old: Version | None, old_profile: Profile, new: Version | None, new_profile: Profile
) -> list[str]:
    """What tells two profiles apart, under a line that names them; ``None`` is the draft."""
    title = f"{named(old) if old else 'The draft'} → {named(new) if new else 'the draft'}"
    found = differences.words(old_profile, new_profile)
    return [title, *(f"  {text}" for text in found or [differences.NO_DIFFERENCE])]


def restored(kept_at: datetime, *, now: datetime, time_zone: str | None) -> str:
    """That an unsaved draft is there again; both times in UTC, told in the reader's time zone."""
    return f"Unsaved draft from {formats.moment(kept_at, now=now, time_zone=time_zone)} restored."
