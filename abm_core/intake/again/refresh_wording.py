"""Every sentence that a refresh prints, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from abm_core import formats, schema
from abm_core.intake.again.since import Change, Since
from abm_core.intake.again.vanished import Missed, Part
from abm_core.intake.layout.layouts import Difference

# Where the name of the table is not the plural of a row.
PLURALS = {"target_list": "target list entries", "stage_history": "stages of opportunities"}


def paragraph(since: Since, missed: Missed, *, n_rejected: int, left_out: Sequence[str]) -> str:
    """What changed since the import before, who is missing, and what was not taken in."""
    sentences = [
        _changes(since), _closed(since), _vanished(missed.flagged),
        _deleted(missed.deleted), _returned(missed.returned),
        *map(partial, missed.parts), _rejected(n_rejected), _left_out(left_out),
    ]  # fmt: skip
    return " ".join(filter(None, sentences))


def _changes(since: Since) -> str:
    day = formats.day(since.before.date()) if since.before else ""
    told = [_change(one) for one in since.changes]
    if not told:
        return f"Nothing has changed since {day}." if day else "The files hold nothing new."
    start = f"Since {day}: " if day else "First import: "
    return f"{start}{'; '.join(told)}."


def _change(one: Change) -> str:
    parts = []
    if one.n_new:
        parts.append(f"{named(one.entity, one.n_new)} new")
    if one.n_changed:
        fields = ", ".join(f"{label} {formats.count(n)}" for label, n in one.fields)
        number = formats.count(one.n_changed) if one.n_new else named(one.entity, one.n_changed)
        parts.append(f"{number} changed{f' ({fields})' if fields else ''}")
    return " and ".join(parts)


def named(entity: str, n: int) -> str:
    """A number with the entity's word: "1 account", "2 opportunities".

    >>> named("opportunities", 1), named("accounts", 1200)
    ('1 opportunity', '1,200 accounts')
    """
    kind = schema.entity(entity)
    return formats.counted(n, kind.singular, PLURALS.get(entity, kind.label.lower()))


def _closed(since: Since) -> str:
    won = f"{formats.counted(since.n_won, 'opportunity', 'opportunities')} won"
    if since.n_won and since.n_lost:
        return f"{won}, {formats.count(since.n_lost)} lost."
    lost = f"{formats.counted(since.n_lost, 'opportunity', 'opportunities')} lost"
    return f"{won}." if since.n_won else f"{lost}." if since.n_lost else ""


def _several(counts: Mapping[str, int]) -> str:
    return formats.listed([named(entity, n) for entity, n in sorted(counts.items())])


def _vanished(counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    are = "is" if sum(counts.values()) == 1 else "are"
    return (
        f"{_several(counts)} of the last full export {are} missing from this one, deleted or "
        f"merged in the CRM: flagged, and nothing was removed here."
    )


def _deleted(counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    are = "is" if sum(counts.values()) == 1 else "are"
    return (
        f"{_several(counts)} {are} marked as deleted in the CRM: flagged, and nothing was removed "
        "here."
    )


def _returned(counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    was, now = ("was", "is") if sum(counts.values()) == 1 else ("were", "are")
    return f"{_several(counts)} that {was} missing {now} back."


def partial(part: Part) -> str:
    """Why nobody of a file was flagged as missing."""
    files = formats.listed(list(part.files))
    hold = "holds" if len(part.files) == 1 else "hold"
    return (
        f"{files} {hold} {formats.count(part.n_found)} of the "
        f"{named(part.entity, part.n_before)} of the last time, so it was taken as a part and "
        "nobody was flagged as missing."
    )


def _rejected(n: int) -> str:
    return f"{formats.counted(n, 'row')} {'was' if n == 1 else 'were'} rejected." if n else ""


def _left_out(files: Sequence[str]) -> str:
    if not files:
        return ""
    return f"Left out: {formats.listed(list(files))}."


def superseded(newer: str) -> str:
    """Why an older export of the same layout is not read."""
    return f"{newer} is a newer export of the same columns."


def other_headers(found: Difference) -> str:
    """Why a file whose columns have changed is not read without a look at it."""
    told = []
    if found.new:
        told.append(f"new: {formats.listed(_quoted(found.new))}")
    if found.gone:
        told.append(f"gone: {formats.listed(_quoted(found.gone))}")
    return (
        f"Its columns are not those of the last time ({'; '.join(told)}). Import it once on its "
        "own and check which column fills what; from then on it comes with the others."
    )


def open_question(text: str) -> str:
    """Why a file that leaves something open is not read."""
    return f"{text} Import it once on its own and say which; the answer is remembered."


def _quoted(headers: Sequence[str]) -> list[str]:
    return [f"'{header}'" for header in headers]


def recognised(file: str, entity: str, n_filled: int, n_columns: int) -> str:
    """What a file that never came before was taken as."""
    return (
        f"{file} came for the first time and was read as "
        f"{PLURALS.get(entity, schema.entity(entity).label.lower())}: {n_filled} of {n_columns} "
        "columns fill a field of ours."
    )
