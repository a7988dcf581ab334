"""Accounts without a name but with a domain of their own: the domain stands for the name.

It is the name of a new account only. One that is known keeps its name, and a later file that has
a name gives it.
"""

from __future__ import annotations

from collections.abc import Sequence

from abm_core.intake.parse.domains import for_matching


def with_domain_only(
    names: Sequence[str | None], domains: Sequence[str | None]
) -> list[int]:
    """The rows that have no name, but a domain that tells one company from another.

    >>> with_domain_only(["Acme", None, None, None], [None, "acme.com", "gmail.com", None])
    [1]
    """
    pairs = zip(names, domains, strict=True)
    return [row for row, (name, domain) in enumerate(pairs)
            if name is None and for_matching(domain)]  # fmt: skip


def note(n: int, such_as: str) -> str:
    """That new accounts go by their domains."""
    many = "1 account has none and goes by its domain" if n == 1 else (
        f"{n:,} accounts have none and go by their domains")  # fmt: skip
    return f"Account name: {many}, such as '{such_as}'; a later file may give the name"
