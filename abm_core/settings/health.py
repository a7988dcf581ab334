"""Defaults of the health checks of open opportunities."""

from __future__ import annotations

from abm_core.settings.setting import Setting

STALLED_DAYS = Setting(
    30, "Days in a stage above which an opportunity stalls, where too few stays tell the usual.",
    "practice: the same stage for 30 days or more",
)
STALLED_SHARE = Setting(
    0.75, "Share of stays in a stage that are over by the day from which a longer one stalls.",
    "this product",
)
STALLED_STAYS = Setting(
    20, "Stays in a stage, or decided opportunities, below which they tell nothing usual.",
    "this product",
)
STALLED_LEAST = Setting(
    14, "Days below which nothing stalls, however fast others were.", "this product"
)
GHOSTED_DAYS = Setting(
    14, "Days without an answer, after something of ours, from which they have gone silent.",
    "this product; practice warns after 5 working days late in a deal, after 30 days of any",
)
GHOSTED_WEEKS = Setting(
    13, "Weeks in which something of ours must have gone out for silence to be an answer.",
    "this product: one window",
)
NO_ANSWER_KINDS = Setting(
    ("mail open", "ad impression"), "Kinds that neither ask nor answer: machines make them too.",
    "this product; they are worth no points either",
)
VISIT_KINDS = Setting(
    ("page visit", "ad click", "mail click"),
    "Kinds that answer us only where the person is known.", "this product",
)
