"""Closed vocabularies: the only values that a choice may take."""

from __future__ import annotations

ACCOUNT_TYPES = ("prospect", "customer", "former customer", "partner", "competitor")
MOTIONS = ("new", "expansion", "renewal")
OUTCOMES = ("open", "won", "lost")
TIERS = ("1", "2", "3")
