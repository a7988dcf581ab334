"""Role grid, verdicts, outline and every sentence of the Buying committee screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from coverage_world import NOON, contact, deal, did, opened, persona, refresh, target
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.committee import (
    account_choice,
    decided,
    family_roll_up,
    grid,
    people,
    ratings,
    reporting_lines,
    role_confirmations,
    ties,
)
from abm_core.committee import screen_wording as wording
from abm_core.committee.grid import Card, Required
from abm_core.committee.people import Check, Committee, Person, RoleOf
from abm_core.measure import coverage
from abm_core.output import committee_charts
from abm_core.output.palette import LIGHT

EB, CH, TE, EU, LP, ES, IN, BL = schema.BUYING_ROLES


def role(name: str, source: str = "stated", confidence: float = 0.9, **values: Any) -> RoleOf:
    given = {"holds": True, "counts": True, "evidence": "", "n_weeks": 0, "n_opportunities": 0,
             "elsewhere": False, **values}  # fmt: skip
    return RoleOf(role=name, source=source, confidence=confidence, **given)


def person(name: str, *roles: RoleOf, **values: Any) -> Person:
    empty: dict[str, Any] = dict.fromkeys(Person._fields, "")
    empty |= {"account_id": "acme", "influence": None, "authority": None, "rated_at": None,
              "has_left": False, "reachable": True, "stale": False, "unverified": False,
              "engaged": False, "points": 0.0, "last_two_way_on": None, "last_theirs_on": None,
              "relationship": 0.0, "contact_id": name.lower(), "name": name}  # fmt: skip
    return Person(**{**empty, **values, "roles": roles})


def committee(*members: Person, stage: str = "", owner: str = "", market: str = "") -> Committee:
    return Committee("acme", "Acme", "1", owner, market, stage, members)


def line(
    name: str, n: int = 1, known: int = 0, reachable: int = 0, current: int = 0, *,
    is_due: bool = True,
) -> Required:  # fmt: skip
    roles = tuple(name.split(" or "))
    return Required(name, roles, n, known, reachable, current, "engaged", is_due)


def head(found: Committee, *lines: Required, n_threads: int = 3) -> str:
    return wording.headline(found, lines, n_threads=n_threads)


def test_headlines_say_the_worst_gap() -> None:
    ida = person("Ida", engaged=True)
    some = committee(ida, person("Bo"))
    there = line(CH, known=1, reachable=1, current=1)
    assert head(committee()) == "Acme: nobody is known there"
    assert head(committee(person("Cy", has_left=True)), there) == "Acme: nobody is known there"
    assert head(some) == "Acme: 2 people are known; the account is in no tier"
    assert head(committee(ida)) == "Acme: 1 person is known; the account is in no tier"
    assert head(some, there, line(EB), line(EU), line(LP, known=1)) == (
        "Acme: 1 of 4 required roles is covered; no economic buyer or end user is known")
    assert head(some, there, line(EB, is_due=False), line(EU), line(LP, known=1)) == (
        "Acme: 1 of 4 required roles is covered; no end user is known"), "what is due comes first"
    assert head(some, line(EB, known=2), line(EU, known=1, reachable=1)) == (
        "Acme: none of 2 required roles is covered; no economic buyer can be reached")
    assert head(some, there, there, line(EU, known=1, reachable=1)) == (
        "Acme: 2 of 3 required roles are covered; no end user is current")
    assert head(some, line(CH, 2, 1, 1, 1)) == (
        "Acme: the required role, champion, is not covered; more people are needed as champion")
    assert head(some, there) == (
        "Acme: the required role, champion, is covered; 1 of 3 engaged contacts needed")
    assert head(some, there, there, n_threads=1) == (
        "Acme: all 2 required roles are covered; 1 person is engaged")
    assert head(committee(person("Bo")), there, there).endswith(
        "; none of 3 engaged contacts needed")


@pytest.mark.parametrize(
    ("required", "word", "kind", "gap"),
    [
        (None, "not required", wording.NEITHER, ""),
        (line(CH, 1, 1, 1, 1), "covered", wording.GOOD, ""),
        (line(CH), "missing", wording.BAD,
         "Nobody is known as champion. It is due now. Titles to look for: Head of IT."),
        (line(CH, is_due=False), "missing", wording.NEITHER,
         "Nobody is known as champion. It matters from stage engaged. Titles to look for: Head of "
         "IT."),
        (line(CH, 1, 1), "nobody reachable", wording.BAD,
         "Nobody usable is champion. It is due now. Titles to look for: Head of IT."),
        (line(CH, 1, 1, 1), "only stale contacts", wording.BAD,
         "Nobody usable is champion. It is due now. Titles to look for: Head of IT."),
        (line(CH, 2, 1, 1, 1), "1 of 2 covered", wording.BAD,
         "2 are required. It is due now. Titles to look for: Head of IT."),
    ],
)  # fmt: skip
def test_states_and_gaps(required: Required | None, word: str, kind: str, gap: str) -> None:
    card = Card(CH, required, (), 4, "Head of IT", ())
    assert wording.state(card) == (word, kind)
    assert wording.gap(card) == gap
    assert wording.more(card) == "and 4 more in the list of everybody below"


def decision(**values: Any) -> decided.Decision:
    given = decided.Decision(
        decided.ROLE, 1, "ida", "Ida", CH, True, None, None, "", "Holm", "at the fair", NOON, "",
        None)  # fmt: skip
    return given._replace(**values)


def test_sources_and_decisions() -> None:
    said, yes = decision(), role(CH, "confirmed")
    assert wording.source(yes, said) == "confirmed by Holm"
    assert wording.source(yes._replace(holds=False), None) == "denied"
    assert wording.source(role(CH), None) == "the CRM says"
    assert wording.source(role(CH, "inferred", 0.6), None) == "likely, 60 %"
    assert wording.source(role(CH, "inferred", 0.3), None) == "possibly, 30 %"
    assert wording.evidence(yes, "A person said so.", said) == "A person said so. 1 Mar 2026."
    assert wording.evidence(role(CH), "The CRM says so.", None) == "The CRM says so."
    assert wording.decided(said) == "Ida is champion (at the fair)"
    assert wording.decided(decision(holds=False, note="")) == "Ida is not champion"
    rated = decision(kind=decided.RATING, authority=3, influence=1, support="mentor", note="")
    assert wording.decided(rated) == "Ida rated: authority 3, influence 1, mentor"
    assert wording.decided(rated._replace(authority=None, influence=None, support="")) == (
        "Ida rated: nothing")
    assert wording.signed(said, now=NOON) == "Holm, 12:00"
    undone = decision(undone_by="Vera", undone_at=datetime(2026, 2, 1, 9))
    assert wording.signed(undone, now=NOON) == "Holm, 12:00; taken back by Vera, 1 Feb 2026, 09:00"
    assert wording.done("Ida", CH, holds=False) == "Ida is not champion, as confirmed by you."
    assert decided.behind([undone, said], "ida", CH) == said
    assert decided.behind([undone], "ida", CH) is None


def test_standing_ties_and_owners() -> None:
    bo = person("Bo", reachable=False, stale=True)
    assert wording.standing(bo) == (
        ("not reachable", wording.BAD), ("stale", wording.BAD),
        ("not engaged", wording.NEITHER))  # fmt: skip
    ida = person("Ida", engaged=True, unverified=True, last_theirs_on=date(2026, 2, 3))
    assert [word for word, _ in wording.standing(ida)] == [
        "reachable", "current, unverified", "engaged"]
    assert wording.last_heard(ida) == "Last heard from on 3 Feb 2026"
    assert wording.last_heard(bo) == "Never heard from"
    assert wording.owners(committee()) == "Nobody on our side has it."
    assert wording.owners(committee(owner="Holm", market="Lind")) == (
        "On our side: Holm in sales and Lind in marketing.")


def test_figures() -> None:
    found = committee(person("Ida", engaged=True), person("Cy", has_left=True))
    told = wording.figures(found, [line(CH, 2), line(EB)], n_threads=3, coverage=1 / 3,
                           pipeline="$5.0K", n_open=1)  # fmt: skip
    assert [one[:3] for one in told] == [
        ("Coverage", "33 %", "of 3 required contacts"), ("Known people", "1", "1 left"),
        ("Engaged contacts", "1", "3 needed"), ("Open pipeline", "$5.0K", "1 opportunity")]
    bare = wording.figures(committee(), [], n_threads=1, coverage=None, pipeline="–", n_open=0)
    assert [one[1:3] for one in bare][:2] == [("–", "nothing required"), ("0", "nobody left")]


def test_families_help() -> None:
    there = person("Uma", role(EB), account_id="sister")
    here = committee(person("Ida", role(CH)))
    whole = committee(*here.people, there)
    assert wording.family(here, here, []) == (
        "No other account of the family has a known contact.")
    assert wording.family(whole, here, []) == (
        "1 more person is known at 1 other account of the family.")
    assert wording.family(whole, here, [line(EU)]).endswith(
        "; none of them has a role that is missing here.")
    assert wording.family(whole, here, [line(EB), line(EU)]).endswith(
        "Missing here, known there: Uma (economic buyer).")


def test_verdicts_and_their_reasons() -> None:
    likely = person("Bo", role(EB, "inferred", 0.6))
    gone = person("Di", role(TE), stale=True)
    found = committee(person("Ida", role(CH), engaged=True), likely, gone)
    checks = people.checklist(found, n_threads=3)
    assert [grid.verdict(one, found) for one in checks] == [
        grid.PASS, grid.WARN, grid.WARN, grid.LATER, grid.WARN, grid.LATER]
    reasons = [wording.check_reason(one, found, n_threads=3) for one in checks]
    assert reasons == [
        "Ida.", "Bo: only likely, confirm one.", "Di cannot be reached or is stale.",
        "Nobody yet; it matters once there is an opportunity.",
        "1 engaged contact (Ida); 3 needed.",
        "Nobody yet who can say yes; it matters by the time a proposal is out."]  # fmt: skip
    late = committee(stage="opportunity")._replace(proposal_is_out=True)
    failed = people.checklist(late, n_threads=3)
    assert {grid.verdict(one, late) for one in failed} == {grid.FAIL}
    assert wording.check_reason(failed[4], late, n_threads=3) == "0 engaged contacts; 3 needed."
    many = Check("champion", "Champion", True, tuple("abcdef"))
    assert wording.check_reason(many, committee(person("a", role(CH))), n_threads=3) == (
        "a, b, c, d and 2 more.")


def test_reporting_lines_from_the_top() -> None:
    bo, ida = person("Bo"), person("Ida", reports_to_id="bo")
    di, far = person("Di", reports_to_id="ida"), person("Far", reports_to_id="elsewhere")
    found = reporting_lines.outline(committee(di, ida, bo, far))
    assert [(one.depth, one.person.name) for one in found] == [
        (0, "Bo"), (1, "Ida"), (2, "Di"), (0, "Far")]
    assert not reporting_lines.outline(committee(bo, person("Cy"), person("Ed"), ida))
    assert not reporting_lines.outline(committee())
    circle = committee(person("A", reports_to_id="b"), person("B", reports_to_id="a"))
    assert [(one.depth, one.person.name) for one in reporting_lines.outline(circle)] == [
        (0, "A"), (1, "B")]


def test_the_map() -> None:
    old = datetime(2025, 11, 30)  # 91 days before
    rated = [
        person("Ida", support="mentor", authority=3, influence=1, rated_at=NOON, engaged=True,
               last_theirs_on=date(2026, 2, 1)),
        person("Bo<b>", support="against", influence=2, rated_at=old),
        person("Cy", support="neutral", rated_at=NOON),
    ]  # fmt: skip
    assert [committee_charts.is_rated(one) for one in rated] == [True, True, False]
    shown = committee_charts.support_map(rated, LIGHT, now=NOON)
    dots = {dot.text[0]: dot for dot in shown.data}
    assert set(dots) == {"Ida", "Bo&lt;b&gt;"}
    assert (dots["Ida"].x[0], dots["Ida"].y[0]) == (4, 3)
    assert (dots["Bo&lt;b&gt;"].x[0], dots["Bo&lt;b&gt;"].y[0]) == (0, 2)
    assert dots["Bo&lt;b&gt;"].marker.color[0] == LIGHT.background, "an old rating is hollow"
    assert dots["Bo&lt;b&gt;"].marker.line.color[0] == LIGHT.down, "nothing was heard of him"
    assert dots["Ida"].marker.color[0] == LIGHT.primary
    assert wording.map_sentence(rated[:2]) == (
        "1 of 2 rated people supports us; of those who do not, Bo<b> has most power.")
    assert wording.map_sentence(rated[:1] * 2) == "2 of 2 rated people support us."
    crowd = [rated[0]._replace(contact_id=str(n)) for n in range(80)]
    (dot,) = committee_charts.support_map(crowd, LIGHT, now=NOON).data
    assert len(set(zip(dot.x, dot.y, strict=True))) == 80
    assert dot.mode == "markers"
    assert min(dot.x) > 3.5 and max(dot.x) < 4.5 and min(dot.y) > 2.5 and max(dot.y) < 3.5


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Acme: four champions, a CFO of whom nobody says anything, a blocker, an analyst who left."""
    with opened(tmp_path) as one:
        target(one, "acme")
        for number in range(4):
            contact(one, f"c{number}", "acme", "Champion")
        contact(one, "cfo", "acme", title="CFO", phone=None)
        persona(one, "cfo", "c-level", "finance", sure=0.5, title="CFO")
        contact(one, "no", "acme", "Blocker")
        contact(one, "gone", "acme", "End user", left_on=date(2026, 1, 1))
        did(one, "c2", "acme", "meeting")
        yield one


def cards(cursor: DuckDBPyConnection) -> dict[str, Card]:
    refresh(cursor)
    found = people.read(cursor, "acme")
    rows = coverage.read(cursor, account_ids=["acme"]).cells.to_dict("records")
    return {one.name: one for one in grid.read(cursor, found, grid.required(cursor, rows))}


def test_a_card_per_role(cursor: DuckDBPyConnection) -> None:
    found = cards(cursor)
    assert list(found) == [EB, CH, TE, EU, LP, BL]
    champion = found[CH]
    assert [one.person.contact_id for one in champion.shown] == ["c2", "c0", "c1"], "engaged first"
    assert champion.n_more == 1 and not champion.candidates
    assert found[BL].required is None
    user = found[EU].required
    assert user is not None and user.n_known == 0, "who left is not known there"
    assert wording.state(found[EU]) == ("missing", wording.NEITHER), "no stage is reached yet"
    # Title trust 0.6 x 0.5 is below what counts, so the CFO is a candidate only.
    buyer = found[EB]
    assert not buyer.shown and [one.contact_id for one in buyer.candidates] == ["cfo"]
    assert buyer.titles.startswith("CFO")
    role_confirmations.confirm(cursor, "cfo", EB, author="Holm", confirmed_at=NOON)
    after = cards(cursor)[EB]
    assert [one.role.source for one in after.shown] == ["confirmed"] and not after.candidates


def test_the_history_of_everybody(cursor: DuckDBPyConnection) -> None:
    made = role_confirmations.confirm(cursor, "c0", CH, holds=False, author="Holm",
                                      confirmed_at=NOON)  # fmt: skip
    ratings.rate(cursor, "c1", authority=2, support="mentor", author="Lind",
                 rated_at=NOON.replace(hour=13))  # fmt: skip
    role_confirmations.undo(cursor, made.confirmation_id, author="Lind",
                            undone_at=NOON.replace(hour=14))  # fmt: skip
    found = decided.history(cursor, ["c0", "c1"])
    assert [(one.kind, one.name, one.author, one.undone_by) for one in found] == [
        (decided.RATING, "C1", "Lind", ""), (decided.ROLE, "C0", "Holm", "Lind")]
    assert (found[0].authority, found[0].influence, found[0].support) == (2, None, "mentor")
    assert decided.history(cursor, []) == ()


def test_accounts_by_tier_then_pipeline(cursor: DuckDBPyConnection) -> None:
    target(cursor, "bigger")
    target(cursor, "lower", "2")
    cursor.execute("INSERT INTO accounts (account_id) VALUES ('nameless')")
    deal(cursor, "o1", "bigger", amount=5.0)
    deal(cursor, "o2", "lower", amount=9.0)
    found = account_choice.options(cursor)
    assert list(found) == ["bigger", "acme", "lower", "nameless"]
    assert found["lower"] == "Lower · Tier 2" and found["nameless"] == "nameless · No tier"
    assert list(account_choice.options(cursor, also="lower", most=1)) == ["bigger", "lower"]


def test_a_family_account_by_account(cursor: DuckDBPyConnection) -> None:
    assert family_roll_up.read(cursor, "acme") == ()
    target(cursor, "sister", "2", parent_id="acme")
    contact(cursor, "uma", "sister", "Economic buyer")
    contact(cursor, "vic", "sister", "End user", email=None)
    refresh(cursor)
    assert family_roll_up.read(cursor, "sister") == (
        ("acme", "Acme", "Tier 1", 6, 1, (CH, BL)), ("sister", "Sister", "Tier 2", 2, 0, (EB,)))


def test_any_account_is_found_by_letters(cursor: DuckDBPyConnection) -> None:
    target(cursor, "b1", "2", name="Österreich Bau", domain="bau.example")
    target(cursor, "b2", "1", name="Neubau", domain="neu.example")
    target(cursor, "b3", "3", name="Bauer", domain=None)
    assert list(account_choice.find(cursor, " BAU ")) == ["b3", "b2", "b1"], "beginning, then tier"
    assert account_choice.find(cursor, "oster") == {"b1": "Österreich Bau · Tier 2"}
    assert list(account_choice.find(cursor, "neu.ex")) == ["b2"]
    assert next(iter(account_choice.find(cursor, "acme"))) == "acme", "an id is found too"
    assert list(account_choice.find(cursor, "bau", most=1)) == ["b3"]
    assert account_choice.find(cursor, "%") == {}, "letters are no pattern"
    assert not account_choice.are_many(cursor)


def talk(cursor: DuckDBPyConnection, contact_id: str, kind: str, day: date, owner: str | None,
         **values: Any) -> None:  # fmt: skip
    store.insert(cursor, schema.ACTIVITIES, [{
        "activity_id": f"{contact_id}{kind}{day}{owner}{values}", "account_id": "acme",
        "contact_id": contact_id, "kind": kind, "owner": owner,
        "occurred_at": datetime(day.year, day.month, day.day, 9), **values,
    }])  # fmt: skip


def test_who_of_us_talks_to_whom(cursor: DuckDBPyConnection) -> None:
    day = date(2026, 2, 10)
    for n in range(2):
        talk(cursor, "c0", "meeting", day, "Eva", subject=str(n))  # a day counts once
    talk(cursor, "c0", "mail sent", day.replace(day=11), "Eva", direction="ours")
    talk(cursor, "c1", "call", day, "Max", direction="ours", minutes=0.0)
    talk(cursor, "c1", "call", day.replace(day=12), "Max", direction="ours", minutes=5.0)
    talk(cursor, "c2", "mail reply", day, " Max ", direction="theirs")
    talk(cursor, "c2", "page visit", day, "Max")
    talk(cursor, "c2", "meeting", date(2025, 2, 28), "Old")  # 366 days before 1 March 2026
    talk(cursor, "c2", "meeting", date(2026, 3, 9), "Plan")
    talk(cursor, "c2", "meeting", day, None)
    target(cursor, "next")
    contact(cursor, "moved", "next")
    talk(cursor, "moved", "meeting", day, "Max")  # at acme, before the move
    refresh(cursor)
    found = ties.read(cursor, ["acme"])
    assert {tuple(one[:4]) for one in found} == {
        ("c0", "Eva", 1, 2), ("c1", "Max", 1, 2), ("c2", "Max", 1, 1)}
    assert ties.relationship_owner(found) == "Max", "two days against one"
    assert ties.relationship_owner(found[:0]) == ""
    evens = [ties.Tie("c0", "Eva", 2, 2, day), ties.Tie("c1", "Bo", 2, 2, day.replace(day=9))]
    assert ties.relationship_owner(evens) == "Eva", "who had it last"
    mine = ties.by_contact(found)["c0"]
    assert wording.talks(mine) == "Talks with Eva (2 days, last 11 Feb 2026)"
    here = committee(owner="Ida")
    assert (wording.talks_with(mine, here), wording.talks_with((), here),
            wording.talks_with((), committee())) == ("Eva", "Ida, as owner", "")  # fmt: skip
    assert wording.ties(found, here) == (
        "Max holds the relationship, with most two-way contact in the last year: 2 days with 2 "
        "people; the account is Ida's.")  # fmt: skip
    only_sent = [ties.Tie("c0", "Eva", 0, 3, day)]
    assert wording.ties(only_sent, here).startswith("Nobody of us had two-way contact")
    assert wording.ties((), here).startswith("Who of us talks to whom is not known")
