"""What changed, in sentences: tiers, stages, surges, buying roles. Each number has its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from abm_core import formats, schema
from abm_core.review import deals_wording, people_wording
from abm_core.review.changes_evidence import Seen
from abm_core.review.changes_rows import Row, counted, figure, rows
from abm_core.review.document import Happening
from abm_core.review.said import Behind, Kind, Said

Columns = tuple[tuple[str, str, Kind], ...]

ACCOUNT: Columns = (("account_id", "Account", "account"), ("account", "Name", "text"))
TIERS: Columns = (*ACCOUNT, ("tier_from", "From tier", "text"), ("tier_to", "To tier", "text"),
                  ("day", "On", "day"))  # fmt: skip
STAGES: Columns = (*ACCOUNT, ("motion", "Motion", "text"), ("stage_from", "From stage", "text"),
                   ("stage_to", "To stage", "text"), ("changed_on", "On", "day"))  # fmt: skip
SCORES: Columns = (("as_of", "As of", "day"), ("score", "Account score", "number"))
DEAL: Columns = (("account_id", "Account", "account"),
                 ("opportunity_id", "Opportunity ID", "text"),
                 ("opportunity", "Opportunity", "text"), ("value", "Amount", "money"))  # fmt: skip

# --- Tiers --------------------------------------------------------------------------------------

TIER_GROUPS: dict[Happening, tuple[str, str]] = {
    "tier up": ("moved up a tier", "No account moved up a tier."),
    "tier down": ("moved down a tier", "No account moved down a tier."),
    "entered": ("entered the target list", "No account entered the target list."),
    "left": ("left the target list", "No account left the target list."),
}
BY_POINTS = re.compile(r"(.+) ([+−])(\d+\.\d)")


def tier_moves(kind: Happening, found: Sequence[Row]) -> Said:
    """How many accounts moved in one way."""
    verb, none = TIER_GROUPS[kind]
    return _accounts(found, TIERS, verb, none)


def _accounts(found: Sequence[Row], columns: Columns, verb: str, none: str) -> Said:
    if not found:
        return Said(none)
    n = counted(f"Accounts that {verb}", rows(columns, found))
    return Said(f"{n.shown} account{'' if len(found) == 1 else 's'} {verb}.", (n,))


def tier_move(row: Row, pipeline: Behind | None) -> Said:
    """One move, with what is open at the account."""
    text = {
        "tier up": "{account} moved up from {was} to {now}",
        "tier down": "{account} moved down from {was} to {now}",
        "entered": "{account} entered the target list in {now}",
        "left": "{account} left the target list; it was in {was}",
    }[row["kind"]].format(
        account=row["account"], was=formats.saved_tier(row["tier_from"]).lower(),
        now=formats.saved_tier(row["tier_to"]).lower())  # fmt: skip
    if pipeline is None or not pipeline.value:
        return Said(f"{text}.")
    return Said(f"{text}; {pipeline.shown} is open there.", (pipeline,))


def tier_because(row: Row, save: Row | None) -> Said:
    """What moved it: a decision by hand, an exclusion, the proposal, or the score."""
    if save is None:
        if row["tier_to"] is None:
            return Said("Its entry ended in the imported target list.")
        approver = f", approved by {row['approver']}" if row["approver"] else ""
        return Said(f"By the imported target list{approver}.")
    if str(save["tier_because"] or "").startswith("Override"):
        return Said(f"By hand: “{save['tier_because']}”.")
    if save["excluded_because"]:
        return Said(f"Excluded by the profile: “{save['excluded_because']}”.")
    return _scored(row, save)


def _scored(row: Row, save: Row) -> Said:
    by = _saved_by(row, save)
    if save["driver"]:
        moved = _driver(str(save["driver"]), row)
        return Said(f"{moved.text} {by.text}", (*moved.behind, *by.behind))
    if save["score"] is None:
        return Said(f"Nothing is known of it to score. {by.text}", by.behind)
    moved = _score(save) if save["score_before"] is None else _score_change(save)
    return Said(f"{moved.text} {by.text}", (*moved.behind, *by.behind))


def _driver(driver: str, row: Row) -> Said:
    """What the proposal said of the account: most often a criterion and its points."""
    found = BY_POINTS.fullmatch(driver)
    if found is None:
        return Said(f"“{driver}”.")
    table = rows((*ACCOUNT, ("criterion", "Criterion", "text"), ("points", "Points", "number")),
                 [{**row, "criterion": found[1], "points": float(found[3])}])  # fmt: skip
    points = figure(f"Points of {found[1]}", table, "points", "points")
    if found[2] == "+":
        return Said(f"“{found[1]}” added most to its score: {points.shown} points.", (points,))
    return Said(f"“{found[1]}” took most from its score: {points.shown} points.", (points,))


def _score(save: Row) -> Said:
    """Its score at the save, where no earlier one is known."""
    now = figure("Score at the save", rows(SCORES, [save]), "score", "score", how="last")
    return Said(f"Its score was {now.shown}.", (now,))


def _score_change(save: Row) -> Said:
    """Score at the earlier save and at this one, and which part moved more."""
    was = {"as_of": save["as_of_before"], "score": save["score_before"]}
    now = {"as_of": save["as_of"], "score": save["score"]}
    before = figure("Score before", rows(SCORES, [was]), "score", "score", how="last")
    after = figure("Score at the save", rows(SCORES, [was, now]), "score", "score", how="last")
    if before.shown == after.shown:
        return Said(f"Its score stayed at {after.shown}: the cutoffs or gates decided.", (after,))
    verb = "rose" if after.value > before.value else "fell"
    return Said(f"Its score {verb} from {before.shown} to {after.shown}{_part(save)}.",
                (before, after))  # fmt: skip


def _part(save: Row) -> str:
    parts = [save["fit"], save["fit_before"], save["timing"], save["timing_before"]]
    if not save["same_profile"]:
        return ", under another version of the profile"
    if any(one is None for one in parts):
        return ""
    fit, timing = parts[0] - parts[1], parts[2] - parts[3]
    return ", timing more than fit" if abs(timing) > abs(fit) else ", fit more than timing"


def _saved_by(row: Row, save: Row) -> Said:
    """Who decided, and with which version of which profile."""
    signers = save["signers"] or []
    who = formats.listed(signers) or save["author"] or row["approver"]
    verb = "Signed by" if signers else "Saved by"
    by = f"{verb} {who}" if who else "Saved"
    if save["profile"] is None:
        return Said(f"{by}.")
    table = rows((("profile", "Profile", "text"), ("version", "Version", "count"),
                  ("as_of", "As of", "day")), [save])  # fmt: skip
    version = figure("Version of the profile", table, "version", "count", how="last")
    return Said(f"{by} with profile “{save['profile']}” version {version.shown}.", (version,))


# --- Stages -------------------------------------------------------------------------------------

ENTERED = {
    ("new", "engaged"): "became engaged", ("new", "qualified"): "became qualified",
    ("new", "opportunity"): "has an open opportunity now",
    ("new", "customer"): "became a customer",
    ("expansion", "engaged"): "became engaged again as a customer",
    ("expansion", "qualified"): "became qualified for expansion",
    ("expansion", "opportunity"): "has an open expansion opportunity now",
    ("expansion", "customer"): "expanded",
}  # fmt: skip


def stage_moves(kind: Happening, found: Sequence[Row]) -> Said:
    """How many accounts moved deeper or fell back, and to or from where."""
    if not found:
        return Said("No account moved to a deeper stage." if kind == "stage deeper"
                    else "No account fell back a stage.")  # fmt: skip
    n = counted("Accounts", rows(STAGES, found))
    column = "stage_to" if kind == "stage deeper" else "stage_from"
    parts, behind = [], [n]
    for stage in reversed(schema.ACCOUNT_STAGES):
        if there := [row for row in found if row[column] == stage]:
            part = counted(f"Accounts: {stage}", rows(STAGES, there))
            parts.append(f"{part.shown} {'to' if kind == 'stage deeper' else 'from'} {stage}")
            behind.append(part)
    verb = "moved to a deeper stage" if kind == "stage deeper" else "fell back"
    accounts = "account" if len(found) == 1 else "accounts"
    return Said(f"{n.shown} {accounts} {verb}: {formats.listed(parts)}.", tuple(behind))


def stage_move(row: Row) -> Said:
    """One move of one account."""
    if row["is_deeper"]:
        was = f"; it was {row['stage_from']}" if row["stage_from"] in (
            "unaware", "aware", "engaged", "qualified") else ""  # fmt: skip
        return Said(f"{row['account']} {ENTERED[row['motion'], row['stage_to']]}{was}.")
    motion = " on the way to expansion" if row["motion"] == "expansion" else ""
    return Said(f"{row['account']} fell back from {row['stage_from']} to {row['stage_to']}"
                f"{motion}.")  # fmt: skip


def deeper_because(
    row: Row, deals: Sequence[Row], seen: Sequence[Seen], currency: str
) -> Said:
    """The opportunity that was created or won, else who did what in the week."""
    wanted = {"opportunity": "open", "customer": "won"}.get(row["stage_to"])
    for deal in deals:
        if deal["outcome"] == wanted:
            verb, day = ("won", deal["closed_on"]) if wanted == "won" else (
                "created", deal["created_on"])
            return _deal(deal, verb, day, currency)
    return people_wording.who(seen)


def back_because(
    row: Row, deals: Sequence[Row], faded: Row | None, currency: str
) -> Said:
    """The opportunity that was lost, else what fell out of the window."""
    if row["stage_from"] == "opportunity":
        lost = next((deal for deal in deals if deal["outcome"] == "lost"), None)
        if lost is not None:
            return _deal(lost, "lost", lost["closed_on"], currency)
        return Said("None of its opportunities is open any more.")
    if faded is None or faded["last_theirs_on"] is None:
        return Said("Nothing of theirs is recorded in the window.")
    last = f"The last of theirs was on {formats.day(faded['last_theirs_on'])}"
    columns: Columns = (("account_id", "Account", "account"), ("week", "Week", "week"),
                        ("points", "Points", "number"))
    gone = figure("Points that no longer count", rows(columns, [
        {**faded, "week": faded["gone"], "points": faded["points_gone"]}]), "points", "points")
    new = figure("Points of the week", rows(columns, [
        {**faded, "points": faded["points_new"]}]), "points", "points")  # fmt: skip
    if gone.value <= new.value:
        return Said(f"{last}; too few people or points remain in the window.")
    text = f"The {gone.shown} points of the week of {formats.day(faded['gone'])} no longer count"
    if not new.value and faded["last_theirs_on"] >= faded["week"]:
        return Said(f"{text}, and what they did this week earns none.", (gone,))
    if not new.value:
        return Said(f"{text}, and this week brought none. {last}.", (gone,))
    return Said(f"{text}, and this week brought {new.shown}. {last}.", (gone, new))


def _deal(deal: Row, verb: str, day: Any, currency: str) -> Said:  # noqa: ANN401
    name = f"“{deal['opportunity']}”" if deal["opportunity"] else "of no name"
    text = f"Opportunity {name} was {verb} on {formats.day(day)}"
    if deal["value"] is None:
        return Said(f"{text}, {deals_wording.WITHOUT[deals_wording.unvalued(deal)]}.")
    amount = figure("Amount", rows(DEAL, [deal]), "value", "money", currency=currency)
    return Said(f"{text}: {amount.shown}.", (amount,))


# --- Surges -------------------------------------------------------------------------------------

SURGES: Columns = (*ACCOUNT, ("kind", "Kind", "text"), ("n_people", "People", "count"),
                   ("expected", "Expected", "number"),
                   ("is_sure", "High confidence", "text"))  # fmt: skip
TOPICS: Columns = (("account_id", "Account", "account"), ("topic", "Topic", "text"),
                   ("strength", "Strength", "number"))  # fmt: skip


def surges(found: Sequence[Row]) -> Said:
    """How many accounts surged, and of how many it is sure."""
    if not found:
        return Said("No account surged.")
    n = counted("Accounts that surged", rows(SURGES, found))
    text = f"{n.shown} account{'' if len(found) == 1 else 's'} surged"
    sure = [row for row in found if row["is_sure"]]
    if not sure:
        return Said(f"{text}, none with high confidence.", (n,))
    k = counted("With high confidence", rows(SURGES, sure))
    return Said(f"{text}, {k.shown} with high confidence.", (n, k))


def surge(row: Row, seen: Sequence[Seen], topics: Sequence[Row]) -> Said:
    """One surge: how many came, where how many were expected."""
    if row["kind"] == "topics":
        n = counted("Topics", rows(TOPICS, topics))
        word = "topic" if len(topics) == 1 else "topics"
        return Said(f"{row['account']} reads elsewhere about {n.shown} of your {word}.", (n,))
    n = counted("People who came", people_wording.table(seen))
    people = "person" if len(seen) == 1 else "people"
    if row["kind"] == "slow rise":
        return Said(f"{n.shown} {people} from {row['account']} came in two weeks, more than its "
                    "own history lets expect.", (n,))  # fmt: skip
    usual = figure("People expected", rows(SURGES, [row]), "expected", "score")
    return Said(f"{n.shown} {people} from {row['account']} came, where {usual.shown} "
                "were expected.", (n, usual))  # fmt: skip


def surge_because(row: Row, seen: Sequence[Seen], topics: Sequence[Row]) -> Said:
    """Who came, or what they read about."""
    if row["kind"] != "topics":
        return people_wording.who(
            seen, when="in two weeks" if row["kind"] == "slow rise" else "in the week")
    names = [f"“{one['topic']}”" for one in topics[:3]]
    more = " and more" if len(topics) > len(names) else ""
    return Said(f"A third party reports {', '.join(names) if more else formats.listed(names)}"
                f"{more}.")  # fmt: skip
