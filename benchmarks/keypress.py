"""From a key press on a weight slider to the changed number on the screen, in Chromium.

The whole screen at 100,000 accounts beside a bare page with one slider, chart and table, in one
run, alternating. The number is the criterion's share beside the slider; on the bare page, a share
in a line of text.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import machine, slider

ROOT = Path(__file__).resolve().parent.parent
BARE = Path(__file__).with_name("bare_page.py")
PRESSES = 40
WARM_UP = 5
START_SECONDS = 60
PAUSE_SECONDS = 0.6
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# Resolves with the milliseconds from the key's event to the first change of the text watched.
WATCH = """
([slider, text]) => {
    const watched = document.querySelector(text), before = watched.textContent;
    window.changed = new Promise(resolve => {
        document.querySelector(slider).addEventListener('keydown', () => {
            const pressed = performance.now();
            setTimeout(() => resolve(null), 5000);
            const seen = new MutationObserver(() => {
                if (document.querySelector(text).textContent === before) return;
                seen.disconnect();
                resolve(performance.now() - pressed);
            });
            seen.observe(document.body, {subtree: true, childList: true, characterData: true});
        }, {once: true, capture: true});
    });
}
"""
Addresses = dict[str, tuple[str, tuple[str, str]]]
SLIDER = '.st-key-{key} input[type="range"]'
FULL = ("w_Industry", '.st-key-share_Industry')
PLAIN = ("w_bare", '[data-testid="stMarkdownContainer"]:has(strong)')


@contextmanager
def served(script: Path, store: Path) -> Iterator[str]:
    """A running app; its address."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port),
               "--server.headless", "true"]  # fmt: skip
    app = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "ABM_STORE": str(store)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        app.terminate()
        app.wait()


def _wait(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urlopen(address).close()
            return
        except URLError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not start within {START_SECONDS} s")


def presses(browser: str, addresses: Addresses) -> dict[str, list[float]]:
    """Milliseconds per press and page, pages alternating."""
    from playwright.sync_api import sync_playwright

    taken: dict[str, list[float]] = {name: [] for name in addresses}
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=FLAGS)
        pages = {}
        for name, (address, (key, text)) in addresses.items():
            page = chromium.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address)
            page.wait_for_selector(SLIDER.format(key=key), state="attached", timeout=60_000)
            page.wait_for_selector(text, timeout=60_000)
            pages[name] = (page, SLIDER.format(key=key), text)
        time.sleep(4)
        for press in range(WARM_UP + PRESSES):
            for name, (page, handle, text) in pages.items():
                page.bring_to_front()
                page.focus(handle)
                page.evaluate(WATCH, [handle, text])
                page.keyboard.press("PageUp" if press % 2 == 0 else "PageDown")
                waited = page.evaluate("window.changed")
                if waited is None:
                    raise RuntimeError(f"{name}: no number changed within 5 s of a key press")
                taken[name].append(waited)
                time.sleep(PAUSE_SECONDS)
        chromium.close()
    return {name: times[WARM_UP:] for name, times in taken.items()}


def report() -> str:
    """The section about key presses; a visible line instead where there is no Chromium."""
    title = "## Key press to changed number"
    browser = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    if browser is None:
        return f"{title}\n\nNot measured: there is no Chromium on this machine."
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.duckdb"
        slider.fill(path)
        with served(ROOT / "app.py", path) as app, served(BARE, path) as bare:
            taken = presses(browser, {"Whole screen": (app, FULL), "Bare page": (bare, PLAIN)})
    cuts = {name: quantiles(times, n=20) for name, times in taken.items()}
    rows = [
        [name, f"{cut[9]:.0f} ms", f"{cut[18]:.0f} ms", f"{cut[9] / cuts['Bare page'][9]:.2f}"]
        for name, cut in cuts.items()
    ]
    return "\n\n".join([
        title,
        f"{slider.N_ACCOUNTS:,} accounts, {PRESSES} presses of Page up and down on a weight "
        "slider in headless Chromium with software rendering, from the key's event to the changed "
        "share beside the slider; the bare page has one slider, one chart, one table of 200 rows.",
        machine.table(["", "p50", "p95", "÷ bare at p50"], rows),
    ])  # fmt: skip
