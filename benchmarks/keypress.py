"""From a key press on a weight slider to the changed headline and back-test, in Chromium.

The whole screen at 100,000 accounts beside a bare page with one slider, chart and table, in one
run, alternating. On the bare page, a share in a line of text stands for the headline.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from benchmarks import machine, slider
from benchmarks.wire import ICP_PATH, ROOT, served

BARE = Path(__file__).with_name("bare_page.py")
PRESSES = 40
WARM_UP = 5
PAUSE_SECONDS = 0.6
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# Resolves with the milliseconds from the key's event to the first change of each text watched;
# null for one that says the same as before after five seconds.
WATCH = """
([slider, texts]) => {
    const read = text => document.querySelector(text).textContent, before = texts.map(read);
    const taken = texts.map(() => null);
    window.changed = new Promise(resolve => {
        document.querySelector(slider).addEventListener('keydown', () => {
            const pressed = performance.now();
            const seen = new MutationObserver(() => {
                texts.forEach((text, i) => {
                    if (taken[i] === null && read(text) !== before[i])
                        taken[i] = performance.now() - pressed;
                });
                if (!taken.includes(null)) done();
            });
            const done = () => { seen.disconnect(); resolve(taken); };
            setTimeout(done, 5000);
            seen.observe(document.body, {subtree: true, childList: true, characterData: true});
        }, {once: true, capture: true});
    });
}
"""
SLIDER = '.st-key-{key} input[type="range"]'
MARKDOWN = '[data-testid="stMarkdownContainer"]'
HEADLINE, BACKTEST, BARE_PAGE = "Headline", "Back-test", "Bare page"
FULL = ("w_Industry", {HEADLINE: "h2", BACKTEST: f".st-key-backtest {MARKDOWN}"})
PLAIN = ("w_bare", {BARE_PAGE: f"{MARKDOWN}:has(strong)"})
Looks = tuple[str, dict[str, str]]


def presses(browser: str, addresses: dict[str, Looks]) -> dict[str, list[float]]:
    """Milliseconds per press and text, by what the text is; pages alternating."""
    from playwright.sync_api import sync_playwright

    taken: dict[str, list[float]] = {name: [] for _, texts in addresses.values() for name in texts}
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=FLAGS)
        pages = []
        for address, (key, texts) in addresses.items():
            page = chromium.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address)
            page.wait_for_selector(SLIDER.format(key=key), state="attached", timeout=60_000)
            for text in texts.values():
                page.wait_for_selector(text, timeout=60_000)
            pages.append((page, SLIDER.format(key=key), texts))
        time.sleep(4)
        for press in range(WARM_UP + PRESSES):
            for page, handle, texts in pages:
                page.bring_to_front()
                page.focus(handle)
                page.evaluate(WATCH, [handle, list(texts.values())])
                page.keyboard.press("PageUp" if press % 2 == 0 else "PageDown")
                waited = page.evaluate("window.changed")
                if waited[0] is None:
                    raise RuntimeError(f"{next(iter(texts))}: no change within 5 s of a key press")
                for name, one in zip(texts, waited, strict=True):
                    taken[name] += [one] if one is not None and press >= WARM_UP else []
                time.sleep(PAUSE_SECONDS)
        chromium.close()
    return taken


def report() -> str:
    """The section about key presses; a visible line instead where there is no Chromium."""
    title = "## Key press to changed headline"
    browser = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    if browser is None:
        return f"{title}\n\nNot measured: there is no Chromium on this machine."
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.duckdb"
        slider.fill(path)
        with served(ROOT / "app.py", path) as app, served(BARE, path) as bare:
            taken = presses(browser, {f"{app}/{ICP_PATH}": FULL, bare: PLAIN})
    cuts = {name: quantiles(times, n=20) for name, times in taken.items()}
    rows = [
        [name, f"{cut[9]:.0f} ms", f"{cut[18]:.0f} ms", f"{cut[9] / cuts[BARE_PAGE][9]:.2f}"]
        for name, cut in cuts.items()
    ]
    return "\n\n".join([
        title,
        f"{slider.N_ACCOUNTS:,} accounts, {PRESSES} presses of Page up and down on a weight "
        "slider in headless Chromium with software rendering, from the key's event to the changed "
        "headline and the back-test's changed sentence; the bare page has one slider, one chart, "
        "one table of 200 rows, one line.",
        machine.table(["", "p50", "p95", "÷ bare at p50"], rows),
    ])  # fmt: skip
