"""What the numbers were measured on, and how they are written down."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version

PACKAGES = ("numpy", "pandas", "duckdb", "streamlit")


def facts() -> str:
    """Cores, versions, and how busy the machine was with other work, in a few words."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, {versions}; load average {os.getloadavg()[0]:.1f} "
        "before the first measurement."
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
