"""Every sentence of the measurement framework."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core import formats
from abm_core.review.framework_document import Line
from abm_core.review.framework_rows import Figure
from abm_core.review.said import Said

DEFINITIONS = {
    "coverage": "Mean over the accounts in a tier of the share of required contacts that are "
    "there, today and as the month before left it.",
    "awareness": "Accounts in the stage aware or deeper at the end of the week.",
    "engagement": "Accounts in the stage engaged, qualified or opportunity at the end of the week; "
    "customers by their journey of expansion.",
    "pipeline": "Amounts of opportunities created in the month, at the rate of the day; those "
    "without an amount or a rate are left out.",
    "revenue": "Amounts of opportunities won in the quarter of the fiscal year, at the rate of the "
    "day each was created.",
}
NOBODY = "Nobody answers for a measure yet."
NO_TIERS = "No account is in a tier, so none has a required role."


def line(label: str, now: Figure, before: Figure | None) -> Said:
    """A figure against the period before."""
    if not now.behind.rows.rows and now.behind.unit == "share":
        return Said(NO_TIERS)
    verb = "were" if label.endswith("accounts") else "was"
    if before is None or (before.behind.unit == "share" and not before.behind.rows.rows):
        return Said(f"{label} {verb} {now.behind.shown} in {now.period}; nothing was kept to "
                    "compare it with.", (now.behind,))  # fmt: skip
    if before.behind.shown == now.behind.shown:
        return Said(f"{label} {verb} {now.behind.shown} in {now.period}, as in {before.period}.",
                    (now.behind,))  # fmt: skip
    return Said(f"{label} {verb} {now.behind.shown} in {now.period}, after {before.behind.shown} "
                f"in {before.period}.", (now.behind, before.behind))  # fmt: skip


def change(now: Figure, before: Figure | None) -> str:
    """The difference with its sign: "+3", "−$200K", "+2 points"; empty without a comparison."""
    if before is None or (now.behind.unit == "share" and not before.behind.rows.rows):
        return ""
    difference = now.behind.value - before.behind.value
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    size = abs(difference)
    if now.behind.unit == "share":
        return f"{sign}{formats.counted(round(100 * size), 'point')}"
    return f"{sign}{now.behind._replace(value=size).shown}"


def headline(lines: Sequence[Line]) -> Said:
    """How many measures rose and fell against their last period, and who is missing."""
    rose = [one.label for one in lines if one.change.startswith("+")]
    fell = [one.label for one in lines if one.change.startswith("−")]
    parts = []
    if rose:
        parts.append(f"{formats.listed([_low(rose[0]), *map(_low, rose[1:])])} rose")
    if fell:
        parts.append(f"{formats.listed([*map(_low, fell)])} fell")
    text = "; ".join(parts) or "no measure moved"
    text = f"{text} against the last period"
    without = [_low(one.label) for one in lines if not one.owner]
    if len(without) == len(lines):
        return Said(f"{text[0].upper()}{text[1:]}. {NOBODY}")
    missing = f"; nobody answers for {formats.listed(without)}" if without else ""
    return Said(f"{text[0].upper()}{text[1:]}{missing}.")


def _low(label: str) -> str:
    return label[0].lower() + label[1:]
