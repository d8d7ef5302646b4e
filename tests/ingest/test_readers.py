from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from pipeline.errors import ParseError
from pipeline.ingest import readers
from pipeline.ingest.readers import Readers, harvest
from pipeline.model import Document, Feed

FEEDS = Path(__file__).parent.parent / "data" / "feeds"
GOOD = (FEEDS / "full.rss").read_bytes()
ENDLESS = b"<rss version='2.0'><channel>" + b"<a>" * 2_000_000
"""Elements inside each other: the parser's time grows with the square of their number."""


def document(body: bytes) -> Document:
    url = "https://gazette.example/rss"
    return Document(feed=Feed(id="feed", url=url), url=url, body=body, fetched_at=datetime(2020, 9, 15, tzinfo=UTC))


def items(*texts: str) -> bytes:
    inner = "".join(f"<item><title>{text}</title></item>" for text in texts)
    return f"<rss version='2.0'><channel>{inner}</channel></rss>".encode()


@pytest_asyncio.fixture
async def one() -> AsyncIterator[Readers]:
    reader = Readers(1, seconds=3.0)
    yield reader
    await asyncio.to_thread(reader.stop)


def test_harvest_has_each_article_once_and_a_reason_for_the_rest() -> None:
    found = harvest(document(items("One", "Two", "One", "")))
    assert [article.title for article in found.articles] == ["One", "Two"]
    assert sorted(dropped.reason for dropped in found.dropped) == ["no-words", "twice"]


def test_an_archive_is_cut() -> None:
    found = harvest(document(items(*(str(number) for number in range(readers.MOST_ENTRIES + 3)))))
    assert len(found.articles) == readers.MOST_ENTRIES
    assert [dropped.reason for dropped in found.dropped] == ["too-many"] * 3


async def test_a_process_of_its_own_gives_the_same(one: Readers) -> None:
    assert await one.read(document(GOOD)) == harvest(document(GOOD))
    process = one._readers[0]._process
    assert process is not None
    assert process.pid != os.getpid()


async def test_what_is_no_feed_is_said_with_its_reason(one: Readers) -> None:
    with pytest.raises(ParseError, match="web page") as caught:
        await one.read(document((FEEDS / "page.html").read_bytes()))
    assert caught.value.reason == "html-page"


async def test_a_document_that_takes_too_long_costs_only_itself(one: Readers) -> None:
    with pytest.raises(ParseError) as caught:
        await one.read(document(ENDLESS))
    assert caught.value.reason == "too-slow"
    assert len((await one.read(document(GOOD))).articles) == 5


async def test_a_reader_that_dies_at_work_is_replaced(one: Readers) -> None:
    await one.read(document(GOOD))
    process = one._readers[0]._process
    assert process is not None
    reading = asyncio.create_task(one.read(document(ENDLESS)))
    await asyncio.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(ParseError) as caught:
        await reading
    assert caught.value.reason == "reader-died"
    assert len((await one.read(document(GOOD))).articles) == 5


async def test_stopped_at_work_it_ends_at_once() -> None:
    two = Readers(2, seconds=30)
    await two.read(document(GOOD))
    reading = asyncio.create_task(two.read(document(ENDLESS)))
    await asyncio.sleep(0.2)
    began = asyncio.get_running_loop().time()
    await asyncio.to_thread(two.stop)
    assert asyncio.get_running_loop().time() - began < 2
    with pytest.raises(ParseError):
        await reading


def test_a_mistake_of_ours_is_a_reason_too() -> None:
    answer = readers._answer(document("text"))  # type: ignore[arg-type] # that is the mistake
    assert isinstance(answer, tuple)
    assert answer[1] == "broken"
