"""Small sets of words that the reading of titles asks for."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """The words of a text that lists them."""
    return frozenset(text.split())


# Carry nothing for the field of work.
SMALL = words_of("""
of the for de la le les du des di del della dei delle d l der die das dem den von van het da
do dos fur im to zur zum las los el al a an
""")
# Say that a role is over.
FORMER = words_of("""
former formerly ex retired past previously emeritus emerita ehemalig ehemaliger ehemalige ehem
ancien ancienne antiguo antigua anterior exgerente precedente gia voormalig oud antigo
outgoing
""")
# Say that a role is held today.
NOW = words_of("""
now current currently aktuell actuellement actual actualmente attuale
""")
# A part that ends in one of these is a role of its own, though without a level.
PLAIN_ROLES = words_of("""
assistant associate representative specialist coordinator analyst engineer consultant advisor
adviser administrator technician officer clerk agent trainee intern developer scientist author
speaker
""")
# Before "controller": a director of finances, not of traffic or documents.
FINANCE_WORDS = words_of("""
financial finance corporate group plant division divisional regional assistant accounting
company senior vice vp deputy chief associate bank city county
""")
# Say how high or where, never in which field.
MODIFIERS = SMALL | words_of("""
senior junior general group global regional international national associate assistant deputy
executive interim acting lead area chief principal first second corporate , & north south east
west emea apac dach europe
""")
