"""What can the data answer? The six questions, and what each still needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from duckdb import DuckDBPyConnection

from abm_core import schema, settings
from abm_core.quality import measures

Verdict = Literal["answerable", "partly", "not yet"]
ANSWERABLE: Verdict = "answerable"
PARTLY: Verdict = "partly"
NOT_YET: Verdict = "not yet"

# Whether the data reach back, and on, from the day on which the first account joined a list.
HISTORY = """
WITH launch AS (SELECT min(joined_on) AS day FROM target_list)
SELECT
    coalesce((SELECT min(occurred_at)::DATE FROM activities) <= launch.day - 91, false),
    coalesce((SELECT min(created_on) FROM opportunities) <= launch.day - 224, false),
    coalesce((SELECT max(created_on) FROM opportunities) >= launch.day + 91, false)
FROM launch
"""


class Need(NamedTuple):
    """One thing that a question needs: rows of an entity, a field of them, or enough history.

    Without a ``must`` there is no answer; without the others it is an answer in part. ``unless``
    names fields either of which will do.
    """

    entity: str
    words: str
    must: bool = False
    fields: tuple[str, ...] = ()
    history: str = ""


class Question(NamedTuple):
    """One of the six questions, the screen that answers it, and what it needs."""

    text: str
    screen: str
    needs: tuple[Need, ...]


class Answer(NamedTuple):
    """Whether the data answer a question, and what is missing for more."""

    question: Question
    verdict: Verdict
    missing: tuple[Need, ...]


class Source(NamedTuple):
    """Where an entity comes from, in each system, and which columns to take along."""

    entity: str
    columns: str
    salesforce: str
    hubspot: str


ACCOUNTS = Need("accounts", "accounts", must=True)
TARGETS = Need("target_list", "a target list (saved in ICP & tiers, or imported)", must=True)
CONTACTS = Need("contacts", "contacts", must=True)
ACTIVITIES = Need("activities", "activities", must=True)
OPPORTUNITIES = Need("opportunities", "opportunities", must=True)
TITLES = Need("contacts", "titles of contacts", must=True, fields=("title", "buying_role"))

QUESTIONS = (
    Question("Who should we pursue?", "ICP & tiers", (
        ACCOUNTS,
        Need("accounts", "industry, employees or revenue of accounts",
             fields=("industry", "employees", "annual_revenue")),
        Need("opportunities", "opportunities, for open pipeline and for what was won"),
    )),
    Question("Who decides there?", "Buying committees", (ACCOUNTS, CONTACTS, TITLES)),
    Question("Do we know them?", "Coverage", (
        ACCOUNTS, TARGETS, CONTACTS, TITLES,
        Need("contacts", "mail addresses or phone numbers of contacts", must=True,
             fields=("email", "phone")),
        Need("contacts", "the day on which contacts were verified", fields=("verified_on",)),
        Need("activities", "activities, to tell engaged contacts"),
    )),
    Question("Are they responding?", "Engagement", (
        ACCOUNTS, ACTIVITIES,
        Need("activities", "the contact of activities", fields=("contact_id",)),
        TARGETS,
        Need("activities", "activities from 13 weeks before the first account joined",
             history="before"),
    )),
    Question("Does it pay?", "Pipeline lift", (
        ACCOUNTS, OPPORTUNITIES, TARGETS,
        Need("opportunities", "the day on which opportunities were created", must=True,
             fields=("created_on",)),
        Need("opportunities", "amounts of opportunities", fields=("amount",)),
        Need("opportunities", "opportunities from 32 weeks before the first account joined",
             history="pipeline before"),
        Need("opportunities", "opportunities from 13 weeks after the first account joined",
             history="pipeline after"),
    )),
    Question("What do we do this week?", "Weekly review", (
        ACCOUNTS, TARGETS,
        Need("accounts", "sales owners of accounts", fields=("sales_owner",)),
        Need("activities", "activities, for what changed"),
        Need("contacts", "contacts, for whom to ask"),
    )),
)  # fmt: skip

SOURCES = (
    Source(
        "accounts", "Account ID, Account Name, Website, Industry, Employees, Annual Revenue, "
        "Billing Country, Type, Account Owner, Parent Account ID, Created Date",
        "A report of the type Accounts, exported with details only.",
        "Export the companies with all properties.",
    ),
    Source(
        "opportunities", "Opportunity ID, Account ID, Amount, Currency, Stage, Created Date, "
        "Close Date, Type, Owner",
        "A report of the type Opportunities, open and closed, for all time; add Account ID.",
        "Export the deals with all properties and their associated companies.",
    ),
    Source(
        "contacts", "Contact ID, Account ID, Name, Title, Email, Phone, Email Opt Out, Created "
        "Date",
        "A report of the type Contacts & Accounts; add Contact ID, Account ID and Title.",
        "Export the contacts with all properties and their associated companies; Job Title and "
        "Buying Role are among the properties.",
    ),
    Source(
        "activities", "ID, date and time, type, contact, account, subject, duration",
        "The objects Task and Event, as a report on tasks and events or from a data export; keep "
        "WhoId (the contact) and AccountId.",
        "Calls, meetings and mails as a report on activities, or from the tool that records them; "
        "keep the contact's record ID or mail address. Web visits come from the tool that "
        "identifies companies.",
    ),
    Source(
        "target_list", "Account ID, Tier, Joined on, Left on",
        "Save tiers in ICP & tiers. A list from before comes as a report of accounts with the "
        "field that holds the tier.",
        "Save tiers in ICP & tiers. A list from before comes as an export of the companies with "
        "Ideal Customer Profile Tier.",
    ),
)


def read(cursor: DuckDBPyConnection) -> list[Answer]:
    """Each question with its verdict, from row counts, how full fields are, and history."""
    filled = measures.fills(cursor)
    rows = {fill.entity: fill.n_rows for fill in filled}
    shares = {(fill.entity, fill.field): fill.share for fill in filled}
    before, pipeline_before, pipeline_after = cursor.execute(HISTORY).fetchall()[0]
    history = {"before": before, "pipeline before": pipeline_before,
               "pipeline after": pipeline_after}  # fmt: skip
    return [_answer(question, rows, shares, history) for question in QUESTIONS]


def _answer(
    question: Question,
    rows: Mapping[str, int],
    shares: Mapping[tuple[str, str], float],
    history: Mapping[str, bool],
) -> Answer:
    missing = tuple(
        need for need in question.needs if not _is_met(need, rows, shares, history)
    )
    if not missing:
        return Answer(question, ANSWERABLE, missing)
    return Answer(question, NOT_YET if any(n.must for n in missing) else PARTLY, missing)


def _is_met(
    need: Need,
    rows: Mapping[str, int],
    shares: Mapping[tuple[str, str], float],
    history: Mapping[str, bool],
) -> bool:
    if not rows[need.entity]:
        return False
    if need.history:
        return history[need.history]
    enough = settings.MOSTLY.value
    return not need.fields or any(
        shares.get((need.entity, name), 0.0) >= enough for name in need.fields
    )


# --- Sentences ----------------------------------------------------------------------------------


def headline(answers: Sequence[Answer]) -> str:
    """How many questions the data answer, and which one import would open most more."""
    whole = sum(answer.verdict == ANSWERABLE for answer in answers)
    part = sum(answer.verdict == PARTLY for answer in answers)
    text = f"Your data answer {whole} of {len(answers)} questions"
    if part:
        text += f" and {part} in part"
    best, n_opened = _best_import(answers)
    if not n_opened:
        return f"{text}."
    more = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}.get(n_opened, str(n_opened))
    return f"{text}; {schema.entity(best).label.lower()} would open {more} more."


def _best_import(answers: Sequence[Answer]) -> tuple[str, int]:
    """The entity that alone would open most questions that have no answer, and how many."""
    opened = dict.fromkeys((source.entity for source in SOURCES), 0)
    for answer in answers:
        lacking = {need.entity for need in answer.missing if need.must}
        if len(lacking) == 1:
            opened[lacking.pop()] += 1
    best = max(opened, key=lambda entity: opened[entity])
    return best, opened[best]


def missing_words(answer: Answer) -> str:
    """What a question still needs: first what it cannot do without. Blank when nothing."""
    gone = {need.entity for need in answer.missing if not need.fields and not need.history}
    named = [
        need for need in sorted(answer.missing, key=lambda need: not need.must)
        if need.entity not in gone or not (need.fields or need.history)
    ]
    return "; ".join(dict.fromkeys(need.words for need in named))


def sources(answers: Sequence[Answer]) -> list[Source]:
    """Where what is missing comes from, each once, in the order of the questions."""
    wanted = {need.entity for answer in answers for need in answer.missing}
    return [source for source in SOURCES if source.entity in wanted]
