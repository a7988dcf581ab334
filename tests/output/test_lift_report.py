"""The page to carry away: one file that asks for nothing, says what it was told, and prints."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from abm_core.output import html_page, lift_report, svg
from abm_core.output.lift_report import Alike, Contents, Course, FakeLists, Line
from abm_core.output.svg import Scale

NAN = math.nan


def contents(**changes: object) -> Contents:
    weeks = range(-32, 13)
    told = Contents(
        title="Lift of '<b>Banks</b>' & others",
        headline="Target accounts had 31 % more <activities> than expected.",
        sentences=["It assumes that nothing unmeasured drove both."],
        facts=[("Targets", "200")],
        lines=[
            Line("Opportunities", "31 % more", "ratio", 0.31, 0.04, 0.64, "supported", "200"),
            Line("Pipeline", "50 % more", "ratio", 0.5, -0.9, 99.0, "inconclusive"),
            Line("Mean deal", "about 640 per side", "ratio", NAN, NAN, NAN, "refused"),
            Line("Win rate", "7 points", "share", 0.07, -0.03, 0.16, "inconclusive"),
            Line("Days", "4 days sooner", "days", -4, -12, 5, "inconclusive"),
        ],
        parts=[], alike=[Alike("Employees", 0.6, 0.01), Alike("Søn & Co", NAN, NAN)],
        alike_words="Close.",
        course=Course("Points", weeks, np.arange(45.0), np.ones(45), (-6, -3)),
        fake_lists=FakeLists("Of 3 lists, 1 rose as much.", np.array([-0.1, 0.0, 0.4]), 0.31),
        context=[], assumptions=["Nothing else."], limits=["4 % drift."],
        left_out=[("partners", "12")],
        specifications=[("1", "visits", "26 weeks", "1 Jan", "2 Jan", "Ida")],
        recipe=[("Seed", "7")], footer=["Data as of 13 Nov 2026."],
    )  # fmt: skip
    return told._replace(**changes)


class Reader(HTMLParser):
    """Text, tags that are not closed, and everything that a tag points to."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "col"):
            self.open.append(tag)
        self.links += [value or "" for key, value in attrs if key in ("src", "href")]
        assert not [key for key, _ in attrs if key.startswith("on")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def test_the_page_stands_alone() -> None:
    page = lift_report.page(contents())
    found = read(page)
    assert found.open == []
    assert not {"script", "link", "iframe", "b"} & set(found.tags)
    assert found.links == []
    pointed_to = re.findall(r"url\(([^)]{0,40})", page)
    assert pointed_to and all(one.startswith("data:font/woff2") for one in pointed_to)
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "size: A4" in page and "table-header-group" in page
    assert len(page) < 200_000


def test_the_page_says_all_that_it_was_told() -> None:
    said = read(lift_report.page(contents())).said
    told = contents()
    for words in (
        told.title, told.headline, *told.sentences, "200", *(one.words for one in told.lines),
        "Søn & Co", "Close.", "Of 3 lists, 1 rose as much.", "4 % drift.", "partners", "26 weeks",
        "Seed", "Data as of 13 Nov 2026.",
    ):  # fmt: skip
        assert words in said, words


def test_what_is_not_there_has_no_heading() -> None:
    bare = contents(lines=[], alike=[], course=None, fake_lists=None, assumptions=[], limits=[],
                    left_out=[], specifications=[], recipe=[])  # fmt: skip
    assert read(lift_report.page(bare)).tags.count("h2") == 0


def test_a_ratio_and_its_inverse_lie_as_far_from_the_rule() -> None:
    scale = lift_report.scale_of([Line("", "", "ratio", 1.0, -0.5, 1.0, "supported")], "ratio")
    assert scale.at(2.0) - scale.at(1.0) == pytest.approx(scale.at(1.0) - scale.at(0.5))
    wide = lift_report.scale_of([Line("", "", "ratio", 1.0, -0.99, 50, "inconclusive")], "ratio")
    assert (wide.low, wide.high) == (0.25, 4.0)
    # What lies beyond the scale ends in an arrow there, and never off the picture.
    assert wide.at(51.0) == wide.at(4.0) < wide.width


def test_marks_say_what_the_verdict_is() -> None:
    scale = Scale(-1, 1, 200)
    drawn = {state: svg.interval(0.3, 0.1, 0.5, scale, state=state, rule=0, alt="")
             for state in ("supported", "inconclusive", "refused")}  # fmt: skip
    assert 'fill="#3A46B1"' in drawn["supported"]
    assert 'fill="#FFFFFF"' in drawn["inconclusive"]
    assert "circle" not in drawn["refused"] and "dasharray" in drawn["refused"]


def test_without_font_files_the_page_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    html_page._faces.cache_clear()
    monkeypatch.setattr(html_page, "FONTS", html_page.FONTS / "nowhere")
    try:
        assert "@font-face" not in lift_report.page(contents())
    finally:
        html_page._faces.cache_clear()
