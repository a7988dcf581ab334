"""What a screen shows of matches: the sentence above them, and the ledger to search in."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from abm_core import formats
from abm_core.intake.match.duplicates import Pair, Side
from abm_core.intake.match.questions import Question

SHOWN = 500
LEDGER = """
SELECT m.entity, m.reference, m.account_id, coalesce(a.name, c.name, g.name) AS name, m.rule,
       m.evidence, m.confidence, m.import_id
FROM match_ledger m
LEFT JOIN accounts a ON a.account_id = m.account_id
LEFT JOIN merged_accounts g ON g.account_id = m.account_id
LEFT JOIN contacts c ON m.entity = 'contact' AND c.contact_id = m.account_id
WHERE $wanted = '' OR contains(
    lower(concat_ws(' ', m.reference, m.account_id, a.name, c.name, g.name, m.rule, m.evidence)),
    lower($wanted))
ORDER BY m.confidence, m.import_id DESC, m.reference, m.entity
"""
COLUMNS = {
    "entity": "Entity", "reference": "Reference", "account_id": "Account ID", "name": "Found",
    "rule": "Rule", "evidence": "Evidence", "confidence": "Confidence", "import_id": "Import",
}  # fmt: skip


def headline(
    questions: Sequence[Question], pairs: Sequence[Pair], n_matches: int, n_decisions: int
) -> str:
    """What waits for a person, and what was matched, in a sentence.

    >>> headline([], [], 1, 0)
    'No reference waits for a decision. 1 match in the ledger.'
    """
    waits = formats.counted(len(questions), "reference")
    said = [f"{waits} to decide" if questions else "No reference waits for a decision"]
    if pairs:
        said.append(formats.counted(len(pairs), "pair looks", "pairs look") + " like one account")
    known = [formats.counted(n_matches, "match", "matches") + " in the ledger"] * bool(n_matches)
    if n_decisions:
        known.append(formats.counted(n_decisions, "decision") + " by people")
    return ". ".join(filter(None, ["; ".join(said), ", ".join(known)])) + "."


def ledger(cursor: duckdb.DuckDBPyConnection, wanted: str = "") -> pd.DataFrame:
    """Every match that was not by an account's own id, the least sure first, with labels.

    ``wanted`` is any part of a reference, an id, a name, a rule or the evidence.
    """
    found = cursor.execute(LEDGER, {"wanted": wanted.strip()}).df()
    return found.rename(columns=COLUMNS)


def counted(n_shown: int, n_all: int, what: str) -> str:
    """How much of a list is shown: "The first 10 of 34 pairs"; all of it needs no word.

    >>> counted(10, 34, "pairs"), counted(3, 3, "pairs")
    ('The first 10 of 34 pairs are shown.', '')
    """
    if n_shown >= n_all:
        return ""
    return f"The first {formats.count(n_shown)} of {formats.count(n_all)} {what} are shown."


def title(side: Side) -> str:
    """A record of a pair by name and id."""
    return f"{side.name or side.domain or 'Without a name'} ({side.record_id})"


def details(kind: str, side: Side) -> str:
    """What else tells a record of a pair: where it is, and what refers to it."""
    what = ("contact", "contacts") if kind == "accounts" else ("activity", "activities")
    n_open = f", {formats.count(side.n_open)} open" if side.n_open else ""
    deals = formats.counted(side.n_opportunities, "opportunity", "opportunities") + n_open
    parts = (side.domain, side.place, formats.counted(side.n_first, *what), deals)
    return " · ".join(filter(None, parts))


def wanted_pairs(pairs: Sequence[Pair], wanted: str) -> list[Pair]:
    """The pairs of which a name, a domain or an id has that in it."""
    text = wanted.strip().casefold()
    return [
        pair for pair in pairs
        if any(text in str(part or "").casefold() for side in pair[1:3] for part in side[:3])
    ]
