"""Update files for Salesforce and HubSpot: record ids, and only what the CRM does not say already.

A row stands for a record of which something differs from what its own file said when it was
imported last; a cell is filled only where it differs, since both import tools leave a field alone
whose cell is blank. Tier, score and stage need fields of their own in Salesforce, which somebody
has to make once; their names can be chosen. Nobody who opted out, bounced or left is in a file.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.committee import role_values
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.read.headers import plain
from abm_core.review import list_facts, names
from abm_core.review.exports import HUBSPOT, SALESFORCE
from abm_core.settings import crm as defaults

CRMS = (SALESFORCE, HUBSPOT)
KINDS = ("accounts", "contacts")
IDS = {SALESFORCE: re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?"), HUBSPOT: re.compile(r"\d+")}
CLEARED = "#N/A"  # by which Salesforce's Data Loader empties a field; HubSpot's import cannot
LEVEL = re.compile(r"(?:tier|t)?[\s_-]*([123])", re.IGNORECASE)
YES, NO = ("true", "yes", "1", "y"), ("false", "no", "0", "n")
# Headers under which exports of a CRM carry what we decide.
ALSO_CALLED = {
    "tier": ("Account Tier", "Account_Tier__c", "ABM Tier", "Ideal Customer Profile Tier",
             "hs_ideal_customer_profile"),
    "target": ("Target Account", "hs_is_target_account"),
    "role": ("Buying Role", "hs_buying_role"),
}  # fmt: skip
# HubSpot's own words; it has none for a technical evaluator.
WORDS = {
    HUBSPOT: {
        "economic buyer": "DECISION_MAKER", "champion": "CHAMPION",
        "technical evaluator": "OTHER", "end user": "END_USER",
        "legal/procurement": "LEGAL_AND_COMPLIANCE", "executive sponsor": "EXECUTIVE_SPONSOR",
        "influencer": "INFLUENCER", "blocker": "BLOCKER",
    },
    SALESFORCE: {
        "economic buyer": "Decision Maker", "champion": "Champion",
        "technical evaluator": "Technical Evaluator", "end user": "End User",
        "legal/procurement": "Legal and Compliance", "executive sponsor": "Executive Sponsor",
        "influencer": "Influencer", "blocker": "Blocker",
    },
}  # fmt: skip

ACCOUNTS = """
SELECT a.account_id AS id, coalesce(a.name, a.account_id) AS name, a.extra, s.tier, s.score,
       j.stage_to AS stage, a.sales_owner, p.person AS our_owner
FROM accounts a
LEFT JOIN account_scores s USING (account_id)
LEFT JOIN stage_changes j ON j.account_id = a.account_id AND j.motion = 'new' AND j.left_on IS NULL
LEFT JOIN account_people p ON p.account_id = a.account_id AND p.role = 'sales'
      AND p.removed_at IS NULL AND p.since <= $as_of AND coalesce(p.until >= $as_of, TRUE)
WHERE a.account_id IN (SELECT unnest($ids::VARCHAR[]))
QUALIFY row_number() OVER (PARTITION BY a.account_id
                           ORDER BY j.week DESC NULLS LAST, p.since DESC, p.entry_id DESC) = 1
"""
CONTACTS = """
SELECT c.contact_id AS id, coalesce(c.name, c.email, c.contact_id) AS name, c.extra,
       c.buying_role,
       list(r.role ORDER BY r.role) FILTER (r.counts AND r.holds AND r.source <> 'inferred')
           AS roles,
       coalesce(bool_or(r.source = 'confirmed' AND r.counts), FALSE) AS is_decided
FROM contacts c LEFT JOIN contact_roles r USING (contact_id)
WHERE c.contact_id IN (SELECT unnest($ids::VARCHAR[]))
GROUP BY ALL
"""
MAILS = "SELECT name, email FROM people WHERE email IS NOT NULL AND email <> ''"

Row = dict[str, Any]


class Update(NamedTuple):
    """The file with what is not in it.

    ``n_unchanged`` records say in the CRM what we say; ``without_id`` are names of those that
    differ but have no id of this CRM; ``by_hand`` of those of which HubSpot has to empty a field.
    """

    content: bytes
    n_rows: int
    columns: tuple[str, ...]
    n_unchanged: int
    without_id: tuple[str, ...]
    by_hand: tuple[str, ...]
    left_out: list_facts.LeftOut


class Change(NamedTuple):
    """What a field shall say; ``None`` empties it."""

    value: str | None


class Book(NamedTuple):
    """What the comparison needs beside the row: the CRM, its headers, words and addresses."""

    crm: str
    headers: Mapping[str, str]
    meanings: Mapping[str, str | None]
    mails: Mapping[str, str]


def fields(crm: str, entity: str) -> dict[str, str]:
    """The fields of an update file with their usual headers; ``AbmError`` for what has none."""
    if entity not in KINDS:
        raise AbmError(f"There is no update file of {entity}.",
                       "Nothing is decided about them here: choose accounts or contacts.")
    if crm not in CRMS:
        raise AbmError(f"There is no update file for '{crm}'.", did_you_mean(crm, CRMS))
    return dict(defaults.HEADERS.value[f"{crm} {entity}"])


def make(
    cursor: DuckDBPyConnection, crm: str, entity: str, ids: Sequence[str], *, as_of: date,
    headers: Mapping[str, str] | None = None,
) -> Update:  # fmt: skip
    """The update file of some records; ``headers`` replace usual ones, a blank one leaves out."""
    chosen = {**fields(crm, entity), **(headers or {})}
    book = Book(crm, {field: name.strip() for field, name in chosen.items() if name.strip()},
                role_values.mappings(cursor), _mails(cursor))  # fmt: skip
    kept, left_out = list(ids), list_facts.LeftOut()
    if entity == "contacts":
        kept, left_out = list_facts.may_leave(cursor, ids, as_of=as_of)
    found = _rows(cursor, entity, kept, as_of)
    changes = {key: _changes(found[key], book) for key in kept if key in found}
    return _written(found, changes, book, left_out)


def _rows(
    cursor: DuckDBPyConnection, entity: str, ids: Sequence[str], as_of: date
) -> dict[str, Row]:
    if entity == "accounts":
        cursor.execute(ACCOUNTS, {"ids": list(ids), "as_of": as_of})
    else:
        cursor.execute(CONTACTS, {"ids": list(ids)})
    header = [column[0] for column in cursor.description or ()]
    rows = (dict(zip(header, row, strict=True)) for row in cursor.fetchall())
    return {row["id"]: row for row in rows}


def _mails(cursor: DuckDBPyConnection) -> dict[str, str]:
    return {names.key(name): mail for name, mail in cursor.execute(MAILS).fetchall()}


def _changes(row: Row, book: Book) -> dict[str, Change]:
    """The fields of a record that the CRM shall say otherwise."""
    said = {plain(name): value for name, value in json.loads(row["extra"] or "{}").items()}
    found = {}
    for field, header in book.headers.items():
        known = (plain(name) for name in (header, *ALSO_CALLED.get(field, ())))
        stated = next((said[name] for name in known if said.get(name) is not None), None)
        change = COMPARE[field](row, None if stated is None else str(stated), book)
        if change is not None:
            found[field] = change
    return found


def _tier(row: Row, said: str | None, book: Book) -> Change | None:
    match = LEVEL.fullmatch((said or "").strip())
    before, ours = match and match.group(1), row["tier"]
    if before == ours:
        return None
    if ours is None:
        return Change(None)
    return Change(f"tier_{ours}" if book.crm == HUBSPOT else f"Tier {ours}")


def _target(row: Row, said: str | None, _: Book) -> Change | None:
    stated = (said or "").strip().casefold()
    before, ours = stated in YES, row["tier"] is not None
    return None if before == ours else Change("true" if ours else "false")


def _score(row: Row, said: str | None, _: Book) -> Change | None:
    if row["score"] is None:
        return None
    ours = f"{row['score']:.1f}"
    try:
        same = said is not None and f"{float(said):.1f}" == ours
    except ValueError:
        same = False
    return None if same else Change(ours)


def _stage(row: Row, said: str | None, _: Book) -> Change | None:
    ours = row["stage"]
    if ours is None or ours == (said or "").strip().casefold():
        return None
    return Change(ours.capitalize())


def _owner(row: Row, _: str | None, book: Book) -> Change | None:
    """The sales owner whom somebody entered here, by address; nothing where that is not known."""
    ours, before = names.key(row["our_owner"]), names.key(row["sales_owner"])
    mail = book.mails.get(ours, "")
    if not ours or not mail or before in (ours, names.key(mail)):
        return None
    return Change(mail)


def _role(row: Row, said: str | None, book: Book) -> Change | None:
    """Roles that somebody confirmed or denied; what the CRM infers or we infer is left alone."""
    if not row["is_decided"]:
        return None
    stated = [word for word in (said or row["buying_role"] or "").split(";") if word.strip()]
    ours = set(row["roles"] or ())
    meaning = {word: book.meanings.get(role_values.plain(word)) for word in stated}
    kept = [word.strip() for word, role in meaning.items() if role is None or role in ours]
    missing = ours - set(meaning.values())
    added = [book_word for role, book_word in WORDS[book.crm].items() if role in missing]
    wanted = list(dict.fromkeys([*kept, *added]))
    if {role_values.plain(one) for one in wanted} == {role_values.plain(one) for one in stated}:
        return None
    return Change(";".join(wanted) or None)


COMPARE: dict[str, Callable[[Row, str | None, Book], Change | None]] = {
    "tier": _tier, "target": _target, "score": _score, "stage": _stage, "owner": _owner,
    "role": _role,
}  # fmt: skip


def _written(
    found: Mapping[str, Row], changes: Mapping[str, dict[str, Change]], book: Book,
    left_out: list_facts.LeftOut,
) -> Update:  # fmt: skip
    columns = (defaults.ID_HEADERS.value[book.crm], *book.headers.values())
    rows, without_id, by_hand, n_unchanged = [], [], [], 0
    for key, differs in changes.items():
        if not differs:
            n_unchanged += 1
        elif not IDS[book.crm].fullmatch(key):
            without_id.append(str(found[key]["name"]))
        else:
            row = [_cell(differs.get(field), book.crm) for field in book.headers]
            if book.crm == HUBSPOT and any(one.value is None for one in differs.values()):
                by_hand.append(str(found[key]["name"]))
            if any(row):
                rows.append([key, *row])
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows([columns, *rows])
    return Update(target.getvalue().encode("utf-8"), len(rows), columns, n_unchanged,
                  tuple(without_id), tuple(by_hand), left_out)  # fmt: skip


def _cell(change: Change | None, crm: str) -> str:
    if change is None:
        return ""
    return change.value or (CLEARED if crm == SALESFORCE else "")


MOST_NAMED = 5


def told(found: Update, entity: str, crm: str) -> list[str]:
    """What is in the file and what is not, in sentences.

    >>> from abm_core.review.list_facts import LeftOut
    >>> made = Update(b"", 2, (), 39, ("Acme",), (), LeftOut(1))
    >>> told(made, "contacts", "HubSpot")[0]
    '2 contacts differ from what HubSpot said last; 39 do not.'
    >>> told(made, "contacts", "HubSpot")[1:]
    ['1 differs and has no HubSpot ID: Acme.', 'Left out: 1 who opted out.']
    """
    verb = "differs" if found.n_rows == 1 else "differ"
    said = [f"{formats.counted(found.n_rows, entity.removesuffix('s'))} {verb} from what {crm} "
            f"said last; {formats.count(found.n_unchanged)} do not."]
    if found.without_id:
        n = len(found.without_id)
        said.append(f"{formats.count(n)} {'differs and has' if n == 1 else 'differ and have'} no "
                    f"{crm} ID: {_some(found.without_id)}.")  # fmt: skip
    if found.by_hand:
        said.append(f"{crm} cannot empty a field by import; do it by hand for "
                    f"{_some(found.by_hand)}.")  # fmt: skip
    return [*said, *filter(None, [list_facts.left_out(found.left_out)])]


def _some(called: Sequence[str]) -> str:
    rest = len(called) - MOST_NAMED
    more = [f"{formats.count(rest)} more"] if rest > 0 else []
    return formats.listed([*called[:MOST_NAMED], *more])
