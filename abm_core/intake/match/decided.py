"""What people decided about references and merges, as the matching of rows asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

# Before a reference that names no id, in the column that keeps what a file stated.
MARK = "decided: "
RULE = "decided by a person"

STANDING = """
SELECT kind, subject, meant_id, decision_id
FROM match_decisions
WHERE entity = $entity AND kind IN ('reference', 'merge') AND undone_at IS NULL
ORDER BY decision_id
"""


@dataclass
class Decided:
    """Decisions that stand: whom references mean (``None`` for nobody), what was merged.

    ``merges`` has the number of every merge by the record that went.
    """

    meant: dict[str, str | None] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    merges: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.named_again = set(self.merged.values()) | {
            self.survivor(one) for one in self.meant.values() if one
        }

    def __bool__(self) -> bool:
        return bool(self.meant or self.merged)

    def survivor(self, record_id: str) -> str:
        """The record that one became part of, through all merges; itself where there was none."""
        return self.last_link(record_id)[0]

    def last_link(self, record_id: str) -> tuple[str, int]:
        """The record that one became part of, and the number of the last merge on the way."""
        decision_id = 0
        while record_id in self.merged:
            record_id, decision_id = self.merged[record_id], self.merges[record_id]
        return record_id, decision_id

    def stated(self, record_id: str) -> str | None:
        """What a row keeps that names a record outright: its id, if others came to mean it."""
        return record_id if record_id in self.named_again else None


def read(cursor: duckdb.DuckDBPyConnection, entity: str) -> Decided:
    """All decisions about records of a kind that stand."""
    meant: dict[str, str | None] = {}
    merged: dict[str, str] = {}
    merges: dict[str, int] = {}
    rows = cursor.execute(STANDING, {"entity": entity}).fetchall()
    for kind, subject, meant_id, decision_id in rows:
        if kind == "merge":
            merged[subject], merges[subject] = meant_id, decision_id
        else:
            meant[subject] = meant_id
    return Decided(meant, merged, merges)


def key(
    record_id: str | None, domain: str, name: str, country: str = "", mail: str = ""
) -> str:
    """A reference as decisions know it, from its normalised parts; an id says all.

    >>> key("X99", "acme.com", "acme"), key(None, "", "acme", "de")
    ('id X99', 'name acme, country de')
    """
    if record_id:
        return f"id {record_id}"
    parts = {"domain": domain, "name": name, "country": country, "mail": mail}
    return ", ".join(f"{label} {part}" for label, part in parts.items() if part)


def mark(subject: str) -> str:
    """What a row keeps whose account a decision about its reference gave: the id, else a mark.

    >>> mark("id X99"), mark("name acme")
    ('X99', 'decided: name acme')
    """
    return subject.removeprefix("id ") if subject.startswith("id ") else MARK + subject
