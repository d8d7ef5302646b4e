"""Ports that are free at this moment.

One near the wanted one is better than any: the system gives the high ones to outgoing connections, also to
those of our own clients while they wait for Kafka to come back.
"""

from __future__ import annotations

import socket


def choose(host: str, wanted: list[int], *, but: int = 0) -> int:
    """The first wanted port that is free, else any that is."""
    for port in wanted:
        if port not in (0, but) and free(host, port):
            return port
    with socket.create_server((host, 0)) as door:
        return int(door.getsockname()[1])


def free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    try:
        socket.create_server((host, port)).close()
    except (OSError, OverflowError):
        return False
    return True
