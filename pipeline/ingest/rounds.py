"""The rounds: ask the feeds that are due, read what they answer, publish what is new, remember, and beat.

Order of a poll: fetch, read, articles delivered, state delivered. A heartbeat is sent to each partition of
articles.v1 every 15 s by the one ingest that holds partition 0 of feeds.v1; its number is the count of such
intervals since 1970, so it goes on over restarts without being remembered.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from pipeline import corridor
from pipeline.edge import metrics
from pipeline.edge.broker import topics
from pipeline.edge.web import Web
from pipeline.errors import FetchError, ParseError
from pipeline.ingest import counts
from pipeline.ingest.press import Press, Sending, Stopped
from pipeline.ingest.readers import Harvest, Readers
from pipeline.ingest.roster import GAP_FOR, Roster
from pipeline.ingest.shares import Shares
from pipeline.kit import urls
from pipeline.model import Article, Document, Feed, FeedState, Heartbeat
from pipeline.settings import Settings
from pipeline.stages import schedule

_log = logging.getLogger(__name__)
MOST_AT_A_TIME = 64
BEAT_SECONDS = 15
_COUNT_SECONDS = 2.0
_END_SECONDS = 3.0
_LONGEST_WAIT_SECONDS = 60.0


def run(settings: Settings) -> None:
    """Ask our share of the feeds until SIGTERM or SIGINT; creates the topics that are missing."""
    topics.declare(settings)
    with metrics.served(settings, "ingest"):
        asyncio.run(_until_signalled(settings))


async def _until_signalled(settings: Settings) -> None:
    rounds = Rounds(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, rounds.stop)
    await rounds.go()


class Rounds:
    """One ingest: `go` until `stop`, both in the same event loop."""

    def __init__(self, settings: Settings, *, gap_for: timedelta = GAP_FOR, web: Web | None = None) -> None:
        self._settings = settings
        self._roster = Roster(gap_for)
        self._press = Press(settings)
        self._web = web or Web()
        self._readers = Readers(min(4, os.cpu_count() or 1))
        self._partitions: set[int] = set()
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._shares = Shares(settings, self, self._press.deliver_now)

    # --- until told to stop -----------------------------------------------------------------------

    def stop(self) -> None:
        """Ask nothing more and come to an end."""
        self._stopping.set()
        self._wake.set()

    async def go(self) -> None:
        """Ask, read, publish, remember; returns within seconds after `stop`."""
        beside = [asyncio.create_task(self._beat()), asyncio.create_task(self._count())]
        for task in beside:
            task.add_done_callback(lambda _: self.stop())  # they end only by what nobody foresaw
        polls: set[asyncio.Task[None]] = set()
        self._shares.start()
        try:
            async with self._web:
                while not self._stopping.is_set():
                    self._wake.clear()
                    self._set_out(polls)
                    await self._rest(len(polls))
                if polls:
                    await asyncio.wait(polls, timeout=_END_SECONDS)
                failed = [error for task in beside if task.done() and (error := task.exception())]
                await _cancelled([*polls, *beside])
                for error in failed:
                    raise error
        finally:
            await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._press.stop()
        self._readers.stop()
        self._shares.stop()

    def _set_out(self, polls: set[asyncio.Task[None]]) -> None:
        """Start a poll for every feed that is due, as many as may run at a time."""
        while not self._settings.offline and len(polls) < MOST_AT_A_TIME:
            feed = self._roster.next(datetime.now(UTC))
            if feed is None:
                return
            task = asyncio.create_task(self._poll(feed))
            polls.add(task)
            task.add_done_callback(polls.discard)
            task.add_done_callback(lambda _: self._wake.set())

    async def _rest(self, polls: int) -> None:
        """Until something has changed or the next feed is due; where all places are taken one that ends wakes us."""
        waits = self._settings.offline or polls >= MOST_AT_A_TIME
        next_at = None if waits else self._roster.next_at()
        seconds = (next_at - datetime.now(UTC)).total_seconds() if next_at else _LONGEST_WAIT_SECONDS
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS))

    # --- one poll ---------------------------------------------------------------------------------

    async def _poll(self, feed: Feed) -> None:
        """Ask one feed and take it back into the roster, whatever becomes of it."""
        state = self._roster.state(feed, datetime.now(UTC))
        try:
            after = await self._asked(feed, state)
            if self._roster.owns(feed):
                await self._press.deliver([Sending(topic=corridor.FEED_STATE, key=feed.id, noun=after)])
                self._roster.keep(after, datetime.now(UTC))
                return
        except Stopped:
            return
        except Exception:  # noqa: BLE001 - one feed's poll never ends the rounds
            _log.exception("asking %s failed in a way nobody foresaw", urls.shown(feed.url))
            now = datetime.now(UTC)
            self._roster.keep(schedule.failure(feed, state, now, "unforeseen"), now)
            return
        now = datetime.now(UTC)
        self._roster.put_back(feed.id, now, now)

    async def _asked(self, feed: Feed, state: FeedState) -> FeedState:
        try:
            document = await self._web.document(feed, state)
            if document is None:
                counts.POLLS.labels("unchanged").inc()
                return schedule.unchanged(feed, state, datetime.now(UTC))
            harvest = await self._readers.read(document)
        except (FetchError, ParseError) as error:
            _log.info("%s", error)
            counts.POLLS.labels(error.reason).inc()
            wanted = error.retry_after_for if isinstance(error, FetchError) else None
            return schedule.failure(feed, state, datetime.now(UTC), error.reason, wanted)
        counts.POLLS.labels("read").inc()
        return await self._published(state, document, harvest)

    async def _published(self, state: FeedState, document: Document, harvest: Harvest) -> FeedState:
        """The state after all articles that were not seen before are delivered."""
        seen = set(state.seen)
        new: list[Article] = [article for article in harvest.articles if article.id not in seen]
        await self._press.deliver([Sending(topic=corridor.ARTICLES, key=article.id, noun=article) for article in new])
        counts.PUBLISHED.inc(len(new))
        counts.SEEN.inc(len(harvest.articles) - len(new))
        for dropped in harvest.dropped:
            counts.DROPPED.labels(dropped.reason).inc()
        return schedule.success(
            state,
            document,
            (article.id for article in harvest.articles),
            new=len(new),
            reason="" if harvest.articles else "no-articles",
        )

    # --- beside the polls -------------------------------------------------------------------------

    async def _beat(self) -> None:
        while True:
            if 0 in self._partitions:
                now = datetime.now(UTC)
                number = int(now.timestamp()) // BEAT_SECONDS
                with contextlib.suppress(Stopped):
                    await self._press.deliver(
                        [_beat(partition, number, now) for partition in range(corridor.ARTICLES.partitions)]
                    )
                    counts.BEATS.inc(corridor.ARTICLES.partitions)
                await asyncio.sleep(BEAT_SECONDS - datetime.now(UTC).timestamp() % BEAT_SECONDS)
            else:
                await asyncio.sleep(0.2)

    async def _count(self) -> None:
        while True:
            health = self._roster.health()
            for name in ("ok", "failing", "new"):
                counts.FEEDS.labels(name).set(health[name])
            await asyncio.sleep(_COUNT_SECONDS)

    # --- what is ours: called from the shares' thread, done in the loop's ------------------------------

    def hold(self, partition: int, states: Mapping[str, bytes]) -> None:
        """A partition became ours."""
        self._later(lambda: self._partitions.add(partition))
        self._later(lambda: self._roster.hold(partition, states))

    def release(self, partition: int) -> None:
        """A partition is ours no more."""
        self._later(lambda: self._partitions.discard(partition))
        self._later(lambda: self._roster.release(partition))

    def add(self, partition: int, feed: Feed) -> None:
        """A feed is new or has changed."""
        self._later(lambda: self._roster.add(partition, feed, datetime.now(UTC)))

    def remove(self, id_: str, *, lately: bool) -> None:
        """A feed is gone."""
        self._later(lambda: self._roster.remove(id_, forget=lately))

    def _later(self, change: Callable[[], object]) -> None:
        def done() -> None:
            change()
            self._wake.set()

        with contextlib.suppress(RuntimeError):  # the loop is closed: nothing is ours any more
            self._loop.call_soon_threadsafe(done)


def _beat(partition: int, number: int, now: datetime) -> Sending:
    beat = Heartbeat(partition=partition, number=number, at=now)
    return Sending(topic=corridor.ARTICLES, key=f"heartbeat-{partition}", noun=beat, partition=partition)


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
