"""What every agent stands on: topics, shelves, and the loop around each item.

Laws of the loop. An item is acknowledged when its work is done, never before and never by an exception. What
raises is tried again, then put into quarantine with its reason and its bytes; the next item is not kept waiting
by it. A broker that is away is waited for: that is no fault of the item. Heartbeats go to the next topic.
Order holds within a partition, where the state is; partitions do not wait for each other (Faust's own
`concurrency` breaks both).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiokafka.errors import KafkaError
from faust.exceptions import PartitionsMismatch, ProducerSendError

from agents import counters
from agents.shelf import Shelf, in_work
from agents.standing import Standing
from pipeline import corridor, wire
from pipeline.corridor import Topic
from pipeline.edge import quarantine
from pipeline.model import Dropped, Heartbeat, Noun

log = logging.getLogger(__name__)

TRIES = (0.1, 1.0)
"""Seconds before the second and the third try of an item that raised."""
BROKER_AWAY = 2.0
"""Seconds between two tries while the broker does not take what we send."""
IN_WORK = 64
"""Items that one agent of a worker has taken and not finished, over all partitions."""
NUDGE = 0
"""Number of a heartbeat that only wakes one stage and goes no further."""

Work = Callable[[Any], Awaitable[None]]


class Floor:
    """One worker's topics, shelves and standing orders."""

    def __init__(self, app: Any, standing: Standing) -> None:
        self.app = app
        self.standing = standing
        self._topics = {
            row.name: app.topic(
                row.name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw",
                partitions=row.partitions, internal=False,
            )
            for row in corridor.TOPICS
        }  # fmt: skip

    def shelf(self, name: str) -> Shelf:
        """A table of this name, backed by a compacted changelog."""
        return Shelf(self.app.Table(name, key_type=bytes, value_type=bytes, partitions=corridor.PARTITIONS))

    async def pass_on(self, row: Topic, key: str, noun: Noun, partition: int | None = None) -> None:
        """Send, and return when the broker has it."""
        sent = await self._topics[row.name].send(key=key.encode(), value=wire.encode(noun), partition=partition)
        await sent

    async def nudge(self, row: Topic, partition: int) -> None:
        """Wake the stage that reads this partition."""
        beat = Heartbeat(partition=partition, number=NUDGE, at=datetime.now(UTC))
        await self.pass_on(row, f"nudge-{partition}", beat, partition)

    async def set_aside(self, row: Topic, stage: str, reason: str, key: bytes, original: bytes) -> None:
        """Put what a stage could not use into quarantine, to be shown and tried again."""
        message = in_work()
        place = quarantine.Place(topic=row.name, partition=message.partition, offset=message.offset)
        case = quarantine.case(place, stage=stage, reason=reason, key=key, original=original)
        await self.pass_on(corridor.QUARANTINE, row.name, case)

    def drop(self, dropped: Dropped) -> None:
        """Count an item that goes no further."""
        counters.ITEMS.labels(dropped.stage, f"dropped-{dropped.reason}").inc()

    def station(self, reads: Topic, writes: Topic, on_beat: Work | None = None) -> Callable[[Work], Work]:
        """Make `work` the agent that reads a topic; `on_beat` is called with each heartbeat before it goes on."""

        def decorate(work: Work) -> Work:
            station = _Station(self, work.__name__, reads, writes, work, on_beat)
            self.app.agent(self._topics[reads.name], name=f"dealwire.{work.__name__}", concurrency=1)(station.walk)
            return work

        return decorate


@dataclass(frozen=True)
class _Station:
    """The loop around one agent's items."""

    floor: Floor
    name: str
    reads: Topic
    writes: Topic
    work: Work
    on_beat: Work | None

    async def walk(self, stream: Any) -> None:
        """Work off each partition in its order, and the partitions side by side."""
        kept = stream.noack()
        lanes: dict[int, asyncio.Task[None]] = {}
        room = asyncio.Semaphore(IN_WORK)
        try:
            async for event in kept.events():
                await room.acquire()
                partition = event.message.partition
                lanes[partition] = asyncio.create_task(self._next(lanes.get(partition), kept, event))
                lanes[partition].add_done_callback(lambda _: room.release())
        finally:
            for lane in lanes.values():
                lane.cancel()

    async def _next(self, before: asyncio.Task[None] | None, kept: Any, event: Any) -> None:
        if before is not None:
            await before
        if (
            event.message.generation_id == self.floor.app.consumer_generation_id
        ):  # else it is another's now, or comes again
            await self._guarded(event.message)
            await kept.ack(event)

    async def _guarded(self, message: Any) -> None:
        noun = wire.decode(message.value)
        pauses = list(TRIES)
        while True:
            try:
                outcome = await self._one(message, noun)
            except (KafkaError, ProducerSendError, PartitionsMismatch) as error:
                log.warning("%s waits for the broker: %s", self.name, error)
                await asyncio.sleep(BROKER_AWAY)
            except Exception as error:
                counters.RETRIES.labels(self.name).inc()
                if pauses:
                    await asyncio.sleep(pauses.pop(0))
                    continue
                log.exception("%s cannot use %s[%s]@%s", self.name, message.topic, message.partition, message.offset)
                noun = wire.Unreadable(original=message.value, reason=f"{type(error).__name__}: {error}")
            else:
                counters.ITEMS.labels(self.name, outcome).inc()
                return

    async def _one(self, message: Any, noun: Noun | wire.Unreadable) -> str:
        if message.value is None and self.reads.cleanup == "compact":
            return "tombstone"
        if isinstance(noun, Heartbeat):
            if self.on_beat:
                await self.on_beat(noun)
            if noun.number != NUDGE:
                await self.floor.pass_on(self.writes, f"heartbeat-{noun.partition}", noun, noun.partition)
            return "beat"
        reason = quarantine.complaint(self.reads, noun)
        if reason is None:
            await self.work(noun)
            return "passed"
        log.warning("%s sets %s[%s]@%s aside: %s", self.name, message.topic, message.partition, message.offset, reason)
        await self.floor.set_aside(self.reads, self.name, reason, message.key or b"", message.value or b"")
        return "quarantined"
