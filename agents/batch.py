"""What a stage has done on one partition and not yet settled: outputs under way, changes that wait.

Laws. Outputs are in Kafka before the changes that remember them: a death between the two says something twice,
which ids make invisible, never not at all. What the broker did not take is sent again from there on, in order.
A change can be read at once; those of a table that is `whole` are in it all or not at all (`redo`). After a rebalance
nothing is settled any more: the items come again, or are another's.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from functools import partial
from typing import Any

from aiokafka.errors import KafkaError
from faust.exceptions import PartitionsMismatch, ProducerSendError

from agents import redo
from agents.redo import Changes

log = logging.getLogger(__name__)

BROKER_TROUBLE = (KafkaError, ProducerSendError, PartitionsMismatch)
BROKER_AWAY = 2.0
"""Seconds between two tries while the broker does not take what we send."""

Start = Callable[[], Awaitable[Awaitable[Any]]]
"""Begins to send; the answer is done when the broker has it."""


class Stale(Exception):
    """The items in work belong to a past generation of the consumer group."""


class Batch:
    """Some items of one partition; `message` is that of the one in work, `dropped` why it goes no further."""

    message: Any
    dropped: str = ""

    def __init__(self, stale: Callable[[], bool]) -> None:
        self._stale = stale
        self._outputs: deque[tuple[Start, Awaitable[Any]]] = deque()
        self._changes: dict[Any, Changes] = {}

    def changes(self, table: Any) -> Changes:
        """What waits to be written to a table, by key; None is to be forgotten."""
        if table not in self._changes:
            self._changes[table] = redo.meant(table, self.message.partition) if table.whole else {}
        return self._changes[table]

    async def send(self, start: Start) -> None:
        """Begin to send; `settle` waits for the end."""
        self._outputs.append((start, await start()))

    async def settle(self) -> None:
        """Return when Kafka has all outputs, then all changes; `Stale` when this is not ours to do any more."""
        await self._taken(self._outputs)
        await self._written({table: changes for table, changes in self._changes.items() if not table.whole})
        for table, changes in self._changes.items():
            if table.whole and changes:
                parts, mark = redo.kept(changes, self.message.partition)
                for step in (parts, mark, changes, *redo.done(parts, mark)):
                    await self._written({table: step})
        self._changes.clear()

    async def _written(self, wanted: Mapping[Any, Changes]) -> None:
        """Return when Kafka has these changes."""
        writes: deque[tuple[Start, Awaitable[Any]]] = deque()
        for table, changes in wanted.items():
            for key, value in changes.items():
                start = partial(_write, table, key, value)
                writes.append((start, await start()))
        await self._taken(writes)

    async def pause(self, who: str, error: BaseException) -> None:
        """Wait for the broker, which is no fault of an item; `Stale` when it is not ours to wait any more."""
        if self._stale():
            raise Stale from error
        log.warning("%s waits for the broker: %s", who, error)
        await asyncio.sleep(BROKER_AWAY)

    async def _taken(self, sent: deque[tuple[Start, Awaitable[Any]]]) -> None:
        while sent:
            try:
                await sent[0][1]
                sent.popleft()
            except BROKER_TROUBLE as error:
                await asyncio.gather(*(delivery for _, delivery in sent), return_exceptions=True)
                await self.pause("a batch", error)
                for at, (start, _) in enumerate(sent):
                    sent[at] = (start, asyncio.ensure_future(_whole(start)))


async def _whole(start: Start) -> None:
    await (await start())


async def _write(table: Any, key: bytes, value: bytes | None) -> Awaitable[Any]:
    if value is None:
        del table[key]
    else:
        table[key] = value
    change: Awaitable[Any] = table.last_change
    return change


current: ContextVar[Batch] = ContextVar("batch")
"""The batch in work; set in the tasks of an agent, nowhere else."""
