from __future__ import annotations

import contextlib
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from pipeline import corridor
from pipeline.edge.broker import clients, topics
from pipeline.errors import TopicMismatch
from pipeline.settings import Settings


def _config(settings: Settings, name: str) -> dict[str, str]:
    with contextlib.closing(clients.admin(settings)) as admin:
        asked = [ConfigResource(ConfigResourceType.TOPIC, name)]
        found = admin.describe_configs(asked, config_filter="all")["topic"][name]
        return {key: entry["value"] for key, entry in found.items()}


def _delete(settings: Settings, *names: str) -> None:
    """Delete, and wait until the broker has noticed it everywhere."""
    with contextlib.closing(clients.admin(settings)) as admin:
        admin.delete_topics(list(names))
        until = time.monotonic() + 20
        while set(admin.list_topics()) & set(names):
            assert time.monotonic() < until
            time.sleep(0.05)


def test_every_topic_of_the_table_is_there_as_the_table_says(kafka: Settings) -> None:
    topics.declare(kafka)
    with contextlib.closing(clients.admin(kafka)) as admin:
        found = {each["name"]: each for each in admin.describe_topics([topic.name for topic in corridor.TOPICS])}
    for topic in corridor.TOPICS:
        assert len(found[topic.name]["partitions"]) == topic.partitions
        config = _config(kafka, topic.name)
        assert config["cleanup.policy"] == topic.cleanup
        largest = clients.LARGEST_CASE if topic is corridor.QUARANTINE else clients.LARGEST_BYTES
        assert config["max.message.bytes"] == str(largest)
        if topic.retained_for is not None:
            assert config["retention.ms"] == str(int(topic.retained_for.total_seconds() * 1000))


def test_declaring_again_changes_nothing_and_keeps_what_is_there(fresh_kafka: Settings) -> None:
    producer = clients.producer(fresh_kafka)
    producer.send(corridor.WATCHES.name, key=b"w", value=b"x").get(10)
    producer.close()
    topics.declare(fresh_kafka)
    consumer = clients.consumer(fresh_kafka, corridor.WATCHES.name)
    assert next(iter(consumer)).value == b"x"
    consumer.close()


def test_several_processes_may_declare_at_once(fresh_kafka: Settings) -> None:
    _delete(fresh_kafka, *(topic.name for topic in corridor.TOPICS))
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(topics.declare, fresh_kafka) for _ in range(3)]:
            done.result(60)
    topics.declare(fresh_kafka)


@pytest.mark.parametrize(
    ("partitions", "cleanup", "way"),
    [(3, "compact", "--delete --topic dealwire.feeds.v1"), (8, "delete", "cleanup.policy=compact")],
)
def test_a_topic_of_another_shape_is_a_mismatch_that_says_what_to_do(
    fresh_kafka: Settings, partitions: int, cleanup: str, way: str
) -> None:
    name = corridor.FEEDS.name
    _delete(fresh_kafka, name)
    with contextlib.closing(clients.admin(fresh_kafka)) as admin:
        shape = {"num_partitions": partitions, "replication_factor": 1, "configs": {"cleanup.policy": cleanup}}
        admin.create_topics({name: shape}, wait_for_metadata=True)
    try:
        with pytest.raises(TopicMismatch, match=name) as caught:
            topics.declare(fresh_kafka)
        assert way in caught.value.way_out
    finally:
        _delete(fresh_kafka, name)
        topics.declare(fresh_kafka)


def test_retention_is_the_operators(fresh_kafka: Settings) -> None:
    with contextlib.closing(clients.admin(fresh_kafka)) as admin:
        resource = ConfigResource(ConfigResourceType.TOPIC, corridor.ARTICLES.name, {"retention.ms": "3600000"})
        admin.alter_configs([resource])
    until = time.monotonic() + 20
    while _config(fresh_kafka, corridor.ARTICLES.name)["retention.ms"] != "3600000":
        assert time.monotonic() < until
        time.sleep(0.05)
    topics.declare(fresh_kafka)
    assert _config(fresh_kafka, corridor.ARTICLES.name)["retention.ms"] == "3600000"
