"""Reviews made by hand: the fullest that the screens allow, a usual one, and a quiet week.

Every number of a sentence has rows that add up to it, as in a composed review.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

from abm_core.review import xmr
from abm_core.review.document import (
    Action,
    Change,
    Changes,
    Earlier,
    Happening,
    Measure,
    Note,
    Review,
    Scope,
)
from abm_core.review.said import Behind, Column, How, Rows, Said, Unit, person

WEEK = date(2026, 11, 9)
SUNDAY = date(2026, 11, 15)
TIER_1 = Scope("tier", "1")
KINDS: tuple[Happening, ...] = get_args(Happening)
ENDS: tuple[How, ...] = ("low", "high")
ACCOUNT = Column("account_id", "Account ID")
NAME = Column("account", "Account", "account")
LONG = (
    "Vereinigte Maschinenbau- und Anlagentechnik Süddeutschland Aktiengesellschaft",
    "Société Générale de Distribution et d'Équipement Industriel de l'Île-de-France",
    "Przedsiębiorstwo Wielobranżowe Kowalski, Wiśniewski i Wspólnicy Sp. z o.o. Sp. k.",
    "International Consolidated Pharmaceutical Logistics Holdings (North America) Inc.",
    "Österreichische Gesellschaft für Wasser- und Abwassertechnologie m.b.H. & Co. KG",
    "Compañía Mediterránea de Servicios Portuarios y Transporte Intermodal, S.A.",
    "=HYPERLINK(\"http://evil.example\") <script>alert(1)</script> & Sons Trading Ltd",
)
SHORT = ("Granite Health", "Keystone Insurance", "Quarry Foods", "Zephyr Media", "Tundra Bank",
         "Redwood Air", "Juniper Capital")  # fmt: skip
PLURAL: dict[Happening, str] = {
    "tier up": "accounts moved up a tier", "tier down": "accounts moved down a tier",
    "entered": "accounts entered the list", "left": "accounts left the list",
    "stage deeper": "accounts reached a deeper stage", "stage back": "accounts fell back a stage",
    "surge": "accounts surged above their own history", "new role": "buying roles were found",
    "lost role": "buying roles were lost", "opportunity created": "opportunities were created",
    "opportunity moved": "opportunities moved a stage",
    "opportunity slipped": "opportunities slipped past their closing day",
    "opportunity won": "opportunities were won", "opportunity lost": "opportunities were lost",
}  # fmt: skip


def accounts(names: Sequence[str], amounts: Sequence[float] = ()) -> Rows:
    """Rows of accounts, with an amount each where given."""
    columns = (ACCOUNT, NAME, *((Column("value", "Open pipeline", "money"),) if amounts else ()))
    return Rows(columns, tuple(
        (f"A{at}", name, *((amounts[at],) if amounts else ())) for at, name in enumerate(names)
    ))  # fmt: skip


def counted(label: str, names: Sequence[str]) -> Behind:
    return Behind(label, len(names), "count", "count", accounts(names))


def summed(label: str, names: Sequence[str], amounts: Sequence[float]) -> Behind:
    rows = accounts(names, amounts)
    return Behind(label, sum(amounts), "money", "sum", rows, "value", "EUR")


def measure(
    key: str, label: str, values: Sequence[float], unit: Unit, newest: Behind, *,
    good: str = "up", doubt: str = "",
) -> Measure:  # fmt: skip
    weeks = tuple(WEEK - timedelta(weeks=back) for back in reversed(range(len(values))))
    found = xmr.normal_range(values[:-1])
    line = Rows((Column("week", "Week", "week"), Column("value", label, "number")),
                tuple((one.isoformat(), value) for one, value in zip(weeks, values, strict=True)))
    low = high = None
    if found:
        low, high = (Behind(f"{label}: {how} end of the normal range", end, unit, how, line,
                            "value", "EUR") for how, end in zip(ENDS, found[1:], strict=True))
    signal = "" if doubt else xmr.signal(values)
    text = f"Inside the normal range ({low.shown} to {high.shown})" if low and high else (
        "The range needs 8 earlier weeks")
    if signal and low and high:
        text = f"{signal.capitalize()} the normal range ({low.shown} to {high.shown})"
    said = Said(text, tuple(one for one in (low, high) if one))
    return Measure(key, label, said, newest, weeks, tuple(values), low and low.value,
                   found.centre if found else None, high and high.value, signal,
                   "up" if good == "up" else "down", doubt)  # fmt: skip


def measures(n_weeks: int = 13) -> tuple[Measure, ...]:
    """Four of them: usual, a signal, money, and one that is not to be trusted."""
    names = [f"Account {n}" for n in range(31)]
    engaged = [27, 29, 28, 30, 27, 32, 29, 28, 30, 29, 27, 29, 31]
    meetings = [9, 10, 8, 9, 11, 9, 10, 9, 8, 10, 9, 11, 19]
    pipeline = [1.9e6, 2.0e6, 2.0e6, 2.1e6, 2.0e6, 1.9e6, 2.0e6, 2.1e6, 2.1e6, 2.0e6, 2.1e6, 2.0e6,
                2.1e6]  # fmt: skip
    days = [44, 43, 42, 45, 43, 40, 43, 42, 40, 41, 43, 43, 41]
    of = [[*map(float, one[-n_weeks:])] for one in (engaged, meetings, pipeline, days)]
    ages = Rows((ACCOUNT, NAME, Column("days", "Days open", "count")),
                (("A0", SHORT[0], 30), ("A1", SHORT[1], 41), ("A2", SHORT[2], 74)))  # fmt: skip
    return (
        measure("engaged", "Engaged target accounts", of[0], "count",
                counted("Engaged accounts", names)),
        measure("meetings", "Meetings with buying roles", of[1], "count",
                Behind("Meetings with buying roles", 19, "count", "sum",
                       Rows((ACCOUNT, NAME, Column("who", "Who", "person"),
                             Column("n", "Meetings", "count")),
                            (("A0", SHORT[0], person("C1"), 12), ("A1", SHORT[1], person("C2"), 7)),
                            ), "n")),
        measure("pipeline", "Open pipeline", of[2], "money",
                summed("Open pipeline", SHORT[:3], (1_200_000, 600_000, 300_000))),
        measure("age", "Median days open", of[3], "days",
                Behind("Median days open", 41, "days", "median", ages, "days"), good="down",
                doubt="Closing days of two sources are late."),
    )  # fmt: skip


def change(kind: Happening, at: int, name: str, long: bool) -> Change:
    amount = summed("Open pipeline", [name], [(at + 1) * 129_000.0])
    cause = (f"{person('C1')} came back to the pricing page after the webinar and asked "
             f"{person('C2')} for an offer" if long else "Two people came to the webinar")
    return Change(kind, f"A{at}", name, WEEK + timedelta(days=at % 7),
                  Said(f"{name}, {amount.shown} open", (amount,)), Said(cause), amount.value)


def changes(names: Sequence[str], n: int, long: bool, kinds: Sequence[Happening]) -> tuple[
    Changes, ...
]:
    made = []
    for at, kind in enumerate(kinds):
        of = [names[(at + step) % len(names)] for step in range(n)]
        behind = counted(PLURAL[kind], of)
        made.append(Changes(kind, Said(f"{behind.shown} {PLURAL[kind]}", (behind,)),
                            tuple(change(kind, step, one, long) for step, one in enumerate(of))))
    return tuple(made)


def action(at: int, names: Sequence[str], long: bool) -> Action:
    name = names[at % len(names)]
    risk = summed("Open pipeline at risk", [name], [(9 - at) * 129_000.0])
    reason = f"Economic buyer missing, {risk.shown} open"
    step = "Ask the champion for a word with the buyer"
    if long:
        reason += (f"; {person('C1')} has not answered since the proposal went out, and no other "
                   "buying role was ever met")
        step += (", bring the executive sponsor into the next call, and map who signs contracts "
                 "of this size")  # fmt: skip
    return Action(f"gap:{at}", f"A{at}", name, "", Said(reason, (risk,)),
                  "Maximiliane Hohenstein-Rautenberg" if long else "Ana Ruiz", step,
                  date(2026, 11, 18) + timedelta(days=at), risk, 3)


def earlier(at: int, names: Sequence[str], long: bool) -> Earlier:
    status = ("done", "open", "dropped")[at % 3]
    outcome = ("Buyer met on Tuesday", "", "Account was acquired")[at % 3]
    if long and outcome:
        outcome += ", who asked for references from the same industry and a price until Friday"
    return Earlier(str(at), f"A{at}", names[at % len(names)],
                   "Map the committee and book the technical call",
                   "Maximiliane Hohenstein-Rautenberg" if long else "Ben Okafor",
                   date(2026, 11, 13), status, outcome)  # type: ignore[arg-type]


def review(
    names: Sequence[str] = SHORT, *, long: bool = False, n: int = 3, n_actions: int = 5,
    kinds: Sequence[Happening] = KINDS[:6], scope: Scope = TIER_1,
) -> Review:  # fmt: skip
    """A week in which things happened."""
    found = measures()
    missing = counted("Target accounts without an economic buyer", [f"A{n}" for n in range(23)])
    text = (f"Meetings with buying roles rose to {found[1].newest.shown}, above the normal range; "
            f"open pipeline has not moved yet, and {missing.shown} target accounts still have no "
            "known economic buyer")  # fmt: skip
    why = (f"12 of the 19 meetings were with {person('C1')} of {names[0]}, who brought "
           "colleagues from finance along after the workshop of the week before"
           if long else f"12 of the 19 meetings were with {names[0]}")  # fmt: skip
    behind = (
        Behind("Meetings with this account", 12, "count", "sum",
               Rows((NAME, Column("n", "Meetings", "count")), ((names[0], 12),)), "n"),
        found[1].newest,
    )
    watch = counted("Accounts above 60 days", names[:6])
    decisions = tuple(
        Note("decision" if at % 2 == 0 else "comment",
             "Pause paid plays in media until the topic list is settled"
             + (", then decide with sales which of them come back and who tells the agency about it"
                if long else ""), "Ida Holm", SUNDAY + timedelta(days=1))
        for at in range(4 if long else 2)
    )  # fmt: skip
    return Review(
        programme="Nordic expansion 2026" + (" for manufacturers and their suppliers" * long),
        scope=scope, week=WEEK, as_of=SUNDAY, currency="EUR",
        headline=Said(text, (found[1].newest, missing)), measures=found,
        changes=changes(names, n, long, kinds), why=(Said(why, behind),) * (4 if long else 2),
        watch=(Said(f"{watch.shown} opportunities are in evaluation for more than 60 days"
                    + (" and have not been written to by anybody since" * long), (watch,)),)
        * (3 if long else 2),
        actions=tuple(action(at, names, long) for at in range(n_actions)),
        earlier=tuple(earlier(at, names, long) for at in range(7 if long else 3)),
        notes=decisions,
        reading="The newest week: everything as it is. Stages and engagement follow today's rules.",
        footer=(
            "Normal range: mean of the 12 weeks before plus and minus 2.66 times the mean moving "
            "range. Engaged: 10 points in 13 weeks from 2 named contacts or more.",
            "Opportunities without an amount are counted, never added as zero; amounts convert at "
            "the rate of the day on which the opportunity was created.",
        ),
        versions=(("Imports", "12"), ("Decisions", "31"), ("Stage rules", "2"), ("Profile", "Ideal "
                  "customer 3"), ("Software", "0.1.0")),
    )  # fmt: skip


def fullest() -> Review:
    """The longest content that can be: all groups, seven actions, long names and sentences."""
    return review(LONG, long=True, n=7, n_actions=7, kinds=KINDS)


def quiet() -> Review:
    """A week in which nothing happened, in a store of five weeks."""
    return review()._replace(
        headline=Said("A quiet week: every measure is inside its normal range"),
        measures=measures(5), changes=(), why=(), watch=(), actions=(), earlier=(), notes=(),
    )  # fmt: skip


def behinds(value: object) -> list[Behind]:
    """Every number with its rows within a review."""
    if isinstance(value, Behind):
        return [value]
    if isinstance(value, tuple):
        return [found for one in value for found in behinds(one)]
    return []

