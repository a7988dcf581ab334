"""A profile refuses what cannot be scored, and its changes make another one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_world import INDUSTRY, INTENT, PROFILE, SIZE

from abm_core.errors import AbmError
from abm_core.targeting.profile import MAX_CRITERIA, Profile, Triple


@pytest.mark.parametrize("weight", [-1, 100.5, float("nan"), float("inf")])
def test_weights_are_importance_points(weight: float) -> None:
    with pytest.raises(AbmError, match="weight of 'Industry'") as caught:
        replace(INDUSTRY, weight=weight)
    assert caught.value.fix == "Use importance points between 0 and 100."


def test_the_ends_of_the_weight_range_are_in() -> None:
    assert replace(INDUSTRY, weight=0).weight == 0
    assert replace(INDUSTRY, weight=100).weight == 100


@pytest.mark.parametrize("cutoffs", [(60.0, 80.0, 40.0), (80.0, 40.0, 60.0)])
def test_a_better_tier_asks_for_at_least_as_much(cutoffs: Triple) -> None:
    with pytest.raises(AbmError, match="a better tier asks for less"):
        replace(PROFILE, cutoffs=cutoffs)


def test_equal_cutoffs_are_allowed() -> None:
    assert replace(PROFILE, cutoffs=(60.0, 60.0, 0.0)).cutoffs == (60.0, 60.0, 0.0)


@pytest.mark.parametrize("cutoffs", [(100.5, 60, 40), (80, 60, -1), (float("nan"), 60, 40)])
def test_cutoffs_are_account_scores(cutoffs: Triple) -> None:
    with pytest.raises(AbmError, match="cutoffs are"):
        replace(PROFILE, cutoffs=cutoffs)


@pytest.mark.parametrize("gates", [(1.1, 0.4, 0.3), (0.6, 0.4, -0.1)])
def test_gates_are_shares(gates: Triple) -> None:
    with pytest.raises(AbmError, match="completeness gates are") as caught:
        replace(PROFILE, gates=gates)
    assert caught.value.fix == "Use shares between 0 and 1."


def test_a_capacity_is_not_negative() -> None:
    with pytest.raises(AbmError, match="below zero"):
        replace(PROFILE, capacities=(25, -1, 2000))


def test_criteria_have_names_of_their_own() -> None:
    with pytest.raises(AbmError, match="Two criteria are called 'Industry'"):
        Profile("Twice", (INDUSTRY, replace(SIZE, name="Industry")))


def test_a_profile_has_a_limit_of_criteria() -> None:
    many = tuple(replace(INDUSTRY, name=str(n)) for n in range(MAX_CRITERIA + 1))
    with pytest.raises(AbmError, match=f"has {MAX_CRITERIA + 1} criteria"):
        Profile("Many", many)
    assert len(Profile("Most", many[1:]).criteria) == MAX_CRITERIA


def test_shares_are_parts_of_all_points() -> None:
    assert PROFILE.weights == [20, 10, 10]
    assert PROFILE.shares == [20 / 40, 10 / 40, 10 / 40]


def test_no_points_no_shares() -> None:
    nothing = PROFILE.with_weights({"Industry": 0, "Size": 0, "Intent": 0})
    assert nothing.shares == [0, 0, 0]
    assert nothing.rebased().weights == [0, 0, 0]
    assert Profile("Empty", ()).shares == []


def test_a_change_makes_another_profile() -> None:
    changed = PROFILE.with_weights({"Size": 30, "Not a criterion": 5})
    assert changed.weights == [20, 30, 10]
    assert PROFILE.weights == [20, 10, 10]


def test_rebased_points_add_up_to_100() -> None:
    assert PROFILE.rebased().weights == [50, 25, 25]
    thirds = PROFILE.with_weights({"Industry": 7, "Size": 7, "Intent": 7}).rebased()
    assert thirds.weights == [34, 33, 33]


def test_criteria_come_and_go() -> None:
    two = PROFILE.without_criterion("Size")
    assert [c.name for c in two.criteria] == ["Industry", "Intent"]
    assert [c.name for c in two.with_criterion(SIZE).criteria] == ["Industry", "Intent", "Size"]
    renamed = replace(INTENT, name="Interest")
    swapped = PROFILE.with_criterion(renamed, replaces="Intent")
    assert [c.name for c in swapped.criteria] == ["Industry", "Size", "Interest"]
    with pytest.raises(AbmError, match="Two criteria"):
        PROFILE.with_criterion(SIZE)
