"""What a review bids to watch, in sentences. Each number has its rows."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core import formats
from abm_core.review import deals_wording
from abm_core.review.changes_rows import DEAL_COLUMNS, Row, counted, figure, rows
from abm_core.review.people_wording import LATELY, named
from abm_core.review.said import Kind, Rows, Said, person
from abm_core.review.touches import Waiting

Columns = tuple[tuple[str, str, Kind], ...]

ACCOUNT: Columns = (("account_id", "Account", "account"), ("account", "Name", "text"))
WAITING: Columns = (*ACCOUNT, ("qualified_on", "Qualified on", "day"), ("due_on", "Due on", "day"),
                    ("status", "Follow-up", "text"))  # fmt: skip
DEALS: Columns = (*DEAL_COLUMNS, ("expected_on", "Expected on", "day"))
NEAR: Columns = (*ACCOUNT, ("tier", "Tier", "text"), ("score", "Account score", "number"),
                 ("cutoff", "Cutoff", "number"), ("open_pipeline", "Open pipeline", "money"))
STALE: Columns = (*ACCOUNT, ("who", "Person", "person"), ("role", "Buying roles", "text"),
                  ("stale_on", "Stale on", "day"))  # fmt: skip


def waiting(found: Sequence[Waiting]) -> Said | None:
    """Qualified accounts that nobody has followed up; the longest overdue by name."""
    if not found:
        return None
    n = counted("Accounts that wait", _waiting(found))
    one = len(found) == 1
    missed = [each for each in found if each.status == "missed"]
    first = missed[0] if missed else found[0]
    due = f"{first.account} {'was' if missed else 'is'} due on {formats.day(first.due_on)}"
    if len(missed) == len(found):
        verb = "account has" if one else "accounts have"
        return Said(f"{n.shown} qualified {verb} waited too long for a follow-up: {due}.", (n,))
    text = f"{n.shown} qualified {'account waits' if one else 'accounts wait'} for a follow-up"
    if not missed:
        return Said(f"{text}: {due}.", (n,))
    k = counted("Overdue", _waiting(missed))
    return Said(f"{text}, {k.shown} of them for too long: {due}.", (n, k))


def _waiting(found: Sequence[Waiting]) -> Rows:
    return rows(WAITING, [one._asdict() for one in found])


def slipping(found: Sequence[Row], currency: str) -> Said | None:
    """Opportunities that are expected within days though nobody answers."""
    if not found:
        return None
    table = rows(DEALS, found)
    n = counted("Opportunities about to slip", table)
    noun = "opportunity is" if len(found) == 1 else "opportunities are"
    first = found[0]
    ends = (f"and nobody there has answered {LATELY}: {deals_wording.name(first)} on "
            f"{formats.day(first['expected_on'])}.")  # fmt: skip
    total = figure("Amount", table, "value", "money", currency=currency) \
        if any(row["value"] is not None for row in found) else None  # fmt: skip
    if total is None:
        return Said(f"{n.shown} {noun} expected within a week, {ends}", (n,))
    return Said(f"{n.shown} {noun} expected within a week ({total.shown}), {ends}", (n, total))


def near(found: Sequence[Row], currency: str) -> Said | None:
    """Accounts with open pipeline whose tier hangs on a point of score."""
    if not found:
        return None
    table, first = rows(NEAR, found), rows(NEAR, found[:1])
    n = counted("Close calls", table)
    total = figure("Open pipeline", table, "open_pipeline", "money", currency=currency)
    score = figure("Account score", first, "score", "score", how="last")
    cutoff = figure("Cutoff", first, "cutoff", "score", how="last")
    verb = "account is a close call" if len(found) == 1 else "accounts are close calls"
    return Said(
        f"{n.shown} {verb} for the tier, with {total.shown} open: {found[0]['account']} scores "
        f"{score.shown}, and {formats.saved_tier(found[0]['tier']).lower()} begins at "
        f"{cutoff.shown}.", (n, total, score, cutoff))  # fmt: skip


def stale(found: Sequence[Row]) -> Said | None:
    """People in buying roles who will count as stale, where pipeline is open."""
    if not found:
        return None
    n = counted("People who will be stale", rows(STALE, [
        {**row, "who": person(row["contact_id"]), "role": formats.listed(sorted(row["roles"]))}
        for row in found
    ]))  # fmt: skip
    first = found[0]
    noun = "person in a buying role goes" if len(found) == 1 else "people in buying roles go"
    return Said(
        f"{n.shown} {noun} stale within weeks where pipeline is open, unless somebody verifies "
        f"or hears from them: {named(first['contact_id'])} of {first['account']} on "
        f"{formats.day(first['stale_on'])}.", (n,))  # fmt: skip
