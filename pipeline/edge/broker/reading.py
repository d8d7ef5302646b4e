"""Partitions read whole: from their beginning to where they end when somebody asks."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from pipeline.edge.broker import clients
from pipeline.errors import BrokerTrouble

_POLL_MS = 200


def whole(
    consumer: KafkaConsumer, partitions: list[TopicPartition], *, within: float = math.inf
) -> Iterator[list[Any]]:
    """Their records as they come, in order within a partition, at times none; then the consumer is at their end.

    `BrokerTrouble` if that takes more seconds than `within`.
    """
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    _, ends = clients.bounds(consumer, partitions)
    until = time.monotonic() + within
    while any(consumer.position(partition) < end for partition, end in ends.items()):
        yield [record for some in consumer.poll(timeout_ms=_POLL_MS).values() for record in some]
        if time.monotonic() > until:
            raise BrokerTrouble(
                f"{partitions[0].topic} could not be read whole in {within:.0f} s",
                way_out="look at the broker's log and load",
            )
