"""Commands that judge: backtest, presets, check."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from abm_core import formats, store
from abm_core.cli.answer import IMPORT_FIRST, Answer, existing, write_file
from abm_core.cli.tiering import Desk, lay_out
from abm_core.errors import AbmError
from abm_core.overview import newest_day
from abm_core.targeting import (
    backtest,
    backtest_wording,
    calibration,
    capacity_wording,
    document,
    drivers,
    model,
    presets,
    suitability,
    tiers,
)
from abm_core.targeting.backtest import Backtest, Judged
from abm_core.targeting.calibration import Calibration
from abm_core.targeting.drivers import Driver
from abm_core.targeting.presets import Adapted
from abm_core.targeting.workshop import Workshop

Data = dict[str, Any]


@contextmanager
def _opened(arguments: argparse.Namespace) -> Iterator[DuckDBPyConnection]:
    path = arguments.store or store.path_from_environment()
    with existing(path) as opened, opened.cursor() as cursor:
        yield cursor


def judge(arguments: argparse.Namespace, now: datetime) -> Answer:
    """How the profile, and the live one beside it, would have ranked past deals."""
    with _opened(arguments) as cursor:
        desk = lay_out(
            cursor, now=now, as_of=arguments.as_of, programme=arguments.programme,
            profile=arguments.profile,
        )  # fmt: skip
        model.require_columns(desk.workshop.accounts, desk.profile)
        past, live = desk.workshop.past, desk.live.profile
        found = backtest.run(past, desk.profile, live if live != desk.profile else None)
        told = drivers.drivers(past, desk.profile) if found.draft else []
        later = backtest.calibrate(past, desk.profile) if found.draft else None
        return Answer(_lines(desk, found, told, later), _data(desk, found, told, later))


def _lines(
    desk: Desk, found: Backtest, told: list[Driver], later: Calibration | None
) -> list[str]:
    said = [
        backtest_wording.headline(found),
        f"Profile {desk.profile.name}: {desk.origin}. As of {formats.day(desk.workshop.as_of)}.",
    ]
    if found.draft is None:
        return said
    currency = desk.workshop.accounts.currency
    return [
        *said, "", backtest_wording.gains_sentence(found.draft),
        *(backtest_wording.tier_sentence(tier, currency) for tier in found.draft.tiers),
        "", "Win rate by tenth of the deals, best scores first:",
        *(_tenth_line(tenth) for tenth in found.draft.tenths),
        *([calibration.sentence(later)] if later else []),
        "", "Each criterion alone:",
        *(f"  {backtest_wording.driver_sentence(driver)}" for driver in told),
        "", *(f"Note: {text}" for text in backtest_wording.limits(found, told)),
    ]  # fmt: skip


def _tenth_line(tenth: backtest.Tenth) -> str:
    won = tenth.won
    return (
        f"  {tenth.rank:>2}  scores {formats.score(tenth.score_low)} to "
        f"{formats.score(tenth.score_high)}: {formats.percent(won.share)} of "
        f"{formats.counted(won.n, 'deal')} (range {formats.percent(won.low)} to "
        f"{formats.percent(won.high)})"
    )


def _data(
    desk: Desk, found: Backtest, told: list[Driver], later: Calibration | None
) -> Data:
    deals = found.deals
    return {
        "headline": backtest_wording.headline(found),
        "profile": desk.profile.name,
        "as_of": desk.workshop.as_of.isoformat(),
        "currency": desk.workshop.accounts.currency,
        "n_deals": len(deals), "n_won": deals.n_won, "n_lost": deals.n_lost,
        "n_renewals_left_out": deals.n_renewals,
        "n_with_later_values": int((~deals.was_known).sum()),
        "draft": _judged_data(found.draft),
        "live": _judged_data(found.live),
        "difference": found.difference._asdict() if found.difference else None,
        "criteria": [
            {**driver._asdict(), "auc": driver.auc._asdict() if driver.auc else None,
             "leaks": driver.leaks}
            for driver in told
        ],
        "on_newest_deals": {**later._asdict(), "gain": later.gain._asdict()} if later else None,
        "limits": backtest_wording.limits(found, told),
    }  # fmt: skip


def _judged_data(judged: Judged | None) -> Data | None:
    if judged is None:
        return None
    return {
        "auc": judged.auc._asdict(),
        "won_in_best_tenth": judged.won_in_best_tenth,
        "tiers": [
            {**tier._asdict(), "won": tier.won._asdict(),
             "of_won_accounts": tier.of_won_accounts._asdict()}
            for tier in judged.tiers
        ],
        "tenths": [{**tenth._asdict(), "won": tenth.won._asdict()} for tenth in judged.tenths],
        "gains": {
            "cases": judged.gains.cases.tolist(),
            "won": judged.gains.won.tolist(),
            "amount": judged.gains.amount.tolist(),
        },
    }  # fmt: skip


def tell_presets(arguments: argparse.Namespace, now: datetime) -> Answer:
    """The four presets on this store, or one of them as a profile to edit."""
    with _opened(arguments) as cursor:
        workshop = Workshop(cursor, arguments.as_of or newest_day(cursor) or now.date())
        if not len(workshop.accounts):
            raise AbmError("The store holds no accounts.", IMPORT_FIRST)
        wanted = [presets.find(arguments.name)] if arguments.name else list(presets.PRESETS)
        adapted = [
            presets.adapt(preset, cursor, workshop.accounts, as_of=workshop.as_of)
            for preset in wanted
        ]
        if arguments.name:
            return _as_profile(adapted[0], arguments)
        data = [_preset_data(one, workshop) for one in adapted]
    return Answer(
        [line for one in data for line in _preset_lines(one)], {"presets": data}
    )


def _as_profile(adapted: Adapted, arguments: argparse.Namespace) -> Answer:
    text = document.to_yaml(adapted.profile)
    data = document.to_document(adapted.profile)
    if arguments.out is None:
        return Answer([text.rstrip("\n")], data)
    write_file(arguments.out, text.encode())
    return Answer(
        [f"Wrote {arguments.out}: {adapted.preset.label}. "
         f"Try it with: tiers --profile {arguments.out}",
         *map(capacity_wording.tie, adapted.ties)],
        {"written": str(arguments.out), **data},
    )  # fmt: skip


def _preset_data(adapted: Adapted, workshop: Workshop) -> Data:
    preset = adapted.preset
    return {
        "name": preset.key,
        "label": preset.label,
        "meaning": preset.meaning,
        "looks_at": [criterion.name for criterion in adapted.profile.criteria],
        "missing": list(adapted.missing),
        "cutoffs": list(adapted.profile.cutoffs),
        "capacities": list(adapted.profile.capacities),
        "tiers": list(tiers.counts(workshop.score(adapted.profile).tier)),
        "committee": {
            str(tier): [" or ".join(any_of) for any_of in roles]
            for tier, roles in preset.committee.items()
        },
        "said": presets.at_work(adapted),
    }


def _preset_lines(data: Data) -> list[str]:
    one, two, three = (formats.count(n) for n in data["tiers"])
    roles = "; ".join(
        f"tier {tier}: {', '.join(roles)}" for tier, roles in data["committee"].items()
    )
    return [
        f"{data['label']} ({data['name']})", f"  {data['meaning']}",
        *(f"  {text}" for text in data["said"]),
        f"  Here: {one} accounts in tier 1, {two} in tier 2, {three} in tier 3.",
        f"  Whom to reach: {roles}.", "",
    ]  # fmt: skip


def check(arguments: argparse.Namespace, now: datetime) -> Answer:
    """Four signs that account-based work would pay, or would not."""
    with _opened(arguments) as cursor:
        as_of = arguments.as_of or newest_day(cursor) or now.date()
        signs = suitability.check(cursor, as_of=as_of)
    return Answer(
        [suitability.headline(signs), "",
         *(f"{sign.label}: {sign.verdict}. {sign.sentence} (Source: {sign.source}.)"
           for sign in signs)],
        {"headline": suitability.headline(signs), "as_of": as_of.isoformat(),
         "signs": [sign._asdict() for sign in signs]},
    )  # fmt: skip
