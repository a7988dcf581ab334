"""The back-test on deals whose outcome a reader can count, and what is said about it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import tiny_world
from deal_world import AS_OF, BY_SIZE, BY_TRADE, FUNDED, SIZE, TRADE, deal, log, put_many
from duckdb import DuckDBPyConnection
from sklearn.metrics import roc_auc_score

from abm_core import proportions
from abm_core.targeting import backtest, drivers
from abm_core.targeting import backtest_wording as wording
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.backtest import Backtest
from abm_core.targeting.past import Past
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Bands


@pytest.fixture
def past(empty: DuckDBPyConnection) -> Past:
    """120 accounts with five deals each: 240 of 300 won at large ones, 60 of 300 at small ones."""
    put_many(empty)
    return Past(Accounts(empty), as_of=AS_OF)


def run(cursor: DuckDBPyConnection, draft: Profile, live: Profile | None = None) -> Backtest:
    return backtest.run(Past(Accounts(cursor), as_of=AS_OF), draft, live)


def test_what_a_perfect_guess_of_size_would_have_held(past: Past) -> None:
    found = backtest.run(past, BY_SIZE)
    assert found.draft is not None and found.live is None and found.difference is None
    assert (found.win_rate.n, found.win_rate.n_yes, found.win_rate.share) == (600, 300, 0.5)
    # A won deal is at a large account with 0.8, a lost one with 0.2: 0.64 + (0.16 + 0.16) / 2.
    assert found.draft.auc.estimate == pytest.approx(0.8)
    first, _, _, none = found.draft.tiers
    assert (first.tier, first.won.n, first.won.n_yes, first.share_of_deals) == (1, 300, 240, 0.5)
    assert (none.tier, none.won.n, none.won.n_yes) == (0, 300, 60)
    assert (first.won_amount, first.share_of_won_amount) == (24_000.0, 0.8)
    # Every account won something: 60 of the 120 are large.
    assert first.of_won_accounts == proportions.share(60, 120)
    assert found.draft.won_in_best_tenth == pytest.approx(0.16)  # a tenth of the deals, 8 of 10 won
    assert [(one.rank, one.won.n) for one in found.draft.tenths] == [(3, 300), (8, 300)]
    assert found.draft.tenths[0].score_low == found.draft.tenths[0].score_high == 100.0


def test_the_better_profile_is_told_from_the_worse(past: Past) -> None:
    found = backtest.run(past, BY_SIZE, BY_TRADE)
    assert found.live is not None and found.difference is not None
    scores = np.where(np.arange(600) // 5 % 2, 1.0, 0.0)
    order = np.argsort([f"o{n}" for n in range(1, 601)])
    assert found.live.auc.estimate == pytest.approx(
        roc_auc_score(past.deals.won, scores[order]), abs=1e-12
    )
    assert found.difference.estimate == pytest.approx(0.8 - found.live.auc.estimate)
    assert wording.headline(found).startswith(
        "The draft would have ranked a won deal above a lost one 80 times in 100"
    )
    assert "That is better than live (50; 30.0 points" in wording.headline(found)
    swapped = backtest.run(past, BY_TRADE, BY_SIZE)
    assert wording.headline(swapped).startswith("The draft cannot tell won from lost")
    assert "That is worse than live (80; 30.0 points" in wording.headline(swapped)
    same = wording.headline(backtest.run(past, BY_SIZE, BY_SIZE))
    assert same.endswith("Live ranks them alike (80).")


def test_weights_make_no_difference_to_one_criterion(past: Past) -> None:
    one = backtest.run(past, BY_SIZE)
    other = backtest.run(past, BY_SIZE.with_weights({"Size": 7}))
    assert one.draft is not None and other.draft is not None
    assert one.draft.auc == other.draft.auc


def test_a_profile_that_is_upside_down(past: Past) -> None:
    small = Criterion("Small", "employees", Bands(((0, 1.0), (1000, 0.0))), weight=1)
    said = wording.headline(backtest.run(past, Profile("Small", (small,))))
    assert said.startswith("The draft ranks the wrong way round")


def test_deals_without_a_score_rank_last(empty: DuckDBPyConnection) -> None:
    """Sixty won at accounts with a size, sixty lost at ones without: told apart in full."""
    tiny_world.put_accounts(empty, [
        {"account_id": f"a{n:03d}", "employees": 5000 if n < 60 else None} for n in range(120)
    ])  # fmt: skip
    tiny_world.put_opportunities(
        empty, [deal(f"a{n:03d}", "won" if n < 60 else "lost") for n in range(120)]
    )
    found = run(empty, BY_SIZE)
    assert found.draft is not None
    assert (found.draft.n_unscored, found.draft.auc.estimate) == (60, 1.0)
    assert math.isnan(found.draft.tenths[-1].score_low)
    assert "60 deals without a score rank last." in wording.limits(found)


def test_too_little_history_has_a_sentence_instead(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [{"account_id": "a1", "employees": 1}])
    tiny_world.put_opportunities(empty, [deal("a1", "won")] * 50 + [deal("a1", "lost")] * 49)
    found = run(empty, BY_SIZE, BY_SIZE)
    assert (found.draft, found.live, found.difference) == (None, None, None)
    assert wording.headline(found) == (
        "Not enough history for a back-test: the store holds 50 won and 49 lost opportunities of "
        "known accounts, and it takes 50 of each. Import closed opportunities, the lost ones too."
    )
    assert wording.limits(found) == []


def test_an_empty_store_has_the_sentence_too(empty: DuckDBPyConnection) -> None:
    assert "0 won and 0 lost" in wording.headline(run(empty, BY_SIZE))


def test_what_must_be_known_beside_the_numbers(empty: DuckDBPyConnection) -> None:
    put_many(empty)
    for number in range(60):
        log(empty, f"a{number:03d}", "+", "2025-01-01")
    for number in range(60, 120):
        log(empty, f"a{number:03d}", "+", "2026-01-01")
    empty.execute("UPDATE opportunities SET amount = NULL WHERE opportunity_id = 'o1'")
    empty.execute("UPDATE opportunities SET motion = 'renewal' WHERE opportunity_id = 'o2'")
    empty.execute("""UPDATE accounts SET extra = '{"Funded on": "2025-12-01"}'""")
    found = run(empty, replace(BY_SIZE, criteria=(SIZE, FUNDED)))
    said = "\n".join(wording.limits(found))
    assert "300 of 599 deals were opened before this store knew their account" in said
    assert "'Funded' counts as unknown for 599 of 599 deals" in said
    assert "1 won deal has no amount" in said
    assert "1 renewal left out" in said
    assert wording.WHAT_IT_IS_NOT in said and "not the chance of any account" in said


def test_the_criterion_that_decides_comes_first(past: Past) -> None:
    found = drivers.drivers(past, Profile("Both", (TRADE, SIZE, FUNDED)))
    assert found[0].criterion == "Size"
    assert found[0].auc is not None and found[0].auc.estimate == pytest.approx(0.8)
    # Shares 0.8 and 0.2 on either side (half a deal credited to each): 2 · 0.6 · ln 4.
    assert found[0].information_value == pytest.approx(2 * 0.6 * math.log(4), rel=0.01)
    trade = next(driver for driver in found if driver.criterion == "Trade")
    assert trade.information_value == pytest.approx(0.0, abs=1e-9)
    assert not any(driver.leaks for driver in found)
    unknown = next(driver for driver in found if driver.criterion == "Funded")
    assert unknown.auc is None and unknown.n_known == 0
    assert wording.driver_sentence(unknown) == "Funded: known for too few deals to say."


def test_a_field_that_saw_the_outcome_is_named(empty: DuckDBPyConnection) -> None:
    tiny_world.put_accounts(empty, [
        {"account_id": f"a{n:03d}", "employees": 5000 if n < 60 else 50} for n in range(120)
    ])  # fmt: skip
    tiny_world.put_opportunities(
        empty, [deal(f"a{n:03d}", "won" if n < 60 else "lost") for n in range(120)]
    )
    found = run(empty, BY_SIZE)
    told = drivers.drivers(Past(Accounts(empty), as_of=AS_OF), BY_SIZE)
    assert told[0].leaks
    assert wording.limits(found, told)[0].startswith("'Size' alone tells won from lost 100 times")


def test_tier_sentences(past: Past) -> None:
    found = backtest.run(past, BY_SIZE)
    assert found.draft is not None
    said = [wording.tier_sentence(one, "EUR") for one in found.draft.tiers]
    assert said[0].startswith(
        "Tier 1 would have held 50 % of the deals, 50 % of the accounts that were won and 80 % of "
        "the amount that was won (€24.0K); 80 % of its 300 deals were won (range"
    )
    assert said[1] == "Tier 2 would have held none of the deals."
    assert said[3].startswith("No tier: accounts outside the list would have held 50 %")
    assert wording.gains_sentence(found.draft) == (
        "The tenth of the deals with the best scores holds 16 % of all that were won; chance is "
        "10 %."
    )
