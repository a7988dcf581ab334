"""The headline of a review: strongest signal; outcome against its range; largest open gap."""

from __future__ import annotations

from collections.abc import Sequence

from abm_core.review import headline_wording as wording
from abm_core.review.document import Changes, Measure
from abm_core.review.gap import Gap
from abm_core.review.measures import OUTCOME
from abm_core.review.said import Said


def read(measures: Sequence[Measure], changes: Sequence[Changes], gap: Gap | None) -> Said:
    """One sentence of at most three parts; a quiet week says that it is quiet."""
    (outcome,) = (one for one in measures if one.key == OUTCOME)
    signals = sorted((one for one in measures if one.signal), key=_strength, reverse=True)
    others = [one for one in signals if one.key != OUTCOME]
    if others:
        parts = [wording.measure(others[0]), wording.measure(outcome)]
    elif signals:
        parts = [wording.measure(outcome)]
    else:
        parts = [wording.calm(measures, any(one.changes for one in changes)),
                 wording.measure(outcome)]  # fmt: skip
    if gap:
        parts.append(wording.gap(gap))
    return wording.joined(parts)


def _strength(of: Measure) -> float:
    """How far outside the range, in halves of its width; a run counts less than any such."""
    if of.centre is None or of.high is None or of.signal.startswith("run"):
        return 0.0
    reach = max(of.high - of.centre, 1e-9)
    return abs(of.values[-1] - of.centre) / reach
