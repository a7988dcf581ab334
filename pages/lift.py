"""Does it pay? Opportunities of targets against those of accounts that nobody targeted."""

from __future__ import annotations

from ui import entry, frame, lift_screen

entry.through_app()
with frame.page():
    lift_screen.show("pipeline")
