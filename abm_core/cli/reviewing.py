"""The command of the weekly review: tell it, write it, publish it, list what is published."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats, upkeep
from abm_core.cli.answer import Answer, check_place, lent, write_file
from abm_core.errors import AbmError, did_you_mean
from abm_core.measure import weeks
from abm_core.output import review_html, review_pdf, review_words, review_workbook
from abm_core.overview import newest_day
from abm_core.review import notes, plainly, published, revealed
from abm_core.review.compose import compose
from abm_core.review.document import Changes, Note, Review
from abm_core.review.published import Publication
from abm_core.targeting import target_list, weekly
from abm_core.targeting.target_list import Programme

Data = dict[str, Any]
EXAMPLES = 3  # changes of a kind that are told; --json and .xlsx have all


class Told(NamedTuple):
    """A review with people by name, who published it, and the notes that came later."""

    review: Review
    publication: Publication | None
    later: tuple[Note, ...]


WRITERS: dict[str, Callable[[Told, datetime], bytes]] = {
    ".html": lambda told, _: _html(told).encode(),
    ".pdf": lambda told, _: review_pdf.pdf(_html(told)),
    ".xlsx": lambda told, now: review_workbook.workbook(
        told.review, told.publication, later=told.later,
        made_at=told.publication.published_at if told.publication else now,
    ),
}  # fmt: skip


def review(arguments: argparse.Namespace, now: datetime) -> Answer:
    """What changed, why, what to watch, who acts; published weeks as they were published."""
    _check(arguments)
    with _ready(arguments, now) as cursor:
        if arguments.action == "list":
            return _list(cursor, arguments)
        told = _told(cursor, arguments, now)
    if arguments.out:
        write_file(arguments.out, WRITERS[arguments.out.suffix.lower()](told, now))
    return Answer(_lines(told, arguments.out), _data(told, arguments.out))


@contextmanager
def _ready(arguments: argparse.Namespace, now: datetime) -> Iterator[DuckDBPyConnection]:
    """A cursor whose computed tables are in line with the data."""
    with lent(arguments) as cursor:
        upkeep.compute(cursor, now=now)
        yield cursor


def _check(arguments: argparse.Namespace) -> None:
    """Refuse, before anything is done, what cannot be done."""
    check_place(arguments.out)
    if arguments.out and arguments.out.suffix.lower() not in WRITERS:
        raise AbmError(f"{arguments.out.name} is no kind of file that this can write.",
                       "End its name in .html, .xlsx or .pdf.")  # fmt: skip
    if arguments.out and arguments.out.suffix.lower() == ".pdf" and not review_pdf.can():
        raise review_pdf.NO_PRINTER
    if arguments.correction and not arguments.publish:
        raise AbmError("A correction is a further version of a published review.",
                       "Add --publish and --author.")  # fmt: skip


def _told(cursor: DuckDBPyConnection, arguments: argparse.Namespace, now: datetime) -> Told:
    as_of = arguments.as_of or newest_day(cursor) or now.date()
    home = _programme(cursor, arguments.programme)
    day = weekly.day_of(arguments.week) if arguments.week else None
    monday = weeks.monday(day) if day else weeks.last_complete(as_of)
    name, scope = home.name if home else "", arguments.scope
    there = published.newest(cursor, name, scope, monday)
    if there and not arguments.recomputed and not arguments.publish:
        return _frozen(cursor, there)
    made = compose(cursor, as_of=as_of, programme_id=home.programme_id if home else None,
                   scope=scope, week=monday)  # fmt: skip
    if arguments.publish:
        number = published.publish(cursor, made, author=arguments.author, now=now,
                                   correction=arguments.correction)  # fmt: skip
        return _frozen(cursor, published.publication(cursor, number))
    so_far = tuple(one.note for one in notes.of(cursor, made.programme, scope, monday))
    return Told(revealed.now(cursor, made)._replace(notes=so_far), None, ())


def _frozen(cursor: DuckDBPyConnection, of: Publication) -> Told:
    later = tuple(one.note for one in published.later_notes(cursor, of))
    return Told(published.opened(cursor, of.review_id), of, later)


def _programme(cursor: DuckDBPyConnection, name: str | None) -> Programme | None:
    """The programme of that name, else the one saved last; none where there is none."""
    known = target_list.programmes(cursor)
    if name is None:
        return known[0] if known else None
    for one in known:
        if one.name.casefold() == name.casefold():
            return one
    raise AbmError(f"There is no programme '{name}'.",
                   did_you_mean(name, [one.name for one in known]) if known else
                   "Save a target list first: python -m abm_core tiers --save")  # fmt: skip


def _html(told: Told) -> str:
    return review_html.page(told.review, told.publication, later=told.later)


def _lines(told: Told, out: Path | None) -> list[str]:
    of = told.review
    parts: list[tuple[str, list[str]]] = [
        ("", [one.said.text for one in of.measures]),
        (review_words.CHANGED, [line for group in of.changes if group.changes
                                for line in _changed(group)]),
        (review_words.WHY, [one.text for one in of.why]),
        (review_words.WATCH, [one.text for one in of.watch]),
        (review_words.TO_DO, [_action(row) for row in (
            review_words.action(one, of.week) for one in of.actions)]),
        (review_words.BEFORE, [f"{one.status}: {review_words.became(one, of.week)}"
                               for one in of.earlier]),
        (review_words.DECIDED, [f"{one.kind}: {review_words.noted(one)}" for one in of.notes]),
        (review_words.ADDED, [f"{one.kind}: {review_words.noted(one)}" for one in told.later]),
    ]  # fmt: skip
    said = [of.headline.text, f"{review_words.week(of.week)}. {review_words.whose(of)}."]
    for heading, lines in parts:
        if lines or heading in review_words.QUIET:
            said += ["", *([f"{heading}:"] if heading else []),
                     *(f"  {one}" for one in lines or [review_words.QUIET[heading]])]  # fmt: skip
    said += ["", of.reading, review_words.publication(told.publication)]
    return [*said, f"Wrote {out}."] if out else said


def _changed(of: Changes) -> list[str]:
    return [of.said.text, *(f"  {one.said.text} {one.cause.text}".rstrip()
                            for one in of.changes[:EXAMPLES])]  # fmt: skip


def _action(row: tuple[str, ...]) -> str:
    account, reason, owner, step, day = row
    return f"{account}: {reason.rstrip('.')}. {step.rstrip('.')} ({owner}, by {day})."


def _data(told: Told, out: Path | None) -> Data:
    return {
        "week": weeks.name(told.review.week),
        "review": json.loads(plainly.dumps(told.review)),
        "published": _publication(told.publication) if told.publication else None,
        "later_notes": json.loads(plainly.dumps(told.later)),
        "written": str(out) if out else None,
    }


def _list(cursor: DuckDBPyConnection, arguments: argparse.Namespace) -> Answer:
    home = _programme(cursor, arguments.programme) if arguments.programme else None
    found = published.listing(cursor, home.name if home else None)
    lines = [
        f"{weeks.name(one.week)}  {one.programme}, {one.scope.label}: version {one.version}, by "
        f"{one.author} on {formats.day(one.published_at.date())}"
        + (f"; puts right: {one.correction}" if one.correction else "")
        for one in found
    ]
    return Answer(lines or ["No review is published yet."],
                  {"reviews": [_publication(one) for one in found]})  # fmt: skip


def _publication(of: Publication) -> Data:
    """A publication as plain data."""
    return {
        **of._asdict(), "scope": of.scope._asdict(), "week": weeks.name(of.week),
        "published_at": of.published_at.isoformat(), "as_of": of.as_of.isoformat(),
    }  # fmt: skip
