"""The function of a role: which field of work its words name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from abm_core.committee import lexicon
from abm_core.committee.levels import C_LEVEL, DIRECTOR, MANAGER, VP, Level
from abm_core.committee.lexicon import Meaning
from abm_core.committee.title_text import BREAK, JOIN, SMALL

GENERAL = "general management"
SURE = ((3.0, 0.95), (2.0, 0.92), (1.5, 0.8), (0.9, 0.65), (0.0, 0.5))  # weight: confidence
# Those who run everything, whatever the rest of the title says.
RUNS_ALL = frozenset(
    ["ceo", "president", "presidents", "chief executive", "chief executive officer", "chair",
     "chairman", "chairperson", "chairwoman", "pdg", "dg", "presidente", "presidenta",
     "executive officer", "board member", "board director", "member of the board", "trustee",
     "principal executive officer", "supervisory board", "aufsichtsrat", "prasident",
     "prasidentin", "vorstandsvorsitzender", "vorstandsvorsitzende", "vice chair",
     "vice chairman", "president directeur general", "directeur general", "directrice generale",
     "director general", "directora general", "gerente general", "amministratore delegato",
     "direttore generale", "consejero delegado", "algemeen directeur", "bestuursvoorzitter",
     "diretor geral", "mayor", "chancellor", "provost", "generaldirektor"]
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
DEFAULT_SURE = 0.6
# Words that say how high or where, never in which field.
MODIFIERS = SMALL | frozenset(
    "senior junior general group global regional international national associate assistant deputy "
    "executive interim acting lead area chief principal first second corporate , & north south east "
    "west emea apac dach europe".split()
)


class Field(NamedTuple):
    """A function, the words that name it, and how sure that is, 0 to 1."""

    name: str
    evidence: str
    confidence: float


class Hit(NamedTuple):
    """A phrase of the title that names a field."""

    meaning: Meaning
    phrase: str
    group: int
    place: int


def field_of(words: Sequence[str], level: Level | None) -> Field | None:
    """The function of a role; None where no word names one."""
    if level is not None and not level.helps:
        named = _by_level(level)
        if named is not None:
            return named
    hits = _hits(words)
    if level is not None and not level.helps and level.name in (C_LEVEL, VP):
        hits = [hit for hit in hits if not hit.meaning.is_trade]
    if not hits:
        return None
    best = _decisive(hits, level)
    return Field(best.meaning.function, best.phrase, _confidence(hits, best))


def _by_level(level: Level) -> Field | None:
    """Levels that say the field too: a CFO is in finance, a president runs everything."""
    evidence = level.evidence
    if evidence in RUNS_ALL:
        return Field(GENERAL, evidence, 0.95)
    if evidence in SHORT_CHIEFS:
        return Field(SHORT_CHIEFS[evidence], evidence, 0.93)
    inner = evidence.split()[1:-1] if evidence.startswith("chief ") else []
    if not inner or level.name != C_LEVEL:
        return None
    inner = [lexicon.corrected(word) for word in inner if word != JOIN]
    hits = [hit for hit in _hits(inner) if " " in hit.phrase]
    if hits and hits[0].place == 0:
        return Field(hits[0].meaning.function, evidence, 0.95)
    if inner[0] in CHIEF_OF:
        return Field(CHIEF_OF[inner[0]], evidence, 0.95)
    single = lexicon.meaning(inner[0]) or lexicon.meaning(inner[-1])
    return Field(single.function, evidence, 0.93) if single else Field(GENERAL, evidence, 0.6)


def _hits(words: Sequence[str]) -> list[Hit]:
    """Phrases that name a field, longest first, with the group of joined words they stand in."""
    places, group = [], 0
    for word in words:
        if word in (BREAK, JOIN):
            group += word == BREAK
        elif word not in SMALL:
            places.append((lexicon.corrected(word), word, group))
    found, start = [], 0
    while start < len(places):
        size, hit = _longest(places, start)
        if hit:
            found.append(hit)
        start += size
    return found


def _longest(places: list[tuple[str, str, int]], start: int) -> tuple[int, Hit | None]:
    for size in range(min(lexicon.LONGEST_PHRASE, len(places) - start), 0, -1):
        part = places[start : start + size]
        if part[0][2] != part[-1][2]:
            continue
        said = lexicon.meaning(" ".join(word for word, _, _ in part))
        if said is not None:
            typed = " ".join(word for _, word, _ in part)
            return size, Hit(said, typed, part[0][2], start)
    return 1, None


def _decisive(hits: list[Hit], level: Level | None) -> Hit:
    """The heaviest phrase; among equals that of the first part, and there the last word.

    In English the last noun names the thing ("customer data"), in Romance languages the first.
    """
    heaviest = max(hit.meaning.weight for hit in hits)
    first = min(hit.group for hit in hits if hit.meaning.weight == heaviest)
    among = [hit for hit in hits if hit.meaning.weight == heaviest and hit.group == first]
    return among[-1]


def _confidence(hits: list[Hit], best: Hit) -> float:
    base = next(sure for weight, sure in SURE if best.meaning.weight >= weight)
    rivals = {hit.meaning.function for hit in hits
              if hit.meaning.weight > best.meaning.weight - 0.75} - {best.meaning.function}
    return round(base - 0.12 * bool(rivals), 2)


def by_default(words: Sequence[str], level: Level | None) -> Field:
    """A function where no word names one: from the ending of a trade, else from the level."""
    if level is not None and not level.helps and level.name in (C_LEVEL, VP, DIRECTOR):
        return Field(GENERAL, level.evidence, DEFAULT_SURE)
    if level is not None and not level.helps and level.name == MANAGER:
        alone = not set(words) - MODIFIERS - set(level.evidence.split())
        return Field(GENERAL if alone else "operations", level.evidence, 0.5)
    for word in reversed(words):
        ending = lexicon.by_ending(word)
        if ending:
            return Field(ending, word, 0.6)
    return Field("other", "", 0.3)
