"""Defaults of lift: how targets are compared with accounts that nobody targeted."""

from __future__ import annotations

from abm_core.settings.setting import Setting

BALANCE_RIDGE = Setting(
    0.001,
    "Pull of the balancing weights towards equal weights, per target account.",
    "statistics notes, 1.3",
)
BALANCE_LIMIT = Setting(
    0.1,
    "Standard deviations by which weighted averages may still differ; more is refused.",
    "statistics notes, 1.3",
)
SMD_LIMITS = Setting(
    (0.1, 0.25),
    "Differences, in standard deviations, from which a bar is amber, and red.",
    "statistics notes, 1.7",
)
JACKKNIFE_MOST = Setting(
    60,
    "Accounts up to which an interval leaves out one at a time; above it, groups of accounts.",
    "statistics notes, 1.6",
)
JACKKNIFE_GROUPS = Setting(
    50, "Random groups of accounts that are left out in turn.", "statistics notes, 1.6"
)
MATCHES = Setting(
    3, "Accounts that each target is matched with; 2 to 5.", "statistics notes, 1.3"
)
MATCH_CALIPER = Setting(
    0.2, "Standard deviations of the log odds of being chosen that matched accounts may differ by.",
    "Austin 2011",
)
POWER = Setting(
    0.8, "Chance with which an effect that is there should show.", "statistics notes, 1.7"
)
CONCENTRATION_LIMIT = Setting(
    0.25, "Share of the extra units above which one account is too much of them.",
    "statistics notes, 1.7",
)
RANK_NEIGHBOURS = Setting(
    300, "Accounts that nobody targeted, nearest in volume, among which an account is ranked.",
    "statistics notes, 2a",
)
FAKE_LISTS = Setting(500, "Fake target lists that are drawn and measured.", "statistics notes, 1.7")
FAKE_LIST_ROWS = Setting(
    12_000, "Rows that fake lists are compared with; where there are more, some stand for all.",
    "this product: so that 500 lists take a minute or two",
)
SOURCE_SHIFT = Setting(
    0.10,
    "Part of all activities by which a source may grow more among targets than among the others; "
    "more is told, since tracking may differ.",
    "statistics notes, 1.4",
)
FALSE_MARKS = Setting(
    0.1, "Part of the accounts or groups marked as standing out that may be so by chance.",
    "statistics notes, 1.8",
)
LIFT_SEED = Setting(
    1, "Seed of everything that a comparison draws at random, so that it comes out the same.",
    "this product",
)
