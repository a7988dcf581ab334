"""From the start command to the first painted screen, beside an empty Streamlit app.

Both are started anew each time, alternating. "Frame" is the navigation with the product's mark,
"headline" the first sentence with numbers of the sample.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path
from statistics import median

from abm_core import sample
from benchmarks import keypress, machine, wire

EMPTY = Path(__file__).with_name("empty_page.py")
APP = wire.ROOT / "app.py"
ROUNDS = 5
LOADED_AT = datetime(2026, 11, 22, 12)
FRAME = '[data-testid="stSidebarNav"]'
HEADLINE = "h2"
TITLE = "h1"


def painted(browser: str, script: Path, store: Path, marks: tuple[str, ...]) -> list[float]:
    """Seconds from the start command until each mark is visible."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=keypress.FLAGS)
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        began = time.perf_counter()
        with wire.served(script, store) as address:
            page.goto(address)
            seen = []
            for mark in marks:
                page.wait_for_selector(mark, timeout=60_000)
                seen.append(time.perf_counter() - began)
        chromium.close()
    return seen


def load_seconds(path: Path) -> float:
    """Seconds to make the sample store."""
    began = time.perf_counter()
    sample.load_sample(path, now=LOADED_AT)
    return time.perf_counter() - began


def report() -> str:
    """The sections about starting and about the sample."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "abm.duckdb"
        loads = [load_seconds(Path(folder) / "abm-sample.duckdb") for _ in range(3)]
        text = f"## Sample\n\nMade from its files in {median(loads):.1f} s (median of 3)."
        return f"{text}\n\n{_start(own)}"


def _start(own: Path) -> str:
    title = "## Start to first painted screen"
    browser = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    if browser is None:
        return f"{title}\n\nNot measured: there is no Chromium on this machine."
    rounds = [
        (painted(browser, EMPTY, own, (TITLE,)), painted(browser, APP, own, (FRAME, HEADLINE)))
        for _ in range(ROUNDS)
    ]
    empty = median(one[0][0] for one in rounds)
    frame = median(one[1][0] for one in rounds)
    headline = median(one[1][1] for one in rounds)
    rows = [
        ["Empty Streamlit app: its title", f"{empty:.2f} s", "1.00"],
        ["Shortlist: frame", f"{frame:.2f} s", f"{frame / empty:.2f}"],
        ["Shortlist on the sample: headline", f"{headline:.2f} s", f"{headline / empty:.2f}"],
    ]
    return "\n\n".join([
        title,
        f"New server and new page each time, alternating, medians of {ROUNDS}.",
        machine.table(["", "seconds", "÷ empty"], rows),
    ])  # fmt: skip
