"""Names of companies as they get written: seeded faults of the kinds that lists have."""

from __future__ import annotations

import random
from collections.abc import Callable

FORMS = ("Inc", "Inc.", "Corp.", "Corporation", "Ltd", "LLC", "Co.", "plc", "GmbH", "S.A.", "AG",
         "Holdings Inc", "Group")  # fmt: skip
SHORT = {"International": "Intl", "Technologies": "Tech", "Group": "Grp", "Holdings": "Hldgs",
         "Services": "Svcs", "Manufacturing": "Mfg", "Brothers": "Bros", "National": "Natl",
         "Systems": "Sys", "Company": "Co", "Corporation": "Corp", "and": "&", "&": "and",
         "Industries": "Inds", "Associates": "Assoc", "University": "Univ"}  # fmt: skip


def _spot(name: str, chance: random.Random) -> int:
    """A letter inside a word, not its first."""
    inside = [n for n in range(1, len(name)) if name[n].isalpha() and name[n - 1].isalpha()]
    return chance.choice(inside or [len(name) - 1])


def drop_letter(name: str, chance: random.Random) -> str:
    """A letter is missing."""
    n = _spot(name, chance)
    return name[:n] + name[n + 1:]


def double_letter(name: str, chance: random.Random) -> str:
    """A letter stands twice."""
    n = _spot(name, chance)
    return name[:n] + name[n:n + 1] + name[n:]


def swap_letters(name: str, chance: random.Random) -> str:
    """Two letters have changed places."""
    n = _spot(name, chance)
    return name[:n - 1] + name[n:n + 1] + name[n - 1] + name[n + 1:] if n > 1 else name


def other_letter(name: str, chance: random.Random) -> str:
    """A letter is another one."""
    n = _spot(name, chance)
    return name[:n] + chance.choice("aeiourstlnmc") + name[n + 1:]


def other_form(name: str, chance: random.Random) -> str:
    """Another legal form, or one more."""
    return f"{name.split(',')[0]} {chance.choice(FORMS)}"


def shorten(name: str, chance: random.Random) -> str:
    """Usual short forms of words."""
    return " ".join(SHORT.get(word, word) for word in name.split())


def upper(name: str, chance: random.Random) -> str:
    """All in capitals."""
    return name.upper()


def lower(name: str, chance: random.Random) -> str:
    """All in small letters."""
    return name.lower()


def with_the(name: str, chance: random.Random) -> str:
    """With an article."""
    return name[4:] if name.startswith("The ") else f"The {name}"


def other_marks(name: str, chance: random.Random) -> str:
    """Other punctuation."""
    return name.replace("-", " ").replace("'", "").replace(".", "").replace(",", "")


def without_space(name: str, chance: random.Random) -> str:
    """Two words run together."""
    return name.replace(" ", "", 1)


def turned(name: str, chance: random.Random) -> str:
    """The words in another order."""
    words = name.split()
    return " ".join([*words[1:], words[0]]) if len(words) > 1 else name


def cut_off(name: str, chance: random.Random) -> str:
    """Cut off, as a narrow field does."""
    return name[:max(8, len(name) - 3)]


FAULTS: tuple[Callable[[str, random.Random], str], ...] = (
    drop_letter, double_letter, swap_letters, other_letter, other_form, shorten, upper, lower,
    with_the, other_marks, without_space, turned, cut_off,
)  # fmt: skip


def faulty(name: str, chance: random.Random) -> tuple[str, str]:
    """A name with one fault, sometimes two, and what was done to it."""
    done = chance.sample(FAULTS, 2 if chance.random() < 0.2 else 1)
    for fault in done:
        name = fault(name, chance)
    return name, " + ".join(fault.__name__ for fault in done)
