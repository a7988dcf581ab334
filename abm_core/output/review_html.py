"""The weekly review as one file and one A4 sheet: opens anywhere, runs nothing, prints as it is.

The same content stands on a wide screen, a phone and on paper; only its columns differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from abm_core.output import html_page, review_page, review_pictures, review_words
from abm_core.output.palette import FONT, LIGHT
from abm_core.output.review_fit import LINE
from abm_core.output.review_page import ACTION_WIDTHS, BAR, GAP, LEFT, SMALL, Group, Page
from abm_core.review.document import Measure, Note, Review
from abm_core.review.published import Publication

STYLE = f"""
@page {{ size: A4; margin: 13mm; }}
* {{ box-sizing: border-box; }}
body {{ font: 400 15px/1.35 "{FONT}", "Segoe UI", Helvetica, Arial, sans-serif;
  color: {LIGHT.text}; background: {LIGHT.background}; max-width: 1000px; margin: 24px auto;
  padding: 0 20px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
h1 {{ font-size: 1.6em; line-height: 1.2; font-weight: 600; margin: 0 0 .45em; }}
h2 {{ font-size: 1.15em; font-weight: 600; margin: .8em 0 .2em; }}
p {{ margin: 0; }}
ul {{ list-style: none; margin: 0; padding: 0; }}
svg {{ display: block; }}
.strip {{ display: table; width: 100%; font-size: .95em; color: {LIGHT.muted};
  border-bottom: 2px solid {LIGHT.primary};
  padding-bottom: .25em; margin-bottom: .6em; }}
.strip span {{ display: table-cell; }}
.strip span + span {{ text-align: right; white-space: nowrap; padding-left: 1.5em; }}
.strip b {{ color: {LIGHT.primary}; font-weight: 600; }}
.cards {{ display: table; table-layout: fixed; border-spacing: {GAP}px 0; margin: 0 -{GAP}px;
  width: calc(100% + {2 * GAP}px); }}
.cards > div {{ display: table-cell; border: 1px solid {LIGHT.no_tier};
  border-radius: 6px; padding: .6em .7em; }}
.cards svg {{ width: 100%; height: auto; margin: .1em 0 .35em; }}
.cards .label {{ font-size: .9em; color: {LIGHT.muted}; }}
.cards .value {{ font-size: 1.7em; line-height: 1.2; font-weight: 600; }}
.cards .said {{ font-size: .85em; line-height: 1.3; color: {LIGHT.muted}; }}
.cards .signal .said {{ color: {LIGHT.down}; font-weight: 600; }}
.cards .doubt {{ background: {LIGHT.hairline}; }}
.cards .doubt .value {{ color: {LIGHT.muted}; }}
.columns {{ display: table; table-layout: fixed; width: 100%; }}
.columns > div {{ display: table-cell; vertical-align: top; }}
.columns > .changed {{ width: {LEFT:.0%}; padding-right: 1.6em; }}
.groups li {{ position: relative; padding-left: {BAR:.0f}px; margin-bottom: .35em;
  min-height: {review_pictures.BAR_HEIGHT + 1:.0f}px; }}
.groups svg {{ position: absolute; left: 0; top: .05em; }}
.groups b {{ font-weight: 600; }}
.groups p.detail {{ font-size: .9em; line-height: 1.3; margin-top: 1px; }}
.groups i, .muted, .mark {{ font-style: normal; color: {LIGHT.muted}; }}
.points li {{ position: relative; padding-left: 1.4em; margin-bottom: .25em; }}
.points .mark {{ position: absolute; left: 0; top: 0; }}
.points b {{ font-weight: 600; }}
.points .done b {{ color: {LIGHT.up}; }}
.points .open b {{ color: {LIGHT.down}; }}
.points .dropped, .points .more {{ color: {LIGHT.muted}; }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; }}
th {{ text-align: left; font-weight: 600; color: {LIGHT.muted};
  border-bottom: 1px solid {LIGHT.muted}; padding: 0 .8em .2em 0; }}
td {{ border-bottom: 1px solid {LIGHT.no_tier}; padding: .25em .8em .3em 0; vertical-align: top; }}
td:first-child {{ font-weight: 600; }}
th:last-child, td:last-child {{ padding-right: 0; }}
footer {{ border-top: 1px solid {LIGHT.no_tier}; margin-top: 1em; padding-top: .35em;
  font-size: {SMALL:.2f}em; line-height: 1.3; color: {LIGHT.muted}; }}
footer p {{ margin-bottom: 2px; }}
@media screen and (max-width: 640px) {{
  body {{ margin: 12px auto; padding: 0 12px; }}
  .strip, .strip span, .columns, .columns > div {{ display: block; text-align: left; }}
  .strip span + span {{ text-align: left; padding: 0; }}
  .cards {{ display: grid; grid-template-columns: repeat(2, 1fr); gap: .6em; margin: 0;
    width: auto; }}
  .cards > div {{ display: block; }}
  .columns > .changed {{ width: auto; padding: 0; }}
  thead {{ display: none; }}
  colgroup {{ display: none; }}
  table, tbody, tr, td {{ display: block; }}
  tr {{ border-bottom: 1px solid {LIGHT.no_tier}; padding: .4em 0; }}
  td {{ border: 0; padding: 0; }}
  td[data-label]:before {{ content: attr(data-label) ": "; color: {LIGHT.muted}; }}
}}
"""
# On paper the footer stands at the foot of the sheet, and sizes follow what stands on it.
PRINT = """
@media print {{ body {{ font-size: {size}px; margin: 0; padding: 0; max-width: none; }}
  main {{ min-height: {main}px; }} .cards .label {{ min-height: {label}em; }}
  section, tr, li, footer {{ break-inside: avoid; }} }}
"""


def page(
    review: Review, publication: Publication | None = None, *, later: Sequence[Note] = ()
) -> str:
    """The review as HTML; people by name in it. ``later`` are notes added after publishing."""
    told = review_page.page(review, publication, later=later)
    return html_page.page(
        told.title, list(filter(None, (
            _top(told), _cards(told.measures), _columns(told), _actions(told),
            _listed(review_words.BEFORE, told.earlier), _listed(review_words.DECIDED, told.notes),
            _listed(review_words.ADDED, told.later),
        ))), footer=told.footer, style=STYLE.strip() + PRINT.format(
            size=f"{told.size:g}", main=f"{review_page.above_the_footer(told):.0f}",
            label=f"{review_page.label_lines(told) * LINE:g}"),
    )  # fmt: skip


def _top(told: Page) -> str:
    return (
        f'<div class=strip><span><b>{review_words.TITLE}</b> {escape(told.whose)}</span>'
        f"<span>{escape(told.week)}</span></div>{html_page.title(told.headline)}\n"
    )


def _cards(measures: Sequence[Measure]) -> str:
    return f"<section class=cards>{''.join(map(_card, measures))}</section>\n"


def _card(of: Measure) -> str:
    kind = " class=doubt" if of.doubt else " class=signal" if of.signal else ""
    return (
        f"<div{kind}><p class=label>{escape(of.label)}</p>"
        f"<p class=value>{escape(of.newest.shown)}</p>{review_pictures.course(of)}"
        f"<p class=said>{escape(of.said.text)}</p></div>"
    )


def _columns(told: Page) -> str:
    beside = "".join(
        f"<h2>{heading}</h2>"
        + (_points([("", one) for one in texts]) if texts else _quiet(heading))
        for heading, texts in ((review_words.WHY, told.why), (review_words.WATCH, told.watch))
    )
    return (f"<section class=columns><div class=changed><h2>{review_words.CHANGED}</h2>"
            f"{_groups(told.groups)}</div><div>{beside}</div></section>\n")  # fmt: skip


def _groups(groups: Sequence[Group]) -> str:
    if not groups:
        return _quiet(review_words.CHANGED)
    largest = max(review_pictures.number(one.of) for one in groups)
    return f"<ul class=groups>{''.join(_group(one, largest) for one in groups)}</ul>"


def _group(of: Group, largest: int) -> str:
    details = "".join(
        f"<p class=detail>{escape(said)} <i>{escape(cause)}</i></p>" for said, cause in of.details
    )
    return (f"<li>{review_pictures.count(of.of, largest)}<div><p><b>{escape(of.text)}</b></p>"
            f"{details}</div></li>")  # fmt: skip


def _actions(told: Page) -> str:
    heading = f"<h2>{review_words.TO_DO}</h2>"
    if not told.actions:
        return f"<section>{heading}{_quiet(review_words.TO_DO)}</section>\n"
    widths = "".join(f'<col style="width:{share:.0%}">' for share in ACTION_WIDTHS)
    heads = "".join(f"<th>{one}</th>" for one in review_words.HEADERS)
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in told.actions)
    return (f"<section>{heading}<table><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table></section>\n")  # fmt: skip


def _cells(row: Sequence[str]) -> str:
    first, *rest = row
    labelled = zip(review_words.HEADERS[1:], rest, strict=True)
    return f"<td>{escape(first)}</td>" + "".join(
        f'<td data-label="{label}">{escape(cell)}</td>' for label, cell in labelled
    )


def _listed(heading: str, rows: Sequence[tuple[str, str]]) -> str:
    return f"<section><h2>{heading}</h2>{_points(rows)}</section>\n" if rows else ""


def _points(rows: Sequence[tuple[str, str]]) -> str:
    return f"<ul class=points>{''.join(_point(mark, text) for mark, text in rows)}</ul>"


def _point(mark: str, text: str) -> str:
    if text == review_words.MORE:
        return f"<li class=more>{escape(text)}</li>"
    word = f"<b>{mark.capitalize()}:</b> " if mark else ""
    return f'<li class="{mark}"><span class=mark>•</span>{word}{escape(text)}</li>'


def _quiet(heading: str) -> str:
    return f"<p class=muted>{review_words.QUIET[heading]}</p>"
