"""Lists to act on: missing roles for those who buy data and who sell, contacts to verify."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
from duckdb import DuckDBPyConnection

from abm_core.committee import candidates, templates_saved
from abm_core.measure import coverage, coverage_gaps
from abm_core.measure.coverage import Coverage
from abm_core.overview import newest_day
from abm_core.review import list_facts
from abm_core.schema import TIERS, Entity, Field

_ACCOUNT = (
    Field("account_id", "id", "Account ID", "The account."),
    Field("name", "text", "Account name", "Its name."),
)
GAPS = Entity(
    name="gaps", label="Gaps", singular="gap", key=("account_id", "requirement"),
    doc="Required roles without a usable contact, by open pipeline of the account.",
    fields=(
        *_ACCOUNT,
        Field("domain", "domain", "Domain", "Web domain, to look for people by."),
        Field("tier", "choice", "Tier", "Saved tier.", one_of=TIERS),
        Field("owner", "text", "Sales owner", "Who owns the account in sales."),
        Field("requirement", "text", "Role", "The role, or the roles of which one will do."),
        Field("level", "text", "What is there", "How far the role has come."),
        Field("n_missing", "integer", "Contacts missing", "How many are needed.",
              unit="contacts"),
        Field("stage", "text", "Matters from", "Stage from which the role matters."),
        Field("is_due", "boolean", "Due now", "The account has reached that stage."),
        Field("titles", "text", "Suggested titles", "Titles to ask for."),
        Field("candidates", "text", "Could fill it", "People in our data whose title fits."),
        Field("where", "text", "Where to look", "The first thing to try."),
        Field("open_pipeline", "money", "Open pipeline", "Of the account.",
              unit="reporting currency"),
    ),
)  # fmt: skip
VERIFY = Entity(
    name="verify", label="Contacts to verify", singular="contact", key=("contact_id",),
    doc="Contacts in required roles whose data are doubtful; nobody who opted out.",
    fields=(
        *_ACCOUNT,
        Field("contact_id", "id", "Contact ID", "The contact."),
        Field("contact", "text", "Contact", "The contact's name."),
        Field("title", "text", "Title", "Job title."),
        Field("email", "text", "E-mail", "Address."),
        Field("phone", "text", "Phone", "Number."),
        Field("roles", "list", "Roles", "Required roles of the contact."),
        Field("why", "text", "Why", "What is doubtful."),
        Field("right_on", "date", "Last right on", "Last verified or heard from."),
    ),
)  # fmt: skip
DOMAINS = """
SELECT account_id, domain FROM accounts WHERE account_id IN (SELECT unnest($ids::VARCHAR[]))
"""
NAMES = """
SELECT account_id, coalesce(name, account_id) FROM accounts
WHERE account_id IN (SELECT unnest($ids::VARCHAR[]))
"""


def gaps(cursor: DuckDBPyConnection, found: Coverage) -> pd.DataFrame:
    """One row per required role that is not covered: whom to ask for, who could fill it."""
    short = coverage_gaps.missing(found)
    templates = templates_saved.current(cursor)
    ids = sorted(set(short["account_id"]))
    members = found.members
    domain_of = dict(cursor.execute(DOMAINS, {"ids": ids}).fetchall())
    people = _candidates(cursor, short, members)
    short["domain"] = short["account_id"].map(domain_of)
    asked = [coverage_gaps.roles_of(one) for one in short["requirement"]]
    short["titles"] = [candidates.titles_for(templates, roles) for roles in asked]
    named = [
        [name for role in roles for one in members[account] for name in people.get((one, role), [])]
        for account, roles in zip(short["account_id"], asked, strict=True)
    ]
    short["candidates"] = ["; ".join(dict.fromkeys(one)) for one in named]
    short["where"] = [
        where(level, bool(names), titles)
        for level, names, titles in zip(short["level"], named, short["titles"], strict=True)
    ]
    return short[[field.name for field in GAPS.fields]]


def _candidates(
    cursor: DuckDBPyConnection, short: pd.DataFrame, members: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], list[str]]:
    """Names of who could fill each role; nobody who may not be written to, since lists leave."""
    found = candidates.find(cursor, coverage_gaps.pairs(short, members))
    day = newest_day(cursor) or date.max
    may, _ = list_facts.may_leave(cursor, found["contact_id"].tolist(), as_of=day)
    found = found[found["contact_id"].isin(may)]
    people: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in found.fillna({"title": ""}).to_dict("records"):
        title = f" ({one['title']})" if one["title"] else ""
        people[one["account_id"], one["role"]].append(f"{one['name']}{title}")
    return dict(people)


def where(level: str, has_candidates: bool, titles: str) -> str:
    """The first thing to try for a role that is missing."""
    if level in (coverage.STALE, coverage.UNREACHABLE):
        return "Verify the contacts in this role that we have"
    if has_candidates:
        return "Ask the people who could fill it"
    if titles:
        return f"Look for {titles.split(', ')[0]} on LinkedIn or in bought data"
    return "Ask the contacts that we have there"


def to_verify(cursor: DuckDBPyConnection, found: Coverage) -> pd.DataFrame:
    """Contacts in required roles whose data are doubtful, with the name of their account."""
    doubtful = coverage_gaps.to_verify(cursor, found).rename(columns={"name": "contact"})
    names = dict(cursor.execute(NAMES, {"ids": doubtful["account_id"].tolist()}).fetchall())
    doubtful["name"] = doubtful["account_id"].map(names)
    return doubtful[[field.name for field in VERIFY.fields]]


def by_role_and_tier(found: Coverage, rows: pd.DataFrame) -> pd.DataFrame:
    """As ``coverage_gaps.by_role_and_tier``, with ``n_fillable``: accounts of those without the
    role where the data hold people who could fill it. ``rows``: what ``gaps`` found.
    """
    table = coverage_gaps.by_role_and_tier(found)
    keys = ["tier", "requirement"]
    some = rows[rows["candidates"] != ""]
    fillable = some.groupby(keys)["account_id"].nunique().rename("n_fillable").reset_index()
    table = table.merge(fillable, on=keys, how="left")
    table["n_fillable"] = table["n_fillable"].fillna(0).astype("int64")
    return table


def of_accounts(rows: pd.DataFrame, found: Coverage) -> pd.DataFrame:
    """The gaps of the accounts that are looked at."""
    ids = set(found.accounts["account_id"])
    return rows[rows["account_id"].isin(ids)].reset_index(drop=True)
