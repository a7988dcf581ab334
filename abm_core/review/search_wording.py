"""What the search says."""

from __future__ import annotations

from abm_core.review.search import FEWEST_LETTERS, Group

PLACEHOLDER = "Account, person, deal …"
NO_ACCOUNT = "Its account is not in the data."
LABELS = {"accounts": "Accounts", "people": "People", "opportunities": "Opportunities",
          "lists": "Lists"}  # fmt: skip


def heading(group: Group) -> str:
    """The name of a group; says when there is more than it shows.

    >>> heading(Group("people", (), False)), heading(Group("accounts", (), True))
    ('People', 'Accounts · best matches')
    """
    return f"{LABELS[group.kind]}{' · best matches' if group.has_more else ''}"


def nothing(said: str) -> str:
    """Why nothing is found.

    >>> nothing(" x ")
    'Type at least 2 letters of a name, a domain, an address or an ID.'
    >>> nothing("xylophone")
    'Nothing holds “xylophone”.'
    """
    if sum(map(len, said.split())) < FEWEST_LETTERS:
        return (f"Type at least {FEWEST_LETTERS} letters of a name, a domain, an address or an "
                "ID.")  # fmt: skip
    return f"Nothing holds “{said.strip()}”."
