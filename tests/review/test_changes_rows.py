"""Values of the store as cells of a document."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from abm_core.review import changes_rows


@pytest.mark.parametrize(
    ("value", "cell"),
    [(date(2026, 11, 2), "2026-11-02"), (datetime(2026, 11, 2, 9), "2026-11-02"), (None, None),
     (float("nan"), None), (2.5, 2.5), (3, 3), (True, True), ("Acme", "Acme"),
     (Decimal("2.5"), 2.5)],
)  # fmt: skip
def test_cells(value: object, cell: object) -> None:
    assert changes_rows.cell(value) == cell
    assert type(changes_rows.cell(value)) is type(cell)
