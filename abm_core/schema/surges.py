"""Surges: weeks far above an account's own history, and how many chance alone would give."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import SURGE_KINDS

SURGES = Entity(
    name="surges",
    label="Surges",
    singular="surge",
    doc="One week in which an account surged. Every past week with a full baseline was tried.",
    key=("account_id", "week", "kind"),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("week", "date", "Week",
              "Monday of the week; the second of both for a slow rise.", imported=False),
        Field("kind", "choice", "Kind", "Engagement of one week, a slow rise over two weeks, "
              "or third-party topics.", one_of=SURGE_KINDS, imported=False),
        Field("observed", "number", "Observed", "People who came, or topics that surged.",
              imported=False),
        Field("expected", "number", "Expected",
              "People that the account's own history and the traffic of the site let expect; "
              "empty for topics.", imported=False),
        Field("p_value", "number", "Chance",
              "Probability that a quiet week brings as many or more; empty for topics.",
              unit="0 to 1", imported=False),
        Field("n_people", "integer", "People", "Different people; empty for topics.",
              unit="people", imported=False),
        Field("is_sure", "boolean", "High confidence",
              "Stands out even among all accounts of the week taken together; no for topics.",
              imported=False),
    ),
)  # fmt: skip

SURGE_WEEKS = Entity(
    name="surge_weeks",
    label="Surge weeks",
    singular="surge week",
    doc="One week in which accounts were tried for a surge: how many, and what chance gives.",
    key=("week", "kind"),
    computed=True,
    fields=(
        Field("week", "date", "Week", "Monday of the week.", imported=False),
        Field("kind", "choice", "Kind", "Engagement of one week, or a slow rise over two.",
              one_of=SURGE_KINDS, imported=False),
        Field("n_accounts", "integer", "Accounts tried", "Those with a full baseline.",
              unit="accounts", imported=False),
        Field("n_flagged", "integer", "Accounts flagged", "Those that surged.",
              unit="accounts", imported=False),
        Field("by_chance", "number", "Expected by chance",
              "Accounts that would be flagged if nothing but chance were at work.",
              unit="accounts", imported=False),
        Field("overdispersion", "number", "Overdispersion",
              "How much more weeks of one account differ than pure chance: α in m + αm².",
              imported=False),
        Field("site_index", "number", "Site index",
              "Traffic of all accounts in the week over that of the baseline.",
              imported=False),
        Field("state", "text", "State",
              "Tells whether the data of the week, or before it, have changed since.",
              imported=False),
    ),
)  # fmt: skip
