"""The least that a screen with a slider can be: one chart, one table, one number."""

from __future__ import annotations

import streamlit as st

points = st.slider("Points", 0, 100, 20, key="w_bare")
st.markdown(f"Share **{points} %**")
st.echarts_chart(
    {
        "xAxis": {"type": "category", "data": list(range(50))},
        "yAxis": {"type": "value"},
        "series": [{"type": "bar", "data": [(n * points) % 97 for n in range(50)]}],
    },
    key="bare_chart",
)
st.dataframe({"n": list(range(200)), "points": [points] * 200}, key="bare_table")
