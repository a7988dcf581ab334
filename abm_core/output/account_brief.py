"""The account brief: one printed page about one account, a file that opens anywhere."""

from __future__ import annotations

import math
from datetime import date

from abm_core import formats
from abm_core.committee import grid
from abm_core.output import html_page, svg
from abm_core.output.palette import LIGHT
from abm_core.output.svg import Scale
from abm_core.review import account_wording as wording
from abm_core.review import health_wording, plan_wording
from abm_core.review.account import Account
from abm_core.review.account_moves import TIER
from abm_core.review.lanes import LANES, Happened

# So few that the page stays one.
FEW_PARTS = 5
FEW_PEOPLE, FEW_DEALS, FEW_FINDINGS, FEW_MOVES, FEW_ACTIONS = 3, 3, 3, 3, 3
LETTERS, STEP_LETTERS, NAME_LETTERS = 140, 60, 40
WIDTH, LANE, LABEL = 660.0, 17.0, 104.0
# Smaller letters and less air than other pages, so that much fits on one sheet.
STYLE = f"""{html_page.STYLE}
.columns {{ display: flex; gap: 24px; }}
.columns > * {{ flex: 1 1 0; min-width: 0; }}
h1 {{ font-size: 17px; }}
h2 {{ font-size: 13px; margin: 11px 0 2px; }}
p, ul {{ margin: 0 0 4px; }}
td, th {{ padding: 1.5px 8px 1.5px 0; }}
dl.cards {{ gap: 4px 28px; margin: 6px 0; }}
footer {{ margin-top: 10px; padding-top: 3px; font-size: 10px; }}
body {{ font-size: 12px; }}
@media print {{ body {{ font-size: 11px; line-height: 1.38; }} }}
"""


def html(found: Account) -> str:
    """The whole page as text."""
    facts = found.facts
    described = [formats.saved_tier(facts.tier or None), facts.domain, facts.industry,
                 facts.country, *_owners(found)]  # fmt: skip
    return html_page.page(f"{facts.name}: account brief", [
        html_page.title(wording.headline(found)),
        html_page.paragraph(" · ".join(one for one in described if one), muted=True),
        html_page.cards([(one.label, one.value) for one in wording.figures(found)]),
        _score(found), _story(found),
        _columns(_committee(found) + _moves(found), _deals(found) + _engaged(found)),
        _plan(found),
    ], footer=[wording.reading(found)], style=STYLE)  # fmt: skip


def _owners(found: Account) -> list[str]:
    pairs = ((found.facts.sales_owner, "sales"), (found.facts.marketing_owner, "marketing"))
    return [f"{name} ({team})" for name, team in pairs if name]


def _score(found: Account) -> str:
    """The build-up as one bar, and what changed."""
    built = found.build_up
    if built is None or math.isnan(built.score):
        return ""
    scale = Scale(0, 100, WIDTH)
    parts, at = [], 0.0
    bars = [one for one in built.bars if one.points > 0]
    for place, one in enumerate(sorted(bars, key=lambda bar: -bar.points)):
        left, right = scale.at(at), scale.at(at + one.points)
        color = LIGHT.ramp[place % len(LIGHT.ramp)]
        parts.append(f'<rect x="{left:.1f}" y="2" width="{max(right - left - 1, 0.5):.1f}" '
                     f'height="18" fill="{color}"/>')  # fmt: skip
        room = int((right - left) / 6.2)
        words = f"{one.criterion} {formats.score(one.points)}"
        if len(words) <= room:
            ink = LIGHT.on_ramp[place % len(LIGHT.on_ramp)]
            parts.append(svg.text((left + right) / 2, 15, words, anchor="middle", color=ink))
        at += one.points
    picture = svg.image(parts, WIDTH, 22, wording.build_up(built))
    parts_said = ", ".join(f"{one.criterion} {formats.score(one.points)}"
                           for one in sorted(bars, key=lambda bar: -bar.points)[:FEW_PARTS])
    return html_page.section(
        "Score", picture, html_page.paragraph(f"{parts_said}. {wording.build_up(built)}"))


def _story(found: Account) -> str:
    """The year in lanes."""
    happened, told = found.happened, wording.timeline(found.happened, found.facts.last_theirs_on)
    picture = "" if happened.dots.empty else _lanes(found, happened, told)
    return html_page.section("The last year", html_page.paragraph(told), picture)


def _moves(found: Account) -> str:
    """The last moves of tier and stage."""
    moves = [f"{formats.day(one.day)}: {_shortened(wording.move(one))}"
             for one in found.moves[:FEW_MOVES]]  # fmt: skip
    return html_page.section("Tier and stage", html_page.points(moves)) if moves else ""


def _lanes(found: Account, happened: Happened, told: str) -> str:
    """Dots by week in lanes, bars for opportunities, rules for moves of tier."""
    scale = Scale(0, (happened.as_of - happened.since).days, WIDTH - LABEL)

    def at(day: date) -> float:
        return LABEL + scale.at((day - happened.since).days)

    height = LANE * len(LANES) + 18
    parts = [svg.line(at(one.day), 0, at(one.day), height - 16, LIGHT.muted)
             for one in found.moves if one.kind == TIER and one.day >= happened.since]  # fmt: skip
    for place, lane in enumerate(LANES):
        y = LANE * (place + 0.6)
        parts.append(svg.text(0, y + 4, lane, color=LIGHT.text))
        some = happened.dots[happened.dots["lane"] == lane]
        parts += [svg.dot(at(day), y, LIGHT.primary, hollow=not theirs)
                  for day, theirs in zip(some["day"], some["is_theirs"], strict=True)]  # fmt: skip
    for place, deal in enumerate(one for one in found.deals if one.created_on):
        ends = happened.as_of if deal.is_open else deal.ends_on or happened.as_of
        if place >= FEW_DEALS or ends < happened.since or deal.created_on is None:
            continue
        y = LANE * (len(LANES) - 0.65) + 3.2 * (place % 3)
        color = {"won": LIGHT.up, "lost": LIGHT.muted}.get(deal.outcome, LIGHT.primary)
        parts.append(svg.line(at(max(deal.created_on, happened.since)), y, at(ends), y, color,
                              width=2.6))  # fmt: skip
    for day, anchor in ((happened.since, "start"), (happened.as_of, "end")):
        parts.append(svg.text(at(day), height - 4, formats.day(day), anchor=anchor))
    return svg.image(parts, WIDTH, height, told)


def _committee(found: Account) -> str:
    """Required roles with who has them."""
    rows = []
    for line in found.lines:
        names = [one.person.name for one in grid.playing(found.committee, line.roles)]
        first = names[0] if names else "nobody known"
        more = f" + {formats.count(len(names) - 1)}" if len(names) > 1 else ""
        rows.append((line.name, wording.role(line), first + more))
    return html_page.section(
        "Committee", html_page.paragraph(wording.people(found)),
        html_page.table(("Required role", "State", "Who"), rows) if rows else "",
    )  # fmt: skip


def _engaged(found: Account) -> str:
    """Who has most points."""
    active = found.people[found.people["points"] > 0].head(FEW_PEOPLE)
    rows = [
        (row["name"] or "Unknown visitor", _shortened(row["title"], NAME_LETTERS),
         formats.count(row["points"])) for row in active.to_dict("records")
    ]  # fmt: skip
    return html_page.section(
        "Most engaged", html_page.table(("Who", "Title", "Points"), rows, numbers=(2,))
    ) if rows else ""


def _deals(found: Account) -> str:
    """Open opportunities and what is wrong with them."""
    open_ones = [one for one in found.deals if one.is_open][:FEW_DEALS]
    if not open_ones:
        return ""
    rows = [
        (_shortened(one.name, NAME_LETTERS), one.stage,
         formats.NONE if one.amount is None else formats.money(one.amount, one.currency),
         formats.day(one.ends_on))
        for one in open_ones
    ]  # fmt: skip
    names = {one.opportunity_id: _shortened(one.name, NAME_LETTERS) for one in found.deals}
    wrong = [
        f"{health_wording.LABELS[one.kind]}, {names[one.opportunity_id]}: "
        f"{health_wording.sentence(one)}" for one in found.findings[:FEW_FINDINGS]
    ]
    return html_page.section(
        "Open opportunities",
        html_page.table(("Opportunity", "Stage", "Amount", "Closes"), rows, numbers=(2,)),
        html_page.points(wrong),
    )  # fmt: skip


def _plan(found: Account) -> str:
    """What is planned: sections that say something, and open actions."""
    said = [(plan_wording.SECTIONS[name][0], _shortened(one.text))
            for name, one in found.plan.items() if one.text]  # fmt: skip
    actions = [
        (_shortened(one.next_step, STEP_LETTERS), one.owner or formats.NONE,
         formats.day(one.due_on))
        for one in found.actions if one.is_open
    ][:FEW_ACTIONS]
    if not said and not actions:
        return ""
    halves = [html_page.points([f"{title}: {text}" for title, text in said[side::2]])
              for side in (0, 1)]  # fmt: skip
    steps = html_page.table(("Next step", "Owner", "Due"), actions, widths=("64%", "20%", "16%"))
    return html_page.section("Plan", _columns(*halves) if said else "",
                             steps if actions else "")  # fmt: skip


def _columns(*parts: str) -> str:
    """Parts of the page side by side, equally wide."""
    return f'<div class="columns">{"".join(f"<div>{one}</div>" for one in parts)}</div>'


def _shortened(text: str, letters: int = LETTERS) -> str:
    """A text on one line, cut at a word."""
    flat = " ".join(text.split())
    if len(flat) <= letters:
        return flat
    return f"{flat[:letters].rsplit(' ', 1)[0]} …"
