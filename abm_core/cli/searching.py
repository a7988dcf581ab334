"""The command search: accounts, people and opportunities by a few letters."""

from __future__ import annotations

import argparse
from datetime import datetime

from abm_core.cli.answer import Answer, lent
from abm_core.review import search, search_wording
from abm_core.review.search import Group, Hit


def find(arguments: argparse.Namespace, _: datetime) -> Answer:
    """The best matches of every kind."""
    said = " ".join(arguments.words)
    with lent(arguments) as cursor:
        found = [*search.find(search.read(cursor), said, most=arguments.most),
                 *search.find_lists(cursor, said, most=arguments.most)]  # fmt: skip
    lines = [line for group in found for line in _lines(group)]
    return Answer(
        lines or [search_wording.nothing(said)],
        {group.kind: {"hits": [hit._asdict() for hit in group.hits], "has_more": group.has_more}
         for group in found},
    )  # fmt: skip


def _lines(group: Group) -> list[str]:
    return [search_wording.heading(group), *(f"  {_line(hit)}" for hit in group.hits)]


def _line(hit: Hit) -> str:
    mark = f" [{hit.mark}]" if hit.mark else ""
    return " · ".join(filter(None, [f"{hit.name}{mark}", hit.detail, hit.id]))
