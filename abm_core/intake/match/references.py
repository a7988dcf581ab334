"""Which account every row of a file refers to, and what to say where that is not clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from abm_core import schema
from abm_core.intake.match.identity import Index, Match, Reference, candidates_text
from abm_core.intake.match.lookup import NEAR_NAME, WORTH_SAYING, find_all, speaks_against
from abm_core.intake.parse.domains import for_matching, registrable
from abm_core.intake.parse.words import shorten
from abm_core.intake.rows.batch import Batch

PLURALS = {"stage_history": "stage changes", "target_list": "target list entries"}


@dataclass(frozen=True)
class Accounts:
    """Per row the reference, and per reference the account that it means."""

    said: list[Reference]
    matched: dict[Reference, Match]

    def of(self, row: int) -> str | None:
        """The account that was found for a row."""
        said = self.said[row]
        return None if said.is_blank else self.matched[said].account_id

    def stated(self, row: int) -> str | None:
        """What a row names where a person decided on another account."""
        said = self.said[row]
        return None if said.is_blank else self.matched[said].stated

    def written(self, row: int) -> str | None:
        """The account that was found, else the id as the file gives it."""
        return self.of(row) or self.said[row].account_id


def resolve(batch: Batch, index: Index, *, mails: Sequence[str | None] = ()) -> Accounts:
    """Look up every distinct reference of a file once; what a rejected row says counts nothing."""
    columns = [batch.column(name) for name in ("account_id", "account_domain", "account_name")]
    domains = {mail: mail_domain(mail) for mail in set(mails) if mail}
    said = [
        Reference(account_id, domain, name, None, domains.get(mail) if mail else None)
        if row not in batch.reasons else Reference()
        for row, (account_id, domain, name, mail) in enumerate(zip(
            *columns, mails or [None] * len(batch.frame), strict=True))
    ]
    matched = find_all(index, said)
    _share_ids(matched)
    return Accounts(said, matched)


def _share_ids(matched: dict[Reference, Match]) -> None:
    """Where a row tells whose an unknown id is, rows that give the id alone mean the same account.

    The next import knows it from the ledger; the first must not read the same file otherwise.
    """
    whose: dict[str, set[str]] = {}
    for one, match in matched.items():
        if one.account_id and match.account_id:
            whose.setdefault(one.account_id, set()).add(match.account_id)
    sure = {one.account_id: match for one, match in matched.items()
            if one.account_id and match.account_id and len(whose[one.account_id]) == 1}
    for one, match in matched.items():
        if match.account_id is None and not match.candidates and one.account_id in sure:
            matched[one] = sure[one.account_id]


def keep_stated(batch: Batch, *found: Accounts) -> None:
    """Keep what rows name where a person decided on another account, so that it can be undone."""
    rows_said = [
        next((text for one in found if (text := one.stated(row))), None)
        for row in range(len(batch.frame))
    ]
    if any(rows_said):
        batch.set_column("stated_account_id", rows_said)


def mail_domain(mail: str) -> str | None:
    """The domain of an address if it can tell a company; ``None`` for free mail.

    >>> mail_domain("Ida <ida@mail.acme.com>"), mail_domain("ida@gmail.com"), mail_domain("ida")
    ('acme.com', None, None)
    """
    return for_matching(registrable(mail.strip(" <>"))) if "@" in mail else None


def note(batch: Batch, index: Index, found: Accounts) -> None:
    """Count the rows without a known account, and say which references are unclear."""
    accounts = batch.column("account_id")
    orphans = [row for row in batch.live if accounts[row] not in index.accounts]
    batch.n_orphans = len(orphans)
    blank = sum(found.said[row].is_blank for row in orphans)
    several = [row for row in orphans if ";" in (found.said[row].account_id or "")]
    unclear = [row for row in orphans
               if not found.said[row].is_blank and found.matched[found.said[row]].candidates]
    unknown = len(orphans) - blank - len(several) - len(unclear)
    if blank:
        batch.notes.append(
            f"Account: {rows(blank, batch.entity)} without one; kept apart from account numbers"
        )
    if unknown:
        batch.notes.append(
            f"Account: {rows(unknown, batch.entity)} with an account that is not known yet; kept "
            "apart until it is imported"
        )
        _note_possible(batch, index, found, orphans)
    if several:
        batch.notes.append(
            f"Account: {rows(len(several), batch.entity)} with several, such as "
            f"'{shorten(str(found.said[several[0]].account_id))}'; kept apart"
        )
    if unclear:
        one = found.said[unclear[0]]
        named = candidates_text(index, found.matched[one].candidates)
        batch.notes.append(
            f"Account: {rows(len(unclear), batch.entity)} with an account that is not clear: "
            f"'{one.text}' could be any of {named}; kept apart"
        )


    _note_near(batch, index, found)


def _note_possible(batch: Batch, index: Index, found: Accounts, orphans: list[int]) -> None:
    """One account that is not known and has a name like one that is."""
    said = dict.fromkeys(found.said[row] for row in orphans)
    near = [(one, found.matched[one].near[0]) for one in said
            if not one.is_blank and found.matched[one].near]
    possible = next((pair for pair in near if pair[1].score >= WORTH_SAYING), None)
    if possible:
        one, best = possible
        why = ("its country or domain is another one, so it is kept apart"
               if speaks_against(index, one, best.account_id)
               else "not near enough to be taken for it")  # fmt: skip
        batch.notes.append(
            f"Account: {_named(one)} may be {index.label(best.account_id)} ({best.evidence}); {why}"
        )


def _named(said: Reference) -> str:
    """A reference by its name, which is what is near, with the domain beside it."""
    return f"'{said.name}'{f' of {said.domain}' if said.domain else ''}"


def _note_near(batch: Batch, index: Index, found: Accounts) -> None:
    """How many rows have their account by a near name only."""
    near = [row for row in batch.live if not found.said[row].is_blank
            and found.matched[found.said[row]].rule.startswith(NEAR_NAME)]
    if near:
        one = found.said[near[0]]
        account = index.label(str(found.matched[one].account_id))
        batch.notes.append(
            f"Account: {rows(len(near), batch.entity)} with a name near to that of an account, "
            f"such as {_named(one)} for {account}; each is in the match ledger"
        )


def rows(n: int, entity: schema.Entity) -> str:
    """A count of rows in a sentence: "1 contact", "1,200 activities"."""
    many = PLURALS.get(entity.name, entity.label.lower())
    return f"1 {entity.singular}" if n == 1 else f"{n:,} {many}"
