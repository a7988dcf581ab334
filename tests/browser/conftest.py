"""The app in a real browser: a Chromium, a running app, pages in it.

Streamlit is started as a user starts it, on a port of its own and on a store in a temporary
folder. Tests use ``app`` for the address and ``open_page`` for pages; ``settle`` waits until the
app has finished what it was doing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NoReturn
from urllib.error import URLError
from urllib.request import urlopen

import pytest

with suppress(ImportError):
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
START_SECONDS = 60
SETTLE_MS = 30_000
QUIET_MS = 300
STOP_SECONDS = 10
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
BUSY = '[data-testid="stStatusWidget"], [data-testid="stSkeleton"], [data-stale="true"]'

STREAMLITS_OWN = {  # rules that Streamlit 1.67 breaks itself, and the part that does
    "list": '[data-testid="stSidebarNav"]',
    "listitem": '[data-testid="stSidebarNav"]',
    "presentation-role-conflict": '[data-testid="stFileUploader"]',
    "scrollable-region-focusable": '[data-testid="stTable"]',
}
WITHIN = "([place, part]) => Boolean(part && document.querySelector(place)?.closest(part))"

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., "Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, whose timing is not ours: it may try again."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=2))


def without_browser(reason: str) -> NoReturn:
    """Skip on a person's machine; fail where a browser is part of the deal."""
    if os.environ.get("ABM_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason}, and ABM_REQUIRE_BROWSER=1 asks for one")
    pytest.skip(reason)


def find_chromium() -> str | None:
    """``CHROME_PATH``, else the usual places, else the usual commands."""
    if chosen := os.environ.get("CHROME_PATH"):
        return chosen
    places = (place for place in PLACES if Path(place).exists())
    return next(places, None) or next(filter(None, map(shutil.which, COMMANDS)), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file of tests; each test gets contexts of its own from it.

    Not for the whole run: while Playwright is up, its event loop is the thread's running one,
    and no other test of the process could start one.
    """
    if find_spec("playwright") is None:
        without_browser("no Playwright in this environment")
    executable = find_chromium()
    if executable is None:
        without_browser("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the app answers; fail with its log when it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(URLError, OSError), urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"The app did not start:\n{log.read_text('utf-8', errors='replace')}")


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """Where the app's store lies; fill it before asking for ``app`` to start with data."""
    return tmp_path / "abm.duckdb"


@pytest.fixture
def script() -> Path:
    """The script that ``app`` runs."""
    return ROOT / "app.py"


@pytest.fixture
def app(script: Path, store_path: Path, tmp_path: Path) -> Iterator[str]:
    """Address of the app, started for this test on an empty store and ended after it."""
    port = free_port()
    log = tmp_path / "app.log"
    command = [
        sys.executable, "-m", "streamlit", "run", str(script),
        "--server.port", str(port), "--server.headless", "true",
    ]  # fmt: skip
    environment = {**os.environ, "ABM_STORE": str(store_path)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://localhost:{port}"
            wait_until_healthy(url, process, log)
            yield url
        finally:
            stop(process)
            sys.stdout.write(log.read_text("utf-8", errors="replace"))  # shown when a test fails


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and end it when it does not."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def console_errors() -> list[str]:
    """What the pages of this test complained about: console errors and uncaught exceptions."""
    return []


@pytest.fixture
def open_page(chromium: Browser, console_errors: list[str]) -> Iterator[OpenPage]:
    """Open an address in a fresh context and wait for it to settle.

    ``open_page(url, width=390, height=844, scheme="dark")``
    """
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        # Below a page's own path Streamlit looks for its server there first, and does not find it.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            console_errors.append(message.text)

    def open_page(
        url: str, *, width: int = 1440, height: int = 900, scheme: Scheme = "light"
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: console_errors.append(str(error)))
        page.goto(url)
        settle(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(app: str, open_page: OpenPage) -> Page:
    """ICP & tiers on a desktop screen, in light colours."""
    return open_page(f"{app}/icp")


def settle(page: Page) -> None:
    """Wait until the app has run, shows nothing as pending, and stays so for a moment.

    The moment matters: a click reaches the server a little later, and until then the app still
    looks finished.
    """
    page.wait_for_selector(DONE, timeout=SETTLE_MS)
    page.wait_for_function(
        """([done, busy, quiet]) => {
            const calm = document.querySelector(done) && !document.querySelector(busy)
                && document.querySelector('[data-testid="stMain"] [data-testid^="st"]');
            const now = performance.now();
            if (!calm) { window.calmSince = undefined; return false; }
            window.calmSince ??= now;
            if (now - window.calmSince < quiet) return false;
            window.calmSince = undefined;
            return true;
        }""",
        arg=[DONE, BUSY, QUIET_MS],
        timeout=SETTLE_MS,
    )


@pytest.fixture(name="settle")
def settle_fixture() -> Callable[[Page], None]:
    """``settle(page)``: wait after an action until the app has finished."""
    return settle


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """``axe(page)``: the accessibility rules that a page breaks, each with the place.

    Left out is what Streamlit itself gets wrong, wherever that is.
    """
    from axe_playwright_python.sync_playwright import Axe

    def broken(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:120]}"
            for rule in found
            for node in rule["nodes"]
            if not page.evaluate(WITHIN, [node["target"][0], STREAMLITS_OWN.get(rule["id"], "")])
        ]

    return broken
