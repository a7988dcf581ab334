"""Overrides: a tier given by hand for a time, with reason, author and end."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from abm_core import formats, settings
from abm_core.errors import AbmError
from abm_core.targeting import overrides
from abm_core.targeting.overrides import Override
from abm_core.targeting.target_list import Programme
from abm_core.targeting.whatif import Comparison
from abm_core.targeting.workshop import Workshop
from ui import frame, house_people

NO_TIER = 0


def show(shown: Workshop, compared: Comparison) -> None:
    """Those that hold, and a place to add one."""
    st.markdown("### Overrides")
    home = compared.live.programme
    if home is None:
        st.caption("They belong to a programme: save the first tiers live.")
        return
    st.caption("A tier given by hand comes last and counts against capacity. It changes the list "
               "with the next save.")  # fmt: skip
    for one in compared.live.overrides:
        _one(home, one)
    if st.button("Give a tier by hand", key="override_new", icon=":material/front_hand:"):
        _dialog(shown, home)


def _one(home: Programme, one: Override) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{frame.plain(one.account)}**: {formats.tier(one.tier)}  \n"
                    f":gray[{frame.plain(one.because)}]")  # fmt: skip
        if st.button("Take back", key=f"override_{one.override_id}", type="tertiary"):
            with frame.cursor() as cursor:
                overrides.remove(cursor, home.programme_id, one.override_id,
                                 author=frame.author(), removed_at=frame.now())  # fmt: skip
            st.rerun()


@st.dialog("Give a tier by hand", icon=":material/front_hand:")
def _dialog(shown: Workshop, home: Programme) -> None:
    names = pd.Series(shown.accounts.at("name", range(len(shown.accounts))))
    row = st.selectbox("Account", range(len(names)), index=None, key="override_account",
                       format_func=names.__getitem__, placeholder="Choose an account")  # fmt: skip
    tier = st.segmented_control("Tier", [1, 2, 3, NO_TIER], default=1, required=True,
                                format_func=formats.tier, key="override_tier")  # fmt: skip
    until = st.date_input("Until", shown.as_of + timedelta(days=settings.OVERRIDE_DAYS.value),
                          key="override_until", help="The last day on which it holds.")  # fmt: skip
    reason = st.text_input("Reason", key="override_reason",
                           placeholder="Why the score does not decide here")  # fmt: skip
    house_people.saved_by("override_author")
    if st.button("Give this tier", key="override_keep", type="primary", disabled=row is None):
        try:
            with frame.cursor() as cursor:
                overrides.add(
                    cursor, home.programme_id, str(shown.accounts.ids[row]), tier, reason=reason,
                    author=st.session_state["override_author"] or "", expires_on=until,
                    as_of=shown.as_of, created_at=frame.now(),
                )  # fmt: skip
        except AbmError as error:
            frame.show_problem(error)
        else:
            st.rerun()
