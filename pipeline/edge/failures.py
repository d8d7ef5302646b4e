"""Why a request over HTTP failed: one word of a closed list to decide by, and words for a person."""

from __future__ import annotations

import os
import socket
import zlib

import aiohttp


def reason(error: BaseException) -> str:
    """The word for an error, the most particular first: aiohttp's errors are each other's kinds."""
    for kind, word in (
        (TimeoutError, "timeout"),
        (aiohttp.ClientConnectorDNSError, "dns"),
        (aiohttp.ClientSSLError, "tls"),
        (aiohttp.ClientConnectorError, "unreachable"),
        (aiohttp.InvalidURL, "bad-address"),
        (aiohttp.NonHttpUrlClientError, "bad-address"),
        (aiohttp.ServerDisconnectedError, "broken-off"),
        (aiohttp.ClientOSError, "broken-off"),
        (socket.gaierror, "dns"),
        (OSError, "unreachable"),
        (zlib.error, "bad-encoding"),
        (ValueError, "bad-address"),
    ):
        if isinstance(error, kind):
            return "refused" if isinstance(_cause(error), ConnectionRefusedError) else word
    if "content-encoding" in str(error).lower():
        return "bad-encoding"
    return "broken-off" if isinstance(error, aiohttp.ClientPayloadError) else "bad-answer"


def _cause(error: BaseException) -> BaseException:
    return error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error


def words(error: BaseException) -> str:
    """What went wrong, for a person: without the address where a client's own words would repeat it."""
    if isinstance(error, TimeoutError) and not str(error):
        return "no whole answer came in time"
    if isinstance(error, aiohttp.InvalidURL):
        return "no address that can be asked"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"no address is known for {error.host}"
    if isinstance(error, aiohttp.ClientConnectorError) and not isinstance(error, aiohttp.ClientSSLError):
        why = os.strerror(error.os_error.errno) if error.os_error.errno else str(error.os_error)
        return f"nobody answers at {error.host}:{error.port} ({why})"
    return " ".join(str(error).split())[:200] or type(error).__name__
