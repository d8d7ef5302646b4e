"""Kafka's configuration: one node that is broker and controller, small, and silent about new topics."""

from __future__ import annotations

from pipeline.edge import ports
from pipeline.edge.broker import clients

FIXED = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "log.dirs": "topics",  # beside this file, where Kafka is started: so the data directory may be moved
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(clients.LARGEST_BYTES),
    # one node has no second to copy to, and one installation needs few partitions for its offsets
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # a group starts at once, and may notice a dead member within seconds
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    # after a kill the controller, who died with it, waits this long for the broker that was: default 9 s
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    # small: the cleaner's 128 MiB are half of our heap, and an index of 10 MiB is for segments of 1 GiB
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
    "log.segment.bytes": str(128 * 1024 * 1024),
    "log.index.size.max.bytes": str(1024 * 1024),
}


def properties(host: str, port: int, controller: int) -> str:
    """`server.properties` for these ports; the controller listens on loopback whatever the host."""
    place = ports.spelled(host, port)
    places = {
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"PLAINTEXT://{place},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://{place}",
    }
    return "".join(f"{name}={value}\n" for name, value in (FIXED | places).items())
