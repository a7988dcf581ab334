"""Closed vocabularies: the only values that a choice may take."""

from __future__ import annotations

ACCOUNT_TYPES = ("prospect", "customer", "former customer", "partner", "competitor")
MOTIONS = ("new", "expansion", "renewal")
OUTCOMES = ("open", "won", "lost")
TIERS = ("1", "2", "3")
CHANNELS = ("web", "mail", "call", "meeting", "event", "ad", "other")
KINDS = (
    "page visit", "mail open", "mail click", "mail reply", "mail sent", "download", "form fill",
    "webinar", "meeting", "call", "on-site event", "ad impression", "ad click", "other",
)  # fmt: skip
DIRECTIONS = ("theirs", "ours")
SIGNAL_SOURCES = ("first-party", "third-party", "technographic", "organisational")
SENIORITIES = ("c-level", "vp", "director", "manager", "other")
FUNCTIONS = (
    "it", "security", "data", "engineering", "product", "finance", "procurement", "legal",
    "operations", "hr", "marketing", "sales", "customer", "general management", "other",
)  # fmt: skip
ACCOUNT_STAGES = ("unaware", "aware", "engaged", "qualified", "opportunity", "customer")
SURGE_KINDS = ("engagement", "slow rise", "topics")
BUYING_ROLES = (
    "economic buyer", "champion", "technical evaluator", "end user", "legal/procurement",
    "executive sponsor", "influencer", "blocker",
)  # fmt: skip
ROLE_SOURCES = ("confirmed", "stated", "inferred")
SUPPORT = ("against", "sceptical", "neutral", "supporter", "mentor")
