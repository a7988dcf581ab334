"""What was planted in the sample is found again: fit decides deals, noise does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

import sample_data
from abm_core import sample, store
from abm_core.targeting import backtest, document, drivers
from abm_core.targeting.profile import Criterion
from abm_core.targeting.rules import Recency
from abm_core.targeting.workshop import Workshop

PLANTED = {"Industry", "Employees", "Data technologies", "Hiring for data roles"}
PROFILE = document.from_yaml(
    (Path(sample_data.__file__).parent / "profile.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    path = tmp_path_factory.mktemp("sample") / "sample.duckdb"
    sample.load_sample(path, now=datetime(2026, 11, 16))
    with closing(store.open_store(path)) as opened, opened.cursor() as cursor:
        yield Workshop(cursor)


def test_planted_drivers_rank_first(workshop: Workshop) -> None:
    noise = Criterion("Account age", "created_on", Recency(2000), weight=10)
    found = drivers.drivers(workshop.past, PROFILE.with_criterion(noise))
    # A data team stands in for data technologies: it is drawn from the same fit.
    assert {one.criterion for one in found[:5]} == {*PLANTED, "Data team"}
    assert found[0].criterion == "Industry"  # 30 of 100 planted points, the most
    for told in found[:5]:
        assert told.auc is not None and told.auc.low > 0.5
    assert not any(one.leaks for one in found)


def test_the_sample_profile_beats_chance_and_one_criterion(workshop: Workshop) -> None:
    alone = PROFILE.with_weights({c.name: 0 for c in PROFILE.criteria if c.name != "Region"})
    found = backtest.run(workshop.past, PROFILE, alone)
    assert found.draft is not None and found.draft.auc.low > 0.6
    assert found.difference is not None and found.difference.is_above_zero
    first, last = found.draft.tenths[0].won, found.draft.tenths[-1].won
    assert first.low > last.high
