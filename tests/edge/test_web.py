"""Against a real server on loopback that does what servers do, and worse."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web as server

from pipeline.edge.web import Web
from pipeline.errors import FetchError
from pipeline.model import Feed, FeedState

BODY = b"<rss version='2.0'><channel/></rss>"
NOW = datetime(2020, 9, 14, tzinfo=UTC)


@pytest_asyncio.fixture
async def address() -> AsyncIterator[str]:
    app = server.Application()
    for path, answer in ANSWERS.items():
        app.router.add_get(path, answer)
    runner = server.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def plain(request: server.Request) -> server.Response:
    if request.headers.get("If-None-Match") == '"1"' or request.headers.get("If-Modified-Since"):
        return server.Response(status=304)
    headers = {"ETag": '"1"', "Last-Modified": "Mon, 14 Sep 2020 00:00:00 GMT"}
    return server.Response(body=BODY, content_type="application/rss+xml", charset="utf-8", headers=headers)


async def echo(request: server.Request) -> server.Response:
    return server.Response(text="\n".join(f"{name}: {value}" for name, value in request.headers.items()))


async def slow(_: server.Request) -> server.Response:
    await asyncio.sleep(5)
    return server.Response(body=BODY)


async def drip(request: server.Request) -> server.StreamResponse:
    answer = server.StreamResponse()
    await answer.prepare(request)
    for _ in range(100):
        await answer.write(b" ")
        await asyncio.sleep(0.1)
    return answer


async def broken_off(request: server.Request) -> server.StreamResponse:
    answer = server.StreamResponse(headers={"Content-Length": "1000"})
    await answer.prepare(request)
    await answer.write(BODY)
    assert request.transport is not None
    request.transport.close()
    return answer


async def broken_chunks(request: server.Request) -> server.StreamResponse:
    answer = server.StreamResponse()
    answer.enable_chunked_encoding()
    await answer.prepare(request)
    await answer.write(BODY)
    assert request.transport is not None
    request.transport.close()
    return answer


async def large(request: server.Request) -> server.StreamResponse:
    answer = server.StreamResponse()
    await answer.prepare(request)
    for _ in range(12):
        await answer.write(b" " * 1024 * 1024)
    return answer


def packed(body: bytes, **headers: str) -> Any:
    async def answer(_: server.Request) -> server.Response:
        return server.Response(body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return answer


def sends(status: int, **headers: str) -> Any:
    async def answer(_: server.Request) -> server.Response:
        return server.Response(
            status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return answer


BOMB = gzip.compress(b" " * 200 * 1024 * 1024, 9)
ANSWERS: dict[str, Any] = {
    "/plain": plain, "/echo": echo, "/slow": slow, "/drip": drip, "/broken-off": broken_off, "/large": large,
    "/broken-chunks": broken_chunks,
    "/gzip": packed(gzip.compress(BODY), Content_Encoding="gzip"), "/file.gz": packed(gzip.compress(BODY)),
    "/bomb": packed(BOMB, Content_Encoding="gzip"), "/bomb.gz": packed(BOMB),
    "/no-gzip": packed(BODY, Content_Encoding="gzip"), "/half.gz": packed(gzip.compress(BODY)[:2] + b"nothing of it"),
    "/loop": sends(302, Location="/loop"), "/moved": sends(301, Location="/again"),
    "/again": sends(308, Location="/plain"),
    "/elsewhere": sends(302, Location="/plain"), "/moved-elsewhere": sends(301, Location="/elsewhere"),
    "/file": sends(301, Location="file:///etc/hostname"), "/nowhere": sends(301),
    "/gone": sends(410), "/unasked": sends(304),
    "/brotli": packed(b"\x0b\x02\x80abc\x03", Content_Encoding="br"),
    "/missing": sends(404), "/busy": sends(429, Retry_After="120"),
    "/down": sends(503, Retry_After=format_datetime(datetime.now(UTC) + timedelta(days=2), usegmt=True)),
    "/down-there": sends(503, Retry_After=format_datetime(datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1))),
    "/policy": packed(BODY, Content_Security_Policy="img-src a.example; " * 2_000),
    "/ahead": packed(BODY, Last_Modified="Sat, 16 Nov 2041 18:11:00 GMT"),
    "/undated": packed(BODY, Last_Modified="yesterday"),
    "/odd": sends(503, Retry_After="soon"),
}  # fmt: skip


async def fetched(url: str, state: FeedState | None = None, **limits: Any) -> Any:
    async with Web(**limits) as client:
        return await client.document(Feed(id="feed", url=url), state)


async def refused(url: str, **limits: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetched(url, **limits)
    assert url in str(caught.value)
    return caught.value


async def test_document(address: str) -> None:
    before = datetime.now(UTC)
    found = await fetched(f"{address}/plain")
    assert (found.body, found.url, found.moved_to) == (BODY, f"{address}/plain", "")
    assert found.content_type == "application/rss+xml; charset=utf-8"
    assert (found.etag, found.last_modified) == ('"1"', "Mon, 14 Sep 2020 00:00:00 GMT")
    assert before <= found.fetched_at <= datetime.now(UTC)


async def test_headers_in_no_encoding_are_none() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = b'HTTP/1.1 200 OK\r\nETag: "caf\xe9"\r\nLast-Modified: mar, 03 f\xe9v 2026\r\nContent-Length: %d\r\n\r\n'
        writer.write(head % len(BODY) + BODY)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as door:
        found = await fetched(f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}/")
    assert (found.etag, found.last_modified, found.body) == ("", "", BODY)


async def test_a_feed_that_was_changed_in_the_future_is_not_unchanged_until_then(address: str) -> None:
    assert (await fetched(f"{address}/ahead")).last_modified == ""
    assert (await fetched(f"{address}/undated")).last_modified == "yesterday"


async def test_a_redirect_in_no_encoding_is_followed_byte_for_byte() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        there = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
        moved = b"HTTP/1.1 301 Moved\r\nLocation: /caf\xe9\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        writer.write(there if asked == b"/caf%E9" else moved)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as door:
        address = f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"
        found = await fetched(f"{address}/")
    assert (found.body, found.moved_to) == (BODY, f"{address}/caf%E9")


@pytest.mark.parametrize("known", [{"etag": '"1"'}, {"last_modified": "Mon, 14 Sep 2020 00:00:00 GMT"}])
async def test_unchanged_is_none(address: str, known: dict[str, Any]) -> None:
    state = FeedState(id="feed", checked_at=NOW, next_at=NOW, **known)
    assert await fetched(f"{address}/plain", state) is None


async def test_a_feed_that_moved_is_asked_where_it_is(address: str) -> None:
    state = FeedState(id="feed", checked_at=NOW, next_at=NOW, url=f"{address}/plain")
    assert (await fetched(f"{address}/missing", state)).body == BODY
    failed = FeedState(id="feed", checked_at=NOW, next_at=NOW, url=f"{address}/missing", failures=1)
    assert (await fetched(f"{address}/plain", failed)).body == BODY


async def test_we_say_who_we_are(address: str) -> None:
    said = (await fetched(f"{address}/echo")).body.decode()
    assert "User-Agent: dealwire/" in said
    assert "Accept-Encoding: gzip, deflate" in said


@pytest.mark.parametrize("path", ["/gzip", "/file.gz"])
async def test_unpacked(address: str, path: str) -> None:
    assert (await fetched(address + path)).body == BODY


@pytest.mark.parametrize(
    ("path", "moved_to"),
    [("/moved", "/plain"), ("/elsewhere", ""), ("/moved-elsewhere", "/elsewhere")],
)
async def test_redirects(address: str, path: str, moved_to: str) -> None:
    found = await fetched(address + path)
    assert (found.url, found.body) == (f"{address}/plain", BODY)
    assert found.moved_to == (address + moved_to if moved_to else "")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/broken-chunks", "broken-off"),
        ("/unasked", "http-304"), ("/brotli", "bad-encoding"),
        ("/missing", "http-404"), ("/gone", "http-410"), ("/nowhere", "http-301"), ("/loop", "redirects"),
        ("/large", "too-large"), ("/bomb", "too-large"), ("/bomb.gz", "too-large"),
        ("/broken-off", "broken-off"), ("/no-gzip", "bad-encoding"), ("/half.gz", "bad-encoding"),
    ],
)  # fmt: skip
async def test_reasons(address: str, path: str, reason: str) -> None:
    assert (await refused(address + path)).reason == reason


async def test_a_long_header_hides_no_feed(address: str) -> None:
    assert (await fetched(f"{address}/policy")).body == BODY


@pytest.mark.parametrize("path", ["/slow", "/drip"])
async def test_a_slow_server_is_given_up(address: str, path: str) -> None:
    began = asyncio.get_running_loop().time()
    error = await refused(address + path, total=0.3)
    assert error.reason == "timeout"
    assert str(error).endswith(": no whole answer came in time")
    assert asyncio.get_running_loop().time() - began < 2


async def test_retry_after(address: str) -> None:
    assert (await refused(f"{address}/busy")).retry_after_for == timedelta(seconds=120)
    asked = (await refused(f"{address}/down")).retry_after_for
    assert asked is not None
    assert timedelta(days=1) < asked < timedelta(days=2)  # made when this file was read, which may be an hour ago
    assert (await refused(f"{address}/odd")).retry_after_for is None


async def test_a_date_of_no_zone_is_no_local_time(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        asked = (await refused(f"{address}/down-there")).retry_after_for
    finally:
        monkeypatch.undo()
        time.tzset()
    assert asked is not None
    assert timedelta(hours=23) < asked < timedelta(days=1)


async def test_where_a_feed_has_moved_to_is_held_as_a_redirect_is(address: str) -> None:
    feed = Feed(id="feed", url="http://192.0.2.1/rss")
    public = Feed(id="feed", url="http://8.8.8.8/rss")
    moved = FeedState(id="feed", checked_at=NOW, next_at=NOW, url=f"{address}/plain")
    async with Web() as web:
        with pytest.raises(FetchError) as caught:
            await web.document(public, moved)
        assert caught.value.reason == "private-address"
        assert await web.document(feed, moved) is not None  # 192.0.2.1 is none of the public web's


async def test_a_redirect_to_a_file(address: str) -> None:
    with pytest.raises(FetchError) as caught:
        await fetched(f"{address}/file")
    assert caught.value.reason == "bad-address"


async def test_tls_where_there_is_none(address: str) -> None:
    assert (await refused(address.replace("http://", "https://") + "/plain")).reason == "tls"


async def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    assert (await refused(f"http://127.0.0.1:{port}/")).reason == "refused"


async def test_no_http() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as mail:
        port = mail.sockets[0].getsockname()[1]
        assert (await refused(f"http://127.0.0.1:{port}/")).reason == "bad-answer"


async def test_a_name_that_does_not_exist() -> None:
    assert (await refused("http://no-such-name.invalid/")).reason == "dns"


@pytest.mark.parametrize(
    "url", ["http://", "feed.xml", "http://[::1", "ftp://gazette.example/rss", "http://gazette.example:x/"]
)
async def test_no_address(url: str) -> None:
    assert (await refused(url)).reason == "bad-address"


async def test_a_user_and_password_of_what_is_no_address_are_not_said() -> None:
    async with Web() as web:
        with pytest.raises(FetchError) as caught:
            await web.document(Feed(id="feed", url="http://reader:secret@gazette.example:99999/rss"))
    assert caught.value.reason == "bad-address"
    assert "secret" not in str(caught.value)


async def test_outside_of_its_context_it_says_so() -> None:
    with pytest.raises(RuntimeError, match="context manager"):
        await Web().document(Feed(id="feed", url="http://127.0.0.1/"))
