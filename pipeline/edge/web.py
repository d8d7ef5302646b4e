"""HTTP out: a feed's document, or the one reason why not. Here time enters the corridor (`fetched_at`).

Laws: conditional where the last answer allows it. Never more than `LARGEST_BYTES` of a body, decompressed;
never longer than `TOTAL_SECONDS`; never more than `MOST_REDIRECTS`. A redirect, one that is remembered as well, may not
lead into a private network unless the feed's own address is in one. Every failure is a `FetchError` with one of these
reasons: `bad-address dns refused unreachable tls timeout broken-off bad-answer bad-encoding too-large redirects
private-address http-<status>`.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import re
import socket
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, overload
from urllib.parse import urljoin

import aiohttp

from pipeline.edge import names
from pipeline.errors import FetchError
from pipeline.kit import dates, urls
from pipeline.model import Document, Feed, FeedState
from pipeline.stages import schedule

LARGEST_BYTES = 10 * 1024 * 1024
CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 30.0
MOST_REDIRECTS = 5
_PERMANENT = frozenset({301, 308})
_REDIRECT = frozenset({301, 302, 303, 307, 308})
_LONGEST_HEADER = 64 * 1024
"""A Content-Security-Policy alone may pass the client's own 8 kB, and no feed could be read behind it."""
_GZIP = b"\x1f\x8b"
_UNDECODED = re.compile("[\udc80-\udcff]")
"""What aiohttp makes of bytes in a header that are no UTF-8."""
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


class Web:
    """An HTTP client for feeds; use it as an async context manager, in one event loop."""

    def __init__(
        self, *, total: float = TOTAL_SECONDS, connect: float = CONNECT_SECONDS, largest: int = LARGEST_BYTES
    ) -> None:
        self._timeout = aiohttp.ClientTimeout(total=total, sock_connect=connect)
        self._total = total
        self._largest = largest
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the session."""
        self._session = aiohttp.ClientSession(
            connector=names.connector(limit=0, keepalive_timeout=5),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _user_agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            trust_env=True,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()

    @overload
    async def document(self, feed: Feed) -> Document: ...

    @overload
    async def document(self, feed: Feed, state: FeedState | None) -> Document | None: ...

    async def document(self, feed: Feed, state: FeedState | None = None) -> Document | None:
        """The document of a feed as of now; None when it is what `state` remembers (304)."""
        url = schedule.address(feed, state)
        conditions = _conditions(state)
        try:
            async with asyncio.timeout(self._total):
                found = await self._followed(feed, url, conditions)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            raise FetchError(f"{urls.shown(url)}: {words(error)}", reason=_reason(error)) from error
        if found is None and not conditions:
            raise FetchError(f"{urls.shown(url)} is said to be unchanged, though nobody asked", reason="http-304")
        return found

    async def _followed(self, feed: Feed, url: str, conditions: dict[str, str]) -> Document | None:
        """The answer at the end of all redirects; `moved_to` is set while every one of them is permanent."""
        moved_to, permanent = "", True
        if url != feed.url:
            await names.hold_public(url, feed.url)
        for _ in range(MOST_REDIRECTS + 1):
            async with self._get(url, conditions) as answer:
                if answer.status not in _REDIRECT or "location" not in answer.headers:
                    return await self._read(feed, urls.shown(url), answer, moved_to)
                permanent = permanent and answer.status in _PERMANENT
                url = urljoin(url, _UNDECODED.sub(_escaped, answer.headers["location"]))
                moved_to = url if permanent else moved_to
            await names.hold_public(url, feed.url)
        raise FetchError(f"{urls.shown(feed.url)} redirects more than {MOST_REDIRECTS} times", reason="redirects")

    def _get(self, url: str, conditions: dict[str, str]) -> aiohttp.client._RequestContextManager:
        if self._session is None:
            raise RuntimeError("Web is an async context manager")
        return self._session.get(url, headers=conditions, allow_redirects=False)

    async def _read(self, feed: Feed, url: str, answer: aiohttp.ClientResponse, moved_to: str) -> Document | None:
        now = datetime.now(UTC)
        if answer.status == 304:  # noqa: PLR2004 - Not Modified
            return None
        if answer.status != 200:  # noqa: PLR2004 - OK
            raise FetchError(
                f"{url} answers {answer.status} {answer.reason}",
                reason=f"http-{answer.status}",
                retry_after_for=retry_after(answer, now),
            )
        return Document(
            feed=feed,
            url=url,
            body=self._unpacked(url, await self._body(url, answer)),
            fetched_at=now,
            content_type=_said(answer, "content-type"),
            etag=_said(answer, "etag"),
            last_modified=_last_modified(_said(answer, "last-modified"), now),
            moved_to=moved_to,
        )

    async def _body(self, url: str, answer: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in answer.content.iter_any():
            body += chunk
            self._hold_size(url, len(body))
        return bytes(body)

    def _unpacked(self, url: str, body: bytes) -> bytes:
        """The feed in a `.xml.gz` that is served as a file, not as an encoding."""
        if not body.startswith(_GZIP):
            return body
        unpacked = zlib.decompressobj(wbits=31).decompress(body, self._largest + 1)
        self._hold_size(url, len(unpacked))
        return unpacked

    def _hold_size(self, url: str, size: int) -> None:
        if size > self._largest:
            raise FetchError(f"{url} is larger than {self._largest:,} bytes", reason="too-large")


def _conditions(state: FeedState | None) -> dict[str, str]:
    said = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified} if state else {}
    return {name: value for name, value in said.items() if value}


def _user_agent() -> str:
    try:
        version = importlib.metadata.version("dealwire")
    except importlib.metadata.PackageNotFoundError:
        version = "0"
    return f"dealwire/{version} (news feed reader)"


# --- why not --------------------------------------------------------------------------------------


def _reason(error: BaseException) -> str:
    """The word for an error, the most particular first: aiohttp's errors are each other's kinds."""
    for kind, reason in (
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
            return "refused" if isinstance(_cause(error), ConnectionRefusedError) else reason
    if "content-encoding" in str(error).lower():
        return "bad-encoding"
    return "broken-off" if isinstance(error, aiohttp.ClientPayloadError) else "bad-answer"


def _cause(error: BaseException) -> BaseException:
    return error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error


def words(error: BaseException) -> str:
    """What went wrong, for a person: without the address where a client's own words would repeat it."""
    if isinstance(error, aiohttp.InvalidURL):
        return "no address that can be asked"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"no address is known for {error.host}"
    if isinstance(error, aiohttp.ClientConnectorError) and not isinstance(error, aiohttp.ClientSSLError):
        why = os.strerror(error.os_error.errno) if error.os_error.errno else str(error.os_error)
        return f"nobody answers at {error.host}:{error.port} ({why})"
    return " ".join(str(error).split())[:200] or type(error).__name__


def _said(answer: aiohttp.ClientResponse, name: str) -> str:
    """A header; empty if it is not there, or in an encoding that nobody can tell, for then it cannot be sent back."""
    value = answer.headers.get(name, "")
    return "" if _UNDECODED.search(value) else value


def _escaped(byte: re.Match[str]) -> str:
    """A byte of an address in no encoding, as an address may hold it."""
    return f"%{ord(byte[0]) - 0xDC00:02X}"


def _last_modified(said: str, now: datetime) -> str:
    """As it was said; nothing if it lies ahead, for then the feed would be unchanged until that day."""
    then = _date(said)
    return "" if then and then > now + timedelta(days=1) else said


def retry_after(answer: aiohttp.ClientResponse, now: datetime) -> timedelta | None:
    """How long we are asked to stay away, in seconds or by a date (RFC 9110, 10.2.3)."""
    said = answer.headers.get("retry-after", "")
    if said.strip().isdecimal():
        return timedelta(seconds=int(said.strip()[:9]))
    then = _date(said)
    return max(then - now, timedelta()) if then else None


def _date(said: str) -> datetime | None:
    try:
        return dates.utc(parsedate_to_datetime(said))
    except (ValueError, TypeError, OverflowError):
        return None
