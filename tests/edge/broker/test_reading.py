from __future__ import annotations

import contextlib

import pytest

from pipeline import corridor
from pipeline.edge import messages
from pipeline.edge.broker import clients, reading
from pipeline.errors import BrokerTrouble
from pipeline.settings import Settings


def test_a_topic_is_read_from_its_beginning_to_its_end_and_not_for_ever(fresh_kafka: Settings) -> None:
    sent = [(corridor.ALERTS.name, number % 3, b"key", b"%d" % number) for number in range(900)]
    messages.send(fresh_kafka, sent)
    with contextlib.closing(clients.consumer(fresh_kafka, max_poll_records=100)) as consumer:
        partitions = clients.partitions(fresh_kafka, consumer, corridor.ALERTS.name)
        for _ in range(2):  # wherever the consumer is
            got = [record for records in reading.whole(consumer, partitions, within=60) for record in records]
            assert [(one.partition, one.value) for one in got if one.partition == 1] == [
                (1, b"%d" % number) for number in range(1, 900, 3)
            ]
            assert len(got) == 900
        with pytest.raises(BrokerTrouble, match="could not be read whole in 0 s"):
            list(reading.whole(consumer, partitions, within=0))
