"""What is proposed to be done, by hand: from which finding, by whom, by when, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from string import ascii_lowercase
from typing import Any

import pytest
from changes_world import (
    MONDAY,
    SUNDAY,
    account,
    check,
    contact,
    deal,
    did,
    known,
    plain,
    put,
    ready,
    world,
)
from duckdb import DuckDBPyConnection

from abm_core import schema, settings
from abm_core.review import actions, changes, proposing_wording, said
from abm_core.review.document import Action
from abm_core.review.health import KINDS, Finding

PAST = known(as_of=date(2026, 12, 31))


@pytest.fixture
def cursor() -> Iterator[DuckDBPyConnection]:
    with world() as found:
        # Some opportunity speaks of proposals, so that the others have none out.
        put(found, schema.OPPORTUNITIES, {"opportunity_id": "far", "stage": "Proposal"})
        yield found


def proposed(cursor: DuckDBPyConnection, *, now: bool = False) -> list[Action]:
    week = ready(cursor, known() if now else PAST)
    found = actions.propose(cursor, week, changes.read(cursor, week))
    for one in found:
        check(one.reason)
        assert said.recount(one.at_risk) == one.at_risk.value
    return list(found)


def opportunity(
    cursor: DuckDBPyConnection, number: str, account_id: str, *, expected_on: date | None = None,
    value: float | None = 100_000.0, **more: Any,
) -> None:
    """An opportunity in the store and in the review."""
    put(cursor, schema.OPPORTUNITIES, {
        "opportunity_id": number, "account_id": account_id, "name": "Rollout", "amount": value,
        "outcome": "open", "stage": "Discovery", "created_on": date(2026, 9, 1),
        "expected_on": expected_on, **more})  # fmt: skip
    deal(cursor, number, account_id, value=value, expected_on=expected_on)


def surged(cursor: DuckDBPyConnection, account_id: str) -> None:
    put(cursor, schema.SURGES, {
        "account_id": account_id, "week": MONDAY, "kind": "engagement", "observed": 3,
        "expected": 0.5, "n_people": 3, "is_sure": True})  # fmt: skip
    did(cursor, account_id, "", "page visit", date(2026, 11, 3))


def qualified(cursor: DuckDBPyConnection, account_id: str, on: date) -> None:
    put(cursor, schema.STAGE_CHANGES, {
        "account_id": account_id, "motion": "new", "week": MONDAY, "changed_on": on,
        "stage_from": "engaged", "stage_to": "qualified"})  # fmt: skip


def test_a_quiet_week_asks_for_nothing(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    assert proposed(cursor) == []


def test_an_overdue_opportunity(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    opportunity(cursor, "d1", "acme", expected_on=date(2026, 11, 4), value=250_000)
    (one,) = proposed(cursor)
    assert plain(one.reason) == (
        "“Rollout” (€250K) was expected on 4 Nov 2026 and is still open.")
    assert (one.key, one.opportunity_id, one.urgency) == ("overdue:d1", "d1", 3)
    assert (one.owner, one.next_step) == ("Per", "Set a new closing day, or close the deal")
    assert one.due_on == date(2026, 11, 9)  # the Monday after the week
    assert one.at_risk.value == 250_000


def test_an_open_action_of_an_earlier_review_covers_it(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    opportunity(cursor, "d1", "acme", expected_on=date(2026, 11, 4))
    item = {"account_id": "acme", "source": "review", "reason_kind": "overdue:d1", "version": 1}
    put(cursor, schema.ACTION_ITEMS, {
        **item, "action_id": 1, "review_week": MONDAY, "status": "open"})  # of this very review
    put(cursor, schema.ACTION_ITEMS, {
        **item, "action_id": 2, "review_week": date(2026, 10, 19), "status": "done",
        "closed_at": datetime(2026, 11, 3)})  # fmt: skip
    assert len(proposed(cursor)) == 1
    put(cursor, schema.ACTION_ITEMS, {
        **item, "action_id": 3, "review_week": date(2026, 10, 26), "status": "done",
        "closed_at": datetime(2026, 11, 12)})  # fmt: skip
    assert proposed(cursor) == []  # it was open when the week ended


def test_what_else_is_wrong_is_proposed_instead(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    opportunity(cursor, "d1", "acme", expected_on=date(2026, 11, 4), stage="Proposal")
    assert [one.key for one in proposed(cursor)] == ["no power:d1"]
    put(cursor, schema.ACTION_ITEMS, {
        "action_id": 1, "account_id": "acme", "source": "review", "reason_kind": "no power:d1",
        "version": 1, "review_week": date(2026, 10, 26), "status": "open"})  # fmt: skip
    assert [one.key for one in proposed(cursor)] == ["overdue:d1"]


def test_pipeline_times_urgency_decides(cursor: DuckDBPyConnection) -> None:
    """300 in a surge weighs 600, 250 overdue weighs 750."""
    for name in ("acme", "bolt", "corp", "dent"):
        account(cursor, name)
    opportunity(cursor, "d1", "acme", expected_on=date(2026, 11, 4), value=250_000)
    deal(cursor, "d2", "bolt", value=300_000)
    surged(cursor, "bolt")
    surged(cursor, "corp")
    qualified(cursor, "dent", date(2026, 11, 4))
    assert [(one.account_id, one.urgency, one.at_risk.value) for one in proposed(cursor)] == [
        ("acme", 3, 250_000), ("bolt", 2, 300_000), ("dent", 3, 0), ("corp", 2, 0)]  # fmt: skip


def test_one_action_per_account_while_there_are_others(cursor: DuckDBPyConnection) -> None:
    names = list(ascii_lowercase[: settings.MOST_ACTIONS.value + 1])
    for place, name in enumerate(names):
        account(cursor, name)
        opportunity(cursor, f"d{place}", name, expected_on=date(2026, 11, 4),
                    value=100_000 - place)  # fmt: skip
    opportunity(cursor, "second", "a", expected_on=date(2026, 11, 4), value=99_999)
    found = proposed(cursor)
    assert [one.account_id for one in found] == names[:-1]
    put(cursor, schema.ACTION_ITEMS, {
        "action_id": 1, "account_id": "a", "source": "review", "reason_kind": "overdue:d0",
        "version": 1, "review_week": date(2026, 10, 26), "status": "open"})  # fmt: skip
    assert [one.account_id for one in proposed(cursor)] == names[1:]  # "a" has one already


def test_second_ones_where_there_is_room(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    account(cursor, "bolt")
    opportunity(cursor, "d1", "acme", expected_on=date(2026, 11, 4), value=300_000)
    opportunity(cursor, "d2", "acme", expected_on=date(2026, 11, 4), value=200_000)
    opportunity(cursor, "d3", "bolt", expected_on=date(2026, 11, 4), value=100_000)
    assert [one.opportunity_id for one in proposed(cursor)] == ["d1", "d2", "d3"]


def test_a_surge_that_nobody_answered(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    surged(cursor, "acme")
    (one,) = proposed(cursor)
    assert plain(one.reason) == (
        "1 person from Acme came, where 0.5 were expected. Yet we have not been in touch for "
        "months.")  # fmt: skip
    assert (one.owner, one.due_on) == ("Ida", date(2026, 11, 11))  # the third business day
    did(cursor, "acme", "", "mail sent", date(2026, 10, 20), theirs=False)
    assert plain(proposed(cursor)[0].reason).endswith("Yet the last of ours was on 20 Oct 2026.")
    did(cursor, "acme", "", "call", date(2026, 11, 5), theirs=False)
    assert proposed(cursor) == []


@pytest.mark.parametrize(
    ("on", "text", "key"),
    [
        (date(2026, 11, 4), "Became qualified on 4 Nov 2026, and nobody has followed up; it "
         "was due on 5 Nov 2026.", "follow-up missed:acme"),
        (SUNDAY, "Became qualified on 8 Nov 2026; the follow-up is due on 9 Nov 2026.",
         "follow-up running:acme"),
    ],
)  # fmt: skip
def test_a_follow_up(cursor: DuckDBPyConnection, on: date, text: str, key: str) -> None:
    account(cursor, "acme")
    qualified(cursor, "acme", on)
    (one,) = proposed(cursor)
    assert (one.reason.text, one.key) == (text, key)
    did(cursor, "acme", "", "meeting", on)
    assert proposed(cursor) == []


def test_somebody_who_left_while_pipeline_is_open(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    account(cursor, "bolt")
    for name in ("acme", "bolt"):
        contact(cursor, f"cfo-{name}", name, "economic buyer", left_on=date(2026, 11, 4))
    deal(cursor, "d1", "acme", value=80_000)
    (one,) = proposed(cursor)
    assert plain(one.reason) == (
        "cfo-acme (economic buyer) has left; €80.0K is open.")
    assert one.key == "lost role:acme"


def test_an_account_that_fell_back(cursor: DuckDBPyConnection) -> None:
    account(cursor, "acme")
    put(cursor, schema.STAGE_CHANGES, {
        "account_id": "acme", "motion": "new", "week": MONDAY, "changed_on": SUNDAY,
        "stage_from": "qualified", "stage_to": "aware"})  # fmt: skip
    (one,) = proposed(cursor)
    assert one.reason.text == (
        "Fell back from qualified to aware. Nothing of theirs is recorded in the window.")
    assert (one.urgency, one.due_on) == (1, date(2026, 11, 13))


def test_a_required_role_that_nobody_is_known_in(cursor: DuckDBPyConnection) -> None:
    for name, tier in (("acme", "1"), ("bolt", "2"), ("corp", "1")):
        account(cursor, name, tier=tier)
        put(cursor, schema.ACCOUNT_SCORES, {"account_id": name, "tier": tier})
    for place, tier in enumerate(("1", "2")):
        put(cursor, schema.REQUIRED_ROLES, {
            "template": place, "tier": tier, "line": 1, "requirement": "economic buyer",
            "roles": ["economic buyer"], "n_required": 1, "stage": "aware"})  # fmt: skip
    for number, name in (("d1", "acme"), ("d2", "bolt")):
        opportunity(cursor, number, name, value=500_000)
    found = [one for one in proposed(cursor, now=True) if one.key.startswith("missing role")]
    (one,) = found
    assert one.reason.text == "€500K is open, and nobody is known there as economic buyer."
    assert (one.owner, one.next_step) == (
        "Tomas", "Find the economic buyer, and ask for an introduction")
    assert not [one for one in proposed(cursor) if one.key.startswith("missing role")]  # then
    contact(cursor, "cfo", "acme", "economic buyer")
    assert not [one for one in proposed(cursor, now=True) if one.key.startswith("missing role")]


DEAL = {"account": "Acme", "opportunity": "Rollout", "value": None, "has_amount": False}


def finding(kind: str, **more: Any) -> Finding:
    usual = {"since": date(2026, 10, 1), "n": 1, "usual": None, "most": None,
             "contact_id": None, "who": None, "detail": ""}  # fmt: skip
    return Finding(**{"opportunity_id": "d1", "account_id": "acme", "kind": kind, **usual, **more})


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (finding("overdue"), "was expected on 1 Oct 2026 and is still open."),
        (finding("silent"), "has had no answer to us since 1 Oct 2026."),
        (finding("stalled", detail="Proposal"),
         "has been in “Proposal” since 1 Oct 2026, longer than most stay there."),
        (finding("stalled"), "has been open since 1 Oct 2026, longer than most deals take."),
        (finding("no power", detail="Proposal"),
         "has been at “Proposal” since 1 Oct 2026, and nobody engaged there can say yes."),
        (finding("no power", detail="Proposal", since=None),
         "is at “Proposal”, and nobody engaged there can say yes."),
        (finding("no power"), "has an offer out, and nobody engaged there can say yes."),
        (finding("single-threaded", contact_id="mette", detail="engagement"),
         "hangs on mette alone: nobody else there has been active lately."),
        (finding("single-threaded", contact_id="mette", detail="deal"),
         "names mette only, and nobody there has been active lately."),
        (finding("single-threaded", detail="engagement"),
         "hangs on one contact whose name is not known alone: nobody else there has been active "
         "lately."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_opportunity(one: Finding, text: str) -> None:
    nothing = said.Behind("Open pipeline", 0.0, "money", "sum", said.Rows((), ()))
    made = proposing_wording.deal(DEAL, one, [], nothing)
    assert plain(made) == f"“Rollout” (no amount) {text}"
    assert made.behind == ()
    others = [finding("stalled"), finding("silent")]
    assert plain(proposing_wording.deal(DEAL, one, others, nothing)).endswith(
        " It is also stalled and silent.")


def test_every_finding_has_an_urgency_a_next_step_and_a_word() -> None:
    assert set(KINDS) <= settings.URGENCIES.value.keys()
    assert set(KINDS) == proposing_wording.NEXT_STEPS.keys() == proposing_wording.ALSO.keys()
    assert set(settings.URGENCIES.value.values()) == settings.DUE_AFTER.value.keys()


@pytest.mark.parametrize(
    ("day", "urgency", "due"),
    [(date(2026, 11, 13), 3, date(2026, 11, 16)),  # on a Friday: the Monday after
     (date(2026, 11, 11), 2, date(2026, 11, 16)),  # Thursday, Friday, Monday
     (date(2026, 11, 8), 1, date(2026, 11, 13))],
)  # fmt: skip
def test_days_are_business_days(day: date, urgency: int, due: date) -> None:
    assert actions.due_on(day, urgency) == due
