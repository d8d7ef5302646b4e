"""Wake a stage on its own partition when something that waits there is due."""

from __future__ import annotations

from datetime import UTC, datetime

from agents.batch import current
from agents.floor import Floor
from pipeline.corridor import ALERTS, DEVELOPMENTS, PARTITIONS, Topic

EVERY = 0.5
"""Seconds between two looks at what is due."""


class Reminder:
    """The next time at which each partition has work; kept in memory, made anew by the first heartbeat."""

    def __init__(self, floor: Floor, row: Topic) -> None:
        self._next: dict[int, datetime] = {}

        @floor.app.timer(EVERY)
        async def remind() -> None:
            now = datetime.now(UTC)
            for partition in [p for p, at in self._next.items() if at <= now]:
                del self._next[partition]
                await floor.nudge(row, partition)

    def at(self, when: datetime | None) -> None:
        """Have the partition in work woken at that time, if it is not to be woken earlier."""
        if when is not None:
            partition = current.get().message.partition
            self._next[partition] = min(when, self._next.get(partition, when))


def nudge_on_change(floor: Floor) -> None:
    """Wake `alert` and `deliver` when a subscription comes, so that it is told without delay what it should."""
    seen = floor.standing.subscriptions_version

    @floor.app.timer(EVERY)
    async def look() -> None:
        nonlocal seen
        version = floor.standing.subscriptions_version
        if version != seen:
            seen = version
            for partition in range(PARTITIONS):
                await floor.nudge(DEVELOPMENTS, partition)
                await floor.nudge(ALERTS, partition)
