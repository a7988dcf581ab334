"""Plotly charts on a page."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from abm_core.output.figures import CONFIG


def show(figure: go.Figure, key: str, told: str) -> None:
    """A chart with our own colours; ``told`` says what it shows, for who cannot see it."""
    st.plotly_chart(figure, key=key, theme=None, config=CONFIG, width="stretch", alt=told)
