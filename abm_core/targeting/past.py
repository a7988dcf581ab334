"""Decided opportunities, and what their accounts looked like on the day each was opened.

A row of every table here is one decided opportunity. Its account counts with the values that the
change log has for the opening day. Where the log begins later, the oldest value that it knows is
taken, else today's; how often that is so is counted, because such values may already show how the
deal ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from abm_core.proportions import Codes
from abm_core.targeting import computed, matrix, model
from abm_core.targeting.accounts import EXTRA_PREFIX, Accounts
from abm_core.targeting.matrix import Matrix
from abm_core.targeting.model import NOT_EXCLUDED, Frame
from abm_core.targeting.profile import Exclusion, Profile
from abm_core.targeting.ranking import Flags, Numbers
from abm_core.targeting.rules import FieldType, Rule, Scores

T = TypeVar("T")
P = TypeVar("P", Profile, None)
RENEWAL = "renewal"
# Winning a deal changes what an account is to us: where it is not known what it was before, these
# values tell the outcome.
STATUS = "account_type"
OUTCOMES = ("prospect", "customer", "former customer")
KEPT_COLUMNS, KEPT_FRAMES = 256, 32
YES_NO = {True: True, False: False, "true": True, "false": False}

# Without a rate on or before the day of creation, an amount in another currency is not known.
DECIDED = """
WITH decided AS (
    SELECT opportunity_id, account_id, coalesce(motion, '') AS motion, created_on,
           outcome = 'won' AS won, amount, coalesce(currency, $currency) AS currency
    FROM opportunities
    WHERE outcome IN ('won', 'lost') AND account_id IS NOT NULL
      AND (closed_on IS NULL OR closed_on <= $as_of)
), rates AS (
    SELECT currency, valid_from, rate FROM currency_rates WHERE into_currency = $currency
), known AS (
    SELECT entity_id AS account_id, max(changed_at)::DATE AS known_from
    FROM change_log
    WHERE entity = 'accounts' AND field = '+'
    GROUP BY entity_id
), valued AS (
    SELECT d.*, d.amount * CASE WHEN d.currency = $currency THEN 1 ELSE r.rate END AS value
    FROM decided d ASOF LEFT JOIN rates r
        ON d.currency = r.currency AND d.created_on >= r.valid_from
)
SELECT v.opportunity_id, v.account_id, v.motion, v.created_on, v.won, v.value::DOUBLE AS value,
       k.known_from, coalesce(k.known_from <= v.created_on, FALSE) AS was_known
FROM valued v LEFT JOIN known k USING (account_id)
ORDER BY v.opportunity_id
"""

# The first change after the opening day holds the value of that day as its old one.
EARLIER = """
SELECT o.opportunity_id, c.field, c.old_value
FROM opportunities o JOIN change_log c
    ON c.entity_id = o.account_id AND c.changed_at::DATE > o.created_on
WHERE c.entity = 'accounts' AND c.field NOT IN ('+', '-') AND o.outcome IN ('won', 'lost')
QUALIFY row_number() OVER (PARTITION BY o.opportunity_id, c.field ORDER BY c.change_id) = 1
"""


class Deals(NamedTuple):
    """Decided opportunities of known accounts, renewals apart.

    row: the account's row in ``Accounts``. account: the same, numbered from 0 without gaps.
    value: the amount in the reporting currency, NaN where it is not known.
    was_known: the store already held the account on the opening day.
    """

    opportunity_ids: NDArray[np.object_]
    row: Codes
    account: Codes
    opened_on: NDArray[np.datetime64]
    won: Flags
    value: Numbers
    was_known: Flags
    known_from: date | None
    n_renewals: int

    def __len__(self) -> int:
        return len(self.won)

    @property
    def n_won(self) -> int:
        """Opportunities that were won."""
        return int(np.count_nonzero(self.won))

    @property
    def n_lost(self) -> int:
        """Opportunities that were lost."""
        return len(self.won) - self.n_won


class Past:
    """Decided opportunities of a store at one import revision, with memory for criteria."""

    def __init__(self, accounts: Accounts, *, as_of: date) -> None:
        self.accounts = accounts
        self.as_of = as_of
        self.deals = _deals(accounts, as_of)
        self._earlier = self._changes()
        self._column = lru_cache(KEPT_COLUMNS)(self._scores)
        self._frame = lru_cache(KEPT_FRAMES)(self._lay)
        self.n_unknowable = lru_cache(KEPT_COLUMNS)(self._count_unknowable)
        self._once = lru_cache(KEPT_FRAMES)(lambda make, profile: make(self, profile))

    def once(self, make: Callable[[Past, P], T], profile: P) -> T:
        """What a function makes of the past and a profile (or none), made once and remembered."""
        found: T = self._once(make, profile)
        return found

    def frame(self, profile: Profile) -> Frame:
        """Criteria and exclusions of a profile over the opportunities; weights do not matter."""
        looks = tuple((criterion.field, criterion.rule) for criterion in profile.criteria)
        return self._frame(looks, profile.exclusions)

    def column(self, field: str, rule: Rule) -> Scores:
        """Scores of one criterion as of each opening day; NaN where the value is not known."""
        return self._column(field, rule)

    def _count_unknowable(self, field: str) -> int:
        """Opportunities whose account has only a value that the opening day could not know.

        That is a day after it, or what an account became to us once the deal had ended.
        """
        info = self.accounts.fields.get(field)
        if info is None:
            return 0
        if computed.is_computed(field):
            return len(self.deals)
        if info.type == "date":
            return int(np.count_nonzero(self._is_later(self._dates(field))))
        if field != STATUS:
            return 0
        held = self.accounts.column(field).iloc[self.deals.row].isin(OUTCOMES).to_numpy()
        return int(np.count_nonzero(held & self._values(field).isna().to_numpy()))

    def _lay(
        self, looks: tuple[tuple[str, Rule], ...], exclusions: tuple[Exclusion, ...]
    ) -> Frame:
        laid: Matrix = matrix.build([self._column(*look) for look in looks], len(self.deals))
        reasons = np.full(len(self.deals), NOT_EXCLUDED, dtype=object)
        for exclusion in reversed(exclusions):
            if self._is_told(exclusion.field):
                values = self._values(exclusion.field)
                reasons[model.is_one_of(values, exclusion.values)] = exclusion.reason
        return Frame(laid, reasons, reasons != NOT_EXCLUDED)

    def _scores(self, field: str, rule: Rule) -> Scores:
        info = self.accounts.fields.get(field)
        if info is None or info.type not in rule.reads or not self._is_told(field):
            return np.full(len(self.deals), np.nan)
        if info.type != "date":
            return rule.score(self._values(field), self.as_of)
        dates = self._dates(field)
        # Moved so that each lies as far before as-of as it lay before its opening day.
        moved = dates + (np.datetime64(self.as_of) - self.deals.opened_on)
        return rule.score(moved.mask(self._is_later(dates)), self.as_of)

    def _is_told(self, field: str) -> bool:
        """Whether anything is known of a field on a past day; of what accounts do now, nothing."""
        return field in self.accounts.fields and not computed.is_computed(field)

    def _dates(self, field: str) -> pd.Series:
        return pd.to_datetime(self._values(field))

    def _is_later(self, dates: pd.Series) -> Flags:
        """Which days lie after the opening day, when nobody could know them."""
        return np.asarray(dates.to_numpy() > self.deals.opened_on)

    def _values(self, field: str) -> pd.Series:
        """The account's value of a field, per opportunity, as known on its opening day."""
        field_type = self.accounts.fields[field].type
        today = self.accounts.column(field).iloc[self.deals.row].reset_index(drop=True)
        name, header = (
            ("extra", field.removeprefix(EXTRA_PREFIX))
            if field.startswith(EXTRA_PREFIX) else (field, None)
        )  # fmt: skip
        places, texts = self._earlier.get(name, (np.array([], dtype=np.intp), []))
        read = {text: _old(text, header) for text in set(texts)}
        old = [read[text] for text in texts]
        found = _overlaid(today, places, old, field_type, self.deals.was_known)
        return found.mask(self._tells_outcome(found)) if field == STATUS else found

    def _tells_outcome(self, values: pd.Series) -> Flags:
        return np.asarray(values.isin(OUTCOMES)) & ~self.deals.was_known

    def _changes(self) -> dict[str, tuple[Codes, list[str | None]]]:
        """By field, the opportunities (places) before whose change an older value held."""
        place_of = {one: place for place, one in enumerate(self.deals.opportunity_ids)}
        found = self.accounts.query(EARLIER, {})
        found["place"] = found["opportunity_id"].map(place_of)
        held = found[found["place"].notna()].astype({"place": np.intp})
        return {
            str(field): (group["place"].to_numpy(), group["old_value"].tolist())
            for field, group in held.groupby("field")
        }


def _deals(accounts: Accounts, as_of: date) -> Deals:
    found = accounts.query(DECIDED, {"currency": accounts.currency, "as_of": as_of})
    found["row"] = accounts.rows_of(found["account_id"].tolist())
    found = found[found["row"] >= 0]
    kept = found[found["motion"] != RENEWAL]
    row = kept["row"].to_numpy(dtype=np.intp)
    began = found["known_from"].min()
    return Deals(
        kept["opportunity_id"].to_numpy(dtype=object),
        row,
        np.unique(row, return_inverse=True)[1],
        kept["created_on"].to_numpy(dtype="datetime64[D]"),
        kept["won"].to_numpy(dtype=bool),
        kept["value"].to_numpy(dtype=np.float64, na_value=np.nan),
        kept["was_known"].to_numpy(dtype=bool),
        None if pd.isna(began) else pd.Timestamp(began).date(),
        len(found) - len(kept),
    )


def _old(text: str | None, header: str | None) -> Any:  # noqa: ANN401 - any JSON
    """A value of the change log; of a further column when a header is given."""
    value = json.loads(text) if isinstance(text, str) else None
    if header is None:
        return value
    return value.get(header) if isinstance(value, dict) else None


def _overlaid(
    today: pd.Series, places: Codes, old: list[Any], field_type: FieldType, was_known: Flags
) -> pd.Series:
    """Today's values with older ones laid over; nothing known is no older value before the log."""
    if not len(places):
        return today
    values = _as_type(today, field_type)
    older = _as_type(pd.Series(old, dtype=object), field_type)
    counts = was_known[places] | older.notna().to_numpy()
    values.iloc[places[counts]] = older[counts].to_numpy()
    return values


def _as_type(values: pd.Series, field_type: FieldType) -> pd.Series:
    """The values in a form that holds any value of the type and the missing one."""
    match field_type:
        case "number":
            return pd.to_numeric(values, errors="coerce").astype(np.float64)
        case "boolean":
            return values.map(YES_NO, na_action="ignore").astype("boolean")
        case "date":
            return pd.to_datetime(values, errors="coerce")
        case _:
            return values.astype(object).where(values.notna(), None)
