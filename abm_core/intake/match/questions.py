"""References to accounts that nothing decides: each once, with its rows and its candidates."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import duckdb

from abm_core import schema
from abm_core.intake.match.identity import Index, Match, Reference, load_index
from abm_core.intake.match.links import PENDING
from abm_core.intake.match.lookup import WORTH_SAYING, find_all
from abm_core.intake.match.references import mail_domain
from abm_core.intake.match.references import rows as counted_rows
from abm_core.intake.parse.domains import registrable
from abm_core.intake.parse.names import canonical_id

# Rows of the store whose account is not known, by what their file said of it.
WAITING = {
    "opportunities": """
SELECT account_id, account_domain, account_name, NULL AS email, count(*)
FROM opportunities t
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
GROUP BY ALL
""",
    "contacts": """
SELECT account_id, account_domain, account_name, email, count(*)
FROM contacts t
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
GROUP BY ALL
""",
    "activities": """
SELECT account_id, account_domain, account_name,
       CASE WHEN coalesce(account_id, account_domain, account_name) IS NULL THEN email END AS email,
       count(*)
FROM activities t
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
GROUP BY ALL
""",
    "signals": """
SELECT CASE WHEN NOT starts_with(account_id, $pending) THEN account_id END AS account_id,
       account_domain, account_name, NULL AS email, count(*)
FROM signals t
WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = t.account_id)
GROUP BY ALL
""",
}  # fmt: skip
# Rejected rows are asked again by what their cells say; one that has since come in has no question.
REJECTED = """
SELECT DISTINCT i.entity, CAST(i.mapping AS VARCHAR), CAST(r.cells AS VARCHAR), r.row_number
FROM rejects r JOIN imports i USING (import_id, file)
WHERE i.undone_at IS NULL AND i.entity IN ('accounts', 'target_list')
    AND contains(r.reason, 'ould be any of')
"""
OWN_FIELDS = {
    "accounts": ("account_id", "domain", "name", "country"),
    "target_list": ("account_id", "account_domain", "account_name", ""),
}


class Candidate(NamedTuple):
    """An account that a reference could mean, and what speaks for it."""

    account_id: str
    name: str
    domain: str
    country: str
    evidence: str


class Question(NamedTuple):
    """A reference as the files write it, the rows that wait for it, and whom it could mean.

    ``subject`` is the reference as decisions know it; ``n_rows`` counts waiting and rejected rows,
    ``n_rejected`` those that come in when their file comes again.
    """

    subject: str
    text: str
    said: Reference
    n_by_entity: dict[str, int]
    n_rejected: int
    candidates: tuple[Candidate, ...]

    @property
    def n_rows(self) -> int:
        """Rows of all kinds."""
        return sum(self.n_by_entity.values())

    @property
    def where(self) -> str:
        """The rows in words: "12 opportunities, 1 contact"."""
        return ", ".join(
            counted_rows(n, schema.entity(name)) for name, n in self.n_by_entity.items()
        )


def read(cursor: duckdb.DuckDBPyConnection) -> list[Question]:
    """The references that several accounts could be meant by; those with most rows first."""
    return [one for one in waiting(cursor) if one.candidates]


def waiting(cursor: duckdb.DuckDBPyConnection) -> list[Question]:
    """Every reference without an account, whether accounts come into question or not."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rejected: Counter[str] = Counter()
    known: dict[str, Reference] = {}
    for entity, said, n, is_reject in (*_stored(cursor), *_rejected(cursor)):
        subject = said.key()
        known.setdefault(subject, said)
        counts[subject][entity] += n
        rejected[subject] += n if is_reject else 0
    if not known:
        return []
    index = load_index(cursor)
    matched = find_all(index, known.values())
    asked = (
        _question(index, subject, said, matched[said], counts[subject], rejected[subject])
        for subject, said in known.items() if subject
    )
    return sorted(filter(None, asked), key=lambda one: (-one.n_rows, one.text))


def _stored(
    cursor: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[str, Reference, int, bool]]:
    for entity, sql in WAITING.items():
        bound = {"pending": PENDING} if "$pending" in sql else {}
        for account_id, domain, name, email, n in cursor.execute(sql, bound).fetchall():
            mail = mail_domain(email) if email else None
            said = Reference(account_id, domain, name, None, mail)
            if not said.is_blank:
                yield entity, said, n, False


def _rejected(
    cursor: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[str, Reference, int, bool]]:
    for entity, mapping, cells, _ in cursor.execute(REJECTED).fetchall():
        columns, row = json.loads(mapping).get("columns", {}), json.loads(cells)
        own, domain, name, country = (row.get(columns.get(one)) for one in OWN_FIELDS[entity])
        said = Reference(
            canonical_id(own) if own else None, registrable(domain) if domain else None, name,
            country,
        )
        if not said.is_blank:
            yield entity, said, 1, True


def _question(
    index: Index, subject: str, said: Reference, match: Match, counts: Counter[str],
    n_rejected: int,
) -> Question | None:
    """The question, unless the reference has found its account or somebody decided."""
    if match.account_id or subject in index.decided.meant:
        return None
    candidates = [candidate(index, said, one) for one in match.candidates]
    candidates.sort(key=lambda one: (-one.evidence.count(","), one.account_id))
    candidates += [
        candidate(index, said, one.account_id, f"near name: {one.evidence}")
        for one in match.near
        if one.score >= WORTH_SAYING and one.account_id not in match.candidates
    ]
    return Question(subject, said.text, said, dict(counts), n_rejected, tuple(candidates))


def candidate(
    index: Index, said: Reference, account_id: str, near: str = "similar name"
) -> Candidate:
    """An account with what it shares with a reference."""
    own, known = index.accounts[account_id], index.known_as[account_id]
    name, country, domain = said.identity
    shared = {
        "same domain": domain and known[2] == domain,
        "same domain as the e-mail": said.mail and known[2] == said.mail,
        "same name": name and known[0] == name,
        "same country": country and known[1] == country,
    }
    words = [word for word, is_so in shared.items() if is_so] or [near]
    return Candidate(
        account_id, own.name or "", own.domain or "", own.country or "", ", ".join(words)
    )
