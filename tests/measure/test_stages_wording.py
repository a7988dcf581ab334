"""Every sentence about stages, with the numbers that trigger it."""

from __future__ import annotations

import math
from datetime import date, datetime

import pytest

from abm_core import schema
from abm_core.measure import stages_wording as wording
from abm_core.measure.durations import NOBODY, Pace
from abm_core.measure.funnel import Funnel, Move, Moves, StageLine
from abm_core.measure.stage_cohorts import Cohort, Cohorts
from abm_core.measure.stage_rules import RulesVersion, StageRules
from abm_core.measure.stage_stays import View
from abm_core.measure.stages import Replayed
from abm_core.proportions import share

WEEK = date(2026, 11, 2)
KNOWN = Replayed(WEEK, date(2024, 5, 13), 0, 0, True)
QUIET = Moves(100, (), ())
NAN = math.nan


def line(stage: str, n_now: int = 0, pace: Pace = NOBODY, before: Pace = NOBODY,
         n: int = 0, n_next: int = 0, n_deeper: int = 0) -> StageLine:  # fmt: skip
    return StageLine(stage, n_now, share(n_next, n), share(n_deeper, n), pace, before)


def funnel(*known: StageLine, moves: Moves = QUIET, **view: str) -> Funnel:
    given = {one.stage: one for one in known}
    lines = tuple(given.get(stage, line(stage)) for stage in schema.ACCOUNT_STAGES)
    return Funnel(View(WEEK, **view), lines, moves)  # type: ignore[arg-type]


ENGAGED = line("engaged", 8, Pace(40, 8, 63.0, 56.0, 70.0, 98.0), n=30, n_next=5, n_deeper=9)


@pytest.mark.parametrize(
    ("found", "n_over", "said"),
    [
        (funnel(ENGAGED), 6, "Engaged is the slow step: 63 days at the median, and 6 accounts have "
         "been there more than 98."),
        (funnel(ENGAGED), 1, "Engaged is the slow step: 63 days at the median, and 1 account has "
         "been there more than 98."),
        (funnel(ENGAGED), 0, "Engaged is the slow step: 63 days at the median, and no account has "
         "been there more than 98."),
        (funnel(ENGAGED._replace(pace_before=Pace(40, 0, 50.0, 45.0, 55.0, 80.0))), 6,
         "Engaged slowed down most: 63 days at the median, 13 more than in the period before, and "
         "6 accounts have been there more than 98."),
        (funnel(ENGAGED._replace(pace_before=Pace(40, 0, 57.0, 45.0, 60.0, 80.0))), 6,
         "Engaged is the slow step: 63 days at the median, and 6 accounts have been there more "
         "than 98."),
        (funnel(ENGAGED._replace(pace=Pace(40, 25, 63.0, 56.0, math.inf, NAN))), 0,
         "Engaged is the slow step: 63 days at the median."),
        (funnel(line("aware", 7), line("engaged", 1)), 0,
         "1 account of 8 is engaged or further; too few have moved on to say how long a stage "
         "takes."),
        (funnel(motion="expansion"), 0,
         "No account here is a customer yet, so nobody is on the way to expansion."),
        (funnel(), 0, "No account matches, so there is no stage to tell."),
    ],
)  # fmt: skip
def test_headline(found: Funnel, n_over: int, said: str) -> None:
    assert wording.headline(found, n_over) == said


@pytest.mark.parametrize(
    ("pace", "said"),
    [
        (Pace(40, 8, 63.0, 56.0, 70.0, 98.0), "Engaged: half leave by day 63 (interval 56 to 70), "
         "four in five by day 98; 40 stays, 8 of them go on."),
        (Pace(40, 25, 63.0, 56.0, math.inf, NAN), "Engaged: half leave by day 63 (interval 56 or "
         "more), fewer than four in five have left yet; 40 stays, 25 of them go on."),
        (Pace(400, 0, 28.0, 28.0, 28.0, 56.0), "Engaged: half leave by day 28 (interval day 28 "
         "alone), four in five by day 56; 400 stays, 0 of them go on."),
        (Pace(9, 2, 63.0, 56.0, 70.0, 98.0),
         "Engaged: too few have left to say how long accounts stay (9 stays, 2 of them go on)."),
        (NOBODY, "Engaged: no stay began in the period."),
    ],
)  # fmt: skip
def test_pace(pace: Pace, said: str) -> None:
    assert wording.pace_sentence(ENGAGED._replace(pace=pace)) == said


def test_conversion() -> None:
    """9 of 30: 30 %, Wilson's interval 16.7 to 47.9 %."""
    assert wording.conversion_sentence(ENGAGED) == (
        "Engaged: of 30 accounts that entered, 17 % reached the next stage since and 30 % that or "
        "a deeper one (range 17 % to 48 %)."
    )
    assert wording.conversion_sentence(line("aware", n=9)) == (
        "Aware: 9 accounts entered, too few for a share.")
    assert wording.conversion_sentence(line("customer"), "expansion") == (
        "Expanded: no account entered in the period.")


def test_moves_are_warned_of_above_five_percent() -> None:
    back, skipped = (Move("aware", "unaware", 6),), (Move("unaware", "engaged", 7),)
    assert wording.moves_warning(funnel(moves=QUIET)) == ""
    assert wording.moves_warning(funnel(moves=Moves(120, back, ()))) == ""
    assert wording.moves_warning(funnel(moves=Moves(0, (), ()))) == ""
    assert wording.moves_warning(funnel(moves=Moves(100, back, skipped))) == (
        "6 % of 100 changes go backward, most often aware to unaware (6): silence undoes what "
        "points had earned. 7 % pass over a stage, most often unaware to engaged (7): either they "
        "are that fast, or activities are missing."
    )


def test_reading_and_limits() -> None:
    assert wording.reading(KNOWN, funnel()) == (
        "Week 2026-W45, through 8 Nov 2026 (today's stages). Recomputed with the rules as shipped, "
        "today's fit and all data known today; not what was known then."
    )
    past = Funnel(View(date(2024, 1, 3)), funnel().lines, QUIET)
    assert "(a past week's stages). Recomputed with version 2" in wording.reading(
        KNOWN._replace(rules_version=2), past)
    assert wording.limits(KNOWN, funnel()) == []
    assert wording.limits(KNOWN._replace(n_undated=1, has_fit=False), past) == [
        "Activities begin on 13 May 2024: before, only opportunities tell a stage.",
        "No account has a fit, because no profile is saved live: none can be qualified.",
        "1 opportunity has no day and counts nowhere.",
    ]
    assert wording.limits(KNOWN._replace(recorded_from=None, n_undated=3), funnel()) == [
        "The data hold no activity of any account: only opportunities tell a stage.",
        "3 opportunities have no day and count nowhere.",
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"stage": "aware", "n_contacts": 1, "window_points": 4.4}, "1 of 2 people and 4 of 10 "
         "points"),
        ({"stage": "aware", "n_contacts": 1, "window_points": 40}, "1 of 2 people"),
        ({"stage": "aware", "n_contacts": 2, "window_points": 9.97}, "9 of 10 points"),
        ({"stage": "engaged", "n_contacts": 2, "window_points": 44, "fit": 42.0},
         "44 of 100 points and fit 42 of 50"),
        ({"stage": "engaged", "n_contacts": 2, "window_points": 144, "fit": NAN}, "a known fit"),
        ({"stage": "engaged", "n_contacts": 2, "window_points": 44, "fit": None},
         "44 of 100 points and a known fit"),
        ({"stage": "qualified"}, "an opportunity"),
        ({"stage": "opportunity"}, "a decision"),
    ],
)  # fmt: skip
def test_what_is_missing(row: dict[str, object], said: str) -> None:
    assert wording.missing(row, StageRules()) == said


def test_stuck() -> None:
    assert wording.stuck_line(0).startswith("Nobody has been")
    assert wording.stuck_line(1).startswith("1 account has been")
    assert wording.stuck_line(1200).startswith("1,200 accounts have been")


def test_cohorts() -> None:
    row = Cohort(date(2026, 1, 1), "Jan–Mar 2026", 12, 12, {})
    assert wording.cohorts_line(Cohorts("North", 26, (row,))) == (
        "North: of the accounts that joined in a quarter and were not as far yet, the share that "
        "came so far within 26 weeks, counted from the Monday after they joined. Hidden below 10 "
        "accounts, and while their weeks run."
    )
    assert "is on the list of North" in wording.cohorts_line(Cohorts("North", 26, ()))
    assert wording.share_with_range(share(9, 30)) == "30 % (17 % to 48 %, n 30)"
    assert wording.share_with_range(share(5, 9)) == "–"


def test_rules() -> None:
    shipped = RulesVersion(0, StageRules(), "", "", None)
    assert wording.version_line(shipped) == "As shipped with the product."
    said = wording.rules_lines(shipped)
    assert said[2] == ("Qualified: at least 100 window points from at least 2 named contacts, and "
                       "a fit of at least 50.")  # fmt: skip
    assert said[4] == "Aware: anything of theirs, or a surge, in 4 weeks."
    saved = RulesVersion(3, StageRules(), "Vera Lind", "stricter", datetime(2026, 11, 22, 12))
    assert wording.version_line(saved) == "Version 3 by Vera Lind on 22 Nov 2026: stricter."


def test_figures() -> None:
    shown = wording.figures(funnel(ENGAGED, line("qualified", 2), line("opportunity", 4)))
    assert [(label, value) for label, value, _ in shown] == [
        ("Engaged or qualified", "10"), ("In an opportunity", "4"),
        ("Engaged that went on", "30 %"), ("New customers", "0"),
    ]  # fmt: skip
    few = wording.figures(funnel(line("engaged", n=9), motion="expansion"))
    assert [value for _, value, _ in few][2] == "–"
    assert few[3][0] == "Expanded"
