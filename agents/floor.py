"""What every agent stands on: topics, shelves, and the loop around each item.

Laws of the loop. An item is acknowledged when its work is done and settled, never before and never by an
exception. What raises is tried again, then put into quarantine with its reason and its bytes; the next item is
not kept waiting by it. A broker that is away is waited for: that is no fault of the item. Heartbeats go to the
next topic. Order holds within a partition, where the state is; what waits there is settled together. Partitions
do not wait for each other (Faust's own `concurrency` breaks both).
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any

import msgspec

from agents import counters, watchdog
from agents.batch import BROKER_TROUBLE, Batch, Stale, current
from agents.shelf import Shelf
from agents.standing import Standing
from pipeline import corridor, wire
from pipeline.corridor import Topic
from pipeline.edge import quarantine
from pipeline.edge.broker import clients
from pipeline.errors import EnvironmentTrouble
from pipeline.model import Dropped, Heartbeat, Noun

log = logging.getLogger(__name__)

TRIES = (0.1, 1.0)
"""Seconds before the second and the third try of an item that raised."""
IN_WORK = 256
"""Items that wait on a partition from which on no more of it are fetched, so that the others do not wait for it."""
TOGETHER = 32
"""Most items of a partition that are settled together."""
SETTLED_WITHIN = 5.0
"""Seconds after which those that are done are settled, though there are fewer: each may take long, and none is for ever
done again because the next one takes too long."""
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

    def shelf(self, name: str, *, whole: bool = False) -> Shelf:
        """A table of this name, backed by a compacted changelog; `whole` if a batch is in it all or not at all."""
        table = self.app.Table(name, key_type=bytes, value_type=bytes, partitions=corridor.PARTITIONS)
        table.whole = whole
        return Shelf(table)

    async def pass_on(self, row: Topic, key: str, noun: Noun, partition: int | None = None) -> None:
        """Send; the broker has it when the batch in work is settled."""
        await current.get().send(self._sending(row, key, noun, partition))

    async def settle(self) -> None:
        """Return when Kafka has all that was sent and written since the batch in work began."""
        await current.get().settle()

    async def nudge(self, row: Topic, partition: int) -> None:
        """Wake the stage that reads this partition."""
        beat = Heartbeat(partition=partition, number=NUDGE, at=datetime.now(UTC))
        await (await self._sending(row, f"nudge-{partition}", beat, partition)())

    async def set_aside(self, row: Topic, stage: str, reason: str, key: bytes, original: bytes) -> None:
        """Put what a stage could not use into quarantine, to be shown and tried again."""
        message = current.get().message
        place = quarantine.Place(topic=row.name, partition=message.partition, offset=message.offset)
        case = quarantine.case(place, stage=stage, reason=reason, key=key, original=original)
        await self.pass_on(corridor.QUARANTINE, row.name, case)

    def drop(self, dropped: Dropped) -> None:
        """Say that the item in work goes no further, and why: it is counted so."""
        current.get().dropped = dropped.reason

    def station(
        self, reads: Topic, writes: Topic, on_beat: Work | None = None, together: int = TOGETHER
    ) -> Callable[[Work], Work]:
        """Make `work` the agent that reads a topic; `on_beat` is called with each heartbeat before it goes on."""

        def decorate(work: Work) -> Work:
            station = _Station(self, work.__name__, reads, writes, work, on_beat, together)
            self.app.agent(self._topics[reads.name], name=f"dealwire.{work.__name__}", concurrency=1)(station.walk)
            return work

        return decorate

    def _sending(self, row: Topic, key: str, noun: Noun, partition: int | None) -> Callable[[], Awaitable[Any]]:
        value = wire.encode(noun)
        if row is not corridor.QUARANTINE and len(value) > clients.LARGEST_BYTES:
            raise ValueError(f"what it makes for {row.name} is {clients.TOO_LARGE}")
        return partial(self._topics[row.name].send, key=key.encode(), value=value, partition=partition)


@dataclass(frozen=True)
class _Station:
    """The loop around one agent's items."""

    floor: Floor
    name: str
    reads: Topic
    writes: Topic
    work: Work
    on_beat: Work | None
    together: int

    async def walk(self, stream: Any) -> None:
        """Work off each partition in its order, and the partitions side by side."""
        kept = stream.noack()
        waiting: defaultdict[int, deque[Any]] = defaultdict(deque)
        lanes: dict[int, asyncio.Task[None]] = {}
        try:
            async for event in kept.events():
                partition = event.message.partition
                waiting[partition].append(event)
                if len(waiting[partition]) >= IN_WORK:
                    self.floor.app.consumer.hold(event.message)
                if partition not in lanes or lanes[partition].done():
                    lanes[partition] = asyncio.create_task(self._lane(kept, waiting[partition], event))
                    lanes[partition].add_done_callback(self._ended)
        finally:
            for lane in lanes.values():
                lane.cancel()

    async def _lane(self, kept: Any, waiting: deque[Any], _kept_alive: Any) -> None:
        """Work off what waits on one partition; Faust's tables ask for the event that this task was made by."""
        while waiting:
            if self.floor.app.leaving:
                self._leave(waiting)
                return
            events = [waiting.popleft() for _ in range(min(len(waiting), self.together))]
            if len(waiting) < IN_WORK:
                self.floor.app.consumer.let_go(events[0].message)
            try:
                await self._together(kept, events)
            except Stale:
                log.info("%s leaves %d items to their new turn", self.name, len(events))

    def _ended(self, lane: asyncio.Task[None]) -> None:
        """A lane that broke has items that are not settled: none may overtake them, and a rebalance waits for them."""
        error = None if lane.cancelled() else lane.exception()
        if error and not self.floor.app.ending:
            watchdog.break_off(self.name, error)

    def _leave(self, waiting: deque[Any]) -> None:
        """Begin nothing of what waits: a rebalance, and with it every worker, waits for what is begun."""
        log.info("%s leaves %d items that it has not begun", self.name, len(waiting))
        for event in waiting:
            self.floor.app.consumer.leave(event.message)
        waiting.clear()

    async def _together(self, kept: Any, events: list[Any]) -> None:
        generation = events[-1].message.generation_id
        batch = Batch(stale=lambda: generation != self.floor.app.consumer_generation_id)
        current.set(batch)
        now = self.floor.app.consumer_generation_id
        mine = [event for event in events if event.message.generation_id == now]  # the others come again elsewhere
        done: list[tuple[Any, str]] = []
        began = monotonic()
        for event in mine:
            done.append((event, await self._guarded(batch, event.message)))
            if event is mine[-1] or monotonic() - began > SETTLED_WITHIN:
                await batch.settle()
                await self._acknowledged(kept, done)
                began = monotonic()

    async def _acknowledged(self, kept: Any, done: list[tuple[Any, str]]) -> None:
        for event, outcome in done:
            counters.ITEMS.labels(self.name, outcome).inc()
            await kept.ack(event)
        done.clear()

    async def _guarded(self, batch: Batch, message: Any) -> str:
        batch.message = message
        noun = _read(message.value)
        pauses = list(TRIES)
        while True:
            batch.dropped = ""
            await asyncio.sleep(0)  # the broker's answers and the other agents have their turn between two items
            try:
                return await self._one(message, noun)
            except BROKER_TROUBLE as error:
                await batch.pause(self.name, error)
            except Stale:
                raise
            except msgspec.DecodeError as error:  # not of the item, which is read: of a shelf
                watchdog.leave(_unknown(self.name, error))
            except Exception as error:
                counters.RETRIES.labels(self.name).inc()
                if pauses:
                    await asyncio.sleep(pauses.pop(0))
                    continue
                log.exception("%s cannot use %s[%s]@%s", self.name, message.topic, message.partition, message.offset)
                noun = wire.Unreadable(original=message.value, reason=f"{type(error).__name__}: {error}")

    async def _one(self, message: Any, noun: Noun | wire.Unreadable) -> str:
        if message.value is None and self.reads.cleanup == "compact":
            return "tombstone"
        if isinstance(noun, Heartbeat):
            if self.on_beat:
                await self.on_beat(noun)
            if self.writes is corridor.DELIVERIES:  # the end of the corridor
                counters.BEAT_AGE.labels(noun.partition).set((datetime.now(UTC) - noun.at).total_seconds())
            if noun.number != NUDGE:
                await self.floor.pass_on(self.writes, f"heartbeat-{noun.partition}", noun, noun.partition)
            return "beat"
        reason = quarantine.complaint(self.reads, noun)
        if reason is None:
            await self.work(noun)
            why = current.get().dropped
            return f"dropped-{why}" if why else "passed"
        log.warning("%s sets %s[%s]@%s aside: %s", self.name, message.topic, message.partition, message.offset, reason)
        await self.floor.set_aside(self.reads, self.name, reason, message.key or b"", message.value or b"")
        return "quarantined"


def _unknown(stage: str, error: msgspec.DecodeError) -> EnvironmentTrouble:
    return EnvironmentTrouble(
        f"what {stage} remembers was written by another version of dealwire ({error})",
        way_out="start anew: stop and delete the data directory, of a Kafka of your own the topics dealwire*, too",
    )


def _read(value: bytes | None) -> Noun | wire.Unreadable:
    """The noun in a message; what came packed may be too large to be passed on."""
    if value is not None and len(value) > clients.LARGEST_BYTES:
        return wire.Unreadable(original=value, reason=clients.TOO_LARGE)
    return wire.decode(value)
