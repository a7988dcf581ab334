"""A page as PDF, where the machine can: by WeasyPrint if it is installed, else by a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from abm_core.errors import AbmError

MIME = "application/pdf"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
            "msedge", "microsoft-edge")  # fmt: skip
LONGEST = 60.0  # seconds; a page takes about one
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
NO_PRINTER = AbmError(
    "This machine cannot make a PDF.",
    "Install WeasyPrint (pip install weasyprint) or Chromium, or write the review as .html and "
    "print that from any browser.",
)

Printer = Callable[[str], bytes]


def pdf(html: str) -> bytes:
    """The page as PDF; ``AbmError`` where nothing on the machine can print it."""
    printer = _library() or _browser()
    if printer is None:
        raise NO_PRINTER
    return printer(html)


def can() -> bool:
    """Whether this machine can make a PDF; asks without loading anything."""
    return _browser() is not None or _library() is not None


def pages(content: bytes) -> int:
    """How many pages a PDF of ours has."""
    return len(PAGE.findall(content))


def _library() -> Printer | None:
    try:
        from weasyprint import HTML
    except (ImportError, OSError):  # not installed, or without the Pango that it needs
        return None
    return lambda html: bytes(HTML(string=html).write_pdf(uncompressed_pdf=True))


def _browser() -> Printer | None:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return (lambda html: by_browser(html, found)) if found else None


def by_browser(html: str, browser: str) -> bytes:
    """The page as a browser prints it; ``AbmError`` where it does not."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(html, encoding="utf-8")
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
            f"--user-data-dir={Path(folder, 'profile')}", f"--print-to-pdf={target}",
            *(["--no-sandbox"] if _is_root() else []), source.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=LONGEST)
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise AbmError(
                f"{Path(browser).name} could not print the page.",
                "Write it as .html and print that from a browser.",
            ) from error


def _is_root() -> bool:
    """Chromium runs as root only without its sandbox; the page runs no scripts."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
