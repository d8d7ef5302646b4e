"""Forget, once a day on each partition, what a shelf has remembered for long enough."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from agents.shelf import Shelf
from pipeline.kit import dates
from pipeline.model import Heartbeat


def daily(shelf: Shelf, kept_for: timedelta) -> Callable[[Heartbeat], Awaitable[None]]:
    """What is to be called with each heartbeat; the shelf's values are ISO dates in ASCII."""
    swept: dict[int, date] = {}

    async def sweep(beat: Heartbeat) -> None:
        if swept.get(beat.partition) == beat.at.date():
            return
        for id_, day in [(key, shelf[key]) for key in shelf]:
            if dates.is_past(day, beat.at, kept_for):
                shelf.put(id_, None)
        swept[beat.partition] = beat.at.date()

    return sweep
