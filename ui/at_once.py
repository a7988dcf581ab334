"""Answers leave the server at once.

Streamlit makes its listening socket without naming the protocol, so that asyncio does not switch
off the wait for acknowledgements (Nagle's algorithm) on it: the last pictures of a slider's step
came 40 ms late. What is set on the listening socket, the connections after it inherit.
"""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress

MOST = 256  # descriptors looked at: those of a server that has just begun are few
FAMILIES = {socket.AF_INET, socket.AF_INET6}


def send_at_once() -> None:
    """Switch the wait off on every connection of this process, and on those to come."""
    for descriptor in range(MOST):
        with suppress(OSError):
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                _switch_off(descriptor)


def _switch_off(descriptor: int) -> None:
    with socket.socket(fileno=os.dup(descriptor)) as one:
        if one.family in FAMILIES and one.type == socket.SOCK_STREAM:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
