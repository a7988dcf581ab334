"""Twenty windows look on while one imports a million activities.

Every window moves a weight over and over; none may show an error, and each must say that newer
data are there once the import is done. Times are from a key press to the changed headline, before
and during the import.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import imports, keypress, machine, slider, wire

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

N_WINDOWS = 20
ROUNDS_BEFORE = 2
LONGEST = 600.0
NOTICE_SECONDS = 90
KEY, TEXTS = keypress.FULL
TEXT = TEXTS[keypress.HEADLINE]
HANDLE = keypress.SLIDER.format(key=KEY)
PROBLEM = '[data-testid="stException"], [data-testid="stAlertContentError"]'
DONE = '[data-testid="stAlertContentSuccess"]'
NOTICE = "text=Imported since you opened this page"


def press(page: Page, up: bool) -> float:
    """Milliseconds from a key press to the changed headline."""
    page.bring_to_front()
    page.focus(HANDLE)
    page.evaluate(keypress.WATCH, [HANDLE, [TEXT]])
    page.keyboard.press("PageUp" if up else "PageDown")
    (waited,) = page.evaluate("window.changed")
    return float("inf") if waited is None else float(waited)


def opened(chromium: Browser, address: str) -> list[Page]:
    """Windows that stand on the ICP screen."""
    pages = []
    for _ in range(N_WINDOWS):
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/{wire.ICP_PATH}")
        page.wait_for_selector(HANDLE, state="attached", timeout=120_000)
        page.wait_for_selector(TEXT, timeout=120_000)
        pages.append(page)
    return pages


def start_import(chromium: Browser, address: str, folder: Path) -> Page:
    """One more window refreshes from a folder."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/data")
    page.get_by_text("Refresh from a folder").click()
    page.get_by_label("Folder with your exports", exact=True).fill(str(folder))
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Refresh from folder", exact=False).last.click()
    return page


def watch(browser: str, address: str, folder: Path) -> tuple[list[float], list[float], float, int]:
    """Waits before and during the import, its seconds, and windows that tell of newer data."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=keypress.FLAGS)
        pages = opened(chromium, address)
        before = [press(page, turn % 2 == 0) for turn in range(ROUNDS_BEFORE) for page in pages]
        importing, began = start_import(chromium, address, folder), time.perf_counter()
        during: list[float] = []
        turn = ROUNDS_BEFORE
        while not importing.locator(DONE).count():
            if time.perf_counter() - began > LONGEST or importing.locator(PROBLEM).count():
                raise RuntimeError("the import did not end well")
            during += [press(page, turn % 2 == 0) for page in pages]
            turn += 1
        seconds = time.perf_counter() - began
        broken = sum(page.locator(PROBLEM).count() for page in pages)
        if broken:
            raise RuntimeError(f"{broken} errors on {N_WINDOWS} screens")
        told = _told(pages)
        chromium.close()
    return before, during, seconds, told


def _told(pages: list[Page]) -> int:
    """Windows that say within a while that newer data are there."""
    deadline, told = time.monotonic() + NOTICE_SECONDS, 0
    while told < len(pages) and time.monotonic() < deadline:
        time.sleep(2)
        told = sum(page.locator(NOTICE).count() > 0 for page in pages)
    return told


def report() -> str:
    """The section about many windows."""
    title = "## Twenty windows during an import"
    browser = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    if browser is None:
        return f"{title}\n\nNot measured: there is no Chromium on this machine."
    with tempfile.TemporaryDirectory() as place:
        store, folder = Path(place) / "abm.duckdb", Path(place) / "exports"
        folder.mkdir()
        slider.fill(store)
        imports.generate(folder, imports.ROWS)
        with wire.served(wire.ROOT / "app.py", store) as address:
            before, during, seconds, told = watch(browser, address, folder)
    rows = [
        ["before", str(len(before)), f"{median(before):.0f} ms", f"{max(before):.0f} ms"],
        ["during", str(len(during)), f"{median(during):.0f} ms", f"{max(during):.0f} ms"],
    ]
    return "\n\n".join([
        title,
        f"{N_WINDOWS} windows in one Chromium on the same machine, {slider.N_ACCOUNTS:,} accounts; "
        f"one more imports {imports.ROWS:,} activities from a folder in {seconds:.0f} s. No window "
        f"showed an error; {told} of {N_WINDOWS} said that newer data are there.",
        machine.table(["key presses", "n", "median", "longest"], rows),
    ])  # fmt: skip
