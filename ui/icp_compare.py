"""Tierings side by side: draft, live and up to two scenarios; where they disagree most."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from abm_core import formats
from abm_core.targeting import backtest, comparing, profiles, scenario_wording, scenarios
from abm_core.targeting.comparing import Column, Measure, SideBySide
from abm_core.targeting.profile import Profile
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import frame
from ui.icp_panels import scored_live

MOST_SAVED, MOST_ROWS = 2, 50
CHOSEN = "compare_with"


def show(shown: Workshop, compared: Comparison) -> None:
    """The measures, how far every pair agrees, the accounts apart."""
    columns, tested = [comparing.column("Draft", compared.draft)], [compared.draft.profile]
    base = None
    if compared.live.programme is not None:
        live = scored_live(shown, compared.live)
        columns.append(comparing.live_column(compared.live, live))
        tested.append(compared.live.profile)
        base = 1
    for label, profile in _chosen().items():
        columns.append(comparing.column(label, shown.score_once(profile)))
        tested.append(profile)
    found = comparing.side_by_side(
        shown.accounts, columns, base=base, more=_backtested(shown, tested)
    )
    st.markdown(frame.plain(comparing.headline(found)))
    _measures(found, shown.accounts.currency)
    if len(columns) > 1:
        _overlaps(found)
        _apart(shown, columns)


def _chosen() -> dict[str, Profile]:
    with frame.cursor() as cursor:
        known = scenarios.listing(cursor)
        names = {scenario_wording.named(one.newest): one.newest for one in known}
        chosen = st.multiselect(
            "Compare with", list(names), key=CHOSEN, max_selections=MOST_SAVED,
            placeholder="Up to two saved scenarios", persist_state="session",
        ) if names else []  # fmt: skip
        if not names:
            st.caption("Save a scenario to lay it beside the draft and what is live.")
        return {label: profiles.read(cursor, names[label]) for label in chosen}


def _backtested(shown: Workshop, tested: list[Profile | None]) -> list[Measure]:
    """How well each would have ranked past deals, where there are enough of them."""
    if not backtest.is_enough(shown.past.deals):
        return []
    reached = [
        float("nan") if one is None else shown.past.once(backtest.judge, one).auc.estimate
        for one in tested
    ]
    return [Measure("Back-test: won above lost", "share", tuple(reached))]


def _measures(found: SideBySide, currency: str) -> None:
    """One row per measure; what differs from the first column is bold."""
    rows = []
    for measure in found.measures:
        texts = [comparing.shown(measure, value, currency) for value in measure.values]
        rows.append([measure.label, *texts])
    labels = [one.label for one in found.columns]
    head = f"| Measure | {' | '.join(map(frame.plain, labels))} |\n|---|{'---:|' * len(labels)}\n"
    st.markdown(head + "\n".join(map(_row, rows)))


def _row(cells: list[str]) -> str:
    name, first, *others = cells
    told = [frame.plain(text) if text == first else f"**{frame.plain(text)}**" for text in others]
    return f"| {frame.plain(name)} | {frame.plain(first)} | {' | '.join(told)} |"


def _overlaps(found: SideBySide) -> None:
    st.markdown("### How far they agree")
    table = pd.DataFrame({
        "Pair": [f"{one.one} and {one.other}" for one in found.overlaps],
        "In both": [one.n_both for one in found.overlaps],
        "In either": [one.n_either for one in found.overlaps],
        "Same tier": [formats.percent(one.agree) for one in found.overlaps],
        **{f"Tier {level} shared": [formats.percent(one.jaccard_by_tier[level - 1])
                                    for one in found.overlaps] for level in (1, 2, 3)},
    })  # fmt: skip
    st.dataframe(table, hide_index=True, width="stretch", placeholder=formats.NONE,
                 column_config={"Pair": st.column_config.TextColumn(width=260)})  # fmt: skip


def _apart(shown: Workshop, columns: list[Column]) -> None:
    st.markdown("### Accounts on which they disagree most")
    table = comparing.disagreements(shown.accounts, columns, MOST_ROWS)
    if table.empty:
        st.caption("They put every account in the same tier.")
        return
    view = pd.DataFrame({"Account": table["name"]})
    for place, one in enumerate(columns):
        view[one.label] = [formats.tier(level) for level in table[f"tier_{place}"]]
        view[f"{one.label}, score"] = table[f"score_{place}"]
    scores = {f"{one.label}, score": st.column_config.NumberColumn(format="%.1f")
              for one in columns}  # fmt: skip
    st.dataframe(view, hide_index=True, width="stretch", column_config=scores,
                 placeholder=formats.NONE)  # fmt: skip
