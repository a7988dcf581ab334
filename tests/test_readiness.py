"""What the data can answer: worlds with one thing more each, and the verdicts that follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from abm_core import readiness, schema, store
from abm_core.readiness import ANSWERABLE, NOT_YET, PARTLY, QUESTIONS, SOURCES, Answer

LAUNCH = date(2026, 1, 5)
WHO, DECIDES, KNOWN, RESPONDING, PAYS, WEEK = range(6)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    opened = store.open_store(tmp_path / "ready.duckdb")
    yield opened.cursor()
    opened.close()


def put(cursor: DuckDBPyConnection, entity: schema.Entity, *rows: dict[str, Any]) -> None:
    key = entity.key[0]
    store.insert(cursor, entity, [{key: f"{entity.name}{n}", **r} for n, r in enumerate(rows)])


def accounts(cursor: DuckDBPyConnection, **fields: Any) -> None:
    put(cursor, schema.ACCOUNTS, {"name": "Ivy", **fields})


def targets(cursor: DuckDBPyConnection) -> None:
    put(cursor, schema.TARGET_LIST,
        {"account_id": "accounts0", "tier": "1", "joined_on": LAUNCH})


def deals(cursor: DuckDBPyConnection, *days: date, **fields: Any) -> None:
    put(cursor, schema.OPPORTUNITIES, *({"created_on": day, **fields} for day in days))


def verdicts(cursor: DuckDBPyConnection) -> list[str]:
    return [answer.verdict for answer in readiness.read(cursor)]


def missing(cursor: DuckDBPyConnection, question: int) -> str:
    return readiness.missing_words(readiness.read(cursor)[question])


def test_an_empty_store_answers_nothing(cursor: DuckDBPyConnection) -> None:
    answers = readiness.read(cursor)
    assert {answer.verdict for answer in answers} == {NOT_YET}
    assert readiness.headline(answers) == (
        "Your data answer 0 of 6 questions; accounts would open one more."
    )
    assert missing(cursor, WHO) == (
        "accounts; opportunities, for open pipeline and for what was won"
    )


def test_names_alone_answer_the_first_question_in_part(cursor: DuckDBPyConnection) -> None:
    accounts(cursor)
    assert verdicts(cursor)[WHO] == PARTLY
    assert missing(cursor, WHO) == (
        "industry, employees or revenue of accounts; opportunities, for open pipeline and for what "
        "was won"
    )


def test_accounts_and_opportunities_answer_the_first(cursor: DuckDBPyConnection) -> None:
    accounts(cursor, employees=20)
    deals(cursor, LAUNCH)
    assert verdicts(cursor)[WHO] == ANSWERABLE
    assert missing(cursor, WHO) == ""
    assert missing(cursor, PAYS) == (
        "a target list (saved in ICP & tiers, or imported); amounts of opportunities; "
        "opportunities from 32 weeks before the first account joined; opportunities from 13 weeks "
        "after the first account joined"
    )


def test_half_of_the_rows_are_enough(cursor: DuckDBPyConnection) -> None:
    """One of two names an industry: enough. One of three: not."""
    accounts(cursor, industry="Rail")
    put(cursor, schema.ACCOUNTS, {"account_id": "b", "name": "Jun"})
    assert "industry" not in missing(cursor, WHO)
    put(cursor, schema.ACCOUNTS, {"account_id": "c", "name": "Kal"})
    assert "industry" in missing(cursor, WHO)


def test_contacts_open_committees_and_coverage(cursor: DuckDBPyConnection) -> None:
    accounts(cursor)
    targets(cursor)
    assert readiness.headline(readiness.read(cursor)) == (
        "Your data answer 0 of 6 questions and 2 in part; contacts would open two more."
    )
    put(cursor, schema.CONTACTS, {"account_id": "accounts0", "title": "CFO", "phone": "1"})
    assert verdicts(cursor)[DECIDES] == ANSWERABLE
    assert verdicts(cursor)[KNOWN] == PARTLY
    assert missing(cursor, KNOWN) == (
        "the day on which contacts were verified; activities, to tell engaged contacts"
    )


def test_contacts_without_titles_decide_nothing(cursor: DuckDBPyConnection) -> None:
    accounts(cursor)
    put(cursor, schema.CONTACTS, {"email": "ida@ivy.example"})
    assert verdicts(cursor)[DECIDES] == NOT_YET
    assert missing(cursor, DECIDES) == "titles of contacts"


@pytest.mark.parametrize(("weeks", "verdict"), [(13, ANSWERABLE), (12, PARTLY)])
def test_engagement_needs_a_baseline(
    cursor: DuckDBPyConnection, weeks: int, verdict: str
) -> None:
    accounts(cursor)
    targets(cursor)
    moment = datetime.combine(LAUNCH, datetime.min.time()) - timedelta(weeks=weeks)
    put(cursor, schema.ACTIVITIES, {"occurred_at": moment, "contact_id": "c1"})
    assert verdicts(cursor)[RESPONDING] == verdict


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [(32, 13, ANSWERABLE), (31, 13, PARTLY), (32, 12, PARTLY)],
)
def test_lift_needs_weeks_before_and_after(
    cursor: DuckDBPyConnection, before: int, after: int, verdict: str
) -> None:
    accounts(cursor)
    targets(cursor)
    deals(cursor, LAUNCH - timedelta(weeks=before), LAUNCH + timedelta(weeks=after), amount=5.0)
    assert verdicts(cursor)[PAYS] == verdict


def test_lift_needs_days_of_creation(cursor: DuckDBPyConnection) -> None:
    accounts(cursor)
    targets(cursor)
    put(cursor, schema.OPPORTUNITIES, {"amount": 1.0}, {"amount": 1.0},
        {"amount": 1.0, "created_on": LAUNCH})  # fmt: skip
    assert verdicts(cursor)[PAYS] == NOT_YET
    assert missing(cursor, PAYS).startswith("the day on which opportunities were created; ")


def test_all_six(cursor: DuckDBPyConnection) -> None:
    accounts(cursor, employees=5, sales_owner="Ida Holm")
    targets(cursor)
    weeks = timedelta(weeks=40)
    deals(cursor, LAUNCH - weeks, LAUNCH + weeks, amount=5.0)
    put(cursor, schema.CONTACTS,
        {"title": "CFO", "email": "a@b.example", "verified_on": LAUNCH})  # fmt: skip
    put(cursor, schema.ACTIVITIES, {"occurred_at": datetime(2025, 1, 1), "contact_id": "c1"})
    answers = readiness.read(cursor)
    assert {answer.verdict for answer in answers} == {ANSWERABLE}
    assert readiness.headline(answers) == "Your data answer 6 of 6 questions."
    assert readiness.sources(answers) == []


def test_the_headline_counts_what_one_import_opens() -> None:
    def answer(question: int, *entities: str) -> Answer:
        needs = tuple(readiness.Need(entity, entity, must=True) for entity in entities)
        return Answer(QUESTIONS[question], NOT_YET if needs else ANSWERABLE, needs)

    assert readiness.headline([
        answer(WHO), answer(DECIDES, "contacts"), answer(KNOWN, "contacts", "contacts"),
        answer(RESPONDING, "activities", "target_list"), answer(PAYS), answer(WEEK, "activities"),
    ]) == "Your data answer 2 of 6 questions; contacts would open two more."  # fmt: skip
    assert readiness.headline([answer(WHO, "accounts", "contacts")]) == (
        "Your data answer 0 of 1 questions."
    )


def test_what_is_missing_has_a_source_each_once(cursor: DuckDBPyConnection) -> None:
    accounts(cursor)
    found = readiness.sources(readiness.read(cursor))
    assert [source.entity for source in found] == [
        "accounts", "opportunities", "contacts", "activities", "target_list",
    ]  # fmt: skip
    needed = {need.entity for question in QUESTIONS for need in question.needs}
    assert needed == {source.entity for source in SOURCES}
    assert all(source.salesforce.endswith(".") and source.hubspot.endswith(".")
               for source in SOURCES)  # fmt: skip


def test_the_six_questions_stand_in_their_order() -> None:
    assert [question.screen for question in QUESTIONS] == [
        "ICP & tiers", "Buying committees", "Coverage", "Engagement", "Pipeline lift",
        "Weekly review",
    ]  # fmt: skip
    fields = [(need.entity, name) for q in QUESTIONS for need in q.needs for name in need.fields]
    assert all(schema.entity(entity).field(name) for entity, name in fields)
