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
from abm_core.review import health_wording
from abm_core.review.account import Account
from abm_core.review.account_moves import TIER
from abm_core.review.lanes import LANES, Happened

FEW_PEOPLE, FEW_DEALS, FEW_FINDINGS, FEW_MOVES, FEW_ACTIONS = 6, 4, 4, 4, 4
LETTERS = 200  # of a section of the plan, so that the page stays one
WIDTH, LANE, LABEL = 660.0, 17.0, 104.0


def html(found: Account) -> str:
    """The whole page as text."""
    facts = found.facts
    described = [formats.saved_tier(facts.tier or None), facts.domain, facts.industry,
                 facts.country, *_owners(found)]  # fmt: skip
    return html_page.page(f"{facts.name}: account brief", [
        html_page.title(wording.headline(found)),
        html_page.paragraph(" · ".join(one for one in described if one), muted=True),
        html_page.cards([(one.label, f"{one.value} ({one.beside})")
                         for one in wording.figures(found)]),
        _score(found), _story(found), _committee(found), _deals(found), _plan(found),
    ], footer=[wording.reading(found)])  # fmt: skip


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
    return html_page.section("Score", picture, html_page.paragraph(wording.build_up(built)))


def _story(found: Account) -> str:
    """The year in lanes, and the last moves."""
    happened, told = found.happened, wording.timeline(found.happened, found.facts.last_theirs_on)
    moves = [f"{formats.day(one.day)}: {wording.move(one)}" for one in found.moves[:FEW_MOVES]]
    picture = "" if happened.dots.empty else _lanes(found, happened, told)
    return html_page.section("The last year", html_page.paragraph(told), picture,
                             html_page.points(moves))  # fmt: skip


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
    """Required roles with who has them, then who is most active."""
    rows = []
    for line in found.lines:
        names = [one.person.name for one in grid.playing(found.committee, line.roles)]
        rows.append((line.name, wording.role(line), wording.some(names) or "nobody known"))
    active = found.people[found.people["points"] > 0].head(FEW_PEOPLE)
    people = [
        (row["name"] or "Unknown visitor", row["title"], formats.count(row["points"]),
         formats.day(row["last_theirs_on"]) if row["last_theirs_on"] else formats.NONE)
        for row in active.to_dict("records")
    ]  # fmt: skip
    return html_page.section(
        "People", html_page.paragraph(wording.people(found)),
        html_page.table(("Required role", "State", "Who"), rows) if rows else "",
        html_page.table(("Most engaged", "Title", "Points", "Last of theirs"), people,
                        numbers=(2,)) if people else "",
    )  # fmt: skip


def _deals(found: Account) -> str:
    """Open opportunities and what is wrong with them."""
    open_ones = [one for one in found.deals if one.is_open][:FEW_DEALS]
    if not open_ones:
        return ""
    rows = [
        (one.name, one.stage,
         formats.NONE if one.amount is None else formats.money(one.amount, one.currency),
         formats.day(one.ends_on))
        for one in open_ones
    ]  # fmt: skip
    names = {one.opportunity_id: one.name for one in found.deals}
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
    said = [(wording.SECTIONS[name][0], _shortened(one.text)) for name, one in found.plan.items()
            if one.text]  # fmt: skip
    actions = [
        (one.next_step, one.owner or formats.NONE, formats.day(one.due_on))
        for one in found.actions if one.is_open
    ][:FEW_ACTIONS]
    if not said and not actions:
        return ""
    return html_page.section(
        "Plan", html_page.table(("Part", "What it says"), said) if said else "",
        html_page.table(("Next step", "Owner", "Due"), actions) if actions else "",
    )  # fmt: skip


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LETTERS else f"{flat[:LETTERS].rsplit(' ', 1)[0]} …"


