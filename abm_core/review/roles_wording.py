"""New and lost people in buying roles, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from abm_core import formats
from abm_core.review.changes_rows import Row, counted, rows
from abm_core.review.said import Kind, Said, person

PEOPLE: tuple[tuple[str, str, Kind], ...] = (
    ("account_id", "Account", "account"), ("account", "Name", "text"), ("who", "Person", "person"),
    ("title", "Title", "text"), ("role", "Buying roles", "text"), ("day", "On", "day"),
)  # fmt: skip
NewOrLost = Literal["new role", "lost role"]


def people_moved(kind: NewOrLost, people: Sequence[Row]) -> Said:
    """How many people in buying roles are new, or were lost."""
    state = "new" if kind == "new role" else "lost"
    if not people:
        return Said("Nobody in a buying role is new." if state == "new"
                    else "Nobody in a buying role was lost.")  # fmt: skip
    n = counted(f"People in buying roles: {state}", rows(PEOPLE, [
        {**row, "who": person(row["contact_id"]), "role": formats.listed(row["roles"])}
        for row in people
    ]))  # fmt: skip
    one, many = ("is", "are") if state == "new" else ("was", "were")
    if len(people) == 1:
        return Said(f"{n.shown} person in a buying role {one} {state}.", (n,))
    return Said(f"{n.shown} people in buying roles {many} {state}.", (n,))


def person_moved(kind: NewOrLost, row: Row) -> Said:
    """One person: where, and in which roles."""
    who = f"{person(row['contact_id'])} ({formats.listed(row['roles'])})"
    if kind == "new role":
        return Said(f"{row['account']}: {who} is new.")
    return Said(f"{row['account']}: {who} "
                f"{'has left' if row['because'] == 'left' else 'is lost'}.")  # fmt: skip


def because(kind: NewOrLost, row: Row, alone: Sequence[str]) -> Said:
    """How it is known; ``alone`` are the roles that no other usable contact there has."""
    text = BECAUSE[row["because"]].format(
        day=formats.day(row["day"]), who=row["detail"] or "somebody", title=row["title"],
        was=row["detail"] or "nothing")  # fmt: skip
    if row["because"] == "created" and row["title"]:
        text += f", as “{row['title']}”"
    if not alone:
        return Said(f"{text}.")
    roles = formats.listed(alone)
    return Said(f"{text}; the only {roles} known there." if kind == "new role"
                else f"{text}; nobody else there is known as {roles}.")  # fmt: skip


BECAUSE = {
    "created": "In the CRM since {day}",
    "confirmed": "Confirmed by {who} on {day}",
    "titled": "The title changed from “{was}” to “{title}”, known since {day}",
    "stated": "Stated by the CRM, known since {day}",
    "left": "Since {day}",
    "bounced": "Mail to the address comes back, known since {day}",
    "opted_out": "Wants no mail any more, known since {day}",
    "denied": "{who} said on {day} that it is not so",
}
