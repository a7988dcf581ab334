"""Every sentence about surges and the third-party topics beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from abm_core import formats, settings
from abm_core.measure.surge_check import Followed, Month
from abm_core.measure.surge_list import Week
from abm_core.measure.surge_sweep import BASELINE, GUARD, TWO_WEEKS
from abm_core.measure.surge_topics import Needed

NOT_TRIED = (
    f"No week can be told from chance yet: a surge is a week far above {BASELINE} weeks of the "
    f"account's own history, which end {GUARD} weeks before it."
)


def headline(week: Week | None, newest: Week | None = None) -> str:
    """How many accounts surged, and how many chance alone would have given.

    ``newest`` is the newest week that was tried, for a ``week`` that was not.
    """
    if week is None:
        return NOT_TRIED if newest is None else (
            f"The week cannot be told from chance: it has no {BASELINE} weeks with visitors to "
            f"compare it with. The newest that has is the week of {formats.day(newest.week)}."
        )  # fmt: skip
    sunday = formats.day(week.week + timedelta(days=6))
    when = f"in the two weeks to {sunday}" if week.kind == TWO_WEEKS else "this week"
    were = "was" if week.n_flagged == 1 else "were"
    return (
        f"Of {formats.counted(week.n_accounts, 'account')}, {_about(week)} would be flagged by "
        f"chance {when}; {formats.count(week.n_flagged)} {were}."
    )


def basis(week: Week) -> str:
    """What the week was measured by."""
    spread = (
        f"more than pure chance, with an overdispersion of {week.overdispersion:.2f}"
        if week.overdispersion >= 0.005 else "no more than pure chance lets them"
    )  # fmt: skip
    return (
        f"Each account is compared with {BASELINE} weeks of its own history, which end {GUARD} "
        f"weeks before, blended with what accounts do in general. Traffic of all accounts in the "
        f"week was {week.site_index:.2f} times that of those weeks. Weeks of one account differ "
        f"{spread}."
    )


def by_chance(week: Week) -> str:
    """How many chance alone would flag, in a few words."""
    return f"{_about(week)} by chance"


def _about(week: Week) -> str:
    """Weeks that differ less than chance would have them differ flag fewer than is said."""
    if week.by_chance < 0.5:
        return "hardly any"
    return f"{'about' if week.overdispersion else 'at most'} {formats.count(week.by_chance)}"


def bound(week: Week) -> str:
    """The limit itself, and how many are of high confidence."""
    sure = f"{formats.counted(week.n_sure, 'surge')} {'is' if week.n_sure == 1 else 'are'}"
    return (
        f"The limit alone, {_share(settings.SURGE_LIMIT.value)} of quiet weeks, would let "
        f"{formats.count(math.ceil(week.bound))} through at most. {sure} of high confidence: they "
        "stand out among all accounts taken together."
    )


def surge(name: str, observed: float, expected: float, p_value: float, n_people: int) -> str:
    """One account: who came, who was expected, and how rarely chance does that.

    Over two weeks, who came in both counts twice, and the different people are told.
    """
    people = formats.counted(int(observed), "person", "people")
    twice = "" if observed == n_people else (
        f" counted week by week ({formats.count(n_people)} different)")  # fmt: skip
    return (
        f"{name}: {people}{twice} where {expected:.1f} were expected; chance does that in "
        f"{odds(p_value)} quiet weeks."
    )


def odds(p_value: float) -> str:
    """A small probability as people say it.

    >>> odds(0.004), odds(1e-9)
    ('1 in 250', '1 in more than a million')
    """
    return "1 in more than a million" if p_value < 1e-6 else f"1 in {formats.count(1 / p_value)}"


def topics(needed: Needed, n_accounts: int) -> str:
    """How many accounts surged on enough third-party topics, and what enough is."""
    if not needed.n_chosen:
        return "No third-party topics are in the store."
    strength = f"{settings.TOPIC_STRENGTH.value:g}"
    return (
        f"{formats.counted(n_accounts, 'account')} reached {strength} on at least "
        f"{needed.n_needed} of {formats.counted(needed.n_chosen, 'topic')} in one week."
    )


def followed(found: Followed) -> str:
    """What came after surges, against accounts as busy; description, not cause."""
    if not found.surged.n or not found.others.n:
        return (
            f"No surge is old enough to say whether an opportunity followed within {found.days} "
            "days."
        )
    points = f"{100 * found.difference:+.0f} points".replace("-", "−")
    verdict = "" if found.low > 0 or found.high < 0 else ", which may be chance"
    return (
        f"Of {formats.counted(found.surged.n, 'surge')}, {_with_range(found.surged)} were followed "
        f"by an opportunity within {found.days} days; of {formats.count(found.others.n)} cases as "
        f"busy without one, {formats.percent(found.others.share)}: {points} (range "
        f"{_points(found.low)} to {_points(found.high)}){verdict}. It says what follows, not why."
    )


def _with_range(found: object) -> str:
    share, low, high = (getattr(found, name) for name in ("share", "low", "high"))
    return f"{formats.percent(share)} (range {formats.percent(low)} to {formats.percent(high)})"


def _points(share: float) -> str:
    return f"{100 * share:.0f}".replace("-", "−")


def calibration(months: Sequence[Month]) -> str:
    """Whether quiet weeks raise as few flags as was said."""
    n = sum(month.flagged.n for month in months)
    if not n:
        return "No quiet week is there to check the surges with."
    n_flagged = sum(month.flagged.n_yes for month in months)
    said = sum(month.by_chance for month in months)
    verdict = "more than chance was said to give" if n_flagged > said + 2 * math.sqrt(said) else (
        "fewer than chance was said to give: surges are rarer than they need be"
        if n_flagged < said - 2 * math.sqrt(said) else "as chance was said to give"
    )  # fmt: skip
    return (
        f"Of {formats.count(n)} weeks of accounts in which nothing was up, "
        f"{formats.count(n_flagged)} were flagged ({_share(n_flagged / n)}); "
        f"{formats.count(said)} were expected: {verdict}."
    )


def _share(share: float) -> str:
    """A small share: 0.5 %, 0.05 %."""
    return f"{100 * share:.2g} %"
