"""Which stored account every row of an accounts file is, or which new one it becomes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from abm_core.intake.match.alike import RESPACED as SAME_LETTERS
from abm_core.intake.match.identity import (
    GENERATED,
    OF_ID,
    Index,
    Match,
    Reference,
    as_decided,
    by_id,
    candidates_text,
    find_without_id,
)
from abm_core.intake.match.lookup import NEAR_NAME, WORTH_SAYING, is_decided, near_matches
from abm_core.intake.parse.names import slug

Identity = tuple[str, str, str]


@dataclass
class Assignment:
    """Per row its account id, or why there is none; and the matches for the ledger."""

    ids: dict[int, str] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    matches: list[tuple[Reference, Match]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def assign(rows: Mapping[int, Reference], index: Index) -> Assignment:
    """Give every row its account id; adds the new accounts to the index.

    A row with an id is the account of that id, else an account that came without one and has
    the same domain or name, else a new account. A row without an id is found by domain or name.
    Two rows with different ids are two accounts even if all else agrees.

    To take two accounts for one is harder to notice than to have one twice. So of near names only
    those of the same letters or words count here ("Wal-Mart" and "Walmart", "Acme Tech" and "Acme
    Technologies"), and only where one row of the file has them; they are in the match ledger. A
    row with a name that is less near becomes a new account, which is then a possible duplicate.
    """
    done = Assignment()
    with_id = {row: said for row, said in rows.items() if said.account_id}
    _assign_by_id(with_id, index, done)
    _assign_without_id(
        {row: said for row, said in rows.items() if not said.account_id}, index, done
    )
    return done


def _assign_by_id(rows: Mapping[int, Reference], index: Index, done: Assignment) -> None:
    fresh: dict[str, Reference] = {}
    for row, said in rows.items():
        account_id = str(said.account_id)
        done.ids[row] = by_id(index, account_id) or account_id
        if done.ids[row] not in index.accounts:
            fresh.setdefault(account_id, said)
    found = {
        account_id: as_decided(index, said) or find_without_id(
            index, said, allowed=lambda one: one.startswith(GENERATED))
        for account_id, said in fresh.items()
    } if any(one.startswith(GENERATED) for one in index.accounts) else {}
    claims: Counter[str | None] = Counter(
        match.account_id for match in found.values() if match.account_id
    )
    _note_shared_claims(claims, index, done)
    renamed: dict[str, str] = {}
    problems: dict[str, str] = {}
    for account_id, said in fresh.items():
        match = found.get(account_id, Match())
        if match.candidates:
            problems[account_id] = _ambiguous(index, match)
        elif match.account_id and claims[match.account_id] == 1:
            renamed[account_id] = match.account_id
            recorded = replace(match, rule=OF_ID + match.rule)
            done.matches.append((said, recorded))
        else:
            index.add(account_id, said)
    _rewrite(done, renamed, problems)


def _rewrite(done: Assignment, renamed: dict[str, str], problems: dict[str, str]) -> None:
    for row, account_id in list(done.ids.items()):
        if account_id in problems:
            done.problems[row] = problems[account_id]
            del done.ids[row]
        elif account_id in renamed:
            done.ids[row] = renamed[account_id]


def _note_shared_claims(claims: Counter[str | None], index: Index, done: Assignment) -> None:
    for account_id, n in claims.items():
        if account_id and n > 1:
            done.notes.append(
                f"{n:,} rows with different ids could be {index.label(account_id)}; "
                "each became an account of its own"
            )


def _assign_without_id(rows: Mapping[int, Reference], index: Index, done: Assignment) -> None:
    by_identity: dict[Identity, list[int]] = defaultdict(list)
    for row, said in rows.items():
        by_identity[said.identity].append(row)
    exact = {identity: _exact(index, identity) for identity in by_identity}
    taken = {account_id for account_id in exact.values() if account_id}
    found = {
        identity: as_decided(index, rows[members[0]]) or find_without_id(
            index, rows[members[0]], allowed_by_name=lambda one: one not in taken
        )
        for identity, members in by_identity.items()
        if not exact[identity]
    }
    found |= _near(index, found, {one: rows[members[0]] for one, members in by_identity.items()})
    _note_near(index, found, rows, by_identity, done)
    claims = Counter(match.account_id for match in found.values() if _is_by_name(match))
    fresh: dict[str | Identity, str] = {}
    for identity, members in by_identity.items():
        said = rows[members[0]]
        match = found.get(identity, Match(exact[identity], "", 1.0))
        shared = _is_by_name(match) and (
            claims[match.account_id] > 1 or match.account_id in taken
        )
        if shared and match.rule.startswith(NEAR_NAME):
            match = Match()
        elif match.candidates or shared:
            done.problems |= dict.fromkeys(members, _ambiguous(index, match))
            continue
        account_id = match.account_id or _new_id(index, said, fresh)
        if match.rule:
            done.matches.append((said, match))
        done.ids |= dict.fromkeys(members, account_id)


def _is_by_name(match: Match) -> bool:
    return match.rule.startswith("name") or match.rule.startswith(NEAR_NAME)


def _near(
    index: Index, found: Mapping[Identity, Match], said: Mapping[Identity, Reference]
) -> dict[Identity, Match]:
    """Near names for those that no rule found anything for."""
    open_ones = {
        said[identity]: identity for identity, match in found.items()
        if not match.account_id and not match.candidates
        and not is_decided(index, said[identity])
    }
    near = near_matches(index, open_ones, at_least=SAME_LETTERS)
    return {open_ones[one]: match for one, match in near.items()}


def _note_near(
    index: Index, found: Mapping[Identity, Match], rows: Mapping[int, Reference],
    by_identity: Mapping[Identity, list[int]], done: Assignment,
) -> None:  # fmt: skip
    """Say which new accounts have a name like one that is there."""
    near = [
        (rows[by_identity[identity][0]], match.near[0]) for identity, match in found.items()
        if not match.account_id and match.near and match.near[0].score >= WORTH_SAYING
    ]
    if near:
        (said, best), n = near[0], len(near)
        have = "1 new account has a name" if n == 1 else f"{n:,} new accounts have names"
        done.notes.append(
            f"{have} like one that is there, such as '{said.name}' and "
            f"{index.label(best.account_id)}; kept apart, they may be duplicates"
        )


def _exact(index: Index, identity: Identity) -> str | None:
    """The account with the same name, country and domain: itself, when it has no other id."""
    found = index.identities.get(identity, [])
    generated = [account_id for account_id in found if account_id.startswith(GENERATED)]
    return generated[0] if len(generated) == 1 else None


def _new_id(index: Index, said: Reference, fresh: dict[str | Identity, str]) -> str:
    """The id of a new account; rows of one domain share it."""
    key: str | Identity = said.identity[2] or said.identity
    if key not in fresh:
        stem = GENERATED + slug(said.name or "")
        account_id, n = stem, 1
        while account_id in index.accounts:
            n += 1
            account_id = f"{stem}-{n}"
        fresh[key] = account_id
        index.add(account_id, said)
    return fresh[key]


def _ambiguous(index: Index, match: Match) -> str:
    candidates = match.candidates or (str(match.account_id),)
    if len(candidates) == 1:
        return f"Could be {index.label(candidates[0])}, as could other rows; add the Account ID"
    return f"Could be any of {candidates_text(index, candidates)}; add the Account ID"
