"""Finding the account that a row or a reference means; ambiguity is shown, never picked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

import duckdb

from abm_core.intake.match import decided
from abm_core.intake.match.decided import Decided
from abm_core.intake.match.near import Names, Near
from abm_core.intake.parse.domains import for_matching
from abm_core.intake.parse.names import canonical_id, normalise_country, normalise_name
from abm_core.intake.rows.changes import Log

GENERATED = "abm-"
CONFIDENCE = {
    "domain": 0.95,
    "domain and name": 0.95,
    "name and country": 0.9,
    "name": 0.8,
    "e-mail domain": 0.9,
}
CACHE = "accounts"
# A ledger entry under one of these rules says that the reference is an id of the account.
OF_ID = "id, by "
# And one that ends like this names an account that became part of the one that is recorded.
MERGED = ", merged"

ACCOUNTS = """
SELECT account_id, name, domain, country
FROM accounts
UNION ALL
SELECT account_id, name, domain, country
FROM merged_accounts
ORDER BY account_id
"""
LEDGER_IDS = """
SELECT reference, min(account_id)
FROM match_ledger
WHERE starts_with(rule, $of_id) AND NOT ends_with(rule, $merged)
GROUP BY reference
HAVING count(DISTINCT account_id) = 1
"""


@dataclass(frozen=True)
class Reference:
    """What a row says about an account; ``mail`` is the domain of a contact's e-mail."""

    account_id: str | None = None
    domain: str | None = None
    name: str | None = None
    country: str | None = None
    mail: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether the row says nothing about any account."""
        return not (self.account_id or self.domain or self.name or self.mail)

    @property
    def text(self) -> str:
        """The reference as the ledger quotes it: the id, else the domain, else the name."""
        return self.account_id or for_matching(self.domain) or self.name or self.mail or ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """Name, country and domain as compared; equal for two rows that say the same."""
        return (
            normalise_name(self.name or ""), normalise_country(self.country),
            for_matching(self.domain) or "",
        )

    def key(self, *, broad: bool = False) -> str:
        """The reference as decisions know it; ``broad`` leaves out country and e-mail."""
        own = canonical_id(self.account_id) if self.account_id else None
        name, country, domain = self.identity
        if broad:
            return decided.key(own, domain, name)
        return decided.key(own, domain, name, country, self.mail or "")


@dataclass(frozen=True)
class Match:
    """The account found by a rule, or the candidates among which nothing decides.

    ``stated`` is what the file names where a person's decision made another account of it.
    ``evidence`` says what agreed and what differed; ``near`` are accounts with a near name, of
    which none is near enough.
    """

    account_id: str | None = None
    rule: str = ""
    confidence: float = 0.0
    candidates: tuple[str, ...] = ()
    stated: str | None = None
    evidence: str = ""
    near: tuple[Near, ...] = ()


NOTHING = Match()


@dataclass
class Index:
    """All accounts by what they can be found by; ``known_as`` is the identity of each.

    Accounts that were merged into others are among them: their own files still name them.
    """

    accounts: dict[str, Reference] = field(default_factory=dict)
    known_as: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    ledger: dict[str, str] = field(default_factory=dict)
    domains: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    identities: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    decided: Decided = field(default_factory=Decided)
    _spelt: tuple[int, Names] | None = None

    def add(self, account_id: str, reference: Reference) -> None:
        """Make an account known under its domain and name."""
        self.accounts[account_id] = reference
        self.known_as[account_id] = identity = reference.identity
        name, _, domain = identity
        self.identities.setdefault(identity, []).append(account_id)
        if name:
            self.names.setdefault(name, []).append(account_id)
        if domain:
            self.domains.setdefault(domain, []).append(account_id)

    @property
    def spelt(self) -> Names:
        """The names of all accounts, to find near ones among; made when first asked for."""
        if self._spelt is None or self._spelt[0] != len(self.accounts):
            named = ((key, one.name) for key, one in self.accounts.items() if one.name)
            self._spelt = (len(self.accounts), Names(named))
        return self._spelt[1]

    def label(self, account_id: str) -> str:
        """An account as a sentence names it."""
        return f"'{self.accounts[account_id].name}' ({account_id})"


def load_index(cursor: duckdb.DuckDBPyConnection) -> Index:
    """The accounts of the store and the ids that the match ledger records."""
    index = Index()
    for account_id, name, domain, country in cursor.execute(ACCOUNTS).fetchall():
        index.add(account_id, Reference(account_id, domain, name, country))
    index.decided = decided.read(cursor, "accounts")
    index.ledger = dict(cursor.execute(LEDGER_IDS, {"of_id": OF_ID, "merged": MERGED}).fetchall())
    return index


def known_accounts(cursor: duckdb.DuckDBPyConnection, log: Log) -> Index:
    """The index as the import last looked it up; ``forget_accounts`` after changing accounts."""
    if CACHE not in log.known:
        log.known[CACHE] = load_index(cursor)
    index: Index = log.known[CACHE]
    return index


def forget_accounts(log: Log) -> None:
    """Say that accounts, or ids that the ledger records, have changed."""
    log.known.pop(CACHE, None)


def by_id(index: Index, account_id: str) -> str | None:
    """The account of that id: as a person decided, its own, or one that the ledger records."""
    wanted = canonical_id(account_id)
    meant = index.decided.meant.get(decided.key(wanted, "", ""))
    if meant in index.accounts:
        return meant
    if wanted in index.accounts:
        return wanted
    recorded = index.ledger.get(wanted)
    return recorded if recorded in index.accounts else None


def find(index: Index, reference: Reference) -> Match:
    """The account that a reference means: as decided, else by id, else by domain, else by name.

    An id that is not known can still name an account of another system, but no account whose
    own id comes from a system of the same kind: there, another id is another account. The domain
    of an e-mail decides only where neither id nor domain is given and the name finds nobody.
    """
    if not index.decided:
        return _find(index, reference)
    said = as_decided(index, reference)
    match = said or _find(index, reference)
    if match.candidates:
        broad = as_decided(index, reference, broad=True) or match
        final = index.decided.survivor(broad.account_id or "")
        match = broad if final in match.candidates else match
    return of_survivor(index, match)


def _find(index: Index, reference: Reference) -> Match:
    match = _find_stated(index, reference)
    if match.account_id or reference.account_id or reference.domain:
        return match
    return _by_mail(index, reference, match)


def as_decided(index: Index, reference: Reference, *, broad: bool = False) -> Match | None:
    """What a person decided about a reference; ``None`` where nobody did."""
    if not index.decided.meant:
        return None
    subject = reference.key(broad=broad)
    if subject not in index.decided.meant:
        return None
    meant = index.decided.meant[subject]
    if meant is None:
        return NOTHING
    if meant not in index.accounts:
        return None
    return Match(meant, decided.RULE, 1.0, stated=decided.mark(subject))


def of_survivor(index: Index, match: Match) -> Match:
    """The account that the one found became part of; what the file stated is kept."""
    if match.account_id is None:
        return match
    final = index.decided.survivor(match.account_id)
    if final == match.account_id:
        return match if match.stated else replace(match, stated=index.decided.stated(final))
    stated = match.stated or match.account_id
    return replace(match, account_id=final, rule=match.rule + MERGED, stated=stated)


def _standing(index: Index, found: list[str]) -> list[str]:
    """Several candidates without those that became part of another one of them."""
    if len(found) < 2 or not index.decided.merged:
        return found
    return list(dict.fromkeys(map(index.decided.survivor, found)))


def _by_mail(index: Index, reference: Reference, match: Match) -> Match:
    found = _standing(index, index.domains.get(reference.mail, []) if reference.mail else [])
    if match.candidates:
        found = [one for one in found if one in match.candidates]
    if len(found) == 1:
        return _match(found, "e-mail domain", f"same: {reference.mail}")
    return match if match.candidates else Match(candidates=tuple(found))


def _find_stated(index: Index, reference: Reference) -> Match:
    if not reference.account_id:
        return find_without_id(index, reference)
    own = by_id(index, reference.account_id)
    if own:
        return Match(own, "id", 1.0)
    kind = kind_of_id(canonical_id(reference.account_id))
    match = find_without_id(index, reference, allowed=lambda found: kind_of_id(found) != kind)
    return replace(match, rule=OF_ID + match.rule) if match.account_id else match


def kind_of_id(account_id: str) -> str:
    """The kind of system that an id comes from, by its form."""
    if account_id.startswith(GENERATED):
        return "generated"
    if account_id.isdigit():
        return "number"
    return "salesforce" if len(account_id) == 15 and account_id.isalnum() else "other"


def find_without_id(
    index: Index,
    reference: Reference,
    *,
    allowed: Callable[[str], bool] = lambda found: True,
    allowed_by_name: Callable[[str], bool] = lambda found: True,
) -> Match:
    """The account found by domain, by name and country, or by a name that is unique."""
    name, country, domain = reference.identity
    found = list(filter(allowed, index.domains.get(domain, ()))) if domain else []
    if found:
        return _by_domain(index, found, name, domain)
    found = [
        account_id
        for account_id in filter(allowed, index.names.get(name, ()))
        if allowed_by_name(account_id) and not other_domain(index, account_id, domain)
    ]
    return _by_name(index, found, name, country)


def _match(found: list[str], rule: str, evidence: str) -> Match:
    return Match(found[0], rule, CONFIDENCE[rule], evidence=evidence)


def _by_domain(index: Index, found: list[str], name: str, domain: str) -> Match:
    standing = _standing(index, found)
    if len(standing) == 1:
        return _match(standing, "domain", f"same: {domain}")
    named = [one for one in found if name and index.known_as[one][0] == name]
    named = _standing(index, named)
    if len(named) == 1:
        return _match(named, "domain and name", f"same: {domain}, {name}")
    return Match(candidates=tuple(named or standing))


def _by_name(index: Index, found: list[str], name: str, country: str) -> Match:
    there = [one for one in found if country and index.known_as[one][1] == country]
    there, found = _standing(index, there), _standing(index, found)
    if len(there) == 1:
        return _match(there, "name and country", f"same: {name}, {country}")
    if len(found) == 1:
        return _match(found, "name", f"same: {name}")
    return Match(candidates=tuple(there or found))


def other_domain(index: Index, account_id: str, domain: str) -> bool:
    """Two known domains that differ are two companies, whatever their names."""
    known = index.known_as[account_id][2]
    return bool(domain and known and known != domain)


def candidates_text(index: Index, candidates: Collection[str]) -> str:
    """The accounts among which a reference does not decide, for a sentence."""
    named = [index.label(candidate) for candidate in list(candidates)[:3]]
    more = f" and {len(candidates) - 3:,} more" if len(candidates) > 3 else ""
    return ", ".join(named) + more
