"""What stands on the page of a weekly review: every text of it, cut to one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from abm_core.output import review_fit as fitting
from abm_core.output import review_pictures, review_words
from abm_core.output.review_fit import LINE, SHEET_HEIGHT, SHEET_WIDTH, Fit, cut, lines
from abm_core.review.document import Changes, Measure, Note, Review
from abm_core.review.published import Publication

SMALL = 0.78  # size of the footer
GAP = 8  # pixels between cards; whole ones, which browsers do not round
SPARE = 12.0  # pixels left at the foot of a sheet
LEFT = 0.56  # share of the width that "What changed" has
BAR = 82.0  # room of the bar beside a change, with its gap
ACTION_WIDTHS = (0.19, 0.33, 0.14, 0.24, 0.1)


class Group(NamedTuple):
    """Changes of one kind: their count as a picture, the sentence, the largest with causes."""

    of: Changes
    text: str
    details: tuple[tuple[str, str], ...]


class Page(NamedTuple):
    """All texts of the page, and the size of the font at which they take one sheet."""

    size: float
    title: str
    whose: str
    week: str
    headline: str
    measures: tuple[Measure, ...]
    groups: tuple[Group, ...]
    why: tuple[str, ...]
    watch: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    earlier: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    later: tuple[tuple[str, str], ...]
    footer: tuple[str, ...]


def page(
    review: Review, publication: Publication | None = None, *, later: Sequence[Note] = ()
) -> Page:
    """The page with as much on it as one sheet holds."""
    for fit in fitting.FITS:
        made = _set(review, publication, later, fit)
        if height(made) <= SHEET_HEIGHT:
            break
    return _filled(made, fit)


def _filled(of: Page, fit: Fit) -> Page:
    """The page with further examples of changes, as long as it stays one sheet."""
    for n in range(fit.details + 1, fitting.MOST_DETAILS + 1):
        for at, group in enumerate(of.groups):
            more = _group(group.of, fit._replace(details=n))
            larger = of._replace(groups=(*of.groups[:at], more, *of.groups[at + 1 :]))
            if len(more.details) == n and height(larger) <= SHEET_HEIGHT:
                of = larger
    return of


def _set(
    review: Review, publication: Publication | None, later: Sequence[Note], fit: Fit
) -> Page:  # fmt: skip
    def noted(of: Sequence[Note]) -> tuple[tuple[str, str], ...]:
        return _listed([(one.kind, review_words.noted(one)) for one in of], fit.notes, fit)

    beside = SHEET_WIDTH * (1 - LEFT) - 1.4 * fit.size
    became = [(one.status, review_words.became(one, review.week)) for one in review.earlier]
    return Page(
        fit.size, review_words.title(review),
        cut(review_words.whose(review), 1, SHEET_WIDTH * 0.68, fit.size * 0.95),
        review_words.week(review.week),
        cut(review.headline.text, 4, SHEET_WIDTH, fit.size * 1.6, bold=True),
        tuple(_card(one, fit) for one in review.measures),
        tuple(_group(one, fit) for one in review.changes if one.changes),
        tuple(cut(one.text, fit.points, beside, fit.size) for one in review.why),
        tuple(cut(one.text, fit.points, beside, fit.size) for one in review.watch),
        tuple(_action(review_words.action(one, review.week), fit) for one in review.actions),
        _listed(became, fit.earlier, fit), noted(review.notes), noted(later),
        _footer(review, publication, fit),
    )  # fmt: skip


def _card(of: Measure, fit: Fit) -> Measure:
    text = cut(of.said.text, 6, _inner(fit.size), fit.size * 0.85, bold=True)
    return of._replace(said=of.said._replace(text=text))


def _group(of: Changes, fit: Fit) -> Group:
    room, size, each = _beside_bars(fit.size), fit.size * 0.9, max(fit.points - 2, 1)
    details = tuple((cut(one.said.text, each, room, size), cut(one.cause.text, each, room, size))
                    for one in of.changes[: fit.details])  # fmt: skip
    return Group(of, cut(of.said.text, fit.points, room, fit.size, bold=True), details)


def _action(row: Sequence[str], fit: Fit) -> tuple[str, ...]:
    return tuple(
        cut(text, fit.rows, room, fit.size, bold=not at)
        for at, (text, room) in enumerate(zip(row, _action_rooms(fit.size), strict=True))
    )


def _listed(
    rows: Sequence[tuple[str, str]], most: int, fit: Fit
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    room = SHEET_WIDTH - 8 * fit.size  # beside the bullet and the word before the text
    told = [(mark, cut(text, fit.points, room, fit.size)) for mark, text in rows[:most]]
    return (*told, *([("", review_words.MORE)] if len(rows) > most else []))


def _footer(review: Review, publication: Publication | None, fit: Fit) -> tuple[str, ...]:
    definitions = " ".join((*review.footer, review_words.PICTURES))
    rests = " ".join((
        review_words.publication(publication), review.reading,
        f"Shown: {review_words.whose(review)}.", review_words.versions(review.versions),
    ))  # fmt: skip
    return tuple(cut(one, n, SHEET_WIDTH, fit.size * SMALL)
                 for one, n in ((rests, 5), (definitions, 10)))  # fmt: skip


# --- How tall it is -----------------------------------------------------------------------------


def height(of: Page) -> float:
    """Pixels that the page takes on paper; what the style sheet says, in numbers."""
    size = of.size
    head = lines(f"{of.whose} {of.week} {review_words.TITLE} and", SHEET_WIDTH, size * 0.95)
    top = head * size * 0.95 * LINE + size
    title = lines(of.headline, SHEET_WIDTH, size * 1.6, bold=True) * size * 1.6 * 1.2 + 0.7 * size
    left, right = _left(of), _right(of)
    notes = sum(_rows(heading, rows, size, SHEET_WIDTH) for heading, rows in (
        (review_words.BEFORE, of.earlier), (review_words.DECIDED, of.notes),
        (review_words.ADDED, of.later)) if rows)  # fmt: skip
    return top + title + _cards(of) + max(left, right) + _actions(of) + notes + _foot(of)


def above_the_footer(of: Page) -> float:
    """Pixels over which the page stretches, so that its footer stands at the foot of the sheet."""
    return SHEET_HEIGHT - SPARE - _foot(of)


def _foot(of: Page) -> float:
    small = of.size * SMALL
    return 1.6 * of.size + sum(lines(one, SHEET_WIDTH, small) * small * 1.3 + 2
                               for one in of.footer)  # fmt: skip


def _heading(size: float) -> float:
    return size * 1.15 * (LINE + 1.0)


def _inner(size: float) -> float:
    """Width within a card."""
    return (SHEET_WIDTH - 3 * GAP) / 4 - 1.4 * size - 2


def label_lines(of: Page) -> int:
    """Lines that every card keeps for its label, so that the pictures stand side by side."""
    room, size = _inner(of.size), of.size * 0.9
    return max((lines(one.label, room, size) for one in of.measures), default=0)


def _beside_bars(size: float) -> float:
    return SHEET_WIDTH * LEFT - BAR - 1.6 * size


def _action_rooms(size: float) -> list[float]:
    return [share * SHEET_WIDTH - 0.8 * size for share in ACTION_WIDTHS]


def _cards(of: Page) -> float:
    size, inner = of.size, _inner(of.size)
    said = max((lines(one.said.text, inner, size * 0.85, bold=bool(one.signal))
                for one in of.measures), default=0)
    picture = inner * review_pictures.HEIGHT / review_pictures.WIDTH
    text = label_lines(of) * 0.9 * LINE + 1.7 * 1.2 + said * 0.85 * 1.3
    return (text + 1.7) * size + picture + 2


def _left(of: Page) -> float:
    size, room = of.size, _beside_bars(of.size)
    found = _heading(size) + (0.0 if of.groups else size * LINE)
    for group in of.groups:
        tall = lines(group.text, room, size, bold=True) * size * LINE
        tall += sum(lines(" ".join(one), room, size * 0.9) * size * 0.9 * 1.3 + 1
                    for one in group.details)  # fmt: skip
        found += max(tall, review_pictures.BAR_HEIGHT + 1) + 0.35 * size
    return found


def _right(of: Page) -> float:
    room = SHEET_WIDTH * (1 - LEFT)
    return sum(_rows("", [("", one) for one in texts] or [("", "–")], of.size, room)
               for texts in (of.why, of.watch))  # fmt: skip


def _rows(heading: str, rows: Sequence[tuple[str, str]], size: float, room: float) -> float:
    return _heading(size) + sum(
        lines(f"{mark} {text}", room - 1.4 * size, size, bold=False) * size * LINE + 0.25 * size
        for mark, text in rows
    )


def _actions(of: Page) -> float:
    size = of.size
    rooms = _action_rooms(size)
    found = _heading(size) + size * LINE + 0.6 * size
    for row in of.actions:
        tall = max(lines(text, room, size, bold=not at)
                   for at, (text, room) in enumerate(zip(row, rooms, strict=True)))  # fmt: skip
        found += tall * size * LINE + 0.6 * size + 1
    return found
