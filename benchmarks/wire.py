"""A running app, and a window of it without a browser: it speaks Streamlit's own messages.

What it measures is the server alone: nothing is drawn beside it on the same processors.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
LARGEST = 200_000_000  # bytes of one message
PATIENCE = 120  # seconds that a run may take
PROTOCOL = "streamlit"
ICP_PATH = "icp"  # of the page ICP & tiers


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


class Window:
    """One window of a running app. Sliders are known by the key that the page gave them."""

    def __init__(self, address: str, query: str = "", *, page: str = "") -> None:
        """``address`` as ``http://localhost:8501``; ``query`` what follows the question mark.

        ``page`` is the path of the page, the first one without.
        """
        self._socket = connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream", origin=address,
            subprotocols=[PROTOCOL], max_size=LARGEST,
        )  # fmt: skip
        self._query, self._page = query, page
        self._values: dict[str, list[float]] = {}
        self.sliders: dict[str, tuple[Slider, str]] = {}
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._socket.close()

    def load(self) -> float:
        """Open the page; milliseconds until all of it has come."""
        return self._run("")

    def move(self, key: str, to: float) -> float:
        """Move a slider; milliseconds until all that follows from it has come."""
        slider, fragment = self.sliders[key]
        self._values[slider.id] = [to]
        return self._run(fragment)

    def _run(self, fragment: str) -> float:
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.page_name = self._page
        for name, value in self._values.items():
            state = asked.rerun_script.widget_states.widgets.add(id=name)
            state.double_array_value.data.extend(value)
        sent = asked.SerializeToString()
        began = perf_counter()
        self._socket.send(sent)
        came = self._until_finished()
        taken = 1000 * (perf_counter() - began)
        for one in came:
            self._note(one)
        return taken

    def _until_finished(self) -> list[bytes]:
        """Messages as they came, read later: a script's end is a few bytes that say so."""
        came: list[bytes] = []
        while True:
            came.append(bytes(self._socket.recv(timeout=PATIENCE, decode=False)))
            if len(came[-1]) < 100:
                end = ForwardMsg.FromString(came[-1])
                if end.WhichOneof("type") == "script_finished":
                    if end.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue
                    return came

    def _note(self, text: bytes) -> None:
        message = ForwardMsg.FromString(text)
        if message.WhichOneof("type") == "delta":
            self._note_element(message.delta)

    def _note_element(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "slider":
            key = element.slider.id.rpartition("-")[2]
            self.sliders[key] = element.slider, delta.fragment_id
        elif kind == "exception":
            self.errors.append(element.exception.message)
