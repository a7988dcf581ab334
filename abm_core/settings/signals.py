"""Defaults of surges, signals and the follow-up clock."""

from __future__ import annotations

from abm_core.settings.setting import Setting

SURGE_BASELINE = Setting(
    12, "Weeks of an account's own history that a week is compared with.", "statistics notes, 2e"
)
SURGE_GUARD = Setting(
    2, "Weeks between that history and the week, so that a surge does not hide itself.",
    "statistics notes, 2e",
)
SURGE_LEFT_OUT = Setting(
    ("mail open", "ad impression"), "Kinds of activity that show nobody: machines make them too.",
    "this product; they are worth no points either",
)
SURGE_LIMIT = Setting(
    0.005, "A week surges if chance gives as much in fewer quiet weeks than this share.",
    "statistics notes, 2e",
)
SURGE_LEAST = Setting(3, "People in a week below which nothing surges.", "statistics notes, 2e")
SURGE_PEOPLE = Setting(
    2, "Different people below which nothing surges: one busy person is no buying group.",
    "statistics notes, 2e",
)
SURGE_RATIO = Setting(
    1.5, "Times what was expected below which nothing surges.", "statistics notes, 2e"
)
SURGE_FALSE_SHARE = Setting(
    0.1, "Share of surges of high confidence that may be chance.",
    "Benjamini and Hochberg; the share is this product's",
)
SURGE_LONGEST = Setting(
    4, "Weeks in a row that count as a surge; what lasts longer is the account's new level.",
    "this product",
)
TOPICS: Setting[tuple[str, ...]] = Setting(
    (), "Third-party topics that matter to you; none chosen: all that were seen.", "this product"
)
TOPIC_STRENGTH = Setting(
    60.0, "Strength from which a third-party topic surges.", "Bombora: 60 of 100, where 50 is usual"
)
TOPIC_SHARE = Setting(
    0.25, "Share of the chosen topics that must surge in the week.", "Bombora: a quarter or more"
)
SLA_HOURS = Setting(
    4.0, "Business hours in which somebody follows up an account that became qualified.",
    "practice: 4 business hours for an account of the first tier",
)
FOLLOW_UP_WEEKS = Setting(
    4, "Weeks back in which accounts became qualified whose follow-up is shown.", "this product"
)
BUSINESS_DAY = Setting(
    (9.0, 17.0), "Hours of the day, in the house's time zone, between which business is done.",
    "this product",
)
BUSINESS_DAYS = Setting(
    (1, 2, 3, 4, 5), "Days of the week on which business is done; 1 is Monday.", "this product"
)
FOLLOW_DAYS = Setting(
    60, "Days after a surge in which an opportunity counts as following it.",
    "statistics notes, 2e",
)
SENIORS = Setting(
    ("c-level", "vp"), "Levels of people whose meeting is a reason to call.", "this product"
)
GRID_LIMITS = Setting(
    (40.0, 70.0), "Fit or timing from which it is in the middle, and high.", "this product"
)
FRESH_SIGNAL_DAYS = Setting(
    28, "Days for which a signal is fresh enough to be the reason for a call.", "this product"
)
