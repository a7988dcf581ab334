"""The emptiest app that there can be: one title."""

from __future__ import annotations

import streamlit as st

st.title("Empty")
