"""When a feed is asked next, and what is remembered of it until then.

Laws: pure; the same feed at the same time gets the same answer. Every feed has its own place in the period
(from its id), so that thousands do not ask at once. A failing feed is asked ever more seldom, at least once
a day, once an hour where it may be our own network that fails; one that is gone for good, not moved, once a week. A
server's Retry-After is kept, up to a day. A success forgets the failures. What was seen stays seen while the
document still holds it, and for some time after.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from pipeline.model import Document, Feed, FeedState, derive_id

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SOONEST, _SELDOMMEST = timedelta(seconds=1), timedelta(days=30)
GONE = frozenset({"http-410"})
"""Reasons for which asking again soon is pointless."""
UNREACHED = frozenset({"dns", "refused", "unreachable", "timeout"})
"""Reasons that may be our own network's: it comes back, and nobody says so."""
REMEMBERED = 200
"""Entries that are remembered beyond those in the last document: feeds reorder and shrink."""
_MOST_DOUBLINGS = 10


def first(feed: Feed, at: datetime) -> FeedState:
    """The state of a feed that was never asked: due now."""
    return FeedState(id=feed.id, checked_at=at, next_at=at)


def address(feed: Feed, state: FeedState | None) -> str:
    """Where a feed is asked: where it has moved to, and after each failure there once where it was.

    Where it was may know better; or be given up, as people do who have moved, and lead nowhere.
    """
    return state.url if state and state.url and state.failures % 2 == 0 else feed.url


def success(state: FeedState, document: Document, seen: Iterable[str], *, new: int = 0, reason: str = "") -> FeedState:
    """After a document was read whole: `seen` are its article ids, `new` how many were published for the first time."""
    return FeedState(
        id=state.id,
        checked_at=document.fetched_at,
        next_at=document.fetched_at + _own_pace(document.feed, document.feed.every_for),
        etag=document.etag,
        last_modified=document.last_modified,
        seen=_remembered(seen, state.seen),
        published=state.published + new,
        reason=reason,
        url=document.moved_to or (state.url if address(document.feed, state) == state.url else ""),
    )


def unchanged(feed: Feed, state: FeedState, at: datetime) -> FeedState:
    """After "304 Not Modified": what is known still holds."""
    return msgspec.structs.replace(
        state,
        checked_at=at,
        next_at=at + _own_pace(feed, feed.every_for),
        failures=0,
        reason="" if state.failures else state.reason,
    )


def failure(
    feed: Feed, state: FeedState, at: datetime, reason: str, retry_after_for: timedelta | None = None
) -> FeedState:
    """After a document could not be had or read."""
    failures = state.failures + 1
    if reason in GONE and not state.url:
        wait_for = _WEEK
    else:
        every, most = min(feed.every_for, _SELDOMMEST), _HOUR if reason in UNREACHED else _DAY
        wait_for = min(every * 2 ** min(failures, _MOST_DOUBLINGS), max(most, every))
    wait_for = max(_own_pace(feed, wait_for), min(retry_after_for or timedelta(), _DAY))
    return msgspec.structs.replace(state, checked_at=at, next_at=at + wait_for, failures=failures, reason=reason)


def _own_pace(feed: Feed, period: timedelta) -> timedelta:
    """The period, shortened by up to a fifth; by how much depends on the feed's id alone."""
    share = int(derive_id("pace", feed.id)[:8], 16) / 0xFFFFFFFF
    return max(min(period, _SELDOMMEST) * (1 - share / 5), _SOONEST)


def _remembered(now: Iterable[str], before: Iterable[str]) -> tuple[str, ...]:
    """The ids of now first, then those of before, without doubles."""
    present = dict.fromkeys(now)
    older = [id_ for id_ in dict.fromkeys(before) if id_ not in present]
    return (*present, *older[:REMEMBERED])
