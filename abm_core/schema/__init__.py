"""Every entity and field, declared once.

Table definitions, import mapping, templates to download, the data dictionary and exports all
read these declarations. Meanings follow the product's design notes, section 3.
"""

from __future__ import annotations

from abm_core.schema.accounts import ACCOUNTS
from abm_core.schema.actions import ACTION_ITEMS, ACTION_SOURCES, ACTION_STATUSES
from abm_core.schema.activities import ACTIVITIES, SIGNALS
from abm_core.schema.campaigns import CAMPAIGN_ACCOUNTS, CAMPAIGNS, STAGE_HISTORY, STAGES
from abm_core.schema.contacts import CONTACTS, OPPORTUNITY_CONTACTS
from abm_core.schema.decisions import PROFILES, SNAPSHOT_ACCOUNTS, SNAPSHOTS
from abm_core.schema.derived import DERIVED
from abm_core.schema.engagement import (
    ACCOUNT_ENGAGEMENT,
    ACCOUNT_WEEKS,
    CONTACT_POINTS,
    CONTACT_WEEKS,
    DROPPED_BECAUSE,
    POINT_RULES,
    ROLLUP_DROPPED,
    ROLLUP_WEEKS,
)
from abm_core.schema.erased import ERASED
from abm_core.schema.fields import EXTRA, SQL_TYPES, STATED_ACCOUNT, Entity, Field, Kind
from abm_core.schema.framework import (
    COVERAGE_MONTHS,
    FRAMEWORK_MEASURES,
    FRAMEWORK_OWNERS,
)
from abm_core.schema.house import CURRENCY_RATES, HOUSE_SETTINGS, PEOPLE, TEAMS
from abm_core.schema.journey import ACCOUNT_SCORES, JOURNEYS, STAGE_CHANGES, STAGE_RULES
from abm_core.schema.layouts import LAYOUT_IMPORTS, LAYOUTS, VANISHED
from abm_core.schema.ledgers import CHANGE_LOG, IMPORTS, MATCHES, REJECTS
from abm_core.schema.lift import (
    ARMS,
    HOLDOUTS,
    LIFT_ACCOUNTS,
    LIFT_DESIGNS,
    LIFT_PRIMARY,
    LIFT_SPECIFICATIONS,
)
from abm_core.schema.lists import (
    EXPORT_FORMATS,
    EXPORTS,
    LIST_ENTITIES,
    LIST_MEMBERS,
    LIST_VERSIONS,
    SAVED_LISTS,
)
from abm_core.schema.matching import (
    DIFFERENT,
    MATCH_DECISIONS,
    MERGE,
    MERGED_ACCOUNTS,
    MERGED_CONTACTS,
    MERGED_ROWS,
    REFERENCE,
)
from abm_core.schema.opportunities import OPPORTUNITIES
from abm_core.schema.personas import PERSONA_CORRECTIONS, PERSONAS, TITLE_RULES
from abm_core.schema.plans import PLAN_SECTIONS, PLAN_TEXTS
from abm_core.schema.programmes import PROGRAMMES, TARGET_LIST
from abm_core.schema.reviews import (
    NOTE_KINDS,
    PUBLISHED_PEOPLE,
    PUBLISHED_REVIEWS,
    REVIEW_NOTES,
    REVIEW_SCOPES,
)
from abm_core.schema.roles import (
    ACCOUNT_COVERAGE,
    ACCOUNT_REACH,
    COMMITTEE_TEMPLATES,
    CONTACT_RATINGS,
    CONTACT_ROLES,
    CONTACT_STANDING,
    REQUIRED_ROLES,
    ROLE_CONFIRMATIONS,
    ROLE_MAPPINGS,
)
from abm_core.schema.segments import ACCOUNT_SEGMENTS, SEGMENTS
from abm_core.schema.signing import (
    OVERRIDES,
    PROPOSAL_CHANGES,
    PROPOSALS,
    SIGNATURES,
    VERDICTS,
)
from abm_core.schema.surges import SURGE_WEEKS, SURGES
from abm_core.schema.teams import ACCOUNT_PEOPLE, ACCOUNT_ROLES
from abm_core.schema.vocabularies import (
    ACCOUNT_STAGES,
    ACCOUNT_TYPES,
    BUYING_ROLES,
    CHANNELS,
    DIRECTIONS,
    FUNCTIONS,
    KINDS,
    MOTIONS,
    OUTCOMES,
    ROLE_SOURCES,
    SENIORITIES,
    SIGNAL_SOURCES,
    SUPPORT,
    SURGE_KINDS,
    TIERS,
)
from abm_core.schema.weeks import WEEKLY_ACCOUNTS, WEEKLY_SNAPSHOTS
from abm_core.schema.working import WORKING_DRAFTS

ENTITIES: tuple[Entity, ...] = (
    ACCOUNTS, CONTACTS, OPPORTUNITIES, OPPORTUNITY_CONTACTS, STAGE_HISTORY, STAGES, CAMPAIGNS,
    CAMPAIGN_ACCOUNTS, ACTIVITIES, SIGNALS, PROGRAMMES, TARGET_LIST, PROFILES, SNAPSHOTS,
    SNAPSHOT_ACCOUNTS, PROPOSALS, PROPOSAL_CHANGES, SIGNATURES, OVERRIDES, WEEKLY_SNAPSHOTS,
    WEEKLY_ACCOUNTS, IMPORTS, REJECTS, MATCHES, LAYOUTS, LAYOUT_IMPORTS, VANISHED,
    CHANGE_LOG, HOUSE_SETTINGS, PEOPLE,
    CURRENCY_RATES, ERASED, MATCH_DECISIONS, MERGED_ACCOUNTS, MERGED_CONTACTS, MERGED_ROWS,
    PERSONAS, PERSONA_CORRECTIONS, TITLE_RULES, CONTACT_WEEKS, ROLLUP_WEEKS, ROLLUP_DROPPED,
    CONTACT_POINTS, ACCOUNT_WEEKS, ACCOUNT_ENGAGEMENT, POINT_RULES, SURGES, SURGE_WEEKS,
    STAGE_CHANGES, STAGE_RULES, ACCOUNT_SCORES, WORKING_DRAFTS,
    ROLE_MAPPINGS, ROLE_CONFIRMATIONS, CONTACT_RATINGS, COMMITTEE_TEMPLATES, CONTACT_ROLES,
    REQUIRED_ROLES, CONTACT_STANDING, ACCOUNT_REACH, ACCOUNT_COVERAGE, SEGMENTS, ACCOUNT_SEGMENTS,
    LIFT_DESIGNS, LIFT_ACCOUNTS, LIFT_SPECIFICATIONS, LIFT_PRIMARY, HOLDOUTS,
    SAVED_LISTS, LIST_VERSIONS, LIST_MEMBERS, EXPORTS,
    ACTION_ITEMS, ACCOUNT_PEOPLE, PLAN_TEXTS,
    PUBLISHED_REVIEWS, PUBLISHED_PEOPLE, REVIEW_NOTES, FRAMEWORK_OWNERS, COVERAGE_MONTHS,
)  # fmt: skip
IMPORTABLE: tuple[Entity, ...] = tuple(entity for entity in ENTITIES if entity.importable)


def entity(name: str) -> Entity:
    """The entity whose table has that name; ``KeyError`` when there is none."""
    for candidate in ENTITIES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)

__all__ = [
    "ACCOUNTS",
    "ACCOUNT_COVERAGE",
    "ACCOUNT_ENGAGEMENT",
    "ACCOUNT_PEOPLE",
    "ACCOUNT_REACH",
    "ACCOUNT_ROLES",
    "ACCOUNT_SCORES",
    "ACCOUNT_SEGMENTS",
    "ACCOUNT_STAGES",
    "ACCOUNT_TYPES",
    "ACTION_ITEMS",
    "ACTION_SOURCES",
    "ACTION_STATUSES",
    "ACTIVITIES",
    "ARMS",
    "BUYING_ROLES",
    "CAMPAIGNS",
    "CAMPAIGN_ACCOUNTS",
    "CHANGE_LOG",
    "CHANNELS",
    "COMMITTEE_TEMPLATES",
    "CONTACTS",
    "CONTACT_POINTS",
    "CONTACT_RATINGS",
    "CONTACT_ROLES",
    "CONTACT_STANDING",
    "CONTACT_WEEKS",
    "COVERAGE_MONTHS",
    "CURRENCY_RATES",
    "DERIVED",
    "DIFFERENT",
    "DIRECTIONS",
    "DROPPED_BECAUSE",
    "ENTITIES",
    "ERASED",
    "EXPORTS",
    "EXPORT_FORMATS",
    "EXTRA",
    "FRAMEWORK_MEASURES",
    "FRAMEWORK_OWNERS",
    "FUNCTIONS",
    "HOLDOUTS",
    "HOUSE_SETTINGS",
    "IMPORTABLE",
    "IMPORTS",
    "JOURNEYS",
    "KINDS",
    "LAYOUTS",
    "LAYOUT_IMPORTS",
    "LIFT_ACCOUNTS",
    "LIFT_DESIGNS",
    "LIFT_PRIMARY",
    "LIFT_SPECIFICATIONS",
    "LIST_ENTITIES",
    "LIST_MEMBERS",
    "LIST_VERSIONS",
    "MATCHES",
    "MATCH_DECISIONS",
    "MERGE",
    "MERGED_ACCOUNTS",
    "MERGED_CONTACTS",
    "MERGED_ROWS",
    "MOTIONS",
    "NOTE_KINDS",
    "OPPORTUNITIES",
    "OPPORTUNITY_CONTACTS",
    "OUTCOMES",
    "OVERRIDES",
    "PEOPLE",
    "PERSONAS",
    "PERSONA_CORRECTIONS",
    "PLAN_SECTIONS",
    "PLAN_TEXTS",
    "POINT_RULES",
    "PROFILES",
    "PROGRAMMES",
    "PROPOSALS",
    "PROPOSAL_CHANGES",
    "PUBLISHED_PEOPLE",
    "PUBLISHED_REVIEWS",
    "REFERENCE",
    "REJECTS",
    "REQUIRED_ROLES",
    "REVIEW_NOTES",
    "REVIEW_SCOPES",
    "ROLE_CONFIRMATIONS",
    "ROLE_MAPPINGS",
    "ROLE_SOURCES",
    "ROLLUP_DROPPED",
    "ROLLUP_WEEKS",
    "SAVED_LISTS",
    "SEGMENTS",
    "SENIORITIES",
    "SIGNALS",
    "SIGNAL_SOURCES",
    "SIGNATURES",
    "SNAPSHOTS",
    "SNAPSHOT_ACCOUNTS",
    "SQL_TYPES",
    "STAGES",
    "STAGE_CHANGES",
    "STAGE_HISTORY",
    "STAGE_RULES",
    "STATED_ACCOUNT",
    "SUPPORT",
    "SURGES",
    "SURGE_KINDS",
    "SURGE_WEEKS",
    "TARGET_LIST",
    "TEAMS",
    "TIERS",
    "TITLE_RULES",
    "VANISHED",
    "VERDICTS",
    "WEEKLY_ACCOUNTS",
    "WEEKLY_SNAPSHOTS",
    "WORKING_DRAFTS",
    "Entity",
    "Field",
    "Kind",
    "entity",
]  # fmt: skip
