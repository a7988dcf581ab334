"""Find accounts, people and opportunities by a few letters.

All names, domains, addresses and ids lie in memory, in plain letters (small, without accents), one
long text per kind with the most important first. A search walks it once for the beginnings of
words, and once more for letters inside words where those are too few: so it takes as long as the
machine needs to walk some ten megabytes, whatever is asked.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
from duckdb import DuckDBPyConnection

from abm_core import store
from abm_core.review import lists, lists_wording

ACCOUNTS, PEOPLE, OPPORTUNITIES, LISTS = "accounts", "people", "opportunities", "lists"
SHOWN = 5  # of a kind
FEWEST_LETTERS = 2
LOOKED_AT = 50  # best matches that are put in order of how well they match
TRIED = 5_000  # records that are tried for the other words of several
COLUMNS = ("id", "account_id", "name", "detail", "mark")

# Small letters without marks; letters that are no marked ones are written as people type them.
# ``plain`` says the same of what is asked for.
TYPED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae",
                       "œ": "oe", "\n": " ", "\r": " "})  # fmt: skip
PLAIN = r"""
CREATE OR REPLACE TEMP MACRO in_plain_letters(said) AS
    replace(replace(replace(
        translate(strip_accents(lower(said)), 'øłđðı' || chr(10) || chr(13), 'olddi  '),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
"""
# A name with marks in it is found by its words as well: Rolls-Royce by "royce".
WORDS = r"""
CREATE OR REPLACE TEMP MACRO words_apart(said) AS
    CASE WHEN regexp_matches(said, '[^\pL\pN ]')
         THEN regexp_replace(said, '[^\pL\pN]+', ' ', 'g') END
"""
READ_ACCOUNTS = """
SELECT a.account_id AS id, a.account_id, coalesce(a.name, a.domain, a.account_id) AS name,
       concat_ws(' · ', 'Tier ' || s.tier, a.domain, a.country) AS detail, '' AS mark,
       chr(10) || ' ' || in_plain_letters(
           concat_ws(' ', a.name, words_apart(a.name), a.domain, a.account_id)) AS text
FROM accounts a LEFT JOIN account_scores s ON s.account_id = a.account_id
ORDER BY s.tier NULLS LAST, s.score DESC NULLS LAST, a.name, a.account_id
"""
READ_PEOPLE = """
SELECT c.contact_id AS id, c.account_id, coalesce(c.name, nullif(concat_ws(' ', c.first_name,
           c.last_name), ''), c.email, c.contact_id) AS name,
       concat_ws(' · ', c.title, a.name) AS detail,
       CASE WHEN c.opted_out THEN 'opted out' WHEN c.bounced THEN 'bounced'
            WHEN c.left_on IS NOT NULL THEN 'left' ELSE '' END AS mark,
       chr(10) || ' ' || in_plain_letters(concat_ws(' ',
           coalesce(c.name, concat_ws(' ', c.first_name, c.last_name)),
           words_apart(c.name), c.email, c.contact_id)) AS text
FROM contacts c
LEFT JOIN accounts a ON a.account_id = c.account_id
LEFT JOIN account_scores s ON s.account_id = c.account_id
ORDER BY s.tier NULLS LAST, s.score DESC NULLS LAST, c.name, c.contact_id
"""
READ_OPPORTUNITIES = """
SELECT o.opportunity_id AS id, o.account_id, coalesce(o.name, o.opportunity_id) AS name,
       concat_ws(' · ', o.outcome, a.name) AS detail, '' AS mark,
       chr(10) || ' ' || in_plain_letters(
           concat_ws(' ', o.name, words_apart(o.name), o.opportunity_id)) AS text
FROM opportunities o LEFT JOIN accounts a ON a.account_id = o.account_id
ORDER BY o.outcome <> 'open', o.created_on DESC NULLS LAST, o.opportunity_id
"""
READ = {ACCOUNTS: READ_ACCOUNTS, PEOPLE: READ_PEOPLE, OPPORTUNITIES: READ_OPPORTUNITIES}


class Hit(NamedTuple):
    """Something found: its id, its account, what it is called, and a word of warning if any."""

    kind: str
    id: str
    account_id: str | None
    name: str
    detail: str
    mark: str


class Group(NamedTuple):
    """The best hits of one kind, and whether there are more."""

    kind: str
    hits: tuple[Hit, ...]
    has_more: bool


class Shelf:
    """Everything of one kind that can be found, the most important first."""

    def __init__(self, kind: str, table: pa.Table) -> None:
        self.kind = kind
        self._shown = table.select(COLUMNS).combine_chunks()
        texts = table.column("text").combine_chunks().cast(pa.large_string())
        _, offsets, data = texts.buffers()
        self._starts = memoryview(offsets).cast("q")[: len(texts) + 1]
        self._text = data.to_pybytes() if data is not None else b""

    def __len__(self) -> int:
        return len(self._starts) - 1

    def find(self, words: Sequence[bytes], most: int = SHOWN) -> Group:
        """The best ``most`` records that hold all of the words."""
        phrase = b" ".join(words)
        rows = _first(self._holding(b" " + phrase), LOOKED_AT)
        if len(rows) <= most:
            rest = self._holding(phrase) if len(words) == 1 else self._with_all(words)
            known = set(rows)
            rows += _first((row for row in rest if row not in known), LOOKED_AT)
        rows.sort(key=self._order(words))
        return Group(self.kind, tuple(self._hits(rows[:most])), len(rows) > most)

    def _holding(self, letters: bytes) -> Iterator[int]:
        """Row numbers of the records with these letters, each once, in their order."""
        at = self._text.find(letters)
        while at >= 0:
            row = bisect_right(self._starts, at) - 1
            yield row
            at = self._text.find(letters, self._starts[row + 1])

    def _with_all(self, words: Sequence[bytes]) -> Iterator[int]:
        longest = max(words, key=len)
        for row in _first(self._holding(longest), TRIED):
            text = self._of(row)
            if all(word in text for word in words):
                yield row

    def _order(self, words: Sequence[bytes]) -> Callable[[int], tuple[bool, int]]:
        """What begins with the words comes first, then what has most of them at beginnings."""
        def place(row: int) -> tuple[bool, int]:
            text = self._of(row)
            begun = sum(b" " + word in text for word in words)
            return not text.startswith(b"\n " + words[0]), -begun

        return place

    def _of(self, row: int) -> bytes:
        return self._text[self._starts[row] : self._starts[row + 1]]

    def _hits(self, rows: Sequence[int]) -> Iterator[Hit]:
        for one in self._shown.take(pa.array(rows, pa.int64())).to_pylist():
            yield Hit(self.kind, **one)


class Index(NamedTuple):
    """Everything that can be found in a store, by kind."""

    shelves: tuple[Shelf, ...]


def state(cursor: DuckDBPyConnection) -> str:
    """What an index was made of: the data, and the scores that give it its order."""
    return f"{store.revision(cursor)} {store.read_meta(cursor, 'account_scores')}"


def read(cursor: DuckDBPyConnection) -> Index:
    """Everything of the store that can be found, put in memory."""
    cursor.execute(PLAIN)
    cursor.execute(WORDS)
    return Index(tuple(
        Shelf(kind, cursor.execute(query).to_arrow_table()) for kind, query in READ.items()
    ))  # fmt: skip


def find(index: Index, said: str, *, most: int = SHOWN) -> list[Group]:
    """What holds all words that are asked for, by kind; no group is empty.

    Word beginnings come before letters inside words, and each kind in the order of tier and score
    (opportunities: open ones first). Fewer than two letters find nothing.
    """
    words = [word.encode() for word in plain(said).split()]
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    found = (shelf.find(words, most) for shelf in index.shelves)
    return [group for group in found if group.hits]


def find_lists(
    cursor: DuckDBPyConnection, said: str, *, most: int = SHOWN
) -> list[Group]:
    """Saved lists in use whose name or note holds all words; of the names that begin so first."""
    words = plain(said).split()
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    held = [(f" {plain(f'{one.name} {one.note}')}", one) for one in lists.listing(cursor)]
    found = [(text, one) for text, one in held if all(word in text for word in words)]
    found.sort(key=lambda pair: f" {words[0]}" not in pair[0])
    hits = [Hit(LISTS, str(one.list_id), None, one.name,
                lists_wording.counted(one.n_rows, one.entity), "") for _, one in found[:most]]
    return [Group(LISTS, tuple(hits), len(found) > most)] if hits else []


def plain(said: str) -> str:
    """A text in plain letters.

    >>> plain("Société GRØN Straße")
    'societe gron strasse'
    """
    apart = unicodedata.normalize("NFD", said.lower())
    bare = "".join(one for one in apart if not unicodedata.category(one).startswith("M"))
    return unicodedata.normalize("NFC", bare.translate(TYPED))


def _first(rows: Iterator[int], most: int) -> list[int]:
    return [row for row, _ in zip(rows, range(most), strict=False)]
