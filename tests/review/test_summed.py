"""Numbers stay what they are when their rows are summed up in groups."""

from __future__ import annotations

import random

import pytest

from abm_core.review import summed
from abm_core.review.said import Behind, Column, How, Rows, recount

COLUMNS = (Column("account_id", "Account", "account"), Column("tier", "Tier"),
           Column("owner", "Owner"), Column("value", "Amount", "money"))  # fmt: skip
_chance = random.Random(3)
ROWS = Rows(COLUMNS, tuple(
    (f"a{n}", _chance.choice(["1", "2", None]), _chance.choice("XYZ"),
     _chance.choice([None, 10.0, 25.0])) for n in range(200)))  # fmt: skip


@pytest.mark.parametrize(("how", "column"), [("count", ""), ("sum", "value"), ("median", "value")])
def test_the_number_stays(how: How, column: str) -> None:
    one_by_one = Behind("Any", 0, "count", how, ROWS, column)
    in_groups = summed.up(one_by_one, ("tier", "owner"))
    assert recount(in_groups) == recount(one_by_one)
    assert len(in_groups.rows.rows) == (200 if how == "median" else 9)


def test_groups_by_hand() -> None:
    rows = Rows(COLUMNS, (("a", "1", "X", 5.0), ("b", "1", "X", 7.0), ("c", "2", "X", 30.0),
                          ("d", "1", "X", None)))  # fmt: skip
    counted = summed.up(Behind("n", 4, "count", "count", rows), ("tier",))
    assert counted.rows.rows == (("1", 3), ("2", 1))
    added = summed.up(Behind("n", 42, "money", "sum", rows, "value"), ("tier",))
    assert added.rows.rows == (("2", 1, 30.0), ("1", 3, 12.0))
    assert [one.name for one in added.rows.columns] == ["tier", "n_rows", "value"]
