"""Every sentence of the headline, and how the parts of a review were read."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core import formats
from abm_core.review import measures_wording
from abm_core.review.document import Measure
from abm_core.review.gap import Gap
from abm_core.review.known import Known
from abm_core.review.said import Said

measure = measures_wording.in_headline
QUIET = "a quiet week: nothing changed and no measure left its normal range"
CALM = "no measure left its normal range"
TOO_EARLY = f"no signal can be told yet, because {measures_wording.NEEDS}"
DOUBTED = "no measure can be trusted this week, see the cards for why"
NO_LIST = (
    "There is no target list yet, so every account with an activity or an opportunity counts."
)
OVERDUE = {True: "opportunity is past its expected day", False: "opportunities are past their "
           "expected day"}  # fmt: skip


def calm(measures: Sequence[Measure], has_changes: bool) -> Said:
    """Why there is no signal: nothing happened, it is too early, or no source can be trusted."""
    if all(one.doubt for one in measures):
        return Said(DOUBTED)
    if all(one.centre is None for one in measures):
        return Said(TOO_EARLY)
    return Said(CALM if has_changes else QUIET)


def gap(found: Gap) -> Said:
    """Who is missing where, or what is late."""
    one = found.n.value == 1
    if not found.requirement:
        text = f"{found.n.shown} open {OVERDUE[one]}"
        if not found.pipeline.value:
            return Said(text, (found.n,))
        return Said(f"{text} ({found.pipeline.shown})", (found.n, found.pipeline))
    have = "account has" if one else "accounts have"
    text = f"{found.n.shown} {formats.tier(int(found.tier))} {have} no usable {found.requirement}"
    return Said(text, (found.n,))


def joined(parts: Sequence[Said]) -> Said:
    """Parts as one sentence."""
    text = "; ".join(part.text for part in parts)
    return Said(f"{text[0].upper()}{text[1:]}.",
                tuple(behind for part in parts for behind in part.behind))  # fmt: skip


def reading(known: Known, *, came_later: bool) -> str:
    """How the week was read: what is as known then and what is recomputed."""
    through = f"data through {formats.day(known.as_of)}"
    if known.is_newest:
        return f"Everything as it is today, with {through}."
    later = ("; opportunities that came into the store later by their own dates"
             if came_later else "")  # fmt: skip
    return (
        f"As known then: tiers and opportunities{later}. Recomputed with today's rules and "
        f"{through}: engagement, stages, meetings. As they are today: buying roles, segments and "
        "owners."
    )


def footer(known: Known, measures: Sequence[Measure]) -> tuple[str, ...]:
    """Definitions and limits, and what is to be doubted first of all."""
    doubts = dict.fromkeys(one.doubt for one in measures if one.doubt)
    warned = [f"{doubt[0].upper()}{doubt[1:]}." for doubt in doubts]
    definitions = [measures_wording.DEFINITIONS[one.key] for one in measures]
    return (*warned, *_whose(known), *definitions, measures_wording.RANGE)


def _whose(known: Known) -> list[str]:
    """Which accounts count, where it is not the target list of the week."""
    if not known.is_listed:
        return [NO_LIST]
    if known.list_on and known.list_on > known.sunday:
        return [f"The target list begins on {formats.day(known.list_on)}: the accounts of that "
                "day count."]  # fmt: skip
    return []
