"""Defaults of buying roles, committees and coverage: like ``settings``, a part of it.

Stages and roles are those of ``schema``; weeks are complete weeks before as-of.
"""

from __future__ import annotations

from abm_core.settings import DESIGN, Setting

SOURCE_TRUST = Setting(
    {"confirmed": 1.0, "stated": 0.9, "title": 0.6, "behaviour": 0.3},
    "How far a source of a buying role is trusted; two that agree leave 1 - (1 - a)(1 - b).",
    "practice: role in the CRM 0.9, title 0.6, behaviour 0.3",
)
INFERRED_FROM = Setting(
    0.4, "Confidence from which an inferred role counts; below it is shown, but covers nothing.",
    "this product",
)
PROPOSAL_WORDS = Setting(
    ("proposal", "quote", "quotation", "negotiat", "contract", "offer", "angebot", "verhandlung"),
    "Words in the stage of an open opportunity which say that an offer is out, in any case.",
    "stage names of Salesforce, HubSpot and Zoho",
)
CHAMPION_WEEKS = Setting(
    3,
    "Weeks of the last 13 with a reply, meeting, call or form of theirs from which a contact is "
    "likely a champion; a title alone makes none.",
    "this product",
)
ROLE_PERSONAS = Setting(
    {
        "economic buyer": (
            ("c-level", "vp"), ("finance", "general management", "it", "data", "operations"),
            ("CFO", "VP Finance", "CIO", "VP IT", "COO"),
        ),
        "champion": (
            ("director", "manager"),
            ("it", "data", "engineering", "security", "product", "operations"),
            ("Director of Data", "Head of IT", "Engineering Manager"),
        ),
        "technical evaluator": (
            ("director", "manager"), ("it", "security", "data", "engineering"),
            ("Enterprise Architect", "Head of Security", "Engineering Manager"),
        ),
        "end user": (
            ("other",), ("it", "data", "engineering", "product", "operations"),
            ("Data Analyst", "Systems Engineer", "Operations Specialist"),
        ),
        "legal/procurement": (
            ("c-level", "vp", "director", "manager", "other"), ("legal", "procurement"),
            ("General Counsel", "Head of Procurement", "Category Manager"),
        ),
        "executive sponsor": (
            ("c-level",), ("general management",), ("CEO", "Managing Director"),
        ),
    },
    "Whom a buying role is looked for in: seniorities, functions, titles to ask for.",
    "this product; a house that sells to other desks changes it",
)  # fmt: skip
REQUIRED = Setting(
    {
        "1": (
            (("economic buyer",), 1, "qualified"), (("champion",), 1, "engaged"),
            (("technical evaluator",), 1, "engaged"), (("end user",), 1, "engaged"),
            (("legal/procurement",), 1, "opportunity"),
        ),
        "2": (
            (("economic buyer",), 1, "qualified"), (("champion",), 1, "engaged"),
            (("technical evaluator",), 1, "engaged"),
        ),
        "3": ((("economic buyer", "champion"), 1, "engaged"),),
    },
    "Per tier the roles required (of several one will do), how many contacts, and the stage from "
    "which it matters.",
    f"{DESIGN}; for the stages, this product",
)  # fmt: skip
STALE_DAYS = Setting(
    365, "Days after which a contact whom nobody verified or spoke with is stale.", DESIGN
)
DECAY_A_YEAR = Setting(
    0.2, "Share of good contacts that goes stale in a year.", "practice: some 20 % a year"
)
LEAST_THREADS = Setting(
    {"1": 3, "2": 2}, "Engaged contacts that an account of a tier needs.", DESIGN
)
COVERAGE_TARGET = Setting(
    (0.7, 0.8), "Share of required roles that a target list should have covered.", DESIGN
)
RELATIONSHIP = Setting(
    {"recency": 35.0, "frequency": 30.0, "two-way": 20.0, "depth": 15.0},
    "Points of relationship strength: recency falls from 1 today to 0 after 90 days; frequency is "
    "full at 12 days with contact in 13 weeks; two-way is full where as much comes back as goes "
    "out; depth at 120 minutes of meetings and calls.",
    "practice: recency 30, frequency 25, two-way 15, depth 15, without seniority",
)
RELATIONSHIP_FULL = Setting(
    (90.0, 12.0, 120.0), "Days, days with contact and minutes that these points refer to.",
    "this product",
)
