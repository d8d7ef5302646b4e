"""A webhook whose URL nobody can call fails for good, and says so; who is not believed is tried again."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientTimeout, web

from pipeline.cli import wishes
from pipeline.edge.channels import Post, webhook
from pipeline.errors import DeliveryError
from pipeline.model import Subscription
from tests.journeys.installation import SECRET

LONG = f"https://{'a' * 64}.example/"


async def refused(url: str, secret: str = SECRET) -> DeliveryError:
    """Why an alert cannot be sent there."""
    whose = Subscription(id="s", channel="webhook", url=url, secret=secret, created_at=datetime.now(UTC))
    post = Post()
    error = await post.attempt(wishes.test_alert(whose), whose, 0)
    await post.close()
    assert error is not None
    return error


@pytest.mark.parametrize(
    "url",
    ["", "https://example..com/", LONG, "https://имя:x@127.0.0.1/", "//127.0.0.1/", "ws://127.0.0.1/", "mailto:me"],
)
async def test_an_impossible_address_is_final(url: str) -> None:
    error = await refused(url)
    assert (error.reason, error.final) == ("url", True)
    assert str(error) == f"{url.replace(':x@', ':***@')!r} is no URL that can be called"


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!!", "whsec_ä"])
async def test_a_secret_by_which_nothing_can_be_signed_is_final(secret: str) -> None:
    error = await refused("http://127.0.0.1/", secret)
    assert (error.reason, error.final) == ("secret", True)


async def test_a_certificate_that_nobody_vouches_for_is_tried_again() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).parent / "broker/tls/broker.pem")

    async def closed(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(closed, "127.0.0.1", 0, ssl=context) as door:
        error = await refused(f"https://127.0.0.1:{door.sockets[0].getsockname()[1]}/")
    assert (error.reason, error.final) == ("connection", False)


async def test_who_does_not_come_to_a_connection_is_told_from_who_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:  # the kernel answers for it, and then nobody does
        where = f"127.0.0.1:{mute.getsockname()[1]}/"
        assert str(await refused(f"https://{where}")) == "no connection within 5 s"  # its greeting is one part of it
        monkeypatch.setattr(webhook, "TIME_LIMIT", ClientTimeout(total=1, connect=1))
        error = await refused(f"http://{where}")
    assert (str(error), error.reason) == ("no answer within 1 s", "timeout")


@pytest.mark.parametrize(
    ("said", "kept"), [("120", timedelta(minutes=2)), ("soon", None), ("9" * 5000, timedelta(seconds=999_999_999))]
)
async def test_a_receiver_may_ask_for_time(said: str, kept: timedelta | None) -> None:
    async def busy(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=503, headers={"Retry-After": said})

    runner = web.ServerRunner(web.Server(busy))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    error = await refused(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await runner.cleanup()
    assert (error.reason, error.final, error.retry_after_for) == ("http-503", False, kept)
