"""What became of the rows of a file, in the same words wherever a command says it."""

from __future__ import annotations

from typing import Any

from abm_core import formats
from abm_core.intake.load import FileReport


def counts_line(file: FileReport) -> str:
    """How many rows were added, updated, unchanged and rejected; and skipped, where some were."""
    words = {"inserted": "added"}
    return ", ".join(
        f"{formats.count(n)} {words.get(name, name)}"
        for name, n in counts_data(file).items()
        if name != "rows" and (n or name != "skipped")
    )


def counts_data(file: FileReport) -> dict[str, Any]:
    """The same as data; ``rows`` is what the others add up to."""
    return {
        "rows": file.n_rows,
        "inserted": file.n_added,
        "updated": file.n_updated,
        "unchanged": file.n_unchanged,
        "rejected": file.n_rejected,
        "skipped": file.n_skipped,
    }
