from __future__ import annotations

import asyncio
import base64
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from pipeline import corridor, wire
from pipeline.edge import messages
from pipeline.edge.broker import clients, topics
from pipeline.edge.broker.embedded import Broker
from pipeline.ingest import counts
from pipeline.ingest.press import Press, Sending, Stopped
from pipeline.model import Article, Quarantined, derive_id
from pipeline.settings import Settings
from tests.ingest.conftest import feed


def sending(number: int, partition: int | None = None) -> Sending:
    noun = feed(f"https://gazette.example/{number}")
    return Sending(topic=corridor.FEEDS, key=noun.id, noun=noun, partition=partition)


async def test_delivered_when_it_returns(fresh_kafka: Settings) -> None:
    press = Press(fresh_kafka)
    await press.deliver([])
    await press.deliver([sending(number) for number in range(500)])
    await press.deliver([sending(1_000, partition=5)])
    records = list(messages.whole(fresh_kafka, corridor.FEEDS))
    assert len(records) == 501
    key = derive_id("https://gazette.example/1000").encode()
    assert [record.partition for record in records if record.key == key] == [5]
    await asyncio.to_thread(press.stop)


async def test_what_is_too_large_is_set_aside_and_holds_up_nothing(
    fresh_kafka: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    press, counted = Press(fresh_kafka), counts.LEFT_OUT.labels(corridor.ARTICLES.name)._value.get()
    fits, *sizes = clients.LARGEST_BYTES - 1_500, clients.LARGEST_BYTES, clients.LARGEST_CASE
    async with asyncio.timeout(20):
        await press.deliver([article(sizes[0]), sending(0), article(sizes[1])])
        await press.deliver([article(fits), sending(1)])
    assert len(list(messages.whole(fresh_kafka, corridor.FEEDS))) == 2
    assert [record.key for record in messages.whole(fresh_kafka, corridor.ARTICLES)] == [str(fits).encode()]
    cases = [wire.decode(record.value) for record in messages.whole(fresh_kafka, corridor.QUARANTINE)]
    assert sorted((case.key, case.topic, case.stage) for case in cases if isinstance(case, Quarantined)) == [
        (str(size).encode(), corridor.ARTICLES.name, "ingest") for size in sizes
    ]
    assert all(f"left out: {clients.TOO_LARGE}" == case.reason for case in cases if isinstance(case, Quarantined))
    assert counts.LEFT_OUT.labels(corridor.ARTICLES.name)._value.get() == counted + 2
    assert f"{sizes[1]} of {corridor.ARTICLES.name} is left out" in caplog.text
    await asyncio.to_thread(press.stop)


def article(size: int) -> Sending:
    """An article of more bytes than that, which do not get fewer by being packed."""
    text = base64.b85encode(random.Random(size).randbytes(size * 4 // 5)).decode()
    noun = Article(
        id=str(size), url="https://gazette.example/", source="gazette.example", title="", text=text, lang="en",
        published_at=datetime.now(UTC), fetched_at=datetime.now(UTC),
    )  # fmt: skip
    return Sending(topic=corridor.ARTICLES, key=noun.id, noun=noun)


async def test_it_stops_though_kafka_is_gone_with_something_to_deliver(own_kafka: Callable[[], Broker]) -> None:
    broker = own_kafka()
    topics.declare(broker.reachable())
    press = Press(broker.reachable())
    await press.deliver([sending(0)])
    broker.stop()
    trying = asyncio.create_task(press.deliver([sending(1)]))
    await asyncio.sleep(1.5)
    await _given_up(press, trying)


async def test_another_producer_for_the_one_disturbs_no_other(fresh_kafka: Settings) -> None:
    press = Press(fresh_kafka)
    first = press._producer
    trying = asyncio.create_task(press.deliver([undeliverable()]))

    async def delivering() -> None:
        while press._producer is first or not first._closed:
            await press.deliver([sending(number) for number in range(100)])

    async with asyncio.timeout(60):
        await asyncio.gather(*(delivering() for _ in range(6)))
    assert not trying.done()
    await _given_up(press, trying, within=8)  # a try to find the topic takes five seconds


def undeliverable() -> Sending:
    nowhere = replace(corridor.FEEDS, name="nobody.made.this.topic")
    return replace(sending(0), topic=nowhere)


async def _given_up(press: Press, trying: asyncio.Task[None], within: float = 3) -> None:
    began = time.monotonic()
    await asyncio.to_thread(press.stop)
    assert time.monotonic() - began < within
    with pytest.raises(Stopped):
        await trying
