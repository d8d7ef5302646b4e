"""A Faust table as the agents use it: text keys, bytes, and only the partition of the event in work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import faust
from faust import current_event


class Table(faust.Table[bytes, bytes]):
    """A table whose changes go to Kafka at once, past Faust's buffer, and can be waited for."""

    last_change: Any = None

    def send_changelog(
        self, partition: int | None, key: Any, value: Any, key_serializer: Any = None, value_serializer: Any = None
    ) -> Any:
        """Send a change to the changelog; the answer and `last_change` are its delivery."""
        change = self.changelog_topic.as_future_message(
            key=key, value=value, partition=partition, key_serializer=key_serializer or self.key_serializer,
            value_serializer=value_serializer or self.value_serializer, callback=self._on_changelog_sent,
            eager_partitioning=True,
        )  # fmt: skip
        self.last_change = asyncio.ensure_future(self._delivered(change))
        return change

    async def _delivered(self, change: Any) -> None:
        await self.changelog_topic.publish_message(change)
        await change


class Shelf(Mapping[str, bytes]):
    """What one stage remembers on the partition in work; readable as a mapping, written by `put`."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __getitem__(self, key: str) -> bytes:
        value = self._table.get(_key(key))
        if value is None:
            raise KeyError(key)
        return bytes(value)

    def __iter__(self) -> Iterator[str]:
        mine = _key("")
        return (key[len(mine) :].decode() for key in list(self._table.keys()) if key.startswith(mine))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    async def put(self, key: str, value: bytes | None) -> None:
        """Write, or with None forget; returns when Kafka has the change."""
        if value == self.get(key):
            return
        if value is None:
            del self._table[_key(key)]
        else:
            self._table[_key(key)] = value
        await self._table.last_change


def in_work() -> Any:
    """The Kafka message that the running agent has in work."""
    event = current_event()
    if event is None:
        raise RuntimeError("no message is in work: a shelf is an agent's")
    return event.message


def _key(key: str) -> bytes:
    return f"{in_work().partition}/{key}".encode()
