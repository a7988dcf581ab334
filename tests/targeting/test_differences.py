"""The difference of two profiles in words: what it says, and that it says everything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from profiles_at_random import neighbours, profiles
from tiny_world import COMPETITORS, INDUSTRY, INTENT, PROFILE, SIZE

from abm_core.targeting import differences
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import AnyOf, Bands, Categories, Ramp, Recency, Rule, YesNo


@given(profiles, profiles)
def test_two_profiles_differ_exactly_when_there_is_something_to_say(
    one: Profile, other: Profile
) -> None:
    assert bool(differences.words(one, other)) == (one != other)
    assert not differences.words(one, replace(one))


@given(neighbours())
def test_near_profiles_differ_exactly_when_there_is_something_to_say(
    pair: tuple[Profile, Profile],
) -> None:
    one, other = pair
    assert bool(differences.words(one, other)) == bool(differences.words(other, one))
    assert bool(differences.words(one, other)) == (one != other)


def test_the_sentence_of_the_lead() -> None:
    old = replace(PROFILE, cutoffs=(70.0, 60.0, 40.0))
    new = replace(old.with_weights({"Industry": 30.0}), cutoffs=(66.0, 60.0, 40.0))
    assert differences.sentence(old, new) == "Industry weight 20 → 30; tier 1 cutoff 70 → 66."
    assert differences.sentence(old, old) == "The two profiles are the same."


def test_numbers_by_tier() -> None:
    new = replace(
        PROFILE, cutoffs=(80.0, 59.5, 0.0), gates=(0.6, 0.405, 0.3), capacities=(30, 200, 12000)
    )
    assert differences.words(PROFILE, new) == [
        "tier 2 cutoff 60 → 59.5", "tier 3 cutoff 40 → 0",
        "tier 2 completeness gate 40 % → 40.5 %",
        "tier 1 capacity 25 → 30", "tier 3 capacity 2,000 → 12,000",
    ]  # fmt: skip


def test_criteria_come_go_and_are_renamed() -> None:
    region = Criterion("Region", "region", AnyOf(("EU",)), weight=15)
    sector = replace(INDUSTRY, name="Sector", weight=25)
    assert differences.words(PROFILE, replace(PROFILE, criteria=(sector, SIZE, region))) == [
        "criterion Intent removed (weight 10)",
        "criterion Region added (weight 15, fit, any_of of 'region')",
        "criterion Industry is now called Sector",
        "Sector weight 20 → 25",
    ]
    assert differences.words(PROFILE, replace(PROFILE, criteria=(SIZE, INDUSTRY, INTENT))) == [
        "the criteria stand in another order: Size, Industry and Intent"
    ]
    assert differences.words(PROFILE, replace(PROFILE, criteria=(region, *PROFILE.criteria))) == [
        "criterion Region added (weight 15, fit, any_of of 'region')",
        "the criteria now stand as Region, Industry, Size and Intent",
    ]


def test_what_a_criterion_looks_at() -> None:
    other = replace(INTENT, field="extra.Surge", part="fit")
    assert differences.words(PROFILE, PROFILE.with_criterion(other, replaces="Intent")) == [
        "Intent looks at 'extra.Surge' instead of 'extra.Intent'",
        "Intent counts for fit instead of timing",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (Bands(((100, 0.5), (1000, 1.0))), Bands(((100, 0.6), (5000, 1.0))),
         ["band from 100 0.5 → 0.6", "band from 5,000 added (1)", "band from 1,000 removed"]),
        (Categories((("A", 1.0), ("B", 0.5)), 0.0), Categories((("A", 0.9), ("C", 0.5)), 0.2),
         ["A 1 → 0.9", "C added (0.5)", "B removed", "every other value 0 → 0.2"]),
        (Categories((("A", 1.0), ("B", 0.5))), Categories((("B", 0.5), ("A", 1.0))),
         ["the same entries in another order"]),
        (AnyOf(("SAP", "CRM")), AnyOf(("SAP", "ERP")), ["'ERP' added", "'CRM' removed"]),
        (AnyOf(("SAP", "SAP")), AnyOf(("SAP",)), ["'SAP' removed"]),
        (Ramp(0, 100), Ramp(10, 90), ["0 at 0 → 10", "full at 100 → 90"]),
        (YesNo(), YesNo(inverted=True), ["yes counts → no counts"]),
        (Recency(90), Recency(60), ["days 90 → 60"]),
        (Recency(90), YesNo(), ["kind recency → yes_no (yes counts)"]),
        (YesNo(), Recency(90), ["kind yes_no → recency (falls to 0 in 90 days)"]),
        (YesNo(), Bands(((0, 1.0),)), ["kind yes_no → bands (from 0: 1)"]),
        (YesNo(), Categories((("A", 1.0),)), ["kind yes_no → category (A: 1, others: 0)"]),
        (YesNo(), AnyOf(("A", "B")), ["kind yes_no → any_of (A and B)"]),
        (YesNo(), Ramp(0, 1), ["kind yes_no → ramp (0 at 0, full at 1)"]),
    ],
)  # fmt: skip
def test_rules(old: Rule, new: Rule, said: list[str]) -> None:
    one = Profile("P", (Criterion("C", "field", old, weight=1),))
    other = Profile("P", (Criterion("C", "field", new, weight=1),))
    assert differences.words(one, other) == [f"C: {text}" for text in said]


def test_exclusions() -> None:
    both = Exclusion("account_type", ("competitor", "partner"), "Competitor")
    partners = Exclusion("account_type", ("partner",), "Partner")
    assert differences.words(PROFILE, replace(PROFILE, exclusions=(both, partners))) == [
        "exclusion \"Competitor\" ('account_type' is 'competitor') → "
        "\"Competitor\" ('account_type' is 'competitor' and 'partner')",
        "exclusion \"Partner\" ('account_type' is 'partner') added",
    ]
    assert differences.words(PROFILE, replace(PROFILE, exclusions=())) == [
        "exclusion \"Competitor\" ('account_type' is 'competitor') removed"
    ]
    one = replace(PROFILE, exclusions=(COMPETITORS, partners))
    assert differences.words(one, replace(PROFILE, exclusions=(partners, COMPETITORS))) == [
        "the exclusions stand in another order"
    ]


def test_a_new_name() -> None:
    assert differences.words(PROFILE, replace(PROFILE, name="Hospitals")) == [
        "name 'Clinics' → 'Hospitals'"
    ]
