"""Where a server of ours may listen: hosts that are this machine's, ports that are free at this moment.

One near the wanted one is better than any: the system gives the high ones to outgoing connections, also to
those of our own clients while they wait for Kafka to come back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket

from pipeline.errors import EnvironmentTrouble
from pipeline.settings import PREFIX

_OF_THE_PORT = (errno.EADDRINUSE, errno.EACCES)


def choose(host: str, wanted: list[int], *, but: int = 0) -> int:
    """The first wanted port that is free, else any that is."""
    for port in wanted:
        if port not in (0, but) and free(host, port):
            return port
    try:
        return bound(host, 0)
    except OSError as error:
        raise refused("our own Kafka", "BROKER", host, 0, error) from error


def free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    try:
        bound(host, port)
    except (OSError, OverflowError):
        return False
    return True


def bound(host: str, port: int) -> int:
    """The port on which a server could listen now at each address of the host, any for 0; `OSError` if it could not.

    An address that this machine lacks does not count beside one that it has: `localhost` is often `::1`, too.
    """
    found, missing = False, OSError()
    with contextlib.ExitStack() as doors:
        for family, address in _addresses(host):
            try:
                door = doors.enter_context(socket.create_server((address, port), family=family))
                found, port = True, int(door.getsockname()[1])
            except OSError as error:
                if error.errno != errno.EADDRNOTAVAIL:
                    raise
                missing = error
    if not found:
        raise missing
    return port


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    try:
        found = socket.getaddrinfo(host or None, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except UnicodeError as error:  # what no name can be spelt as
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from error
    return list(dict.fromkeys((family, str(where[0])) for family, _, _, _, where in found))


def refused(who: str, setting: str, host: str, port: int, error: OSError) -> EnvironmentTrouble:
    """Why `who` cannot listen there: another port can help, where the host is this machine's."""
    why = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
    if error.errno in _OF_THE_PORT:
        return EnvironmentTrouble(
            f"{who} cannot listen on {spelled(host, port)}: {why}",
            way_out=f"name another with {PREFIX}{setting}_PORT, or stop what listens there",
        )
    return EnvironmentTrouble(
        f"{who} cannot listen on {host}: {why}",
        way_out=f"{PREFIX}{setting}_HOST is a name or an address of this machine",
    )


def spelled(host: str, port: int) -> str:
    """`host:port`, where an IPv6 address has its brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
