"""The gate over fetched bytes: what cannot concern a watch never becomes an event.

The only room that touches the insides of Faust (0.15.3, hence the upper bound in pyproject.toml) and of its Kafka
client. A Faust event costs 150 microseconds, the client's record 2, a look at its bytes 2; ninety-nine articles of
a hundred end here, and only the others are made into a record and an event.

Laws.
1. A dropped offset counts as acknowledged; the commit goes past it once all before it are done, and no further.
   Faust's own reckoning of that is off by one, and begins anywhere when nothing was committed yet: it goes past
   a first message in work, if what is behind it is acknowledged. On the gated topic it is done here.
2. On the gated topic Faust's own bookkeeping of gaps is off: it stops committing, or commits past a message in
   work. Offsets that hold no message (control records, what retention removed) are acknowledged here instead.
3. An acknowledgement from before a rebalance counts for nothing: Faust acknowledges what it skips as stale, and
   the same offset may be in work again. The message comes once more; ids make that invisible.
4. The gate may let too much through, never too little (`stages.gate`).
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any, cast

import faust
from aiokafka.consumer import fetcher
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage

from agents import counters
from pipeline.corridor import ARTICLES

Passing = Callable[[Sequence[bytes]], list[int]]
"""The gate over the bytes of many messages: positions of those that pass."""


class App(faust.App):
    """A Faust app whose consumer stands behind a turnstile; `gate` gives what is asked about all records."""

    gate: Callable[[], Passing]
    fed: threading.Event
    """Set with the first records: until then the worker's time is idle."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.fed = threading.Event()
        super().__init__(*args, **kwargs)

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

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Mapping[TP, list[Any]]:  # noqa: ASYNC109 - the driver's signature
        batches = await super()._getmany(active_partitions, timeout)
        assigned = self.assignment()
        if batches:
            cast("App", self.app).fed.set()
        return {
            tp: self._turn(tp, records) if tp.topic == ARTICLES.name and tp in assigned else records
            for tp, records in batches.items()
        }

    def _turn(self, tp: TP, records: list[Any]) -> list[Any]:
        committed = self._committed_offset[tp] or 0
        passing = cast("App", self.app).gate()([record.value or b"" for record in records])
        passed = [records[at] for at in passing]
        through = {record.offset for record in passed}
        done = [record.offset for record in records if record.offset not in through]
        done += self._skipped(tp, records, committed)
        index = self._acked_index[tp]
        news = [offset for offset in done if offset >= committed and offset not in index]
        if records and not self._committed_offset[tp]:
            self._begins.setdefault(tp, records[0].offset)
        self._acked[tp].extend(news)
        index.update(news)
        self._n_acked += len(news)
        if records and not passed:
            self._read_offset[tp] = records[-1].offset
        counters.TURNED_AWAY.inc(len(records) - len(passed))
        counters.LET_THROUGH.inc(len(passed))
        return passed

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

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Forget where the fetched records of these partitions ended."""
        for tp in revoked:
            self._seen.pop(tp, None)
            self._begins.pop(tp, None)
        await super().on_partitions_revoked(revoked)

    def _new_offset(self, tp: TP) -> int | None:
        """The offset behind the run of acknowledged ones that begins at the last commit; None when there is none."""
        if tp.topic != ARTICLES.name:
            return super()._new_offset(tp)
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
        if tp.topic != ARTICLES.name:
            await super()._add_gap(tp, offset_from, offset_to)

    def ack(self, message: Any) -> bool:
        """Count an acknowledgement of this generation only (law 3)."""
        if message.generation_id != self.app.consumer_generation_id:
            message.acked = True
            self._unacked_messages.discard(message)
            return False
        return bool(super().ack(message))


class Transport(driver.Transport):
    """The driver's transport with our consumer."""

    Consumer = Consumer
