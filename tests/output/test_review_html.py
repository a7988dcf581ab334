"""The review as a file: one sheet of A4, self-contained, and nothing of it is markup."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime

import pytest
from review_world import LONG, WEEK, fullest, measures, quiet, review

from abm_core.errors import AbmError
from abm_core.output import (
    review_fit,
    review_html,
    review_page,
    review_pdf,
    review_pictures,
    review_words,
)
from abm_core.review import revealed
from abm_core.review.document import Note, Review, Scope
from abm_core.review.published import Publication

NAMES = {"C1": "Maximiliane Hohenstein-Rautenberg", "C2": "Ola Berg"}
PUBLICATION = Publication(
    3, "Nordic", Scope(), WEEK, 2, "Pipeline was doubled", "Ida Holm", datetime(2026, 11, 16, 12),
    date(2026, 11, 15), 0,
)  # fmt: skip
LATER = Note("comment", "Done by Friday", "Ola Berg", date(2026, 11, 20))


def named(of: Review) -> Review:
    return revealed.by_name(of, NAMES)


def html(of: Review) -> str:
    return review_html.page(named(of))


def real_length(of: Review) -> Review:
    """Sentences and names as long as they are in practice, in a week in which all happened."""
    full = named(fullest())
    return full._replace(
        changes=tuple(one._replace(changes=one.changes[:3]) for one in named(review(
            kinds=[kind.kind for kind in full.changes])).changes),
        actions=named(review(n_actions=7)).actions, notes=full.notes[:2],
        earlier=full.earlier[:5],
    )  # fmt: skip


WEEKS = {"usual": review(), "fullest": fullest(), "quiet": quiet(), "busy": real_length(review())}


@pytest.mark.parametrize("name", ["fullest", "busy"])
def test_it_prints_on_one_sheet(name: str) -> None:
    browser = next(filter(None, map(shutil.which, review_pdf.BROWSERS)), None)
    if browser is None:
        pytest.skip("no Chromium on this machine prints the page")
    printed = review_pdf.by_browser(html(WEEKS[name]), browser)
    assert review_pdf.pages(printed) == 1


def test_a_library_prints_it_on_one_sheet_too() -> None:
    printer = review_pdf._library()
    if printer is None:
        pytest.skip("WeasyPrint is not installed; it is an extra")
    assert review_pdf.pages(printer(html(fullest()))) == 1


@pytest.mark.parametrize("name", WEEKS)
def test_what_stands_on_it_is_estimated_to_fit(name: str) -> None:
    assert review_page.height(review_page.page(named(WEEKS[name]))) <= review_fit.SHEET_HEIGHT


def test_a_usual_week_is_large_and_tells_examples() -> None:
    told = review_page.page(named(review()))
    assert told.size >= 10.5
    assert all(group.details for group in told.groups)
    busy = review_page.page(real_length(review()))
    assert busy.size >= 9.5 and len(busy.groups) == 14 and len(busy.actions) == 7


@pytest.mark.parametrize("name", WEEKS)
def test_it_is_one_small_file_that_needs_no_other(name: str) -> None:
    page = html(WEEKS[name])
    assert len(page.encode()) < 200_000
    assert page.count("@font-face") == 4 and "font/woff2;base64," in page
    without_fonts = re.sub(r"url\(data:[^)]*\)", "", page)
    assert not re.search(r"<script|<link|<img|url\(|@import|src=", without_fonts)
    assert "default-src 'none'" in page


def test_text_stays_text() -> None:
    page = html(fullest()._replace(programme="<script>&\"'</script>"))
    assert "<script>" not in page
    assert "&lt;script&gt;&amp;&quot;&#x27;&lt;/script&gt;" in page


def test_all_parts_are_there() -> None:
    page = html(review())
    for text in ("Weekly review", "Week 46, 9 to 15 Nov 2026", "Nordic expansion 2026 · Tier 1",
                 "Meetings with buying roles rose to 19", "€2.1M", "3 accounts moved up a tier",
                 "Granite Health, €129K open", "Two people came to the webinar",
                 "12 of the 19 meetings were with Granite Health", "6 opportunities are in",
                 "Economic buyer missing, €1.2M open", "Ana Ruiz", "Wed 18 Nov",
                 "Buyer met on Tuesday", "Pause paid plays", "The newest week: everything",
                 "2.66 times the mean", "profile Ideal customer 3", review_words.DRAFT):
        assert text in page, text


def test_people_are_called_by_name() -> None:
    page = html(review(long=True, n=1, n_actions=1))
    assert "Maximiliane Hohenstein-Rautenberg of Granite Health" in page
    assert "\x02" not in page


def test_a_quiet_week_says_so_in_every_part() -> None:
    page = html(quiet())
    assert "A quiet week" in page
    assert all(text in page for text in review_words.QUIET.values())
    assert review_words.BEFORE not in page


def test_the_newest_point_is_orange_where_it_is_a_signal_and_grey_where_it_is_doubted() -> None:
    page = html(review())
    cards = re.findall(r"<div( class=\w+)?><p class=label>.*?</svg>", page)
    assert cards == ["", " class=signal", "", " class=doubt"]


def test_without_a_range_there_is_no_band() -> None:
    page = html(quiet())
    assert page.count("The range needs 8 earlier weeks") == 2 * 4  # on cards and in their pictures
    assert 'stroke-dasharray="2 2"' not in page
    assert 'stroke-dasharray="2 2"' in html(review())


def test_a_published_one_says_by_whom_and_later_notes_stand_apart() -> None:
    page = review_html.page(named(review()), PUBLICATION, later=[LATER])
    assert ("Published by Ida Holm on 16 Nov 2026 as version 2, which puts right: "
            "Pipeline was doubled.") in page
    assert page.index(review_words.DECIDED) < page.index(review_words.ADDED)
    assert "Done by Friday. (Ola Berg, 20 Nov 2026)" in page
    assert review_html.page(named(review()), PUBLICATION) == review_html.page(
        named(review()), PUBLICATION)  # fmt: skip


def test_groups_without_a_change_are_left_out() -> None:
    first, *rest = review().changes
    page = html(review()._replace(changes=(first._replace(changes=()), *rest)))
    assert first.said.text not in page and rest[0].said.text in page


def test_lists_that_are_too_long_say_where_the_rest_is() -> None:
    told = review_page.page(named(fullest()))
    assert told.earlier[-1] == ("", review_words.MORE)
    assert len(told.actions) == 7


@pytest.mark.parametrize("room", [60.0, 150.0, 300.0])
@pytest.mark.parametrize("text", [*LONG, "a" * 400, "", "word " * 100])
def test_a_cut_text_takes_no_more_lines_than_asked(text: str, room: float) -> None:
    for n in (1, 2, 3):
        assert review_fit.lines(review_fit.cut(text, n, room, 10), room, 10) <= n


def test_a_flat_line_lies_in_the_middle() -> None:
    flat = measures()[0]._replace(values=(3.0, 3.0, 3.0), low=3.0, centre=3.0, high=3.0)
    assert 'points="5,22 80,22 155,22"' in review_pictures.course(flat)


def test_one_measure_of_one_week_can_be_drawn() -> None:
    only = measures(1)[0]
    assert "<polyline" in html(review()._replace(measures=(only,)))


def test_a_machine_that_cannot_print_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_pdf, "_library", lambda: None)
    monkeypatch.setattr(review_pdf, "BROWSERS", ())
    assert not review_pdf.can()
    with pytest.raises(AbmError, match="pip install weasyprint"):
        review_pdf.pdf("<p>")


def test_a_browser_that_fails_is_told(tmp_path: object) -> None:
    with pytest.raises(AbmError, match="could not print"):
        review_pdf.by_browser("<p>", "/bin/false")
