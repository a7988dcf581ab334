"""What the weekly review looks at: week, scope, programme; what was composed is kept."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import streamlit as st

from abm_core.errors import AbmError
from abm_core.measure import stage_listing, stages, weeks
from abm_core.output import review_words
from abm_core.review import compose, framework, notes, published, revealed, scope
from abm_core.review.document import Note, Review, Scope
from abm_core.review.framework_document import Framework
from abm_core.review.published import Publication
from abm_core.targeting.target_list import Programme
from ui import frame, links

VIEW, WEEK, WHOSE, HOME = "review_view", "review_week", "review_for", "review_programme"
READ = "review_read"
REVIEW, FRAMEWORK = "Weekly review", "Framework"
FROZEN, TODAY = "As published", "As it is today"
SCOPE_NAMES = {"segment": "Segment", "owner": "Owner"}


class Choice(NamedTuple):
    """Programme, scope and week that are asked for; ``as_of`` is the newest day of the data."""

    programme: Programme | None
    scope: Scope
    week: date
    as_of: date


class Shown(NamedTuple):
    """A review with people by name; how and when it was published, where it was.

    ``notes`` are those that stand beside it. ``is_frozen``: as published, not of today.
    """

    review: Review
    publication: Publication | None
    notes: tuple[Note, ...]
    is_frozen: bool


def ready() -> bool:
    """Whether weeks are known, once every computed table is in line with the data."""
    frame.bring_up_to_date()
    with frame.cursor() as cursor:
        return stages.replayed(cursor) is not None


def choose() -> Choice:
    """The choices in a row, which a link carries."""
    as_of = frame.workshop().as_of
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        view_switch()
        programme = _programme(frame.programmes())
        whose = _scope(programme)
        week = _week(programme, whose, as_of) if is_weekly() else weeks.last_complete(as_of)
    return Choice(programme, whose, week, as_of)


def view_switch() -> None:
    """The review of a week, or the framework of measures."""
    links.take(VIEW, [REVIEW, FRAMEWORK], REVIEW)
    st.segmented_control("View", [REVIEW, FRAMEWORK], required=True, key=VIEW,
                         persist_state="session")  # fmt: skip
    links.give(VIEW, REVIEW)


def is_weekly() -> bool:
    """Whether the review is asked for, not the framework."""
    return bool(st.session_state[VIEW] == REVIEW)


def _programme(known: list[Programme]) -> Programme | None:
    if len(known) < 2:
        return known[0] if known else None
    by_id = {one.programme_id: one for one in known}
    usual = known[0].programme_id
    links.take(HOME, list(by_id), usual)
    st.selectbox("Programme", list(by_id), key=HOME, persist_state="session", width=190,
                 format_func=lambda one: by_id[one].name)  # fmt: skip
    links.give(HOME, usual)
    return by_id[st.session_state[HOME]]


def _scope(programme: Programme | None) -> Scope:
    found = _scopes(*frame.decided(), programme.programme_id if programme else None)
    named = {_name(one): one for one in found}
    usual = next(iter(named))
    links.take(WHOSE, list(named), usual)
    st.selectbox("For", list(named), key=WHOSE, persist_state="session", width=210,
                 format_func=lambda one: _label(named[one]))  # fmt: skip
    links.give(WHOSE, usual)
    return named[st.session_state[WHOSE]]


def _name(of: Scope) -> str:
    """A scope in the address."""
    return f"{of.kind}:{of.value}" if of.value else of.kind


def _label(of: Scope) -> str:
    kind = SCOPE_NAMES.get(of.kind)
    return f"{kind}: {of.label}" if kind else of.label


def whole_programme() -> None:
    """Lift the narrowing to a tier, segment or owner."""
    st.session_state.pop(WHOSE, None)
    st.query_params.pop(WHOSE, None)


def _week(programme: Programme | None, whose: Scope, as_of: date) -> date:
    past = _weeks(*frame.decided(), as_of)
    done = {one.week for one in _publications(*frame.decided(), _home(programme))
            if one.scope == whose}  # fmt: skip
    named = {weeks.name(one): one for one in past}
    usual = next(iter(named))
    links.take(WEEK, list(named), usual)
    st.selectbox("Week", list(named), key=WEEK, persist_state="session", width=290,
                 format_func=lambda one: _week_label(named[one], done))  # fmt: skip
    links.give(WEEK, usual)
    return named[st.session_state[WEEK]]


def _week_label(week: date, done: set[date]) -> str:
    return f"{review_words.week(week)}{' · published' if week in done else ''}"


def _home(programme: Programme | None) -> str:
    return programme.name if programme else ""


def composed(choice: Choice) -> Review:
    """The review as the store has it today, people by name; ``AbmError`` where there is none."""
    return _made(choice)[1]


def marked(choice: Choice) -> Review:
    """The same with people as marks: what is published."""
    return _made(choice)[0]


def _made(choice: Choice) -> tuple[Review, Review]:
    found = _composed(*frame.decided(), choice)
    if isinstance(found, AbmError):
        raise found
    return found


def shown(choice: Choice) -> Shown:
    """The review of the week: as published where it was, unless that of today is asked for."""
    with frame.cursor() as cursor:
        publication = published.newest(
            cursor, _home(choice.programme), choice.scope, choice.week)
        if publication is None or st.session_state.get(READ) == TODAY:
            written = notes.of(cursor, _home(choice.programme), choice.scope, choice.week)
            review = composed(choice)
            return Shown(review, publication, tuple(one.note for one in written), False)
        later = published.later_notes(cursor, publication)
        review = published.opened(cursor, publication.review_id)
    return Shown(review, publication, tuple(one.note for one in later), True)


def differs(choice: Choice, frozen: Review) -> bool:
    """Whether the week would be told otherwise today than it was published."""
    try:
        return _told(composed(choice)) != _told(frozen)
    except AbmError:
        return True


def _told(of: Review) -> tuple[object, ...]:
    return (of.headline.text, [(one.key, one.values[-1:], one.signal) for one in of.measures],
            [one.said.text for one in of.changes], [one.text for one in (*of.why, *of.watch)],
            [one.key for one in of.actions])  # fmt: skip


def framework_of(choice: Choice) -> Framework:
    """The measurement framework, kept in the same way."""
    found = _framework(*frame.decided(), choice)
    if isinstance(found, AbmError):
        raise found
    return found


@st.cache_resource(show_spinner=False, max_entries=16)
def _composed(
    path: str, opened: int, versions: tuple[int, int], choice: Choice
) -> tuple[Review, Review] | AbmError:
    programme = choice.programme.programme_id if choice.programme else None
    with frame.open_once(path).cursor() as cursor:
        try:
            made = compose.compose(cursor, as_of=choice.as_of, programme_id=programme,
                                   scope=choice.scope, week=choice.week)  # fmt: skip
        except AbmError as error:  # kept as well: the same question has the same answer
            return error
        return made, revealed.now(cursor, made)


@st.cache_resource(show_spinner=False, max_entries=8)
def _framework(
    path: str, opened: int, versions: tuple[int, int], choice: Choice
) -> Framework | AbmError:
    programme = choice.programme.programme_id if choice.programme else None
    with frame.open_once(path).cursor() as cursor:
        try:
            return framework.read(cursor, as_of=choice.as_of, programme_id=programme,
                                  scope=choice.scope)  # fmt: skip
        except AbmError as error:
            return error


@st.cache_resource(show_spinner=False, max_entries=8)
def _scopes(
    path: str, opened: int, versions: tuple[int, int], programme_id: str | None
) -> list[Scope]:
    with frame.open_once(path).cursor() as cursor:
        return scope.choices(cursor, listed=scope.is_listed(cursor, programme_id))


@st.cache_resource(show_spinner=False, max_entries=8)
def _weeks(path: str, opened: int, versions: tuple[int, int], as_of: date) -> list[date]:
    with frame.open_once(path).cursor() as cursor:
        known = stages.replayed(cursor)
    return stage_listing.week_choices(known) if known else [weeks.last_complete(as_of)]


@st.cache_resource(show_spinner=False, max_entries=8)
def _publications(
    path: str, opened: int, versions: tuple[int, int], programme: str
) -> list[Publication]:
    with frame.open_once(path).cursor() as cursor:
        return published.listing(cursor, programme)

