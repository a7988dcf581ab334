"""Defaults of what a weekly review tells and proposes."""

from __future__ import annotations

from abm_core.settings.setting import Setting

MOST_CHANGES = Setting(
    50, "Changes of one kind that a review tells one by one; its sentence counts all of them.",
    "this product",
)
NEWS_STAGE = Setting(
    "engaged", "Stage that an account must enter or leave for the review to tell of it: whoever "
    "visits a page becomes aware, and unaware again.", "this product",
)
EVIDENCE_WEEKS = Setting(
    4, "Weeks through the end of the week in which the cause of a change is looked for.",
    "this product",
)
URGENCIES = Setting(
    {
        "follow-up missed": 3, "follow-up running": 3, "overdue": 3, "no power": 3,
        "silent": 2, "stalled": 2, "missing role": 2, "lost role": 2, "surge": 2,
        "single-threaded": 1, "fell back": 1,
    },
    "How urgent each finding is, 3 most: what has a date before what decides a deal before what "
    "weakens it. Actions are ranked by open pipeline at risk times this.", "this product",
)  # fmt: skip
DUE_AFTER = Setting(
    {3: 1, 2: 3, 1: 5}, "The business day, counted from the newest day that the review knows, on "
    "which an action of each urgency is due.", "this product",
)  # fmt: skip
TOUCH_WEEKS = Setting(
    13, "Weeks back in which an activity of ours is looked for.", "this product"
)
