"""Single messages for the commands: put one on a topic and know it is there; read a small topic whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline import corridor, wire
from pipeline.edge.broker import clients, reading
from pipeline.edge.broker.registry import Registry
from pipeline.model import Noun
from pipeline.settings import Settings

DELIVERED_WITHIN = 30.0
"""Seconds in which the broker must have taken a message."""


def put(settings: Settings, topic: corridor.Topic, key: str, noun: Noun | None) -> None:
    """Send one noun (None: a tombstone) and return when the broker has it."""
    send(settings, [(topic.name, None, key.encode(), None if noun is None else wire.encode(noun))])


def send(settings: Settings, messages: Sequence[tuple[str, int | None, bytes | None, bytes | None]]) -> None:
    """Send (topic, partition or None, key, value) in order and return when the broker has them all."""
    _hold_there(settings, {topic for topic, *_ in messages})
    producer = clients.producer(settings)
    try:
        with clients.trouble(settings):
            futures = [
                producer.send(topic, key=key, value=value, partition=partition)
                for topic, partition, key, value in messages
            ]
            for future in futures:
                future.get(timeout=DELIVERED_WITHIN)
    finally:
        clients.close(producer)  # all are delivered, or one was not: then no other is waited for


def _hold_there(settings: Settings, topics: Iterable[str]) -> None:
    """A producer would wait a minute for a topic that is not there; a consumer is told at once."""
    consumer = clients.consumer(settings)
    try:
        with clients.trouble(settings):
            for topic in topics:
                clients.partitions(settings, consumer, topic)
    finally:
        consumer.close()


def known(settings: Settings, topic: corridor.Topic) -> dict[str, Any]:
    """The nouns of a configuration topic as of now, by key."""
    registry = Registry(settings, topic).start()
    registry.stop()
    return dict(registry.snapshot())


def whole(settings: Settings, topic: corridor.Topic) -> Iterator[Any]:
    """The records of a topic from its beginning to where it ends now, in order within a partition."""
    consumer = clients.consumer(settings)
    try:
        with clients.trouble(settings):
            partitions = clients.partitions(settings, consumer, topic.name)
            for records in reading.whole(consumer, partitions):
                yield from records
    finally:
        consumer.close()
