"""Every sentence of the Buying committee screen that ``roles_wording`` does not have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from abm_core import committee_settings, formats
from abm_core.committee import grid, roles_wording
from abm_core.committee.decided import ROLE, Decision
from abm_core.committee.grid import Card, Required
from abm_core.committee.people import Check, Committee, Person, RoleOf
from abm_core.committee.ties import Tie, relationship_owner

EMPTY_TITLE = "Bring your accounts and contacts, or try the sample"
EMPTY = (
    "An export of contacts with titles shows who decides at each account, which buying role each "
    "is likely to play, and which one nobody is known for."
)
NOBODY = (
    "No contact of this account is in the data. Import contacts with their account, or look for "
    "the titles below."
)
NO_TIER = "The account is in no tier, so no role is required of it."
RATE_FIRST = (
    "The map of support and power appears once at least two people are rated: choose “Edit” on a "
    "person, and say how much power they have and how they stand to us."
)
MAP = (
    "Power is the higher of authority and influence. Filled: engaged in the last 13 weeks. Orange "
    "rim: nothing was ever heard from them. Hollow: rated more than 90 days ago."
)
TEMPLATES = (
    "The roles that an account of each tier needs, by how many contacts, and the stage from which "
    "each matters."
)
WORDS = (
    "What the CRM calls a role, mapped once. A word that is not mapped counts for nothing; the "
    "CRM's own field stays as it is."
)
NOT_MAPPED, NO_ROLE = "not mapped yet", "no buying role"
IN_ORDER = "By tier, then by open pipeline. Type to find one."
GOOD, BAD, NEITHER = "good", "bad", "neither"
FEW = 4  # names in one line; the others are counted
LEAST_RATED = 2
SHORT_LIST = 12  # people whom a list shows without scrolling
OLD_AFTER = timedelta(days=90)
SCALE = ("0, none", "1, some", "2, much", "3, decides")


def segments_before(names: Sequence[str]) -> str:
    """That segments with a template of their own do not follow their tier."""
    have = "has a template of its own, which comes" if len(names) == 1 else (
        "have templates of their own, which come")  # fmt: skip
    return f"{formats.listed(names)} {have} before that of the tier."


def none_found(letters: str) -> str:
    """Nothing was found by letters."""
    return f"No account has “{letters}” in its name or domain."


def headline(committee: Committee, lines: Sequence[Required], *, n_threads: int) -> str:
    """How many required roles are covered, and which are not (those that are due first), or who
    else is missing.
    """
    here = committee.here
    if not here:
        return f"{committee.name}: nobody is known there"
    if not lines:
        known = formats.counted(len(here), "person is", "people are")
        return f"{committee.name}: {known} known; the account is in no tier"
    short = [line for line in lines if not line.is_covered]
    due = [line for line in short if line.is_due]
    tail = _worst(due or short) if short else _threads(committee, n_threads)
    return f"{committee.name}: {_covered(lines, len(short))}; {tail}"


def _covered(lines: Sequence[Required], n_short: int) -> str:
    """How many of the required roles are covered."""
    n_covered = len(lines) - n_short
    if len(lines) == 1:
        return f"the required role, {lines[0].name}, is {'not ' if n_short else ''}covered"
    n_all = formats.counted(len(lines), "required role")
    if not n_short:
        return f"all {n_all} are covered"
    have = f"{formats.count(n_covered)} of" if n_covered else "none of"
    return f"{have} {n_all} {'is' if n_covered < 2 else 'are'} covered"


def _threads(committee: Committee, n_threads: int) -> str:
    n_engaged = sum(one.engaged for one in committee.here)
    if n_engaged >= n_threads:
        return f"{formats.counted(n_engaged, 'person is', 'people are')} engaged"
    have = formats.count(n_engaged) if n_engaged else "none"
    return f"{have} of {formats.counted(n_threads, 'engaged contact')} needed"


def _worst(short: Sequence[Required]) -> str:
    """The gaps of the worst kind there is: unknown, out of reach, stale, too few."""
    unknown = [line.name for line in short if not line.n_known]
    if unknown:
        return f"no {_either(unknown)} is known"
    unreachable = [line.name for line in short if not line.n_reachable]
    if unreachable:
        return f"no {_either(unreachable)} can be reached"
    stale = [line.name for line in short if not line.n_current]
    if stale:
        return f"no {_either(stale)} is current"
    return f"more people are needed as {formats.listed([line.name for line in short])}"


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def state(card: Card) -> tuple[str, str]:
    """A required role in a word or two, and whether that is good, bad or neither."""
    line = card.required
    if line is None:
        return "not required", NEITHER
    if line.is_covered:
        return "covered", GOOD
    return _shortfall(line), BAD if line.is_due else NEITHER


def _shortfall(line: Required) -> str:
    """What is wrong with a role that is not covered."""
    if not line.n_known:
        return "missing"
    if not line.n_reachable:
        return "nobody reachable"
    if not line.n_current:
        return "only stale contacts"
    return f"{line.n_current} of {line.n_required} covered"


def due(line: Required) -> str:
    """Whether a role that is not covered is needed by now."""
    return "due now" if line.is_due else f"matters from stage {line.stage}"


def gap(card: Card) -> str:
    """What a role that lacks people needs."""
    line = card.required
    if line is None or line.is_covered:
        return ""
    if not line.n_known:
        begin = f"Nobody is known as {card.name}."
    elif not line.n_current:
        begin = f"Nobody usable is {card.name}."
    else:
        begin = f"{formats.count(line.n_required)} are required."
    begin = f"{begin} It is {due(line)}." if line.is_due else f"{begin} It {due(line)}."
    return f"{begin} Titles to look for: {card.titles}." if card.titles else begin


def more(card: Card) -> str:
    """How many people in the role are not on the card."""
    return f"and {formats.count(card.n_more)} more in the list of everybody below"


def source(one: RoleOf, decision: Decision | None) -> str:
    """Where a role is from: "confirmed by Ida", "the CRM says", "likely, 60 %"."""
    if one.source == "confirmed":
        who = f" by {decision.author}" if decision and decision.author else ""
        return f"confirmed{who}" if one.holds else f"denied{who}"
    if one.source == "stated":
        return "the CRM says"
    likely = one.confidence >= committee_settings.INFERRED_FROM.value
    return f"{'likely' if likely else 'possibly'}, {formats.percent(one.confidence)}"


def evidence(one: RoleOf, reason: str, decision: Decision | None) -> str:
    """Why; for a confirmed role with its day."""
    if one.source != "confirmed" or decision is None:
        return reason
    return f"{reason} {formats.day(decision.decided_at.date())}."


def standing(one: Person) -> tuple[tuple[str, str], ...]:
    """Words for whether somebody can be used, each with whether it is good, bad or neither."""
    said = [("reachable", GOOD) if one.reachable else ("not reachable", BAD)]
    if one.stale:
        said.append(("stale", BAD))
    else:
        said.append(("current, unverified", NEITHER) if one.unverified else ("current", GOOD))
    said.append(("engaged", GOOD) if one.engaged else ("not engaged", NEITHER))
    return tuple(said)


def last_heard(one: Person) -> str:
    """When something last came from the person."""
    if one.last_theirs_on is None:
        return "Never heard from"
    return f"Last heard from on {formats.day(one.last_theirs_on)}"


def rating(influence: int | None, authority: int | None, support: str) -> str:
    """A rating in words: "authority 3, influence 2, supporter"; empty where nothing is rated."""
    parts = [f"{label} {value}" for label, value in (("authority", authority),
                                                     ("influence", influence))
             if value is not None]  # fmt: skip
    return ", ".join([*parts, *([support] if support else [])])


def decided(one: Decision) -> str:
    """A decision as a line of the history."""
    if one.kind == ROLE:
        what = f"{one.name} is {'' if one.holds else 'not '}{one.role}"
    else:
        said = rating(one.influence, one.authority, one.support)
        what = f"{one.name} rated: {said or 'nothing'}"
    tail = f" ({one.note})" if one.note else ""
    return f"{what}{tail}"


def signed(one: Decision, *, now: datetime) -> str:
    """Who decided and when, and who took it back."""
    text = f"{one.author}, {formats.moment(one.decided_at, now=now)}"
    if one.undone_at is not None:
        text += f"; taken back by {one.undone_by}, {formats.moment(one.undone_at, now=now)}"
    return text


def done(name: str, role: str, *, holds: bool) -> str:
    """What a click did."""
    return f"{name} is {'' if holds else 'not '}{role}, as confirmed by you."


def figures(
    committee: Committee, lines: Sequence[Required], *, n_threads: int, coverage: float | None,
    pipeline: str, n_open: int,
) -> tuple[tuple[str, str, str, str], ...]:  # fmt: skip
    """The four figures: label, value, beside it, meaning."""
    n_here = len(committee.here)
    n_engaged = sum(one.engaged for one in committee.here)
    n_left = len(committee.people) - n_here
    n_needed = sum(line.n_required for line in lines)
    return (
        ("Coverage", formats.NONE if coverage is None else formats.percent(coverage),
         f"of {formats.counted(n_needed, 'required contact')}" if lines else "nothing required",
         "Required contacts that are there, can be reached and are current."),
        ("Known people", formats.count(n_here),
         f"{formats.count(n_left)} left" if n_left else "nobody left",
         "Contacts who work there as far as we know."),
        ("Engaged contacts", formats.count(n_engaged), f"{formats.count(n_threads)} needed",
         "With a reply, meeting, call or form of theirs in the last 13 weeks, or at least 5 "
         "points."),
        ("Open pipeline", pipeline, formats.counted(n_open, "opportunity", "opportunities"),
         "Open opportunities in the reporting currency."),
    )  # fmt: skip


def family(found: Committee, here: Committee, lines: Sequence[Required]) -> str:
    """What the family adds: people, and roles that are missing here and known elsewhere."""
    others = [one for one in found.here if one.account_id != here.account_id]
    n_accounts = len({one.account_id for one in others})
    if not others:
        return "No other account of the family has a known contact."
    text = (f"{formats.counted(len(others), 'more person is', 'more people are')} known at "
            f"{formats.counted(n_accounts, 'other account')} of the family")  # fmt: skip
    gaps = {role for line in lines if not line.is_covered for role in line.roles}
    helping = [f"{one.name} ({formats.listed(sorted(gaps & set(one.plays)))})"
               for one in others if gaps & set(one.plays) and one.usable]  # fmt: skip
    if not gaps:
        return f"{text}."
    if not helping:
        return f"{text}; none of them has a role that is missing here."
    return f"{text}. Missing here, known there: {formats.listed(_some(helping))}."


def is_old(one: Person, now: datetime) -> bool:
    """Whether the rating is too old to be relied on."""
    return one.rated_at is not None and now - one.rated_at > OLD_AFTER


def check_reason(check: Check, committee: Committee, *, n_threads: int) -> str:
    """Why a line of the checklist has its verdict."""
    few = check._replace(people=_some(check.people))
    if check.key == "threads":
        names = f" ({formats.listed(few.people)})" if check.people else ""
        engaged = formats.counted(len(check.people), "engaged contact")
        return f"{engaged}{names}; {formats.count(n_threads)} needed."
    reason = roles_wording.reason(few, n_threads=n_threads)
    if grid.verdict(check, committee) != grid.WARN:
        return reason
    if check.passed:
        return f"{reason.removesuffix('.')}: only likely, confirm one."
    held = grid.playing(committee, (grid.role_of(check),))
    names = formats.listed(_some([one.person.name for one in held]))
    return f"{names} cannot be reached or {'are' if len(held) > 1 else 'is'} stale."


def _some(names: Sequence[str]) -> tuple[str, ...]:
    """The first names; how many others there are."""
    beyond = len(names[FEW:])
    return (*names[:FEW], f"{formats.count(beyond)} more") if beyond else tuple(names)


def map_sentence(rated: Sequence[Person]) -> str:
    """What the map shows: how many are for us, and the most powerful who is not."""
    n_for = sum(one.support in ("supporter", "mentor") for one in rated)
    is_are = "supports" if n_for == 1 else "support"
    n_all = formats.counted(len(rated), "rated person", "rated people")
    text = f"{formats.count(n_for)} of {n_all} {is_are} us"
    against = [one for one in rated if one.support in ("against", "sceptical")]
    if against:
        worst = max(against, key=lambda one: max(one.authority or 0, one.influence or 0))
        text += f"; of those who do not, {worst.name} has most power"
    return f"{text}."


def owners(committee: Committee) -> str:
    """Who on our side has the account."""
    said = [f"{name} in {team}" for name, team in ((committee.owner, "sales"),
                                                   (committee.marketing_owner, "marketing"))
            if name]  # fmt: skip
    return f"On our side: {formats.listed(said)}." if said else "Nobody on our side has it."


def talks(mine: Sequence[Tie]) -> str:
    """Who of us talks with a person: "Talks with Ida Holm (6 days, last 3 Feb 2026)"."""
    said = [f"{tie.owner} ({formats.counted(tie.n_tried, 'day')}, last {formats.day(tie.last_on)})"
            for tie in mine]  # fmt: skip
    return f"Talks with {formats.listed(_some(said))}"


def talks_with(mine: Sequence[Tie], committee: Committee) -> str:
    """The same as a cell; the owner of the account where activities name nobody."""
    if mine:
        return formats.listed(_some([tie.owner for tie in mine]))
    return f"{committee.owner}, as owner" if committee.owner else ""


def ties(found: Sequence[Tie], committee: Committee) -> str:
    """Who of us holds the relationship, by two-way contact."""
    if not found:
        return roles_wording.UNKNOWN_TIES
    holder = relationship_owner(found)
    if not holder:
        return "Nobody of us had two-way contact with anybody there in the last year."
    met = [tie for tie in found if tie.owner == holder and tie.n_days]
    days = formats.counted(sum(tie.n_days for tie in met), "day")
    text = (f"{holder} holds the relationship, with most two-way contact in the last year: {days} "
            f"with {formats.counted(len(met), 'person', 'people')}")  # fmt: skip
    beside = committee.owner and committee.owner != holder
    return f"{text}; the account is {committee.owner}'s." if beside else f"{text}."
