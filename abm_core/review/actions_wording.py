"""Every sentence about actions, account teams and load, with the numbers that trigger it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from abm_core import formats
from abm_core.review.action_board import Board, Look, days_over
from abm_core.review.action_items import DONE, DROPPED, OPEN, PLAN, REVIEW, ActionItem
from abm_core.review.load import NOBODY, Load
from abm_core.review.teams import Member, Owner

EMPTY_TITLE = "Nobody has anything to do yet"
EMPTY = (
    "An action is a next step at an account: why, what, who, by when. Publishing a weekly review "
    "notes its actions here; you can add your own below."
)
NO_ACCOUNTS_TITLE = "Bring your accounts, and note who does what by when"
NO_ACCOUNTS = (
    "Actions, account teams and follow-up clocks are about accounts. Import accounts with their "
    "owners; opportunities and activities start the clocks."
)
NO_CLOCKS = "No account became qualified in the last weeks, so no follow-up clock runs."
NOBODY_YET = "Nobody yet"
HOURS_TOLD = (
    "Hours per quarter: each tiered account takes the hours of its tier from whoever is on it for "
    "sales; several share them. The rule is what a person has."
)
TEAMS_TOLD = (
    "Owners that the CRM names, and whoever was put on an account here, on accounts in a tier. "
    "Taking an owner off holds also while the CRM still names them."
)
NOBODY_ON_IT = "Nobody is on this account: the CRM names no owner."
NO_MEMBERS = "Nobody is on an account of a tier that is looked at here."
STATUS_LABELS = {"open": "Open", "done": "Done", "dropped": "Dropped"}


def headline(board: Board) -> str:
    """What is due this week, what is overdue, and who has most of it."""
    if not board.n_ever:
        return EMPTY_TITLE if board.look.whose == "all" else f"{_who(board)} no action"
    if not board.n_open:
        return f"{_who(board)} nothing left to do"
    if not board.n_due and not board.n_overdue:
        n = formats.counted(board.n_open, "action")
        return f"{_who(board)} nothing due this week; {n} {_come(board.n_open)} later"
    most = f"; {board.busiest[0]} has the most" if board.busiest and (
        board.look.whose != "mine") else ""  # fmt: skip
    return f"{_due(board)}{most}"


def _who(board: Board) -> str:
    if board.look.whose == "mine":
        return f"{board.look.me} has"
    return f"The {board.team} team has" if board.look.whose == "team" else "Everybody together has"


def _come(n: int) -> str:
    return "comes" if n == 1 else "come"


def _due(board: Board) -> str:
    whose = {"mine": f" of {board.look.me}", "team": f" of the {board.team} team"}.get(
        board.look.whose, "")  # fmt: skip
    if not board.n_due:
        is_are = "is" if board.n_overdue == 1 else "are"
        return f"{formats.counted(board.n_overdue, 'action')}{whose} {is_are} overdue"
    is_are = "is" if board.n_due == 1 else "are"
    first = f"{formats.counted(board.n_due, 'action')}{whose} {is_are} due this week"
    return f"{first}, {formats.count(board.n_overdue)} overdue" if board.n_overdue else (
        f"{first}, none overdue")  # fmt: skip


def reading(board: Board, as_of: date | None) -> str:
    """By which days one counts."""
    clocks = f"; follow-up clocks know the data through {formats.day(as_of)}" if as_of else ""
    return (f"Due days count from today, {formats.day(board.today)}; this week ends on "
            f"Sunday{clocks}.")  # fmt: skip


def figures(board: Board) -> list[tuple[str, str, str]]:
    """The four cards: label, number, meaning."""
    return [
        ("Open", formats.count(board.n_open), "Actions that nobody has closed yet."),
        ("Due this week", formats.count(board.n_due), "Open, and due from today to Sunday."),
        ("Overdue", formats.count(board.n_overdue), "Open, and due before today."),
        ("Follow-ups missed", f"{formats.count(board.n_missed)} of "
         f"{formats.count(len(board.clocks))}" if board.clocks else formats.NONE,
         "Accounts that became qualified in the last weeks and that nobody of us spoke to in "
         f"time. {formats.count(board.n_running)} more still in time."),
    ]  # fmt: skip


def when(item: ActionItem, today: date) -> str:
    """When an item is due, or when and how it was closed."""
    if not item.is_open:
        at = formats.day(item.closed_at.date()) if item.closed_at else formats.NONE
        return f"{STATUS_LABELS[item.status]} on {at} by {item.closed_by}"
    over = days_over(item, today)
    if over:
        return f"{formats.counted(over, 'day')} overdue"
    left = (item.due_on - today).days
    return {0: "today", 1: "tomorrow"}.get(left, f"in {formats.count(left)} days")


def choice(item: ActionItem, today: date) -> str:
    """An item as one of a list to choose from."""
    return f"{item.account}: {item.next_step} ({when(item, today)})"


def came_from(item: ActionItem) -> str:
    """Who or what asked for an item."""
    by = f"{item.created_by} on {formats.day(item.created_at.date())}"
    if item.source == REVIEW and item.review_week:
        year, week, _ = item.review_week.isocalendar()
        return f"Weekly review {year}-W{week:02}, published by {by}"
    return f"{'Account plan' if item.source == PLAN else 'Added'} by {by}"


def done(item: ActionItem) -> str:
    """What was just written."""
    if item.status == DONE:
        return f"Done: {item.next_step}, {item.account}."
    if item.status == DROPPED:
        return f"Dropped: {item.next_step}, {item.account}."
    owner = item.owner or "nobody yet"
    return f"{item.next_step}, {item.account}: {owner}, due {formats.day(item.due_on)}."


def changed_since(item: ActionItem) -> str:
    """That somebody else changed an item while a draft of it is on the screen."""
    return (
        f"Changed since you opened it. It says now: {item.next_step.rstrip('.')}; "
        f"{item.owner or 'nobody'}; due {formats.day(item.due_on)}; {item.status}. Yours is still "
        "in the fields."
    )


def load_line(loads: Sequence[Load]) -> str:
    """Who has too much, in a sentence."""
    over = [one for one in loads if one.is_over]
    named = [one for one in loads if one.name != NOBODY]
    nobodys = next((one for one in loads if one.name == NOBODY), None)
    said = "Nobody is on a tiered account or has an open action."
    if over:
        worst = max(over, key=lambda one: one.share)
        have = "has" if len(over) == 1 else "have"
        said = (f"{formats.counted(len(over), 'person', 'people')} {have} more accounts than "
                f"hours; {worst.name} the most, {formats.percent(worst.share)} of a quarter.")
    elif any(one.available for one in named):
        said = "Nobody has more accounts than hours."
    elif named:
        said = "No one of us is on a tiered account for sales."
    if nobodys:
        is_are = "is" if nobodys.n_open == 1 else "are"
        said += f" {formats.counted(nobodys.n_open, 'open action')} {is_are} nobody's."
    return said


def team_line(members: Sequence[Member], account: str) -> str:
    """Who is on an account."""
    if not members:
        return f"Nobody is on {account}: the CRM names no owner."
    said = [f"{one.person} ({one.role})" for one in members]
    return f"On {account}: {formats.listed(said)}."


def member(one: Member) -> str:
    """Somebody on an account, in a line."""
    team = f", {one.team} team" if one.team and one.team != one.role else ""
    since = f" since {formats.day(one.since)}" if one.since else ""
    return f"{one.person}: {one.role}{team}; {one.source}{since}"


def taken_off(one: Member) -> str:
    """That somebody is off an account."""
    return f"{one.person} is off {one.account} for {one.role}."


def put_on(person: str, role: str) -> str:
    """That somebody is on an account."""
    return f"{person} is on the account for {role}."


def no_items(board: Board) -> str:
    """Why the list is empty, and what to do about it."""
    if not board.n_ever:
        return EMPTY if board.look.whose == "all" else (
            f"{_who(board)} no action. Look at all of them, or add one.")  # fmt: skip
    tier = "" if board.look.tier is None else f" at accounts of {_tier(board.look.tier)}"
    status = f" is {board.look.status}" if board.look.status else " is there"
    return f"No action{tier}{status}. Choose another tier or status above, or add one."


def _tier(level: int) -> str:
    return formats.tier(level).lower()


def notes(board: Board) -> list[tuple[str, str]]:
    """What a reader of the file must know: whose actions, which, counted from which day."""
    look = board.look
    whose = {"mine": f"Of {look.me}", "team": f"Of the {board.team} team"}.get(look.whose, "All")
    tier = "all" if look.tier is None else formats.tier(look.tier)
    return [("Whose", whose), ("Tier", tier), ("Status", look.status or "any"),
            ("Due days count from", formats.day(board.today))]  # fmt: skip


def filters(board: Board) -> str:
    """What is looked at, in a few words; blank for all that is open."""
    status = "" if board.look.status == OPEN else f"status {board.look.status or 'any'}"
    return ", ".join(one for one in (filters_of(board.look), status) if one)


def filters_of(look: Look) -> str:
    """Whose accounts and which tier, in a few words; blank for all."""
    whose = {"mine": f"of {look.me}", "team": f"of the team of {look.me}"}.get(look.whose, "")
    tier = "" if look.tier is None else _tier(look.tier)
    return ", ".join(one for one in (whose, tier) if one)


def open_line(loads: Sequence[Load]) -> str:
    """What the chart of open actions shows, for who cannot see it."""
    said = [f"{one.name or NOBODY_YET} {formats.count(one.n_open)}"
            for one in loads if one.n_open]  # fmt: skip
    return f"Open actions: {formats.listed(said)}." if said else "No open action."


def not_in_people(unknown: Sequence[Owner]) -> str:
    """Owners of the CRM whom the house does not know, and what to do; "" for none."""
    if not unknown:
        return ""
    n = len(unknown)
    first = formats.listed([one.name for one in unknown[:3]])
    more = f" and {formats.count(n - 3)} more" if n > 3 else ""
    if n > 3:
        first = ", ".join(one.name for one in unknown[:3])
    whom = "is an owner" if n == 1 else "are owners"
    return (f"{first}{more} {whom} in the CRM and not in People, so that no team counts them. Add "
            f"{'the name' if n == 1 else 'them'} to People in Settings, spelt as in the CRM.")
