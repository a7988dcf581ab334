"""How tierings would have done in the past, as rows for the comparison side by side."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core.targeting import backtest
from abm_core.targeting.comparing import Measure
from abm_core.targeting.past import Past
from abm_core.targeting.profile import Profile


def measures(past: Past, profiles: Sequence[Profile | None]) -> list[Measure]:
    """AUC, and what tier 1 would have held, per profile; NaN for a column without one.

    None where too few opportunities were decided for a back-test.
    """
    if not backtest.is_enough(past.deals):
        return []
    judged = [None if one is None else past.once(backtest.judge, one) for one in profiles]
    first = [None if one is None else one.tiers[0] for one in judged]
    nan = float("nan")
    return [
        Measure("Back-test AUC", "number",
                tuple(nan if one is None else one.auc.estimate for one in judged)),
        Measure("Tier 1 share of won amount", "share",
                tuple(nan if one is None else one.share_of_won_amount for one in first), 1),
        Measure("Tier 1 share of accounts won", "share",
                tuple(nan if one is None else one.of_won_accounts.share for one in first), 1),
    ]  # fmt: skip
