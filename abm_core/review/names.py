"""Names of people as they are compared: owners of a CRM, people of the house, whoever is typed."""

from __future__ import annotations

from collections.abc import Iterable

from abm_core.errors import AbmError
from abm_core.house import Person


def key(name: str | None) -> str:
    """A name as it is compared: without regard to capitals and to blanks.

    >>> key("  Ida   HOLM ") == key("Ida Holm"), key(None)
    (True, '')
    """
    return " ".join((name or "").split()).casefold()


def clean(name: str | None) -> str:
    """A name as it is kept, without blanks that nobody sees.

    >>> clean(" Ida   Holm ")
    'Ida Holm'
    """
    return " ".join((name or "").split())


def known(people: Iterable[Person]) -> dict[str, Person]:
    """People of the house by the key of their name, and of their e-mail, which a CRM may name."""
    listed = list(people)
    by_mail = {key(person.email): person for person in listed if person.email}
    return by_mail | {key(person.name): person for person in listed}


def require(author: str, what: str) -> str:
    """Who acts; ``AbmError`` for nobody. ``what`` says of what, as "The action item"."""
    if not clean(author):
        raise AbmError(f"{what} names nobody who wrote it.", "Say who you are.")
    return clean(author)
