"""An id that only one row of a file explains means the same account in all rows, at once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from intake_files import NOON, counts, rows, table

from abm_core.intake.again import refresh
from abm_core.intake.layout.mapping import propose
from abm_core.store import open_store

KNOWN = "Account ID,Account name\nk1,Acme\n"
PEOPLE = "Account ID,Account name,Full name\n0015500000Xyy06,,Ida\n0015500000Xyy06,Acme,Per\n"
REJECTED = "Account ID,Account name,Full name\n0015500000Xyy06,,Ida\n0015500000Xyy06,Acme,\n"


def taken_in_twice(folder: Path, text: str) -> tuple[list[tuple[str, str]], tuple[int, ...]]:
    """Who is where after the first import, and what the second one changes."""
    with closing(open_store(folder / "abm.duckdb")) as store:
        def take(content: str, entity: str) -> tuple[int, ...]:
            one = table(content, f"{entity}.csv")
            item = (one, propose(one, entity=entity).mapping)
            return counts(refresh.import_remembering(store, [item], imported_at=NOON))

        take(KNOWN, "accounts")
        take(text, "contacts")
        found = rows(store, "SELECT name, account_id FROM contacts ORDER BY name")
        return found, take(text, "contacts")


def test_a_bare_id_is_explained_by_another_row(tmp_path: Path) -> None:
    found, again = taken_in_twice(tmp_path, PEOPLE)
    assert found == [("Ida", "k1"), ("Per", "k1")]
    assert again == (0, 0, 2, 0)


def test_a_rejected_row_explains_nothing(tmp_path: Path) -> None:
    found, again = taken_in_twice(tmp_path, REJECTED)
    assert found == [("Ida", "0015500000Xyy06")]
    assert again == (0, 0, 1, 1)
