"""Does it pay? What targets do since launch, against what similar accounts suggest."""

from __future__ import annotations

from ui import entry, frame, lift_screen

entry.through_app()
with frame.page():
    lift_screen.show("engagement")
