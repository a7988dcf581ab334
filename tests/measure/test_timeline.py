"""One timeline of signals per account, and the strongest fresh reason to call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.measure import rollup, signals, signals_wording, timeline

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
AS_OF = date(2026, 3, 13)  # a Friday
MONDAY = date(2026, 3, 2)


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    opened = store.open_store(tmp_path / "timeline.duckdb")
    with opened.cursor() as lent:
        lent.execute("INSERT INTO accounts (account_id, name) VALUES ('a', 'Acme'), ('b', 'Bolt')")
        yield lent
    opened.close()


def add(cursor: DuckDBPyConnection, table: str, **values: object) -> None:
    names, marks = ", ".join(values), ", ".join(f"${name}" for name in values)
    cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


def signal(
    cursor: DuckDBPyConnection, source: str, topic: str, strength: float | None = None,
    week: date = MONDAY, account: str = "a",
) -> None:
    add(cursor, "signals", account_id=account, week=week, source=source, topic=topic,
        strength=strength)  # fmt: skip


def surge(cursor: DuckDBPyConnection, kind: str = "engagement", week: date = MONDAY) -> None:
    add(cursor, "surges", account_id="a", week=week, kind=kind, observed=9, expected=1.26,
        p_value=0.001, n_people=5 if kind == "slow rise" else 9, is_sure=True)  # fmt: skip


def changed(
    cursor: DuckDBPyConnection, before: list[str] | None, after: list[str], day: str,
    import_id: int = 1,
) -> None:
    add(cursor, "change_log", change_id=1, entity="accounts", entity_id="a", field="technologies",
        old_value=None if before is None else json.dumps(before), new_value=json.dumps(after),
        import_id=import_id, changed_at=datetime.fromisoformat(day))  # fmt: skip


def meeting(cursor: DuckDBPyConnection, seniority: str, day: str, title: str = "CFO") -> None:
    contact = f"{seniority}-{day}"
    add(cursor, "contacts", contact_id=contact, account_id="a", name="Dana Roy", title=title)
    add(cursor, "personas", contact_id=contact, seniority=seniority)
    add(cursor, "activities", activity_id=contact, account_id="a", contact_id=contact,
        kind="meeting", occurred_at=datetime.fromisoformat(day), minutes=45)  # fmt: skip


def told(cursor: DuckDBPyConnection) -> list[tuple[str, str]]:
    found = timeline.of_account(cursor, "a", since=YEAR[0], until=YEAR[1])
    return list(zip(found["lane"], found["text"], strict=True))


def test_technologies_that_came_and_went_between_two_exports(cursor: DuckDBPyConnection) -> None:
    changed(cursor, None, ["Snowflake"], "2026-01-10 09:00")  # the first list is no change
    changed(cursor, [], ["Snowflake"], "2026-01-11 09:00")
    changed(cursor, ["Snowflake", "Looker"], ["Looker", "dbt"], "2026-02-10 09:00")
    assert told(cursor) == [
        ("technology", "dbt is new among its technologies since 10 Feb 2026."),
        ("technology", "Snowflake is no longer among its technologies since 10 Feb 2026."),
    ]


def test_an_import_that_was_undone_changed_nothing(cursor: DuckDBPyConnection) -> None:
    add(cursor, "imports", import_id=1, undone_at=datetime(2026, 2, 11))
    changed(cursor, ["Looker"], ["Looker", "dbt"], "2026-02-10 09:00")
    changed(cursor, ["Looker", "dbt"], ["Looker"], "2026-02-11 09:00")
    assert told(cursor) == []


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("Funding round", "funding"), ("Raised Series B", "funding"), ("IPO filed", "funding"),
        ("Acquired Bolt Ltd", "merger"), ("Merger with Cray", "merger"), ("M&A activity", "merger"),
        ("New executive", "executive"), ("Appointed CFO", "executive"),
        ("Hiring for data roles", "hire"), ("12 job openings", "hire"),
        ("Reorganisation", "organisation"), ("Hired a new CEO", "executive"),
    ],
)
def test_what_organisational_signals_are(
    cursor: DuckDBPyConnection, topic: str, kind: str
) -> None:
    signal(cursor, "organisational", topic)
    found = timeline.of_account(cursor, "a", since=YEAR[0], until=YEAR[1])
    assert found["kind"].tolist() == [kind]
    assert found["text"].tolist() == [f"{topic}, reported in the week of 2 Mar 2026."]
    assert found["lane"].tolist() == ["organisation"]


def test_technographic_signals(cursor: DuckDBPyConnection) -> None:
    signal(cursor, "technographic", "Adopted Kubernetes")
    signal(cursor, "technographic", "Dropped Mainframe")
    found = timeline.of_account(cursor, "a", since=YEAR[0], until=YEAR[1])
    assert found["kind"].tolist() == ["technology added", "technology removed"]


def test_topics_of_one_week_are_one_event_and_weak_ones_none(cursor: DuckDBPyConnection) -> None:
    signal(cursor, "third-party", "Data mesh", 72)
    signal(cursor, "third-party", "Cloud cost", 60)
    signal(cursor, "third-party", "AI readiness", 59)
    signal(cursor, "third-party", "Data mesh", 80, date(2026, 3, 9))
    surge(cursor, "topics", date(2026, 3, 9))
    assert told(cursor) == [
        ("intent", "Reads about Cloud cost, Data mesh (third-party, up to 72 of 100) in the week "
         "of 2 Mar 2026."),
        ("intent", "Surges on Data mesh (third party, up to 80 of 100) in the week of "
         "9 Mar 2026."),
    ]  # fmt: skip


def test_own_surges(cursor: DuckDBPyConnection) -> None:
    surge(cursor)
    surge(cursor, "slow rise", date(2026, 3, 9))
    found = timeline.of_account(cursor, "a", since=YEAR[0], until=YEAR[1])
    assert found["text"].tolist() == [
        "9 people came in the week of 2 Mar 2026, where 1.3 were expected.",
        "5 people came in the two weeks to 15 Mar 2026, more than its own history lets expect.",
    ]
    assert found["strength"].tolist() == [9, 5]


def test_milestones(cursor: DuckDBPyConnection) -> None:
    add(cursor, "activities", activity_id="1", account_id="a", kind="page visit",
        direction="theirs", occurred_at=datetime(2026, 1, 5))  # fmt: skip
    meeting(cursor, "vp", "2026-01-20 10:00", title="VP Data")
    add(cursor, "opportunities", opportunity_id="o", account_id="a", name="Rollout",
        created_on=date(2026, 2, 1), closed_on=date(2026, 3, 1), outcome="won")  # fmt: skip
    add(cursor, "opportunities", opportunity_id="p", account_id="a", created_on=date(2026, 2, 2),
        outcome="open")  # fmt: skip
    add(cursor, "stage_changes", account_id="a", motion="new", week=date(2026, 1, 5),
        changed_on=date(2026, 1, 11), stage_from="", stage_to="aware")  # fmt: skip
    add(cursor, "stage_changes", account_id="a", motion="new", week=date(2026, 1, 19),
        changed_on=date(2026, 1, 25), stage_from="aware", stage_to="engaged")  # fmt: skip
    rollup.refresh(cursor, as_of=date(2026, 6, 1), cap=20)
    assert [text for lane, text in told(cursor) if lane == "milestone"] == [
        "First activity of theirs on 5 Jan 2026.",
        "Stage moved to aware on 11 Jan 2026.",
        "First meeting on 20 Jan 2026.",
        "Dana Roy, VP Data, met us on 20 Jan 2026.",
        "Stage moved from aware to engaged on 25 Jan 2026.",
        "Opportunity Rollout created on 1 Feb 2026.",
        "Opportunity created on 2 Feb 2026.",
        "Opportunity Rollout won on 1 Mar 2026.",
    ]


def test_only_the_days_and_the_account_that_were_asked_for(cursor: DuckDBPyConnection) -> None:
    signal(cursor, "organisational", "Funding round", account="b")
    signal(cursor, "organisational", "Reorganisation", week=date(2025, 12, 29))
    assert told(cursor) == []


# --- Why now ------------------------------------------------------------------------------------


def reason(cursor: DuckDBPyConnection) -> str:
    return signals.sentence(cursor, "a", as_of=AS_OF)


def test_the_strongest_reason_is_told(cursor: DuckDBPyConnection) -> None:
    """From the weakest to the strongest, each takes the place of the one before."""
    assert reason(cursor) == "Nothing new in the last 28 days."
    surge(cursor, "slow rise")
    assert reason(cursor).startswith("5 people came in the two weeks to 8 Mar 2026")
    signal(cursor, "third-party", "Data mesh", 72)
    surge(cursor, "topics")
    assert reason(cursor) == (
        "Surges on Data mesh (third party, up to 72 of 100) in the week of 2 Mar 2026.")
    signal(cursor, "organisational", "Hiring for data roles")
    assert reason(cursor).startswith("Hiring for data roles")
    signal(cursor, "organisational", "Funding round")
    assert reason(cursor) == "Funding round, reported in the week of 2 Mar 2026."
    changed(cursor, ["Looker"], ["Looker", "dbt"], "2026-03-10 09:00")
    assert reason(cursor) == "dbt is new among its technologies since 10 Mar 2026."
    meeting(cursor, "c-level", "2026-03-11 10:00")
    assert reason(cursor) == "Dana Roy, CFO, met us on 11 Mar 2026."
    surge(cursor)
    assert reason(cursor) == "9 people came in the week of 2 Mar 2026, where 1.3 were expected."


def test_what_is_no_reason(cursor: DuckDBPyConnection) -> None:
    meeting(cursor, "manager", "2026-03-11 10:00")
    signal(cursor, "technographic", "Dropped Mainframe")
    signal(cursor, "organisational", "Reorganisation")
    signal(cursor, "third-party", "Data mesh", 99)
    changed(cursor, ["Looker", "dbt"], ["Looker"], "2026-03-10 09:00")
    assert reason(cursor) == signals_wording.NOTHING_NEW


@pytest.mark.parametrize(
    ("week", "fresh"),
    [(date(2026, 2, 16), True), (date(2026, 2, 9), False), (date(2026, 3, 16), False)],
)
def test_reasons_are_at_most_four_weeks_old(
    cursor: DuckDBPyConnection, week: date, fresh: bool
) -> None:
    """28 days that end with 13 March begin on 14 February; later weeks are not known yet."""
    signal(cursor, "organisational", "Funding round", week=week)
    assert (reason(cursor) != signals_wording.NOTHING_NEW) == fresh


def test_one_reason_for_each_account_that_has_one(cursor: DuckDBPyConnection) -> None:
    signal(cursor, "organisational", "Funding round")
    signal(cursor, "organisational", "Raised seed", week=date(2026, 3, 9))
    signal(cursor, "organisational", "Hiring", account="b")
    found = signals.why_now(cursor, as_of=AS_OF)
    assert found["account_id"].tolist() == ["a", "b"]
    assert found["kind"].tolist() == ["funding", "hire"]
    assert found["sentence"].iloc[0] == "Raised seed, reported in the week of 9 Mar 2026."
    assert pd.Timestamp(found["day"].iloc[0]).date() == date(2026, 3, 9)


def test_text_with_braces_stays_text(cursor: DuckDBPyConnection) -> None:
    signal(cursor, "organisational", "Funding {day} {0}")
    assert reason(cursor) == "Funding {day} {0}, reported in the week of 2 Mar 2026."
