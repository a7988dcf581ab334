"""What goes wrong in real programmes, put into generator A: 200 targets chosen by size and level.

- spill-over: a tenth of the effect reaches the accounts that nobody targeted;
- missing: size and industry of three accounts in ten are unknown;
- twice: one account in twenty stands in the data under two ids with the same visits, known to be
  one family, or not;
- re-tiering: a fifth of the targets leave after six weeks, and one in twenty of the others, those
  who surge most just then, become targets and thereby leave the comparison;
- wrong dates: the launch of one target in twenty is recorded four weeks early or late;
- new tracking: targets alone get a pixel that sees three more visits in ten; nothing else happens.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from abm_core.lift import expected
from benchmarks.lift import engagement_world as world
from benchmarks.lift.checks import BESIDE, Check, Study
from benchmarks.lift.engagement_study import Compared, covariates
from benchmarks.lift.engagement_world import EFFECT, LAUNCHES, Chosen
from benchmarks.lift.replications import Try

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
N, SEED = 200, 89_000
SPILL, UNKNOWN, TWICE, LEAVE, PROMOTED, WRONG = 0.1, 0.3, 0.05, 0.2, 0.05, 0.05
LEAVE_AFTER, WRONG_WEEKS = 6, 4
KINDS = ("none of these", "spill-over", "missing", "twice, known", "twice, unknown", "re-tiering",
         "wrong dates")  # fmt: skip


def replicate(rng: np.random.Generator) -> list[Try]:
    """One world with each of the troubles in turn."""
    accounts = world.draw(rng, N + world.POOLS[N])
    chosen = world.choose(rng, accounts, N, "S1")
    return [
        Compared(chosen).told("none of these", world.outcome(rng, chosen, EFFECT), EFFECT),
        _spill_over(rng, chosen), _missing(rng, chosen), *_twice(rng, accounts),
        _re_tiering(rng, chosen), _wrong_dates(rng, chosen),
    ]  # fmt: skip


def _spill_over(rng: np.random.Generator, chosen: Chosen) -> Try:
    after = world.outcome(rng, chosen, EFFECT)
    due = chosen.window(*world.AFTER, of=chosen.accounts.rate)
    after = after + rng.poisson(SPILL * (EFFECT - 1) * due * ~chosen.is_target)
    return Compared(chosen).told("spill-over", after, EFFECT)


def _missing(rng: np.random.Generator, chosen: Chosen) -> Try:
    """Unknown size stands at the average with a mark; unknown industry is an industry."""
    told = chosen.accounts
    unknown = rng.random((2, len(told.level))) < UNKNOWN
    size = np.where(unknown[0], told.log_size[~unknown[0]].mean(), told.log_size)
    industry = np.where(unknown[1], world.N_INDUSTRIES, told.industry)
    x = covariates(chosen._replace(accounts=told._replace(log_size=size, industry=industry)))
    x = np.column_stack([x, *unknown])
    return Compared(chosen, x).told("missing", world.outcome(rng, chosen, EFFECT), EFFECT)


def _twice(rng: np.random.Generator, accounts: world.Accounts) -> list[Try]:
    """Copies are chosen, or not, together with their original."""
    n = len(accounts.level)
    original = world.choose(rng, accounts, N, "S1")
    after = world.outcome(rng, original, EFFECT)
    rows = np.concatenate([np.arange(n), np.flatnonzero(rng.random(n) < TWICE)])
    both = Chosen(world.Accounts(*(field[rows] for field in accounts)),
                  original.is_target[rows], original.launch[rows])  # fmt: skip
    compared = Compared(both)
    family = {"twice, known": rows, "twice, unknown": np.arange(len(rows))}
    found = []
    for name, clusters in family.items():
        lift = expected.observed_expected(after[rows], compared.x, both.is_target,
                                          compared.balance.weights, clusters)  # fmt: skip
        found.append(Try(name, lift.log_ratio, lift.low, lift.high, world.truth(both, EFFECT),
                         refused=compared.refused))  # fmt: skip
    return found


def _re_tiering(rng: np.random.Generator, chosen: Chosen) -> Try:
    """The truth is of those who were chosen, whether they stayed or not."""
    early = (world.AFTER[0], LEAVE_AFTER - 1)
    leaves = rng.random(len(chosen.launch)) < LEAVE
    due = chosen.window(*world.AFTER, of=chosen.accounts.rate)
    while_there = np.where(leaves, chosen.window(*early, of=chosen.accounts.rate), due)
    effect = 1 + (EFFECT - 1) * while_there / due
    after = world.outcome(rng, chosen, effect)
    surge = np.log1p(chosen.window(*early)) - np.log1p(chosen.window(*world.BASELINE))
    surge = surge / surge.std() + rng.gumbel(size=len(surge))
    promoted = ~chosen.is_target & (surge > np.quantile(surge[~chosen.is_target], 1 - PROMOTED))
    keep = np.flatnonzero(~promoted)
    stayed = Chosen(world.Accounts(*(field[keep] for field in chosen.accounts)),
                    chosen.is_target[keep], chosen.launch[keep])  # fmt: skip
    return Compared(stayed).told("re-tiering", after[keep], effect[keep])


def _wrong_dates(rng: np.random.Generator, chosen: Chosen) -> Try:
    """Windows and covariates go by the recorded day, the programme by the true one."""
    weeks = np.arange(world.FIRST, world.N_WEEKS)
    runs = chosen.is_target[:, None] & (weeks >= chosen.launch[:, None])
    visits = chosen.accounts.visits + rng.poisson((EFFECT - 1) * chosen.accounts.rate * runs)
    wrong = chosen.is_target & (rng.random(len(chosen.launch)) < WRONG)
    moved = chosen.launch + np.where(rng.random(len(wrong)) < 0.5, -WRONG_WEEKS, WRONG_WEEKS)
    moved = np.clip(moved, LAUNCHES[0], LAUNCHES[-1])
    recorded = chosen._replace(
        accounts=chosen.accounts._replace(visits=visits),
        launch=np.where(wrong, moved, chosen.launch),
    )
    told = Compared(recorded).told("wrong dates", recorded.window(*world.AFTER), EFFECT)
    return told._replace(truth=world.truth(chosen, EFFECT))


def studies() -> list[Study]:
    """Told, without a bar: what each of them does to the number."""
    checks = [Check(BESIDE, f"200 targets, +25 %: {name}", name, measure)
              for name in KINDS for measure in ("bias", "coverage")]  # fmt: skip
    return [Study("troubles", replicate, 500, 20, SEED, checks)]
