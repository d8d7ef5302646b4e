"""A Faust table as the agents use it: text keys, bytes, and only the partition of the event in work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import faust
from faust import current_event


class Table(faust.Table):
    """A table that remembers its last change on the way to Kafka, so that it can be waited for."""

    last_change: Any = None

    def send_changelog(self, *args: Any, **kwargs: Any) -> Any:
        """Send a change to the changelog."""
        self.last_change = super().send_changelog(*args, **kwargs)
        return self.last_change


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

    def put(self, key: str, value: bytes | None) -> None:
        """Write, or with None forget; the change is in Kafka before the item's offset is committed."""
        if value is not None:
            self._table[_key(key)] = value
        elif key in self:
            del self._table[_key(key)]

    async def kept(self) -> None:
        """Return when the last change is in Kafka (on one partition changes arrive in order)."""
        if self._table.last_change is not None:
            await self._table.last_change


def _key(key: str) -> bytes:
    return f"{current_event().message.partition}/{key}".encode()
