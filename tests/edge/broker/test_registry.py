from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from kafka import KafkaProducer

from pipeline import corridor, model, wire
from pipeline.edge.broker import clients
from pipeline.edge.broker.registry import Registry
from pipeline.errors import BrokerTrouble
from pipeline.settings import Settings


def feed(name: str, title: str = "") -> model.Feed:
    return model.Feed(id=name, url=f"https://example.org/{name}.xml", title=title)


def until(holds: Callable[[], bool], within: float = 90.0) -> None:
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def producer(fresh_kafka: Settings) -> Iterator[KafkaProducer]:
    opened = clients.producer(fresh_kafka)
    yield opened
    opened.close()


@pytest.fixture
def registry(fresh_kafka: Settings) -> Iterator[Registry]:
    made = Registry(fresh_kafka, corridor.FEEDS)
    yield made
    made.stop()


def put(producer: KafkaProducer, *nouns: model.Feed) -> None:
    for sent in [producer.send(corridor.FEEDS.name, key=n.id.encode(), value=wire.encode(n)) for n in nouns]:
        sent.get(10)


def test_an_empty_topic_is_an_empty_registry(registry: Registry) -> None:
    assert registry.start().snapshot() == {}


def test_what_was_there_is_there_when_start_returns(producer: KafkaProducer, registry: Registry) -> None:
    put(producer, *(feed(f"f{n}") for n in range(3000)))
    registry.start()
    assert registry.snapshot() == {f"f{n}": feed(f"f{n}") for n in range(3000)}


def test_changes_are_followed_and_old_snapshots_stay(producer: KafkaProducer, registry: Registry) -> None:
    put(producer, feed("a"), feed("b"))
    registry.start()
    before, version = registry.snapshot(), registry.version
    put(producer, feed("a", "renamed"), feed("c"))
    until(lambda: registry.snapshot() == {"a": feed("a", "renamed"), "b": feed("b"), "c": feed("c")})
    assert registry.version > version
    assert before == {"a": feed("a"), "b": feed("b")}


def test_a_message_without_a_value_removes_its_key(producer: KafkaProducer, registry: Registry) -> None:
    put(producer, feed("a"), feed("b"), feed("c"))
    producer.send(corridor.FEEDS.name, key=b"a", value=None).get(10)
    registry.start()
    assert set(registry.snapshot()) == {"b", "c"}
    producer.send(corridor.FEEDS.name, key=b"b", value=None).get(10)
    until(lambda: set(registry.snapshot()) == {"c"})


def test_what_cannot_be_read_leaves_the_last_good_value(producer: KafkaProducer, registry: Registry) -> None:
    put(producer, feed("a"))
    beat = model.Heartbeat(partition=0, number=1, at="2020-09-14T08:00:00Z")  # type: ignore[arg-type]
    producer.send(corridor.FEEDS.name, key=b"a", value=b"not ours").get(10)
    producer.send(corridor.FEEDS.name, key=b"h", value=wire.encode(beat)).get(10)
    registry.start()
    version = registry.version
    producer.send(corridor.FEEDS.name, key=b"a", value=b"\xff\x00").get(10)
    put(producer, feed("z"))
    until(lambda: "z" in registry.snapshot())
    assert registry.snapshot() == {"a": feed("a"), "z": feed("z")}
    assert registry.version > version


def test_after_stop_nothing_is_followed(producer: KafkaProducer, registry: Registry) -> None:
    registry.start()
    registry.stop()
    put(producer, feed("late"))
    assert registry.snapshot() == {}
    registry.start()
    assert set(registry.snapshot()) == {"late"}


def test_a_topic_that_is_not_there_is_trouble_with_a_way_out(kafka: Settings) -> None:
    nowhere = corridor.Topic(name="dealwire.none.v1", noun=model.Feed, key="none", cleanup="compact")
    with pytest.raises(BrokerTrouble, match=r"dealwire\.none\.v1") as caught:
        Registry(kafka, nowhere).start()
    assert caught.value.way_out
