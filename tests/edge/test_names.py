"""Names are looked up for real, but for those whose servers never answer: the system's own call waits for them here."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from typing import Any

import aiohappyeyeballs
import pytest
from aiohttp import web as server

from pipeline.cli import wishes
from pipeline.edge import names
from pipeline.edge.channels import Post
from pipeline.edge.web import Web
from pipeline.errors import DeliveryError, FetchError
from pipeline.model import Feed, FeedState, Subscription
from tests.edge.test_web import BODY, NOW
from tests.journeys.installation import SECRET

MANY = 40
"""More than any pool of threads for it has on a machine of ours."""


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Names under `silent.example` have servers that do not answer; those under `here.example` are this machine."""
    over, real = threading.Event(), socket.getaddrinfo

    def looked_up(host: Any, *asked: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and name.endswith("silent.example"):
            over.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real("127.0.0.1" if name and name.endswith("here.example") else host, *asked, **more)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    yield
    over.set()


async def answering(answer: Any) -> tuple[server.AppRunner, int]:
    app = server.Application()
    app.router.add_route("*", "/", answer)
    runner = server.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, runner.addresses[0][1]


@pytest.mark.usefixtures("silent")
async def test_names_whose_servers_do_not_answer_hold_up_no_other() -> None:
    async def answer(_: server.Request) -> server.Response:
        return server.Response(body=BODY)

    runner, port = await answering(answer)
    async with Web(total=10) as web:
        mute = [Feed(id=f"{number}", url=f"http://{number}.silent.example/") for number in range(MANY)]
        asked = [asyncio.create_task(web.document(feed)) for feed in mute]
        await asyncio.sleep(0)
        found = await web.document(Feed(id="good", url=f"http://good.here.example:{port}/"))
        assert found is not None
        assert found.body == BODY
        assert not any(task.done() for task in asked)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
    await runner.cleanup()


@pytest.mark.usefixtures("silent")
async def test_nor_do_those_of_receivers() -> None:
    async def answer(_: server.Request) -> server.Response:
        return server.Response()

    runner, port = await answering(answer)
    mute = [f"http://{number}.silent.example/" for number in range(MANY)]
    post = Post()
    tries = [asyncio.create_task(told(post, url)) for url in mute]
    await asyncio.sleep(0)
    assert await told(post, f"http://good.here.example:{port}/") is None
    for task in tries:
        task.cancel()
    await asyncio.gather(*tries, return_exceptions=True)
    await post.close()
    await runner.cleanup()


async def told(post: Post, url: str) -> DeliveryError | None:
    whose = Subscription(id="s", channel="webhook", url=url, secret=SECRET, created_at=NOW)
    return await post.attempt(wishes.test_alert(whose), whose, 0)


def test_a_lookup_that_hangs_does_not_keep_a_process_from_its_end() -> None:
    program = (
        "import asyncio, socket, time\n"
        "from pipeline.edge import names\n"
        "socket.getaddrinfo = lambda *_, **__: time.sleep(60)\n"
        "async def main():\n"
        "    try: await asyncio.wait_for(names.is_private('silent.example'), 0.2)\n"
        "    except TimeoutError: print('given up')\n"
        "asyncio.run(main())\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert (ended.stdout, ended.stderr) == ("given up\n", "")


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True), ("::1", True), ("::ffff:10.0.0.1", True), ("169.254.169.254", True), ("localhost", True),
        ("2130706433", True), ("fe80::1%lo", True), ("8.8.8.8", False), ("2001:4860:4860::8888", False),
        ("no-such-name.invalid", False),
    ],
)  # fmt: skip
async def test_is_private(host: str, private: bool) -> None:  # noqa: FBT001 - pytest's
    assert await names.is_private(host) is private


async def test_from_the_public_web_no_redirect_leads_inside() -> None:
    with pytest.raises(FetchError) as caught:
        await names.hold_public("http://127.0.0.1/admin", "http://8.8.8.8/rss")
    assert caught.value.reason == "private-address"
    await names.hold_public("http://8.8.4.4/rss", "http://8.8.8.8/rss")
    await names.hold_public("http://no-such-name.invalid/", "http://8.8.8.8/rss")


@pytest.fixture
def fickle(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The addresses that names have, one after the other, the last for good; connections to any end at this machine."""
    told: dict[str, list[str]] = {}
    real, connect = socket.getaddrinfo, aiohappyeyeballs.start_connection

    def looked_up(host: Any, *asked: Any, **more: Any) -> Any:
        said = told.get(host)
        return real(host if said is None else said.pop(0) if len(said) > 1 else said[0], *asked, **more)

    async def connected(addr_infos: Any, **more: Any) -> Any:
        here = [(family, type_, proto, name, ("127.0.0.1", at[1])) for family, type_, proto, name, at in addr_infos]
        return await connect(here, **more)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(aiohappyeyeballs, "start_connection", connected)
    return told


OUTSIDE, INSIDE = "8.8.8.8", "10.0.0.1"


@pytest.mark.parametrize(
    ("feed", "target", "reason"),
    [
        pytest.param([OUTSIDE], [OUTSIDE], "", id="outside"),
        pytest.param([OUTSIDE], [INSIDE], "private-address", id="from outside to inside"),
        pytest.param([OUTSIDE], [OUTSIDE, INSIDE], "private-address", id="to what was outside when it was looked at"),
        pytest.param([OUTSIDE, INSIDE], [INSIDE], "private-address", id="from what was outside when it was asked"),
        pytest.param([INSIDE], [INSIDE], "", id="inside"),
        pytest.param([INSIDE], [OUTSIDE], "", id="from inside to outside"),
    ],
)
@pytest.mark.parametrize("remembered", [False, True])
async def test_a_redirect_leads_where_it_was_seen_to_lead(
    fickle: dict[str, list[str]], feed: list[str], target: list[str], reason: str, *, remembered: bool
) -> None:
    async def answer(request: server.Request) -> server.Response:
        if request.host.startswith("feed.example"):
            return server.Response(status=301, headers={"Location": f"http://target.example:{port}/"})
        return server.Response(body=BODY)

    runner, port = await answering(answer)
    fickle |= {"feed.example": [*feed], "target.example": [*target]}
    ours = Feed(id="feed", url=f"http://feed.example:{port}/")
    state = FeedState(id="feed", checked_at=NOW, next_at=NOW, url=f"http://target.example:{port}/")
    async with Web() as web:
        if reason:
            with pytest.raises(FetchError) as caught:
                await web.document(ours, state if remembered else None)
            assert caught.value.reason == reason
        else:
            found = await web.document(ours, state if remembered else None)
            assert found is not None
            assert found.body == BODY
    await runner.cleanup()


async def test_nor_does_one_to_its_own_name(fickle: dict[str, list[str]]) -> None:
    async def answer(request: server.Request) -> server.Response:
        return server.Response(status=302, headers={"Location": f"http://feed.example:{port + 1}/secret"})

    runner, port = await answering(answer)
    fickle["feed.example"] = [OUTSIDE, INSIDE]
    async with Web() as web:
        with pytest.raises(FetchError) as caught:
            await web.document(Feed(id="feed", url=f"http://feed.example:{port}/"))
    assert caught.value.reason == "private-address"
    await runner.cleanup()


async def test_a_proxy_of_ours_may_be_inside(fickle: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: server.Request) -> server.Response:
        asked.append(str(request.url))
        if len(asked) == 1:
            return server.Response(status=302, headers={"Location": "http://target.example/"})
        return server.Response(body=BODY)

    asked: list[str] = []
    runner, port = await answering(answer)
    fickle["proxy.example"] = [INSIDE]
    monkeypatch.setenv("http_proxy", f"http://proxy.example:{port}")
    async with Web() as web:
        assert await web.document(Feed(id="feed", url="http://feed.example/")) is not None
    assert asked == ["http://feed.example/", "http://target.example/"]
    await runner.cleanup()


async def test_what_cannot_be_spelt_is_a_bad_address() -> None:
    async with Web() as web:
        with pytest.raises(FetchError) as caught:
            await web.document(Feed(id="feed", url=f"http://{'a' * 70}.example/"))
    assert caught.value.reason == "bad-address"


async def test_an_address_of_one_link_says_which() -> None:
    resolver = names.Resolver()
    (found,) = await resolver.resolve("fe80::1%lo", 80, socket.AF_INET6)
    assert (found["host"], found["port"]) == (f"fe80::1%{socket.if_nametoindex('lo')}", 80)
