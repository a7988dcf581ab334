"""Ctrl-C, so that a press is never lost.

Python raises it wherever it happens to be; within a library's callback it is told to nobody and
thrown away. So the press is remembered too, and nothing is committed after it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_PRESSED = threading.Event()


@contextmanager
def remembered() -> Iterator[None]:
    """While this lasts, a press of Ctrl-C is remembered as well as raised."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears of signals
        return
    before = signal.signal(signal.SIGINT, _press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _PRESSED.clear()


def check() -> None:
    """Raise the press that was thrown away, if there was one. Call before what cannot be undone."""
    if _PRESSED.is_set():
        raise KeyboardInterrupt


def _press(signal_number: int, frame: FrameType | None) -> None:
    _PRESSED.set()
    raise KeyboardInterrupt
