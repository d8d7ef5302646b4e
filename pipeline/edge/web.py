"""HTTP out: a feed's document, or the one reason why not. Here time enters the corridor (`fetched_at`).

Laws: conditional where the last answer allows it. Never more than `LARGEST_BYTES` of a body, decompressed;
never longer than `TOTAL_SECONDS`; never more than `MOST_REDIRECTS`. A redirect, one that is remembered as well, may not
lead into a private network unless the feed's own address is in one: what counts is what was connected to. Every failure
is a `FetchError` with one of these reasons: `bad-address dns refused unreachable tls timeout broken-off bad-answer
bad-encoding too-large redirects private-address http-<status>`.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import re
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, overload
from urllib.parse import urljoin

import aiohttp

from pipeline.edge import failures, names
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
        self._total, self._connect = total, connect
        self._largest = largest
        self._anywhere = names.Resolver()
        self._sessions: list[aiohttp.ClientSession] = []
        """One that connects to whatever a name means, and one that connects to the public web alone."""

    async def __aenter__(self) -> Self:
        """Open the sessions."""
        self._sessions = [self._opened(one) for one in (self._anywhere, names.Resolver(public=True))]
        return self

    def _opened(self, resolver: names.Resolver) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=names.connector(resolver, limit=0, keepalive_timeout=5),
            timeout=aiohttp.ClientTimeout(total=self._total, sock_connect=self._connect),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _user_agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            trust_env=True,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the sessions and their connections."""
        for session in self._sessions:
            await session.close()

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
            raise FetchError(f"{urls.shown(url)}: {failures.words(error)}", reason=failures.reason(error)) from error
        if found is None and not conditions:
            raise FetchError(f"{urls.shown(url)} is said to be unchanged, though nobody asked", reason="http-304")
        return found

    async def _followed(self, feed: Feed, url: str, conditions: dict[str, str]) -> Document | None:
        """The answer at the end of all redirects; one that is remembered, and leads inside, may begin there."""
        inside = self._anywhere.inside(feed.url)
        try:
            return await self._walked(feed, url, conditions, public=url != feed.url and not inside)
        except FetchError as error:
            if url == feed.url or inside is not None or error.reason != "private-address":
                raise
        return await self._walked(feed, feed.url, conditions, public=False)

    async def _walked(self, feed: Feed, url: str, conditions: dict[str, str], *, public: bool) -> Document | None:
        """The same; `moved_to` is set while every one of them is permanent."""
        moved_to, permanent = "", True
        for _ in range(MOST_REDIRECTS + 1):
            if public:
                await names.hold_public(url, feed.url)
            async with self._get(url, conditions, public=public) as answer:
                if answer.status not in _REDIRECT or "location" not in answer.headers:
                    return await self._read(feed, urls.shown(url), answer, moved_to)
                permanent = permanent and answer.status in _PERMANENT
                url = urljoin(url, _UNDECODED.sub(_escaped, answer.headers["location"]))
                moved_to = url if permanent else moved_to
            names.hold_web(url)
            public = not await self._anywhere.leads_inside(feed.url)
        raise FetchError(f"{urls.shown(feed.url)} redirects more than {MOST_REDIRECTS} times", reason="redirects")

    def _get(self, url: str, conditions: dict[str, str], *, public: bool) -> aiohttp.client._RequestContextManager:
        if not self._sessions:
            raise RuntimeError("Web is an async context manager")
        return self._sessions[public].get(url, headers=conditions, allow_redirects=False)

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
