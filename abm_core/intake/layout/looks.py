"""What a column is by the look of its values, whatever its header says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.parse import countries, dates, domains, numbers
from abm_core.intake.parse.values import Source, parse
from abm_core.intake.parse.words import filled

MOST_LOOKED_AT = 200
MOSTLY, DISTINCT = 0.8, 0.5
EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[A-Za-z]{2,}")
SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}/?", re.I)
SALESFORCE = re.compile(r"[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?")
PREFIX = {"001": "account_id", "003": "contact_id", "006": "opportunity_id", "00Q": "lead_id",
          "701": "campaign_id"}  # fmt: skip
# Headers that name somebody or something else than the row itself.
ANOTHER = re.compile(r"owner|manager|assist|creat|modif|parent|master|second|altern|other|personal|"
                     r"home|private|rep\b|sales|user|support|billing|invoice|spous|emergency|"
                     r"referr|former|previous|old|photo|picture|logo|linkedin|facebook|twitter|"
                     r"birth|ship|opt|bounc|merge|partner|competitor", re.I)  # fmt: skip

Texts = Sequence[str]


def look(entity: str, header: str, cells: Sequence[str | None]) -> str | None:
    """The field that the values of a column are, if only their look tells.

    >>> look("contacts", "Kontaktweg", ["ida@acme.com", "jo@beta.com"])
    'email'
    >>> look("accounts", "Konto", ["001B000001AbCdE"]), look("accounts", "Note", ["call her"])
    ('account_id', None)
    """
    texts = [text.strip() for text in filled(cells)[:MOST_LOOKED_AT]]
    if not texts or ANOTHER.search(header):
        return None
    n_filled = sum(text is not None for text in cells)
    names = {known.name for known in schema.entity(entity).import_fields}
    for field, is_such in LOOKS:
        name = field(texts) if callable(field) else field
        if name in names and is_such(texts, n_filled):
            return name
    return None


def _share(texts: Texts, is_such: Callable[[str], object]) -> float:
    return sum(bool(is_such(text)) for text in texts) / len(texts)


def _are_mails(texts: Texts, n_filled: int) -> bool:
    """Addresses of single people: the few of our own team repeat."""
    return _share(texts, EMAIL.fullmatch) >= MOSTLY and _is_varied(texts, n_filled)


def _are_sites(texts: Texts, n_filled: int) -> bool:
    if _share(texts, SITE.fullmatch) < MOSTLY or not _is_varied(texts, n_filled):
        return False
    hosts = {domains.for_matching(domains.registrable(text)) for text in texts} - {None}
    return len(hosts) >= DISTINCT * len(texts)


def _are_countries(texts: Texts, n_filled: int) -> bool:
    """Names rather than two letters, which languages and states have as well."""
    named = _share(texts, lambda text: len(text) > 3 and _is_country(text))
    return named >= MOSTLY


def _is_country(text: str) -> bool:
    found = countries.find(text)
    return found is not None and not found.is_near


def _are_ids(texts: Texts, n_filled: int) -> bool:
    starts = {text[:3] for text in texts}
    return len(starts) == 1 and all(map(SALESFORCE.fullmatch, texts))


def _named_by_prefix(texts: Texts) -> str:
    return PREFIX.get(texts[0][:3], "")


def _are_amounts(texts: Texts, n_filled: int) -> bool:
    """Amounts that state a currency or a multiple; bare numbers may be anything."""
    amounts = [numbers.take_apart(text) for text in texts]
    stated = [one for one in amounts if one and (one.currency or one.multiple != 1)]
    return len(stated) >= MOSTLY * len(texts)


def _are_times(texts: Texts, n_filled: int) -> bool:
    return not dates.parse_dates(texts, order="dmy").problems and any(map(_has_divider, texts))


def _has_divider(text: str) -> bool:
    return bool(re.search(r"\d[-/.: ]", text))


def _is_varied(texts: Texts, n_filled: int) -> bool:
    return len(texts) >= DISTINCT * min(n_filled, MOST_LOOKED_AT)


LOOKS: tuple[tuple[str | Callable[[Texts], str], Callable[[Texts, int], bool]], ...] = (
    ("email", _are_mails), (_named_by_prefix, _are_ids), ("domain", _are_sites),
    ("account_domain", _are_sites), ("country", _are_countries), ("amount", _are_amounts),
    ("spend", _are_amounts), ("occurred_at", _are_times), ("week", _are_times),
)  # fmt: skip
NAMES = frozenset({*PREFIX.values(), *(name for name, _ in LOOKS if isinstance(name, str))})


def fits(field: schema.Field, header: str, cells: Sequence[str | None]) -> bool:
    """Whether the values of a column can be what the field holds."""
    texts = filled(cells)[:MOST_LOOKED_AT]
    if not texts:
        return False
    if field.kind in ("text", "id", "list"):
        return _fits_text(field, [text.strip() for text in texts])
    source = Source("", header, range(len(texts)), date_order="dmy", decimal=".")
    try:
        parsed, _ = parse(field, texts, source)
    except AbmError:
        return True
    known = sum(value is not None for value in parsed.values)
    return known >= MOSTLY * len(texts)


def _fits_text(field: schema.Field, texts: Texts) -> bool:
    """Names and titles are words: no mails, no days, no bare numbers."""
    if field.name == "email":
        return _share(texts, EMAIL.fullmatch) >= MOSTLY
    if field.kind == "id" or field.name == "phone":
        return True
    strange = _share(texts, lambda text: EMAIL.fullmatch(text) or numbers.WHOLE.fullmatch(text))
    return strange < MOSTLY and not (_are_times(texts, 0) and field.kind == "text")
