"""A Faust table as the agents use it: text keys, bytes, and only the partition of the event in work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import faust

from agents.batch import current
from pipeline.edge.broker import clients


class Table(faust.Table[bytes, bytes]):
    """A table whose changes go to Kafka at once, past Faust's buffer, and can be waited for."""

    last_change: Any = None
    whole: bool = False
    """Whether the changes of a batch must be in it all or not at all."""

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
        at, changes = _key(key), current.get().changes(self._table)
        value = changes[at] if at in changes else self._table.get(at)
        if value is None:
            raise KeyError(key)
        return bytes(value)

    def __iter__(self) -> Iterator[str]:
        mine, changes = _key(""), current.get().changes(self._table)
        keys = {key: None for key in self._table if key.startswith(mine)} | changes
        return (key[len(mine) :].decode() for key in keys if changes.get(key, b"") is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def put(self, key: str, value: bytes | None) -> None:
        """Write, or with None forget; Kafka has the change when the batch in work is settled.

        `ValueError` for what is larger than a message may be: Kafka would never have it.
        """
        if value is not None and len(value) > clients.LARGEST_BYTES:
            raise ValueError(f"what it remembers is {clients.TOO_LARGE}")
        at, changes = _key(key), current.get().changes(self._table)
        if value is None and self._table.get(at) is None:
            changes.pop(at, None)
        elif value != self.get(key):
            changes[at] = value


def _key(key: str) -> bytes:
    return f"{current.get().message.partition}/{key}".encode()
