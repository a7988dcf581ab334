"""Why there is no answer, and what would be needed for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from abm_core import formats, settings
from abm_core.lift import gates
from abm_core.lift.gates import Shortfall
from abm_core.lift.verdicts import Finding

if TYPE_CHECKING:
    from abm_core.lift.design import Design

NO_PROGRAMME_TITLE = "No programme has launched here, so there is nothing to compare"
NO_PROGRAMME = (
    "Whether a programme pays is told by accounts that were on its list against accounts that were "
    "not, from the day they joined. No account here ever joined a programme. Save a target list on "
    "ICP & tiers, or import the history of one that has run: programme, account, tier, joined on."
)
NO_DATA_TITLE = "Bring accounts, what they do, and who was targeted since when"
NO_DATA = (
    "Whether a programme pays is told by comparing its accounts with similar ones that nobody "
    "targeted. It needs accounts, a target list with the days of joining, and activities or "
    "opportunities from before the launch and since. The sample has all of them."
)
NO_COMPARISON_TITLE = "There are no accounts to compare the targets with"
NO_COMPARISON = (
    "Every account that could stand for a target is a target itself, belongs to the family of one, "
    "or came later. Without accounts that nobody targeted nothing can be expected of those that "
    "were. Hold out some of the next tier at random: then there will be an answer."
)
FEW_HELD_OUT = "Only {n} were held out: too few to tell anything from. Hold out more next time."
GROUPS = {"targets": "targets", "others": "similar accounts"}
THINGS = {
    "opportunities": "opportunities", "won": "won deals", "not won": "deals not won",
    "open at the horizon": "deals watched long enough", "accounts": "accounts",
}  # fmt: skip
BLOCKED = {
    "too few alike": "Too few similar accounts: after weighting, the comparison is worth {worth} "
    "accounts, and {needed} would be needed.",
    "one account weighs too much": "One account carries {largest} of the comparison; more than "
    "{limit} would make the answer that of a single account.",
    "too many unmatched": "{unmatched} of the targets have no similar account among those that "
    "nobody targeted; more than {most} is too many to speak for the list.",
    "not alike": "Targets and the others differed too much before launch: no weighting makes them "
    "alike. Widen the accounts to compare with, or leave out of the comparison what none of them "
    "shares.",
}
CURE = "A random hold-out would answer it whatever the accounts look like."


def comparison(found: gates.Comparison) -> list[str]:
    """Why this comparison carries no answer, a sentence per reason; empty where it does."""
    told = {
        "worth": formats.count(found.ess),
        "needed": formats.count(max(gates.LEAST_ESS, found.n_targets)),
        "largest": formats.percent(found.largest_share),
        "limit": formats.percent(gates.LARGEST_SHARE),
        "unmatched": formats.percent(found.unmatched),
        "most": formats.percent(gates.MOST_UNMATCHED),
    }
    return [BLOCKED[reason].format(**told) for reason in gates.blocks(found)]


def alike(worst: float) -> str:
    """Whether the groups were alike before launch, in words and with the number behind them."""
    good, bad = settings.SMD_LIMITS.value
    size = (f"the largest difference is {abs(worst):.2f} times the spread among targets, and up to "
            f"{good:g} counts as alike")  # fmt: skip
    if abs(worst) < good:
        return f"Alike before launch: {size}."
    if abs(worst) < bad:
        return (f"Not quite alike before launch: {size}. A difference after launch is only "
                "associated with the programme.")  # fmt: skip
    return f"Not alike before launch: {size}."


def gate(shortfalls: Sequence[Shortfall], needed: int | None = None) -> str:
    """What is missing for a metric, and how many would be needed."""
    parts = [
        f"{formats.count(one.needs)} {THINGS[one.what]} among {GROUPS[one.group]} "
        f"({formats.count(one.has)} so far)"
        for one in shortfalls
    ]
    said = f"Not measurable yet: it needs {formats.listed(parts)}."
    return said + (f" {per_side(needed)}" if needed else "")


def short_gate(shortfalls: Sequence[Shortfall], needed: int | None = None) -> str:
    """The same in the few words beside a picture.

    >>> short_gate([Shortfall("targets", "won", 3, 10)])
    'too few: 3 of 10 won deals'
    """
    if needed:
        return f"too few: about {formats.count(needed)} per side"
    worst = min(shortfalls, key=lambda one: one.has / one.needs, default=None)
    if worst is None:
        return "not measurable yet"
    return f"too few: {formats.count(worst.has)} of {worst.needs} {THINGS[worst.what]}"


def per_side(needed: int) -> str:
    """How many accounts or deals could settle a difference of the size seen."""
    return f"About {formats.count(needed)} per side would be needed for a difference this size."


def undecided(found: Finding) -> str:
    """What an answer would take where the range holds no difference; empty where unknown."""
    return per_side(found.needed) if found.needed else ""


def smallest(value: float) -> str:
    """The smallest difference that this list could show, said before any result."""
    if not value < 100:
        return "With so few accounts no difference of a size that happens could be seen."
    return (
        f"A list of this size shows differences from about {formats.percent(value)} on in four "
        "cases of five; smaller ones are likely to be missed."
    )


def left_out(targets: Mapping[str, int], others: Mapping[str, int]) -> str:
    """Who is not in the comparison, and why; empty where everybody is."""
    parts = []
    for name, counts in (("target account", targets), ("other account", others)):
        if n := sum(counts.values()):
            why = formats.listed([f"{formats.count(k)} {reason}" for reason, k in counts.items()])
            parts.append(f"{formats.counted(n, name)}: {why}")
    return f"Not in the comparison: {'; '.join(parts)}." if parts else ""


# --- In a few words, for cards and pictures ---------------------------------------------------

INTERIM = (
    "Interim: the weeks after launch are not those that were scheduled for the read-out. Looking "
    "again and again makes it likelier that chance is taken for an answer."
)
MARKS = (
    "Relative to the others. Solid: 0 lies outside the plausible range. Hollow: inside. "
    "Grey: not measurable yet, with what would be needed."
)


def balance_word(worst: float) -> str:
    """Balance on a card."""
    good, bad = settings.SMD_LIMITS.value
    return "Alike" if abs(worst) < good else "Not quite" if abs(worst) < bad else "Not alike"


def smallest_word(value: float) -> str:
    """The smallest visible effect on a card.

    >>> smallest_word(0.236), smallest_word(float("inf"))
    ('24 %', '–')
    """
    return formats.percent(value) if value < 100 else formats.NONE


def worth(n_others: int, effective: float) -> str:
    """Why the comparison counts for fewer accounts than it holds."""
    return (
        f"{formats.counted(n_others, 'account')} that nobody targeted, weighted so that their "
        f"averages equal those of the targets. Unequal weights tell less: these are worth "
        f"{formats.count(effective)} equally weighted ones."
    )


def design(found: Design) -> list[str]:
    """Why a design carries no answer, a sentence per reason."""
    if found.cohorts.is_experiment:
        return [FEW_HELD_OUT.format(n=formats.counted(found.cohorts.n_controls, "account"))] if (
            found.blocks()) else []  # fmt: skip
    told = gates.Comparison(
        found.cohorts.n_targets, found.balance.ess, found.balance.largest_share,
        found.balance.worst, found.matched.share_unmatched,
    )  # fmt: skip
    said = comparison(told)
    if found.blocks() and not said:
        said = [BLOCKED["not alike"]]
    return [*said, CURE] if said else []


def not_measurable(found: Finding) -> str:
    """Why a metric has no answer."""
    if found.shortfalls:
        return gate(found.shortfalls, found.needed)
    if found.blocked:
        return "Not measurable yet: the comparison itself carries no answer, as said above."
    return "Not measurable yet: nothing of it happened after launch, or nothing would have."


def short_refusal(found: Finding) -> str:
    """The same in the few words beside a picture."""
    if found.blocked and not found.shortfalls:
        return SHORT.get(found.blocked[0], "not alike")
    return short_gate(found.shortfalls, found.needed)


SHORT = {
    "too few alike": "too few alike", "one account weighs too much": "one account weighs most",
    "too many unmatched": "too few with a match", "not alike": "not alike",
}  # fmt: skip


def without_amount(ours: int, theirs: int) -> str:
    """Opportunities beside the sums."""
    return (
        f"Beside the sums: {formats.counted(ours, 'opportunity', 'opportunities')} of targets and "
        f"{formats.count(theirs)} of the others without an amount."
    )


def weeks(n_after: int, n_launches: int) -> str:
    """Which weeks are compared.

    >>> weeks(13, 2)
    'Weeks 1 to 13 after each of 2 launches.'
    """
    of = "the launch" if n_launches == 1 else f"each of {formats.count(n_launches)} launches"
    return f"Weeks 1 to {n_after} after {of}."
