"""Names of the web -> their addresses, each looked up in a thread of its own; and where a redirect may lead.

Law: a name whose servers do not answer holds up no other name, and nobody's end. In the pool that asyncio keeps for
this, six threads on a machine with two cores, six such names hold up all, and no process ends before they do.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from concurrent.futures import Future
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from pipeline.errors import FetchError
from pipeline.kit import urls

_Found: TypeAlias = list[tuple[Any, ...]]
"""What `getaddrinfo` answers: family, type, protocol, canonical name, address."""


def connector(**limits: Any) -> aiohttp.TCPConnector:  # noqa: ANN401 - the connector's own
    """Connections whose names are looked up so."""
    return aiohttp.TCPConnector(resolver=_Resolver(), **limits)


async def is_private(host: str) -> bool:
    """Whether a name has an address that is not of the public web; not if it has none.

    Behind a proxy names need not resolve here; without one the next request says that they do not.
    """
    try:
        found = await _looked_up(host)
    except OSError:
        return False
    return not all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global for *_, address in found)


async def hold_public(url: str, own: str) -> None:
    """Refuse a redirect from the public web into a private network, unless it stays where it was."""
    host, here = urlsplit(url).hostname, urlsplit(own).hostname or ""
    if urlsplit(url).scheme not in {"http", "https"} or not host:
        raise FetchError(f"a redirect leads to {urls.shown(url)}", reason="bad-address")
    if host != here and await is_private(host) and not await is_private(here):
        raise FetchError(f"a redirect leads from {urls.shown(own)} into a private network", reason="private-address")


class _Resolver(AbstractResolver):
    """Addresses as aiohttp wants them."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await _looked_up(host, port, family, socket.AI_ADDRCONFIG)
        return [
            ResolveResult(
                hostname=host,
                host=_numeric(*address),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """A lookup that still runs ends when it ends."""


def _numeric(host: str, _port: int, _flow: int = 0, scope: int = 0) -> str:
    return f"{host}%{scope}" if scope else host


async def _looked_up(host: str, port: int | None = None, family: int = 0, flags: int = 0) -> _Found:
    answer: Future[_Found] = Future()
    threading.Thread(target=_look_up, args=(answer, host, port, family, flags), name="name", daemon=True).start()
    return await asyncio.wrap_future(answer)


def _look_up(answer: Future[_Found], host: str, port: int | None, family: int, flags: int) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=flags))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told to who asked
        answer.set_exception(error)
