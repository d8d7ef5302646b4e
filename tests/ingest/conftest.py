"""A newsstand on loopback, and what is on Kafka."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web as server

from pipeline import corridor, model, wire
from pipeline.edge import messages
from pipeline.edge.web import Web
from pipeline.ingest.rounds import Rounds
from pipeline.model import Article, Feed, derive_id
from pipeline.settings import Settings

FEEDS = Path(__file__).parent.parent / "data" / "feeds"


async def until(holds: Callable[[], Any], *, within: float = 90.0, what: str) -> Any:
    """Wait for something to be true, and say what it was when it never is."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within
    while loop.time() < end:
        if found := await asyncio.to_thread(holds):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"not within {within} s: {what}")


class Newsstand:
    """Serves documents by name, and counts who asked for which, and what was answered."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.asked: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self.address = ""

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"

    async def answer(self, request: server.Request) -> server.Response:
        name = request.match_info["name"]
        self.asked[name] += 1
        if name not in self.documents:
            return server.Response(status=404)
        body = self.documents[name]
        etag = f'"{derive_id(body.hex())}"'
        if request.headers.get("If-None-Match") == etag:
            self.unchanged[name] += 1
            return server.Response(status=304)
        kind = "application/json" if name.endswith(".json") else "application/xml"
        return server.Response(body=body, content_type=kind, headers={"ETag": etag})


@pytest_asyncio.fixture
async def newsstand() -> AsyncIterator[Newsstand]:
    stand = Newsstand()
    app = server.Application()
    app.router.add_get("/{name}", stand.answer)
    runner = server.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    stand.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield stand
    await runner.cleanup()


@contextlib.asynccontextmanager
async def going(settings: Settings, *, web: Web | None = None) -> AsyncIterator[Rounds]:
    """An ingest that goes while the block runs; hosts need no rest here, for all feeds are on one."""
    rounds = Rounds(settings, gap_for=timedelta(0), web=web)
    task = asyncio.create_task(rounds.go())
    try:
        yield rounds
    finally:
        rounds.stop()
        await task


def feed(url: str, seconds: float = 3600, **more: Any) -> Feed:
    return Feed(id=derive_id(url), url=url, every_for=timedelta(seconds=seconds), **more)


def rss(*titles: str) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://gazette.example/{derive_id(title)}</link></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>Gazette</title>{items}</channel></rss>".encode()


class Kafka:
    """What is on the topics now."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def put(self, *feeds: Feed) -> None:
        messages.send(
            self.settings, [(corridor.FEEDS.name, None, each.id.encode(), wire.encode(each)) for each in feeds]
        )

    def nouns(self, topic: corridor.Topic) -> list[model.Noun]:
        read = [
            wire.decode(record.value) for record in messages.whole(self.settings, topic) if record.value is not None
        ]
        return [noun for noun in read if isinstance(noun, model.Noun)]

    def articles(self) -> list[Article]:
        return [noun for noun in self.nouns(corridor.ARTICLES) if isinstance(noun, Article)]

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.articles())

    def states(self) -> dict[str, model.FeedState]:
        found: dict[str, model.FeedState] = messages.known(self.settings, corridor.FEED_STATE)
        return found

    def state(self, of: Feed) -> model.FeedState | None:
        return self.states().get(of.id)


@pytest.fixture
def topics(fresh_kafka: Settings) -> Kafka:
    return Kafka(fresh_kafka)
