"""Can the team work on these tiers: hours per seller and territory, and pipeline to expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from abm_core import formats, house, house_log, settings
from abm_core.errors import AbmError
from abm_core.house import House, Person
from abm_core.targeting import capacity, capacity_wording, expected
from abm_core.targeting.capacity import Effort, Load
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import frame

SEED = 1  # the same draft always gets the same range
SELLER, TERRITORY = "Seller", "Territory"
UNKNOWN = "No sales owner"
MOST_SENTENCES = 5
SAVED = "hours_saved"


def show(shown: Workshop, compared: Comparison) -> None:
    """Hours that the draft takes against hours that people have; then what it may bring."""
    if SAVED in st.session_state:
        st.toast(st.session_state.pop(SAVED), icon=":material/check:")
    with frame.cursor() as cursor:
        kept = house.read(cursor)
    try:
        effort = _effort(kept)
    except AbmError as error:
        frame.show_problem(error)
        return
    left, right = st.columns([0.6, 0.4], gap="small")
    with left.container(border=True, height="stretch", gap="xsmall"):
        _load(shown, compared, kept.people, effort)
    with right.container(border=True, height="stretch", gap="xsmall"):
        _expected(shown, compared)


def _effort(kept: House) -> Effort:
    """Hours per account and person: those of the house, or others to try and to keep."""
    usual = capacity.effort_of(kept)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        hours = [
            st.number_input(
                f"Hours per tier {level} account", 0.0, None, usual.per_account[level - 1], 0.5,
                format="%g", key=f"hours_{level}", persist_state="session", width=170,
                help=f"A quarter. {settings.HOURS_PER_ACCOUNT.source}.",
            )
            for level in (1, 2, 3)
        ]  # fmt: skip
        person = st.number_input(
            "Hours per seller", 1.0, None, usual.per_person, 5.0, format="%g",
            key="hours_person", persist_state="session", width=170,
            help=f"A quarter, for accounts. {settings.HOURS_PER_PERSON.source}.",
        )  # fmt: skip
        effort = Effort((hours[0], hours[1], hours[2]), person)
        if effort != usual and st.button(
            "Save these hours", key="hours_save", icon=":material/check:",
            help="They become the hours of the house: everybody counts with them.",
        ):  # fmt: skip
            _save(kept, effort)
    return effort


def _save(kept: House, effort: Effort) -> None:
    chosen = replace(kept, hours_per_account=effort.per_account,
                     hours_per_person=effort.per_person)  # fmt: skip
    with frame.cursor() as cursor:
        house_log.save(cursor, chosen, author=frame.author(), saved_at=frame.now())
    st.session_state[SAVED] = "Saved: everybody counts with these hours from now on."
    st.rerun()


def _load(
    shown: Workshop, compared: Comparison, people: Sequence[Person], effort: Effort
) -> None:
    st.markdown("### Hours a quarter")
    draft, accounts = compared.draft, shown.accounts
    team = capacity.total(draft.tier, len(capacity.sellers(accounts, people)), effort)
    fits = capacity.cutoffs_that_fit(draft, effort, team.available) if team.is_over else []
    st.markdown(frame.plain(capacity_wording.team(team, fits)))
    options = [SELLER, TERRITORY] if "territory" in accounts.fields else [SELLER]
    by = SELLER if len(options) == 1 else st.segmented_control(
        "By", options, default=SELLER, required=True, key="load_by",
        label_visibility="collapsed",
    )  # fmt: skip
    loads = (capacity.by_seller(accounts, draft.tier, people, effort) if by == SELLER
             else capacity.by_territory(accounts, draft.tier, effort))  # fmt: skip
    _table(by, loads)
    if by == SELLER:
        for one in [load for load in loads if load.is_over][:MOST_SENTENCES]:
            mine = capacity.cutoffs_that_fit(
                draft, effort, one.available, capacity.owned_by(accounts, one.name))  # fmt: skip
            st.markdown(f"- {frame.plain(capacity_wording.seller(one, mine))}")


def _table(by: str, loads: Sequence[Load]) -> None:
    table = pd.DataFrame({
        by: [one.name or UNKNOWN for one in loads],
        **{f"Tier {level}": [one.n_accounts[level - 1] for one in loads] for level in (1, 2, 3)},
        "Hours": [one.hours for one in loads],
        "Available": [one.available or None for one in loads],
        "Used": [one.percent for one in loads],
    })  # fmt: skip
    st.dataframe(
        table, hide_index=True, width="stretch", placeholder=formats.NONE, height="content",
        column_config={
            "Hours": st.column_config.NumberColumn(format="localized"),
            "Available": st.column_config.NumberColumn(format="localized"),
            "Used": st.column_config.ProgressColumn(
                format="%.0f %%", min_value=0, max_value=capacity.most_percent(loads)),
        },
    )  # fmt: skip


def _expected(shown: Workshop, compared: Comparison) -> None:
    st.markdown("### Pipeline to expect")
    found = expected.expected(shown.created, compared.draft.tier, seed=SEED)
    for one in found:
        st.markdown(f"- {frame.plain(expected.sentence(one, shown.accounts.currency))}")
    st.caption("From what these same accounts created before: no promise, and no effect of any "
               "programme. The range is what chance alone would leave open.")  # fmt: skip
