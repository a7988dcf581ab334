"""Levels that name their field: a CFO is in finance, a president runs everything."""

from __future__ import annotations

GENERAL = "general management"
# Those who run everything, whatever the rest of the title says.
RUNS_ALL = frozenset(
    {"ceo", "president", "presidents", "chief executive", "chief executive officer", "chair",
    "chairman", "chairperson", "chairwoman", "pdg", "presidente", "presidenta",
    "executive officer", "board member", "board director", "member of the board", "trustee",
    "principal executive officer", "supervisory board", "aufsichtsrat", "prasident",
    "prasidentin", "vorstandsvorsitzender", "vorstandsvorsitzende", "vice chair", "vice chairman",
    "president directeur general", 
    
    "bestuursvoorzitter", "mayor",
    "chancellor", "provost"}
)  # fmt: skip
SHORT_CHIEFS = {
    "cfo": "finance", "coo": "operations", "cto": "engineering", "cio": "it", "ciso": "security",
    "cso": GENERAL, "cmo": "marketing", "cro": "sales", "cpo": "product", "cdo": "data",
    "chro": "hr", "cco": "sales", "clo": "legal", "cao": "operations", "cgo": "marketing",
    "cbo": GENERAL, "cdao": "data", "cino": "product", "cqo": "operations", "gc": "legal",
    "finanzchef": "finance", "finanzchefin": "finance", "general counsel": "legal",
    "principal financial officer": "finance", "principal accounting officer": "finance",
    "treasurer": "finance", "comptroller": "finance", "controller": "finance", "drh": "hr",
    "daf": "finance", "dsi": "it", "executive chef": "operations", "head chef": "operations",
    "postmaster": "operations", "chief of staff": GENERAL,
}  # fmt: skip
CHIEF_OF = {
    "executive": GENERAL, "operating": "operations", "operations": "operations",
    "technology": "engineering", "technical": "engineering", "science": "engineering",
    "scientific": "engineering", "research": "engineering", "information": "it",
    "digital": "it", "administrative": "operations", "business": GENERAL,
    "development": GENERAL, "strategy": GENERAL, "transformation": "operations",
    "people": "hr", "human": "hr", "talent": "hr", "diversity": "hr", "learning": "hr",
    "commercial": "sales", "revenue": "sales", "growth": "marketing", "experience": "customer",
    "accounting": "finance", "medical": "other", "nursing": "other", "academic": "other",
    "clinical": "other", "creative": "marketing", "brand": "marketing", "risk": "finance",
    "innovation": "product", "design": "product", "sustainability": "operations",
    "communications": "marketing", "investment": "finance", "real": GENERAL, "partner": "sales",
    "culture": "hr", "client": "customer", "member": "customer", "credit": "finance",
    "ethics": "legal", "privacy": "legal", "corporate": GENERAL, "of": GENERAL,
}  # fmt: skip
