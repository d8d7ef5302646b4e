"""Single messages on a real Kafka."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import corridor, model, wire
from pipeline.edge import messages
from pipeline.edge.broker import topics
from pipeline.edge.broker.embedded import Broker
from pipeline.errors import BrokerTrouble
from pipeline.settings import Settings

WATCH = model.Watch(id="w", title="A deal", names=("Deal",))


def test_what_is_put_is_known_until_its_tombstone(fresh_kafka: Settings) -> None:
    messages.put(fresh_kafka, corridor.WATCHES, "w", WATCH)
    assert messages.known(fresh_kafka, corridor.WATCHES) == {"w": WATCH}
    messages.put(fresh_kafka, corridor.WATCHES, "w", None)
    assert messages.known(fresh_kafka, corridor.WATCHES) == {}
    values = [record.value for record in messages.whole(fresh_kafka, corridor.WATCHES)]
    assert values == [wire.encode(WATCH), None]


def test_what_is_sent_to_a_partition_is_there_in_order_byte_for_byte(fresh_kafka: Settings) -> None:
    sent = [(corridor.ALERTS.name, 5, b"k%d" % n, b"\xff%d" % n) for n in range(50)]
    messages.send(fresh_kafka, [*sent])
    got = [(r.topic, r.partition, r.key, r.value) for r in messages.whole(fresh_kafka, corridor.ALERTS)]
    assert got == sent


def test_a_topic_that_is_not_there_and_a_broker_that_is_not_are_told(fresh_kafka: Settings, tmp_path: Path) -> None:
    unknown = corridor.Topic(name="dealwire.unknown", noun=model.Watch, key="none", cleanup="delete")
    with pytest.raises(BrokerTrouble, match="there is no topic"):
        list(messages.whole(fresh_kafka, unknown))
    began = time.monotonic()
    with pytest.raises(BrokerTrouble, match=r"there is no topic dealwire\.unknown") as error:
        messages.put(fresh_kafka, unknown, "w", WATCH)
    assert time.monotonic() - began < 10  # the producer alone would wait a minute
    assert "dealwire up" in error.value.way_out
    with pytest.raises(BrokerTrouble, match=r"127\.0\.0\.1:9"):
        messages.put(Settings(data_dir=str(tmp_path), broker="127.0.0.1:9"), corridor.WATCHES, "w", WATCH)


def test_a_broker_that_goes_away_amid_is_told_in_time(
    own_kafka: Callable[[], Broker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "DELIVERED_WITHIN", 2.0)
    broker = own_kafka()
    topics.declare(broker.reachable())
    settings, sending = broker.reachable(), iter([False, True])

    class Messages(list[tuple[str, int, bytes, bytes]]):
        def __iter__(self) -> Iterator[tuple[str, int, bytes, bytes]]:
            yield self[0]
            if next(sending):  # the first look is for the topics
                broker.stop()
            yield self[1]

    began = time.monotonic()
    with pytest.raises(BrokerTrouble, match=settings.broker):
        messages.send(settings, Messages([(corridor.ALERTS.name, 0, b"k", b"v")] * 2))
    assert time.monotonic() - began < 30  # what is not delivered would be waited for two minutes
