"""What the numbers were measured on, and how they are written down."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version

PACKAGES = ("numpy", "pandas", "duckdb", "streamlit")


def facts() -> str:
    """Cores and versions, in one line."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, {versions}."
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
