"""Frozen documents come back as they were, to the byte."""

from __future__ import annotations

from datetime import date

import pytest

from abm_core.review import plainly
from abm_core.review.document import Action, Earlier, Review, Scope
from abm_core.review.said import Behind, Column, Rows, Said, person

MEETINGS = Rows((Column("account_id", "Account", "account"), Column("n", "Meetings", "count")),
                (("a1", 3), ("a2", 5)))  # fmt: skip
EIGHT = Behind("Meetings", 8, "count", "sum", MEETINGS, "n")
WEEK = Review(
    programme="Nordic", scope=Scope("tier", "1"), week=date(2026, 11, 9),
    as_of=date(2026, 11, 15), currency="EUR", headline=Said("8 meetings.", (EIGHT,)), measures=(),
    changes=(), why=(Said(f"{person('c1')} asked for prices."),), watch=(),
    actions=(Action("gap", "a1", "Acme", "", Said("No buyer."), "Ida", "Call", date(2026, 11, 20),
                    EIGHT, 2),),
    earlier=(Earlier("7", "a1", "Acme", "Mail", "Ida", date(2026, 11, 13), "done", "Sent"),),
    notes=(), reading="As known then.", footer=("Points: design.",), versions=(("Imports", "3"),),
)  # fmt: skip


def test_a_document_comes_back_as_it_was() -> None:
    written = plainly.dumps(WEEK)
    assert plainly.loads(written, Review) == WEEK
    assert plainly.dumps(plainly.loads(written, Review)) == written


def test_every_text_can_be_changed_in_place() -> None:
    louder = plainly.texts(WEEK, str.upper)
    assert louder.why[0].text.startswith("\x02C1\x03 ASKED")
    assert louder.week == WEEK.week
    assert louder.actions[0].at_risk.value == 8


def test_all_texts_are_found() -> None:
    assert {"Nordic", "8 meetings.", "a1", "Acme"} <= set(plainly.all_texts(WEEK))


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        plainly.dumps(EIGHT._replace(value=float("nan")))
