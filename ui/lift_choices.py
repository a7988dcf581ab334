"""What both screens of lift are asked: programme, metric, tiers, weeks, what accounts are compared
by. All of it is in the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from abm_core import formats, schema, settings
from abm_core.lift import metrics
from abm_core.lift.covariates import ALWAYS, Covariate
from abm_core.lift.windows import Span
from abm_core.targeting.target_list import Programme
from ui import links

ALL, EVERY = "All tiers", "All segments"
TIERS = {ALL: None, **{formats.tier(int(one)): (int(one),) for one in schema.TIERS}}
PARTS = {"tier": "Tier", "industry": "Industry", "region": "Region",
         "segment": "Segment"}  # fmt: skip
AGAINST = ["Similar accounts", "Held out at random"]
WEEKS = {"engagement": (13, 8, 26), "pipeline": (26, 13, 39)}


class Choice(NamedTuple):
    """What is asked. ``weeks`` and ``chosen`` are ``None`` for the usual ones."""

    programme_id: str
    span: Span
    metric: str
    tiers: tuple[int, ...] | None
    weeks: int | None
    by: str
    chosen: tuple[str, ...] | None
    is_experiment: bool
    segment: str = ""


class Offered(NamedTuple):
    """What there is to choose from: ``primary`` metric, segments, and whether a draw answers."""

    covariates: Sequence[Covariate]
    primary: str
    segments: Sequence[str]
    is_drawn: bool
    is_over: bool


def choose(span: Span, programme_id: str, offered: Offered) -> Choice:
    """One row of choices; what is compared by lies in a popover, for it has its usual.

    Where a draw can be judged it comes first: nothing is surer. It judges all that were drawn
    from, over the weeks that were scheduled, so that these are no choice then.
    """
    known = metrics.ENGAGEMENT if span == "engagement" else metrics.PIPELINE
    names = {one.key: one.label for one in known}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        metric = _select(f"{span}_metric", "Metric", list(names), offered.primary, names)
        usual = AGAINST[offered.is_over]
        drawn = offered.is_drawn and (
            _select(f"{span}_against", "Compared with", AGAINST, usual) == AGAINST[1])
        tiers, weeks, segment = (None, None, "") if drawn else _whom(span, offered.segments)
        by = _select(f"{span}_by", "Split by", list(PARTS), "tier", PARTS)
        chosen = _compared_by(span, offered.covariates)
    return Choice(programme_id, span, metric, tiers, weeks, by, chosen, drawn, segment)


def _whom(span: Span, segments: Sequence[str]) -> tuple[tuple[int, ...] | None, int | None, str]:
    """Whose targets over which weeks; ``None`` and empty for the usual ones."""
    tier = _select(f"{span}_tier", "Tier", list(TIERS), ALL)
    segment = _select(f"{span}_segment", "Segment", [EVERY, *segments], EVERY) if segments else ""
    weeks = {str(n): f"{n} weeks" for n in sorted(WEEKS[span])}
    usual = str(settings.LIFT_AFTER.value[span])
    n_weeks = _select(f"{span}_weeks", "After launch", list(weeks), usual, weeks)
    return (TIERS[tier], None if n_weeks == usual else int(n_weeks),
            "" if segment == EVERY else segment)  # fmt: skip


def programme(span: Span, programmes: Sequence[Programme]) -> str:
    """Which programme; there is no choice while there is only one."""
    ids = {one.programme_id: one.name for one in programmes}
    first = next(iter(ids))
    return first if len(ids) == 1 else _select(f"{span}_programme", "Programme", list(ids), first,
                                               ids)  # fmt: skip


def _select(
    key: str, label: str, options: list[str], usual: str, names: dict[str, str] | None = None
) -> str:
    links.take(key, options, usual)
    st.selectbox(label, options, key=key, persist_state="session", width=168,
                 format_func=(names or {one: one for one in options}).__getitem__)  # fmt: skip
    links.give(key, usual)
    return str(st.session_state[key])


def _compared_by(span: Span, covariates: Sequence[Covariate]) -> tuple[str, ...] | None:
    """What makes accounts alike; by default all that the selectors looked at."""
    names = {one.ref: one.label for one in covariates if one.ref not in ALWAYS}
    key = f"{span}_compared_by"
    with st.popover("Compared by", icon=":material/balance:"):
        st.markdown(
            "Put in exactly what the people who chose the accounts looked at. Engagement before "
            "launch and being a customer always count."
        )
        st.pills("Accounts are alike in", list(names), format_func=names.__getitem__, key=key,
                 selection_mode="multi", default=list(names), persist_state="session")  # fmt: skip
    held = st.session_state[key]
    return None if len(held) == len(names) else tuple(one for one in names if one in held)
