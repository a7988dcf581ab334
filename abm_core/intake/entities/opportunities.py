"""Opportunities of a file into the store: key, account, outcome, dates."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from typing import NamedTuple

import duckdb

from abm_core import schema
from abm_core.intake.match import bridges, matches, references, stages
from abm_core.intake.match.identity import Reference, known_accounts
from abm_core.intake.match.people import known_people
from abm_core.intake.match.references import Accounts
from abm_core.intake.match.stages import Judged
from abm_core.intake.parse.choices import outcome_of_stage
from abm_core.intake.parse.words import shorten
from abm_core.intake.rows import repeats
from abm_core.intake.rows.batch import Batch
from abm_core.intake.rows.changes import Log, Outcome, upsert

FINAL = ("account_id", "outcome", "is_won", "is_closed", "closed_on", "expected_on")

STORED = """
SELECT opportunity_id, account_id, account_name, account_domain, outcome, closed_on, expected_on
FROM opportunities
"""


class Stored(NamedTuple):
    """What the store knows of an opportunity that decides what a file means."""

    account_id: str | None = None
    account_name: str | None = None
    account_domain: str | None = None
    outcome: str | None = None
    closed_on: date | None = None
    expected_on: date | None = None


def load(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> Outcome:
    """Key every row, find its account, decide its outcome, and write what is new or changed."""
    index = known_accounts(cursor, log)
    before = {row[0]: Stored(*row[1:]) for row in cursor.execute(STORED).fetchall()}
    found = references.resolve(batch, index)
    if batch.is_bridge:
        bridges.refuse_unknown(batch, before)
    judged = stages.judge(batch, stages.known_stages(cursor, log))
    outcomes = _outcomes(batch, judged)
    stages.write_names(batch, judged.names)
    _note_stages(batch, outcomes)
    _set_keys(batch, found.said)
    _set_accounts(batch, found, before, _of_leads(cursor, batch, log))
    _set_outcomes(batch, outcomes, before)
    references.keep_stated(batch, found)
    references.note(batch, index, found)
    matches.record(cursor, "opportunities", found.matched.items(), log)
    return upsert(cursor, schema.OPPORTUNITIES, batch.frame.iloc[batch.live], log, final=FINAL)


def _set_keys(batch: Batch, said: list[Reference]) -> None:
    """Give rows without an id a key that the same file always gives again."""
    ids = batch.column("opportunity_id")
    names, created = batch.column("name"), batch.column("created_on")
    seen: Counter[str] = Counter()
    n_derived = 0
    for row in batch.live:
        if ids[row] is None:
            parts = (names[row] or "", said[row].text, str(created[row] or ""))
            key = "opp-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
            seen[key] += 1
            ids[row] = key if seen[key] == 1 else f"{key}#{seen[key]}"
            n_derived += 1
    batch.set_column("opportunity_id", ids)
    if n_derived:
        rows = "1 row has" if n_derived == 1 else f"{n_derived:,} rows have"
        batch.notes.append(
            f"Opportunity ID: {rows} none and {'is' if n_derived == 1 else 'are'} known by name, "
            "account and day of creation instead"
        )
    keys = {row: ids[row] for row in batch.live}
    repeats.settle(batch, keys, lambda row: "same Opportunity ID")


def _of_leads(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: Log) -> list[str | None]:
    """Per row the account of the lead that it names."""
    said = batch.column("lead_id")
    if not any(said):
        return said
    people = known_people(cursor, log)
    return [people.accounts.get(people.leads.get(lead, "")) if lead else None for lead in said]


def _set_accounts(
    batch: Batch, found: Accounts, before: dict[str, Stored], of_leads: list[str | None]
) -> None:
    """The account found; else as written, to be found when its account arrives."""
    keys = batch.column("opportunity_id")
    if n := sum(of_leads[row] is not None and found.said[row].is_blank for row in batch.live):
        batch.notes.append(f"Account: {references.rows(n, batch.entity)} took that of their lead")
    final: list[str | None] = [None] * len(found.said)
    for row in batch.live:
        old, said = before.get(keys[row], Stored()), found.said[row]
        if said.is_blank:
            final[row] = of_leads[row] or old.account_id
        elif found.of(row):
            final[row] = found.of(row)
        else:
            same = said.name == old.account_name and said.domain == old.account_domain
            final[row] = said.account_id or (old.account_id if same else None)
    batch.set_column("account_id", final)


def _outcomes(batch: Batch, judged: Judged) -> list[str | None]:
    """What every row says about its outcome; ``None`` where it says nothing."""
    found: list[str | None] = []
    columns = zip(batch.column("outcome"), *judged, strict=True)
    for row, (outcome, stage, won, closed) in enumerate(columns):
        decided = outcome or decide(won, closed, stage)
        if decided == "unclear":
            batch.reject(row, "Is closed: yes, but nothing says whether it was won")
            decided = None
        found.append(decided)
    return found


def decide(won: bool | None, closed: bool | None, stage: str | None) -> str | None:
    """The outcome from the flags of a CRM, else from the words of the stage.

    >>> decide(False, True, None), decide(None, None, "Closed Won"), decide(None, None, "Demo")
    ('lost', 'won', 'open')
    """
    if won:
        return "won"
    if closed and won is False:
        return "lost"
    if closed is False:
        return "open"
    by_stage = outcome_of_stage(stage)
    if by_stage is None and closed:
        return "unclear"
    if by_stage is None and (stage or won is False):
        return "open"
    return by_stage


def _set_outcomes(
    batch: Batch, outcomes: list[str | None], before: dict[str, Stored]
) -> None:
    """Outcome, flags and dates that agree: only what is decided has a closing day."""
    keys = batch.column("opportunity_id")
    closed, expected = batch.column("closed_on"), batch.column("expected_on")
    for row in batch.live:
        old = before.get(keys[row], Stored())
        outcome = outcomes[row] or old.outcome or "open"
        outcomes[row] = outcome
        if outcome == "open":
            expected[row] = expected[row] or closed[row] or old.expected_on
            closed[row] = None
        else:
            expected[row] = expected[row] or old.expected_on
            closed[row] = closed[row] or old.closed_on
    batch.set_column("outcome", outcomes)
    batch.set_column("is_won", [None if one is None else one == "won" for one in outcomes])
    batch.set_column("is_closed", [None if one is None else one != "open" for one in outcomes])
    batch.set_column("closed_on", closed)
    batch.set_column("expected_on", expected)


def _note_stages(batch: Batch, outcomes: list[str | None]) -> None:
    """Say from which stages outcomes were read, where the file has no other word on them."""
    if {"outcome", "is_won"} & set(batch.frame.columns) or batch.is_bridge:
        return
    stages = batch.column("stage")
    if not any(stages):
        batch.notes.append("Outcome: the file does not say; what is new counts as open")
        return
    read = {
        word: sorted({stages[row] for row in batch.live if outcomes[row] == word and stages[row]})
        for word in ("won", "lost", "open")
    }
    said = "; ".join(
        f"{word} = {', '.join(map(shorten, names[:6]))}{', …' if len(names) > 6 else ''}"
        for word, names in read.items() if names
    )
    batch.notes.append(f"Outcome: read from the stage: {said}")
