"""Ports that are free at this moment.

One near the wanted one is better than any: the system gives the high ones to outgoing connections, also to
those of our own clients while they wait for Kafka to come back.
"""

from __future__ import annotations

import socket

from pipeline.errors import EnvironmentTrouble


def choose(host: str, wanted: list[int], *, but: int = 0) -> int:
    """The first wanted port that is free, else any that is."""
    for port in wanted:
        if port not in (0, but) and free(host, port):
            return port
    try:
        with socket.create_server((host, 0)) as door:
            return int(door.getsockname()[1])
    except OSError as error:
        raise EnvironmentTrouble(
            f"our own Kafka cannot listen on {host}: {error.strerror}",
            way_out="DEALWIRE_BROKER_HOST is a name or an address of this machine",
        ) from error


def free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    try:
        socket.create_server((host, port)).close()
    except (OSError, OverflowError):
        return False
    return True
