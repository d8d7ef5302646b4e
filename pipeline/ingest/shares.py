"""Which feeds are ours: a member of a consumer group on feeds.v1, with what feed-state.v1 remembers of them.

The group shares the partitions of feeds.v1; both topics have the same partitions by feed id. Laws: a
partition is read whole whenever it becomes ours, its states first. What is no feed goes to quarantine, once:
the group's committed offset says how far that was done. Kafka being away changes nothing: what we hold we
keep asking for as long as the group does not give it to another.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from kafka import TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from pipeline import corridor, wire
from pipeline.edge import quarantine
from pipeline.edge.broker import clients, reading
from pipeline.errors import BrokerTrouble
from pipeline.ingest.press import STAGE, Sending, Stopped
from pipeline.model import Feed
from pipeline.settings import Settings

_log = logging.getLogger(__name__)
_AGAIN_SECONDS = 1.0
_WHOLE_WITHIN_SECONDS = 120.0


class Keeper(Protocol):
    """Who is told what is ours; called from the shares' thread."""

    def hold(self, partition: int, states: Mapping[str, bytes]) -> None:
        """A partition became ours, and this is what is remembered of its feeds."""

    def release(self, partition: int) -> None:
        """A partition is ours no more."""

    def add(self, partition: int, feed: Feed) -> None:
        """A feed is new or has changed."""

    def remove(self, id_: str, *, lately: bool) -> None:
        """A feed is gone; what is remembered of it, too, unless that is of one which was added again since."""


class Shares:
    """The thread that follows feeds.v1; `quarantine` sends and waits for delivery."""

    def __init__(self, settings: Settings, keeper: Keeper, quarantine: Callable[[list[Sending]], None]) -> None:
        self._settings = settings
        self._keeper = keeper
        self._quarantine = quarantine
        self._stopped = threading.Event()
        self._handled: dict[int, int] = {}
        self._consumer = clients.consumer(settings, corridor.FEEDS.name, group=corridor.INGEST, max_poll_records=2_000)
        self._thread = threading.Thread(target=self._follow, name="shares")

    def start(self) -> None:
        """Join the group."""
        self._thread.start()

    def stop(self) -> None:
        """Leave the group, so that the others share what was ours at once."""
        self._stopped.set()
        self._thread.join()

    def _follow(self) -> None:
        left: dict[TopicPartition, list[Any]] = {}
        while not self._stopped.is_set():
            try:
                with clients.trouble(self._settings):
                    self._again(left)
                    left = dict(self._consumer.poll(timeout_ms=500))
                self._share(left)
                for at in list(left):
                    if at.partition in self._handled:
                        self._take(at, left[at])
                    del left[at]
            except Stopped:
                break
            except (KafkaError, BrokerTrouble) as error:
                _log.warning("feeds are not followed for a second: %s", error)
                self._stopped.wait(_AGAIN_SECONDS)
        with contextlib.suppress(KafkaError):
            self._consumer.close(timeout_ms=2_000)

    def _again(self, left: dict[TopicPartition, list[Any]]) -> None:
        """Have read once more what was read before something failed, and not taken."""
        for at in left.keys() & self._consumer.assignment():
            self._consumer.seek(at, left[at][0].offset)

    def _share(self, left: dict[TopicPartition, list[Any]]) -> None:
        """Follow what the group has decided; what became ours just now is read from its start, not as it came."""
        ours = {at.partition for at in self._consumer.assignment()}
        for partition in set(self._handled) - ours:
            del self._handled[partition]
            self._keeper.release(partition)
        for partition in sorted(ours - set(self._handled)):
            at = TopicPartition(corridor.FEEDS.name, partition)
            handled = self._consumer.committed(at) or 0
            states = whole(self._settings, corridor.FEED_STATE, partition, self._stopped)
            self._consumer.seek_to_beginning(at)
            self._keeper.hold(partition, states)
            self._handled[partition] = handled
            left.pop(at, None)

    def _take(self, at: TopicPartition, records: list[Any]) -> None:
        bad = []
        for record in records:
            noun = None if record.value is None else wire.decode(record.value)
            if noun is None:
                id_ = (record.key or b"").decode("utf-8", "replace")
                self._keeper.remove(id_, lately=record.offset >= self._handled[at.partition])
            elif isinstance(noun, Feed):
                self._keeper.add(at.partition, noun)
            elif record.offset >= self._handled[at.partition]:
                bad.append(_case(record, quarantine.complaint(corridor.FEEDS, noun) or ""))
        self._quarantine(bad)
        handled = records[-1].offset + 1
        if handled > self._handled[at.partition]:
            self._consumer.commit({at: OffsetAndMetadata(handled, "", -1)})
            self._handled[at.partition] = handled


def whole(
    settings: Settings, topic: corridor.Topic, partition: int, stopped: threading.Event | None = None
) -> dict[str, bytes]:
    """The last value of each key of a partition; a key without a value is not there."""
    at = TopicPartition(topic.name, partition)
    consumer = clients.consumer(settings, max_poll_records=10_000)
    found: dict[str, bytes] = {}
    try:
        with clients.trouble(settings):
            for records in reading.whole(consumer, [at], within=_WHOLE_WITHIN_SECONDS):
                if stopped is not None and stopped.is_set():
                    raise Stopped
                for record in records:
                    key = (record.key or b"").decode("utf-8", "replace")
                    if record.value is None:
                        found.pop(key, None)
                    else:
                        found[key] = record.value
    finally:
        consumer.close()
    return found


def _case(record: Any, reason: str) -> Sending:  # noqa: ANN401 - kafka-python's record, untyped
    place = quarantine.Place(topic=record.topic, partition=record.partition, offset=record.offset)
    case = quarantine.case(place, stage=STAGE, reason=reason, key=record.key, original=record.value)
    return Sending(topic=corridor.QUARANTINE, key=record.topic, noun=case)
