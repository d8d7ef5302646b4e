"""One look at feeds, now: what each would give; nothing is published, nothing remembered."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable

from pipeline import model
from pipeline.edge.web import Web
from pipeline.errors import FetchError, ParseError
from pipeline.ingest.readers import Readers
from pipeline.kit import urls

_MOST_AT_A_TIME = 16


class Look(model.Value):
    """What a feed answered: its articles, or the `reason` why there are none; `detail` says more, not its address."""

    feed: model.Feed
    reason: str = ""
    detail: str = ""
    articles: tuple[model.Article, ...] = ()


def looks(feeds: Iterable[model.Feed], done: Callable[[], object] = lambda: None) -> list[Look]:
    """Fetch and read each feed once, several at a time, each of which is told as `done`; in the order given."""
    return asyncio.run(_looks(list(feeds), done))


async def _looks(feeds: list[model.Feed], done: Callable[[], object]) -> list[Look]:
    readers = Readers(min(2, os.cpu_count() or 1))
    places = asyncio.Semaphore(_MOST_AT_A_TIME)
    try:
        async with Web() as web:

            async def look(feed: model.Feed) -> Look:
                async with places:
                    seen = await _look(web, readers, feed)
                done()
                return seen

            return await asyncio.gather(*map(look, feeds))
    finally:
        readers.stop()


async def _look(web: Web, readers: Readers, feed: model.Feed) -> Look:
    try:
        harvest = await readers.read(await web.document(feed))
    except (FetchError, ParseError) as error:
        return Look(feed=feed, reason=error.reason, detail=str(error).removeprefix(urls.shown(feed.url)).lstrip(": "))
    return Look(feed=feed, articles=harvest.articles)
