"""Every sentence about a measure, with the numbers that trigger it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from review_stores import WEEK
from walking import problems

from abm_core.review import headline, headline_wording, measures, measures_wording
from abm_core.review.document import Change, Changes, Measure
from abm_core.review.gap import Gap
from abm_core.review.measures import FOUR
from abm_core.review.said import Behind, Cell, Column, Rows, Said, recount

EARLIER = [10.0, 12.0] * 6  # mean 11, moving ranges all 2: the range is 5.68 to 16.32
# Mean 127/12; in the last eight weeks above it, though inside the range.
ROSE = [4.0, 14, 4, 14, 4, 12, 13, 12, 13, 12, 13, 12]
LABELS = {one.key: one for one in FOUR}


def made(
    key: str, newest: int, earlier: list[float] = EARLIER, *, doubt: str = "", scale: float = 1,
) -> Measure:  # fmt: skip
    """A measure whose newest week is ``newest``; of money so many times ``scale``."""
    kept = LABELS[key]
    weeks = [WEEK - timedelta(weeks=len(earlier) - n) for n in range(len(earlier) + 1)]
    weekly: list[tuple[date, float | None]] = [
        *((week, value * scale) for week, value in zip(weeks, earlier, strict=False)), (WEEK, None)]
    blank: list[Cell] = [None] * len(kept.columns)
    if kept.column:
        blank[[one.name for one in kept.columns].index(kept.column)] = newest * scale
    rows = [tuple(blank)] * (newest if not kept.column else 1)
    return measures.measure(kept, weekly, rows, since=weeks[0], currency="USD", doubt=doubt)


@pytest.mark.parametrize(("measure", "text"), [
    (made("engaged", 12), "Engaged accounts stand at 12, as in the week before, within the normal "
     "range of 5.7 to 16.3."),
    (made("engaged", 17), "Engaged accounts rose by 5 to 17, above the normal range of 5.7 to "
     "16.3."),
    (made("meetings", 5), "Meetings with buying roles fell by 7 to 5, below the normal range of "
     "5.7 to 16.3."),
    (made("engaged", 17, [10, 12] * 5 + [10, 25]), "Engaged accounts fell by 8 to 17, within the "
     "normal range of 3.6 to 20.5."),
    (made("engaged", 20, [10, 10, 10, 10, 10, 10, 10, 10, 10, 21]), "Engaged accounts fell by 1 "
     "to 20, still above the normal range of 7.8 to 14.4."),
    (made("meetings", 12, [*[10.0] * 5, *[12.0] * 7]), "Meetings with buying roles stand at 12, as "
     "in the week before, above the normal range of 10.7 to 11.7."),
    (made("meetings", 12, ROSE), "Meetings with buying roles stand at "
     "12, as in the week before, for 8 weeks in a row above the mean of 10.6."),
    (made("engaged", 9, [10, 12]), "Engaged accounts fell by 3 to 9; a normal range needs 8 "
     "weeks."),
    (made("engaged", 9, []), "Engaged accounts stand at 9; a normal range needs 8 weeks."),
    (made("engaged", 17, doubt=measures_wording.FEW), "Engaged accounts rose by 5 to 17; far fewer "
     "activities came in than in a usual week, so a source may be late."),
    (made("pipeline", 15, scale=100_000), "Open pipeline rose by $300K to $1.5M, within the normal "
     "range of $568K to $1.6M."),
    (made("meetings", 12, [11.0] * 4 + [12.0] * 8), "Meetings with buying roles stand at 12, as in "
     "the week before, above the normal range of 11.4 to 11.9."),
    (made("meetings", 0, [0.0] * 12), "Meetings with buying roles stand at 0, as in all the weeks "
     "before."),
    (made("age", 89, [float(7 * n) for n in range(12)]), "Median age of open opportunities rose by "
     "12 to 89 days, above the normal range of 19.9 to 57.1."),
    (made("age", 84, [float(7 * n) for n in range(12)]), "Median age of open opportunities rose by "
     "7 to 84 days; everything that is open is a week older."),
    (made("age", 4), "Median age of open opportunities fell by 8 to 4 days, below the normal "
     "range of 5.7 to 16.3."),
], ids=lambda one: one[:40] if isinstance(one, str) else "")  # fmt: skip
def test_what_a_card_says(measure: Measure, text: str) -> None:
    assert measure.said.text == text
    assert problems(measure.said) == []
    assert [recount(one) for one in measure.said.behind] == [
        pytest.approx(one.value) for one in measure.said.behind]  # fmt: skip


def test_without_open_opportunities_there_is_no_age() -> None:
    none = measures.measure(FOUR[3], [(WEEK, None)], [], since=WEEK, currency="USD", doubt="")
    assert none.said == Said("No opportunity is open, so none has an age.")
    assert measures_wording.in_headline(none).text == "no opportunity is open"


# --- Headline -----------------------------------------------------------------------------------

CALM = [made("engaged", 12), made("meetings", 11), made("pipeline", 12, scale=1e5),
        made("age", 11)]  # fmt: skip
SOMETHING = Changes("surge", Said("A surge."), (
    Change("surge", "a", "A", WEEK, Said("A surged."), Said("Nobody knows why."), 1.0),))
PLAIN = Rows((Column("account_id", "Account", "account"), Column("value", "Open", "money")),
             (("a", 100.0), ("b", None)))  # fmt: skip
NO_BUYER = Gap(Behind("Accounts", 2, "count", "count", PLAIN),
               Behind("Open", 100, "money", "sum", PLAIN, "value", "USD"), "1", "economic buyer")
LATE = NO_BUYER._replace(tier="", requirement="")
NOTHING_THERE = Rows(PLAIN.columns, (("b", None),))
LATE_ALONE = LATE._replace(
    n=Behind("Accounts", 1, "count", "count", NOTHING_THERE),
    pipeline=Behind("Open", 0, "money", "sum", NOTHING_THERE, "value", "USD"))


@pytest.mark.parametrize(("four", "changed", "gap", "text"), [
    (CALM, (), NO_BUYER, "A quiet week: nothing changed and no measure left its normal range; open "
     "pipeline stands at $1.2M, within the normal range; 2 Tier 1 accounts have no usable economic "
     "buyer."),
    (CALM, (Changes("surge", Said("No surge."), ()),), None, "A quiet week: nothing changed and no "
     "measure left its normal range; open pipeline stands at $1.2M, within the normal range."),
    (CALM, (SOMETHING,), LATE, "No measure left its normal range; open pipeline stands at $1.2M, "
     "within the normal range; 2 open opportunities are past their expected day ($100)."),
    ([made("engaged", 18), made("meetings", 30), *CALM[2:]], (SOMETHING,), LATE_ALONE, "Meetings "
     "with buying roles rose to 30, above the normal range; open pipeline stands at $1.2M, within "
     "the normal range; 1 open opportunity is past its expected day."),
    ([*CALM[:2], made("pipeline", 2, scale=1e5), CALM[3]], (SOMETHING,), None, "Open pipeline fell "
     "to $200K, below the normal range."),
    ([made("engaged", 18), CALM[1], made("pipeline", 30, scale=1e5), CALM[3]], (), None, "Engaged "
     "accounts rose to 18, above the normal range; open pipeline rose to $3.0M, above the normal "
     "range."),
    ([made(key, 9, [10.0]) for key in LABELS], (), None, "No signal can be told yet, because a "
     "normal range needs 8 weeks; open pipeline stands at $9."),
    ([made(key, 40, doubt="late") for key in LABELS], (), None, "No measure can be trusted this "
     "week, see the cards for why; open pipeline stands at $40."),
    ([made("engaged", 12, ROSE), *CALM[1:]], (), None, "Engaged accounts "
     "stand at 12, for 8 weeks in a row above the mean; open pipeline stands at $1.2M, within the "
     "normal range."),
], ids=range(9))  # fmt: skip
def test_the_headline(
    four: list[Measure], changed: tuple[Changes, ...], gap: Gap | None, text: str
) -> None:
    found = headline.read(four, changed, gap)
    assert found.text == text
    assert problems(found) == []


def test_a_run_is_weaker_than_a_week_outside() -> None:
    run = made("engaged", 12, ROSE)
    found = headline.read([run, made("meetings", 17), *CALM[2:]], (), None)
    assert found.text.startswith("Meetings with buying roles rose to 17")


def test_a_doubt_is_printed_in_the_footer_first() -> None:
    from test_compose import KNOWN  # where the rest of the reading is tested

    late = made("engaged", 12, doubt=measures_wording.ends_early(date(2026, 11, 4)))
    lines = headline_wording.footer(KNOWN, [late, *CALM[1:]])
    assert lines[0] == "Activities end on 4 Nov 2026, earlier in the week than usual."
    assert len(lines) == 1 + 4 + 1
    assert headline_wording.footer(KNOWN._replace(is_listed=False), CALM)[0] == (
        headline_wording.NO_LIST)  # fmt: skip
