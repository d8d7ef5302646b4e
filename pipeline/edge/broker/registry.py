"""A compacted topic as a mapping: read whole, then followed by a thread.

Laws: after `start()` the snapshot holds everything that was on the topic when it was called. A snapshot
never changes; a change makes a new one and raises `version`. A message without a value removes its key.
What cannot be read, or is no noun of the topic's, is skipped: the last good value stays.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from itertools import chain
from typing import Any

from kafka import KafkaConsumer

from pipeline import corridor, model, wire
from pipeline.edge.broker import clients, reading
from pipeline.errors import BrokerTrouble
from pipeline.settings import Settings

_log = logging.getLogger(__name__)
CAUGHT_UP_WITHIN = 60.0
"""Seconds in which the whole topic must have been read."""


class Registry:
    """The nouns of a configuration topic by key; safe to read from any thread."""

    def __init__(self, settings: Settings, topic: corridor.Topic) -> None:
        self.topic = topic
        self.version = 0
        self._settings = settings
        self._nouns: dict[str, model.Noun] = {}
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> Registry:
        """Read the topic whole, then follow it; `BrokerTrouble` if the broker or the topic is not there."""
        consumer = clients.consumer(self._settings, max_poll_records=10_000)
        try:
            with clients.trouble(self._settings):
                self._catch_up(consumer)
        except BaseException:
            consumer.close()
            raise
        self._stopped.clear()
        self._thread = threading.Thread(target=self._follow, args=(consumer,), name=self.topic.name, daemon=True)
        self._thread.start()
        return self

    def snapshot(self) -> dict[str, model.Noun]:
        """All nouns by key as of now; not to be changed."""
        return self._nouns

    def stop(self) -> None:
        """Stop following; the last snapshot stays."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _catch_up(self, consumer: KafkaConsumer) -> None:
        partitions = clients.partitions(self._settings, consumer, self.topic.name)
        nouns: dict[str, model.Noun] = {}
        for records in reading.whole(consumer, partitions, within=CAUGHT_UP_WITHIN):
            self._apply(nouns, records)
        self._nouns = nouns
        self.version += 1

    def _follow(self, consumer: KafkaConsumer) -> None:
        while not self._stopped.is_set():
            try:
                with clients.trouble(self._settings):
                    batches = consumer.poll(timeout_ms=500)
            except BrokerTrouble as error:
                _log.warning("%s is not followed for a second: %s", self.topic.name, error)
                self._stopped.wait(1.0)
                continue
            if batches:
                nouns = dict(self._nouns)
                if self._apply(nouns, chain.from_iterable(batches.values())):
                    self._nouns = nouns
                    self.version += 1
        consumer.close()

    def _apply(self, nouns: dict[str, model.Noun], records: Iterable[Any]) -> bool:
        changed = False
        for record in records:
            key = (record.key or b"").decode("utf-8", "replace")
            if record.value is None:
                changed = nouns.pop(key, None) is not None or changed
                continue
            noun = wire.decode(record.value)
            if isinstance(noun, self.topic.noun):
                nouns[key] = noun
                changed = True
            elif isinstance(noun, wire.Unreadable):
                _log.warning("%s@%d:%d is skipped: %s", record.topic, record.partition, record.offset, noun.reason)
        return changed
