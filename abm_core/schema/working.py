"""Drafts that nobody has saved yet, kept so that a page that is loaded anew finds them again."""

from __future__ import annotations

from abm_core.schema.fields import Entity, Field

WORKING_DRAFTS = Entity(
    name="working_drafts",
    label="Working drafts",
    singular="working draft",
    doc="The unsaved draft of one window for one programme; no decision, forgotten after a while.",
    key=("window_id", "programme_id"),
    fields=(
        Field("window_id", "id", "Window", "The window, as its address names it.",
              imported=False),
        Field("programme_id", "id", "Programme ID",
              "The programme that it is for; blank before there is one.", imported=False),
        Field("definition", "json", "Definition", "The profile as a readable document.",
              imported=False),
        Field("based_on", "id", "Based on profile", "The saved version that it was loaded from.",
              imported=False),
        Field("seen_save", "integer", "Seen save", "The save that it was compared with.",
              imported=False),
        Field("kept_at", "timestamp", "Kept at", "When it last changed, in UTC.",
              imported=False),
    ),
)
