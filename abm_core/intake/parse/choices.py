"""Closed vocabularies: our own words and those that CRMs use for the same thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from abm_core import schema
from abm_core.intake.parse.words import Parsed, filled, is_missing, shorten

NOT_LETTERS = re.compile(r"[\W_]+")

# The first pattern that is found decides, so "former customer" stands before "customer".
ACCOUNT_TYPES = (
    ("former customer", r"former|churn|ex customer|past customer|lost customer|inactive customer"),
    ("competitor", r"competitor|competition"),
    ("partner", r"partner|reseller|integrator|distributor|vendor|agency"),
    ("prospect", r"prospect|target|lead|not a customer|non customer"),
    ("customer", r"customer|client|installed base"),
)
MOTIONS = (
    ("renewal", r"renew"),
    ("expansion", r"existing|expansion|upsell|up sell|cross sell|crosssell|upgrade|add on|addon"),
    ("new", r"^new$|new business|newbusiness|new customer|new logo|newlogo|net new|acquisition"),
)
OUTCOMES = (
    ("lost", r"\b(?:closed)?lost\b|\bnot won\b|\bverloren\b|\bperdue?\b|\bperdid[ao]\b"),
    ("won", r"\b(?:closed)?won\b|\bgewonnen\b|\bgagnee?\b|\bganad[ao]\b"),
    ("open", r"^open$|^in progress$|^offen$"),
)
TIERS = tuple((tier, rf"^(?:tier |t|level )?{tier}(?: 0)?$|^tier{tier}$") for tier in schema.TIERS)
KINDS = (
    ("ad click", r"\bads?\b.*click|click.*\bads?\b"),
    ("ad impression", r"impression|\bad view"),
    ("mail reply", r"repl(?:y|ied)|responded|(?:incoming|inbound|received) e?mail|^email received"),
    ("mail click", r"e?mail.*click|click.*e?mail|^click(?:ed)?$"),
    ("mail open", r"e?mail.*open|open.*e?mail|^open(?:ed)?$"),
    ("other", r"deliver|bounce|dropped|deferred|processed|status ?change|spam|unsubscri|opted|"
              r"forward|print|planned|invited|^received$"),
    ("mail sent", r"^e?mail$|e?mail.*sen[dt]|sen[dt].*e?mail|^sent$|outgoing|outbound e?mail|"
                  r"list ?email"),
    ("form fill", r"\bform|submission"),
    ("download", r"download"),
    ("webinar", r"webinar|virtual event"),
    ("page visit", r"page ?view|visit|session"),
    ("on-site event", r"on ?site|trade ?show|conference|dinner|roadshow|workshop"),
    ("meeting", r"meeting|\bdemo\b|appointment"),
    ("call", r"\bcalls?\b|phone"),
    ("other", r"^(?:task|to ?do|notes?|communication|other|follow ?up|not started|completed|"
              r"in progress|waiting.*|deferred)$"),
)  # fmt: skip
CHANNELS = (
    ("ad", r"paid|\bcpc\b|\bppc\b|display|\bads?\b|advert|retarget|banner"),
    ("mail", r"e?mail|newsletter"),
    ("web", r"web|site|organic|referral|direct|search|social|seo|blog"),
    ("call", r"call|phone"),
    ("meeting", r"meeting"),
    ("event", r"event|conference|webinar"),
)
DIRECTIONS = (
    ("theirs", r"inbound|incoming|received|^in$"),
    ("ours", r"outbound|outgoing|sent|^out$"),
)
SIGNAL_SOURCES = (
    ("third-party", r"third|3rd|bombora|intent"),
    ("first-party", r"first|1st|own|web"),
    ("technographic", r"tech"),
    ("organisational", r"organi|hir(?:e|ing)|fund|news|leader"),
)
SYNONYMS: dict[str, tuple[tuple[str, str], ...]] = {
    "account_type": ACCOUNT_TYPES,
    "motion": MOTIONS,
    "outcome": OUTCOMES,
    "tier": TIERS,
    "kind": KINDS,
    "channel": CHANNELS,
    "direction": DIRECTIONS,
    "source": SIGNAL_SOURCES,
}


def choose(field: schema.Field, text: str) -> str | None:
    """Our word for a text, or ``None`` when it is none of ours.

    >>> choose(schema.ACCOUNTS.field("account_type"), "Customer - Direct")
    'customer'
    """
    plain = NOT_LETTERS.sub(" ", text.casefold()).strip()
    if plain in field.one_of:
        return plain
    for word, pattern in SYNONYMS.get(field.name, ()):
        if re.search(pattern, plain):
            return word
    return None


def parse_choices(field: schema.Field, header: str, cells: Sequence[str | None]) -> Parsed:
    """Our words for a column; texts that are none of ours are noted, or rejected if required."""
    known = {text: choose(field, text) for text in filled(cells)}
    parsed = Parsed([None if text is None else known.get(text) for text in cells])
    strange = Counter(
        text for text in cells if text is not None and text in known and known[text] is None
    )
    words = ", ".join(field.one_of)
    if field.required:
        parsed.problems = {
            row: f"'{shorten(text)}' is none of {words}"
            for row, text in enumerate(cells)
            if text in strange and text is not None
        }
    elif strange:
        parsed.keep_text = True
        for text, n in strange.most_common(5):
            parsed.notes.append(
                f"{rows_say(n)} '{shorten(text)}', which is none of {words}; "
                f"kept as the further column '{header}'"
            )
        if len(strange) > 5:
            parsed.notes.append(f"{len(strange) - 5:,} more words are none of {words}")
    return parsed


def rows_say(n: int) -> str:
    """The subject of a sentence about rows: "1 row says", "12 rows say"."""
    return "1 row says" if n == 1 else f"{n:,} rows say"


@lru_cache(maxsize=10_000)
def outcome_of_stage(stage: str | None) -> str | None:
    """Won or lost when the name of a stage says so, else ``None``.

    >>> outcome_of_stage("closedwon"), outcome_of_stage("Closed Lost"), outcome_of_stage("Proposal")
    ('won', 'lost', None)
    """
    if stage is None or is_missing(stage):
        return None
    plain = NOT_LETTERS.sub(" ", stage.casefold()).strip()
    return next((word for word, pattern in OUTCOMES[:2] if re.search(pattern, plain)), None)
