"""Whether targets were tracked otherwise than the others after launch.

A pixel, an enrichment or a new feed that only targets got makes a difference by itself. It shows as
a source whose part of all activities grew among targets and not among the accounts that they are
compared with. A programme that works through one channel shows in the same way: a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from abm_core import settings

Before = float
After = float


class Shift(NamedTuple):
    """A source, its part of all activities of targets before and after, and of the others.

    ``beyond`` is by how much more its part grew among targets than among the others.
    """

    source: str
    before: float
    after: float
    others_before: float
    others_after: float

    @property
    def beyond(self) -> float:
        """Growth of its part among targets less that among the others."""
        return (self.after - self.before) - (self.others_after - self.others_before)

    @property
    def is_suspect(self) -> bool:
        """Whether a person should look at how targets were tracked."""
        return abs(self.beyond) > settings.SOURCE_SHIFT.value


def shifts(
    targets: Mapping[str, tuple[Before, After]], others: Mapping[str, tuple[Before, After]]
) -> list[Shift]:
    """What each source made up, the largest change first; sums by source, others weighted.

    Nothing where a group did nothing before or after.

    >>> pixel = shifts({"web": (100, 100), "new pixel": (0, 100)}, {"web": (100, 100)})[0]
    >>> pixel.source, pixel.beyond, pixel.is_suspect
    ('new pixel', 0.5, True)
    """
    sums = [
        [sum(pair[i] for pair in group.values()) for i in (0, 1)] for group in (targets, others)
    ]
    if min(min(pair) for pair in sums) <= 0:
        return []
    found = [
        Shift(source, *(group.get(source, (0.0, 0.0))[i] / total[i]
                        for group, total in zip((targets, others), sums, strict=True)
                        for i in (0, 1)))
        for source in {**targets, **others}
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-abs(one.beyond), -one.beyond))
