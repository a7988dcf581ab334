"""Names of months in the languages in which exports come."""

from __future__ import annotations

import unicodedata

_ENGLISH = """
jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|
oct october|nov november|dec december
"""
# Italian, Dutch and Portuguese stand beside German, French and Spanish where they differ.
_OTHERS = """
janner januar janvier janv ene enero gen gennaio januari janeiro|
februar fevrier fevr fev febrero febbraio februari fevereiro|
marz maerz mrz mars marzo maart mrt marco|avr avril abr abril aprile|
mai mayo mag maggio mei maio|juni juin junio giu giugno junho|
juli juil juillet julio lug luglio julho|aout ago agosto augustus|
septembre septiembre set settembre setembro|okt oktober octobre octubre ott ottobre out outubro|
novembre noviembre novembro|dez dezember decembre dic diciembre dicembre dezembro
"""


def _numbered(table: str) -> dict[str, int]:
    months = enumerate(table.replace("\n", " ").split("|"), start=1)
    return {name: number for number, names in months for name in names.split()}


ENGLISH = _numbered(_ENGLISH)
MONTHS = {**_numbered(_OTHERS), **ENGLISH}


def month(name: str) -> int | None:
    """The number of a month by its name, whatever its case and accents; ``None`` for other words.

    >>> month("März"), month("Févr"), month("APR"), month("soon")
    (3, 2, 4, None)
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return MONTHS.get("".join(one for one in letters if not unicodedata.combining(one)))
