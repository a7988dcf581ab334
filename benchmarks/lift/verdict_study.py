"""What the screen says: how often a lift is called supported in generator A, bar 16 among it."""

from __future__ import annotations

from functools import partial

import numpy as np

from abm_core.lift import doubts_wording as wording
from abm_core.lift import drift, matching, propensity, ratios, smd, verdicts
from benchmarks.lift import engagement_world as world
from benchmarks.lift.checks import Check, Study
from benchmarks.lift.engagement_study import EFFECTS, Compared, covariates
from benchmarks.lift.replications import Try
from benchmarks.lift.verdict_parts import growth, strata

SEED = 82_000


def replicate(n_targets: int, selections: tuple[str, ...], rng: np.random.Generator) -> list[Try]:
    """Verdicts with all that goes into them: balance, the matched list's opinion, drift."""
    accounts = world.draw(rng, n_targets + world.POOLS[n_targets])
    tries = []
    for selection in selections:
        compared = Compared(world.choose(rng, accounts, n_targets, selection))
        matched = _matched(compared)
        for name, effect in EFFECTS.items():
            after = world.outcome(rng, compared.chosen, effect)
            tries += _said(f"{selection}, {name}", _finding(compared, matched, after))
    return tries


def _matched(compared: Compared) -> matching.Matched:
    """Three accounts to a target, within industry, region and launch."""
    chosen = compared.chosen
    x = covariates(chosen)
    odds = propensity.log_odds(compared.x, chosen.is_target)
    return matching.match(x[:, :4], chosen.is_target, compared.account, strata=strata(chosen),
                          odds=odds)  # fmt: skip


def _finding(compared: Compared, matched: matching.Matched, after: np.ndarray) -> verdicts.Finding:
    chosen, lift = compared.chosen, compared.lift(after)
    rows = matched.rows()
    before = chosen.window(*world.BASELINE)
    second = ratios.ratio_of_ratios(after[rows], before[rows], matched.sets(), matched.is_target())
    seen = drift.seen(*growth(chosen, compared.balance.weights))
    return verdicts.Finding(
        "visits", lift.lift, lift.observed, lift.expected, int(chosen.is_target.sum()), 13,
        band=smd.band(compared.balance.worst),
        blocked=[compared.refused] if compared.refused else [],
        is_fragile=ratios.is_fragile(lift.estimate, second), drift_seen=seen,
    )  # fmt: skip


def _said(cell: str, found: verdicts.Finding) -> list[Try]:
    """Supported or not, beside what the interval alone and drift would say."""
    refused = found.blocked[0] if found.blocked else ""
    named = {
        "supported": verdicts.verdict(found) == verdicts.SUPPORTED,
        "range excludes nothing": verdicts.excludes_nothing(found.estimate),
        "fragile": found.is_fragile,
        "drift would explain it": verdicts.outrun_by_drift(found),
        "assumes": "assumes" in wording.drift(found),
        "supported against drift":
            verdicts.verdict(found) == verdicts.SUPPORTED and verdicts.outrun_by_drift(found),
    }  # fmt: skip
    return [Try(f"{cell}, {name}", is_hit=hit, refused=refused) for name, hit in named.items()]


def studies() -> list[Study]:
    """25 and 200 targets."""
    return [
        Study(f"verdicts, {n} targets", partial(replicate, n, world.SELECTIONS), full, reduced,
              SEED + 10 * i, _checks(n))
        for i, (n, full, reduced) in enumerate(((25, 400, 6), (200, 200, 3)))
    ]  # fmt: skip


def _checks(n: int) -> list[Check]:
    found = []
    for selection in world.SELECTIONS:
        for name in EFFECTS:
            cell = f"{selection}, {name}"
            most = 0.06 if name == "nothing" and selection != "S3" else np.inf
            found += [
                Check(16, f"{n} targets, {cell}: called supported", f"{cell}, supported", "hits",
                      high=most),
                Check(16, f"{n} targets, {cell}: range excludes nothing",
                      f"{cell}, range excludes nothing", "hits"),
                Check(16, f"{n} targets, {cell}: opinions differ", f"{cell}, fragile", "hits"),
            ]  # fmt: skip
    cell = "S3, nothing"
    return [
        *found,
        Check(16, f"{n} targets, S3: break-even drift and 'assumes' are printed",
              f"{cell}, assumes", "hits", 1.0),
        Check(16, f"{n} targets, S3: supported although drift seen would explain it",
              f"{cell}, supported against drift", "hits", high=0.0),
        Check(16, f"{n} targets, S3: drift seen would explain it",
              f"{cell}, drift would explain it", "hits"),
    ]  # fmt: skip
