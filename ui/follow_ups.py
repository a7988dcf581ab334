"""The follow-up clocks as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from abm_core.measure import signals_wording
from abm_core.measure.sla import Clock

MARKS = {"met": "In time", "running": "Running", "missed": "Missed"}


def table(found: Sequence[Clock], zone: str) -> None:
    """One row per clock, the newest first."""
    rows = pd.DataFrame({
        "account": [one.name for one in found], "status": [MARKS[one.status] for one in found],
        "said": [signals_wording.outcome(one, zone) for one in found],
        "since": [one.qualified_on for one in found],
    })  # fmt: skip
    st.dataframe(
        rows.iloc[::-1], hide_index=True, width="stretch",
        column_config={
            "account": "Account", "status": "Follow-up",
            "said": st.column_config.TextColumn("What happened", width="large"),
            "since": st.column_config.DateColumn("Qualified on", format="D MMM YYYY"),
        },
        column_order=["account", "since", "status", "said"],
    )  # fmt: skip
