"""The weekly review, composed from the store: everything that a page, file or frozen copy shows."""

from __future__ import annotations

from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from abm_core import formats, house, settings, store
from abm_core.errors import AbmError
from abm_core.measure import points, stage_rules, weeks
from abm_core.review import (
    actions,
    changes,
    deals,
    gap,
    headline,
    headline_wording,
    measures,
    narrowed,
    published,
    recent,
    scope,
    watch,
    weekly_rows,
    why,
)
from abm_core.review.document import Review, Scope
from abm_core.review.known import Known
from abm_core.review.weekly_rows import Began
from abm_core.targeting import target_list

PROGRAMME = Scope()

ONLY_TWO = "DELETE FROM review_deals WHERE end_on NOT IN ($before, $sunday)"
CAME_LATER = """
SELECT count(*) FILTER (NOT was_known) > 0 FROM review_deals WHERE end_on = $sunday
"""
VERSIONS = """
SELECT (SELECT max(import_id) FROM imports WHERE undone_at IS NULL),
       (SELECT max(version) FROM committee_templates),
       (SELECT arg_max(p.name || ', version ' || p.version, s.snapshot_id::BIGINT)
        FROM snapshots s JOIN profiles p USING (profile_id)
        WHERE s.programme_id = $programme_id)
"""


def compose(
    cursor: DuckDBPyConnection, *, as_of: date, programme_id: str | None = None,
    scope: Scope = PROGRAMME, week: date | None = None,
) -> Review:  # fmt: skip
    """The review of one week of one scope.

    ``as_of`` is the newest day in the data. Without a programme it is that which was saved last,
    without a week the last complete one; ``week`` may be any of its days. Raises ``AbmError`` for
    a week that is not over, and where no account is in the scope.
    """
    known = lay_out(cursor, as_of=as_of, programme_id=programme_id, scope=scope, week=week)
    began = weekly_rows.began(cursor)  # before the roll-up is narrowed
    until = recent.through(known)
    if not known.is_listed:  # most accounts count: to lay them out apart would take longer
        return _told(cursor, known, began)
    with narrowed.to_review(
        cursor, since=weeks.monday(until) - timedelta(weeks=settings.DECAY_WEEKS.value),
        points_since=measures.mondays(known.week)[0], until=until,
    ):  # fmt: skip
        return _told(cursor, known, began)


def _told(cursor: DuckDBPyConnection, known: Known, began: Began) -> Review:
    """All parts, in the order in which they need each other's tables."""
    four = measures.read(cursor, known, began)
    cursor.execute(ONLY_TWO, {"before": known.sunday_before, "sunday": known.sunday})
    ((came_later,),) = cursor.execute(CAME_LATER, {"sunday": known.sunday}).fetchall()
    changed = changes.read(cursor, known)
    return Review(
        programme=known.programme, scope=known.scope, week=known.week, as_of=known.as_of,
        currency=known.currency, headline=headline.read(four, changed, gap.read(cursor, known)),
        measures=four, changes=changed, why=why.read(cursor, known, changed),
        watch=watch.read(cursor, known), actions=actions.propose(cursor, known, changed),
        earlier=published.earlier(cursor, known.programme, known.scope, known.week), notes=(),
        reading=headline_wording.reading(known, came_later=came_later),
        footer=headline_wording.footer(known, four), versions=versions(cursor, known.programme_id),
    )  # fmt: skip


def lay_out(
    cursor: DuckDBPyConnection, *, as_of: date, programme_id: str | None = None,
    scope: Scope = PROGRAMME, week: date | None = None,
) -> Known:  # fmt: skip
    """Make ``review_accounts`` and ``review_deals`` of this cursor; what all parts are told."""
    known = lay_out_accounts(
        cursor, as_of=as_of, programme_id=programme_id, scope=scope, week=week)
    ends = measures.ends(known.week)
    deals.lay_out(cursor, ends, known.currency, as_of=known.as_of, open_only=ends[:-2],
                  decided_since=ends[0])  # fmt: skip
    return known


def lay_out_accounts(
    cursor: DuckDBPyConnection, *, as_of: date, programme_id: str | None = None,
    scope: Scope = PROGRAMME, week: date | None = None,
) -> Known:  # fmt: skip
    """Make ``review_accounts`` of this cursor alone."""
    known = _known(cursor, as_of, programme_id, scope, week)
    accounts_of(cursor, known)
    return known


def accounts_of(cursor: DuckDBPyConnection, known: Known) -> None:
    """Make ``review_accounts`` of what is known already."""
    scope.lay_out(cursor, known.programme_id, known.scope, known.week)


def _known(
    cursor: DuckDBPyConnection, as_of: date, programme_id: str | None, whose: Scope,
    week: date | None,
) -> Known:  # fmt: skip
    last = weeks.last_complete(as_of)
    monday = weeks.monday(week) if week else last
    if monday > last:
        raise AbmError(
            f"Week {weeks.name(monday)} is not over: the data reach through "
            f"{formats.day(as_of)}.", f"Choose week {weeks.name(last)} or an earlier one.",
        )  # fmt: skip
    programmes = target_list.programmes(cursor)
    held = [one for one in programmes if programme_id in (None, one.programme_id)]
    if programme_id is not None and not held:
        raise AbmError(f"There is no programme '{programme_id}'.", "Choose one of the list.")
    first = held[0] if held else None
    chosen = house.read(cursor)
    list_on = scope.list_day(cursor, first.programme_id if first else None, monday)
    return Known(
        programme_id=first.programme_id if first else None, programme=first.name if first else "",
        scope=whose, week=monday, as_of=as_of, currency=house.reporting_currency(cursor),
        house=chosen, is_listed=list_on is not None, list_on=list_on,
    )  # fmt: skip


def versions(
    cursor: DuckDBPyConnection, programme_id: str | None
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """Which data and rules a review rests on, by name."""
    ((newest, templates, profile),) = cursor.execute(
        VERSIONS, {"programme_id": programme_id}).fetchall()  # fmt: skip
    rules = points.versions(cursor)
    revision, decisions = store.versions(cursor)
    return (
        ("Newest import", str(newest or formats.NONE)), ("Data", str(revision)),
        ("Decisions", str(decisions)), ("Profile", profile or formats.NONE),
        ("Rules of points", _version(rules[0].version if rules else 0)),
        ("Rules of stages", _version(stage_rules.current(cursor).version)),
        ("Committee templates", _version(templates or 0)),
    )  # fmt: skip


def _version(number: int) -> str:
    return f"version {number}" if number else "as shipped"
