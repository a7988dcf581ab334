"""Every colour, once, for light and dark. ``.streamlit/config.toml`` is tested against it.

Meaning is fixed: the indigo ramp is tier or intensity, teal is better, orange is worse, missing or
warning, grey is unchanged. Source: screen notes, section 5.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Mode = Literal["light", "dark"]
FONT = "IBM Plex Sans"


class Palette(NamedTuple):
    """Colours of one mode. ``tiers`` are tier 1, 2, 3; ``on_tiers`` the ink upon them."""

    background: str
    text: str
    muted: str
    hairline: str
    primary: str
    tiers: tuple[str, str, str]
    on_tiers: tuple[str, str, str]
    no_tier: str
    up: str
    down: str
    warn: str
    ramp: tuple[str, ...]
    on_ramp: tuple[str, ...]

    def tier(self, level: int) -> str:
        """The colour of a tier; 0 is no tier."""
        return self.tiers[level - 1] if level else self.no_tier


LIGHT = Palette(
    background="#FFFFFF",
    text="#0F1626",
    muted="#5A6376",
    hairline="#EBEEF3",
    primary="#3A46B1",
    tiers=("#2A3690", "#7280D2", "#C3C9EC"),
    on_tiers=("#FFFFFF", "#FFFFFF", "#0F1626"),
    no_tier="#E3E6EC",
    up="#00796B",
    down="#C2410C",
    warn="#9A6700",
    ramp=("#2A3690", "#4A57BE", "#7280D2", "#98A3E0", "#C3C9EC", "#DFE3F6"),
    on_ramp=("#FFFFFF", "#FFFFFF", "#FFFFFF", "#0F1626", "#0F1626", "#0F1626"),
)
DARK = Palette(
    background="#0C1019",
    text="#E8EBF2",
    muted="#9AA3B5",
    hairline="#232B3A",
    primary="#626FEB",
    tiers=("#AEB8FF", "#6B78DA", "#39427E"),
    on_tiers=("#0F1626", "#FFFFFF", "#FFFFFF"),
    no_tier="#262D3C",
    up="#3CC7AE",
    down="#FF9A62",
    warn="#F0B84B",
    ramp=("#CFD6FF", "#AEB8FF", "#8E9AF0", "#6B78DA", "#4F5AAE", "#39427E"),
    on_ramp=("#0F1626", "#0F1626", "#0F1626", "#FFFFFF", "#FFFFFF", "#FFFFFF"),
)
PALETTES: dict[Mode, Palette] = {"light": LIGHT, "dark": DARK}
