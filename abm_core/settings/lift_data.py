"""Defaults of lift: the weeks that are compared, and who may be compared with targets."""

from __future__ import annotations

from abm_core.settings.setting import Setting

DESIGN = "design notes, section 4"

LIFT_SHOWN = Setting(
    (-13, -1), "Weeks before launch that are shown as an account's own baseline; never an "
    "estimate, because they hold the surge that made people choose the account.", DESIGN,
)
LIFT_SELECTION = Setting(
    (-6, -3), "Weeks before launch that selectors looked at, where the save does not say.", DESIGN
)
LIFT_GAP = Setting(
    (-2, -1), "Weeks before launch in which lists are built and plans announced; left out.", DESIGN
)
LIFT_BASELINE = Setting(
    (-32, -7), "Weeks before launch in which targets and the others are made comparable; they end "
    "where the selection weeks begin.", DESIGN,
)
LIFT_LEAST_BASELINE = Setting(
    13, "Weeks of that baseline below which nothing is compared.", "statistics notes, 1.1: 90 days"
)
LIFT_AFTER = Setting(
    {"engagement": 13, "pipeline": 26}, "Weeks from launch on in which the outcome is counted.",
    DESIGN,
)
LIFT_PIPELINE_DAYS = Setting(
    365, "Days before launch whose created pipeline makes accounts comparable.",
    "statistics notes, 1.3",
)
LIFT_RANDOM_CUSTOMERS = Setting(
    (5, 500), "The random sample of customers has this many per target, and at least so many.",
    "statistics notes, 1.2",
)
LIFT_POOL_ROWS = Setting(
    100_000, "Comparison accounts, counted per launch, above which a random part is taken: more "
    "make no interval narrower.", "this product",
)
LIFT_LEAST_LEVEL = Setting(
    (5, 20), "Targets, and accounts, below which a value such as an industry is one of 'other'.",
    "this product",
)
LIFT_NEVER_TARGETED = Setting(
    ("partner", "competitor"), "Types of account that are compared with no target.", "this product"
)
LIFT_PRIMARY = Setting(
    "opportunities", "The metric that decides where none was declared.", "statistics notes, 1.8"
)
LIFT_LEAST_TARGETS = Setting(
    30, "Targets below which no pipeline metric is told: of 25, only opportunities that double or "
    "win rates 29 points higher could be seen.", "statistics notes, 1.7",
)
LIFT_HORIZONS = Setting(
    (180, 150, 120, 90), "Days that deals are followed for; the longest one that enough deals "
    "of both groups reached open.", "statistics notes, 2b: 150 days in its example",
)
HOLD_OUT_SHARE = Setting(
    (0.1, 0.2), "Share of the next tier that is held out at random, from and to.",
    "statistics notes, 1.9",
)
HOLD_OUT_WEEKS = Setting(
    26, "Weeks from the save on for which held-out accounts stay off the list.",
    "this product: the weeks in which pipeline is counted",
)
