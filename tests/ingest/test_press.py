from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from pipeline import corridor
from pipeline.edge import messages
from pipeline.edge.broker import topics
from pipeline.edge.broker.embedded import Broker
from pipeline.ingest.press import Press, Sending, Stopped
from pipeline.model import FeedState, derive_id
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


async def test_what_is_too_large_is_left_out_and_holds_up_nothing(
    fresh_kafka: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    press = Press(fresh_kafka)
    now = datetime.now(UTC)
    huge = FeedState(id="huge", checked_at=now, next_at=now, seen=tuple(map(str, range(900_000))))
    too_large = Sending(topic=corridor.FEED_STATE, key="huge", noun=huge)
    async with asyncio.timeout(20):
        await press.deliver([too_large, sending(0)])
    assert len(list(messages.whole(fresh_kafka, corridor.FEEDS))) == 1
    assert "left out: [Error 10] MessageSizeTooLargeError" in caplog.text
    await asyncio.to_thread(press.stop)


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
