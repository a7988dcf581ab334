"""A page as one file: opens anywhere, needs nothing else, runs nothing, prints on A4."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from abm_core.output.palette import FONT, LIGHT

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
# The letters of western and central European names, in two weights.
FACES = (
    ("latin-400", 400, "U+0000-00FF, U+0131, U+0152-0153, U+2000-206F, U+20AC, U+2122, U+2212"),
    ("latin-600", 600, "U+0000-00FF, U+0131, U+0152-0153, U+2000-206F, U+20AC, U+2122, U+2212"),
    ("latin-ext-400", 400, "U+0100-02AF, U+1E00-1EFF"),
    ("latin-ext-600", 600, "U+0100-02AF, U+1E00-1EFF"),
)
STYLE = f"""
@page {{ size: A4; margin: 13mm; }}
* {{ box-sizing: border-box; }}
body {{ font: 400 13px/1.45 "{FONT}", "Segoe UI", Helvetica, Arial, sans-serif;
  color: {LIGHT.text}; background: {LIGHT.background}; max-width: 184mm; margin: 8mm auto;
  padding: 0 4mm; font-variant-numeric: tabular-nums; -webkit-print-color-adjust: exact;
  print-color-adjust: exact; }}
h1 {{ font-size: 20px; line-height: 1.25; font-weight: 600; margin: 0 0 6px; }}
h2 {{ font-size: 15px; font-weight: 600; margin: 20px 0 4px; }}
p {{ margin: 0 0 8px; }}
.muted, footer, caption {{ color: {LIGHT.muted}; }}
section {{ break-inside: avoid; }}
section.long {{ break-inside: auto; }}
table {{ border-collapse: collapse; width: 100%; margin: 4px 0 8px; }}
table.fixed {{ table-layout: fixed; }}
caption {{ text-align: left; padding-bottom: 4px; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
th {{ text-align: left; font-weight: 600; border-bottom: 1px solid {LIGHT.muted};
  padding: 3px 8px 3px 0; vertical-align: bottom; }}
td {{ border-bottom: 1px solid {LIGHT.hairline}; padding: 3px 8px 3px 0; vertical-align: top; }}
td.n, th.n {{ text-align: right; white-space: nowrap; }}
td svg {{ display: block; }}
svg {{ max-width: 100%; height: auto; }}
ul {{ margin: 0 0 8px; padding-left: 18px; }}
dl.cards {{ display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 10px 0 12px; }}
dl.cards dt {{ color: {LIGHT.muted}; font-size: 12px; }}
dl.cards dd {{ margin: 0; font-size: 16px; font-weight: 600; }}
footer {{ border-top: 1px solid {LIGHT.hairline}; margin-top: 20px; padding-top: 6px;
  font-size: 11px; }}
@media print {{ body {{ margin: 0; padding: 0; max-width: none; font-size: 11.5px; }} }}
""".strip()


class Picture(str):
    """Markup of our own that a table takes as it is; every other cell is text."""

    __slots__ = ()


def page(
    title: str, sections: Sequence[str], *, footer: Sequence[str], style: str = STYLE
) -> str:
    """The whole file. ``sections`` are markup made here; ``title`` and ``footer`` are text."""
    feet = "".join(f"<p>{escape(one)}</p>" for one in footer)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; font-src data:; img-src data:\">"
        f"<title>{escape(title)}</title><style>{_faces()}\n{style}</style></head>\n<body><main>"
        f"{''.join(sections)}</main><footer>{feet}</footer></body></html>\n"
    )


def section(heading: str, *parts: str, long: bool = False) -> str:
    """A part of the page under its heading; a ``long`` one may go over the end of a sheet."""
    return (f'<section{" class=long" if long else ""}><h2>{escape(heading)}</h2>'
            f"{''.join(parts)}</section>\n")  # fmt: skip


def title(words: str) -> str:
    """The title of the page."""
    return f"<h1>{escape(words)}</h1>"


def paragraph(words: str, *, muted: bool = False) -> str:
    """A paragraph of text."""
    return f'<p{" class=muted" if muted else ""}>{escape(words)}</p>'


def points(lines: Sequence[str]) -> str:
    """Sentences one below the other."""
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in lines)}</ul>" if lines else ""


def cards(facts: Sequence[tuple[str, str]]) -> str:
    """A few facts side by side: what it is, and its value."""
    inner = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in facts
    )
    return f'<dl class="cards">{inner}</dl>'


def table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str = "",
    numbers: Sequence[int] = (), widths: Sequence[str] = (),
) -> str:  # fmt: skip
    """A table; ``numbers`` are the places of columns that stand to the right."""
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    columns = "".join(f'<col style="width:{width}">' for width in widths)
    fixed = f" class=fixed><colgroup>{columns}</colgroup" if columns else ""
    return (
        f"<table{fixed}>{said}<thead><tr>{_cells('th', headers, numbers)}</tr></thead><tbody>"
        + "".join(f"<tr>{_cells('td', row, numbers)}</tr>" for row in rows)
        + "</tbody></table>"
    )


def _cells(tag: str, cells: Sequence[str], numbers: Sequence[int]) -> str:
    return "".join(
        f"<{tag}{' class=n' if place in numbers else ''}>"
        f"{cell if isinstance(cell, Picture) else escape(cell)}</{tag}>"
        for place, cell in enumerate(cells)
    )


@cache
def _faces() -> str:
    """Our font within the page; where its files are not there, the reader's own font serves."""
    found = []
    for name, weight, letters in FACES:
        path = FONTS / f"ibm-plex-sans-{name}-normal.woff2"
        if path.exists():
            data = base64.b64encode(path.read_bytes()).decode("ascii")
            found.append(
                f'@font-face{{font-family:"{FONT}";font-weight:{weight};font-style:normal;'
                f"unicode-range:{letters};src:url(data:font/woff2;base64,{data}) format('woff2')}}"
            )
    return "\n".join(found)
