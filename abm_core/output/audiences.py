"""Uploads of audiences to advertising platforms, in exactly the templates that these ask for.

Nobody who opted out, whose mail bounced or who left is in any of them. What our data do not hold
(city, postal code, stock symbol) stays empty, which the platforms allow. E-mails, and for Google
names and phones, can be hashed as the platforms normalise them: small letters, no spaces around,
phone numbers as +4512345678, no dots before @gmail.com for Google; then SHA-256.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Collection
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core import formats
from abm_core.errors import AbmError, did_you_mean
from abm_core.intake.parse import countries
from abm_core.intake.read.formulas import RUNS

LINKEDIN_COMPANIES, LINKEDIN_CONTACTS, GOOGLE = "linkedin-companies", "linkedin-contacts", "google"
HEADERS = {
    LINKEDIN_COMPANIES: (
        "companyname", "companywebsite", "companyemaildomain", "linkedincompanypageurl",
        "stocksymbol", "industry", "city", "state", "companycountry", "zipcode",
    ),
    LINKEDIN_CONTACTS: (
        "email", "firstname", "lastname", "jobtitle", "employeecompany", "country", "googleaid",
    ),
    GOOGLE: ("Email", "Phone", "First Name", "Last Name", "Country", "Zip"),
}  # fmt: skip
PLATFORM = {LINKEDIN_COMPANIES: "LinkedIn", LINKEDIN_CONTACTS: "LinkedIn", GOOGLE: "Google Ads"}
FEWEST, MOST = 300, 300_000  # rows of a LinkedIn list
LARGEST = 20_000_000  # bytes of it
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
GMAIL = ("gmail.com", "googlemail.com")

COMPANIES = """
SELECT name, coalesce(domain, '') AS domain, coalesce(industry, '') AS industry,
       coalesce(country, '') AS country
FROM accounts
WHERE account_id IN (SELECT unnest($ids::VARCHAR[])) AND (name IS NOT NULL OR domain IS NOT NULL)
ORDER BY account_id
"""
PEOPLE = """
SELECT trim(c.email) AS email, coalesce(c.phone, '') AS phone,
       coalesce(c.first_name, '') AS first_name, coalesce(c.last_name, '') AS last_name,
       coalesce(c.name, '') AS name, coalesce(c.title, '') AS title,
       coalesce(a.name, '') AS company, coalesce(a.country, '') AS country
FROM contacts c JOIN accounts a USING (account_id)
WHERE c.account_id IN (SELECT unnest($ids::VARCHAR[])) AND c.email IS NOT NULL
  AND NOT coalesce(c.opted_out, FALSE) AND NOT coalesce(c.bounced, FALSE)
  AND coalesce(c.left_on > $as_of, TRUE)
QUALIFY row_number() OVER (PARTITION BY lower(trim(c.email)) ORDER BY c.contact_id) = 1
ORDER BY c.contact_id
"""
PROGRAMME = """
SELECT DISTINCT t.account_id FROM target_list t JOIN programmes p USING (programme_id)
WHERE lower(p.name) = lower($name) AND t.left_on IS NULL
"""
PROGRAMMES = "SELECT name FROM programmes ORDER BY name"
TIER = "SELECT account_id FROM account_scores WHERE tier IN (SELECT unnest($tiers::VARCHAR[]))"
TIERS = {"targets": ["1", "2", "3"], "tier 1": ["1"], "tier 2": ["2"], "tier 3": ["3"]}


class Audience(NamedTuple):
    """A file to upload: its bytes, its rows without the header, and what the user must know."""

    kind: str
    content: bytes
    n_rows: int
    notes: tuple[str, ...]


def accounts_of(cursor: DuckDBPyConnection, name: str) -> list[str]:
    """The accounts of a list: targets, "tier 1" to "tier 3", or a programme by its name."""
    tiers = TIERS.get(name.strip().casefold())
    query, bound = (TIER, {"tiers": tiers}) if tiers else (PROGRAMME, {"name": name.strip()})
    found = sorted(key for (key,) in cursor.execute(query, bound).fetchall() if key)
    if found:
        return found
    known = [*TIERS, *(one for (one,) in cursor.execute(PROGRAMMES).fetchall())]
    if tiers or name.strip().casefold() in [one.casefold() for one in known]:
        raise AbmError(f"The list '{name}' holds no account.", "Save tiers first: tiers --save")
    raise AbmError(f"There is no list '{name}'.", did_you_mean(name, known))


def make(
    cursor: DuckDBPyConnection, kind: str, account_ids: Collection[str], *, as_of: object,
    hashed: bool = False,
) -> Audience:  # fmt: skip
    """The upload of one kind for some accounts; ``AbmError`` where a limit forbids it."""
    if kind not in HEADERS:
        raise AbmError(f"There is no audience '{kind}'.", did_you_mean(kind, list(HEADERS)))
    if kind == LINKEDIN_COMPANIES:
        if hashed:
            raise AbmError("A list of companies holds no people.", "Leave --hash out.")
        rows = _companies(cursor.execute(COMPANIES, {"ids": list(account_ids)}).df())
    else:
        found = cursor.execute(PEOPLE, {"ids": list(account_ids), "as_of": as_of}).df()
        found = found[[bool(EMAIL.fullmatch(one)) for one in found["email"]]]
        rows = _contacts(found, hashed) if kind == LINKEDIN_CONTACTS else _google(found, hashed)
    content = _csv(HEADERS[kind], rows)
    return Audience(kind, content, len(rows), _checked(kind, len(rows), len(content)))


Rows = list[tuple[str, ...]]


def _records(found: pd.DataFrame) -> list[dict[str, str]]:
    rows = found.fillna("").astype("str").to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _companies(found: pd.DataFrame) -> Rows:
    return [
        (_text(one["name"]), one["domain"], one["domain"], "", "", _text(one["industry"]), "", "",
         _text(one["country"]), "")
        for one in _records(found)
    ]  # fmt: skip


def _contacts(found: pd.DataFrame, hashed: bool) -> Rows:
    rows: Rows = []
    for one in _records(found):
        first, last = _names(one)
        email = sha256(normal_email(one["email"])) if hashed else one["email"]
        rows.append((email, _text(first), _text(last), _text(one["title"]),
                     _text(one["company"]), _text(one["country"]), ""))  # fmt: skip
    return rows


def _google(found: pd.DataFrame, hashed: bool) -> Rows:
    rows: Rows = []
    for one in _records(found):
        first, last = _names(one)
        email, phone = one["email"], e164(one["phone"])
        if hashed:
            email = sha256(normal_email(email, for_google=True))
            phone, first, last = (sha256(text.strip().lower()) for text in (phone, first, last))
        rows.append((email, phone, _text(first), _text(last), countries.code(one["country"]), ""))
    return rows


def _names(one: dict[str, str]) -> tuple[str, str]:
    """First and last name, from the whole name where the CRM keeps no parts."""
    if one["first_name"] or one["last_name"]:
        return one["first_name"], one["last_name"]
    begin, _, end = one["name"].strip().rpartition(" ")
    return (begin, end) if begin else (end, "")


def _text(text: str) -> str:
    """A text that no spreadsheet runs: marks that would make a formula of it are left out."""
    while RUNS.match(text):
        text = text[1:]
    return text


def e164(phone: str) -> str:
    """A number with its country as the platforms write it, else nothing.

    >>> e164("+45 (0) 12 34-56.78"), e164("0045 12345678"), e164("1234 5678")
    ('+4512345678', '+4512345678', '')
    """
    text = re.sub(r"^00", "+", phone.strip()).replace("(0)", "")
    digits = re.sub(r"\D", "", text)
    return f"+{digits}" if text.startswith("+") and 8 <= len(digits) <= 15 else ""


def normal_email(email: str, *, for_google: bool = False) -> str:
    """An address as it is hashed.

    >>> normal_email(" Ida.Holm@Gmail.com "), normal_email("Ida.Holm@gmail.com", for_google=True)
    ('ida.holm@gmail.com', 'idaholm@gmail.com')
    """
    text = email.strip().lower()
    name, _, domain = text.rpartition("@")
    return f"{name.replace('.', '')}@{domain}" if for_google and domain in GMAIL else text


def sha256(text: str) -> str:
    """The hash as lower-case hexadecimal; nothing stays nothing."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _csv(header: tuple[str, ...], rows: Rows) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows([header, *rows])
    return target.getvalue().encode()


def _checked(kind: str, n_rows: int, n_bytes: int) -> tuple[str, ...]:
    """What the platform will say of it; ``AbmError`` for what it refuses for its size."""
    what = "company" if kind == LINKEDIN_COMPANIES else "contact"
    plural = "companies" if kind == LINKEDIN_COMPANIES else "contacts"
    if not n_rows:
        raise AbmError(
            f"Nobody on the list can be in the upload to {PLATFORM[kind]}.",
            "Contacts need an address that neither bounced nor opted out.",
        )
    if kind == GOOGLE:
        return ("Google matches by address only with a postal code, which the data do not hold.",)
    if n_rows > MOST or n_bytes > LARGEST:
        raise AbmError(
            f"{formats.counted(n_rows, what, plural)} are more than LinkedIn takes at once.",
            f"Choose a shorter list: at most {formats.count(MOST)} rows and 20 MB.",
        )
    if n_rows < FEWEST:
        return (f"LinkedIn asks for at least {FEWEST} rows; this list has "
                f"{formats.count(n_rows)}, so it may not be accepted.",)  # fmt: skip
    return ("LinkedIn shows advertisements once at least 300 of them are matched.",)
