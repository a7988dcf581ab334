"""Rows on their way into the store, and the log of what they changed."""
