"""The evidence lines of a review. Each number has its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from abm_core import formats
from abm_core.review.changes_rows import Row, counted, figure, rows
from abm_core.review.document import Change, Changes
from abm_core.review.people_wording import named
from abm_core.review.said import Behind, Kind, Said, person

Columns = tuple[tuple[str, str, Kind], ...]

ACCOUNT: Columns = (("account_id", "Account", "account"), ("account", "Name", "text"))
MEETINGS: Columns = (*ACCOUNT, ("who", "Contact", "person"), ("roles", "Buying roles", "text"),
                     ("n", "Meetings", "count"))  # fmt: skip
POINTS: Columns = (*ACCOUNT, ("points", "Points", "number"))
WEEKS: Columns = (("week", "Week", "week"), ("points", "Points", "number"))
CAMPAIGN: Columns = (*ACCOUNT, ("campaign", "Campaign", "text"), ("n", "Activities", "count"))
SENIORS: Columns = (*ACCOUNT, ("who", "Contact", "person"), ("title", "Title", "text"),
                    ("met_on", "Met on", "day"), ("n", "Activities", "count"))  # fmt: skip
BUYER = "economic buyer"
LEAST_POINTS = 10.0  # a change below tells nothing
LEAST_ACTIVITIES = 3  # of a campaign
MANY_MEETINGS = 3  # of one account
FLOWS = {"opportunity created": "created", "opportunity won": "won", "opportunity lost": "lost"}


def _people(found: Sequence[Row]) -> list[Row]:
    return [{**row, "who": person(row["contact_id"])} for row in found]


def meetings(found: Sequence[Row]) -> Said | None:
    """Where the meetings with buying roles were, and how many were with who decides on money."""
    if not found:
        return None
    n = figure("Meetings with buying roles", rows(MEETINGS, _people(found)), "n", "count")
    by_account: dict[str, list[Row]] = {}
    for row in found:
        by_account.setdefault(row["account_id"], []).append(row)
    top = max(by_account.values(), key=lambda of: sum(row["n"] for row in of))
    most = figure("Meetings there", rows(MEETINGS, _people(top)), "n", "count")
    first = f"{named(top[0]['contact_id'], top[0]['roles'].split(', ')[0])}"
    if len(by_account) == 1:
        noun = "meeting" if n.value == 1 else "meetings"
        said = Said(f"{n.shown} {noun} with buying roles, all at {top[0]['account']}, where "
                    f"{first} met us", (n,))  # fmt: skip
    else:
        k = counted("Accounts", rows(ACCOUNT, [of[0] for of in by_account.values()]))
        said = Said(f"{n.shown} meetings with buying roles came from {k.shown} accounts", (n, k))
        if _stands_out(most, by_account.values()):
            said = Said(f"{said.text}, most from {top[0]['account']}: {most.shown}, among them "
                        f"with {first}", (n, k, most))  # fmt: skip
    buyers = [row for row in found if BUYER in row["roles"].split(", ")]
    if not buyers:
        return Said(f"{said.text}; none was with an {BUYER}.", said.behind)
    e = figure(f"With an {BUYER}", rows(MEETINGS, _people(buyers)), "n", "count")
    verb = "was" if e.value == 1 else "were"
    return Said(f"{said.text}; {e.shown} {verb} with an {BUYER}.", (*said.behind, e))


def _stands_out(most: Behind, accounts: Iterable[Sequence[Row]]) -> bool:
    """Whether one account alone has the most, and that is many."""
    totals = [float(sum(row["n"] for row in of)) for of in accounts]
    return most.value >= MANY_MEETINGS and totals.count(most.value) == 1


def segment(name: str, accounts: Sequence[Row], usual: Sequence[Row]) -> Said | None:
    """The segment whose engagement differs most from the weeks before, and who made it."""
    now = figure("Points of the week", rows(POINTS, accounts), "points", "count")
    weeks = rows(WEEKS, usual)
    mean = Behind("Mean of the weeks before", sum(row["points"] for row in usual) / len(usual),
                  "count", "mean", weeks, "points")  # fmt: skip
    if abs(now.value - mean.value) < LEAST_POINTS:
        return None
    verb = "rose" if now.value > mean.value else "fell"
    text = (f"Engagement {verb} most in “{name}”: {now.shown} points, against {mean.shown} "
            "in a usual week")  # fmt: skip
    if verb == "fell" or not accounts:
        return Said(f"{text}.", (now, mean))
    top = figure("Points of the account", rows(POINTS, accounts[:1]), "points", "count")
    return Said(f"{text}; most from {accounts[0]['account']}, {top.shown}.", (now, mean, top))


def flows(changes: Sequence[Changes]) -> Said | None:
    """What pipeline came and went, and the largest of it."""
    parts, behind = [], []
    largest: Change | None = None
    for group in changes:
        total = next((one for one in group.said.behind if one.unit == "money"), None)
        if group.kind not in FLOWS or total is None:
            continue
        parts.append((list(FLOWS).index(group.kind), f"{total.shown} was {FLOWS[group.kind]}"))
        behind.append(total)
        first = group.changes[0]
        if largest is None or first.size > largest.size:
            largest = first
    if largest is None or sum(len(group.changes) for group in changes if group.kind in FLOWS) < 2:
        return None  # a single one stands among the changes
    text = formats.listed([part for _, part in sorted(parts)])
    return Said(f"Of pipeline, {text}; the largest: {largest.said.text}",
                (*behind, *largest.said.behind))  # fmt: skip


def campaign(found: Sequence[Row]) -> Said | None:
    """The campaign behind most of what accounts did that surged or moved deeper."""
    by_name: dict[str, list[Row]] = {}
    for row in found:
        if row["campaign"]:
            by_name.setdefault(row["campaign"], []).append(row)
    if not by_name:
        return None
    name, top = max(by_name.items(), key=lambda item: sum(row["n"] for row in item[1]))
    n = figure("Activities of the campaign", rows(CAMPAIGN, top), "n", "count")
    if n.value < LEAST_ACTIVITIES:
        return None
    of = figure("Activities of theirs", rows(CAMPAIGN, found), "n", "count")
    return Said(f"Campaign “{name}” is behind {n.shown} of {of.shown} activities at accounts that "
                "surged or moved deeper.", (n, of))  # fmt: skip


def seniors(found: Sequence[Row]) -> Said | None:
    """How many senior people took part, and who of them met us."""
    met = [row for row in found if row["met"]]
    if not met:
        return None
    n = counted("Senior people", rows(SENIORS, _people(found)))
    k = counted("Senior people who met us", rows(SENIORS, _people(met)))
    first = met[0]
    people = "person" if len(found) == 1 else "people"
    return Said(
        f"{n.shown} {people} at C-level or VP took part, {k.shown} in meetings: "
        f"{named(first['contact_id'], '', first['title'])} of {first['account']} met us on "
        f"{formats.day(first['met_on'])}.", (n, k))  # fmt: skip
