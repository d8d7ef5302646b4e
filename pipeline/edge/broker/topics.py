"""The corridor's table, declared on the broker; nothing else ever creates a topic.

Declaring is idempotent, also when several processes do it at once: who comes second finds the topic
there, and looks at it. Partitions and cleanup must be the table's, for keys and tables depend on them;
retention may be another, for that is the operator's.
"""

from __future__ import annotations

from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import NoError, TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from pipeline import corridor
from pipeline.edge.broker import clients
from pipeline.errors import BrokerTrouble, TopicMismatch
from pipeline.settings import Settings

COMPACTED = {
    "segment.ms": "3600000",  # only closed segments are compacted: close one an hour ...
    "segment.bytes": str(32 * 1024 * 1024),  # ... or every 32 MiB
    "min.cleanable.dirty.ratio": "0.2",
    "delete.retention.ms": str(30 * 24 * 3_600_000),  # a worker's copy of a table may be that old and still hear of it
}


def declare(settings: Settings, table: tuple[corridor.Topic, ...] = corridor.TOPICS) -> None:
    """Create what is missing of the table; a topic that exists with another shape is a `TopicMismatch`."""
    admin = clients.admin(settings)
    try:
        with clients.trouble(settings):
            there = _there(admin, table)
            missing = [topic for topic in table if topic.name not in there]
            if missing:
                _create(admin, missing)
                there = _there(admin, table)
            cleanup = _cleanup(admin, table)
        for topic in table:
            _hold(topic, len(there[topic.name]["partitions"]), cleanup[topic.name], clients.address(settings))
    finally:
        admin.close()


def cluster(settings: Settings) -> tuple[str, int]:
    """Id of the cluster, and how many copies a topic of ours gets there."""
    admin = clients.admin(settings)
    try:
        with clients.trouble(settings):
            return _cluster(admin)
    finally:
        admin.close()


def _cluster(admin: KafkaAdminClient) -> tuple[str, int]:
    said = admin.describe_cluster()
    return str(said["cluster_id"]), min(3, len(said["brokers"]))


def _there(admin: KafkaAdminClient, table: tuple[corridor.Topic, ...]) -> dict[str, dict[str, Any]]:
    absent = UnknownTopicOrPartitionError.errno
    described = admin.describe_topics([topic.name for topic in table])
    return {topic["name"]: topic for topic in described if topic["error_code"] != absent}


def _create(admin: KafkaAdminClient, missing: list[corridor.Topic]) -> None:
    _, replicas = _cluster(admin)
    shapes = {
        topic.name: {"num_partitions": topic.partitions, "replication_factor": replicas, "configs": _configs(topic)}
        for topic in missing
    }
    answer = admin.create_topics(shapes, timeout_ms=clients.ANSWER_WITHIN_MS, raise_errors=False)
    for topic in answer["topics"]:
        if for_code(topic["error_code"]) not in (NoError, TopicAlreadyExistsError):
            raise BrokerTrouble(
                f"the broker does not create {topic['name']}: {topic.get('error_message') or topic['error_code']}",
                way_out="give this user the right to create topics, or create them as docs/contracts says",
            )
    admin.wait_for_topics(list(shapes), timeout_ms=3 * clients.ANSWER_WITHIN_MS)


def _configs(topic: corridor.Topic) -> dict[str, str]:
    largest = clients.LARGEST_CASE if topic is corridor.QUARANTINE else clients.LARGEST_BYTES
    configs = {"cleanup.policy": topic.cleanup, "max.message.bytes": str(largest)}
    if topic.retained_for is not None:
        configs["retention.ms"] = str(int(topic.retained_for.total_seconds() * 1000))
    return configs | (COMPACTED if topic.cleanup == "compact" else {})


def _cleanup(admin: KafkaAdminClient, table: tuple[corridor.Topic, ...]) -> dict[str, str]:
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name, ["cleanup.policy"]) for topic in table]
    answer = admin.describe_configs(asked, config_filter="all")["topic"]
    return {name: configs["cleanup.policy"]["value"] for name, configs in answer.items()}


def _hold(topic: corridor.Topic, partitions: int, cleanup: str, address: str) -> None:
    if partitions != topic.partitions:
        raise TopicMismatch(
            f"{topic.name} has {partitions} partitions on {address}, not {topic.partitions}",
            way_out=f"use another Kafka, or delete the topic there and all that is in it: "
            f"kafka-topics.sh --bootstrap-server {address} --delete --topic {topic.name}",
        )
    if cleanup != topic.cleanup:
        raise TopicMismatch(
            f"{topic.name} has cleanup.policy={cleanup} on {address}, not {topic.cleanup}",
            way_out=f"set it right: kafka-configs.sh --bootstrap-server {address} --alter --entity-type topics "
            f"--entity-name {topic.name} --add-config cleanup.policy={topic.cleanup}",
        )
