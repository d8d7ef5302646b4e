"""What is settled together: outputs before changes, in order, again from what failed on, nothing after a rebalance."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from agents import batch as batches
from agents import redo
from agents.batch import Batch, Stale


class Table(dict[bytes, bytes]):
    """A table as Faust's: each write has its delivery, and it is equal to itself alone."""

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __init__(self, log: list[str], *, whole: bool = False) -> None:
        super().__init__()
        self.log, self.whole = log, whole
        self.last_change: Any = None

    def __setitem__(self, key: bytes, value: bytes) -> None:
        super().__setitem__(key, value)
        self.last_change = _delivered(self.log, f"{key.decode()}={value.decode(errors='replace')}")

    def __delitem__(self, key: bytes) -> None:
        super().__delitem__(key)
        self.last_change = _delivered(self.log, f"{key.decode()} gone")


async def _delivered(log: list[str], what: str) -> None:
    await asyncio.sleep(0)
    log.append(what)


def sender(log: list[str], what: str, failures: int = 0) -> Callable[[], Awaitable[Awaitable[Any]]]:
    """Begins to send `what`; the broker refuses it so many times."""
    left = failures

    async def delivery() -> None:
        nonlocal left
        await asyncio.sleep(0)
        if left:
            left -= 1
            raise KafkaConnectionError("away")
        log.append(what)

    async def start() -> Awaitable[None]:
        return asyncio.ensure_future(delivery())

    return start


def test_outputs_come_before_changes_and_a_change_is_written_once() -> None:
    log: list[str] = []

    async def work() -> None:
        batch, table = Batch(stale=lambda: False), Table(log)
        table[b"old"] = b"1"
        await table.last_change
        log.clear()
        batch.changes(table)[b"a"] = b"1"
        await batch.send(sender(log, "first"))
        batch.changes(table)[b"a"] = b"2"
        batch.changes(table)[b"old"] = None
        await batch.send(sender(log, "second"))
        assert b"a" not in table
        await batch.settle()
        await batch.settle()
        assert table == {b"a": b"2"}

    asyncio.run(work())
    assert log == ["first", "second", "a=2", "old gone"]


def test_what_the_broker_refused_is_sent_again_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BROKER_AWAY", 0.0)
    log: list[str] = []

    async def work() -> None:
        batch = Batch(stale=lambda: False)
        await batch.send(sender(log, "1"))
        await batch.send(sender(log, "2", failures=2))
        await batch.send(sender(log, "3"))
        batch.changes(Table(log))[b"a"] = b"1"
        await batch.settle()

    asyncio.run(work())
    assert log[-2:] == ["3", "a=1"]  # the last word of each key is the right one
    assert log.index("1") < log.index("2") < len(log) - 2


def test_nothing_is_settled_for_another_generation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BROKER_AWAY", 0.0)
    log: list[str] = []

    async def work() -> None:
        batch, table = Batch(stale=lambda: True), Table(log)
        await batch.send(sender(log, "lost", failures=1))
        batch.changes(table)[b"a"] = b"1"
        with pytest.raises(Stale):
            await batch.settle()
        assert table == {}

    asyncio.run(work())
    assert log == []


def changed(table: Table, changes: dict[bytes, bytes | None]) -> Batch:
    """A batch of one item that changes a table, not yet settled."""
    batch = Batch(stale=lambda: False)
    batch.message = SimpleNamespace(partition=3)
    batch.changes(table).update(changes)
    return batch


def test_a_table_that_is_whole_has_all_changes_of_a_batch_or_none_wherever_it_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(redo, "PART", 8)  # more parts than one
    log: list[str] = []
    before = {b"3/a": b"old", b"3/gone": b"1"}
    wanted: dict[bytes, bytes | None] = {b"3/a": b"new", b"3/b": b"2", b"3/gone": None}
    writes: list[dict[bytes, bytes]] = [before]

    async def settle(table: Table, changes: dict[bytes, bytes | None]) -> None:
        await changed(table, changes).settle()

    class Watched(Table):
        def __setitem__(self, key: bytes, value: bytes) -> None:
            super().__setitem__(key, value)
            writes.append(dict(self))

        def __delitem__(self, key: bytes) -> None:
            super().__delitem__(key)
            writes.append(dict(self))

    watched = Watched(log, whole=True)
    dict.update(watched, before)
    asyncio.run(settle(watched, wanted))
    after = {b"3/a": b"new", b"3/b": b"2"}
    assert watched == after
    assert len(writes) > 10
    ends = []
    for moment in writes:
        again = Table(log, whole=True)
        dict.update(again, moment)
        asyncio.run(settle(again, {b"3/next": b"1"}))
        assert again.pop(b"3/next") == b"1"
        assert b"redo/3" not in again
        ends.append({key: value for key, value in again.items() if not key.startswith(b"redo/3/")})  # no part counts
    assert all(end in (before, after) for end in ends)
    assert ends == sorted(ends, key=lambda end: end == after)  # from some write on, all of it
