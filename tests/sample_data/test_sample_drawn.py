"""The sample's random hold-out: drawn as the product draws, left alone, and answered."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from abm_core import schema, store
from abm_core.lift import holdout, study
from abm_core.lift.windows import Span
from benchmarks.lift import sample_world
from benchmarks.lift.sample_world import NOW, PROGRAMME
from sample_data.effects import ENGAGEMENT_EFFECT, PIPELINE_EFFECT
from sample_data.generate import AS_OF, SampleData, generate

WAVE = pd.Timestamp(2026, 1, 12)


def test_the_draw_can_be_done_again(sample: SampleData) -> None:
    drawn = sample.holdouts.sort_values("account_id")
    (seed,) = drawn["seed"].unique()
    first = np.random.default_rng(seed).permutation(500)[:100]
    assert set(drawn["account_id"].iloc[first]) == set(
        drawn.loc[drawn["is_held_out"], "account_id"])
    assert (len(drawn), drawn["is_held_out"].sum()) == (500, 100)
    assert drawn["share"].unique().tolist() == [0.2]


def test_the_others_joined_and_those_held_out_did_not(sample: SampleData) -> None:
    first = sample.target_list.groupby("account_id")["joined_on"].min()
    drawn = sample.holdouts.assign(joined=sample.holdouts["account_id"].map(first))
    assert (drawn.loc[~drawn["is_held_out"], "joined"] == WAVE).all()
    held = drawn.loc[drawn["is_held_out"]]
    assert not (held["joined"] <= held["held_until"]).any()


def test_the_programme_changes_nothing_about_them(
    sample: SampleData, without: SampleData
) -> None:
    """Until the end of the draw both worlds have the same rows of the accounts held out."""
    held = sample.holdouts.loc[sample.holdouts["is_held_out"], "account_id"]
    until = sample.holdouts["held_until"].iloc[0]

    def rows(world: SampleData) -> tuple[set[str], set[str]]:
        did, deals = world.activities, world.opportunities
        return (
            set(did.loc[did["account_id"].isin(held) & (did["occurred_at"] < until),
                        "activity_id"]),
            set(deals.loc[deals["account_id"].isin(held) & (deals["created_on"] < until),
                          "opportunity_id"]),
        )  # fmt: skip

    assert rows(sample) == rows(without)


def test_without_a_draw_it_is_the_world_of_before() -> None:
    plain = generate(hold_out=False)
    assert plain.holdouts.empty
    wave = plain.target_list[plain.target_list["joined_on"] == WAVE]
    assert (wave["tier"] == "3").sum() == 400


@pytest.mark.parametrize(
    ("span", "metric", "effect"),
    [("engagement", "visits", ENGAGEMENT_EFFECT), ("engagement", "touches", ENGAGEMENT_EFFECT),
     ("pipeline", "opportunities", PIPELINE_EFFECT)],
)  # fmt: skip
def test_the_product_answers_and_its_range_holds_the_truth(
    sample: SampleData, span: Span, metric: str, effect: float
) -> None:
    with sample_world.opened(sample) as cursor:
        sample_world.choose(cursor, sample, np.random.default_rng(1), 1225)
        store.insert(cursor, schema.HOLDOUTS, sample.holdouts.assign(
            programme_id=PROGRAMME).to_dict("records"))  # fmt: skip
        laid = holdout.prepare(cursor, PROGRAMME, span=span, as_of=AS_OF, seed=1, now=NOW)
        found = study.read_out(cursor, laid, metric, now=NOW)
        assert (laid.cohorts.n_targets, laid.cohorts.n_controls) == (400, 100)
        assert found.verdict != "not measurable yet" and found.over is not None
        assert found.over.low < math.log(effect) < found.over.high
