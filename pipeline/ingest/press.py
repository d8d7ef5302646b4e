"""Articles, feed states, heartbeats and quarantined messages sent, and known to be delivered.

Laws: `deliver` returns when every message is acknowledged by all in-sync replicas; while Kafka is away it
waits and tries again. What is larger than a message may be is never sent, for Kafka's client then fails all that it is
sending and will send, with the same error: its case goes into quarantine in its place, with as much of it as there is
room for, and it is counted. When ingest stops it raises `Stopped`: whatever was not delivered is fetched again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from pipeline import corridor, model, wire
from pipeline.edge import quarantine
from pipeline.edge.broker import clients
from pipeline.errors import BrokerTrouble
from pipeline.ingest import counts
from pipeline.settings import Settings

_log = logging.getLogger(__name__)
STAGE = "ingest"
_THREADS = 8
_LOOK_UP_SECONDS = 0.5
_AGAIN_SECONDS = 1.0
_MAX_BLOCK_MS = 5_000
_TRIES_BEFORE_RENEWAL = 3
_AROUND = 1_024
"""Bytes that Kafka may need around a message's own."""


class Stopped(Exception):
    """Ingest stops: the delivery was given up."""


class Sending(model.Value):
    """One message to be: on which topic, under which key, to a partition of our choice or the key's."""

    topic: corridor.Topic
    key: str
    noun: model.Noun
    partition: int | None = None


class Press:
    """A producer whose deliveries can be awaited."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer: KafkaProducer = clients.producer(settings, max_block_ms=_MAX_BLOCK_MS)
        self._renewing = threading.Lock()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="press")
        self._stopped = threading.Event()

    async def deliver(self, sendings: Sequence[Sending]) -> None:
        """Send, and wait until all is delivered."""
        if sendings:
            await asyncio.get_running_loop().run_in_executor(self._threads, self.deliver_now, sendings)

    def deliver_now(self, sendings: Sequence[Sending]) -> None:
        """The same, for a thread that may block."""
        left, tries = [one for sending in sendings for one in _fitting(sending)], 0
        while left:
            used = self._producer
            left, tries = self._tried(left), tries + 1
            if left:
                _log.warning("%d messages are not delivered yet, Kafka is tried again", len(left))
                self._stopped.wait(_AGAIN_SECONDS)
                if tries % _TRIES_BEFORE_RENEWAL == 0:
                    self._renew(used)

    def stop(self) -> None:
        """Give up what is not delivered, and close."""
        self._stopped.set()
        self._threads.shutdown()
        clients.close(self._producer)

    def _renew(self, used: KafkaProducer) -> None:
        """Another producer: an idempotent one that lost its place with the broker never finds it again."""
        with self._renewing:
            if self._producer is not used or self._stopped.is_set():
                return
            try:
                self._producer = clients.producer(self._settings, max_block_ms=_MAX_BLOCK_MS)
            except BrokerTrouble as error:
                _log.warning("%s", error)
                return
        clients.close(used)

    def _tried(self, sendings: Sequence[Sending]) -> list[Sending]:
        """Those that were not delivered this time."""
        pending: list[tuple[Sending, Any]] = []
        for sending in sendings:
            if self._stopped.is_set():
                raise Stopped
            pending.append((sending, self._sent(sending)))
        return [sending for sending, future in pending if future is None or not self._done_with(future)]

    def _sent(self, sending: Sending) -> Any:  # noqa: ANN401 - kafka-python's future, untyped
        """The delivery under way, None if Kafka is not reached."""
        try:
            return self._producer.send(
                sending.topic.name,
                value=wire.encode(sending.noun),
                key=sending.key.encode(),
                partition=sending.partition,
            )
        except KafkaError as error:
            _log.warning("%s is not reached: %s", sending.topic.name, error)
            return None

    def _done_with(self, future: Any) -> bool:  # noqa: ANN401
        error = self._failure(future)
        if error:
            _log.warning("not delivered: %r", error)
        return not error

    def _failure(self, future: Any) -> BaseException | None:  # noqa: ANN401
        """Why it was not delivered, when that is known; None if it was."""
        while not future.is_done:
            if self._stopped.is_set():
                raise Stopped
            try:
                future.get(timeout=_LOOK_UP_SECONDS)
            except KafkaError:
                continue
        error: BaseException | None = future.exception
        return error


def _fitting(sending: Sending) -> list[Sending]:
    """The message if it is no larger than may be, else its case, which is never larger than a case may be."""
    value = wire.encode(sending.noun)
    if sending.topic is corridor.QUARANTINE or len(value) + len(sending.key) + _AROUND <= clients.LARGEST_BYTES:
        return [sending]
    _log.error("%s of %s is left out: it is %s", sending.key, sending.topic.name, clients.TOO_LARGE)
    counts.LEFT_OUT.labels(sending.topic.name).inc()
    place = quarantine.Place(topic=sending.topic.name, partition=sending.partition or 0, offset=0)
    reason = f"left out: {clients.TOO_LARGE}"
    case = quarantine.case(place, stage=STAGE, reason=reason, key=sending.key.encode(), original=value)
    return [Sending(topic=corridor.QUARANTINE, key=sending.topic.name, noun=case)]
