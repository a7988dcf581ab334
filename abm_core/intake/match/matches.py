"""The match ledger: how references found their accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import pandas as pd

from abm_core import schema
from abm_core.intake.match.identity import OF_ID, Match, Reference, forget_accounts
from abm_core.intake.rows.changes import Log, append

KNOWN_MATCHES = "SELECT reference, account_id FROM match_ledger WHERE entity = $entity"


def record(
    cursor: duckdb.DuckDBPyConnection,
    entity: str,
    found: Iterable[tuple[Reference, Match]],
    log: Log,
) -> None:
    """Write the matches that were not by an account's own id and are not in the ledger yet.

    Where one text found one account by several rules, the surest stands.
    """
    known = set(cursor.execute(KNOWN_MATCHES, {"entity": entity}).fetchall())
    rows: dict[tuple[str, str], Match] = {}
    for reference, match in found:
        if match.account_id and match.rule != "id":
            before = rows.setdefault((reference.text, match.account_id), match)
            if match.confidence > before.confidence:
                rows[reference.text, match.account_id] = match
    fresh: list[dict[str, Any]] = [
        {
            "entity": entity, "reference": text, "account_id": account_id, "rule": match.rule,
            "confidence": match.confidence, "evidence": match.evidence or None,
            "import_id": log.import_id or None,
        }
        for (text, account_id), match in rows.items()
        if (text, account_id) not in known
    ]
    if any(row["rule"].startswith(OF_ID) for row in fresh):
        forget_accounts(log)
    append(cursor, schema.MATCHES, pd.DataFrame(fresh, dtype=object))
