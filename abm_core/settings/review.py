"""Defaults of the weekly review."""

from __future__ import annotations

from abm_core.settings.setting import Setting

RANGE_WEEKS = Setting(
    8,
    "Earlier weeks that a normal range needs; with fewer, values stand without one.",
    "screen notes, 4.1",
)
RANGE_FACTOR = Setting(
    2.66,
    "Times the mean moving range on either side of the mean.",
    "individuals chart (XmR); screen notes, section 3",
)
RUN_WEEKS = Setting(
    8, "Weeks in a row on one side of the mean that are a signal too.", "individuals chart (XmR)"
)
LINE_WEEKS = Setting(
    13, "Weeks of the line on a card, the week shown among them.", "screen notes, 4.1"
)
MOST_ACTIONS = Setting(7, "Actions of one review at most.", "screen notes, 4.1")
MOST_WHY = Setting(4, "Evidence lines of one review at most.", "screen notes, 4.1")
MOST_WATCH = Setting(3, "Things to watch in one review at most.", "screen notes, 4.1")
SNOOZE_DAYS = Setting(7, "Days by which an action is put off.", "this product")
DUE_DAYS = Setting(7, "Days from today on which a new action is due.", "this product")
LOAD_PEOPLE = Setting(15, "People in the charts of load at most; the table has all.",
                      "this product")  # fmt: skip
FEW_ACTIVITIES = Setting(
    0.5, "Share of a usual week's activities below which a source may be late.", "this product"
)
MOST_UNVALUED = Setting(
    0.5, "Share of open opportunities without an amount from which on their sum says little.",
    "this product",
)
MOST_ROWS = Setting(
    2500, "Rows behind one number of a review at most; more are summed up in groups first.",
    "this product",
)
