"""Names of people as they are compared: owners of a CRM, people of the house, whoever is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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


def called(known: Mapping[str, Person], name: str) -> set[str]:
    """Every key under which a file or a person may name somebody: as given, by name, by e-mail."""
    meant = known.get(key(name))
    given = (name, meant.name, meant.email) if meant else (name,)
    return {key(one) for one in given if key(one)} or {""}


def shown(known: Mapping[str, Person], name: str) -> str:
    """The name of the person of the house who is meant, else the name as given."""
    meant = known.get(key(name))
    return meant.name if meant else clean(name)


def require(author: str, what: str) -> str:
    """Who acts; ``AbmError`` for nobody. ``what`` says of what, as "The action item"."""
    if not clean(author):
        raise AbmError(f"{what} names nobody who wrote it.", "Say who you are.")
    return clean(author)
