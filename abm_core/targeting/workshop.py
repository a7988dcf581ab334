"""What a what-if session needs at hand: the accounts, and everything already read from them.

Kept per store and import revision, shared by all windows. Nothing here depends on a draft.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from abm_core.overview import newest_day
from abm_core.targeting import model, stability, whatif
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.expected import Created, created
from abm_core.targeting.model import Frame, Scored
from abm_core.targeting.past import Past
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Rule
from abm_core.targeting.scoring import Numbers

Looks = tuple[tuple[str, str, Rule], ...]
KEPT = 32


class Workshop:
    """The accounts as of a day, with memory for what criteria and live profiles made of them."""

    def __init__(self, cursor: DuckDBPyConnection, as_of: date | None = None) -> None:
        self.accounts = Accounts(cursor)
        self.revision = self.accounts.revision
        self.as_of = as_of or newest_day(cursor) or date.max
        self._frame = lru_cache(KEPT)(self._read_frame)
        self.score_once = lru_cache(KEPT)(self.score)
        self.named = lru_cache(KEPT)(self._named)
        self.live_spread = lru_cache(KEPT)(self._live_spread)
        self.stability = lru_cache(KEPT)(self._stability)

    @cached_property
    def past(self) -> Past:
        """Decided opportunities with their accounts as known then; read when first asked for."""
        return Past(self.accounts, as_of=self.as_of)

    @cached_property
    def created(self) -> Created:
        """Pipeline that every account created; read when first asked for."""
        return created(self.accounts, as_of=self.as_of)

    def frame(self, profile: Profile) -> Frame:
        """Criteria and exclusions of a profile over the accounts; weights do not matter."""
        return self._frame(_looks(profile.criteria), profile.exclusions)

    def score(self, profile: Profile) -> Scored:
        """Scores and tiers under a profile: the what-if step."""
        return model.score(self.frame(profile), profile)

    def _named(self, text: str) -> NDArray[np.intp]:
        """Accounts whose name or domain holds a text, by row number, in their order."""
        return whatif.named(self.accounts, np.arange(len(self.accounts)), text)

    def _live_spread(self, profile: Profile) -> np.ndarray:
        """Accounts per band of account score under a saved profile."""
        return whatif.histogram(self.score_once(profile).scores)

    def _stability(self, profile: Profile, *, seed: int) -> Numbers:
        """Per account, how often it keeps its tier under slightly other weights."""
        return stability.stability(self.score(profile), seed=seed)

    def _read_frame(self, looks: Looks, exclusions: tuple[Exclusion, ...]) -> Frame:
        criteria = tuple(
            Criterion(name, field, rule, weight=1, part="timing")  # which the frame does not ask
            for name, field, rule in looks
        )
        return model.frame(self.accounts, Profile("", criteria, exclusions), as_of=self.as_of)


def _looks(criteria: tuple[Criterion, ...]) -> Looks:
    """What criteria look at, apart from their weights."""
    return tuple((criterion.name, criterion.field, criterion.rule) for criterion in criteria)
