"""Presets that adapt to what a store has, and the question whether to run account-based at all."""

from __future__ import annotations

import math

import pytest
import tiny_world
from deal_world import AS_OF, deal
from duckdb import DuckDBPyConnection

from abm_core import schema, store
from abm_core.errors import AbmError
from abm_core.targeting import capacity_wording, presets, suitability
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.presets import PRESETS, Adapted
from abm_core.targeting.rules import AnyOf, Bands, Categories, Recency, YesNo
from abm_core.targeting.suitability import Sign
from abm_core.targeting.ties import Tie

KEYS = [preset.key for preset in PRESETS]


def adapted(cursor: DuckDBPyConnection, key: str) -> Adapted:
    return presets.adapt(presets.find(key), cursor, Accounts(cursor), as_of=AS_OF)


def put_full(cursor: DuckDBPyConnection) -> None:
    """Hundred accounts with all that a preset could look at."""
    tiny_world.put_accounts(cursor, [
        {"account_id": f"a{n:03d}", "employees": 10 * n * n,
         "industry": ["Health", "Retail"][n % 2], "region": ["EMEA", "AMER"][n % 2],
         "technologies": ["SAP"] if n % 3 else ["Oracle", "SAP"],
         "account_type": ["prospect", "customer", "competitor"][n % 3],
         "extra": {"Last funding on": f"2025-1{n % 3}-01", "Hiring": n % 2 == 0, "Phone id": n,
                   "Intent score": n}}
        for n in range(100)
    ])  # fmt: skip
    tiny_world.put_opportunities(cursor, [
        deal(f"a{n:03d}", "won" if n % 3 == 0 else "lost") for n in range(100)
    ])  # fmt: skip


def test_every_pattern_takes_the_columns_that_are_there(empty: DuckDBPyConnection) -> None:
    put_full(empty)
    found = adapted(empty, "enterprise")
    by_field = {c.field: c for c in found.profile.criteria}
    assert set(by_field) == {
        "employees", "industry", "technologies", "account_type", "extra.Last funding on",
        "extra.Hiring", "extra.Intent score",
    }  # fmt: skip
    assert by_field["employees"].rule == Bands(presets.LARGE)
    # Oracle is at every won account and a third of all; SAP everywhere.
    assert by_field["technologies"].rule == AnyOf(("Oracle",))
    assert isinstance(by_field["extra.Last funding on"].rule, Recency)
    assert isinstance(by_field["extra.Hiring"].rule, YesNo)
    timing = [c for c in found.profile.criteria if c.part == "timing"]
    assert len(timing) == 3 and sum(c.weight for c in timing) == 20
    assert sum(found.profile.weights) == 100
    assert found.missing == ()
    assert [e.values for e in found.profile.exclusions] == [("competitor",)]


@pytest.mark.parametrize(
    ("key", "left_out"),
    [("enterprise", {"competitor"}), ("mid-market", {"competitor", "customer"}),
     ("programmatic", {"competitor", "customer"}), ("expansion", {"competitor", "prospect"})],
)  # fmt: skip
def test_whom_a_pattern_leaves_out(
    empty: DuckDBPyConnection, key: str, left_out: set[str]
) -> None:
    put_full(empty)
    found = adapted(empty, key).profile
    assert {value for e in found.exclusions for value in e.values} == left_out
    assert found.capacities == (5, 15, 40)  # shares of a hundred accounts


@pytest.mark.parametrize("key", KEYS)
def test_a_store_with_names_only(empty: DuckDBPyConnection, key: str) -> None:
    tiny_world.put_accounts(empty, [{"account_id": "a1"}, {"account_id": "a2"}])
    found = adapted(empty, key)
    assert found.profile.criteria == () and found.profile.exclusions == ()
    said = presets.at_work(found)
    assert said[0] == "Finds no column that it could use."
    assert "industry" in said[1] and "account type" in said[1]


def test_bands_follow_the_data_where_hardly_any_account_is_that_large(
    empty: DuckDBPyConnection,
) -> None:
    tiny_world.put_accounts(
        empty, [{"account_id": f"a{n}", "employees": n} for n in range(1, 41)]
    )
    (rule,) = [c.rule for c in adapted(empty, "enterprise").profile.criteria]
    assert isinstance(rule, Bands)
    assert rule.steps[-1] == pytest.approx((30.2, 1.0))  # three digits of the quartile, 30.25
    (middle,) = [c.rule for c in adapted(empty, "mid-market").profile.criteria]
    assert isinstance(middle, Bands) and middle.steps[2][1] == 1.0 > middle.steps[3][1]


def test_accounts_that_no_cutoff_tells_apart_are_said(empty: DuckDBPyConnection) -> None:
    """100 accounts: 5, 15 and 40 places. 30 large ones all score 100: too many for tier 1 and
    tier 2; none of the others scores anything. Then 10 are less large: they tie for tier 1's rest.
    """
    tiny_world.put_accounts(empty, [
        {"account_id": f"a{n:03d}", "employees": 20_000 if n < 30 else 10} for n in range(100)
    ])  # fmt: skip
    found = adapted(empty, "enterprise")
    assert found.profile.capacities == (5, 15, 40) and found.profile.cutoffs[0] == 100
    assert found.ties[0] == Tie(1, 30, 100.0, 5, is_in=True)
    assert presets.at_work(found)[-len(found.ties)] == (
        "30 accounts share the score 100.0 and compete for 5 places in tier 1: all of them are in, "
        "because none can be left out rather than another. Add a criterion that tells them apart."
    )


def test_accounts_that_tie_below_the_top_leave_places_empty(empty: DuckDBPyConnection) -> None:
    """Two accounts at 100, then 20 at 80: tier 1 has 5 places, 3 of them stay empty."""
    tiny_world.put_accounts(empty, [
        {"account_id": f"a{n:03d}", "employees": 20_000 if n < 2 else 6_000 if n < 22 else 10 + n}
        for n in range(100)
    ])  # fmt: skip
    found = adapted(empty, "enterprise")
    assert found.ties[0] == Tie(1, 20, 80.0, 3, is_in=False)
    assert capacity_wording.tie(found.ties[0]) == (
        "20 accounts share the score 80.0 and compete for 3 places in tier 1: none of them is in, "
        "because all would be too many. Add a criterion that tells them apart."
    )


def test_few_that_tie_are_not_worth_saying(empty: DuckDBPyConnection) -> None:
    """Four at 100, two at 80: one of the five places stays empty, less than a quarter."""
    tiny_world.put_accounts(empty, [
        {"account_id": f"a{n:03d}", "employees": 20_000 if n < 4 else 6_000 if n < 6 else 3_000}
        for n in range(100)
    ])  # fmt: skip
    assert not [tie for tie in adapted(empty, "enterprise").ties if tie.tier == 1]


def test_relationship_counts_customers_most() -> None:
    assert isinstance(presets.RELATIONSHIP, Categories)
    scores = dict(presets.RELATIONSHIP.scores)
    assert scores["customer"] > scores["former customer"] > scores["prospect"]


def test_committees_name_roles_of_the_field() -> None:
    roles = {
        "economic buyer", "champion", "technical evaluator", "end user", "legal/procurement",
        "executive sponsor", "influencer",
    }  # fmt: skip
    for preset in PRESETS:
        assert set(preset.committee) == {1, 2, 3}
        assert {role for tier in preset.committee.values() for any_of in tier
                for role in any_of} <= roles  # fmt: skip
        assert preset.committee[3] == (("economic buyer", "champion"),)
        assert sum(slot.weight for slot in preset.slots) == 100


def test_a_preset_that_is_none() -> None:
    assert presets.find(" Enterprise ").key == "enterprise"
    with pytest.raises(AbmError) as raised:
        presets.find("expansions")
    assert "Did you mean 'expansion'?" in raised.value.fix


# --- Should you run account-based at all? -------------------------------------------------------


def signs(cursor: DuckDBPyConnection) -> dict[str, Sign]:
    return {sign.key: sign for sign in suitability.check(cursor, as_of=AS_OF)}


def test_four_signs_by_hand(empty: DuckDBPyConnection) -> None:
    """Ten customers: two won 400,000 each, eight 60,000; 92 days each, five people at each deal."""
    tiny_world.put_accounts(empty, [{"account_id": f"a{n}"} for n in range(10)])
    tiny_world.put_opportunities(empty, [
        deal(f"a{n}", "won", amount=400_000 if n < 2 else 60_000, currency="USD") for n in range(10)
    ])  # fmt: skip
    store.insert(empty, schema.OPPORTUNITY_CONTACTS, [
        {"opportunity_id": f"o{n}", "contact_id": f"c{n}-{k}"} for n in range(1, 11)
        for k in range(5)
    ])  # fmt: skip
    found = signs(empty)
    assert {one.verdict for one in found.values()} == {"speaks for it"}
    assert (found["deal_size"].value, found["deal_size"].n) == (60_000, 10)
    assert (found["stakeholders"].value, found["cycle"].value) == (5, 92)  # 1 June to 1 September
    assert found["concentration"].value == pytest.approx(800 / 1280)
    assert suitability.headline(list(found.values())) == (
        "4 of 4 signs that the data can tell speak for account-based work."
    )


def test_small_quick_deals_of_many_speak_against_it(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [{"account_id": f"a{n}"} for n in range(10)])
    tiny_world.put_opportunities(empty, [
        deal(f"a{n}", "won", amount=50_000, closed_on="2025-08-31") for n in range(10)
    ] + [deal("a1", "won", amount=10**9, motion="renewal")] * 5)  # fmt: skip
    store.insert(empty, schema.CONTACTS, [
        {"contact_id": f"c{n}", "account_id": f"a{n}"} for n in range(10)
    ])  # fmt: skip
    found = signs(empty)
    assert found["deal_size"].verdict == found["cycle"].verdict == "speaks against it"
    assert "The mark is in dollars; your sums are in EUR." in found["deal_size"].sentence
    assert found["stakeholders"].verdict == "cannot tell"
    assert "won accounts have 1 contact or more on record" in found["stakeholders"].sentence
    assert suitability.headline(list(found.values())) == (
        "1 of 3 signs that the data can tell speaks for account-based work; against it: deal size "
        "and sales cycle."
    )


def test_without_deals_nothing_can_be_told(empty: DuckDBPyConnection) -> None:
    found = signs(empty)
    assert {one.verdict for one in found.values()} == {"cannot tell"}
    assert all(math.isnan(one.value) and one.sentence.startswith("Cannot tell: no ")
               for one in found.values())  # fmt: skip
    assert suitability.headline(list(found.values())) == (
        "The data cannot tell yet whether account-based work would pay."
    )


def test_nine_deals_are_too_few(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [{"account_id": "a1"}])
    tiny_world.put_opportunities(empty, [deal("a1", "won")] * 9)
    found = signs(empty)
    assert found["cycle"].sentence == "Cannot tell: 9 cases, and it takes 10."
    assert found["concentration"].sentence == "Cannot tell: 1 case, and it takes 10."
