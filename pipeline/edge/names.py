"""Names of the web -> their addresses, each looked up in a thread of its own; and where a redirect may lead.

Laws. A name whose servers do not answer holds up no other name, and nobody's end. In the pool that asyncio keeps for
this, six threads on a machine with two cores, six such names hold up all, and no process ends before they do.
A name's servers may answer otherwise the next time: what was looked up for a connection is what is judged, and is what
it is made to.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
import urllib.request
from concurrent.futures import Future
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from pipeline.errors import FetchError
from pipeline.kit import urls

_Found: TypeAlias = list[tuple[Any, ...]]
"""What `getaddrinfo` answers: family, type, protocol, canonical name, address."""


class Resolver(AbstractResolver):
    """Addresses as aiohttp wants them; of a `public` one those of the public web, but for proxies of ours."""

    def __init__(self, *, public: bool = False) -> None:
        self._public = public
        self._inside: dict[str, bool] = {}

    def inside(self, url: str) -> bool | None:
        """Whether an address is, whenever a connection to it was made, in a private network; None if none was made."""
        host = urlsplit(url).hostname or ""
        try:
            return not _is_public(host)
        except ValueError:
            return self._inside.get(host)

    async def leads_inside(self, url: str) -> bool:
        """The same; where a proxy made the connection, as we look it up ourselves."""
        inside = self.inside(url)
        return await is_private(urlsplit(url).hostname or "") if inside is None else inside

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """What a connection to the name is made to; `FetchError` where it may not be."""
        found = await _looked_up(host, port, family, socket.AI_ADDRCONFIG)
        public = [one for one in found if _is_public(str(one[-1][0]))]
        self._inside[host] = self._inside.get(host, True) and not public
        if self._public and host not in _proxies():
            found = public
        if not found:
            raise FetchError(f"{host} is in a private network", reason="private-address")
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


def connector(resolver: Resolver | None = None, **limits: Any) -> aiohttp.TCPConnector:  # noqa: ANN401 - its own
    """Connections whose names are looked up so."""
    return aiohttp.TCPConnector(resolver=resolver or Resolver(), **limits)


async def is_private(host: str) -> bool:
    """Whether a name has addresses, and none of the public web.

    Behind a proxy names need not resolve here; without one the next request says that they do not.
    """
    try:
        found = await _looked_up(host)
    except OSError:
        return False
    return not any(_is_public(str(address[0])) for *_, address in found)


def hold_web(url: str) -> None:
    """Refuse a redirect to what is no page of the web."""
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise FetchError(f"a redirect leads to {urls.shown(url)}", reason="bad-address")


async def hold_public(url: str, own: str) -> None:
    """Refuse a redirect into a private network, as far as we can know before who asks for it has connected."""
    if await is_private(urlsplit(url).hostname or ""):
        raise FetchError(f"a redirect leads from {urls.shown(own)} into a private network", reason="private-address")


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def _proxies() -> set[str | None]:
    return {urlsplit(proxy).hostname for proxy in urllib.request.getproxies().values()}


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
