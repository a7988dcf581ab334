"""Accounts, and contacts, that look like one: pairs with what speaks for each, surest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime
from itertools import combinations
from typing import NamedTuple

import duckdb

from abm_core import schema
from abm_core.errors import AbmError
from abm_core.intake.match import decided, decisions, parents
from abm_core.intake.match.near import Names
from abm_core.intake.match.people import normalise_email, normalise_person
from abm_core.intake.parse.domains import for_matching
from abm_core.intake.parse.names import normalise_country, normalise_name
from abm_core.store import Store, next_decision, transaction

# From here ``dedupe --apply`` merges; whatever is less sure is for a person.
CERTAIN = 0.95
# A group of more than this many is shown as pairs with the fullest of them, not each with each.
LARGE_GROUP = 12
# More accounts than this are compared when somebody asks, and by near names only when asked for.
FEW = 5_000

ACCOUNTS = """
SELECT a.account_id, a.name, a.domain, a.country, NULL AS account_id_of, a.created_on,
       (a.domain IS NOT NULL)::INT + (a.industry IS NOT NULL)::INT + (a.employees IS NOT NULL)::INT
       + (a.annual_revenue IS NOT NULL)::INT + (a.country IS NOT NULL)::INT
       + (a.region IS NOT NULL)::INT + (a.technologies IS NOT NULL)::INT
       + (a.account_type IS NOT NULL)::INT + (a.sales_owner IS NOT NULL)::INT
       + (a.parent_id IS NOT NULL)::INT AS n_filled,
       coalesce(c.n, 0) AS n_contacts, coalesce(o.n, 0) AS n_opportunities,
       coalesce(o.n_open, 0) AS n_open
FROM accounts a
LEFT JOIN (SELECT account_id, count(*) AS n FROM contacts GROUP BY 1) c USING (account_id)
LEFT JOIN (
    SELECT account_id, count(*) AS n, count_if(outcome = 'open') AS n_open
    FROM opportunities GROUP BY 1
) o USING (account_id)
ORDER BY a.account_id
"""
CONTACTS = """
SELECT c.contact_id, c.name, c.email, a.name AS account, c.account_id, c.created_on,
       (c.email IS NOT NULL)::INT + (c.title IS NOT NULL)::INT + (c.phone IS NOT NULL)::INT
       + (c.department IS NOT NULL)::INT + (c.account_id IS NOT NULL)::INT AS n_filled,
       coalesce(t.n, 0) AS n_activities, coalesce(o.n, 0) AS n_opportunities, 0 AS n_open
FROM contacts c
LEFT JOIN accounts a USING (account_id)
LEFT JOIN (SELECT contact_id, count(*) AS n FROM activities GROUP BY 1) t USING (contact_id)
LEFT JOIN (SELECT contact_id, count(*) AS n FROM opportunity_contacts GROUP BY 1) o
    USING (contact_id)
ORDER BY c.contact_id
"""
DIFFERENT = """
SELECT subject, meant_id
FROM match_decisions
WHERE entity = $entity AND kind = 'different' AND undone_at IS NULL
"""


class Side(NamedTuple):
    """One of a pair, as it is shown: an account, or a contact with its e-mail and account.

    ``n_first`` counts contacts of an account, activities of a contact.
    """

    record_id: str
    name: str | None
    domain: str | None
    place: str | None
    account_id: str | None
    created_on: date | None
    n_filled: int
    n_first: int
    n_opportunities: int
    n_open: int


class Pair(NamedTuple):
    """Two that look like one; ``first`` is the one to keep unless a person says otherwise."""

    kind: str
    first: Side
    second: Side
    confidence: float
    evidence: str


Key = tuple[str, str]
Near = dict[frozenset[str], tuple[float, str]]


def accounts(
    cursor: duckdb.DuckDBPyConnection, *, at_least: float = 0.0, near_names: bool = True
) -> list[Pair]:
    """Pairs of accounts with the same domain or name, or a near one; owner and owned are none.

    Near names are what takes long: a minute and more for 100,000 accounts.
    """
    sides = [Side(*row) for row in cursor.execute(ACCOUNTS).fetchall()]
    by_name = _groups(sides, lambda one: normalise_name(one.name or ""))
    by_domain = _groups(sides, lambda one: for_matching(one.domain))
    near = _near_names(by_name) if near_names else {}
    firsts = {name: group[0].record_id for name, group in by_name.items()}
    alike = (_key(*(firsts[name] for name in names)) for names in near)
    keys = dict.fromkeys((*_pairs(by_domain), *_pairs(by_name), *alike))
    above = {child: up for child, (up, _) in parents.stored(cursor).items() if up}
    found = [one for one in keys if not _related(above, one)]

    def judge(one: Side, other: Side) -> tuple[float, str]:
        return _account_evidence(one, other, near)

    return _judged(cursor, "accounts", sides, found, judge, at_least)


def _near_names(by_name: dict[Hashable, list[Side]]) -> Near:
    """Names that are near but not equal, each as the first account of that name writes it."""
    twins = Names((str(name), str(group[0].name)) for name, group in by_name.items()).twins()
    return {frozenset((one.one, one.other)): (one.score, one.evidence) for one in twins}


def contacts(
    cursor: duckdb.DuckDBPyConnection, *, at_least: float = 0.0, near_names: bool = True
) -> list[Pair]:
    """Pairs of contacts with one e-mail, or one name within one account; none by near names."""
    sides = [Side(*row) for row in cursor.execute(CONTACTS).fetchall()]
    by_mail = _groups(sides, lambda one: normalise_email(one.domain))
    by_name = _groups(sides, _name_within)
    keys = dict.fromkeys((*_pairs(by_mail), *_pairs(by_name)))
    return _judged(cursor, "contacts", sides, list(keys), _contact_evidence, at_least)


FINDERS = {"accounts": accounts, "contacts": contacts}


def _name_within(one: Side) -> Hashable | None:
    return (normalise_person(one.name), one.account_id) if one.name and one.account_id else None


def _groups(
    sides: Iterable[Side], key: Callable[[Side], Hashable | None]
) -> dict[Hashable, list[Side]]:
    """The records by what they share, in each group the one to keep first."""
    found: dict[Hashable, list[Side]] = defaultdict(list)
    for one in sides:
        if own := key(one):
            found[own].append(one)
    return {own: sorted(group, key=_rank) for own, group in found.items()}


def _rank(one: Side) -> tuple[int, int, int, int, str]:
    """Which to keep comes first: the most filled fields, open opportunities, the oldest.

    Where no day tells which is older, ids that count up do: the shorter and smaller one.
    """
    born = one.created_on.toordinal() if one.created_on else date.max.toordinal()
    return -one.n_filled, -one.n_open, born, len(one.record_id), one.record_id


def _pairs(groups: dict[Hashable, list[Side]]) -> Iterator[Key]:
    for group in groups.values():
        if len(group) <= LARGE_GROUP:
            for one, other in combinations(group, 2):
                yield _key(one.record_id, other.record_id)
        else:
            for other in group[1:]:
                yield _key(group[0].record_id, other.record_id)


def _key(one: str, other: str) -> Key:
    return (one, other) if one < other else (other, one)


def _related(above: dict[str, str], pair: Key) -> bool:
    """Whether one owns the other, directly or through others."""
    return any(_owns(above, one, other) for one, other in (pair, pair[::-1]))


def _owns(above: dict[str, str], owner: str, owned: str) -> bool:
    seen: set[str] = set()
    node: str | None = owned
    while node is not None and node not in seen:
        seen.add(node)
        node = above.get(node)
        if node == owner:
            return True
    return False


def _judged(
    cursor: duckdb.DuckDBPyConnection,
    kind: str,
    sides: list[Side],
    keys: list[Key],
    judge: Callable[[Side, Side], tuple[float, str]],
    at_least: float,
) -> list[Pair]:
    """The pairs with confidence and evidence, without those that a person told apart."""
    known = {one.record_id: one for one in sides}
    apart = _told_apart(cursor, kind)
    found = []
    for key in keys:
        if key in apart:
            continue
        first, second = sorted((known[one] for one in key), key=_rank)
        confidence, evidence = judge(first, second)
        if confidence >= at_least:
            found.append(Pair(kind, first, second, confidence, evidence))
    return sorted(found, key=lambda one: (
        -one.confidence, (one.first.name or "").casefold(), one.first.record_id,
        one.second.record_id,
    ))  # fmt: skip


def _told_apart(cursor: duckdb.DuckDBPyConnection, kind: str) -> set[Key]:
    standing = decided.read(cursor, kind)
    rows = cursor.execute(DIFFERENT, {"entity": kind}).fetchall()
    return {_key(standing.survivor(one), standing.survivor(other)) for one, other in rows}


def _account_evidence(one: Side, other: Side, near: Near) -> tuple[float, str]:
    """How sure two accounts are one, and why, in words."""
    names = frozenset(normalise_name(side.name or "") for side in (one, other))
    same_name = len(names) == 1 and "" not in names
    alike, why = (1.0, "") if same_name else near.get(names, (0.0, ""))
    domain, same_domain = _compared(for_matching(one.domain), for_matching(other.domain))
    _, same_country = _compared(normalise_country(one.place), normalise_country(other.place))
    spelt = f"near name ({why})" if alike else "different names"
    words = ["same name" if same_name else spelt, _word("domain", domain, same_domain),
             _word("country", str(one.place), same_country)]  # fmt: skip
    sure = _account_confidence(alike, same_domain, same_country)
    return sure, ", ".join(filter(None, words))


def _compared(one: str | None, other: str | None) -> tuple[str, bool | None]:
    """The value that both have, and whether they agree; ``None`` where either is unknown."""
    if not one or not other:
        return "", None
    return (one, True) if one == other else ("", False)


def _word(label: str, value: str, is_same: bool | None) -> str:
    if is_same is None:
        return ""
    return f"same {label} ({value})" if is_same else f"different {label}"


def _account_confidence(
    alike: float, same_domain: bool | None, same_country: bool | None
) -> float:
    """Name and domain together are certain, a name at two domains is two companies as a rule.

    ``alike`` is how near the names are; a near name is never certain.
    """
    most = 1.0 if alike == 1 else 0.95 * alike
    if same_domain:
        sure = max(0.97 * most, 0.75)
        return round(sure if same_country is not False else sure - 0.1, 2)
    if same_domain is False:
        return round(most * (0.4 if same_country is not False else 0.3), 2)
    by_country = {None: 0.8, True: 0.9, False: 0.5}
    return round(most * by_country[same_country], 2)


def _contact_evidence(one: Side, other: Side) -> tuple[float, str]:
    """How sure two contacts are one, and why, in words."""
    names = {normalise_person(side.name) for side in (one, other) if side.name}
    mail, same_mail = _compared(normalise_email(one.domain), normalise_email(other.domain))
    same_name, same_account = len(names) == 1, one.account_id == other.account_id
    words = ["same name" if same_name else "different names", _word("e-mail", mail, same_mail),
             "same account" if same_account else "different accounts"]  # fmt: skip
    by_name = 0.8 if same_mail is None else 0.5
    by_mail = 0.97 if same_name else 0.7
    return by_mail if same_mail else by_name, ", ".join(filter(None, words))


def tell_apart(
    store: Store, kind: str, one: str, other: str, *, author: str | None, now: datetime
) -> str:
    """Say that two are not the same, so that they are not shown again. Returns a sentence."""
    if one == other:
        raise AbmError(f"{one} is one and the same.", "Choose two.")
    first, second = _key(one, other)
    with store.cursor() as cursor, transaction(cursor):
        decisions.write(cursor, {
            "kind": schema.DIFFERENT, "entity": kind, "subject": first, "written": first,
            "meant_id": second, "author": author or None, "decided_at": now,
        })  # fmt: skip
        next_decision(cursor)
    return f"{one} and {other} are two; they will not be shown as one again."
