"""Buying roles: what people decided about them, committee templates, and what follows from both."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field
from abm_core.schema.vocabularies import (
    ACCOUNT_STAGES,
    BUYING_ROLES,
    ROLE_SOURCES,
    SUPPORT,
    TIERS,
)

ROLE_MAPPINGS = Entity(
    name="role_mappings",
    label="Role mappings",
    singular="role mapping",
    doc="The buying role that a word of the CRM means, as somebody of the house decided.",
    key=("value",),
    fields=(
        Field("value", "text", "Value", "The word of the CRM, in small letters without marks.",
              imported=False),
        Field("role", "choice", "Buying role", "What it means; empty for no buying role.",
              one_of=BUYING_ROLES, imported=False),
        Field("author", "text", "Author", "Who decided.", imported=False),
        Field("mapped_at", "timestamp", "Mapped at", "When, in UTC.", imported=False),
    ),
)

ROLE_CONFIRMATIONS = Entity(
    name="role_confirmations",
    label="Role confirmations",
    singular="role confirmation",
    doc="Somebody's word that a contact has a buying role, or has it not; none is ever deleted, "
    "the newest that was not taken back holds.",
    key=("confirmation_id",),
    fields=(
        Field("confirmation_id", "integer", "Confirmation", "Counts up.", imported=False),
        Field("contact_id", "id", "Contact ID", "The contact.", imported=False),
        Field("account_id", "id", "Account ID", "Where the contact worked when it was said.",
              imported=False),
        Field("role", "choice", "Buying role", "The role.", one_of=BUYING_ROLES, imported=False),
        Field("holds", "boolean", "Has the role", "No: the contact has not this role.",
              imported=False),
        Field("author", "text", "Author", "Who said so.", imported=False),
        Field("note", "text", "Note", "How they know.", imported=False),
        Field("confirmed_at", "timestamp", "Confirmed at", "When, in UTC.", imported=False),
        Field("undone_by", "text", "Undone by", "Who took it back, if anybody did.",
              imported=False),
        Field("undone_at", "timestamp", "Undone at", "When it was taken back, in UTC.",
              imported=False),
    ),
)

CONTACT_RATINGS = Entity(
    name="contact_ratings",
    label="Contact ratings",
    singular="contact rating",
    doc="Power and support of a contact as somebody of the house rates them; the newest rating "
    "that was not taken back holds.",
    key=("rating_id",),
    fields=(
        Field("rating_id", "integer", "Rating", "Counts up.", imported=False),
        Field("contact_id", "id", "Contact ID", "The contact.", imported=False),
        Field("influence", "integer", "Influence", "Informal power; empty where not rated.",
              unit="0 to 3", imported=False),
        Field("authority", "integer", "Authority", "Formal power; empty where not rated.",
              unit="0 to 3", imported=False),
        Field("support", "choice", "Support", "How the contact stands to us.", one_of=SUPPORT,
              imported=False),
        Field("author", "text", "Author", "Who rated.", imported=False),
        Field("note", "text", "Note", "How they know.", imported=False),
        Field("rated_at", "timestamp", "Rated at", "When, in UTC.", imported=False),
        Field("undone_by", "text", "Undone by", "Who took it back, if anybody did.",
              imported=False),
        Field("undone_at", "timestamp", "Undone at", "When it was taken back, in UTC.",
              imported=False),
    ),
)

COMMITTEE_TEMPLATES = Entity(
    name="committee_templates",
    label="Committee templates",
    singular="version of the committee templates",
    doc="Which roles a tier or segment requires, and whom each role is looked for in. The newest "
    "version holds.",
    key=("version",),
    fields=(
        Field("version", "integer", "Version", "Counts up with every save.", imported=False),
        Field("definition", "json", "Definition", "The templates as a readable document.",
              imported=False),
        Field("author", "text", "Author", "Who saved it.", imported=False),
        Field("note", "text", "Note", "Why it was saved.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When it was saved, in UTC.",
              imported=False),
    ),
)

CONTACT_ROLES = Entity(
    name="contact_roles",
    label="Contact roles",
    singular="role of a contact",
    doc="A buying role of a contact as one source has it. All sources are kept; those that count "
    "make coverage.",
    key=("contact_id", "role", "source"),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "Where the contact works.", imported=False),
        Field("contact_id", "id", "Contact ID", "The contact.", imported=False),
        Field("role", "choice", "Buying role", "The role.", one_of=BUYING_ROLES, imported=False),
        Field("source", "choice", "Source",
              "Confirmed by a person, stated by the CRM, or inferred from title and behaviour.",
              one_of=ROLE_SOURCES, imported=False),
        Field("holds", "boolean", "Has the role", "No: a person said that it is not so.",
              imported=False),
        Field("counts", "boolean", "Counts", "Whether no better source says otherwise.",
              imported=False),
        Field("confidence", "number", "Confidence", "How far the source is trusted.",
              unit="0 to 1", imported=False),
        Field("evidence", "text", "Evidence", "The title, or the word of the CRM.",
              imported=False),
        Field("n_weeks", "integer", "Weeks with a response",
              "Of the window, where behaviour is the evidence; else 0.", unit="weeks",
              imported=False),
        Field("n_opportunities", "integer", "Opportunities",
              "On which the CRM states it; 0 where it stands with the contact.",
              unit="opportunities", imported=False),
        Field("elsewhere", "boolean", "At a former account",
              "Said of the contact at another account than where they work now.",
              imported=False),
    ),
)

REQUIRED_ROLES = Entity(
    name="required_roles",
    label="Required roles",
    singular="required role",
    doc="One line of the committee template that holds for a tier, or for a segment in it.",
    key=("template", "line"),
    computed=True,
    fields=(
        Field("template", "integer", "Template",
              "In the order in which they are tried: segments before tiers.", imported=False),
        Field("segment", "text", "Segment", "Its name; empty for the template of a tier.",
              imported=False),
        Field("tier", "choice", "Tier", "The tier; empty for a segment in any tier.",
              one_of=TIERS, imported=False),
        Field("field", "text", "Field", "The account field that makes the segment.",
              imported=False),
        Field("values", "list", "Values", "The values of the segment, in small letters.",
              imported=False),
        Field("line", "integer", "Line", "Place in the template.", imported=False),
        Field("requirement", "text", "Requirement", "The role, or the roles of which one will do.",
              imported=False),
        Field("roles", "list", "Roles", "The same as a list.", imported=False),
        Field("n_required", "integer", "Number required", "How many contacts.", unit="contacts",
              imported=False),
        Field("stage", "choice", "Matters from", "The stage from which it matters.",
              one_of=ACCOUNT_STAGES, imported=False),
    ),
)

CONTACT_STANDING = Entity(
    name="contact_standing",
    label="Standing of contacts",
    singular="standing of a contact",
    doc="Whether a contact can be reached, is current and engaged on the newest day in the data.",
    key=("contact_id",),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "Where the contact works.", imported=False),
        Field("contact_id", "id", "Contact ID", "The contact.", imported=False),
        Field("as_of", "date", "As of", "The day that the row speaks of.", imported=False),
        Field("has_left", "boolean", "Has left", "No longer works at the account.",
              imported=False),
        Field("reachable", "boolean", "Reachable",
              "Valid mail or phone, not bounced, not opted out.", imported=False),
        Field("stale", "boolean", "Stale",
              "Left, or last verified and last two-way activity both over 365 days ago.",
              imported=False),
        Field("unverified", "boolean", "Unverified", "Nothing says when the data were right.",
              imported=False),
        Field("engaged", "boolean", "Engaged",
              "An inbound reply, meeting, call or form, or at least 5 points, in the window.",
              imported=False),
        Field("points", "number", "Window points", "At this account, not decayed.",
              unit="points", imported=False),
        Field("n_response_weeks", "integer", "Weeks with a response",
              "Weeks of the window with an inbound reply, meeting, call or form.", unit="weeks",
              imported=False),
        Field("last_two_way_on", "date", "Last two-way activity",
              "Newest meeting, reply, or call of theirs or that took time.", imported=False),
        Field("last_theirs_on", "date", "Last of theirs",
              "Newest day with an activity of theirs.", imported=False),
        Field("relationship", "number", "Relationship strength",
              "From recency, frequency, two-way share and depth of contact.", unit="0 to 100",
              imported=False),
    ),
)

ACCOUNT_REACH = Entity(
    name="account_reach",
    label="Reach of accounts",
    singular="reach of an account",
    doc="How well an account is known on the newest day in the data. People who left do not "
    "count; an account without contacts has no row.",
    key=("account_id",),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("n_contacts", "integer", "Contacts", "Who work there.", unit="contacts",
              imported=False),
        Field("n_current", "integer", "Usable contacts", "Reachable and not stale.",
              unit="contacts", imported=False),
        Field("n_stale", "integer", "Stale contacts", "Not heard from and not verified for a year.",
              unit="contacts", imported=False),
        Field("n_unverified", "integer", "Unverified contacts",
              "Of whom nothing says when the data were right.", unit="contacts",
              imported=False),
        Field("n_engaged", "integer", "Engaged contacts", "Of those who work there.",
              unit="contacts", imported=False),
        Field("n_with_points", "integer", "Contacts with points",
              "With at least one point in the window.", unit="contacts", imported=False),
        Field("relationship", "number", "Relationship strength",
              "That of the contact with the strongest.", unit="0 to 100", imported=False),
    ),
)

ACCOUNT_COVERAGE = Entity(
    name="account_coverage",
    label="Coverage of accounts",
    singular="coverage of an account",
    doc="How much of the committee that its tier or segment requires is known at an account; at an "
    "account in no tier, what tier 3 requires.",
    key=("account_id",),
    computed=True,
    fields=(
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("n_required", "integer", "Required contacts", "In all required roles.",
              unit="contacts", imported=False),
        Field("n_covered", "integer", "Required contacts there",
              "Reachable and current, each role up to its number.", unit="contacts",
              imported=False),
        Field("coverage", "number", "Coverage", "Share of required contacts that are there.",
              unit="0 to 1", imported=False),
    ),
)
