"""Which feed is asked next: a heap of times, one request a host at a time, and a rest for the host after it.

Laws: no clock of its own; one that is set back makes nobody wait for the time that it had shown. A feed is handed out
by `next` and is out until `keep` or `put_back`; a feed that changes or goes while it is out is what it is now when it
comes back. States are held as bytes: those of a hundred thousand feeds that all remember as much as they may fit into
600 MB.
"""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from pipeline import wire
from pipeline.kit import urls
from pipeline.model import Feed, FeedState
from pipeline.stages import schedule

GAP_FOR = timedelta(seconds=1)
"""How long a host is left alone after a request."""
_SET_BACK_FOR = timedelta(minutes=1)
"""A clock that is corrected by less is let be."""
_HOST_RESTED, _FEED_DUE = 0, 1


class Roster:
    """The feeds of our partitions, when they are due, and which hosts are to be left alone."""

    def __init__(self, gap_for: timedelta = GAP_FOR) -> None:
        self._gap_for = gap_for
        self._feeds: dict[str, tuple[int, Feed]] = {}
        self._states: dict[str, tuple[int, bytes]] = {}
        self._health: dict[str, str] = {}
        self._heap: list[tuple[datetime, int, str]] = []
        self._due_at: dict[str, datetime] = {}
        self._out: dict[str, str] = {}
        self._closed: dict[str, deque[str]] = {}
        self._asked_at = datetime.min.replace(tzinfo=UTC)

    # --- what we hold -------------------------------------------------------------------------------

    def hold(self, partition: int, states: Mapping[str, bytes]) -> None:
        """Take a partition over, with the states that are remembered of its feeds."""
        for id_, raw in states.items():
            self._states[id_] = (partition, raw)

    def release(self, partition: int) -> None:
        """Give a partition up: its feeds are another's from now on."""
        for id_ in [id_ for id_, (held, _) in self._feeds.items() if held == partition]:
            self.remove(id_)
        self._states = {id_: kept for id_, kept in self._states.items() if kept[0] != partition}

    def add(self, partition: int, feed: Feed, now: datetime) -> None:
        """Hold a feed, new or changed; it is due when its state says, at once if its address is new."""
        before = self._feeds.get(feed.id)
        self._feeds[feed.id] = (partition, feed)
        if before is not None and before[1] == feed:
            return
        state = self.state(feed, now)
        self._health[feed.id] = _health(state) if feed.id in self._states else "new"
        moved = before is not None and before[1].url != feed.url
        if moved:  # what the other address answered says nothing of this one
            state = replace(state, url="", etag="", last_modified="")
            self._states[feed.id] = (partition, wire.encode(state))
        ahead = state.checked_at > now  # by a clock that was wrong: it may be years
        self._line_up(feed.id, now if moved or ahead else state.next_at)

    def remove(self, id_: str, *, forget: bool = False) -> None:
        """Hold a feed no more, and perhaps remember nothing of it."""
        self._feeds.pop(id_, None)
        if forget:
            self._states.pop(id_, None)
        self._health.pop(id_, None)
        self._due_at.pop(id_, None)

    def owns(self, feed: Feed) -> bool:
        """Whether a feed that is out is still ours, and as it was."""
        return feed.id in self._feeds and self._feeds[feed.id][1] == feed

    def state(self, feed: Feed, now: datetime) -> FeedState:
        """What is remembered of a feed; a fresh state if nothing is."""
        found = wire.decode(self._states[feed.id][1]) if feed.id in self._states else None
        return found if isinstance(found, FeedState) else schedule.first(feed, now)

    def health(self) -> Counter[str]:
        """How many feeds are ok, failing or new."""
        return Counter(self._health.values())

    # --- whose turn it is ---------------------------------------------------------------------------

    def next(self, now: datetime) -> Feed | None:
        """A feed that is due and whose host is free; None if there is none now."""
        if now + _SET_BACK_FOR < self._asked_at:
            self._set_back(self._asked_at - now)
        self._asked_at = now
        while self._heap and self._heap[0][0] <= now:
            at, kind, name = heapq.heappop(self._heap)
            feed = self._first_in_line(name) if kind == _HOST_RESTED else self._turn_of(name, at)
            if feed is not None:
                return feed
        return None

    def next_at(self) -> datetime | None:
        """When `next` is worth asking again, unless something is added or comes back before."""
        return self._heap[0][0] if self._heap else None

    def keep(self, state: FeedState, now: datetime) -> None:
        """Take a feed back with its new state."""
        if state.id in self._feeds:
            self._states[state.id] = (self._feeds[state.id][0], wire.encode(state))
            self._health[state.id] = _health(state)
        self.put_back(state.id, state.next_at, now)

    def put_back(self, id_: str, due_at: datetime, now: datetime) -> None:
        """Take a feed back, to be asked again at that time; its host rests for a while."""
        if id_ in self._feeds:
            self._line_up(id_, due_at)
        heapq.heappush(self._heap, (now + self._gap_for, _HOST_RESTED, self._out.pop(id_)))

    def _set_back(self, by: timedelta) -> None:
        self._heap = [(at - by, kind, name) for at, kind, name in self._heap]
        self._due_at = {id_: at - by for id_, at in self._due_at.items()}

    def _line_up(self, id_: str, due_at: datetime) -> None:
        self._due_at[id_] = due_at
        heapq.heappush(self._heap, (due_at, _FEED_DUE, id_))

    def _turn_of(self, id_: str, at: datetime) -> Feed | None:
        """The feed whose time has come, unless that entry of the heap is outdated or its host must be waited for."""
        if self._due_at.get(id_) != at:
            return None
        del self._due_at[id_]
        feed = self._feeds[id_][1]
        host = urls.host(schedule.address(feed, self.state(feed, at)))
        if host in self._closed:
            self._closed[host].append(id_)
            return None
        return self._hand_out(id_, host, deque())

    def _first_in_line(self, host: str) -> Feed | None:
        """The host may be asked again: the first that waited for it, if any does."""
        waiting = self._closed.pop(host)
        while waiting:
            feed = self._hand_out(waiting.popleft(), host, waiting)
            if feed is not None:
                return feed
        return None

    def _hand_out(self, id_: str, host: str, waiting: deque[str]) -> Feed | None:
        if id_ not in self._feeds or id_ in self._out:
            return None
        self._closed[host] = waiting
        self._out[id_] = host
        return self._feeds[id_][1]


def _health(state: FeedState) -> str:
    return "failing" if state.failures else "ok"
