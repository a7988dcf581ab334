"""The product judges the sample's programme: 200 targets are enough, 25 are not."""

from __future__ import annotations

import numpy as np
import pytest

from abm_core.lift import study
from abm_core.lift.outcomes import Outcomes
from benchmarks.lift import sample_world
from benchmarks.lift.sample_world import NOW, PROGRAMME
from sample_data.generate import AS_OF, SampleData


@pytest.mark.parametrize("effect", [1.25, 1.0])
def test_engagement_of_200_targets_and_pipeline_of_25(
    sample: SampleData, without: SampleData, effect: float
) -> None:
    """One draw of targets; ``benchmarks.lift_sample`` takes many seeds."""
    world = sample if effect > 1 else without
    with sample_world.opened(world) as cursor:
        sample_world.choose(cursor, world, np.random.default_rng(1), 200)
        laid = study.prepare(cursor, PROGRAMME, span="engagement", as_of=AS_OF, seed=1, now=NOW)
        held = Outcomes(cursor, laid)
        found = study.read_out(cursor, laid, "touches", now=NOW, held=held)
        naive = study.naive(laid, "touches", held)
        assert laid.cohorts.n_targets == 200 and not found.finding.blocked
        assert found.finding.estimate.low < effect - 1 < found.finding.estimate.high
        assert (found.finding.estimate.low > 0) == (effect > 1)
        assert naive.value < np.log(effect), "the surge that they were chosen for passes"
        for seed in range(1, 4):
            sample_world.choose(cursor, world, np.random.default_rng(seed), 25)
            few = study.prepare(cursor, PROGRAMME, span="pipeline", as_of=AS_OF, seed=1, now=NOW)
            told = study.read_all(cursor, few, now=NOW)
            assert {one.verdict for one in told} == {"not measurable yet"}, seed
            assert all("accounts" in {short.what for short in one.finding.shortfalls}
                       for one in told), "however many deals they happen to have"
