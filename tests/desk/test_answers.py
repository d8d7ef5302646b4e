"""How everything is answered, over real sockets: packed, once, in words, and not for ever."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import logging
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from pipeline.desk import answers

LARGE = {"said": "لا " * 4_000_000}


@contextlib.asynccontextmanager
async def served(*, sent_within: float = 60.0) -> AsyncIterator[int]:
    """The port of a house with a door to what is large, one to what is small, and one that fails."""

    async def large(request: web.Request) -> web.Response:
        return await answers.told(request, lambda: LARGE)

    async def small(request: web.Request) -> web.Response:
        return await answers.told(request, lambda: {"n": 1})

    async def broken(request: web.Request) -> web.Response:
        return await answers.told(request, lambda: 1 / 0)

    app = answers.house(frozenset(), sent_within=sent_within)
    app.add_routes([web.get("/large", large), web.get("/small", small), web.get("/broken", broken)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True), ("br, GZIP;q=0.5", True), ("deflate, gzip;q=1.0, *;q=0.5", True), ("*", True), ("", False),
        ("identity", False), ("gzip;q=0", False), ("gzip ; q=0.0, br", False), ("*;q=0", False), ("xgzip", False),
    ],
)  # fmt: skip
async def test_who_unpacks_is_sent_less(accepted: str, *, packed: bool) -> None:
    async with served() as port, aiohttp.ClientSession(auto_decompress=False) as session:
        headers = {"Accept-Encoding": accepted}
        async with session.get(f"http://127.0.0.1:{port}/large", headers=headers) as answer:
            body = await answer.read()
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert (answer.headers.get("Content-Encoding") == "gzip") is packed
            assert json.loads(gzip.decompress(body) if packed else body) == LARGE
        async with session.get(f"http://127.0.0.1:{port}/small", headers=headers) as answer:
            assert await answer.read() == b'{"n":1}'


async def test_who_has_it_is_not_sent_it_again() -> None:
    async with served() as port, aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/large") as answer:
            tag = answer.headers["ETag"]
            assert answer.headers["Cache-Control"] == "no-cache"
        for said, status in ((tag, 304), (f'"other", {tag}', 304), ("*", 304), ('"other"', 200)):
            async with session.get(f"http://127.0.0.1:{port}/large", headers={"If-None-Match": said}) as answer:
                assert (answer.status, answer.headers["ETag"]) == (status, tag)
        async with session.head(f"http://127.0.0.1:{port}/large") as answer:
            assert (answer.status, answer.headers["ETag"], await answer.read()) == (200, tag, b"")


async def test_who_does_not_take_his_answer_is_let_go() -> None:
    async with served(sent_within=0.3) as port:
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(0)
        loop = asyncio.get_running_loop()
        with contextlib.closing(slow):
            await loop.sock_connect(slow, ("127.0.0.1", port))
            await loop.sock_sendall(slow, b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await asyncio.sleep(2)
            taken = 0
            with contextlib.suppress(ConnectionResetError):
                while some := await asyncio.wait_for(loop.sock_recv(slow, 1 << 20), 5):
                    taken += len(some)
        assert 0 < taken < len(LARGE["said"])


async def test_a_fault_of_ours_is_a_problem_and_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with served() as port, aiohttp.request("GET", f"http://127.0.0.1:{port}/broken") as answer:
        assert (answer.status, answer.content_type) == (500, "application/problem+json")
        assert "log" in (await answer.json(content_type=None))["detail"]
    assert "no answer to GET '/broken'" in caplog.text
    assert "ZeroDivisionError" in caplog.text


async def test_what_is_no_http_leaves_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("aiohttp.server")
    log.addFilter(answers.unreadable)
    try:
        async with served() as port:
            packed = b"GET /small HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"
            for said, status in (
                (b"GET / HTTP/1.1\r\n\r\n", b" 400 "), (b"\x16\x03\x01\x02\x00", b" 400 "),
                (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", b" 400 "), (packed, b" 421 "),
            ):  # fmt: skip
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(said + b"\r\n\r\n")
                assert status in await reader.readline()
                await reader.read()
                writer.close()
                await writer.wait_closed()
    finally:
        log.removeFilter(answers.unreadable)
    assert caplog.text == ""
