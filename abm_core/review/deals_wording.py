"""What happened to opportunities, in sentences. Each number has its rows."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core import formats
from abm_core.review import people_wording
from abm_core.review.changes_evidence import Seen
from abm_core.review.changes_rows import Row, counted, figure, rows
from abm_core.review.document import Happening
from abm_core.review.said import Behind, Kind, Said

DEALS: tuple[tuple[str, str, Kind], ...] = (
    ("account_id", "Account", "account"), ("account", "Name", "text"),
    ("opportunity_id", "Opportunity ID", "text"), ("opportunity", "Opportunity", "text"),
    ("owner", "Owner", "text"), ("stage_before", "Stage before", "text"),
    ("stage", "Stage", "text"), ("value_before", "Amount before", "money"),
    ("value", "Amount", "money"), ("created_on", "Created on", "day"),
    ("expected_before", "Expected before", "day"), ("expected_on", "Expected on", "day"),
    ("closed_on", "Closed on", "day"),
)  # fmt: skip
VERBS: dict[Happening, str] = {
    "opportunity created": "created", "opportunity moved": "moved",
    "opportunity slipped": "slipped", "opportunity won": "won", "opportunity lost": "lost",
}  # fmt: skip
NO_AMOUNT, NO_RATE = "no amount", "no rate for its currency"
WITHOUT = {NO_AMOUNT: "without an amount", NO_RATE: "in a currency without a rate"}
WERE = ("created", "won", "lost")
ANSWERS = ("meeting", "on-site event", "call", "form fill", "mail reply")


def deals(kind: Happening, found: Sequence[Row], currency: str) -> Said:
    """How many opportunities, their sum, and how many of them are in no sum."""
    verb = VERBS[kind]
    was = ("was " if len(found) == 1 else "were ") if verb in WERE else ""
    if not found:
        return Said(f"No opportunity {'was ' if verb in WERE else ''}{verb}.")
    table = rows(DEALS, found)
    n = counted(f"Opportunities {verb}", table)
    noun = "opportunity" if len(found) == 1 else "opportunities"
    text = f"{n.shown} {noun} {was}{verb}"
    total = figure(f"Amount {verb}", table, "value", "money", currency=currency)
    bare = [_counted(reason, found) for reason in (NO_AMOUNT, NO_RATE)]
    left_out = [one for one in bare if one.value]
    if sum(one.value for one in left_out) == len(found):
        if len(left_out) == 1:
            return Said(f"{text}, {left_out[0].label.lower()}.", (n,))
        said = formats.listed([f"{one.shown} {one.label.lower()}" for one in left_out])
        return Said(f"{text}: {said}.", (n, *left_out))
    said = "".join(f", {one.shown} {one.label.lower()}" for one in left_out)
    return Said(f"{text}: {total.shown}{said}.", (n, total, *left_out))


def _counted(reason: str, found: Sequence[Row]) -> Behind:
    return counted(WITHOUT[reason].capitalize(), rows(DEALS, [
        row for row in found if row["value"] is None and unvalued(row) == reason]))  # fmt: skip


def unvalued(row: Row) -> str:
    """Why an opportunity has no value in the currency of the review."""
    return NO_RATE if row["has_amount"] else NO_AMOUNT


def deal(kind: Happening, row: Row, currency: str) -> Said:
    """One opportunity: what happened to it."""
    if kind == "opportunity moved":
        return _moved(row, currency)
    if kind == "opportunity slipped":
        return _slipped(row, currency)
    amount = _amount(row, currency)
    day = row["created_on" if kind == "opportunity created" else "closed_on"]
    when = f" on {formats.day(day)}" if day else ""
    owner = f" by {row['owner']}" if kind == "opportunity created" and row["owner"] else ""
    return _said(row, f"was {VERBS[kind]}{when}{owner}", amount)


def name(row: Row) -> str:
    """An opportunity by name, after its account where the name does not say whose it is."""
    account, opportunity = row["account"], row["opportunity"]
    if not opportunity:
        return f"An opportunity of {account}"
    says = account.split()[0].casefold() in opportunity.casefold()
    return f"“{opportunity}”" if says else f"{account}: “{opportunity}”"


def _amount(row: Row, currency: str) -> Behind | None:
    if row["value"] is None:
        return None
    return figure("Amount", rows(DEALS, [row]), "value", "money", currency=currency)


def _said(row: Row, text: str, amount: Behind | None) -> Said:
    if amount is None:
        return Said(f"{name(row)} ({unvalued(row)}) {text}.")
    return Said(f"{name(row)} ({amount.shown}) {text}.", (amount,))


def _moved(row: Row, currency: str) -> Said:
    """From stage to stage, and what became of its amount."""
    parts = []
    if row["stage"] and row["stage_before"] and row["stage"] != row["stage_before"]:
        parts.append(f"moved from “{row['stage_before']}” to “{row['stage']}”")
    now, was = row["value"], row["value_before"]
    if now is None or was is None or not round(now - was, 2):
        return _said(row, formats.listed(parts), _amount(row, currency))
    table = rows(DEALS, [row])
    before = figure("Amount before", table, "value_before", "money", currency=currency)
    after = figure("Amount", table, "value", "money", currency=currency)
    if before.shown == after.shown:
        parts, behind = [*parts, f"changed its amount slightly, now {after.shown}"], [after]
    else:
        verb = "grew" if now > was else "shrank"
        parts.append(f"{verb} from {before.shown} to {after.shown}")
        behind = [before, after]
    return Said(f"{name(row)} {formats.listed(parts)}.", tuple(behind))


def _slipped(row: Row, currency: str) -> Said:
    """The day that it was expected on, and the new one if there is one."""
    amount = _amount(row, currency)
    if row["is_later"]:
        text = (f"is now expected on {formats.day(row['expected_on'])}, no longer on "
                f"{formats.day(row['expected_before'])}")  # fmt: skip
    else:
        text = f"was expected on {formats.day(row['expected_on'])} and is still open"
    return _said(row, text, amount)


def deal_because(kind: Happening, seen: Sequence[Seen]) -> Said:
    """Who of theirs answered lately, or that nobody did."""
    answered = [one for one in seen if one.is_named and one.kind in ANSWERS]
    if not answered:
        if not seen:
            return Said(f"Nothing of theirs {people_wording.LATELY}.")
        return Said(f"Nobody of theirs met us, called or answered {people_wording.LATELY}.")
    if kind == "opportunity lost" and len(answered) == 1:
        return Said(f"Only one person had answered {people_wording.LATELY}: "
                    f"{people_wording.did(answered[0])}.")  # fmt: skip
    return people_wording.who(answered, when=people_wording.LATELY)
