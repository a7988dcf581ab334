"""Every sentence about a tiering, with the numbers that trigger it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from abm_core import formats
from abm_core.targeting import model, scoring, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.model import Scored
from abm_core.targeting.profile import Profile
from abm_core.targeting.whatif import Comparison, TierLine, capacity_used

MANY_CLOSE_CALLS = 5


class Warning(NamedTuple):
    """One thing to know before believing the screen: cause, size and effect."""

    text: str


def headline(comparison: Comparison, currency: str) -> str:
    """What saving the draft would do to tier 1, in one sentence."""
    line = comparison.lines[0]
    if comparison.live.programme is None:
        return _first_headline(comparison)
    if not len(comparison.moved):
        return "The draft matches the live tiers. Move a weight or a cutoff to see who would move."
    if line.n_enter == line.n_leave == 0:
        return (
            f"Tier 1 keeps its {formats.counted(line.n_live, 'account')}; "
            f"{_moves(len(comparison.moved))} in the other tiers."
        )
    return f"{_tier_one(line)}, and {_pipeline(line, currency)}."


def _first_headline(comparison: Comparison) -> str:
    held = [line.n_draft for line in comparison.lines]
    return (
        f"This draft puts {formats.counted(held[0], 'account')} in tier 1, "
        f"{formats.count(held[1])} in tier 2 and {formats.count(held[2])} in tier 3. "
        "Nothing is saved yet."
    )


def pipeline_change(line: TierLine, currency: str) -> str:
    """The change of a tier's open pipeline with its sign, for the figure."""
    change = line.pipeline_draft - line.pipeline_live
    if np.isnan(change):
        return "not known"
    if round(change) == 0:
        return "no change"
    return f"{'+' if change > 0 else '-'}{formats.money(abs(change), currency)}"


START = (
    "Suggested from your data: each value scores by how often its decided opportunities were won "
    "(larger is better where none are), all criteria weigh alike, and the cutoffs fit the "
    "capacities. A place to start, not a finding: change what you know better."
)


def _moves(n_moved: int) -> str:
    return f"{formats.counted(n_moved, 'account')} {'changes' if n_moved == 1 else 'change'} tier"


def _tier_one(line: TierLine) -> str:
    moves = (
        f"{formats.count(line.n_enter)} {'enters' if line.n_enter == 1 else 'enter'} and "
        f"{formats.count(line.n_leave)} {'leaves' if line.n_leave == 1 else 'leave'}"
    )
    if line.n_draft == line.n_live:
        return f"Tier 1 stays at {formats.counted(line.n_live, 'account')}: {moves}"
    return (
        f"Tier 1 goes from {formats.count(line.n_live)} to "
        f"{formats.counted(line.n_draft, 'account')}: {moves}"
    )


def _pipeline(line: TierLine, currency: str) -> str:
    change = line.pipeline_draft - line.pipeline_live
    total = formats.money(line.pipeline_draft, currency)
    if np.isnan(change):
        return f"its open pipeline is {total}" if total != formats.NONE else (
            "none of its open opportunities states an amount")  # fmt: skip
    if round(change) == 0:
        return f"its open pipeline stays at {total}"
    verb = "rises" if change > 0 else "falls"
    return f"its open pipeline {verb} by {formats.money(abs(change), currency)} to {total}"


def warnings(accounts: Accounts, comparison: Comparison) -> list[Warning]:
    """What stands above the main chart: most serious first."""
    draft = comparison.draft
    found = [
        *_missing_columns(accounts, draft.profile),
        *(f"{text} It is unknown for every account until you choose another kind or column."
          for text in model.misread_columns(accounts, draft.profile)),
        *_no_weight(draft.profile),
        *([] if comparison.lines[0].n_draft else _empty_tier_one(draft)),
        *(_over_capacity(comparison, level) for level in tiers.over_capacity(
            draft.tier, draft.profile)),
        *_close_calls(draft),
        *_pipeline_gaps(accounts, comparison),
    ]  # fmt: skip
    return [Warning(text) for text in found]


def _missing_columns(accounts: Accounts, profile: Profile) -> list[str]:
    missing = model.missing_columns(accounts, profile)
    if not missing:
        return []
    return [
        f"The data no longer have the columns behind {formats.listed(missing)}: unknown for every "
        "account. Import a file that has them, or remove the criteria."
    ]


def _no_weight(profile: Profile) -> list[str]:
    if sum(profile.weights):
        return []
    return ["No criterion has points, so no account has a score. Give at least one some weight."]


def _empty_tier_one(draft: Scored) -> list[str]:
    """Nobody is in tier 1: how far the best account is, and how many share its score."""
    open_to = draft.scores[~draft.frame.excluded & ~np.isnan(draft.scores)]
    if not len(open_to):
        return []
    best = open_to.max()
    n_best = int(np.count_nonzero(open_to >= best - tiers.SLACK))
    if n_best > draft.profile.capacities[0]:
        return [f"Tier 1 is empty: {formats.count(n_best)} accounts share the best score of "
                f"{best:.1f}. More criteria, or finer ones, would tell them apart."]  # fmt: skip
    return [f"Tier 1 is empty: the best account scores {best:.1f}. Lower the cutoff, or let it "
            "ask for less to be known."]  # fmt: skip


def _over_capacity(comparison: Comparison, level: int) -> str:
    draft, line = comparison.draft, comparison.lines[level - 1]
    fit = tiers.cutoff_that_fits(
        draft.scores, draft.tier, draft.frame.matrix, draft.profile, level)
    way_out = (
        f"A tier {level} cutoff of {fit:g} fits."
        if fit is not None
        else f"No tier {level} cutoff alone makes it fit."
    )
    return (
        f"The team can work on {formats.counted(line.capacity, f'tier {level} account')}; this "
        f"draft has {formats.count(line.n_draft)}. {way_out}"
    )


def _close_calls(draft: Scored) -> list[str]:
    near = tiers.close_calls(draft.scores, draft.frame.excluded, draft.profile.cutoffs[0])
    if near <= MANY_CLOSE_CALLS:
        return []
    return [f"{formats.count(near)} accounts lie within 1 point of the tier 1 cutoff."]


def _pipeline_gaps(accounts: Accounts, comparison: Comparison) -> list[str]:
    """Open opportunities of tier 1 that the pipeline figure leaves out."""
    rows = comparison.draft.tier == 1
    without = int(accounts.pipeline["n_open_without_amount"].to_numpy()[rows].sum())
    other = int(accounts.pipeline["n_open_other_currency"].to_numpy()[rows].sum())
    parts = []
    if without:
        parts.append(f"{formats.count(without)} without amount")
    if other:
        parts.append(f"{formats.count(other)} in other currencies than {accounts.currency}")
    if not parts:
        return []
    return [f"Tier 1 open pipeline leaves out {formats.listed(parts)}."]


def why(
    accounts: Accounts, scored: Scored, row: int, parts: Sequence[Part] | None = None
) -> str:
    """Why one account scores what it scores, in two or three sentences.

    ``parts`` is its ``build_up``, where the caller has it.
    """
    value = scored.scores[row]
    if np.isnan(value):
        return "No score: nothing that the profile gives points for is known of this account."
    parts = build_up(accounts, scored, row) if parts is None else parts
    counted = sorted((part for part in parts if part.known and part.most > 0),
                     key=lambda part: -part.points)  # fmt: skip
    best = [f"{part.criterion} ({part.value}) adds {part.points:.1f} of {part.most:.1f}"
            for part in counted[:3]]  # fmt: skip
    text = f"Scores {value:.1f} of 100. {formats.listed(best)}."
    return " ".join([text, *_unknowns(scored, parts, row), *_tier_reason(scored, row)])


def _unknowns(scored: Scored, parts: Sequence[Part], row: int) -> list[str]:
    unknown = [part.criterion for part in parts if part.share > 0 and not part.known]
    if not unknown:
        return []
    matrix, weights = scored.frame.matrix.rows(np.array([row])), scored.profile.weights
    floor, ceiling = scoring.floor(matrix, weights)[0], scoring.ceiling(matrix, weights)[0]
    return [
        f"Not known: {formats.listed(unknown)}; with {'it' if len(unknown) == 1 else 'them'} the "
        f"score would lie between {floor:.1f} and {ceiling:.1f}."
    ]


def _tier_reason(scored: Scored, row: int) -> list[str]:
    """Why an account is not in the tier that its score alone would give it."""
    if row in scored.because:
        return [f"{scored.because[row]}."]
    if scored.frame.excluded[row]:
        return [f"Excluded, so it has no tier: {scored.frame.reasons[row]}."]
    by_score = next(
        (level for level in tiers.LEVELS
         if scored.scores[row] >= scored.profile.cutoffs[level - 1] - tiers.SLACK), 0)  # fmt: skip
    if by_score and scored.tier[row] != by_score:
        gate = scored.profile.gates[by_score - 1]
        return [
            f"Its score would reach tier {by_score}, but too little is known: tier {by_score} "
            f"asks for {formats.percent(gate)} of the weight."
        ]
    return []


class Part(NamedTuple):
    """One criterion in an account's score.

    ``value`` is its value as text, ``share`` its share of all weight; ``points`` add up to the
    score (NaN: not known, or nothing known has weight), ``most`` is what it would add if it
    scored full.
    """

    criterion: str
    part: str
    value: str
    known: bool
    share: float
    points: float
    most: float


def build_up(accounts: Accounts, scored: Scored, row: int) -> list[Part]:
    """One account's score, criterion by criterion."""
    profile, matrix = scored.profile, scored.frame.matrix.rows(np.array([row]))
    points = scoring.contributions(matrix, profile.weights)[0]
    known = matrix.known[0] > 0
    weight_known = float(np.dot(known, profile.weights))
    most = [100 * w / weight_known if k and weight_known else 0.0
            for w, k in zip(profile.weights, known, strict=True)]  # fmt: skip
    values = [value_text(accounts, criterion.field, row) for criterion in profile.criteria]
    return [
        Part(one.name, one.part, *told)
        for one, *told in zip(
            profile.criteria, values, known.tolist(), profile.shares,
            np.where(known, points, np.nan).tolist(), most, strict=True)
    ]  # fmt: skip


def value_text(accounts: Accounts, ref: str, row: int) -> str:
    """One account's value of a field, as a person would write it."""
    if ref not in accounts.fields:
        return "column is gone"
    value = accounts.column(ref).iloc[row]
    if isinstance(value, list | np.ndarray):
        return ", ".join(map(str, value)) or "none"
    if pd.isna(value):
        return "not known"
    match accounts.fields[ref].type:
        case "number":
            return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
        case "boolean":
            return "yes" if value else "no"
        case "date":
            return formats.day(pd.Timestamp(value).date())
        case _:
            return str(value)


def capacity(comparison: Comparison) -> str:
    """How much of tier 1's capacity the draft uses: the share and what is left."""
    line = comparison.lines[0]
    used = capacity_used(comparison)[0]
    free = line.capacity - line.n_draft
    left = f"{formats.count(free)} free" if free >= 0 else f"{formats.count(-free)} too many"
    share = formats.percent(used) if np.isfinite(used) else formats.NONE
    return f"{share}, {left} of {formats.count(line.capacity)}"
