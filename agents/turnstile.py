"""The gate over fetched bytes: what cannot concern a watch never becomes an event.

The only room that touches the insides of Faust (0.15.3, hence the upper bound in pyproject.toml) and of its Kafka
client. A Faust event costs 150 microseconds, the client's record 2, a look at its bytes 2; ninety-nine articles of
a hundred end here, and only the others are made into a record and an event.

Laws.
1. A commit ends before the first message that is not done, and it begins where the last one ended; where nothing was
   committed yet, at the first message there is. A dropped offset is done. Faust's own reckoning is off by one, begins
   anywhere when nothing was committed yet, and its gaps can take in a message in work; so it is not asked.
2. Offsets between two fetched messages that hold none (control records, what compaction or retention took) are done.
3. An acknowledgement from before a rebalance counts for nothing: Faust acknowledges what it skips as stale, and
   the same offset may be in work again. The message comes once more; ids make that invisible.
4. A rebalance reads on from the commits, and from the beginning where there is none, while nothing is being fetched.
   The client stays where it is if nothing was committed; and a fetch that Faust has given up goes on in the client's
   thread, takes the first messages of the new generation, and nobody gets them.
5. What is fetched is read. Faust drops what lies before the last offset read, which after a rebalance may be one of
   the generation before.
6. The gate may let too much through, never too little (`stages.gate`).
7. A rebalance and a stop wait for what is being worked at, not for what has been fetched and not begun: that is left,
   is not acknowledged, and comes again to whoever has the partition then.
8. Where much waits nothing more is fetched, partition by partition: a stream that takes no more of one holds up the
   one loop that hands out what was fetched, and with it all partitions of all topics.
"""

from __future__ import annotations

import asyncio
import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any, cast

import faust
from aiokafka.consumer import fetcher
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage

from agents import counters
from pipeline.corridor import ARTICLES, TOPICS

Passing = Callable[[Sequence[bytes]], list[int]]
"""The gate over the bytes of many messages: positions of those that pass."""


_BEATS = b"heartbeat-", b"nudge-"
"""How the keys of heartbeats begin, which are no articles."""
_OURS = frozenset(topic.name for topic in TOPICS)
"""Topics that agents read; changelogs, which Faust reads to restore tables, have no commit."""


class App(faust.App):
    """A Faust app whose consumer stands behind a turnstile; `gate` gives what is asked about all records."""

    gate: Callable[[], Passing]
    fed: threading.Event
    """Set with the first records: until then the worker's time is idle."""
    moving = False
    """Whether partitions are being given to others."""
    ending = False
    """Whether the worker stops, whatever is given to it meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.fed = threading.Event()
        super().__init__(*args, **kwargs)

    @property
    def leaving(self) -> bool:
        """Whether nothing more is to be begun (law 7)."""
        return self.moving or self.ending

    def _new_transport(self) -> Any:
        return Transport(self.conf.broker_consumer, self)


class Records(fetcher.PartitionRecords):
    """Fetched records; those at the gate stay as they were unpacked."""

    def _consumer_record(self, tp: Any, record: Any) -> Any:
        return record if tp.topic == ARTICLES.name else super()._consumer_record(tp, record)


fetcher.PartitionRecords = Records  # it is asked for nowhere else, and by this name


class Consumer(driver.Consumer):
    """The driver's consumer, with the gate between fetch and event."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen: MutableMapping[TP, int] = {}
        self._begins: MutableMapping[TP, int] = {}
        self._moving = asyncio.Lock()  # one moves the client at a time: a fetch or a seek (law 4)
        self._held: set[TP] = set()
        self._fetch: asyncio.Future[Mapping[TP, list[Any]]] | None = None

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Mapping[TP, list[Any]]:  # noqa: ASYNC109 - the driver's signature
        self._fetch = asyncio.ensure_future(self._fetched(active_partitions, timeout))
        return await asyncio.shield(self._fetch)

    async def _fetched(self, active_partitions: set[TP] | None, timeout: float) -> Mapping[TP, list[Any]]:  # noqa: ASYNC109
        async with self._moving:
            batches = await super()._getmany(active_partitions, timeout)
            assigned = self.assignment()
            if batches:
                cast("App", self.app).fed.set()
            return {
                tp: self._turn(tp, records) if tp.topic in _OURS else records
                for tp, records in batches.items()
                if tp in assigned
            }

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Begin nothing more until it is known which partitions are ours."""
        cast("App", self.app).moving = True
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Begin again, with what comes from now on."""
        cast("App", self.app).moving = False
        self._held.clear()
        await super().on_partitions_assigned(assigned, generation_id)

    def hold(self, message: Any) -> None:
        """Fetch no more of its partition, on which much waits (law 8)."""
        tp = TP(message.topic, message.partition)  # Faust counts by its own kind alone
        if tp not in self._held:
            self._held.add(tp)
            self.on_buffer_full(tp)

    def let_go(self, message: Any) -> None:
        """Fetch of it again."""
        tp = TP(message.topic, message.partition)
        if tp in self._held:
            self._held.discard(tp)
            self.on_buffer_drop(tp)

    def on_buffer_drop(self, tp: TP) -> None:
        """Faust's own buffer has room again, which says nothing of what waits behind it."""
        if tp not in self._held:
            super().on_buffer_drop(tp)

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Go to the commits, and on our topics to the beginning where there is none (law 4)."""
        async with self._moving:
            committed = await super().seek_to_committed()
            new = [tp for tp, offset in committed.items() if not offset and tp.topic in _OURS]
            if new:
                await self._thread.seek_to_beginning(*new)
            self._seen.clear()
            self._begins.clear()
        return committed

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        """Go to these offsets (a changelog's) while nothing is being fetched (law 4)."""
        async with self._moving:
            await super().seek_wait(partitions)

    def _turn(self, tp: TP, records: list[Any]) -> list[Any]:
        """What of a fetch is to become events; what is not, and what never was a message, is done."""
        self._read_offset[tp] = None
        if not records:
            return records
        committed = self._committed_offset[tp] or 0
        if not committed:
            self._begins.setdefault(tp, records[0].offset)
        done = self._skipped(tp, records, committed)
        if tp.topic == ARTICLES.name:
            records, dropped = self._gated(records)
            done += dropped
        index = self._acked_index[tp]
        news = [offset for offset in done if offset >= committed and offset not in index]
        self._acked[tp].extend(news)
        index.update(news)
        self._n_acked += len(news)
        return records

    def _gated(self, records: list[Any]) -> tuple[list[Any], list[int]]:
        """The records that pass the gate, and the offsets of the others."""
        passing = cast("App", self.app).gate()([record.value or b"" for record in records])
        passed = [records[at] for at in passing]
        through = {record.offset for record in passed}
        counters.TURNED_AWAY.inc(len(records) - len(passed))
        counters.LET_THROUGH.inc(sum(not (record.key or b"").startswith(_BEATS) for record in passed))
        return passed, [record.offset for record in records if record.offset not in through]

    def _to_message(self, tp: TP, record: Any) -> ConsumerMessage:
        if tp.topic != ARTICLES.name:
            return super()._to_message(tp, record)
        key, value = record.key or b"", record.value or b""
        return ConsumerMessage(
            tp.topic, tp.partition, record.offset, record.timestamp / 1000, record.timestamp_type,
            list(record.headers), record.key, record.value, record.checksum, len(key), len(value), tp,
            generation_id=self.app.consumer_generation_id,
        )  # fmt: skip

    def _skipped(self, tp: TP, records: list[Any], committed: int) -> list[int]:
        """Offsets between two fetched records that hold none (law 2)."""
        skipped: list[int] = []
        last = self._seen.get(tp, committed - 1 if committed else None)
        for record in records:
            if last is not None and record.offset > last + 1:
                skipped.extend(range(max(last + 1, committed), record.offset))
            last = record.offset
        if last is not None:
            self._seen[tp] = last
        return skipped

    def _new_offset(self, tp: TP) -> int | None:
        """The offset behind the run of acknowledged ones that begins at the last commit; None when there is none."""
        begin = self._committed_offset[tp] or self._begins.get(tp)
        if begin is None:
            return None
        acked = self._acked[tp]
        acked.sort()
        end = begin
        for offset in acked[bisect_left(acked, begin) :]:
            if offset != end:
                break
            end += 1
        done = bisect_left(acked, end)
        self._acked_index[tp].difference_update(acked[:done])
        del acked[:done]
        return end if end > begin else None

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Nothing: `_skipped` has seen the whole fetch (law 2)."""

    def ack(self, message: Any) -> bool:
        """Count an acknowledgement of this generation only (law 3)."""
        if message.generation_id != self.app.consumer_generation_id:
            self.leave(message)
            return False
        return bool(super().ack(message))

    def leave(self, message: Any) -> None:
        """Wait no more for the end of this message; it is not done, and comes again."""
        message.acked = True
        self._unacked_messages.discard(message)


class Transport(driver.Transport):
    """The driver's transport with our consumer."""

    Consumer = Consumer
